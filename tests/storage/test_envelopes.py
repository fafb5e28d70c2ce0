"""What is inside the box: nothing can be put there that was not sealed for that place."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import audit, ballots, envelopes, schema
from storage.database import Database
from storage.envelopes import Lock, Question, Sealed
from storage.errors import EnvelopeAlarm
from tests.storage.conftest import LEVELS, NOW, House, Opener
from tests.storage.test_ballots import cast, read

_e = schema.envelope
PRIVATE = envelopes.new_private_key()
LOCK = Lock(7, b"paper", envelopes.public_half(PRIVATE), bytes(range(32)))
QUESTIONS = (Question(1, frozenset({1, 2})), Question(2, frozenset({2})))


def open_box(*box: Sealed) -> envelopes.Opened:
    """Open a box of two questions."""
    return envelopes.open_box(LOCK, PRIVATE, QUESTIONS, box)


def envelope(slot: int, marks: bytes, lock: Lock = LOCK) -> Sealed:
    """Return a cast envelope."""
    return Sealed(slot, True, envelopes.seal(lock, slot, marks)[0])


def test_an_opened_box_gives_totals_and_receipts_only() -> None:
    """Votes are summed by question and mark; receipts come sorted, whoever they were given to."""
    first, one = envelopes.seal(LOCK, 1, bytes((1, 2)))
    second, two = envelopes.seal(LOCK, 2, bytes((1, 0)))
    (third,) = envelopes.fill_in(LOCK, [3], 2)
    opened = open_box(Sealed(1, True, first), Sealed(2, True, second), third)
    assert opened.votes == {1: {0: 0, 1: 2, 2: 0}, 2: {0: 1, 2: 1}}
    assert opened.returned == 2
    assert opened.receipts == tuple(sorted((one, two)))


def test_every_envelope_has_the_same_length() -> None:
    """Neither what is marked nor whether it was cast shows in an envelope's size."""
    filled = envelopes.fill_in(LOCK, range(1, 4), 2)
    sizes = {len(one.content) for one in filled}
    sizes |= {len(envelope(1, bytes(marks)).content) for marks in ((0, 0), (1, 2), (2, 0))}
    assert len(sizes) == 1


def test_no_two_envelopes_are_alike() -> None:
    """The same vote sealed twice looks different, and so does a blank from a blank."""
    contents = {envelope(1, bytes((1, 2))).content for _ in range(20)}
    contents |= {one.content for one in envelopes.fill_in(LOCK, [1] * 20, 2)}
    assert len(contents) == 40


def test_receipts_can_be_read_aloud_and_do_not_repeat() -> None:
    """Two groups of four letters of an alphabet without look-alikes, and forty bits of chance."""
    codes = [envelopes.seal(LOCK, 1, bytes(2))[1] for _ in range(2000)]
    shape = re.compile(r"[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}")
    assert all(shape.fullmatch(code) for code in codes)
    assert len(set(codes)) == len(codes)
    assert 8 * envelopes.RECEIPT_BYTES >= 40
    assert envelopes.receipt_code(bytes(5)) == "0000-0000"
    assert envelopes.receipt_code(b"\xff" * 5) == "ZZZZ-ZZZZ"


OTHER_BALLOT = replace(LOCK, ballot_id=8)
OTHER_PAPER = replace(LOCK, paper=b"another")
OTHER_MAC = replace(LOCK, mac_key=bytes(32))
FORGERIES: dict[str, Callable[[], Sealed]] = {
    "another slot's": lambda: Sealed(2, True, envelope(1, bytes(2)).content),
    "another ballot's": lambda: envelope(1, bytes(2), OTHER_BALLOT),
    "for another paper": lambda: envelope(1, bytes(2), OTHER_PAPER),
    "sealed without the proof": lambda: envelope(1, bytes(2), OTHER_MAC),
    "a blank that claims to be returned": lambda: Sealed(
        1, True, envelopes.fill_in(LOCK, [1], 2)[0].content
    ),
    "a vote that claims not to be returned": lambda: Sealed(
        1, False, envelope(1, bytes(2)).content
    ),
    "too few marks": lambda: envelope(1, bytes(1)),
    "too many marks": lambda: envelope(1, bytes(3)),
    "a mark that was not offered": lambda: envelope(1, bytes((0, 1))),
    "a mark that does not exist": lambda: envelope(1, bytes((9, 0))),
    "truncated": lambda: Sealed(1, True, envelope(1, bytes(2)).content[:-1]),
    "lengthened": lambda: Sealed(1, True, envelope(1, bytes(2)).content + b"\0"),
    "empty": lambda: Sealed(1, True, b""),
    "noise": lambda: Sealed(1, True, bytes(101)),
    "one bit changed": lambda: Sealed(
        1, True, bytes(b ^ (i == 60) for i, b in enumerate(envelope(1, bytes(2)).content))
    ),
    "sealed by hand under the public key": lambda: Sealed(
        1, True, envelopes.sodium_seal(LOCK.public_key, bytes(53))
    ),
}


