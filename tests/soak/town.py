"""Branches of fifty whose members all owe an answer to the same morning's invitation.

The application is the real one; its Telegram is the stand-in that enforces the real limits.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.application import Tusoi, build
from bot.sandbox import Kind, Person, Record, Sandbox, VirtualClock
from bot.sandbox.clock import WorldClock
from bot.settings import Settings
from conversations.reminders.declared import MOMENT, REMINDER
from storage import meetings, outbox, roll
from storage.meetings import MeetingPlan
from storage.outbox import OutboxRow, State
from storage.roll import BranchDraft, PersonDraft
from tests.ready import ready

IN_A_BRANCH = 50
START = datetime(2026, 12, 19, 1, 0, tzinfo=UTC)
_LONG = timedelta(days=9)


def is_reminder(record: Record) -> bool:
    """Whether this is a reminder that has reached somebody."""
    return record.by_bot and record.kind is Kind.MESSAGE and record.text.startswith("🔔")


class Town:
    """The sandbox with its people, and the application on its files."""

    def __init__(self, folder: Path, clock: WorldClock | None = None) -> None:
        self.clock = clock or VirtualClock(START)
        self.sandbox = Sandbox(self.clock, settled=_at_once)
        self.settings = Settings(self.sandbox.token, folder / "data", folder / "keys")
        self.people: list[Person] = []
        self.tusoi: Tusoi
        ready(self.settings.data)

    async def start(self) -> None:
        """Build the application and let it poll."""
        self.tusoi = await build(self.settings, request=self.sandbox.request(), clock=self.clock)
        await self.sandbox.complete(self.tusoi.start())

    async def stop(self) -> None:
        """Stop it in good order."""
        await self.sandbox.complete(self.tusoi.stop())

    def meet(self, many: int) -> None:
        """So many people, numbered alike in every process, who have all pressed START."""
        for number in range(many):
            person = self.sandbox.person(f"Người {number}")
            person.user.started = True
            self.sandbox.server.world.private_chat(person.user)
            self.people.append(person)

    async def settle(self) -> None:
        """Put them into branches, each linked and called to a meeting tomorrow; a reminder is due.

        Whatever the hour is here, it is noon where these branches are.
        """
        now = self.clock.now()
        zone = f"Etc/GMT{now.hour - 12:+d}"
        async with self.tusoi.house.db.write() as tx:
            for first in range(0, len(self.people), IN_A_BRANCH):
                some = self.people[first : first + IN_A_BRANCH]
                draft = BranchDraft(f"Chi bộ {first}", time_zone=zone)
                rows = [PersonDraft(str(place), one.name) for place, one in enumerate(some)]
                change = await roll.write_roll(tx, draft, rows, None, now)
                for person, one in zip(some, change.added, strict=True):
                    token = await roll.issue_invite(tx, one.id, now, _LONG, None)
                    await roll.use_invite(tx, token, person.id, None, now)
                plan = MeetingPlan(now + timedelta(days=1), 120, "Hội trường")
                made = await meetings.set_meeting(tx, change.branch.id, plan, None, now)
                what = {
                    "branch": change.branch.id,
                    "what": f"m{made.id}.1d",
                    "until": plan.starts_at.isoformat(),
                }
                await outbox.put(tx, f"{MOMENT}:{change.branch.id}:now", MOMENT, what, now)

    async def finished(self, pause: float) -> None:
        """Return when nothing that is due waits any more; looks every so many seconds."""
        while True:
            await self.clock.advance(pause)
            if not self.clock.virtual:
                await self.clock.sleep(pause)
            async with self.tusoi.house.db.read() as tx:
                left = await outbox.messages(tx, State.WAITING, State.CLAIMED)
            if not [row for row in left if row.due <= self.clock.now()]:
                return

    async def rows(self) -> dict[int, OutboxRow]:
        """What the outbox says of each one's reminder, by his account's number."""
        async with self.tusoi.house.db.read() as tx:
            rows = [row for row in await outbox.messages(tx) if row.kind == REMINDER]
            accounts = {
                one.person.id: one.telegram_id
                for branch in await roll.branches(tx)
                for one in await roll.accounts(tx, branch.id)
            }
        found = {accounts[row.person_id]: row for row in rows if row.person_id is not None}
        if not len(found) == len(rows) == len(self.people):
            raise AssertionError(f"{len(rows)} reminders for {len(self.people)} people")
        return found


async def _at_once() -> None:
    """A deed is done once it was received: nobody waits until all the town is reminded."""
