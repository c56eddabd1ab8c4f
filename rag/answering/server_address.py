"""`OLLAMA_HOST` as people and Ollama write it → the address to connect to."""

import ipaddress
from urllib.parse import urlsplit

from rag.errors import InvalidSettings

_DEFAULT_PORTS = {"": 11434, "http": 80, "https": 443}


def server_url(host: str) -> str:
    """`OLLAMA_HOST` as Ollama reads it, as a URL to connect to: `0.0.0.0` means "listens everywhere", so 127.0.0.1.

    Without a scheme the port is 11434; with one it is 80 or 443, as for Ollama's own programs.

    Raises:
        InvalidSettings: not an http(s) address.
    """
    text = host.strip().strip("\"'")
    scheme, _, address = text.rpartition("://")
    try:
        parts = urlsplit(f"{scheme or 'http'}://{address}")
        port = parts.port or _DEFAULT_PORTS[scheme.lower()]
    except (ValueError, KeyError) as error:
        raise InvalidSettings(
            f"Địa chỉ Ollama không dùng được: {host!r}. Hãy đặt OLLAMA_HOST, ví dụ http://127.0.0.1:11434.",
            f"OLLAMA_HOST={host!r} is not an http address",
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


def is_this_machine(url: str) -> bool:
    """Whether the address is surely one of this machine's own."""
    hostname = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(hostname).is_loopback
    except ValueError:
        return hostname == "localhost"
