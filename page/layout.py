"""The page's parts and how they are wired to the conversation; and serving it, with nothing fetched from elsewhere."""

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import gradio as gr
from fastapi import FastAPI
from gradio.components import Component
from gradio.state_holder import StateHolder
from gradio.utils import LRUCache

from page.changing import Changing, ChangingPipeline
from page.conversation import AskPipeline, Conversation
from page.correcting import Correcting
from page.documents import Documents, DocumentsPipeline
from page.door import Door, Rules
from page.places import READER, Places, PlacesPipeline
from page.ratings import Ratings
from page.register_room import RegisterPipeline, RegisterRoom
from page.request_limit import RequestLimit
from page.results_room import render_results
from page.served_names import ServedNames, port_in_use, shown_address
from page.serving import WebServer
from page.signing_in import SignIn, add_routes, button_to_sign_out, link_to_sign_in
from rag import LONGEST_FILE_BYTES, SUFFIXES

TITLE = "Hỏi đáp kế hoạch địa phương"
_INTRODUCTION = "Trả lời từ chính các văn bản kế hoạch của địa phương; mỗi con số đều kèm nguồn để bạn kiểm tra."
_HERE = Path(__file__).parent
# Gradio runs 40 events at a time, of which as many wait for a model as the pipeline's line is long: 16. The others'
# answers, which need no model, do not wait for them.
_QUESTIONS_WAITING = 64
_PASSWORDS_PER_MINUTE = 10
_SESSIONS_REMEMBERED = 250
"""Each takes 100 KB of Gradio's; of one that was unseen for longest the browser brings back what was said."""
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
_SAVE = "watch('value', () => window.conversationPage?.save(element));"
_TELL_CORRECTED = "watch('value', () => window.registerPage.corrected(element));"
_TELL_RATED = "watch('value', () => window.conversationPage?.announce(element.textContent));"


class PagePipeline(AskPipeline, DocumentsPipeline, PlacesPipeline, ChangingPipeline, RegisterPipeline, Protocol):
    """All that the page needs of a pipeline."""


def build_page(
    pipeline: PagePipeline,
    adds_to: Path | None = None,
    sign_in: SignIn | None = None,
    keeps_ratings_in: Path | None = None,
    results: Sequence[Mapping[str, Any]] = (),
) -> gr.Blocks:
    """The page over a pipeline, not yet served.

    Args:
        pipeline: What it shows.
        adds_to: The folder to which visitors add documents, if they may: all of them, or with `sign_in` those who
            signed in.
        sign_in: None where no password is set.
        keeps_ratings_in: The folder that what visitors say of answers is kept in; None keeps none of it.
        results: Of the benchmark, as `page.results_room` reads them.
    """
    conversation = Conversation(
        pipeline,
        Ratings(keeps_ratings_in) if keeps_ratings_in else None,
        # Who may change the documents without a password runs the page.
        shows_setup=adds_to is not None and sign_in is None,
    )
    documents = Documents(pipeline)
    with gr.Blocks(title=TITLE, analytics_enabled=False, delete_cache=_UPLOADS_KEPT_SECONDS) as page:
        # First, to have the name: Gradio names the page's own events after their methods and numbers later namesakes.
        gr.api(conversation.answer, api_name="ask", concurrency_limit=None, concurrency_id="ask")
        gr.HTML(f"<header><h1>{TITLE}</h1><p>{_INTRODUCTION}</p></header>", apply_default_css=False)
        index_shown = gr.State(None)
        with gr.Tabs(elem_id="rooms"):
            with gr.Tab("Hỏi đáp", id="ask", elem_id="room-ask"):
                covered, example_buttons, after_asking = _build_conversation(conversation, documents, page)
            with gr.Tab("Chỉ tiêu", id="register", elem_id="room-register"):
                _build_register(pipeline, adds_to, sign_in)
            with gr.Tab("Tài liệu", id="documents", elem_id="room-documents"):
                listed, receipts = (
                    gr.HTML(part, render=False, apply_default_css=False, js_on_load=_KEEP_SOURCES_OPEN)
                    for part in (documents.listed(), documents.receipts())
                )
                refreshed = [listed, receipts, index_shown, covered, *example_buttons]
                if adds_to is not None:
                    changing = Changing(pipeline, documents, adds_to, sign_in.is_signed_in if sign_in else None)
                    _build_changing(changing, page, index_shown, refreshed, asks_password=sign_in is not None)
                listed.render()
                receipts.render()
            with gr.Tab("Đánh giá", id="results", elem_id="room-results"):
                gr.HTML(render_results(results), apply_default_css=False, js_on_load=_KEEP_SOURCES_OPEN)
        _build_reader(Places(pipeline))
        for asked in after_asking:
            # An ingest beside the page may have made another index since the page was opened.
            asked.then(documents.refresh, index_shown, refreshed, show_progress="hidden", api_visibility="private")
        page.load(documents.refresh, None, refreshed, show_progress="hidden", api_visibility="private")
    # For the door, which sees who hangs up.
    page.left = conversation.left
    page.state_session_capacity = _SESSIONS_REMEMBERED
    return page.queue(max_size=_QUESTIONS_WAITING)


