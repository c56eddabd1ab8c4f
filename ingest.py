"""Brings the index in step with a folder of documents and, on request, writes the register of facts as a table."""

import logging
import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from decimal import Decimal
from pathlib import Path
from typing import Annotated

import typer
from pydantic import TypeAdapter
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from rag import (
    EXIT_FAILURE,
    IngestProgress,
    IngestReport,
    InvalidInput,
    PrivateFormatter,
    RagError,
    Settings,
    format_number,
    load_settings,
    log_as,
    register_csv,
)

_EXIT_INTERRUPTED = 130
"""As of every program that Ctrl+C stopped: 128 + SIGINT."""

_LINE_SECONDS = 15.0
"""Between two lines of progress where no terminal takes a bar."""

_log = logging.getLogger("ingest")
command = typer.Typer(add_completion=False)


@command.command()
def main(
    folder: Annotated[Path | None, typer.Argument(help="Thư mục tài liệu; mặc định: RAG_CORPUS_DIR.")] = None,
    register: Annotated[
        Path | None, typer.Option(metavar="OUT.csv", help="Ghi sổ số liệu đọc từ tài liệu ra tệp CSV, mở bằng Excel.")
    ] = None,
    receipt: Annotated[
        Path | None, typer.Option(metavar="OUT.json", help="Ghi biên nhận của lần chạy này, từng tệp một, ra tệp JSON.")
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Chỉ kiểm tra chỉ mục: từng tệp còn nguyên, mọi nội dung đúng với tài liệu.")
    ] = False,
    repair: Annotated[
        bool, typer.Option("--repair", help="Kiểm tra như --check, rồi lập lại phần hỏng từ tài liệu.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Chỉ ghi lỗi.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Ghi chi tiết.")] = False,
) -> None:
    """Lập chỉ mục tài liệu: tệp không đổi thì không đọc lại; bị dừng giữa chừng thì lần sau làm tiếp.

    Mã thoát: 0 xong (có thể kèm cảnh báo), 1 không lập được hay --check thấy chỗ sai,
    2 sai đầu vào, 3 tiến trình khác đang lập.
    """
    # What the pipeline warns of is in the report, in Vietnamese.
    level = logging.INFO if verbose else logging.ERROR
    log_to_stderr(level)
    shows_progress = not (quiet or verbose)
    try:
        if check:
            _check(folder, shows_progress=shows_progress, quiet=quiet)
            return
        report, written = _ingest(folder, register, receipt, repairs=repair, shows_progress=shows_progress)
    except RagError as error:
        _log.info("%s: %s", type(error).__name__, error, exc_info=error)
        typer.echo(error.message, err=True)
        raise typer.Exit(error.exit_code) from error
    except KeyboardInterrupt as error:
        typer.echo("Đã dừng; chỉ mục cũ vẫn còn nguyên. Chạy lại thì làm tiếp phần còn lại.", err=True)
        raise typer.Exit(_EXIT_INTERRUPTED) from error
    if quiet:
        return
    for line in _report_lines(report):
        typer.echo(_printable(line))
    if register is not None:
        typer.echo(f"Đã ghi {_number(written)} số liệu vào {register}.")
    if receipt is not None:
        typer.echo(f"Đã ghi biên nhận vào {receipt}.")


def log_to_stderr(level: int) -> None:
    """Sends the log to stderr. The level is the handler's: some libraries set their own loggers to DEBUG."""
    handler = logging.StreamHandler()
    handler.setLevel(level)
    # The one place where a log gets its form, of our own modules and of every library's.
    handler.setFormatter(PrivateFormatter())
    logging.basicConfig(level=level, handlers=[handler])


