"""Question sets from outside, read where their user has put them: nothing is fetched.

Two forms are read: SQuAD's JSON, in which XQuAD comes (`xquad.vi.json`; Artetxe et al. 2020), and the CSV of the ViRE
toolkit (Nguyen and Quan 2026): it needs the columns `question` and `context`; `answer` is used where it is there.
"""

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.errors import InvalidInput

_LONGEST_CELL_CHARS = 10_000_000
_COLUMNS = ("question", "context")
_ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class OutsideContext:
    """A text that questions are about; `title` is empty where the set gives none."""

    text: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class OutsideQuestion:
    """A question, the number of the one context that answers it, and its answers, none where the set has none."""

    text: str
    context: int
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OutsideSet:
    """A set by name. No two of its contexts are equal."""

    name: str
    contexts: tuple[OutsideContext, ...]
    questions: tuple[OutsideQuestion, ...]


def read_outside_set(path: Path) -> OutsideSet:
    """The set in the file. Questions that their set marks as impossible are left out.

    Raises:
        InvalidInput: the file cannot be read, is of neither form, or has no question.
    """
    try:
        rows = list(_squad(path) if path.suffix.lower() == ".json" else _table(path))
    except (OSError, ValueError, csv.Error, KeyError, TypeError, AttributeError) as error:
        raise InvalidInput(
            f"Không đọc được bộ câu hỏi {path}. Cần JSON dạng SQuAD, hoặc CSV có cột question và context.",
            f"no question set: {path}: {error!r}",
        ) from error
    numbers: dict[str, int] = {}
    contexts: list[OutsideContext] = []
    questions = []
    for context, text, answers in rows:
        if context.text not in numbers:
            numbers[context.text] = len(contexts)
            contexts.append(context)
        questions.append(OutsideQuestion(text, numbers[context.text], answers))
    if not questions:
        raise InvalidInput(f"Bộ câu hỏi {path} không có câu hỏi nào.", f"no questions in {path}")
    return OutsideSet(path.name, tuple(contexts), tuple(questions))


_Row = tuple[OutsideContext, str, tuple[str, ...]]


def _squad(path: Path) -> Iterator[_Row]:
    content: Any = json.loads(path.read_text(encoding="utf-8-sig"))
    for article in content["data"]:
        for paragraph in article["paragraphs"]:
            context = OutsideContext(paragraph["context"].strip(), str(article.get("title", "")))
            for asked in paragraph["qas"]:
                if not asked.get("is_impossible", False):
                    answers = dict.fromkeys(str(answer["text"]).strip() for answer in asked["answers"])
                    yield context, asked["question"].strip(), tuple(filter(None, answers))


def _table(path: Path) -> Iterator[_Row]:
    csv.field_size_limit(_LONGEST_CELL_CHARS)
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        names = {name.strip().lower(): name for name in reader.fieldnames or ()}
        if missing := [column for column in _COLUMNS if column not in names]:
            raise ValueError(f"no column {', '.join(missing)}")
        for record in reader:
            question, context = (_cell(record, names[column]) for column in _COLUMNS)
            answer = _cell(record, names[_ANSWER]) if _ANSWER in names else ""
            if question and context:
                yield OutsideContext(context), question, (answer,) if answer else ()


def _cell(record: Mapping[str, str | None], name: str) -> str:
    return (record[name] or "").strip()
