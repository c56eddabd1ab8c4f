"""A form photographed askew, with a stamp and a signature over its print: nothing is read wrong without a doubt."""

import re
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from rag.ingestion.readers.coloured_ink import without_stamps
from rag.ingestion.readers.content import Table, ignore_pages
from rag.ingestion.readers.formats import read_file
from tests.ingestion.making_photos import Pose, photograph
from tests.ingestion.making_scans import DrawnTable

ROWS = (
    ("Chỉ tiêu", "Đơn vị", "Năm 2030", "Năm 2031"),
    ("Sản lượng lạc", "tấn", "3.925", "4.168"),
    ("Sản lượng vừng", "tấn", "128", "135"),
    ("Sản lượng sắn", "tấn", "21.940", "22.706"),
)
FORM = (
    "ỦY BAN NHÂN DÂN HUYỆN ĐỒNG LẠC",
    "BIỂU CHỈ TIÊU NÔNG NGHIỆP NĂM 2031",
    "Tổng đàn gia cầm năm 2031 đạt 310 nghìn con, tăng 4,7% so với năm 2030; rừng trồng mới đạt 450 ha.",
    DrawnTable(ROWS, (70, 25, 35, 35)),
    "Thu ngân sách trên địa bàn năm 2031 đạt 645,8 tỷ đồng, bằng 106,3% dự toán được giao.",
    "Đồng Lạc, ngày 12 tháng 12 năm 2031",
    "CHỦ TỊCH",
)
NUMBER = re.compile(r"\d[\d.,]*\d(?!\[\?\])(?![\d.,]|\w)")
TEXTS = (*(block for block in FORM if isinstance(block, str)), *(cell for row in ROWS for cell in row))
PRINTED = {number for text in TEXTS for number in NUMBER.findall(text)}
MOST_DOUBTFUL = 2


@pytest.mark.real
@pytest.mark.needs("tesseract")
@pytest.mark.parametrize(
    ("pose", "stamped"),
    [
        (Pose(), (0.68, 0.75)),
        (Pose(degrees=3.5, lean=0.05, shade=0.5, desk=0.08), (0.55, 0.33)),
        (Pose(), (0.72, 0.25)),
    ],
    ids=["below the text", "over prose", "over a table"],
)
def test_a_stamped_form_is_read_from_its_photo(tmp_path: Path, pose: Pose, stamped: tuple[float, float]) -> None:
    photograph(FORM, pose, stamped).save(tmp_path / "a.jpg", quality=80, dpi=(200, 200))
    content = read_file(tmp_path / "a.jpg", ignore_pages)
    blocks = content.pages[0].blocks
    assert [len(block.rows[0]) for block in blocks if isinstance(block, Table)] == [4]
    cells = [
        cell for block in blocks if isinstance(block, Table) for row in block.rows for cell in (*row, block.caption)
    ]
    text = " ".join((*(block for block in blocks if isinstance(block, str)), *cells))
    assert set(NUMBER.findall(text)) <= PRINTED
    assert len(PRINTED - set(NUMBER.findall(text))) <= len(content.warnings) <= MOST_DOUBTFUL


def test_print_in_colours_stays() -> None:
    page = Image.new("RGB", (1654, 2338), (250, 244, 230))
    for top in range(400, 1400, 40):
        page.paste((30, 40, 160), (300, top, 900, top + 14))
    without = without_stamps(page, 200)
    assert ImageChops.difference(without, page.convert("L")).getbbox() is None
