"""Answers given before over the same index: whoever asks the same again is answered at once."""

import threading
from collections import OrderedDict
from collections.abc import Callable

from rag.datatypes import Question, VerifiedAnswer

_MOST_ANSWERS = 1000
"""About 20 MB; the one that nobody asked for longest goes."""


class RepeatedQuestions:
    """Keeps answers by question, earlier turns and day; safe to share between threads.

    It belongs to one index and is dropped with it.
    """

    def __init__(self, most: int = _MOST_ANSWERS) -> None:
        self._most = most
        self._answers: OrderedDict[Question, VerifiedAnswer] = OrderedDict()
        self._lock = threading.Lock()

    def answer(self, question: Question, compose: Callable[[Question], VerifiedAnswer]) -> VerifiedAnswer:
        """The answer kept, else the one composed now. What `compose` raises is not kept."""
        with self._lock:
            if known := self._answers.get(question):
                self._answers.move_to_end(question)
                return known
        composed = compose(question)
        with self._lock:
            self._answers[question] = composed
            while len(self._answers) > self._most:
                self._answers.popitem(last=False)
        return composed
