"""Casting: one conditional statement, judged by its row count."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import bindparam, exists, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import schema
from storage.ballots.model import TIME_UP, Ballot, BallotState, Receipt, paper_digest
from storage.envelopes import SLOTS, seal
from storage.errors import BadChoice, BallotNotOpen, BoxNotReady, KeysMissing, NotOnRoll
from storage.keys import KeyFolder
from storage.statements import change

_envelope, _ballot = schema.envelope, schema.ballot
_cast = (
    update(_envelope)
    .where(_envelope.c.ballot_id == bindparam("which"), _envelope.c.slot == bindparam("whose"))
    .where(
        exists().where(
            _ballot.c.id == bindparam("which"),
            _ballot.c.state == BallotState.OPEN.value,
            _ballot.c.closes_at.is_(None) | (_ballot.c.closes_at > bindparam("now")),
        )
    )
    .values(returned=True, sealed=bindparam("content"))
)
_state = select(_ballot.c.state, _ballot.c.closes_at).where(_ballot.c.id == bindparam("which"))


async def cast(
    tx: AsyncConnection,
    keys: KeyFolder,
    ballot: Ballot,
    slot: int,
    choices: Mapping[int, str],
    *,
    at: datetime,
) -> Receipt:
    """Put a sealed envelope into the voter's slot, over whatever lay there; returns a new receipt.

    `choices`: level id by subject number; a subject left out is blank.
    `at` is held against the closing time, and kept nowhere.
    What the caller's screens allowed is checked again here. Reads no private key.
    BadChoice: a mark that is not offered, or more picks than a voter has.
    BallotNotOpen: too late, nothing was recorded (`.state` is TIME_UP where the closing time has
    passed and nobody has closed it yet).
    NotOnRoll: no such slot. KeysMissing: the ballot cannot go on and has to be void.
    """
    if not keys.proved:
        raise BoxNotReady(ballot.id)
    marks = _marks(ballot, choices)
    if not 0 < slot < SLOTS:
        await refuse_unless_open(tx, ballot.id, at)
        raise NotOnRoll(ballot.id)
    lock = keys.lock(ballot.box, ballot.id, paper_digest(ballot))
    if lock is None:
        await refuse_unless_open(tx, ballot.id, at)
        raise KeysMissing(ballot.id)
    content, code = seal(lock, slot, marks)
    which = {"which": ballot.id, "whose": slot, "content": content, "now": at}
    if await change(tx, _cast, which) != 1:
        await refuse_unless_open(tx, ballot.id, at)
        raise NotOnRoll(ballot.id)
    return Receipt(code)


def _marks(ballot: Ballot, choices: Mapping[int, str]) -> bytes:
    """Return one byte a subject: 0 for blank, or the place of its level counted from 1."""
    marks = bytearray()
    for line in ballot.subjects:
        level = choices.get(line.number)
        if level is not None and level not in line.options:
            raise BadChoice(ballot.id)
        marks.append(0 if level is None else ballot.levels.index(level) + 1)
    if ballot.per_voter is not None and sum(map(bool, marks)) > ballot.per_voter:
        raise BadChoice(ballot.id)
    if not choices.keys() <= {line.number for line in ballot.subjects}:
        raise BadChoice(ballot.id)
    return bytes(marks)


async def refuse_unless_open(tx: AsyncConnection, ballot_id: int, at: datetime) -> None:
    """BallotNotOpen unless the ballot takes votes at that moment."""
    row = (await tx.execute(_state, {"which": ballot_id})).one_or_none()
    if row is None or row.state != BallotState.OPEN.value:
        raise BallotNotOpen(ballot_id, "unknown" if row is None else row.state)
    if row.closes_at is not None and row.closes_at <= at:
        raise BallotNotOpen(ballot_id, TIME_UP)
