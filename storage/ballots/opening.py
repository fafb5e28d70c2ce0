"""Opening a ballot: the roll is frozen, the keys are made, every envelope is filled in blank."""

import asyncio
import secrets
from datetime import datetime

from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import audit, schema
from storage.ballots.model import (
    SUBJECTS_AT_MOST,
    Ballot,
    BallotDraft,
    BallotState,
    paper_digest,
)
from storage.ballots.reading import ballot
from storage.envelopes import fill_in
from storage.errors import BadDraft, BoxNotReady, KeysMissing
from storage.keys import KeyFolder
from storage.pairing import renew
from storage.uninterrupted import uninterrupted

BOX_NAME_BYTES = 16


async def open_ballot(
    tx: AsyncConnection, keys: KeyFolder, draft: BallotDraft, by: int | None, at: datetime
) -> Ballot:
    """Open a ballot and return it; audited.

    The roll is frozen as drafted; each voter gets one envelope, filled in blank and sealed;
    whoever votes on paper gets none.
    BadDraft: it could not be held so. BoxNotReady: `recover` was not called.
    """
    await _examine(tx, draft)
    if draft.closes_at is not None and draft.closes_at <= at:
        raise BadDraft("it would close before it is opened")
    if not keys.proved:
        raise BoxNotReady(0)
    box = secrets.token_hex(BOX_NAME_BYTES)
    public_key = await uninterrupted(asyncio.to_thread(keys.make, box))
    opening = insert(schema.ballot).returning(schema.ballot.c.id)
    values = {
        "branch_id": draft.branch_id,
        "review_id": draft.review_id,
        "parent_id": draft.parent_id,
        "kind": draft.kind,
        "state": BallotState.OPEN.value,
        "levels": list(draft.levels),
        "majority_base": draft.majority_base,
        "quorum": draft.quorum,
        "opened_at": at,
        "closes_at": draft.closes_at,
        "box": box,
        "public_key": public_key,
        "summoned": len(_summoned(draft)),
        "excused": len(draft.excused),
        "issued": len(draft.voters),
        "round_id": draft.round_id,
        "per_voter": draft.per_voter,
        "places": draft.places,
        "shows": draft.shows.value,
        "paper": bool(draft.paper_voters),
    }
    ballot_id = int((await tx.execute(opening, values)).scalar_one())
    await _write_lines(tx, ballot_id, draft)
    await _fill_box(tx, keys, ballot_id, box, draft)
    await renew(tx, keys)
    await audit.record(
        tx,
        draft.branch_id,
        by,
        "ballot.opened",
        at,
        ballot=ballot_id,
        kind=draft.kind,
        subjects=len(draft.subjects),
        issued=len(draft.voters),
        paper=len(draft.paper_voters),
    )
    opened = await ballot(tx, ballot_id)
    assert opened is not None
    return opened


async def set_card(tx: AsyncConnection, ballot_id: int, chat_id: int, message_id: int) -> None:
    """Note which message in which group is the ballot's card."""
    await tx.execute(
        update(schema.ballot)
        .where(schema.ballot.c.id == ballot_id)
        .values(card_chat=chat_id, card_message=message_id)
    )


async def _write_lines(tx: AsyncConnection, ballot_id: int, draft: BallotDraft) -> None:
    lines = [
        {
            "ballot_id": ballot_id,
            "number": line.number,
            "person_id": line.person_id,
            "name": line.name,
            "options": list(line.options),
            "kind": line.kind,
        }
        for line in draft.subjects
    ]
    await tx.execute(insert(schema.ballot_subject), lines)
    roll: list[dict[str, int | bool | None]] = [
        {"ballot_id": ballot_id, "person_id": person_id, "slot": slot, "paper": False}
        for slot, person_id in enumerate(draft.voters, 1)
    ]
    roll += [
        {"ballot_id": ballot_id, "person_id": person_id, "slot": None, "paper": on_paper}
        for people, on_paper in ((draft.paper_voters, True), (draft.excused, False))
        for person_id in people
    ]
    await tx.execute(insert(schema.ballot_roll), roll)
    tellers = [{"ballot_id": ballot_id, "person_id": person_id} for person_id in draft.tellers]
    if tellers:
        await tx.execute(insert(schema.ballot_teller), tellers)


async def _fill_box(
    tx: AsyncConnection, keys: KeyFolder, ballot_id: int, box: str, draft: BallotDraft
) -> None:
    lock = keys.lock(box, ballot_id, paper_digest(draft))
    if lock is None:
        raise KeysMissing(ballot_id)
    if not draft.voters:
        return
    slots = range(1, len(draft.voters) + 1)
    filled = await asyncio.to_thread(fill_in, lock, slots, len(draft.subjects))
    await tx.execute(
        insert(schema.envelope),
        [
            {
                "ballot_id": ballot_id,
                "slot": envelope.slot,
                "returned": envelope.returned,
                "sealed": envelope.content,
            }
            for envelope in filled
        ],
    )


def _summoned(draft: BallotDraft) -> tuple[int, ...]:
    return draft.voters + draft.paper_voters + draft.excused


async def _examine(tx: AsyncConnection, draft: BallotDraft) -> None:
    """Refuse what could not be voted on or counted."""
    if not draft.voters + draft.paper_voters:
        raise BadDraft("nobody may vote")
    summoned = _summoned(draft)
    if len(set(summoned)) != len(summoned):
        raise BadDraft("a person is on the roll twice")
    if not 1 <= len(draft.subjects) <= SUBJECTS_AT_MOST:
        raise BadDraft(f"it must have 1 to {SUBJECTS_AT_MOST} subjects")
    numbers = [line.number for line in draft.subjects]
    if numbers != list(range(1, len(numbers) + 1)):
        raise BadDraft("the subjects must be numbered from 1")
    order = {level: place for place, level in enumerate(draft.levels)}
    if len(order) != len(draft.levels) or len(order) > 255:
        raise BadDraft("a level stands twice in the list")
    for line in draft.subjects:
        places = [order.get(level, -1) for level in line.options]
        if not places or min(places) < 0 or places != sorted(set(places)):
            raise BadDraft(f"subject {line.number} does not offer its levels best first")
    picking = (draft.per_voter, draft.places)
    if picking != (None, None):
        if None in picking or min(one or 0 for one in picking) < 1:
            raise BadDraft("whoever picks must have places to fill")
        if any(len(line.options) != 1 for line in draft.subjects):
            raise BadDraft("whoever picks has one level to give")
    subjects = {line.person_id for line in draft.subjects if line.person_id is not None}
    everyone = subjects.union(summoned, draft.tellers)
    here = select(func.count()).select_from(schema.person)
    here = here.where(
        schema.person.c.branch_id == draft.branch_id, schema.person.c.id.in_(sorted(everyone))
    )
    if (await tx.execute(here)).scalar_one() != len(everyone):
        raise BadDraft("a person is not of this branch")
