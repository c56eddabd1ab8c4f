"""Serves the page: builds or refreshes the index, then answers questions until it is stopped."""

import errno
import logging
import os
import socket
import sys
import threading
from contextlib import closing, suppress
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO, cast

import typer

# Gradio reads it when it is imported, and would otherwise tell its makers that it was started.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"

from ingest import log_to_stderr, show_progress
from page.served_names import is_loopback, port_in_use, shown_address
from page.waiting import WaitingPage
from rag.datatypes import IngestProgress
from rag.errors import InvalidSettings, RagError
from rag.private_logging import PrivateStream, log_as
from rag.settings import Settings, load_settings

if TYPE_CHECKING:
    import gradio as gr

_RESULTS = Path(__file__).parent / "eval" / "page_results.json"
"""Where `python -m eval table --publish` leaves them."""

_log = logging.getLogger("app")
command = typer.Typer(add_completion=False)


@command.command()
def main(
    host: Annotated[str | None, typer.Option(help="Địa chỉ phục vụ trang; mặc định: RAG_PAGE_HOST.")] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Cổng; mặc định: RAG_PAGE_PORT.")] = None,
    corpus: Annotated[Path | None, typer.Option(help="Thư mục tài liệu; mặc định: RAG_CORPUS_DIR.")] = None,
    adds_files: Annotated[
        bool,
        typer.Option("--adds-files", help="Không đặt mật khẩu vẫn cho người ngồi tại máy này thêm, gỡ tài liệu."),
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Chỉ ghi lỗi.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Ghi chi tiết.")] = False,
) -> None:
    """Mở trang hỏi đáp: lập chỉ mục nếu tài liệu đã đổi, rồi phục vụ cho đến khi bấm Ctrl+C."""
    level = logging.ERROR if quiet else logging.INFO if verbose else logging.WARNING
    log_to_stderr(level)
    # Gradio prints what its events break at.
    sys.stderr = cast(TextIO, PrivateStream(sys.stderr))
    try:
        page, url = _open_page(host, port, corpus, adds_files=adds_files, shows_progress=not (quiet or verbose))
    except RagError as error:
        _log.info("%s: %s", type(error).__name__, error, exc_info=error)
        typer.echo(error.message, err=True)
        raise typer.Exit(error.exit_code) from error
    typer.echo(f"Trang hỏi đáp đã sẵn sàng: {url}")
    with suppress(KeyboardInterrupt):
        threading.Event().wait()
    page.close(verbose=False)


def _open_page(
    host: str | None, port: int | None, corpus: Path | None, *, adds_files: bool, shows_progress: bool
) -> "tuple[gr.Blocks, str]":
    """The served page and its address.

    Raises:
        RagError: a setting, the port, the documents, the index or the embedding model cannot be used.
    """
    settings = load_settings()
    log_as(settings.log_format)
    if corpus is not None:
        settings = settings.model_copy(update={"corpus_dir": corpus})
    host, port = host or settings.page_host, port or settings.page_port
    # Before the index, which can take minutes to build.
    _check_free(host, port)
    with closing(WaitingPage(host, port)) as waiting:
        typer.echo(f"Đang mở trang tại {shown_address(host, port)}", err=True)
        # These load torch and gradio, for which neither --help nor a taken port nor the first look should wait.
        from page.layout import build_page, launch_page  # noqa: PLC0415
        from page.readiness import add_readiness_route  # noqa: PLC0415
        from page.results_room import load_results  # noqa: PLC0415
        from page.signing_in import SignIn  # noqa: PLC0415
        from programs.routes import make_app  # noqa: PLC0415
        from programs.service import Service  # noqa: PLC0415
        from rag.wiring import open_current_pipeline  # noqa: PLC0415

        with show_progress(shows_progress) as report_progress:

            def report(step: IngestProgress) -> None:
                waiting.report(step)
                report_progress(step)

            pipeline = open_current_pipeline(settings, report=report)
        changers = who_changes(settings, host, adds_files=adds_files)
        for warning in warnings_of(changers, host):
            typer.echo(f"CẢNH BÁO: {warning}", err=True)
        sign_in = SignIn(settings.page_password.get_secret_value()) if changers is Changers.SIGNED_IN else None
        takes_files = changers is not Changers.NOBODY
        page = build_page(
            pipeline,
            settings.corpus_dir if takes_files else None,
            sign_in,
            keeps_ratings_in=settings.data_dir,
            results=load_results(_RESULTS),
        )
    app = make_app(Service(pipeline), offers_mcp=settings.page_mcp)
    add_readiness_route(app, pipeline)
    url = launch_page(
        page,
        host,
        port,
        takes_files=takes_files,
        sign_in=sign_in,
        names=[name.strip() for name in settings.page_names.split(",") if name.strip()],
        requests_per_minute=settings.page_requests_per_minute,
        app=app,
    )
    return page, url


class Changers(Enum):
    """Who may add and remove documents on the page."""

    NOBODY = "nobody"
    SIGNED_IN = "who signed in"
    EVERYBODY = "everybody who can open the page"


def who_changes(settings: Settings, host: str, *, adds_files: bool) -> Changers:
    """Without a password nobody, unless that was asked for: by the setting, or by `adds_files` for this computer."""
    if settings.page_adds_files is False:
        return Changers.NOBODY
    if settings.page_password.get_secret_value():
        return Changers.SIGNED_IN
    is_open = settings.page_adds_files is True or (adds_files and is_loopback(host))
    return Changers.EVERYBODY if is_open else Changers.NOBODY


def warnings_of(changers: Changers, host: str) -> list[str]:
    """What a person who starts the page must know of it, in Vietnamese; nothing where it serves this computer alone."""
    if is_loopback(host):
        return []
    open_to_all = "Ai mở được trang cũng thêm, gỡ được tài liệu vì không đặt mật khẩu: hãy đặt RAG_PAGE_PASSWORD."
    unencrypted = (
        f"Trang phục vụ máy khác qua {host} mà không mã hóa (TLS): câu hỏi"
        f"{' và mật khẩu' if changers is Changers.SIGNED_IN else ''} đi qua mạng dưới dạng đọc được. "
        "Hãy đặt trang sau một máy chủ trung gian có HTTPS (docs/settings.md, mục “Serving others”)."
    )
    return [unencrypted, *([open_to_all] if changers is Changers.EVERYBODY else [])]


def _check_free(host: str, port: int) -> None:
    """Raises PortInUse for a port that is taken, InvalidSettings for one that may not be opened on this machine."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            # As the server does: a port that was closed a moment ago is free.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise port_in_use(port) from error
        raise InvalidSettings(
            f"Không mở được địa chỉ {host} cổng {port} trên máy này. Hãy chọn --host hoặc --port khác.",
            f"cannot bind {host}:{port}: {error}",
        ) from error


if __name__ == "__main__":
    command()
