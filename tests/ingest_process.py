"""An ingest in a process of its own, to be killed: real Chroma, an embedder that needs no model but takes its time."""

import sys
import time
from collections.abc import Sequence
from pathlib import Path

from rag.pipeline import IngestPipeline
from rag.protocols import Vectors
from rag.settings import Settings
from tests.fakes import FakeEmbedder

READY = "ready"
_SECONDS_A_BATCH = 0.05


class SlowEmbedder(FakeEmbedder):
    """As a model on a CPU: a kill meets it more often than the writing of a batch."""

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        time.sleep(_SECONDS_A_BATCH)
        return super().embed_passages(texts)


def settings_of(corpus_dir: Path, data_dir: Path) -> Settings:
    return Settings.model_validate({"corpus_dir": corpus_dir, "data_dir": data_dir, "language_model": "none"})


if __name__ == "__main__":
    import bm25s  # noqa: F401
    import chromadb  # noqa: F401 - both loaded before the clock of the kill runs

    print(READY, flush=True)
    IngestPipeline(settings_of(Path(sys.argv[1]), Path(sys.argv[2])), SlowEmbedder).run()
