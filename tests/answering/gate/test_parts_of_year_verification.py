"""Sentences of models about parts of a year: what came about in nine months is not what came about in the year."""

import datetime
import re

import pytest

from rag.answering.gate.evidence import Evidence
from rag.answering.gate.verification import verify
from rag.answering.question.understanding import understand
from rag.datatypes import (
    ContextHeader,
    Document,
    Draft,
    Fact,
    Passage,
    Period,
    Rejection,
    SourceRecord,
    Statement,
    Status,
)
from rag.figures.parsing import parse_figures

FILE = "bao-cao-61.txt"
SOURCE = SourceRecord(
    "Báo cáo tình hình năm 2031", "Báo cáo", "61/BC-UBND", datetime.date(2031, 12, 9), "Ủy ban nhân dân tỉnh Đá Mòng",
    "tỉnh Đá Mòng", "2031",
)  # fmt: skip
TEXT = (
    "Sản lượng muối hạt quý I năm 2031 đạt 118 nghìn tấn, quý II đạt 131 nghìn tấn; tính chung 9 tháng đạt 402 nghìn "
    "tấn, cả năm đạt 540 nghìn tấn. Riêng tháng 6 năm 2031 xuất bán 47 nghìn tấn muối hạt; đến ngày 20/11/2031 đã dự "
    "trữ 63 nghìn tấn muối hạt. Mười hai tháng có 9 tháng nắng, phí đò ngang 9 tháng thu hơn 7 tỷ đồng."
)
FACTS = (
    ("118 nghìn tấn", "Sản lượng muối hạt", "quý I"),
    ("131 nghìn tấn", "Sản lượng muối hạt", "quý II"),
    ("402 nghìn tấn", "Sản lượng muối hạt", "9 tháng"),
    ("540 nghìn tấn", "Sản lượng muối hạt", ""),
    ("47 nghìn tấn", "Xuất bán muối hạt", "tháng 6"),
    ("63 nghìn tấn", "Dự trữ muối hạt", "đến 20/11"),
)
PASSAGE = Passage("1", FILE, 0, len(TEXT), TEXT, ContextHeader(SOURCE.title, SOURCE.number, (), "2031"), is_item=False)


def _fact(text: str, indicator: str, part: str) -> Fact:
    span = next(span for span in parse_figures(TEXT) if span.text == text)
    start, end = re.search(rf"[^.;]*{span.text}", TEXT).span()  # type: ignore[union-attr]
    return Fact(
        "1", FILE, indicator, "", Period(2031, 2031, part), Status.RESULT, "Đá Mòng", span.figure, span.start, span.end,
        start, end,
    )  # fmt: skip


EVIDENCE = Evidence(
    (PASSAGE,), {"1": [_fact(*row) for row in FACTS]}, {FILE: Document(FILE, TEXT, SOURCE)}, ("Đá Mòng",)
)


def _verdict(question: str, text: str) -> Statement | Rejection:
    return verify(Draft(text, (1,)), understand(question, EVIDENCE.own_territories), EVIDENCE)


YEAR = "Sản lượng muối hạt năm 2031 đạt bao nhiêu?"
NINE_MONTHS = "Sản lượng muối hạt 9 tháng năm 2031 đạt bao nhiêu?"
NO_YEAR = "Sản lượng muối hạt đạt bao nhiêu?"


