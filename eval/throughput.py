"""How fast a large folder is indexed, in how much memory, and how much of that a small change costs again."""

import hashlib
import multiprocessing
import resource
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rich.table import Table

from eval.generated_corpus import make_corpus, write_document
from ingest import show_progress
from rag.pipeline import IngestPipeline
from rag.protocols import Vectors
from rag.settings import Settings
from rag.wiring import open_ingest_pipeline, open_present_pipeline

_MEGABYTE = 1_000_000
_CHANGED_SHARE = 100
"""One document of so many is changed before the second run."""


@dataclass(frozen=True, slots=True)
class Run:
    """Work in a process of its own. `cpu_seconds`, of all its threads, tells more on a machine that others use too;
    `peak_bytes` is the most memory of it, or of one process that it started."""

    seconds: float
    cpu_seconds: float
    passages: int
    facts: int
    embedded: int
    peak_bytes: int


@dataclass(frozen=True, slots=True)
class Throughput:
    """The first ingest of a folder of `corpus_bytes`; a second after `changed` documents changed, a third with nothing
    changed; and the opening of the index to be asked."""

    documents: int
    corpus_bytes: int
    changed: int
    first: Run
    second: Run
    unchanged: Run
    opening: Run

    @property
    def ratio(self) -> float:
        """The second run's share of the first one's time."""
        return self.second.seconds / self.first.seconds


class HashedEmbedder:
    """Vectors drawn from a text's hash: they cost nothing and mean nothing, so that everything else can be measured."""

    name = "hashed"
    _dimensions = 384

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Rows of length 1."""
        rows = [np.random.default_rng(_number(text)).standard_normal(self._dimensions) for text in texts]
        vectors = np.array(rows, np.float32).reshape(len(texts), self._dimensions)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """As `embed_queries`."""
        return self.embed_queries(texts)


def measure_throughput(settings: Settings, documents: int, *, with_model: bool) -> Throughput:
    """Index so many generated documents in a temporary folder, change one of a hundred, and index again.

    The embedding model is that of the settings; without one, texts get vectors that mean nothing.
    """
    with tempfile.TemporaryDirectory(prefix="throughput-") as folder:
        corpus, data_dir = Path(folder, "corpus"), Path(folder, "data")
        data_dir.mkdir()
        settings.data_dir.joinpath("models").mkdir(parents=True, exist_ok=True)
        data_dir.joinpath("models").symlink_to(settings.data_dir.joinpath("models").resolve())
        private = settings.model_copy(update={"corpus_dir": corpus, "data_dir": data_dir, "language_model": "none"})
        size = make_corpus(corpus, documents)
        first = _in_own_process(_ingest, private, with_model)
        changed = range(0, documents, _CHANGED_SHARE)
        for number in changed:
            write_document(corpus, number, seed=1)
        second = _in_own_process(_ingest, private, with_model)
        unchanged = _in_own_process(_ingest, private, with_model)
        opening = _in_own_process(_open, private, with_model)
    return Throughput(documents, size, len(changed), first, second, unchanged, opening)


def throughput_table(measured: Throughput) -> Table:
    """A line for each run."""
    megabytes = measured.corpus_bytes / _MEGABYTE
    table = Table(title=f"{measured.documents} tài liệu, {megabytes:.1f} MB; lần hai đổi {measured.changed} tài liệu")
    for heading in ("", "giây", "giây CPU", "đoạn văn", "số liệu", "tính mới", "đoạn/s", "MB/s", "MB bộ nhớ"):
        table.add_column(heading, justify="right" if heading else "left")
    named = {
        "lần đầu": measured.first,
        f"lần hai ({measured.ratio:.1%})": measured.second,
        "không đổi": measured.unchanged,
        "mở để hỏi": measured.opening,
    }
    for name, run in named.items():
        seconds = max(run.seconds, 1e-9)
        speeds = f"{run.passages / seconds:.0f}", f"{megabytes / seconds:.2f}"
        counts = str(run.passages), str(run.facts), str(run.embedded)
        table.add_row(
            name, f"{run.seconds:.1f}", f"{run.cpu_seconds:.1f}", *counts, *speeds, f"{run.peak_bytes / _MEGABYTE:.0f}"
        )
    return table


def _in_own_process(work: Callable[[Settings, bool], Run], settings: Settings, with_model: bool) -> Run:
    """In a process of its own, whose memory is then its own."""
    with ProcessPoolExecutor(max_workers=1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(work, settings, with_model).result()


def _ingest(settings: Settings, with_model: bool) -> Run:
    pipeline = open_ingest_pipeline(settings) if with_model else IngestPipeline(settings, HashedEmbedder)
    with show_progress(shown=True) as report_progress:
        report = pipeline.run(report_progress)
    passages = sum(file.passages for file in report.indexed)
    facts = sum(file.facts for file in report.indexed)
    return Run(report.seconds, time.process_time(), passages, facts, report.embedded, _peak_bytes())


def _open(settings: Settings, with_model: bool) -> Run:
    open_embedder = None if with_model else HashedEmbedder
    started = time.monotonic()
    pipeline = open_present_pipeline(settings, with_language_model=False, open_embedder=open_embedder)
    seconds = time.monotonic() - started
    return Run(seconds, time.process_time(), len(pipeline.index.passages), len(pipeline.facts), 0, _peak_bytes())


def _peak_bytes() -> int:
    who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return max(resource.getrusage(one).ru_maxrss for one in who) * 1024


def _number(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode("utf-8", "replace")).digest()[:8])
