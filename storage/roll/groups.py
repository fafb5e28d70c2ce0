"""Which Telegram group is a branch's: one group a branch, one branch a group."""

from datetime import datetime

from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import audit, schema
from storage.errors import GroupTaken
from storage.roll.columns import BRANCH
from storage.roll.model import Branch, as_branch
from storage.roll.people import branch

_of_group = select(*BRANCH).where(schema.branch.c.group_chat == bindparam("chat"))


async def branch_of_group(tx: AsyncConnection, chat_id: int) -> Branch | None:
    """Return the branch whose group this is, or None."""
    row = (await tx.execute(_of_group, {"chat": chat_id})).one_or_none()
    return None if row is None else as_branch(row)


async def bind_group(
    tx: AsyncConnection, branch_id: int, chat_id: int, title: str, by: int | None, at: datetime
) -> None:
    """Make the chat the branch's group, in place of an earlier one; audited.

    The same chat again only notes its title. GroupTaken: it is another branch's.
    """
    owner = await branch_of_group(tx, chat_id)
    if owner is not None and owner.id != branch_id:
        raise GroupTaken("The group belongs to another branch.")
    before = owner or await branch(tx, branch_id)
    await _set(tx, branch_id, chat_id, title)
    if owner is None:
        earlier = None if before is None else before.group
        await audit.record(tx, branch_id, by, "group.bound", at, chat=chat_id, before=earlier)


async def unbind_group(tx: AsyncConnection, chat_id: int, at: datetime) -> Branch | None:
    """Forget that the chat is a branch's (the bot was removed); returns that branch; audited."""
    owner = await branch_of_group(tx, chat_id)
    if owner is None:
        return None
    await _set(tx, owner.id, None, None)
    await audit.record(tx, owner.id, None, "group.unbound", at, chat=chat_id)
    return owner


async def migrate_group(tx: AsyncConnection, old: int, new: int, at: datetime) -> None:
    """Follow a group that Telegram made a supergroup: everything known of the old id moves.

    Telegram announces it twice, from both sides; the second time there is nothing to do.
    """
    owner = await branch_of_group(tx, old)
    if owner is not None and await branch_of_group(tx, new) is None:
        await _set(tx, owner.id, new, owner.group_title)
        await audit.record(tx, owner.id, None, "group.migrated", at, before=old, chat=new)
    # Messages keep no ids over a migration: the live ones and the cards start anew.
    await tx.execute(schema.live.delete().where(schema.live.c.chat_id == old))
    await tx.execute(
        update(schema.ballot)
        .where(schema.ballot.c.card_chat == old)
        .values(card_chat=None, card_message=None)
    )
    await tx.execute(
        update(schema.outbox).where(schema.outbox.c.chat_id == old).values(chat_id=new)
    )


async def _set(tx: AsyncConnection, branch_id: int, chat: int | None, title: str | None) -> None:
    await tx.execute(
        update(schema.branch)
        .where(schema.branch.c.id == branch_id)
        .values(group_chat=chat, group_title=title)
    )
