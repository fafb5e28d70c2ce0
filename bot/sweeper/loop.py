"""The sweeper itself: it looks, claims, begins what may go in its turn, and records."""

import asyncio
import logging
from collections import OrderedDict, deque
from datetime import datetime, timedelta
from typing import Final

from bot import logs
from bot.calls import NotDone, Reason
from bot.clock import MOVED, Clock
from bot.gateway import Gateway
from bot.pace import Pace
from bot.sweeper import outage
from bot.sweeper.jobs import Job, Outcome, record
from bot.sweeper.outage import Outage
from bot.sweeper.posting import FAN, Posting, rest
from conversations import balloting, reminders, router
from conversations.context import House
from storage import ballots, outbox, roll
from storage.outbox import OutboxRow

logger = logging.getLogger(__name__)

CLAIM: Final = 6
"""Rows claimed in one transaction; no more are claimed while so many chats could be written to.

A process that dies leaves unknown what becomes of the rows that it holds: the fewer the better.
"""
HELD: Final = 200
"""Rows claimed and not yet ended, at most."""
AT_ONCE: Final = 30
"""Calls under way at most: a second of the permitted rate."""
LOOK_AGAIN: Final = 1800.0
"""Seconds after which the outbox is looked at whatever the clock says."""
LOOK_APART: Final = 0.1
"""Seconds between two looks at least, unless somebody waits for it (``idle``): after an event there
is seldom anything, and a look costs as much as a small part of handling it."""
LONG: Final = 60.0
"""Seconds of Telegram's displeasure after which a lane is put back rather than held."""


