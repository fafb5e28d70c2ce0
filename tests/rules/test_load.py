"""The loader refuses what cannot be trusted, and names file and place."""

from pathlib import Path

import pytest

from rules import (
    Library,
    RulesetError,
    UnknownRuleset,
    dump,
    load_folder,
    load_library,
)

GOOD = """[guideline]
id = "x"
title = "X"
short_title = "X"
issuer = "X"
number = "1"
first_year = 2020

[levels.A]
name = "A"
short = "A"
[levels.B]
name = "B"
short = "B"
[grades.good]
name = "Tốt"
[grades.bad]
name = "Kém"

[clauses]
"1" = "Một."

[facts.late]
name = "Muộn"
type = "integer"
meaning = "Số lần muộn."
asked_of = "secretary"
kind = "member"
clause = "1"

[groups.work]
name = "Việc"
kind = "member"
clause = "1"
[criteria.work]
name = "Việc"
short = "Việc"
hint = "Việc."
full = "Việc."
group = "work"
kind = "member"
clause = "1"

[require.a]
kind = "member"
level = "A"
clause = "1"
that = { all = [{ fact = "late", at_most = 3 }, { grades = "work", all_at_least = "good" }] }
says = "Không quá ba lần."
[otherwise.b]
kind = "member"
level = "B"
clause = "1"
says = "Còn lại."
"""


def quota(percent: int = 20, few: int = 5, allows: int = 1) -> str:
    """A quota, written before the last rule of the good guideline."""
    return f"""[quotas.q]
kind = "member"
clause = "1"
says = "Một phần năm."
level = "A"
of_level = "A"
percent = {percent}
scope = "chi bộ"
small = [{{ id = "few", clause = "1", says = "Ít.", fewer_than = {few}, allows = {allows} }}]
[otherwise.b]"""


def award(years: int = 3, least: int = 0, level: str = "A", also: str = "") -> str:
    """An award, written there."""
    return f"""[awards.w]
name = "Giấy khen"
kind = "member"
clause = "1"
says = "Ba năm liền."
decides = "Đảng ủy"
recipient = "Đảng viên"
runs = [{{ years = {years}, at_least = {least}, level = "{level}" }}]
also = [{also}]
[otherwise.b]"""


def faults(text: str, folder: Path) -> list[str]:
    """Every fault of a guideline written so."""
    target = folder / "x"
    target.mkdir()
    (target / "all.toml").write_text(text, encoding="utf-8")
    with pytest.raises(RulesetError) as caught:
        load_folder(target)
    return [
        str(fault).replace(str(target / "all.toml"), "all.toml") for fault in caught.value.faults
    ]


def test_a_good_one_loads(tmp_path: Path) -> None:
    """What the other tests spoil is faultless."""
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "all.toml").write_text(GOOD, encoding="utf-8")
    assert load_folder(tmp_path / "x").id == "x"


