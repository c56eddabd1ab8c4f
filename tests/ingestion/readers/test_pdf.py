from collections.abc import Sequence
from contextlib import suppress
from difflib import ndiff
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from rag.errors import UnreadableDocument
from rag.ingestion.readers import recognition
from rag.ingestion.readers.content import FileContent, PageContent, Table, ignore_pages
from rag.ingestion.readers.formats import read_file
from tests.ingestion.making_files import Print, PrintedBlock, SideBySide, make_pdf

CORPUS = Path(__file__).parents[2] / "fictitious_province" / "corpus"
TEXTS = ("nghi-quyet-27-nq-hdnd-ke-hoach-nam-2026", "ke-hoach-233-kh-ubnd-5-nam-2026-2030")
STYLES = {
    "indented": Print(),
    "without space between paragraphs": Print(space=0, indent=28),
    "without indent": Print(indent=0, size=12, leading=16),
    "ragged, with a running head": Print(justified=False, heading="UBND tỉnh Lạc Sơn"),
}


def printed_and_read(blocks: list[PrintedBlock], folder: Path, style: Print | None = None) -> FileContent:
    make_pdf(blocks, folder / "a.pdf", style)
    return read_file(folder / "a.pdf", ignore_pages)


def paragraphs(content: FileContent, running_head: str = "", known: Sequence[str] = ()) -> list[str]:
    """Without page numbers and running heads; a known line that a page's end has cut in two is whole again."""
    whole: list[str] = []
    for page in content.pages:
        texts = [text for text in page.blocks if isinstance(text, str) and text not in {running_head, page.label[6:]}]
        if whole and texts and f"{whole[-1]} {texts[0]}" in known:
            whole[-1] += f" {texts.pop(0)}"
        whole += texts
    return whole


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("style", STYLES.values(), ids=list(STYLES))
def test_nearly_every_line_of_a_text_comes_back_whole(name: str, style: Print, tmp_path: Path) -> None:
    text = (CORPUS / f"{name}.txt").read_text(encoding="utf-8")
    lines = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    got = paragraphs(printed_and_read(list(lines), tmp_path, style), style.heading, lines)
    changed = [found for found in ndiff(lines, got) if not found.startswith(" ")]
    # One wrong break changes three lines: one is missing, two are new.
    assert len(changed) <= 3, changed


HEADINGS = (
    ("TT", "Chỉ tiêu", "Đơn vị tính", "Năm 2025", "Năm 2025", "Năm 2026", "Năm 2026"),
    ("TT", "Chỉ tiêu", "Đơn vị tính", "Kế hoạch", "Ước thực hiện", "Kế hoạch", "So với năm 2025 (%)"),
)
ROWS = tuple(
    (
        f"{i}",
        f"Sản lượng thứ {i} của các ngành, lĩnh vực trên địa bàn toàn tỉnh",
        "nghìn tấn",
        f"{7 * i}.{i:03}",
        f"{3 * i},5",
        f"{100 + i}",
        "" if i % 5 == 0 else f"{100 + i},{i % 10}",
    )
    for i in range(1, 61)
)
CAPTION = "Phụ lục I\nCÁC CHỈ TIÊU CHỦ YẾU\n(Kèm theo Nghị quyết số 27/NQ-HĐND)\nĐơn vị tính: tỷ đồng"


def test_every_cell_of_an_annex_comes_back(tmp_path: Path) -> None:
    content = printed_and_read(["Điều 1. Thông qua.", Table(HEADINGS + ROWS, 2, CAPTION), "Hết."], tmp_path)
    tables = [block for page in content.pages for block in page.blocks if isinstance(block, Table)]
    assert len(tables) > 2
    assert [table.caption for table in tables] == [CAPTION, *[""] * (len(tables) - 1)]
    assert all(table.heading_rows == 2 and table.rows[:2] == HEADINGS for table in tables)
    assert tuple(row for table in tables for row in table.rows[2:]) == ROWS
    assert paragraphs(content) == ["Điều 1. Thông qua.", "Hết."]


def test_a_row_that_numbers_the_columns_is_none(tmp_path: Path) -> None:
    numbers = ("(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)=(6)/(5)")
    (page,) = printed_and_read([Table((*HEADINGS, numbers, ROWS[0]), 3)], tmp_path).pages
    assert page.blocks[0] == Table((*HEADINGS, ROWS[0]), 2)