def _ingest(
    folder: Path | None, register: Path | None, receipt: Path | None, *, repairs: bool, shows_progress: bool
) -> tuple[IngestReport, int]:
    """What was done, and the number of facts written to `register`.

    Raises:
        RagError: a setting, an option, the documents, the index or the embedding model cannot be used.
    """
    settings = _settings_of(folder)
    log_as(settings.log_format)
    for output in filter(None, (register, receipt)):
        # Before the index, which can take minutes to build.
        _check_writable(output)

    # Loads numpy and more, for which --help should not wait.
    from rag import (  # noqa: PLC0415
        apply_corrections,
        load_corrections,
        open_ingest_pipeline,
        read_index,
        repair_index,
    )

    with show_progress(shows_progress) as report_progress:
        if repairs:
            report = repair_index(settings, report=report_progress)
        else:
            report = open_ingest_pipeline(settings).run(report_progress)
    if receipt is not None:
        _write(receipt, TypeAdapter(IngestReport).dump_json(report, indent=1).decode() + "\n", "utf-8")
    if register is None:
        return report, 0
    index = read_index(settings.data_dir)
    facts = apply_corrections(index.facts, index.documents, load_corrections(settings.corpus_dir)).facts
    # The byte order mark tells Excel that the file is UTF-8.
    _write(register, register_csv(index.documents, facts), "utf-8-sig")
    return report, len(facts)


def _check(folder: Path | None, *, shows_progress: bool, quiet: bool) -> None:
    """Says what is wrong with the index, if anything is; `quiet` says nothing where all is well.

    Raises:
        typer.Exit: something is wrong.
        RagError: the index cannot be compared with the documents.
    """
    # Loads numpy and more, for which --help should not wait.
    from rag import check_index  # noqa: PLC0415

    settings = _settings_of(folder)
    with show_progress(shows_progress) as report_progress:
        faults = check_index(settings, report=report_progress)
    damaged = (f"tệp {name} của chỉ mục đã hỏng hoặc mất" for name in faults.damaged)
    lines = [*damaged, *faults.differing, *faults.outdated]
    if not lines:
        if not quiet:
            typer.echo("Chỉ mục còn nguyên và đúng với tài liệu.")
        return
    for line in lines:
        typer.echo(_printable(f"- {line}"))
    is_wrong = faults.damaged or faults.differing
    what = "Chỉ mục có chỗ sai. Hãy chạy: python ingest.py --repair" if is_wrong else "Hãy chạy: python ingest.py"
    typer.echo(what)
    raise typer.Exit(EXIT_FAILURE)


def _settings_of(folder: Path | None) -> Settings:
    """The settings of this process, with `folder` as that of the documents where it is given."""
    settings = load_settings()
    return settings if folder is None else settings.model_copy(update={"corpus_dir": folder})


@contextmanager
def show_progress(shown: bool) -> Iterator[Callable[[IngestProgress], None]]:
    """Takes the steps of an ingest and, if `shown`, draws a bar for each stage; lines where stderr is no terminal."""
    console = Console(stderr=True)
    latest: list[IngestProgress] = []
    columns = (
        *(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}")),
        *(TimeElapsedColumn(), TextColumn("còn"), TimeRemainingColumn(), TextColumn("{task.fields[detail]}")),
    )
    draws = shown and console.is_terminal
    lines = _print_progress_at_intervals(latest) if shown and not draws else nullcontext()
    with lines, Progress(*columns, console=console, transient=True, disable=not draws) as bars:
        # Loading the model and writing the index come between and after the stages, and tell no steps.
        bars.add_task("Lập chỉ mục", total=None, rate="", detail="")
        stages: dict[str, TaskID] = {}

        def report_progress(step: IngestProgress) -> None:
            _log.info("%s: %d/%d %s", step.stage, step.done, step.total, step.detail)
            latest[:] = [step]
            if step.stage not in stages:
                stages[step.stage] = bars.add_task(step.stage, total=step.total, rate="", detail="")
            rate = f"{_number(round(step.rate, 1))}/giây" if step.rate else ""
            bars.update(stages[step.stage], completed=step.done, rate=rate, detail=_printable(step.detail))

        yield report_progress


