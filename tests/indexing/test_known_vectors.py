import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.indexing.known_vectors import KnownVectors, hash_text, pack_vectors, unpack_vectors

A, B, C = (hash_text(text) for text in "abc")


def _vectors(count: int, width: int = 3) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    return np.arange(count * width, dtype=np.float32).reshape(count, width)


def test_rows_come_in_the_order_asked_for_as_often_as_asked_for() -> None:
    known = KnownVectors()
    known.add([A, B], _vectors(2))
    known.add([C], _vectors(1) + 10)
    assert known.matrix([C, A, C]).tolist() == [[10, 11, 12], [0, 1, 2], [10, 11, 12]]
    with pytest.raises(KeyError):
        known.matrix([hash_text("d")])


def test_vectors_of_another_length_are_not_mixed_in() -> None:
    known = KnownVectors()
    known.add([A], _vectors(1))
    known.add([B], _vectors(1, width=4))
    assert (A in known, B in known) == (True, False)
    known.keep_only(3)
    assert A in known
    known.keep_only(4)
    assert A not in known
    known.add([B], _vectors(1, width=4))
    assert known.matrix([B]).shape == (1, 4)


def test_none_are_none() -> None:
    known = KnownVectors()
    known.add([], np.empty((0, 3), np.float32))
    assert known.matrix([]).shape == (0, 0)


@given(st.integers(0, 5), st.integers(1, 5))
def test_a_record_gives_back_what_was_packed(count: int, width: int) -> None:
    hashes = [hash_text(str(number)) for number in range(count)]
    unpacked, vectors = unpack_vectors(pack_vectors(hashes, _vectors(count, width)))
    assert unpacked == hashes
    assert (vectors == _vectors(count, width)).all()


def test_texts_that_no_encoding_holds_have_a_hash_too() -> None:
    assert len(hash_text("\ud800")) == 16
