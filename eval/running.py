"""A run: every system answers every question, each answer is kept at once, and the whole is judged in the end.

An interrupted run goes on where it stopped: answers wait in a file named by what they depend on (corpus, settings,
code, model, system), and a question whose words changed is asked again.
"""

import datetime
import itertools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

import rag
from eval.hashes import model_hashes, short_hash
from eval.judging import SystemAnswer, judge
from eval.pipelines import NO_MODEL
from eval.questions_format import Asked, GoldQuestion
from eval.results import RunResult, SystemResult, system_result
from eval.systems import System, SystemContext, open_system
from rag.datatypes import Document

OnAnswer = Callable[[str, int, int], None]
"""Told the system, how many of its questions are answered, and how many there are."""

_SYSTEM_ANSWER = TypeAdapter(SystemAnswer)
_SOURCE_SUFFIXES = frozenset({".py", ".toml", ".txt", ".md"})


def run(
    questions: Sequence[GoldQuestion],
    systems: Sequence[str],
    context: SystemContext,
    split: str,
    partial_dir: Path,
    on_answer: OnAnswer,
) -> RunResult:
    """Answers, judges and scores. The kept answers are removed once every system has answered everything.

    Raises:
        RagError: a system cannot be opened or run; the answers so far are kept.
    """
    hashes = hashes_of(questions, context)
    texts = {document.file: document.text for document in context.pipeline.documents}
    results: list[SystemResult] = []
    kept: list[Path] = []
    for name in systems:
        path = partial_dir / _partial_name(name, hashes, context.language_model)
        kept.append(path)
        answers: list[SystemAnswer] = []
        for answer in _answers(name, context, [question.asked for question in questions], path):
            answers.append(answer)
            on_answer(name, len(answers), len(questions))
        judged = [judge(question, answer, texts) for question, answer in zip(questions, answers, strict=True)]
        results.append(system_result(name, judged))
    for path in kept:
        path.unlink(missing_ok=True)
    now = datetime.datetime.now(tz=datetime.UTC).isoformat(timespec="seconds")
    return RunResult(now, hashes, context.language_model or NO_MODEL, split, tuple(results))


def hashes_of(questions: Sequence[GoldQuestion], context: SystemContext) -> dict[str, str]:
    """What the results depend on, by name, 12 hexadecimal digits each."""
    package = Path(rag.__file__).parent
    return {
        "corpus": corpus_hash(context.pipeline.documents),
        "index": context.settings.index_hash,
        "settings": context.settings.answer_hash,
        **model_hashes(context.settings, context.pipeline, with_language_model=bool(context.language_model)),
        "questions": short_hash(repr(question) for question in questions),
        "code": short_hash(_sources(package, package.parent / "prompts")),
        "benchmark": short_hash(_sources(Path(__file__).parent)),
    }


def corpus_hash(documents: Sequence[Document]) -> str:
    """Of names and texts, in the order of the names."""
    return short_hash(f"{document.file}\0{document.text}" for document in sorted(documents, key=lambda d: d.file))


def _answers(name: str, context: SystemContext, asked: Sequence[Asked], path: Path) -> Iterator[SystemAnswer]:
    """The kept answers and, once they end, the system's own, each kept before it is handed on."""
    kept = _kept_answers(path)
    ready = [kept[_key(question)] for question in itertools.takewhile(lambda q: _key(q) in kept, asked)]
    rest = asked[len(ready) :]
    yield from ready
    if not rest:
        return
    system: System = open_system(name, context)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as file:
        file.writelines(_kept_line(question, answer) for question, answer in zip(asked, ready, strict=False))
        for question, answer in zip(rest, system.answers(rest), strict=True):
            file.write(_kept_line(question, answer))
            file.flush()
            yield answer


def _kept_line(asked: Asked, answer: SystemAnswer) -> str:
    return f"{_key(asked)} {_SYSTEM_ANSWER.dump_json(answer).decode()}\n"


def _kept_answers(path: Path) -> Mapping[str, SystemAnswer]:
    """By the key of the question; a last line that was cut off is passed over."""
    kept = {}
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        key, _, record = line.partition(" ")
        try:
            kept[key] = _SYSTEM_ANSWER.validate_json(record)
        except ValidationError:
            break
    return kept


def _key(asked: Asked) -> str:
    return short_hash([repr(asked)])


def _partial_name(system: str, hashes: Mapping[str, str], language_model: str) -> str:
    depends_on = [value for name, value in sorted(hashes.items()) if name != "questions"]
    return (
        f"{re.sub(r'[^a-z0-9+]+', '-', system.lower())[:40]}-{short_hash([system, language_model, *depends_on])}.jsonl"
    )


def _sources(*folders: Path) -> Iterator[str]:
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.suffix in _SOURCE_SUFFIXES and "__pycache__" not in path.parts:
                yield f"{path.relative_to(folder.parent).as_posix()}\0{path.read_text(encoding='utf-8')}"
