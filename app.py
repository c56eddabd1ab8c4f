"""Serves the page: builds or refreshes the index, then answers questions until it is stopped."""

import errno
import ipaddress
import logging
import os
import socket
import threading
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

# Gradio reads it when it is imported, and would otherwise tell its makers that it was started.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"

import gradio as gr

from ingest import log_to_stderr, show_progress
from page.layout import build_page, launch_page, port_in_use
from rag.errors import InvalidSettings, RagError
from rag.settings import Settings, load_settings

_log = logging.getLogger("app")
command = typer.Typer(add_completion=False)


@command.command()
def main(
    host: Annotated[str | None, typer.Option(help="Địa chỉ phục vụ trang; mặc định: RAG_PAGE_HOST.")] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Cổng; mặc định: RAG_PAGE_PORT.")] = None,
    corpus: Annotated[Path | None, typer.Option(help="Thư mục tài liệu; mặc định: RAG_CORPUS_DIR.")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Chỉ ghi lỗi.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Ghi chi tiết.")] = False,
) -> None:
    """Mở trang hỏi đáp: lập chỉ mục nếu tài liệu đã đổi, rồi phục vụ cho đến khi bấm Ctrl+C."""
    level = logging.ERROR if quiet else logging.INFO if verbose else logging.WARNING
    log_to_stderr(level)
    try:
        page, url = _open_page(host, port, corpus, shows_progress=not (quiet or verbose))
    except RagError as error:
        _log.info("%s: %s", type(error).__name__, error, exc_info=error)
        typer.echo(error.message, err=True)
        raise typer.Exit(error.exit_code) from error
    typer.echo(f"Trang hỏi đáp đã sẵn sàng: {url}")
    with suppress(KeyboardInterrupt):
        threading.Event().wait()
    page.close(verbose=False)


def _open_page(
    host: str | None, port: int | None, corpus: Path | None, *, shows_progress: bool
) -> tuple[gr.Blocks, str]:
    """The served page and its address.

    Raises:
        RagError: a setting, the port, the documents, the index or the embedding model cannot be used.
    """
    settings = load_settings()
    if corpus is not None:
        settings = settings.model_copy(update={"corpus_dir": corpus})
    host, port = host or settings.page_host, port or settings.page_port
    # Before the index, which can take minutes to build.
    _check_free(host, port)

    # Loads torch, for which neither --help nor a taken port should wait.
    from rag.wiring import open_current_pipeline  # noqa: PLC0415

    with show_progress(shows_progress) as report_progress:
        pipeline = open_current_pipeline(settings, report=report_progress)
    adds_files = may_add_files(settings, host)
    page = build_page(pipeline, settings.corpus_dir if adds_files else None)
    return page, launch_page(page, host, port, takes_files=adds_files)


def may_add_files(settings: Settings, host: str) -> bool:
    """Whether visitors may add documents: by default only those who sit at this computer."""
    if settings.page_adds_files != "auto":
        return settings.page_adds_files
    addresses = {str(found[4][0]) for found in socket.getaddrinfo(host, None)}
    return all(ipaddress.ip_address(address.partition("%")[0]).is_loopback for address in addresses)


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