class Sweeper:
    """Sends the outbox.  ``recover`` once, then ``start``; ``stop`` finishes what is under way."""

    def __init__(self, house: House, gateway: Gateway, pace: Pace, clock: Clock) -> None:
        self._house = house
        self._pace = pace
        self._clock = clock
        self._posting = Posting(house, gateway, pace, clock)
        self._outage = Outage(clock)
        self._lanes: OrderedDict[int, deque[Job]] = OrderedDict()
        self._busy: dict[int, asyncio.Task[None]] = {}
        self._held: set[int] = set()
        self._outcomes: list[Outcome] = []
        self._wake = asyncio.Event()
        self._resting = asyncio.Event()
        self._look = True
        self._urgent = False
        self._next: datetime | None = None
        self._looked: datetime | None = None
        self._seen: datetime | None = None
        self._stopping = False
        self._task: asyncio.Task[None] | None = None

    async def recover(self) -> None:
        """Finish what an earlier process left: ballots being closed, rows being sent."""
        found = await ballots.recover(self._house.db, self._clock.now())
        for ballot in found.voided:
            logger.error("ballot %d is void: its keys are missing or not its own", ballot)
        for ballot in found.stuck:
            logger.error("ballot %d cannot be counted: an envelope or key is not right", ballot)
        await balloting.told_at_start(self._house, found, self._clock.now())
        await self._plan_anew()
        async with self._house.db.write() as tx:
            released = await outbox.release(tx)
        if released:
            logger.warning("%d messages were under way when the last run ended", released)

    def start(self) -> None:
        """Begin to sweep."""
        self._stopping = False
        self._posting.begin()
        self._task = asyncio.create_task(self._run(), name="sweeper")

    def kick(self) -> None:
        """Something may have been put into the outbox: look.

        Costs nothing while an earlier kick still waits for its look.
        """
        if self._look:
            return
        self._look = True
        self._resting.clear()
        self._wake.set()

    async def idle(self) -> None:
        """Return once nothing is due and nothing under way; at once when not running."""
        if self._task is None or self._task.done():
            return
        self._look = self._urgent = True
        self._resting.clear()
        self._wake.set()
        rest = asyncio.create_task(self._resting.wait())
        await asyncio.wait({rest, self._task}, return_when=asyncio.FIRST_COMPLETED)
        rest.cancel()

    async def stop(self) -> None:
        """Claim no more, let calls under way end, put the rest back."""
        if self._task is None:
            return
        self._stopping = True
        self._posting.stop()
        self._wake.set()
        await self._task
        self._task = None

    # The loop

    async def _run(self) -> None:
        while True:
            self._wake.clear()
            try:
                wait = await self._round()
            except Exception as error:
                logs.report(logger, error, "sweeping the outbox")
                self._look, self._looked = False, None  # looks anew when it wakes
                wait = outage.LONGEST
            if self._stopping and not self._busy and not self._outcomes and not self._held:
                self._resting.set()
                return
            if not self._wake.is_set():
                await rest(self._clock, self._wake, wait)

    async def _round(self) -> float:
        """Record what has ended, claim what is due, begin what may go; returns seconds to rest."""
        if self._stopping:
            for chat in list(self._lanes):
                self._put_back(chat)
        await self._heed_clock()
        claimed = await self._settle()
        await self._address(claimed)
        wait = self._begin()
        if not (self._held or self._outcomes or self._look) and not self._is_due():
            self._resting.set()
        return wait

    async def _plan_anew(self) -> None:
        """Plan by the clock as it is now, which may have been set back since it was last seen."""
        now = self._clock.now()
        async with self._house.db.write() as tx:
            await outbox.reconsider(tx, now)
        await reminders.replan_all(self._house, now)
        self._seen = now

    async def _heed_clock(self) -> None:
        """Somebody set the clock back: what went by a day that has not come is planned again."""
        now = self._clock.now()
        if self._seen is not None and (self._seen - now).total_seconds() > MOVED:
            logger.warning("the clock was set back from %s; planning anew", self._seen.isoformat())
            await self._plan_anew()
            self._look = self._urgent = True
        self._seen = now

    async def _settle(self) -> tuple[OutboxRow, ...]:
        """One transaction: outcomes are recorded, due rows claimed; none where nothing is to do."""
        now = self._clock.now()
        ago = LOOK_AGAIN if self._looked is None else abs((now - self._looked).total_seconds())
        stale = ago >= LOOK_AGAIN
        db = self._house.db
        wanted = self._look and (self._urgent or ago >= LOOK_APART)
        if (wanted or stale) and not self._outcomes and not self._stopping:
            self._look, self._urgent, self._looked = False, False, now
            if stale and db.untidy:
                await db.tidy()
            async with db.read() as tx:
                self._next = await outbox.next_due(tx)
        may_claim = self._has_room() and not self._outage.wait()
        if not self._outcomes and not (may_claim and (self._is_due() or stale)):
            return ()
        ended, self._outcomes = self._outcomes, []
        claimed: tuple[OutboxRow, ...] = ()
        try:
            async with db.write() as tx:
                for outcome in ended:
                    await record(tx, outcome, now)
                if may_claim and not self._held:
                    # What is spread first can take with it what still waits.
                    claimed = await outbox.claim_due(tx, now, CLAIM, router.SPREADS)
                if may_claim and not claimed:
                    claimed = await outbox.claim_due(tx, now, CLAIM)
                self._next = await outbox.next_due(tx)
        except BaseException:
            self._outcomes = ended + self._outcomes
            raise
        self._held -= {outcome.row.id for outcome in ended}
        # A claim whose lease ran out while we still hold it comes again: it is ours already.
        fresh = tuple(row for row in claimed if row.id not in self._held)
        self._held |= {row.id for row in fresh}
        return fresh

    def _has_room(self) -> bool:
        """Whether more may be claimed: little is at hand that could go now, and not all is held."""
        if self._stopping or len(self._held) > HELD - CLAIM:
            return False
        return sum(map(self._pace.is_free, self._lanes)) < CLAIM

    def _is_due(self) -> bool:
        return self._next is not None and self._next <= self._clock.now()

    # Rows

    async def _address(self, rows: tuple[OutboxRow, ...]) -> None:
        """Put claimed rows into the lanes of their chats."""
        if not rows:
            return
        for row in rows:
            if row.kind in router.SPREADS:
                self._end(await self._posting.spread(row))
                self._look = True
        rows = tuple(row for row in rows if row.kind not in router.SPREADS)
        people = {row.person_id for row in rows if row.person_id is not None}
        async with self._house.db.read() as tx:
            found = {person: await roll.account_of_person(tx, person) for person in people}
        for row in rows:
            if row.kind in router.FANS:
                self._lanes.setdefault(FAN, deque()).append(Job(row, FAN, None))
                continue
            me = found.get(row.person_id) if row.person_id is not None else None
            chat = row.chat_id if row.chat_id is not None else me.telegram_id if me else None
            if chat is None:
                self._end(Outcome(row, outbox.State.FAILED, "not linked"))
            else:
                self._lanes.setdefault(chat, deque()).append(Job(row, chat, me))

    def _begin(self) -> float:
        """Begin every job whose chat and whose turn allow it; returns seconds to the next."""
        waits = [LOOK_APART if self._look else LOOK_AGAIN]
        if self._outcomes:
            return 0.0
        for chat in list(self._lanes):
            if chat in self._busy:
                continue  # the end of a job wakes the sweeper
            everyone = max(self._pace.wait(), self._outage.wait())
            if everyone > 0 or len(self._busy) >= AT_ONCE:
                waits.append(everyone or LOOK_AGAIN)
                break  # whoever's turn it is, nobody may
            wait = self._pace.wait(chat)
            if wait > 0:
                waits.append(wait)
                continue
            job = self._lanes[chat].popleft()
            if not self._lanes[chat]:
                del self._lanes[chat]
            else:
                self._lanes.move_to_end(chat)
            self._pace.reserve(chat)
            self._busy[chat] = asyncio.create_task(self._do(job), name="outbox row")
        if self._next is not None and self._has_room():
            due = (self._next - self._clock.now()).total_seconds()
            waits.append(max(due, self._outage.wait(), 0.0))
        return min(waits)

    async def _do(self, job: Job) -> None:
        """Word and send one row."""
        outcome: Outcome | None
        try:
            outcome = await self._posting.post(job)
        except NotDone as refusal:
            outcome = self._not_sent(job, refusal)
        except Exception as error:
            outcome = self._posting.faulty(job.row, error)
        else:
            if outcome.state is outbox.State.SENT and job.chat != FAN:
                self._outage.over()
        del self._busy[job.chat]
        if outcome is None:
            self._wake.set()
        else:
            self._end(outcome)

    def _not_sent(self, job: Job, outcome: NotDone) -> Outcome | None:
        row, reason = job.row, str(outcome.reason)
        match outcome.reason:
            case Reason.BUSY if outcome.seconds > LONG:
                self._lanes.setdefault(job.chat, deque()).appendleft(job)
                self._put_back(job.chat, self._clock.now() + timedelta(seconds=outcome.seconds))
                return None
            case Reason.BUSY | Reason.NETWORK:
                if outcome.reason is Reason.NETWORK:
                    self._outage.failed()
                self._lanes.setdefault(job.chat, deque()).appendleft(job)
                return None
            case Reason.UNKNOWN:
                return Outcome(row, outbox.State.SENT, reason, perhaps=True)
            case _:
                return Outcome(row, outbox.State.FAILED, f"{reason}: {logs.mask(outcome.words)}")

    def _end(self, outcome: Outcome) -> None:
        self._outcomes.append(outcome)
        self._wake.set()

    def _put_back(self, chat: int, due: datetime | None = None) -> None:
        """Give a lane back to the outbox, due as it was or, in the same order, from ``due`` on."""
        for place, job in enumerate(self._lanes.pop(chat, ())):
            again = job.row.due if due is None else due + timedelta(milliseconds=place)
            self._end(Outcome(job.row, outbox.State.WAITING, job.row.reason or "", again))
