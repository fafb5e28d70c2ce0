"""Reading ballots: what everyone may know of them, and who has not yet returned his envelope."""

from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import schema
from storage.ballots.model import (
    Ballot,
    BallotState,
    BallotSubject,
    Card,
    Figures,
    PaperFigures,
    Shows,
    SubjectCount,
    Turnout,
)
from storage.statements import AnyRow, columns

_b, _subject, _roll, _envelope = (
    schema.ballot,
    schema.ballot_subject,
    schema.ballot_roll,
    schema.envelope,
)
_by_id = select(_b).where(_b.c.id == bindparam("id"))
_of_branch = (
    select(_b.c.id)
    .where(_b.c.branch_id == bindparam("branch"))
    .where(_b.c.state.in_((BallotState.OPEN.value, BallotState.CLOSING.value)))
    .order_by(_b.c.id)
)
_of_review = select(_b.c.id).where(_b.c.review_id == bindparam("review")).order_by(_b.c.id)
_subjects = (
    select(*columns(_subject, "number", "person_id", "name", "options", "blank", "kind"))
    .where(_subject.c.ballot_id == bindparam("id"))
    .order_by(_subject.c.number)
)
_tally = select(*columns(schema.tally, "number", "level", "votes")).where(
    schema.tally.c.ballot_id == bindparam("id")
)
_slot = select(_roll.c.slot).where(
    _roll.c.ballot_id == bindparam("id"), _roll.c.person_id == bindparam("person")
)
_excused = (
    select(_roll.c.person_id)
    .where(_roll.c.ballot_id == bindparam("id"), _roll.c.slot.is_(None), ~_roll.c.paper)
    .order_by(_roll.c.person_id)
)
_voters = (
    select(_roll.c.person_id)
    .where(_roll.c.ballot_id == bindparam("id"), _roll.c.slot.is_not(None))
    .order_by(_roll.c.slot)
)
_on_paper = (
    select(_roll.c.person_id)
    .where(_roll.c.ballot_id == bindparam("id"), _roll.c.paper)
    .order_by(_roll.c.person_id)
)
_tellers = (
    select(schema.ballot_teller.c.person_id)
    .where(schema.ballot_teller.c.ballot_id == bindparam("id"))
    .order_by(schema.ballot_teller.c.person_id)
)
_paper = select(*columns(schema.paper_count, "issued", "returned", "invalid")).where(
    schema.paper_count.c.ballot_id == bindparam("id")
)
_back = (
    select(func.count())
    .select_from(_envelope)
    .where(_envelope.c.ballot_id == _b.c.id, _envelope.c.returned)
    .scalar_subquery()
)
_turnout = select(_b.c.issued, func.coalesce(_b.c.returned, _back)).where(
    _b.c.id == bindparam("id")
)
_unreturned = (
    select(_roll.c.person_id)
    .join(
        _envelope,
        (_envelope.c.ballot_id == _roll.c.ballot_id) & (_envelope.c.slot == _roll.c.slot),
    )
    .join(_b, _b.c.id == _roll.c.ballot_id)
    .where(_roll.c.ballot_id == bindparam("id"), _b.c.state == BallotState.OPEN.value)
    .where(~_envelope.c.returned)
    .order_by(_roll.c.slot)
)


