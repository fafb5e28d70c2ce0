"""The sweeper: sends what is due in the outbox, in due order, at the permitted pace.

It looks after every event (``kick``), when the next row falls due, when the machine's time is
moved (``SystemClock.sleep`` returns then), and every half an hour in any case.  What it claims
waits here in one lane per chat, so that a chat gets its messages in their order and a busy group
holds up nobody else.  Each message is worded when its turn has come; words that come back as None
mean that it is no longer needed.

What becomes of a row:

====================  ============================================================================
sent                  ``sent``
perhaps delivered     ``sent``, marked ``perhaps_sent``: Telegram left it unknown, so never again
no longer needed      ``dropped``
unreachable, refused  ``failed``, with Telegram's reason
busy (429)            stays first in its lane until Telegram allows; put back if that is long
no network            stays first; the sweeper waits, twice as long each time, a minute at most
one row to many       ``sent``, whoever they were and whatever became of it
a fault of ours       put back twice, then ``failed`` with the reference in the log
====================  ============================================================================

A process that dies between claiming and recording leaves rows of which nobody knows whether they
went out.  They are sent (again): a notice that comes twice is better than one that never comes.
"""

import asyncio
import logging
from collections import OrderedDict, deque
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from bot import logs
from bot.calls import NotDone, Reason
from bot.clock import Clock
from bot.gateway import Gateway
from bot.pace import Pace
from conversations import balloting, router
from conversations.context import Errand, House
from conversations.screen import Answer
from storage import ballots, outbox, roll
from storage.outbox import OutboxRow
from storage.roll import Account

logger = logging.getLogger(__name__)

