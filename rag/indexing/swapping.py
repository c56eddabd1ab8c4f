"""The current index and its successor: built beside it, swapped in by one atomic rename, removed when nobody opens it.

A small file names the current folder, so that a killed ingest leaves the old index answering. Who opens an index holds
its folder meanwhile, which no ingest removes; once open, an index is in memory and its folder may go.
"""

import errno
import fcntl
import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from rag.errors import IndexBusy, IndexUnusable
from rag.indexing.checksums import write_checksums

_CURRENT = "current"
_HOLD = "hold"
_DISK_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def index_root(data_dir: Path) -> Path:
    """The folder of all indexes, old, current and growing, and of unfinished work."""
    return data_dir / "index"


@contextmanager
def building(data_dir: Path) -> Iterator[Path]:
    """A new empty folder to build an index in, exclusively; it is gone afterwards unless `publish` took it.

    Raises:
        IndexBusy: another process is building.
        IndexUnusable: the data folder cannot be written, now or while the index is being built.
    """
    root = index_root(data_dir)
    with _open_lock(root) as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise IndexBusy(
                "Một tiến trình khác đang lập chỉ mục. Hãy đợi nó xong rồi chạy lại.", f"{root} is locked: {error}"
            ) from error
        folder = root / f"building-{uuid.uuid4().hex}"
        try:
            _sweep(data_dir)
            folder.mkdir()
            yield folder
        except OSError as error:
            raise _unwritable(root, error) from error
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _sweep(data_dir: Path) -> None:
    """Remove what killed builds left, and every index but the current one, unless somebody is opening it."""
    root = index_root(data_dir)
    for leftover in (*root.glob("building-*"), *root.glob("removing-*")):
        shutil.rmtree(leftover, ignore_errors=True)
    current = current_folder(data_dir)
    for folder in root.glob("index-*"):
        if folder != current and not _is_held(folder):
            # Out of the way in one step: who comes to open it now finds nothing, rather than half of it.
            doomed = folder.rename(root / folder.name.replace("index-", "removing-"))
            shutil.rmtree(doomed, ignore_errors=True)


def _is_held(folder: Path) -> bool:
    with suppress(FileNotFoundError), (folder / _HOLD).open("rb") as hold:
        try:
            fcntl.flock(hold, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
    return False


@contextmanager
def holding_current(data_dir: Path) -> Iterator[Path | None]:
    """The folder of the current index, which no ingest removes until the block ends; None before the first ingest."""
    while (folder := current_folder(data_dir)) is not None:
        try:
            hold = (folder / _HOLD).open("rb")
        except OSError:
            if current_folder(data_dir) == folder:
                # Damaged, or on a disk that cannot be read: the reading of it says so.
                break
            continue
        with hold:
            fcntl.flock(hold, fcntl.LOCK_SH)
            if current_folder(data_dir) == folder:
                yield folder
                return
    yield folder


def _open_lock(root: Path) -> IO[str]:
    try:
        root.mkdir(parents=True, exist_ok=True)
        return (root / "lock").open("w")
    except OSError as error:
        raise _unwritable(root, error) from error


def _unwritable(root: Path, error: OSError) -> IndexUnusable:
    if error.errno in _DISK_FULL:
        reason = "hết chỗ trống trên đĩa. Hãy dọn bớt đĩa rồi chạy lại: phần đã làm xong được dùng tiếp"
    else:
        reason = f"{error.strerror}. Hãy đặt RAG_DATA_DIR là thư mục ghi được"
    return IndexUnusable(
        f"Không ghi được vào thư mục dữ liệu {root}: {reason}. Chỉ mục cũ, nếu có, vẫn còn nguyên.",
        f"cannot write {root}: {error}",
    )


def publish(data_dir: Path, folder: Path) -> None:
    """Make a built folder the current index, with the checksums of all its files, and remove the others."""
    root = index_root(data_dir)
    (folder / _HOLD).touch()
    write_checksums(folder)
    for path in folder.rglob("*"):
        # Before the pointer, or a power cut could leave the one without the other.
        _flush(path)
    final = root / folder.name.replace("building-", "index-")
    folder.rename(final)
    pointer = root / f"{_CURRENT}.new"
    pointer.write_text(final.name, encoding="utf-8")
    _flush(pointer)
    pointer.replace(root / _CURRENT)
    _flush(root)
    _sweep(data_dir)


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def current_folder(data_dir: Path) -> Path | None:
    """The folder of the current index; None before the first ingest."""
    try:
        name = (index_root(data_dir) / _CURRENT).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        # None yet, or none that can be read: building one says what is wrong with the folder.
        return None
    folder = index_root(data_dir) / name
    return folder if name and folder.is_dir() else None
