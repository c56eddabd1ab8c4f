"""Question files: JSON lines → typed questions. `README.md` here explains every field with an example.

Two readers: `load_asked` takes any file of the contract (`id`, `question`, optional `history` and `today`) and ignores
what else it holds; `load_questions` takes gold questions and refuses what is missing or unknown.
"""

import datetime
import hashlib
import json
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any

from rag.datatypes import Question
from rag.errors import InvalidInput


class Category(StrEnum):
    """What a question asks for; results are reported for each."""

    TARGET = "target"
    RESULT = "result"
    FACT = "fact"
    LIST = "list"
    COMPARE = "compare"
    FOLLOW_UP = "follow-up"
    INFORMAL = "informal"
    UNANSWERABLE = "unanswerable"
    FALSE_PREMISE = "false-premise"
    CONFLICT = "conflict"
    CONVERSION = "conversion"


class Split(StrEnum):
    """DEV is for building, TEST for reporting: decided by the id alone, so that nobody chooses."""

    DEV = "dev"
    TEST = "test"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the contract gives it: all that a system may see. `id` is written back as it came."""

    id: str | int
    question: Question


@dataclass(frozen=True, slots=True)
class GoldFigure:
    """An asked figure. `values` are in the unit as written; one number, or both ends of a range or fraction."""

    text: str
    values: tuple[Decimal, ...]
    unit: str
    indicator: str = ""
    part: str = ""
    period: str = ""
    status: str = ""
    computed: bool = False
    """True for a difference or ratio of the other figures: it stands in no document but must be stated."""


@dataclass(frozen=True, slots=True)
class Distractor:
    """A figure that a careless system gives instead, and why it is wrong."""

    text: str
    values: tuple[Decimal, ...]
    unit: str
    why: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """Verbatim text that answers, wholly or in part."""

    document: str
    quote: str


@dataclass(frozen=True, slots=True)
class GoldQuestion:
    """A question with all that is needed to judge an answer without a language model."""

    asked: Asked
    category: Category
    answerable: bool
    answer: str
    figures: tuple[GoldFigure, ...]
    keywords: tuple[tuple[str, ...], ...]
    """Every entry must be found in a right answer, in any one of its alternatives."""
    evidence: tuple[Evidence, ...]
    distractors: tuple[Distractor, ...]

    @property
    def id(self) -> str:
        """The id as text."""
        return str(self.asked.id)

    @property
    def split(self) -> Split:
        """The first 32 bits of the id's SHA-256: even is DEV, odd is TEST."""
        return Split.DEV if int(hashlib.sha256(self.id.encode()).hexdigest()[:8], 16) % 2 == 0 else Split.TEST


def load_asked(path: Path) -> tuple[Asked, ...]:
    """The questions of any file of the contract, in order.

    Raises:
        InvalidInput: the file cannot be read, or a line is not a question; the message says which and why.
    """
    return tuple(_asked(record, place) for place, record in _records(path))


def load_questions(paths: Sequence[Path]) -> tuple[GoldQuestion, ...]:
    """The gold questions of the files, in order.

    Raises:
        InvalidInput: as `load_asked`; or a gold field is missing, of the wrong type or of an unknown value; or an id
            comes twice.
    """
    questions: dict[str, GoldQuestion] = {}
    for path in paths:
        for place, record in _records(path):
            question = _gold(record, place)
            if question.id in questions:
                raise _invalid(place, f"id {question.id!r} comes twice", f"id {question.id!r} bị trùng")
            questions[question.id] = question
    return tuple(questions.values())


