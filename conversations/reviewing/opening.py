"""Opening the year's review: the year, then the guideline, with what replaced it."""

from markupsafe import Markup, escape

from conversations.authority import Action
from conversations.context import Context
from conversations.parts import back_button, home_button, kind_refusal, rows_of
from conversations.reminders import replan
from conversations.reviewing.declared import TASK, dialogue
from conversations.reviewing.notices import tell_members
from conversations.reviewing.past import closed_reviews
from conversations.reviewing.stages import stages_screen
from conversations.reviewing.without_members import Without, told, without_members
from conversations.roll_import import take_over_told
from conversations.screen import Answer, Button, Rows, Screen, Show, Toast
from conversations.words import N_, Words
from rules import Kind, Ruleset
from storage import dialogues, reviews
from storage.errors import ReviewExists

LAST_YEAR_UNTIL = 3
"""Up to this month the year just past can be chosen too: reviews run late, never a year late."""

_KINDS = {
    Kind.MEMBER: N_("Party members"),
    Kind.ORGANISATION: N_("organisations"),
    Kind.COLLECTIVE: N_("leading collectives"),
    Kind.LEADER: N_("leaders"),
}


@dialogue.command("kydanhgia", needs=Action.OPEN_REVIEW)
async def command(c: Context, argument: str) -> Answer:
    return await show(c)


@dialogue.tap("open", Action.OPEN_REVIEW)
async def show(c: Context) -> Answer:
    """The review under way; where there is none, the first step of opening one."""
    await dialogues.clear_awaited(c.tx, c.event.sender)
    if c.account.review is not None:
        return (Show(await stages_screen(c, c.account.review), TASK),)
    years, past = _years(c), bool(await closed_reviews(c))
    screen = _year_screen(c, years) if len(years) > 1 else _texts(c, years[0])
    if past:
        row = (Button(c.t.plain("📂 Reviews that have ended"), dialogue.data("past")),)
        screen = Screen(screen.text, (*screen.rows[:-1], row, screen.rows[-1]))
    return (Show(screen, TASK),)


@dialogue.tap("year", Action.OPEN_REVIEW)
async def year(c: Context, chosen: str) -> Answer:
    return (Show(_texts(c, _year(c, chosen)), TASK),)


@dialogue.tap("text", Action.OPEN_REVIEW)
async def text(c: Context, chosen: str, ruleset_id: str, base_id: str = "") -> Answer:
    """What one guideline is: what it covers, when it held, what replaced it.

    Of one that amends another, first which one that is, where several can be.
    """
    wanted = _year(c, chosen)
    if not base_id and len(_bases(c, _ruleset(c, ruleset_id).id)) > 1:
        return await base(c, chosen, ruleset_id)
    ruleset = _ruleset(c, ruleset_id, base_id)
    return (Show(_text(c, wanted, ruleset, await without_members(c, ruleset)), TASK),)


@dialogue.tap("base", Action.OPEN_REVIEW)
async def base(c: Context, chosen: str, ruleset_id: str) -> Answer:
    """Which guideline an amending text is laid over."""
    wanted, ruleset = _year(c, chosen), _ruleset(c, ruleset_id)
    usual = _base(c, ruleset)
    bases = sorted(_bases(c, ruleset.id), key=lambda one: one.id != usual)
    buttons = [
        Button(one.short_title, dialogue.data("text", wanted, ruleset.id, one.id)) for one in bases
    ]
    screen = Screen(
        c.t.join(
            [
                c.t(
                    "“{title}” only amends another text. Which one does the branch follow for "
                    "the rest?",
                    title=ruleset.short_title,
                ),
                c.t("If you do not know, take the first: it is the one that Tự Soi assumes."),
            ],
            "\n\n",
        ),
        (*rows_of(buttons), _way_back(c, wanted)),
    )
    return (Show(screen, TASK),)


