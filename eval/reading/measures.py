"""How labelled figures are read by the rules, by the learned reader and by both: right, unknown, wrong."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from rich.table import Table

from eval.reading.examples import ReadItem, read_items
from eval.reading.items import LabelledFigure, LabelledItem
from eval.reading.judging import Judgement, Verdict, judge_fact
from rag.datatypes import Certainty, Fact
from rag.protocols import EncodedText, TokenEncoder, Vectors
from rag.reading.fact_reader import TwoWitnesses

WITNESSES = ("rules", "reader", "both")


@dataclass(frozen=True, slots=True)
class JudgedFigure:
    """A labelled figure with what each witness read of it and how that is judged."""

    item: LabelledItem
    label: LabelledFigure
    facts: dict[str, Fact | None]
    judgements: dict[str, Judgement]


@dataclass(frozen=True, slots=True)
class ReadingResult:
    """Every labelled figure, judged; `extra` counts, for each witness, numbers that are no facts and were taken for
    one, of `not_facts` in all."""

    figures: tuple[JudgedFigure, ...]
    extra: dict[str, int]
    not_facts: int = 0
    by_certainty: dict[Certainty, Counter[Verdict]] = field(default_factory=dict)


def measure_reading(
    items: Sequence[LabelledItem], witnesses: TwoWitnesses, *, with_place: bool = True
) -> ReadingResult:
    """Reads the items as documents and judges each labelled figure; the reader alone is judged without what the rules
    read, and without tables, which it does not read."""
    figures: list[JudgedFigure] = []
    extra: Counter[str] = Counter()
    by_certainty: dict[Certainty, Counter[Verdict]] = defaultdict(Counter)
    witnesses = replace(witnesses, encoder=_Remembering(witnesses.encoder))
    for read in read_items(items):
        registers = {
            "rules": read.facts,
            "reader": list(replace(witnesses, sees_rules=False).read(read.document, read.passages).facts),
            "both": list(witnesses.read(read.document, read.passages).facts),
        }
        for offset, label in read.labels.items():
            facts = {name: _at(register, offset) for name, register in registers.items()}
            facts = {name: fact and fact.without_guesses for name, fact in facts.items()}
            judged = {name: judge_fact(label, fact, with_place=with_place) for name, fact in facts.items()}
            figures.append(JudgedFigure(read.item, label, facts, judged))
            if (fact := facts["both"]) is not None:
                by_certainty[fact.certainty][judged["both"].whole] += 1
        for name, register in registers.items():
            extra[name] += sum(_is_extra(read, fact) for fact in register)
    return ReadingResult(tuple(figures), dict(extra), sum(len(item.not_facts) for item in items), dict(by_certainty))


class _Remembering:
    """A token encoder that does the same texts once only: both readings of an item are of the same passages."""

    def __init__(self, encoder: TokenEncoder) -> None:
        self._encoder = encoder
        self.name = encoder.name
        self._texts: tuple[str, ...] = ()
        self._encoded: tuple[Vectors, list[EncodedText]] | None = None

    def encode_passages(self, texts: Sequence[str]) -> tuple[Vectors, list[EncodedText]]:
        """As the encoder does."""
        if self._encoded is None or self._texts != tuple(texts):
            self._texts, self._encoded = tuple(texts), self._encoder.encode_passages(texts)
        return self._encoded


def _at(register: Sequence[Fact], offset: int) -> Fact | None:
    return next((fact for fact in register if fact.start <= offset < fact.end), None)


def _is_extra(read: ReadItem, fact: Fact) -> bool:
    return fact.figure.text in read.item.not_facts and read.label_at(fact.start, fact.end) is None


def scores_table(result: ReadingResult) -> Table:
    """Right, unknown and wrong of whole figures, of each slot and of each kind of item, for each witness."""
    table = Table(title=f"{len(result.figures)} figures")
    for column in ("", *WITNESSES):
        table.add_column(column)
    rows: dict[str, list[dict[str, Verdict]]] = defaultdict(list)
    for figure in result.figures:
        rows["whole"].append({name: judged.whole for name, judged in figure.judgements.items()})
        for slot in figure.judgements["both"].slots:
            rows[slot].append({name: judged.slots[slot] for name, judged in figure.judgements.items()})
        rows[f"kind: {figure.item.kind}"].append({name: judged.whole for name, judged in figure.judgements.items()})
    for title, verdicts in rows.items():
        table.add_row(title, *(_shares([row[name] for row in verdicts]) for name in WITNESSES))
    table.add_row(
        f"no facts taken for facts, of {result.not_facts}", *(str(result.extra.get(name, 0)) for name in WITNESSES)
    )
    for certainty, counted in result.by_certainty.items():
        table.add_row(f"certainty: {certainty.value}", "", "", _shares(list(counted.elements())))
    return table


def _shares(verdicts: Sequence[Verdict]) -> str:
    counts, total = Counter(verdicts), max(1, len(verdicts))
    shares = " ".join(f"{verdict.value} {counts[verdict] / total:.3f}" for verdict in Verdict)
    return f"{shares} ({len(verdicts)})"


def miss_lines(result: ReadingResult) -> Iterator[str]:
    """A line for each figure that both witnesses together read wrongly."""
    for figure in result.figures:
        judged, fact, label = figure.judgements["both"], figure.facts["both"], figure.label
        if judged.whole is Verdict.WRONG and fact is not None:
            wrong = ", ".join(slot for slot, verdict in judged.slots.items() if verdict is Verdict.WRONG)
            gold = f"{label.indicator} | {label.part} | {label.period} | {label.status} | {label.place}"
            read = f"{fact.indicator} | {fact.part} | {fact.period or ''} | {fact.status.value} | {fact.territory}"
            yield f"{figure.item.id} {label.figure} ({wrong}): {gold} ← {read}"
