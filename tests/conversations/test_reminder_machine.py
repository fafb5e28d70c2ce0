"""Whatever is planned, changed, cancelled, answered, interrupted: what goes out is the model's."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from conversations.reminders import replan
from conversations.reminders.hours import allowed
from storage import meetings, outbox, reminders
from storage.meetings import Answer, MeetingPlan
from storage.outbox import State
from storage.reminders import Switch
from tests.conversations.hall import START, Hall, drafts, hall

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
PEOPLE = 3
DAYS = 9


@dataclass
class Model:
    """Meetings by number with their time (None: cancelled), answers, and what was told."""

    starts: dict[int, datetime | None] = field(default_factory=dict)
    planned: dict[int, datetime] = field(default_factory=dict)
    excused: set[tuple[int, int]] = field(default_factory=set)
    told: Counter[tuple[int, datetime]] = field(default_factory=Counter)
    seen: datetime = START

    def due(self, which: int) -> list[datetime]:
        """The eve at 08:00 and the hour before, as planned at the last change."""
        start = self.starts[which]
        if start is None:
            return []
        eve = (start - timedelta(days=1)).replace(hour=8, minute=0)
        return [one for one in (eve, start - timedelta(hours=1)) if one > self.planned[which]]

    def look(self, now: datetime) -> None:
        """The bot is up at ``now``: everything due since it last looked is told, in one message."""
        for who in range(PEOPLE):
            owed = [
                which
                for which, start in self.starts.items()
                if start is not None
                and start > now
                and (which, who) not in self.excused
                and any(self.seen < due <= now for due in self.due(which))
            ]
            if owed:
                self.told[who, now] += 1
        self.seen = now

    def next_due(self) -> datetime | None:
        """When something falls due next."""
        ahead = [due for which in self.starts for due in self.due(which) if due > self.seen]
        return min(ahead, default=None)


days = st.integers(2, DAYS)
# Hours lie so far apart, and so far from 08:00, that no two moments are one.
hours = st.sampled_from([12, 15, 18])
which = st.integers(0, 2)
step = st.one_of(
    st.tuples(st.just("set"), which, days, hours),
    st.tuples(st.just("cancel"), which, st.just(0), st.just(0)),
    st.tuples(st.just("excuse"), which, st.integers(0, PEOPLE - 1), st.just(0)),
    st.tuples(st.just("come"), which, st.integers(0, PEOPLE - 1), st.just(0)),
    st.tuples(st.just("wait"), st.just(0), st.integers(1, 60), st.just(0)),
    st.tuples(st.just("down"), st.just(0), st.integers(1, 60), st.just(0)),
    st.tuples(st.just("restart"), st.just(0), st.just(0), st.just(0)),
)


@given(st.lists(step, min_size=4, max_size=14))
@settings(max_examples=20)
def test_the_set_of_messages_is_the_model_s(steps: list[tuple[str, int, int, int]]) -> None:
    """For any sequence of plan, change, cancel, done, restart and outage."""
    asyncio.run(_played(steps))


async def _played(steps: list[tuple[str, int, int, int]]) -> None:
    with TemporaryDirectory() as folder:
        async with hall(Path(folder), drafts(PEOPLE), group=False) as room:
            async with room.house.db.write() as tx:
                only = {Switch.EVE, Switch.HOUR}
                await reminders.keep_switches(tx, room.branch.id, only, None, START)
            model, ids = Model(), dict[int, int]()
            for one in steps:
                await _step(room, model, ids, *one)
            await _wait(room, model, timedelta(days=DAYS + 2))
            async with room.house.db.read() as tx:
                rows = await outbox.messages(tx, State.SENT)
                left = await outbox.messages(tx, State.WAITING, State.CLAIMED)
            people = {one.id: who for who, one in enumerate(room.people)}
            told = Counter(
                (people[row.person_id], row.due)
                for row in rows
                if row.kind == "remind.person" and row.person_id is not None
            )
            assert told == model.told
            assert not left


async def _step(
    room: Hall, model: Model, ids: dict[int, int], deed: str, which: int, who: int, hour: int
) -> None:
    db, now, branch = room.house.db, room.talk.now, room.branch.id
    match deed:
        case "set":
            day = (now + timedelta(days=who)).astimezone(HANOI)
            start = day.replace(hour=hour, minute=0, second=0, microsecond=0)
            if model.starts.get(which, now) is None:
                return
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
            model.starts[which], model.planned[which] = start, now
            model.excused -= {(which, one) for one in range(PEOPLE)}
        case "cancel" if model.starts.get(which) is not None:
            async with db.write() as tx:
                made = await meetings.meeting(tx, ids[which])
                assert made is not None
                await meetings.cancel_meeting(tx, made.id, made.sequence, "Bão", None, now)
                await replan(tx, room.house, branch, now)
            model.starts[which] = None
        case "excuse" | "come" if model.starts.get(which) is not None:
            answer = Answer.EXCUSED if deed == "excuse" else Answer.PRESENT
            async with db.write() as tx:
                await meetings.reply(tx, ids[which], room.people[who].id, answer, None, now)
            model.excused.discard((which, who))
            if deed == "excuse":
                model.excused.add((which, who))
        case "wait":
            await _wait(room, model, timedelta(hours=who))
        case "down":
            room.talk.now = allowed(room.talk.now + timedelta(hours=who), HANOI)
            await _up(room, model)
        case "restart":
            await room.restart()
            async with room.house.db.write() as tx:
                await outbox.release(tx)
                await replan(tx, room.house, branch, room.talk.now)


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
    for _ in range(2):  # the moments, then what they were spread into
        await room.sweep(after=0)
