"""A reminder in words: what is due, and the button that does it; and what the group is told."""

from collections.abc import Collection, Sequence
from datetime import date

from markupsafe import Markup

from conversations.context import Errand, Later
from conversations.evidence import assesses, person_kind, ruleset_of
from conversations.folding import Part, folded, seen
from conversations.meetings.declared import LINK
from conversations.meetings.page import answer_rows
from conversations.meetings.phrases import ANSWERS, day_words, when
from conversations.paper import blocks
from conversations.parts import home_button
from conversations.reasons import cite
from conversations.reminders import occasions
from conversations.reminders.declared import GROUP, REMINDER, TOLD, dialogue
from conversations.reminders.digest import told_of
from conversations.reminders.hours import allowed, is_quiet
from conversations.reminders.occasions import HOUR, Occasion, last_day_of_papers
from conversations.reminders.owing import Debts, Writing, ahead, debts_of
from conversations.reminders.spreading import ends_of, standing
from conversations.screen import Answer, Button, Rows, Say, Screen, Show
from conversations.words import Words
from storage import assessments, meetings, reminders, reviews, roll
from storage.meetings import Meeting
from storage.reminders import Switch
from storage.reviews import Review, Stage
from storage.roll import Branch

SOON = HOUR * 1.25
"""A meeting that begins within this time begins “in an hour”."""
NAMES = 15
"""How many names of the late the group is told, where the branch wants them told."""


@dialogue.delivery(REMINDER)
async def remind(errand: Errand) -> Answer | None:
    """To one member, all that he owes now; nothing if he has done it meanwhile."""
    me, at, payload = errand.me, errand.at, errand.row.payload
    if me is None or me.branch.id != payload["branch"]:
        return None
    _not_at_night(errand)
    what = occasions.read(str(payload["what"]))
    told = await ahead(errand.tx, me.branch.id, what, at)
    debts = await debts_of(errand.house, errand.tx, me, told, chair=bool(payload["chair"]))
    what = standing(what, told, me.review)
    digest = await _digest(errand)
    if not debts.concerned(what):
        return None if not digest else (Show(_digest_alone(errand.t, digest), TOLD, fresh=True),)
    t = errand.t
    text = folded(
        t,
        seen(t("🔔 <b>A reminder for you</b>")),
        *(seen(_meeting(errand, one, debts)) for one in told if debts.called),
        seen(_owed(t, me.review, told, debts)),
        seen(_dates(errand, me.review, told, what) if debts.chair or debts.on_paper else Markup()),
        *digest,
    )
    return (Show(Screen(text, _rows(t, me.review, told, debts)), TOLD, fresh=True),)


def _digest_alone(t: Words, digest: Sequence[Part]) -> Screen:
    row = (Button(t.plain("👥 The members"), "board:show"), home_button(t))
    return Screen(folded(t, *digest), (row,))


async def _digest(errand: Errand) -> tuple[Part, ...]:
    """The digest of the same hour, to whom both are due."""
    day = errand.row.payload.get("digest")
    return () if day is None else await told_of(errand, date.fromisoformat(str(day)))


def _not_at_night(errand: Errand) -> None:
    """Raises Later in the quiet hours, where the morning is too late for none of it."""
    later = allowed(errand.at, errand.t.zone)
    ends = ends_of(errand.row, errand.at)
    if is_quiet(errand.at, errand.t.zone) and all(later < one for one in ends):
        raise Later(later)


def nearness(t: Words, errand: Errand, meeting: Meeting) -> Markup:
    """When the branch meets, as one says it on this day."""
    start, place = meeting.starts_at, meeting.plan.place
    days = (t.local(start).date() - t.local(errand.at).date()).days
    if start - errand.at <= SOON:
        return t(
            "🗓 The branch meets <b>soon, at {time}</b>.\n📍 {place}",
            time=t.time(start),
            place=place,
        )
    if days == 0:
        return t(
            "🗓 The branch meets <b>today at {time}</b>.\n📍 {place}",
            time=t.time(start),
            place=place,
        )
    if days == 1:
        return t(
            "🗓 The branch meets <b>tomorrow</b>: {when}.\n📍 {place}",
            when=when(t, start),
            place=place,
        )
    moment = when(t, start)
    return t.plural(
        "🗓 In <b>{n} day</b> the branch meets: {when}.\n📍 {place}",
        "🗓 In <b>{n} days</b> the branch meets: {when}.\n📍 {place}",
        days,
        when=moment,
        place=place,
    )


def _meeting(errand: Errand, meeting: Meeting, debts: Debts) -> Markup:
    t, mine = errand.t, debts.answers.get(meeting.id)
    line = nearness(t, errand, meeting)
    if mine is None:
        return line
    return t.join([line, t("Your answer: <b>{answer}</b>", answer=t.plain(ANSWERS[mine.answer]))])