@pytest.mark.parametrize(
    ("question", "text"),
    [
        (NINE_MONTHS, "Sản lượng muối hạt 9 tháng năm 2031 đạt 402 nghìn tấn."),
        (NINE_MONTHS, "Năm 2031, 9 tháng sản lượng muối hạt đạt 402 nghìn tấn."),
        (NINE_MONTHS, "Trong 9 tháng, sản lượng muối hạt đạt 402 nghìn tấn."),
        (NINE_MONTHS, "Sản lượng muối hạt đạt 402 nghìn tấn."),
        (NINE_MONTHS, "Năm 2031, sản lượng muối hạt đạt 402 nghìn tấn trong 9 tháng."),
        (NO_YEAR, "Sản lượng muối hạt 9 tháng đạt 402 nghìn tấn."),
        (YEAR, "Sản lượng muối hạt quý I năm 2031 đạt 118 nghìn tấn, quý II đạt 131 nghìn tấn."),
        (YEAR, "Sản lượng muối hạt quý I/2031 đạt 118 nghìn tấn, cả năm đạt 540 nghìn tấn."),
        (YEAR, "Sản lượng muối hạt 9 tháng đạt 402 nghìn tấn, năm 2031 đạt 540 nghìn tấn."),
        (YEAR, "Sản lượng muối hạt đạt 131 nghìn tấn trong quý II/2031."),
        ("Tháng 6/2031 xuất bán bao nhiêu muối hạt?", "Tháng 6/2031 xuất bán 47 nghìn tấn muối hạt."),
        ("Dự trữ bao nhiêu muối hạt?", "Đến ngày 20/11/2031, dự trữ muối hạt đạt 63 nghìn tấn."),
    ],
)
def test_a_figure_of_its_part_of_the_year_passes(question: str, text: str) -> None:
    assert isinstance(_verdict(question, text), Statement), _verdict(question, text)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        (YEAR, "Sản lượng muối hạt năm 2031 đạt 402 nghìn tấn."),
        (YEAR, "Sản lượng muối hạt đạt 402 nghìn tấn."),
        (YEAR, "Cả năm sản lượng muối hạt đạt 402 nghìn tấn."),
        (NINE_MONTHS, "Sản lượng muối hạt năm 2031 đạt 402 nghìn tấn."),
        (NINE_MONTHS, "Sản lượng muối hạt 9 tháng năm 2031 đạt 540 nghìn tấn."),
        (NINE_MONTHS, "Sản lượng muối hạt đạt 540 nghìn tấn."),
        ("Sản lượng muối hạt 9 tháng đạt bao nhiêu?", "Sản lượng muối hạt đạt 540 nghìn tấn."),
        (NO_YEAR, "Sản lượng muối hạt đạt 402 nghìn tấn."),
        (NO_YEAR, "Sản lượng muối hạt đạt 540 nghìn tấn trong 9 tháng."),
        (YEAR, "Năm 2031, sản lượng muối hạt đạt 540 nghìn tấn trong 9 tháng."),
        (YEAR, "Sản lượng muối hạt quý I năm 2031 đạt 131 nghìn tấn."),
        (YEAR, "Sản lượng muối hạt quý I đạt 118 nghìn tấn, quý II đạt 118 nghìn tấn."),
        (YEAR, "Sản lượng muối hạt quý I năm 2031 đạt 118 nghìn tấn, cả năm đạt 118 nghìn tấn."),
        (YEAR, "Sản lượng muối hạt 9 tháng đạt 402 nghìn tấn, năm 2031 đạt 402 nghìn tấn."),
        (YEAR, "Sản lượng muối hạt 6 tháng đầu năm 2031 đạt 402 nghìn tấn."),
        (YEAR, "Sản lượng muối hạt 6 tháng cuối năm 2031 đạt 402 nghìn tấn."),
        ("Tháng 6/2031 xuất bán bao nhiêu muối hạt?", "Tháng 7/2031 xuất bán 47 nghìn tấn muối hạt."),
        ("Tháng 6/2031 xuất bán bao nhiêu muối hạt?", "Tháng 6/2030 xuất bán 47 nghìn tấn muối hạt."),
        ("Dự trữ bao nhiêu muối hạt?", "Đến ngày 20/10/2031, dự trữ muối hạt đạt 63 nghìn tấn."),
        ("Dự trữ bao nhiêu muối hạt?", "Đến hết năm 2031, dự trữ muối hạt đạt 63 nghìn tấn."),
    ],
)
def test_a_figure_of_another_part_of_the_year_does_not(question: str, text: str) -> None:
    assert isinstance(_verdict(question, text), Rejection)


def test_a_figure_without_a_fact_is_bound_to_the_part_of_its_sentence() -> None:
    question = "Phí đò ngang thu được bao nhiêu?"
    assert isinstance(_verdict(question, "Phí đò ngang 9 tháng thu hơn 7 tỷ đồng."), Statement)
    assert isinstance(_verdict(question, "Phí đò ngang năm 2031 thu hơn 7 tỷ đồng."), Rejection)
    assert isinstance(_verdict(question, "Phí đò ngang thu hơn 7 tỷ đồng."), Rejection)
    assert isinstance(_verdict(question, "Phí đò ngang quý I thu hơn 7 tỷ đồng."), Rejection)