@dialogue.tap("start", Action.OPEN_REVIEW)
async def start(c: Context, chosen: str, ruleset_id: str, base_id: str = "") -> Answer:
    """Open the review, with the facts that the imported roll tells, and let the members know."""
    wanted, ruleset = _year(c, chosen), _ruleset(c, ruleset_id, base_id)
    if await without_members(c, ruleset) not in {None, Without.COMMITTEE_ONLY}:
        raise kind_refusal(c, c.t.plain("No review can be opened under this text here."))
    me = c.account
    try:
        review = await reviews.open_review(
            c.tx, me.branch.id, wanted, ruleset.id, _base(c, ruleset) or None, me.person.id, c.at
        )
    except ReviewExists:
        raise kind_refusal(
            c,
            c.t.plain(
                "The branch already has a review for {year}, or one that is still open.",
                year=str(wanted),
            ),
        ) from None
    await take_over_told(c.tx, ruleset, review, me.person.id, c.at)
    await tell_members(c, review)
    await replan(c.tx, c.house, me.branch.id, c.at)
    return (
        Toast(c.t.plain("The review of {year} is open.", year=str(wanted))),
        Show(await stages_screen(c, review), TASK),
    )


def _years(c: Context) -> tuple[int, ...]:
    today = c.t.local(c.at).date()
    if today.month <= LAST_YEAR_UNTIL:
        return today.year - 1, today.year
    return (today.year,)


def _year(c: Context, chosen: str) -> int:
    """The year of a tap; Refused when it is none of those offered, or a review is open."""
    if c.account.review is not None:
        raise kind_refusal(c, c.t.plain("A review is already open. Type /kydanhgia to see it."))
    for one in _years(c):
        if chosen == str(one):
            return one
    raise kind_refusal(c, c.t.plain("That year can no longer be chosen."))


def _ruleset(c: Context, ruleset_id: str, base_id: str = "") -> Ruleset:
    """The guideline of a tap; Refused when the house has none of that name."""
    library = c.house.library
    if ruleset_id in library.ids:
        if not base_id:
            return library.get(ruleset_id)
        if base_id in {one.id for one in _bases(c, ruleset_id)}:
            return library.get(ruleset_id, base_id)
    raise kind_refusal(c, c.t.plain("That text is not among those of this program."))


def _bases(c: Context, ruleset_id: str) -> tuple[Ruleset, ...]:
    """The guidelines rating members that an amending text can lie on; none for other texts."""
    bases = (c.house.library.get(one) for one in c.house.library.bases(ruleset_id))
    return tuple(one for one in bases if one.covers(Kind.MEMBER))


def _base(c: Context, ruleset: Ruleset) -> str:
    """The base that an amending text is laid over; empty for a text that stands on its own."""
    return ruleset.base_id if c.house.library.bases(ruleset.id) else ""


def _year_screen(c: Context, years: tuple[int, ...]) -> Screen:
    buttons = (
        Button(c.t.plain("Year {year}", year=str(one)), dialogue.data("year", one)) for one in years
    )
    return Screen(
        c.t("<b>Open a review</b>\nWhich year is to be reviewed?"),
        (*rows_of(buttons, 2), (home_button(c.t),)),
    )


def _texts(c: Context, wanted: int) -> Screen:
    """Every guideline of the house, those in force for the year first."""
    every = [c.house.library.get(one) for one in c.house.library.ids]
    every.sort(key=lambda one: wanted not in one.years)
    lines = [
        c.t(
            "• <b>{title}</b>: {years}. {mark}",
            title=one.short_title,
            years=_held(c.t, one),
            mark=c.t("⚠️ Replaced by a later text.")
            if _replaced(c, one)
            else c.t("No later text is in force."),
        )
        for one in every
    ]
    buttons = (Button(one.short_title, dialogue.data("text", wanted, one.id)) for one in every)
    back = (back_button(c.t, dialogue.data("open")),) if len(_years(c)) > 1 else ()
    return Screen(
        c.t.join(
            [
                c.t(
                    "<b>Review of {year}</b>\nUnder which text does the branch hold it?",
                    year=str(wanted),
                ),
                *lines,
            ]
        ),
        (*rows_of(buttons), (*back, home_button(c.t))),
    )


