"""Which lines of a document are residue of the page it was saved from. The text stays as it is; lines are only marked.

The phrases are those of Vietnamese news portals and office web sites in general; a line counts only where nothing but
the phrase stands on it.
"""

import re

_PHRASES = (
    r"print|in trang|in bài(?: viết)?|gửi (?:email|bình luận)|chia sẻ|lưu bài viết|theo dõi|quay lại",
    r"\(?\d*\)?\s*bình luận(?: \(\d+\))?|ý kiến bạn đọc|viết bình luận.*",
    r"nổi bật|đừng bỏ lỡ|đọc thêm|xem thêm|tin khác|tin (?:liên quan|mới|cùng chuyên mục|đọc nhiều)|"
    r"bài (?:liên quan|viết khác)|"
    r"cùng chuyên mục|đọc nhiều(?: nhất)?|có thể bạn quan tâm|từ khóa|tags?:?.*|chủ đề:?",
    r"tiện ích thông tin|nguồn tin|tài liệu đính kèm|tệp đính kèm|các phụ lục kèm theo:?|chúng tôi trên mạng xã hội",
    r"qr code.*|mã qr.*|fanpage.*|facebook|zalo|youtube|twitter|tiktok|google news.*",
    r"(?:\d{1,2}:\d{2}(?::\d{2})?\s*/?\s*)+",
    r"ảnh minh họa.*|ảnh:.*|nguồn ảnh.*|\(?ảnh .{0,40}\)?",
    r"(?:www\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}/?",
    r"print .{0,60}gốc|(?:thứ \S+|chủ nhật), \d{1,2}/\d{1,2}/\d{4}.{0,40}",
    r"cỡ chữ.*|a-|a\+|trang chủ.*|đăng nhập|liên hệ quảng cáo.*|quảng cáo",
    r"[-_=*\s]+",
)
_RESIDUE_LINE = re.compile("|".join(f"(?:{phrase})" for phrase in _PHRASES), re.IGNORECASE)
_LINE = re.compile(r"[^\n]+")


def find_residue(text: str) -> list[tuple[int, int]]:
    """Spans of whole lines that are page residue, and of lines that repeat the document's first line as a caption."""
    spans = []
    seen_first = ""
    for line in _LINE.finditer(text):
        content = line.group().strip().replace("\xa0", " ").strip()
        if not content or _RESIDUE_LINE.fullmatch(content) or (seen_first and content == seen_first):
            spans.append(line.span())
        elif not seen_first:
            seen_first = content
    return spans
