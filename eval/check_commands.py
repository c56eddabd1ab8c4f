"""The commands that check one part: the register, the figure gate, the committed result, sets from outside."""

from collections.abc import Container, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from eval.console import HERE, CorpusDir, Quiet, Verbose, messages, opened, progress_bars
from eval.guarded import guard
from eval.joint_corpus import CORPUS, GUARDED_PLACES, QUESTIONS, PlaceCorpus, join_corpora
from eval.judging import judge
from eval.lying_drafts import (
    DraftResult,
    counts_of,
    has_fallen,
    lies_line,
    lies_lines,
    lies_table,
    load_published_drafts,
    measure_drafts,
    publish_drafts,
    read_drafts_file,
)
from eval.outside import measure_outside
from eval.outside_sets import read_outside_set
from eval.pipelines import NO_MODEL, settings_for
from eval.planted_faults import checks_line, corpus_of, fault_lines, faults_table, measure_faults
from eval.published_tables import JOINT_CORPUS, OWN_CORPUS, load_published
from eval.questions_format import GoldQuestion, load_questions
from eval.register_format import load_register
from eval.register_measures import measure_register
from eval.register_samples import load_sample, measure_sample, sample_table
from eval.results import system_result
from eval.scripted_ollama import MODEL, ScriptedOllama
from eval.systems import Ours
from eval.tables import guard_lines, guard_table, mismatch_lines, outside_table, register_table
from rag.errors import InvalidInput, RagError
from rag.settings import Settings, load_settings

checks = typer.Typer()

PUBLISHED_DRAFTS = HERE / "drafts" / "published.json"
OWN_DRAFTS = sorted((HERE / "drafts").glob("*.jsonl"))


@checks.command(name="guard")
def guard_command(quiet: Quiet = False, verbose: Verbose = False) -> None:
    """So sản phẩm hiện tại, không mô hình ngôn ngữ, với kết quả đã công bố; tụt quá khoảng tin cậy thì báo lỗi."""
    with messages(quiet, verbose) as console:
        published = {run.corpus: run.failed for run in load_published(HERE / "published.json")}
        fallen = [_guard_fell(*guarded, published, console) for guarded in _guarded_corpora(published)]
        if any([*fallen, _drafts_fell(console)]):
            raise RagError("Kết quả kém hơn kết quả đã công bố.", "the guard fell")


def _guarded_corpora(published: Container[str]) -> Iterator[tuple[str, Settings, tuple[GoldQuestion, ...]]]:
    """Our documents and, once its result is published, two places in one corpus: name, settings, questions."""
    settings = load_settings()
    gold = load_questions(sorted((HERE / "questions").glob("*.jsonl")))
    yield OWN_CORPUS, settings_for(settings, None, NO_MODEL), gold
    if JOINT_CORPUS in published:
        folder = settings.data_dir / "eval" / "joint"
        join_corpora(GUARDED_PLACES, folder)
        joint = settings_for(settings, folder / CORPUS, NO_MODEL)
        yield JOINT_CORPUS, joint, load_questions([folder / QUESTIONS])


def _guard_fell(
    name: str,
    settings: Settings,
    gold: Sequence[GoldQuestion],
    published: Mapping[str, Mapping[str, Sequence[str]]],
    console: Console,
) -> bool:
    """Asks the questions, prints what is measured, and says whether anything lies outside the published interval."""
    pipeline = opened(settings, console)
    texts = {document.file: document.text for document in pipeline.documents}
    ours = Ours(pipeline, writes=False, ranks=False)
    answers = zip(gold, ours.answers([question.asked for question in gold]), strict=True)
    with progress_bars(console) as progress:
        judged = [judge(*pair, texts) for pair in progress.track(answers, total=len(gold), description="ours")]
    now = system_result("ours", judged)
    measures = guard(published.get(name, {}), now.questions)
    console.print(guard_table(name, measures, now.score))
    for line in guard_lines(measures):
        console.print(line, markup=False, highlight=False, soft_wrap=True)
    return any(measure.has_fallen for measure in measures)


def _drafts_fell(console: Console) -> bool:
    """Sends the drafts through the whole path, prints what is shown, and says whether it is worse than published."""
    drafts, published = _measured_drafts(OWN_DRAFTS, None, console), load_published_drafts(PUBLISHED_DRAFTS)
    fell = published is not None and has_fallen(counts_of(drafts), published)
    for line in lies_lines(drafts) if fell else ():
        console.print(line, markup=False, highlight=False, soft_wrap=True)
    console.print(lies_line(drafts), highlight=False, soft_wrap=True)
    return fell


def _measured_drafts(files: Sequence[Path], corpus: Path | None, console: Console) -> list[DraftResult]:
    """The drafts of the files through the whole path, as if a model had written them."""
    drafts = [draft for path in files for draft in read_drafts_file(path)]
    with ScriptedOllama() as model:
        settings = settings_for(load_settings().model_copy(update={"ollama_host": model.host}), corpus, MODEL)
        measured = measure_drafts(drafts, opened(settings, console), model)
        with progress_bars(console) as progress:
            return list(progress.track(measured, total=len(drafts), description="drafts"))


