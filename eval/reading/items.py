"""Labelled items: a short text with title and headings, and what each of its figures states (`labels/LABELLING.md`)."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path

from eval.json_lines import read_json_lines

LABELS = Path(__file__).with_name("labels")
"""The items that the reader that comes with the product has learned from."""

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


@dataclass(frozen=True, slots=True)
class LabelledFigure:
    """What a figure states, labelled by somebody who knew none of our rules; `accept` holds further right answers."""

    figure: str
    nth: int
    indicator: str
    part: str
    period: str
    status: str
    place: str
    kind: str
    accept: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def all_of(self, slot: str) -> tuple[str, ...]:
        """The label and what else is right in its place."""
        return (getattr(self, slot), *self.accept.get(slot, ()))


@dataclass(frozen=True, slots=True)
class LabelledItem:
    """A text with its surroundings and the labels of its figures; `not_facts` are numbers that state nothing."""

    id: str
    kind: str
    title: str
    headings: tuple[str, ...]
    text: str
    facts: tuple[LabelledFigure, ...]
    not_facts: tuple[str, ...]

    @property
    def heading_lines(self) -> str:
        """Title and headings as Markdown, as they stand above the text."""
        lines = [self.title, ""] if self.title else []
        for depth, heading in enumerate(self.headings):
            lines += [f"{'#' * (depth + 2)} {heading}", ""]
        return "\n".join(lines) + ("\n" if lines else "")

    @property
    def markdown(self) -> str:
        """The whole item as the document that the product reads."""
        return f"{self.heading_lines}{self.text}\n"

    def places(self) -> Iterator[tuple[int, LabelledFigure]]:
        """Each label with the offset of its figure's first digit in `text`; labels whose figure is not there are left
        out."""
        seen: Counter[str] = Counter()
        for label in self.facts:
            seen[label.figure] += 1
            at = -1
            for _ in range(label.nth or seen[label.figure]):
                found = self.text.find(label.figure, at + 1)
                if found < 0:
                    break
                at = found
            if at >= 0 and (number := _NUMBER.search(self.text, at)):
                yield number.start(), label


def load_items(paths: Iterable[Path]) -> list[LabelledItem]:
    """The items of JSON Lines files, in order.

    Raises:
        InvalidInput: a file cannot be read, or a line is no item.
    """
    return [
        item for path in paths for item in read_json_lines(path, lambda line: _item(json.loads(line)), "mục có nhãn")
    ]


def _item(line: dict[str, object]) -> LabelledItem:
    return LabelledItem(
        id=_text(line, "id"),
        kind=_text(line, "kind"),
        title=_text(line, "title"),
        headings=tuple(str(heading) for heading in _list(line.get("headings"))),
        text=_text(line, "text"),
        facts=tuple(_figure(label) for label in _list(line.get("facts"))),
        not_facts=tuple(
            str(number.get("figure", "")) if isinstance(number, dict) else str(number)
            for number in _list(line.get("not_facts"))
        ),
    )


def _figure(label: dict[str, object]) -> LabelledFigure:
    accept = label.get("accept") or {}
    assert isinstance(accept, dict)
    return LabelledFigure(
        figure=str(label["figure"]),
        nth=int(str(label.get("nth") or 0)),
        **{slot: _text(label, slot) for slot in ("indicator", "part", "period", "status", "place", "kind")},
        accept={slot: tuple(str(value) for value in _list(values)) for slot, values in accept.items()},
    )


def _text(line: Mapping[str, object], name: str) -> str:
    return str(line.get(name) or "")


def _list(value: object) -> Sequence[dict[str, object]]:
    return value if isinstance(value, list) else [] if value is None else [value]  # type: ignore[list-item]


def align_numbers(written: str, read: str) -> dict[int, int]:
    """Offset of each number of a text → where the same number stands in the text that was read of it."""
    before = [(found.group(), found.start()) for found in _NUMBER.finditer(written)]
    after = [(found.group(), found.start()) for found in _NUMBER.finditer(read)]
    matcher = SequenceMatcher(None, [text for text, _ in before], [text for text, _ in after], autojunk=False)
    return {
        before[block.a + step][1]: after[block.b + step][1]
        for block in matcher.get_matching_blocks()
        for step in range(block.size)
    }