def _records(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each line's place (`file:number`) and object; empty lines are passed over, a byte order mark too."""
    try:
        lines = path.read_bytes().removeprefix(b"\xef\xbb\xbf").splitlines()
    except OSError as error:
        raise InvalidInput(f"Không đọc được tệp câu hỏi {path}.", f"cannot read {path}: {error}") from error
    for number, line in enumerate(lines, start=1):
        place = f"{path.name}:{number}"
        if not line.strip():
            continue
        try:
            record = json.loads(line.decode("utf-8"), parse_float=Decimal)
        except ValueError as error:
            raise _invalid(place, f"no JSON: {error}", f"không phải JSON hợp lệ ({error})") from error
        if not isinstance(record, dict):
            raise _invalid(place, "no JSON object", "không phải một đối tượng JSON")
        yield place, record


def _asked(record: Mapping[str, Any], place: str) -> Asked:
    identity = record.get("id")
    if not isinstance(identity, str | int) or isinstance(identity, bool) or identity == "":
        raise _invalid(place, f"`id` must be text or a whole number, not {identity!r}", "thiếu hoặc sai trường `id`")
    text = record.get("question")
    if not isinstance(text, str):
        raise _invalid(place, f"`question` must be text, not {text!r}", "thiếu hoặc sai trường `question`")
    history = record.get("history") or []
    if not isinstance(history, list) or not all(isinstance(turn, str) for turn in history):
        raise _invalid(place, f"`history` must be a list of texts, not {history!r}", "sai trường `history`")
    return Asked(identity, Question(text, tuple(history), _day(record, place)))


def _day(record: Mapping[str, Any], place: str) -> datetime.date | None:
    """The day on which the question is asked, if stated: `"today": "2031-11-29"`."""
    if (written := record.get("today")) is None:
        return None
    try:
        return datetime.date.fromisoformat(written)
    except (TypeError, ValueError) as error:
        raise _invalid(place, f"`today` must be a day (2031-11-29), not {written!r}", "sai trường `today`") from error


def _gold(record: Mapping[str, Any], place: str) -> GoldQuestion:
    try:
        return GoldQuestion(
            asked=_asked(record, place),
            category=Category(record["category"]),
            answerable=_typed(record, "answerable", bool),
            answer=_typed(record, "answer", str),
            figures=tuple(_figure(entry) for entry in _typed(record, "figures", list)),
            keywords=tuple(tuple(str(entry).split("|")) for entry in _typed(record, "keywords", list)),
            evidence=tuple(_evidence(entry) for entry in _typed(record, "evidence", list)),
            distractors=tuple(_distractor(entry) for entry in _typed(record, "distractors", list)),
        )
    except (KeyError, TypeError, ValueError) as error:
        reason = f"missing field {error}" if isinstance(error, KeyError) else str(error)
        raise _invalid(place, reason, f"trường chấm điểm không dùng được: {reason}") from error


def _figure(entry: Mapping[str, Any]) -> GoldFigure:
    return GoldFigure(
        text=_typed(entry, "text", str),
        values=_values(entry),
        unit=_typed(entry, "unit", str),
        indicator=str(entry.get("indicator", "")),
        part=str(entry.get("part", "")),
        period=str(entry.get("period", "")),
        status=str(entry.get("status", "")),
        computed=bool(entry.get("computed", False)),
    )


def _distractor(entry: Mapping[str, Any]) -> Distractor:
    return Distractor(_typed(entry, "text", str), _values(entry), _typed(entry, "unit", str), str(entry.get("why", "")))


def _evidence(entry: Mapping[str, Any]) -> Evidence:
    quote = unicodedata.normalize("NFC", _typed(entry, "quote", str))
    return Evidence(_typed(entry, "doc", str), quote)


def _values(entry: Mapping[str, Any]) -> tuple[Decimal, ...]:
    """JSON's floats are read as Decimal, so that 106761.592 stays itself."""
    given = entry["values"] if "values" in entry else [entry["value"]]
    if not isinstance(given, list) or not all(isinstance(value, int | Decimal) for value in given):
        raise TypeError(f"`value` must be a number and `values` a list of numbers, not {given!r}")
    return tuple(Decimal(value) for value in given)


def _typed(record: Mapping[str, Any], name: str, kind: type) -> Any:
    value = record[name]
    if not isinstance(value, kind):
        raise TypeError(f"`{name}` must be of type {kind.__name__}, not {value!r}")
    return value


def _invalid(place: str, detail: str, message: str) -> InvalidInput:
    file, _, number = place.rpartition(":")
    return InvalidInput(f"Tệp câu hỏi {file}, dòng {number}: {message}.", f"{place}: {detail}")
