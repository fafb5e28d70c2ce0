"""Non-interference seen from outside: other votes, the same schedule, the same calls to Telegram.

With sealing replaced by bytes that know nothing of the content, whoever watches every chat but
the voter's own (and the log, and the database) sees the same in both runs.  In the voter's own chat
the same methods are called in the same order; what they say is his alone.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.sandbox.calls import Call
from tests.end_to_end import inspection
from tests.end_to_end.test_paper import entered, prepared, stopped
from tests.end_to_end.world import AN, BINH, DUNG, HN, HTT, KHT, PHO, THU, XS, world
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


async def play(folder: Path, marks: dict[str, str]) -> Seen:
    """Hold a ballot with paper beside phones, each voter marking everyone alike."""
    async with world(folder) as town:
        branch = await prepared(town)
        began = len(town.sandbox.calls)
        for name in SCHEDULE:
            await branch.vote(name, marks[name], of=len(branch.names))
        await town.sandbox.wait(60)
        voting = range(began, len(town.sandbox.calls))
        during = inspection.dump(folder / "data")
        await stopped(branch)
        await entered(branch)
        await branch[BINH].tap("Xem và xác nhận")
        await branch[BINH].tap("Đúng, mở và kiểm phiếu")
        await town.sandbox.wait(60)
        voters = frozenset(branch[name].id for name in SOME)
        calls: dict[int, list[object]] = {}
        for number, call in enumerate(town.sandbox.calls):
            if number >= began and call.method not in _POLLING:
                # While votes are cast the voters' chats are their own; afterwards nobody has one.
                own = voters if number in voting else frozenset()
                calls.setdefault(call.chat_id, []).append(seen(call, own))
        log = [line.split(" ", 2)[-1] for line in town.log.getvalue().splitlines()]
    return Seen(calls, log, during)


async def test_other_votes_make_the_same_calls(tmp_path: Path, chance: Chance) -> None:
    """Permuted votes, blanks among them: group, secretary, tellers and the log tell nothing."""
    runs = []
    for name, marks in (("some", SOME), ("others", OTHERS)):
        chance.restart()
        runs.append(await play(tmp_path / name, marks))
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
