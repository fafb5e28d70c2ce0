"""What an inquisitive secretary finds out by tapping: nothing about one person."""

from datetime import timedelta
from pathlib import Path

import pytest

from conversations.joining import invite_link_payload
from conversations.turnouts import CALM, SETTLE, Turnouts, card_due
from storage import ballots, outbox, roll
from storage.ballots import Ballot, BallotState
from tests.conversations.hall import START, Hall, drafts, hall
from tests.conversations.talk import Phone

MEMBER = 5


def told(phone: Phone) -> str:
    """The number of the ballots returned on the secretary's screen."""
    return phone.text.split("Đã bỏ phiếu: ")[1].split("/")[0]


async def refreshed(h: Hall, ballot: Ballot) -> str:
    """What the secretary is told when he asks once more."""
    await h.phone(0).tap_data(f"ballot:status:{ballot.id}")
    return told(h.phone(0))


async def to_a_new_stretch(h: Hall, ballot: Ballot) -> None:
    """Let time pass to where a number has just been renewed."""
    _, due = card_due(h.talk.now + timedelta(seconds=CALM))
    h.talk.now = due
    await refreshed(h, ballot)


async def test_asking_again_tells_the_same_number_for_a_while(tmp_path: Path) -> None:
    """Between two looks of the secretary one person casts: only a later look tells it, the card
    and the question before closing likewise."""
    async with hall(tmp_path, drafts(7)) as h:
        ballot = await h.open()
        await h.cast_blank(ballot, 1, 2, 3)
        await to_a_new_stretch(h, ballot)
        assert told(h.phone(0)) == "3"
        await h.cast_blank(ballot, 4)
        assert await refreshed(h, ballot) == "3"
        await h.phone(0).command("ketthuc")
        assert "Số phiếu thu về: 3" in h.phone(0).text
        h.talk.now += timedelta(seconds=CALM)
        assert await refreshed(h, ballot) == "4"
        await h.close(ballot)
        (ended,) = await h.ballots()
        assert ended.figures is not None
        assert ended.figures.returned == 4


def test_a_card_never_tells_less_than_what_it_was_due_for() -> None:
    """Whoever asked before: when the card of a cast falls due, its number counts that cast."""
    for second in range(3 * CALM):
        cast_at = START + timedelta(seconds=second)
        turnouts = Turnouts()
        for early in range(2 * CALM):  # somebody asks all the time, before the cast and after
            asked = cast_at + timedelta(seconds=early - CALM)
            turnouts.told(1, int(asked >= cast_at), asked)
        _, due = card_due(cast_at)
        assert cast_at + SETTLE <= due <= cast_at + SETTLE + timedelta(seconds=CALM)
        assert turnouts.told(1, 1, due) == 1


@pytest.mark.parametrize("returned", [1, 2])
async def test_one_ballot_or_two_are_not_counted(tmp_path: Path, returned: int) -> None:
    """The secretary who would see how the first one marked is told to wait; nothing is stopped."""
    async with hall(tmp_path, drafts(7)) as h:
        ballot = await h.open()
        await h.cast_blank(ballot, *range(1, returned + 1))
        an = h.phone(0)
        await an.command("ketthuc")
        assert "Chưa kiểm phiếu được" in an.text
        assert "chưa đủ 3" in an.text
        assert not any("Kết thúc và kiểm phiếu" in label for label in an.labels)
        await an.tap_data(f"ballot:count:{ballot.id}")
        assert "chưa đủ 3" in an.toast
        (same,) = await h.ballots()
        assert same.state is BallotState.OPEN
        await h.cast_blank(ballot, *range(3, 6))
        await an.command("ketthuc")
        assert f"thu về: {returned}" in an.text  # asking to end tells no newer number either
        await an.tap("✅ Kết thúc và kiểm phiếu")
        (ended,) = await h.ballots()
        assert ended.figures is not None
        assert ended.figures.returned == returned + 3


async def test_the_first_ballot_does_not_show_before_the_calm_number_tells_it(
    tmp_path: Path,
) -> None:
    """Who asks again and again to end it is not shown the moment at which somebody votes."""
    async with hall(tmp_path, drafts(7)) as h:
        ballot = await h.open()
        an = h.phone(0)
        await an.command("ketthuc")
        before = an.text
        assert "thu về: 0" in before
        await h.cast_blank(ballot, 1)
        await an.command("ketthuc")
        assert an.text == before
        h.talk.now += timedelta(seconds=CALM)
        await an.command("ketthuc")
        assert "Chưa kiểm phiếu được" in an.text


