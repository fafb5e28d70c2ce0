"""Two devices, shaky hands, and everybody at once."""

from datetime import timedelta

import pytest

from conversations.self_assessment.desk import SHAKE
from tests.end_to_end import inspection
from tests.end_to_end.world import AN, BINH, HN, HTT, THU, VOTERS, XS, World

QUICK = 0.3
"""Seconds between two taps of a shaking hand."""

TWELVE = tuple(f"Đồng Chí Thứ {number}" for number in range(1, 13))


def test_the_quick_tap_is_quicker_than_the_guard() -> None:
    """What these tests call quick lies within what the dialogues take for shaking."""
    assert timedelta(seconds=QUICK) < SHAKE


async def test_a_shaking_hand_answers_one_question(town: World) -> None:
    """“Tốt” twice within 0.3 s: the second does not answer the next question, and he is told."""
    branch = await (await town.found()).linked(THU, AN)
    await branch.reviewing()
    an = await branch.half_done(AN)
    town.hurry(QUICK)
    await an.tap("Tốt")
    place = _place(an.screen.text)
    with town.unchanged():
        await an.tap("Tốt")
    assert _place(an.screen.text) == place
    town.hurry(1.5)
    await an.tap("Tốt")
    assert _place(an.screen.text) == place + 1


async def test_a_double_tap_in_one_moment_answers_one_question(town: World) -> None:
    """Both taps of a double tap carry the same question: it is answered once."""
    branch = await (await town.found()).linked(THU, AN)
    await branch.reviewing()
    an = await branch.half_done(AN)
    place, shown = _place(an.screen.text), an.screen
    await town.sandbox.at_once(*(an.tap_stale(shown, "Kém") for _ in range(4)))
    assert _place(an.screen.text) == place + 1


async def test_a_shaking_hand_marks_one_subject(town: World) -> None:
    """Two taps within 0.3 s on the same spot of the ballot mark one subject."""
    branch = await (await town.found()).voting()
    an = await branch.enter(AN)
    await an.tap(HTT)
    await an.tap(HN)
    town.hurry(QUICK)
    assert await an.tap(HN)
    assert "người 3/7" in an.screen.text
    assert "Đã chọn: 2" in an.screen.text


async def test_a_shaking_hand_does_not_cast(town: World) -> None:
    """“Bỏ phiếu” twice on the same spot: the second does not confirm what nobody has read."""
    branch = await (await town.found()).voting()
    an = await branch.enter(AN)
    for _ in branch.names:
        await an.tap(HTT)
    town.hurry(QUICK)
    await an.tap("Bỏ phiếu")
    with town.unchanged():
        await an.tap("Đúng, bỏ phiếu")
    assert not inspection.receipts(an)
    town.hurry(1.5)
    await an.tap("Đúng, bỏ phiếu")
    assert inspection.receipts(an)


async def test_two_phones_write_one_self_assessment(town: World) -> None:
    """He goes on on a tablet with the message that the telephone showed earlier: both answers
    stand, and the screen is true on both."""
    branch = await (await town.found()).linked(THU, AN)
    await branch.reviewing()
    an = await branch.half_done(AN)
    tablet = an.screen
    await an.tap("Tốt")
    await an.send("/tudanhgia")
    await an.tap("Xuất sắc")
    await an.tap_stale(tablet, "Trung bình")
    await an.tap("Xem tổng hợp")
    lines = an.screen.text.split("\n")
    (middling,) = [line for line in lines if line.startswith("Trung bình")]
    (best,) = [line for line in lines if line.startswith("Xuất sắc")]
    assert middling.endswith(" 5")
    assert best.endswith(" 6")


async def test_two_phones_hold_one_ballot(town: World) -> None:
    """The ballot is opened on both: marks made on either are marks of the one ballot, and casting
    on one is seen on the other."""
    branch = await (await town.found()).voting()
    an = await branch.enter(AN)
    phone = an.screen
    await an.tap(XS)
    await an.tap("Bỏ phiếu", in_=branch.group)
    tablet = an.screen
    assert "người 2/7" in tablet.text
    await an.tap(HTT)
    await an.tap_stale(phone, HN)
    await an.tap("Xem lại và bỏ phiếu")
    assert f"1. {THU}: {HN}" in an.screen.text
    assert "Đã chọn: 2" in an.screen.text
    await an.tap("Bỏ phiếu")
    await an.tap("Đúng, bỏ phiếu")
    with town.unchanged():
        assert "vào hòm" in (await an.tap_stale(tablet, HTT) or "")


