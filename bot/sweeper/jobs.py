"""A claimed row on its way, what became of it, and how that is recorded."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from storage import outbox
from storage.outbox import OutboxRow
from storage.roll import Account


@dataclass(frozen=True, slots=True)
class Job:
    """A claimed row and where it goes."""

    row: OutboxRow
    chat: int
    me: Account | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a row; ``again``: nothing yet, it is to be tried then."""

    row: OutboxRow
    state: outbox.State
    reason: str = ""
    again: datetime | None = None
    perhaps: bool = False


async def record(tx: AsyncConnection, outcome: Outcome, now: datetime) -> None:
    """Write down what became of a row."""
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
