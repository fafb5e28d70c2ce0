"""Reminders and the clock: moved back and forth, at the year's end, on a leap day, abroad.

Nothing is told twice, nothing is lost, nothing comes before its time by the clock as it is then.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.sandbox import Person, VirtualClock
from conversations.reminders import replan
from conversations.reminders.declared import MOMENT, REMINDER
from storage import meetings, outbox, roll
from storage.meetings import MeetingPlan
from storage.outbox import State
from storage.roll import BranchDraft
from tests.end_to_end.world import AN, THU, World, drafts, world

HANOI, BERLIN = ZoneInfo("Asia/Ho_Chi_Minh"), ZoneInfo("Europe/Berlin")
STEPS = ("7d", "3d", "1d", "am", "1h")
"""The steps of a meeting's usual plan."""
NAMES = (THU, AN)


@dataclass
class Abroad:
    """A branch somewhere, its secretary and one member, and its meeting."""

    town: World
    zone: ZoneInfo
    id: int
    people: dict[str, Person]
    ids: dict[str, int]
    meeting: int = 0

    @property
    def now(self) -> datetime:
        return self.town.now.astimezone(self.zone)

    async def meets(self, start: datetime) -> None:
        """Its meeting is set, and planned."""
        async with self.town.db.write() as tx:
            plan = MeetingPlan(start, 120, "Hội trường")
            made = await meetings.set_meeting(tx, self.id, plan, None, self.town.now)
            await replan(tx, self.town.bot.house, self.id, self.town.now)
        self.meeting = made.id
        await self.town.sandbox.rest()

    async def until(self, moment: datetime) -> None:
        """Let time pass until the machine's clock shows that moment."""
        await self.town.sandbox.wait((moment - self.town.now).total_seconds())

    def shift(self, by: timedelta) -> None:
        """Somebody sets the machine's clock."""
        clock = self.town.sandbox.clock
        assert isinstance(clock, VirtualClock)
        clock.shift(by)

    async def steps(self, name: str = AN) -> Counter[str]:
        """How often he was told of each step of the plan."""
        async with self.town.db.read() as tx:
            sent = await outbox.messages(tx, State.SENT)
        return Counter(
            occasion.partition(".")[2]
            for row in sent
            if row.kind == REMINDER and row.person_id == self.ids[name]
            for occasion in str(row.payload["what"]).split()
        )

    def reminded(self, name: str = AN) -> list[str]:
        """Every reminder that has reached him: when, by the true time where he is."""
        return [
            f"{record.at.astimezone(self.zone):%d/%m %H:%M}"
            for record in self.town.sandbox.transcript.visible
            if record.by_bot and record.chat_id == self.people[name].id
            if record.kind == "message" and record.text.startswith("🔔 ")
        ]


async def abroad(town: World, zone: ZoneInfo = HANOI, name: str = "Chi bộ 3") -> Abroad:
    """Such a branch, without a review: only meetings are ahead."""
    now = town.now
    async with town.db.write() as tx:
        draft = BranchDraft(name, time_zone=str(zone))
        change = await roll.write_roll(tx, draft, drafts(NAMES), None, now)
        people = {}
        for one in change.added:
            person = people[one.full_name] = town.sandbox.person(one.full_name)
            token = await roll.issue_invite(tx, one.id, now, timedelta(days=1), None)
            await roll.use_invite(tx, token, person.id, None, now)
    for person in people.values():
        await person.start()
    ids = {one.full_name: one.id for one in change.added}
    return Abroad(town, zone, change.branch.id, people, ids)


async def test_a_clock_that_ran_ahead_for_an_hour(town: World) -> None:
    """Six days ahead by mistake, then right again: what was told early by the wrong clock is not
    told again, and everything else comes at its own time."""
    branch = await abroad(town)
    start = datetime(2018, 12, 12, 14, 0, tzinfo=HANOI)
    await branch.meets(start)
    branch.shift(timedelta(days=6, hours=1))
    await town.sandbox.wait(3600)
    assert await branch.steps() == Counter(["7d", "3d"])
    branch.shift(-timedelta(days=6, hours=1))
    await branch.until(start)
    assert await branch.steps() == Counter(STEPS)
    assert branch.reminded()[1:] == ["11/12 08:00", "12/12 07:00", "12/12 13:00"]


async def test_a_clock_that_ran_past_the_meeting_and_was_set_right(town: World) -> None:
    """A month ahead everything is too late and dropped; set right, everything is told in time."""
    branch = await abroad(town)
    start = datetime(2018, 12, 12, 14, 0, tzinfo=HANOI)
    await branch.meets(start)
    branch.shift(timedelta(days=31))
    await town.sandbox.wait(3600)
    assert not await branch.steps()
    branch.shift(-timedelta(days=31))
    await branch.until(start)
    assert await branch.steps() == Counter(STEPS)
    assert branch.reminded() == [
        "05/12 08:00",
        "09/12 08:00",
        "11/12 08:00",
        "12/12 07:00",
        "12/12 13:00",
    ]


