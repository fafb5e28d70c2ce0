"""The ballot: casting forty subjects through the real application; counting five hundred votes."""

import secrets
from pathlib import Path

from nacl.public import PrivateKey, SealedBox

from conversations.packing import pack
from storage import ballots
from storage.ballots import Ballot
from storage.reviews import Stage
from tests.benchmarks.branch import Bench, on_bench, open_ballot
from tests.benchmarks.floors import COMMIT, DISPATCH, SEAL, committing, dispatching, sealing
from tests.benchmarks.measure import Figure, Rounds, against, duration, stopwatch

CAST = "cast"
SUBJECTS, VOTERS = 40, 40
ROUNDS, EACH = 16, 5
PLAINTEXT = 19 + SUBJECTS + 32
"""Bytes inside an envelope: head, a byte a subject, proof."""
SEALED = PLAINTEXT + 48
LARGE_VOTERS, LARGE_SUBJECTS = 500, 60


async def casting(folder: Path) -> list[Figure]:
    """The last tap on a ballot of forty subjects, until it is edited and the receipt is there."""
    rounds = Rounds()
    async with on_bench(folder / "cast", people=VOTERS, stage=Stage.BALLOT) as bench:
        ballot = await open_ballot(bench, subjects=SUBJECTS, voters=VOTERS)
        marks = [secrets.randbelow(len(ballot.levels) + 1) for _ in ballot.subjects]
        turn = iter(range(1_000_000))

        async def cast() -> float:
            return await _cast(bench, ballot, next(turn) % VOTERS, marks)

        await bench.command(0, f"/start b{ballot.id}")
        await _confirming(bench, ballot, 0, marks)
        screen = bench.wire.chats[bench.account(0)]
        async with (
            dispatching(screen) as dispatch,
            committing(folder / "floor", SEALED) as (commit, _),
        ):
            floors = {DISPATCH: dispatch, COMMIT: commit, SEAL: sealing(PLAINTEXT)}
            samples = {**floors, CAST: cast}
            for warm in samples.values():
                await warm()
            await rounds.run(samples, rounds=ROUNDS, each=EACH)
    return [
        rounds.figure("floor: PyNaCl seals one envelope of 40 subjects", SEAL),
        rounds.figure(
            f"casting {SUBJECTS} subjects, to the receipt",
            CAST,
            (DISPATCH, SEAL, COMMIT),
            below=2.0,
        ),
    ]


async def _confirming(bench: Bench, ballot: Ballot, place: int, marks: list[int]) -> None:
    """Bring a voter to the last question, his ballot marked."""
    bench.tusoi.house.drafts.put(ballot.id, bench.account(place), tuple(marks))
    await bench.tap(place, "vote:c:" + pack(ballot.id, 0, 0, marks))


async def _cast(bench: Bench, ballot: Ballot, place: int, marks: list[int]) -> float:
    user = bench.account(place)
    if user not in bench.wire.chats:
        await bench.command(place, f"/start b{ballot.id}")
    await _confirming(bench, ballot, place, marks)
    bench.clock.pass_by()
    told = bench.wire.expect(user, "sendMessage")
    data = bench.wire.chats[user].only("vote:y:")
    seconds = stopwatch()
    bench.wire.tap(user, data)
    await told
    taken = seconds()
    await bench.tusoi.settled()
    return taken


async def closing(folder: Path) -> list[Figure]:
    """The count of a large ballot, every envelope cast, against opening as many sealed boxes."""
    async with on_bench(folder / "close", people=LARGE_VOTERS, stage=Stage.BALLOT) as bench:
        ballot = await open_ballot(bench, subjects=LARGE_SUBJECTS, voters=LARGE_VOTERS)
        choices = {subject.number: secrets.choice(ballot.levels) for subject in ballot.subjects}
        async with bench.db.write() as tx:
            for slot in range(1, LARGE_VOTERS + 1):
                await ballots.cast(tx, bench.db.keys, ballot, slot, choices, at=bench.clock.now())
        at = bench.clock.now()
        seconds = stopwatch()
        figures = await ballots.close_ballot(bench.db, ballot.id, bench.people[0].id, at)
        taken = seconds()
        assert figures.returned == LARGE_VOTERS
    floor = _opening()
    name = f"closing {LARGE_VOTERS} voters × {LARGE_SUBJECTS} subjects (floor: opening the boxes)"
    return [against(name, duration(taken), duration(floor), taken / floor)]


def _opening() -> float:
    """The seconds that PyNaCl alone takes to open as many sealed boxes of that size."""
    key = PrivateKey.generate()
    content = bytes(PLAINTEXT - SUBJECTS + LARGE_SUBJECTS)
    sealed = [SealedBox(key.public_key).encrypt(content) for _ in range(LARGE_VOTERS)]
    opener = SealedBox(key)
    seconds = stopwatch()
    for one in sealed:
        opener.decrypt(one)
    return seconds()
