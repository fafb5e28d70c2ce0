"""The secretary's digest in the weeks of the review: what came in, who is stuck, what is next.

Never about voting.  A morning on which there is nothing to say passes in silence.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from markupsafe import Markup

from conversations.authority import Action, may
from conversations.context import Errand
from conversations.evidence import assesses, person_kind, ruleset_of
from conversations.folding import Part, folded, reasoned, seen
from conversations.meetings.phrases import day_words, when
from conversations.parts import home_button
from conversations.reasons import cite
from conversations.reminders.declared import DIGEST, MORNING, REMINDER, dialogue
from conversations.reminders.hours import QUIET_FROM, at
from conversations.reminders.occasions import MORNING as MORNING_HOUR
from conversations.reminders.occasions import last_day_of_papers
from conversations.reminders.planning import replan
from conversations.reminders.spreading import again, chairs_of, waiting
from conversations.screen import Answer, Button, Rows, Screen, Show
from conversations.words import Words
from storage import assessments, meetings, outbox, reviews, roll
from storage.meetings import Answer as Reply
from storage.meetings import Meeting
from storage.outbox import Message
from storage.reviews import Review, Stage
from storage.roll import Account, Branch, Person, Standing

STUCK = timedelta(days=3)
"""So long after the opening, or after his last answer, a member counts as stuck."""
HORIZON = timedelta(days=10)
"""What comes so soon is told; by itself it is no reason to write before its day."""
NAMES = 6
"""How many names a line tells."""
MONDAY = 0
"""On this day of the week those who are stuck or out of reach are reason enough to write."""


@dialogue.spread(MORNING)
async def morning(errand: Errand) -> bool:
    """A digest for whoever leads the branch, and the next morning's row."""
    tx, row, now = errand.tx, errand.row, errand.at
    branch = await roll.branch(tx, int(row.payload["branch"]))
    if branch is None:
        return False
    await replan(tx, errand.house, branch.id, now)
    zone = errand.house.words_of_branch(branch).zone
    day = date.fromisoformat(str(row.payload["day"]))
    if await reviews.current_review(tx, branch.id) is None or now.astimezone(zone).date() != day:
        return False
    leading = await chairs_of(tx, branch.id)
    ends = at(day, QUIET_FROM, zone)
    reminded = await waiting(tx, f"{REMINDER}:{branch.id}:", now)
    several = [again(one) for who, one in reminded.items() if who not in leading]
    for who in leading:
        told: dict[str, str | int] = {"branch": branch.id, "day": day.isoformat()}
        key = f"{DIGEST}:{branch.id}:{day.isoformat()}:{who}"
        one = Message(key, DIGEST, told, now, person_id=who, expires=ends)
        if who in reminded:  # both at the same time: one message
            known = again(reminded[who])
            one = replace(known, payload={**known.payload, "digest": day.isoformat()})
        several.append(one)
    await outbox.put_all(tx, several)
    return bool(leading)


@dataclass(frozen=True, slots=True)
class _Day:
    """A day that is ahead, as it is told."""

    day: date
    words: Markup


@dialogue.delivery(DIGEST)
async def digest(errand: Errand) -> Answer | None:
    """The digest as things stand; nothing where there is nothing to say."""
    me, t = errand.me, errand.t
    if me is None or not may(me, Action.REMIND, group=False):
        return None
    branch, review = me.branch, me.review
    if review is None or branch.id != errand.row.payload["branch"]:
        return None
    told = await told_of(errand, date.fromisoformat(str(errand.row.payload["day"])))
    if not told:
        return None
    rows: Rows = ((Button(t.plain("👥 The members"), "board:show"),),)
    if any(one.starts_at > errand.at for one in await _coming(errand, branch)):
        rows = ((*rows[0], Button(t.plain("🗓 Meetings"), "meet:open")),)
    last = (Button(t.plain("🔔 Reminders"), dialogue.data("plan")), home_button(t))
    return (Show(Screen(folded(t, *told), (*rows, last)), DIGEST, fresh=True),)


async def told_of(errand: Errand, day: date) -> tuple[Part, ...]:
    """The digest of a day, to whoever leads the branch; empty where there is nothing to say."""
    me, t = errand.me, errand.t
    if me is None or me.review is None:
        return ()
    branch, review = me.branch, me.review
    since = at(day - timedelta(days=1), MORNING_HOUR, t.zone)
    everyone = await roll.people(errand.tx, branch.id)
    news = await _news(errand, review, everyone, since)
    stuck = await _stuck(errand, review, everyone)
    beyond = await _out_of_reach(errand, branch, everyone)
    days = await _days_ahead(errand, branch, review)
    today = any(one.day == day for one in days)
    if not (news or today or (day.weekday() == MONDAY and (stuck or beyond))):
        return ()
    told = (
        (t("<b>Since yesterday</b>"), news),
        (t("<b>Stuck</b>"), stuck),
        (t("<b>Out of reach here</b>"), beyond),
        (t("<b>Next</b>"), [one.words for one in days]),
    )
    return (
        seen(t("☀️ <b>The branch this morning</b>")),
        *(reasoned([head, *lines]) for head, lines in told if lines),
    )


