"""Non-interference seen from outside: other votes, the same schedule, the same calls to Telegram.

With sealing replaced by bytes that know nothing of the content, whoever watches every chat but
the voter's own (and the log, and the database) sees the same in both runs.  In the voter's own chat
the same methods are called in the same order; what they say is his alone.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from bot.sandbox.calls import Call
from conversations.balloting import cards
from storage import ballots, reviews, roll
from storage.ballots import BallotDraft, BallotSubject
from tests.end_to_end import inspection
from tests.end_to_end.test_paper import entered, prepared, stopped
from tests.end_to_end.world import (
    AN,
    BINH,
    DUNG,
    GUIDELINE,
    HN,
    HTT,
    KHT,
    PHO,
    ROLL,
    THU,
    XS,
    Branch,
    World,
    world,
)
from tests.storage.test_interference import Chance, chance

__all__ = ["chance"]

BLANK: Final = "Để trống"
SOME: Final = {THU: XS, PHO: HTT, AN: HN, BINH: KHT, DUNG: BLANK}
OTHERS: Final = {THU: BLANK, PHO: KHT, AN: XS, BINH: HTT, DUNG: HN}
"""The same five ballots in other hands."""
SCHEDULE: Final = (AN, THU, DUNG, AN, PHO, BINH, THU)
"""Who casts when; two of them cast anew."""
MASKED: Final = frozenset({"text", "reply_markup"})
_POLLING: Final = frozenset({"getUpdates", "getMe"})


@dataclass(frozen=True, slots=True)
class Seen:
    """What can be seen of a run: each chat's calls, the log without its times, the database."""

    calls: dict[int, list[object]]
    log: list[str]
    tables: dict[str, list[tuple[object, ...]]]


def seen(call: Call, voters: frozenset[int]) -> object:
    """Return a call as others than the voter see it."""
    masked = call.chat_id in voters or call.method == "answerCallbackQuery"
    parameters = {
        name: "masked" if masked and name in MASKED else value
        for name, value in call.parameters.items()
    }
    files = {name: one.content for name, one in call.uploads.items()}
    return (call.at, call.method, parameters, files, call.code)


@dataclass(frozen=True, slots=True)
class Levels:
    """A ballot on everyone's level, with paper beside phones, each voter marking all alike."""

    async def open(self, town: World) -> Branch:
        return await prepared(town)

    async def vote(self, branch: Branch, name: str, mark: str) -> None:
        await branch.vote(name, mark, of=len(branch.names))

    async def end(self, branch: Branch) -> None:
        await stopped(branch)
        await entered(branch)
        await branch[BINH].tap("Xem và xác nhận")
        await branch[BINH].tap("Trang sau")
        await branch[BINH].tap("Đúng, mở và kiểm phiếu")
        await branch.world.sandbox.wait(60)


@dataclass(frozen=True, slots=True)
class Later:
    """A ballot that follows another, opened by the store: `places` to fill, or a re-vote on one."""

    places: int | None = None

    async def open(self, town: World) -> Branch:
        branch = await (await town.found()).linked()
        await branch.bound()
        await branch.reviewing()
        await branch.heard()
        async with town.db.write() as tx:
            review = await reviews.current_review(tx, branch.id)
            found = await roll.branch(tx, branch.id)
            assert review is not None
            assert found is not None
            levels = tuple(one.id for one in town.bot.house.library.get(GUIDELINE).levels)
            rated = ROLL if self.places else ROLL[:1]
            draft = BallotDraft(
                branch_id=branch.id,
                review_id=review.id,
                kind="member_picks" if self.places else "member_levels",
                levels=levels,
                subjects=tuple(
                    BallotSubject(
                        number, branch.ids[name], name, levels[:1] if self.places else levels
                    )
                    for number, name in enumerate(rated, 1)
                ),
                voters=tuple(branch.ids[name] for name in SOME),
                per_voter=self.places,
                places=self.places,
            )
            ballot = await ballots.open_ballot(tx, town.db.keys, draft, None, town.now)
            await cards.refresh_at(tx, found, ballot, town.now)
        await town.sandbox.wait(60)
        return branch

    async def vote(self, branch: Branch, name: str, mark: str) -> None:
        if not self.places:
            await branch.vote(name, mark, of=1)
            return
        voter = await branch.enter(name)
        for rated in PICKS[mark]:
            await voter.tap(f"{ROLL.index(rated) + 1}. {rated}")
        await voter.tap("Xem lại và bỏ phiếu")
        await voter.tap("Bỏ phiếu")
        await voter.tap("Đúng, bỏ phiếu")

    async def end(self, branch: Branch) -> None:
        await branch.close()


PICKS: Final = {XS: (AN, BINH), HTT: (THU, PHO), HN: (DUNG, AN), KHT: (BINH, PHO), BLANK: (AN, AN)}
"""Whom a voter taps, for each of the five ballots; whoever is tapped twice is not picked."""


async def play(folder: Path, held: Levels | Later, marks: dict[str, str]) -> Seen:
    """Hold a ballot to its end (whose count, sealed with bytes that say nothing, is an alarm)."""
    async with world(folder) as town:
        branch = await held.open(town)
        began = len(town.sandbox.calls)
        for name in SCHEDULE:
            await held.vote(branch, name, marks[name])
        await town.sandbox.wait(60)
        voting = range(began, len(town.sandbox.calls))
        during = inspection.dump(folder / "data", but=frozenset())
        # All pressed START at once, before anybody voted: whose home came first is chance.
        during["live"] = [row for row in during["live"] if row[1] != "home"]
        await held.end(branch)
        voters = frozenset(branch[name].id for name in SOME)
        calls: dict[int, list[object]] = {}
        for number, call in enumerate(town.sandbox.calls):
            if number >= began and call.method not in _POLLING:
                # While votes are cast the voters' chats are their own; afterwards nobody has one.
                own = voters if number in voting else frozenset()
                calls.setdefault(call.chat_id, []).append(seen(call, own))
        log = [line.split(" ", 2)[-1] for line in town.log.getvalue().splitlines()]
    return Seen(calls, log, during)


@pytest.mark.parametrize(
    "held", [Levels(), Later(places=2), Later()], ids=["levels", "picks", "again"]
)
async def test_other_votes_make_the_same_calls(
    tmp_path: Path, chance: Chance, held: Levels | Later
) -> None:
    """Permuted votes, blanks among them, in either round and in a re-vote: group, secretary,
    tellers and the log tell nothing."""
    runs = []
    for name, marks in (("some", SOME), ("others", OTHERS)):
        chance.restart()
        runs.append(await play(tmp_path / name, held, marks))
    one, other = runs
    assert one.calls.keys() == other.calls.keys()
    for chat, calls in one.calls.items():
        assert len(calls) == len(other.calls[chat])
        for number, (mine, theirs) in enumerate(zip(calls, other.calls[chat], strict=True)):
            assert mine == theirs, f"call {number} in chat {chat} differs"
    assert one.log == other.log
    assert one.tables == other.tables


async def test_the_comparison_would_see_a_vote(tmp_path: Path, chance: Chance) -> None:
    """Unmasked, the voters' own screens differ: what was compared is able to differ."""
    screens = []
    for name, marks in (("some", SOME), ("others", OTHERS)):
        chance.restart()
        async with world(tmp_path / name) as town:
            branch = await prepared(town)
            await branch.vote(AN, marks[AN], of=len(branch.names))
            mine = (call for call in town.sandbox.calls if call.chat_id == branch[AN].id)
            screens.append([seen(call, frozenset()) for call in mine])
    assert len(screens[0]) == len(screens[1])
    assert screens[0] != screens[1]
