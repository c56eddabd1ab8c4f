import os
import random
import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path

import pytest
from PIL import Image

from rag.errors import UnreadableDocument
from rag.figures.parsing import MentionKind, parse_mentions
from rag.ingestion.readers.content import PageContent, Table
from rag.ingestion.readers.recognition import find_doubts, recognise
from rag.ingestion.readers.tesseract import require_tesseract
from tests.ingestion.making_scans import SANS, DrawnTable, draw_pages, scan

CORPUS = Path(__file__).resolve().parents[2] / "fictitious_province" / "corpus"
HEADINGS = ("STT", "Chỉ tiêu", "Đơn vị tính", "Thực hiện 2024", "Kế hoạch 2025", "Ước 2025", "Kế hoạch 2026")
INDICATORS = (
    ("Tổng sản phẩm trên địa bàn (GRDP)", "Tỷ đồng"),
    ("Thu ngân sách nhà nước", "Tỷ đồng"),
    ("Tỷ lệ hộ nghèo đa chiều", "%"),
    ("Kim ngạch xuất khẩu hàng hóa", "Triệu USD"),
    ("Diện tích rừng trồng tập trung", "Ha"),
    ("Số bác sĩ trên một vạn dân", "Bác sĩ"),
)


@pytest.fixture
def fresh_check() -> Iterator[None]:
    """The check for tesseract is made again, in the test and after it."""
    require_tesseract.cache_clear()
    yield
    require_tesseract.cache_clear()


def _number(chance: random.Random) -> str:
    whole = f"{chance.randrange(1, 10 ** chance.randrange(1, 7)):,}".replace(",", ".")
    return f"{whole},{chance.randrange(1, 100)}" if chance.random() < 0.5 else whole


def _annex(rows: int) -> DrawnTable:
    chance = random.Random(7)
    body = [(str(n), *INDICATORS[n % 6], *(_number(chance) for _ in range(4))) for n in range(1, rows + 1)]
    return DrawnTable([HEADINGS, *body], (11, 50, 20, 25, 25, 25, 25))


def _words(page: PageContent) -> list[str]:
    return " ".join(str(block) for block in page.blocks).split()


@pytest.mark.real
@pytest.mark.needs("tesseract")
def test_the_words_and_figures_of_a_scanned_page_are_read() -> None:
    text = (CORPUS / "bao-cao-318-bc-ubnd-nam-2024-ke-hoach-2025.txt").read_text(encoding="utf-8")
    drawn = draw_pages([line for line in text.split("\n")[9:30] if line.strip()])[0]
    truth = _words(recognise(drawn, ""))  # a page without noise, skew or blur
    read = _words(recognise(scan(drawn, skew_degrees=1.3), ""))
    same = {
        block.a + index
        for block in SequenceMatcher(None, truth, read, autojunk=False).get_matching_blocks()
        for index in range(block.size)
    }
    figures = [index for index, word in enumerate(truth) if re.search(r"\d", word)]
    assert len(same) >= 0.97 * len(truth)
    assert sum(index in same for index in figures) >= 0.99 * len(figures) > 20


@pytest.mark.real
@pytest.mark.needs("tesseract")
def test_a_table_of_figures_is_read_cell_by_cell_and_no_wrong_figure_passes_for_sure() -> None:
    table = _annex(22)
    page = recognise(scan(draw_pages([table], points=11, margins_mm=(14, 15))[0], skew_degrees=-0.8), "trang 1")
    (read,) = page.blocks
    assert isinstance(read, Table)
    assert len(read.rows) == len(table.rows)
    pairs = [
        pair for drawn, found in zip(table.rows, read.rows, strict=True) for pair in zip(drawn, found, strict=True)
    ]
    assert sum(drawn == found for drawn, found in pairs) >= 0.95 * len(pairs)
    numbers = [(drawn, found) for drawn, found in pairs if re.fullmatch(r"[\d.,]+", drawn)]
    assert sum(drawn == found for drawn, found in numbers) >= 0.97 * len(numbers)
    assert [pair for pair in numbers if pair[0] != pair[1] and "[?]" not in pair[1]] == []


