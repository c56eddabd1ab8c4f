"""Which lines of a document say nothing of its matter: residue of a web page, the state's heading, the recipients.

The text stays as it is; lines are only marked. The phrases are those of Vietnamese news portals, office web sites and
administrative forms in general; a line counts only where nothing but the phrase stands on it. Who signed stays.
"""

import re
from collections.abc import Sequence

from rag.figures.parsing import parse_figures

_PHRASES = (
    r"print|in trang|in bài(?: viết)?|gửi (?:email|bình luận)|chia sẻ|lưu bài viết|theo dõi|quay lại",
    r"\(?\d*\)?\s*bình luận(?: \(\d+\))?|ý kiến bạn đọc|viết bình luận.*",
    r"nổi bật|đừng bỏ lỡ|đọc thêm|xem thêm|tin khác|tin (?:liên quan|mới|cùng chuyên mục|đọc nhiều)|"
    r"bài (?:liên quan|viết khác)|"
    r"cùng chuyên mục|đọc nhiều(?: nhất)?|có thể bạn quan tâm|từ khóa(?:\s*:.*)?|tags?:?.*|chủ đề:?",
    r"tiện ích thông tin|nguồn tin|tài liệu đính kèm|tệp đính kèm|các phụ lục kèm theo:?|chúng tôi trên mạng xã hội",
    r"qr code.*|mã qr.*|fanpage.*|facebook|zalo|youtube|twitter|tiktok|google news.*",
    r"(?:\d{1,2}:\d{2}(?::\d{2})?\s*/?\s*)+",
    r"ảnh minh họa.*|ảnh:.*|nguồn ảnh.*|\(?ảnh .{0,40}\)?",
    r"(?:www\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}/?",
    r"print .{0,60}gốc|(?:thứ \S+|chủ nhật), \d{1,2}/\d{1,2}/\d{4}.{0,40}",
    r"cỡ chữ.*|a-|a\+|trang chủ.*|đăng nhập|liên hệ quảng cáo.*|quảng cáo",
    r"(?:copyright|bản quyền (?:thuộc|©)|©).*|thiết kế (?:và phát triển )?bởi.*",
    r".{0,80}ghi rõ nguồn.{0,40}(?:khi (?:phát hành|sử dụng|đăng|trích|sao)|website|trang tin|cổng thông tin).*",
    r"(?:trang web|website|chúng tôi|cổng).{0,40}sử dụng cookies?\b.*|(?:chấp nhận|từ chối)(?: tất cả)?(?: cookies?)?",
    r"chia sẻ (?:lên |qua |trên )?(?:facebook|zalo|twitter|email|bài viết|liên kết)|sao chép liên kết|copy link",
    r"(?:về|lên|quay lại) đầu trang|gửi bài viết|in bài này|menu|tìm kiếm|sơ đồ (?:trang|cổng|website)|hotline\b.*",
    r"(?:tổng )?(?:số )?lượt (?:xem|đọc|truy cập)\s*:?\s*[\d.,]*|đang (?:online|truy cập)\s*:?\s*[\d.,]*",
    r"cộng h(?:òa|oà) xã hội chủ nghĩa việt nam|độc lập\s*[-–—]\s*tự do\s*[-–—]\s*hạnh phúc",
    r"\(?(?:đã ký|ký tên,? (?:và )?đóng dấu|đã ký và đóng dấu)\)?\.?",
    r"(?:thích|like)\s*\d*\s*(?:trả lời|reply)|(?:viết|gửi) (?:phản hồi|ý kiến).*",
    r"[-_=*\s]+|[-–—_=*~.·…\s]{3,}",
)
_RESIDUE_LINE = re.compile("|".join(f"(?:{phrase})" for phrase in _PHRASES), re.IGNORECASE)
_LINE = re.compile(r"[^\n]+")
_PIECES = re.compile(r"\s*[|•·]\s*")
# Several buttons of a page side by side, or the time of publication, which is no matter of the text either.
_PIECE = re.compile(
    r"(?:(?:in (?:bài(?: viết)?|trang)|chia sẻ|facebook|zalo|twitter|email|lưu(?: bài viết)?|bình luận)(?:\s+|$))+|"
    r"(?:(?:cập nhật|đăng)(?: lúc| ngày)?\s*:?\s*)?(?:thứ \S+,?\s*)?[\d/:.,h\s-]*\d{1,2}/\d{1,2}/\d{4}[\d:,h\s-]*",
    re.IGNORECASE,
)
_HOTLINE = re.compile(r"(?<!\w)(?:hotline|đường dây nóng)\s*:?\s*\+?[\d .()-]{8,20}$", re.IGNORECASE)
_LONGEST_PAGE_HEAD_CHARS = 160
_LONGEST_IMPRINT_CHARS = 600
_IMPRINT = re.compile(
    r"(?=.*(?:giấy phép.{0,60}\d+/GP|(?:phó )?tổng biên tập\s*:|trang web\s*:|tòa soạn\s*:|toà soạn\s*:)).*",
    re.IGNORECASE,
)
_IMPRINT_BESIDE = re.compile(
    r"(?:cơ quan chủ quản|chịu trách nhiệm (?:nội dung|chính)|địa chỉ|điện thoại|đt|tel|fax|email|e-mail|hotline|"
    r"trưởng ban biên tập)\s*:.*",
    re.IGNORECASE,
)
_COMMENTS = re.compile(
    r"(?:bình luận|ý kiến (?:bạn đọc|độc giả))\s*\(\s*\d+\s*\)|\d+ bình luận|ý kiến bạn đọc", re.IGNORECASE
)
_COMMENT = re.compile(
    r".{1,40}\(\d{1,2}[/-]\d{1,2}(?:[/-]\d{4})?\W{1,3}\d{1,2}[:h]\d{2}\)\s*:.*|"
    r".*\s(?:thích|like)\s*\d*\s*(?:trả lời|reply)",
    re.IGNORECASE,
)
_RECIPIENTS = re.compile(r"nơi nhận\s*:?", re.IGNORECASE)
_RECIPIENTS_IN_LINE = re.compile(r"nơi nhận\s*:\s*[-–—+•].{0,400}(?<!\w)lưu\b.{0,60}", re.IGNORECASE)
_RECIPIENT = re.compile(r"[-–—+•]|như (?:trên|điều)|lưu\b", re.IGNORECASE)
_LAST_RECIPIENT = re.compile(r"[-–—+•]?\s*lưu\b", re.IGNORECASE)
_LINKS = re.compile(
    r"(?:các )?(?:tin|bài)(?: viết)? (?:liên quan|khác|mới(?: nhất)?|cùng chuyên mục|đọc nhiều)|"
    r"(?:xem|đọc) thêm|có thể bạn quan tâm|đừng bỏ lỡ|cùng chuyên mục",
    re.IGNORECASE,
)
_LIST_MARK = re.compile(r"[-–—•*]\s")


