"""Non-interference: with sealing replaced by bytes that know nothing of the content,
the same schedule with other votes leaves the very same files.

Whatever the database and its WAL could tell of a vote would have to make them differ.
"""

import logging
import secrets
from dataclasses import replace
from pathlib import Path

import pytest

from storage import ballots, envelopes
from storage.ballots import BallotDraft, PaperLine
from storage.database import Database
from tests.ready import ready
from tests.storage.conftest import LEVELS, NOW, House, Place, settle
from tests.storage.test_forensics import Moment, files, frames
from tests.storage.test_paper import confirm, enter, mixed

SCHEDULE = (3, 1, 5, 1, 2, 3, 4, 1)


class Chance:
    """Chance that repeats itself: the same bytes for the same call, in every run."""

    def __init__(self) -> None:
        self.counters: dict[str, int] = {}

    def restart(self) -> None:
        """Begin the same chance anew."""
        self.counters.clear()

    def take(self, name: str, length: int) -> bytes:
        """Return the next bytes of a stream."""
        self.counters[name] = number = self.counters.get(name, 0) + 1
        block = f"{name}{number}".encode()
        return (block * (length // len(block) + 1))[:length]


@pytest.fixture
def chance(monkeypatch: pytest.MonkeyPatch) -> Chance:
    """Make all chance repeatable, and sealing independent of what is sealed."""
    chance = Chance()
    monkeypatch.setattr(
        envelopes, "seal_bytes", lambda _public, plain: chance.take("seal", len(plain) + 48)
    )
    monkeypatch.setattr(secrets, "token_bytes", lambda n: chance.take("bytes", n))
    monkeypatch.setattr(secrets, "token_hex", lambda n: chance.take("hex", n).hex())
    monkeypatch.setattr("storage.keys.new_private_key", lambda: chance.take("private", 32))
    return chance


def masked(moment: Moment) -> dict[str, object]:
    """Return the files with what the WAL draws by chance (salts, checksums) left out."""
    return {
        name: frames(content) if name.endswith("-wal") else content
        for name, content in moment.items()
    }


Marks = dict[int, dict[int, str]]

LEVELLED: Marks = {
    slot: {number: LEVELS[(slot + number) % 4] for number in (1, 2, 3)} for slot in range(1, 6)
}
PICKED: Marks = {
    slot: {number: "XS" for number in (1, 2, 3) if number != slot % 4} for slot in range(2, 6)
} | {1: {3: "XS"}}
AGAIN: Marks = {slot: {1: LEVELS[slot % 4]} for slot in range(1, 6)}
"""What five voters mark: every level, their picks of the second round, one name voted on again."""


async def drafted(db: Database, house: House, kind: str, on_paper: int) -> BallotDraft:
    """Return a ballot of that kind; the later ones follow a first one, which came to nothing."""
    draft = mixed(house, 5, on_paper, subjects=3)
    if kind == "levels":
        return draft
    async with db.write() as tx:
        first = await ballots.open_ballot(tx, db.keys, draft, None, NOW)
        await ballots.void(tx, db.keys, first.id, None, NOW, "làm lại")
    if kind == "again":
        return replace(mixed(house, 5, on_paper, subjects=1), parent_id=first.id)
    lines = tuple(replace(line, options=("XS",)) for line in draft.subjects)
    return replace(
        draft, kind="member_picks", subjects=lines, per_voter=3, places=2, parent_id=first.id
    )


async def play(place: Place, marks: Marks, *, kind: str, on_paper: int) -> list[dict[str, object]]:
    """Hold the same schedule with these marks; returns all files after every step to the count.

    The paper figures are the same in every run: tellers know them, and they join nobody to a vote.
    """
    async with place.database() as db:
        house = await settle(db)
        draft = await drafted(db, house, kind, on_paper)
        async with db.write() as tx:
            ballot = await ballots.open_ballot(tx, db.keys, draft, None, NOW)
        history = [masked(files(place))]
        for slot in SCHEDULE:
            async with db.write() as tx:
                await ballots.cast(tx, db.keys, ballot, slot, marks[slot], at=NOW)
            history.append(masked(files(place)))
        async with db.write() as tx:
            await ballots.begin_closing(tx, ballot.id, None, NOW)
        history.append(masked(files(place)))
        if on_paper:
            paper = PaperLine(dict.fromkeys(ballot.subjects[0].options, 0), 1)
            await enter(db, ballot, (2, 2, 1), *[paper] * len(ballot.subjects))
            history.append(masked(files(place)))
            await confirm(db, ballot)
            history.append(masked(files(place)))
    history.append(masked(files(place)))
    return history


@pytest.mark.parametrize("on_paper", [0, 2])
@pytest.mark.parametrize(
    ("kind", "some"),
    [("levels", LEVELLED), ("picks", PICKED), ("again", AGAIN)],
    ids=["levels", "picks", "again"],
)
async def test_other_votes_leave_the_same_pages(
    tmp_path: Path,
    chance: Chance,
    caplog: pytest.LogCaptureFixture,
    kind: str,
    some: Marks,
    on_paper: int,
) -> None:
    """Permuted votes, blanks among them, in either round and in a re-vote, each with ballots cast
    anew: main database, WAL pages and logs are identical."""
    caplog.set_level(logging.DEBUG)
    others = {slot: some[6 - slot] for slot in some} | {3: {}}
    runs, logs = [], []
    for name, marks in (("some", some), ("others", others)):
        chance.restart()
        caplog.clear()
        ready(tmp_path / name)
        place = Place(tmp_path / name, tmp_path / f"{name}-keys")
        runs.append(await play(place, marks, kind=kind, on_paper=on_paper))
        lines = list(caplog.records)
        assert not any('"XS"' in line.getMessage() for line in lines)
        # The driver's threads write when they are done, so their last lines may come too late.
        ours = [line for line in lines if line.name != "aiosqlite"]
        logs.append([(line.name, line.getMessage()) for line in ours])
    for step, (one, other) in enumerate(zip(*runs, strict=True)):
        assert one == other, f"the files differ after step {step}"
    assert logs[0] == logs[1]
