"""Whatever is planned, changed, cancelled, answered, done, switched, interrupted: what goes out is
the model's.

The model knows the whole default plan: 7, 3 and 1 days before a meeting, its morning, its hour, the
papers due before it, the days of the guideline; who is told of what; the quiet hours; and that what
falls due together, or while the bot is away, is one message.
"""

import asyncio
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from conversations.evidence import person_kind
from conversations.reminders import replan
from conversations.working_days import working_days_before
from rules.procedure import Deadline
from storage import assessments, meetings, outbox, reminders
from storage.meetings import Answer, MeetingPlan
from storage.outbox import State
from storage.reminders import USUAL, Switch, Wants
from storage.reviews import Stage
from tests.conversations.hall import LIBRARY, START, Hall, drafts, hall

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
PEOPLE = 4
SECRETARY = 0
DAYS = 12
HOURS = (time(7), time(8, 30), time(10), time(15), time(18), time(22))
PLANNED = USUAL - {Switch.DIGEST, Switch.GROUP}
ASIDE = timedelta(minutes=90)
"""What falls due within this time of each other is one message."""
NEAR = {"1d", "1h", "1"}


@dataclass(frozen=True)
class Occasion:
    """One thing to be told: of a meeting, a paper before it, or a file; and until when."""

    kind: str
    which: int
    step: str
    until: datetime


@dataclass
class Waiting:
    """What waits to be told to somebody; ``soonest``: when the first of it is over."""

    due: datetime
    what: set[Occasion]
    soonest: datetime
    latest: datetime


@dataclass
class Model:
    """Meetings (start, when they were set), answers, and who is done or wants few reminders."""

    files: tuple[Deadline, ...]
    papers: tuple[Deadline, ...]
    on: set[Switch] = field(default_factory=lambda: set(PLANNED))
    meetings: dict[int, tuple[datetime, datetime]] = field(default_factory=dict)
    answers: dict[tuple[int, int], Answer] = field(default_factory=dict)
    done: set[int] = field(default_factory=set)
    few: set[int] = field(default_factory=set)
    pending: dict[datetime, set[Occasion]] = field(default_factory=dict)
    waiting: dict[int, Waiting] = field(default_factory=dict)
    told: Counter[tuple[int, datetime]] = field(default_factory=Counter)

    # What is planned

    def replan(self, now: datetime) -> None:
        """What is due already stays; everything later is as the plan now says."""
        self.pending = {due: what for due, what in self.pending.items() if due <= now}
        group: list[tuple[datetime, Occasion]] = []
        for one in sorted(self._plan(), key=lambda one: one[0]):
            if group and one[0] - group[0][0] > ASIDE:
                self._put(group, now)
                group = []
            group.append(one)
        if group:
            self._put(group, now)

    def _put(self, group: list[tuple[datetime, Occasion]], now: datetime) -> None:
        if group[-1][0] > now:
            self.pending[group[-1][0]] = {what for _, what in group}

    def _plan(self) -> Iterator[tuple[datetime, Occasion]]:
        for which, (start, set_at) in self.meetings.items():
            day = start.date()
            for switch in (Switch.WEEK, Switch.THREE_DAYS, Switch.EVE):
                due = _at(day - timedelta(days=int(switch.value[0])), time(8))
                if switch is Switch.EVE or due >= set_at + timedelta(days=1):
                    yield from self._if(switch, due, "meeting", which, switch.value, start)
            morning = _at(day, time(7))
            if morning < start:
                yield from self._if(Switch.MORNING, morning, "meeting", which, "am", start)
            hour = start - timedelta(hours=1)
            if not time(6, 30) <= hour.time() < time(21):
                early = _at(day, time(6, 30))
                hour = early if hour < early < start else _at(day, time(20, 55))
            yield from self._if(Switch.HOUR, hour, "meeting", which, "1h", start)
            for deadline in self.papers:
                last = working_days_before(day, deadline.working_days)
                yield from self._last(Switch.PAPERS, last, "paper", which)
        for deadline in self.files:
            last_day = deadline.last_day(START.year)
            assert last_day is not None
            yield from self._last(Switch.FILES, last_day, "file", 0)

    def _last(
        self, switch: Switch, last: object, kind: str, which: int
    ) -> Iterator[tuple[datetime, Occasion]]:
        until = _at(last, time()) + timedelta(days=1)
        for days in (3, 1):
            due = _at(last, time(8)) - timedelta(days=days)
            yield from self._if(switch, due, kind, which, str(days), until)

    def _if(
        self, switch: Switch, due: datetime, kind: str, which: int, step: str, until: datetime
    ) -> Iterator[tuple[datetime, Occasion]]:
        if switch in self.on:
            yield due, Occasion(kind, which, step, until)

    # Who is told

    def concerns(self, who: int, what: Iterable[Occasion]) -> bool:
        """Whether somebody still has a reason to be told of any of this."""
        return any(self._concerns(who, one) for one in what)

    def _concerns(self, who: int, one: Occasion) -> bool:
        owes = who not in self.done
        wanted = one.step in NEAR or who not in self.few
        if one.kind == "file":
            return who == SECRETARY
        if one.kind == "paper":
            return who == SECRETARY or (owes and wanted)
        answer = self.answers.get((one.which, who))
        if one.step in NEAR and answer is not Answer.EXCUSED:
            return True
        return wanted and (answer is None or owes)

    def _stand(self, what: Iterable[Occasion], now: datetime) -> set[Occasion]:
        return {
            one
            for one in what
            if one.kind == "file"
            or (one.which in self.meetings and self.meetings[one.which][0] > now)
        }

    def look(self, now: datetime) -> None:
        """The bot is up at ``now``: what is due joins what waits, and goes out if it is day."""
        self.waiting = {who: one for who, one in self.waiting.items() if one.latest > now}
        for due in sorted(due for due in self.pending if due <= now):
            new = self.pending.pop(due)
            until = max(one.until for one in new)
            if until <= now:
                continue
            for who in range(PEOPLE):
                mine = self.waiting.pop(who, None)
                what = self._stand((mine.what if mine else set()) | new, now)
                if not self.concerns(who, what):
                    continue
                ends = [mine.soonest, mine.latest] if mine else []
                if self.concerns(who, self._stand(new, now)):
                    ends.append(until)
                ahead = [one for one in ends if one > now]
                self.waiting[who] = Waiting(now, what, min(ahead), max(ahead))
        for who, mine in list(self.waiting.items()):
            if mine.due > now:
                continue
            morning = _at(now.date() + timedelta(days=now.time() >= time(21)), time(6, 30))
            asleep = not time(6, 30) <= now.time() < time(21)
            soonest = mine.soonest if mine.soonest > now else mine.latest
            if asleep and morning < soonest:
                mine.due = morning
                continue
            del self.waiting[who]
            if self.concerns(who, self._stand(mine.what, now)):
                self.told[who, mine.due] += 1

    def next_due(self) -> datetime | None:
        """When something falls due next."""
        return min((*self.pending, *(one.due for one in self.waiting.values())), default=None)


