"""Taps on old messages, twice, out of order, on somebody else's; updates that come again."""

from tests.end_to_end import inspection
from tests.end_to_end.world import AN, BINH, HN, HTT, PHO, THU, VOTERS, World


async def test_old_questions_do_not_undo_newer_answers(town: World) -> None:
    """The fifth question's message once more: an answer there is that question's, no other's."""
    branch = await (await town.found()).linked(THU, AN)
    await branch.reviewing()
    an = await branch.half_done(AN)
    shown = an.screen
    await an.tap("Tốt")
    await an.tap("Tốt")
    await an.tap_stale(shown, "Kém")
    await an.tap("Xem tổng hợp")
    (worst,) = [line for line in an.screen.text.split("\n") if line.startswith("Kém")]
    assert worst.endswith(" 5")


async def test_after_submitting_old_buttons_change_nothing(town: World) -> None:
    """Grades, levels and “Nộp” on messages from before are answered, and change nothing."""
    branch = await (await town.found()).linked(THU, AN)
    await branch.reviewing()
    an = await branch.half_done(AN)
    question = an.screen
    while "Câu " in an.screen.text.split("\n")[0]:
        await an.tap("Tốt")
    await an.tap("Bỏ qua")
    level = an.screen
    await an.tap(HTT)
    overview = an.screen
    await an.tap("Nộp")
    with town.unchanged():
        await an.tap_stale(question, "Kém")
        await an.tap_stale(level, HN)
        await an.tap_stale(overview, "Nộp")
        await an.replay()
    assert any("Đã nộp" in text for text in an.sees)


async def test_submitting_twice_at_once_submits_once(town: World) -> None:
    """The same “Nộp” tapped twice in one moment, and its update once more a day later."""
    branch = await (await town.found()).linked(THU, AN)
    await branch.reviewing()
    an = await branch.half_done(AN)
    while "Câu " in an.screen.text.split("\n")[0]:
        await an.tap("Tốt")
    await an.tap("Bỏ qua")
    await an.tap(HTT)
    overview = an.screen
    await town.sandbox.at_once(an.tap_stale(overview, "Nộp"), an.tap_stale(overview, "Nộp"))
    assert "Đã nộp" in an.screen.text
    await town.sandbox.wait(86_400)
    with town.unchanged():
        await an.replay()


async def test_a_cast_that_comes_twice_counts_once(town: World) -> None:
    """The update of “Đúng, bỏ phiếu” is handed over again: one ballot, one valid receipt."""
    branch = await (await town.found()).voting()
    code = await branch.vote(AN)
    with town.unchanged():
        await branch[AN].replay()
        await branch[AN].replay()
    others = await branch.cast_blank(THU, BINH)
    await branch.close()
    assert inspection.receipts(branch[AN]) == [code]
    assert inspection.published(branch.group.texts) == sorted([code, *others])


async def test_two_taps_at_once_on_cast_cast_once(town: World) -> None:
    """One receipt, and it is the one that is published."""
    branch = await (await town.found()).voting()
    an = await branch.enter(AN)
    for _ in branch.names:
        await an.tap(HTT)
    await an.tap("Bỏ phiếu")
    asked = an.screen
    await town.sandbox.at_once(*(an.tap_stale(asked, "Đúng, bỏ phiếu") for _ in range(3)))
    if not inspection.receipts(an):
        await an.tap("Đúng, bỏ phiếu")
    others = await branch.cast_blank(THU, BINH)
    await branch.close()
    codes = [*others, inspection.receipts(an)[-1]]
    assert inspection.published(branch.group.texts) == sorted(codes)


async def test_a_closing_that_comes_twice_closes_once(town: World) -> None:
    """“Kết thúc và kiểm phiếu” twice at once, replayed, and again from the old message: the group
    is told once, and the figures stay."""
    branch = await (await town.found()).voting()
    codes = [await branch.vote(name) for name in VOTERS]
    thu = branch.secretary
    await thu.send("/ketthuc")
    asked = thu.screen
    deeds = [thu.tap_stale(asked, "Kết thúc và kiểm phiếu") for _ in range(2)]
    await town.sandbox.at_once(*deeds)
    await town.sandbox.wait(60)
    with town.unchanged():
        await thu.replay()
        await thu.tap_stale(asked, "Kết thúc và kiểm phiếu")
        await branch[PHO].forge("ballot:count:1")
        await town.sandbox.wait(60)
    assert inspection.published(branch.group.texts) == sorted(codes)
    assert len([text for text in branch.group.texts if "đã kết thúc" in text]) <= 2


