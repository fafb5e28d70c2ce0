"""Telegram is busy, broken, or answers too late: told once where possible, counted once always."""

import pytest

from bot.sandbox import Fault, broken, flood, server_error, timeout_after, timeout_before
from tests.end_to_end import inspection
from tests.end_to_end.world import AN, BINH, HTT, THU, VOTERS, World

TROUBLES = {
    "busy": flood(3),
    "server": server_error(),
    "lost": timeout_before(),
    "delivered": timeout_after(),
    "broken": broken(),
}
SENDING = ("sendMessage", "editMessageText", "answerCallbackQuery")


@pytest.mark.parametrize(
    ("trouble", "method"),
    [
        *((trouble, "sendMessage") for trouble in TROUBLES),
        *((trouble, "editMessageText") for trouble in ("busy", "lost", "delivered")),
        *((trouble, "answerCallbackQuery") for trouble in ("busy", "lost", "delivered")),
    ],
)
async def test_a_cast_is_counted_once_whatever_befalls_its_answer(
    town: World, trouble: str, method: str
) -> None:
    """One call of the answer to “Đúng, bỏ phiếu” fails: the ballot counts once; where a receipt
    is shown it is the published one, never two."""
    branch = await (await town.found()).voting()
    an = await branch.enter(AN)
    for _ in branch.names:
        await an.tap(HTT)
    await an.tap("Bỏ phiếu")
    town.sandbox.faults.script(
        TROUBLES[trouble], method, when=lambda call: method[0] == "a" or call.chat_id == an.id
    )
    await an.tap("Đúng, bỏ phiếu")
    assert town.sandbox.faults.struck
    others = await branch.cast_blank(THU, BINH)
    await branch.close()
    (code,) = set(inspection.published(branch.group.texts)) - {*others}
    assert inspection.receipts(an) in ([code], [])
    if trouble in {"busy", "delivered"} or method != "sendMessage":
        assert inspection.receipts(an) == [code]


@pytest.mark.parametrize("trouble", TROUBLES)
async def test_a_mark_is_kept_whatever_befalls_its_screen(town: World, trouble: str) -> None:
    """Every call to him fails once while he marks: what he tapped is marked once."""
    branch = await (await town.found()).voting()
    an = await branch.enter(AN)
    town.sandbox.faults.script(
        TROUBLES[trouble], "editMessageText", when=lambda call: call.chat_id == an.id
    )
    await an.tap(HTT)
    await an.tap("Bỏ phiếu", in_=branch.group)
    assert "Đã chọn: 1" in an.screen.text
    assert "người 2/7" in an.screen.text


@pytest.mark.parametrize("trouble", TROUBLES)
async def test_the_end_is_told_once_and_counted_once(town: World, trouble: str) -> None:
    """The first words to the group and to the secretary after closing meet trouble: each is told
    once (a lost answer of a delivered message is not sent again)."""
    branch = await (await town.found()).voting()
    codes = sorted([await branch.vote(name) for name in (THU, AN, BINH)])
    thu = branch.secretary
    await town.sandbox.wait(120)
    await thu.send("/ketthuc")
    group, fault = branch.group.id, TROUBLES[trouble]
    town.sandbox.faults.script(fault, "sendMessage", when=lambda call: call.chat_id == group)
    town.sandbox.faults.script(fault, "sendMessage", when=lambda call: call.chat_id == thu.id)
    await thu.tap("Kết thúc và kiểm phiếu")
    await town.sandbox.wait(600)
    assert len(town.sandbox.faults.struck) == 2
    lists = [text for text in branch.group.texts if inspection.published([text])]
    told_once = 1 if trouble != "lost" else len(lists)
    assert len(lists) == told_once <= 1
    for text in lists:
        assert inspection.published([text]) == codes
    await thu.send("/baocao")
    await thu.tap("Kiểm phiếu")
    assert "= 3" in thu.answer.text


async def test_a_long_flood_holds_back_the_group_but_no_vote(town: World) -> None:
    """Telegram forbids the group for ten minutes: votes go on at once, the card catches up."""
    branch = await (await town.found()).voting()
    group = branch.group.id
    town.sandbox.faults.script(flood(600), "editMessageText", when=lambda c: c.chat_id == group)
    town.sandbox.settled = None  # a deed waits for its own answer, not for the outbox
    began = town.now
    for name in VOTERS:
        await branch.vote(name)
    assert (town.now - began).total_seconds() < 600
    assert "0/6" in branch.card.text
    await town.sandbox.wait(1200)
    assert "5/6" in branch.card.text


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_in_a_rain_of_trouble_every_vote_counts_once(town: World, seed: int) -> None:
    """A fifth of all calls fail, each in its own way, from the first mark to the end: whoever
    tapped “Đúng, bỏ phiếu” is counted once, and no receipt is shown that is not valid."""
    branch = await (await town.found()).voting()
    faults: list[Fault] = [flood(2), server_error(), timeout_before(), timeout_after(), broken()]
    for name in VOTERS:
        await branch.enter(name)
    town.sandbox.faults.rain(seed, 0.2, faults, SENDING)
    for name in VOTERS:
        voter = branch[name]
        asked = voter.screen
        await voter.tap_stale(asked, HTT)
        await voter.forge(asked.button("Xem lại và bỏ phiếu").data)
        cast = asked.button("Xem lại và bỏ phiếu").data.replace("vote:r:", "vote:y:")
        await voter.forge(cast)
    town.sandbox.faults.clear()
    await town.sandbox.wait(600)
    await branch.close()
    codes = inspection.published(branch.group.texts)
    assert len(codes) == len(VOTERS)
    for name in VOTERS:
        shown = inspection.receipts(branch[name])
        assert set(shown) <= set(codes)
        assert len(shown) <= 1
