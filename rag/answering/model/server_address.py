"""`OLLAMA_HOST` as people and Ollama write it → the address to connect to."""

import ipaddress
from urllib.parse import unquote, urlsplit

from rag.errors import InvalidSettings

_DEFAULT_PORTS = {"": 11434, "http": 80, "https": 443}


def server_url(host: str) -> str:
    """`OLLAMA_HOST` as Ollama reads it, as a URL to connect to: `0.0.0.0` means "listens everywhere", so 127.0.0.1.

    Name and password in it are left to `credentials`. Without a scheme the port is 11434; with one it is 80 or 443, as
    for Ollama's own programs.

    Raises:
        InvalidSettings: not an http(s) address.
    """
    text = host.strip().strip("\"'")
    scheme, _, address = text.rpartition("://")
    try:
        parts = urlsplit(f"{scheme or 'http'}://{address}")
        port = parts.port or _DEFAULT_PORTS[scheme.lower()]
    except (ValueError, KeyError) as error:
        shown = repr(host.rpartition("@")[2])
        raise InvalidSettings(
            f"Địa chỉ Ollama không dùng được: {shown}. Hãy đặt OLLAMA_HOST, ví dụ http://127.0.0.1:11434.",
            f"OLLAMA_HOST={shown} is not an http address",
        ) from error
    name = _reachable(parts.hostname or "127.0.0.1")
    return f"{parts.scheme}://{name}:{port}{parts.path.rstrip('/')}"


def _reachable(hostname: str) -> str:
    try:
        ip = ipaddress.ip_address(hostname)
    except ValueError:
        return hostname
    if ip.is_unspecified:
        return "127.0.0.1" if ip.version == 4 else "[::1]"
    return hostname if ip.version == 4 else f"[{hostname}]"


def credentials(host: str) -> tuple[str, str] | None:
    """Name and password that stand in the address before an `@`, which a proxy before Ollama asks for; None for none.

    They are sent to that address alone, and stand in no message.
    """
    userinfo, separator, _ = host.strip().strip("\"'").rpartition("://")[2].partition("/")[0].rpartition("@")
    name, _, password = userinfo.partition(":")
    return (unquote(name), unquote(password)) if separator else None
