"""Standing and roles of a person, by buttons and confirmed.

The secretary's post is not among the roles given here: it is handed over (``handing``).
"""

from dataclasses import replace

from markupsafe import Markup

from conversations.authority import Action
from conversations.context import Context
from conversations.parts import back_button, home_button, kind_refusal, rows_of
from conversations.people_words import (
    ROLES,
    STANDINGS,
    first_upper,
    name_and_year,
    role_names,
    standing_name,
)
from conversations.rolling.changing import asking, present
from conversations.rolling.declared import TASK, dialogue
from conversations.rolling.typing import changed
from conversations.screen import Answer, Button, Screen, Show
from conversations.words import Words
from storage.roll import Role, Standing

GIVEN = (Role.DEPUTY, Role.COMMITTEE, Role.TELLER, Role.OFFICER)
"""The roles that the secretary gives."""


@dialogue.tap("standing", Action.EDIT_ROLL)
async def standing(c: Context, person_id: str) -> Answer:
    """Which standing he has, and which he could have."""
    one, t = await present(c, person_id), c.t
    buttons = (
        Button(
            f"✓ {first_upper(t.plain(name))}"
            if each is one.standing
            else first_upper(t.plain(name)),
            dialogue.data("stand", one.id, each.value),
        )
        for each, name in STANDINGS.items()
    )
    text = t.join([name_and_year(t, one), t("Which standing does this member have?")], "\n\n")
    back = back_button(t, dialogue.data("who", one.id))
    return (Show(Screen(text, (*rows_of(buttons), (back, home_button(t)))), TASK),)


@dialogue.tap("stand", Action.EDIT_ROLL)
async def stand(c: Context, person_id: str, wanted: str) -> Answer:
    """Ask before the standing is changed: rights hang on it."""
    one, t = await present(c, person_id), c.t
    new = _standing(c, wanted)
    text = t.join(
        [
            t(
                "{name}: from “{old}” to “<b>{new}</b>”?",
                name=one.full_name,
                old=standing_name(t, one.standing),
                new=standing_name(t, new),
            ),
            _meaning(t, new),
        ],
        "\n\n",
    )
    yes = Button(t.plain("✅ Yes, change it"), dialogue.data("stood", one.id, new.value))
    return (Show(asking(c, text, yes, dialogue.data("standing", one.id)), TASK),)


@dialogue.tap("stood", Action.EDIT_ROLL)
async def stood(c: Context, person_id: str, wanted: str) -> Answer:
    """Change the standing."""
    one = await present(c, person_id)
    return await changed(c, replace(one, standing=_standing(c, wanted)))


def _standing(c: Context, wanted: str) -> Standing:
    if wanted not in set(Standing):
        raise kind_refusal(c, c.t.plain("That does not apply to this person."))
    return Standing(wanted)


def _meaning(t: Words, standing: Standing) -> Markup:
    """What a standing means here, in one sentence."""
    match standing:
        case Standing.OFFICIAL:
            return t("Assesses himself, is rated and votes.")
        case Standing.PROBATIONARY:
            return t("Assesses himself and is rated, but does not vote.")
        case Standing.EXEMPT:
            return t("Is not asked for a self-assessment, is not rated and does not vote.")
        case Standing.SUSPENDED:
            return t(
                "Is not asked for a self-assessment, is not rated, does not vote, and has no part "
                "in the branch's work here until restored."
            )


@dialogue.tap("roles", Action.EDIT_ROLL)
async def roles(c: Context, person_id: str) -> Answer:
    """Which roles he has; a person may hold several."""
    one, t = await present(c, person_id), c.t
    buttons = (
        Button(
            f"✓ {first_upper(t.plain(ROLES[role]))}"
            if role in one.roles
            else first_upper(t.plain(ROLES[role])),
            dialogue.data("role", one.id, role.value, int(role not in one.roles)),
        )
        for role in GIVEN
    )
    text = t.join(
        [
            name_and_year(t, one),
            t("Roles now: {roles}", roles=role_names(t, one.roles)),
            t("Tap a role to give it or to take it away. One person may hold several."),
        ],
        "\n\n",
    )
    back = back_button(t, dialogue.data("who", one.id))
    return (Show(Screen(text, (*rows_of(buttons), (back, home_button(t)))), TASK),)


@dialogue.tap("role", Action.EDIT_ROLL)
async def role(c: Context, person_id: str, which: str, yes: str) -> Answer:
    """Ask before a role is given or taken away."""
    one, t = await present(c, person_id), c.t
    wanted, give = _role(c, which, yes)
    text = (
        t("Give {name} the role “<b>{role}</b>”?", name=one.full_name, role=t.plain(ROLES[wanted]))
        if give
        else t(
            "Take the role “<b>{role}</b>” from {name}?",
            name=one.full_name,
            role=t.plain(ROLES[wanted]),
        )
    )
    button = Button(
        t.plain("✅ Yes, change it"), dialogue.data("given", one.id, wanted.value, int(give))
    )
    return (Show(asking(c, text, button, dialogue.data("roles", one.id)), TASK),)


@dialogue.tap("given", Action.EDIT_ROLL)
async def given(c: Context, person_id: str, which: str, yes: str) -> Answer:
    """Give the role, or take it away."""
    one = await present(c, person_id)
    wanted, give = _role(c, which, yes)
    now = one.roles | {wanted} if give else one.roles - {wanted}
    return await changed(c, replace(one, roles=now))


def _role(c: Context, which: str, yes: str) -> tuple[Role, bool]:
    if which not in set(GIVEN) or yes not in {"0", "1"}:
        raise kind_refusal(c, c.t.plain("That does not apply to this person."))
    return Role(which), yes == "1"
