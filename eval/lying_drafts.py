"""What a language model may write, right and false, through the whole path: which of it reaches the reader.

Planted faults (`fault_making`) are made by rules; these drafts were written by people and models who know none of the
gate's.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError
from rich.table import Table

from eval.pipelines import Pipeline
from eval.scripted_ollama import ScriptedOllama
from rag.datatypes import Question
from rag.errors import InvalidInput

_RIGHT = frozenset({"", "control"})
_LEAST_SHARED = 0.5
"""Share of a draft's words that what is shown of it must have for the draft to have reached the reader."""


@dataclass(frozen=True, slots=True)
class GivenDraft:
    """A question and what a model answers; `fault` is the kind of its falsehood, empty or `control` for a right one."""

    id: str
    question: str
    draft: str
    fault: str
    history: tuple[str, ...] = ()

    @property
    def is_right(self) -> bool:
        """Whether it ought to be shown."""
        return self.fault in _RIGHT


@dataclass(frozen=True, slots=True)
class DraftResult:
    """What became of a draft: whether it was shown, whether the model was asked at all, and the gate's reasons."""

    given: GivenDraft
    is_shown: bool
    was_asked: bool
    reasons: tuple[str, ...]


_DRAFT = TypeAdapter(GivenDraft)


def read_drafts_file(path: Path) -> list[GivenDraft]:
    """The drafts of a JSONL file.

    Raises:
        InvalidInput: the file cannot be read, or a line is no draft.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        return [_DRAFT.validate_json(line) for line in lines if line.strip()]
    except (OSError, UnicodeDecodeError, ValidationError) as error:
        raise InvalidInput(f"Không đọc được tệp câu nháp {path}.", f"bad drafts file {path}: {error}") from error


def measure_drafts(drafts: Sequence[GivenDraft], pipeline: Pipeline, model: ScriptedOllama) -> Iterator[DraftResult]:
    """Each draft through question, prompt, stream and gate; `pipeline` must ask `model`."""
    for given in drafts:
        model.write = _writing(given.draft)
        chats = model.chats
        answers = list(pipeline.stream(Question(given.question, given.history)))
        known = {statement.text for statement in answers[0].statements}
        written = [statement.text for statement in answers[-1].statements if statement.text not in known]
        reasons = tuple(rejection.reason for rejection in answers[-1].rejections)
        yield DraftResult(given, _has_reached(given.draft, written), model.chats > chats, reasons)


@dataclass(frozen=True, slots=True)
class PublishedDrafts:
    """Of the own drafts: of `right` right ones `right_shown` were shown, of `false` false ones `false_shown`."""

    right: int
    right_shown: int
    false: int
    false_shown: int


_PUBLISHED = TypeAdapter(PublishedDrafts)


def counts_of(results: Sequence[DraftResult]) -> PublishedDrafts:
    """The counts of a run, to be published or compared."""
    right = [result.is_shown for result in results if result.given.is_right]
    false = [result.is_shown for result in results if not result.given.is_right]
    return PublishedDrafts(len(right), sum(right), len(false), sum(false))


def load_published_drafts(path: Path) -> PublishedDrafts | None:
    """The published counts; None when there are none yet.

    Raises:
        InvalidInput: the file cannot be read or holds something else.
    """
    try:
        return _PUBLISHED.validate_json(path.read_bytes()) if path.exists() else None
    except (OSError, ValidationError) as error:
        raise InvalidInput(f"Không đọc được {path}.", f"bad published drafts {path}: {error}") from error


def publish_drafts(counts: PublishedDrafts, path: Path) -> None:
    """Writes the counts for the guard to compare with."""
    path.write_bytes(_PUBLISHED.dump_json(counts, indent=1) + b"\n")


def has_fallen(now: PublishedDrafts, published: PublishedDrafts) -> bool:
    """Whether more false ones are shown than were published, or a smaller share of the right ones."""
    return (
        now.false_shown > published.false_shown or now.right_shown * published.right < published.right_shown * now.right
    )


def lies_line(results: Sequence[DraftResult]) -> str:
    """The two counts that the gate is judged by, and the drafts that no prompt was made for."""
    false = [result.is_shown for result in results if not result.given.is_right]
    right = [result.is_shown for result in results if result.given.is_right]
    return (
        f"drafts: {sum(false)} of {len(false)} false ones shown; "
        f"{sum(right)} of {len(right)} right ones shown; "
        f"the model was not asked for {sum(not result.was_asked for result in results)}"
    )


def lies_table(results: Sequence[DraftResult]) -> Table:
    """Drafts and shown ones by kind."""
    table = Table(title="drafts", caption="shown: of false ones, lower is better; of right ones, higher is")
    for column in ("kind", "count", "shown"):
        table.add_column(column, justify="left" if column == "kind" else "right")
    for kind in sorted({result.given.fault for result in results}):
        shown = [result.is_shown for result in results if result.given.fault == kind]
        table.add_row(kind or "right", str(len(shown)), str(sum(shown)))
    return table


def lies_lines(results: Sequence[DraftResult]) -> Iterator[str]:
    """Every false draft that was shown and every right one that was not, with the reasons."""
    for result in results:
        if result.is_shown is not result.given.is_right:
            what = "shown" if result.is_shown else "refused" if result.was_asked else "not asked"
            yield f"{what}  {result.given.id} {result.given.fault}: {result.given.draft}  ({'; '.join(result.reasons)})"


def _writing(draft: str) -> Callable[[str], Iterable[str]]:
    return lambda _prompt: (draft,)


def _has_reached(draft: str, written: Sequence[str]) -> bool:
    wanted = _words(draft)
    return len(_words(" ".join(written)) & wanted) >= _LEAST_SHARED * len(wanted)


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))
