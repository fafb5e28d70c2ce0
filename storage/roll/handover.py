"""Handing over the secretary's post: offered by him who has it, taken by whom it is offered to.

Both roles change in one transaction, so the branch has one secretary throughout.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import audit
from storage.errors import NoSecretary
from storage.roll.model import Person, Role, Standing
from storage.roll.people import person, set_roles
from storage.schema import handover
from storage.statements import change, columns, insert_or_set

LASTS = timedelta(days=7)

_offer = insert_or_set(handover, "from_id", "to_id", "offered_at", "expires_at")
_offered = select(*columns(handover, "branch_id", "from_id", "to_id", "offered_at")).where(
    handover.c.branch_id == bindparam("branch"), handover.c.expires_at > bindparam("at")
)
_withdraw = delete(handover).where(handover.c.branch_id == bindparam("branch"))


@dataclass(frozen=True, slots=True)
class Offer:
    """An offer that stands: from whom, to whom, since when."""

    branch_id: int
    from_id: int
    to_id: int
    offered_at: datetime

    @property
    def stamp(self) -> int:
        """What tells this offer from an earlier one to the same person."""
        return int(self.offered_at.timestamp())


async def offer_post(
    tx: AsyncConnection, branch_id: int, from_id: int, to_id: int, at: datetime
) -> Offer:
    """Offer the post, in place of an earlier offer; audited."""
    values = {
        "branch_id": branch_id,
        "from_id": from_id,
        "to_id": to_id,
        "offered_at": at,
        "expires_at": at + LASTS,
    }
    await tx.execute(_offer, values)
    await audit.record(tx, branch_id, from_id, "secretary.offered", at, person=to_id)
    return Offer(branch_id, from_id, to_id, at)


async def offered(tx: AsyncConnection, branch_id: int, at: datetime) -> Offer | None:
    """Return the branch's offer that still stands, or None.

    It stands while the one who made it is secretary, and the other may be.
    """
    row = (await tx.execute(_offered, {"branch": branch_id, "at": at})).one_or_none()
    if row is None:
        return None
    offer = Offer(*row)
    giver, taker = await person(tx, offer.from_id), await person(tx, offer.to_id)
    stands = giver is not None and taker is not None and _gives(giver) and may_take(taker)
    return offer if stands else None


def may_take(one: Person) -> bool:
    """Whether a person may be offered the post: on the roll and an official member."""
    return (
        one.left is None and one.standing is Standing.OFFICIAL and Role.SECRETARY not in one.roles
    )


def _gives(one: Person) -> bool:
    return one.left is None and Role.SECRETARY in one.roles


async def end_offer(
    tx: AsyncConnection, branch_id: int, by: int, at: datetime, *, declined: bool
) -> bool:
    """Withdraw the offer, or decline it; audited.  Says whether there was one."""
    if not await change(tx, _withdraw, {"branch": branch_id}):
        return False
    action = "secretary.declined" if declined else "secretary.withdrawn"
    await audit.record(tx, branch_id, by, action, at)
    return True


async def take_over(tx: AsyncConnection, offer: Offer, at: datetime) -> None:
    """Give the post to whom it was offered; audited.  A deputy who takes it is deputy no more.

    NoSecretary: the offer does not stand any more.
    """
    if await offered(tx, offer.branch_id, at) != offer:
        raise NoSecretary("The offer of the secretary's post no longer stands.")
    giver, taker = await person(tx, offer.from_id), await person(tx, offer.to_id)
    assert giver is not None
    assert taker is not None
    await set_roles(tx, giver.id, giver.roles - {Role.SECRETARY}, taker.id, at)
    roles = (taker.roles - {Role.DEPUTY}) | {Role.SECRETARY}
    await set_roles(tx, taker.id, roles, taker.id, at)
    await tx.execute(_withdraw, {"branch": offer.branch_id})
    await audit.record(
        tx, offer.branch_id, taker.id, "secretary.taken", at, before=giver.id, person=taker.id
    )
