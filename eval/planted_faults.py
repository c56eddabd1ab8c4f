"""The figure gate against drafts with planted faults: how many it refuses, and how many correct ones with them."""

import re
import statistics
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.table import Table

from eval.fault_making import Case, Corpus, Kind, make_cases
from rag.answering.gate.evidence import Evidence
from rag.answering.gate.verification import verify
from rag.answering.question.understanding import understand
from rag.datatypes import Document, Draft, Fact, QuestionFrame, Rejection
from rag.errors import UnreadableDocument
from rag.figures.register import read_facts
from rag.ingestion.chunking import split_passages
from rag.ingestion.loading import find_files, load_document
from rag.ingestion.source_records import load_records


@dataclass(frozen=True, slots=True)
class KindCount:
    """How many drafts had the fault and how many of them were refused."""

    kind: Kind
    planted: int
    caught: int


@dataclass(frozen=True, slots=True)
class FaultsResult:
    """Of the gate: faults by kind, the faults shown as statements, the correct drafts, and those refused, with why; and
    of each check the draft's characters and the processor's seconds."""

    kinds: tuple[KindCount, ...]
    shown: tuple[Case, ...]
    correct: int
    refused: tuple[tuple[Case, str], ...]
    checks: tuple[tuple[int, float], ...] = ()

    @property
    def planted(self) -> int:
        """All faults planted."""
        return sum(count.planted for count in self.kinds)

    @property
    def caught_share(self) -> float:
        """Faults refused over faults planted; 1 when none was planted."""
        return 1 - len(self.shown) / self.planted if self.planted else 1.0

    @property
    def refused_share(self) -> float:
        """Correct drafts refused over correct drafts; 0 when there are none."""
        return len(self.refused) / self.correct if self.correct else 0.0


def read_corpus(corpus_dir: Path, passage_chars: int) -> Corpus:
    """Documents, passages and register of a folder, read as an ingest reads them; unreadable files are left out."""
    records = load_records(corpus_dir)
    documents = []
    for path in find_files(corpus_dir):
        try:
            documents.append(load_document(path, corpus_dir, records.get(path.relative_to(corpus_dir).as_posix())))
        except UnreadableDocument:
            continue
    return corpus_of(documents, passage_chars)


def corpus_of(documents: Sequence[Document], passage_chars: int, facts: Sequence[Fact] | None = None) -> Corpus:
    """Passages and register of documents; where no register is given, that which rules alone read."""
    passages = [split_passages(document, passage_chars) for document in documents]
    if facts is None:
        read = zip(documents, passages, strict=True)
        facts = [fact for document, parts in read for fact in read_facts(document, parts)]
    own = (re.sub(r"^(?:tỉnh|thành phố|TP\.?)\s+", "", document.source.territory) for document in documents)
    every_passage = [passage for parts in passages for passage in parts]
    return Corpus(documents, every_passage, facts, tuple(dict.fromkeys(name for name in own if name)))


def measure_faults(corpus: Corpus) -> FaultsResult:
    """Every case of the corpus through the gate."""
    facts: dict[str, list[Fact]] = {}
    for fact in corpus.facts:
        facts.setdefault(fact.passage_id, []).append(fact)
    documents = {document.file: document for document in corpus.documents}
    frames: dict[str, QuestionFrame] = {}
    planted: Counter[Kind] = Counter()
    shown: list[Case] = []
    refused: list[tuple[Case, str]] = []
    checks: list[tuple[int, float]] = []
    correct = 0
    for case in make_cases(corpus):
        given = {passage.id: facts.get(passage.id, []) for passage in case.passages}
        evidence = Evidence(case.passages, given, documents, corpus.own_territories)
        if case.question not in frames:
            frames[case.question] = understand(case.question, corpus.own_territories)
        started = time.thread_time()
        verdict = verify(Draft(case.text, case.cited), frames[case.question], evidence)
        checks.append((len(case.text), time.thread_time() - started))
        is_refused = isinstance(verdict, Rejection)
        if case.kind is None:
            correct += 1
            refused += [(case, verdict.reason)] if isinstance(verdict, Rejection) else []
        else:
            planted[case.kind] += 1
            shown += [] if is_refused else [case]
    missed = Counter(case.kind for case in shown)
    kinds = tuple(KindCount(kind, planted[kind], planted[kind] - missed[kind]) for kind in Kind if planted[kind])
    return FaultsResult(kinds, tuple(shown), correct, tuple(refused), tuple(checks))


def faults_table(result: FaultsResult) -> Table:
    """Faults by kind, all faults, and the correct drafts."""
    table = Table(title="planted faults", caption="refused: of faults, higher is better; of correct drafts, lower is")
    for column in ("draft", "count", "refused", "share"):
        table.add_column(column, justify="left" if column == "draft" else "right")
    for count in result.kinds:
        table.add_row(count.kind, str(count.planted), str(count.caught), f"{count.caught / count.planted:.3f}")
    caught = result.planted - len(result.shown)
    table.add_row("all faults", str(result.planted), str(caught), f"{result.caught_share:.3f}", style="bold")
    refused = len(result.refused)
    table.add_row("correct", str(result.correct), str(refused), f"{result.refused_share:.3f}", style="bold")
    return table


def faults_line(result: FaultsResult) -> str:
    """The two shares that the gate is judged by."""
    caught = result.planted - len(result.shown)
    return (
        f"planted faults: {caught} of {result.planted} refused ({result.caught_share:.2%}); "
        f"correct drafts: {len(result.refused)} of {result.correct} refused ({result.refused_share:.2%})"
    )


def checks_line(result: FaultsResult) -> str:
    """The processor's time of a check, and what it comes to for 300 characters; at least two were made."""
    each = [1000 * seconds for _, seconds in result.checks]
    of_length = [1000 * seconds * 300 / chars for chars, seconds in result.checks]
    return (
        f"a check: {statistics.median(each):.1f} ms (median), {statistics.quantiles(each, n=20)[-1]:.1f} ms (95%); "
        f"for 300 characters: {statistics.median(of_length):.1f} ms, {statistics.quantiles(of_length, n=20)[-1]:.1f} ms"
    )


def fault_lines(result: FaultsResult) -> Iterator[str]:
    """Every fault that was shown, and every correct draft that was refused with the reason."""
    for case in result.shown:
        yield f"shown  {case.kind}: {case.text}  ({case.question})"
    for case, reason in result.refused:
        yield f"refused  {reason}: {case.text}  ({case.question})"