async def _news(
    errand: Errand, review: Review, everyone: Sequence[Person], since: datetime
) -> list[Markup]:
    """Self-assessments and answers that came in."""
    t, tx = errand.t, errand.tx
    written = await assessments.assessments(tx, review.id)
    names = [
        one.full_name
        for one in everyone
        if (mine := written.get(one.id)) and mine.submitted_at and mine.submitted_at >= since
    ]
    lines = []
    if names:
        lines.append(t("✅ Submitted: {names}", names=named(t, names)))
    for meeting in await _coming(errand, await _branch(errand)):
        fresh = [
            one
            for who, one in (await meetings.replies(tx, meeting.id)).items()
            if one.said_at >= since and (errand.me is None or who != errand.me.person.id)
        ]
        day = t.date(meeting.starts_at)
        excused = sum(one.answer is Reply.EXCUSED for one in fresh)
        if excused:
            lines.append(
                t.plural(
                    "✋ {n} more answered for the meeting of {day}, {excused} of them excused",
                    "✋ {n} more answered for the meeting of {day}, {excused} of them excused",
                    len(fresh),
                    day=day,
                    excused=excused,
                )
            )
        elif fresh:
            lines.append(
                t.plural(
                    "✋ {n} more comes to the meeting of {day}",
                    "✋ {n} more come to the meeting of {day}",
                    len(fresh),
                    day=day,
                )
            )
    return lines


async def _stuck(errand: Errand, review: Review, everyone: Sequence[Person]) -> list[Markup]:
    """Who has not begun, or has stopped, for days, though he can be reached."""
    t, tx, now = errand.t, errand.tx, errand.at
    if review.stage is not Stage.ASSESSMENT or now - review.opened_at < STUCK:
        return []
    written = await assessments.assessments(tx, review.id)
    heard = await reviews.heard(tx, review.id)
    linked = {one.person.id for one in await _reached(errand)}
    ruleset = ruleset_of(errand.house, review)
    begun, idle = [], []
    for one in everyone:
        mine = errand.me is not None and one.id == errand.me.person.id
        if mine or one.id not in linked or one.id in heard or not assesses(one, ruleset):
            continue
        his = written.get(one.id)
        if his is None or his.answered_at is None:
            idle.append(one.full_name)
        elif his.submitted_at is None and now - his.answered_at >= STUCK:
            begun.append(one.full_name)
    lines = []
    if idle:
        lines.append(t("⏳ Not started: {names}", names=named(t, idle)))
    if begun:
        lines.append(t("✏️ Stopped midway: {names}", names=named(t, begun)))
    return lines


async def _out_of_reach(errand: Errand, branch: Branch, everyone: Sequence[Person]) -> list[Markup]:
    """Who never came in and who has blocked the bot, each with what can be done."""
    t = errand.t
    accounts = {one.person.id: one for one in await roll.accounts(errand.tx, branch.id)}
    asked = [one for one in everyone if one.standing is not Standing.SUSPENDED]
    never = [one.full_name for one in asked if one.id not in accounts]
    blocked = [
        one.full_name for one in asked if one.id in accounts and not accounts[one.id].reachable
    ]
    lines = []
    if never:
        lines.append(
            t(
                "🔗 Never came in: {names}. Please call or visit; the invitation link is in "
                "/danhsach.",
                names=named(t, never),
            )
        )
    if blocked:
        lines.append(
            t(
                "🚫 Blocked Tự Soi: {names}. Please ask them to open the chat and tap “Unblock”.",
                names=named(t, blocked),
            )
        )
    return lines


async def _days_ahead(errand: Errand, branch: Branch, review: Review) -> list[_Day]:
    """The next meetings and last days, earliest first."""
    t, found = errand.t, []
    today = t.local(errand.at).date()
    ruleset = ruleset_of(errand.house, review)
    deadlines = ruleset.procedure(person_kind(ruleset)).deadlines
    coming = await _coming(errand, branch)
    days = [(one.last_day(review.year), one) for one in deadlines]
    days += [
        (last_day_of_papers(meeting, one, t.zone), one)
        for meeting in coming
        for one in deadlines
        if one.working_days
    ]
    for last, deadline in days:
        if last is not None and today <= last <= today + HORIZON:
            words = t(
                "📄 {day}: {what} (clause {clause})",
                day=day_words(t, last),
                what=deadline.what,
                clause=cite(t, ruleset, deadline.clause),
            )
            found.append(_Day(last, words))
    for meeting in coming:
        start = t.local(meeting.starts_at).date()
        if start <= today + HORIZON:
            found.append(_Day(start, await _meeting(errand, meeting)))
    return sorted(found, key=lambda one: one.day)


async def _meeting(errand: Errand, meeting: Meeting) -> Markup:
    t = errand.t
    silent = len(await meetings.unanswered(errand.tx, meeting))
    line = t("🗓 {when}: the branch meets", when=when(t, meeting.starts_at))
    if not silent:
        return line
    more = t.plural("{n} has not answered", "{n} have not answered", silent)
    return t("{line} ({more})", line=line, more=more)


async def _coming(errand: Errand, branch: Branch) -> list[Meeting]:
    """The meetings that have not begun."""
    return [
        one
        for one in await meetings.upcoming(errand.tx, branch.id, errand.at)
        if one.starts_at > errand.at
    ]


async def _branch(errand: Errand) -> Branch:
    if errand.me is None:
        raise LookupError("a digest is for somebody")
    return errand.me.branch


async def _reached(errand: Errand) -> list[Account]:
    branch = await _branch(errand)
    return [one for one in await roll.accounts(errand.tx, branch.id) if one.reachable]


def named(t: Words, names: Sequence[str]) -> str:
    """The names in a line; of many the first, and how many more."""
    more = len(names) - NAMES
    shown = list(names[:NAMES])
    if more > 0:
        shown.append(t.plain_plural("{n} other", "{n} others", more))
    return ", ".join(shown)
