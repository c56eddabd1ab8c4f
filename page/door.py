"""What every request passes before the page sees it: its name, origin, size and number; and what every reply says."""

import asyncio
import json
import logging
import math
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeAlias
from urllib.parse import parse_qs

from page.request_limit import RequestLimit
from page.served_names import ServedNames

Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
App: TypeAlias = Callable[[Message, Receive, Send], Awaitable[None]]

_log = logging.getLogger(__name__)

UPLOAD = "/gradio_api/upload"
_GRADIO = "/gradio_api/"
_STREAM, _CALL = "/gradio_api/queue/data", "/gradio_api/call/"
SIGN_IN, SIGN_OUT = "/dang-nhap", "/dang-xuat"
_MOST_BODY_BYTES = 256_000
"""Of anything but files: a question of the longest kind with all the history that is read, eight times over."""
_BODY_SECONDS = 20.0
"""For all of such a body, and for each piece of a file."""
_POSTED_TO = (
    *("/gradio_api/queue/join", "/gradio_api/call/", "/gradio_api/run/", "/gradio_api/component_server"),
    *("/gradio_api/cancel", "/gradio_api/reset", UPLOAD, SIGN_IN, SIGN_OUT),
    *("/ask", "/mcp"),
)
"""What the page and programs use, also of Gradio's many addresses; nothing is sent to any other."""
_COUNTED = ("/facts", "/search", "/documents", "/health", "/config")
"""What is only read, but makes as much work as what is sent; so does the page itself."""
_MOST_AT_A_TIME = 500
"""Requests of one visitor, each open page's streams among them: half of the connections that the page holds."""
_READ_FROM = (
    *(_GRADIO + name for name in ("queue/data", "call/", "heartbeat/", "upload_progress", "startup-events", "info")),
    *(_GRADIO + name for name in ("theme.css", "app_id")),
    *("/assets/", "/static/", "/theme.css", "/favicon.ico", "/manifest.json", "/robots.txt"),
    *(*_COUNTED, "/ready", "/openapi.json", "/mcp", SIGN_IN),
)
"""Likewise, and the page itself; of Gradio's other addresses some fetch from elsewhere, or write files, for anybody."""

# Gradio makes functions of its own scripts' text and writes styles into the page, so that both must be allowed; nothing
# may come from elsewhere, and nothing may be sent there.
_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
# With a stricter referrer policy, browsers would send our own forms without their origin.
_HEADERS = {
    "content-security-policy": _POLICY,
    "x-frame-options": "DENY",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), display-capture=(), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
_UNUSABLE = "Trang không dùng được yêu cầu này."
_FULL = "Nhiều người đang hỏi cùng lúc. Hãy đợi một lát rồi thử lại."
_RETRY_SECONDS = 5.0
_TOO_MANY = "Bạn gửi quá nhiều yêu cầu. Hãy đợi một lát rồi thử lại."
_NO_SUCH = "Không có địa chỉ này."
_FOREIGN = "Yêu cầu này đến từ một trang khác nên bị từ chối."


class _Refused(Exception):
    """A request that is not let in; `message` is Vietnamese, for whoever sent it."""

    def __init__(self, status: int, message: str, retry_seconds: float = 0.0) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.retry_seconds = retry_seconds


_TRANSLATED = {503: _Refused(503, _FULL, _RETRY_SECONDS), 500: _Refused(400, _UNUSABLE)}


@dataclass(frozen=True, slots=True)
class Rules:
    """What the door lets in.

    `most_upload_bytes` is of one request that brings files, 0 where none are taken, and `may_upload` says by the
    request's headers whether its sender may. `limit` counts what is sent or makes work; `sign_in_limit` tries of a
    password. To `left` is told the session, or the event, whose stream of answers was hung up before its end; to `done`
    the event of a program whose stream has ended, and with it all that it asked.
    """

    names: ServedNames
    limit: RequestLimit
    sign_in_limit: RequestLimit
    most_upload_bytes: int
    may_upload: Callable[[Mapping[str, str]], bool]
    left: Callable[[str], None] = lambda _session: None
    done: Callable[[str], None] = lambda _event: None


