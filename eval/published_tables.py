"""Runs → `published.json`, the few numbers of them that are kept, → the tables of `docs/results.md` and the README."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, field, replace
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from eval.guarded import failed_measures
from eval.measures.intervals import Estimate
from eval.results import RunResult
from eval.scoring import MEASURES, Score, Seconds
from rag.errors import InvalidInput

OWN_CORPUS = "The documents of `corpus/`"
"""What the results call the corpus that comes with the product."""

JOINT_CORPUS = "Two fictitious provinces in one corpus"
"""What the results call `eval.joint_corpus.GUARDED_PLACES`, each question naming its own."""

_DIGITS = 6
_ROWS = {
    "right": "answered rightly, or rightly refused",
    "figure accuracy": "every asked figure stated, exact in value and unit, and no tempting wrong one",
    "binding errors": "a figure of another year, status or part stated",
    "abstention recall": "refused where the documents do not answer",
    "false refusals": "refused though the documents answer",
    "sure precision": "of what is told as the answer, how much is right",
    "sure coverage": "of the questions that the documents answer, how many are told an answer",
    "offered recall@3": "of the offers, how many hold the whole answer",
    "evidence recall@1": "the whole evidence in the first passage",
    "evidence recall@5": "… in the first 5",
    "evidence recall@10": "… in the first 10",
}
"""The measures that are shown and what each says, in the order of `MEASURES`."""

_NOTHING = Estimate(0.0, 0.0, 0.0, 0)
_HEADLINE = ("right", "figure accuracy", "binding errors", "false refusals")
"""The measures of the README's short table."""

