import asyncio
from collections.abc import AsyncGenerator
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any, cast

import gradio as gr

from page.conversation import Conversation
from page.turns import Turn
from rag.datatypes import Mode, Question
from tests.page.fake_pipeline import FakePipeline, facts_answer

REQUEST = cast(gr.Request, SimpleNamespace(session_hash="một"))
CURRENT, TURNS, KEPT, EDITED, QUESTION, WRITE = 1, 2, 3, 6, 7, 12
"""Places among an event's outputs."""


def _updates(events: AsyncGenerator[tuple[object, ...], None]) -> list[tuple[Any, ...]]:
    async def collect() -> list[tuple[Any, ...]]:
        return [update async for update in events]

    # In a thread of its own: tests of a browser leave a running loop in this one.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, collect()).result()


def test_a_model_that_would_take_long_is_offered_with_its_time_and_writes_when_asked_for() -> None:
    pipeline = FakePipeline()
    conversation = Conversation(pipeline)
    first = _updates(conversation.ask("Thu ngân sách, mất bao lâu?", (), 0, [], REQUEST))
    turns: tuple[Turn, ...] = first[-1][TURNS]
    assert first[0][WRITE]["visible"] is False
    assert first[-1][WRITE] == gr.update(visible=True, value="Để mô hình viết thêm (khoảng 40 giây trên máy này)")
    assert "Mô hình" not in first[-1][CURRENT]
    assert turns[0].answer is not None
    assert turns[0].answer.mode is Mode.FACTS

    written = _updates(conversation.write(turns, [], REQUEST))
    (turn,) = written[-1][TURNS]
    assert turn.model == "qwen3:4b-instruct"
    assert written[-1][WRITE]["visible"] is False
    assert "Mô hình qwen3:4b-instruct viết" in written[-1][CURRENT]
    assert [question.text for question in pipeline.asked] == ["Thu ngân sách, mất bao lâu?"] * 2


def test_what_stands_in_the_box_stays_while_a_model_writes() -> None:
    turns = (Turn("Thu ngân sách, mất bao lâu?", None, is_history=True, seconds_offered=41.0),)
    updates = _updates(Conversation(FakePipeline()).write(turns, [], REQUEST))
    assert all(update[QUESTION] == gr.skip() for update in updates)


def test_without_a_turn_there_is_nothing_to_write() -> None:
    assert _updates(Conversation(FakePipeline()).write((), [], REQUEST)) == []


def test_opening_the_page_has_the_model_loaded() -> None:
    pipeline = FakePipeline()
    Conversation(pipeline).load_model()
    assert pipeline.loads == 1


def _turn(question: str) -> Turn:
    return Turn(question, facts_answer(Question(question)), is_history=True)


def test_an_edited_question_takes_the_place_of_its_turn_and_of_those_after_it() -> None:
    pipeline = FakePipeline()
    turns = tuple(map(_turn, ("Câu một", "Câu hai", "Câu ba")))
    edited = Conversation(pipeline).edit(turns, [], cast(gr.EventData, SimpleNamespace(turn=2)))
    assert edited[QUESTION] == "Câu hai"
    assert "Đang sửa câu hỏi 2" in cast(str, edited[EDITED])
    asked = _updates(Conversation(pipeline).ask("Câu hai, sửa", turns, 2, [], REQUEST))
    assert [turn.question for turn in asked[-1][TURNS]] == ["Câu một", "Câu hai, sửa"]
    assert pipeline.asked[-1].history == ("Câu một",)


def test_a_restarted_server_goes_on_with_what_the_browser_kept() -> None:
    pipeline = FakePipeline()
    kept = _updates(Conversation(pipeline).ask("Thu ngân sách?", (), 0, [], REQUEST))[-1][KEPT]
    asked = _updates(Conversation(pipeline).ask("Còn năm 2030?", None, 0, kept, REQUEST))
    assert pipeline.asked[-1].history == ("Thu ngân sách?",)
    assert [turn.question for turn in asked[-1][TURNS]] == ["Thu ngân sách?", "Còn năm 2030?"]


def test_what_was_cleared_here_is_not_brought_back_by_what_the_browser_still_keeps() -> None:
    pipeline = FakePipeline()
    kept = _updates(Conversation(pipeline).ask("Thu ngân sách?", (), 0, [], REQUEST))[-1][KEPT]
    cleared = Conversation(pipeline).start_anew()[TURNS]
    _updates(Conversation(pipeline).ask("Còn năm 2030?", cast(tuple[Turn, ...], cleared), 0, kept, REQUEST))
    assert pipeline.asked[-1].history == ()


def test_a_question_under_way_is_known_of_from_its_first_moment() -> None:
    first, *_ = _updates(Conversation(FakePipeline()).ask("Thu ngân sách?", None, 0, [], REQUEST))
    assert first[TURNS] == ()


def test_where_the_session_was_forgotten_its_turns_are_edited_and_saved_as_the_browser_kept_them() -> None:
    conversation = Conversation(FakePipeline())
    kept = _updates(conversation.ask("Thu ngân sách?", (), 0, [], REQUEST))[-1][KEPT]
    edited = conversation.edit(None, kept, cast(gr.EventData, SimpleNamespace(turn=1)))
    assert edited[QUESTION] == "Thu ngân sách?"
    assert "hoi-dap.md" in conversation.export_markdown(None, kept)


def test_a_button_asks_its_question_and_a_failed_turn_is_asked_again() -> None:
    pipeline = FakePipeline()
    press = cast(gr.EventData, SimpleNamespace(question="Thu ngân sách năm 2030?"))
    (turn,) = _updates(Conversation(pipeline).ask_this((), [], press, REQUEST))[-1][TURNS]
    assert turn.question == "Thu ngân sách năm 2030?"
    again = cast(gr.EventData, SimpleNamespace(turn=1))
    failed = Turn("Câu đã hỏng", None, is_history=False, problem="Mất kết nối.")
    asked = _updates(Conversation(pipeline).ask_this((failed,), [], again, REQUEST))
    assert [turn.question for turn in asked[-1][TURNS]] == ["Câu đã hỏng"]
    nothing = cast(gr.EventData, SimpleNamespace(turn="1; x", question=None))
    assert _updates(Conversation(pipeline).ask_this((), [], nothing, REQUEST)) == []
