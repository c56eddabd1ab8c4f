"""A page under faults, one after another: no figure that an undisturbed page does not give, no document lost, no crash.

What is right is learnt from the same page before the first fault, with and without the model, over two versions of the
documents, between which the faults change.
"""

import logging
import random
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from rich.table import Table

from eval.endurance.model_moods import MoodyModel
from eval.endurance.served_page import ROOT, ServedPage, served_page
from eval.endurance.truth import Reply, Truth, Version, answer_texts, fault_in, figures_in
from eval.endurance.visits import Result, Visit, ask, get, timed
from eval.generated_corpus import asked_of, make_corpus, write_document
from rag.errors import InvalidInput
from rag.settings import Settings

_log = logging.getLogger(__name__)

_DOCUMENTS = 10
_CHANGED = range(0, _DOCUMENTS, 3)
"""Those whose figures differ between the two versions."""
_DOCUMENT_BYTES = 5000
_QUESTIONS = 40
_ASKERS = 6
_PAUSE_SECONDS = 1.0
_DISK_BYTES = 20_000
"""No file grows beyond so many while the disk is full."""
_INGEST_SECONDS = 600.0
_KILLED_AFTER_SECONDS = 3.0, 12.0
_OPENING_SECONDS = 120.0
"""For a page that is asked all the time to open an index that was made beside it."""
_SETTINGS = {
    # What nobody disturbs ends long before; a slow model is given up within a fault's time.
    "RAG_OLLAMA_REPLY_SECONDS": "15",
    "RAG_MODEL_WRITES": "always",
}
_MOODS = {"mô hình chết": "dead", "mô hình chậm": "slow", "mô hình nói sai": "lying"}
_KILLED, _REPLACED, _DISK_FULL = "lập chỉ mục bị giết", "chỉ mục được thay", "ổ đĩa đầy"
FAULTS = ("mô hình chết", _KILLED, "mô hình chậm", _REPLACED, "mô hình nói sai", _DISK_FULL)


@dataclass(frozen=True, slots=True)
class FaultRun:
    """A fault that was injected, when, and for how long, in seconds."""

    fault: str
    at: float
    seconds: float


@dataclass(frozen=True, slots=True)
class SoakReport:
    """A run. `replies` counts them by who was asked and what came. `wrong` lists those that no undisturbed page gives;
    `lost` the documents that were not listed, or not with all their facts; `crashes` ends of the page and of an ingest,
    and what a log should not hold; `failures` requests without an answer."""

    seconds: float
    every: float
    replies: dict[str, int]
    faults: tuple[FaultRun, ...]
    wrong: tuple[str, ...]
    lost: tuple[str, ...]
    crashes: tuple[str, ...]
    failures: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing of all that happened."""
        return not (self.wrong or self.lost or self.crashes or self.failures)

    def to_json(self) -> dict[str, Any]:
        """As plain data."""
        return asdict(self) | {"holds": self.holds}


def measure_soak(settings: Settings, seconds: float, every: float) -> SoakReport:
    """Serve made-up documents with a scripted model, ask all the time, and inject a fault every so many seconds, or
    when the index has followed the documents after the last one."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="soak-")))
        make_corpus(folder / "corpus", _DOCUMENTS, size=_DOCUMENT_BYTES)
        model = stack.enter_context(MoodyModel())
        page = stack.enter_context(served_page(folder, settings.data_dir / "models", model.host, _SETTINGS))
        return _Soak(page, model, folder / "corpus").run(seconds, every)


def soak_table(report: SoakReport) -> Table:
    """A line for each kind of fault; below it what was asked and what was wrong."""
    table = Table(title=f"{report.seconds:.0f} giây, mỗi {report.every:.0f} giây một sự cố")
    for heading in ("sự cố", "lần", "giây"):
        table.add_column(heading, justify="left" if heading == "sự cố" else "right")
    for fault in FAULTS:
        taken = [run.seconds for run in report.faults if run.fault == fault]
        table.add_row(fault, str(len(taken)), f"{sum(taken):.0f}")
    replies = ", ".join(f"{kind} {count}" for kind, count in sorted(report.replies.items()))
    table.caption = (
        f"{replies}; số liệu sai: {len(report.wrong)}; tài liệu mất: {len(report.lost)}; "
        f"đổ vỡ: {len(report.crashes)}; không trả lời: {len(report.failures)}"
    )
    return table