class Door:
    """An ASGI application before another one."""

    def __init__(self, app: App, rules: Rules) -> None:
        self._app = app
        self._rules = rules
        self._under_way: Counter[str] = Counter()
        """By visitor, of requests."""

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Let a request in, or answer it here; as ASGI has it."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            # The page uses no web sockets.
            await send({"type": "websocket.close", "code": 1008})
            return
        guarded = _with_headers(send)
        try:
            headers = _headers(scope)
            self._check_sender(scope, headers)
            with self._place_of(_visitor(scope)):
                await self._serve(scope, headers, receive, guarded)
        except _Refused as refused:
            await _reply(refused, guarded)

    async def _serve(self, scope: Message, headers: Mapping[str, str], receive: Receive, send: Send) -> None:
        """Raises _Refused while nothing has been sent."""
        if scope["method"] == "POST" or scope["path"] == "/" or scope["path"].startswith(_COUNTED):
            self._check_visitor(scope)
        if scope["method"] == "POST":
            is_upload = scope["path"].rstrip("/") == UPLOAD
            receive = self._files(headers, receive) if is_upload else await _small_body(headers, receive)
        elif session := _streamed_session(scope):
            receive = _watching(receive, lambda: self._rules.left(session))
        if not scope["path"].startswith(_GRADIO):
            await self._app(scope, receive, send)
            return
        try:
            await self._app(scope, receive, _translate_refusals(send))
        except Exception as error:
            # Told to its sender by then; a log that holds all of it could be filled by anybody.
            _log.warning("a request for %r was of no use: %s", scope["path"], type(error).__name__)
            _log.debug("", exc_info=error)
        finally:
            if scope["method"] == "GET" and (event := _called_event(scope)):
                self._rules.done(event)

    @contextmanager
    def _place_of(self, visitor: str) -> Iterator[None]:
        """One of those that a visitor's requests may take at a time, streams of answers among them."""
        if self._under_way[visitor] >= _MOST_AT_A_TIME:
            raise _Refused(429, _TOO_MANY, _RETRY_SECONDS)
        self._under_way[visitor] += 1
        try:
            yield
        finally:
            self._under_way[visitor] -= 1
            if not self._under_way[visitor]:
                del self._under_way[visitor]

    def _check_sender(self, scope: Message, headers: Mapping[str, str]) -> None:
        """Refuses what is not meant for this page, or not sent by it."""
        names = self._rules.names
        host = headers.get("host", "")
        called = [host, *(name.strip() for name in headers.get("x-forwarded-host", host).split(","))]
        if not all(map(names.allows_host, called)):
            raise _Refused(
                421, "Trang này không phục vụ dưới tên đó. Người quản trị đặt tên bằng RAG_PAGE_NAMES nếu cần."
            )
        if "origin" in headers and not names.allows_origin(headers["origin"], host):
            raise _Refused(403, _FOREIGN)
        if scope["method"] in {"GET", "HEAD"}:
            if scope["path"] != "/" and not scope["path"].startswith(_READ_FROM):
                raise _Refused(404, _NO_SUCH)
            return
        if headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
            raise _Refused(403, _FOREIGN)
        if scope["method"] != "POST" or not scope["path"].startswith(_POSTED_TO):
            raise _Refused(404, _NO_SUCH)

    def _check_visitor(self, scope: Message) -> None:
        """Refuses who sends too much."""
        limit = self._rules.sign_in_limit if scope["path"].rstrip("/") == SIGN_IN else self._rules.limit
        if seconds := limit.seconds_to_wait(_visitor(scope)):
            raise _Refused(429, _TOO_MANY, seconds)

    def _files(self, headers: Mapping[str, str], receive: Receive) -> Receive:
        """What brings files, piece by piece, if its sender may bring them and says how long they are."""
        most = self._rules.most_upload_bytes
        if not most:
            raise _Refused(413, "Trang này không nhận tệp.")
        if not self._rules.may_upload(headers):
            raise _Refused(403, "Hãy đăng nhập trước khi gửi tệp.")
        length = _length(headers)
        if length is None:
            raise _Refused(411, "Yêu cầu gửi tệp phải cho biết độ dài.")
        if length > most:
            raise _Refused(413, f"Tệp gửi lên quá lớn; mỗi lần tối đa {most // 1_000_000} MB.")
        is_whole = False

        async def receive_in_time() -> Message:
            nonlocal is_whole
            if is_whole:
                return await receive()
            try:
                message = await asyncio.wait_for(receive(), _BODY_SECONDS)
            except TimeoutError:
                return {"type": "http.disconnect"}
            is_whole = not message.get("more_body", False)
            return message

        return receive_in_time