@contextmanager
def _print_progress_at_intervals(latest: Sequence[IngestProgress]) -> Iterator[None]:
    """Writes the latest step to stderr every 15 seconds; a shorter ingest says nothing."""
    ended = threading.Event()
    started = time.monotonic()

    def print_progress() -> None:
        while not ended.wait(_LINE_SECONDS):
            step = "".join(f": {step.stage} {_number(step.done)}/{_number(step.total)}" for step in latest)
            typer.echo(f"Lập chỉ mục{step} ({_number(round(time.monotonic() - started))} giây)", err=True)

    printer = threading.Thread(target=print_progress, daemon=True)
    printer.start()
    try:
        yield
    finally:
        ended.set()
        printer.join()


def _report_lines(report: IngestReport) -> Iterator[str]:
    """What an ingest did, in Vietnamese; then what a person should look at, each with its place."""
    files = report.indexed
    content = (
        f"{_number(len(files))} tài liệu, {_number(sum(file.passages for file in files))} đoạn văn, "
        f"{_number(sum(file.facts for file in files))} số liệu ({_number(round(report.seconds, 1))} giây)"
    )
    yield f"Đã lập chỉ mục: {content}." if report.changed else f"Tài liệu không đổi, chỉ mục giữ nguyên: {content}."
    if report.changed and (reused := sum(file.is_reused for file in files)):
        yield f"Giữ nguyên {_number(reused)} tài liệu không đổi; tính mới {_number(report.embedded)} đoạn văn."
    if report.removed:
        yield f"Không còn trong thư mục, đã bỏ khỏi chỉ mục: {', '.join(report.removed)}."
    if report.note:
        yield f"{report.note}."
    warnings = _warnings(report)
    if any(warnings.values()):
        yield f"Cảnh báo: {_number(sum(map(len, warnings.values())))}"
    for title, places in warnings.items():
        if places:
            yield f"- {title} ({_number(len(places))}):"
            yield from (f"    {place}" for place in places)


def _warnings(report: IngestReport) -> dict[str, list[str]]:
    files = report.indexed
    return {
        "Số liệu bị hỏng trong tài liệu, không dùng để trả lời": [
            f"{file.file}, {figure.place}: “…{figure.text}”" for file in files for figure in file.damaged_figures
        ],
        "Chỗ đọc chưa chắc chắn": [f"{file.file}: {warning}" for file in files for warning in file.warnings],
        "Tài liệu chưa có mục trong sources.toml": [
            f"{file.file}: {file.source_note}" for file in files if not file.has_source_record
        ],
        "Tài liệu chưa có ngày trong sources.toml": [
            file.file for file in files if file.has_source_record and not file.has_date
        ],
        "Tệp không đưa vào chỉ mục": [file.problem for file in report.set_aside],
    }


def _check_writable(path: Path) -> None:
    """Raises InvalidInput for a place where no file can be written."""
    if path.is_dir() or not os.access(path if path.exists() else path.parent, os.W_OK):
        raise _unwritable(path, "it is a folder, its folder is missing, or writing is not permitted")


def _write(path: Path, content: str, encoding: str) -> None:
    try:
        # The line ends are set already.
        path.write_text(content, encoding=encoding, newline="")
    except OSError as error:
        raise _unwritable(path, str(error)) from error


def _unwritable(path: Path, reason: str) -> InvalidInput:
    return InvalidInput(
        f"Không ghi được vào {path}. Hãy chọn tệp khác, hoặc đóng tệp nếu đang mở.",
        f"cannot write {path}: {reason}",
    )


def _number(value: float) -> str:
    """As Vietnamese officials print it: `1.234,5`."""
    return format_number(Decimal(str(value)))


def _printable(line: str) -> str:
    """Without control characters, by which a document's text could steer the terminal."""
    return "".join(character if character.isprintable() else " " for character in line)


if __name__ == "__main__":
    command()
