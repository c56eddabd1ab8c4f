"""What load and soak report, and whether it holds."""

import json
from pathlib import Path
from typing import Any

import pytest

from eval.endurance.load import LoadReport, load_table, measure_load
from eval.endurance.model_moods import MoodyModel, lie, quote_excerpts
from eval.endurance.soak import FaultRun, SoakReport, measure_soak, soak_table
from eval.endurance.truth import Truth, Version, answer_texts, fault_in, figures_in
from rag.settings import Settings

PROMPT = (
    "Câu trích:\n[1] (12/KH › 2031) Thu ngân sách đạt 41.250 tỷ đồng.\n[2] (12/KH › 2031) Xuất khẩu đạt 33 tỷ USD.\n"
)
ASKED = "Thu ngân sách năm 2031?"


def _reply(*texts: str) -> dict[str, Any]:
    return {"statements": [{"text": text} for text in texts]}


def _version(text: str) -> Version:
    reply = _reply(text)
    return Version({ASKED: answer_texts(reply)}, {ASKED: figures_in(reply)}, {"a.txt": 1})


OLD, NEW = _version("Thu đạt **41.250 tỷ đồng**."), _version("Thu đạt **52.360 tỷ đồng**.")


def test_a_reply_is_right_by_one_whole_version() -> None:
    assert fault_in(ASKED, _reply("Thu đạt **41.250 tỷ đồng**."), [OLD], no_model=True) == ""
    assert fault_in(ASKED, _reply("Thu đạt **41.250 tỷ đồng**."), [OLD, NEW], no_model=True) == ""
    assert "41.250" in fault_in(ASKED, _reply("Thu đạt **41.250 tỷ đồng**."), [NEW], no_model=True)
    both = _reply("Thu đạt 41.250 tỷ đồng.", "Thu đạt 52.360 tỷ đồng.")
    assert fault_in(ASKED, both, [OLD, NEW], no_model=False)


def test_a_model_may_word_it_anew_but_state_no_other_figure() -> None:
    assert fault_in(ASKED, _reply("Năm đó thu được 41.250 tỷ đồng."), [OLD], no_model=False) == ""
    assert fault_in(ASKED, _reply("Năm đó thu được 41.250 tỷ đồng."), [OLD], no_model=True)
    assert "41.251" in fault_in(ASKED, _reply("Thu đạt 41.251 tỷ đồng."), [OLD], no_model=False)
    assert fault_in(ASKED, _reply(), [OLD], no_model=True)


def test_of_versions_those_last_allowed_count() -> None:
    truth = Truth(OLD)
    truth.allow(OLD, NEW)
    assert truth.allowed == (OLD, NEW)


def test_a_sound_model_tells_what_it_read_and_a_lying_one_no_figure_of_it() -> None:
    told, lied = ("".join(write(PROMPT)) for write in (quote_excerpts, lie))
    assert told == "Thu ngân sách đạt 41.250 tỷ đồng [1].\nXuất khẩu đạt 33 tỷ USD [2].\n"
    assert lied == "Thu ngân sách đạt 74.583 tỷ đồng [1].\nXuất khẩu đạt 66 tỷ USD [2].\n"


def test_a_dead_model_comes_back_at_its_address() -> None:
    with MoodyModel() as model:
        host = model.host
        model.be("dead")
        model.be("lying")
        assert model.host == host


def test_memory_that_grows_or_a_failure_does_not_hold() -> None:
    report = LoadReport(64, 600.0, (), (), (), 1_000_000_000, 1_040_000_000, 0.04, ())
    assert report.holds
    assert not LoadReport(64, 600.0, (), (), (), 1, 2, 0.06, ()).holds
    assert not LoadReport(64, 600.0, (), ("1 × hỏi: 500",), (), 1, 1, 0.0, ()).holds
    assert json.dumps(report.to_json())
    assert "+4.0%" in str(load_table(report).caption)


def test_any_finding_of_a_soak_does_not_hold() -> None:
    nothing: tuple[str, ...] = ()
    report = SoakReport(60.0, 20.0, {"có mô hình: answered": 5}, (FaultRun("ổ đĩa đầy", 0, 9),), *(nothing,) * 4)
    assert report.holds
    assert not SoakReport(60.0, 20.0, {}, (), ("sai",), *(nothing,) * 3).holds
    assert soak_table(report).row_count == 6


@pytest.mark.real
class TestReal:
    @pytest.fixture
    def settings(self) -> Settings:
        return Settings.model_validate({"data_dir": Path("data")})

    def test_a_few_visitors_for_a_moment(self, settings: Settings) -> None:
        report = measure_load(settings, users=4, seconds=8, think_seconds=0.5)
        assert report.failures == report.unexpected == ()
        assert report.end_bytes > 100_000_000

    def test_one_fault(self, settings: Settings) -> None:
        report = measure_soak(settings, seconds=1, every=5)
        assert [run.fault for run in report.faults] == ["mô hình chết"]
        assert report.holds, report
