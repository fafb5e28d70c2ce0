"""A person of the roll in words: when born, where he stands, which posts he holds."""

from markupsafe import Markup

from conversations.words import N_, Words
from storage.roll import Person, Role, Standing

STANDINGS = {
    Standing.OFFICIAL: N_("official member"),
    Standing.PROBATIONARY: N_("probationary member"),
    Standing.EXEMPT: N_("exempt from work and activity"),
    Standing.SUSPENDED: N_("suspended from activity"),
}
ROLES = {
    Role.SECRETARY: N_("secretary"),
    Role.DEPUTY: N_("deputy secretary"),
    Role.COMMITTEE: N_("committee member"),
    Role.TELLER: N_("teller"),
    Role.OFFICER: N_("officer of the higher committee"),
}


def first_upper(text: str) -> str:
    """The text as the beginning of a line."""
    return text[:1].upper() + text[1:]


def standing_name(t: Words, standing: Standing) -> str:
    """The standing as it stands in a sentence."""
    return t.plain(STANDINGS[standing])


def role_names(t: Words, roles: frozenset[Role]) -> str:
    """The roles with commas; «no role» where there are none."""
    names = [t.plain(ROLES[role]) for role in Role if role in roles]
    return ", ".join(names) if names else t.plain("no role")


def titles(t: Words, person: Person) -> str:
    """Standing and roles in one line: «Official member, deputy secretary»."""
    names = [standing_name(t, person.standing)]
    names += [t.plain(ROLES[role]) for role in Role if role in person.roles]
    return first_upper(", ".join(names))


def birth_year(person: Person) -> int | None:
    """The year of birth, from the day where that is known."""
    return person.birth.year if person.birth is not None else person.birth_year


def name_and_year(t: Words, person: Person) -> Markup:
    """The name in bold, with the year of birth where it is known."""
    year = birth_year(person)
    if year is None:
        return t("<b>{name}</b>", name=person.full_name)
    return t("<b>{name}</b> ({year})", name=person.full_name, year=str(year))
