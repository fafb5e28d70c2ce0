"""The gateway: answers go out to Telegram here, and nowhere else.

An answer to a tap goes out at once: first the tap itself is answered, then its parts follow, of new
messages no more than Telegram takes in a second.  A background message (``post``) waits for its
turn in the pace.  No refusal that can be expected is raised to PTB: it is done already, or sent
another way, or recorded, or logged.

*Live messages.*  ``Show`` belongs to a task, and a task has one live message in a chat.  A tap on
it edits it in place; so does the outbox (a card's turnout changes without being posted anew),
unless it asks for a fresh one.  Otherwise a new message is sent, recorded, and only then the older
one is deleted, or loses its buttons where Telegram lets nothing be deleted any more: whatever
happens in between, the newest message works.
"""

import asyncio
import logging
from typing import Final

from telegram import Bot, InputFile
from telegram.constants import ChatAction, ParseMode
from telegram.error import ChatMigrated

from bot import calendars, calls, logs, pages, paperwork
from bot.calls import NotDone, Reason
from bot.clock import Clock
from bot.courier import Courier
from bot.letter import Letter, spoken
from bot.live import LiveMessages
from bot.pace import Pace
from conversations.screen import (
    Answer,
    Appointment,
    Attach,
    Document,
    Event,
    Leave,
    Part,
    Say,
    Show,
    Strip,
    Tap,
    Toast,
)
from storage.database import Database

logger = logging.getLogger(__name__)

PAPERS: Final = 2
"""Papers being made at a time; the rest wait, so that taps never do."""
UPLOADING: Final = 4.0
"""Seconds for which Telegram shows that a file is on its way, a little less than its own five."""
_HARMLESS: Final = frozenset({Reason.UNREACHABLE, Reason.NETWORK, Reason.UNKNOWN, Reason.BUSY})
"""Outcomes that are nobody's fault: the answer is lost, what was saved is saved."""


