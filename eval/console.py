"""What every command shares: its options, its messages, its progress and its exit codes."""

import contextlib
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from eval.pipelines import Pipeline, open_pipeline
from rag.errors import RagError
from rag.settings import Settings

HERE = Path(__file__).parent

Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Ghi nhật ký chi tiết ra stderr.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Chỉ báo lỗi.")]
CorpusDir = Annotated[Path | None, typer.Option("--corpus", help="Thư mục tài liệu riêng; mặc định RAG_CORPUS_DIR.")]

_log = logging.getLogger(__name__)


@contextlib.contextmanager
def messages(quiet: bool, verbose: bool) -> Iterator[Console]:
    """A console for results; an error of ours becomes its Vietnamese message, a log line and its exit code."""
    level = logging.DEBUG if verbose else logging.ERROR if quiet else logging.WARNING
    handler = logging.StreamHandler()
    # On the handler: some libraries set their own loggers to DEBUG.
    handler.setLevel(level)
    logging.basicConfig(level=level, format="%(levelname)s %(name)s: %(message)s", handlers=[handler])
    try:
        yield Console(quiet=quiet)
    except RagError as error:
        Console(stderr=True).print(error.message, markup=False, highlight=False, soft_wrap=True)
        _log.info("%s: %s", type(error).__name__, error)
        raise typer.Exit(error.exit_code) from error


def opened(settings: Settings, console: Console) -> Pipeline:
    """Opens the product, which may first build an index: seconds to minutes, so the console says what is happening."""
    with console.status("Đang mở chỉ mục…"):
        return open_pipeline(settings)


def progress_bars(console: Console) -> Progress:
    """Bars with what is done and the time that is left."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, TextColumn("còn"), TimeRemainingColumn(), console=console)
