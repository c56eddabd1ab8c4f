"""A file that only grows: records appended by one process, each with its own hash, so that damage is never trusted."""

import hashlib
import os
import struct
from collections.abc import Iterator
from pathlib import Path

_LENGTH = struct.Struct("<Q")
_HASH_BYTES = 32


class RecordLog:
    """Records of bytes in a file, which is made when the first is added.

    What a kill or a full disk left half written at its end is cut off when the file is opened, and so is everything
    from the first damaged record on.

    Raises:
        OSError: the folder or the file cannot be written.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        whole = sum(_LENGTH.size + _HASH_BYTES + len(record) for record in self.records())
        if path.exists() and path.stat().st_size != whole:
            os.truncate(path, whole)

    def records(self) -> Iterator[bytes]:
        """The whole records, in the order in which they were added."""
        if not self._path.exists():
            return
        size = self._path.stat().st_size
        with self._path.open("rb") as file:
            while len(head := file.read(_LENGTH.size + _HASH_BYTES)) == _LENGTH.size + _HASH_BYTES:
                (length,) = _LENGTH.unpack_from(head)
                # A damaged length must not ask for more memory than the file has bytes.
                record = file.read(length) if length <= size else b""
                if len(record) != length or _hash(record) != head[_LENGTH.size :]:
                    return
                yield record

    def add(self, record: bytes) -> None:
        """Append a record; it survives the end of this process at any moment afterwards.

        Raises:
            OSError: it cannot be written.
        """
        with self._path.open("ab") as file:
            file.write(b"".join((_LENGTH.pack(len(record)), _hash(record), record)))


def _hash(record: bytes) -> bytes:
    return hashlib.sha256(_LENGTH.pack(len(record)) + record).digest()
