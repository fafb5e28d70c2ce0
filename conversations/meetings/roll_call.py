"""Who comes, and who came: two lists for the secretary's and the deputy's private chat.

A button carries what is noted by its tap, so that a doubled tap notes the same once more.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

from markupsafe import Markup

from conversations.authority import Action
from conversations.context import Context
from conversations.meetings.declared import dialogue, roll_task
from conversations.meetings.desk import meeting_of
from conversations.meetings.page import ROLL_CALL_FROM
from conversations.meetings.phrases import when
from conversations.paper import blocks
from conversations.parts import back_button, home_button, kind_refusal, rows_of, whole_number
from conversations.screen import Answer as Parts
from conversations.screen import Button, Rows, Screen, Show
from conversations.words import Words
from storage import meetings
from storage.meetings import Answer, Attendance, Meeting, Reply
from storage.roll import Person, Standing

PAGE, LINES = 10, 20
"""People on a page of the roll-call, and of the list of answers."""
_MARKS = {Attendance.PRESENT: "✅", Attendance.EXCUSED: "🙋", Attendance.ABSENT: "❌", None: "⬜"}
_CODES = {"p": Attendance.PRESENT, "e": Attendance.EXCUSED, "a": Attendance.ABSENT}
_NEXT = {None: "p", Attendance.PRESENT: "e", Attendance.EXCUSED: "a", Attendance.ABSENT: "p"}
_ANSWERS = {Answer.PRESENT: "✅", Answer.LATE: "🕐", Answer.EXCUSED: "🙋", None: "▫️"}


@dialogue.tap("who", Action.CALL_ROLL)
async def who(c: Context, meeting_id: str, page: str) -> Parts:
    """Everyone summoned with his answer, and the reasons."""
    found = await meeting_of(c, meeting_id)
    people = await meetings.summoned(c.tx, found.branch_id)
    answered = await meetings.replies(c.tx, found.id)
    t = c.t
    at, shown = _page(people, page, LINES)
    text = blocks(
        t("👥 <b>Who comes</b>\n{when}", when=when(t, found.starts_at)),
        t("✅ comes · 🕐 late · 🙋 cannot · ▫️ no answer"),
        t.join([_answer_line(t, one, answered.get(one.id)) for one in shown]),
        t("The group sees none of this."),
    )
    return (Show(Screen(text, _turns(t, found, "who", at, len(people), LINES)), _task(found)),)


def _answer_line(t: Words, person: Person, said: Reply | None) -> Markup:
    mark = _ANSWERS[None if said is None else said.answer]
    if said is None or not said.reason:
        return t("{mark} {name}", mark=mark, name=person.full_name)
    return t("{mark} {name}: <i>{reason}</i>", mark=mark, name=person.full_name, reason=said.reason)


@dialogue.tap("roll", Action.CALL_ROLL)
async def roll_(c: Context, meeting_id: str, page: str) -> Parts:
    """The roll-call: each name is a button."""
    found = await _callable(c, meeting_id)
    return (Show(await _roll(c, found, page), _task(found)),)


@dialogue.tap("mark", Action.CALL_ROLL)
async def mark(c: Context, meeting_id: str, person_id: str, code: str, page: str) -> Parts:
    """Note of one member what the button says."""
    found = await _callable(c, meeting_id)
    people = await meetings.summoned(c.tx, found.branch_id)
    person = next((one for one in people if str(one.id) == person_id), None)
    if person is None or code not in _CODES:
        raise kind_refusal(c, c.t.plain("The list has changed. Please look at it again: /hop"))
    me = c.account.person.id
    await meetings.note_attendance(c.tx, found.id, person.id, _CODES[code], me, c.at)
    return (Show(await _roll(c, found, page), _task(found)),)


@dialogue.tap("rest", Action.CALL_ROLL)
async def rest(c: Context, meeting_id: str, page: str) -> Parts:
    """Note everyone not noted yet: present, or excused who had said that he cannot come."""
    found = await _callable(c, meeting_id)
    noted = await meetings.attendance(c.tx, found.id)
    answered = await meetings.replies(c.tx, found.id)
    for person in await meetings.summoned(c.tx, found.branch_id):
        if person.id not in noted:
            said = answered.get(person.id)
            out = said is not None and said.answer is Answer.EXCUSED
            note = Attendance.EXCUSED if out else Attendance.PRESENT
            me = c.account.person.id
            await meetings.note_attendance(c.tx, found.id, person.id, note, me, c.at)
    return (Show(await _roll(c, found, page), _task(found)),)


async def _callable(c: Context, meeting_id: str) -> Meeting:
    """The meeting, standing and about to begin or begun; raises Refused."""
    found = await meeting_of(c, meeting_id)
    if not found.standing:
        raise kind_refusal(c, c.t.plain("This meeting was cancelled. See /hop."))
    if c.at < found.starts_at - ROLL_CALL_FROM:
        raise kind_refusal(
            c,
            c.t.plain(
                "The roll can be called from {n} hours before the meeting.",
                n=int(ROLL_CALL_FROM.total_seconds() // 3600),
            ),
        )
    return found


async def _roll(c: Context, found: Meeting, page: str) -> Screen:
    t = c.t
    people = await meetings.summoned(c.tx, found.branch_id)
    noted = await meetings.attendance(c.tx, found.id)
    answered = await meetings.replies(c.tx, found.id)
    at, shown = _page(people, page, PAGE)
    text = blocks(
        t("📝 <b>Roll-call</b>\n{when}", when=when(t, found.starts_at)),
        _figures(t, people, noted),
        t("Tap a name: ✅ present → 🙋 excused → ❌ not excused. ⬜ = not noted yet."),
    )
    rows = rows_of(
        Button(_label(one, noted, answered), _marking(found, one, noted, at)) for one in shown
    )
    if any(one.id not in noted for one in people):
        label = t.plain("✅ All others are present")
        rows += ((Button(label, dialogue.data("rest", found.id, at)),),)
    return Screen(text, (*rows, *_turns(t, found, "roll", at, len(people), PAGE)))


def _figures(t: Words, people: Sequence[Person], noted: Mapping[int, Attendance]) -> Markup:
    """How many are there, and of the official members, by whom quorum and ballots are counted."""
    counts = Counter(noted.get(one.id) for one in people)
    official = [one for one in people if one.standing is Standing.OFFICIAL]
    there = sum(noted.get(one.id) is Attendance.PRESENT for one in official)
    return t.join(
        [
            t(
                "✅ {present} · 🙋 {excused} · ❌ {absent} · ⬜ {silent} (of {all})",
                present=counts[Attendance.PRESENT],
                excused=counts[Attendance.EXCUSED],
                absent=counts[Attendance.ABSENT],
                silent=counts[None],
                all=len(people),
            ),
            t(
                "Official members present: <b>{there}/{official}</b>",
                there=there,
                official=len(official),
            ),
        ]
    )


def _label(person: Person, noted: Mapping[int, Attendance], answered: Mapping[int, Reply]) -> str:
    """The mark noted; beside it, while nothing is noted, what the member had answered."""
    mark = _MARKS[noted.get(person.id)]
    said = answered.get(person.id)
    if person.id not in noted and said is not None and said.answer is not Answer.PRESENT:
        mark += _ANSWERS[said.answer]
    return f"{mark} {person.full_name}"


def _marking(found: Meeting, person: Person, noted: Mapping[int, Attendance], page: int) -> str:
    return dialogue.data("mark", found.id, person.id, _NEXT[noted.get(person.id)], page)


def _page(people: Sequence[Person], page: str, size: int) -> tuple[int, Sequence[Person]]:
    pages = max(1, -(-len(people) // size))
    at = min(whole_number(page) or 0, pages - 1)
    return at, people[at * size : (at + 1) * size]


def _turns(t: Words, found: Meeting, verb: str, at: int, all_: int, size: int) -> Rows:
    turns = []
    if at > 0:
        turns.append(Button(t.plain("‹ Page before"), dialogue.data(verb, found.id, at - 1)))
    if (at + 1) * size < all_:
        turns.append(Button(t.plain("Next page ›"), dialogue.data(verb, found.id, at + 1)))
    back = (back_button(t, dialogue.data("show", found.id)), home_button(t))
    return (tuple(turns), back) if turns else (back,)


def _task(found: Meeting) -> str:
    return roll_task(found.id)
