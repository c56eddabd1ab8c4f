"""What a saved page says of who publishes it, outside of its article: the site in its title, the owner at its foot."""

import re
from collections.abc import Iterator

from rag.ingestion.readers.trees import Element

_SITE = re.compile(
    r".*\s[-–—|]\s(?P<site>(?:Báo|Cổng|Đài|Tạp chí|Trang (?:tin|thông tin))\s[^|]{2,80})", re.IGNORECASE | re.DOTALL
)
_OWNER = re.compile(r"Cơ quan chủ quản\s*:\s*(?P<owner>[^.;|\n]{3,100}?)\s*(?=[.;|\n]|$)", re.IGNORECASE)


def read_imprint(page: Element) -> Iterator[str]:
    """A line for each that is found, with a label."""
    if site := _SITE.fullmatch(" ".join((page.findtext(".//title") or "").split())):
        yield f"Trang web: {site['site'].strip()}"
    for element in page.iter("*"):
        for text in (element.text, element.tail):
            if text and (owner := _OWNER.search(text)):
                yield f"Cơ quan chủ quản: {' '.join(owner['owner'].split())}"
                return
