"""The report's Vietnamese: what kinds, systems and measures are called, and what each means to an official."""

from enum import StrEnum

from eval.questions_format import Category

KINDS = {
    Category.TARGET: "Chỉ tiêu, kế hoạch",
    Category.RESULT: "Kết quả đạt được",
    Category.FACT: "Thông tin không phải số liệu",
    Category.LIST: "Liệt kê",
    Category.COMPARE: "So sánh",
    Category.FOLLOW_UP: "Hỏi tiếp",
    Category.INFORMAL: "Gõ không dấu, viết tắt, sai chính tả",
    Category.UNANSWERABLE: "Tài liệu không có câu trả lời",
    Category.FALSE_PREMISE: "Câu hỏi dựa trên điều sai",
    Category.CONFLICT: "Tài liệu mâu thuẫn hoặc in hỏng",
    Category.CONVERSION: "Đổi đơn vị",
}


class Role(StrEnum):
    """Why a system is in the report, shown by its colour."""

    PRODUCT = "product"
    OTHER = "other"
    ABLATION = "ablation"
    DEGENERATE = "degenerate"


ROLES = {
    Role.PRODUCT: "Sản phẩm được đánh giá",
    Role.OTHER: "Sản phẩm khác để so sánh",
    Role.ABLATION: "Sản phẩm này khi bỏ bớt một bộ phận, để biết bộ phận ấy đáng giá bao nhiêu",
    Role.DEGENERATE: "Cách trả lời cố ý kém, để kiểm tra chính thước đo: chúng phải bị điểm thấp",
}

_SYSTEMS = {
    "ours": (Role.PRODUCT, "Sản phẩm này, không mô hình ngôn ngữ"),
    "ours+model": (Role.PRODUCT, "Sản phẩm này, có mô hình ngôn ngữ"),
    "llama-index": (Role.OTHER, "LlamaIndex nguyên bản"),
    "ours-without-gate": (Role.ABLATION, "Bỏ cổng kiểm số liệu"),
    "ours-without-register": (Role.ABLATION, "Bỏ sổ số liệu"),
    "ours-without-header": (Role.ABLATION, "Bỏ tiêu đề ngữ cảnh"),
    "ours-dense-only": (Role.ABLATION, "Chỉ tìm theo nghĩa"),
    "ours-bm25-only": (Role.ABLATION, "Chỉ tìm theo từ"),
    "top-passage": (Role.DEGENERATE, "Luôn đưa nguyên đoạn đầu"),
    "always-refuse": (Role.DEGENERATE, "Luôn từ chối"),
    "newest-year": (Role.DEGENERATE, "Luôn lấy số của năm mới nhất"),
}

MEANINGS = {
    "right": "Tỷ lệ câu được trả lời đúng trọn vẹn; với câu mà tài liệu không có thì đúng là nói không có.",
    "figure accuracy": "Trong các câu hỏi số liệu: nêu đủ mọi số được hỏi, đúng giá trị và đơn vị, không lẫn số sai.",
    "figure precision": "Trong các số mà câu trả lời nêu ra, bao nhiêu là số được hỏi.",
    "binding errors": "Tỷ lệ câu nêu một số có thật nhưng của năm khác, của phần khác, hoặc lẫn chỉ tiêu với kết quả.",
    "keyword accuracy": "Với câu hỏi về nội dung: câu trả lời có đủ các ý phải có.",
    "sure precision": "Trong những câu trả lời nói chắc, bao nhiêu câu đúng.",
    "sure coverage": "Trong các câu mà tài liệu trả lời được, bao nhiêu câu được trả lời chắc chắn.",
    "offered recall@3": "Trong những lần chỉ gợi ý, bao nhiêu lần đáp án nằm trong (tối đa) ba gợi ý.",
    "truthfulness": "Câu đúng được +1, câu sai bị −1, từ chối tính 0; dưới 0 nghĩa là nói sai nhiều hơn nói đúng.",
    "citation hit": "Tỷ lệ câu trả lời mà các trích dẫn cho thấy đủ mọi đoạn làm bằng chứng.",
    "citation precision": "Trong các trích dẫn đưa ra, bao nhiêu đúng là bằng chứng của câu trả lời.",
    "citation recall": "Trong các đoạn làm bằng chứng, bao nhiêu được trích dẫn.",
    "sentence citation precision": "Trong các trích dẫn của từng câu văn, bao nhiêu thật sự cần cho câu văn đó.",
    "sentence citation recall": "Bao nhiêu câu văn trong câu trả lời được chính trích dẫn của nó chứng minh.",
    "unverbatim citations": "Số trích dẫn không đúng nguyên văn tài liệu, tính trên mỗi câu trả lời; phải bằng 0.",
    "abstention precision": "Trong các lần từ chối, bao nhiêu lần tài liệu thật sự không có câu trả lời.",
    "abstention recall": "Trong các câu mà tài liệu không trả lời được, bao nhiêu câu không bị trả lời như thể chắc.",
    "false refusals": "Trong các câu mà tài liệu trả lời được, bao nhiêu câu bị từ chối.",
    "evidence recall@1": "Tỷ lệ câu hỏi mà đoạn tìm được đầu tiên đã chứa đủ bằng chứng.",
    "evidence recall@5": "Tỷ lệ câu hỏi mà năm đoạn tìm được đầu tiên chứa đủ bằng chứng.",
    "evidence recall@10": "Tỷ lệ câu hỏi mà mười đoạn tìm được đầu tiên chứa đủ bằng chứng.",
    "nDCG@10": "Bằng chứng đứng cao đến đâu trong mười đoạn tìm được; 100% là luôn đứng đầu.",
    "MRR": "Nghịch đảo thứ hạng của đoạn đầu tiên có bằng chứng; 100% là luôn đứng đầu.",
}
"""By the measure's name."""


RISK = "Nói chắc càng nhiều thì sai bao nhiêu"
RISK_MEANING = (
    "Xếp các câu được trả lời chắc chắn từ chắc nhất trở xuống, theo xác suất mà chính sản phẩm tự đánh giá: nếu chỉ "
    "nói chắc chừng này câu thì bao nhiêu câu trong đó sai. Điểm cuối là mức đang dùng; hệ thống không tự đánh giá chỉ "
    "có điểm cuối."
)


def system_label(name: str) -> str:
    """What the report calls a system; one that it does not know keeps its name."""
    return _SYSTEMS[name][1] if name in _SYSTEMS else name


def system_role(name: str) -> Role:
    """Why the system is there; any product behind a command is an OTHER."""
    return _SYSTEMS[name][0] if name in _SYSTEMS else Role.OTHER