@pytest.mark.parametrize(
    ("old", "new", "place", "why"),
    [
        ('fact = "late"', 'fact = "early"', "all.toml:44: [require.a] that", "unknown fact 'early'"),  # noqa: E501
        ('level = "A"', 'level = "Z"', "all.toml:44: [require.a] level", "unknown level 'Z'"),
        ('= "good" }] }', '= "fair" }] }', "all.toml:44: [require.a] that", "unknown grade 'fair'"),
        ('grades = "work"', 'grades = "play"', "all.toml:44: [require.a] that", "unknown group"),
        (
            'level = "B"\nclause = "1"',
            'level = "B"\nclause = "9"',
            "all.toml:50: [otherwise.b]",
            "unknown clause '9'",
        ),
        ('level = "B"\nclause = "1"', 'level = "B"', "[otherwise.b]", "clause is missing"),
        ('clause = "1"\n[criteria', 'clause = ""\n[criteria', "[groups.work]", "must not be empty"),
        ('"1" = "Một."', '"1" = "Một."\n"2" = "Hai."', '[clauses.2]', "nothing uses it"),
        ("at_most = 3", 'at_most = "A"', "[require.a] that", "this needs level"),
        ("at_most = 3", "is = true", "[require.a] that", "this needs bool"),
        ("at_most = 3", "atmost = 3", "[require.a] that", "exactly one of is, is_not"),
        ("at_most = 3", "at_most = 3, extra = 1", "[require.a] that", "unknown key extra"),
        ('that = {', 'when = "late > 3"\nthat = {', "[require.a] when", "a condition is a table"),
        ('says = "Còn lại."', 'said = "Còn lại."', "[otherwise.b]", "unknown key 'said'"),
        ('type = "integer"', 'type = "number"', "[facts.late] type", "is not one of bool"),
        ('kind = "member"\nclause = "1"\n[criteria', 'kind = "leader"\nclause = "1"\n[criteria', "[criteria.work]", "of another kind"),  # noqa: E501
        ('short = "Việc"', f'short = "{"Việc " * 20}"', "[criteria.work] short", "at most 60"),
        ('[otherwise.b]', '[otherwise.c]\nkind = "member"\nlevel = "B"\nclause = "1"\nsays = "C."\n[otherwise.b]', "[otherwise.b]", "has already 'c'"),  # noqa: E501
        ('[otherwise.b]', '[otherwise.a]', "[otherwise.a]", "also in [require]"),
        ('[otherwise.b]', '[require.a]', "all.toml:50", "not TOML"),
        ('[otherwise.b]', '[whatever.b]', "[whatever]", "unknown section"),
        ('[facts.late]', '[facts.unused]\nname = "K"\ntype = "bool"\nmeaning = "K."\nasked_of = "member"\nkind = "member"\nclause = "1"\n[facts.late]', "[facts.unused]", "nothing turns on"),  # noqa: E501
        ('id = "x"', 'id = "y"', "[guideline]", "not the folder's name"),
        ('number = "1"', 'number = "1"\nextends = "nowhere"', "[guideline]", "no ruleset 'nowhere'"),  # noqa: E501
        ('number = "1"', 'number = "1"\nextends = "x"', "[guideline]", "laid over itself: x → x"),
        ("first_year = 2020", "first_year = 2020\nlast_year = 2019", "[guideline]", "before the first"),  # noqa: E501
        ("at_most = 3", "at_most = nan", "[require.a] that", "must be a number"),
        ('level = "A"', 'level = "B"', "[require.a] level", "the lowest level asks for nothing"),
        ('meaning = "Số lần muộn."', 'meaning = "Số lần muộn."\nwhen = { fact = "late", above = 1 }', "[facts.late] when", "only when it is itself known"),  # noqa: E501
        ("[otherwise.b]", quota(percent=0), "all.toml:50: [quotas.q]", "from 1 to 100"),
        ("[otherwise.b]", quota(few=-5), "[quotas.q] small", "cannot allow 1 of fewer than -5"),
        ("[otherwise.b]", quota(allows=5), "[quotas.q] small", "cannot allow 5"),
        ("[otherwise.b]", award(years=0), "[awards.w] runs", "at least one year"),
        ("[otherwise.b]", award(least=4), "[awards.w] runs", "4 of 3 years"),
        ("[otherwise.b]", award(level="Z"), "[awards.w] runs", "unknown level 'Z'"),
        ("[otherwise.b]", award(also='"v"'), "[awards.w]", "unknown award 'v'"),
        ("[otherwise.b]", award(also='"w"'), "[awards.w] also", "only when it is itself due"),
        ("[otherwise.b]", '[durations.d]\nbody = "Chi bộ"\ndays = -1\nclause = "1"\n[otherwise.b]', "[durations.d]", "takes some time"),  # noqa: E501
        ("[otherwise.b]", '[durations.d]\nbody = "Chi bộ"\ndays = 2\nsuggested = 1\nclause = "1"\n[otherwise.b]', "[durations.d]", "no less"),  # noqa: E501
    ],
)  # fmt: skip
def test_a_fault_is_named_with_its_place(
    tmp_path: Path, old: str, new: str, place: str, why: str
) -> None:
    """One spoilt line gives a fault that names file, place and what is wrong."""
    assert old in GOOD
    found = faults(GOOD.replace(old, new, 1), tmp_path)
    assert [line for line in found if place in line and why in line], found


