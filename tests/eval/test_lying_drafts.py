"""Drafts through a pipeline that asks the scripted server, or does not."""

import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest

from eval.lying_drafts import (
    PublishedDrafts,
    has_fallen,
    lies_line,
    lies_lines,
    load_published_drafts,
    measure_drafts,
    publish_drafts,
    read_drafts_file,
)
from eval.pipelines import Pipeline
from eval.scripted_ollama import ScriptedOllama
from rag.datatypes import Mode, Question, Rejection, Statement, VerifiedAnswer
from rag.errors import InvalidInput

OWN = Path(__file__).parents[2] / "eval" / "drafts" / "hai-phong.jsonl"


class _Believes:
    """Shows whatever the model writes unless it holds a word."""

    def __init__(self, host: str, refuses: str) -> None:
        self._host, self._refuses = host, refuses

    def stream(self, question: Question) -> Iterator[VerifiedAnswer]:
        first = VerifiedAnswer(question, (Statement("Muối: 812 tấn.", ()),), Mode.FACTS)
        yield first
        request = urllib.request.Request(f"{self._host}/api/chat", b'{"messages": [{"content": ""}]}')
        with urllib.request.urlopen(request) as reply:
            written = Statement(
                reply.readline().decode("unicode_escape").encode("utf-16", "surrogatepass").decode("utf-16"), ()
            )
        if self._refuses in written.text:
            yield VerifiedAnswer(question, first.statements, Mode.FACTS, rejections=(Rejection("", "a lie"),))
        else:
            yield VerifiedAnswer(question, (*first.statements, written), Mode.MODEL)


def test_shown_and_refused_drafts_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "drafts.jsonl"
    path.write_text(
        '{"id": "1", "question": "Muối?", "history": [], "draft": "Muoi dat 812 tan.", "fault": "control"}\n'
        '{"id": "2", "question": "Muối?", "draft": "Muoi dat 900 tan.", "fault": "value"}\n',
        encoding="utf-8",
    )
    with ScriptedOllama() as model:
        pipeline = cast(Pipeline, _Believes(model.host, "812"))
        results = list(measure_drafts(read_drafts_file(path), pipeline, model))
    assert lies_line(results) == (
        "drafts: 1 of 1 false ones shown; 0 of 1 right ones shown; the model was not asked for 0"
    )
    assert [line.split(":")[0] for line in lies_lines(results)] == ["refused  1 control", "shown  2 value"]


def test_a_line_that_is_no_draft_is_told(tmp_path: Path) -> None:
    path = tmp_path / "drafts.jsonl"
    path.write_text('{"id": "1"}', encoding="utf-8")
    with pytest.raises(InvalidInput):
        read_drafts_file(path)


def test_our_own_drafts_are_many_and_a_third_of_them_right() -> None:
    drafts = read_drafts_file(OWN)
    assert len(drafts) >= 300
    assert sum(draft.is_right for draft in drafts) >= len(drafts) / 3
    assert len({draft.id for draft in drafts}) == len(drafts)


@pytest.mark.parametrize(
    ("now", "fell"),
    [
        (PublishedDrafts(10, 7, 20, 0), False),
        (PublishedDrafts(10, 8, 20, 0), False),
        (PublishedDrafts(10, 6, 20, 0), True),
        (PublishedDrafts(10, 9, 20, 1), True),
    ],
)
def test_the_guard_falls_with_a_false_one_shown_or_fewer_right_ones(now: PublishedDrafts, fell: bool) -> None:
    assert has_fallen(now, PublishedDrafts(10, 7, 20, 0)) is fell


def test_what_is_published_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "published.json"
    assert load_published_drafts(path) is None
    counts = PublishedDrafts(10, 7, 20, 0)
    publish_drafts(counts, path)
    assert load_published_drafts(path) == counts
