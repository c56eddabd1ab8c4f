"""Corpora of several places → one folder with the documents of all, and their questions, each naming its place.

What a system mixes up between places, no corpus of one place can show: the same questions are asked of each corpus
alone and of all together. A question that does not name its place gets it in front, in both.
"""

import json
import re
import shutil
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.errors import InvalidInput
from rag.figures.places import place_name

CORPUS = "corpus"
QUESTIONS = "questions.jsonl"
ALONE = "alone"
_RECORDS = "sources.toml"
_JOINT = "--"
"""Between the name of a corpus and that of its file."""


@dataclass(frozen=True, slots=True)
class PlaceCorpus:
    """A folder with `corpus/` and `questions*.jsonl`, and its documents' home place: `tỉnh Sông Lam`."""

    folder: Path
    place: str

    @property
    def name(self) -> str:
        """That of its folder; unique among those that are joined."""
        return self.folder.name

    @property
    def questions(self) -> Sequence[Path]:
        """Its question files, in order."""
        return sorted(self.folder.glob("questions*.jsonl"))


_TESTS = Path(__file__).parents[1] / "tests"
GUARDED_PLACES = (
    PlaceCorpus(_TESTS / "fictitious_province", "tỉnh Lạc Sơn"),
    PlaceCorpus(_TESTS / "other_provinces" / "van_linh", "tỉnh Vân Lĩnh"),
)
"""Two of the invented provinces, which the guard asks as one corpus: all of them would take minutes to index."""


def join_corpora(places: Sequence[PlaceCorpus], output: Path) -> int:
    """Write `corpus/`, `questions.jsonl` and for each place `alone/NAME.jsonl` below `output`; returns how many
    questions there are.

    Raises:
        InvalidInput: a folder lacks its corpus or its questions, or two have one name, or nothing can be written.
    """
    for place in places:
        if not (place.folder / CORPUS).is_dir() or not place.questions:
            raise InvalidInput(
                f"{place.folder} thiếu thư mục {CORPUS} hoặc tệp câu hỏi.", f"no corpus or questions in {place.folder}"
            )
    if len({place.name for place in places}) < len(places):
        raise InvalidInput("Các thư mục phải khác tên nhau.", "two folders have one name")
    try:
        return _join(places, output)
    except OSError as error:
        raise InvalidInput(f"Không ghi được vào {output}.", f"cannot write {output}: {error}") from error


def _join(places: Sequence[PlaceCorpus], output: Path) -> int:
    (output / CORPUS).mkdir(parents=True, exist_ok=True)
    (output / ALONE).mkdir(exist_ok=True)
    records, together = [], []
    for place in places:
        for file in sorted((place.folder / CORPUS).iterdir()):
            if file.name == _RECORDS:
                records.append(_joint_records(file, place.name))
            elif file.is_file():
                shutil.copyfile(file, output / CORPUS / f"{place.name}{_JOINT}{file.name}")
        questions = [_naming(question, place.place) for question in _read(place.questions)]
        _write(output / ALONE / f"{place.name}.jsonl", questions)
        together += [_with_documents_of(question, place.name) for question in questions]
    (output / CORPUS / _RECORDS).write_text("\n".join(records), encoding="utf-8")
    _write(output / QUESTIONS, together)
    return len(together)


def _joint_records(file: Path, name: str) -> str:
    """The source records under the names that their files have in the joint corpus."""
    text = file.read_text(encoding="utf-8")
    for listed in tomllib.loads(text):
        text = re.sub(rf'^\["{re.escape(listed)}"\]', f'["{name}{_JOINT}{listed}"]', text, flags=re.MULTILINE)
    return text


def _naming(question: Mapping[str, Any], place: str) -> dict[str, Any]:
    """The question with its place in front, where none of its turns names it."""
    turns = [*question.get("history", ()), question["question"]]
    if not any(place_name(place) in turn for turn in turns):
        turns[0] = f"Ở {place}, {turns[0][:1].lower() if not turns[0][1:2].isupper() else turns[0][:1]}{turns[0][1:]}"
    return {**question, "history": turns[:-1], "question": turns[-1]}


def _with_documents_of(question: Mapping[str, Any], name: str) -> dict[str, Any]:
    evidence = [{**entry, "doc": f"{name}{_JOINT}{entry['doc']}"} for entry in question["evidence"]]
    return {**question, "evidence": evidence}


def _read(paths: Iterable[Path]) -> Iterator[dict[str, Any]]:
    for path in paths:
        yield from (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip())


def _write(path: Path, questions: Iterable[Mapping[str, Any]]) -> None:
    lines = (json.dumps(question, ensure_ascii=False) for question in questions)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
