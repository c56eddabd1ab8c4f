"""Digests of the code and word lists that decide what an index holds: what other code made is made anew."""

import hashlib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]
_WORDS = ("vietnamese.py", "lexicon.py", "lexicon.toml")
_AFTER_READING = frozenset(
    {
        *("adding.py", "surveying.py", "source_records.py", "source_reading", "succession.py"),
        *("cleaning.py", "outline.py", "tables.py", "table_rows.py", "chunking.py"),
    }
)
"""Parts of ingestion that have no say in a file's text: a change of theirs costs no second reading of scans."""


@lru_cache(maxsize=1)
def reading_digest() -> str:
    """Of what makes a text of a file."""
    ingestion = _PACKAGE / "ingestion"
    modules = (path for path in ingestion.rglob("*.py") if path.relative_to(ingestion).parts[0] not in _AFTER_READING)
    return _digest((*modules, *(_PACKAGE / name for name in _WORDS)))


@lru_cache(maxsize=1)
def code_digest() -> str:
    """Of all that makes an index of files."""
    modules = (*_PACKAGE.rglob("ingestion/**/*.py"), *_PACKAGE.glob("figures/*.py"), *_PACKAGE.glob("*.toml"))
    others = ("vietnamese.py", "lexicon.py", "datatypes.py", "indexing/lexical_index.py")
    return _digest((*modules, *(_PACKAGE / name for name in others)))


def _digest(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]
