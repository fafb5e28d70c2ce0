"""What becomes of one row: worded and posted, fanned out, or spread into rows of its own."""

import asyncio
import logging
from datetime import timedelta
from typing import Final

from bot import logs
from bot.calls import NotDone, Reason
from bot.clock import Clock
from bot.gateway import Gateway
from bot.pace import Pace
from bot.sweeper import outage
from bot.sweeper.jobs import Job, Outcome
from conversations import router
from conversations.context import Errand, House, Later
from conversations.screen import Answer
from storage import outbox, roll
from storage.outbox import OutboxRow, State

logger = logging.getLogger(__name__)

FAN: Final = 0
"""The lane of rows that go to many (``router.FANS``): no chat has this number."""
TRIES: Final = 3
"""How often a message is tried whose wording fails."""
TRY_AGAIN: Final = timedelta(minutes=1)


class Posting:
    """Words rows and hands them to the gateway."""

    def __init__(self, house: House, gateway: Gateway, pace: Pace, clock: Clock) -> None:
        self._house = house
        self._gateway = gateway
        self._pace = pace
        self._clock = clock
        self._stopped = asyncio.Event()

    def begin(self) -> None:
        """Post from now on."""
        self._stopped.clear()

    def stop(self) -> None:
        """Begin nothing more within a fan-out: it is put back whole."""
        self._stopped.set()

    async def post(self, job: Job) -> Outcome:
        """Word and send one row; raises NotDone where Telegram did not take it."""
        row, chat = job.row, job.chat
        if row.expires is not None and row.expires <= self._clock.now():
            self._pace.give_back(chat)
            return Outcome(row, State.DROPPED, "expired")
        if chat == FAN:
            return await self._fan(row)
        try:
            answer = await self._word(job)
        except Later as later:
            self._pace.give_back(chat)
            return Outcome(row, State.WAITING, row.reason or "", later.until)
        if answer is None:
            self._pace.give_back(chat)
            return Outcome(row, State.DROPPED, "no longer needed")
        await self._gateway.post(chat, answer, turn_taken=True)
        if job.me is not None and not job.me.reachable and chat == job.me.telegram_id:
            async with self._house.db.write() as tx:
                await roll.set_reachable(tx, chat, True)
        return Outcome(row, State.SENT)

    def faulty(self, row: OutboxRow, error: Exception) -> Outcome:
        """A fault of ours: logged, tried again a few times, then the row has failed."""
        reference = logs.report(logger, error, f"wording a {row.kind}")
        again = self._clock.now() + TRY_AGAIN if row.attempts < TRIES else None
        return Outcome(row, State.FAILED, f"error {reference}", again)

    async def spread(self, row: OutboxRow) -> Outcome:
        """Put a row for each whom it concerns; it ends in the same transaction, so never twice."""
        house, now = self._house, self._clock.now()
        try:
            async with house.db.write() as tx:
                errand = Errand(house, tx, row, now, house.words_for(None), None)
                if await router.spread(errand):
                    await outbox.mark_sent(tx, row.id, now)
                    return Outcome(row, State.SENT)
                await outbox.drop(tx, row.id, "no longer needed", now)
        except Exception as error:
            return self.faulty(row, error)
        return Outcome(row, State.DROPPED, "no longer needed")

    async def _fan(self, row: OutboxRow) -> Outcome:
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
                if self._stopped.is_set():
                    return Outcome(row, State.WAITING, row.reason or "", row.due)
                answer = await self._word(Job(row, me.telegram_id, me))
                if answer is None:
                    break
                try:
                    await self._gateway.post(me.telegram_id, answer, discreet=True)
                except NotDone as outcome:
                    if outcome.reason not in {Reason.BUSY, Reason.NETWORK}:
                        break
                    await self._wait_out(max(1.0, min(outcome.seconds, outage.LONGEST)))
                else:
                    break
        await house.db.tidy()  # a record taken away on the way is in no WAL either
        return Outcome(row, State.SENT)

    async def _wait_out(self, seconds: float) -> None:
        """Wait that long, or until the sweeper is stopped."""
        until = self._clock.now() + timedelta(seconds=seconds)
        while not self._stopped.is_set():
            left = (until - self._clock.now()).total_seconds()
            if left <= 0:
                return
            await rest(self._clock, self._stopped, left)

    async def _word(self, job: Job) -> Answer | None:
        """The words of a row, for its reader."""
        house, row = self._house, job.row
        async with house.db.read() as tx:
            branch = None if job.me else await roll.branch_of_group(tx, job.chat)
            words = house.words_of_branch(branch) if branch else house.words_for(job.me)
            return await router.word(Errand(house, tx, row, self._clock.now(), words, job.me))


async def rest(clock: Clock, woken: asyncio.Event, seconds: float) -> None:
    """Sleep until woken, or until that much time has passed."""
    waking = asyncio.create_task(woken.wait())
    timer = asyncio.ensure_future(clock.sleep(seconds))
    try:
        await asyncio.wait({waking, timer}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (waking, timer):
            task.cancel()
        await asyncio.gather(waking, timer, return_exceptions=True)
