from eval.measures.selective import RiskPoint, risk_by_coverage


def test_what_is_likeliest_is_told_first() -> None:
    told = [(0.99, False), (0.98, False), (0.9, True), (0.8, False)]
    assert risk_by_coverage(told, 10) == (
        RiskPoint(0.99, 0.1, 0.0),
        RiskPoint(0.98, 0.2, 0.0),
        RiskPoint(0.9, 0.3, 1 / 3),
        RiskPoint(0.8, 0.4, 1 / 4),
    )


def test_who_does_not_say_how_likely_an_answer_is_can_only_tell_all() -> None:
    assert risk_by_coverage([(0.9, False), (None, True)], 4) == (RiskPoint(None, 0.5, 0.5),)


def test_who_tells_nothing_has_no_risk() -> None:
    assert risk_by_coverage([], 4) == ()
