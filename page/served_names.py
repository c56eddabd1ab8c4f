"""Under which names the page is served: a request for another one comes from a page that only pretends to be ours.

Wherever a name leads by now, the browser sends it (DNS rebinding); an address leads to one place only.
"""

import ipaddress
import socket
from collections.abc import Iterable
from urllib.parse import urlsplit

from rag import PortInUse

_PORTS = {"http": 80, "https": 443}


def is_loopback(host: str) -> bool:
    """Whether an address to serve on is reached from this computer alone.

    Raises:
        OSError: the name leads nowhere.
    """
    addresses = {str(found[4][0]) for found in socket.getaddrinfo(host, None)}
    return all(ipaddress.ip_address(address.partition("%")[0]).is_loopback for address in addresses)


class ServedNames:
    """The names and addresses by which visitors may call the page.

    Args:
        host: The address that it is served on.
        names: Those by which a proxy before it is called.
    """

    def __init__(self, host: str, names: Iterable[str] = ()) -> None:
        self._here_alone = is_loopback(host)
        self._proxied = {name.lower() for name in names}
        own = {"localhost", host.strip("[]").lower()}
        self._names = self._proxied | own | (set() if self._here_alone else {socket.gethostname().lower()})

    def allows_host(self, host: str) -> bool:
        """Whether a `Host` header, with or without a port, names this page."""
        try:
            name = urlsplit(f"//{host}").hostname or ""
        except ValueError:
            return False
        if name in self._names:
            return True
        try:
            address = ipaddress.ip_address(name)
        except ValueError:
            return False
        return address.is_loopback or not self._here_alone

    def allows_origin(self, origin: str, host: str) -> bool:
        """Whether an `Origin` header is that of this page itself: of the host asked, or of a proxy before it."""
        try:
            parts, asked = urlsplit(origin), urlsplit(f"{urlsplit(origin).scheme}://{host}")
            same = (parts.hostname, _port(parts.scheme, parts.port)) == (
                asked.hostname,
                _port(asked.scheme, asked.port),
            )
        except ValueError:
            return False
        return parts.scheme in _PORTS and (same or parts.hostname in self._proxied)


def _port(scheme: str, port: int | None) -> int | None:
    return port or _PORTS.get(scheme)


def port_in_use(port: int) -> PortInUse:
    """The error for a port that another program has."""
    return PortInUse(
        f"Cổng {port} đang có chương trình khác dùng. Hãy tắt chương trình đó, hoặc chọn cổng khác bằng --port.",
        f"port {port} is in use",
    )


def shown_address(host: str, port: int) -> str:
    """The page's address as a person at this computer opens it."""
    is_every_interface = host == "0.0.0.0"  # nosec B104
    return f"http://{'localhost' if is_every_interface else host}:{port}/"
