"""What the rules refuse is told in the operator's language, and stays English for developers."""

import re

import pytest

from bot.cli.refusals import refusal
from conversations.words import Words
from rules import KindNotCovered, RulesError, Ruleset, RulesetError, allot, load_library
from rules.model import Kind
from rules.quota import Candidate, Scope
from tests.rules.test_cli import AWARDS, BAD_INPUT, DECIDE, QUOTA, call

ENGLISH = {"and", "are", "below", "cannot", "has", "is", "must", "no", "not", "of", "the", "there"}


def english(text: str) -> set[str]:
    """The English words in a text; what is quoted or in another script's letters is left out."""
    return ENGLISH & set(re.findall(r"\w+", re.sub(r"“[^”]*”|\"[^\"]*\"|\[.*?\]", "", text)))


@pytest.mark.parametrize(
    ("arguments", "stdin"), [(asked, stdin) for asked, stdin, why in BAD_INPUT if why != "JSON"]
)
def test_no_refusal_is_left_in_english(arguments: tuple[str, ...], stdin: str) -> None:
    """In Vietnamese every refusal is Vietnamese around the ids, the keys and the values."""
    result = call(*arguments, stdin=stdin)
    assert result.exit_code == 1
    assert not english(result.stderr)


@pytest.mark.parametrize(
    ("arguments", "stdin", "told"),
    [
        (DECIDE, "3", "trường hợp phải là một đối tượng JSON, không phải 3"),
        (
            DECIDE,
            '{"facts": {"shoe_size": 41}}',
            "văn bản không dùng thông tin “shoe_size” cho loại đối tượng này",
        ),
        (
            DECIDE,
            '[{"facts": {}}, {"facts": 3}]',
            "mục thứ 2 của danh sách: “facts” phải là một đối tượng JSON, không phải 3",
        ),
        (
            DECIDE,
            '{"facts": {"targets_done": 101}}',
            "thông tin “targets_done”: 101 lớn hơn giá trị cao nhất là 100",
        ),
        (
            QUOTA,
            '{"shares": [], "x": 1}',
            "phương án phân bổ không có từ khóa x; các từ khóa dùng được: id, shares",
        ),
        (
            DECIDE,
            '{"grades": {"duties": "A"}}',
            "tiêu chí “duties”, cấp độ “A”: không thuộc các cấp độ xuat_sac, tot, trung_binh, kem",
        ),
        (
            DECIDE,
            '{"facts": {"office_level": "A"}}',
            'thông tin “office_level”: "A" không thuộc các giá trị XS, HTT, HN, KHT',
        ),
        (
            QUOTA,
            '{"candidates": [{"id": "a", "level": "HN", "proposed": true}]}',
            "“a” đang ở mức HN: thấp quá, không đề xuất được",
        ),
        (AWARDS, "{}", "“year” phải là số nguyên, không phải null"),
    ],
)
def test_the_sentence_in_vietnamese(arguments: tuple[str, ...], stdin: str, told: str) -> None:
    """A jurist reads what is wrong, with the ids and values that he wrote."""
    result = call(*arguments, stdin=stdin)
    assert result.exit_code == 1
    assert result.stderr.strip() == f"Lỗi: {told}"


def test_the_faults_of_a_guideline_that_is_asked_for() -> None:
    """A guideline that cannot be had names itself and every fault, in the reader's language."""
    with pytest.raises(RulesetError) as caught:
        load_library().get("can-tho-2018", "sao-do-2023")
    told = refusal(caught.value, Words("vi"))
    assert told.startswith("can-tho-2018: can-tho-2018/guideline.toml:")
    assert not english(told)
    assert refusal(caught.value, Words("en")) == str(caught.value)


def test_english_says_what_the_error_says(can_tho: Ruleset) -> None:
    """An error's own text is its sentence in English."""
    with pytest.raises(RulesError) as twice:
        allot(can_tho, Kind.MEMBER, [Candidate("a", "XS"), Candidate("a", "HTT")], Scope(True))
    error = twice.value
    assert str(error) == refusal(error, Words("en")) == "the candidate 'a' is there twice"
    assert refusal(error, Words("vi")) == "“a” có hai lần trong nhóm"


def test_an_id_cannot_break_the_line() -> None:
    """Control characters in what was sent are spelled out: one sentence stays one line."""
    error = KindNotCovered("x\n\x1b[31m", "chi bộ")
    assert str(error) == r"x\n\x1b[31m has no rules for the kind 'chi bộ'"
    assert refusal(error, Words("vi")) == (
        r"văn bản x\n\x1b[31m không quy định về loại đối tượng “chi bộ”"
    )
