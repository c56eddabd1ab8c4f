"""A bare name (`giải ngân`) → the fuller one that a heading or the title has (`giải ngân vốn đầu tư công`)."""

import re
from collections.abc import Iterable

from rag.vietnamese import syllables

_BARE_SYLLABLES = 2
_LONGEST_SYLLABLES = 6
# What follows a name in a heading and is no part of it: when, where, how much, and whatever is joined to it.
_END = (
    r"(?:năm|quý|tháng|ngày|giai đoạn|nhiệm kỳ|vụ|đợt|kỳ|đến|tới|từ|trước|sau|của|tại|trên|ở|trong|ngoài|theo|cho|với|"
    r"và|hoặc|tỉnh|thành phố|huyện|quận|thị xã|xã|phường|cả nước|toàn|đạt|tăng|giảm|còn|là|được|bằng|vượt|chậm|nhanh|"
    r"thấp|cao|khó khăn|thuận lợi)(?!\w)"
)


def fuller_name(name: str, place: str, headings: Iterable[str]) -> str:
    """The name as the first of the headings has it that goes on behind it; the name itself where it is not bare or none
    does. The `place` that the figure is of may open the name."""
    own = name[len(place) :].strip() if place and name.casefold().startswith(place.casefold()) else name
    if len(syllables(own)) != _BARE_SYLLABLES:
        return name
    further = re.compile(
        rf"(?<!\w){re.escape(own)}(?:\s+(?!{_END})[^\W\d_]+){{1,{_LONGEST_SYLLABLES}}}(?!\w)", re.IGNORECASE
    )
    found = (further.search(heading) for heading in headings)
    return next((match.group() for match in found if match), name)
