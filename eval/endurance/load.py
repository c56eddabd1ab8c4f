"""Many visitors for a given time, some of whom leave, dawdle or send what nobody may; what they get, and what stays."""

import random
import statistics
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack, closing
from dataclasses import asdict, dataclass
from functools import partial
from http.client import HTTPException
from pathlib import Path
from typing import Any

from rich.table import Table

from eval.endurance.model_moods import MoodyModel
from eval.endurance.served_page import ServedPage, served_page
from eval.endurance.visits import Browser, Failure, Result, Visit, ask, break_rules, call, dawdle, get, leave, timed
from eval.generated_corpus import asked_of, make_corpus
from rag.settings import Settings

_DOCUMENTS = 10
_QUESTIONS = 3000
_WARM_UP_SHARE = 0.25
"""Of the time: until the page has met every kind of request and filled what it keeps."""
_WINDOW_SHARE = 0.1
"""Of the time: memory is compared over so long, at the end of the warm-up and of the run."""
_MOST_GROWTH = 0.05
_SESSION_QUESTIONS = 4
_READ = ("/", "/ready", "/health", "/documents", "/facts?words=thu&limit=20", "/search?query=ngan+sach&limit=5")
_BROWSED = "hỏi trong trình duyệt"
_KINDS = {
    "hỏi, không mô hình": 0.30,
    "hỏi, có mô hình": 0.10,
    "hỏi qua Gradio": 0.10,
    _BROWSED: 0.20,
    "chỉ đọc": 0.15,
    "bỏ đi": 0.05,
    "gửi chậm": 0.05,
    "sai mẫu": 0.05,
}
"""What a visitor does next, by share."""


@dataclass(frozen=True, slots=True)
class Waits:
    """The requests of a kind: how many had which result, and the seconds of those that were answered."""

    kind: str
    results: dict[str, int]
    median_seconds: float
    p95_seconds: float
    longest_seconds: float


@dataclass(frozen=True, slots=True)
class LoadReport:
    """A run. `failures` lists what was neither answered nor refused by a stated limit; memory in bytes, its growth as
    a share of what it was after warm-up."""

    users: int
    seconds: float
    waits: tuple[Waits, ...]
    failures: tuple[str, ...]
    unexpected: tuple[str, ...]
    warm_bytes: int
    end_bytes: int
    growth: float
    memory: tuple[tuple[float, int], ...]

    @property
    def holds(self) -> bool:
        """Whether nothing failed and memory is flat."""
        return not self.failures and not self.unexpected and self.growth <= _MOST_GROWTH

    def to_json(self) -> dict[str, Any]:
        """As plain data."""
        return asdict(self) | {"holds": self.holds}


