"""What was read of a figure, held against its label, slot by slot: right, unknown or wrong."""

from dataclasses import dataclass
from enum import StrEnum

from eval.reading.items import LabelledFigure
from eval.reading.period_forms import part_key, years_of
from rag.datatypes import Fact, Status
from rag.vietnamese import syllables

_NAMED_SHARE = 0.5
"""Of the label's words of indicator and part, how many a reading must have."""


class Verdict(StrEnum):
    """Right: the label's value, or empty where it is empty. Unknown: left empty. Wrong: something else."""

    RIGHT = "right"
    UNKNOWN = "unknown"
    WRONG = "wrong"


SLOTS = ("indicator", "period", "status", "place")


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict of each slot of a figure; a figure that is not in the register has none right."""

    slots: dict[str, Verdict]

    @property
    def whole(self) -> Verdict:
        """Wrong if a slot is, else unknown if a slot is."""
        verdicts = set(self.slots.values())
        return next((v for v in (Verdict.WRONG, Verdict.UNKNOWN) if v in verdicts), Verdict.RIGHT)


def judge_fact(label: LabelledFigure, fact: Fact | None, *, with_place: bool = True) -> Judgement:
    """The verdicts of a fact, or of a figure that nobody read; without its place where that is not to be judged."""
    slots = [slot for slot in SLOTS if with_place or slot != "place"]
    if fact is None:
        return Judgement(dict.fromkeys(slots, Verdict.UNKNOWN))
    judge = {"indicator": _indicator, "period": _period, "status": _status, "place": _place}
    return Judgement({slot: judge[slot](label, fact) for slot in slots})


def _indicator(label: LabelledFigure, fact: Fact) -> Verdict:
    named = set(syllables(f"{fact.indicator} {fact.part}"))
    if not named:
        return Verdict.UNKNOWN
    wanted = [set(syllables(f"{name} {label.part}")) for name in label.all_of("indicator")]
    is_right = any(words and len(words & named) >= _NAMED_SHARE * len(words) for words in wanted)
    return Verdict.RIGHT if is_right else Verdict.WRONG


def _period(label: LabelledFigure, fact: Fact) -> Verdict:
    read = (fact.period.first, fact.period.last) if fact.period else None
    part = part_key(str(fact.period)) if fact.period else ""
    wanted = [(years_of(period), part_key(period)) for period in label.all_of("period")]
    if any(read == years and (years is None or key is None or key == part) for years, key in wanted):
        return Verdict.RIGHT
    return Verdict.WRONG if read else Verdict.UNKNOWN


def _status(label: LabelledFigure, fact: Fact) -> Verdict:
    if fact.status.value in label.all_of("status"):
        return Verdict.RIGHT
    return Verdict.UNKNOWN if fact.status is Status.UNKNOWN else Verdict.WRONG


def _place(label: LabelledFigure, fact: Fact) -> Verdict:
    """A label without a place asks for none, and any will do."""
    if not label.place:
        return Verdict.RIGHT
    if not fact.territory:
        return Verdict.UNKNOWN
    named = set(syllables(fact.territory))
    is_right = any(named & set(syllables(place)) for place in label.all_of("place"))
    return Verdict.RIGHT if is_right else Verdict.WRONG
