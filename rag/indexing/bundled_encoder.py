"""The door to ONNX Runtime: the bundled model, which embeds texts and tells the states of their tokens in one pass."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from rag.errors import ModelFilesUnusable
from rag.indexing.bundled_model import ENCODER, TOKENIZER, unpack_bundled_encoder
from rag.protocols import EncodedText, Vectors

_IDS, _VECTOR, _STATES = "ids", "vector", "states"
"""The names of `rag/indexing/encoder_graph.py`, which is not imported where the model only runs."""
_DIMENSIONS = 384
_LONGEST_TOKENS = 512
_MAX_THREADS = 8
"""More leave none for the page."""
_Result = TypeVar("_Result")


class BundledEncoder:
    """An `Embedder` and `TokenEncoder` over the bundled model; safe to share between threads.

    A text is embedded by itself on one thread, passages by as many threads as there are processors: the same text has
    the same vector to the last bit, whatever it is embedded with.

    Args:
        name: What an index records as its maker.
        models_dir: Where the model is unpacked.
        query_prefix: Put before every query.
        passage_prefix: Put before every passage.

    Raises:
        ModelFilesUnusable: the model cannot be unpacked or loaded.
    """

    def __init__(self, name: str, models_dir: Path, query_prefix: str, passage_prefix: str) -> None:
        self._name = name
        self._query_prefix = query_prefix
        self._passage_prefix = passage_prefix
        folder = unpack_bundled_encoder(models_dir)
        try:
            self._tokenizer = _load_tokenizer(folder / TOKENIZER)
            self._session = _load_session(folder / ENCODER)
        except Exception as error:  # two libraries and whatever the files make of them
            raise ModelFilesUnusable(
                f"Không nạp được mô hình nhúng từ {folder}. Hãy xóa thư mục đó rồi chạy lại.",
                f"cannot load the embedding model {name} from {folder}: {error!r}",
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

    def encode_passages(self, texts: Sequence[str]) -> tuple[Vectors, list[EncodedText]]:
        """The vectors of passages and their tokens, both of one pass."""
        both = _on_all_processors(self._encode, texts)
        return _rows([vector for vector, _ in both]), [encoded for _, encoded in both]

    def _encode(self, text: str) -> tuple[NDArray[np.float32], EncodedText]:
        tokens = self._tokenizer.encode(self._passage_prefix + encodable(text))
        vector, states = self._session.run([_VECTOR, _STATES], {_IDS: np.array([tokens.ids])})
        # The prefix stands for no characters of the text.
        offsets = (np.array(tokens.offsets) - len(self._passage_prefix)).clip(min=0)
        return vector[0], EncodedText(text, offsets[:, 0].copy(), offsets[:, 1].copy(), states[0])

    def _embed(self, texts: Sequence[str], prefix: str) -> Vectors:
        def embed(text: str) -> NDArray[np.float32]:
            ids = self._tokenizer.encode(prefix + encodable(text)).ids
            vector: NDArray[np.float32] = self._session.run([_VECTOR], {_IDS: np.array([ids])})[0][0]
            return vector

        return _rows(_on_all_processors(embed, texts))


def _load_tokenizer(path: Path) -> Any:
    from tokenizers import Tokenizer  # noqa: PLC0415 - commands like --help need none of it

    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.enable_truncation(_LONGEST_TOKENS)
    return tokenizer


def _load_session(path: Path) -> Any:
    import onnxruntime  # noqa: PLC0415 - as above

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    # Every length of text would keep buffers of its own.
    options.enable_cpu_mem_arena = False
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def _on_all_processors(work: Callable[[str], _Result], texts: Sequence[str]) -> list[_Result]:
    """The results in the order of the texts; as many at a time as there are processors, or `OMP_NUM_THREADS` allows."""
    allowed = os.environ.get("OMP_NUM_THREADS", "")
    threads = min(int(allowed) if allowed.isdigit() else os.cpu_count() or 1, _MAX_THREADS, len(texts))
    if threads <= 1:
        return [work(text) for text in texts]
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(work, texts))


def _rows(vectors: Sequence[NDArray[np.float32]]) -> Vectors:
    return np.stack(vectors) if vectors else np.empty((0, _DIMENSIONS), np.float32)


def encodable(text: str) -> str:
    """The tokenizer refuses lone surrogates, which JSON can carry; a sign stands in the place of each."""
    return text.encode("utf-8", "replace").decode("utf-8")
