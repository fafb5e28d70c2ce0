"""A small real application to try the sandbox on: it greets, counts and echoes."""

from collections.abc import Sequence

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.error import RetryAfter
from telegram.ext import (
    Application,
    ApplicationBuilder,
    BaseHandler,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    filters,
)
from telegram.ext import Updater as Poller

from bot.sandbox import Sandbox, VirtualClock


def seconds(error: RetryAfter) -> float:
    """What the refusal asks to wait."""
    return error._retry_after.total_seconds()


type_of_context = ContextTypes.DEFAULT_TYPE


def counter(number: int, link: str) -> InlineKeyboardMarkup:
    """The keyboard of the counter."""
    return InlineKeyboardMarkup(
        [
            [
                InlineKeyboardButton("− Bớt", callback_data=f"count:{number - 1}"),
                InlineKeyboardButton("✅ Thêm", callback_data=f"count:{number + 1}"),
            ],
            [InlineKeyboardButton("Vào riêng", url=f"{link}?start=from_{number}")],
        ]
    )


class Everything(BaseHandler[Update, type_of_context, None]):
    """Notes every update, and leaves it to the others."""

    def __init__(self, seen: list[Update]) -> None:
        super().__init__(self._ignore)
        self.seen = seen

    def check_update(self, update: object) -> bool:
        """Never handles anything."""
        if isinstance(update, Update):
            self.seen.append(update)
        return False

    @staticmethod
    async def _ignore(update: Update, context: type_of_context) -> None:
        """Never called."""


class Town:
    """The sandbox with the application in it."""

    def __init__(self, sandbox: Sandbox) -> None:
        assert isinstance(sandbox.clock, VirtualClock)
        self.sandbox = sandbox
        self.clock = sandbox.clock
        self.seen: list[Update] = []
        self.errors: list[Exception] = []
        self.application = self._build()

    @property
    def bot(self) -> Bot:
        """The application's own bot object, for calls of one's own."""
        bot: Bot = self.application.bot
        return bot

    async def ask(self, method: str, parameters: dict[str, object]) -> object:
        """Make a call that the bot object has no method for, or would not make so."""
        return await self.bot._post(method, dict(parameters))

    def kinds(self) -> list[str]:
        """The kinds of the updates that reached the application, in order."""
        return [next(iter(set(update.to_dict()) - {"update_id"})) for update in self.seen]

    def _build(self) -> "Application":  # type: ignore[type-arg]
        application = (
            ApplicationBuilder()
            .token(self.sandbox.token)
            .request(self.sandbox.request())
            .get_updates_request(self.sandbox.request())
            .concurrent_updates(True)
            .build()
        )
        application.add_handler(Everything(self.seen), group=-1)
        application.add_handler(CommandHandler("start", self.greet))
        application.add_handler(CommandHandler("wait", self.keep_waiting))
        application.add_handler(CommandHandler("forever", self.wait_for_ever))
        application.add_handler(CallbackQueryHandler(self.count, pattern="^count:"))
        application.add_handler(MessageHandler(filters.Document.ALL, self.weigh))
        application.add_handler(MessageHandler(filters.TEXT, self.echo))
        application.add_error_handler(self.note)
        return application

    async def start(self, allowed_updates: Sequence[str] | None = None) -> None:
        """Begin to poll."""
        await self.application.initialize()
        await self.application.start()
        assert isinstance(self.application.updater, Poller)
        await self.application.updater.start_polling(
            allowed_updates=allowed_updates, error_callback=self.errors.append
        )

    async def stop(self) -> None:
        """Stop polling; the application can be replaced by `restart`."""
        await self.sandbox.complete(self._stop())

    async def _stop(self) -> None:
        assert isinstance(self.application.updater, Poller)
        if self.application.updater.running:
            await self.application.updater.stop()
        if self.application.running:
            await self.application.stop()
        await self.application.shutdown()

    async def restart(self) -> None:
        """A new process with the same token."""
        self.application = self._build()
        await self.start()

    async def greet(self, update: Update, context: type_of_context) -> None:
        """Answers /start."""
        message = update.effective_message
        assert message is not None
        words = " ".join(context.args or [])
        await message.reply_html(
            f"<b>Chào đồng chí</b> {words}".rstrip(), reply_markup=counter(0, self.sandbox.link)
        )

    async def count(self, update: Update, _: type_of_context) -> None:
        """Answers a tap on the counter."""
        query = update.callback_query
        assert query is not None
        assert query.data is not None
        number = int(query.data.partition(":")[2])
        await query.answer(f"{number} rồi")
        await query.edit_message_text(
            f"Đã đếm {number}", reply_markup=counter(number, self.sandbox.link)
        )

    async def keep_waiting(self, update: Update, _: type_of_context) -> None:
        """Answers after ten seconds of the clock."""
        await self.clock.sleep(10)
        assert update.effective_message is not None
        await update.effective_message.reply_text("Xong")

    async def wait_for_ever(self, _: Update, __: type_of_context) -> None:
        """Never comes back from an hour's sleep within anyone's patience."""
        await self.clock.sleep(3600)

    async def weigh(self, update: Update, _: type_of_context) -> None:
        """Answers a document with its size, having fetched it."""
        message = update.effective_message
        assert message is not None
        assert message.document is not None
        file = await message.document.get_file()
        content = await file.download_as_bytearray()
        await message.reply_text(f"{message.document.file_name}: {len(content)} byte")

    async def echo(self, update: Update, _: type_of_context) -> None:
        """Repeats a text."""
        message = update.effective_message
        assert message is not None
        await message.reply_text(f"«{message.text}»")

    async def note(self, _: object, context: type_of_context) -> None:
        """Keeps what a handler raised."""
        assert isinstance(context.error, Exception)
        self.errors.append(context.error)
