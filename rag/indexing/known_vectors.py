"""The vectors of texts, told by the texts' hashes: what was embedded once is not embedded again."""

import hashlib
import struct
from collections.abc import Iterable, Sequence

import numpy as np

from rag.protocols import Vectors

_HASH_BYTES = 16
_WIDTH = struct.Struct("<I")


def hash_text(text: str) -> bytes:
    """The key of a text's vector, whatever file the text is in: 16 bytes."""
    return hashlib.sha256(text.encode("utf-8", "replace")).digest()[:_HASH_BYTES]


class KnownVectors:
    """Vectors of one embedder, in the blocks in which they came: nothing is copied until `matrix` is asked for."""

    def __init__(self) -> None:
        self._blocks: list[Vectors] = []
        self._places: dict[bytes, tuple[int, int]] = {}

    def __contains__(self, text_hash: bytes) -> bool:
        return text_hash in self._places

    @property
    def width(self) -> int:
        """The length of the vectors; 0 while there is none."""
        return self._blocks[0].shape[1] if self._blocks else 0

    def add(self, text_hashes: Iterable[bytes], vectors: Vectors) -> None:
        """Take in the rows of `vectors`, in the order of the hashes; those of another length are left out."""
        if not len(vectors) or (self._blocks and vectors.shape[1] != self.width):
            return
        for row, text_hash in enumerate(text_hashes):
            self._places.setdefault(text_hash, (len(self._blocks), row))
        self._blocks.append(vectors)

    def keep_only(self, width: int) -> None:
        """Forget all vectors if theirs is another length: another model of the same name made them."""
        if self.width != width:
            self._blocks, self._places = [], {}

    def matrix(self, text_hashes: Sequence[bytes]) -> Vectors:
        """The vectors of these texts, a row each.

        Raises:
            KeyError: a text is not known.
        """
        rows = np.empty((len(text_hashes), self.width), np.float32)
        for row, text_hash in enumerate(text_hashes):
            block, place = self._places[text_hash]
            rows[row] = self._blocks[block][place]
        return rows


def pack_vectors(text_hashes: Sequence[bytes], vectors: Vectors) -> bytes:
    """Hashes and vectors as one record: the vectors' length, the hashes, the vectors."""
    return b"".join((_WIDTH.pack(vectors.shape[1]), *text_hashes, np.ascontiguousarray(vectors, "<f4").tobytes()))


def unpack_vectors(record: bytes) -> tuple[list[bytes], Vectors]:
    """The hashes and vectors of a record that `pack_vectors` made."""
    (width,) = _WIDTH.unpack_from(record)
    count = (len(record) - _WIDTH.size) // (_HASH_BYTES + 4 * width)
    end = _WIDTH.size + count * _HASH_BYTES
    hashes = [record[start : start + _HASH_BYTES] for start in range(_WIDTH.size, end, _HASH_BYTES)]
    return hashes, np.frombuffer(record, "<f4", offset=end).reshape(count, width)
