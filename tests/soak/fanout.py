"""A fan-out of reminders, planned and worded by the real application, under Telegram's real limits.

Branches of fifty fall due in the same moment; every member owes his answer to the invitation.
On the virtual clock it is ten thousand reminders, on the real one five hundred.  Measured are the
rate against what Telegram permits, refusals (429) of our own making, and how soon a tap is answered
meanwhile.  With trouble rained on the calls and the process dying in the midst, what is counted is
who got his reminder not at all, or twice.
"""

import asyncio
import tempfile
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.application import Tusoi, build
from bot.sandbox import (
    Person,
    Sandbox,
    VirtualClock,
    broken,
    flood,
    server_error,
    timeout_after,
)
from bot.sandbox.clock import WallClock
from bot.settings import Settings
from conversations.reminders.declared import MOMENT, REMINDER
from storage import meetings, outbox, roll
from storage.meetings import MeetingPlan
from storage.migrations import upgrade
from storage.outbox import State
from storage.roll import BranchDraft, PersonDraft
from tests.benchmarks.measure import Figure, duration

MANY, FEW = 10_000, 500
"""How many reminders on the virtual clock, and on the real one."""
PERMITTED = 30.0
"""Messages a second that Telegram permits overall."""
AIM = 0.95
IN_A_BRANCH = 50
START = datetime(2026, 12, 19, 1, 0, tzinfo=UTC)
_TROUBLE = (flood(2), server_error(), broken(), timeout_after())
_LONG = timedelta(days=9)


@dataclass(frozen=True, slots=True)
class Fanned:
    """What came of it: seconds are those of the clock it ran on."""

    people: int
    seconds: float
    refused: int
    answered_in: float
    lost: int
    twice: int
    twice_unexplained: int
    unknown: int

    @property
    def rate(self) -> float:
        """The share of the permitted rate that was used."""
        return self.people / self.seconds / PERMITTED


