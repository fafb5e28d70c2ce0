"""The courier: single messages and calls of a letter, each in its turn.

A background letter waits for its turn in the pace; an answer to a tap goes at once.  A group that
has moved is followed, who cannot be reached is marked so, and what Telegram refuses comes back as
``NotDone``, but for an edit that changes nothing, which is done.
"""

import logging
from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeVar

from telegram import Bot
from telegram.constants import ParseMode
from telegram.error import ChatMigrated

from bot import calls, logs, pages
from bot.calls import NotDone, Reason
from bot.clock import Clock
from bot.letter import Letter, keyboard_of
from bot.pace import Pace
from conversations.screen import Rows
from storage import roll
from storage.database import Database

logger = logging.getLogger(__name__)

Result = TypeVar("Result")

LONGEST_WAIT: Final = 90.0
"""Seconds that a background message waits for its turn before it is put back."""
_NO_PREVIEW: Final = {"link_preview_options": {"is_disabled": True}}


class Courier:
    """Carries what a letter says to Telegram."""

    def __init__(
        self, bot: Bot, db: Database, pace: Pace, clock: Clock, moved: Callable[[int], None]
    ) -> None:
        """``moved`` is told the old number of a group that became a supergroup."""
        self._bot = bot
        self._db = db
        self._pace = pace
        self._clock = clock
        self._moved = moved

    async def edit(self, letter: Letter, message: int, text: str, rows: Rows) -> None:
        """Edit a message; one that says the same already is done."""
        extra = _NO_PREVIEW | keyboard_of(rows)

        async def edit(chat: int, text: str, mode: str | None) -> None:
            await self._bot.edit_message_text(
                text,
                chat_id=chat,
                message_id=message,
                parse_mode=mode,
                api_kwargs=extra,
            )

        try:
            await self._written(letter, text, edit, twice_is_once=True)
        except NotDone as outcome:
            if outcome.reason is not Reason.UNCHANGED:
                raise
        letter.sent += 1

    async def send(self, letter: Letter, texts: tuple[str, ...], rows: Rows) -> int | None:
        """Send the texts, the buttons under the last; returns that one's number."""
        number: int | None = None
        for index, text in enumerate(texts, 1):
            extra = _NO_PREVIEW | keyboard_of(rows if index == len(texts) else ())

            async def send(
                chat: int,
                text: str,
                mode: str | None,
                extra: dict[str, Any] = extra,
            ) -> int:
                message = await self._bot.send_message(
                    chat, text, parse_mode=mode, api_kwargs=extra
                )
                return message.message_id

            number = await self._written(letter, text, send, twice_is_once=False)
            letter.sent += 1
        return number

    async def _written(
        self,
        letter: Letter,
        text: str,
        write: Callable[[int, str, str | None], Awaitable[Result]],
        *,
        twice_is_once: bool,
    ) -> Result:
        """Write marked-up text; where Telegram cannot read our tags, the same without them."""
        try:
            return await self.call(
                letter,
                lambda chat: write(chat, text, ParseMode.HTML),
                twice_is_once=twice_is_once,
            )
        except NotDone as outcome:
            if outcome.reason is not Reason.MALFORMED:
                raise
            logs.report(logger, outcome, "sending tags that Telegram could not read")
            bare = pages.cut(pages.plain(text), pages.LONGEST)
            return await self.call(
                letter,
                lambda chat: write(chat, bare, None),
                twice_is_once=twice_is_once,
                counted=False,
            )

    async def take_turn(self, letter: Letter) -> None:
        """Wait for the turn of a background message, before anything is held up by it."""
        if letter.background and not letter.turn_taken:
            wait = self._pace.wait(letter.chat)
            if wait > LONGEST_WAIT:
                raise NotDone(Reason.BUSY, "", wait)
            await self._pace.turn(letter.chat)
            letter.turn_taken = True

    async def call(
        self,
        letter: Letter,
        make: Callable[[int], Awaitable[Result]],
        *,
        twice_is_once: bool = True,
        counted: bool = True,
    ) -> Result:
        """One call of the letter: in its turn, followed where the group has moved."""
        if counted:
            await self.take_turn(letter)
            if letter.background:
                await self._pace.go(letter.chat)
            else:
                # What may be done twice is an edit.
                await self._pace.answer(letter.chat, new=not twice_is_once)
            letter.turn_taken = False
        moved = False
        while True:
            try:
                return await calls.call(
                    self._clock,
                    lambda: make(letter.chat),
                    twice_is_once=twice_is_once,
                    # A background message is put back whole; one begun is brought to its end.
                    attempts=1 if letter.background and not letter.sent else calls.ATTEMPTS,
                    busy=lambda seconds: self._pace.hold(letter.chat, seconds),
                )
            except ChatMigrated as error:
                if moved:
                    raise NotDone(Reason.UNREACHABLE, "the group moved twice") from error
                moved = True
                await self._follow(letter, error.new_chat_id)
            except NotDone as outcome:
                unreachable = outcome.reason is Reason.UNREACHABLE
                if unreachable and letter.chat > 0 and not letter.discreet:
                    await self._unreachable(letter.chat)
                raise

    async def quietly(self, letter: Letter, make: Callable[[int], Awaitable[object]]) -> None:
        """A call whose refusal is nobody's loss: an old button, a pin, a sign of typing."""
        try:
            await self.call(letter, make, counted=False)
        except NotDone as outcome:
            logger.debug("not done: %s", outcome.reason)

    async def _follow(self, letter: Letter, new: int) -> None:
        """The group became a supergroup: record it, and write there from now on."""
        old, letter.chat = letter.chat, new
        logger.info("a group became a supergroup; it is followed")
        self._moved(old)
        async with self._db.write() as tx:
            await roll.migrate_group(tx, old, new, self._clock.now())

    async def _unreachable(self, person: int) -> None:
        async with self._db.write() as tx:
            await roll.set_reachable(tx, person, False)
