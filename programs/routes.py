"""The HTTP endpoints, each with its schema in `/openapi.json`; beside the page, on its port."""

import asyncio
import threading
from functools import partial
from typing import Annotated, Any, Literal

from fastapi import APIRouter, FastAPI, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse, Response
from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from programs.register import MOST_FACTS, FactFilter
from programs.replies import AskReply, DocumentsReply, FactsReply, HealthReply, ProblemReply, SearchReply
from programs.service import MOST_PASSAGES, Service, TooBusy
from rag import Certainty, InvalidInput, RagError, Status

_LONGEST_WORDS = 1000
_RETRY_SECONDS = 5
_NO_JSON = "Nội dung gửi lên không phải JSON đúng mẫu."
_STATUS = {InvalidInput: 400, TooBusy: 503}


def _check_encodable(text: str) -> str:
    """JSON can carry halves of characters, which no reply can."""
    text.encode()
    return text


_Text = Annotated[str, AfterValidator(_check_encodable)]


class AskRequest(BaseModel):
    """A question."""

    model_config = ConfigDict(extra="forbid", strict=True)

    question: _Text
    history: Annotated[list[_Text], Field(description="The user's earlier questions, oldest first.")] = []
    no_model: Annotated[bool, Field(description="Answer without a language model, at once.")] = False


_Words = Annotated[str, Query(max_length=_LONGEST_WORDS)]


def make_app(service: Service, *, offers_mcp: bool = False) -> FastAPI:
    """An application with the endpoints, to which a page can be added; `offers_mcp`: and with the MCP tools."""
    tools = None
    if offers_mcp:
        # The protocol's SDK, for which a page without it should not wait.
        from programs.mcp_tools import make_tools  # noqa: PLC0415

        tools = make_tools(service)
    lifespan = (lambda _app: tools.session_manager.run()) if tools else None
    # FastAPI's own pages of documentation load scripts from another host.
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)
    router = _make_router(service)
    app.include_router(router)
    schema = get_openapi(title="Hỏi đáp kế hoạch địa phương", version="1", routes=router.routes)

    @app.get("/openapi.json", include_in_schema=False)
    def openapi() -> dict[str, Any]:
        return schema

    app.add_exception_handler(RagError, _refuse)
    app.add_exception_handler(RequestValidationError, _refuse_request)
    app.add_exception_handler(HTTPException, _refuse_body)
    if tools:

        @app.get("/mcp", include_in_schema=False)
        def no_stream() -> Response:
            """What the protocol has a server answer that tells nothing unasked: no stream is held open for nothing."""
            return Response(status_code=405, headers={"allow": "POST"})

        app.router.routes.extend(tools.streamable_http_app().routes)
    return app


def _make_router(service: Service) -> APIRouter:
    refusals: dict[int | str, dict[str, Any]] = {
        400: {"model": ProblemReply, "description": "A question or name that cannot be used."},
        422: {"model": ProblemReply, "description": "A parameter of the wrong type or outside its range."},
        503: {"model": ProblemReply, "description": "Too many questions at a time, or no usable index."},
    }
    router = APIRouter(responses=refusals)

    @router.post("/ask")
    async def ask(asked: AskRequest, request: Request) -> AskReply:
        """Answer a question from the documents, every statement with its source."""
        left = threading.Event()
        watching = asyncio.ensure_future(_watch(request, left))
        answer = partial(service.ask, asked.question, asked.history, no_model=asked.no_model, stopped=left)
        try:
            return await run_in_threadpool(answer)
        finally:
            watching.cancel()

    @router.get("/facts")
    def facts(
        words: Annotated[_Words, Query(description="In the indicator's name, with or without accents.")] = "",
        document: Annotated[_Words, Query(description="A file of `/documents`.")] = "",
        place: Annotated[_Words, Query(description="In the name of the place.")] = "",
        year: Annotated[int | None, Query(description="Within the period.")] = None,
        status: Status | None = None,
        certainty: Certainty | None = None,
        limit: Annotated[int, Query(ge=1, le=MOST_FACTS)] = 100,
        offset: Annotated[int, Query(ge=0)] = 0,
    ) -> FactsReply:
        """List the register: every figure with what it measures, where and when it is of, and where it stands."""
        return service.facts(FactFilter(words, document, place, year, status, certainty), limit, offset)

    @router.get("/search")
    def search(query: _Words, limit: Annotated[int, Query(ge=1, le=MOST_PASSAGES)] = 10) -> SearchReply:
        """Find passages for words or a question."""
        return service.search(query, limit)

    @router.get("/documents")
    def documents() -> DocumentsReply:
        """List the documents and what was read of each."""
        return service.documents()

    @router.get("/health")
    def health() -> HealthReply:
        """Tell that questions are answered, and from what."""
        return service.health()

    return router


async def _watch(request: Request, left: threading.Event) -> None:
    """Tell when who asked hangs up: nobody else is to wait for a model that writes for nobody."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
    left.set()


def _refuse(_request: Request, error: Exception) -> JSONResponse:
    """What a person can do something about; another pipeline error is the index's or the model's."""
    assert isinstance(error, RagError)
    status = _STATUS.get(type(error), 503)
    headers = {"retry-after": str(_RETRY_SECONDS)} if status == 503 else None
    return JSONResponse(ProblemReply(detail=error.message).model_dump(), status, headers)


def _refuse_request(_request: Request, error: Exception) -> JSONResponse:
    """Names the parameter; its value is the sender's own and not sent back."""
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    # Before the names stands where the parameter is: in the query or in the body.
    names = ".".join(map(str, first["loc"][1:]))
    is_json = names and first["type"] != "json_invalid"
    message = f"Tham số “{names}” {_wrong(first['type'])}." if is_json else _NO_JSON
    return JSONResponse(ProblemReply(detail=f"{message} Xem mẫu tại /openapi.json.").model_dump(), 422)


def _refuse_body(_request: Request, error: Exception) -> JSONResponse:
    """What FastAPI itself cannot read."""
    assert isinstance(error, HTTPException)
    detail = f"{_NO_JSON} Xem mẫu tại /openapi.json." if error.status_code == 400 else "Không dùng được yêu cầu này."
    return JSONResponse(ProblemReply(detail=detail).model_dump(), error.status_code, error.headers)


def _wrong(kind: str) -> Literal["còn thiếu", "không có trong mẫu", "không dùng được"]:
    if kind == "missing":
        return "còn thiếu"
    return "không có trong mẫu" if kind == "extra_forbidden" else "không dùng được"
