"""What a dialogue has to remember: which question awaits text, which message is the live one."""

from dataclasses import dataclass

from sqlalchemy import bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import schema
from storage.statements import change, columns, insert_or_set

_awaited, _live = schema.awaited, schema.live
_await = insert_or_set(_awaited, "awaits", "payload")
_awaits = select(*columns(_awaited, "awaits", "payload")).where(
    _awaited.c.telegram_id == bindparam("telegram")
)
_clear = delete(_awaited).where(_awaited.c.telegram_id == bindparam("telegram"))
_set = insert_or_set(_live, "message_id")
_here = (_live.c.chat_id == bindparam("chat")) & (_live.c.task == bindparam("of"))
_message = select(_live.c.message_id).where(_here)
_drop = delete(_live).where(_here)
_task = (
    select(_live.c.task)
    .where(_live.c.chat_id == bindparam("chat"), _live.c.message_id == bindparam("message"))
    .order_by(_live.c.task)
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Awaited:
    """The question that awaits a typed answer, with whatever its dialogue needs to go on."""

    awaits: str
    payload: str


async def await_text(tx: AsyncConnection, telegram_id: int, awaits: str, payload: str) -> None:
    """Have the account's next text taken as the answer to this question, in place of another."""
    await tx.execute(_await, {"telegram_id": telegram_id, "awaits": awaits, "payload": payload})


async def awaited(tx: AsyncConnection, telegram_id: int) -> Awaited | None:
    """Return the question that awaits the account's text, or None."""
    row = (await tx.execute(_awaits, {"telegram": telegram_id})).one_or_none()
    return None if row is None else Awaited(*row)


async def clear_awaited(tx: AsyncConnection, telegram_id: int) -> bool:
    """Await no text any more; says whether any was awaited."""
    return await change(tx, _clear, {"telegram": telegram_id}) > 0


async def live(tx: AsyncConnection, chat_id: int, task: str) -> int | None:
    """Return the message id of a task's live message in a chat, or None."""
    return (await tx.execute(_message, {"chat": chat_id, "of": task})).scalar_one_or_none()


async def set_live(tx: AsyncConnection, chat_id: int, task: str, message_id: int) -> None:
    """Make a message the live one of a task in a chat."""
    await tx.execute(_set, {"chat_id": chat_id, "task": task, "message_id": message_id})


async def drop_live(tx: AsyncConnection, chat_id: int, task: str) -> bool:
    """Forget a task's live message; says whether there was one."""
    return await change(tx, _drop, {"chat": chat_id, "of": task}) > 0


async def drop_task(tx: AsyncConnection, task: str) -> None:
    """Forget the live messages of a task in every chat.

    Only before anything is sent: afterwards the gateway remembers them too.
    """
    await tx.execute(delete(_live).where(_live.c.task == task))


async def live_task(tx: AsyncConnection, chat_id: int, message_id: int) -> str | None:
    """Return the task whose live message this is; None: it is an old message."""
    row = await tx.execute(_task, {"chat": chat_id, "message": message_id})
    return row.scalar_one_or_none()