def _at(day: object, hour: time) -> datetime:
    assert hasattr(day, "toordinal")
    return datetime.combine(day, hour, tzinfo=HANOI)  # type: ignore[arg-type]


which, who = st.integers(0, 2), st.integers(0, PEOPLE - 1)
long = st.integers(1, 100)
none = st.just(HOURS[0])
meeting = st.tuples(st.just("set"), which, st.integers(1, DAYS), st.sampled_from(HOURS))
answer = st.tuples(st.sampled_from(("come", "everyone", "excuse")), which, who, none)
time_passes = st.tuples(st.sampled_from(("wait", "down")), st.just(0), long, none)
choice = st.tuples(st.sampled_from(("done", "few", "all")), st.just(0), who, none)
switch = st.tuples(st.just("switch"), st.just(0), st.integers(0, 9), none)
cancel = st.tuples(st.just("cancel"), which, st.just(0), none)
step = st.one_of(meeting, answer, answer, time_passes, time_passes, choice, switch, cancel)
Step = tuple[str, int, int, time]


@given(meeting, st.sets(who), st.booleans(), st.lists(step, min_size=10, max_size=18))
@settings(max_examples=25)
def test_the_set_of_messages_is_the_model_s(
    first: Step, done: set[int], all_come: bool, steps: list[Step]
) -> None:
    """For any sequence of plan, change, cancel, done, choice, restart and outage."""
    before = [first, *(("done", 0, one, HOURS[0]) for one in done)]
    if all_come:
        before.append(("everyone", first[1], 0, HOURS[0]))
    asyncio.run(_played([*before, *steps]))


