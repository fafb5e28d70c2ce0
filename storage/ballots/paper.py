"""Paper beside phones: what the tellers counted, handed over by one and confirmed by another.

    being entered ──hand_over──▶ handed over ──confirm──▶ confirmed, added in the count
          ◀───────────send_back───────┘

Only while the ballot is closing: before, paper is still being filled in; afterwards it is counted.
There are figures a ballot and a subject, never a voter.  Whoever hands over cannot confirm.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zlib import crc32

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import audit, schema
from storage.ballots.few import refuse_too_few
from storage.ballots.model import Ballot, BallotState
from storage.ballots.reading import paper_voters
from storage.errors import (
    BadChoice,
    BallotNotClosing,
    BallotNotOpen,
    PaperDoesNotAddUp,
    PaperHandedOver,
    PaperNotHandedOver,
    SameTeller,
)
from storage.statements import change, columns, insert_or_ignore, insert_or_set

BLANK = ""
"""What stands for a level where ballots leave a subject blank."""

_count, _tally = schema.paper_count, schema.paper_tally
_read = select(
    *columns(_count, "issued", "returned", "invalid", "entered_by", "confirmed_by")
).where(_count.c.ballot_id == bindparam("id"))
_lines = select(*columns(_tally, "number", "level", "votes")).where(
    _tally.c.ballot_id == bindparam("id")
)
_put = insert_or_set(_count, "issued", "returned", "invalid")
_state = select(schema.ballot.c.state).where(schema.ballot.c.id == bindparam("id"))


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One subject's paper ballots: votes by level id, and how many leave it blank."""

    votes: Mapping[str, int]
    blank: int

    @property
    def total(self) -> int:
        """How many ballots the line accounts for."""
        return sum(self.votes.values()) + self.blank


@dataclass(frozen=True, slots=True)
class PaperCount:
    """What the tellers have written down so far; `lines` by subject number, perhaps not all.

    `entered_by` is who handed it over (None: it is still being entered), `confirmed_by` the other.
    """

    issued: int
    returned: int
    invalid: int
    lines: Mapping[int, PaperLine]
    entered_by: int | None
    confirmed_by: int | None

    @property
    def valid(self) -> int:
        """How many ballots each line must account for."""
        return self.returned - self.invalid

    @property
    def stamp(self) -> int:
        """A number that changes when a figure does: a confirmation is for the figures seen."""
        lines = [
            [number, sorted(line.votes.items()), line.blank]
            for number, line in sorted(self.lines.items())
        ]
        figures = [self.issued, self.returned, self.invalid, lines]
        return crc32(json.dumps(figures).encode())


class Mismatch(StrEnum):
    """What does not add up."""

    ISSUED = "issued"
    """More ballots were issued than there are paper voters."""
    RETURNED = "returned"
    """More came back than were issued."""
    INVALID = "invalid"
    """More are invalid than came back."""
    MISSING = "missing"
    """A subject has no figures yet."""
    LINE = "line"
    """A subject's votes and blanks are not the valid ballots."""
    PICKS = "picks"
    """More names were picked than the ballots may pick in all."""


@dataclass(frozen=True, slots=True)
class PaperFault:
    """One mismatch: what was `found`, what was `expected` (at most, or exactly for a line)."""

    what: Mismatch
    found: int
    expected: int
    number: int | None = None


def faults(ballot: Ballot, voters: int, count: PaperCount) -> tuple[PaperFault, ...]:
    """Return everything that keeps the figures from being handed over; `voters`: on paper."""
    limits = (
        (Mismatch.ISSUED, count.issued, voters),
        (Mismatch.RETURNED, count.returned, count.issued),
        (Mismatch.INVALID, count.invalid, count.returned),
    )
    found = [PaperFault(what, has, most) for what, has, most in limits if has > most]
    for subject in ballot.subjects:
        line = count.lines.get(subject.number)
        if line is None:
            found.append(PaperFault(Mismatch.MISSING, 0, count.valid, subject.number))
        elif line.total != count.valid:
            found.append(PaperFault(Mismatch.LINE, line.total, count.valid, subject.number))
    if ballot.per_voter is not None:
        picks = sum(sum(line.votes.values()) for line in count.lines.values())
        if picks > ballot.per_voter * count.valid:
            found.append(PaperFault(Mismatch.PICKS, picks, ballot.per_voter * count.valid))
    return tuple(found)


async def paper_count(tx: AsyncConnection, ballot_id: int) -> PaperCount | None:
    """Return what is written down of a ballot's paper; None: nothing yet."""
    row = (await tx.execute(_read, {"id": ballot_id})).one_or_none()
    if row is None:
        return None
    written: dict[int, dict[str, int]] = {}
    for number, level, votes in await tx.execute(_lines, {"id": ballot_id}):
        written.setdefault(number, {})[level] = votes
    lines = {
        number: PaperLine({one: n for one, n in votes.items() if one != BLANK}, votes[BLANK])
        for number, votes in written.items()
    }
    return PaperCount(
        row.issued, row.returned, row.invalid, lines, row.entered_by, row.confirmed_by
    )


async def put_totals(
    tx: AsyncConnection, ballot: Ballot, issued: int, returned: int, invalid: int
) -> None:
    """Write down how many paper ballots were issued, came back, are invalid.

    Nothing is held against anything here: `hand_over` does that.
    BadChoice: a figure below nought. BallotNotClosing, PaperHandedOver: not now.
    """
    if min(issued, returned, invalid) < 0:
        raise BadChoice(ballot.id)
    await _being_entered(tx, ballot)
    row = {"ballot_id": ballot.id, "issued": issued, "returned": returned, "invalid": invalid}
    await tx.execute(_put, row)


