"""Files that were added through the page → out of the corpus folder again; what others put there is never touched.

Taking out has two steps, so that a file whose removal cannot be carried through is back as it was.
"""

import logging
import uuid
from dataclasses import dataclass
from pathlib import Path

from rag.errors import InvalidInput
from rag.ingestion.readers.formats import SUFFIXES
from rag.ingestion.surveying import hash_content

_RECORD = ".added-files"
"""A line `SHA-256  name` for each file that was ever added, as `sha256sum` writes them; only ever appended to."""
_OUT = ".removing-"
"""Hidden, so that no ingest reads it."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class TakenOut:
    """A file that is out of every ingest's sight: to be deleted, or put back as it was."""

    file: str
    corpus_dir: Path
    hidden: Path

    def delete(self) -> None:
        """For good."""
        self.hidden.unlink(missing_ok=True)

    def put_back(self) -> None:
        """Over whatever has its name now.

        Raises:
            OSError: the folder cannot be written.
        """
        self.hidden.replace(self.corpus_dir / self.file)


def record_added(file: str, corpus_dir: Path) -> None:
    """Remember that the file of the folder, as it is now, was added through the page.

    Raises:
        OSError: the folder cannot be written.
    """
    with (corpus_dir / _RECORD).open("a", encoding="utf-8") as record:
        record.write(f"{hash_content(corpus_dir / file)}  {file}\n")


def added_files(corpus_dir: Path) -> tuple[str, ...]:
    """The files of the folder that are, to the byte, what was added through the page; by name."""
    try:
        lines = (corpus_dir / _RECORD).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ()
    recorded = {(content, file) for content, _, file in (line.partition("  ") for line in lines)}
    return tuple(sorted({file for content, file in recorded if _is_there(file, content, corpus_dir)}))


def take_out(file: str, corpus_dir: Path) -> TakenOut:
    """Hides a file that was added through the page.

    Raises:
        InvalidInput: it was not, it changed since, or the folder cannot be written.
    """
    if file not in added_files(corpus_dir):
        raise InvalidInput(
            f"Tệp {file} không còn, hoặc không do trang này thêm vào nên trang này không xóa. "
            "Muốn bỏ, hãy xóa tệp trong thư mục tài liệu.",
            f"{file!r} was not added through the page",
        )
    taken = TakenOut(file, corpus_dir, corpus_dir / f"{_OUT}{uuid.uuid4().hex}")
    try:
        (corpus_dir / file).rename(taken.hidden)
    except OSError as error:
        raise InvalidInput(f"Không xóa được tệp {file}: {error.strerror}.", f"{file}: {error}") from error
    return taken


def delete_leftovers(corpus_dir: Path) -> None:
    """Deletes what a program had taken out when it was killed; nothing may be taken out meanwhile."""
    for leftover in corpus_dir.glob(f"{_OUT}*"):
        try:
            leftover.unlink(missing_ok=True)
        except OSError as error:
            _log.warning("%s stays: %s", leftover, error)


def _is_there(file: str, content: str, corpus_dir: Path) -> bool:
    """Whether the name is a plain one, of a document, and has these bytes."""
    path = corpus_dir / file
    is_plain = path.name == file and not file.startswith(".") and path.suffix.lower() in SUFFIXES
    try:
        return is_plain and path.is_file() and not path.is_symlink() and hash_content(path) == content
    except (OSError, ValueError) as error:
        _log.warning("%r is not taken for an added file: %s", file, error)
        return False
