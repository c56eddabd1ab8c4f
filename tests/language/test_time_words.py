import pytest

from rag.language.time_words import named_parts, named_years


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("quý III/2031", ["quý III", "9 tháng"]),
        ("quí 2 năm 2031", ["quý II", "6 tháng"]),
        ("QIV tăng", ["quý IV", ""]),
        ("6T/2031", ["6 tháng"]),
        ("chín tháng đầu năm", ["9 tháng"]),
        ("6 tháng cuối năm", ["6 tháng cuối"]),
        ("nửa đầu năm 2031", ["6 tháng"]),
        ("tháng 4 ước đạt", ["tháng 4", "4 tháng"]),
        ("đến 31.10.2031", ["tháng 10", "10 tháng"]),
        ("(05/2031)", ["tháng 5", "5 tháng"]),
        ("hết 30/9", ["tháng 9", "9 tháng"]),
        ("12 tháng", [""]),
        ("cả năm ước", [""]),
        ("7/18 chỉ tiêu", []),  # no month has that number
        ("tăng 3,5 tháng lương", []),
        ("12,5%", []),
    ],
)
def test_every_part_of_a_year_that_may_be_meant_is_named(text: str, parts: list[str]) -> None:
    assert [found.part for found in named_parts(text)] == parts


def test_a_month_is_also_the_last_of_those_up_to_it() -> None:
    assert [found.reaches_back for found in named_parts("tháng 4")] == [False, True]


def test_years_are_found_wherever_they_stand() -> None:
    assert [year for year, _, _ in named_years("Số 12/2031/NQ, ngày 05/4/2030; 12031 người")] == [2031, 2030]
