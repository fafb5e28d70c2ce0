"""Every blank form of every guideline, compared with the text that was read and kept."""

import pytest

from conversations.dossier.blanks import blank_forms
from tests.bot.documents.golden import AT, BRANCH, FOLDER, LIBRARY, all_forms, written

IDS = LIBRARY.ids


@pytest.fixture(scope="module")
def every() -> dict[str, dict[str, list[str]]]:
    return all_forms()


@pytest.mark.parametrize("ruleset_id", IDS)
def test_blank_forms_read_as_kept(ruleset_id: str, every: dict[str, dict[str, list[str]]]) -> None:
    """The same headings in the same order; see ``golden`` for how to keep a new text."""
    kept = (FOLDER / f"{ruleset_id}.txt").read_text(encoding="utf-8")
    assert written(ruleset_id, every) == kept


@pytest.mark.parametrize("ruleset_id", IDS)
def test_every_form_that_a_guideline_names_can_be_had_blank(ruleset_id: str) -> None:
    """None is forgotten, and each carries the number by which the office asks for it."""
    ruleset = LIBRARY.get(ruleset_id)
    papers = {paper.form.id: paper for paper in blank_forms(ruleset, BRANCH, 2026, AT)}
    for form in ruleset.sections.forms:
        assert papers[form.id].form.name == form.name
        assert papers[form.id].blank
        assert papers[form.id].form.printed is form.printed


def test_the_printed_forms_have_the_guidelines_headings_in_its_order(
    every: dict[str, dict[str, list[str]]],
) -> None:
    """A reader who holds the guideline's Mẫu 02 finds each of its headings, one after another."""
    ruleset = LIBRARY.get("tinh-uy-2019")
    text = "\n".join(every["tinh-uy-2019"]["mau-02"])
    at = 0
    for part in ruleset.form_parts("mau-02"):
        at = text.index(part.heading, at) + 1
    assert "BẢN KIỂM ĐIỂM CÁ NHÂN LÃNH ĐẠO, QUẢN LÝ" in text
