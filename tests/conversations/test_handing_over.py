"""Handing over the secretary's post: two confirmations, and one secretary at every moment."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from storage import audit, roll
from storage.roll import Role, Standing
from tests.conversations.hall import Hall, assert_fits, drafts, hall
from tests.conversations.talk import Phone

HEIR = 2


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Hall]:
    """Six people; the fourth is on probation, the last one not linked."""
    async with hall(tmp_path, drafts(6, probationary=(3,)), unlinked=(5,)) as found:
        yield found


async def secretaries(room: Hall) -> list[int]:
    """The places on the roll of those who are secretary; one, always."""
    async with room.house.db.read() as tx:
        people = await roll.people(tx, room.branch.id)
    return [at for at, one in enumerate(people) if Role.SECRETARY in one.roles]


async def offered(room: Hall, heir: int = HEIR) -> Phone:
    """The secretary has offered the post, and the other was told; returns the other's phone."""
    phone = room.phone(0)
    await phone.command("dangvien")
    await phone.tap("🤝 Bàn giao chức bí thư")
    await phone.tap(room.people[heir].full_name)
    assert "rút lại được" in phone.text
    await phone.tap("🤝 Đúng, đề nghị")
    await room.sweep()
    return room.phone(heir)


async def test_both_confirm_and_the_rights_move_at_once(room: Hall) -> None:
    """Until the second yes the first is secretary; after it the other is, and both are told."""
    heir = await offered(room)
    assert "đề nghị bàn giao chức bí thư" in heir.text
    assert await secretaries(room) == [0]
    await heir.tap("✅ Tôi nhận")
    assert "Từ nay đồng chí là bí thư" in heir.text
    assert await secretaries(room) == [HEIR]
    await heir.command("dangvien")
    assert "Danh sách đảng viên" in heir.text
    await room.sweep()
    former = room.phone(0)
    assert "đã nhận chức bí thư" in former.text
    await former.command("dangvien")
    assert "không thuộc phần việc" in former.text
    async with room.house.db.read() as tx:
        actions = [one.action for one in await audit.entries(tx, room.branch.id)]
    assert {"secretary.offered", "secretary.taken"} <= set(actions)
    assert_fits(heir)


async def test_who_declines_changes_nothing_and_the_secretary_is_told(room: Hall) -> None:
    heir = await offered(room)
    await heir.tap("✖️ Tôi không nhận")
    await room.sweep()
    assert "đồng chí vẫn là bí thư" in room.phone(0).text
    assert await secretaries(room) == [0]
    await heir.command("trangchu")
    assert "bàn giao chức bí thư" not in heir.text


async def test_a_withdrawn_offer_cannot_be_taken(room: Hall) -> None:
    """The notice still stands on the other's phone; its button is answered kindly."""
    heir = await offered(room)
    _, accept = heir.button("✅ Tôi nhận")
    phone = room.phone(0)
    await phone.tap("✖️ Rút lại đề nghị")
    await heir.tap_data(accept.data)
    assert "không còn hiệu lực" in heir.toast
    assert await secretaries(room) == [0]


async def test_an_earlier_notice_does_not_take_a_later_offer(room: Hall) -> None:
    """Each yes is for the offer it was shown with."""
    heir = await offered(room)
    _, accept = heir.button("✅ Tôi nhận")
    await room.phone(0).tap("✖️ Rút lại đề nghị")
    await offered(room)
    await heir.tap_data(accept.data)
    assert "không còn hiệu lực" in heir.toast
    await heir.tap("✅ Tôi nhận")
    assert await secretaries(room) == [HEIR]


async def test_an_offer_lapses(room: Hall) -> None:
    heir = await offered(room)
    room.talk.now += timedelta(days=8)
    await heir.tap("✅ Tôi nhận")
    assert "không còn hiệu lực" in heir.toast
    assert await secretaries(room) == [0]


async def test_who_may_no_longer_be_secretary_cannot_take_it(room: Hall) -> None:
    """Put on probation, exempted or gone since: the offer does not stand any more."""
    heir = await offered(room)
    _, accept = heir.button("✅ Tôi nhận")
    phone = room.phone(0)
    person = room.people[HEIR].id
    await phone.tap_data(f"roll:stood:{person}:exempt")
    await heir.tap_data(accept.data)
    assert "không còn hiệu lực" in heir.toast
    assert await secretaries(room) == [0]


async def test_only_linked_official_members_are_offered_it(room: Hall) -> None:
    """On probation, not linked, oneself: not in the list, and a forged tap is refused."""
    phone = room.phone(0)
    await phone.command("dangvien")
    await phone.tap("🤝 Bàn giao chức bí thư")
    for who in (0, 3, 5):
        assert room.people[who].full_name not in phone.labels
        await phone.tap_data(f"roll:offer:{room.people[who].id}")
        assert phone.toasts[-1].alert
    assert room.people[1].full_name in phone.labels


async def test_nobody_takes_what_was_offered_to_another(room: Hall) -> None:
    """The button's data, sent by a third, moves nothing."""
    heir = await offered(room)
    _, accept = heir.button("✅ Tôi nhận")
    thief = room.phone(4)
    await thief.tap_data(accept.data)
    assert "không còn hiệu lực" in thief.toast
    assert await secretaries(room) == [0]


async def test_a_deputy_who_takes_it_is_deputy_no_more(room: Hall) -> None:
    """And a second tap on the same yes finds it done."""
    heir = await offered(room, 1)
    _, accept = heir.button("✅ Tôi nhận")
    await heir.tap("✅ Tôi nhận")
    await heir.tap_data(accept.data)
    async with room.house.db.read() as tx:
        people = await roll.people(tx, room.branch.id)
    assert people[1].roles == {Role.SECRETARY}
    assert people[0].roles == frozenset()
    assert people[0].standing is Standing.OFFICIAL


async def test_home_shows_the_offer_until_it_is_answered(room: Hall) -> None:
    """Also over a restart, without the notice."""
    heir = await offered(room)
    await room.restart()
    await heir.command("trangchu")
    assert "Bí thư đề nghị bàn giao" in heir.text
    await heir.tap("🤝 Xem đề nghị")
    await heir.tap("✅ Tôi nhận")
    assert await secretaries(room) == [HEIR]