def test_head_and_signatures_are_read_column_by_column(tmp_path: Path) -> None:
    head = SideBySide(
        ("ỦY BAN NHÂN DÂN", "TỈNH LẠC SƠN", "Số: 27/BC-UBND"),
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Lạc Sơn, ngày 11 tháng 12 năm 2025"),
    )
    signatures = SideBySide(
        ("Nơi nhận:", "- Như trên;", "- Lưu: VT."), ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Vi Văn Tuyển")
    )
    report = "Ủy ban nhân dân tỉnh báo cáo tình hình thực hiện nhiệm vụ phát triển kinh tế - xã hội cả năm như sau:"
    content = printed_and_read([head, "BÁO CÁO", report, signatures], tmp_path)
    expected = [*head.left, *head.right, "BÁO CÁO", report, *signatures.left, *signatures.right]
    assert paragraphs(content) == expected


def test_pages_are_labelled_and_reported(tmp_path: Path) -> None:
    make_pdf(["Ước cả năm đạt kế hoạch đề ra."] * 70, tmp_path / "a.pdf")
    told: list[tuple[int, int]] = []
    content = read_file(tmp_path / "a.pdf", lambda done, total: told.append((done, total)))
    assert [page.label for page in content.pages] == ["trang 1", "trang 2", "trang 3"]
    assert told == [(1, 3), (2, 3), (3, 3)]
    assert not {"1", "2", "3"} & {block for page in content.pages for block in page.blocks}
    assert not content.warnings


def test_a_password_is_asked_to_be_taken_off(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument) as refused:
        printed_and_read(["Mật."], tmp_path, Print(password="1234"))
    assert "có mật khẩu" in refused.value.message


