"""``tusoi rules``: pages for people, JSON for programs, one sentence for bad input."""

import json

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from rules import Ruleset, load_library


def call(*arguments: str, stdin: str = "", locale: str = "vi") -> Result:
    env = {"TUSOI_LOCALE": locale}
    return CliRunner().invoke(main, ["rules", *arguments], input=stdin, env=env)


def data(*arguments: str, stdin: object = None) -> object:
    result = call(*arguments, stdin="" if stdin is None else json.dumps(stdin))
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


DECIDE = ("decide", "can-tho-2018", "--kind", "member")
QUOTA = ("quota", "can-tho-2018", "--kind", "member")
AWARDS = ("awards", "sao-do-2023", "--kind", "member")

BAD_INPUT: list[tuple[tuple[str, ...], str, str]] = [
    (DECIDE, "{", "JSON"),
    (DECIDE, "[" * 100_000, "JSON"),
    (DECIDE, "3", "must be a JSON object"),
    (DECIDE, '{"fact": {}}', "a case has no fact"),
    (DECIDE, '{"facts": {"shoe_size": 41}}', "shoe_size"),
    (DECIDE, '{"facts": {"targets_done": 101}}', "101 is above 100"),
    (DECIDE, '{"facts": {"sick_leave_months": -1}}', "-1 is below 0"),
    (DECIDE, '{"facts": {"disciplined": "yes"}}', "is not true or false"),
    (DECIDE, '{"facts": {"admitted_on": "2018-02-30"}}', "is not a date"),
    (DECIDE, '{"facts": {"office_level": "A"}}', "is not one of XS"),
    (DECIDE, '{"grades": {"duties": "A"}}', "not one of xuat_sac"),
    (DECIDE, '{"facts": {"standing": "exempt", "on_voter_roll": true}}', "danh sách bỏ phiếu"),
    (DECIDE, '{"facts": {}, "use": "luck"}', "use is one of"),
    (DECIDE, '{"facts": {}, "readings": {"majority": "x"}}', "no option 'x'"),
    (QUOTA, '{"candidates": [{"id": "a"}]}', "has an id and a level"),
    (QUOTA, '{"candidates": [{"id": "a", "level": "A"}]}', "unknown level"),
    (QUOTA, '{"candidates": 3}', "list of candidates"),
    (QUOTA, '{"shares": 3}', "list of shares"),
    (QUOTA, '{"shares": [{"id": "a"}]}', "has an id and a level"),
    (QUOTA, '{"shares": [{"id": "a", "level": "XS", "base": 2, "given": 3}]}', "3 of 2"),
    (QUOTA, '{"shares": [{"id": "a", "level": "XS", "base": 2.5, "given": 0}]}', "whole num"),
    (("decide", "tinh-uy-2019", "--kind", "member"), "{}", "no rules for the kind 'member'"),
    (DECIDE, '{"facts": {}, "use": ["all"]}', 'not ["all"]'),
    (DECIDE, '{"facts": {"disciplined": true, "disciplined": false}}', "“disciplined”"),
    (DECIDE, '{"facts": {"targets_done": NaN}}', "NaN is not a percentage"),
    (DECIDE, "null", "not null"),
    (QUOTA, '{"candidates": [{"id": null, "level": "XS"}]}', "has an id and a level"),
    (QUOTA, '{"candidates": [{"id": "a", "level": "HN", "proposed": true}]}', "too low"),
    (AWARDS, '{"history": {}}', "year is a whole number, not null"),
    (AWARDS, '{"year": 2023, "history": {"02023": {}}}', "by years, not by '02023'"),
    (AWARDS, '{"year": 2023, "history": {"2023": {"level": "A"}}}', "unknown level 'A'"),
    (AWARDS, '{"year": 2023, "history": {"2023": {"awards": ["gold"]}}}', "award 'gold'"),
    (AWARDS, '{"year": 2023, "history": {"2023": {"facts": {"org_disciplined": true}}}}', "no such fact"),  # noqa: E501
    (AWARDS, '{"year": 2023, "history": {"2023": {"facts": {"not_commended": 1}}}}', "true or false, not 1"),  # noqa: E501
    (AWARDS, '{"year": 2023, "shares": {"gold": {}}}', "no award 'gold'"),
    (AWARDS, '{"year": 2023, "shares": {"branch-merit-province": {}}}', "for the kind"),
    (AWARDS, '{"year": 2023, "shares": {"member-merit-province": {"levels": {"XS": 1.5}}}}', "whole number, not 1.5"),  # noqa: E501
    (AWARDS, '{"year": 2023, "shares": {"member-merit-province": {"given": -1}}}', "-1 cannot"),
    (("decide", "nowhere", "--kind", "member"), "{}", "no ruleset 'nowhere'"),
    (("show", "can-tho-2018", "--base", "can-tho-2018"), "", "not an overlay"),
]  # fmt: skip
"""Arguments, standard input, and what the English sentence says."""


def test_list_names_every_guideline() -> None:
    """Each with its years in force and what replaced it."""
    listed = data("list", "--json")
    assert isinstance(listed, list)
    assert [one["id"] for one in listed] == list(load_library().ids)
    assert all(one["successors"] for one in listed)
    assert call("list").exit_code == 0


@pytest.mark.parametrize("ruleset_id", load_library().ids)
def test_show_tells_everything_with_its_clause(ruleset_id: str) -> None:
    """The page holds every rule's sentence and every clause; the JSON every section."""
    ruleset = load_library().get(ruleset_id)
    shown = "".join(call("show", ruleset_id).stdout.split())
    for kind in ruleset.kinds:
        for rule in ruleset.program(kind).rules:
            assert "".join(rule.says.split()) in shown, rule.id
    for clause in ruleset.sections.clauses:
        assert "".join(clause.text.split()) in shown, clause.id
    whole = data("show", ruleset_id, "--json")
    assert isinstance(whole, dict)
    assert set(whole["clauses"]) == set(ruleset.clauses)


