"""Short hashes of what a result depends on."""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from eval.pipelines import Pipeline
from rag.settings import Settings

_DIGITS = 12
_BUNDLED_PREFIX = "bundled:"
_BLOCK_BYTES = 1 << 20


def short_hash(parts: Iterable[str]) -> str:
    """The first 12 hexadecimal digits of the SHA-256 of the parts, each with its end."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.encode() + b"\0")
    return digest.hexdigest()[:_DIGITS]


def model_hashes(settings: Settings, pipeline: Pipeline, *, with_language_model: bool) -> dict[str, str]:
    """Of the models that answer: of the embedding model's files where they are on this disk, else of its name; of the
    language model what its server says that it is, else of its name."""
    hashes = {"embedding model": short_hash(_embedding_parts(settings))}
    if with_language_model:
        hashes["language model"] = short_hash([pipeline.language_model_status().digest or settings.language_model])
    return hashes


def _embedding_parts(settings: Settings) -> Iterator[str]:
    name = settings.embedding_model
    yield name
    folder = settings.data_dir / "models" if name.startswith(_BUNDLED_PREFIX) else Path(name).expanduser()
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        if path.is_file():
            yield path.relative_to(folder).as_posix()
            yield _file_hash(path)


def _file_hash(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK_BYTES):
            digest.update(block)
    return digest.hexdigest()
