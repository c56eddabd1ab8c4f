import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import gradio as gr
import pytest

from page.correcting import Correcting
from page.register_room import RegisterRoom
from rag.datatypes import CorrectedSlots, FactCorrection, HeldCorrection, Period, Status
from rag.ingestion.fact_corrections import (
    CORRECTIONS_FILE,
    load_corrections,
)
from tests.page.fake_pipeline import BUDGET_FACT, FakePipeline

FORM = {
    "file": BUDGET_FACT.file,
    "start": BUDGET_FACT.start,
    "by": "Bà Lan",
    "indicator": "Thu ngân sách",
    "part": "",
    "first": "2032",
    "last": "",
    "period_part": "9 tháng",
    "status": "estimate",
    "territory": "Sông Lam",
    "no_fact": False,
}


def said(**form: object) -> gr.EventData:
    return cast(gr.EventData, SimpleNamespace(said=form))


def test_a_correction_is_kept_beside_the_documents(tmp_path: Path) -> None:
    correcting = Correcting(FakePipeline(), tmp_path)
    assert "Đã lưu đính chính" in correcting.correct(said(**FORM))
    (held,) = load_corrections(tmp_path)
    assert held.slots is not None
    assert (held.slots.period, held.slots.status) == (Period(2032, 2032, "9 tháng"), Status.ESTIMATE)
    assert "Đã hủy đính chính" in correcting.correct(said(revokes=held.id, by="Bà Lan"))
    assert load_corrections(tmp_path) == ()


@pytest.mark.parametrize(
    "form",
    [
        {},
        {**FORM, "by": ""},
        {**FORM, "first": "mười"},
        {**FORM, "first": "20311"},
        {**FORM, "start": 5},
        {**FORM, "start": "x"},
        {**FORM, "status": "chưa có"},
        {"revokes": "x", "by": "Bà Lan"},
    ],
)
def test_what_is_no_correction_changes_nothing(tmp_path: Path, form: dict[str, object]) -> None:
    assert 'data-done="false"' in Correcting(FakePipeline(), tmp_path).correct(said(**form))
    assert not (tmp_path / CORRECTIONS_FILE).exists()


def test_nobody_corrects_who_has_not_signed_in(tmp_path: Path) -> None:
    correcting = Correcting(FakePipeline(), tmp_path, lambda headers: headers.get("cookie") == "phien=x")
    stranger = cast(gr.Request, SimpleNamespace(headers={}))
    assert "Hãy đăng nhập" in correcting.correct(said(**FORM), stranger)
    assert "Hãy đăng nhập" in correcting.correct(said(**FORM))
    assert not (tmp_path / CORRECTIONS_FILE).exists()
    official = cast(gr.Request, SimpleNamespace(headers={"cookie": "phien=x"}))
    assert "Đã lưu" in correcting.correct(said(**FORM), official)


def test_the_form_is_shown_only_where_facts_may_be_corrected() -> None:
    asked = {"file": BUDGET_FACT.file, "start": BUDGET_FACT.start}
    assert "Đính chính số liệu này" not in RegisterRoom(FakePipeline(), corrects=False).indicator(asked)
    html = RegisterRoom(FakePipeline(), corrects=True).indicator(asked)
    assert "Đính chính số liệu này" in html
    assert 'value="2031"' in html


def held_correction(figure_start: int | None, slots: CorrectedSlots | None = None) -> HeldCorrection:
    at = datetime.datetime(2031, 5, 6, tzinfo=datetime.UTC)
    return HeldCorrection(
        FactCorrection(BUDGET_FACT.file, "Thu <b>: 41.250 tỷ đồng.", 0, 9, 23, slots, "Bà Lan", at), figure_start
    )


def test_what_was_corrected_away_is_listed_and_can_be_taken_back() -> None:
    pipeline = FakePipeline(corrections=(held_correction(BUDGET_FACT.start),))
    html = RegisterRoom(pipeline, corrects=True).open()
    assert "Đã đính chính (1)" in html
    assert "“Thu &lt;b&gt;: <b>41.250 tỷ đồng</b>.”" in html
    assert "Không phải số liệu, đã bỏ khỏi sổ" in html
    assert f'data-id="{pipeline.corrections[0].correction.id}"' in html
    assert "không còn tác dụng" not in html
    seen = RegisterRoom(pipeline, corrects=False).open()
    assert "Đã đính chính (1)" in seen
    assert "Hủy đính chính" not in seen


def test_a_correction_whose_figure_is_gone_is_told() -> None:
    slots = CorrectedSlots("Thu ngân sách", "", None, Status.TARGET, "")
    html = RegisterRoom(FakePipeline(corrections=(held_correction(None, slots),)), corrects=False).open()
    assert "1 đính chính không còn tác dụng" in html
    assert "Không còn tác dụng: không tìm thấy số liệu này trong văn bản" in html
    assert "Thu ngân sách, chưa rõ kỳ, chỉ tiêu" in html


@pytest.mark.parametrize("asked", [None, 5, {}, {"file": 5}, {"search": "a", "number": "x"}, {"sort": {}}])
def test_what_no_page_asks_is_answered_with_words(asked: object) -> None:
    room = RegisterRoom(FakePipeline(), corrects=True)
    for html in (room.rows(asked), room.indicator(asked)):
        assert html.startswith(("<p", "<table"))
    assert room.download(asked) == {}
