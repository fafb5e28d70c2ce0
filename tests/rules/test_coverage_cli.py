"""What the command line shows of a guideline: everything, cited; and FACTS.md is what it prints."""

import json
from importlib import resources

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from rules import Library, RulesError, load_library

WIDE = {"COLUMNS": "200"}


def call(*arguments: str, stdin: str = "", locale: str = "vi") -> Result:
    env = {**WIDE, "TUSOI_LOCALE": locale}
    return CliRunner().invoke(main, ["rules", *arguments], input=stdin, env=env)


def data(*arguments: str, stdin: object = None) -> object:
    result = call(*arguments, stdin="" if stdin is None else json.dumps(stdin))
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def squeezed(text: str) -> str:
    return "".join(char for char in text if not char.isspace() and char not in "│┃")


@pytest.mark.parametrize("ruleset_id", load_library().ids)
def test_the_page_leaves_nothing_out(library: Library, ruleset_id: str) -> None:
    """Criteria with their content, rules, contradictions, procedure, readings: all are there."""
    held = library.get(ruleset_id)
    result = call("show", ruleset_id)
    assert result.exit_code == 0, result.output
    shown = squeezed(result.stdout)
    sections = held.sections
    wanted = [item.says for kind in held.kinds for item in held.program(kind).rules]
    wanted += [item.says for kind in held.kinds for item in held.program(kind).impossible]
    wanted += [item.name for item in (*sections.criteria, *sections.levels, *sections.grades)]
    wanted += [item.says for item in (*sections.quotas, *sections.steps, *sections.ballots)]
    wanted += [item.says for item in (*sections.orders, *sections.provisions, *sections.awards)]
    wanted += [item.text for item in (*sections.contents, *sections.papers, *sections.clauses)]
    wanted += [item.where for item in sections.places]
    wanted += [item.use for item in sections.forms]
    wanted += [text for item in sections.parts for text in (item.heading, item.hint, item.who)]
    wanted += [item.what for item in (*sections.deadlines, *sections.schedule)]
    wanted += [part for item in sections.readings for part in (item.title, item.text, item.reason)]
    assert not [text for text in wanted if squeezed(text) not in shown]


@pytest.mark.parametrize("ruleset_id", load_library().ids)
def test_everything_in_the_json_is_cited(ruleset_id: str) -> None:
    """Each record of each section names its clause, and the clause is there."""
    whole = data("show", ruleset_id, "--json")
    assert isinstance(whole, dict)
    free = {"guideline", "successors", "levels", "grades", "clauses"}
    for section, records in whole.items():
        if section in free or not isinstance(records, dict):
            continue
        for record_id, record in records.items():
            for clause in record.get("clauses", [record.get("clause")]):
                assert clause in whole["clauses"], f"{section}.{record_id}"


def test_deadlines_are_days_of_the_year_asked_for() -> None:
    """«Trước ngày 20/01» of the year after: the 19th is the last day."""
    assert "19/01/2028" in call("show", "can-tho-2018", "--year", "2027").stdout
    assert "19/01/2028" not in call("show", "can-tho-2018").stdout


@pytest.mark.parametrize("ruleset_id", load_library().ids)
def test_coverage_as_page_and_as_json(library: Library, ruleset_id: str) -> None:
    """Every section of its own once, each with what is made of it; the page counts none left."""
    rows = data("coverage", ruleset_id, "--json")
    assert isinstance(rows, list)
    own = [x.path for x in library.get(ruleset_id).sections.clauses if x.source == ruleset_id]
    assert sorted(row["path"] for row in rows) == sorted(own)
    assert {row["standing"] for row in rows} <= {"encoded", "judged", "outside"}
    assert all(row["records"] for row in rows if row["standing"] == "encoded")
    assert "CHƯA XỬ LÝ: 0" in call("coverage", ruleset_id).stdout


def test_every_fact_is_documented(library: Library) -> None:
    """FACTS.md is what the command prints now, and has every fact of every guideline."""
    page = (resources.files("rules") / "guidelines" / "FACTS.md").read_text(encoding="utf-8")
    assert call("facts", "--markdown").stdout == page, "tusoi rules facts --markdown > FACTS.md"
    for ruleset_id in library.ids:
        for fact in library.get(ruleset_id).sections.facts:
            assert f"| `{fact.id}` |" in page
            assert fact.meaning in page


def test_facts_of_one_guideline_as_markdown() -> None:
    """A guideline named gives its own page; none named needs --markdown."""
    page = call("facts", "can-tho-2018", "--markdown").stdout
    assert "## can-tho-2018" in page
    assert page.count("## ") == 1
    assert call("facts").exit_code == 2


@pytest.mark.parametrize("command", ["decide", "quota", "awards"])
def test_one_of_a_list_that_is_wrong_is_named(command: str) -> None:
    """The sentence says which of the list it is; nothing is answered."""
    good = {"decide": {"facts": {}}, "quota": {"candidates": []}, "awards": {"year": 2018}}[command]
    written = json.dumps([good, {"nonsense": 1}])
    result = call(command, "can-tho-2018", "--kind", "member", stdin=written)
    assert result.exit_code == 1
    assert "mục thứ 2 của danh sách" in result.stderr
    assert not result.stdout


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ('{"facts": {"targets_done": 100.1}}', "above 100"),
        ('{"facts": {"targets_done": "60"}}', "is not a percentage"),
        ('{"facts": {"targets_done": NaN}}', "is not a percentage"),
        ('{"facts": {"targets_done": 1e400}}', "above"),
        ('{"facts": {"sick_leave_months": -0.5}}', "below 0"),
        ('{"facts": {"disciplined": 1}}', "is not true or false"),
        ('{"facts": {"standing": "exempt", "on_voter_roll": true}}', "không thể"),
        ('{"facts": [], "grades": {}}', "must be a JSON object"),
        ('{"grades": {"duties": ["tot"]}}', "duties"),
        ('{"grades": {"no_such": "tot"}}', "no_such"),
        ('"facts"', "must be a JSON object"),
        ("", "JSON"),
    ],
)
def test_impossible_facts_are_one_sentence(written: str, why: str) -> None:
    """Exit code 1, one line that says why, no traceback, nothing answered."""
    result = call("decide", "can-tho-2018", "--kind", "member", stdin=written, locale="en")
    assert result.exit_code == 1
    assert why in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    assert "Traceback" not in result.output
    assert not result.stdout


def test_an_overlay_laid_over_itself_is_one_sentence(library: Library) -> None:
    """A circle of overlays, and a base that is none, are refused by name."""
    for ruleset_id in library.ids:
        for base in (ruleset_id, "nowhere"):
            with pytest.raises(RulesError):
                library.get(ruleset_id, base)
            result = call("show", ruleset_id, "--base", base)
            assert (result.exit_code, result.stdout) == (1, "")
            assert len(result.stderr.strip().splitlines()) == 1
