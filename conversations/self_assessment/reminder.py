"""What is still missing before submitting, and what stays empty afterwards."""

from markupsafe import Markup

from conversations.parts import home_button
from conversations.screen import Button, Rows, Screen
from conversations.self_assessment.course import LEVEL
from conversations.self_assessment.desk import Desk, whose
from conversations.self_assessment.form import to_write
from conversations.self_assessment.texts import beginning
from conversations.words import Words

NAMES = 9
HEADING = 40
"""How many names, and characters of a heading, a reminder tells."""


def reminder_screen(t: Words, desk: Desk) -> Screen | None:
    """What is still missing before submitting; None when nothing is.

    Empty parts of the form alone are no reason to hold him up: the overview tells of them.
    """
    missing = desk.course.ungraded
    no_level = desk.course.level is not None and not desk.course.level.answered
    unanswered = [one for one in to_write(desk) if one.asked is not None and not one.text]
    if not missing and not no_level and not unanswered:
        return None
    parts = [t.join([whose(t, desk), t("<b>Before you submit</b>")])]
    rows: Rows = ()
    if missing:
        names = [
            t("{number}. {name}", number=one.number, name=one.criterion.short)
            for one in missing[:NAMES]
        ]
        more = len(missing) - len(names)
        parts.append(
            t.join(
                [
                    t.plural(
                        "{n} criterion has no grade yet:",
                        "{n} criteria have no grade yet:",
                        len(missing),
                    ),
                    *names,
                    t.plural("… and {n} more", "… and {n} more", more) if more else Markup(),
                ]
            )
        )
        rows += ((Button(t.plain("▶️ Go on grading"), desk.data("ask", missing[0].id)),),)
    if no_level:
        parts.append(t("You have not chosen the level that you claim."))
        rows += ((Button(t.plain("🏅 Choose my level"), desk.data("ask", LEVEL)),),)
    if unanswered:
        parts.append(
            t.plural(
                "⚠️ {n} suggestion of a higher committee is not answered yet.",
                "⚠️ {n} suggestions of a higher committee are not answered yet.",
                len(unanswered),
            )
        )
        first = desk.data("write", unanswered[0].kind, unanswered[0].id)
        rows += ((Button(t.plain("✍️ Answer it"), first),),)
    parts.append(empty_parts(t, desk))
    parts.append(t("You may submit all the same; the branch will see what is missing."))
    return Screen(
        t.join(parts, "\n\n"),
        (
            *rows,
            (Button(t.plain("📨 Submit all the same"), desk.data("anyway")),),
            (Button(t.plain("‹ Back to the overview"), desk.data("overview")),),
            (home_button(t),),
        ),
    )


def empty_parts(t: Words, desk: Desk) -> Markup:
    """Which parts of the form are empty, by their headings; empty when none is."""
    empty = [one for one in to_write(desk) if not one.text and one.asked is None]
    if not empty:
        return Markup()
    named = [beginning(one.title, HEADING) for one in empty[:3]]
    more = len(empty) - len(named)
    if more:
        named.append(t.plain_plural("{n} more", "{n} more", more))
    return t("✍️ Parts of the form left empty: {parts}.", parts="; ".join(named))
