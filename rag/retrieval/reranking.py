"""The optional reranker: a sentence-transformers cross-encoder that the user names in the settings."""

from collections.abc import Sequence

from rag.datatypes import RankedPassage
from rag.errors import ModelFilesUnusable


class CrossEncoderReranker:
    """A `Reranker` that reads question and passage together; similarity is the model's own score.

    Raises:
        ModelFilesUnusable: the model cannot be loaded.
    """

    def __init__(self, model_name: str) -> None:
        from sentence_transformers import CrossEncoder  # noqa: PLC0415 - seconds of import, only where it is wanted

        try:
            self._model = CrossEncoder(model_name)
        except Exception as error:  # the library raises what transformers, torch or the file system raise
            raise ModelFilesUnusable(
                f"Không nạp được mô hình xếp hạng {model_name}.", f"reranker {model_name}: {error}"
            ) from error

    def rerank(self, query: str, passages: Sequence[RankedPassage]) -> Sequence[RankedPassage]:
        """The same passages, best first, ties by passage id; none for none."""
        if not passages:
            return ()
        scores = self._model.predict([(query, ranked.passage.indexed_text) for ranked in passages])
        rescored = [RankedPassage(ranked.passage, float(score)) for ranked, score in zip(passages, scores, strict=True)]
        return sorted(rescored, key=lambda ranked: (-ranked.similarity, ranked.passage.id))