def measure_load(settings: Settings, users: int, seconds: float, think_seconds: float) -> LoadReport:
    """Serve made-up documents with a scripted model, and let so many visitors come for so long, each of whom thinks
    about as long between two requests."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="load-")))
        make_corpus(folder / "corpus", _DOCUMENTS)
        model = stack.enter_context(MoodyModel())
        page = stack.enter_context(served_page(folder, settings.data_dir / "models", model.host))
        visits = visit_for(page, asked_of(_DOCUMENTS, _QUESTIONS), users, seconds, think_seconds)
        return _report(page, visits, users, seconds)


def load_table(report: LoadReport) -> Table:
    """A line for each kind of request; below it memory and what failed."""
    table = Table(title=f"{report.users} người dùng, {report.seconds:.0f} giây")
    for heading in ("", *(result.value for result in Result), "trung vị, s", "phân vị 95, s", "lâu nhất, s"):
        table.add_column(heading, justify="right" if heading else "left")
    for waits in report.waits:
        counts = (str(waits.results.get(result.value, 0)) for result in Result)
        times = (waits.median_seconds, waits.p95_seconds, waits.longest_seconds)
        table.add_row(waits.kind, *counts, *(f"{taken:.2f}" for taken in times))
    table.caption = (
        f"bộ nhớ sau khởi động {report.warm_bytes / 1e6:.0f} MB, cuối {report.end_bytes / 1e6:.0f} MB "
        f"({report.growth:+.1%}); lỗi: {len(report.failures)}; ngoài dự kiến trong nhật ký: {len(report.unexpected)}"
    )
    return table


def visit_for(
    page: ServedPage, questions: Sequence[str], users: int, seconds: float, think_seconds: float
) -> list[Visit]:
    """All visits of so many visitors."""
    visits: list[Visit] = []
    until = time.monotonic() + seconds
    visitors = [_Visitor(page.port, questions, think_seconds, random.Random(number)) for number in range(users)]
    coming = [threading.Thread(target=visitor.come, args=(until, visits)) for visitor in visitors]
    for one in coming:
        one.start()
    for one in coming:
        one.join()
    return visits


@dataclass(frozen=True, slots=True)
class _Visitor:
    port: int
    questions: Sequence[str]
    think_seconds: float
    source: random.Random

    def come(self, until: float, visits: list[Visit]) -> None:
        """One visit after another until the time is over."""
        time.sleep(self.source.uniform(0, self.think_seconds))
        while time.monotonic() < until:
            (kind,) = self.source.choices(list(_KINDS), list(_KINDS.values()))
            made = self._browse() if kind == _BROWSED else [self._once(kind)]
            visits.extend(made)
            time.sleep(max(made[-1].retry_seconds, self.source.uniform(0, 2 * self.think_seconds)))

    def _once(self, kind: str) -> Visit:
        port, source, question = self.port, self.source, self._question()
        visit = {
            "hỏi, không mô hình": partial(ask, port, question, no_model=True),
            "hỏi, có mô hình": partial(ask, port, question, no_model=False),
            "hỏi qua Gradio": partial(call, port, question),
            "chỉ đọc": partial(get, port, source.choice(_READ)),
            "bỏ đi": partial(leave, port, question, source),
            "gửi chậm": partial(dawdle, port, question, source),
            "sai mẫu": partial(break_rules, port, question, source),
        }[kind]
        return timed(kind, visit)

    def _browse(self) -> list[Visit]:
        """A conversation of a few questions."""
        try:
            with closing(Browser(self.port)) as browser:
                asked = range(self.source.randint(1, _SESSION_QUESTIONS))
                return [timed(_BROWSED, partial(browser.ask, self._question())) for _ in asked]
        except (OSError, HTTPException, Failure, ValueError) as error:
            return [Visit(_BROWSED, Result.FAILED, 0.0, f"{type(error).__name__}: {error}")]

    def _question(self) -> str:
        return self.source.choice(self.questions)


def _report(page: ServedPage, visits: Sequence[Visit], users: int, seconds: float) -> LoadReport:
    failures = Counter(f"{visit.kind}: {visit.detail}" for visit in visits if visit.result is Result.FAILED)
    if not page.is_alive:
        failures["the page's process ended"] += 1
    memory = [(at, resident) for at, resident in page.memory if at <= seconds]
    warm = _resident(memory, _WARM_UP_SHARE * seconds, _WINDOW_SHARE * seconds)
    end = _resident(memory, seconds, _WINDOW_SHARE * seconds)
    return LoadReport(
        users=users,
        seconds=seconds,
        waits=tuple(_waits(kind, [visit for visit in visits if visit.kind == kind]) for kind in _KINDS),
        failures=tuple(f"{count} × {failure}" for failure, count in failures.most_common()),
        unexpected=tuple(page.unexpected()),
        warm_bytes=warm,
        end_bytes=end,
        growth=round(end / warm - 1, 4) if warm else 0.0,
        memory=tuple((round(at, 1), resident) for at, resident in memory[:: max(1, len(memory) // 120)]),
    )


def _resident(memory: Sequence[tuple[float, int]], until: float, window: float) -> int:
    """The mean over a window that ends then, or the last of a run so short that nothing was measured in it."""
    within = [resident for at, resident in memory if until - window <= at <= until]
    within = within or [resident for _, resident in memory[-1:]]
    return round(statistics.mean(within)) if within else 0


def _waits(kind: str, visits: Sequence[Visit]) -> Waits:
    taken = sorted(visit.seconds for visit in visits if visit.result is Result.ANSWERED) or [0.0]
    results = Counter(visit.result.value for visit in visits)
    return Waits(
        kind,
        dict(results),
        round(statistics.median(taken), 2),
        round(taken[min(len(taken) - 1, int(len(taken) * 0.95))], 2),
        round(taken[-1], 2),
    )