@pytest.mark.parametrize("what", FORGERIES)
def test_an_envelope_that_was_not_sealed_for_its_place_raises_the_alarm(what: str) -> None:
    """The alarm names the ballot; neither it nor what it hangs on tells a slot or a mark."""
    with pytest.raises(EnvelopeAlarm) as alarm:
        open_box(envelope(2, bytes(2)), FORGERIES[what]())
    assert alarm.value.args == (
        "the count of ballot 7 was stopped: an envelope is not as it was sealed",
    )
    assert alarm.value.__cause__ is None
    assert alarm.value.__context__ is None


async def swap(tx: AsyncConnection, ballot_id: int) -> None:
    """Exchange the envelopes of slots 1 and 2."""
    rows = select(_e.c.slot, _e.c.sealed).where(_e.c.ballot_id == ballot_id, _e.c.slot < 3)
    first, second = (await tx.execute(rows.order_by(_e.c.slot))).all()
    for slot, content in ((1, second.sealed), (2, first.sealed)):
        await put(tx, ballot_id, slot, content)


async def copy(tx: AsyncConnection, ballot_id: int) -> None:
    """Put a copy of the envelope of slot 1 into slot 2."""
    row = select(_e.c.sealed).where(_e.c.ballot_id == ballot_id, _e.c.slot == 1)
    await put(tx, ballot_id, 2, (await tx.execute(row)).scalar_one())


async def truncate(tx: AsyncConnection, ballot_id: int) -> None:
    """Cut a byte off an envelope."""
    row = select(_e.c.sealed).where(_e.c.ballot_id == ballot_id, _e.c.slot == 1)
    await put(tx, ballot_id, 1, (await tx.execute(row)).scalar_one()[:-1])


async def forge(tx: AsyncConnection, ballot_id: int) -> None:
    """Seal something under the ballot's public key without its proof."""
    found = await ballots.ballot(tx, ballot_id)
    assert found is not None
    lock = Lock(ballot_id, bytes(32), found.public_key, bytes(32))
    await put(tx, ballot_id, 1, envelopes.seal(lock, 1, bytes((1, 1, 1)))[0])


async def lose(tx: AsyncConnection, ballot_id: int) -> None:
    """Remove an envelope."""
    await tx.execute(delete(_e).where(_e.c.ballot_id == ballot_id, _e.c.slot == 3))


async def add(tx: AsyncConnection, ballot_id: int) -> None:
    """Add an envelope for which there is no voter."""
    row = select(_e.c.sealed).where(_e.c.ballot_id == ballot_id, _e.c.slot == 1)
    content = (await tx.execute(row)).scalar_one()
    values = {"ballot_id": ballot_id, "slot": 99, "returned": True, "sealed": content}
    await tx.execute(insert(_e), values)


async def unreturn(tx: AsyncConnection, ballot_id: int) -> None:
    """Make a returned envelope look as if it had not come."""
    where = (_e.c.ballot_id == ballot_id) & (_e.c.slot == 1)
    await tx.execute(update(_e).where(where).values(returned=False))


async def relabel(tx: AsyncConnection, ballot_id: int) -> None:
    """Turn the levels round, so that every mark would mean another."""
    here = schema.ballot.c.id == ballot_id
    await tx.execute(update(schema.ballot).where(here).values(levels=list(LEVELS[::-1])))


async def rename(tx: AsyncConnection, ballot_id: int) -> None:
    """Exchange two of the people voted on."""
    s = schema.ballot_subject
    for number, name in ((1, "Trần Văn Bình"), (2, "Lê Thị An")):
        where = (s.c.ballot_id == ballot_id) & (s.c.number == number)
        await tx.execute(update(s).where(where).values(name=name))


async def put(tx: AsyncConnection, ballot_id: int, slot: int, content: bytes) -> None:
    """Overwrite an envelope."""
    where = (_e.c.ballot_id == ballot_id) & (_e.c.slot == slot)
    await tx.execute(update(_e).where(where).values(sealed=content, returned=True))


@pytest.mark.parametrize(
    "tamper", [swap, copy, truncate, forge, lose, add, unreturn, relabel, rename]
)
async def test_a_box_that_was_tampered_with_stops_the_count(
    db: Database,
    house: House,
    opened: Opener,
    tamper: Callable[[AsyncConnection, int], object],
) -> None:
    """No total is written, the ballot stays closing, the alarm is audited, voiding is possible."""
    ballot = await opened()
    for slot, level in ((1, "XS"), (2, "KHT")):
        await cast(db, ballot, slot, {1: level})
    async with db.write() as tx:
        await tamper(tx, ballot.id)  # type: ignore[misc]
    for _ in range(2):
        with pytest.raises(EnvelopeAlarm) as alarm:
            await ballots.close_ballot(db, ballot.id, house.people[0].id, NOW)
        assert alarm.value.ballot_id == ballot.id
    found = await read(db, ballot.id)
    assert (found.state, found.figures) == (ballots.BallotState.CLOSING, None)
    async with db.write() as tx:
        assert (await tx.execute(select(schema.tally))).all() == []
        lines = [line.action for line in await audit.entries(tx, house.branch.id)]
        assert lines.count("ballot.alarm") == 2
        await ballots.void(tx, db.keys, ballot.id, house.people[0].id, NOW, "báo động")
    assert db.keys.boxes() == frozenset()