def _build_conversation(
    conversation: Conversation, documents: Documents, page: gr.Blocks
) -> tuple[gr.HTML, list[gr.Button], list[Any]]:
    """The room in which questions are asked; what says which documents there are, its buttons of examples, and the
    events that ask."""
    with gr.Row(elem_id="model"):
        model_status = gr.HTML("", apply_default_css=False)
        pull = gr.Button("Tải mô hình", visible=False, size="sm", elem_id="pull")
    turns, editing = gr.State(None), gr.State(0)
    # What it hides from the visitor's own browser is nothing: a fixed secret lets a restarted server read it.
    kept = gr.BrowserState([], storage_key="hoi-dap-ke-hoach", secret="hoi-dap-ke-hoach")
    with gr.Column(elem_id="conversation"):
        earlier = gr.HTML("", apply_default_css=False, js_on_load=_KEEP_SOURCES_OPEN, elem_id="earlier")
        with gr.Column(elem_id="latest"):
            current = gr.HTML("", apply_default_css=False, js_on_load=_KEEP_SOURCES_OPEN, elem_id="current")
            nearby = gr.HTML("", apply_default_css=False, elem_id="nearby")
    write = gr.Button("", visible=False, size="sm", elem_id="write")
    with gr.Column(elem_id="examples", visible=bool(documents.examples()[0])) as examples:
        covered = gr.HTML(documents.covered(), apply_default_css=False)
        example_buttons = [gr.Button(text, visible=bool(text)) for text in documents.examples()]
    with gr.Row(elem_id="tools", visible=False) as tools:
        anew = gr.Button("Hỏi chủ đề mới", size="sm", elem_id="anew")
        as_word = gr.Button("Tải về Word", size="sm", elem_id="as-word")
        as_markdown = gr.Button("Tải về Markdown", size="sm", elem_id="as-markdown")
        printing = gr.Button("In", size="sm", elem_id="print")
    edited = gr.HTML("", apply_default_css=False, elem_id="edited")
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
    download = gr.HTML("", apply_default_css=False, elem_id="download", js_on_load=_SAVE)
    rated = gr.HTML("", apply_default_css=False, elem_id="rated", js_on_load=_TELL_RATED)
    asker, editor, rater = (
        gr.HTML("", apply_default_css=False, js_on_load=f"window.{name} = (detail) => trigger('click', detail);")
        for name in ("askThis", "editTurn", "rateTurn")
    )

    outputs = [earlier, current, turns, kept, nearby, editing, edited, question, send, stop, examples, tools, write]
    quiet = {"show_progress": "hidden", "api_visibility": "private"}
    asks = {**quiet, "concurrency_limit": None, "concurrency_id": "ask"}
    asking = [(question.submit, question), (send.click, question), *((one.click, one) for one in example_buttons)]
    after_asking = [
        trigger(conversation.ask, [text, turns, editing, kept], outputs, **asks) for trigger, text in asking
    ]
    after_asking.append(asker.click(conversation.ask_this, [turns, kept], outputs, **asks))
    after_asking.append(write.click(conversation.write, [turns, kept], outputs, **asks))
    for asked in after_asking:
        asked.then(conversation.nearby, turns, nearby, concurrency_limit=2, **quiet)
        asked.then(conversation.model_status, None, [model_status, pull], **quiet)
    editor.click(conversation.edit, [turns, kept], outputs, **quiet)
    rater.click(conversation.rate, turns, rated, **quiet)
    # Outside the queue, where it would wait behind the answer that it is to stop.
    stop.click(conversation.stop, None, None, queue=False, **quiet)
    page.unload(conversation.stop)
    anew.click(
        conversation.start_anew,
        None,
        outputs,
        js="() => { window.conversationPage.startedAnew(); return []; }",
        **quiet,
    )
    as_word.click(conversation.export_word, [turns, kept], download, **quiet)
    as_markdown.click(conversation.export_markdown, [turns, kept], download, **quiet)
    printing.click(None, None, None, js="() => { window.print(); return []; }")
    pull.click(
        conversation.pull_model,
        None,
        [model_status, pull],
        # Ollama lets those who ask for the same model share one download.
        concurrency_limit=4,
        **quiet,
    )
    page.load(conversation.resume, [turns, kept], outputs, **quiet)
    # On a slow machine the browser's state is there only after the page has loaded.
    kept.change(conversation.resume, [turns, kept], outputs, **quiet)
    page.load(conversation.model_status, None, [model_status, pull], concurrency_limit=8, **quiet)
    # The pipeline loads once, whoever else asks for it meanwhile.
    page.load(conversation.load_model, None, None, concurrency_limit=4, **quiet)
    return covered, example_buttons, after_asking


