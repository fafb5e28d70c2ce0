"""The member's side: a private ballot that a thumb can fill in, cast once and cast anew."""

import asyncio
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conversations import router, voting
from conversations.packing import pack, unpack
from conversations.screen import Command, Event, Place, Tap
from storage import audit, ballots, outbox, roll
from storage.ballots import Ballot
from storage.roll import BranchDraft
from tests.conversations.hall import Hall, assert_fits, drafts, hall, name_of
from tests.conversations.talk import Phone

XS, HTT = "Hoàn thành xuất sắc nhiệm vụ", "Hoàn thành tốt nhiệm vụ"
HN, KHT = "Hoàn thành nhiệm vụ", "Không hoàn thành nhiệm vụ"
YES = "✅ Đúng, bỏ phiếu"


async def started(h: Hall, who: int, ballot: Ballot) -> Phone:
    phone = await h.enter(who, ballot)
    await phone.tap("▶️ Bắt đầu")
    return phone


async def results(h: Hall) -> list[dict[str, int]]:
    figures = (await h.ballots())[-1].figures
    assert figures is not None
    return [{**one.votes, "blank": one.blank} for one in figures.subjects]


async def test_the_cover_promises_and_marks_nothing(tmp_path: Path) -> None:
    """What it asks, the one line of the promise, and no mark on any subject."""
    async with hall(tmp_path, drafts(6)) as h:
        ballot = await h.open()
        phone = await h.enter(2, ballot)
        assert "Phiếu có 6 người cần xếp loại" in phone.text
        assert "Bí thư và đảng viên khác không xem được đồng chí chọn gì" in phone.text
        await phone.tap("▶️ Bắt đầu")
        assert "người 1/6" in phone.text
        assert "không xem được đồng chí chọn gì" in phone.text
        assert not any("✅" in label for label in phone.labels)
        await phone.tap("📋 Xem lại")
        assert phone.text.count("để trống") == 6 + 1
        assert "Đã chọn: 0 · để trống: 6" in phone.text


async def test_a_mark_moves_on_and_the_end_is_the_whole(tmp_path: Path) -> None:
    """One tap a subject; after the last the whole ballot is shown with every mark and blank."""
    async with hall(tmp_path, drafts(6)) as h:
        ballot = await h.open()
        phone = await started(h, 1, ballot)
        for number, mark in enumerate((XS, HTT, HN, KHT, "⬜ Để trống", HTT), 1):
            assert f"người {number}/6" in phone.text
            assert name_of(number - 1) in phone.text
            await phone.tap(mark)
        assert f"1. {name_of(0)}: {XS}" in phone.text
        assert f"4. {name_of(3)}: {KHT}" in phone.text
        assert f"5. {name_of(4)}: để trống" in phone.text
        assert "chưa được bỏ vào hòm" in phone.text


async def test_back_next_jump_and_change(tmp_path: Path) -> None:
    """Back, next, a jump to a number, to the first blank; a mark can be changed and cleared."""
    async with hall(tmp_path, drafts(6)) as h:
        ballot = await h.open()
        phone = await started(h, 1, ballot)
        await phone.tap(HTT)
        await phone.tap("‹ Người trước")
        assert "✅ " + HTT in phone.labels
        await phone.tap("Người sau ›")
        await phone.tap("Người sau ›")
        assert "người 3/6" in phone.text
        await phone.tap("📋 Xem lại")
        await phone.tap("Đến chỗ còn trống")
        assert "người 2/6" in phone.text
        await phone.tap("📋 Xem lại")
        await phone.tap("1")
        await phone.tap("⬜ Để trống")
        await phone.tap("‹ Người trước")
        assert not any("✅" in label for label in phone.labels)


async def test_casting_leaves_no_choice_on_the_screen(tmp_path: Path) -> None:
    """After casting neither text nor button data of any message holds a mark; the receipt stays."""
    async with hall(tmp_path, drafts(6)) as h:
        ballot = await h.open()
        code = await h.vote(1, ballot, XS, HTT, HN, KHT, None, HTT)
        phone = h.phone(1)
        for message in phone.chat.messages:
            assert not any(level in message.text for level in (XS, HTT, HN, KHT))
            for button in message.buttons:
                assert unpack(button.data.split(":")[-1], 6, 4) is None
        assert "Phiếu của đồng chí đã vào hòm" in phone.screens[-2]
        assert phone.text.startswith(f"🧾 Mã biên nhận của đồng chí: {code}")
        assert "Mã không cho biết đồng chí chọn gì" in phone.text
        assert sum(code in text for text in phone.screens) == 1


