"""What stands in the tables as codes, in words."""

from conversations.evidence import person_kind
from conversations.words import N_, Words
from rules import Ruleset

SOURCES = {
    "member": N_("the member"),
    "secretary": N_("the secretary"),
    "office": N_("the office or unit"),
    "roll": N_("the imported roll"),
}
REMARKS = {
    "residence": N_("Place of residence"),
    "organisations": N_("Organisations he belongs to"),
    "committee": N_("The committee's remark"),
    "meeting": N_("Comments at the meeting"),
    "conclusion": N_("The chair's conclusion"),
}
ANSWERS = {
    "present": N_("I come"),
    "late": N_("I come late"),
    "excused": N_("I cannot come"),
}
ATTENDANCES = {
    "present": N_("present"),
    "excused": N_("absent with a reason"),
    "absent": N_("absent without a reason"),
}
REMINDERS = {
    "all": N_("every reminder that concerns me"),
    "few": N_("only the most urgent reminders"),
}
FIGURES = {
    "set": N_("targets set"),
    "met": N_("targets met"),
    "exceeded": N_("targets exceeded"),
}


def item_words(t: Words, ruleset: Ruleset, item: str) -> str:
    """What a text belongs to: a criterion, a part of the form, a suggestion."""
    kind, _, which = item.partition(":")
    if kind == "c":
        criteria = {one.id: one.short for one in ruleset.criteria(person_kind(ruleset))}
        return criteria.get(which, which)
    if kind == "p":
        return _parts(ruleset).get(which, which)
    return t.plain("answer to what you are asked to explain")


def _parts(ruleset: Ruleset) -> dict[str, str]:
    """The headings of every part of every form of the guideline."""
    return {
        part.id: part.heading
        for form in ruleset.procedure(person_kind(ruleset)).forms
        for part in ruleset.form_parts(form.id)
    }