@pytest.mark.parametrize(
    "data", [b"", b"<html></html>", b"%PDF-1.7\n", b"%PDF-1.4\n" + b"[" * 50_000, b"PK\x03\x04"], ids=repr
)
def test_what_is_no_pdf_is_refused(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(data)
    with pytest.raises(UnreadableDocument) as refused:
        read_file(tmp_path / "a.pdf", ignore_pages)
    assert refused.value.message.startswith("Tệp a.pdf ")


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("sound") / "a.pdf"
    make_pdf(["Tăng trưởng GRDP đạt 9,5%.", Table((HEADINGS[1], ROWS[0]))], path)
    return path.read_bytes()


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_damage_ends_in_a_refusal_or_in_text(data: st.DataObject, sound: bytes, tmp_path: Path) -> None:
    damaged = bytearray(sound[: data.draw(st.integers(len(sound) // 2, len(sound)))])
    for place, byte in data.draw(
        st.lists(st.tuples(st.integers(0, len(damaged) - 1), st.integers(0, 255)), max_size=20)
    ):
        damaged[place] = byte
    (tmp_path / "a.pdf").write_bytes(damaged)
    with suppress(UnreadableDocument):
        assert read_file(tmp_path / "a.pdf", ignore_pages).pages


def raw_pdf(*objects: str) -> bytes:
    """A file of the objects in order, the first its catalogue."""
    body = "%PDF-1.4\n"
    places = []
    for number, text in enumerate(objects, start=1):
        places.append(len(body))
        body += f"{number} 0 obj\n{text}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    trailer = f"trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF"
    return f"{body}xref\n0 {size}\n0000000000 65535 f \n{table}{trailer}".encode()


CATALOGUE = "<< /Type /Catalog /Pages 2 0 R >>"
ONE_PAGE = "<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
LOOP = "<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /A 5 0 R >> >> /Length 5 >>"
ENDLESS = {
    "pages that hold themselves": (CATALOGUE, "<< /Type /Pages /Kids [2 0 R] /Count 1 >>"),
    "forms that draw themselves": (
        CATALOGUE,
        ONE_PAGE,
        "<< /Type /Page /MediaBox [0 0 9 9] /Contents 4 0 R /Resources << /XObject << /A 5 0 R >> >> >>",
        "<< /Length 5 >>\nstream\n/A Do\nendstream",
        f"{LOOP}\nstream\n/A Do\nendstream",
    ),
    "a page without a size": (CATALOGUE, ONE_PAGE, "<< /Type /Page >>"),
    "arrays in arrays": (
        CATALOGUE,
        ONE_PAGE,
        "<< /Type /Page /MediaBox [0 0 9 9] /Contents 4 0 R >>",
        f"<< /Length 50000 >>\nstream\n{'[' * 50_000}\nendstream",
    ),
}


@pytest.mark.parametrize("objects", ENDLESS.values(), ids=list(ENDLESS))
def test_endless_objects_end_in_a_refusal(objects: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(raw_pdf(*objects))
    with pytest.raises(UnreadableDocument):
        read_file(tmp_path / "a.pdf", ignore_pages)


def set_recognition(monkeypatch: pytest.MonkeyPatch, fails: bool = False) -> list[Image.Image]:
    """Stands in for the recognition of characters; gives the pictures that it was shown."""
    shown: list[Image.Image] = []

    def recognise(image: Image.Image, label: str) -> PageContent:
        shown.append(image)
        if fails:
            raise UnreadableDocument("Chưa cài tesseract.", "no tesseract")
        return PageContent(("Nhận dạng được.", "Đạt 11,5% [?] GRDP."), label, 0.9)

    monkeypatch.setattr(recognition, "recognise", recognise)
    return shown


def draw_scan(path: Path, width: float = 595, height: float = 842, text: str = "") -> None:
    """A page that is a picture, and a page of text where there is one."""
    picture = path.with_suffix(".png")
    Image.new("L", (60, 80), 200).save(picture)
    canvas = Canvas(str(path), pagesize=(width, height))
    canvas.drawImage(str(picture), 0, 0, width, height)
    canvas.drawString(10, 10, "7")
    canvas.showPage()
    if text:
        canvas.drawString(72, 700, text)
        canvas.showPage()
    canvas.save()


@pytest.mark.parametrize("turn", [90, -90])
def test_text_that_runs_up_or_down_the_page_is_read(turn: int, tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=(600, 600))
    canvas.translate(300, 300)
    canvas.rotate(turn)
    canvas.translate(-300, -300)
    rows = ("Indicator", "Unit", "2025"), ("Rice output", "tonnes", "9,5"), ("Tea output", "tonnes", "10,2")
    xs, ys = [100, 250, 350, 450], [500, 470, 440, 410]
    canvas.drawString(100, 540, "Results of the year, by branch of the economy")
    canvas.grid(xs, ys)
    for row, y in zip(rows, ys[1:], strict=True):
        for cell, x in zip(row, xs[:3], strict=True):
            canvas.drawString(x + 5, y + 10, cell)
    canvas.save()
    (page,) = read_file(tmp_path / "a.pdf", ignore_pages).pages
    assert page.blocks == ("Results of the year, by branch of the economy", Table(rows))


def test_a_scanned_page_is_recognised(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    shown = set_recognition(monkeypatch)
    draw_scan(tmp_path / "a.pdf", text="A page whose text needs no recognition at all.")
    content = read_file(tmp_path / "a.pdf", ignore_pages)
    assert content.pages == (
        PageContent(("Nhận dạng được.", "Đạt 11,5% [?] GRDP."), "trang 1", 0.9),
        PageContent(("A page whose text needs no recognition at all.",), "trang 2"),
    )
    assert [(image.mode, image.size) for image in shown] == [("RGB", (2480, 3509))]
    assert ["Đạt 11,5% [?]" in warning for warning in content.warnings] == [True]


def test_a_huge_page_is_drawn_small_enough(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    shown = set_recognition(monkeypatch)
    draw_scan(tmp_path / "a.pdf", width=14_400, height=14_400)
    read_file(tmp_path / "a.pdf", ignore_pages)
    assert shown[0].width * shown[0].height <= 25_100_000


def test_a_page_that_cannot_be_recognised_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    set_recognition(monkeypatch, fails=True)
    draw_scan(tmp_path / "a.pdf", text="A page whose text needs no recognition at all.")
    content = read_file(tmp_path / "a.pdf", ignore_pages)
    assert content.warnings == ("a.pdf: trang 1 là ảnh quét, không nhận dạng được chữ (Chưa cài tesseract).",)
    assert len(content.pages) == 2


CIDS = (
    CATALOGUE,
    ONE_PAGE,
    "<< /Type /Page /MediaBox [0 0 600 800] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>",
    "<< /Length 60 >>\nstream\nBT /F 12 Tf 72 700 Td <00410042004300440045004600470048> Tj ET    \nendstream",
    "<< /Type /Font /Subtype /Type0 /BaseFont /A /Encoding /Identity-H /DescendantFonts [6 0 R] >>",
    "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /A /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) "
    "/Supplement 0 >> >>",
)


def test_characters_without_unicode_are_recognised_by_their_looks(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    set_recognition(monkeypatch)
    (tmp_path / "a.pdf").write_bytes(raw_pdf(*CIDS))
    assert read_file(tmp_path / "a.pdf", ignore_pages).pages[0].blocks[0] == "Nhận dạng được."
    set_recognition(monkeypatch, fails=True)
    with pytest.raises(UnreadableDocument) as refused:
        read_file(tmp_path / "a.pdf", ignore_pages)
    assert "trang 1 có phông chữ không ghi mã chữ" in refused.value.message