async def test_the_count_is_what_was_cast(tmp_path: Path) -> None:
    """Marks and blanks of all voters come out as totals; a ballot not returned is in none."""
    async with hall(tmp_path, drafts(6)) as h:
        ballot = await h.open()
        await h.vote(0, ballot, XS, HTT, HTT, HTT, HTT, None)
        await h.vote(1, ballot, XS, XS, HTT, HTT, None, None)
        await h.vote(2, ballot, HTT, HTT, HTT, KHT, None, None)
        await h.close(ballot)
        found = await results(h)
        assert found[0] == {"XS": 2, "HTT": 1, "HN": 0, "KHT": 0, "blank": 0}
        assert found[3] == {"XS": 0, "HTT": 2, "HN": 0, "KHT": 1, "blank": 0}
        assert found[5] == {"XS": 0, "HTT": 0, "HN": 0, "KHT": 0, "blank": 3}


async def test_a_blank_ballot_is_a_ballot(tmp_path: Path) -> None:
    """Someone may cast nothing but blanks: warned, returned, counted as blank."""
    async with hall(tmp_path, drafts(6)) as h:
        ballot = await h.open()
        phone = await started(h, 1, ballot)
        await phone.tap("📋 Xem lại")
        await phone.tap("🗳 Bỏ phiếu")
        assert "Cả phiếu đang để trống" in phone.text
        await phone.tap(YES)
        await h.sweep()
        assert "Đã bỏ phiếu: 1/6" in h.card
        await h.vote(2, ballot, *[HTT] * 6)
        await h.vote(3, ballot, *[HTT] * 6)
        await h.close(ballot)
        assert all((line["blank"], line["HTT"]) == (1, 2) for line in await results(h))


async def test_casting_anew_starts_blank_and_replaces(tmp_path: Path) -> None:
    """The second ballot shows nothing of the first, gets a new receipt, and is the one counted."""
    async with hall(tmp_path, drafts(6)) as h:
        ballot = await h.open()
        first = await h.vote(1, ballot, *[KHT] * 6)
        phone = h.phone(1)
        await phone.tap("🗳 Bỏ phiếu lại")
        assert "Đồng chí đã bỏ phiếu rồi" in phone.screens[0]
        await phone.tap("🗳 Bỏ phiếu lại")
        await phone.tap("📋 Xem lại")
        assert "Đã chọn: 0 · để trống: 6" in phone.screens[0]
        await phone.tap("1")
        for _ in range(6):
            await phone.tap(HTT)
        await phone.tap("🗳 Bỏ phiếu")
        await phone.tap(YES)
        await h.cast_blank(ballot, 2, 3)
        ended = await h.close(ballot)
        assert ended.figures is not None
        assert ended.figures.returned == 3
        assert first not in ended.figures.codes
        assert (await results(h))[0]["HTT"] == 1


async def test_two_quick_taps_both_count(tmp_path: Path) -> None:
    """Taps with the same old draft in their buttons: the memory's copy makes both count."""
    async with hall(tmp_path, drafts(6)) as h:
        ballot = await h.open()
        phone = await started(h, 1, ballot)
        old = phone.button(XS)[1].data
        await phone.tap_data(old)
        marks = [0] * 6
        await phone.tap_data(f"vote:m:{pack(ballot.id, 3, 2, marks)}")  # drawn before the first
        await phone.tap("📋 Xem lại")
        assert f"1. {name_of(0)}: {XS}" in phone.text
        assert f"4. {name_of(3)}: {HTT}" in phone.text


async def test_a_shaky_second_tap_does_not_mark_the_next(tmp_path: Path) -> None:
    """Within 0.7 s of the screen's change a tap on the same spot is not taken for the next."""
    async with hall(tmp_path, drafts(6)) as h:
        ballot = await h.open()
        phone = await started(h, 1, ballot)
        await phone.tap(KHT, after=2)
        await phone.tap(KHT, after=0.3)
        assert "chạm hơi nhanh" in phone.toast
        assert "người 2/6" in phone.text
        await phone.tap(HTT, after=1)
        await phone.tap("📋 Xem lại")
        assert f"2. {name_of(1)}: {HTT}" in phone.text
        assert "Đã chọn: 2" in phone.text


