import threading
import time

import pytest

from rag.answering.model.line import ModelLine
from rag.errors import LanguageModelBusy


def test_who_comes_while_there_is_a_place_does_not_wait() -> None:
    with ModelLine(places=2).enter() as first, ModelLine(places=2).enter() as second:
        assert list(first.wait()) == list(second.wait()) == []


def test_the_others_are_told_their_number_in_line_and_move_up() -> None:
    line = ModelLine(places=1)
    writing, next_one, last = (line.enter() for _ in range(3))
    numbers, number = last.wait(), next_one.wait()
    assert (next(numbers), next(number)) == (2, 1)
    with writing:
        pass
    assert list(number) == []
    assert next(numbers) == 1
    with next_one:
        pass
    assert list(numbers) == []


def test_who_leaves_the_line_moves_the_ones_behind_up() -> None:
    line = ModelLine(places=1)
    _, impatient, last = (line.enter() for _ in range(3))
    numbers = last.wait()
    assert next(numbers) == 2
    with impatient:
        pass
    assert next(numbers) == 1


def test_the_line_has_an_end() -> None:
    line = ModelLine(places=1, most_waiting=1)
    held = line.enter(), line.enter()
    with pytest.raises(LanguageModelBusy) as caught:
        line.enter()
    assert "nhiều người" in caught.value.message
    with held[0]:
        pass
    line.enter()


def test_a_wait_ends_when_it_has_been_too_long_or_nobody_waits_any_more() -> None:
    line = ModelLine(places=1, longest_wait_seconds=0.1)
    line.enter()
    with pytest.raises(LanguageModelBusy):
        list(line.enter().wait())
    stopped = threading.Event()
    patient = ModelLine(places=1)
    patient.enter()
    threading.Timer(0.2, stopped.set).start()
    started = time.monotonic()
    with pytest.raises(LanguageModelBusy):
        list(patient.enter().wait(stopped))
    assert time.monotonic() - started < 1.5
