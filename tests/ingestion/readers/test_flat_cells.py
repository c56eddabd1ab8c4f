"""Tables between lone pipes that do not show where a row ends."""

import pytest

from rag.ingestion.readers.content import Table
from rag.ingestion.readers.embedded_tables import part_tables

_HEAD = ["TT", "Chỉ tiêu", "TH năm 2030", "KH năm 2031", "Ước TH 2031", "Đánh giá"]
_ROWS = [
    ["I", "Kinh tế\n|\n|\n|", "1", "Tăng trưởng (%)", "7,1", "8,5-9,5", "8,2", "Không đạt"],
    ["", "- Dịch vụ (%)", "5,8", "6", "9", "2", "Thu ngân sách\n(tỷ đồng)", "950", "1.000", "1.100", "Đạt"],
    ["3", "Xuất khẩu (triệu USD)", "97", "130", "130", "Đạt", "4", "Cơ cấu", "", "Đạt"],
    ["- Nông nghiệp (%)", "32", "33 - 35", "31,5"],
]


def _joined(rows: list[list[str]]) -> str:
    return "\n".join("\n|\n".join(filter(None, row)) for row in (_HEAD, *rows))


def test_rows_are_told_apart_by_names_and_as_many_figures_as_the_head_has_years() -> None:
    text, table, _ = part_tables(f"Bảng sau:\n{_joined(_ROWS)}")
    assert text == "Bảng sau:"
    assert table == Table(
        (
            ("TT", "Chỉ tiêu", "TH năm 2030", "KH năm 2031", "Ước TH 2031", "Đánh giá"),
            ("I", "Kinh tế", "", "", "", ""),
            ("1", "Tăng trưởng (%)", "7,1", "8,5-9,5", "8,2", "Không đạt"),
            ("", "- Dịch vụ (%)", "5,8", "6", "9", ""),
            ("2", "Thu ngân sách (tỷ đồng)", "950", "1.000", "1.100", "Đạt"),
            ("3", "Xuất khẩu (triệu USD)", "97", "130", "130", "Đạt"),
            ("4", "Cơ cấu", "", "", "", "Đạt"),
            ("", "- Nông nghiệp (%)", "32", "33 - 35", "31,5", ""),
        )
    )


@pytest.mark.parametrize("missing", ["1.000", "130", "5,8"])
def test_a_row_with_fewer_figures_leaves_all_as_text(missing: str) -> None:
    blocks = part_tables(_joined(_ROWS).replace(f"{missing}\n|\n", "", 1))
    assert not any(isinstance(block, Table) for block in blocks)


def test_a_row_that_is_cut_off_at_the_end_stays_text() -> None:
    _, table, *rest = part_tables(f"{_joined(_ROWS)}\n|\n5\n|\nXã đạt chuẩn\n|\n12")
    assert isinstance(table, Table)
    assert "Xã đạt chuẩn" in str(rest)