async def test_the_same_button_twice_marks_once(tmp_path: Path) -> None:
    """A tap names its subject, so sending it twice changes nothing and shows the same screen."""
    async with hall(tmp_path, drafts(6)) as h:
        ballot = await h.open()
        phone = await started(h, 1, ballot)
        data = phone.button(HTT)[1].data
        await phone.tap_data(data)
        shown = phone.text
        await phone.do(Tap(data, phone.chat.messages[-1].number), after=0.1)
        assert phone.text == shown
        assert "Đã chọn: 1" in phone.text


async def test_a_shaky_second_tap_does_not_cast(tmp_path: Path) -> None:
    """The question before casting is not answered by the tap that brought it up."""
    async with hall(tmp_path, drafts(6)) as h:
        ballot = await h.open()
        phone = await started(h, 1, ballot)
        await phone.tap("📋 Xem lại")
        await phone.tap("🗳 Bỏ phiếu")
        await phone.tap(YES, after=0.2)
        assert "chạm hơi nhanh" in phone.toast
        await phone.tap(YES)
        assert "Mã biên nhận" in phone.text


async def test_casting_twice_by_one_button_gives_one_receipt(tmp_path: Path) -> None:
    """A double tap on «Đúng, bỏ phiếu» is told that the ballot is in the box already."""
    async with hall(tmp_path, drafts(6)) as h:
        ballot = await h.open()
        phone = await started(h, 1, ballot)
        await phone.tap(HTT)
        await phone.tap("📋 Xem lại")
        await phone.tap("🗳 Bỏ phiếu")
        message, button = phone.button(YES)
        await phone.tap_data(button.data, message.number)
        receipt = phone.text
        await phone.tap_data(button.data, message.number)
        assert "đã vào hòm" in phone.toast
        assert phone.text == receipt
        assert len(phone.screens) == 2


async def test_an_old_button_does_not_revive_a_cast_draft(tmp_path: Path) -> None:
    """After casting, a button drawn before it shows nothing of what was chosen."""
    async with hall(tmp_path, drafts(6)) as h:
        ballot = await h.open()
        phone = await started(h, 1, ballot)
        await phone.tap(KHT)
        old = phone.button(HTT)[1].data
        await phone.tap("📋 Xem lại")
        await phone.tap("🗳 Bỏ phiếu")
        await phone.tap(YES)
        await phone.tap_data(old, phone.chat.messages[0].number)
        assert "đã vào hòm" in phone.toast
        await phone.tap("🗳 Bỏ phiếu lại")
        await phone.tap("🗳 Bỏ phiếu lại")
        await phone.tap_data(old, phone.chat.messages[0].number)
        await phone.tap("📋 Xem lại")
        assert "Đã chọn: 1" in phone.screens[0]
        assert KHT not in phone.screens[0]


async def test_a_restart_in_the_middle_loses_nothing_on_the_screen(tmp_path: Path) -> None:
    """Memory gone: the button's own copy of the draft counts, to the end."""
    async with hall(tmp_path, drafts(6)) as h:
        ballot = await h.open()
        phone = await started(h, 1, ballot)
        for mark in (XS, HTT, HN):
            await phone.tap(mark)
        await h.restart()
        await phone.tap(KHT)
        await phone.tap(HTT)
        await h.restart()
        await phone.tap(HTT)
        assert f"3. {name_of(2)}: {HN}" in phone.text
        assert f"4. {name_of(3)}: {KHT}" in phone.text
        await h.restart()
        await phone.tap("🗳 Bỏ phiếu")
        await h.restart()
        await phone.tap(YES)
        await h.cast_blank(ballot, 2, 3)
        await h.close(ballot)
        found = await results(h)
        assert [line["XS"] for line in found] == [1, 0, 0, 0, 0, 0]
        assert [line["HTT"] for line in found] == [0, 1, 0, 0, 1, 1]


async def test_coming_back_goes_on_where_one_was(tmp_path: Path) -> None:
    """Leaving for the home screen and opening the ballot again continues at the first blank."""
    async with hall(tmp_path, drafts(6)) as h:
        ballot = await h.open()
        phone = await started(h, 1, ballot)
        await phone.tap(XS)
        await phone.tap(HTT)
        await phone.tap_data(f"vote:open:{ballot.id}", 0)
        assert "người 3/6" in phone.text
        assert len(phone.screens) == 1


