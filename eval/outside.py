"""Our own retrieval path over a question set from outside: each context is a document of a corpus of its own."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.hashes import short_hash
from eval.measures.intervals import Estimate, estimate
from eval.measures.rankings import DEPTH, ndcg
from eval.outside_sets import OutsideQuestion, OutsideSet
from eval.pipelines import NO_MODEL, Pipeline, open_pipeline, settings_for
from eval.syllables import normal_text
from rag.datatypes import Question
from rag.errors import RagError
from rag.settings import Settings

RECALL_DEPTHS = (1, 5, DEPTH)
_PASSAGES = 50
"""Passages looked at for the first ten contexts: a context may be cut into several."""
_UNTITLED = "Văn bản"


@dataclass(frozen=True, slots=True)
class OutsideScore:
    """A set's results. A context is ranked where its first passage is.

    `recall` by k: the share of questions whose context is among the first k. `ndcg` is nDCG@10 (Järvelin and Kekäläinen
    2002). `exact_answer`, over the questions with a known answer: the share for which the product's answer without a
    language model holds one of the set's answers letter for letter, upper and lower case and white space aside; it is
    SQuAD's exact match (Rajpurkar et al. 2016) for a product that answers in whole sentences.
    """

    recall: Mapping[int, Estimate]
    ndcg: Estimate
    exact_answer: Estimate


def measure_outside(
    asked: OutsideSet, settings: Settings, limit: int | None, on_question: Callable[[], object]
) -> OutsideScore:
    """Indexes the contexts, which is done once, and asks the questions, or the first `limit` of them.

    Raises:
        RagError: the contexts cannot be indexed.
    """
    folder = settings.data_dir / "outside" / short_hash(f"{c.title}\0{c.text}" for c in asked.contexts)
    _write_corpus(asked, folder)
    pipeline = open_pipeline(settings_for(settings, folder, NO_MODEL))
    ranks, exact = [], []
    for question in asked.questions[:limit]:
        ranks.append(_rank(pipeline, question))
        if question.answers:
            exact.append(float(_answers(pipeline, question)))
        on_question()
    gains = [[float(rank == place) for place in range(1, DEPTH + 1)] for rank in ranks]
    return OutsideScore(
        recall={k: estimate([float(rank is not None and rank <= k) for rank in ranks]) for k in RECALL_DEPTHS},
        ndcg=estimate([ndcg(gain, 1, DEPTH) for gain in gains]),
        exact_answer=estimate(exact),
    )


def _write_corpus(asked: OutsideSet, folder: Path) -> None:
    """A text file a context, named by its number, and their titles."""
    folder.mkdir(parents=True, exist_ok=True)
    records = []
    for number, context in enumerate(asked.contexts):
        (folder / _file_name(number)).write_text(context.text, encoding="utf-8")
        # Without a title of its own a document takes its first line, which would count the context's words twice.
        title = json.dumps(context.title.replace("_", " ").strip() or _UNTITLED, ensure_ascii=False)
        records.append(f'["{_file_name(number)}"]\ntitle = {title}\n')
    (folder / "sources.toml").write_text("\n".join(records), encoding="utf-8")


def _file_name(number: int) -> str:
    return f"{number:06}.txt"


def _rank(pipeline: Pipeline, question: OutsideQuestion) -> int | None:
    """The place of the question's context among the contexts, from 1; None beyond the passages looked at."""
    try:
        found = pipeline.search(Question(question.text), _PASSAGES)
    except RagError:
        return None
    files: Sequence[str] = list(dict.fromkeys(ranked.passage.file for ranked in found))
    wanted = _file_name(question.context)
    return files.index(wanted) + 1 if wanted in files else None


def _answers(pipeline: Pipeline, question: OutsideQuestion) -> bool:
    try:
        answer = pipeline.answer(Question(question.text))
    except RagError:
        return False
    normalised = normal_text(" ".join(statement.text.replace("**", "") for statement in answer.statements))
    return any(normal_text(given) in normalised for given in question.answers)