async def _played(steps: list[Step]) -> None:
    with TemporaryDirectory() as folder:
        async with hall(
            Path(folder),
            drafts(PEOPLE),
            stage=Stage.ASSESSMENT,
            unheard=range(PEOPLE),
            group=False,
        ) as room:
            room.talk.now = START.astimezone(HANOI)
            ruleset = LIBRARY.get(room.review.ruleset_id)
            deadlines = ruleset.procedure(person_kind(ruleset)).deadlines
            model = Model(
                tuple(one for one in deadlines if one.month),
                tuple(one for one in deadlines if one.working_days),
            )
            ids: dict[int, int] = {}
            await _switched(room, model)
            for deed, first, second, hour in steps:
                await _step(room, model, ids, deed, first, second, hour)
            await _wait(room, model, timedelta(days=DAYS + 2))
            await _compared(room, model)


async def _compared(room: Hall, model: Model) -> None:
    async with room.house.db.read() as tx:
        rows = await outbox.messages(tx, State.SENT)
        left = await outbox.messages(tx, State.WAITING, State.CLAIMED)
    people = {one.id: who for who, one in enumerate(room.people)}
    told = Counter(
        (people[row.person_id], row.due.astimezone(HANOI))
        for row in rows
        if row.kind == "remind.person" and row.person_id is not None
    )
    assert told == model.told
    assert {row.due for row in left} == set(model.pending)


async def _step(
    room: Hall, model: Model, ids: dict[int, int], deed: str, which: int, number: int, hour: time
) -> None:
    db, now, branch = room.house.db, room.talk.now, room.branch.id
    match deed:
        case "set" if which in model.meetings or which not in ids:
            start = _at(now.date() + timedelta(days=number), hour)
            async with db.write() as tx:
                plan = MeetingPlan(start, 60, "Hội trường")
                if which in ids:
                    made = await meetings.meeting(tx, ids[which])
                    assert made is not None
                    await meetings.change_meeting(tx, made.id, made.sequence, plan, None, now)
                    await meetings.forget_answers(tx, made.id)
                else:
                    made = await meetings.set_meeting(tx, branch, plan, None, now)
                    ids[which] = made.id
                await replan(tx, room.house, branch, now)
            model.meetings[which] = start, model.meetings.get(which, (start, now))[1]
            for one in range(PEOPLE):
                model.answers.pop((which, one), None)
            model.replan(now)
        case "cancel" if which in model.meetings:
            async with db.write() as tx:
                made = await meetings.meeting(tx, ids[which])
                assert made is not None
                await meetings.cancel_meeting(tx, made.id, made.sequence, "Bão", None, now)
                await replan(tx, room.house, branch, now)
            del model.meetings[which]
            model.replan(now)
        case "excuse" | "come" | "everyone" if which in model.meetings:
            answer = Answer.EXCUSED if deed == "excuse" else Answer.PRESENT
            for one in range(PEOPLE) if deed == "everyone" else (number,):
                async with db.write() as tx:
                    await meetings.reply(tx, ids[which], room.people[one].id, answer, None, now)
                model.answers[which, one] = answer
        case "done":
            async with db.write() as tx:
                await assessments.submit(tx, room.review.id, room.people[number].id, now)
            model.done.add(number)
        case "few" | "all":
            async with db.write() as tx:
                await reminders.choose(tx, room.people[number].id, Wants(deed), now)
            model.few -= {number}
            model.few |= {number} if deed == "few" else set()
        case "switch":
            model.on ^= {sorted(PLANNED)[number % len(PLANNED)]}
            await _switched(room, model)
        case "wait":
            await _wait(room, model, timedelta(hours=number))
        case "down":
            room.talk.now += timedelta(hours=number)
            await room.restart()
            async with room.house.db.write() as tx:
                await outbox.release(tx)
            await _replanned(room, model)
            await _up(room, model)


async def _switched(room: Hall, model: Model) -> None:
    async with room.house.db.write() as tx:
        await reminders.keep_switches(tx, room.branch.id, model.on, None, room.talk.now)
    await _replanned(room, model)


async def _replanned(room: Hall, model: Model) -> None:
    async with room.house.db.write() as tx:
        await replan(tx, room.house, room.branch.id, room.talk.now)
    model.replan(room.talk.now)


async def _wait(room: Hall, model: Model, long: timedelta) -> None:
    """Time passes while the bot is up: it looks whenever something falls due."""
    ends = room.talk.now + long
    while (due := model.next_due()) is not None and due <= ends:
        room.talk.now = due
        await _up(room, model)
    room.talk.now = ends
    await _up(room, model)


async def _up(room: Hall, model: Model) -> None:
    model.look(room.talk.now)
    await room.sweep(after=0)