async def test_the_link_opens_the_private_ballot(tmp_path: Path) -> None:
    """The card's link brings a new message with the ballot; the older one is gone."""
    async with hall(tmp_path, drafts(6)) as h:
        ballot = await h.open()
        phone = h.phone(1)
        await _link(h, phone, ballot.id)
        await phone.tap("▶️ Bắt đầu")
        await phone.tap(XS)
        await _link(h, phone, ballot.id)
        assert "người 2/6" in phone.text
        assert len(phone.screens) == 1


async def test_levels_above_the_ceiling_are_not_offered(tmp_path: Path) -> None:
    """Confirmed sick leave of three months: at most HN on the ballot; why: the clause alone."""
    async with hall(tmp_path, drafts(6)) as h:
        await h.fact(0, "sick_leave_months", 4)
        ballot = await h.open()
        phone = await started(h, 1, ballot)
        assert XS not in phone.labels
        assert HTT not in phone.labels
        assert HN in phone.labels
        await phone.tap("Vì sao?")
        assert "II.B.6" in phone.text
        assert "ốm" not in phone.text
        assert "4" not in phone.text.replace("II.B.6", "")
        await phone.tap("‹ Quay lại")
        await phone.tap(HN)
        assert XS in phone.labels
        assert "Vì sao?" not in phone.labels


async def test_an_unconfirmed_or_unknown_fact_rules_nothing_out(tmp_path: Path) -> None:
    """What a member said of himself, or nobody knows, leaves every level on the ballot."""
    async with hall(tmp_path, drafts(6)) as h:
        await h.fact(0, "targets_done", 10, confirmed=False)
        ballot = await h.open()
        assert all(len(subject.options) == 4 for subject in ballot.subjects)


async def test_what_is_offered_is_frozen_at_opening(tmp_path: Path) -> None:
    """A fact confirmed after opening takes no level off the ballot."""
    async with hall(tmp_path, drafts(6)) as h:
        ballot = await h.open()
        await h.fact(0, "sick_leave_months", 4)
        phone = await started(h, 1, ballot)
        assert XS in phone.labels


async def test_the_probationary_are_rated_but_get_no_ballot(tmp_path: Path) -> None:
    """On the ballot as a subject; told kindly, with the source, that he does not vote yet."""
    async with hall(tmp_path, drafts(7, probationary=[6])) as h:
        ballot = await h.open()
        assert name_of(6) in [subject.name for subject in ballot.subjects]
        phone = h.phone(6)
        await _link(h, phone, ballot.id)
        assert "chưa có quyền biểu quyết (Điều lệ Đảng, Điều 5)" in phone.text
        await phone.tap_data(f"vote:open:{ballot.id}")
        await phone.tap_data(f"vote:y:{pack(ballot.id, 0, 0, [1] * 7)}")
        await h.sweep()
        assert "Đã bỏ phiếu: 0/6" in h.card


async def test_whoever_came_onto_the_roll_later_has_no_vote(tmp_path: Path) -> None:
    """The roll is frozen at opening: a later member is told so."""
    async with hall(tmp_path, drafts(6, probationary=[5])) as h:
        ballot = await h.open()
        async with h.house.db.write() as tx:
            await roll.write_roll(tx, BranchDraft(h.branch.name), drafts(6), None, h.talk.now)
        phone = h.phone(5)
        await phone.tap_data(f"vote:open:{ballot.id}")
        assert "không có trong danh sách bỏ phiếu" in phone.toast
        await phone.tap_data(f"vote:y:{pack(ballot.id, 0, 0, [1] * 6)}")
        assert "không có trong danh sách bỏ phiếu" in phone.toast
        async with h.house.db.read() as tx:
            assert (await ballots.turnout(tx, ballot.id)).returned == 0