@checks.command()
def join(
    corpora: Annotated[
        list[str],
        typer.Argument(help="THƯ_MỤC=ĐỊA_DANH, ví dụ tests/fictitious_province='tỉnh Lạc Sơn'; từ hai trở lên."),
    ],
    output: Annotated[Path, typer.Option("--output", help="Thư mục nhận tài liệu và câu hỏi đã gộp.")],
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Gộp tài liệu của nhiều địa phương vào một thư mục, mỗi câu hỏi nêu địa phương của nó."""
    with messages(quiet, verbose) as console:
        pairs = [written.partition("=") for written in corpora]
        if not all(place for _, _, place in pairs):
            raise InvalidInput("Mỗi thư mục phải kèm địa danh: THƯ_MỤC=ĐỊA_DANH.", f"no place in {corpora}")
        count = join_corpora([PlaceCorpus(Path(folder), place) for folder, _, place in pairs], output)
        console.print(f"{count} câu hỏi trong {output}", markup=False, highlight=False, soft_wrap=True)


@checks.command()
def register(
    gold: Annotated[Path, typer.Option("--gold", help="Sổ số liệu mẫu.")] = HERE / "register" / "hai-phong.jsonl",
    sample: Annotated[
        Path | None, typer.Option("--sample", help="Chấm theo mẫu rút ngẫu nhiên, có dòng `not_a_fact`.")
    ] = None,
    corpus: CorpusDir = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Chấm sổ số liệu đọc từ tài liệu: độ chính xác, độ phủ và mọi chỗ lệch."""
    with messages(quiet, verbose) as console:
        if sample is not None:
            drawn = load_sample(sample)
            pipeline = opened(settings_for(load_settings(), corpus, NO_MODEL), console)
            result = measure_sample(drawn, pipeline.facts, pipeline.documents)
            for line in result.lines:
                console.print(line, markup=False, highlight=False, soft_wrap=True)
            console.print(sample_table(result))
            return
        entries = load_register(gold)
        pipeline = opened(settings_for(load_settings(), corpus, NO_MODEL), console)
        measured = measure_register(entries, pipeline.facts, pipeline.documents)
        for line in mismatch_lines(measured):
            console.print(line, markup=False, highlight=False, soft_wrap=True)
        console.print(register_table(measured))


@checks.command()
def faults(corpus: CorpusDir = None, quiet: Quiet = False, verbose: Verbose = False) -> None:
    """Thử cổng kiểm số liệu bằng câu có lỗi cài sẵn: tỷ lệ lỗi bị chặn, tỷ lệ câu đúng bị từ chối, mọi chỗ lọt."""
    with messages(quiet, verbose) as console:
        settings = settings_for(load_settings(), corpus, NO_MODEL)
        pipeline = opened(settings, console)
        result = measure_faults(corpus_of(pipeline.documents, settings.passage_chars, pipeline.facts))
        for line in fault_lines(result):
            console.print(line, markup=False, highlight=False, soft_wrap=True)
        console.print(faults_table(result))
        console.print(checks_line(result), highlight=False, soft_wrap=True)


@checks.command()
def lies(
    files: Annotated[list[Path] | None, typer.Argument(help="Tệp JSONL: id, question, history, draft, fault.")] = None,
    corpus: CorpusDir = None,
    publish: Annotated[bool, typer.Option("--publish", help="Ghi kết quả để `guard` so với nó.")] = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Cho câu nháp viết sẵn đi qua cả đường trả lời, như do mô hình viết: câu sai nào lọt, câu đúng nào bị từ chối."""
    with messages(quiet, verbose) as console:
        if publish and (files or corpus):
            raise InvalidInput("Chỉ công bố kết quả của bộ câu nháp đi kèm.", "--publish with files or a corpus")
        results = _measured_drafts(files or OWN_DRAFTS, corpus, console)
        if publish:
            publish_drafts(counts_of(results), PUBLISHED_DRAFTS)
        for line in lies_lines(results):
            console.print(line, markup=False, highlight=False, soft_wrap=True)
        console.print(lies_table(results))
        console.print(lies_line(results), highlight=False, soft_wrap=True)


@checks.command()
def outside(
    files: Annotated[list[Path], typer.Argument(help="Bộ câu hỏi ngoài: SQuAD JSON (XQuAD) hoặc CSV (ViRE).")],
    reranker: Annotated[
        str | None, typer.Option("--reranker", help="Đo thêm với bộ xếp hạng lại này; mặc định RAG_RERANKER_MODEL.")
    ] = None,
    limit: Annotated[int | None, typer.Option("--limit", min=1, help="Chỉ hỏi chừng này câu đầu.")] = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Đo khâu tìm kiếm trên bộ câu hỏi ngoài mà bạn đã có sẵn trên máy; không tải gì từ mạng."""
    with messages(quiet, verbose) as console:
        settings = load_settings()
        for path in files:
            asked = read_outside_set(path)
            rerankers = dict.fromkeys(("", settings.reranker_model if reranker is None else reranker))
            columns = {}
            with progress_bars(console) as progress:
                for name in rerankers:
                    label = f"reranker {name}" if name else "ours"
                    task = progress.add_task(label, total=len(asked.questions[:limit]))
                    with_reranker = settings.model_copy(update={"reranker_model": name})
                    columns[label] = measure_outside(asked, with_reranker, limit, partial(progress.advance, task))
            console.print(outside_table(asked.name, columns))
