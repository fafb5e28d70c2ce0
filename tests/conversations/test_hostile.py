"""A hostile secretary, a fault at the worst moment: no vote shows, nothing false is said."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.sheets import SheetFiles
from conversations import router
from conversations.balloting import closing
from conversations.rolling.preview import LEAVE
from conversations.screen import Command, Event, Place, Say, Tap, Toast
from storage import roll
from storage.ballots import Ballot, BallotState
from tests.conversations.hall import GROUP, TITLE, Hall, drafts, hall

HTT = "Hoàn thành tốt nhiệm vụ"
VOTER, EXCUSED = 3, 5


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Hall]:
    async with hall(tmp_path, drafts(7)) as found:
        yield found


async def linked(room: Hall, who: int) -> int | None:
    """The account of the member at that place of the roll."""
    async with room.house.db.read() as tx:
        found = await roll.account_of_person(tx, room.people[who].id)
    return None if found is None else found.telegram_id


async def unlink(room: Hall, who: int) -> str:
    """The secretary tries to part somebody from his account, also by the button after the
    question; returns what he is told last."""
    secretary, person = room.phone(0), room.people[who]
    account = await linked(room, who)
    await secretary.tap_data(f"board:unlink:{person.id}")
    await secretary.tap_data(f"board:unlinked:{person.id}:{str(account)[-4:]}")
    return secretary.toast


async def test_nobody_takes_over_a_voter_while_the_ballot_is_open(room: Hall) -> None:
    """Unlinked and linked anew to the secretary's other phone he would show whether he has voted,
    and vote again: he stays linked until the voting has ended."""
    ballot = await room.open(excused=[EXCUSED])
    before = await linked(room, VOTER)
    for voted in (False, True):
        if voted:
            await room.vote(VOTER, ballot, *[HTT] * 7)
        said = await unlink(room, VOTER)
        assert "Đang bỏ phiếu kín" in said
        assert len(said) <= 200
        assert await linked(room, VOTER) == before
    assert "Đã gỡ liên kết" in await unlink(room, EXCUSED)
    await room.cast_blank(ballot, 0, 1)
    await room.close(ballot)
    assert "Đã gỡ liên kết" in await unlink(room, VOTER)
    assert await linked(room, VOTER) is None


async def test_the_refusal_tells_nothing_of_who_has_voted(room: Hall) -> None:
    """The same words before and after he has voted, but for the name."""
    ballot = await room.open()
    before = await unlink(room, VOTER)
    await room.vote(VOTER, ballot, *[HTT] * 7)
    assert await unlink(room, VOTER) == before


@pytest.mark.parametrize("data", ["roll:gone:{}:20261205", "roll:stood:{}:probationary"])
async def test_nobody_is_struck_off_while_he_may_vote(room: Hall, data: str) -> None:
    """Taken off the roll or given another standing he could not vote, though the frozen roll says
    so: that waits for the end of the voting.  Who has no envelope is not held up."""
    ballot = await room.open(excused=[EXCUSED])
    secretary = room.phone(0)
    await secretary.tap_data(data.format(room.people[VOTER].id))
    assert "sau khi kết thúc bỏ phiếu" in secretary.toast
    await room.cast_blank(ballot, VOTER, 0, 1)
    await secretary.tap_data(data.format(room.people[EXCUSED].id))
    assert "Đã ghi" in secretary.toast
    await room.close(ballot)
    await secretary.tap_data(data.format(room.people[VOTER].id))
    assert "Đã ghi" in secretary.toast


async def test_no_sheet_and_no_undoing_changes_who_may_vote(room: Hall) -> None:
    """A sheet without a voter, and a step back to another roll, wait for the end."""
    room.house.sheets = SheetFiles()
    secretary, first = room.phone(0), room.people[0]
    await secretary.command("dangvien")
    await secretary.tap("📤 Gửi bảng")
    sheet = f"Mã số;Họ và tên;Chức vụ\n{first.number};{first.full_name};bí thư\n"
    await secretary.send_file("a.csv", sheet.encode())
    (sure,) = [b.data for b in secretary.chat.messages[-1].buttons if "sure" in b.data]
    await secretary.tap_data(f"roll:given:{room.people[VOTER].id}:committee:1")
    await secretary.tap_data("roll:undo")
    _, undone = secretary.button("↩️ Đúng, hoàn tác")
    ballot = await room.open()
    for data in (sure.replace("sure", "write") + f":{LEAVE}", undone.data):
        await secretary.tap_data(data)
        assert "danh sách giữ nguyên" in secretary.toast
    await room.cast_blank(ballot, VOTER, 0, 1)
    await room.close(ballot)
    await secretary.tap_data(undone.data)
    assert "Đã hoàn tác" in secretary.toast
    await secretary.tap_data(sure)
    await secretary.tap("🚪 Đúng")
    assert "Đã ghi" in secretary.toast


@pytest.mark.parametrize(("votes", "refused"), [(0, False), (1, True), (2, True), (3, False)])
async def test_so_few_ballots_that_they_tell_are_not_counted(
    room: Hall, votes: int, refused: bool
) -> None:
    """Ended early, a result of one or two ballots would tell how they were marked."""
    ballot = await room.open()
    await room.cast_blank(ballot, *range(votes))
    secretary = room.phone(0)
    await secretary.command("ketthuc")
    assert ("Chưa kiểm phiếu được" in secretary.text) is refused


async def test_a_lone_paper_ballot_is_warned_of(room: Hall) -> None:
    """A latecomer on paper among phones: whoever counts his paper would know it as his."""
    ballot = await room.open(excused=[EXCUSED])
    secretary = room.phone(0)
    await secretary.tap_data(f"ballot:late:{ballot.id}:{room.people[EXCUSED].id}")
    assert "chỉ có 1 phiếu giấy" in secretary.text


async def failing(*_: object) -> Ballot:
    raise RuntimeError("the disk is full")


async def test_a_link_asked_for_twice_is_made_once(tmp_path: Path) -> None:
    """A shaky second tap would kill the link that was just shown; a later one is meant."""
    async with hall(tmp_path, drafts(5), unlinked=(3, 4)) as room:
        room.house.sheets = SheetFiles()
        secretary, who = room.phone(0), room.people[3]
        await secretary.tap_data(f"board:issue:{who.id}")
        token = re.search(r"start=i(\S+)", secretary.text)
        before = len(secretary.screens)
        await secretary.tap_data(f"board:issue:{who.id}")
        assert "vừa được cấp" in secretary.toast
        assert len(secretary.screens) == before
        assert token is not None
        async with room.house.db.read() as tx:
            found = await roll.invite(tx, token[1], room.talk.now)
        assert found is not None
        assert found.state == "open"
        await secretary.tap_data("board:linked")
        assert len(secretary.chat.files) == 1, "one of two has a link: the file is meant"
        await secretary.tap_data("board:linked")
        assert "vừa được cấp" in secretary.toast
        assert len(secretary.chat.files) == 1
        room.talk.now += timedelta(minutes=1)
        await secretary.tap_data("board:linked")
        assert len(secretary.chat.files) == 2


@pytest.mark.parametrize("group", [False, True])
async def test_what_was_saved_before_a_fault_is_not_denied(
    room: Hall, group: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Casting was stopped and the count broke off: nobody is told that nothing was changed."""
    ballot = await room.open()
    for who in range(3):
        await room.vote(who, ballot, *[HTT] * 7)
    monkeypatch.setattr(closing, "count", failing)
    place = Place(GROUP, True, TITLE) if group else Place(room.account(room.people[0]))
    tap = Tap(f"ballot:count:{ballot.id}", 1)
    event = Event(room.account(room.people[0]), "An", "vi", place, room.talk.now, tap)
    with pytest.raises(router.Unfinished) as raised:
        await router.answer(room.house, event)
    (now,) = await room.ballots()
    assert now.state is BallotState.CLOSING
    (said,) = router.apology(room.house, event, "x1", raised.value)
    assert isinstance(said, Toast)
    assert "đã được lưu" in said.text
    assert "x1" in said.text
    assert not re.search("chưa.*thay đổi", said.text)


async def test_an_answer_given_before_a_fault_is_still_given(room: Hall) -> None:
    """What the handler had to say comes first, then the apology; a group hears of none."""
    account = room.account(room.people[0])
    error = router.Unfinished((Toast("Đang làm."),))
    for place, many in ((Place(account), 2), (Place(GROUP, True, TITLE), 2)):
        event = Event(account, "An", "vi", place, room.talk.now, Tap("paper:all", 1))
        assert len(router.apology(room.house, event, "x1", error)) == many
    typed = Event(account, "An", "vi", Place(account), room.talk.now, Command("bieumau"))
    *_, last = router.apology(room.house, typed, "x1", error)
    assert isinstance(last, Say)
    loud = Event(account, "An", "vi", Place(GROUP, True, TITLE), room.talk.now, Command("hop"))
    assert router.apology(room.house, loud, "x1", error) == ()
