"""The group changes under an open ballot; strangers and nameless people in it; two branches."""

import pytest

from bot.sandbox import Person
from tests.end_to_end import inspection
from tests.end_to_end.world import AN, BINH, HTT, LINKED, PHO, THU, VOTERS, XS, Branch, World

OTHERS = ("Bùi Thị Hạnh", "Đỗ Văn Sáu", "Hồ Thị Bảy", "Tô Văn Tám", "Lý Văn Chín", "Vũ Văn Mười")


async def test_a_group_upgraded_during_the_ballot_keeps_its_card(town: World) -> None:
    """Two vote, the group becomes a supergroup, three vote: its card counts on, its end is told
    there with all five receipts."""
    branch = await (await town.found()).voting()
    codes = [await branch.vote(name) for name in VOTERS[:2]]
    await town.sandbox.wait(60)
    await branch.group.upgrade()
    codes += [await branch.vote(name) for name in VOTERS[2:]]
    await town.sandbox.wait(60)
    assert any("5/6" in text for text in branch.group.texts)
    await branch.close()
    assert inspection.published(branch.group.texts) == sorted(codes)


async def test_the_old_groups_button_still_opens_the_ballot_after_the_upgrade(town: World) -> None:
    """The card above the upgrade, which clients go on showing, leads to the same ballot; the
    secretary closes from the group."""
    branch = await (await town.found()).voting()
    an = branch[AN]
    await branch.group.upgrade()
    code = await branch.vote(AN)
    others = await branch.cast_blank(PHO, BINH)
    thu = branch.secretary
    await thu.send("/ketthuc", in_=branch.group)
    await thu.tap("Kết thúc và kiểm phiếu", in_=branch.group)
    await town.sandbox.wait(60)
    assert [code] == inspection.receipts(an)
    assert inspection.published(branch.group.texts) == sorted([code, *others])


async def test_an_upgrade_noticed_only_by_its_refusal_is_followed(town: World) -> None:
    """The bot is away while the group is upgraded; what it writes finds the new group."""
    branch = await (await town.found()).voting()
    code = await branch.vote(AN)
    others = await branch.cast_blank(PHO, BINH)
    await town.stop()
    await branch.group.upgrade()
    await town.start()
    await branch.close()
    assert inspection.published(branch.group.texts) == sorted([code, *others])


async def test_without_its_group_the_ballot_goes_on_in_private(town: World) -> None:
    """The bot is thrown out: the secretary is told, votes still count, closing works, the report
    comes; nothing is sent to the group."""
    branch = await (await town.found()).voting()
    an = await branch.enter(AN)
    await branch.group.remove_bot(by=branch[PHO])
    assert branch.name in branch.secretary.answer.text
    for _ in branch.names:
        await an.tap(HTT)
    await an.tap("Bỏ phiếu")
    await an.tap("Đúng, bỏ phiếu")
    assert len(inspection.receipts(an)) == 1
    await branch.cast_blank(PHO, BINH)
    calls = len(town.sandbox.calls)
    await branch.close()
    assert branch.group.id not in [call.chat_id for call in town.sandbox.calls[calls:]]
    await branch.secretary.send("/baocao")
    assert "Báo cáo" in branch.secretary.answer.text


async def test_a_bot_brought_back_has_its_card_again(town: World) -> None:
    """Thrown out and brought back by the secretary: confirmed anew, a card stands there again, and
    the end is told."""
    branch = await (await town.found()).voting()
    await branch.group.remove_bot(by=branch.secretary)
    await branch.group.add_bot(by=branch.secretary)
    await branch.secretary.tap("Đúng nhóm chi bộ", in_=branch.group)
    await town.sandbox.wait(60)
    assert any("0/6" in text for text in branch.group.texts)
    code = await branch.vote(AN)
    others = await branch.cast_blank(PHO, BINH)
    await branch.close()
    assert inspection.published(branch.group.texts) == sorted([code, *others])


async def test_a_silenced_group_holds_up_no_vote(town: World) -> None:
    """The bot may not write in the group any more: voting and closing work all the same."""
    branch = await (await town.found()).voting()
    await branch.group.demote_bot(by=branch.secretary)
    branch.group.silence()
    for name in VOTERS:
        await branch.vote(name)
    await branch.close()
    await branch.secretary.send("/baocao")
    assert "Báo cáo" in branch.secretary.answer.text


async def test_a_stranger_in_the_group_gets_nothing_of_the_ballot(town: World) -> None:
    """Somebody who is in the group but on no roll follows the card and taps the secretary's
    buttons: kind words, no name, no change."""
    branch = await (await town.found()).voting()
    stranger = town.sandbox.person("Người Lạ")
    await branch.group.add(stranger)
    with town.unchanged():
        await stranger.open_link(f"{town.sandbox.link}?start=b1")
        await stranger.open_link(f"{town.sandbox.link}?start=b0")
        for data in ("ballot:count:1", "ballot:close:1", "vote:open:1", "group:refuse:1"):
            assert await stranger.forge(data, branch.card)
        await stranger.send("/ketthuc", in_=branch.group)
        await stranger.send("/bophieu", in_=branch.group)
    said = "\n".join(shown.text for shown in stranger.screen_of() if shown.by_bot)
    for name in (*branch.names, "2018"):
        assert name not in said