CLAIM: Final = 32
"""Rows claimed in one transaction."""
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
LONGEST_PAUSE: Final = 60.0
FAN: Final = 0
"""The lane of rows that go to many (``router.FANS``): no chat has this number."""
TRIES: Final = 3
"""How often a message is tried whose wording fails."""
TRY_AGAIN: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class _Job:
    """A claimed row and where it goes."""

    row: OutboxRow
    chat: int
    me: Account | None


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What became of a row."""

    row: OutboxRow
    state: outbox.State
    reason: str = ""
    again: datetime | None = None
    perhaps: bool = False


class Sweeper:
    """Sends the outbox.  ``recover`` once, then ``start``; ``stop`` finishes what is under way."""

    def __init__(self, house: House, gateway: Gateway, pace: Pace, clock: Clock) -> None:
        self._house = house
        self._gateway = gateway
        self._pace = pace
        self._clock = clock
        self._lanes: OrderedDict[int, deque[_Job]] = OrderedDict()
        self._busy: dict[int, asyncio.Task[None]] = {}
        self._held: set[int] = set()
        self._outcomes: list[_Outcome] = []
        self._wake = asyncio.Event()
        self._resting = asyncio.Event()
        self._look = True
        self._urgent = False
        self._next: datetime | None = None
        self._looked: datetime | None = None
        self._failures = 0
        self._paused: tuple[datetime, float] | None = None
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
        async with self._house.db.write() as tx:
            released = await outbox.release(tx)
        if released:
            logger.warning("%d messages were under way when the last run ended", released)

    def start(self) -> None:
        """Begin to sweep."""
        self._stopping = False
        self._task = asyncio.create_task(self._run(), name="sweeper")

    def kick(self) -> None:
        """Something may have been put into the outbox: look."""
        self._look = True
        self._resting.clear()
        self._wake.set()

    async def idle(self) -> None:
        """Return once nothing is due and nothing under way; at once when not running."""
        if self._task is None or self._task.done():
            return
        self._urgent = True
        self.kick()
        rest = asyncio.create_task(self._resting.wait())
        await asyncio.wait({rest, self._task}, return_when=asyncio.FIRST_COMPLETED)
        rest.cancel()

    async def stop(self) -> None:
        """Claim no more, let calls under way end, put the rest back."""
        if self._task is None:
            return
        self._stopping = True
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
                wait = LONGEST_PAUSE
            if self._stopping and not self._busy and not self._outcomes and not self._held:
                self._resting.set()
                return
            if not self._wake.is_set():
                await self._rest(wait)

    async def _rest(self, seconds: float) -> None:
        """Sleep until woken, or until that much time has passed."""
        woken = asyncio.create_task(self._wake.wait())
        timer = asyncio.ensure_future(self._clock.sleep(seconds))
        try:
            await asyncio.wait({woken, timer}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (woken, timer):
                task.cancel()
            await asyncio.gather(woken, timer, return_exceptions=True)

    async def _round(self) -> float:
        """Record what has ended, claim what is due, begin what may go; returns seconds to rest."""
        if self._stopping:
            for chat in list(self._lanes):
                self._put_back(chat)
        claimed = await self._settle()
        await self._address(claimed)
        wait = self._begin()
        if not (self._held or self._outcomes or self._look) and not self._is_due():
            self._resting.set()
        return wait

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
        may_claim = self._has_room() and not self._pause()
        if not self._outcomes and not (may_claim and (self._is_due() or stale)):
            return ()
        ended, self._outcomes = self._outcomes, []
        claimed: tuple[OutboxRow, ...] = ()
        try:
            async with db.write() as tx:
                for outcome in ended:
                    await self._record(tx, outcome, now)
                if may_claim:
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

    async def _record(self, tx: AsyncConnection, outcome: _Outcome, now: datetime) -> None:
        row, reason = outcome.row, outcome.reason
        if outcome.again is not None:
            await outbox.retry_at(tx, row.id, outcome.again, reason, perhaps_sent=outcome.perhaps)
        elif outcome.state is outbox.State.SENT:
            if outcome.perhaps:
                await outbox.retry_at(tx, row.id, row.due, reason, perhaps_sent=True)
            await outbox.mark_sent(tx, row.id, now)
        elif outcome.state is outbox.State.DROPPED:
            await outbox.drop(tx, row.id, reason, now)
        else:
            await outbox.mark_failed(tx, row.id, reason, now)

    def _has_room(self) -> bool:
        """Whether as much may be claimed as is claimed at a time."""
        return len(self._held) <= HELD - CLAIM and not self._stopping

    def _is_due(self) -> bool:
        return self._next is not None and self._next <= self._clock.now()

    def _pause(self) -> float:
        """Seconds that the sweeper still waits for the network."""
        if self._paused is None:
            return 0.0
        since, seconds = self._paused
        passed = (self._clock.now() - since).total_seconds()
        return max(0.0, seconds - passed) if passed >= 0 else 0.0

    # Rows

    async def _address(self, rows: tuple[OutboxRow, ...]) -> None:
        """Put claimed rows into the lanes of their chats."""
        if not rows:
            return
        people = {row.person_id for row in rows if row.person_id is not None}
        async with self._house.db.read() as tx:
            found = {person: await roll.account_of_person(tx, person) for person in people}
        for row in rows:
            if row.kind in router.FANS:
                self._lanes.setdefault(FAN, deque()).append(_Job(row, FAN, None))
                continue
            me = found.get(row.person_id) if row.person_id is not None else None
            chat = row.chat_id if row.chat_id is not None else me.telegram_id if me else None
            if chat is None:
                self._end(_Outcome(row, outbox.State.FAILED, "not linked"))
            else:
                self._lanes.setdefault(chat, deque()).append(_Job(row, chat, me))

    def _begin(self) -> float:
        """Begin every job whose chat and whose turn allow it; returns seconds to the next."""
        waits = [LOOK_APART if self._look else LOOK_AGAIN]
        if self._outcomes:
            return 0.0
        for chat in list(self._lanes):
            if chat in self._busy or len(self._busy) >= AT_ONCE:
                continue  # the end of a job wakes the sweeper
            wait = max(self._pace.wait(chat), self._pause())
            if wait > 0:
                waits.append(wait)
                continue
            job = self._lanes[chat].popleft()
            if not self._lanes[chat]:
                del self._lanes[chat]
            else:
                self._lanes.move_to_end(chat)
            self._pace.count(chat)
            self._busy[chat] = asyncio.create_task(self._do(job), name="outbox row")
        if self._next is not None and self._has_room():
            due = (self._next - self._clock.now()).total_seconds()
            waits.append(max(due, self._pause(), 0.0))
        return min(waits)

    async def _do(self, job: _Job) -> None:
        """Word and send one row."""
        try:
            outcome = await self._send(job)
        except Exception as error:
            reference = logs.report(logger, error, f"wording a {job.row.kind}")
            again = self._clock.now() + TRY_AGAIN if job.row.attempts < TRIES else None
            outcome = _Outcome(job.row, outbox.State.FAILED, f"error {reference}", again)
        del self._busy[job.chat]
        if outcome is None:
            self._wake.set()
        else:
            self._end(outcome)

    async def _send(self, job: _Job) -> _Outcome | None:
        """Send one row; None: it is first in its lane again."""
        row, chat = job.row, job.chat
        if row.expires is not None and row.expires <= self._clock.now():
            answer, why = None, "expired"
        elif chat == FAN:
            return await self._fan(row)
        else:
            answer, why = await self._word(job), "no longer needed"
        if answer is None:
            self._pace.give_back(chat)
            return _Outcome(row, outbox.State.DROPPED, why)
        try:
            await self._gateway.post(chat, answer, turn_taken=True)
        except NotDone as outcome:
            return self._not_sent(job, outcome)
        self._failures, self._paused = 0, None
        if job.me is not None and not job.me.reachable and chat == job.me.telegram_id:
            async with self._house.db.write() as tx:
                await roll.set_reachable(tx, chat, True)
        return _Outcome(row, outbox.State.SENT)

    async def _fan(self, row: OutboxRow) -> _Outcome:
        """Send one row to all whom it concerns now; it ends as sent, whoever they were.

        Who they are may be a secret (those who have not voted): no state, log line or mark on an
        account tells it.  Stopped midway it is put back whole: twice is better than never.
        """
        self._pace.give_back(FAN)
        house = self._house
        async with house.db.read() as tx:
            words = house.words_for(None)
            errand = Errand(house, tx, row, self._clock.now(), words, None)
            found = await router.recipients(errand) or ()
        for me in found:
            for _ in range(TRIES):
                if self._stopping:
                    return _Outcome(row, outbox.State.WAITING, row.reason or "", row.due)
                answer = await self._word(_Job(row, me.telegram_id, me))
                if answer is None:
                    break
                try:
                    await self._gateway.post(me.telegram_id, answer, discreet=True)
                except NotDone as outcome:
                    if outcome.reason not in {Reason.BUSY, Reason.NETWORK}:
                        break
                    await self._wait_out(max(1.0, min(outcome.seconds, LONGEST_PAUSE)))
                else:
                    break
        return _Outcome(row, outbox.State.SENT)

    async def _wait_out(self, seconds: float) -> None:
        """Wait that long, or until the sweeper is stopped, whatever else it is woken for."""
        until = self._clock.now() + timedelta(seconds=seconds)
        while not self._stopping and (left := (until - self._clock.now()).total_seconds()) > 0:
            await self._rest(left)

    def _not_sent(self, job: _Job, outcome: NotDone) -> _Outcome | None:
        row, reason = job.row, str(outcome.reason)
        match outcome.reason:
            case Reason.BUSY if outcome.seconds > LONG:
                self._lanes.setdefault(job.chat, deque()).appendleft(job)
                self._put_back(job.chat, self._clock.now() + timedelta(seconds=outcome.seconds))
                return None
            case Reason.BUSY | Reason.NETWORK:
                if outcome.reason is Reason.NETWORK:
                    self._network_failed()
                self._lanes.setdefault(job.chat, deque()).appendleft(job)
                return None
            case Reason.UNKNOWN:
                return _Outcome(row, outbox.State.SENT, reason, perhaps=True)
            case _:
                return _Outcome(row, outbox.State.FAILED, f"{reason}: {logs.mask(outcome.words)}")

    async def _word(self, job: _Job) -> Answer | None:
        house, row = self._house, job.row
        async with house.db.read() as tx:
            branch = None if job.me else await roll.branch_of_group(tx, job.chat)
            words = house.words_of_branch(branch) if branch else house.words_for(job.me)
            return await router.word(Errand(house, tx, row, self._clock.now(), words, job.me))

    def _network_failed(self) -> None:
        """The network is away: nothing is begun for a while."""
        if self._pause():
            return
        self._failures += 1
        seconds = min(2.0**self._failures, LONGEST_PAUSE)
        self._paused = (self._clock.now(), seconds)
        logger.warning("Telegram cannot be reached; the outbox waits %.0f s", seconds)

    def _end(self, outcome: _Outcome) -> None:
        self._outcomes.append(outcome)
        self._wake.set()

    def _put_back(self, chat: int, due: datetime | None = None) -> None:
        """Give a lane back to the outbox, due as it was or, in the same order, from ``due`` on."""
        for place, job in enumerate(self._lanes.pop(chat, ())):
            again = job.row.due if due is None else due + timedelta(milliseconds=place)
            self._end(_Outcome(job.row, outbox.State.WAITING, job.row.reason or "", again))
