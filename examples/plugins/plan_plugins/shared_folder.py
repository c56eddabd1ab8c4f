"""A source of documents: a folder that several offices write, of which the corpus folder gets a copy."""

import os
import shutil
from pathlib import Path

from rag import Settings

_BROUGHT = ".brought-from-shared-folder"
"""In the corpus folder, the names of the files that came from here; hidden, so that it is taken for no document."""


class SharedFolder:
    """See `rag.protocols.DocumentSource`. The environment's `PLANS_FOLDER` names the folder."""

    def __init__(self, _settings: Settings) -> None:
        self._shared = Path(os.environ["PLANS_FOLDER"])

    def bring(self, folder: Path) -> None:
        """Copy what is new or changed, delete what was brought and is gone.

        Raises:
            OSError: either folder cannot be used.
        """
        wanted = {path.name: path for path in self._shared.iterdir() if _is_document(path)}
        folder.mkdir(parents=True, exist_ok=True)
        record = folder / _BROUGHT
        brought = set(record.read_text("utf-8").splitlines()) if record.exists() else set()
        # A file of the same name that somebody put there is theirs.
        own = {name: path for name, path in wanted.items() if name in brought or not (folder / name).exists()}
        record.write_text("\n".join(sorted(brought | set(own))), encoding="utf-8")
        for name, path in own.items():
            if not _is_same(path, folder / name):
                # Under a hidden name until it is whole.
                shutil.copy2(path, folder / f".{name}.part")
                (folder / f".{name}.part").replace(folder / name)
        for name in brought - set(wanted):
            (folder / name).unlink(missing_ok=True)
        record.write_text("\n".join(sorted(own)), encoding="utf-8")


def _is_document(path: Path) -> bool:
    """Source records are none: what a document weighs is for who keeps the corpus to say."""
    is_plain = path.is_file() and not path.is_symlink() and path.name.isprintable()
    return is_plain and not path.name.startswith(".") and path.name != "sources.toml"


def _is_same(one: Path, other: Path) -> bool:
    if not other.exists():
        return False
    first, second = one.stat(), other.stat()
    return (first.st_size, first.st_mtime_ns) == (second.st_size, second.st_mtime_ns)