async def test_a_clock_that_ran_ahead_into_the_night(town: World) -> None:
    """By the wrong clock it is night, so everybody is let sleep; set right, nothing comes before
    its time, and nothing is lost."""
    branch = await abroad(town)
    start = datetime(2018, 12, 12, 14, 0, tzinfo=HANOI)
    await branch.meets(start)
    wrong = datetime(2018, 12, 9, 23, 0, tzinfo=HANOI) - branch.now
    branch.shift(wrong)
    await town.sandbox.wait(3600)
    assert not await branch.steps()
    branch.shift(-wrong)
    await branch.until(datetime(2018, 12, 5, 7, 59, tzinfo=HANOI))
    assert not branch.reminded()
    await branch.until(start)
    assert await branch.steps() == Counter(STEPS)


async def test_a_clock_that_is_set_back_repeats_nothing(town: World) -> None:
    """Two days back just after “three days before” was told: it is not told again, and the eve
    comes on the eve by the new clock."""
    branch = await abroad(town)
    start = datetime(2018, 12, 12, 14, 0, tzinfo=HANOI)
    await branch.meets(start)
    await branch.until(datetime(2018, 12, 9, 8, 1, tzinfo=HANOI))
    branch.shift(-timedelta(days=2))
    await branch.until(datetime(2018, 12, 11, 7, 59, tzinfo=HANOI))
    assert await branch.steps() == Counter(["7d", "3d"])
    await branch.until(start)
    assert await branch.steps() == Counter(STEPS)


@pytest.mark.parametrize("restarted", [False, True])
async def test_a_clock_that_nobody_can_rely_on(town: World, *, restarted: bool) -> None:
    """Back and forth every few hours, and the program built anew meanwhile or not: each step is
    told once."""
    branch = await abroad(town)
    start = datetime(2018, 12, 12, 14, 0, tzinfo=HANOI)
    await branch.meets(start)
    for hours in (30, -40, 100, -90, 5, -5, 200, -200):
        branch.shift(timedelta(hours=hours))
        if restarted:
            await town.restart()
        await town.sandbox.wait(4 * 3600)
    await branch.until(start)
    told = await branch.steps()
    assert set(told) == set(STEPS)
    assert set(told.values()) == {1}


async def test_down_over_every_due_time(town: World) -> None:
    """Off from before the first moment until after the last but one: one message, of all that."""
    branch = await abroad(town)
    start = datetime(2018, 12, 12, 14, 0, tzinfo=HANOI)
    await branch.meets(start)
    await town.stop()
    await town.sandbox.clock.advance((start - timedelta(hours=3) - town.now).total_seconds())
    await town.start()
    await branch.until(start)
    assert branch.reminded() == ["12/12 11:00", "12/12 13:00"]
    assert await branch.steps() == Counter(STEPS)


async def test_over_the_year_s_end(tmp_path: Path) -> None:
    """A meeting on 1 January: told in December, and on the first morning of the year."""
    async with world(tmp_path, start=datetime(2018, 12, 22, 1, 0, tzinfo=UTC)) as town:
        branch = await abroad(town)
        start = datetime(2019, 1, 1, 14, 0, tzinfo=HANOI)
        await branch.meets(start)
        await branch.until(start - timedelta(hours=10))
        assert "ngày mai: Thứ Ba, 01/01/2019 lúc 14:00" in branch.people[AN].answer.text
        await branch.until(start + timedelta(days=1))
        assert branch.reminded() == [
            "25/12 08:00",
            "29/12 08:00",
            "31/12 08:00",
            "01/01 07:00",
            "01/01 13:00",
        ]


async def test_over_a_leap_day(tmp_path: Path) -> None:
    """The day before 1 March 2028 is 29 February, and “7 days” before is the 23rd."""
    async with world(tmp_path, start=datetime(2028, 2, 20, 1, 0, tzinfo=UTC)) as town:
        branch = await abroad(town)
        start = datetime(2028, 3, 1, 14, 0, tzinfo=HANOI)
        await branch.meets(start)
        await branch.until(start)
        assert branch.reminded()[:3] == ["23/02 08:00", "27/02 08:00", "29/02 08:00"]


async def test_two_branches_live_by_their_own_clocks(tmp_path: Path) -> None:
    """One in Hà Nội, one in Berlin where the clocks go forward that night: each is told at its own
    08:00, and its plan is its own."""
    async with world(tmp_path, start=datetime(2027, 3, 19, 1, 0, tzinfo=UTC)) as town:
        home = await abroad(town)
        there = await abroad(town, BERLIN, "Chi bộ tại Berlin")
        await home.meets(datetime(2027, 3, 28, 14, 0, tzinfo=HANOI))
        await there.meets(datetime(2027, 3, 28, 14, 0, tzinfo=BERLIN))
        await there.until(datetime(2027, 3, 28, 20, 0, tzinfo=BERLIN))
        wanted = ["21/03 08:00", "25/03 08:00", "27/03 08:00", "28/03 07:00", "28/03 13:00"]
        assert home.reminded() == wanted
        assert there.reminded() == wanted
        assert "lúc 14:00" in there.people[AN].answer.text
        async with town.db.read() as tx:
            left = await outbox.messages(tx, State.WAITING, State.CLAIMED)
        assert not [row for row in left if row.kind in {MOMENT, REMINDER}]
