"""The embedding model that the settings name: the bundled one, or any of sentence-transformers, whose door this is.

That library is imported when a model of it is loaded.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from rag.errors import ModelFilesUnusable
from rag.indexing.bundled_encoder import BundledEncoder, encodable
from rag.protocols import Embedder, Vectors
from rag.settings import Settings

BUNDLED_MODEL = "bundled:multilingual-e5-small"
"""The value of the setting `embedding_model` that names the model inside a package."""

_E5_QUERY, _E5_PASSAGE = "query: ", "passage: "
"""With which the bundled model was trained."""
_BUNDLED_PREFIX = BUNDLED_MODEL.partition(":")[0] + ":"
_BATCH_SIZE = 16
"""Texts at a time: larger batches are no faster on a CPU and take more memory."""
_MAX_THREADS = 8
"""More threads slow a model of this size down and leave none for the page."""
_MODELS = "models"
"""Below the data folder."""


class SentenceTransformerEmbedder:
    """An `Embedder` over any sentence-transformers model; safe to share between threads.

    Args:
        name: What an index records as its maker.
        source: A folder, or a name on the model hub.
        query_prefix: Put before every query.
        passage_prefix: Put before every passage.
        local_files_only: True to open no connection, whatever is missing.

    Raises:
        ModelFilesUnusable: the model cannot be loaded.
    """

    def __init__(
        self, name: str, source: str, query_prefix: str, passage_prefix: str, local_files_only: bool = True
    ) -> None:
        self._name = name
        self._query_prefix = query_prefix
        self._passage_prefix = passage_prefix
        try:
            import torch  # noqa: PLC0415
            from sentence_transformers import SentenceTransformer  # noqa: PLC0415
            from transformers.utils.logging import disable_progress_bar  # noqa: PLC0415

            disable_progress_bar()
            torch.set_num_threads(min(torch.get_num_threads(), _MAX_THREADS))
            self._model = SentenceTransformer(source, local_files_only=local_files_only)
            self._dimensions = self._model.encode([""], show_progress_bar=False).shape[1]
        except Exception as error:  # three libraries and whatever the model's files make of them
            where = "" if local_files_only else " và kết nối mạng"
            raise ModelFilesUnusable(
                f"Không nạp được mô hình nhúng từ {source}. Hãy kiểm tra thiết lập RAG_EMBEDDING_MODEL{where}; "
                "nếu thư mục mô hình bị hỏng, hãy xóa thư mục đó rồi chạy lại.",
                f"cannot load the embedding model {name} from {source}: {error!r}",
            ) from error

    @property
    def name(self) -> str:
        """The value of the setting `embedding_model`."""
        return self._name

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), dimensions), rows of length 1; (0, dimensions) for no texts."""
        return self._embed(texts, self._query_prefix)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """As `embed_queries`, with the prefix for passages. Text beyond the model's length is cut off."""
        return self._embed(texts, self._passage_prefix)

    def _embed(self, texts: Sequence[str], prefix: str) -> Vectors:
        if not texts:
            return np.empty((0, self._dimensions), np.float32)
        vectors = self._model.encode(
            list(map(encodable, texts)),
            prompt=prefix,
            batch_size=_BATCH_SIZE,
            show_progress_bar=False,
            normalize_embeddings=True,
        )
        return np.asarray(vectors, np.float32)


def load_token_encoder(settings: Settings) -> BundledEncoder:
    """The bundled model, whichever embedding model the settings name: what reads figures has learned from its states.

    Raises:
        ModelFilesUnusable: it cannot be unpacked or loaded.
    """
    return BundledEncoder(BUNDLED_MODEL, settings.data_dir / _MODELS, _E5_QUERY, _E5_PASSAGE)


def load_embedder(settings: Settings) -> Embedder:
    """The embedder that the settings name; only a name that is no folder may be fetched from the model hub.

    Raises:
        ModelFilesUnusable: the model is unknown, its files are missing or damaged, or it cannot be unpacked.
    """
    name = settings.embedding_model
    if name == BUNDLED_MODEL:
        return BundledEncoder(name, settings.data_dir / _MODELS, settings.query_prefix, settings.passage_prefix)
    if name.startswith(_BUNDLED_PREFIX):
        raise ModelFilesUnusable(
            f"Không có mô hình đi kèm tên {name}. Chỉ có {BUNDLED_MODEL}.",
            f"unknown bundled model {name!r}; allowed: {BUNDLED_MODEL}",
        )
    folder = Path(name).expanduser()
    is_local = folder.is_dir()
    source = str(folder) if is_local else name
    return SentenceTransformerEmbedder(name, source, settings.query_prefix, settings.passage_prefix, is_local)