def find_residue(text: str) -> list[tuple[int, int]]:
    """Spans of whole lines that are residue, and of lines that repeat the document's first line as a caption."""
    lines = [(line.span(), line.group().replace("\xa0", " ").strip()) for line in _LINE.finditer(text)]
    contents = [content for _, content in lines]
    listed = _recipients(contents) | _links(contents) | _comments(contents) | _imprint(contents)
    spans = []
    seen_first = ""
    for index, (span, content) in enumerate(lines):
        repeats = bool(seen_first) and content == seen_first
        if not content or index in listed or _is_residue(_bare(content)) or repeats:
            spans.append(span)
        elif not seen_first:
            seen_first = content
    return spans


def _is_residue(line: str) -> bool:
    """Whether the line is residue, as a whole or in each of the pieces that bars part."""
    if _RESIDUE_LINE.fullmatch(line):
        return True
    if len(line) > _LONGEST_PAGE_HEAD_CHARS or line.startswith("|"):
        return False
    if _HOTLINE.search(line):
        return True
    pieces = [piece for piece in _PIECES.split(line) if piece]
    return len(pieces) > 1 and all(_RESIDUE_LINE.fullmatch(piece) or _PIECE.fullmatch(piece) for piece in pieces)


def _bare(content: str) -> str:
    """The line without emphasis around it, unless it is nothing else."""
    return content.strip("*_ ") or content


def _recipients(contents: Sequence[str]) -> set[int]:
    """The lines from `Nơi nhận:` to the last recipient; a line with a quantity is none."""
    found: set[int] = set()
    for start, content in enumerate(contents):
        if not _RECIPIENTS.fullmatch(_bare(content)):
            if _RECIPIENTS_IN_LINE.fullmatch(_bare(content)) and not parse_figures(content):
                found.add(start)
            continue
        found.add(start)
        for index in range(start + 1, len(contents)):
            line = _bare(contents[index])
            continues = line[:1].islower() and not contents[index - 1].endswith((";", "."))
            if (contents[index] and not (_RECIPIENT.match(line) or continues)) or parse_figures(line):
                break
            found.add(index)
            if _LAST_RECIPIENT.match(line):
                break
    return found


def _links(contents: Sequence[str]) -> set[int]:
    """The dashed lines under `Tin liên quan` and the like: titles of other pages, with figures of other places."""
    found: set[int] = set()
    for start, content in enumerate(contents):
        if not _LINKS.fullmatch(_bare(content).rstrip(":")):
            continue
        for index in range(start + 1, len(contents)):
            if contents[index] and not _LIST_MARK.match(contents[index]):
                break
            found.add(index)
    return found


def _comments(contents: Sequence[str]) -> set[int]:
    """Readers' comments under `Bình luận (2)`: lines with the time of the comment, or with buttons to answer it."""
    found: set[int] = set()
    for start, content in enumerate(contents):
        if not _COMMENTS.fullmatch(_heading(content)):
            continue
        for index in range(start + 1, len(contents)):
            if contents[index] and not _COMMENT.fullmatch(contents[index]):
                break
            found |= {start, index}
    return found


def _imprint(contents: Sequence[str]) -> set[int]:
    """The lines that name a page's publisher: its licence or its editor, and what stands beside them."""
    sure = {
        index
        for index, content in enumerate(contents)
        if len(content) <= _LONGEST_IMPRINT_CHARS and _IMPRINT.fullmatch(content)
    }
    found = set(sure)
    for start in sure:
        for step in (-1, 1):
            index = start + step
            while 0 <= index < len(contents) and (not contents[index] or _IMPRINT_BESIDE.fullmatch(contents[index])):
                found.add(index)
                index += step
    return found


def _heading(content: str) -> str:
    return content.strip("#*_ ")
