"""No section of a guideline's text goes unaccounted for."""

import pytest

from rules import Library, load_library
from rules.coverage import Standing, coverage
from tests.rules.coverage_lists import FOLDER, Section, printed_sections, unaccounted

LISTED = sorted(file.stem for file in FOLDER.glob("*.txt"))
ENCODED = [ruleset for ruleset in LISTED if ruleset in load_library().ids]


@pytest.mark.parametrize("ruleset_id", load_library().ids)
def test_every_guideline_has_its_list_of_printed_sections(ruleset_id: str) -> None:
    """A guideline that comes in brings the list that its coverage is held against."""
    assert printed_sections(ruleset_id)


@pytest.mark.parametrize("ruleset_id", ENCODED)
def test_every_printed_section_is_accounted_for(library: Library, ruleset_id: str) -> None:
    """Encoded, left to people, or outside the program: each section of the text is one of them."""
    ruleset = library.get(ruleset_id)
    accounted = {row.path for row in coverage(ruleset) if row.standing is not Standing.UNACCOUNTED}
    forms = " ".join(f"{form.id} {form.name}" for form in ruleset.sections.forms)
    assert not unaccounted(printed_sections(ruleset_id), accounted, forms)


@pytest.mark.parametrize("ruleset_id", ENCODED)
def test_no_clause_is_cited_that_the_text_does_not_print(library: Library, ruleset_id: str) -> None:
    """The path of every clause of a guideline's own is printed in its text."""
    printed = {section.path for section in printed_sections(ruleset_id)}
    assert not {row.path for row in coverage(library.get(ruleset_id))} - printed


@pytest.mark.parametrize("ruleset_id", ENCODED)
def test_what_is_not_encoded_says_why(library: Library, ruleset_id: str) -> None:
    """A section without records says where people are asked, or why nothing is done."""
    for row in coverage(library.get(ruleset_id), whole=True):
        assert row.citing or row.judged or row.outside, row.path
        assert row.text, row.path


@pytest.mark.parametrize("ruleset_id", LISTED)
def test_the_lists_name_each_section_once(ruleset_id: str) -> None:
    """A list has known kinds of line, and no path twice."""
    sections = printed_sections(ruleset_id)
    assert len({section.path for section in sections}) == len(sections)
    assert {section.kind for section in sections} <= {"text", "heading", "part", "form"}
    assert all(section.heading for section in sections)


def test_a_section_left_out_is_found() -> None:
    """A text needs its own clause; a heading its sections; a part its section; a form its name."""
    sections = [
        Section("I", "heading", "…", ""),
        Section("I.1", "text", "…", "I"),
        Section("I.1a", "part", "…", "I.1"),
        Section("I.2", "text", "…", "I"),
        Section("Mẫu 01", "form", "…", ""),
    ]
    assert unaccounted(sections, {"I.1", "I.2"}, "Mẫu 01") == []
    assert unaccounted(sections, {"I.1"}, "Mẫu 01") == ["I", "I.2"]
    assert unaccounted(sections, {"I.2"}, "") == ["I", "I.1", "I.1a", "Mẫu 01"]
