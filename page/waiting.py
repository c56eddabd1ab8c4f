"""What the page's address shows until the page is there: that it is being opened, and how far that is.

Standard library only: it answers within a second of the command, before any model or framework is loaded.
"""

import socket
import threading
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from rag import IngestProgress

_TITLE = "Hỏi đáp kế hoạch địa phương"
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'"
_PAGE = """<!doctype html><html lang="vi"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Đang mở – {title}</title>
<noscript><meta http-equiv="refresh" content="3"></noscript>
<style>:root {{ color-scheme: light dark }} body {{ font-family: system-ui, sans-serif; max-width: 40rem;
margin: 3rem auto; padding: 0 1rem; line-height: 1.5 }} progress {{ width: 100% }}</style></head>
<body><main><h1>{title}</h1><p role="status" id="told">{status}</p>{bar}
<p>Trang tự mở khi xong. Lần đầu đọc tài liệu mất vài phút; các lần sau chỉ mất vài giây.</p></main>
<script>setInterval(async () => {{
  try {{
    const reply = await fetch("/", {{ cache: "no-store" }});
    if (reply.ok) {{ location.reload(); return; }}
    const told = new DOMParser().parseFromString(await reply.text(), "text/html");
    if (told.getElementById("told")) document.querySelector("main").replaceWith(told.querySelector("main"));
  }} catch {{ /* The page itself is just taking the address over. */ }}
}}, 1000);</script></body></html>"""


class WaitingPage:
    """Serves from the moment it is made until `close`, which frees the address.

    Raises:
        OSError: the port is taken, or the address is not this machine's.
    """

    def __init__(self, host: str, port: int) -> None:
        self._step: IngestProgress | None = None
        waiting = self

        class Handler(BaseHTTPRequestHandler):
            timeout = 5

            def do_GET(self) -> None:
                content = waiting.html().encode()
                # Not there yet, for programs, too.
                self.send_response(503)
                self.send_header("content-type", "text/html; charset=utf-8")
                self.send_header("content-length", str(len(content)))
                self.send_header("content-security-policy", _POLICY)
                self.send_header("cache-control", "no-store")
                self.send_header("retry-after", "2")
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: object) -> None:
                """Who waits is nobody's business."""

        class Server(ThreadingHTTPServer):
            address_family = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)[0][0]
            daemon_threads = True
            block_on_close = False

        self._server = Server((host.strip("[]"), port), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.1,), name="waiting", daemon=True)
        self._thread.start()

    def report(self, step: IngestProgress) -> None:
        """How far the opening is."""
        self._step = step

    def html(self) -> str:
        """The page. Files are not named: who looks at it may not be who runs it."""
        step = self._step
        if step is None:
            return _PAGE.format(title=_TITLE, status="Đang mở tài liệu và mô hình tìm kiếm…", bar="")
        status = f"{step.stage}: {step.done}/{step.total}"
        bar = f'<progress max="{max(1, step.total)}" value="{step.done}" aria-label="Tiến độ"></progress>'
        return _PAGE.format(title=_TITLE, status=escape(status), bar=bar)

    def close(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)
