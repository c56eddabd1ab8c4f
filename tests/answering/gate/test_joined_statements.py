"""Drafts that join statements, go on with the one before, or name a fact with the question's words."""

import pytest

from rag.answering.gate.evidence import Evidence
from rag.answering.gate.verification import verify_or_attribute
from rag.answering.question.understanding import understand
from rag.datatypes import Document, Draft, Rejection, SourceRecord, Statement
from rag.figures.register import read_facts
from rag.ingestion.chunking import split_passages

REPORT = Document(
    "bao-cao.txt",
    "I. KẾT QUẢ NĂM 2031\n\n"
    "1. Năm 2031, sản lượng muối đạt 790 tấn, tăng 4% so với năm 2030. Số tàu cá đóng mới đạt 35 chiếc.\n\n"
    "2. Các chỉ tiêu kinh tế không hoàn thành kế hoạch do ảnh hưởng của bão, gồm: sản lượng muối; tàu cá đóng mới.\n\n"
    "3. Nguyên nhân của những hạn chế: Thời tiết ven sông Vọng diễn biến phức tạp. Hoạt động nuôi ngao, sò, hàu, vẹm "
    "và tôm còn nhiều rủi ro. Công tác phối hợp giữa các xã chưa nhịp nhàng.\n\n"
    "4. Hỗ trợ ngư dân bị thiệt hại do bão Sao Đỏ theo Nghị quyết 12/NQ-HĐND ngày 02/3/2031 cho 1.240 người.\n\n"
    "6. Thu ngân sách ước tăng khoảng 15% (kế hoạch 18%). Mục tiêu là vừa giữ rừng và vừa phát triển nghề cá.\n\n"
    "7. Phủ sóng di động công nghệ 5G; hỗ trợ tỉnh Quang Ngãi và doanh nghiệp đầu tư nước ngoài.\n\n"
    "8. Hoàn thiện hồ sơ các đề án: Xây dựng khu neo đậu; Thành lập thị trấn tại xã Tân Sa; Mở rộng cảng Mỏ Ó.\n\n"
    "5. Tỷ lệ rác thải được thu gom: ở đô thị đạt 97%; ở nông thôn đạt 84%.\n",
    SourceRecord("Báo cáo năm 2031", "Báo cáo", "3/BC-UBND", territory="tỉnh Đá Mòng", period="2031"),
)


def _evidence() -> Evidence:
    passages = tuple(split_passages(REPORT, 700))
    facts = {passage.id: read_facts(REPORT, [passage]) for passage in passages}
    return Evidence(passages, facts, {REPORT.file: REPORT}, ("Đá Mòng",))


EVIDENCE = _evidence()


