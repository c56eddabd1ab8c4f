"""How fast the product is at several sizes: opening, a question by its stages, memory, disk, and users at a time.

The documents are generated. A size that would take too long to read is made of copies of a smaller one, with vectors
drawn at random, and says so (`is_copied`): everything but the reading is as it would be.
"""

import multiprocessing
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from rich.table import Table

from eval.copied_index import copy_index
from eval.generated_corpus import asked_of, make_corpus
from eval.speed_serving import Answer, Load, measure_load, served
from rag.datatypes import IngestProgress, Question
from rag.indexing import storage, swapping
from rag.indexing.vector_index import read_vectors
from rag.settings import Settings
from rag.wiring import no_day, open_ingest_pipeline, open_present_pipeline

PASSAGES_A_DOCUMENT = 55
_QUESTIONS = 60
_LOAD_QUESTIONS = 96
_TOP_K = 2
_ROOT = Path(__file__).parents[1]
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Times:
    """Of several calls, in milliseconds of CPU (of all threads, which tells more on a machine that others use)."""

    median: float
    p95: float


@dataclass(frozen=True, slots=True)
class Size:
    """What was measured over one index. Seconds are of CPU; `ingest_seconds` by the stage's Vietnamese name."""

    passages: int
    facts: int
    is_copied: bool
    ingest_seconds: dict[str, float]
    disk_bytes: dict[str, int]
    open_seconds: float
    peak_bytes: int
    stages: dict[str, Times]
    loads: dict[str, list[Load]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Speed:
    """All of a run; `starting` has CPU seconds of whole commands."""

    machine: str
    starting: dict[str, float]
    sizes: tuple[Size, ...]

    def to_json(self) -> dict[str, Any]:
        """As plain data."""
        return asdict(self)


def measure_speed(settings: Settings, passages: Sequence[int], users: Sequence[int], read_at_most: int) -> Speed:
    """Measure each size, in processes of their own. Up to `read_at_most` passages the documents are really read."""
    sizes = []
    for wanted in passages:
        with tempfile.TemporaryDirectory(prefix="speed-") as folder:
            sizes.append(_measure_size(settings, Path(folder), wanted, users, read_at_most))
    starting = {"ingest.py --help": _command_seconds("ingest.py", "--help")}
    return Speed(f"{platform.machine()}, {multiprocessing.cpu_count()} CPU", starting, tuple(sizes))


def speed_table(measured: Speed) -> Table:
    """A line for each size."""
    table = Table(title="mili giây CPU, trung vị / phân vị 95")
    for heading in ("đoạn văn", "số liệu", "mở, s", "MB bộ nhớ", "MB đĩa"):
        table.add_column(heading, justify="right")
    stages = list(measured.sizes[0].stages)
    for stage in stages:
        table.add_column(stage, justify="right")
    for size in measured.sizes:
        numbers = f"{size.passages}{' *' if size.is_copied else ''}", f"{size.facts}", f"{size.open_seconds:.1f}"
        memory = f"{size.peak_bytes / 1e6:.0f}", f"{sum(size.disk_bytes.values()) / 1e6:.0f}"
        times = (f"{size.stages[stage].median:.0f} / {size.stages[stage].p95:.0f}" for stage in stages)
        table.add_row(*numbers, *memory, *times)
    return table


def load_table(measured: Speed) -> Table:
    """A line for each system and number of users."""
    table = Table(title="câu hỏi mỗi giây qua HTTP")
    for heading in ("đoạn văn", "hệ thống", "người dùng", "câu/s", "trung vị, s", "phân vị 95, s", "lỗi"):
        table.add_column(heading, justify="right")
    for size in measured.sizes:
        for system, loads in size.loads.items():
            for load in loads:
                times = f"{load.per_second:.1f}", f"{load.median_seconds:.2f}", f"{load.p95_seconds:.2f}"
                table.add_row(f"{size.passages}", system, f"{load.users}", *times, f"{load.errors}")
    return table


def _measure_size(settings: Settings, folder: Path, wanted: int, users: Sequence[int], read_at_most: int) -> Size:
    is_copied = wanted > read_at_most
    documents = max(1, min(wanted, read_at_most) // PASSAGES_A_DOCUMENT)
    private = _private(settings, folder, "read")
    make_corpus(private.corpus_dir, documents)
    ingest_seconds = _in_own_process(_ingest, private)
    if is_copied:
        copied = _private(settings, folder, "copied")
        _in_own_process(_copy, private.data_dir, copied.data_dir, wanted)
        private = copied
    questions = asked_of(documents, _LOAD_QUESTIONS)
    size = _in_own_process(_measure_questions, private, questions[:_QUESTIONS], ingest_seconds, is_copied)
    loads = {
        name: _loads(partial(opener, private), questions, users)
        for name, opener in (
            ("ours", _open_composer),
            ("ours, asked before", _open_ours),
            ("llama-index", _open_llama_index),
        )
    }
    return Size(**{**{name: getattr(size, name) for name in Size.__slots__}, "loads": loads})


def _loads(opener: Callable[[], Answer], questions: Sequence[str], users: Sequence[int]) -> list[Load]:
    with served(opener) as address:
        # What is kept of questions asked before is kept by now.
        measure_load(address, questions, 1)
        return [measure_load(address, questions, at_a_time) for at_a_time in users]


def _private(settings: Settings, folder: Path, name: str) -> Settings:
    """Settings with a corpus and an index of their own, and the embedding model of the others."""
    data_dir = folder / name
    data_dir.mkdir(parents=True)
    models = settings.data_dir / "models"
    models.mkdir(parents=True, exist_ok=True)
    (data_dir / "models").symlink_to(models.resolve())
    return settings.model_copy(
        update={"corpus_dir": folder / f"{name}-corpus", "data_dir": data_dir, "language_model": "none"}
    )


def _in_own_process(work: Callable[..., _T], *arguments: object) -> _T:
    """In a process of its own, whose memory is then its own."""
    with ProcessPoolExecutor(max_workers=1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(work, *arguments).result()


def _ingest(settings: Settings) -> dict[str, float]:
    """CPU seconds by stage; what is none of them is `""`."""
    spent: dict[str, float] = {}
    last = time.process_time()
    stage = ""

    def report(progress: IngestProgress) -> None:
        nonlocal last, stage
        now = time.process_time()
        stage = progress.stage
        spent[stage] = spent.get(stage, 0.0) + now - last
        last = now

    open_ingest_pipeline(settings).run(report)
    spent[stage] = spent.get(stage, 0.0) + time.process_time() - last
    return {name: round(seconds, 2) for name, seconds in spent.items()}


def _copy(source: Path, data_dir: Path, passages: int) -> None:
    copy_index(source, data_dir, passages)


def _measure_questions(
    settings: Settings, questions: Sequence[str], ingest_seconds: dict[str, float], is_copied: bool
) -> Size:
    with _cpu_seconds() as opening:
        pipeline = open_present_pipeline(settings, with_language_model=False, clock=no_day)
        pipeline.answer(Question(questions[0]))
    composer = pipeline.composer
    spent: dict[str, list[float]] = {}

    def time_stage(name: str, call: Callable[[], object]) -> None:
        with _cpu_seconds() as seconds:
            call()
        spent.setdefault(name, []).append(seconds[0])

    for text in questions:
        question = Question(text)
        frame = composer.frame(question)
        time_stage("hiểu câu hỏi", partial(composer.frame, question))
        time_stage("véc-tơ", partial(composer.hybrid.dense.search, text, settings.candidates))
        time_stage("BM25", partial(composer.hybrid.lexical.search, text, settings.candidates))
        time_stage("số liệu", partial(composer.fact_search.match, frame))
        time_stage("cả câu trả lời", partial(composer.compose, question))
    folder = swapping.current_folder(settings.data_dir)
    disk = {path.name: _size_of(path) for path in sorted(folder.iterdir())} if folder else {}
    return Size(
        passages=len(pipeline.index.passages),
        facts=len(pipeline.facts),
        is_copied=is_copied,
        ingest_seconds=ingest_seconds,
        disk_bytes=disk,
        open_seconds=round(opening[0], 2),
        peak_bytes=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        stages={name: _times(seconds) for name, seconds in spent.items()},
    )


def _times(seconds: Sequence[float]) -> Times:
    ordered = sorted(1000 * one for one in seconds)
    return Times(round(statistics.median(ordered), 1), round(ordered[int(len(ordered) * 0.95)], 1))


@contextmanager
def _cpu_seconds() -> Iterator[list[float]]:
    """A list that holds, after the block, the CPU seconds that it took."""
    spent: list[float] = []
    started = time.process_time()
    yield spent
    spent.append(time.process_time() - started)


def _size_of(path: Path) -> int:
    return sum(file.stat().st_size for file in (path.rglob("*") if path.is_dir() else [path]) if file.is_file())


def _command_seconds(*command: str) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *command], cwd=_ROOT, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return round(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, 2)


def _open_composer(settings: Settings) -> Answer:
    """The product without what it keeps of questions asked before."""
    composer = open_present_pipeline(settings, with_language_model=False, clock=no_day).composer
    return lambda text: "\n".join(statement.text for statement in composer.compose(Question(text)).statements)


def _open_ours(settings: Settings) -> Answer:
    pipeline = open_present_pipeline(settings, with_language_model=False, clock=no_day)
    return lambda text: "\n".join(statement.text for statement in pipeline.answer(Question(text)).statements)


def _open_llama_index(settings: Settings) -> Answer:
    """Its vector index as it comes over the same passages and vectors: the texts of the two nearest."""
    from llama_index.core import VectorStoreIndex  # noqa: PLC0415 - seconds of import
    from llama_index.core.schema import TextNode  # noqa: PLC0415

    from eval.llama_index_baseline import embedding_of  # noqa: PLC0415

    stored = storage.read_index(settings.data_dir)
    passages, vectors = read_vectors(stored.folder / storage.VECTORS, stored.passages)
    nodes = [
        TextNode(id_=passage.id, text=passage.indexed_text, embedding=vector.tolist())
        for passage, vector in zip(passages, vectors, strict=True)
    ]
    retriever = VectorStoreIndex(nodes, embed_model=embedding_of(settings)).as_retriever(similarity_top_k=_TOP_K)
    return lambda text: "\n".join(found.text for found in retriever.retrieve(text))