def test_facts_are_listed(can_tho: Ruleset) -> None:
    """Every fact with type, unit, meaning and who is asked."""
    listed = data("facts", "can-tho-2018", "--json")
    assert isinstance(listed, list)
    assert [one["id"] for one in listed] == list(can_tho.facts)
    assert all(one["meaning"] and one["type"] and one["clause"] for one in listed)
    page = call("facts", "can-tho-2018")
    assert page.exit_code == 0


def test_decide_answers_a_case_and_a_list() -> None:
    """One case gives one answer, a list gives a list, ids kept."""
    case = {"id": "a", "facts": {"degradation_concluded": True, "heard": True, "disciplined": None}}
    one = data(*DECIDE, stdin=case)
    assert isinstance(one, dict)
    assert (one["id"], one["possible"]) == ("a", ["KHT"])
    first = one["findings"][0]
    assert (first["clause"], first["outcome"], first["effect"]["level"]) == (
        "II.B.2.3.4",
        "met",
        "KHT",
    )
    many = data(*DECIDE, stdin=[case, {"id": "b", "facts": {}}])
    assert isinstance(many, list)
    assert [item["id"] for item in many] == ["a", "b"]


def test_quota_answers() -> None:
    """Candidates in, limit and ties out."""
    group = {
        "whole": True,
        "candidates": [{"id": str(n), "level": "XS", "votes": 5} for n in range(5)],
    }
    answer = data(*QUOTA, stdin=group)
    assert isinstance(answer, dict)
    assert (answer["limit"], len(answer["tied"]), answer["binding"]) == (1, 5, "final")


def test_awards_tell_their_share() -> None:
    """II.C.1.1.3 of sao-do-2023: 2% of those at XS, rounded down; none where the text sets none."""
    history = {
        "id": 7,
        "year": 2023,
        "history": {"2023": {"level": "XS", "facts": {"tccsd_secretary": None}}},
        "shares": {"member-merit-province": {"levels": {"XS": 149, "HTT": 600}, "given": 3}},
    }
    answer = data(*AWARDS, stdin=history)
    assert isinstance(answer, dict)
    found = {item["award"]: item["share"] for item in answer["awards"]}
    share = found["member-merit-province"]
    assert answer["id"] == 7
    assert (share["percent"], share["base"], share["limit"], share["over"]) == (2, 149, 2, 1)
    assert found["member-commendation-city"] is None


def test_a_plan_of_shares_is_held_against_the_quota() -> None:
    """1(2) of go-vap-p11-2021: over the whole at most 20%; a lower branch with more is told of."""
    plan = {
        "id": "ward",
        "shares": [
            {"id": "good", "level": "XS", "base": 12, "given": 2},
            {"id": "fair", "level": "HN", "base": 11, "given": 3},
        ],
    }
    answer = data("quota", "go-vap-p11-2021", "--kind", "member", stdin=plan)
    assert isinstance(answer, dict)
    assert (answer["id"], answer["clause"]) == ("ward", "1(2)")
    assert (answer["base"], answer["limit"], answer["given"], answer["over"]) == (23, 4, 5, 1)
    assert answer["lopsided"] == [{"lower": "fair", "better": "good"}]
    elsewhere = data(*QUOTA, stdin=plan)
    assert isinstance(elsewhere, dict)
    assert not elsewhere["lopsided"]


def test_show_names_whose_criterion_it_is() -> None:
    """A criterion of one type of body alone is printed with the name of that type."""
    shown = " ".join(call("show", "tinh-uy-2019").stdout.split())
    assert "(chỉ với: Mặt trận Tổ quốc, tổ chức chính trị - xã hội cấp huyện" in shown


def test_show_names_the_base() -> None:
    """Every answer tells what an overlay is laid over, and whether anybody said so."""
    whole = data("show", "go-vap-p11-2021", "--base", "sao-do-2023", "--json")
    assert isinstance(whole, dict)
    assert (whole["laid_over"], whole["base_assumed"]) == ("sao-do-2023", False)
    for arguments, stdin in (("decide", {}), ("quota", {"candidates": []})):
        answer = data(arguments, "go-vap-p11-2021", "--kind", "member", stdin=stdin)
        assert isinstance(answer, dict)
        assert (answer["laid_over"], answer["base_assumed"]) == ("can-tho-2018", True)


@pytest.mark.parametrize(("arguments", "stdin", "why"), BAD_INPUT)
def test_bad_input_is_one_sentence(arguments: tuple[str, ...], stdin: str, why: str) -> None:
    """Exit code 1, the reason on standard error, nothing on standard output, no traceback."""
    result = call(*arguments, stdin=stdin, locale="en")
    assert result.exit_code == 1
    assert why in result.stderr
    assert "Traceback" not in result.output
    assert not result.stdout.strip()


def test_check_names_every_fault(tmp_path: pytest.TempPathFactory) -> None:
    """A folder with faults is told about line by line; a good one passes."""
    from pathlib import Path

    folder = Path(str(tmp_path)) / "mine"
    folder.mkdir()
    (folder / "a.toml").write_text('[clauses]\n"1" = "Một."\n[nonsense]\n', encoding="utf-8")
    result = call("check", str(folder))
    assert result.exit_code == 1
    assert "a.toml:3" in result.stderr
    assert "[guideline]" in result.stderr
    good = Path(__file__).parent / "shapes" / "hundred-points"
    assert call("check", str(good)).exit_code == 0
