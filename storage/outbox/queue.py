"""The queue itself: put, claimed, ended; each function one or two statements."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Update, bindparam, case, func, or_, select, true, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import schema
from storage.outbox.model import COLUMNS, OutboxRow, State, as_row
from storage.statements import change

LEASE = timedelta(minutes=5)
"""How long a claim holds, should the claimant neither finish nor be followed by a new start."""


_t = schema.outbox
_new = insert(_t)
_put = _new.on_conflict_do_update(
    index_elements=["key"],
    set_={
        name: _new.excluded[name]
        for name in ("kind", "payload", "person_id", "chat_id", "due", "expires", "state")
    }
    | {"reason": None, "ended_at": None},
    where=_t.c.state == State.CANCELLED.value,
)
_stale = (_t.c.state == State.CLAIMED.value) & (_t.c.claimed_at <= bindparam("lapsed"))
_open = or_(_t.c.state == State.WAITING.value, _stale)
_expire = (
    update(_t)
    .where(_open, _t.c.expires <= bindparam("now"))
    .values(
        state=State.DROPPED.value,
        reason="expired",
        ended_at=bindparam("now"),
        perhaps_sent=case((_t.c.state == State.CLAIMED.value, true()), else_=_t.c.perhaps_sent),
    )
)
_due = (
    select(_t.c.id)
    .where(_open, _t.c.due <= bindparam("now"))
    .order_by(_t.c.due, _t.c.id)
    .limit(bindparam("most"))
)
_of_kinds = _due.where(_t.c.kind.in_(bindparam("kinds", expanding=True)))
_claimed = (
    update(_t)
    .values(
        perhaps_sent=case((_t.c.state == State.CLAIMED.value, true()), else_=_t.c.perhaps_sent),
        state=State.CLAIMED.value,
        claimed_at=bindparam("now"),
        attempts=_t.c.attempts + 1,
    )
    .returning(*COLUMNS)
)
_claim, _claim_kinds = _claimed.where(_t.c.id.in_(_due)), _claimed.where(_t.c.id.in_(_of_kinds))
_release = (
    update(_t)
    .where(_t.c.state == State.CLAIMED.value)
    .values(state=State.WAITING.value, perhaps_sent=true())
)
_reconsider = (
    update(_t)
    .where(_t.c.state == State.DROPPED.value, _t.c.ended_at > bindparam("now"))
    .values(state=State.WAITING.value, reason=None, ended_at=None)
)
_next = select(func.min(_t.c.due)).where(_t.c.state == State.WAITING.value)
_waits = (_t.c.state == State.WAITING.value) & (
    func.substr(_t.c.key, 1, func.length(bindparam("prefix"))) == bindparam("prefix")
)
_ahead = select(*COLUMNS).where(_waits, _t.c.due > bindparam("at")).order_by(_t.c.due, _t.c.id)
_take_back = (
    update(_t)
    .where(_waits)
    .values(state=State.CANCELLED.value, ended_at=bindparam("at"))
    .returning(*COLUMNS)
)
_by_key = select(*COLUMNS).where(_t.c.key == bindparam("wanted"))


@dataclass(frozen=True, slots=True)
class Message:
    """A message to be put: to a person, to a chat, or to whoever its kind concerns.

    `expires`: the moment from which it makes no more sense and is dropped with a record.
    """

    key: str
    kind: str
    payload: Mapping[str, str | int]
    due: datetime
    person_id: int | None = None
    chat_id: int | None = None
    expires: datetime | None = None


async def put(
    tx: AsyncConnection,
    key: str,
    kind: str,
    payload: Mapping[str, str | int],
    due: datetime,
    *,
    person_id: int | None = None,
    chat_id: int | None = None,
    expires: datetime | None = None,
) -> bool:
    """Have a message sent when due; False: that key already has its message (or had it).

    `expires`: the moment from which it makes no more sense and is dropped with a record.
    """
    one = Message(key, kind, payload, due, person_id, chat_id, expires)
    return await change(tx, _put, _values(one)) > 0


async def put_all(tx: AsyncConnection, several: Iterable[Message]) -> None:
    """Have several messages sent, in one statement; a key that has its message is left alone."""
    values = [_values(one) for one in several]
    if values:
        await tx.execute(_put, values)


async def claim_due(
    tx: AsyncConnection, now: datetime, limit: int, kinds: Collection[str] | None = None
) -> tuple[OutboxRow, ...]:
    """Claim at most `limit` rows that are due, earliest first; drop those that have expired.

    `kinds`: only rows of these. Commit before sending: the claim is what keeps a second sweeper
    away.
    """
    when = {"now": now, "lapsed": now - LEASE}
    await tx.execute(_expire, when)
    if kinds is None:
        rows = await tx.execute(_claim, when | {"most": limit})
    else:
        rows = await tx.execute(_claim_kinds, when | {"most": limit, "kinds": list(kinds)})
    return tuple(sorted(map(as_row, rows), key=lambda row: (row.due, row.id)))


async def mark_sent(tx: AsyncConnection, row_id: int, at: datetime) -> None:
    """Record that the message went out."""
    await tx.execute(_end(State.SENT), {"which": row_id, "at": at, "why": None})


async def mark_failed(tx: AsyncConnection, row_id: int, reason: str, at: datetime) -> None:
    """Record that the message cannot be delivered, and why (Telegram's word, no text of ours)."""
    await tx.execute(_end(State.FAILED), {"which": row_id, "at": at, "why": reason})


async def drop(tx: AsyncConnection, row_id: int, reason: str, at: datetime) -> None:
    """Record that the message is not needed any more, and why. Never: because somebody voted."""
    await tx.execute(_end(State.DROPPED), {"which": row_id, "at": at, "why": reason})


async def retry_at(
    tx: AsyncConnection, row_id: int, due: datetime, reason: str, *, perhaps_sent: bool = False
) -> None:
    """Have a claimed message tried again; `perhaps_sent`: the failed try may have delivered it."""
    again = (
        update(_t)
        .where(_t.c.id == row_id, _t.c.state == State.CLAIMED.value)
        .values(state=State.WAITING.value, due=due, reason=reason)
    )
    await tx.execute(again.values(perhaps_sent=True) if perhaps_sent else again)


async def cancel(
    tx: AsyncConnection, key_prefix: str, at: datetime, *, due_after: datetime | None = None
) -> int:
    """Cancel every waiting message whose key starts so; returns how many. They may be put again.

    `due_after`: only those that fall due later than that; what is due is left to its words.
    """
    later = true() if due_after is None else _t.c.due > due_after
    return await change(
        tx,
        update(_t)
        .where(
            _t.c.state == State.WAITING.value,
            func.substr(_t.c.key, 1, len(key_prefix)) == key_prefix,
            later,
        )
        .values(state=State.CANCELLED.value, ended_at=at),
    )


async def release(tx: AsyncConnection) -> int:
    """Make claimable what a process that is gone had claimed, as perhaps sent; at start-up only."""
    return await change(tx, _release)


async def reconsider(tx: AsyncConnection, now: datetime) -> int:
    """After the clock was set back: have what was dropped in a future that has not come wait again.

    What was sent stays sent.  Returns how many rows it concerns.
    """
    return await change(tx, _reconsider, {"now": now})


async def next_due(tx: AsyncConnection) -> datetime | None:
    """Return when the next waiting message is due (perhaps already), or None."""
    due: datetime | None = (await tx.execute(_next)).scalar_one()
    return due


async def message(tx: AsyncConnection, key: str) -> OutboxRow | None:
    """Return the row of a key, whatever became of it, or None."""
    row = (await tx.execute(_by_key, {"wanted": key})).one_or_none()
    return None if row is None else as_row(row)


async def messages(tx: AsyncConnection, *states: State) -> tuple[OutboxRow, ...]:
    """Return the rows in these states (none given: all), in due order."""
    which = select(*COLUMNS).order_by(_t.c.due, _t.c.id)
    if states:
        which = which.where(_t.c.state.in_([state.value for state in states]))
    return tuple(map(as_row, await tx.execute(which)))


async def ahead(tx: AsyncConnection, key_prefix: str, at: datetime) -> tuple[OutboxRow, ...]:
    """Return the waiting messages whose key starts so and that fall due later, in due order."""
    rows = await tx.execute(_ahead, {"prefix": key_prefix, "at": at})
    return tuple(map(as_row, rows))


async def take_back(tx: AsyncConnection, key_prefix: str, at: datetime) -> tuple[OutboxRow, ...]:
    """Cancel every waiting message whose key starts so, and return them as they were."""
    rows = await tx.execute(_take_back, {"prefix": key_prefix, "at": at})
    return tuple(sorted(map(as_row, rows), key=lambda row: (row.due, row.id)))


def _values(one: Message) -> dict[str, object]:
    return {
        "key": one.key,
        "kind": one.kind,
        "payload": dict(one.payload),
        "person_id": one.person_id,
        "chat_id": one.chat_id,
        "due": one.due,
        "expires": one.expires,
        "state": State.WAITING.value,
        "attempts": 0,
        "perhaps_sent": False,
    }


def _end(state: State) -> Update:
    return (
        update(_t)
        .where(_t.c.id == bindparam("which"))
        .where(_t.c.state.in_((State.WAITING.value, State.CLAIMED.value)))
        .values(state=state.value, ended_at=bindparam("at"), reason=bindparam("why"))
    )
