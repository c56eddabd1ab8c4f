import socket
import urllib.error
import urllib.request
from contextlib import closing

import pytest

from page.waiting import WaitingPage
from rag.datatypes import IngestProgress
from tests.page.test_browser import free_port


def looked_at(port: int) -> tuple[int, str]:
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10)
    with caught.value as reply:
        return reply.code, reply.read().decode()


def test_who_comes_early_is_told_how_far_the_opening_is() -> None:
    port = free_port()
    with closing(WaitingPage("127.0.0.1", port)) as waiting:
        code, html = looked_at(port)
        assert code == 503
        assert "Đang mở tài liệu" in html
        waiting.report(IngestProgress("Đọc <tài liệu>", 3, 10, "bi-mat.txt"))
        html = looked_at(port)[1]
        assert "Đọc &lt;tài liệu&gt;: 3/10" in html
        assert "bi-mat" not in html


def test_the_address_is_free_for_the_page_afterwards() -> None:
    port = free_port()
    WaitingPage("127.0.0.1", port).close()
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", port))
