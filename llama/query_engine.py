"""Our answering as LlamaIndex's query engine: nothing is said that a source node does not say."""

from typing import Any

from llama_index.core.base.base_query_engine import BaseQueryEngine
from llama_index.core.base.response.schema import Response
from llama_index.core.prompts.mixin import PromptMixinType
from llama_index.core.schema import NodeWithScore, QueryBundle

from llama.nodes import node_of
from rag import AskPipeline, Fact, Question, VerifiedAnswer


class VerifiedQueryEngine(BaseQueryEngine):
    """Answers with figures of the register or with verbatim sentences, and says so where the documents hold nothing.

    The response's `source_nodes` are the passages cited, each once, in the order of their numbers. Its `metadata` has
    `outcome` (`sure`, `offered` or `none`), `mode`, `note`, `facts` and `citations` (the quotes with their places).
    With `writes`, a language model writes too, each sentence held against its source before it is given.
    """

    def __init__(self, pipeline: AskPipeline, *, writes: bool = False) -> None:
        super().__init__(callback_manager=None)
        self._pipeline = pipeline
        self._writes = writes

    def _query(self, query_bundle: QueryBundle) -> Response:
        question = Question(query_bundle.query_str)
        if self._writes:
            *_, answer = self._pipeline.stream(question)
        else:
            answer = self._pipeline.answer(question)
        return _response(answer)

    async def _aquery(self, query_bundle: QueryBundle) -> Response:
        return self._query(query_bundle)

    def _get_prompt_modules(self) -> PromptMixinType:
        """None: our prompts are files."""
        return {}


def _response(answer: VerifiedAnswer) -> Response:
    passages = dict.fromkeys(citation.passage for citation in answer.citations)
    facts = dict.fromkeys(fact for statement in answer.statements for fact in statement.facts)
    return Response(
        response=_text(answer),
        source_nodes=[NodeWithScore(node=node_of(passage)) for passage in passages],
        metadata={
            "outcome": answer.outcome.value,
            "mode": answer.mode.value,
            "note": answer.note,
            "facts": [_fact(fact) for fact in facts],
            "citations": [
                {"document": one.passage.file, "quote": one.quote, "start": one.start, "end": one.end}
                for one in answer.citations
            ],
        },
    )


def _text(answer: VerifiedAnswer) -> str:
    if answer.abstention is not None:
        return " ".join((answer.abstention.missing, *answer.abstention.nearby))
    lines = (statement.text.replace("**", "") for statement in answer.statements)
    return "\n".join((*filter(None, [answer.lead]), *lines))


def _fact(fact: Fact) -> dict[str, Any]:
    """A fact as plain data; bounds in base units as text, to the last digit."""
    return {
        "indicator": fact.indicator,
        "part": fact.part,
        "period": str(fact.period) if fact.period else "",
        "status": fact.status.value,
        "territory": fact.territory,
        "figure": fact.figure.text,
        "low": str(fact.figure.low),
        "high": str(fact.figure.high),
        "unit": fact.figure.unit,
        "certainty": fact.certainty.value,
        "node": fact.passage_id,
    }