async def put_line(tx: AsyncConnection, ballot: Ballot, number: int, line: PaperLine) -> None:
    """Write down one subject's paper votes, over what stood there.

    BadChoice: no such subject, other levels than it offers, a figure below nought.
    BallotNotClosing, PaperHandedOver: not now.
    """
    subject = next((one for one in ballot.subjects if one.number == number), None)
    figures = (*line.votes.values(), line.blank)
    if subject is None or set(line.votes) != set(subject.options) or min(figures) < 0:
        raise BadChoice(ballot.id)
    await _being_entered(tx, ballot)
    of = (_tally.c.ballot_id == ballot.id) & (_tally.c.number == number)
    await tx.execute(delete(_tally).where(of))
    rows = [
        {"ballot_id": ballot.id, "number": number, "level": level, "votes": votes}
        for level, votes in (*line.votes.items(), (BLANK, line.blank))
    ]
    await tx.execute(insert(_tally), rows)


async def hand_over(tx: AsyncConnection, ballot: Ballot, by: int, at: datetime) -> PaperCount:
    """Have the first teller's figures wait for the second; returns them. Audited.

    PaperDoesNotAddUp: `faults` says where. BallotNotClosing, PaperHandedOver: not now.
    """
    found = await _being_entered(tx, ballot)
    voters = len(await paper_voters(tx, ballot.id))
    if found is None or faults(ballot, voters, found):
        raise PaperDoesNotAddUp(ballot.id)
    await _sign(tx, ballot, entered_by=by)
    await audit.record(
        tx,
        ballot.branch_id,
        by,
        "ballot.paper_entered",
        at,
        ballot=ballot.id,
        issued=found.issued,
        returned=found.returned,
        invalid=found.invalid,
    )
    return found


async def send_back(tx: AsyncConnection, ballot: Ballot, by: int, at: datetime) -> None:
    """Have the figures entered anew from where they stand. Audited.

    PaperNotHandedOver: they are being entered, or are confirmed already.
    """
    await _handed_over(tx, ballot)
    await _sign(tx, ballot, entered_by=None)
    await audit.record(tx, ballot.branch_id, by, "ballot.paper_sent_back", at, ballot=ballot.id)


async def confirm(tx: AsyncConnection, ballot: Ballot, by: int, at: datetime) -> None:
    """The second teller's word: from now on the ballot can be counted. Audited.

    SameTeller: he handed them over himself. PaperNotHandedOver, BallotNotClosing: not now.
    TooFewReturned: phones and paper together are one ballot or two; nothing is to be counted.
    """
    found = await _handed_over(tx, ballot)
    if found.entered_by == by:
        raise SameTeller(ballot.id)
    await refuse_too_few(tx, ballot.id, found.valid)
    await _sign(tx, ballot, confirmed_by=by)
    await audit.record(tx, ballot.branch_id, by, "ballot.paper_confirmed", at, ballot=ballot.id)


async def add_teller(
    tx: AsyncConnection, ballot: Ballot, person_id: int, by: int, at: datetime
) -> bool:
    """Name one more teller of a ballot under way; False: he is one already. Audited.

    BallotNotOpen: the ballot has ended.
    """
    state = (await tx.execute(_state, {"id": ballot.id})).scalar_one_or_none()
    if state not in {BallotState.OPEN.value, BallotState.CLOSING.value}:
        raise BallotNotOpen(ballot.id, state or "unknown")
    named = insert_or_ignore(schema.ballot_teller)
    if await change(tx, named, {"ballot_id": ballot.id, "person_id": person_id}) == 0:
        return False
    await audit.record(
        tx, ballot.branch_id, by, "ballot.teller_named", at, ballot=ballot.id, person=person_id
    )
    return True


async def forget(tx: AsyncConnection, ballot_id: int, *, totals: bool) -> None:
    """Delete what each subject got on paper, and (`totals`) how many ballots there were."""
    await tx.execute(delete(_tally).where(_tally.c.ballot_id == ballot_id))
    if totals:
        await tx.execute(delete(_count).where(_count.c.ballot_id == ballot_id))


async def _being_entered(tx: AsyncConnection, ballot: Ballot) -> PaperCount | None:
    """What stands there so far, in a ballot whose paper may still be written down."""
    await _closing(tx, ballot)
    found = await paper_count(tx, ballot.id)
    if found is not None and found.entered_by is not None:
        raise PaperHandedOver(ballot.id)
    return found


async def _handed_over(tx: AsyncConnection, ballot: Ballot) -> PaperCount:
    await _closing(tx, ballot)
    found = await paper_count(tx, ballot.id)
    if found is None or found.entered_by is None or found.confirmed_by is not None:
        raise PaperNotHandedOver(ballot.id)
    return found


async def _closing(tx: AsyncConnection, ballot: Ballot) -> None:
    state = (await tx.execute(_state, {"id": ballot.id})).scalar_one_or_none()
    if state != BallotState.CLOSING.value or not ballot.paper:
        raise BallotNotClosing(ballot.id)


async def _sign(tx: AsyncConnection, ballot: Ballot, **by: int | None) -> None:
    await tx.execute(update(_count).where(_count.c.ballot_id == ballot.id).values(**by))
