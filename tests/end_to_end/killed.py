"""A process to be killed: the whole application on a folder, in which members cast one by one.

    python -m tests.end_to_end.killed FOLDER

The folder holds a branch whose ballot is open.  One line before each cast (`try NAME`), one when
its receipt stands on the member's screen (`told CODE`); it runs until it is killed.
"""

import asyncio
import sys
from pathlib import Path

from tests.end_to_end import inspection
from tests.end_to_end.world import HTT, LINKED, ROLL, VOTERS, Branch, World, world


def say(*words: object) -> None:
    """Tell the parent, at once."""
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


def same_branch(town: World) -> Branch:
    """The branch of the folder: accounts are numbered in the order in which they are made."""
    branch = Branch(town, 1, "Chi bộ 3", ROLL, {})
    for name in LINKED:
        branch.people[name] = town.sandbox.person(name)
    return branch


async def cast(folder: Path) -> None:
    """Let everyone cast once, then wait for the end."""
    async with world(folder) as town:
        branch = same_branch(town)
        for name in VOTERS:
            voter = branch[name]
            await voter.start("b1")
            await voter.tap("Bắt đầu")
            for _ in ROLL:
                await voter.tap(HTT)
            await voter.tap("Bỏ phiếu")
            say("try", name.replace(" ", "_"))
            await voter.tap("Đúng, bỏ phiếu")
            say("told", inspection.receipts(voter)[-1])
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(cast(Path(sys.argv[1])))