_RESULTS = re.compile(r"(?<=<!-- results -->\n).*(?=<!-- /results -->)", re.DOTALL)
_HEADLINES = re.compile(r"(?<=<!-- headline -->\n).*(?=<!-- /headline -->)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class PublishedRun:
    """What is kept of a run, its numbers rounded. `corpus` says of which documents and is the run's key."""

    corpus: str
    made_at: str
    hashes: Mapping[str, str]
    language_model: str
    split: str
    questions: int
    systems: Mapping[str, Score]
    failed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Of the first system: for each question the guarded measures that it failed, what `eval.guarded` compares with."""


_PUBLISHED = TypeAdapter(tuple[PublishedRun, ...])


def summarise(result: RunResult, corpus: str) -> PublishedRun:
    """A run without its questions and answers."""
    return PublishedRun(
        corpus=corpus,
        made_at=result.made_at,
        hashes=result.hashes,
        language_model=result.language_model,
        split=result.split,
        questions=len(result.systems[0].questions),
        systems={system.name: _rounded(system.score) for system in result.systems},
        failed={question.id: failed_measures(question) for question in result.systems[0].questions},
    )


def load_published(path: Path) -> tuple[PublishedRun, ...]:
    """The published runs in the order of the results; none when there is no file yet.

    Raises:
        InvalidInput: the file cannot be read or holds something else.
    """
    try:
        return _PUBLISHED.validate_json(path.read_bytes()) if path.exists() else ()
    except OSError as error:
        raise InvalidInput(f"Không đọc được {path}.", f"cannot read {path}: {error}") from error
    except ValidationError as error:
        raise InvalidInput(
            f"{path} không phải tệp kết quả đã công bố.", f"no published runs: {path}: {error}"
        ) from error


def publish(run: PublishedRun, published: Path, results: Path, readme: Path) -> None:
    """Puts the run in the place of the one over the same corpus, else behind the others, and rewrites the tables of the
    results and the README.

    Raises:
        InvalidInput: one has no place for its table, which changes nothing, or a file cannot be read or written.
    """
    runs = {kept.corpus: kept for kept in load_published(published)} | {run.corpus: run}
    kept_runs = tuple(runs.values())
    try:
        results_text = with_tables(results.read_text(encoding="utf-8"), kept_runs)
        readme_text = with_headline(readme.read_text(encoding="utf-8"), kept_runs)
        published.write_bytes(_PUBLISHED.dump_json(kept_runs, indent=1, ensure_ascii=False) + b"\n")
        results.write_text(results_text, encoding="utf-8")
        readme.write_text(readme_text, encoding="utf-8")
    except OSError as error:
        raise InvalidInput("Không ghi được kết quả công bố.", f"cannot publish: {error}") from error


def with_tables(text: str, runs: Sequence[PublishedRun]) -> str:
    """The text with a table of each run, all measures, between its markers.

    Raises:
        InvalidInput: it has not exactly one place for them.
    """
    return _with_block(text, _RESULTS, "\n".join(markdown_table(run) for run in runs))


def with_headline(text: str, runs: Sequence[PublishedRun]) -> str:
    """The text with one short table, a column for each system of each run, between its markers.

    Raises:
        InvalidInput: it has not exactly one place for it.
    """
    return _with_block(text, _HEADLINES, "\n".join([*_headline_lines(runs), ""]))


def _with_block(text: str, block: re.Pattern[str], content: str) -> str:
    new, count = block.subn(lambda _: content, text)
    if count != 1:
        raise InvalidInput("Văn bản không có chỗ cho kết quả.", "the text has no block of results, or more than one")
    return new


def _headline_lines(runs: Sequence[PublishedRun]) -> Iterator[str]:
    columns = [(run, name, score) for run in runs for name, score in run.systems.items()]
    titles = (f"{run.corpus}, {run.questions} questions: `{name}`" for run, name, _ in columns)
    yield f"| measure | {' | '.join(titles)} |"
    yield f"|---|{'---|' * len(columns)}"
    for name in _HEADLINE:
        yield f"| {name} | {' | '.join(_cell(score.measures[name]) for _, _, score in columns)} |"


def markdown_table(run: PublishedRun) -> str:
    """A run's caption and table, ending in a line end; ± is half the width of the 95% interval."""
    return "\n".join([_caption(run), "", *_lines(run), ""])


def _caption(run: PublishedRun) -> str:
    asked = "all" if run.split == "all" else f"the `{run.split}` half:"
    model = "without a language model" if run.language_model == "none" else f"`{run.language_model}`"
    hashes = ", ".join(f"{name} `{value}`" for name, value in run.hashes.items())
    return f"**{run.corpus}**, {asked} {run.questions} questions, {model}, {run.made_at[:10]}\n({hashes}):"


def _lines(run: PublishedRun) -> Iterator[str]:
    yield f"| measure | better | {' | '.join(f'`{name}`' for name in run.systems)} | what it says |"
    yield f"|---|---|{'---|' * len(run.systems)}---|"
    for measure in MEASURES:
        if measure.name in _ROWS:
            # A run that was published before there was the measure has none.
            found = (score.measures.get(measure.name, _NOTHING) for score in run.systems.values())
            cells = " | ".join(map(_cell, found))
            better = "up" if measure.higher_is_better else "down"
            yield f"| {measure.name} | {better} | {cells} | {_ROWS[measure.name]} |"
    seconds = " | ".join(f"{score.seconds.median:.2f}" for score in run.systems.values())
    firsts = " | ".join(f"{score.seconds.median_to_first:.2f}" for score in run.systems.values())
    yield f"| median seconds to first statement | down | {firsts} | question to the first statement |"
    yield f"| median seconds | down | {seconds} | question to finished answer, on two shared CPU cores |"


def _cell(estimate: Estimate) -> str:
    return f"{estimate.mean:.3f} ± {(estimate.high - estimate.low) / 2:.2f}" if estimate.count else "–"


def _rounded(score: Score) -> Score:
    seconds = score.seconds
    return Score(
        measures={name: _rounded_estimate(estimate) for name, estimate in score.measures.items()},
        right_by_category={name: _rounded_estimate(estimate) for name, estimate in score.right_by_category.items()},
        seconds=Seconds(*(round(value, _DIGITS) for value in astuple(seconds))),
        risk=tuple(
            replace(point, coverage=round(point.coverage, _DIGITS), risk=round(point.risk, _DIGITS))
            for point in score.risk
        ),
    )


def _rounded_estimate(estimate: Estimate) -> Estimate:
    mean, low, high = (round(value, _DIGITS) for value in (estimate.mean, estimate.low, estimate.high))
    return replace(estimate, mean=mean, low=low, high=high)