def _visitor(scope: Message) -> str:
    """By address; one for all whose address is not known."""
    return str((scope.get("client") or ("",))[0])


def _streamed_session(scope: Message) -> str:
    """The session or event of Gradio's whose answers a request waits for; empty for any other request."""
    path = str(scope["path"]).rstrip("/")
    if path == _STREAM:
        query = bytes(scope.get("query_string", b"")).decode("latin-1")
        return parse_qs(query).get("session_hash", [""])[0]
    return _called_event(scope)


def _called_event(scope: Message) -> str:
    """The event for whose answer a program waits; empty for any other request."""
    path = str(scope["path"]).rstrip("/")
    return path.rpartition("/")[2] if path.startswith(_CALL) else ""


def _watching(receive: Receive, left: Callable[[], None]) -> Receive:
    async def watched() -> Message:
        message = await receive()
        if message["type"] == "http.disconnect":
            left()
        return message

    return watched


async def _small_body(headers: Mapping[str, str], receive: Receive) -> Receive:
    """The whole body, collected before anybody reads it.

    Raises:
        _Refused: it is too long, or takes too long to come.
    """
    too_long = _Refused(413, f"Nội dung gửi lên quá dài; tối đa {_MOST_BODY_BYTES // 1000} KB.")
    if (_length(headers) or 0) > _MOST_BODY_BYTES:
        raise too_long
    body = bytearray()
    try:
        async with asyncio.timeout(_BODY_SECONDS):
            while True:
                message = await receive()
                body += message.get("body", b"")
                if len(body) > _MOST_BODY_BYTES:
                    raise too_long
                if not message.get("more_body", False):
                    break
    except TimeoutError as error:
        raise _Refused(408, "Nội dung gửi lên quá chậm nên không được nhận.") from error
    collected: list[Message] = [{"type": "http.request", "body": bytes(body), "more_body": False}]

    async def receive_collected() -> Message:
        return collected.pop() if collected else await receive()

    return receive_collected


def _headers(scope: Message) -> dict[str, str]:
    """By lower-case name.

    Raises:
        _Refused: one that decides who asks for what is there twice.
    """
    headers: dict[str, str] = {}
    for raw_name, value in scope["headers"]:
        name = raw_name.decode("latin-1").lower()
        if name in headers and name in {"host", "origin", "content-length", "x-forwarded-host"}:
            raise _Refused(400, "Yêu cầu không hợp lệ.")
        headers[name] = value.decode("latin-1")
    return headers


def _length(headers: Mapping[str, str]) -> int | None:
    length = headers.get("content-length", "")
    return int(length) if length.isascii() and length.isdigit() else None


def _with_headers(send: Send) -> Send:
    """Every reply bears our headers, and none lets another page read it."""

    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            ours = {name.encode(): value.encode() for name, value in _HEADERS.items()}
            kept = [
                (name, value)
                for name, value in message.get("headers", ())
                if name.lower() not in ours and not name.lower().startswith(b"access-control-")
            ]
            message = {**message, "headers": [*kept, *ours.items()]}
        await send(message)

    return guarded


def _translate_refusals(send: Send) -> Send:
    """Gradio says in English that its queue is full, or that it stops, by its only 503; and answers 500 to what has not
    the form that it expects."""
    is_refused = False

    async def send_in_vietnamese(message: Message) -> None:
        nonlocal is_refused
        if message["type"] == "http.response.start" and message["status"] in _TRANSLATED:
            is_refused = True
            await _reply(_TRANSLATED[message["status"]], send)
        elif not is_refused:
            await send(message)

    return send_in_vietnamese


async def _reply(refused: _Refused, send: Send) -> None:
    """Gradio's own script shows `detail` to the visitor."""
    body = json.dumps({"detail": refused.message}, ensure_ascii=False).encode()
    headers = [(b"content-type", b"application/json; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    if refused.retry_seconds:
        headers.append((b"retry-after", str(math.ceil(refused.retry_seconds)).encode()))
    # What of the body is still to come is not read.
    headers.append((b"connection", b"close"))
    await send({"type": "http.response.start", "status": refused.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
