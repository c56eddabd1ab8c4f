"""Digests of the code and word lists that decide what an index holds: what other code made is made anew."""

import hashlib
import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]
_READS = ("readers/*.py", "assembling.py", "reading_process.py", "reading_worker.py")
"""Below `rag.ingestion`: what makes a text of a file, with all that these import."""
_ONLY_NAMES = frozenset({"datatypes.py", "errors.py"})
"""They change with every concept, and no reading changes with them."""
_ENCODER = ("packed_model", "encoder_graph", "bundled_encoder")
_IMPORT = re.compile(r"^\s*from rag\.([\w.]+) import", re.MULTILINE)


@lru_cache(maxsize=1)
def reading_digest() -> str:
    """Of our own code that makes a text of a file; what else has a say in it is in the file's `read_key`."""
    return _digest(reading_modules())


def reading_modules() -> set[Path]:
    """The modules whose change may change the text of a file; found by their imports, so that none is forgotten."""
    ingestion = _PACKAGE / "ingestion"
    waiting = [path for pattern in _READS for path in ingestion.glob(pattern)]
    # It calls the readers, but what else it imports comes after them.
    found = {ingestion / "loading.py"}
    while waiting:
        path = waiting.pop()
        if path in found or path.name in _ONLY_NAMES or not path.is_file():
            continue
        found.add(path)
        imported = _IMPORT.findall(path.read_text(encoding="utf-8"))
        waiting += [_PACKAGE / f"{module.replace('.', '/')}.py" for module in imported]
    return found


@lru_cache(maxsize=1)
def code_digest() -> str:
    """Of all that makes an index of files."""
    folders = ("ingestion/**/*.py", "figures/*.py", "language/*.py", "language/*.toml", "*.toml")
    modules = (path for folder in folders for path in _PACKAGE.glob(folder))
    learned = (path for path in _PACKAGE.glob("reading/*") if path.is_file())
    words = ("vietnamese.py", "lexicon.py", "thesaurus.py", "indexing/lexical_index.py", "indexing/passage_metadata.py")
    encoder = (f"indexing/{name}.py" for name in _ENCODER)
    of_facts = (f"retrieval/{name}.py" for name in ("fact_index", "fact_words", "term_counts", "word_table"))
    others = (*words, *encoder, *of_facts, "datatypes.py", "deriving.py")
    return _digest((*modules, *learned, *(_PACKAGE / name for name in others)))


@lru_cache(maxsize=1)
def encoder_digest() -> str:
    """Of the code that decides the vectors of the bundled model and the states that figures are read from."""
    return _digest(_PACKAGE / "indexing" / f"{name}.py" for name in _ENCODER)


def _digest(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]