@dataclass(slots=True)
class _Soak:
    page: ServedPage
    model: MoodyModel
    corpus: Path
    questions: list[str] = field(default_factory=lambda: asked_of(_DOCUMENTS, _QUESTIONS))
    seed: int = 0
    source: random.Random = field(default_factory=lambda: random.Random(0))
    replies: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    crashes: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def run(self, seconds: float, every: float) -> SoakReport:
        """Learn what is right, then disturb."""
        first = self._learn()
        self._write_other()
        self._replace_index()
        versions = first, self._learn()
        truth = Truth(versions[1])
        stop = threading.Event()
        askers = [
            threading.Thread(target=self._ask, args=(random.Random(number), truth, stop)) for number in range(_ASKERS)
        ]
        for asker in askers:
            asker.start()
        runs: list[FaultRun] = []
        started = time.monotonic()
        while (begun := time.monotonic()) < started + seconds and self.page.is_alive:
            fault = FAULTS[len(runs) % len(FAULTS)]
            if fault in _MOODS:
                self._spoil_model(_MOODS[fault], every)
            else:
                self._spoil_index(fault, truth, versions)
            runs.append(FaultRun(fault, round(begun - started, 1), round(time.monotonic() - begun, 1)))
            counts = len(self.wrong), len(self.lost), len(self.crashes), len(self.failures)
            _log.info("%s; wrong, lost, crashes, failures: %s; replies: %s", runs[-1], counts, dict(self.replies))
            self._count_documents(truth, fault)
            time.sleep(max(0.0, begun + every - time.monotonic()))
        stop.set()
        for asker in askers:
            asker.join()
        taken = round(time.monotonic() - started, 1)
        self._check_index()
        if not self.page.is_alive:
            self.crashes.append(f"the page ended with {self.page.process.returncode}")
        self.crashes += self.page.unexpected()
        found = (tuple(entries) for entries in (self.wrong, self.lost, self.crashes, self.failures))
        return SoakReport(taken, every, dict(self.replies), tuple(runs), *found)

    def _learn(self) -> Version:
        """The answers of an undisturbed page over the documents as they are."""
        answers, figures = {}, {}
        for question in self.questions:
            plain, written = (self._asked(question, no_model=no_model) for no_model in (True, False))
            answers[question] = answer_texts(plain)
            figures[question] = figures_in(plain) | figures_in(written)
        return Version(answers, figures, self._listed())

    def _asked(self, question: str, *, no_model: bool) -> Reply:
        visit = timed("", partial(ask, self.page.port, question, no_model=no_model))
        if visit.answer is None:
            raise InvalidInput("Trang không trả lời khi chưa có sự cố nào.", f"no answer before any fault: {visit}")
        return visit.answer

    def _listed(self) -> dict[str, int]:
        """How many facts each document has, as the page lists them."""
        return {one["document"]: one["facts"] for one in self._get_json("/documents").get("documents", ())}

    def _get_json(self, path: str) -> Reply:
        """The page's JSON reply for the path; empty where it fails, which is noted."""
        visit = timed("", partial(get, self.page.port, path, is_json=True))
        while visit.result is Result.LIMITED and self.page.is_alive:
            time.sleep(visit.retry_seconds)
            visit = timed("", partial(get, self.page.port, path, is_json=True))
        if visit.answer is None:
            self.failures.append(f"{path}: {visit.detail}")
        return visit.answer or {}

    def _ask(self, source: random.Random, truth: Truth, stop: threading.Event) -> None:
        """One question after another, each reply held against what was right when it was asked for and when it came."""
        while not stop.wait(source.uniform(0, 2 * _PAUSE_SECONDS)):
            question, no_model = source.choice(self.questions), source.random() < 0.5
            right = truth.allowed
            visit = timed("", partial(ask, self.page.port, question, no_model=no_model))
            self._judge(question, visit, (*right, *truth.allowed), no_model=no_model)

    def _judge(self, question: str, visit: Visit, right: tuple[Version, ...], *, no_model: bool) -> None:
        who = "không mô hình" if no_model else "có mô hình"
        self.replies[f"{who}: {visit.result.value}"] += 1
        if visit.result is Result.FAILED:
            self.failures.append(f"{question}: {visit.detail}")
        elif visit.answer is not None and (fault := fault_in(question, visit.answer, right, no_model=no_model)):
            self.wrong.append(fault)

    def _spoil_model(self, mood: str, seconds: float) -> None:
        self.model.be(mood)
        time.sleep(seconds * 0.8)
        self.model.be("sound")

    def _spoil_index(self, fault: str, truth: Truth, versions: tuple[Version, Version]) -> None:
        """The documents become those of the other version, and the index follows, not always at the first try."""
        old, new = versions[self.seed], versions[1 - self.seed]
        self._write_other()
        if fault == _DISK_FULL:
            # Only what was answered before is right until there is room again.
            _limit_files(self.page.process.pid, _DISK_BYTES)
            self._ingest(fails=True)
            _limit_files(self.page.process.pid, resource.RLIM_INFINITY)
        truth.allow(old, new)
        if fault == _KILLED:
            self._kill_ingest()
        self._replace_index()
        truth.allow(new)

    def _write_other(self) -> None:
        self.seed = 1 - self.seed
        for number in _CHANGED:
            write_document(self.corpus, number, self.seed, _DOCUMENT_BYTES)

    def _replace_index(self) -> None:
        """Until the page answers from what an ingest makes of the documents."""
        before = self._get_json("/health").get("indexed_at")
        self._ingest()
        until = time.monotonic() + _OPENING_SECONDS
        while self._get_json("/health").get("indexed_at") in {None, before}:
            if time.monotonic() > until or not self.page.is_alive:
                self.lost.append(f"the page did not open the new index within {_OPENING_SECONDS:g} s")
                return
            time.sleep(0.5)

    def _ingest(self, *, fails: bool = False) -> None:
        """Beside the page; it `fails` where the disk is full, and says so."""
        process = self._start_ingest()
        if fails:
            _limit_files(process.pid, _DISK_BYTES)
        _, output = process.communicate(timeout=_INGEST_SECONDS)
        is_right = "Không ghi được" in output if fails else process.returncode == 0
        if not is_right or "Traceback" in output:
            disk = "full disk" if fails else "free disk"
            self.crashes.append(f"ingest, {disk}: exit code {process.returncode}: {output[-500:]}")

    def _kill_ingest(self) -> None:
        process = self._start_ingest()
        time.sleep(self.source.uniform(*_KILLED_AFTER_SECONDS))
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=_INGEST_SECONDS)

    def _start_ingest(self) -> subprocess.Popen[str]:
        command = [sys.executable, "ingest.py", "--quiet"]
        return subprocess.Popen(
            command, cwd=ROOT, env=self.page.environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        )

    def _count_documents(self, truth: Truth, fault: str) -> None:
        right = truth.allowed
        listed = self._listed()
        if listed not in [version.facts for version in right]:
            missing = sorted(set(right[-1].facts) - set(listed))
            self.lost.append(f"after {fault}: {', '.join(missing) or 'other numbers of facts'}")

    def _check_index(self) -> None:
        """What `python ingest.py --check` says at the end."""
        command = [sys.executable, "ingest.py", "--check", "--quiet"]
        done = subprocess.run(command, cwd=ROOT, env=self.page.environment, check=False, capture_output=True, text=True)
        if done.returncode:
            self.lost.append(f"the check at the end: {done.stdout[-300:]}{done.stderr[-300:]}")


def _limit_files(process: int, most_bytes: int) -> None:
    """The longest file that a process may write: to the program as a full disk, which it may not get over."""
    _, hard = resource.prlimit(process, resource.RLIMIT_FSIZE)
    resource.prlimit(process, resource.RLIMIT_FSIZE, (most_bytes, hard))
