"""The values of the outbox, and how a row becomes one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from storage import schema
from storage.statements import AnyRow, columns


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


COLUMNS = columns(
    schema.outbox,
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


def as_row(row: AnyRow) -> OutboxRow:
    """Read a row from `COLUMNS`."""
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
