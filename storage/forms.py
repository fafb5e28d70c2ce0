"""A branch's own forms: the files that stand in place of the program's.

A form is kept by the guideline whose form it is, for the same number means another form in another
guideline; papers that every guideline has are kept under no guideline (an empty id).
"""

from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b

from sqlalchemy import bindparam, delete, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import audit, schema
from storage.statements import change, columns, insert_or_set

MOST_BYTES = 1024 * 1024
"""The largest file that is kept (1 MiB); a larger one is refused before it comes here."""


@dataclass(frozen=True, slots=True)
class OwnForm:
    """A branch's own form: its file name, who sent it and when; ``digest`` tells files apart."""

    ruleset_id: str
    form: str
    name: str
    digest: str
    uploaded_by: int | None
    uploaded_at: datetime


_t = schema.own_form
_COLUMNS = columns(_t, "ruleset_id", "form", "name", "digest", "uploaded_by", "uploaded_at")
_one = (
    _t.c.branch_id == bindparam("branch"),
    _t.c.ruleset_id == bindparam("ruleset"),
    _t.c.form == bindparam("which"),
)
_of_branch = (
    select(*_COLUMNS)
    .where(
        _t.c.branch_id == bindparam("branch"),
        or_(_t.c.ruleset_id == "", _t.c.ruleset_id == bindparam("ruleset")),
    )
    .order_by(_t.c.ruleset_id, _t.c.form)
)
_content = select(_t.c.content).where(*_one)
_contents = select(_t.c.form, _t.c.content).where(
    _t.c.branch_id == bindparam("branch"),
    or_(_t.c.ruleset_id == "", _t.c.ruleset_id == bindparam("ruleset")),
)
_keep = insert_or_set(_t, "name", "content", "digest", "uploaded_by", "uploaded_at")
_drop = delete(_t).where(*_one)


async def own_forms(tx: AsyncConnection, branch_id: int, ruleset_id: str) -> dict[str, OwnForm]:
    """Return a branch's own forms under a guideline, by the form's id; those of none too."""
    rows = await tx.execute(_of_branch, {"branch": branch_id, "ruleset": ruleset_id})
    return {row.form: OwnForm(*row) for row in rows}


async def templates(tx: AsyncConnection, branch_id: int, ruleset_id: str) -> dict[str, bytes]:
    """Return the files of a branch's own forms under a guideline, by the form's id."""
    rows = await tx.execute(_contents, {"branch": branch_id, "ruleset": ruleset_id})
    return {row.form: row.content for row in rows}


async def template(tx: AsyncConnection, branch_id: int, ruleset_id: str, form: str) -> bytes | None:
    """Return the file of a branch's own form, by the guideline it is kept under; None: ours."""
    which = {"branch": branch_id, "ruleset": ruleset_id, "which": form}
    found: bytes | None = (await tx.execute(_content, which)).scalar_one_or_none()
    return found


async def keep_form(
    tx: AsyncConnection,
    branch_id: int,
    ruleset_id: str,
    form: str,
    name: str,
    content: bytes,
    by: int | None,
    at: datetime,
) -> None:
    """Keep a checked file as the branch's own form, in place of the one before; audited.

    ValueError: it is larger than ``MOST_BYTES``.
    """
    if len(content) > MOST_BYTES:
        raise ValueError(f"a form of {len(content)} bytes is too large")
    digest = blake2b(content, digest_size=16).hexdigest()
    await tx.execute(
        _keep,
        {
            "branch_id": branch_id,
            "ruleset_id": ruleset_id,
            "form": form,
            "name": name,
            "content": content,
            "digest": digest,
            "uploaded_by": by,
            "uploaded_at": at,
        },
    )
    await audit.record(tx, branch_id, by, "form.kept", at, form=form, digest=digest)


async def drop_form(
    tx: AsyncConnection, branch_id: int, ruleset_id: str, form: str, by: int | None, at: datetime
) -> bool:
    """Remove a branch's own form: ours is used again; audited.  Says whether there was one."""
    which = {"branch": branch_id, "ruleset": ruleset_id, "which": form}
    if not await change(tx, _drop, which):
        return False
    await audit.record(tx, branch_id, by, "form.removed", at, form=form)
    return True
