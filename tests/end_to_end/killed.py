"""A process to be killed: the whole application on a folder; members cast, tellers count paper.

    python -m tests.end_to_end.killed FOLDER

The folder holds a branch whose ballot is open, with three on paper.  One line before each cast
(`try NAME`), one when its receipt stands on the member's screen (`told CODE`); then the voting is
ended (`ending`, `ended`), the paper entered (`entered`) and confirmed (`confirming`, `counted`).
It runs until it is killed.
"""

import asyncio
import signal
import sys
from dataclasses import dataclass
from pathlib import Path

from storage import ballots, reviews
from tests.end_to_end import inspection
from tests.end_to_end.world import AN, BINH, DUNG, HTT, PHO, THU, Branch, World, world

PAPER = ("Đỗ Văn Sáu", "Hồ Thị Bảy", "Bùi Văn Tám")
VOTERS = (THU, PHO, AN, BINH, DUNG)
ROLL = (*VOTERS, *PAPER)
SUBJECTS = 3
TYPED = "\n".join(["0 3 0 0 0"] * SUBJECTS)
"""What the first teller enters: all on paper say the same of everyone."""
LINES = 2 * len(VOTERS) + 5
"""Lines that it says when nobody kills it."""
ROOT = Path(__file__).parents[2]


def say(*words: object) -> None:
    """Tell the parent, at once."""
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


def same_branch(town: World) -> Branch:
    """The branch of the folder: accounts are numbered in the order in which they are made."""
    branch = Branch(town, 1, "Chi bộ 3", ROLL, {})
    for name in VOTERS:
        branch.people[name] = town.sandbox.person(name)
    return branch


async def opened(town: World) -> None:
    """The branch, and its ballot open in the store: five by phone, three on paper, two tellers."""
    branch = await (await town.found(names=ROLL)).linked(*VOTERS)
    await branch.reviewing()
    await branch.heard()
    ids = [branch.ids[name] for name in ROLL]
    async with town.db.write() as tx:
        review = await reviews.current_review(tx, branch.id)
        assert review is not None
        levels = tuple(level.id for level in town.bot.house.library.get(review.ruleset_id).levels)
        draft = ballots.BallotDraft(
            branch_id=branch.id,
            review_id=review.id,
            kind="member_levels",
            levels=levels,
            subjects=tuple(
                ballots.BallotSubject(number, ids[number - 1], ROLL[number - 1], levels)
                for number in range(1, SUBJECTS + 1)
            ),
            voters=tuple(ids[: len(VOTERS)]),
            paper_voters=tuple(ids[len(VOTERS) :]),
            tellers=(branch.ids[AN], branch.ids[BINH]),
        )
        await ballots.open_ballot(tx, town.db.keys, draft, ids[0], town.now)


async def play(folder: Path) -> None:
    """Let everyone cast once, and the tellers count; then wait for the end."""
    async with world(folder) as town:
        branch = same_branch(town)
        for name in VOTERS:
            voter = branch[name]
            await voter.start("b1")
            await voter.tap("Bắt đầu")
            for _ in range(SUBJECTS):
                await voter.tap(HTT)
            await voter.tap("Bỏ phiếu")
            say("try", name.replace(" ", "_"))
            await voter.tap("Đúng, bỏ phiếu")
            say("told", inspection.receipts(voter)[-1])
        say("ending")
        await _stop(branch)
        say("ended")
        await _enter(branch)
        say("entered")
        await _start(branch, BINH)
        say("confirming")
        await branch[BINH].tap("Đúng, mở và kiểm phiếu")
        say("counted")
        await asyncio.Event().wait()


async def _start(branch: Branch, name: str) -> None:
    """He opens his home screen, and from it the paper that waits for him."""
    await branch[name].start()
    await branch[name].tap("Phiếu giấy")


async def _stop(branch: Branch) -> None:
    await branch.secretary.start()
    await branch.secretary.send("/ketthuc")
    await branch.secretary.tap("Đúng, kết thúc bỏ phiếu")


async def _enter(branch: Branch) -> None:
    await _start(branch, AN)
    await branch[AN].tap(f"Thu đủ {len(PAPER)} phiếu, đều hợp lệ")
    await branch[AN].send(TYPED)
    await branch[AN].tap("Bàn giao để xác nhận")


async def finish(town: World) -> ballots.Figures:
    """The next process: people bring the ballot to its end from wherever they find it."""
    branch = same_branch(town)
    for _ in range(LINES):
        async with town.db.read() as tx:
            ballot = await ballots.ballot(tx, 1)
            count = await ballots.paper_count(tx, 1)
        assert ballot is not None
        if ballot.figures is not None:
            return ballot.figures
        if ballot.state is ballots.BallotState.OPEN:
            await _stop(branch)
        elif count is None or count.entered_by is None:
            await _start(branch, AN)
            if count is None:
                await branch[AN].tap(f"Thu đủ {len(PAPER)} phiếu, đều hợp lệ")
            if count is None or len(count.lines) < SUBJECTS:
                await branch[AN].send(TYPED)
            await branch[AN].tap("Bàn giao để xác nhận")
        elif count.confirmed_by is None:
            await _start(branch, BINH)
            await branch[BINH].tap("Đúng, mở và kiểm phiếu")
        else:
            await branch.secretary.send("/bophieu")
            await branch.secretary.tap("Kiểm phiếu")
    raise AssertionError("the ballot does not come to its end")


@dataclass(frozen=True, slots=True)
class Death:
    """What a killed application had said, and what was counted after it."""

    told: tuple[str, ...]
    tried: int
    figures: ballots.Figures

    @property
    def agrees(self) -> bool:
        """Whether everyone who was told is counted once, and nobody who had not tapped."""
        codes, by_phone = set(self.figures.codes), self.figures.returned - len(PAPER)
        votes = self.figures.subjects[0].votes["HTT"]
        return (
            set(self.told) <= codes
            and len(self.told) <= by_phone <= self.tried
            and by_phone == len(codes) == len(self.figures.codes)
            and votes == self.figures.returned
        )


async def kill_one(folder: Path, lines: int, linger: float = 0.0) -> Death:
    """Kill the application so long after it has said so many lines, and let the next one finish.

    `linger`: seconds that it lives on after the last of them.
    """
    async with world(folder) as town:
        await opened(town)
    command = [sys.executable, "-m", "tests.end_to_end.killed", str(folder)]
    child = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE, cwd=ROOT)
    assert child.stdout is not None
    said: list[list[str]] = []
    while (line := await asyncio.wait_for(child.stdout.readline(), 120)) != b"":
        said.append(line.decode().split())
        if len(said) == lines:
            await asyncio.sleep(linger)
            child.send_signal(signal.SIGKILL)
    await child.wait()
    assert child.returncode == -signal.SIGKILL, child.returncode
    told = tuple(one[1] for one in said if one[0] == "told")
    tried = sum(one[0] == "try" for one in said)
    async with world(folder) as town:
        return Death(told, tried, await finish(town))


if __name__ == "__main__":
    asyncio.run(play(Path(sys.argv[1])))