async def ballot(tx: AsyncConnection, ballot_id: int) -> Ballot | None:
    """Return a ballot, with its figures if it is closed; None: there is none of that id."""
    row = (await tx.execute(_by_id, {"id": ballot_id})).one_or_none()
    if row is None:
        return None
    subjects = (await tx.execute(_subjects, {"id": ballot_id})).all()
    figures = None
    if row.codes is not None:
        paper = None
        if row.paper:
            counted = (await tx.execute(_paper, {"id": ballot_id})).one_or_none()
            paper = None if counted is None else PaperFigures(*counted)
        tally = (await tx.execute(_tally, {"id": ballot_id})).all()
        figures = _figures(row, subjects, tally, paper)
    return Ballot(
        id=row.id,
        branch_id=row.branch_id,
        review_id=row.review_id,
        kind=row.kind,
        state=BallotState(row.state),
        opened_at=row.opened_at,
        subjects=tuple(
            BallotSubject(line.number, line.person_id, line.name, tuple(line.options), line.kind)
            for line in subjects
        ),
        levels=tuple(row.levels),
        majority_base=row.majority_base,
        box=row.box,
        public_key=row.public_key,
        summoned=row.summoned,
        excused=row.excused,
        issued=row.issued,
        card=None if row.card_chat is None else Card(row.card_chat, row.card_message),
        figures=figures,
        parent_id=row.parent_id,
        quorum=row.quorum,
        closes_at=row.closes_at,
        ended_at=row.ended_at,
        void_reason=row.void_reason,
        round_id=row.round_id,
        per_voter=row.per_voter,
        places=row.places,
        shows=Shows(row.shows),
        paper=row.paper,
        left_reason=row.left_reason,
    )


async def open_ballots(tx: AsyncConnection, branch_id: int) -> tuple[Ballot, ...]:
    """Return a branch's ballots that are open or closing, oldest first."""
    return await _each(tx, (await tx.execute(_of_branch, {"branch": branch_id})).scalars().all())


async def ballots(tx: AsyncConnection, review_id: int) -> tuple[Ballot, ...]:
    """Return every ballot of a review, void ones too, oldest first."""
    return await _each(tx, (await tx.execute(_of_review, {"review": review_id})).scalars().all())


async def voter_slot(tx: AsyncConnection, ballot_id: int, person_id: int) -> int | None:
    """Return a person's slot on the frozen roll; None: excused, on paper, or not on it."""
    found = await tx.execute(_slot, {"id": ballot_id, "person": person_id})
    return found.scalar_one_or_none()


async def excused(tx: AsyncConnection, ballot_id: int) -> tuple[int, ...]:
    """Return who is excused on the frozen roll, by person id."""
    return tuple((await tx.execute(_excused, {"id": ballot_id})).scalars())


async def voters(tx: AsyncConnection, ballot_id: int) -> tuple[int, ...]:
    """Return who votes by phone on the frozen roll, by person id; not who has voted."""
    return tuple((await tx.execute(_voters, {"id": ballot_id})).scalars())


async def paper_voters(tx: AsyncConnection, ballot_id: int) -> tuple[int, ...]:
    """Return who votes on paper on the frozen roll, by person id; not who has voted."""
    return tuple((await tx.execute(_on_paper, {"id": ballot_id})).scalars())


async def tellers(tx: AsyncConnection, ballot_id: int) -> tuple[int, ...]:
    """Return who was named teller of the ballot, by person id."""
    return tuple((await tx.execute(_tellers, {"id": ballot_id})).scalars())


async def turnout(tx: AsyncConnection, ballot_id: int) -> Turnout:
    """Return how many envelopes were issued and how many have come back so far, or at the count."""
    row = (await tx.execute(_turnout, {"id": ballot_id})).one()
    return Turnout(*row)


async def unreturned(tx: AsyncConnection, ballot_id: int) -> tuple[int, ...]:
    """Return who still has to vote, by person id; nobody unless the ballot is open.

    For reminders at the moment of sending. Never stored, logged or shown to anyone.
    """
    return tuple((await tx.execute(_unreturned, {"id": ballot_id})).scalars())


async def _each(tx: AsyncConnection, ids: Any) -> tuple[Ballot, ...]:
    found = [await ballot(tx, ballot_id) for ballot_id in ids]
    return tuple(one for one in found if one is not None)


def _figures(row: AnyRow, subjects: Any, tally: Any, paper: PaperFigures | None) -> Figures:
    votes: dict[int, dict[str, int]] = {}
    for number, level, many in tally:
        votes.setdefault(number, {})[level] = many
    counts = tuple(
        SubjectCount(
            line.number,
            {level: votes[line.number][level] for level in line.options},
            line.blank,
        )
        for line in subjects
    )
    return Figures(
        row.summoned, row.excused, row.issued, row.returned, counts, tuple(row.codes), paper
    )
