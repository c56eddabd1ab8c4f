"""The register as rows of text for spreadsheets: the same columns whoever writes them, formulas made inert."""

import csv
import io
from collections.abc import Iterable, Sequence

from rag.datatypes import Document, Fact
from rag.figures.arithmetic import format_number
from rag.figures.units import written_unit

REGISTER_COLUMNS = (
    *("document", "indicator", "part", "period", "status", "territory", "kind", "verb", "comparator", "figure"),
    *("low", "high", "unit", "baseline", "quote", "start", "end", "certainty", "corrected_by"),
)
_FORMULA_STARTS = ("=", "+", "-", "@")


def register_csv(documents: Sequence[Document], facts: Iterable[Fact]) -> str:
    """The facts as CSV, a header and a record each. `quote` is the document's text from `start` to `end`, as cited.

    A period up to a day is told by its month, so that the column can be filtered; the day stands in the quote.
    `low` and `high` are in base units (đồng, not tỷ đồng), printed as Vietnamese officials do: `11,5`.
    """
    output = io.StringIO(newline="")
    table = csv.writer(output)
    table.writerow(REGISTER_COLUMNS)
    table.writerows(register_rows(documents, facts))
    return output.getvalue()


def register_rows(documents: Sequence[Document], facts: Iterable[Fact]) -> list[list[str]]:
    """A fact's cells in the order of the columns; only text that a document or a person can decide is made inert."""
    texts = {document.file: document.text for document in documents}
    return [_cells(fact, texts[fact.file]) for fact in facts]


def _cells(fact: Fact, text: str) -> list[str]:
    fact = fact.without_guesses
    figure = fact.figure
    period = fact.period.by_month if fact.period else ""
    subject = (fact.file, fact.indicator, fact.part, period, fact.status.value, fact.territory)
    statement = (figure.kind.value, fact.verb, figure.comparator, figure.text)
    bounds = (format_number(figure.low), format_number(figure.high))
    quote = text[fact.clause_start : fact.clause_end]
    return [
        *(inert(cell) for cell in (*subject, *statement)),
        *bounds,
        *(inert(cell) for cell in (written_unit(figure.unit, figure.text), fact.baseline, quote)),
        str(fact.clause_start),
        str(fact.clause_end),
        fact.certainty.value,
        inert(fact.corrected_by),
    ]


def inert(cell: str) -> str:
    """The cell as text to spreadsheets, which take what begins with one of these signs for a formula, whoever wrote it.

    White space before the sign is no protection: spreadsheets drop some of it.
    """
    return f"'{cell}" if cell.lstrip().startswith(_FORMULA_STARTS) else cell
