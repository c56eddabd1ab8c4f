"""The page's parts and how they are wired to the conversation; and serving it, with nothing fetched from elsewhere."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import gradio as gr
from fastapi import FastAPI
from gradio.components import Component

from page.changing import Changing, ChangingPipeline
from page.conversation import AskPipeline, Conversation
from page.documents import Documents, DocumentsPipeline
from page.door import Door, Rules
from page.health import Health
from page.health import add_routes as add_health_routes
from page.places import READER, Places, PlacesPipeline
from page.request_limit import RequestLimit
from page.served_names import ServedNames
from page.serving import WebServer
from page.signing_in import SignIn, add_routes, button_to_sign_out, link_to_sign_in
from rag import LONGEST_FILE_BYTES, SUFFIXES, PortInUse

TITLE = "Hỏi đáp kế hoạch địa phương"
_INTRODUCTION = "Trả lời từ chính các văn bản kế hoạch của địa phương; mỗi con số đều kèm nguồn để bạn kiểm tra."
_HERE = Path(__file__).parent
# Gradio runs 40 events at a time, of which as many wait for a model as the pipeline's line is long: 16. The others'
# answers, which need no model, do not wait for them.
_QUESTIONS_WAITING = 64
_PASSWORDS_PER_MINUTE = 10
_MOST_FILES = 10
"""Sent in one request."""
_GRADIO_WORDS = {
    "upload_text.drop_file": "Kéo tệp vào đây",
    "upload_text.click_to_upload": "Bấm để chọn tệp",
    "common.or": "hoặc",
}
"""What Gradio says itself, which it has no Vietnamese for; browsers in English show it too."""
# How often they are looked through, and how old they then have to be. What was added is in the folder of documents.
_UPLOADS_KEPT_SECONDS = (600, 3600)
_KEEP_SOURCES_OPEN = "watch('value', () => window.conversationPage?.redrawn(element));"


class PagePipeline(AskPipeline, DocumentsPipeline, PlacesPipeline, ChangingPipeline, Protocol):
    """All that the page needs of a pipeline."""


def build_page(pipeline: PagePipeline, adds_to: Path | None = None, sign_in: SignIn | None = None) -> gr.Blocks:
    """The page over a pipeline, not yet served; `adds_to`: the folder to which visitors add documents, if they may: all
    of them, or with `sign_in` those who signed in."""
    conversation = Conversation(pipeline)
    documents = Documents(pipeline)
    with gr.Blocks(title=TITLE, analytics_enabled=False, delete_cache=_UPLOADS_KEPT_SECONDS) as page:
        # First, to have the name: Gradio names the page's own events after their methods and numbers later namesakes.
        gr.api(conversation.answer, api_name="ask", concurrency_limit=None, concurrency_id="ask")
        gr.HTML(f"<header><h1>{TITLE}</h1><p>{_INTRODUCTION}</p></header>", apply_default_css=False)
        with gr.Row(elem_id="model"):
            model_status = gr.HTML("", apply_default_css=False)
            pull = gr.Button("Tải mô hình", visible=False, size="sm", elem_id="pull")
        turns = gr.State(())
        with gr.Column(elem_id="conversation"):
            earlier, current = (
                gr.HTML("", apply_default_css=False, js_on_load=_KEEP_SOURCES_OPEN, elem_id=name)
                for name in ("earlier", "current")
            )
        write = gr.Button("", visible=False, size="sm", elem_id="write")
        with gr.Column(elem_id="examples", visible=bool(pipeline.example_questions)) as examples:
            gr.HTML('<h2 id="examples-title">Câu hỏi ví dụ</h2>', apply_default_css=False)
            example_buttons = [gr.Button(text, visible=bool(text)) for text in documents.examples()]
        with gr.Row(elem_id="composer"):
            question = gr.Textbox(
                label="Câu hỏi của bạn",
                placeholder="Gõ câu hỏi tại đây",
                lines=1,
                max_lines=4,
                autofocus=True,
                html_attributes=gr.InputHTMLAttributes(enterkeyhint="send", autocomplete="off", lang="vi"),
                elem_id="question",
            )
            send = gr.Button("Gửi", variant="primary", elem_id="send")
            stop = gr.Button("Dừng", variant="stop", visible=False, elem_id="stop")
        anew = gr.Button("Hỏi chủ đề mới", visible=False, size="sm", elem_id="anew")
        index_shown = gr.State(None)
        with gr.Column(elem_id="about"):
            listed, receipts = (
                gr.HTML(part, apply_default_css=False, js_on_load=_KEEP_SOURCES_OPEN)
                for part in (documents.listed(), documents.receipts())
            )
        documents_outputs = [listed, receipts, index_shown, *example_buttons]
        if adds_to is not None:
            changing = Changing(pipeline, documents, adds_to, sign_in.is_signed_in if sign_in else None)
            _build_changing(changing, page, index_shown, documents_outputs, asks_password=sign_in is not None)

        _build_reader(Places(pipeline))

        outputs = [earlier, current, turns, question, send, stop, examples, anew, write]
        status_outputs = [model_status, pull]
        asking = [(question.submit, question), (send.click, question)]
        asking += [(button.click, button) for button in example_buttons]
        for trigger, text in asking:
            asked = trigger(
                conversation.ask,
                [text, turns],
                outputs,
                concurrency_limit=None,
                concurrency_id="ask",
                show_progress="hidden",
                api_visibility="private",
            )
            asked.then(
                conversation.model_status, None, status_outputs, show_progress="hidden", api_visibility="private"
            )
            # An ingest beside the page may have made another index since the page was opened.
            asked.then(
                documents.refresh, index_shown, documents_outputs, show_progress="hidden", api_visibility="private"
            )
        write.click(
            conversation.write,
            turns,
            outputs,
            concurrency_limit=None,
            concurrency_id="ask",
            show_progress="hidden",
            api_visibility="private",
        )
        # Outside the queue, where it would wait behind the answer that it is to stop.
        stop.click(conversation.stop, None, None, queue=False, show_progress="hidden", api_visibility="private")
        page.unload(conversation.stop)
        anew.click(
            conversation.start_anew,
            None,
            outputs,
            js="() => window.conversationPage.startedAnew()",
            show_progress="hidden",
            api_visibility="private",
        )
        pull.click(
            conversation.pull_model,
            None,
            status_outputs,
            # Ollama lets those who ask for the same model share one download.
            concurrency_limit=4,
            show_progress="hidden",
            api_visibility="private",
        )
        page.load(
            conversation.model_status,
            None,
            status_outputs,
            concurrency_limit=8,
            show_progress="hidden",
            api_visibility="private",
        )
        page.load(
            # The pipeline loads once, whoever else asks for it meanwhile.
            conversation.load_model,
            None,
            None,
            concurrency_limit=4,
            show_progress="hidden",
            api_visibility="private",
        )
        page.load(documents.refresh, None, documents_outputs, show_progress="hidden", api_visibility="private")
    # For the door, which sees who hangs up.
    page.left = conversation.left
    return page.queue(max_size=_QUESTIONS_WAITING)


def _build_reader(places: Places) -> None:
    """The window that shows a place in a document; its content is asked for when it is opened."""

    def show_place(asked: object) -> str:
        # Gradio marks what a browser may call, which a method does not let it do.
        return places.show(asked)

    gr.HTML(
        READER,
        apply_default_css=False,
        js_on_load="window.showPlace = (asked) => server.show_place(asked);",
        server_functions=[show_place],
    )


def _build_changing(
    changing: Changing, page: gr.Blocks, index_shown: gr.State, refreshed: list[Component], *, asks_password: bool
) -> None:
    """The folded area to which files are dropped, and from which they are removed; shown to those who may do it."""
    door = gr.HTML("", visible=asks_password, apply_default_css=False)
    with gr.Accordion("Thêm hoặc gỡ tài liệu", open=False, elem_id="adding", visible=not asks_password) as area:
        most = LONGEST_FILE_BYTES // 1_000_000
        gr.HTML(
            "<p>Nhận PDF, bản quét và ảnh, Word, Excel, CSV, trang web lưu về và văn bản thuần; "
            f"mỗi tệp tối đa {most} MB. Tệp được chép vào thư mục tài liệu; "
            "lập xong chỉ mục là mọi người dùng trang này hỏi được ngay.</p>",
            apply_default_css=False,
        )
        files = gr.File(label="Tệp cần thêm", file_count="multiple", file_types=sorted(SUFFIXES), elem_id="files")
        replaces = gr.Checkbox(
            label="Nếu trùng tên thì thay bản cũ",
            info="Chỉ thay tệp đã thêm ở đây, và bản cũ bị xóa. Không đánh dấu thì giữ cả hai.",
            elem_id="replaces",
            container=False,
        )
        add = gr.Button("Thêm vào tài liệu", elem_id="add")
        became = gr.HTML("", apply_default_css=False, elem_id="became")
        removable = gr.HTML(
            changing.removable(),
            apply_default_css=False,
            js_on_load="window.removeFile = (file) => trigger('click', { file });",
            elem_id="removable",
        )
    outputs = [became, files, add, removable, *refreshed]
    add.click(
        changing.add,
        [files, replaces, index_shown],
        outputs,
        # One ingest at a time: the next visitor's files wait.
        concurrency_limit=1,
        concurrency_id="changing",
        show_progress="hidden",
        api_visibility="private",
    )
    removable.click(
        changing.remove,
        index_shown,
        outputs,
        concurrency_limit=1,
        concurrency_id="changing",
        show_progress="hidden",
        api_visibility="private",
    )
    page.load(changing.removable, None, removable, show_progress="hidden", api_visibility="private")
    if asks_password:

        def let_in(request: gr.Request) -> tuple[str, Any]:
            may = changing.may_change(request)
            return button_to_sign_out() if may else link_to_sign_in(), gr.update(visible=may)

        page.load(let_in, None, [door, area], show_progress="hidden", api_visibility="private")


def launch_page(
    page: gr.Blocks,
    host: str,
    port: int,
    *,
    takes_files: bool = False,
    sign_in: SignIn | None = None,
    names: Sequence[str] = (),
    requests_per_minute: int = 1200,
    app: FastAPI | None = None,
    health: Health | None = None,
) -> str:
    """Serves the page in the background, until it is closed, and returns its address.

    Args:
        page: What `build_page` gave, with the same `sign_in`.
        host: The address to serve on.
        port: Likewise.
        takes_files: Whether files may be sent to it: by anybody, or with `sign_in` by those who signed in.
        sign_in: None where no password is set.
        names: Those by which visitors call a proxy before the page.
        requests_per_minute: Let in from one address.
        app: Has endpoints of its own, which the page is served beside; None for none.
        health: What is told under `/health` and `/ready`, if anything.

    Raises:
        PortInUse: another program has the port.
    """
    app = app or FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    if sign_in is not None:
        add_routes(app, sign_in, TITLE)
    if health is not None:
        add_health_routes(app, health)
    gr.mount_gradio_app(
        app,
        page,
        path="/",
        server_name=host,
        server_port=port,
        # Fonts by plain name: a theme's own fonts are files to load, some of them from another host.
        theme=gr.themes.Base(
            font=[gr.themes.Font(name) for name in ("system-ui", "Segoe UI", "Roboto", "Noto Sans", "sans-serif")],
            font_mono=[gr.themes.Font("monospace")],
            primary_hue="blue",
            neutral_hue="gray",
        ),
        css_paths=_HERE / "style.css",
        js=(_HERE / "behaviour.js").read_text(encoding="utf-8"),
        favicon_path=str(_HERE / "favicon.svg"),
        i18n=gr.I18n(vi=_GRADIO_WORDS, en=_GRADIO_WORDS),
        footer_links=[],
        run_history=False,
        pwa=False,
        mcp_server=False,
        ssr_mode=False,
        enable_monitoring=False,
        # What goes wrong unexpectedly is for the log alone; what a visitor can do something about is told apart.
        show_error=False,
        max_file_size=LONGEST_FILE_BYTES if takes_files else "1kb",
    )
    rules = Rules(
        names=ServedNames(host, names),
        limit=RequestLimit(requests_per_minute),
        sign_in_limit=RequestLimit(_PASSWORDS_PER_MINUTE),
        most_upload_bytes=_MOST_FILES * LONGEST_FILE_BYTES if takes_files else 0,
        may_upload=sign_in.is_signed_in if sign_in else lambda _headers: True,
        left=page.left,
    )
    try:
        # Closing the page closes its server, as it would one of Gradio's own.
        page.server = WebServer(Door(app, rules), host, port)
    except OSError as error:
        raise port_in_use(port) from error
    page.is_running = True
    return f"http://{'localhost' if host == '0.0.0.0' else host}:{port}/"  # nosec B104 - only told, not bound


def port_in_use(port: int) -> PortInUse:
    """The error for a port that another program has."""
    return PortInUse(
        f"Cổng {port} đang có chương trình khác dùng. Hãy tắt chương trình đó, hoặc chọn cổng khác bằng --port.",
        f"port {port} is in use",
    )