async def test_two_ballots_past_the_closing_time_can_only_be_declared_void(tmp_path: Path) -> None:
    """No more can come: the screen says so, and offers the one thing that is left."""
    async with hall(tmp_path, drafts(7)) as h:
        ballot = await h.open()
        await h.phone(0).tap_data(f"ballot:set:{ballot.id}:1")
        await h.cast_blank(ballot, 1, 2)
        h.talk.now += timedelta(hours=1)
        an = h.phone(0)
        await an.command("ketthuc")
        assert "không đủ 3" in an.text
        await an.tap("⚠️ Hủy cuộc bỏ phiếu")
        await an.type("Ít phiếu quá, làm lại")
        await an.tap("⚠️ Đúng, hủy bỏ phiếu")
        (ended,) = await h.ballots()
        assert (ended.state, ended.figures) == (BallotState.VOID, None)


async def test_the_opening_button_is_put_into_the_group_once(tmp_path: Path) -> None:
    """Tapped twice it stands there once; it is moved to the end of the chat when asked for."""
    async with hall(tmp_path, drafts(7)) as h:
        an = h.phone(0)
        await an.command("bophieu")
        await an.tap("📣 Đưa nút mở vào nhóm")
        await h.sweep()
        before = h.group_texts
        await an.tap_data("ballot:post")
        assert "đã có trong nhóm" in an.text
        await h.sweep()
        assert h.group_texts == before
        assert await offers(h) == 1
        again = an.button("📣 Đưa xuống cuối nhóm")[1].data
        for _ in range(2):
            await an.tap_data(again)
        await h.sweep()
        assert await offers(h) == 2
        assert h.group_texts.count("🗳 Mở bỏ phiếu kín") == 1
        await an.tap_data("ballot:post:x")
        assert await offers(h) == 2


async def offers(h: Hall) -> int:
    """How many times the opening button was sent to the group."""
    async with h.house.db.read() as tx:
        rows = await outbox.messages(tx)
    return sum(row.kind == "ballot.offer" for row in rows)


async def link(h: Hall, who: int) -> str:
    """A fresh invitation's payload."""
    async with h.house.db.write() as tx:
        token = await roll.issue_invite(tx, h.people[who].id, h.talk.now, timedelta(days=1), None)
    return invite_link_payload(token)


async def joined(h: Hall, who: int) -> Phone:
    """He opens his link and says that it is he."""
    phone = h.talk.phone(4242, "Máy lạ")
    await phone.command("start", await link(h, who))
    await phone.tap("✅ Đúng là tôi")
    return phone


async def test_the_group_is_told_who_joins_while_a_ballot_waits_for_him(tmp_path: Path) -> None:
    """Whoever used another's link is seen by those in the room; the same account again is not."""
    async with hall(tmp_path, drafts(7), unlinked=[MEMBER]) as h:
        ballot = await h.open()
        phone = await joined(h, MEMBER)
        await phone.command("start", await link(h, MEMBER))
        await h.sweep()
        name = h.people[MEMBER].full_name
        assert h.group_texts.count(f"🔑 Đồng chí {name}") == 1
        assert "lên tiếng ngay" in h.group_texts
        async with h.house.db.read() as tx:
            assert await ballots.voter_slot(tx, ballot.id, h.people[MEMBER].id) is not None


async def test_who_joins_as_somebody_excused_is_told_too(tmp_path: Path) -> None:
    """Admitted afterwards he could vote: the room sees it before."""
    async with hall(tmp_path, drafts(7), unlinked=[MEMBER]) as h:
        await h.open(excused=[MEMBER])
        await joined(h, MEMBER)
        await h.sweep()
        assert f"🔑 Đồng chí {h.people[MEMBER].full_name}" in h.group_texts


async def test_nobody_else_is_announced(tmp_path: Path) -> None:
    """No ballot open, or none with an envelope for him: his joining is his own affair."""
    async with hall(tmp_path, drafts(7), unlinked=[MEMBER]) as h:
        await joined(h, MEMBER)
        await h.sweep()
        assert "🔑" not in h.group_texts
    async with hall(tmp_path / "b", drafts(7, probationary=[MEMBER]), unlinked=[MEMBER]) as h:
        await h.open()
        await joined(h, MEMBER)
        await h.sweep()
        assert "🔑" not in h.group_texts