async def test_a_voter_of_another_branch_sees_nothing(tmp_path: Path) -> None:
    """Ids of another branch's ballot are answered as if there were none."""
    async with hall(tmp_path, drafts(6)) as h:
        ballot = await h.open()
        other = await h.secretary_of_another_branch()
        blank = [0] * 6
        for data in (
            f"vote:open:{ballot.id}",
            f"vote:n:{pack(ballot.id, 0, 0, blank)}",
            f"vote:g:{pack(ballot.id, 0, 0, blank)}",
            f"vote:y:{pack(ballot.id, 0, 0, blank)}",
        ):
            await other.tap_data(data)
            assert "không có cuộc bỏ phiếu này" in other.toast
        assert not other.screens


async def test_too_late_is_told_and_not_counted(tmp_path: Path) -> None:
    """A tap that comes after the end: told that it is not counted, and its marks vanish."""
    async with hall(tmp_path, drafts(6)) as h:
        ballot = await h.open()
        await h.vote(2, ballot, *[HTT] * 6)
        phone = await started(h, 1, ballot)
        for _ in range(6):
            await phone.tap(KHT)
        await phone.tap("🗳 Bỏ phiếu")
        await h.cast_blank(ballot, 3, 4)
        yes = phone.button(YES)[1].data
        await h.close(ballot)
        await phone.tap_data(yes)
        assert "không được tính" in phone.toast
        assert "không được tính" in phone.text
        assert KHT not in "".join(phone.screens)
        assert "Mã biên nhận" not in "".join(phone.screens)
        assert all(line["KHT"] == 0 for line in await results(h))


async def test_marks_vanish_from_every_screen_when_the_voting_has_ended(tmp_path: Path) -> None:
    """A ballot marked and never cast is cleared without a tap; old buttons are answered."""
    async with hall(tmp_path, drafts(6)) as h:
        ballot = await h.open()
        phone = await started(h, 1, ballot)
        await phone.tap(KHT)
        await phone.tap("📋 Xem lại")
        old = phone.button("1")[1].data
        await h.close(ballot)
        (left,) = phone.chat.messages
        assert "Cuộc bỏ phiếu đã kết thúc" in left.text
        assert KHT not in left.text
        assert not any("vote:" in button.data for button in left.buttons)
        await phone.tap_data(old)
        assert "đã kết thúc" in phone.toast
        assert len(phone.chat.messages) == 1
        assert not h.phone(2).chat.messages, "whoever never opened it hears nothing"


async def test_a_void_ballot_leaves_no_marks_either(tmp_path: Path) -> None:
    """Declared void: every voter's message says so and holds nothing any more."""
    async with hall(tmp_path, drafts(6)) as h:
        ballot = await h.open()
        phone = await started(h, 1, ballot)
        await phone.tap(KHT)
        an = h.phone(0)
        await an.command("bophieu")
        await an.tap("⚠️ Hủy cuộc bỏ phiếu")
        await an.type("Danh sách sai, làm lại")
        await an.tap("⚠️ Đúng, hủy bỏ phiếu")
        await h.sweep()
        assert "bị hủy" in phone.text
        assert not any("vote:" in b.data for m in phone.chat.messages for b in m.buttons)
        assert ballot.id == (await h.ballots())[0].id


async def test_cast_racing_close_is_counted_or_told_too_late(tmp_path: Path) -> None:
    """Six voters and the secretary tap at the same moment: receipts told = ballots counted."""
    async with hall(tmp_path, drafts(6)) as h:
        ballot = await h.open()
        phones = []
        for who in range(1, 6):
            phone = await started(h, who, ballot)
            await phone.tap(HTT)
            await phone.tap("📋 Xem lại")
            await phone.tap("🗳 Bỏ phiếu")
            phones.append(phone)
        an = h.phone(0)
        await an.command("ketthuc")
        taps = [phone.tap(YES) for phone in phones]
        taps.insert(3, an.tap("✅ Kết thúc và kiểm phiếu"))
        await asyncio.gather(*taps)
        ended = (await h.ballots())[0]
        assert ended.figures is not None
        told = {
            text.split("đồng chí: ")[1].split()[0]
            for phone in phones
            for text in phone.screens
            if "Mã biên nhận" in text
        }
        assert told == set(ended.figures.codes)
        late = [phone for phone in phones if "Mã biên nhận" not in "".join(phone.screens)]
        assert all("đã kết thúc" in phone.toast or "muộn" in phone.toast for phone in late)


