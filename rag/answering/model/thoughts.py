"""A reply in pieces → what is meant for the reader, without what a thinking model thinks aloud."""

import re

_THOUGHT_CLOSES = "</think>"
_THOUGHT_TAG = re.compile(r"</?think>")
_UNFINISHED_TAG = re.compile(r"</?(t(h(i(n(k)?)?)?)?)?$")


class ThoughtFilter:
    """Drops `<think>…</think>` and leading white space from text in pieces; a tag may be split over pieces anywhere."""

    def __init__(self) -> None:
        self._held = ""
        self._thinking = False
        self.has_text = False
        """True once some of the reply was given out."""
        self.leaked = False
        """True once a thought ended that had not begun, after text was given out: that text was the thought. Some
        chat templates open the thought in the prompt, so that the reply only closes it."""

    def feed(self, piece: str) -> str:
        """What is surely reply so far; what might be the start of a tag is held back."""
        text = self._held + piece
        reply = ""
        position = 0
        for tag in _THOUGHT_TAG.finditer(text):
            closes = tag.group() == _THOUGHT_CLOSES
            if closes and not self._thinking:
                self.leaked = self.leaked or self.has_text
                reply = ""
            elif not self._thinking:
                reply += text[position : tag.start()]
            self._thinking = not closes
            position = tag.end()
        unfinished = _UNFINISHED_TAG.search(text, position)
        end = unfinished.start() if unfinished else len(text)
        self._held = text[end:]
        return self._given(reply if self._thinking else reply + text[position:end])

    def rest(self) -> str:
        """What was held back and turned out to be no tag, at the end of the reply."""
        held, self._held = self._held, ""
        return self._given("" if self._thinking else held)

    def _given(self, text: str) -> str:
        text = text if self.has_text else text.lstrip()
        self.has_text = self.has_text or bool(text)
        return text
