"""Times in the headings of columns, as spreadsheets and offices shorten them."""

import pytest

from rag.figures.table_columns import read_column


@pytest.mark.parametrize(
    ("heading", "period"),
    [
        ("06/2031", "tháng 6 2031"),
        ("Kế hoạch › 12-2031", "tháng 12 2031"),
        ("Ước T6/2031", "tháng 6 2031"),
        ("6T/2031", "6 tháng 2031"),
        ("9T đầu năm 2031", "9 tháng 2031"),
        ("QI/2031", "quý I 2031"),
        ("Q2/2031", "quý II 2031"),
        ("31.12.2031", "2031"),
        ("30-9-2031", "đến tháng 9 2031"),
        ("2029-2031", "2029-2031"),
    ],
)
def test_a_shortened_time_is_read_and_no_part_of_what_is_measured(heading: str, period: str) -> None:
    column = read_column(heading)
    assert (str(column.period), column.aspect, column.is_sure) == (period, "", True)


@pytest.mark.parametrize("heading", ["Nghị quyết 06/2031/NQ-HĐND", "Tỷ lệ 1/2"])
def test_numbers_that_name_no_month(heading: str) -> None:
    assert read_column(heading).period is None