async def test_an_anonymous_administrator_is_nobody(town: World) -> None:
    """Even the secretary, writing as the group, closes nothing; as himself he does."""
    branch = await (await town.found()).voting()
    code = await branch.vote(AN)
    thu = branch.secretary
    await branch.group.promote(thu, anonymous=True)
    with town.unchanged():
        await thu.send("/ketthuc", in_=branch.group)
        await thu.send("/bophieu", in_=branch.group)
        await thu.send("/nhom", in_=branch.group)
    assert "ẩn danh" in branch.group.texts[-1]
    await branch.group.promote(thu, anonymous=False)
    others = await branch.cast_blank(PHO, BINH)
    await branch.close()
    assert inspection.published(branch.group.texts) == sorted([code, *others])


async def test_only_the_secretary_opens_what_he_prepared(town: World) -> None:
    """Members, a stranger and the deputy's neighbour tap the opening button: nothing opens."""
    branch = await (await town.found()).linked()
    await branch.bound()
    await branch.reviewing()
    await branch.heard()
    stranger = town.sandbox.person("Người Lạ")
    await branch.group.add(stranger)
    await branch.secretary.send("/bophieu")
    await branch.secretary.tap("Đưa nút mở vào nhóm")
    with town.unchanged():
        for one in (branch[AN], branch[BINH], stranger):
            assert await one.tap("Mở bỏ phiếu kín", in_=branch.group)
    await branch[PHO].tap("Mở bỏ phiếu kín", in_=branch.group)
    assert len(town.dump()["ballot"]) == 1


async def test_secretary_and_deputy_opening_at_once_open_one_ballot(town: World) -> None:
    """Both tap the button in the same moment: one ballot, one card."""
    branch = await (await town.found()).linked()
    await branch.bound()
    await branch.reviewing()
    await branch.heard()
    await branch.secretary.send("/bophieu")
    await branch.secretary.tap("Đưa nút mở vào nhóm")
    offer = branch.group.messages[-1]
    deeds = [branch[name].tap_stale(offer, "Mở bỏ phiếu kín") for name in (THU, PHO)]
    await town.sandbox.at_once(*deeds)
    assert len(town.dump()["ballot"]) == 1
    assert len([one for one in branch.group.messages if "🗳 Bỏ phiếu" in one.labels]) == 1


# ── two branches side by side ────────────────────────────────────────────────────────────────


async def two(town: World) -> tuple[Branch, Branch]:
    one = await (await town.found()).voting()
    other = await (await town.found("Chi bộ 9", OTHERS)).voting()
    return one, other


async def test_two_branches_vote_side_by_side(town: World) -> None:
    """Their ballots run at once; each group is told its own receipts, each secretary his own
    members' report."""
    one, other = await two(town)
    mine = [await one.vote(name, XS) for name in VOTERS]
    theirs = [await other.vote(name, HTT, of=len(OTHERS)) for name in OTHERS[:-1]]
    await one.close()
    await other.close()
    assert inspection.published(one.group.texts) == sorted(mine)
    assert inspection.published(other.group.texts) == sorted(theirs)
    for branch, strangers in ((one, OTHERS), (other, LINKED)):
        said = "\n".join(text for person in branch.people.values() for text in person.sees)
        for name in strangers:
            assert name not in said


async def test_a_member_of_another_branch_in_the_group_changes_nothing(town: World) -> None:
    """The other secretary is let into this group: he neither votes, closes, opens nor rebinds."""
    one, other = await two(town)
    guest = other.secretary
    await one.group.add(guest)
    with town.unchanged():
        await guest.open_link(f"{town.sandbox.link}?start=b1")
        assert "không có" in guest.answer.text
        for data in ("ballot:count:1", "group:bind:1", "group:bind:2", "group:refuse:1"):
            assert await guest.forge(data, one.card)
        for command in ("ketthuc", "bophieu", "nhom"):
            await guest.send(f"/{command}", in_=one.group)
        await guest.forge("ballot:count:1")
        await guest.forge("report:show:1")
        await guest.forge("report:file:1")
    assert not guest.files
    said = "\n".join(guest.sees)
    for name in one.names:
        assert name not in said


@pytest.mark.parametrize("who", ["stranger", "member", "secretary"])
async def test_a_bot_added_to_a_strange_group_leaves_or_asks(town: World, who: str) -> None:
    """A stranger's and a member's group are left kindly; a secretary's second group asks."""
    branch = await (await town.found()).voting()
    adder: Person = {
        "stranger": town.sandbox.person("Người Lạ"),
        "member": branch[AN],
        "secretary": branch.secretary,
    }[who]
    strange = town.sandbox.group("Nhóm khác", adder)
    with town.unchanged():
        await strange.add_bot(by=adder)
        await strange.rename("Nhóm khác nữa", by=adder)
    assert strange.texts
    if who == "secretary":
        await adder.tap("Chuyển sang nhóm này", in_=strange)
        await town.sandbox.wait(60)
        assert any("0/6" in text for text in strange.texts)
    else:
        assert branch.name not in "\n".join(strange.texts)
