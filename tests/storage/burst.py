"""A process to be killed: casts votes as fast as it can, then closes; says what it does.

    python -m tests.storage.burst DATA KEYS SEED

One line before each step (`try SLOT LEVEL`, `closing`), one after (`told SLOT CODE`, `closed`).
Slots and levels follow from the seed; votes are cast anew now and then.
"""

import asyncio
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from storage import ballots
from storage.migrations import upgrade
from tests.storage.conftest import LEVELS, NOW, Place, settle

VOTERS, CASTS = 20, 60
ROOT = Path(__file__).parents[2]


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
        await ballots.close_ballot(db, ballot.id, None, NOW)
        say("closed")


@dataclass
class Heard:
    """What a killed process had said: votes told, and votes tried of which nothing was told."""

    told: dict[int, tuple[str, str]] = field(default_factory=dict)
    trying: dict[int, str] = field(default_factory=dict)
    closed: bool = False

    def hear(self, line: str) -> None:
        """Take in one line."""
        match line.split():
            case ["try", slot, level]:
                self.trying[int(slot)] = level
            case ["told", slot, code]:
                self.told[int(slot)] = (self.trying.pop(int(slot)), code)
            case ["closed"]:
                self.closed = True

    def agrees(self, figures: ballots.Figures) -> bool:
        """Say whether every vote that was told is counted, and nothing but those and the tried."""
        votes = Counter({level: many for level, many in figures.subjects[0].votes.items() if many})
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


async def kill_one(folder: Path, seed: int) -> tuple[Heard, ballots.Figures]:
    """Kill a burst after some line; returns what it had said and what the next process counts."""
    place = Place(folder / "data", folder / "keys")
    upgrade(place.data)
    async with place.database() as db:
        house = await settle(db, people=VOTERS)
        async with db.write() as tx:
            draft = house.draft(voters=VOTERS, subjects=1)
            await ballots.open_ballot(tx, db.keys, draft, None, NOW)
    lines_to_live = random.Random(seed).choice((1, 5, 17, 40, 80, 119, 121, 121, 121, 122))
    heard = await asyncio.to_thread(_run_and_kill, place, seed, lines_to_live)
    async with place.database() as db:
        return heard, await ballots.close_ballot(db, 1, None, NOW)


def _run_and_kill(place: Place, seed: int, lines: int) -> Heard:
    heard = Heard()
    command = [sys.executable, "-m", "tests.storage.burst"]
    command += [str(place.data), str(place.keys), str(seed)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for number, line in enumerate(process.stdout, 1):
            heard.hear(line)
            if number == lines:
                process.kill()
    return heard


if __name__ == "__main__":
    data, keys, seed = sys.argv[1:]
    asyncio.run(burst(Place(Path(data), Path(keys)), int(seed)))
