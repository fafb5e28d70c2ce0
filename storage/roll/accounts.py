"""Who is behind a Telegram id: the first question of every event, one select."""

from datetime import datetime

from sqlalchemy import and_, bindparam, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import audit, schema
from storage.reviews import COLUMNS as REVIEW
from storage.reviews import Stage, as_review
from storage.roll.columns import BRANCH, PERSON
from storage.roll.model import Account, as_branch, as_person
from storage.statements import AnyRow, columns

_account, _person, _branch, _review = schema.account, schema.person, schema.branch, schema.review
_ACCOUNT = columns(_account, "telegram_id", "locale", "reachable")

_whole = (
    select(*_ACCOUNT, *PERSON, *BRANCH, *REVIEW)
    .select_from(_account)
    .join(_person, _person.c.id == _account.c.person_id)
    .join(_branch, _branch.c.id == _person.c.branch_id)
    .outerjoin(
        _review,
        and_(_review.c.branch_id == _branch.c.id, _review.c.stage != Stage.CLOSED.value),
    )
    # Someone who has left the branch has no say in it, whatever his phone still shows.
    .where(_person.c.gone.is_(None))
)
_by_telegram = _whole.where(_account.c.telegram_id == bindparam("telegram"))
_by_person = _whole.where(_account.c.person_id == bindparam("person"))
_by_branch = _whole.where(_person.c.branch_id == bindparam("branch")).order_by(
    _person.c.place, _person.c.id
)
_set = update(_account).where(_account.c.telegram_id == bindparam("telegram"))
_set_locale = _set.values(locale=bindparam("to"))
_set_reachable = _set.values(reachable=bindparam("to"))
_unlink = (
    delete(_account)
    .where(_account.c.person_id == bindparam("person"))
    .returning(_account.c.telegram_id)
)


def _as_account(row: AnyRow) -> Account:
    telegram_id, locale, reachable = row[:3]
    review = as_review(row, 21) if row[21] is not None else None
    return Account(telegram_id, locale, reachable, as_person(row, 3), as_branch(row, 14), review)


async def find_account(tx: AsyncConnection, telegram_id: int) -> Account | None:
    """Return who is behind a Telegram id, with branch and review under way; one select.

    None: nobody on a roll, or someone who has left his branch.
    """
    row = (await tx.execute(_by_telegram, {"telegram": telegram_id})).one_or_none()
    return None if row is None else _as_account(row)


async def account_of_person(tx: AsyncConnection, person_id: int) -> Account | None:
    """Return a person's account; None: not linked, or gone."""
    row = (await tx.execute(_by_person, {"person": person_id})).one_or_none()
    return None if row is None else _as_account(row)


async def accounts(tx: AsyncConnection, branch_id: int) -> tuple[Account, ...]:
    """Return the linked accounts of a branch, in roll order."""
    return tuple(map(_as_account, await tx.execute(_by_branch, {"branch": branch_id})))


async def set_locale(tx: AsyncConnection, telegram_id: int, locale: str | None) -> None:
    """Set the language in which an account is spoken to; None: the branch's."""
    await tx.execute(_set_locale, {"telegram": telegram_id, "to": locale})


async def set_reachable(tx: AsyncConnection, telegram_id: int, reachable: bool) -> None:
    """Note whether the account can be written to (it has not blocked the bot)."""
    await tx.execute(_set_reachable, {"telegram": telegram_id, "to": reachable})


async def unlink(tx: AsyncConnection, person_id: int, by: int | None, at: datetime) -> int | None:
    """Part a person from his account (a lost phone); returns that Telegram id, if there was one.

    What the account was being asked is forgotten too.
    """
    telegram_id = (await tx.execute(_unlink, {"person": person_id})).scalar_one_or_none()
    if telegram_id is None:
        return None
    await tx.execute(delete(schema.awaited).where(schema.awaited.c.telegram_id == telegram_id))
    branch_id = (
        await tx.execute(select(_person.c.branch_id).where(_person.c.id == person_id))
    ).scalar_one()
    await audit.record(tx, branch_id, by, "account.unlinked", at, person=person_id)
    return int(telegram_id)