async def test_a_void_ballot_takes_no_votes(tmp_path: Path) -> None:
    """Whoever taps on a voided ballot is told that it will be held again."""
    async with hall(tmp_path, drafts(6)) as h:
        ballot = await h.open()
        phone = await started(h, 1, ballot)
        async with h.house.db.write() as tx:
            await ballots.void(
                tx, h.house.db.keys, ballot.id, h.people[0].id, h.talk.now, "làm lại"
            )
        await phone.tap(HTT)
        assert "đã bị hủy" in phone.text


async def test_another_voters_button_fills_only_ones_own_ballot(tmp_path: Path) -> None:
    """Someone else's button, replayed, is no more than a draft of the one who taps it."""
    async with hall(tmp_path, drafts(6)) as h:
        ballot = await h.open()
        theirs = await started(h, 1, ballot)
        await theirs.tap(KHT)
        stolen = theirs.button(KHT)[1].data
        mine = h.phone(2)
        await mine.tap_data(stolen)
        await mine.tap("📋 Xem lại")
        await mine.tap("🗳 Bỏ phiếu")
        await mine.tap(YES)
        async with h.house.db.read() as tx:
            waiting = await ballots.unreturned(tx, ballot.id)
        assert h.people[1].id in waiting
        assert h.people[2].id not in waiting


async def test_marks_that_are_not_offered_are_not_taken(tmp_path: Path) -> None:
    """A forged draft with a level above the ceiling is refused as a whole."""
    async with hall(tmp_path, drafts(6)) as h:
        await h.fact(0, "sick_leave_months", 4)
        ballot = await h.open()
        phone = h.phone(1)
        for word in (
            pack(ballot.id, 0, 1, [0] * 6),
            pack(ballot.id, 1, 1, [1, 0, 0, 0, 0, 0]),
            pack(ballot.id, 1, 7, [0] * 6),
            pack(ballot.id, 1, 1, [0] * 4),
            pack(ballot.id, 1, 1, [0] * 8),
        ):
            for verb in "mgrwcy":
                await phone.tap_data(f"vote:{verb}:{word}")
                assert "không còn hiệu lực" in phone.toast
        assert not phone.screens
        async with h.house.db.read() as tx:
            assert (await ballots.turnout(tx, ballot.id)).returned == 0


@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    taps=st.lists(
        st.tuples(
            st.sampled_from(["open", "n", "m", "g", "r", "w", "c", "y", "", "z"]),
            st.text(alphabet="ABCDEFabcdef0123456789-_: ạ", max_size=60),
        ),
        min_size=40,
        max_size=60,
    )
)
def test_any_callback_data_gets_an_answer(tmp_path: Path, taps: list[tuple[str, str]]) -> None:
    """Whatever a voter's device sends: an answer, no exception, nobody else's ballot returned."""

    async def once() -> None:
        async with hall(tmp_path / str(abs(hash(str(taps)))), drafts(4)) as h:
            ballot = await h.open()
            phone = h.phone(1)
            for verb, word in taps:
                for sent in (word, pack(ballot.id, 0, 0, [0] * 4)[:7] + word):
                    assert await phone.tap_data(f"vote:{verb}:{sent}", 1)
            async with h.house.db.read() as tx:
                waiting = await ballots.unreturned(tx, ballot.id)
            assert {h.people[who].id for who in (0, 2, 3)} <= set(waiting)

    asyncio.run(once())


async def test_sixty_subjects_fit_every_screen(tmp_path: Path) -> None:
    """A ballot of sixty: every screen within Telegram's limits, pages of the whole, a jump."""
    async with hall(tmp_path, drafts(60)) as h:
        ballot = await h.open()
        phone = await started(h, 1, ballot)
        for _ in range(60):
            assert_fits(phone)
            await phone.tap(HTT)
        assert "trang 1/6" in phone.text
        for _ in range(5):
            await phone.tap("Trang sau ›")
            assert_fits(phone)
        await phone.tap("57")
        await phone.tap(XS)
        await phone.tap("📋 Xem lại")
        await phone.tap("🗳 Bỏ phiếu")
        await phone.tap(YES)
        await h.cast_blank(ballot, 2, 3)
        await h.close(ballot)
        found = await results(h)
        assert found[56]["XS"] == 1
        assert sum(line["HTT"] for line in found) == 59


