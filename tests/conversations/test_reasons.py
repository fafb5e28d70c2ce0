"""Why a decision came out as it did, in words."""

from datetime import date

import pytest

from conversations.reasons import cite, limit, outcome, waiting, why
from conversations.words import Words
from rules import FactValue, Kind, Use, decide
from tests.conversations.assessing import LIBRARY

RULES = LIBRARY.get("can-tho-2018")
T = Words("vi")
CLEAR: dict[str, FactValue] = {
    "standing": "official",
    "admitted_on": date(2000, 1, 1),
    "meeting_on": date(2026, 12, 5),
    "heard": True,
    "is_civil_servant": False,
    "is_leader": False,
    "disciplined": False,
    "degradation_concluded": False,
    "sick_leave_months": 0,
    "targets_done": 100,
}
PRIVATE: list[dict[str, FactValue]] = [
    {"disciplined": True, "discipline_already_counted": False},
    {"degradation_concluded": True},
    {"sick_leave_months": 4},
    {"targets_done": 30},
    {"is_civil_servant": True, "office_level": "HN"},
    {"is_civil_servant": True, "office_level": "KHT"},
]


def lines(facts: dict[str, FactValue], *, private: bool) -> list[str]:
    decision = decide(RULES, Kind.MEMBER, {**CLEAR, **facts}, use=Use.FACTS)
    return [str(line.striptags()) for line in why(T, RULES, decision, private=private)]


def test_a_reason_has_its_clause() -> None:
    """A reason is the guideline's sentence, with the clause as printed."""
    (line,) = lines({"sick_leave_months": 4}, private=True)
    assert line == (
        "Nghỉ ốm từ 03 tháng trở lên thì cao nhất là Hoàn thành nhiệm vụ (mục II.B.6). "
        "Hiện là: Thời gian nghỉ ốm: 4 tháng"
    )


@pytest.mark.parametrize("facts", PRIVATE)
def test_voters_get_the_clause_and_never_the_fact(facts: dict[str, FactValue]) -> None:
    """Without the right to private facts a line tells what it comes to and by which clause."""
    told = lines(facts, private=False)
    assert told
    for line in told:
        assert "mục II.B." in line
        for secret in ("kỷ luật", "suy thoái", "ốm", "50%", "cơ quan", "viên chức", "Hiện là"):
            assert secret not in line
    assert told[0].startswith("Cao nhất là mức “")


def test_only_what_binds() -> None:
    """On request the reasons are only those that hold the subject where he is."""
    facts = {**CLEAR, "sick_leave_months": 4, "is_civil_servant": True, "office_level": "HTT"}
    decision = decide(RULES, Kind.MEMBER, facts, use=Use.FACTS)
    every = why(T, RULES, decision, private=True)
    binding = why(T, RULES, decision, private=True, binding=True)
    assert len(every) == 2
    assert len(binding) == 1
    assert "Nghỉ ốm" in binding[0]


def test_no_reason_where_nothing_is_in_the_way() -> None:
    """Who may reach the best level is told no reason."""
    assert lines({}, private=True) == []


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({}, "cao nhất là Hoàn thành xuất sắc nhiệm vụ"),
        ({"degradation_concluded": True}, "Không hoàn thành nhiệm vụ"),
        ({"standing": "exempt"}, "không kiểm điểm, không xếp loại"),
        ({"admitted_on": date(2026, 9, 1)}, "có kiểm điểm, không xếp loại"),
        (
            {"disciplined": False, "discipline_already_counted": True},
            "các căn cứ mâu thuẫn, cần tập thể xem xét",
        ),
    ],
)
def test_outcomes_in_words(facts: dict[str, FactValue], said: str) -> None:
    """Every kind of outcome has its phrase."""
    decision = decide(RULES, Kind.MEMBER, {**CLEAR, **facts})
    assert outcome(T, RULES, decision) == said


def test_an_exclusion_that_is_still_open_is_told() -> None:
    """Where the day of admission is not known the level may still come to nothing."""
    facts = {fact: value for fact, value in CLEAR.items() if fact != "admitted_on"}
    decision = decide(RULES, Kind.MEMBER, facts, use=Use.FACTS)
    assert outcome(T, RULES, decision).endswith("hoặc không xếp loại")
    assert waiting(T, RULES, decision) == "Chưa có thông tin: Ngày kết nạp"


def test_what_is_missing_is_cut_short() -> None:
    """Beyond the first few missing facts only their number is told."""
    decision = decide(RULES, Kind.MEMBER, {"heard": True}, use=Use.FACTS)
    said = waiting(T, RULES, decision, 2)
    assert said.startswith("Chưa có thông tin: ")
    assert said.endswith("mục khác")
    assert not waiting(T, RULES, decide(RULES, Kind.MEMBER, CLEAR, use=Use.FACTS))


def test_contradictions_are_for_people() -> None:
    """Facts that cannot all be so are told with the guideline's sentence, or its clause alone."""
    facts: dict[str, FactValue] = {"disciplined": False, "discipline_already_counted": True}
    assert "Không bị kỷ luật thì không thể có" in lines(facts, private=True)[-1]
    assert lines(facts, private=False)[-1] == ("Các căn cứ mâu thuẫn với nhau (mục II.B.2.3.4)")


def test_a_clause_is_escaped() -> None:
    """Whatever a clause is called, it is text."""
    assert cite(T, RULES, "<b>&") == "&lt;b&gt;&amp;"


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({}, "cao nhất là Hoàn thành xuất sắc nhiệm vụ"),
        ({"sick_leave_months": 4}, "cao nhất là Hoàn thành nhiệm vụ"),
        ({"degradation_concluded": True}, "Không hoàn thành nhiệm vụ"),
        ({"standing": "exempt"}, "không kiểm điểm, không xếp loại"),
    ],
)
def test_a_ceiling_is_told_as_one(facts: dict[str, FactValue], said: str) -> None:
    """A ceiling leaves lower levels open and says so; a forced level stands alone."""
    decision = decide(RULES, Kind.MEMBER, {**CLEAR, **facts}, use=Use.FACTS)
    assert limit(T, RULES, decision) == said
