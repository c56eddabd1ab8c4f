"""`python -m rag …`: questions, the register and search from a terminal or a script."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ingest import log_to_stderr, show_progress
from rag import STATUS_WORDS, AnswerOutcome, Certainty, RagError, Settings, Status, load_settings

if TYPE_CHECKING:
    from pydantic import BaseModel

    from programs.replies import FactReply, PassageReply
    from rag import AskPipeline, VerifiedAnswer

EXIT_NO_ANSWER = 4
"""Of `ask` where the documents do not have the answer, though they may have something near it."""
EXIT_INTERRUPTED = 130

_EXIT_CODES = "Mã thoát: 0 xong, 1 không chạy được, 2 sai đầu vào, 3 tiến trình khác đang lập chỉ mục"

_log = logging.getLogger("rag")
command = typer.Typer(
    help="Hỏi đáp từ tài liệu, sổ số liệu và tìm đoạn văn, cho dòng lệnh và chương trình khác.",
    no_args_is_help=True,
    add_completion=False,
)

_Corpus = Annotated[Path | None, typer.Option("--corpus", help="Thư mục tài liệu; mặc định: RAG_CORPUS_DIR.")]
_Json = Annotated[bool, typer.Option("--json", help="In JSON theo mẫu của /openapi.json (docs/programs.md).")]
_Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Ghi chi tiết ra stderr.")]


@command.command(epilog=f"{_EXIT_CODES}, {EXIT_NO_ANSWER} tài liệu không có câu trả lời.")
def ask(
    question: Annotated[str, typer.Argument(help="Câu hỏi.")],
    history: Annotated[
        list[str] | None, typer.Option("--history", help="Câu đã hỏi trước; lặp lại cho nhiều câu, cũ trước.")
    ] = None,
    no_model: Annotated[
        bool, typer.Option("--no-model", help="Trả lời ngay bằng số liệu và câu trích, không dùng mô hình ngôn ngữ.")
    ] = False,
    as_json: _Json = False,
    corpus: _Corpus = None,
    verbose: _Verbose = False,
) -> None:
    """Trả lời một câu hỏi, mỗi câu kèm nguồn; trên màn hình, câu trả lời hiện dần khi mô hình viết."""
    # What loads libraries is loaded when it is needed: --help should wait for none.
    from page.rendering import plain_text, text_with_sources  # noqa: PLC0415
    from programs.service import ask_reply  # noqa: PLC0415

    with _report_errors(verbose):
        pipeline = _open(corpus, verbose, with_language_model=not no_model)
        answer = _final(pipeline, question, history or [], shows=not as_json)
        if as_json:
            _print_json(ask_reply(answer, pipeline.documents))
        else:
            _print(text_with_sources(answer) if answer.citations else plain_text(answer))
            if answer.note:
                typer.echo(_printable(answer.note), err=True)
    if answer.outcome is not AnswerOutcome.SURE:
        raise typer.Exit(EXIT_NO_ANSWER)


@command.command(epilog=f"{_EXIT_CODES}.")
def facts(  # noqa: PLR0913, PLR0917 - options of a command, each by its name
    words: Annotated[str, typer.Argument(help="Chữ trong tên chỉ tiêu, có dấu hay không dấu; để trống: tất cả.")] = "",
    document: Annotated[str, typer.Option("--document", help="Tên tệp tài liệu.")] = "",
    place: Annotated[str, typer.Option("--place", help="Chữ trong tên địa bàn.")] = "",
    year: Annotated[int | None, typer.Option("--year", help="Năm nằm trong kỳ của số liệu.")] = None,
    status: Annotated[Status | None, typer.Option("--status", help="Chỉ tiêu, ước, kết quả hay chưa rõ.")] = None,
    certainty: Annotated[Certainty | None, typer.Option("--certainty", help="Mức chắc chắn khi đọc.")] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="Nhiều nhất bao nhiêu số liệu.")] = 100,
    offset: Annotated[int, typer.Option("--offset", min=0, help="Bỏ qua bao nhiêu số liệu đầu.")] = 0,
    as_json: _Json = False,
    corpus: _Corpus = None,
    verbose: _Verbose = False,
) -> None:
    """Liệt kê sổ số liệu: từng con số, của chỉ tiêu nào, ở đâu, năm nào, đứng ở đâu trong tài liệu."""
    from programs.register import FactFilter, find_facts  # noqa: PLC0415
    from rag import open_register  # noqa: PLC0415

    with _report_errors(verbose):
        settings = _settings(corpus)
        with show_progress(not verbose) as report:
            index = open_register(settings, report=report)
        wanted = FactFilter(words, document, place, year, status, certainty)
        found = find_facts(index.documents, index.facts, wanted, limit, offset)
        if as_json:
            _print_json(found)
            return
        for fact in found.facts:
            _print(_fact_line(fact))
        typer.echo(f"{len(found.facts)} trong {found.total} số liệu.", err=True)


@command.command(epilog=f"{_EXIT_CODES}.")
def search(
    query: Annotated[str, typer.Argument(help="Từ cần tìm, hoặc câu hỏi.")],
    limit: Annotated[int, typer.Option("--limit", min=1, max=50, help="Nhiều nhất bao nhiêu đoạn văn.")] = 10,
    as_json: _Json = False,
    corpus: _Corpus = None,
    verbose: _Verbose = False,
) -> None:
    """Tìm đoạn văn của tài liệu, đoạn hợp nhất trước."""
    from programs.service import Service  # noqa: PLC0415

    with _report_errors(verbose):
        found = Service(_open(corpus, verbose, with_language_model=False)).search(query, limit)
        if as_json:
            _print_json(found)
            return
        for passage in found.passages:
            _print(f"{_passage_place(passage)}\n{passage.text.strip()}\n")


@contextmanager
def _report_errors(verbose: bool) -> Iterator[None]:
    """Says in Vietnamese what went wrong; on stderr, as the log: stdout holds the result alone.

    Raises:
        typer.Exit: with the error's exit code.
    """
    log_to_stderr(logging.INFO if verbose else logging.WARNING)
    try:
        yield
    except RagError as error:
        _log.info("%s: %s", type(error).__name__, error, exc_info=error)
        typer.echo(_printable(error.message), err=True)
        raise typer.Exit(error.exit_code) from error
    except KeyboardInterrupt as error:
        typer.echo("Đã dừng.", err=True)
        raise typer.Exit(EXIT_INTERRUPTED) from error


def _settings(corpus: Path | None) -> Settings:
    settings = load_settings()
    return settings if corpus is None else settings.model_copy(update={"corpus_dir": corpus})


def _open(corpus: Path | None, verbose: bool, *, with_language_model: bool) -> "AskPipeline":
    from rag import open_ask_pipeline  # noqa: PLC0415

    settings = _settings(corpus)
    with show_progress(not verbose) as report:
        return open_ask_pipeline(settings, with_language_model=with_language_model, report=report)


def _final(pipeline: "AskPipeline", text: str, history: list[str], *, shows: bool) -> "VerifiedAnswer":
    """The last answer; the growing ones are shown on a terminal, and wiped off when the last one is there."""
    from rich.console import Console  # noqa: PLC0415
    from rich.live import Live  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    from page.rendering import plain_text  # noqa: PLC0415
    from rag import Question  # noqa: PLC0415

    console = Console()
    answers = pipeline.stream(Question(text, tuple(history)))
    if not (shows and console.is_terminal):
        *_, answer = answers
        return answer
    with Live(console=console, transient=True) as live:
        for answer in answers:
            live.update(Text(_printable(plain_text(answer))))
    return answer


def _fact_line(fact: "FactReply") -> str:
    """`khoảng 11,5% - 12,0% – chỉ tiêu năm 2024: GRDP (Hải Phòng) [ke-hoach.pdf, trang 3]`."""
    figure = " ".join(filter(None, (fact.verb, fact.comparator, fact.text, fact.baseline)))
    period = fact.period.text if fact.period else "chưa rõ thời gian"
    subject = " – ".join(filter(None, (fact.indicator, fact.part)))
    place = f" ({fact.place})" if fact.place else ""
    source = ", ".join(filter(None, (fact.document, fact.page)))
    return f"{figure} – {STATUS_WORDS[fact.status]} {period}: {subject}{place} [{source}]"


def _passage_place(passage: "PassageReply") -> str:
    place = f"{passage.document}, {passage.page}" if passage.page else passage.document
    return " › ".join((place, *passage.headings))


def _print_json(reply: "BaseModel") -> None:
    typer.echo(reply.model_dump_json(indent=2))


def _print(text: str) -> None:
    typer.echo(_printable(text))


def _printable(text: str) -> str:
    """Without control characters, by which a document's text could steer the terminal."""
    return "".join(character if character.isprintable() or character == "\n" else " " for character in text)
