"""The composition root: the one place that puts everything together.

An update's way: Telegram → ``order`` (whose turn it is) → ``updates`` (what happened) → the
conversations (what to answer; committed when it comes back) → ``gateway`` (out).  After each
event the sweeper looks whether the outbox has something due.

An update counts as received when Telegram hands it out, before it is handled.  A crash can
therefore lose a tap, never what a person was told; what was committed stays.
"""

import asyncio
import contextlib
import logging
import signal
from collections.abc import Callable
from typing import Any, Final

from telegram import Update
from telegram.error import Conflict, InvalidToken, TelegramError
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackContext,
    TypeHandler,
    Updater,
)
from telegram.request import BaseRequest

from bot import logs
from bot.clock import Clock, SystemClock
from bot.errors import StartError
from bot.gateway import Gateway
from bot.line import Line, line_to_telegram
from bot.menu import introduce
from bot.order import PerUserOrder, received_at
from bot.own_forms import WordForms
from bot.pace import Pace
from bot.settings import Settings
from bot.sheets import SheetFiles
from bot.solo import Solo
from bot.sweeper import Sweeper
from bot.updates import WANTED, event_of
from conversations import router
from conversations.context import House
from conversations.screen import Answer, Event, Toast
from conversations.words import N_, Words, known_locale
from rules import load_library
from storage.database import Database

logger = logging.getLogger(__name__)

PtbApplication = Application[Line, Any, Any, Any, Any, Any]

SIGNALS: Final = (signal.SIGTERM, signal.SIGINT)
POLL: Final = 30
"""Seconds that Telegram may keep a poll open while there is nothing to tell."""

TOO_FAST: Final = N_("Please tap a little more slowly: I am still busy with your earlier taps.")


class Tusoi:
    """The running bot.  Made by :func:`build`; ``start`` and ``stop``, or ``run``."""

    def __init__(
        self, settings: Settings, house: House, request: BaseRequest | None, clock: Clock
    ) -> None:
        self.settings = settings
        self.house = house
        self.clock = clock
        self.order = PerUserOrder(clock, self._excess)
        self.application = _ptb(settings, request, self.order)
        self.pace = Pace(clock)
        self.gateway = Gateway(self.application.bot, house.db, self.pace, clock)
        self.sweeper = Sweeper(house, self.gateway, self.pace, clock)
        self._solo = Solo(settings.data)
        self._menu: asyncio.Task[None] | None = None
        self.application.add_handler(TypeHandler(Update, self._handle))
        self.application.add_error_handler(self._failed)

    async def start(self) -> None:
        """Finish what a crash left undone, then poll; raises StartError, closing everything."""
        try:
            await self._start()
        except BaseException:
            await self.stop()
            raise

    async def _start(self) -> None:
        self._solo.take()
        try:
            await self.application.initialize()
        except InvalidToken:
            raise StartError(
                "Telegram refused the token: copy it again from @BotFather into TUSOI_TOKEN."
            ) from None
        except TelegramError as error:
            raise _unreached(self.settings, error) from None
        self.house.bot_name = self.application.bot.username
        await self.sweeper.recover()
        await self.application.start()
        self.sweeper.start()
        updater = self._updater
        try:
            await updater.start_polling(
                timeout=POLL, allowed_updates=list(WANTED), error_callback=self._poll_failed
            )
        except TelegramError as error:
            raise _unreached(self.settings, error) from None
        self._menu = asyncio.create_task(self._introduce(), name="menu of commands")

    async def stop(self) -> None:
        """Poll no more, finish what is under way, close; may be called at any time, and twice."""
        if self._updater.running:
            with contextlib.suppress(TelegramError):
                await self._updater.stop()
        if self.application.running:
            await self.application.stop()
        await self.sweeper.stop()
        if self._menu is not None:
            self._menu.cancel()
            await asyncio.gather(self._menu, return_exceptions=True)
        await self.application.shutdown()
        await self.house.db.close()
        self._solo.give_up()

    async def run(self, started: Callable[[], None] | None = None) -> None:
        """Start, call ``started``, work until SIGTERM or SIGINT, stop.

        Raises StartError, also where Telegram refuses the token while the bot is running.
        """
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in SIGNALS:
            loop.add_signal_handler(number, stop.set)
        signalled: asyncio.Future[Any] = asyncio.create_task(stop.wait(), name="signal")
        try:
            if not await _first(asyncio.create_task(self.start(), name="start"), signalled):
                return
            if started is not None:
                started()
            # PTB's polling task ends by itself only when the token is refused, and tells nobody.
            polling: asyncio.Future[Any] = getattr(self._updater, "_Updater__polling_task")  # noqa: B009
            if await _first(asyncio.shield(polling), signalled, quietly=True):
                raise StartError("Telegram no longer accepts the token; the bot was stopped.")
            logger.info("stopping: what is under way is finished first")
        finally:
            signalled.cancel()
            for number in SIGNALS:
                loop.remove_signal_handler(number)
            await self.stop()

    async def settled(self) -> None:
        """Return once every update received is handled and nothing of the outbox is due."""
        while True:
            await self.application.update_queue.join()
            if self._menu is not None:
                await asyncio.wait({self._menu})
            await self.sweeper.idle()
            if self.application.update_queue.empty() and not self.order.lanes:
                return

    # Updates

    async def _handle(self, update: Update, _context: object) -> None:
        query = update.callback_query.id if update.callback_query is not None else None
        at = received_at.get(None) or self.clock.now()
        event = event_of(update, self.house.bot_name, at)
        if event is None:
            if query is not None:
                await self.gateway.acknowledge(query)
            return
        try:
            answer = await self._answer(event)
            await self.gateway.deliver(event, answer, query=query)
        finally:
            self.sweeper.kick()

    async def _answer(self, event: Event) -> Answer:
        try:
            return await router.answer(self.house, event)
        except Exception as error:
            reference = logs.report(logger, error, f"answering a {type(event.what).__name__}")
            return router.apology(self.house, event, reference, error)

    async def _excess(self, update: object) -> None:
        """Somebody drums on a button: one polite word; a dropped text is simply dropped."""
        if isinstance(update, Update) and update.callback_query is not None:
            query = update.callback_query
            words = self.house.words_for(None, known_locale(query.from_user.language_code))
            await self.gateway.acknowledge(query.id, Toast(words.plain(TOO_FAST)))

    async def _failed(self, update: object, context: CallbackContext[Any, Any, Any, Any]) -> None:
        if context.error is not None:
            doing = "handling an update" if update is not None else "running"
            logs.report(logger, context.error, doing)

    def _poll_failed(self, error: TelegramError) -> None:
        """Polling goes on by itself; the log says why it stutters, in one line."""
        if isinstance(error, Conflict):
            logger.error("another copy of this bot is running with the same token: stop one")
        else:
            logger.warning("polling failed, trying again: %s", logs.mask(error.message))

    async def _introduce(self) -> None:
        house = self.house
        bot = self.application.bot
        await introduce(bot, self.clock, lambda one: Words(one, house.time_zone), house.locale)

    @property
    def _updater(self) -> Updater:
        if self.application.updater is None:
            raise RuntimeError("the application is always built with an updater")
        return self.application.updater


