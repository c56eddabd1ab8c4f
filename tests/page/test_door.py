"""The door before the page, around an application that lets everything in."""

import asyncio
from collections.abc import Coroutine, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

import page.door
from page.door import SIGN_IN, UPLOAD, Door, Message, Receive, Rules, Send
from page.request_limit import RequestLimit
from page.served_names import ServedNames

HERE = "127.0.0.1:7860"
JOIN = "/gradio_api/queue/join"


async def _everything(scope: Message, receive: Receive, send: Send) -> None:  # noqa: ARG001
    """Echoes the origin as Gradio does, then what was sent to it."""
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    headers = [(b"access-control-allow-origin", b"*"), (b"Access-Control-Allow-Credentials", b"true"), (b"x-own", b"1")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _door(host: str = "127.0.0.1", names: tuple[str, ...] = (), **rules: Any) -> Door:
    given = {
        "names": ServedNames(host, names),
        "limit": RequestLimit(1000),
        "sign_in_limit": RequestLimit(2),
        "most_upload_bytes": 0,
        "may_upload": lambda _headers: True,
    }
    return Door(_everything, Rules(**{**given, **rules}))


def _run(work: Coroutine[Any, Any, None]) -> None:
    """On a thread of its own: this one's loop may be the browser's."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        thread.submit(asyncio.run, work).result()


class Reply:
    def __init__(self, sent: list[Message]) -> None:
        self.status = int(sent[0]["status"])
        self.headers = {name.decode().lower(): value.decode() for name, value in sent[0]["headers"]}
        self.body = b"".join(message.get("body", b"") for message in sent[1:])

    @property
    def text(self) -> str:
        return self.body.decode()


def _send(
    door: Door,
    method: str = "GET",
    path: str = "/",
    headers: Mapping[str, str] | None = None,
    body: list[bytes] | None = None,
    client: str = "192.0.2.7",
    more_headers: tuple[tuple[bytes, bytes], ...] = (),
) -> Reply:
    """`body`: the pieces that come; none further after the last."""
    pieces = list(body or [b""])
    given = {"host": HERE, **(headers or {})}
    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "headers": [*((name.encode(), value.encode()) for name, value in given.items()), *more_headers],
        "client": (client, 5),
    }
    sent: list[Message] = []

    async def receive() -> Message:
        if not pieces:
            await asyncio.sleep(3600)
        piece = pieces.pop(0)
        return {"type": "http.request", "body": piece, "more_body": bool(pieces) or piece == b"..."}

    async def send(message: Message) -> None:
        sent.append(message)

    _run(door(scope, receive, send))
    return Reply(sent)


@pytest.mark.parametrize(
    ("host", "let_in"),
    [
        ("127.0.0.1:7860", True),
        ("localhost:7860", True),
        ("LOCALHOST", True),
        ("[::1]:7860", True),
        ("ke-xau.vn:7860", False),
        ("127.0.0.1.ke-xau.vn", False),
        ("127.0.0.1@ke-xau.vn", False),
        ("ke-xau.vn#127.0.0.1", False),
        ("192.0.2.1", False),
        ("[::1", False),
        ("", False),
    ],
)
def test_a_request_for_a_foreign_name_is_not_let_in(host: str, let_in: bool) -> None:
    for method, path in (("GET", "/"), ("POST", JOIN)):
        assert (_send(_door(), method, path, {"host": host}).status == 200) is let_in


def test_a_name_behind_a_proxy_is_one_that_was_set() -> None:
    asked = {"host": "hoidap.vidu.vn", "origin": "https://hoidap.vidu.vn"}
    assert _send(_door(), "POST", JOIN, asked).status == 421
    assert _send(_door(names=("hoidap.vidu.vn",)), "POST", JOIN, asked).status == 200
    inner = {"host": HERE, "x-forwarded-host": "hoidap.vidu.vn", "origin": "https://hoidap.vidu.vn"}
    assert _send(_door(names=("hoidap.vidu.vn",)), "POST", JOIN, inner).status == 200
    assert _send(_door(names=("hoidap.vidu.vn",)), "GET", "/", {"x-forwarded-host": "ke-xau.vn"}).status == 421


def test_a_page_for_others_is_called_by_any_address_but_by_no_name_that_it_does_not_have() -> None:
    door = _door("0.0.0.0")
    assert _send(door, headers={"host": "192.0.2.1:7860"}).status == 200
    assert _send(door, headers={"host": "ke-xau.vn:7860"}).status == 421


@pytest.mark.parametrize(
    "origin",
    [
        "http://ke-xau.vn",
        "http://127.0.0.1:9000",
        "https://127.0.0.1:7860.ke-xau.vn",
        "null",
        "",
        "file://",
        "http://[",
    ],
)
def test_nothing_is_changed_or_read_for_another_origin(origin: str) -> None:
    for method, path in (("POST", JOIN), ("POST", UPLOAD), ("OPTIONS", JOIN), ("GET", "/config")):
        reply = _send(_door(most_upload_bytes=10), method, path, {"origin": origin, "content-length": "0"})
        assert reply.status == 403
        assert not any(name.startswith("access-control") for name in reply.headers)


def test_our_own_origin_and_programs_without_one_are_let_in_and_no_reply_is_shared_with_others() -> None:
    for headers in ({"origin": f"http://{HERE}"}, {}, {"sec-fetch-site": "same-origin"}):
        reply = _send(_door(), "POST", JOIN, headers, [b"{}"])
        assert (reply.status, reply.body) == (200, b"{}")
        assert not any(name.startswith("access-control") for name in reply.headers)
        assert reply.headers["x-own"] == "1"
    assert _send(_door(), "POST", JOIN, {"sec-fetch-site": "cross-site"}).status == 403


def test_a_header_that_decides_is_not_given_twice() -> None:
    assert _send(_door(), more_headers=((b"Host", b"ke-xau.vn"),)).status == 400


@pytest.mark.parametrize(
    ("method", "path"),
    [
        *(("PUT", JOIN), ("DELETE", "/"), ("POST", "/gradio_api/vibe-edit"), ("POST", "/")),
        *(
            ("POST", "/gradio_api/api/ask"),
            ("GET", "/monitoring"),
            ("HEAD", "/pwa_icon"),
        ),
        *(("GET", "/gradio_api/deep_link"), ("GET", "/gradio_api/proxy=http://127.0.0.1/"), ("GET", "/logout")),
    ],
)
def test_nothing_is_sent_to_or_read_of_what_the_page_does_not_use(method: str, path: str) -> None:
    assert _send(_door(), method, path).status == 404


@pytest.mark.parametrize("refused", [False, True])
def test_every_reply_forbids_what_the_page_does_not_need(refused: bool) -> None:
    headers = _send(_door(), headers={"host": "ke-xau.vn"} if refused else {}).headers
    policy = dict(part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";"))
    assert policy["frame-ancestors"] == "'none'"
    assert policy["default-src"] == "'self'"
    allowed = {source for sources in policy.values() for source in sources.split()}
    assert allowed <= {"'self'", "'none'", "'unsafe-inline'", "'unsafe-eval'", "data:", "blob:"}
    assert headers["x-content-type-options"] == "nosniff"
    assert "referrer-policy" in headers
    assert "camera=()" in headers["permissions-policy"]


def test_a_body_that_is_too_long_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page.door, "_MOST_BODY_BYTES", 100)
    told = _send(_door(), "POST", JOIN, {"content-length": "101"}, [b"..."])
    untold = _send(_door(), "POST", JOIN, {}, [b"x" * 60, b"x" * 60, b"..."])
    assert told.status == untold.status == 413
    assert "quá dài" in told.text
    assert _send(_door(), "POST", JOIN, {}, [b"x" * 60, b"y" * 40]).body == b"x" * 60 + b"y" * 40


def test_a_body_that_does_not_come_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page.door, "_BODY_SECONDS", 0.05)
    reply = _send(_door(), "POST", JOIN, {"content-length": "50"}, [b"..."])
    assert reply.status == 408
    assert "quá chậm" in reply.text


def test_files_are_taken_only_of_a_told_length_from_whom_may_send_them() -> None:
    sent = {"content-length": "3"}
    assert _send(_door(), "POST", UPLOAD, sent, [b"abc"]).status == 413
    assert _send(_door(most_upload_bytes=5, may_upload=lambda _: False), "POST", UPLOAD, sent, [b"abc"]).status == 403
    door = _door(most_upload_bytes=5)
    assert _send(door, "POST", UPLOAD, sent, [b"ab", b"c"]).body == b"abc"
    assert _send(door, "POST", f"{UPLOAD}/", {"content-length": "6"}, [b"..."]).status == 413
    assert _send(door, "POST", UPLOAD, {}, [b"..."]).status == 411


def test_a_visitor_who_sends_too_much_is_told_when_to_come_back_and_others_are_let_in() -> None:
    clock = [0.0]
    door = _door(limit=RequestLimit(3, now=lambda: clock[0]))
    assert [_send(door, "POST", JOIN).status for _ in range(4)] == [200, 200, 200, 429]
    reply = _send(door, "POST", JOIN)
    assert reply.headers["retry-after"] == "20"  # a third of a minute
    assert "quá nhiều yêu cầu" in reply.text
    assert _send(door, "POST", JOIN, client="192.0.2.8").status == 200
    assert _send(door, path="/assets/a.js").status == 200  # what costs nothing to read is not counted
    assert _send(door).status == 429
    clock[0] = 20.0
    assert [_send(door, "POST", JOIN).status for _ in range(2)] == [200, 429]


def test_a_password_can_be_guessed_a_few_times_a_minute_only() -> None:
    door = _door()
    assert [_send(door, "POST", SIGN_IN).status for _ in range(3)] == [200, 200, 429]


def test_one_visitor_cannot_take_every_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page.door, "_MOST_AT_A_TIME", 3)
    ends = asyncio.Event()
    sent: list[Message] = []

    async def hold(_scope: Message, _receive: Receive, send: Send) -> None:
        await ends.wait()
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def ask(door: Door, client: str) -> None:
        async def send(message: Message) -> None:
            sent.append(message)

        headers = [(b"host", HERE.encode())]
        await door(
            {"type": "http", "method": "GET", "path": "/", "headers": headers, "client": (client, 5)}, _never, send
        )

    async def hold_and_ask() -> None:
        door = Door(hold, _door()._rules)
        held = [asyncio.create_task(ask(door, "192.0.2.7")) for _ in range(5)]
        other = asyncio.create_task(ask(door, "192.0.2.8"))
        await asyncio.sleep(0.1)
        ends.set()
        await asyncio.gather(*held, other)
        assert door._under_way == {}

    _run(hold_and_ask())
    assert sorted(message["status"] for message in sent if "status" in message) == [200, 200, 200, 200, 429, 429]


async def _never() -> Message:
    await asyncio.sleep(3600)
    raise AssertionError


def test_visitors_are_forgotten_before_they_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("page.request_limit._MOST_VISITORS", 5)
    limit = RequestLimit(1)
    for visitor in range(50):
        limit.seconds_to_wait(str(visitor))
    assert len(limit._buckets) == 5


def test_web_sockets_are_closed() -> None:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    _run(_door()({"type": "websocket", "path": "/"}, None, send))  # type: ignore[arg-type]  # nothing is received
    assert [message["type"] for message in sent] == ["websocket.close"]


def test_what_gradio_breaks_at_is_told_as_a_request_of_no_use(caplog: pytest.LogCaptureFixture) -> None:
    async def broken(_scope: Message, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 500, "headers": []})
        await send({"type": "http.response.body", "body": b"Internal Server Error"})
        raise ValueError("gọi 0912345678")

    reply = _send(Door(broken, _door()._rules), "POST", "/gradio_api/call/a\nb")
    assert (reply.status, page.door._UNUSABLE in reply.text) == (400, True)
    (line,) = [record.getMessage() for record in caplog.records]
    assert line == "a request for '/gradio_api/call/a\\nb' was of no use: ValueError"


@pytest.mark.parametrize(("path", "is_gradios"), [(JOIN, True), ("/ask", False)])
def test_a_full_queue_is_told_in_vietnamese(path: str, is_gradios: bool) -> None:
    async def full(_scope: Message, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 503, "headers": [(b"content-length", b"13")]})
        await send({"type": "http.response.body", "body": b"Queue is full"})

    door = Door(full, _door()._rules)
    reply = _send(door, "POST", path)
    assert reply.status == 503
    assert (page.door._FULL if is_gradios else "Queue is full") in reply.text
    assert ("retry-after" in reply.headers) is is_gradios
    assert reply.headers["x-frame-options"] == "DENY"
    assert int(reply.headers["content-length"]) == len(reply.body)
