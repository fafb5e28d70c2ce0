"""Messages that are not an answer to a tap: written with what causes them, sent by one sweeper.

    waiting ──claim_due──▶ claimed ──▶ sent | failed | dropped
       ▲  └──cancel──▶ cancelled │
       ├──────retry_at───────────┘
       └──────reconsider──────────── dropped, by a clock that was set back since

A dedupe key has one effect, ever; only a cancelled row may be put again.
A row claimed by a process that died is claimable again (at the next start, or when its
lease has run out), marked as perhaps sent already: who sends decides whether once more is better.

Who still has to vote is computed at sending, never stored.
So a reminder of a ballot is **one row for the ballot**, fanned out when it is sent:
a row for each voter, sent for some and dropped for others, would list who had voted by then.

model    the values
queue    put, claimed, ended
looking  what stands in it, for the operator
"""

from storage.outbox.looking import Listed, listed, tally
from storage.outbox.model import OutboxRow, State
from storage.outbox.queue import (
    LEASE,
    Message,
    ahead,
    cancel,
    claim_due,
    drop,
    mark_failed,
    mark_sent,
    message,
    messages,
    next_due,
    put,
    put_all,
    reconsider,
    release,
    retry_at,
    take_back,
)

__all__ = [
    "LEASE",
    "Listed",
    "Message",
    "OutboxRow",
    "State",
    "ahead",
    "cancel",
    "claim_due",
    "drop",
    "listed",
    "mark_failed",
    "mark_sent",
    "message",
    "messages",
    "next_due",
    "put",
    "put_all",
    "reconsider",
    "release",
    "retry_at",
    "take_back",
    "tally",
]
