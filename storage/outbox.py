"""Messages that are not an answer to a tap: written with what causes them, sent by one sweeper.

    waiting ──claim_due──▶ claimed ──▶ sent | failed | dropped
       ▲  └──cancel──▶ cancelled │
       └──────retry_at───────────┘

A dedupe key has one effect, ever; only a cancelled row may be put again.
A row claimed by a process that died is claimable again (at the next start, or when its
lease has run out), marked as perhaps sent already: who sends decides whether once more is better.

Who still has to vote is computed at sending, never stored.
So a reminder of a ballot is **one row for the ballot**, fanned out when it is sent:
a row for each voter, sent for some and dropped for others, would list who had voted by then.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Update, bindparam, case, func, or_, select, true, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import schema
from storage.statements import AnyRow, change, columns

LEASE = timedelta(minutes=5)
"""How long a claim holds, should the claimant neither finish nor be followed by a new start."""


class State(StrEnum):
    """Where a row stands."""

    WAITING = "waiting"
    CLAIMED = "claimed"
    SENT = "sent"
    FAILED = "failed"
    DROPPED = "dropped"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """A message to be sent, or what became of it. `attempts` counts claims, this one included."""

    id: int
    key: str
    kind: str
    payload: Mapping[str, str | int]
    person_id: int | None
    chat_id: int | None
    due: datetime
    expires: datetime | None
    state: State
    attempts: int
    perhaps_sent: bool
    reason: str | None


_t = schema.outbox
_COLUMNS = columns(
    _t,
    "id",
    "key",
    "kind",
    "payload",
    "person_id",
    "chat_id",
    "due",
    "expires",
    "state",
    "attempts",
    "perhaps_sent",
    "reason",
)
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
_claim = (
    update(_t)
    .where(_t.c.id.in_(_due))
    .values(
        perhaps_sent=case((_t.c.state == State.CLAIMED.value, true()), else_=_t.c.perhaps_sent),
        state=State.CLAIMED.value,
        claimed_at=bindparam("now"),
        attempts=_t.c.attempts + 1,
    )
    .returning(*_COLUMNS)
)
_release = (
    update(_t)
    .where(_t.c.state == State.CLAIMED.value)
    .values(state=State.WAITING.value, perhaps_sent=true())
)
_next = select(func.min(_t.c.due)).where(_t.c.state == State.WAITING.value)
_by_key = select(*_COLUMNS).where(_t.c.key == bindparam("wanted"))


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
    values = {
        "key": key,
        "kind": kind,
        "payload": dict(payload),
        "person_id": person_id,
        "chat_id": chat_id,
        "due": due,
        "expires": expires,
        "state": State.WAITING.value,
        "attempts": 0,
        "perhaps_sent": False,
    }
    return await change(tx, _put, values) > 0


async def claim_due(tx: AsyncConnection, now: datetime, limit: int) -> tuple[OutboxRow, ...]:
    """Claim at most `limit` rows that are due, earliest first; drop those that have expired.

    Commit before sending: the claim is what keeps a second sweeper away.
    """
    when = {"now": now, "lapsed": now - LEASE}
    await tx.execute(_expire, when)
    rows = await tx.execute(_claim, when | {"most": limit})
    return tuple(sorted(map(_as_row, rows), key=lambda row: (row.due, row.id)))


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


async def cancel(tx: AsyncConnection, key_prefix: str, at: datetime) -> int:
    """Cancel every waiting message whose key starts so; returns how many. They may be put again."""
    return await change(
        tx,
        update(_t)
        .where(
            _t.c.state == State.WAITING.value,
            func.substr(_t.c.key, 1, len(key_prefix)) == key_prefix,
        )
        .values(state=State.CANCELLED.value, ended_at=at),
    )


async def release(tx: AsyncConnection) -> int:
    """Make claimable what a process that is gone had claimed, as perhaps sent; at start-up only."""
    return await change(tx, _release)


async def next_due(tx: AsyncConnection) -> datetime | None:
    """Return when the next waiting message is due (perhaps already), or None."""
    due: datetime | None = (await tx.execute(_next)).scalar_one()
    return due


async def message(tx: AsyncConnection, key: str) -> OutboxRow | None:
    """Return the row of a key, whatever became of it, or None."""
    row = (await tx.execute(_by_key, {"wanted": key})).one_or_none()
    return None if row is None else _as_row(row)


async def messages(tx: AsyncConnection, *states: State) -> tuple[OutboxRow, ...]:
    """Return the rows in these states (none given: all), in due order."""
    which = select(*_COLUMNS).order_by(_t.c.due, _t.c.id)
    if states:
        which = which.where(_t.c.state.in_([state.value for state in states]))
    return tuple(map(_as_row, await tx.execute(which)))


def _end(state: State) -> Update:
    return (
        update(_t)
        .where(_t.c.id == bindparam("which"))
        .where(_t.c.state.in_((State.WAITING.value, State.CLAIMED.value)))
        .values(state=state.value, ended_at=bindparam("at"), reason=bindparam("why"))
    )


def _as_row(row: AnyRow) -> OutboxRow:
    *place, state, attempts, perhaps_sent, reason = row
    which, key, kind, payload, person_id, chat_id, due, expires = place
    return OutboxRow(
        which,
        key,
        kind,
        payload,
        person_id,
        chat_id,
        due,
        expires,
        State(state),
        attempts,
        perhaps_sent,
        reason,
    )