def test_all_faults_are_named_at_once(tmp_path: Path) -> None:
    """A jurist sees everything that is wrong in one run."""
    text = GOOD.replace('fact = "late"', 'fact = "early"').replace('"1" = "Một."', '"2" = "Hai."')
    text = text.replace('level = "B"', 'level = "Z"')
    found = faults(text, tmp_path)
    for why in (
        "unknown fact 'early'",
        "unknown clause '1'",
        "nothing uses it",
        "unknown level 'Z'",
    ):
        assert any(why in line for line in found), why


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('says = "Không quá ba lần."', 'says = "Không quá ba lần.'),
        ('says = "Không quá ba lần."', 'said = "Không quá ba lần."\nsays = "Không quá ba lần."'),
        ("at_most = 3", "atmost = 3"),
    ],
)
def test_one_slip_is_one_fault(tmp_path: Path, old: str, new: str) -> None:
    """What cannot be read uses nothing: that is no second fault of the facts it would turn on."""
    assert len(faults(GOOD.replace(old, new), tmp_path)) == 1


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    """Neither bytes that are no UTF-8 nor a folder of that name end in a traceback."""
    folder = tmp_path / "x"
    folder.mkdir()
    (folder / "a.toml").write_text(GOOD, encoding="utf-8")
    (folder / "b.toml").write_bytes(b'"1" = "\xff"')
    (folder / "c.toml").mkdir()
    with pytest.raises(RulesetError) as caught:
        load_folder(folder)
    assert [Path(fault.file).name for fault in caught.value.faults] == ["b.toml", "c.toml"]


def test_a_record_in_two_files_is_refused(tmp_path: Path) -> None:
    """Duplicate keys are found across the files of a guideline, naming both places."""
    folder = tmp_path / "x"
    folder.mkdir()
    (folder / "a.toml").write_text(GOOD, encoding="utf-8")
    (folder / "b.toml").write_text('[clauses]\n"1" = "Một nữa."\n', encoding="utf-8")
    with pytest.raises(RulesetError, match=r"b\.toml:2.*already in .*a\.toml:21"):
        load_folder(folder)


def test_overlays_over_each_other_are_refused() -> None:
    """A circle of overlays is named, not run around in."""
    about = GOOD.split("[levels", maxsplit=1)[0]
    texts = {
        "x": about.replace("first_year", 'extends = "y"\nfirst_year'),
        "y": about.replace('"x"', '"y"', 1).replace("first_year", 'default_base = "x"\nfirst_year'),
    }
    library = Library({name: ((f"{name}.toml", text),) for name, text in texts.items()})
    with pytest.raises(RulesetError, match="laid over itself: x → y → x"):
        library.get("x")


def test_a_text_that_is_no_overlay_takes_no_base(library: Library) -> None:
    """Naming a base for a complete guideline is a mistake, and said so."""
    with pytest.raises(RulesetError, match="not an overlay"):
        library.get("can-tho-2018", "can-tho-2018")


def test_an_unknown_guideline_is_refused(library: Library) -> None:
    """The message lists those there are."""
    with pytest.raises(UnknownRuleset, match="can-tho-2018"):
        library.get("nowhere")


@pytest.mark.parametrize("ruleset_id", load_library().ids)
def test_load_dump_load(library: Library, ruleset_id: str, tmp_path: Path) -> None:
    """A ruleset written back and read again is the same ruleset."""
    ruleset = library.get(ruleset_id)
    folder = tmp_path / ruleset_id
    folder.mkdir()
    (folder / "all.toml").write_text(dump(ruleset), encoding="utf-8")
    again = load_folder(folder)
    assert dump(again) == dump(ruleset)
    if not ruleset.base_id:
        assert again == ruleset


@pytest.mark.parametrize("ruleset_id", load_library().ids)
def test_what_people_read_is_short_and_whole(library: Library, ruleset_id: str) -> None:
    """Every rule says itself in one sentence fit for a phone; every label fits a button."""
    ruleset = library.get(ruleset_id)
    for kind in ruleset.kinds:
        for rule in ruleset.program(kind).rules:
            assert 10 < len(rule.says) <= 160, rule.id
            assert rule.says.endswith((".", "…")), rule.id
        for criterion in ruleset.criteria(kind):
            assert criterion.short == criterion.short.strip()
            assert len(criterion.short) <= 60
