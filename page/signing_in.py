"""Who may change the documents where a password is set: it is asked for once, then a cookie stands for it."""

import hashlib
import hmac
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from html import escape
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from page.door import SIGN_IN, SIGN_OUT

_COOKIE = "phien"
_SESSION_SECONDS = 8 * 3600
"""A working day."""
_MOST_SESSIONS = 100


class SignIn:
    """One password, kept only as its scrypt hash, and the sessions that it opened; used on several threads."""

    def __init__(self, password: str, now: Callable[[], float] = time.monotonic) -> None:
        self._salt = secrets.token_bytes(16)
        self._hash = self._hashed(password)
        self._now = now
        self._lock = threading.Lock()
        self._ends: dict[str, float] = {}
        """By the hash of a session's token, when the session ends, in seconds."""

    def open_session(self, password: str) -> str | None:
        """The token of a new session; None for another password."""
        # One at a time: each takes 16 MB and tens of milliseconds, which guessing is to cost.
        with self._lock:
            if not hmac.compare_digest(self._hashed(password), self._hash):
                return None
            token = secrets.token_urlsafe(32)
            kept = [(name, end) for name, end in self._ends.items() if end > self._now()]
            self._ends = dict(kept[-_MOST_SESSIONS + 1 :])
            self._ends[_digest(token)] = self._now() + _SESSION_SECONDS
            return token

    def is_signed_in(self, headers: Mapping[str, str]) -> bool:
        """Whether a request with these headers, by lower-case name, is of an open session."""
        end = self._ends.get(_digest(_token(headers)))
        return end is not None and end > self._now()

    def close_session(self, headers: Mapping[str, str]) -> None:
        """End the session of a request, if it has one."""
        with self._lock:
            self._ends.pop(_digest(_token(headers)), None)

    def _hashed(self, password: str) -> bytes:
        return hashlib.scrypt(password.encode("utf-8", "replace"), salt=self._salt, n=2**14, r=8, p=1)


def add_routes(app: FastAPI, sign_in: SignIn, title: str) -> None:
    """The pages to sign in and out."""

    @app.get(SIGN_IN)
    def show() -> HTMLResponse:
        return HTMLResponse(_form(title, ""))

    @app.post(SIGN_IN)
    async def enter(request: Request) -> Response:
        body = (await request.body()).decode("utf-8", "replace")
        given = parse_qs(body, max_num_fields=4).get("password", [""])[0]
        token = sign_in.open_session(given)
        if token is None:
            return HTMLResponse(_form(title, "Mật khẩu không đúng."), status_code=401)
        response = RedirectResponse("/", status_code=303)
        is_encrypted = request.url.scheme == "https"
        response.set_cookie(
            _COOKIE, token, max_age=_SESSION_SECONDS, httponly=True, samesite="strict", secure=is_encrypted
        )
        return response

    @app.post(SIGN_OUT)
    def leave(request: Request) -> Response:
        sign_in.close_session(request.headers)
        response = RedirectResponse("/", status_code=303)
        response.delete_cookie(_COOKIE)
        return response


def link_to_sign_in() -> str:
    """For visitors who have not signed in."""
    return f'<p class="file"><a href="{SIGN_IN}">Đăng nhập để thêm hoặc gỡ tài liệu</a></p>'


def button_to_sign_out() -> str:
    """For who has."""
    return f'<form method="post" action="{SIGN_OUT}"><button type="submit">Đăng xuất</button></form>'


def _form(title: str, problem: str) -> str:
    alert = f'<p role="alert"><strong>{escape(problem)}</strong></p>' if problem else ""
    return (
        '<!doctype html><html lang="vi"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Đăng nhập – {escape(title)}</title></head>"
        '<body style="font-family: system-ui, sans-serif; max-width: 28rem; margin: 3rem auto; padding: 0 1rem">'
        f"<h1>Đăng nhập</h1><p>Để thêm hoặc gỡ tài liệu của trang “{escape(title)}”.</p>{alert}"
        f'<form method="post" action="{SIGN_IN}"><p><label>Mật khẩu<br><input type="password" name="password" '
        'autocomplete="current-password" required autofocus></label></p>'
        '<p><button type="submit">Đăng nhập</button> <a href="/">Về trang hỏi đáp</a></p></form></body></html>'
    )


def _token(headers: Mapping[str, str]) -> str:
    try:
        cookie = SimpleCookie(headers.get("cookie", "")).get(_COOKIE)
    except CookieError:
        return ""
    return cookie.value if cookie else ""


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
