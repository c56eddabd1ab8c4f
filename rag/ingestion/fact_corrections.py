"""`corrections.jsonl` → what an official has corrected of the register: data beside the documents.

A correction names a figure by its sentence, so that it lives as long as the sentence does, whatever else of the
document changes and however often it is read again. The file is only ever appended to: what is taken back is seen to
have been there.
"""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from rag.datatypes import Certainty, CorrectedSlots, Document, Fact, FactCorrection, HeldCorrection, SlotReading
from rag.errors import InvalidInput
from rag.ingestion.source_records import leads_out

CORRECTIONS_FILE = "corrections.jsonl"
_MOST_BYTES = 20_000_000
_MOST_CHARS = 400
"""Of a name, a part, a place, or who corrects."""
_FIRST_YEAR, _LAST_YEAR = 1900, 2200


@dataclass(frozen=True, slots=True)
class CorrectedRegister:
    """The facts as corrected, and every correction in force."""

    facts: tuple[Fact, ...]
    corrections: tuple[HeldCorrection, ...]


@dataclass(frozen=True, slots=True)
class _Revocation:
    """Takes the correction of that id back."""

    revokes: str
    by: str
    at: datetime


_LINE: TypeAdapter[FactCorrection | _Revocation] = TypeAdapter(FactCorrection | _Revocation)


def load_corrections(corpus_dir: Path) -> tuple[FactCorrection, ...]:
    """The corrections in force, the latest of each figure; none where the folder has no such file.

    Raises:
        InvalidInput: the file cannot be read, or a line of it is no correction.
    """
    path = corpus_dir / CORRECTIONS_FILE
    if not path.is_file():
        return ()
    if leads_out(path, corpus_dir):
        raise _unusable("là liên kết dẫn ra ngoài thư mục tài liệu", f"{path}: a link that leads out of {corpus_dir}")
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise _unusable("quá lớn", f"{path}: over {_MOST_BYTES} bytes")
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise _unusable("không đọc được", f"{path}: {error}") from error
    held: dict[tuple[str, str, int], FactCorrection] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            record = _LINE.validate_json(line)
        except ValidationError as error:
            raise _unusable(f"có dòng {number} không đọc được", f"{path}, line {number}: {error}") from error
        if isinstance(record, FactCorrection):
            held[record.file, record.quote, record.figure_at] = record
        else:
            held = {key: kept for key, kept in held.items() if kept.id != record.revokes}
    return tuple(held.values())


def correct_fact(corpus_dir: Path, fact: Fact, document: Document, slots: CorrectedSlots | None, by: str) -> None:
    """Appends a correction of the fact.

    Raises:
        InvalidInput: nobody stands for it, a slot is too long or of no year there is, or the folder cannot be written.
    """
    _check(slots, by)
    start, end = fact.clause_start, fact.clause_end
    if not start <= fact.start < fact.end <= end:
        start, end = fact.start, fact.end
    quote = document.text[start:end]
    at = datetime.now(UTC)
    _append(
        corpus_dir,
        FactCorrection(fact.file, quote, start, fact.start - start, fact.end - start, slots, by.strip(), at),
    )


def revoke_correction(corpus_dir: Path, correction_id: str, by: str) -> None:
    """Takes a correction back.

    Raises:
        InvalidInput: there is none of that id, nobody stands for it, or the folder cannot be written.
    """
    _check(None, by)
    if correction_id not in {correction.id for correction in load_corrections(corpus_dir)}:
        raise InvalidInput("Không còn bản đính chính đó.", f"no correction {correction_id!r}")
    _append(corpus_dir, _Revocation(correction_id, by.strip(), datetime.now(UTC)))


def apply_corrections(
    facts: Sequence[Fact], documents: Iterable[Document], corrections: Iterable[FactCorrection]
) -> CorrectedRegister:
    """The facts as corrected, each with its author. A correction whose sentence or figure is gone does nothing."""
    texts = {document.file: document.text for document in documents}
    read = {(fact.file, fact.start, fact.end) for fact in facts}
    by_figure: dict[tuple[str, int, int], FactCorrection] = {}
    held = []
    for correction in corrections:
        start = _nearest(texts.get(correction.file, ""), correction.quote, correction.start)
        figure = (correction.file, (start or 0) + correction.figure_at, (start or 0) + correction.figure_end)
        is_found = start is not None and figure in read
        if is_found:
            by_figure[figure] = correction
        held.append(HeldCorrection(correction, figure[1] if is_found else None))
    corrected = (_corrected(fact, by_figure.get((fact.file, fact.start, fact.end))) for fact in facts)
    return CorrectedRegister(tuple(fact for fact in corrected if fact is not None), tuple(held))


def corrections_stamp(corpus_dir: Path) -> object:
    """Changes whenever the corrections do."""
    try:
        state = (corpus_dir / CORRECTIONS_FILE).stat()
    except OSError:
        return None
    return state.st_mtime_ns, state.st_size


def _corrected(fact: Fact, correction: FactCorrection | None) -> Fact | None:
    if correction is None:
        return fact
    slots = correction.slots
    if slots is None:
        return None
    return replace(
        fact,
        indicator=slots.indicator,
        part=slots.part,
        period=slots.period,
        status=slots.status,
        territory=slots.territory,
        # A person stands for every slot.
        slots=tuple(SlotReading(slot, Certainty.SURE, 1.0) for slot in ("indicator", "period", "status")),
        corrected_by=f"{correction.by}, {correction.at:%d/%m/%Y}",
    )


def _nearest(text: str, quote: str, start: int) -> int | None:
    """Where the quote stands now, nearest to where it stood."""
    if text.startswith(quote, start):
        return start
    found = [at for at in (text.rfind(quote, 0, max(0, start)), text.find(quote, max(0, start))) if at >= 0]
    return min(found, key=lambda at: abs(at - start), default=None)


def _check(slots: CorrectedSlots | None, by: str) -> None:
    texts = (slots.indicator, slots.part, slots.territory) if slots else ()
    if not by.strip():
        raise InvalidInput(
            "Hãy ghi họ tên, đơn vị của người đính chính hoặc hủy đính chính.", "a correction that nobody stands for"
        )
    if slots is not None and not slots.indicator.strip():
        raise InvalidInput("Hãy ghi tên chỉ tiêu.", "a correction without an indicator")
    if any(len(text) > _MOST_CHARS or re.search(r"[\x00-\x1f]", text) for text in (*texts, by)):
        raise InvalidInput(
            f"Mỗi ô là một dòng chữ tối đa {_MOST_CHARS} ký tự.", "a slot of a correction is too long or no line"
        )
    period = slots.period if slots else None
    if period and not _FIRST_YEAR <= period.first <= period.last <= _LAST_YEAR:
        raise InvalidInput("Năm đầu và năm cuối của kỳ không hợp lệ.", f"no period: {period}")


def _append(corpus_dir: Path, record: FactCorrection | _Revocation) -> None:
    line: dict[str, Any] = _LINE.dump_python(record, mode="json")
    path = corpus_dir / CORRECTIONS_FILE
    try:
        if leads_out(path, corpus_dir):
            raise _unusable("là liên kết dẫn ra ngoài thư mục tài liệu", f"{path}: a link that leads out")
        with path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
    except OSError as error:
        raise _unusable("không ghi được", f"{path}: {error}") from error


def _unusable(what: str, detail: str) -> InvalidInput:
    return InvalidInput(f"Tệp đính chính {CORRECTIONS_FILE} {what}.", detail)