class Town:
    """The sandbox with its people, and the application on its files."""

    def __init__(self, folder: Path, *, real: bool) -> None:
        self.clock = WallClock() if real else VirtualClock(START)
        self.sandbox = Sandbox(self.clock)
        self.settings = Settings(self.sandbox.token, folder / "data", folder / "keys")
        self.people: list[Person] = []
        self.tusoi: Tusoi

    async def start(self) -> None:
        """Build the application and let it poll."""
        self.tusoi = await build(self.settings, request=self.sandbox.request(), clock=self.clock)
        self.sandbox.settled = self.tusoi.settled
        await self.sandbox.complete(self.tusoi.start())

    async def crash(self) -> None:
        """The process dies: nothing under way is finished, and nothing is written any more."""
        sweeper = self.tusoi.sweeper
        tasks = [one for one in (sweeper._task, *sweeper._busy.values()) if one is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        sweeper._task = None
        await self.sandbox.complete(self.tusoi.stop())
        await self.start()

    async def settle(self, many: int) -> None:
        """So many people in branches of fifty, each linked, with a meeting tomorrow."""
        now = self.clock.now()
        # Whatever the hour is here, it is noon where these branches are.
        zone = f"Etc/GMT{now.hour - 12:+d}"
        async with self.tusoi.house.db.write() as tx:
            for first in range(0, many, IN_A_BRANCH):
                names = [f"Người {one}" for one in range(first, min(many, first + IN_A_BRANCH))]
                draft = BranchDraft(f"Chi bộ {first}", time_zone=zone)
                rows = [PersonDraft(str(place), name) for place, name in enumerate(names)]
                change = await roll.write_roll(tx, draft, rows, None, now)
                for one in change.added:
                    person = self.sandbox.person(one.full_name)
                    person.user.started = True
                    self.sandbox.server.world.private_chat(person.user)
                    token = await roll.issue_invite(tx, one.id, now, _LONG, None)
                    await roll.use_invite(tx, token, person.id, None, now)
                    self.people.append(person)
                plan = MeetingPlan(now + timedelta(days=1), 120, "Hội trường")
                made = await meetings.set_meeting(tx, change.branch.id, plan, None, now)
                what = {
                    "branch": change.branch.id,
                    "what": f"m{made.id}.1d",
                    "until": plan.starts_at.isoformat(),
                }
                await outbox.put(tx, f"{MOMENT}:{change.branch.id}:now", MOMENT, what, now)

    def reminders(self) -> dict[str, list[float]]:
        """When each got his reminders, deleted ones too, in seconds of the day."""
        found: dict[str, list[float]] = {person.name: [] for person in self.people}
        for record in self.sandbox.transcript.visible:
            if record.by_bot and record.kind == "message" and record.text.startswith("🔔"):
                found[record.chat].append(record.at.timestamp())
        return found


async def fan_out(many: int, *, real: bool = False, troubled: bool = False) -> Fanned:
    """Send so many reminders; returns what came of it."""
    with tempfile.TemporaryDirectory(prefix="tusoi-fan-") as folder:
        upgrade(Path(folder) / "data")
        town = Town(Path(folder), real=real)
        town.sandbox.patience = many
        await town.start()
        try:
            await town.settle(many)
            if troubled:
                town.sandbox.faults.rain(1, 0.05, _TROUBLE, {"sendMessage"})
            town.tusoi.sweeper.kick()
            await _pass(town, many / PERMITTED / 3)
            person = town.people[0]
            await person.send("/riengtu")
            asked, answer = (
                next(one for one in reversed(person.screen_of()) if one.text.startswith(start))
                for start in ("/riengtu", "🔒")
            )
            answered = (answer.at - asked.at).total_seconds()
            if troubled:
                await town.crash()
                await _pass(town, many / PERMITTED / 3)
                await town.crash()
            await _finished(town, many)
            return await _counted(town, many, answered)
        finally:
            await town.sandbox.complete(town.tusoi.stop())


async def _pass(town: Town, seconds: float) -> None:
    await town.clock.advance(seconds)
    if not town.clock.virtual:
        await asyncio.sleep(seconds)


async def _finished(town: Town, many: int) -> None:
    """Return when nothing that is due waits any more."""
    while True:
        await _pass(town, 1 + many / PERMITTED / 20)
        async with town.tusoi.house.db.read() as tx:
            left = await outbox.messages(tx, State.WAITING, State.CLAIMED)
        if not [row for row in left if row.due <= town.clock.now()]:
            return


async def _counted(town: Town, many: int, answered: float) -> Fanned:
    got = town.reminders()
    async with town.tusoi.house.db.read() as tx:
        rows = [row for row in await outbox.messages(tx) if row.kind == REMINDER]
        names = {
            one.id: one.full_name
            for branch in await roll.branches(tx)
            for one in await roll.people(tx, branch.id)
        }
    unknown = {names[row.person_id] for row in rows if row.perhaps_sent and row.person_id}
    counts = Counter({name: len(times) for name, times in got.items()})
    twice = {name for name, n in counts.items() if n > 1}
    times = [one for several in got.values() for one in several]
    return Fanned(
        many,
        max(times) - min(times),
        town.sandbox.server.traffic.refused,
        answered,
        sum(not counts[person.name] for person in town.people),
        len(twice),
        len(twice - unknown),
        len(unknown),
    )


async def fanning(many: int, few: int) -> list[Figure]:
    """The figures: many on the virtual clock, with and without trouble; few on the real one."""
    return [
        *_told("virtual clock", await fan_out(many)),
        *_told("real clock", await fan_out(few, real=True)),
        *_troubled(await fan_out(many // 5, troubled=True)),
    ]


def _told(clock: str, one: Fanned) -> list[Figure]:
    return [
        Figure(
            f"{one.people} reminders, {clock}",
            duration(one.seconds),
            f"{PERMITTED:.0f} a second",
            f"{one.rate:.0%}",
            f"at least {AIM:.0%} of the permitted rate, no 429, none lost or twice",
            one.rate >= AIM and not (one.refused or one.lost or one.twice),
        ),
        Figure("a tap meanwhile", duration(one.answered_in), "", "", "< 1 s", one.answered_in < 1),
    ]


def _troubled(one: Fanned) -> list[Figure]:
    return [
        Figure(
            f"{one.people} reminders, 5% of calls fail, the process dies twice",
            f"{one.lost} lost, {one.twice} twice",
            f"{one.unknown} left unknown",
            "",
            "none lost, twice only where delivery was unknown",
            not one.lost and not one.twice_unexplained,
        )
    ]
