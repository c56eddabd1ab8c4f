"""The benchmark's commands: options in, messages and exit codes out; the work is done elsewhere."""

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, TextIO

import typer

from eval.check_commands import checks
from eval.comparing import compare, system_of
from eval.console import HERE, CorpusDir, Quiet, Verbose, messages, opened, progress_bars
from eval.endurance.commands import endurance
from eval.page_results import PAGE_RESULTS_FILE, write_page_results
from eval.pipelines import NO_MODEL, settings_for
from eval.planted_faults import corpus_of, faults_line, measure_faults
from eval.published_tables import OWN_CORPUS, load_published, markdown_table, summarise
from eval.published_tables import publish as publish_run
from eval.questions_format import GoldQuestion, Split, load_asked, load_questions
from eval.rated_questions import questions_of
from eval.reading.commands import readings
from eval.report import render_report
from eval.results import load_result, save_result
from eval.running import run
from eval.speed import load_table, measure_speed, speed_table
from eval.systems import Ours, SystemContext
from eval.tables import comparison_table, score_table, table_width
from eval.throughput import measure_throughput, throughput_table
from rag.errors import InvalidInput
from rag.settings import load_settings

_HERE = HERE
_ALL = "all"

app = typer.Typer(help="Bộ đo độ đúng: trả lời, chấm điểm, so sánh.", no_args_is_help=True, add_completion=False)
app.add_typer(checks)
app.add_typer(readings)
app.add_typer(endurance)