async def test_secretary_and_deputy_closing_at_once_close_once(town: World) -> None:
    """Both have the question on their screens and tap in the same moment."""
    branch = await (await town.found()).voting()
    codes = [await branch.vote(name) for name in (THU, AN, BINH)]
    thu, pho = branch[THU], branch[PHO]
    await thu.send("/ketthuc")
    await pho.send("/ketthuc")
    await town.sandbox.at_once(thu.tap("Kết thúc và kiểm phiếu"), pho.tap("Kết thúc và kiểm phiếu"))
    await town.sandbox.wait(60)
    assert inspection.published(branch.group.texts) == sorted(codes)
    for person in (thu, pho):
        assert "kết thúc" in person.answer.text or "Báo cáo" in person.answer.text


async def test_marks_out_of_order_are_the_marks_of_their_subjects(town: World) -> None:
    """An old screen of the first subject tapped from the fourth changes the first alone."""
    branch = await (await town.found()).voting()
    an = await branch.enter(AN)
    first = an.screen
    for _ in range(3):
        await an.tap(HTT)
    await an.tap_stale(first, HN)
    await an.tap("Xem lại và bỏ phiếu")
    assert f"1. {THU}: {HN}" in an.screen.text
    assert f"2. {PHO}: {HTT}" in an.screen.text
    assert "Đã chọn: 3" in an.screen.text


async def test_after_casting_an_old_ballot_does_not_come_back(town: World) -> None:
    """The marks on messages from before casting are answered, never cast."""
    branch = await (await town.found()).voting()
    an = await branch.enter(AN)
    first = an.screen
    for _ in branch.names:
        await an.tap(HTT)
    whole = an.screen
    await an.tap("Bỏ phiếu")
    asked = an.screen
    await an.tap("Đúng, bỏ phiếu")
    with town.unchanged():
        for shown, label in ((first, HN), (whole, "Bỏ phiếu"), (asked, "Đúng, bỏ phiếu")):
            assert await an.tap_stale(shown, label)
    assert len(inspection.receipts(an)) == 1


async def test_after_the_end_every_old_button_says_so(town: World) -> None:
    """The card, a subject, the last question: each tells that the voting has ended, and shows no
    mark any more."""
    branch = await (await town.found()).voting()
    await branch.cast_blank(THU, PHO, BINH)
    an = await branch.enter(AN)
    first = an.screen
    for _ in branch.names:
        await an.tap(HTT)
    await an.tap("Bỏ phiếu")
    asked = an.screen
    await branch.close()
    with town.unchanged():
        toast = await an.tap_stale(asked, "Đúng, bỏ phiếu")
        assert "đã kết thúc" in (toast or "")
        await an.tap_stale(first, HN)
        await an.open_link(f"{town.sandbox.link}?start=b1")
    assert "kết thúc" in an.answer.text
    assert HTT not in an.screen_of()[-1].text
    assert len(inspection.published(branch.group.texts)) == 3


async def test_the_live_message_may_be_deleted(town: World) -> None:
    """He deletes the ballot's message and taps what his other phone still shows: it goes on in a
    new message."""
    branch = await (await town.found()).voting()
    an = await branch.enter(AN)
    shown = an.screen
    an.delete(shown)
    await an.tap_stale(shown, HTT)
    assert "người 2/7" in an.screen.text
    await an.tap(HTT)
    assert "người 3/7" in an.screen.text


async def test_the_opening_button_opens_one_ballot(town: World) -> None:
    """After the count, an old tap on the opening button is stale: no second ballot."""
    branch = await (await town.found()).linked()
    await branch.bound()
    await branch.reviewing()
    await branch.heard()
    thu = branch.secretary
    await thu.send("/bophieu")
    await thu.tap("Đưa nút mở vào nhóm")
    offer = branch.group.messages[-1]
    await thu.tap("Mở bỏ phiếu kín", in_=branch.group)
    await branch.cast_blank(THU, AN, BINH)
    await branch.close()
    with town.unchanged():
        await thu.tap_stale(offer, "Mở bỏ phiếu kín")