def _text(c: Context, wanted: int, ruleset: Ruleset, without: Without | None) -> Screen:
    t = c.t
    about = [
        t("<b>{title}</b>", title=ruleset.title if without is None else ruleset.short_title),
        t("{issuer}, no. {number}", issuer=ruleset.issuer, number=ruleset.number)
        if ruleset.number
        else escape(ruleset.issuer),
        t("Issued: {day}", day=t.date(ruleset.issued)) if ruleset.issued else Markup(),
        t(
            "Covers: {kinds}",
            kinds=", ".join(t.plain(_KINDS[kind]) for kind in ruleset.kinds),
        ),
        t("In force: {years}", years=_held(t, ruleset)),
    ]
    opens = without in {None, Without.COMMITTEE_ONLY}
    # What it means here is told as well then: the rest has to be brief.
    brief = without is not None
    parts = [t.join(about), *_warnings(c, wanted, ruleset, brief=brief), *_over(c, ruleset)]
    base_id = _base(c, ruleset)
    arguments = (wanted, ruleset.id, *([base_id] if base_id else []))
    rows: Rows = ()
    if without is not None:
        parts.append(told(c.t, ruleset, c.account.branch, without))
    if opens:
        doubtful = _replaced(c, ruleset) or wanted not in ruleset.years
        label = (
            t.plain("Open under this text anyway")
            if doubtful
            else t.plain("Open the review of {year}", year=str(wanted))
        )
        rows += ((Button(label, dialogue.data("start", *arguments)),),)
    if base_id and len(_bases(c, ruleset.id)) > 1:
        rows += (
            (
                Button(
                    t.plain("Choose another base text"), dialogue.data("base", wanted, ruleset.id)
                ),
            ),
        )
    rows += (_way_back(c, wanted),)
    return Screen(t.join(parts, "\n\n"), rows)


def _way_back(c: Context, wanted: int) -> tuple[Button, ...]:
    return back_button(c.t, dialogue.data("year", wanted)), home_button(c.t)


def _held(t: Words, ruleset: Ruleset) -> str:
    years = ruleset.years
    if years.last is None:
        return t.plain("from {first} on", first=str(years.first))
    if years.last == years.first:
        return t.plain("year {first}", first=str(years.first))
    return t.plain("{first} to {last}", first=str(years.first), last=str(years.last))


def _replaced(c: Context, ruleset: Ruleset) -> bool:
    """Whether a later text is in force today."""
    today = c.t.local(c.at).date()
    return any(one.in_force is None or one.in_force <= today for one in ruleset.successors)


def _warnings(c: Context, wanted: int, ruleset: Ruleset, *, brief: bool = False) -> list[Markup]:
    t, found = c.t, []
    if wanted not in ruleset.years:
        found.append(t("⚠️ The text does not cover the year {year}.", year=str(wanted)))
    if ruleset.successors:
        chain = [
            t.join(
                [
                    t(
                        "→ {text}, in place of {older}, in force from {day}",
                        text=one.text,
                        older=one.replaces,
                        day=t.date(one.in_force),
                    )
                    if one.in_force
                    else t("→ {text}, in place of {older}", text=one.text, older=one.replaces),
                    t("<i>{note}</i>", note=one.note) if one.note and not brief else Markup(),
                ]
            )
            for one in ruleset.successors
        ]
        head = (
            t("⚠️ <b>A later text has replaced it:</b>")
            if _replaced(c, ruleset)
            else t("<b>A later text is going to replace it:</b>")
        )
        found.append(t.join([head, *chain]))
    return found


def _over(c: Context, ruleset: Ruleset) -> list[Markup]:
    base_id = _base(c, ruleset)
    if not base_id:
        return []
    title = c.house.library.get(base_id).short_title
    return [
        c.t("It only amends another text. For the rest the branch follows: {title}.", title=title)
    ]