@app.command()
def answer(
    questions: Annotated[Path, typer.Option("--questions", help="Tệp JSONL: id, question, history, today.")],
    output: Annotated[Path, typer.Option("--output", help="Tệp JSONL để ghi câu trả lời.")],
    language_model: Annotated[
        str | None, typer.Option("--language-model", help="`none` hoặc tên mô hình; mặc định theo thiết lập.")
    ] = None,
    corpus: CorpusDir = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Trả lời mọi câu hỏi của một tệp, mỗi câu một dòng JSON, ghi ngay khi có."""
    with messages(quiet, verbose) as console:
        asked = load_asked(questions)
        settings = settings_for(load_settings(), corpus, language_model)
        pipeline = opened(settings, console)
        with _writable(output) as file, progress_bars(console) as progress:
            task = progress.add_task("Trả lời", total=len(asked))
            system = Ours(pipeline, writes=settings.language_model != NO_MODEL, ranks=False)
            for given in system.answers(asked):
                file.write(given.line.to_json() + "\n")
                file.flush()
                progress.advance(task)
        console.print(f"Đã ghi {len(asked)} câu trả lời vào {output}.")


@app.command(name="run")
def run_command(  # noqa: PLR0913, PLR0917 - a command's options are its arguments
    questions: Annotated[
        list[Path] | None, typer.Option("--questions", help="Tệp câu hỏi có đáp án; dùng được nhiều lần.")
    ] = None,
    systems: Annotated[
        str, typer.Option("--systems", "--system", help="Tên các hệ thống, cách nhau bằng dấu phẩy; xem README.")
    ] = "ours,llama-index",
    language_model: Annotated[str, typer.Option("--language-model", help="Tên mô hình ở Ollama, hoặc `none`.")] = (
        NO_MODEL
    ),
    output: Annotated[Path, typer.Option("--output", help="Thư mục kết quả.")] = _HERE / "results",
    limit: Annotated[int | None, typer.Option("--limit", min=1, help="Chỉ hỏi chừng này câu đầu.")] = None,
    split: Annotated[str, typer.Option("--split", help="dev, test hoặc all.")] = _ALL,
    corpus: CorpusDir = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Hỏi các hệ thống, chấm điểm, ghi JSON và báo cáo HTML. Bị ngắt thì lần sau chạy tiếp."""
    with messages(quiet, verbose) as console:
        gold = _chosen(load_questions(questions or sorted((_HERE / "questions").glob("*.jsonl"))), split, limit)
        settings = settings_for(load_settings(), corpus, language_model)
        pipeline = opened(settings, console)
        context = SystemContext(settings, pipeline, "" if language_model == NO_MODEL else language_model)
        with progress_bars(console) as progress:
            tasks = {name: progress.add_task(name, total=len(gold)) for name in _names(systems)}
            result = run(
                gold,
                list(tasks),
                context,
                split,
                output / "partial",
                lambda name, done, _total: progress.update(tasks[name], completed=done),
            )
        save_result(result, output / "result.json")
        (output / "report.html").write_text(render_report(result), encoding="utf-8")
        console.print(score_table(result), crop=False, width=max(console.width, table_width(result)))
        gate = measure_faults(corpus_of(pipeline.documents, settings.passage_chars, pipeline.facts))
        console.print(faults_line(gate), highlight=False, soft_wrap=True)
        console.print(f"Đã ghi {output / 'result.json'} và {output / 'report.html'}.")


@app.command(name="compare")
def compare_command(
    first: Annotated[Path, typer.Argument(help="Kết quả trước, tệp JSON của `run`.")],
    second: Annotated[Path, typer.Argument(help="Kết quả sau.")],
    first_system: Annotated[str | None, typer.Option(help="Hệ thống của kết quả trước; mặc định hệ thống đầu.")] = None,
    second_system: Annotated[str | None, typer.Option(help="Hệ thống của kết quả sau; mặc định hệ thống đầu.")] = None,
) -> None:
    """So hai kết quả trên các câu hỏi chung: chênh lệch kèm khoảng tin cậy và những câu đã đổi."""
    with messages(quiet=False, verbose=False) as console:
        before = system_of(load_result(first), first_system)
        after = system_of(load_result(second), second_system)
        comparison = compare(before, after)
        console.print(comparison_table(comparison, f"{first.name}: {before.name}", f"{second.name}: {after.name}"))
        for change in comparison.changed:
            console.print(
                f"{change.before.id}: {change.before.outcome} → {change.after.outcome}  {change.before.question}",
                markup=False,
            )


@app.command()
def throughput(
    documents: Annotated[
        int, typer.Option("--documents", min=1, help="Số tài liệu tự sinh, mỗi tài liệu 20 KB.")
    ] = 1000,
    without_model: Annotated[
        bool, typer.Option("--without-model", help="Véc-tơ giả, không tốn thời gian: chỉ đo phần còn lại.")
    ] = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Đo tốc độ lập chỉ mục và bộ nhớ; rồi đổi 1% số tệp, lập lại và so thời gian."""
    with messages(quiet, verbose) as console:
        measured = measure_throughput(load_settings(), documents, with_model=not without_model)
        console.print(throughput_table(measured))


@app.command()
def speed(
    passages: Annotated[
        list[int] | None,
        typer.Option("--passages", min=50, help="Số đoạn văn; dùng được nhiều lần. Mặc định 300, 10000."),
    ] = None,
    users: Annotated[
        list[int] | None, typer.Option("--users", min=1, help="Số người hỏi cùng lúc; mặc định 1, 8, 32, 64.")
    ] = None,
    read_at_most: Annotated[
        int, typer.Option("--read-at-most", help="Nhiều đoạn văn hơn thì nhân bản, với véc-tơ ngẫu nhiên.")
    ] = 1000,
    output: Annotated[Path, typer.Option("--output", help="Tệp JSON để ghi.")] = _HERE / "results" / "speed.json",
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Đo tốc độ: mở chỉ mục, từng bước của câu hỏi, bộ nhớ, đĩa, nhiều người hỏi, bên cạnh LlamaIndex."""
    with messages(quiet, verbose) as console:
        measured = measure_speed(load_settings(), passages or [300, 10_000], users or [1, 8, 32, 64], read_at_most)
        with _writable(output) as file:
            json.dump(measured.to_json(), file, ensure_ascii=False, indent=1)
        console.print(speed_table(measured))
        console.print(load_table(measured))
        console.print(f"* nhân bản từ {read_at_most} đoạn văn đã đọc. Đã ghi {output}.")


@app.command()
def table(
    result: Annotated[Path, typer.Argument(help="Kết quả của `run`.")] = _HERE / "results" / "result.json",
    corpus_name: Annotated[str, typer.Option(help="Tên bộ tài liệu trong bảng kết quả.")] = OWN_CORPUS,
    publish: Annotated[
        bool,
        typer.Option(
            "--publish", help="Ghi vào eval/published.json, eval/page_results.json, docs/results.md và README.md."
        ),
    ] = False,
) -> None:
    """In bảng kết quả dạng Markdown; với --publish thì ghi luôn vào docs/results.md và README."""
    with messages(quiet=False, verbose=False):
        whole = load_result(result)
        run_to_show = summarise(whole, corpus_name)
        if publish:
            root = _HERE.parent
            publish_run(run_to_show, _HERE / "published.json", root / "docs" / "results.md", root / "README.md")
            runs = load_published(_HERE / "published.json")
            write_page_results(runs, corpus_name, whole, _HERE / PAGE_RESULTS_FILE)
        typer.echo(markdown_table(run_to_show), nl=False)


@app.command()
def ratings(
    rated: Annotated[Path, typer.Argument(help="Tệp ý kiến của người dùng: data/ratings.jsonl.")],
    output: Annotated[Path, typer.Option("--output", help="Tệp JSONL để ghi câu hỏi, chờ người điền đáp án.")],
) -> None:
    """Biến các câu bị người dùng chê thành câu hỏi cho bộ đo; mỗi câu một lần, kèm lý do và câu trả lời đã cho."""
    with messages(quiet=False, verbose=False) as console:
        questions = questions_of(rated)
        with _writable(output) as file:
            file.writelines(f"{json.dumps(question, ensure_ascii=False)}\n" for question in questions)
        console.print(f"Đã ghi {len(questions)} câu hỏi vào {output}.")


@contextlib.contextmanager
def _writable(path: Path) -> Iterator[TextIO]:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("w", encoding="utf-8")
    except OSError as error:
        raise InvalidInput(f"Không ghi được vào {path}.", f"cannot write {path}: {error}") from error
    with file:
        yield file


def _chosen(questions: tuple[GoldQuestion, ...], split: str, limit: int | None) -> tuple[GoldQuestion, ...]:
    known = (*(part.value for part in Split), _ALL)
    if split not in known:
        raise InvalidInput(f"--split phải là {', '.join(known)}.", f"unknown split {split!r}")
    chosen = tuple(question for question in questions if split in (_ALL, question.split.value))[:limit]
    if not chosen:
        raise InvalidInput("Không có câu hỏi nào để chạy.", "no questions to run")
    return chosen


def _names(systems: str) -> list[str]:
    """The systems named, once each. A comma inside `command:…` would be lost, so quote it in a script instead."""
    return list(dict.fromkeys(name.strip() for name in systems.split(",") if name.strip()))
