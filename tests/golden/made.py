"""The register and rendered answers of a small corpus, as text that a person can read: what a change alters is a diff.

    python -m tests.golden.made      # writes them anew; `make golden` also shows what changed

By rules alone and with an embedder of syllables, so that they are the same on every machine.
"""

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

from page.rendering import plain_text, text_with_sources
from rag import AskPipeline, Fact, Question, Settings
from rag.wiring import no_day, open_ask_pipeline
from tests.fakes import FakeEmbedder, RulesAlone

FOLDER = Path(__file__).parent
PROVINCE = FOLDER.parent / "fictitious_province"
_EVERY = 3
"""Of the questions each third is asked: enough of every category, and few enough to be read."""


def golden_texts() -> dict[str, str]:
    """By file name, what the file is to hold."""
    with (
        tempfile.TemporaryDirectory() as folder,
        patch("rag.wiring.load_embedder", lambda _settings: FakeEmbedder()),
        patch("rag.wiring._Models._load_fact_reader", lambda _models: RulesAlone()),
    ):
        settings = Settings.model_validate(
            {"corpus_dir": PROVINCE / "corpus", "data_dir": folder, "language_model": "none"}
        )
        pipeline = open_ask_pipeline(settings, clock=no_day)
        return {
            "register.txt": "".join(f"{line}\n" for line in _register(pipeline.facts)),
            "answers.txt": "\n\n".join(_answers(pipeline)) + "\n",
        }


def _register(facts: tuple[Fact, ...]) -> Iterator[str]:
    """A heading for each document, and a line for each fact."""
    file = ""
    for fact in facts:
        if fact.file != file:
            file = fact.file
            yield f"== {file}"
        figure = " ".join(
            filter(None, (fact.verb, fact.figure.comparator, fact.figure.text, fact.baseline, f"[{fact.figure.kind}]"))
        )
        slots = (fact.indicator, fact.part, str(fact.period or "?"), fact.status.value, fact.territory or "?")
        yield " | ".join((*slots, figure))


def _answers(pipeline: AskPipeline) -> Iterator[str]:
    """Each question with what was asked before it, how sure the answer is, and the answer with its sources."""
    lines = (PROVINCE / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    for asked in map(json.loads, lines[::_EVERY]):
        answer = pipeline.answer(Question(asked["question"], tuple(asked["history"])))
        before = "".join(f"({turn})\n" for turn in asked["history"])
        told = text_with_sources(answer) if answer.citations else plain_text(answer)
        yield f"== {asked['id']}\n{before}{asked['question']}\n-- {answer.outcome.value}\n{told}"


def main() -> None:
    """Writes the files anew."""
    for name, text in golden_texts().items():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
