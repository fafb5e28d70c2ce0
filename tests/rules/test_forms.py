"""The forms: what stands on each, which is one's own review; faulty ones are refused."""

from pathlib import Path

import pytest

from rules import (
    Asks,
    FactValue,
    Kind,
    Library,
    Ruleset,
    RulesetError,
    criteria_for,
    load_folder,
    load_library,
    parts_for,
    self_review_form,
)

LIBRARY = load_library()
COVERED = [
    (ruleset_id, kind) for ruleset_id in LIBRARY.ids for kind in LIBRARY.get(ruleset_id).kinds
]


@pytest.fixture(scope="module")
def tinh_uy(library: Library) -> Ruleset:
    return library.get("tinh-uy-2019")


@pytest.fixture(scope="module")
def sao_do(library: Library) -> Ruleset:
    return library.get("sao-do-2023")


def outline(ruleset: Ruleset, form_id: str) -> list[str]:
    """Numbers and headings as printed, the rows of boxes as such."""
    return [
        f"{part.number}. {part.heading}" if part.number else f"[{part.asks}]"
        for part in ruleset.form_parts(form_id)
    ]


@pytest.mark.parametrize(("ruleset_id", "kind"), COVERED)
def test_everyone_has_a_form_that_asks_for_his_criteria(ruleset_id: str, kind: Kind) -> None:
    """On his own review, or on a sheet of its own: one level, and (unless the form is printed)
    every criterion.  In 2018 leaders are graded by a decision that is not in hand (II.B.4)."""
    ruleset = LIBRARY.get(ruleset_id)
    form = self_review_form(ruleset, kind, {})
    assert form is not None
    parts = parts_for(ruleset, kind, form.id, {})
    asked = [part.asks for part in parts]
    assert all(part.clause in ruleset.clauses and part.heading for part in parts)
    if form.id.removeprefix("mau-")[:2] in {"01", "02"}:
        assert asked.count(Asks.SUGGESTIONS) == 1
        assert asked.index(Asks.TEXT) < asked.index(Asks.SUGGESTIONS)
    if Asks.LEVEL not in asked:
        sheets = [one for one in ruleset.sections.forms if kind in one.kinds and one != form]
        if kind is Kind.LEADER:
            assert not sheets
            return
        parts = parts_for(ruleset, kind, sheets[0].id, {})
        asked = [part.asks for part in parts]
    assert asked.count(Asks.LEVEL) == 1
    if not form.printed:
        groups = [group for part in parts for group in part.groups]
        assert {one.criterion.group for one in criteria_for(ruleset, kind, {})} <= set(groups)


def test_only_one_guideline_prints_its_forms() -> None:
    """Mẫu 01, 02, 03 of tinh-uy-2019; all others are made from the contents of their texts."""
    printed = {
        (ruleset_id, form.id)
        for ruleset_id in LIBRARY.ids
        for form in LIBRARY.get(ruleset_id).sections.forms
        if form.printed
    }
    assert printed == {("tinh-uy-2019", f"mau-0{n}") for n in (1, 2, 3)}


def test_a_leaders_review_as_it_is_printed(tinh_uy: Ruleset) -> None:
    """Mẫu 02 of tinh-uy-2019: its headings in its order."""
    assert tinh_uy.form("mau-02").title == "BẢN KIỂM ĐIỂM CÁ NHÂN LÃNH ĐẠO, QUẢN LÝ"
    conduct = "Về tư tưởng chính trị; phẩm chất đạo đức, lối sống; ý thức tổ chức kỷ luật"
    remedy = "Kết quả khắc phục những hạn chế, khuyết điểm đã được cấp có thẩm quyền kết luận"
    blamed = "Làm rõ trách nhiệm của cá nhân đối với những hạn chế, khuyết điểm của tập thể"
    assert outline(tinh_uy, "mau-02") == [
        "I. Ưu điểm, kết quả đạt được",
        f"1. {conduct}; tác phong, lề lối làm việc:",
        "[grades]",
        "2. Về thực hiện chức trách nhiệm vụ được giao",
        "[grades]",
        "3. Việc thực hiện cam kết tu dưỡng, rèn luyện, phấn đấu hằng năm",
        "[grades]",
        "II. Hạn chế, khuyết điểm và nguyên nhân",
        f"III. {remedy} hoặc được chỉ ra ở các kỳ kiểm điểm trước",
        "[grades]",
        "IV. Giải trình những vấn đề được gợi ý kiểm điểm (nếu có).",
        f"V. {blamed} (nếu có).",
        "VI. Phương hướng, biện pháp khắc phục hạn chế, khuyết điểm.",
        "VII. Đề nghị (tự nhận) mức xếp loại chất lượng:",
    ]


