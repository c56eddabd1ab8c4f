"""The endpoints as MCP tools, at `/mcp` of the page.

Over the protocol's own SDK and not Gradio's MCP server: that one calls the page anew over HTTP at the address that a
request's `Host` names, gives results without a schema, and allows no pydantic as new as ours.
"""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Annotated, TypeVar

from mcp.server.fastmcp import FastMCP
from mcp.server.fastmcp.exceptions import ToolError
from mcp.server.transport_security import TransportSecuritySettings
from mcp.types import ToolAnnotations
from pydantic import Field

from programs.register import MOST_FACTS, FactFilter
from programs.replies import AskReply, DocumentsReply, FactsReply, HealthReply, SearchReply
from programs.service import MOST_PASSAGES, Service
from rag import Certainty, RagError, Status

_INSTRUCTIONS = (
    "Answers Vietnamese questions about a locality's plans from its official documents. Quote figures only from "
    "`facts` of a reply whose `certainty` is `sure`, with their document; `offered` figures do not answer the question."
)
_T = TypeVar("_T")


def make_tools(service: Service) -> FastMCP:
    """The server of the tools; each request stands for itself."""
    server = FastMCP(
        "hoi-dap-ke-hoach",
        instructions=_INSTRUCTIONS,
        streamable_http_path="/mcp",
        stateless_http=True,
        json_response=True,
        # The page's door checks by which name and from where it is called.
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
    )
    tool = partial(server.tool, annotations=ToolAnnotations(readOnlyHint=True, openWorldHint=False))

    @tool()
    async def ask(
        question: Annotated[str, Field(description="In Vietnamese, with or without accents.")],
        history: Annotated[list[str] | None, Field(description="The user's earlier questions, oldest first.")] = None,
        no_model: Annotated[bool, Field(description="Answer without a language model, at once.")] = False,
    ) -> AskReply:
        """Answer a question from the documents, every statement with its source."""
        return await _run(partial(service.ask, question, history or (), no_model=no_model))

    @tool()
    async def facts(
        words: Annotated[str, Field(description="In the indicator's name, with or without accents.")] = "",
        document: Annotated[str, Field(description="A file that `documents` lists.")] = "",
        place: Annotated[str, Field(description="In the name of the place.")] = "",
        year: Annotated[int | None, Field(description="Within the period.")] = None,
        status: Status | None = None,
        certainty: Certainty | None = None,
        limit: Annotated[int, Field(ge=1, le=MOST_FACTS)] = 50,
        offset: Annotated[int, Field(ge=0)] = 0,
    ) -> FactsReply:
        """List the register: every figure with what it measures, where and when it is of, and where it stands."""
        wanted = FactFilter(words, document, place, year, status, certainty)
        return await _run(partial(service.facts, wanted, limit, offset))

    @tool()
    async def search(query: str, limit: Annotated[int, Field(ge=1, le=MOST_PASSAGES)] = 10) -> SearchReply:
        """Find passages for words or a question."""
        return await _run(partial(service.search, query, limit))

    @tool()
    async def documents() -> DocumentsReply:
        """List the documents and what was read of each."""
        return await _run(service.documents)

    @tool()
    async def health() -> HealthReply:
        """Tell that questions are answered, and from what."""
        return await _run(service.health)

    return server


async def _run(work: Callable[[], _T]) -> _T:
    """On a thread: it takes a model's time, and others are answered meanwhile.

    Raises:
        ToolError: with the Vietnamese message of what went wrong.
    """
    try:
        return await asyncio.to_thread(work)
    except RagError as error:
        raise ToolError(error.message) from error
