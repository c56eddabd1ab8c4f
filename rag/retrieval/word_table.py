"""Words in order, each with its row: written once, then mapped from disk, however many there are."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import Self, cast

import numpy as np
from numpy.typing import NDArray

from rag.retrieval.array_folder import Arrays


class WordTable:
    """Distinct words sorted by their UTF-8 bytes; a word's row is its place in that order.

    Args:
        arrays: What `arrays` gave, in memory or mapped.
    """

    def __init__(self, arrays: Arrays) -> None:
        self._bytes = memoryview(cast(bytes, np.asarray(arrays["bytes"], np.uint8)))
        self._ends = memoryview(cast(bytes, np.asarray(arrays["ends"], np.int64)))

    @classmethod
    def of(cls, words: Iterable[str]) -> Self:
        """The table of these words, each once."""
        encoded = sorted({encode_word(word) for word in words})
        ends = np.zeros(len(encoded) + 1, np.int64)
        np.cumsum([len(word) for word in encoded], out=ends[1:])
        return cls({"bytes": np.frombuffer(b"".join(encoded), np.uint8), "ends": ends})

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """What the constructor takes."""
        return {"bytes": np.asarray(self._bytes), "ends": np.asarray(self._ends)}

    def row(self, word: str) -> int:
        """The word's row; -1 for a word that is not in the table."""
        wanted = encode_word(word)
        row = bisect_left(range(len(self)), wanted, key=self._at)
        return row if row < len(self) and self._at(row) == wanted else -1

    def __contains__(self, word: str) -> bool:
        return self.row(word) >= 0

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __iter__(self) -> Iterator[str]:
        return (self._at(row).decode("utf-8", "surrogatepass") for row in range(len(self)))

    def _at(self, row: int) -> bytes:
        return bytes(self._bytes[self._ends[row] : self._ends[row + 1]])


def encode_word(word: str) -> bytes:
    """The bytes by which a word is ordered; a question may contain half of a surrogate pair."""
    return word.encode("utf-8", "surrogatepass")