def test_a_collectives_report_as_it_is_printed(tinh_uy: Ruleset) -> None:
    """Mẫu 01 of tinh-uy-2019: five contents and the remedies, each with its row of boxes."""
    lines = outline(tinh_uy, "mau-01")
    numbers = [line.split(".")[0] for line in lines if not line.startswith("[")]
    assert numbers == ["I", "1", "2", "3", "4", "5", "II", "III", "IV", "V", "VI", "VII"]
    assert lines.count("[grades]") == 6
    assert "V. Trách nhiệm của tập thể, cá nhân" in lines


def test_a_letter_that_asks_for_opinions(tinh_uy: Ruleset) -> None:
    """Mẫu 03 of tinh-uy-2019: strengths and shortcomings by the body that is asked."""
    parts = tinh_uy.form_parts("mau-03")
    assert [part.asks for part in parts] == [Asks.OPINION, Asks.OPINION, Asks.GRADES]
    assert parts[0].who == "Chủ thể được xin ý kiến"


@pytest.mark.parametrize(
    ("facts", "form"),
    [({}, "mau-02a"), ({"is_leader": False}, "mau-02a"), ({"is_leader": True}, "mau-02b")],
)
def test_the_form_of_a_member_in_a_leading_post(
    sao_do: Ruleset, facts: dict[str, FactValue], form: str
) -> None:
    """II.A.3.1.2: 02A without a leading post, 02B with one; 02B has the three contents more."""
    found = self_review_form(sao_do, Kind.MEMBER, facts)
    assert found is not None
    assert found.id == form
    clauses = {part.clause for part in parts_for(sao_do, Kind.MEMBER, form, facts)}
    leaders_own = {"II.A.2.2.2a", "II.A.2.2.2b", "II.A.2.2.2c"}
    assert clauses & leaders_own == (leaders_own if form == "mau-02b" else set())


def test_parts_that_are_not_his_are_left_out(can_tho: Ruleset) -> None:
    """II.A.3.2: office-holders and leaders answer more; unknown is not no."""

    def ids(**facts: FactValue) -> set[str]:
        return {part.id for part in parts_for(can_tho, Kind.MEMBER, "mau-02", facts)}

    more = {"02-civil-servant", "02-leading", "02-integrity"}
    assert more <= ids()
    assert more.isdisjoint(ids(is_leader=False, is_civil_servant=False))
    assert more - ids(is_leader=True, is_civil_servant=False) == {"02-civil-servant"}


def test_a_form_shared_by_two_kinds_asks_each_his_own(sao_do: Ruleset) -> None:
    """Mẫu 01 of sao-do-2023 is the chi bộ's and the collective's: the criteria differ."""
    for kind, clause in ((Kind.ORGANISATION, "II.B.1.5"), (Kind.COLLECTIVE, "II.B.3.5")):
        (level,) = [
            part for part in parts_for(sao_do, kind, "mau-01", {}) if part.asks is Asks.LEVEL
        ]
        assert level.clause == clause


@pytest.mark.parametrize("base", LIBRARY.bases("go-vap-p11-2021"))
def test_an_amending_text_adds_to_the_forms_of_any_base(library: Library, base: str) -> None:
    """3.2, 3.6: COVID-19 and the added criteria stand with the results, before what went wrong.

    The criteria stand where the base has its grades: on Mẫu 02, or with all others on Mẫu 05.
    """
    ruleset = library.get("go-vap-p11-2021", base)
    kind = Kind.LEADER
    form = self_review_form(ruleset, kind, {})
    assert form is not None
    parts = parts_for(ruleset, kind, form.id, {})
    own = [n for n, part in enumerate(parts) if ":" not in part.clause]
    graded = any(part.asks is Asks.GRADES for part in library.get(base).form_parts(form.id))
    assert [parts[n].clause for n in own] == ["3.2 (thứ hai)", *(["3.6"] if graded else [])]
    assert parts[own[-1] + 1].number == "II"
    if graded:
        assert parts[own[-1]].groups == ("added",)
    else:
        (sheet,) = parts_for(ruleset, Kind.MEMBER, "mau-05", {})[:1]
        assert "added" in sheet.groups


def test_students_tell_of_their_studies(library: Library) -> None:
    """dhyd-can-tho-2018 II.B.2.3.1: a part of its own, for those who study."""
    ruleset = library.get("dhyd-can-tho-2018")
    for programme, told in (("lien_thong", True), ("none", False)):
        parts = parts_for(ruleset, Kind.MEMBER, "mau-02", {"programme": programme})
        assert ("added-study" in {part.id for part in parts}) is told