@pytest.mark.real
@pytest.mark.needs("tesseract")
def test_prose_around_a_table_is_in_order() -> None:
    blocks = ("Phần đầu của báo cáo.", _annex(3), "Phần cuối của báo cáo.")
    page = recognise(scan(draw_pages(blocks, points=11, margins_mm=(14, 15))[0]), "trang 1")
    first, table, last = page.blocks
    assert (first, last) == (blocks[0], blocks[2])
    assert isinstance(table, Table)


@pytest.mark.real
@pytest.mark.needs("tesseract")
@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_page_lying_on_its_side_or_head_is_set_upright(degrees: int) -> None:
    text = ["Thu ngân sách nhà nước trên địa bàn đạt 14.860 tỷ đồng, bằng 108,3% dự toán năm 2024."] * 6
    page = recognise(scan(draw_pages(text, font=SANS)[0]).rotate(degrees, expand=True), "trang 1")
    assert sum("14.860" in str(block) and "108,3%" in str(block) for block in page.blocks) >= 5


@pytest.mark.real
@pytest.mark.needs("tesseract")
def test_a_blank_page_has_no_blocks_and_no_doubts() -> None:
    page = recognise(scan(Image.new("L", (1240, 1754), 255)), "trang 1")
    assert page.blocks == ()
    assert list(find_doubts(page)) == []


def test_a_doubtful_number_is_reported_with_its_page_and_place_and_gives_no_figure() -> None:
    table = Table((("Chỉ tiêu", "2025"), ("GRDP", "12,6[?]")))
    page = PageContent(("Thu ngân sách tăng 8,03[?] so với", table), "trang 4", 0.9)
    first, second = find_doubts(page)
    assert all(doubt.startswith("trang 4: ") for doubt in (first, second))
    assert "Thu ngân sách tăng 8,03[?]" in first
    assert "GRDP | 12,6[?]" in second
    assert [mention.kind for mention in parse_mentions("tăng 8,03[?]%")] == [MentionKind.DAMAGED]


def test_a_page_read_without_confidence_is_reported_and_so_is_one_not_read() -> None:
    (faint,) = find_doubts(PageContent(("Thu",), "trang 2", 0.4))
    (unread,) = find_doubts(PageContent((), "trang 3", 0.0))
    assert "trang 2" in faint
    assert "40%" in faint
    assert "trang 3" in unread
    assert list(find_doubts(PageContent(("Thu",), "trang 1"))) == []


def _install(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A tesseract of our own in the place of the real one."""
    program = folder / "tesseract"
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}/usr/bin{os.pathsep}/bin")


@pytest.mark.usefixtures("fresh_check")
def test_without_tesseract_the_user_is_told_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UnreadableDocument) as caught:
        recognise(Image.new("L", (100, 100), 0), "trang 1")
    assert "apt-get install tesseract-ocr tesseract-ocr-vie" in caught.value.message


@pytest.mark.usefixtures("fresh_check")
@pytest.mark.parametrize("script", ["echo eng; echo osd", "exit 1"])
def test_so_where_its_vietnamese_data_is_missing_or_it_does_not_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str
) -> None:
    _install(tmp_path, script, monkeypatch)
    with pytest.raises(UnreadableDocument) as caught:
        recognise(Image.new("L", (100, 100), 0), "trang 1")
    assert "tesseract-ocr-vie" in caught.value.message


@pytest.mark.usefixtures("fresh_check")
@pytest.mark.parametrize("script", ["kill -9 $$", "exec sleep 30", "exit 1", "echo nonsense"])
def test_a_page_on_which_tesseract_dies_or_hangs_is_given_up_and_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str
) -> None:
    _install(tmp_path, f'[ "$1" = --list-langs ] && {{ echo vie; echo eng; exit 0; }}\n{script}', monkeypatch)
    monkeypatch.setattr("rag.ingestion.readers.tesseract.LIMIT_SECONDS", 1)
    page = recognise(draw_pages(["Thu ngân sách"])[0], "trang 7")
    assert (page.blocks, page.confidence) == ((), 0.0)
    assert "trang 7" in next(find_doubts(page))
