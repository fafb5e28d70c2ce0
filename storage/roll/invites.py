"""Links that connect a person with a Telegram account: single-use, expiring, kept as digests."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Literal

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import audit, schema
from storage.errors import InviteRefused
from storage.roll.accounts import account_of_person, accounts, find_account, unlink
from storage.roll.columns import BRANCH, PERSON
from storage.roll.model import Account, Branch, Person, as_branch, as_person
from storage.roll.people import people
from storage.statements import change, columns

TOKEN_BYTES = 24
"""192 bits: 32 characters in the link, of the 64 that Telegram lets a start parameter have."""

InviteState = Literal["open", "used", "expired", "revoked"]

_invite = schema.invite
_found = (
    select(
        *PERSON, *BRANCH, *columns(_invite, "id", "expires_at", "used_at", "used_by", "revoked_at")
    )
    .select_from(_invite)
    .join(schema.person, schema.person.c.id == _invite.c.person_id)
    .join(schema.branch, schema.branch.c.id == schema.person.c.branch_id)
    .where(_invite.c.digest == bindparam("digest"))
)
_revoke = (
    update(_invite)
    .where(_invite.c.person_id == bindparam("whose"))
    .where(_invite.c.used_at.is_(None), _invite.c.revoked_at.is_(None))
    .values(revoked_at=bindparam("at"))
)
_use = (
    update(_invite)
    .where(_invite.c.id == bindparam("which"), _invite.c.used_at.is_(None))
    .values(used_at=bindparam("at"), used_by=bindparam("account"))
)


@dataclass(frozen=True, slots=True)
class Invite:
    """An invitation as its holder sees it: for whom, of which branch, whether it still holds."""

    person: Person
    branch: Branch
    state: InviteState


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()


async def issue_invite(
    tx: AsyncConnection, person_id: int, at: datetime, lasts: timedelta, by: int | None
) -> str:
    """Return a fresh url-safe token of 32 characters for a person; his older open ones are revoked.

    The token is nowhere else: the database keeps its SHA-256. Audited.
    """
    token = secrets.token_urlsafe(TOKEN_BYTES)
    await tx.execute(_revoke, {"whose": person_id, "at": at})
    await tx.execute(
        insert(_invite),
        {
            "person_id": person_id,
            "digest": _digest(token),
            "issued_by": by,
            "issued_at": at,
            "expires_at": at + lasts,
        },
    )
    branch_id = (
        await tx.execute(select(schema.person.c.branch_id).where(schema.person.c.id == person_id))
    ).scalar_one()
    await audit.record(tx, branch_id, by, "invite.issued", at, person=person_id)
    return token


async def revoke_invites(tx: AsyncConnection, person_id: int, at: datetime, by: int | None) -> bool:
    """Make a person's open invitations work no more; audited.  Says whether there were any."""
    if not await change(tx, _revoke, {"whose": person_id, "at": at}):
        return False
    branch_id = (
        await tx.execute(select(schema.person.c.branch_id).where(schema.person.c.id == person_id))
    ).scalar_one()
    await audit.record(tx, branch_id, by, "invite.revoked", at, person=person_id)
    return True


async def invite_unlinked(
    tx: AsyncConnection, branch_id: int, at: datetime, lasts: timedelta, by: int | None
) -> tuple[tuple[Person, str], ...]:
    """Return a fresh token for everyone on the roll who is not linked, in roll order; audited.

    Links that any of them held before work no more.
    """
    linked = {account.person.id for account in await accounts(tx, branch_id)}
    return tuple(
        [
            (one, await issue_invite(tx, one.id, at, lasts, by))
            for one in await people(tx, branch_id)
            if one.id not in linked
        ]
    )


async def invite(tx: AsyncConnection, token: str, at: datetime) -> Invite | None:
    """Return what a token stands for at this moment; None: never issued."""
    found = await _find(tx, token, at)
    return None if found is None else found[0]


async def use_invite(
    tx: AsyncConnection, token: str, telegram_id: int, locale: str | None, at: datetime
) -> Account:
    """Link the account to the person of the token, and return the account.

    The same person and account again: returned as linked, nothing changes.
    InviteRefused, with its reason: the token is unknown, used, expired or revoked
    (someone who has left is revoked); the account or the person is linked otherwise.
    """
    found = await _find(tx, token, at)
    if found is None:
        raise InviteRefused("unknown")
    held, invite_id, used_by = found
    known = await find_account(tx, telegram_id)
    if known is not None and known.person.id == held.person.id and used_by in {None, telegram_id}:
        if held.state == "open":
            await tx.execute(_use, {"which": invite_id, "at": at, "account": telegram_id})
        if held.state in {"open", "used"}:
            return known
    if held.state != "open":
        raise InviteRefused(held.state)
    if known is not None:
        raise InviteRefused("account_taken")
    if await account_of_person(tx, held.person.id) is not None:
        raise InviteRefused("person_linked")
    await _leave_former(tx, telegram_id, at)
    await tx.execute(_use, {"which": invite_id, "at": at, "account": telegram_id})
    await tx.execute(
        insert(schema.account),
        {
            "telegram_id": telegram_id,
            "person_id": held.person.id,
            "locale": locale,
            "reachable": True,
            "linked_at": at,
        },
    )
    await audit.record(
        tx, held.branch.id, held.person.id, "account.linked", at, person=held.person.id
    )
    linked = await find_account(tx, telegram_id)
    assert linked is not None
    return linked


async def _find(
    tx: AsyncConnection, token: str, at: datetime
) -> tuple[Invite, int, int | None] | None:
    """Return the invitation of a token, its row and the account that used it."""
    row = (await tx.execute(_found, {"digest": _digest(token)})).one_or_none()
    if row is None:
        return None
    invite_id, expires_at, used_at, used_by, revoked_at = row[18:]
    who = as_person(row)
    state: InviteState = "open"
    if used_at is not None:
        state = "used"
    elif revoked_at is not None or who.left is not None:
        state = "revoked"
    elif at >= expires_at:
        state = "expired"
    return Invite(who, as_branch(row, 11), state), invite_id, used_by


async def _leave_former(tx: AsyncConnection, telegram_id: int, at: datetime) -> None:
    """Part the account from someone who has left a branch: he is invited to another one now."""
    former = select(schema.account.c.person_id).where(schema.account.c.telegram_id == telegram_id)
    person_id: int | None = (await tx.execute(former)).scalar_one_or_none()
    if person_id is not None:
        await unlink(tx, person_id, None, at)