def test_an_unknown_form(can_tho: Ruleset) -> None:
    """KeyError; a form of which the text tells no part is empty."""
    with pytest.raises(KeyError):
        can_tho.form_parts("mau-99")
    assert can_tho.form_parts("mau-06") == ()


BASE = """[guideline]
id = "x"
title = "X"
short_title = "X"
issuer = "X"
number = "1"
first_year = 2020
[levels]
A = { name = "A", short = "A" }
B = { name = "B", short = "B" }
[grades]
good = { name = "Tốt" }
bad = { name = "Kém" }
[clauses]
"1" = "Một."
[facts.leads]
name = "X"
type = "bool"
meaning = "X."
asked_of = "secretary"
kind = "member"
clause = "1"
[groups.work]
name = "Việc"
kind = "member"
clause = "1"
[groups.team]
name = "Tổ"
kind = "collective"
clause = "1"
[criteria.work]
name = "Việc"
short = "Việc"
hint = "Việc."
full = "Việc."
group = "work"
kind = "member"
clause = "1"
applies = { fact = "leads", is = true }
[forms.own]
name = "Mẫu"
use = "Tự kiểm điểm"
kind = "member"
clause = "1"
self_review = true
[parts.grades]
forms = ["own"]
heading = "Cấp độ"
asks = "grades"
groups = ["work"]
clause = "1"
"""
LEVEL = '[parts.level]\nforms = ["own"]\nheading = "Mức"\nasks = "level"\nclause = "1"\n'


@pytest.mark.parametrize(
    ("written", "why"),
    [
        (BASE.replace('groups = ["work"]', 'groups = ["wrok"]'), "unknown group 'wrok'"),
        (BASE.replace('groups = ["work"]', 'criteria = ["wrok"]'), "unknown criterion 'wrok'"),
        (BASE.replace('groups = ["work"]', 'groups = ["team"]'), "'team' is of another kind"),
        (BASE.replace('groups = ["work"]', ""), "asks no grades of the group 'work'"),
        (BASE + LEVEL.replace('["own"]', '["owm"]'), "unknown form 'owm'"),
        (BASE + LEVEL.replace('forms = ["own"]\n', ""), "needs the forms it stands on"),
        (BASE + LEVEL.replace('clause = "1"', ""), "clause"),
        (BASE + LEVEL.replace('clause = "1"', 'clause = "9"'), "unknown clause '9'"),
        (BASE + LEVEL + 'when = { fact = "leeds", is = true }\n', "unknown fact 'leeds'"),
        (BASE + LEVEL + 'groups = ["work"]\n', "for grades, not for level"),
        (BASE + LEVEL.replace('"level"', '"opinion"'), "who is for opinion"),
        (BASE + LEVEL.replace('"level"', '"essay"'), "essay"),
        (
            BASE
            + LEVEL.replace("level]", "twice]").replace('"level"', '"grades"')
            + 'groups = ["work"]\n',
            "asks twice for the grades of the group 'work'",
        ),
        (
            BASE + '[forms.other]\nname = "M"\nuse = "M"\nkind = "member"\nclause = "1"\n'
            "self_review = true\n",
            "nothing stands on it",
        ),
    ],
)
def test_a_faulty_form_is_refused_with_its_place(tmp_path: Path, written: str, why: str) -> None:
    """One sentence, the file and the table it is about."""
    folder = tmp_path / "x"
    folder.mkdir()
    (folder / "all.toml").write_text(written, encoding="utf-8")
    with pytest.raises(RulesetError) as refused:
        load_folder(folder)
    assert why in str(refused.value)
    assert all(fault.file.endswith("all.toml") and fault.line for fault in refused.value.faults)


def test_a_sound_form_is_taken(tmp_path: Path) -> None:
    """The same without a fault loads, and a condition may ask a fact of one of the form's kinds."""
    folder = tmp_path / "x"
    folder.mkdir()
    own = 'use = "Tự kiểm điểm"\nkind'
    both = BASE.replace(f'{own} = "member"', f'{own}s = ["member", "leader"]')
    assert both != BASE
    when = LEVEL + 'when = { fact = "leads", is = true }\n'
    (folder / "all.toml").write_text(both + when, encoding="utf-8")
    ruleset = load_folder(folder)
    assert [part.id for part in ruleset.form_parts("own")] == ["grades", "level"]
    assert parts_for(ruleset, Kind.MEMBER, "own", {"leads": False})[-1].id == "grades"