async def test_voting_anew_starts_blank_and_counts_last(town: World) -> None:
    """The second ballot is the one that counts; its code is published, the first is not."""
    branch = await (await town.found()).voting()
    first = await branch.vote(AN, XS)
    second = await branch.vote(AN, HN)
    others = await branch.cast_blank(THU, BINH)
    await branch.close()
    assert inspection.published(branch.group.texts) == sorted([second, *others])
    assert first != second
    await branch.secretary.send("/baocao")
    await branch.secretary.tap("Kiểm phiếu")
    assert "0 + 0 + 1 + 0 + 2 = 3" in branch.secretary.answer.text


@pytest.mark.parametrize("deed", ["grade", "mark", "cast"])
async def test_twelve_people_tap_in_the_same_moment(town: World, deed: str) -> None:
    """Every one of twelve gets his own answer; nothing of one lands with another."""
    branch = await town.found("Chi bộ 12", (*TWELVE, "Người Thứ Mười Ba"))
    if deed == "grade":
        await branch.linked()
        await branch.reviewing()
        for person in branch.people.values():
            await person.send("/tudanhgia")
            while person.screen.text.startswith("Trước hết"):
                await person.tap("Không")
        shown = {name: branch[name].screen for name in TWELVE}
        await town.sandbox.at_once(*(branch[n].tap_stale(shown[n], "Tốt") for n in TWELVE))
        assert {_place(branch[name].screen.text) for name in TWELVE} == {2}
        return
    await branch.voting()
    for name in TWELVE:
        await branch.enter(name)
    if deed == "mark":
        shown = {name: branch[name].screen for name in TWELVE}
        await town.sandbox.at_once(*(branch[n].tap_stale(shown[n], HTT) for n in TWELVE))
        assert all("người 2/13" in branch[name].screen.text for name in TWELVE)
        return
    for name in TWELVE:
        await branch[name].tap("Xem lại và bỏ phiếu")
        await branch[name].tap("Bỏ phiếu")
    await town.sandbox.at_once(*(branch[name].tap("Đúng, bỏ phiếu") for name in TWELVE))
    codes = [inspection.receipts(branch[name]) for name in TWELVE]
    assert all(len(one) == 1 for one in codes)
    await branch.close()
    assert inspection.published(branch.group.texts) == sorted(one[0] for one in codes)


async def test_who_drums_on_a_button_gets_one_kind_word(town: World) -> None:
    """Thirty taps in one moment: the question is answered once, the rest are not worked off for
    minutes, and the next tap works."""
    branch = await (await town.found()).linked(THU, AN)
    await branch.reviewing()
    an = await branch.half_done(AN)
    place, shown = _place(an.screen.text), an.screen
    await town.sandbox.at_once(*(an.tap_stale(shown, "Tốt") for _ in range(9)))
    assert _place(an.screen.text) == place + 1
    await an.tap("Tốt")
    assert _place(an.screen.text) == place + 2


async def test_voting_and_closing_in_the_same_moment_is_one_or_the_other(town: World) -> None:
    """The secretary closes while all others cast: each is either told a code that is published, or
    told that it was too late, and then an earlier ballot of his counts."""
    branch = await (await town.found()).voting()
    earlier = dict(zip(VOTERS[:3], await branch.cast_blank(*VOTERS[:3]), strict=True))
    for name in VOTERS[1:]:
        person = await branch.enter(name)
        for _ in branch.names:
            await person.tap(HTT)
        await person.tap("Bỏ phiếu")
    thu = branch.secretary
    await thu.send("/ketthuc")
    await town.sandbox.at_once(
        branch[VOTERS[1]].tap("Đúng, bỏ phiếu"),
        branch[VOTERS[2]].tap("Đúng, bỏ phiếu"),
        thu.tap("Kết thúc và kiểm phiếu"),
        branch[VOTERS[3]].tap("Đúng, bỏ phiếu"),
        branch[VOTERS[4]].tap("Đúng, bỏ phiếu"),
    )
    await town.sandbox.wait(60)
    last = earlier | {name: code for name in VOTERS for code in inspection.receipts(branch[name])}
    assert inspection.published(branch.group.texts) == sorted(last.values())
    for name in VOTERS[1:]:
        if not inspection.receipts(branch[name]):
            assert "đã kết thúc" in branch[name].toasts[-1].text


def _place(text: str) -> int:
    """The number of the question on the screen."""
    head = next(line for line in text.split("\n") if line.startswith("Câu "))
    return int(head.removeprefix("Câu ").split("/")[0])
