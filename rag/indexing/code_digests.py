"""Digests of the code and word lists that decide what an index holds: what other code made is made anew."""

import hashlib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]
_OUTSIDE_INGESTION = ("vietnamese.py", "figures/parsing.py", "figures/number_patterns.py", "figures/units.py")
"""What the readers and the repair of their text import: running heads are told from figures, syllables from noise."""
_AFTER_READING = frozenset(
    {
        *("adding.py", "removing.py", "surveying.py", "source_records.py", "source_reading", "succession.py"),
        *("cleaning.py", "outline.py", "tables.py", "table_rows.py", "chunking.py"),
    }
)
"""Parts of ingestion that have no say in a file's text: a change of theirs costs no second reading of scans."""


@lru_cache(maxsize=1)
def reading_digest() -> str:
    """Of our own code that makes a text of a file; what else has a say in it is in the file's `read_key`."""
    return _digest(reading_modules())


def reading_modules() -> list[Path]:
    """The modules whose change may change the text of a file; `rag.datatypes` and `rag.errors` only name things."""
    ingestion = _PACKAGE / "ingestion"
    modules = (path for path in ingestion.rglob("*.py") if path.relative_to(ingestion).parts[0] not in _AFTER_READING)
    return [*modules, *(_PACKAGE / name for name in _OUTSIDE_INGESTION)]


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
