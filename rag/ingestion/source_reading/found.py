"""What a rule found in a text, and how sure it is."""

from dataclasses import dataclass, replace

SURE = 0.7
"""From this confidence on a field is taken over; below it the field stays empty: a wrong record is worse than none."""


@dataclass(frozen=True, slots=True)
class Found:
    """A value, the words that it was read from, and a confidence in [0, 1]. An empty value: nothing was found."""

    value: str = ""
    quote: str = ""
    confidence: float = 0.0

    @property
    def is_sure(self) -> bool:
        """Whether the value may be taken over."""
        return bool(self.value) and self.confidence >= SURE

    def weakened(self, factor: float) -> "Found":
        """The same, so much less sure."""
        return replace(self, confidence=self.confidence * factor)


NOTHING = Found()


def only_one(candidates: list[Found]) -> Found:
    """The one value that all candidates give; where they differ, the first, so weak that it is not taken over."""
    if not candidates:
        return NOTHING
    best = max(candidates, key=lambda candidate: candidate.confidence)
    return best if len({candidate.value for candidate in candidates}) == 1 else candidates[0].weakened(0.4)
