from dataclasses import replace

import pytest

from rag.answering.facts.conversions import converted
from rag.datatypes import Fact, Period, Status
from rag.figures.parsing import parse_figures


def _fact(text: str) -> Fact:
    span = parse_figures(f"đạt {text}")[0]
    figure = replace(span.figure, text=span.text)
    return Fact("p", "a.txt", "Chỉ tiêu", "", Period(2031, 2031), Status.TARGET, "", figure, 0, 1, 0, 1)


@pytest.mark.parametrize(
    ("question", "figure", "amount"),
    [
        ("Đổi giúp chỉ tiêu vốn đầu tư ra đơn vị tỷ đồng.", "204 nghìn tỷ đồng", "204.000 tỷ đồng"),
        ("Thu ngân sách bằng bao nhiêu triệu đồng?", "89.490,478 tỷ đồng", "89.490.478 triệu đồng"),
        ("Thu ngân sách là mấy nghìn tỷ đồng?", "84.199,2 tỷ đồng", "84,1992 nghìn tỷ đồng"),
        ("Thu ngân sách quy ra nghìn tỷ là mấy?", "60.000 tỷ đồng", "60 nghìn tỷ đồng"),
        ("Khách ghi ra đủ chữ số thì là bao nhiêu lượt?", "8,25 triệu lượt", "8.250.000 lượt"),
        ("Bao nhiêu mét vuông đất?", "257,6 ha", "2.576.000 m²"),
        ("Thu hút quy ra triệu USD là mấy?", "2-2,5 tỷ USD", "2.000 - 2.500 triệu USD"),
        ("Thu ngân sách bao nhiêu tỷ đồng?", "84.199,2 tỷ đồng", ""),
        ("Bao nhiêu lượt khách?", "8,25 triệu lượt", ""),
        ("Bao nhiêu triệu USD?", "500 tỷ đồng", ""),
        ("Tăng bao nhiêu phần trăm?", "12,5%", ""),
    ],
)
def test_a_figure_is_told_in_the_scale_asked_for_where_it_is_another(question: str, figure: str, amount: str) -> None:
    assert converted(question, _fact(figure)) == amount