class Gateway:
    """Sends answers; see the module's own words for how."""

    def __init__(self, bot: Bot, db: Database, pace: Pace, clock: Clock) -> None:
        self._bot = bot
        self._clock = clock
        self._live = LiveMessages(db)
        self._courier = Courier(bot, db, pace, clock, self._live.forget)
        self._desk = asyncio.Semaphore(PAPERS)

    async def deliver(self, event: Event, answer: Answer, *, query: str | None = None) -> None:
        """Answer an event; ``query`` is the tap's own number, answered first and exactly once."""
        tapped = event.what.message if isinstance(event.what, Tap) else None
        letter = Letter(event.place.chat, tapped)
        toasts = [part for part in answer if isinstance(part, Toast)]
        rest: list[Part] = [part for part in answer if not isinstance(part, Toast | Leave)]
        if query is not None:
            answered = await self.acknowledge(query, *toasts)
            if not answered and not event.place.group:
                rest = [spoken(toast) for toast in toasts] + rest
        else:
            rest = [spoken(toast) for toast in toasts] + rest
        rest += [part for part in answer if isinstance(part, Leave)][:1]
        try:
            for part in rest:
                await self._part(letter, part)
        except NotDone as outcome:
            if outcome.reason in _HARMLESS:
                logger.warning("an answer was not delivered: %s", outcome.reason)
            else:
                logs.report(logger, outcome, "delivering an answer that Telegram refused")

    async def acknowledge(self, query: str, *toasts: Toast) -> bool:
        """Answer a tap; False when it was too late for its words to be seen."""
        text = pages.cut("\n".join(toast.text for toast in toasts), pages.TOAST)
        alert = any(toast.alert for toast in toasts)
        try:
            await calls.call(
                self._clock,
                lambda: self._bot.answer_callback_query(query, text or None, show_alert=alert),
                twice_is_once=True,
                attempts=2,
                patience=2.0,
            )
        except NotDone as outcome:
            if outcome.reason is not Reason.STALE:
                logger.warning("a tap was not answered: %s", outcome.reason)
            return not text
        except ChatMigrated:
            return not text
        return True

    async def post(
        self, chat: int, answer: Answer, *, turn_taken: bool = False, discreet: bool = False
    ) -> int:
        """Send a background message in its turn; returns the chat it went to in the end.

        ``turn_taken``: the caller has waited for the first message's turn, and counted it.
        ``discreet``: that it was sent at all must not be told by what is kept: a recipient who
        cannot be reached is not marked so.
        Raises NotDone: NETWORK and BUSY mean that nothing of it was sent, UNKNOWN that it was
        sent perhaps or in part, and must not be sent again.
        """
        letter = Letter(chat, background=True, turn_taken=turn_taken, discreet=discreet)
        try:
            for part in answer:
                await self._part(letter, spoken(part) if isinstance(part, Toast) else part)
        except NotDone as outcome:
            if letter.sent and outcome.reason in {Reason.NETWORK, Reason.BUSY}:
                raise NotDone(Reason.UNKNOWN, f"sent in part: {outcome.words}") from outcome
            raise
        return letter.chat

    async def _part(self, letter: Letter, part: Part) -> None:
        match part:
            case Show():
                await self._courier.take_turn(letter)
                async with self._live.lock(letter.chat, part.task):
                    await self._show(letter, part)
            case Say():
                await self._courier.send(letter, pages.pages(part.screen.text), part.screen.rows)
            case Attach():
                await self._attach(letter, part)
            case Appointment():
                await self._attach(letter, calendars.file_of(part))
            case Document():
                await self._document(letter, part)
            case Strip():
                if letter.tapped is not None:
                    await self._strip(letter, letter.tapped)
            case Leave():
                await self._courier.quietly(letter, self._bot.leave_chat)
            case Toast():
                await self._part(letter, spoken(part))

    # Live messages

    async def _show(self, letter: Letter, show: Show) -> None:
        live = await self._live.find(letter.chat, show.task)
        texts = pages.pages(show.screen.text)
        if show.last:
            await self._end(letter, show, live, texts)
            return
        on_it = letter.background or letter.tapped == live
        if live is not None and on_it and not show.fresh and len(texts) == 1:
            try:
                await self._courier.edit(letter, live, texts[0], show.screen.rows)
            except NotDone as outcome:
                if outcome.reason is not Reason.GONE:
                    raise
            else:
                return
        message = await self._courier.send(letter, texts, show.screen.rows)
        if message is None:
            return
        await self._live.record(letter.chat, show.task, message)
        if live is not None and live != message:
            await self._retire(letter, live)
        if show.pin:
            await self._courier.quietly(
                letter,
                lambda chat: self._bot.pin_chat_message(chat, message, disable_notification=True),
            )

    async def _end(
        self, letter: Letter, show: Show, live: int | None, texts: tuple[str, ...]
    ) -> None:
        """A task's last word, on its live message and the tapped one; none is sent anew.

        Said discreetly, it takes the record of the live message with it, reached or not.
        """
        for message in dict.fromkeys((live, letter.tapped)):
            if message is None:
                continue
            try:
                await self._courier.edit(letter, message, texts[0], show.screen.rows)
            except NotDone as outcome:
                again = outcome.reason in {Reason.NETWORK, Reason.BUSY}
                if again or not (letter.discreet or outcome.reason is Reason.GONE):
                    raise
                continue
            if letter.chat < 0:
                await self._unpin(letter, message)
        if letter.discreet and live is not None:
            await self._live.drop(letter.chat, show.task)

    async def _unpin(self, letter: Letter, message: int) -> None:
        await self._courier.quietly(
            letter, lambda chat: self._bot.unpin_chat_message(chat, message)
        )

    async def _retire(self, letter: Letter, message: int) -> None:
        """Delete an old live message, or take its buttons off; never in anyone's way."""
        try:
            await self._courier.call(
                letter, lambda chat: self._bot.delete_message(chat, message), counted=False
            )
        except NotDone as outcome:
            if outcome.reason is not Reason.UNREACHABLE:
                await self._strip(letter, message)

    async def _strip(self, letter: Letter, message: int) -> None:
        await self._courier.quietly(
            letter,
            lambda chat: self._bot.edit_message_reply_markup(
                chat_id=chat, message_id=message, reply_markup=None
            ),
        )

    # Files

    async def _attach(self, letter: Letter, attach: Attach) -> None:
        long = pages.width(pages.plain(attach.caption)) > pages.CAPTION
        await self._courier.take_turn(letter)
        await self._uploading(letter)
        await self._courier.call(
            letter,
            lambda chat: self._bot.send_document(
                chat,
                InputFile(attach.content, filename=attach.name),
                caption=None if long or not attach.caption else str(attach.caption),
                parse_mode=ParseMode.HTML,
            ),
            twice_is_once=False,
        )
        letter.sent += 1
        if long:
            await self._courier.send(letter, pages.pages(attach.caption), ())

    async def _document(self, letter: Letter, document: Document) -> None:
        """Make a paper and send it; the chat shows that a file is on its way."""
        async with self._desk:
            making = asyncio.ensure_future(paperwork.file_of(document))
            while not making.done():
                await self._uploading(letter)
                await asyncio.wait({making}, timeout=UPLOADING)
        try:
            made = making.result()
        except Exception as error:
            logs.report(logger, error, "making a paper")
            await self._courier.send(letter, pages.pages(document.sorry), ())
        else:
            await self._attach(letter, made)

    async def _uploading(self, letter: Letter) -> None:
        await self._courier.quietly(
            letter, lambda chat: self._bot.send_chat_action(chat, ChatAction.UPLOAD_DOCUMENT)
        )
