"""What stands in the outbox, for the operator: due, sent, failed, and why.

Nothing here may tell who has or has not voted: a ballot's row is shown without its recipient, and a
row that goes to many names nobody in the first place.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import schema
from storage.outbox.model import State

SECRET = ("ballot.", "vote.")
"""How the kinds begin of whose rows no recipient is told."""

_t, _person = schema.outbox, schema.person
_group, _home = schema.branch.alias("group_branch"), schema.branch.alias("home")
_branch_id = func.coalesce(
    _person.c.branch_id,
    _group.c.id,
    schema.ballot.c.branch_id,
    _t.c.payload["branch"].as_integer(),
)
_rows = (
    select(
        *(_t.c[name] for name in ("id", "kind", "state", "due", "ended_at", "expires")),
        *(_t.c[name] for name in ("chat_id", "attempts", "perhaps_sent", "reason")),
        _person.c.full_name,
        _home.c.name.label("branch"),
    )
    .select_from(_t)
    .outerjoin(_person, _person.c.id == _t.c.person_id)
    .outerjoin(_group, _group.c.group_chat == _t.c.chat_id)
    .outerjoin(schema.ballot, schema.ballot.c.id == _t.c.payload["ballot"].as_integer())
    .outerjoin(_home, _home.c.id == _branch_id)
)


@dataclass(frozen=True, slots=True)
class Listed:
    """One row as the operator sees it.

    `person`: to whom it goes, where that is no secret; `group`: it goes to a group's chat.
    `reason`: why it failed, was dropped or is tried again.
    """

    id: int
    kind: str
    state: State
    due: datetime
    ended: datetime | None
    expires: datetime | None
    branch: str | None
    person: str | None
    group: bool
    attempts: int
    perhaps_sent: bool
    reason: str | None


async def listed(
    tx: AsyncConnection,
    *,
    states: tuple[State, ...] = (),
    branch: str | None = None,
    limit: int = 50,
) -> tuple[Listed, ...]:
    """Return at most `limit` rows in these states (none given: all), the latest due first.

    `branch`: only those of the branch of that name.
    """
    which = _rows.order_by(_t.c.due.desc(), _t.c.id.desc()).limit(limit)
    if states:
        which = which.where(_t.c.state.in_([state.value for state in states]))
    if branch is not None:
        which = which.where(_home.c.name == branch)
    return tuple(
        Listed(
            row.id,
            row.kind,
            State(row.state),
            row.due,
            row.ended_at,
            row.expires,
            row.branch,
            None if row.kind.startswith(SECRET) else row.full_name,
            row.chat_id is not None and row.chat_id < 0,
            row.attempts,
            row.perhaps_sent,
            row.reason,
        )
        for row in await tx.execute(which)
    )


async def tally(tx: AsyncConnection, branch: str | None = None) -> dict[State, int]:
    """Return how many rows are in each state; of one branch, or of all."""
    count = func.count(_t.c.id)
    which = _rows.with_only_columns(_t.c.state, count).group_by(_t.c.state)
    if branch is not None:
        which = which.where(_home.c.name == branch)
    return {State(row.state): row[1] for row in await tx.execute(which)}