def _build_register(pipeline: PagePipeline, corpus_dir: Path | None, sign_in: SignIn | None) -> None:
    """The room of indicators; its content is asked for when it is opened, so that it is always of the current index."""
    room = RegisterRoom(pipeline, corrects=corpus_dir is not None)
    correcting = Correcting(pipeline, corpus_dir, sign_in.is_signed_in if sign_in else None) if corpus_dir else None

    def open_register(_asked: object) -> str:
        return room.open()

    def find_rows(asked: object) -> str:
        return room.rows(asked)

    def show_indicator(asked: object) -> str:
        return room.indicator(asked)

    def save_rows(asked: object) -> dict[str, str]:
        return room.download(asked)

    gr.HTML(
        '<section id="register" aria-label="Sổ chỉ tiêu"><p class="writing">đang mở sổ số liệu…</p></section>',
        apply_default_css=False,
        js_on_load="window.register = server; window.registerPage.open();",
        server_functions=[open_register, find_rows, show_indicator, save_rows],
    )
    if correcting is not None:
        message = gr.HTML("", apply_default_css=False, elem_id="corrected", js_on_load=_TELL_CORRECTED)
        corrector = gr.HTML(
            "",
            apply_default_css=False,
            # What is said has to differ each time for its answer to be drawn anew.
            js_on_load="window.correctFact = (said) => trigger('click', { said });",
        )
        corrector.click(
            correcting.correct,
            None,
            message,
            concurrency_limit=1,
            concurrency_id="correcting",
            show_progress="hidden",
            api_visibility="private",
        )


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
        with gr.Row(elem_id="change"):
            add = gr.Button("Thêm vào tài liệu", elem_id="add")
            halt = gr.Button("Dừng", visible=False, elem_id="halt")
        became = gr.HTML("", apply_default_css=False, elem_id="became")
        removable = gr.HTML(
            changing.removable(),
            apply_default_css=False,
            js_on_load="window.removeFile = (file) => trigger('click', { file });",
            elem_id="removable",
        )
    outputs = [became, files, add, halt, removable, *refreshed]
    # Outside the queue, where it would wait behind the change that it is to stop.
    halt.click(changing.stop, None, None, queue=False, show_progress="hidden", api_visibility="private")
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

    Raises:
        PortInUse: another program has the port.
    """
    app = app or FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    if sign_in is not None:
        add_routes(app, sign_in, TITLE)
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
    # Gradio forgets no session that once waited for an answer; as many as those whose answers it keeps are enough.
    waiting = page._queue.pending_messages_per_session
    page._queue.pending_event_ids_session = LRUCache(waiting.max_size)
    rules = Rules(
        names=ServedNames(host, names),
        limit=RequestLimit(requests_per_minute),
        sign_in_limit=RequestLimit(_PASSWORDS_PER_MINUTE),
        most_upload_bytes=_MOST_FILES * LONGEST_FILE_BYTES if takes_files else 0,
        may_upload=sign_in.is_signed_in if sign_in else lambda _headers: True,
        left=getattr(page, "left", lambda _session: None),
        done=partial(_forget, page.state_holder),
    )
    try:
        # Closing the page closes its server, as it would one of Gradio's own.
        page.server = WebServer(Door(app, rules), host, port)
    except OSError as error:
        raise port_in_use(port) from error
    page.is_running = True
    return shown_address(host, port)


def _forget(held: StateHolder, session: str) -> None:
    with held.lock:
        held.session_data.pop(session, None)
        held.time_last_used.pop(session, None)
