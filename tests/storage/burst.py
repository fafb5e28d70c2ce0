"""A process to be killed: casts votes as fast as it can, then closes; says what it does.

    python -m tests.storage.burst DATA KEYS SEED

One line before each step (`try SLOT LEVEL`, `closing`), one after (`told SLOT CODE`, `closed`).
Slots and levels follow from the seed; votes are cast anew now and then.  With paper beside phones
(every odd seed) two tellers enter and confirm it between the two: `stopped`, `entered`,
`confirmed`.
"""

import asyncio
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from storage import ballots
from storage.ballots import BallotState, PaperLine
from storage.database import Database
from storage.errors import TooFewReturned
from storage.migrations import upgrade
from tests.storage.conftest import LEVELS, NOW, Place, settle

VOTERS, CASTS = 20, 60
PILE = {"XS": 2, "HTT": 1, "HN": 0, "KHT": 1}
"""What the valid paper ballots say of the one subject; one more is invalid."""
PAPER = sum(PILE.values()) + 1
ROOT = Path(__file__).parents[2]
CAST = 2 * CASTS
"""Lines said by the time that the last vote is told."""
LIVES = (1, 5, 17, 40, 80, CAST - 1)
"""After how many lines a process is killed in the midst of casting."""


def on_paper(seed: int) -> bool:
    """Say whether the ballot of that seed has paper beside phones."""
    return seed % 2 == 1


def say(*words: object) -> None:
    """Tell the parent, at once."""
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


async def burst(place: Place, seed: int) -> None:
    """Cast and close, saying so."""
    chance = random.Random(seed)
    async with place.database() as db:
        async with db.read() as tx:
            ballot = await ballots.ballot(tx, 1)
        assert ballot is not None

        async def vote(slot: int, level: str) -> None:
            say("try", slot, level)
            async with db.write() as tx:
                receipt = await ballots.cast(tx, db.keys, ballot, slot, {1: level}, at=NOW)
            say("told", slot, receipt.code)

        for _ in range(CASTS // 4):
            slots = chance.sample(range(1, VOTERS + 1), 4)
            await asyncio.gather(*(vote(slot, chance.choice(LEVELS)) for slot in slots))
        say("closing")
        await finish(db, say)
        say("closed")


def _silence(*_: object) -> None:
    """Tell nobody."""


async def finish(db: Database, tell: Callable[..., None] = _silence) -> ballots.Figures:
    """Bring ballot 1 to its end from wherever it stands: stop, enter, confirm, count."""
    async with db.read() as tx:
        ballot = await ballots.ballot(tx, 1)
    assert ballot is not None
    if ballot.state is BallotState.OPEN:
        try:
            async with db.write() as tx:
                await ballots.begin_closing(tx, ballot.id, None, NOW)
        except TooFewReturned:  # it died early: what little there is must be right as well
            return await ballots.close_ballot(db, ballot.id, None, NOW)
        tell("stopped")
    if ballot.paper and ballot.state is not BallotState.CLOSED:
        async with db.read() as tx:
            count = await ballots.paper_count(tx, ballot.id)
        if count is None or count.entered_by is None:
            async with db.write() as tx:
                await ballots.put_totals(tx, ballot, PAPER, PAPER, 1)
                await ballots.put_line(tx, ballot, 1, PaperLine(PILE, 0))
                await ballots.hand_over(tx, ballot, 1, NOW)
            tell("entered")
        if count is None or count.confirmed_by is None:
            async with db.write() as tx:
                await ballots.confirm(tx, ballot, 2, NOW)
            tell("confirmed")
    return await ballots.count(db, ballot.id, None, NOW)


@dataclass
class Heard:
    """What a killed process had said: votes told, and votes tried of which nothing was told."""

    paper: bool = False
    told: dict[int, tuple[str, str]] = field(default_factory=dict)
    trying: dict[int, str] = field(default_factory=dict)
    closing: bool = False
    closed: bool = False

    def hear(self, line: str) -> None:
        """Take in one line."""
        match line.split():
            case ["try", slot, level]:
                self.trying[int(slot)] = level
            case ["told", slot, code]:
                self.told[int(slot)] = (self.trying.pop(int(slot)), code)
            case ["closing"]:
                self.closing = True
            case ["closed"]:
                self.closed = True

    def agrees(self, figures: ballots.Figures) -> bool:
        """Say whether every vote that was told is counted, and nothing but those and the tried.

        Of the paper, every ballot is, whenever the process died.
        """
        counted = Counter(figures.subjects[0].votes)
        pile = Counter(PILE if self.paper else {})
        votes = counted - pile
        if votes.total() + pile.total() != counted.total() or figures.invalid != self.paper:
            return False
        codes = set(figures.codes)
        # Of a slot that was being cast (anew) at the end, the earlier or the later vote counts.
        sure = {slot: vote for slot, vote in self.told.items() if slot not in self.trying}
        if not codes >= {code for _, code in sure.values()}:
            return False
        left = votes - Counter(level for level, _ in sure.values())
        if (votes - left).total() != len(sure):
            return False
        return any(left == Counter(some) for some in self._outcomes(sorted(self.trying)))

    def _outcomes(self, slots: list[int]) -> Iterator[tuple[str, ...]]:
        if not slots:
            yield ()
            return
        slot, *rest = slots
        before = (self.told[slot][0],) if slot in self.told else ()
        for outcome in self._outcomes(rest):
            yield (*before, *outcome)
            yield (self.trying[slot], *outcome)


async def kill_one(folder: Path, seed: int, linger: float = 0.0) -> tuple[Heard, ballots.Figures]:
    """Kill a burst after some line; returns what it had said and what the next process counts.

    `linger`: for how many seconds it lives on after that line, so that it dies anywhere.
    """
    place = Place(folder / "data", folder / "keys")
    upgrade(place.data)
    async with place.database() as db:
        house = await settle(db, people=VOTERS + PAPER)
        async with db.write() as tx:
            draft = house.draft(voters=VOTERS, subjects=1)
            if on_paper(seed):
                paper = tuple(person.id for person in house.people[VOTERS:])
                draft = replace(draft, paper_voters=paper)
            await ballots.open_ballot(tx, db.keys, draft, None, NOW)
    chance = random.Random(seed)
    ending = range(CAST, CAST + (5 if on_paper(seed) else 3))
    lines = chance.choice(LIVES if chance.random() < 0.5 else ending)
    heard = await asyncio.to_thread(_run_and_kill, place, seed, lines, linger)
    async with place.database() as db:
        return heard, await finish(db)


def _run_and_kill(place: Place, seed: int, lines: int, linger: float) -> Heard:
    heard = Heard(on_paper(seed))
    command = [sys.executable, "-m", "tests.storage.burst"]
    command += [str(place.data), str(place.keys), str(seed)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for number, line in enumerate(process.stdout, 1):
            heard.hear(line)
            if number == lines:
                time.sleep(linger)
                process.kill()
    return heard


if __name__ == "__main__":
    data, keys, seed = sys.argv[1:]
    asyncio.run(burst(Place(Path(data), Path(keys)), int(seed)))