def _verdict(text: str, question: str, before: Statement | None = None) -> Statement | Rejection:
    return verify_or_attribute(Draft(text, ()), understand(question, ("Đá Mòng",)), EVIDENCE, before)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        (
            "Kết quả năm 2031 của tỉnh?",
            "Năm 2031, sản lượng muối đạt 790 tấn, số tàu cá đóng mới đạt 35 chiếc.",
        ),
        (
            "Nguyên nhân của những hạn chế là gì?",
            "Nguyên nhân gồm thời tiết ven sông Vọng diễn biến phức tạp, hoạt động nuôi ngao, sò, hàu, vẹm và tôm còn "
            "nhiều rủi ro, công tác phối hợp giữa các xã chưa nhịp nhàng.",
        ),
        (
            "Những đề án nào?",
            "Tỉnh hoàn thiện hồ sơ đề án thành lập thị trấn tại xã Tân Sa và đề án mở rộng cảng Mỏ Ó.",
        ),
        (
            "Thời tiết ra sao?",
            "Báo cáo cho biết thời tiết ven sông Vọng diễn biến phức tạp.",
        ),
        (
            "Bao nhiêu ngư dân được hỗ trợ thiệt hại do bão Sao Đỏ?",
            "Tỉnh đã hỗ trợ 1.240 người theo Nghị quyết 12/NQ-HĐND.",
        ),
        (
            "Tỷ lệ rác thải được thu gom năm 2031?",
            "Năm 2031, tỷ lệ rác thải ở đô thị được thu gom đạt 97%; ở nông thôn đạt 84%.",
        ),
    ],
)
def test_statements_may_be_joined(question: str, text: str) -> None:
    assert isinstance(_verdict(text, question), Statement), _verdict(text, question)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Sản lượng muối năm 2031?", "Số tàu cá đóng mới năm 2031 đạt 35 chiếc, tăng 4% so với năm 2030."),
        ("Kết quả năm 2030 của tỉnh?", "Năm 2030, sản lượng muối đạt 790 tấn, số tàu cá đóng mới đạt 35 chiếc."),
        (
            "Nguyên nhân của những hạn chế là gì?",
            "Nguyên nhân gồm thời tiết ven sông Vọng diễn biến phức tạp, hoạt động nuôi ngao nhịp nhàng, công tác phối "
            "hợp giữa các xã còn nhiều rủi ro.",
        ),
        (
            "Những đề án nào?",
            "Tỉnh hoàn thiện hồ sơ đề án mở rộng thị trấn tại xã Tân Sa và đề án thành lập cảng Mỏ Ó.",
        ),
        ("Bao nhiêu tàu cá được hỗ trợ?", "Tỉnh đã hỗ trợ đóng mới 1.240 tàu cá theo Nghị quyết 12/NQ-HĐND."),
        (
            "Tỷ lệ rác thải được thu gom năm 2031?",
            "Năm 2031, tỷ lệ rác thải ở nông thôn được thu gom đạt 97%; ở đô thị đạt 84%.",
        ),
    ],
)
def test_what_belongs_to_one_statement_is_not_told_of_another(question: str, text: str) -> None:
    assert isinstance(_verdict(text, question), Rejection)


@pytest.mark.parametrize(
    ("text", "stands"),
    [
        ("Thu ngân sách năm 2031 ước tăng khoảng 15%.", True),
        ("Thu ngân sách năm 2031 ước tăng 15%.", False),
        ("Thu ngân sách năm 2031 ước tăng khoảng 15%, đạt kế hoạch.", False),
        ("Thu ngân sách năm 2031 ước tăng khoảng 15%, thấp hơn mức 18% của kế hoạch.", True),
        ("Mục tiêu là giữ rừng và phát triển nghề cá.", True),
        ("Mục tiêu là giữ rừng hoặc phát triển nghề cá.", False),
        ("Tỉnh phủ sóng 5G.", True),
        ("Tỉnh phủ sóng 4G.", False),
        ("Tỉnh hỗ trợ Quảng Ngãi và doanh nghiệp FDI.", True),
    ],
)
def test_small_words_that_change_what_is_said(text: str, stands: bool) -> None:
    verdict = _verdict(text, "Kết quả năm 2031 ra sao?")
    assert isinstance(verdict, Statement) is stands, verdict


def test_a_sentence_may_point_back_at_what_its_source_names() -> None:
    question = "Sản lượng muối năm 2031 có đạt kế hoạch không?"
    before = _verdict("Sản lượng muối năm 2031 đạt 790 tấn.", question)
    assert isinstance(before, Statement)
    assert isinstance(_verdict("Đây là một trong các chỉ tiêu không hoàn thành kế hoạch.", question, before), Statement)
    assert isinstance(_verdict("Đây là một trong các chỉ tiêu hoàn thành kế hoạch.", question, before), Rejection)
    other = _verdict("Tỷ lệ rác thải ở đô thị được thu gom đạt 97%.", question)
    assert isinstance(other, Statement)
    assert isinstance(_verdict("Đây là một trong các chỉ tiêu không hoàn thành kế hoạch.", question, other), Rejection)
