"""Gold registers: every figure of a corpus with what it measures, one JSON object a line."""

from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from eval.json_lines import read_json_lines
from rag.datatypes import FigureKind, Status


@dataclass(frozen=True, slots=True)
class GoldFact:
    """A figure as a careful reader binds it. `quote` is verbatim and holds `figure`; `values` are in `unit` as written.

    A damaged figure (`hơn ,3 triệu`) is no fact: the register must not have it.
    """

    id: str
    document: str
    quote: str
    indicator: str
    part: str
    period: str
    status: Status
    kind: FigureKind
    figure: str
    values: tuple[str, ...]
    unit: str
    comparator: str
    territory: str
    damaged: bool


_GOLD_FACT = TypeAdapter(GoldFact)


def load_register(path: Path) -> tuple[GoldFact, ...]:
    """The facts of the file, in order.

    Raises:
        InvalidInput: the file cannot be read, or a line is no gold fact; the message says which.
    """
    return read_json_lines(path, _GOLD_FACT.validate_json, "số liệu mẫu")
