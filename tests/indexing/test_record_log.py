from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.indexing.record_log import RecordLog

RECORDS = [b"", b"a", bytes(range(256)) * 40, "tỷ đồng".encode()]


def _written(path: Path) -> bytes:
    log = RecordLog(path)
    for record in RECORDS:
        log.add(record)
    assert list(log.records()) == RECORDS
    return path.read_bytes()


def test_what_was_added_is_there_for_the_next_who_opens_it(tmp_path: Path) -> None:
    _written(tmp_path / "work" / "log")
    log = RecordLog(tmp_path / "work" / "log")
    log.add(b"next")
    assert list(RecordLog(tmp_path / "work" / "log").records()) == [*RECORDS, b"next"]


def test_a_log_without_a_file_is_empty(tmp_path: Path) -> None:
    assert list(RecordLog(tmp_path / "log").records()) == []


@given(data=st.data())
def test_after_any_cut_the_whole_records_are_left_and_more_can_be_added(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    path = tmp_path_factory.mktemp("log") / "log"
    content = _written(path)
    path.write_bytes(content[: data.draw(st.integers(0, len(content) - 1))])
    log = RecordLog(path)
    left = list(log.records())
    assert left == RECORDS[: len(left)]
    assert len(left) < len(RECORDS)
    log.add(b"next")
    assert list(RecordLog(path).records()) == [*left, b"next"]


@given(data=st.data())
def test_a_changed_byte_is_never_read_as_a_record(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    path = tmp_path_factory.mktemp("log") / "log"
    content = bytearray(_written(path))
    content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))
    path.write_bytes(content)
    left = list(RecordLog(path).records())
    assert left == RECORDS[: len(left)]
    assert len(left) < len(RECORDS)
