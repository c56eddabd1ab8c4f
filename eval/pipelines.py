"""The product as the benchmark drives it, over any corpus folder."""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

from rag.datatypes import Document, Fact, LanguageModelStatus, Question, RankedPassage, VerifiedAnswer
from rag.errors import NothingToIndex
from rag.settings import Settings
from rag.wiring import no_day, open_ask_pipeline

NO_MODEL = "none"
_MODELS = "models"


class Pipeline(Protocol):
    """What the benchmark uses of `rag`'s ask pipeline; a fake needs no more."""

    @property
    def documents(self) -> tuple[Document, ...]:
        """The corpus."""
        ...

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The register of the corpus."""
        ...

    def answer(self, question: Question) -> VerifiedAnswer:
        """The answer without a language model."""
        ...

    def stream(self, question: Question) -> Iterator[VerifiedAnswer]:
        """Answers as they become known, the last one final."""
        ...

    def search(self, question: Question, k: int) -> Sequence[RankedPassage]:
        """The ranking of passages, best first."""
        ...

    def language_model_status(self) -> LanguageModelStatus:
        """Which model writes, or why none does."""
        ...


def open_pipeline(settings: Settings) -> Pipeline:
    """The product over `settings.corpus_dir`, its index built or refreshed; without a clock.

    Raises:
        RagError: the index cannot be built or opened.
    """
    # What is measured may not change with the day: a question that needs one brings it.
    return open_ask_pipeline(settings, with_language_model=settings.language_model != NO_MODEL, clock=no_day)


def settings_for(settings: Settings, corpus_dir: Path | None, language_model: str | None) -> Settings:
    """The settings with the command's own corpus and language model; None leaves what is set.

    A corpus of the command's own gets an index of its own below the data directory, so that the product's index stays
    as it is; the embedding model is shared.

    Raises:
        NothingToIndex: the folder does not exist.
    """
    changed: dict[str, object] = {}
    if language_model is not None:
        # Who names a model measures what it writes, look-ups that the product answers by itself among it.
        changed |= {"language_model": language_model, "model_writes": "always"}
    if corpus_dir is not None:
        if not corpus_dir.is_dir():
            raise NothingToIndex(f"Không có thư mục tài liệu {corpus_dir}.", f"no such corpus folder: {corpus_dir}")
        changed |= {"corpus_dir": corpus_dir, "data_dir": _private_data_dir(settings.data_dir, corpus_dir)}
    return settings.model_copy(update=changed)


def _private_data_dir(data_dir: Path, corpus_dir: Path) -> Path:
    key = hashlib.sha256(str(corpus_dir.resolve()).encode()).hexdigest()[:12]
    private = data_dir / "eval" / key
    private.mkdir(parents=True, exist_ok=True)
    (data_dir / _MODELS).mkdir(exist_ok=True)
    link = private / _MODELS
    if not link.exists():
        # Relative, so that the data directory can be moved.
        link.symlink_to(Path("..", "..", _MODELS), target_is_directory=True)
    return private
