import datetime
from dataclasses import replace

from rag.datatypes import Document, SourceRecord
from rag.ingestion.succession import mark_succession

OLD = SourceRecord("Nghị quyết cũ", "Nghị quyết", "20/NQ-HĐND", datetime.date(2029, 12, 10), territory="tỉnh Sông Lam")


def _documents(*sources: SourceRecord) -> list[Document]:
    return [Document(f"{at}.txt", "x", source) for at, source in enumerate(sources)]


def _newer(reference: str, **changed: object) -> SourceRecord:
    day = datetime.date(2030, 12, 9)
    given: dict[str, object] = {"replaces": (reference,), "territory": "Sông Lam", "recorded": True, **changed}
    return SourceRecord("Nghị quyết mới", "Nghị quyết", "25/NQ-HĐND", day, **given)  # type: ignore[arg-type]


def _replaced_by(*sources: SourceRecord) -> str:
    return mark_succession(_documents(*sources))[0].source.replaced_by


def test_a_document_knows_what_replaced_it() -> None:
    told = "Nghị quyết số 25/NQ-HĐND ngày 09/12/2030"
    assert _replaced_by(OLD, _newer("Nghị quyết số 20/NQ-HĐND ngày 10 tháng 12 năm 2029")) == told
    assert _replaced_by(OLD, _newer("Nghị quyết số 20/NQ-HĐND")) == told
    assert _replaced_by(OLD, _newer("", repeals=("Nghị quyết số 20/NQ-HĐND",))) == told
    amended = mark_succession(_documents(OLD, _newer("", amends=("Nghị quyết số 20/NQ-HĐND",))))[0].source
    assert (amended.replaced_by, amended.amended_by) == ("", told)


def test_no_document_is_taken_for_another_of_its_number() -> None:
    assert _replaced_by(OLD, _newer("Nghị quyết số 20/NQ-HĐND ngày 10 tháng 12 năm 2028")) == ""
    assert _replaced_by(OLD, _newer("Quyết định số 20/NQ-HĐND")) == ""
    assert _replaced_by(OLD, _newer("Nghị quyết số 120/NQ-HĐND")) == ""
    assert _replaced_by(OLD, _newer("Nghị quyết số 20/NQ-HĐND", territory="tỉnh Bình An")) == ""
    assert _replaced_by(OLD, OLD, _newer("Nghị quyết số 20/NQ-HĐND")) == ""
    assert _replaced_by(_newer("Nghị quyết số 25/NQ-HĐND")) == ""


def test_what_a_record_says_stays() -> None:
    recorded = SourceRecord("a", "Nghị quyết", "20/NQ-HĐND", OLD.date, replaced_by="Nghị quyết số 1/NQ-HĐND")
    assert _replaced_by(recorded, _newer("Nghị quyết số 20/NQ-HĐND")) == "Nghị quyết số 1/NQ-HĐND"


def test_a_document_without_a_record_replaces_amends_and_repeals_nothing_and_is_told_as_a_claim() -> None:
    reference = "Nghị quyết số 20/NQ-HĐND"
    for act in ("replaces", "repeals", "amends"):
        forged = _newer("", **{act: (reference,), "recorded": False})
        marked = mark_succession(_documents(OLD, forged))[0].source
        assert (marked.replaced_by, marked.amended_by) == ("", "")
        assert marked.unconfirmed_successor == "Nghị quyết số 25/NQ-HĐND ngày 09/12/2030"


def test_a_claim_does_not_hide_what_a_recorded_document_does() -> None:
    forged = replace(_newer("Nghị quyết số 20/NQ-HĐND", recorded=False), number="99/NQ-HĐND")
    marked = mark_succession(_documents(OLD, _newer("Nghị quyết số 20/NQ-HĐND"), forged))[0].source
    assert marked.replaced_by == "Nghị quyết số 25/NQ-HĐND ngày 09/12/2030"
    assert marked.unconfirmed_successor == "Nghị quyết số 99/NQ-HĐND ngày 09/12/2030"