async def test_a_hundred_subjects_fit_a_button_and_more_wait(tmp_path: Path) -> None:
    """The hundredth mark still fits 64 bytes; a larger branch votes on a second ballot."""
    async with hall(tmp_path, drafts(104, probationary=range(20, 104))) as h:
        await h.phone(0).command("bophieu")
        assert "Một phiếu có nhiều nhất 100 người; 4 người còn lại" in h.phone(0).text
        ballot = await h.open()
        assert len(ballot.subjects) == 100
        phone = h.phone(1)
        await phone.tap_data(f"vote:m:{pack(ballot.id, 99, 2, [1] * 99 + [0])}")
        assert_fits(phone)
        assert "Đã chọn: 100" in phone.text


async def test_nothing_that_joins_voter_and_choice_is_written(tmp_path: Path) -> None:
    """Two votes that differ only in the marks leave the same audit trail and outbox."""

    async def trail(folder: Path, *marks: str) -> list[object]:
        async with hall(folder, drafts(6)) as h:
            ballot = await h.open()
            await h.vote(1, ballot, *marks)
            async with h.house.db.read() as tx:
                entries = await audit.entries(tx, h.branch.id)
                rows = await outbox.messages(tx)
            return [
                *[(e.person_id, e.action, dict(e.detail)) for e in entries],
                *[(row.key, row.kind, dict(row.payload), row.person_id) for row in rows],
            ]

    assert await trail(tmp_path / "a", *[XS] * 6) == await trail(tmp_path / "b", *[KHT] * 6)


async def test_the_memory_of_drafts_tells_nothing_when_printed(tmp_path: Path) -> None:
    """The representation of the house names how many drafts there are, and no mark."""
    async with hall(tmp_path, drafts(6)) as h:
        ballot = await h.open()
        phone = await started(h, 1, ballot)
        await phone.tap(KHT)
        assert repr(h.house.drafts) == "<Drafts: 1>"


async def test_a_later_harsher_fact_is_not_told_to_voters(tmp_path: Path) -> None:
    """Why a level is missing: what ruled it out at opening, not what was confirmed since."""
    async with hall(tmp_path, drafts(6)) as h:
        await h.fact(0, "sick_leave_months", 4)
        ballot = await h.open()
        await h.fact(0, "disciplined", True)
        await h.fact(0, "discipline_already_counted", False)
        phone = await started(h, 1, ballot)
        await phone.tap("Vì sao?")
        assert "II.B.6" in phone.text
        assert "II.B.2.3.4" not in phone.text


async def test_nothing_of_a_draft_reaches_the_disk(tmp_path: Path) -> None:
    """Marking writes nothing: the database file is the same before and after."""
    async with hall(tmp_path, drafts(6)) as h:
        ballot = await h.open()
        phone = await started(h, 1, ballot)
        files = [file for file in h.place[0].iterdir() if not file.name.endswith("-shm")]
        before = {file.name: file.read_bytes() for file in files}
        for mark in (XS, HTT, HN):
            await phone.tap(mark)
        assert {file.name: file.read_bytes() for file in files} == before


async def test_a_ballot_of_a_review_that_is_not_open_is_over(tmp_path: Path) -> None:
    """A link from last year's review is answered kindly."""
    async with hall(tmp_path, drafts(6)) as h:
        phone = h.phone(1)
        for ballot in (0, 1, 2**40, -3):
            await phone.tap_data(f"vote:open:{ballot}")
            assert "không có cuộc bỏ phiếu này" in phone.toast


async def _link(h: Hall, phone: Phone, ballot: int) -> None:
    """Follow the card's link, as /start would."""
    h.talk.now = h.talk.now.replace(microsecond=0)
    event = Event(
        phone.account, phone.name, "vi", Place(phone.account), h.talk.now, Command("start", "b1")
    )
    async with h.house.db.write() as tx:
        context = await router._context(h.house, tx, event)
        try:
            parts = await voting.open_from_link(context, ballot)
        except router.Refused as refusal:
            parts = refusal.answer
    phone.chat.take(parts, None, h.talk.next_number)


@pytest.mark.parametrize("who", [2, 0])
async def test_the_preparations_link_asks_for_the_right(tmp_path: Path, who: int) -> None:
    """The link that /bophieu leaves in the group opens the preparation for those who may."""
    async with hall(tmp_path, drafts(6)) as h:
        await _link(h, h.phone(who), 0)
        assert ("Chuẩn bị bỏ phiếu kín" in h.phone(who).text) == (who == 0)