async def build(
    settings: Settings, *, request: BaseRequest | None = None, clock: Clock | None = None
) -> Tusoi:
    """Put the bot together over an existing database; raises the store's DatabaseError.

    ``request`` stands in for the network (the sandbox), ``clock`` for the machine's time.
    """
    library = load_library()
    db = await Database.open(settings.data, settings.keys)
    house = House(
        db,
        library,
        locale=settings.locale,
        time_zone=settings.time_zone,
        fans=True,
        sheets=SheetFiles(),
        forms=WordForms(),
    )
    return Tusoi(settings, house, request, clock or SystemClock())


def _ptb(settings: Settings, request: BaseRequest | None, order: PerUserOrder) -> PtbApplication:
    line = line_to_telegram(settings, request)
    return ApplicationBuilder().bot(line).concurrent_updates(order).job_queue(None).build()


def _unreached(settings: Settings, error: TelegramError) -> StartError:
    """What the operator is told when Telegram does not answer at the start."""
    address, words = settings.api_url, logs.mask(error.message)
    if settings.proxy:
        return StartError(
            "Telegram cannot be reached at {address} through the proxy of TUSOI_PROXY: {error}",
            address=address,
            error=words,
        )
    return StartError(
        "Telegram cannot be reached at {address} (where it is blocked, set TUSOI_PROXY): {error}",
        address=address,
        error=words,
    )


async def _first(
    work: "asyncio.Future[Any]", signalled: "asyncio.Future[Any]", *, quietly: bool = False
) -> bool:
    """Wait for the work or the signal; says whether the work ended first, and cancels it if not.

    Raises what the work raised, unless ``quietly``.
    """
    try:
        await asyncio.wait({work, signalled}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        ended = work.done()
        if not ended:
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)
    if ended and (not quietly or work.cancelled() or work.exception() is None):
        work.result()
    return ended
