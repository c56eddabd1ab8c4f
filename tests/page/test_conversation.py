import asyncio
from collections.abc import AsyncGenerator
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any, cast

import gradio as gr

from page.conversation import Conversation, Turn
from tests.page.fake_pipeline import FakePipeline

REQUEST = cast(gr.Request, SimpleNamespace(session_hash="một"))
TURNS, WRITE = 2, 8
"""Places of the turns and of the button that has a model write among an event's outputs."""


def _updates(events: AsyncGenerator[tuple[object, ...], None]) -> list[tuple[Any, ...]]:
    async def collect() -> list[tuple[Any, ...]]:
        return [update async for update in events]

    # In a thread of its own: tests of a browser leave a running loop in this one.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, collect()).result()


def test_a_model_that_would_take_long_is_offered_with_its_time_and_writes_when_asked_for() -> None:
    pipeline = FakePipeline()
    conversation = Conversation(pipeline)
    first = _updates(conversation.ask("Thu ngân sách, mất bao lâu?", (), REQUEST))
    turns: tuple[Turn, ...] = first[-1][TURNS]
    assert first[0][WRITE]["visible"] is False
    assert first[-1][WRITE] == gr.update(visible=True, value="Để mô hình viết thêm (khoảng 40 giây trên máy này)")
    assert "Mô hình" not in turns[0].reply

    written = _updates(conversation.write(turns, REQUEST))
    (turn,) = written[-1][TURNS]
    assert written[-1][WRITE]["visible"] is False
    assert "Mô hình qwen3:4b-instruct viết" in turn.reply
    assert [question.text for question in pipeline.asked] == ["Thu ngân sách, mất bao lâu?"] * 2


def test_what_stands_in_the_box_stays_while_a_model_writes() -> None:
    turns = (Turn("Thu ngân sách, mất bao lâu?", "x", is_history=True, seconds_offered=41.0),)
    updates = _updates(Conversation(FakePipeline()).write(turns, REQUEST))
    assert all(update[3] == gr.skip() for update in updates)


def test_without_a_turn_there_is_nothing_to_write() -> None:
    assert _updates(Conversation(FakePipeline()).write((), REQUEST)) == []


def test_opening_the_page_has_the_model_loaded() -> None:
    pipeline = FakePipeline()
    Conversation(pipeline).load_model()
    assert pipeline.loads == 1
