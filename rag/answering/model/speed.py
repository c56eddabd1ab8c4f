"""How fast a model reads and writes on its machine, and how long a reply would take."""

from dataclasses import dataclass

_CHARS_PER_TOKEN = 2.5
"""Of Vietnamese plans, on the careful side."""

_FEWEST_TOKENS_READ = 50
"""Of a shorter reading the time says more of the server than of the model."""


@dataclass(frozen=True, slots=True)
class ModelSpeed:
    """Tokens a second: `reads` of a prompt, `writes` of a reply."""

    reads: float
    writes: float

    def seconds(self, prompt_tokens: int, answer_tokens: int) -> float:
        """For reading a prompt's new tokens and writing the answer."""
        return prompt_tokens / self.reads + answer_tokens / self.writes


def estimate_tokens(text: str) -> int:
    """About how many tokens a text has, rather too many than too few."""
    return round(len(text) / _CHARS_PER_TOKEN)


class SpeedMeter:
    """Takes the speed from each reply; the last one that tells counts, for the machine may be busier now."""

    def __init__(self) -> None:
        self.speed: ModelSpeed | None = None
        self._text_before = ""

    def measure(self, text: str, reading_seconds: float, tokens_written: int, writing_seconds: float) -> None:
        """`text` is all that the server was given: how the text before began it need not read again."""
        tokens_read = self._new_tokens(text)
        self._text_before = text
        if tokens_read < _FEWEST_TOKENS_READ or not tokens_written or reading_seconds <= 0 or writing_seconds <= 0:
            return
        self.speed = ModelSpeed(tokens_read / reading_seconds, tokens_written / writing_seconds)

    def expected_seconds(self, text: str, answer_tokens: int) -> float | None:
        """For reading a text after the last one, and an answer; None before a reply told the speed."""
        return self.speed.seconds(self._new_tokens(text), answer_tokens) if self.speed else None

    def _new_tokens(self, text: str) -> int:
        """How many tokens of a text the server would have to read, after the last one."""
        before = self._text_before
        alike = next((i for i, (old, new) in enumerate(zip(before, text, strict=False)) if old != new), len(before))
        return estimate_tokens(text[alike:])