def _owed(t: Words, review: Review | None, told: Sequence[Meeting], debts: Debts) -> Markup:
    lines = []
    if debts.called and any(debts.answers.get(one.id) is None for one in told):
        lines.append(t("✋ to answer whether you come"))
    year = "" if review is None else str(review.year)
    if debts.writing is Writing.NOT_STARTED:
        lines.append(t("✍️ your self-assessment of {year}: not started", year=year))
    elif debts.writing is Writing.BEGUN:
        lines.append(t("✍️ your self-assessment of {year}: begun, not submitted yet", year=year))
    if debts.explanations:
        lines.append(
            t.plural(
                "📌 {n} suggestion of a higher committee to explain",
                "📌 {n} suggestions of a higher committee to explain",
                debts.explanations,
            )
        )
    return t.join([t("<b>Waiting for you:</b>"), *lines]) if lines else Markup()


def _dates(
    errand: Errand, review: Review | None, told: Sequence[Meeting], what: Collection[Occasion]
) -> Markup:
    """The guideline's days that this reminder is for, each with its clause."""
    if review is None:
        return Markup()
    t, ruleset = errand.t, ruleset_of(errand.house, review)
    deadlines = {one.id: one for one in ruleset.procedure(person_kind(ruleset)).deadlines}
    by_id = {one.id: one for one in told}
    lines = []
    for one in what:
        deadline = deadlines.get(one.deadline)
        if deadline is None:
            continue
        day = (
            last_day_of_papers(by_id[one.of], deadline, t.zone)
            if one.kind == "p"
            else deadline.last_day(review.year)
        )
        if day is None or day < t.local(errand.at).date():
            continue
        lines.append(
            t(
                "📄 {what}: by <b>{day}</b> ({printed}, clause {clause}).",
                what=deadline.what,
                day=day_words(t, day),
                printed=deadline.printed,
                clause=cite(t, ruleset, deadline.clause),
            )
        )
    return t.join(lines)


def _rows(t: Words, review: Review | None, told: Sequence[Meeting], debts: Debts) -> Rows:
    rows: Rows = ()
    open_ = next((one for one in told if debts.answers.get(one.id) is None), None)
    if debts.called and open_ is not None:
        rows += answer_rows(t, open_, None)
    elif debts.called and told:
        rows += ((Button(t.plain("🗓 The meeting"), f"meet:show:{told[0].id}"),),)
    if debts.on_paper:
        label = (
            t.plain("✍️ Assess myself")
            if debts.writing is Writing.NOT_STARTED
            else t.plain("✍️ Go on with it")
        )
        rows += ((Button(label, "assess:open"),),)
    if debts.chair and review is not None:
        rows += ((Button(t.plain("📅 Dates"), f"review:dates:{review.id}"),),)
    return (*rows, (Button(t.plain("🔔 Reminders"), dialogue.data("show")), home_button(t)))


# ── in the group ─────────────────────────────────────────────────────────────────────────────


@dialogue.delivery(GROUP)
async def tell_group(errand: Errand) -> Answer | None:
    """To the group: the date and counts; the names of the late only where the branch wants it."""
    branch = await roll.branch(errand.tx, int(errand.row.payload["branch"]))
    if branch is None or branch.group != errand.row.chat_id:
        return None
    _not_at_night(errand)
    meant = {one.of for one in occasions.read(str(errand.row.payload["what"]))}
    told = [
        one
        for one in await meetings.upcoming(errand.tx, branch.id, errand.at)
        if one.id in meant and one.starts_at > errand.at
    ]
    if not told:
        return None
    t, meeting = errand.t, told[0]
    called = await meetings.summoned(errand.tx, branch.id)
    silent = len(await meetings.unanswered(errand.tx, meeting))
    text = blocks(
        t("🔔 <b>A reminder for the branch</b>"),
        nearness(t, errand, meeting),
        t.join(
            [
                t("✋ Answered: {n} of {all}", n=len(called) - silent, all=len(called)),
                *await _submitted(errand, branch, t),
            ]
        ),
    )
    link = errand.house.link(f"{LINK}{meeting.id}")
    return (Say(Screen(text, ((Button(t.plain("✋ Answer, calendar"), url=link),),))),)


async def _submitted(errand: Errand, branch: Branch, t: Words) -> list[Markup]:
    """How many self-assessments are in, while they are open."""
    tx = errand.tx
    review = await reviews.current_review(tx, branch.id)
    if review is None or review.stage is not Stage.ASSESSMENT:
        return []
    written = await assessments.assessments(tx, review.id)
    done = await reviews.heard(tx, review.id) | {
        who for who, one in written.items() if one.submitted_at is not None
    }
    ruleset = ruleset_of(errand.house, review)
    asked = [one for one in await roll.people(tx, branch.id) if assesses(one, ruleset)]
    late = [one.full_name for one in asked if one.id not in done]
    lines = [
        t(
            "✍️ Self-assessments submitted: {done} of {all}",
            done=len(asked) - len(late),
            all=len(asked),
        )
    ]
    if late and Switch.NAMES in await reminders.switches(tx, branch.id):
        more = len(late) - NAMES
        if more > 0:
            late = [*late[:NAMES], t.plain_plural("{n} other", "{n} others", more)]
        lines.append(t("Not yet: {names}", names=", ".join(late)))
    return lines
