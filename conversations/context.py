"""What a dialogue is given: the house it lives in, and the event at hand."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from conversations.drafts import Drafts
from conversations.form_files import FormFiles
from conversations.roll_sheet import Spreadsheets
from conversations.screen import Answer, Event
from conversations.turnouts import Turnouts
from conversations.words import Words
from rules import Library
from storage.database import Database
from storage.outbox import OutboxRow
from storage.roll import Account, Branch


@dataclass(slots=True)
class House:
    """What lives as long as the program: built once, by the composition root."""

    db: Database
    library: Library
    bot_name: str = ""
    """The bot's user name, for links; known once Telegram has told it."""
    locale: str = "vi"
    time_zone: str = "Asia/Ho_Chi_Minh"
    drafts: Drafts = field(default_factory=Drafts)
    turnouts: Turnouts = field(default_factory=Turnouts)
    fans: bool = False
    """Whether whoever sends the outbox can send one row to many (``router.recipients``)."""
    sheets: Spreadsheets | None = None
    """What reads and writes spreadsheet files; without it rolls go by buttons alone."""
    forms: FormFiles | None = None
    """What checks and fills a branch's own forms; without it papers are printed on ours alone."""

    def words_for(self, account: Account | None, language: str | None = None) -> Words:
        """The words for an account, or for a stranger whose device speaks ``language``."""
        if account is not None:
            branch = account.branch
            return Words(account.locale or branch.locale, branch.time_zone)
        return Words(language or self.locale, self.time_zone)

    def words_of_branch(self, branch: Branch) -> Words:
        """The words for a branch's group."""
        return Words(branch.locale, branch.time_zone)

    def link(self, payload: str) -> str:
        """A link that opens the bot's private chat and hands it ``payload``."""
        return f"https://t.me/{self.bot_name}?start={payload}"


@dataclass(slots=True)
class Context:
    """One event, its open transaction, and who caused it."""

    house: House
    event: Event
    tx: AsyncConnection
    me: Account | None
    t: Words
    after_commit: list[Callable[[], Awaitable[Answer]]] = field(default_factory=list)
    """Work that needs its own transactions (counting a ballot); its answers follow this one's."""

    @property
    def at(self) -> datetime:
        """When the event happened (aware, UTC)."""
        return self.event.at

    @property
    def account(self) -> Account:
        """The linked account; the router has seen to it that there is one."""
        if self.me is None:
            raise LookupError("this dialogue needs a linked account")
        return self.me


@dataclass(slots=True)
class Errand:
    """An outbox row about to be worded: for whom, in which words, and when."""

    house: House
    tx: AsyncConnection
    row: OutboxRow
    at: datetime
    t: Words
    me: Account | None


class Later(Exception):
    """An outbox row's words are not to be said at this hour: the row waits ``until`` then."""

    def __init__(self, until: datetime) -> None:
        super().__init__("later")
        self.until = until


class Refused(Exception):
    """The event is answered with ``answer`` and changes nothing."""

    def __init__(self, *answer: object) -> None:
        super().__init__("refused")
        self.answer: Answer = answer  # type: ignore[assignment]
