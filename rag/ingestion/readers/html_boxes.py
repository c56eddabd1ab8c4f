"""Boxes of a news page that are no part of its article: readers' comments, headlines of other news.

What they say is nobody's document, and they hold figures. A box goes only where its own heading or name tells what it
is and what stands in it agrees; never one with the page's title or an article in it.
"""

import re
from collections.abc import Iterator
from itertools import islice

from rag.ingestion.readers.trees import Element

_COMMENTS = re.compile(
    r"(?:\(?\d*\)?\s*)?(?:bình luận|ý kiến (?:bạn đọc|độc giả|của bạn)|phản hồi|comments?)"
    r"\s*(?:\(\s*\d+\s*\)|:?\s*\d+)?\W*",
    re.IGNORECASE,
)
_OTHER_NEWS = re.compile(
    r"(?:các )?(?:tin|bài)(?: viết| đăng)? (?:liên quan|khác|mới(?: nhất| hơn)?|cũ hơn|cùng chuyên mục|đọc nhiều|"
    r"nổi bật)|"
    r"(?:xem|đọc) thêm|có thể bạn quan tâm|đừng bỏ lỡ|cùng chuyên mục|đọc nhiều(?: nhất)?|tin đọc nhiều|xem nhiều",
    re.IGNORECASE,
)
_NAMED_COMMENTS = re.compile(
    r"(?:^|[-_\s])(?:comments?|cmts?|commentlist|fb-comments|disqus_thread|binh-?luan|box-?comment|ykien)(?=$|[-_\s])",
    re.IGNORECASE,
)
_REPLY = re.compile(r"(?:trả lời|phản hồi|reply)(?:\s*\(?\d*\)?)?", re.IGNORECASE)
_TIME = re.compile(r"\d{1,2}[/-]\d{1,2}(?:[/-]\d{4})?\W{1,3}\d{1,2}[:h]\d{2}|\d{1,2}[:h]\d{2}\W{1,3}\d{1,2}[/-]\d{1,2}")
_POINTS_ON = re.compile(r"\W*(?:(?:xem|đọc) thêm|tin liên quan|bài liên quan)?\W*", re.IGNORECASE)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_LABELS = (*sorted(_HEADINGS), "div", "p", "span", "b", "strong", "legend", "dt", "li")
_WHOLE = frozenset({"html", "body", "main", "article", "form", "td"})
_BLOCKS = ("p", "div", "li")
_LONGEST_LABEL_CHARS = 40
_MOST_ELEMENTS_OF_LABEL = 6
_MOST_ELEMENTS_OF_LINE = 40
_FARTHEST_UP = 6
_MOST_WORDS_OF_COMMENT = 150
_SHARE_OF_LINKS = 0.5


def remove_boxes(page: Element) -> None:
    """Take the boxes out of the page, which is changed."""
    for element in list(page.iter("*")):
        name = f"{element.get('id', '')} {element.get('class', '')}"
        if name != " " and _NAMED_COMMENTS.search(name) and _may_go(element):
            element.drop_tree()
    for label in list(page.iter(*_LABELS)):
        if label.getparent() is None or not _is_small(label, _MOST_ELEMENTS_OF_LABEL):
            continue
        words = _words(label)
        comments = len(words) <= _LONGEST_LABEL_CHARS and _COMMENTS.fullmatch(words) is not None
        if comments or (len(words) <= _LONGEST_LABEL_CHARS and _OTHER_NEWS.fullmatch(words.rstrip(": "))):
            _remove_under(label, words, comments=comments)
    for block in list(page.iter(*_BLOCKS)):
        if _is_small(block, _MOST_ELEMENTS_OF_LINE) and _may_go(block) and _points_on(block):
            block.drop_tree()


def _remove_under(label: Element, words: str, *, comments: bool) -> None:
    """What the label heads: the rest of the element that it opens, else what follows it up to the next heading."""
    if next(label.iterancestors("a"), None) is not None:
        return
    box = _opened_by(label, words)
    parts = [label, *_following(label)] if box is label else [box]
    agrees = _holds_comments(parts) if comments else _holds_links(parts, words)
    if agrees and all(map(_may_go, parts)):
        for part in parts:
            part.drop_tree()


def _opened_by(label: Element, words: str) -> Element:
    """The innermost element that the label opens and that goes on behind it; the label itself where there is none."""
    box = label
    for parent in islice(label.iterancestors(), _FARTHEST_UP):
        if not _may_go(parent) or not _opening(parent, len(words)).startswith(words):
            break
        box = parent
        if len(_opening(parent, len(words) + 1)) > len(words):
            return box
    return label


def _following(label: Element) -> Iterator[Element]:
    for sibling in label.itersiblings("*"):
        if sibling.tag in _HEADINGS:
            return
        yield sibling


def _may_go(element: Element) -> bool:
    is_whole = element.tag in _WHOLE or element.getparent() is None
    return not is_whole and next(element.iter("h1", "article", "main"), None) is None


def _holds_comments(parts: list[Element]) -> bool:
    """Whether the box has readers' comments: each comment, from the first on, has its time or can be answered."""
    text = " ".join(map(_words, parts))
    times = list(_TIME.finditer(text))
    buttons = [element for part in parts for element in part.iter("a", "button", "span") if _is_small(element, 3)]
    replies = sum(_REPLY.fullmatch(_words(element)) is not None for element in buttons)
    first = (
        text[: times[0].start()] if times else re.split(r"(?<!\w)(?:trả lời|phản hồi|reply)\W*", text, flags=re.I)[0]
    )
    marks = max(replies, len(times))
    near = len(first.split()) <= _MOST_WORDS_OF_COMMENT
    return marks > 0 and near and len(text.split()) <= _MOST_WORDS_OF_COMMENT * marks


def _holds_links(parts: list[Element], label: str) -> bool:
    words = sum(len(_words(part).replace(label, "", 1)) for part in parts)
    linked = sum(len(_words(link)) for part in parts for link in part.iter("a") if link.get("href"))
    return words > 0 and linked > _SHARE_OF_LINKS * words


def _points_on(block: Element) -> bool:
    """`Xem thêm: …`, `>> …`: a line of its own that only leads to other news."""
    links = [link for link in block.iter("a") if link.get("href")]
    words = _words(block)
    own = words
    for link in links:
        own = own.replace(_words(link), "", 1)
    marked = re.match(r"\W*(?:xem|đọc) thêm|\W*(?:tin|bài) liên quan|>>|»", words, re.IGNORECASE)
    return bool(links) and marked is not None and _POINTS_ON.fullmatch(own) is not None


def _is_small(element: Element, most: int) -> bool:
    """Whether few elements stand in it: pages may be nested thousands deep, and looking into all would never end."""
    return sum(1 for _ in islice(element.iter("*"), most + 1)) <= most


def _opening(element: Element, chars: int) -> str:
    """The words with which it begins, at least so many characters of them."""
    opening = ""
    for piece in element.itertext():
        opening = " ".join(f"{opening} {piece}".split())
        if len(opening) > chars:
            break
    return opening


def _words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())
