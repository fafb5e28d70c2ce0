"""Paper beside phones: casting stops, one teller enters, another confirms, then all is counted."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from conversations.authority import Action
from conversations.balloting import dialogue
from conversations.words import Words
from rules import load_library
from storage import ballots, meetings, roll
from storage.ballots import Ballot, BallotDraft, BallotState, BallotSubject, Shows
from tests.conversations.hall import Hall, assert_fits, drafts, hall
from tests.conversations.talk import Phone

LEVELS = tuple(level.id for level in load_library().get("can-tho-2018").levels)
XS, HTT = "Hoàn thành xuất sắc nhiệm vụ", "Hoàn thành tốt nhiệm vụ"
SECRETARY, DEPUTY, FIRST, SECOND, MEMBER = range(5)
"""Their places on the roll; the next three vote on paper and have no phone."""
PAPER = (5, 6, 7)
PHONES = (SECRETARY, DEPUTY, FIRST, SECOND, MEMBER)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[Hall]:
    """A branch of eight, three of them without a phone."""
    async with hall(tmp_path, drafts(8), unlinked=PAPER) as made:
        yield made


async def opened(
    house: Hall,
    *,
    tellers: tuple[int, ...] = (FIRST, SECOND),
    subjects: int = 2,
    shows: Shows = Shows.FIGURES,
    phones: tuple[int, ...] = PHONES,
    paper: tuple[int, ...] = PAPER,
    per_voter: int | None = None,
) -> Ballot:
    """A ballot with paper, opened by the store; its subjects are the first of the roll."""
    options = LEVELS[:1] if per_voter else LEVELS
    draft = BallotDraft(
        branch_id=house.branch.id,
        review_id=house.review.id,
        kind="member_levels",
        levels=LEVELS,
        subjects=tuple(
            BallotSubject(number, house.people[who % 8].id, f"Đồng chí số {number}", options)
            for number, who in enumerate(range(subjects), 1)
        ),
        voters=tuple(house.people[who].id for who in phones),
        paper_voters=tuple(house.people[who].id for who in paper),
        tellers=tuple(house.people[who].id for who in tellers),
        shows=shows,
        per_voter=per_voter,
        places=per_voter,
    )
    async with house.house.db.write() as tx:
        keys, me = house.house.db.keys, house.people[0].id
        return await ballots.open_ballot(tx, keys, draft, me, house.talk.now)


async def stopped(house: Hall, who: int = SECRETARY) -> None:
    """End the voting by phone, and let the tellers be called."""
    await house.phone(who).command("ketthuc")
    await house.phone(who).tap("✅ Đúng, kết thúc bỏ phiếu")
    await house.sweep()


async def entered(house: Hall, who: int = FIRST, *lines: str) -> Phone:
    """He enters that all came back, and these lines; the sheet is before him."""
    phone = house.phone(who)
    await phone.tap("📝 Nhập phiếu giấy")
    await phone.tap("✅ Thu đủ 3 phiếu, đều hợp lệ")
    for line in lines or ("1 2 0 0 0", "0 3 0 0 0"):
        await phone.type(line)
    return phone


async def read(house: Hall, ballot: Ballot) -> Ballot:
    return next(one for one in await house.ballots() if one.id == ballot.id)


async def test_home_tells_who_votes_on_paper_that_he_does(house: Hall) -> None:
    """The same words whatever he has done with his paper, while the voting is open; no button."""
    phones = (SECRETARY, DEPUTY, FIRST, SECOND)
    ballot = await opened(house, phones=phones, paper=(MEMBER, *PAPER))
    phone = house.phone(MEMBER)
    await phone.command("trangchu")
    before = phone.text
    assert "Đồng chí bỏ phiếu giấy: người kiểm phiếu sẽ phát phiếu" in before
    assert not any("🗳" in label for label in phone.labels)
    assert "chưa bỏ phiếu" not in before
    await house.vote(FIRST, ballot, HTT, XS)
    await phone.command("trangchu")
    assert phone.text == before
    by_phone = house.phone(SECOND)
    await by_phone.command("trangchu")
    assert "phiếu giấy" not in by_phone.text
    await stopped(house)
    await phone.command("trangchu")
    assert "phiếu giấy" not in phone.text


async def test_paper_and_phones_are_counted_together(house: Hall) -> None:
    """From the end of casting to the protocol, through visible labels."""
    ballot = await opened(house)
    codes = [await house.vote(who, ballot, HTT, XS) for who in (SECRETARY, FIRST, MEMBER)]
    secretary = house.phone(SECRETARY)
    await secretary.command("ketthuc")
    assert "Đã bỏ phiếu trên điện thoại: 3/5 Bỏ phiếu giấy: 3 người" in secretary.text
    await secretary.tap("✅ Đúng, kết thúc bỏ phiếu")
    assert "Số liệu chưa nhập xong" in secretary.text
    assert (await read(house, ballot)).state is BallotState.CLOSING
    await house.sweep()
    first = await entered(house)
    assert "Các số đều khớp" in first.text
    assert "1. Đồng chí số 1: HTXSNV 1 · HTTNV 2 · HTNV 0 · KHTNV 0 · trống 0" in first.text
    await first.tap("✅ Bàn giao để xác nhận")
    assert house.people[SECOND].full_name in first.text
    await house.sweep()
    second = house.phone(SECOND)
    await second.tap("👀 Xem và xác nhận")
    assert "2. Đồng chí số 2: HTXSNV 0 · HTTNV 3" in second.text
    await second.tap("✅ Đúng, mở và kiểm phiếu")
    assert "Số phiếu phát ra: 8 Số phiếu thu về: 6 Hợp lệ: 6 · không hợp lệ: 0" in second.text
    assert "Trong đó phiếu giấy: phát ra 3, thu về 3, không hợp lệ 0" in second.text
    figures = (await read(house, ballot)).figures
    assert figures is not None
    assert figures.codes == tuple(sorted(codes))
    assert figures.subjects[0].votes["HTT"] == 5
    await house.sweep()
    assert "Số phiếu phát ra: 8 Số phiếu thu về: 6 Trong đó phiếu giấy: 3" in house.group_texts
    for who in PHONES:
        assert_fits(house.phone(who))


async def test_the_protocol_goes_to_secretary_and_tellers_alone(house: Hall) -> None:
    """Tellers are told the figures, and how many the roll-call found; others are refused."""
    ballot = await opened(house)
    async with house.house.db.write() as tx:
        plan = meetings.MeetingPlan(house.talk.now, 120, "Nhà văn hóa")
        meeting = await meetings.set_meeting(tx, house.branch.id, plan, None, house.talk.now)
        for person in house.people[:7]:
            there = meetings.Attendance.PRESENT
            await meetings.note_attendance(tx, meeting.id, person.id, there, None, house.talk.now)
    for who in (SECRETARY, DEPUTY, MEMBER):
        await house.vote(who, ballot, XS, None)
    await stopped(house)
    await (await entered(house)).tap("✅ Bàn giao để xác nhận")
    await house.sweep()
    await house.phone(SECOND).tap("👀 Xem và xác nhận")
    await house.phone(SECOND).tap("✅ Đúng, mở và kiểm phiếu")
    await house.sweep()
    first = house.phone(FIRST)
    assert first.text.startswith("📄 Số liệu biên bản kiểm phiếu")
    assert "Có mặt: 7" in first.text
    await first.tap("🧮 Số phiếu từng người")
    assert "2. Đồng chí số 2: HTXSNV 0 · HTTNV 3 · HTNV 0 · KHTNV 0 · trống 3" in first.text
    assert "Mỗi dòng cộng lại bằng 6 phiếu hợp lệ" in first.text
    await first.tap("‹ Quay lại")
    await first.tap("📱 Tách điện thoại và giấy")
    assert "📱 HTXSNV 3 · HTTNV 0 · HTNV 0 · KHTNV 0 · trống 0" in first.text
    assert "📄 HTXSNV 1 · HTTNV 2 · HTNV 0 · KHTNV 0 · trống 0" in first.text
    await first.tap("‹ Quay lại")
    await first.tap("🧾 Mã biên nhận")
    assert sum("-" in word for word in first.text.split()) == 3
    assert "báo cáo" in house.phone(SECRETARY).text.lower()
    for verb in (f"protocol:{ballot.id}", f"p_list:{ballot.id}:s:0", f"p_list:{ballot.id}:b:0"):
        member = house.phone(MEMBER)
        await member.tap_data(f"ballot:{verb}")
        assert "chỉ dành cho bí thư, phó bí thư và người kiểm phiếu" in member.toast


async def test_with_few_ballots_on_a_side_only_sums_are_told(house: Hall) -> None:
    """Two phones: how paper alone voted can be read nowhere, by its data either."""
    ballot = await opened(house)
    for who in (SECRETARY, MEMBER):
        await house.vote(who, ballot, XS, None)
    await stopped(house)
    await (await entered(house)).tap("✅ Bàn giao để xác nhận")
    await house.sweep()
    await house.phone(SECOND).tap("👀 Xem và xác nhận")
    await house.phone(SECOND).tap("✅ Đúng, mở và kiểm phiếu")
    second = house.phone(SECOND)
    await second.tap("📄 Số liệu biên bản")
    assert "chỉ giữ lại số cộng chung" in second.text
    assert "📱 Tách điện thoại và giấy" not in second.labels
    await second.tap_data(f"ballot:p_list:{ballot.id}:b:0")
    assert "chỉ giữ lại số cộng chung" in second.text
    assert "HTXSNV" not in second.text


async def test_one_or_two_ballots_in_all_are_not_opened(house: Hall) -> None:
    """Two valid ones on paper and none by phone: the second teller is told what to do; nothing is
    signed, and the ballot can be declared void."""
    ballot = await opened(house)
    await stopped(house)
    first = house.phone(FIRST)
    await first.tap("📝 Nhập phiếu giấy")
    await first.type("3 3 1")
    await first.type("1 1 0 0 0")
    await first.type("0 2 0 0 0")
    await first.tap("✅ Bàn giao để xác nhận")
    await house.sweep()
    second = house.phone(SECOND)
    await second.tap("👀 Xem và xác nhận")
    await second.tap("✅ Đúng, mở và kiểm phiếu")
    assert "báo bí thư hủy" in second.toast
    assert (await read(house, ballot)).state is BallotState.CLOSING
    chair = house.phone(SECRETARY)
    await chair.command("bophieu")
    await chair.tap("⚠️ Hủy cuộc bỏ phiếu")
    await chair.type("Ít phiếu quá, làm lại")
    await chair.tap("⚠️ Đúng, hủy bỏ phiếu")
    assert (await read(house, ballot)).state is BallotState.VOID


async def test_a_branch_on_paper_alone_gets_through(house: Hall) -> None:
    """Nobody votes by phone: ending, entering, confirming and the report work all the same."""
    everyone = tuple(range(8))
    ballot = await opened(house, phones=(), paper=everyone)
    await house.phone(SECRETARY).command("ketthuc")
    assert "Tất cả bỏ phiếu giấy: 8 người" in house.phone(SECRETARY).text
    assert "Mọi phiếu phát ra đã thu về" not in house.phone(SECRETARY).text
    await stopped(house)
    first = house.phone(FIRST)
    await first.tap("📝 Nhập phiếu giấy")
    await first.type("8 7 1")
    await first.tap("Cả 6: Hoàn thành tốt nhiệm vụ")
    await first.tap("Cả 6: Để trống")
    await first.tap("✅ Bàn giao để xác nhận")
    await house.sweep()
    await house.phone(SECOND).tap("👀 Xem và xác nhận")
    await house.phone(SECOND).tap("✅ Đúng, mở và kiểm phiếu")
    figures = (await read(house, ballot)).figures
    assert figures is not None
    assert (figures.issued, figures.returned, figures.invalid, figures.codes) == (8, 7, 1, ())
    await house.sweep()
    secretary = house.phone(SECRETARY)
    await secretary.command("baocao")
    assert "thu về 7" in secretary.text
    assert "không hợp lệ 1" in secretary.text
    await secretary.tap("Kiểm phiếu")
    assert "0 + 6 + 0 + 0 + 0 = 6" in secretary.text
    assert "số phiếu hợp lệ" in secretary.text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("4 3 0", "Phát ra 4 phiếu, nhưng chỉ có 3 người bỏ phiếu giấy"),
        ("2 3 0", "Thu về 3 phiếu, nhưng chỉ phát ra 2 phiếu"),
        ("3 1 2", "Không hợp lệ 2 phiếu, nhưng chỉ thu về 1 phiếu"),
        ("3 3", "gõ đủ ba số"),
        ("ba ba không", "gõ đủ ba số"),
        ("3 3 0\n1 2 0 0 0", "gõ đủ ba số"),
        ("3 3 ٣", "gõ đủ ba số"),
        ("99999 3 0", "gõ đủ ba số"),
    ],
)
async def test_totals_that_cannot_be_are_asked_for_once_more(
    house: Hall, typed: str, said: str
) -> None:
    """The exact mismatch is named; nothing is written down."""
    ballot = await opened(house)
    await stopped(house)
    first = house.phone(FIRST)
    await first.tap("📝 Nhập phiếu giấy")
    await first.type(typed)
    assert said in first.text
    async with house.house.db.read() as tx:
        assert await ballots.paper_count(tx, ballot.id) is None
    await first.type("3 3 0")
    assert "Số phiếu hợp lệ: 3" in first.text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("1 1 0 0 0", "Đồng chí số 1: các số cộng lại bằng 2, nhưng có 3 phiếu hợp lệ: thiếu 1"),
        ("1 2 1 0 0", "cộng lại bằng 4, nhưng chỉ có 3 phiếu hợp lệ: thừa 1"),
        ("1 2 0 0", "cần 5 số, đồng chí gõ 4 số"),
        ("một hai", "chỉ gõ các số"),
        ("1 2 0 0 -", "cần 5 số, đồng chí gõ 4 số"),
    ],
)
async def test_a_line_that_does_not_add_up_is_not_written_down(
    house: Hall, typed: str, said: str
) -> None:
    """The exact mismatch is named, and the same subject asked again."""
    ballot = await opened(house)
    await stopped(house)
    first = house.phone(FIRST)
    await first.tap("📝 Nhập phiếu giấy")
    await first.tap("✅ Thu đủ 3 phiếu, đều hợp lệ")
    await first.type(typed)
    assert said in first.text
    assert "Phiếu giấy · 1/2" in first.text
    async with house.house.db.read() as tx:
        count = await ballots.paper_count(tx, ballot.id)
    assert count is not None
    assert count.lines == {}


async def test_several_lines_at_once_stop_at_the_first_that_is_wrong(house: Hall) -> None:
    """Each line is the next subject's; what was right stays, what was wrong is asked for."""
    await opened(house, subjects=5)
    await stopped(house)
    first = house.phone(FIRST)
    await first.tap("📝 Nhập phiếu giấy")
    await first.tap("✅ Thu đủ 3 phiếu, đều hợp lệ")
    await first.type("1 2 0 0 0\n 3-0-0-0-0 \n\n0, 1, 0, 0, 0\n3 0 0 0 0")
    assert "✔️ Đồng chí số 2: HTXSNV 3" in first.text
    assert "Đồng chí số 3: các số cộng lại bằng 1" in first.text
    assert "Phiếu giấy · 3/5" in first.text
    await first.type("0 0 0 0 3\n0 3 0 0 0\n0 0 3 0 0\n9 9 9 9 9")
    assert "Các số đều khớp" in first.text


async def test_changed_totals_show_which_lines_no_longer_add_up(house: Hall) -> None:
    """The lines stay, marked; nothing can be handed over until they are mended."""
    await opened(house)
    await stopped(house)
    first = await entered(house)
    await first.tap("✏️ Sửa số phát ra, thu về")
    await first.type("3 3 1")
    assert "⚠️ Đồng chí số 1: các số cộng lại bằng 3, nhưng chỉ có 2 phiếu hợp lệ" in first.text
    assert "✅ Bàn giao để xác nhận" not in first.labels
    await first.tap("1")
    assert "Đang ghi: HTXSNV 1 · HTTNV 2" in first.text
    await first.type("0 2 0 0 0\n0 2 0 0 0")
    assert "✅ Bàn giao để xác nhận" in first.labels


async def test_nobody_confirms_what_he_entered_himself(house: Hall) -> None:
    """By the button he has not got, or by forged data: refused, and nothing is opened."""
    ballot = await opened(house)
    await stopped(house)
    first = await entered(house)
    await first.tap("✅ Bàn giao để xác nhận")
    assert "✅ Đúng, mở và kiểm phiếu" not in first.labels
    async with house.house.db.read() as tx:
        count = await ballots.paper_count(tx, ballot.id)
    assert count is not None
    await first.tap_data(f"ballot:p_agree:{ballot.id}:{count.stamp}")
    assert "phải có người kiểm phiếu khác xác nhận" in first.toast
    assert (await read(house, ballot)).state is BallotState.CLOSING


async def test_figures_changed_since_they_were_seen_are_not_confirmed(house: Hall) -> None:
    """The button carries what was on the screen; other figures are shown anew."""
    ballot = await opened(house)
    await stopped(house)
    first = await entered(house)
    await first.tap("✅ Bàn giao để xác nhận")
    await house.sweep()
    second = house.phone(SECOND)
    await second.tap("👀 Xem và xác nhận")
    await first.tap("↩️ Lấy lại để sửa")
    await first.tap("1")
    await first.type("3 0 0 0 0")
    await second.tap("✅ Đúng, mở và kiểm phiếu")
    assert "Số liệu đã thay đổi" in second.toast
    await house.phone(FIRST).tap("✅ Bàn giao để xác nhận")
    await second.tap_data(f"ballot:paper:{ballot.id}")
    assert "1. Đồng chí số 1: HTXSNV 3" in second.text
    await second.tap("✅ Đúng, mở và kiểm phiếu")
    assert (await read(house, ballot)).state is BallotState.CLOSED


async def test_the_second_teller_sends_back_and_the_first_is_told(house: Hall) -> None:
    """Either may then correct the figures; the other of the two confirms."""
    ballot = await opened(house)
    await stopped(house)
    await (await entered(house)).tap("✅ Bàn giao để xác nhận")
    await house.sweep()
    second = house.phone(SECOND)
    await second.tap("👀 Xem và xác nhận")
    await second.tap("↩️ Chưa đúng, gửi lại")
    assert "Các số đều khớp" in second.text
    await house.sweep()
    assert "Số liệu phiếu giấy được gửi lại" in house.phone(FIRST).text
    await second.tap("2")
    await second.type("3 0 0 0 0")
    await second.tap("✅ Bàn giao để xác nhận")
    await house.sweep()
    await house.phone(FIRST).tap("👀 Xem và xác nhận")
    await house.phone(FIRST).tap("✅ Đúng, mở và kiểm phiếu")
    figures = (await read(house, ballot)).figures
    assert figures is not None
    assert figures.subjects[1].votes["XS"] == 3


@pytest.mark.parametrize("tellers", [(), (5,), (FIRST,)])
async def test_secretary_and_deputy_stand_in_for_tellers_who_are_not_linked(
    house: Hall, tellers: tuple[int, ...]
) -> None:
    """With fewer than two linked tellers they may enter and confirm; still never one alone."""
    ballot = await opened(house, tellers=tellers)
    await stopped(house)
    secretary = await entered(house, SECRETARY)
    await secretary.tap("✅ Bàn giao để xác nhận")
    await house.sweep()
    await house.phone(DEPUTY).tap("👀 Xem và xác nhận")
    await house.phone(DEPUTY).tap("✅ Đúng, mở và kiểm phiếu")
    assert (await read(house, ballot)).state is BallotState.CLOSED


async def test_two_linked_tellers_count_alone(house: Hall) -> None:
    """Then neither the secretary nor another member enters or confirms anything."""
    ballot = await opened(house)
    await stopped(house)
    for who in (SECRETARY, DEPUTY, MEMBER):
        phone = house.phone(who)
        for verb in (
            f"paper:{ballot.id}",
            f"p_all:{ballot.id}",
            f"p_each:{ballot.id}:1:0",
            f"p_hand:{ballot.id}",
            f"p_take:{ballot.id}",
            f"p_wrong:{ballot.id}",
            f"p_agree:{ballot.id}:1",
        ):
            await phone.tap_data(f"ballot:{verb}")
            assert "Phiếu giấy do người kiểm phiếu nhập" in phone.toast
    async with house.house.db.read() as tx:
        assert await ballots.paper_count(tx, ballot.id) is None


async def test_a_second_person_who_is_missing_can_be_named(tmp_path: Path) -> None:
    """One person alone cannot finish; the secretary names another, who is called at once."""
    async with hall(tmp_path, drafts(8), unlinked=(DEPUTY, FIRST, *PAPER)) as house:
        phones = (SECRETARY, SECOND, MEMBER)
        paper = (DEPUTY, FIRST, *PAPER)
        ballot = await opened(house, tellers=(FIRST,), phones=phones, paper=paper)
        await stopped(house)
        secretary = house.phone(SECRETARY)
        await secretary.command("bophieu")
        assert "Cần hai người" in secretary.text
        await secretary.tap("📝 Nhập phiếu giấy")
        await secretary.tap("✅ Thu đủ 5 phiếu, đều hợp lệ")
        await secretary.type("5 0 0 0 0\n0 5 0 0 0")
        await secretary.tap("✅ Bàn giao để xác nhận")
        assert "Chưa có ai khác để xác nhận" in secretary.text
        await secretary.command("bophieu")
        await secretary.tap("👤 Cử thêm người kiểm phiếu")
        await secretary.tap(f"➕ {house.people[MEMBER].full_name}")
        await house.sweep()
        await house.phone(MEMBER).tap("👀 Xem và xác nhận")
        await house.phone(MEMBER).tap("✅ Đúng, mở và kiểm phiếu")
        assert (await read(house, ballot)).state is BallotState.CLOSED


async def test_only_a_linked_official_member_of_the_branch_can_be_named(house: Hall) -> None:
    """Somebody without a phone, somebody of another branch, nobody: refused."""
    stranger = await house.secretary_of_another_branch()
    ballot = await opened(house)
    async with house.house.db.read() as tx:
        other = await roll.find_account(tx, stranger.account)
    assert other is not None
    secretary = house.phone(SECRETARY)
    for person in (house.people[5].id, other.person.id, 99999, "x"):
        await secretary.tap_data(f"ballot:name:{ballot.id}:{person}")
        assert "Chỉ đảng viên chính thức" in secretary.toast
    await stranger.tap_data(f"ballot:paper:{ballot.id}")
    assert "không có" in stranger.toast


async def test_a_paper_voter_is_told_kindly_that_he_votes_on_paper(house: Hall) -> None:
    """He has a phone but was put on paper: his phone takes no vote, and says why."""
    ballot = await opened(house, phones=(SECRETARY, DEPUTY, FIRST, SECOND), paper=(MEMBER, 5, 6))
    member = house.phone(MEMBER)
    await member.tap_data(f"vote:open:{ballot.id}")
    assert "phiếu giấy" in member.toast
    async with house.house.db.read() as tx:
        assert (await ballots.turnout(tx, ballot.id)).returned == 0


async def test_paper_is_not_entered_while_votes_are_taken_nor_after_the_count(house: Hall) -> None:
    """An early tap is refused kindly; a late one shows how it ended."""
    ballot = await opened(house)
    first = house.phone(FIRST)
    await first.tap_data(f"ballot:paper:{ballot.id}")
    assert "sau khi việc bỏ phiếu trên điện thoại kết thúc" in first.toast
    await stopped(house)
    await (await entered(house)).tap("✅ Bàn giao để xác nhận")
    await house.sweep()
    second = house.phone(SECOND)
    await second.tap("👀 Xem và xác nhận")
    await second.tap("✅ Đúng, mở và kiểm phiếu")
    await first.tap("↩️ Lấy lại để sửa")
    assert "đã kết thúc" in first.toast
    assert "📄 Số liệu biên bản" in first.labels
    assert "📊 Mở báo cáo" not in first.labels
    await first.type("3 3 0")
    assert (await read(house, ballot)).state is BallotState.CLOSED


async def test_everything_stands_over_a_restart_between_any_two_steps(house: Hall) -> None:
    """The program is built anew before each tap and each typed line."""
    ballot = await opened(house)
    await house.vote(MEMBER, ballot, XS, HTT)
    await house.restart()
    await stopped(house)
    first, second = house.phone(FIRST), house.phone(SECOND)
    for phone, label in (
        (first, "📝 Nhập phiếu giấy"),
        (first, "✅ Thu đủ 3 phiếu, đều hợp lệ"),
        (first, "Cả 3: Hoàn thành tốt nhiệm vụ"),
    ):
        await house.restart()
        await phone.tap(label)
    await house.restart()
    await first.type("0 0 3 0 0")
    await house.restart()
    await first.tap("✅ Bàn giao để xác nhận")
    await house.restart()
    await house.sweep()
    await second.tap("👀 Xem và xác nhận")
    await house.restart()
    await second.tap("✅ Đúng, mở và kiểm phiếu")
    figures = (await read(house, ballot)).figures
    assert figures is not None
    assert figures.subjects[0].votes == {"XS": 1, "HTT": 3, "HN": 0, "KHT": 0}


async def test_a_shaky_second_tap_does_not_fill_in_the_next_name(house: Hall) -> None:
    """The same spot is tapped again at once: the next subject stays open."""
    await opened(house)
    await stopped(house)
    first = house.phone(FIRST)
    await first.tap("📝 Nhập phiếu giấy")
    await first.tap("✅ Thu đủ 3 phiếu, đều hợp lệ")
    await first.tap("Cả 3: Hoàn thành tốt nhiệm vụ")
    await first.tap("Cả 3: Hoàn thành tốt nhiệm vụ", after=0.3)
    assert "nhanh" in first.toast
    assert "Phiếu giấy · 2/2" in first.text


async def test_a_ballot_can_be_declared_void_while_its_paper_is_awaited(house: Hall) -> None:
    """With a reason; the tellers' buttons then say so, and nothing is counted."""
    ballot = await opened(house)
    await stopped(house)
    first = await entered(house)
    secretary = house.phone(SECRETARY)
    await secretary.command("bophieu")
    await secretary.tap("⚠️ Hủy cuộc bỏ phiếu")
    await secretary.type("Phiếu giấy bị thất lạc")
    await secretary.tap("⚠️ Đúng, hủy bỏ phiếu")
    assert (await read(house, ballot)).state is BallotState.VOID
    await first.tap("✅ Bàn giao để xác nhận")
    assert "không có giá trị" in first.text


async def test_a_sheet_of_sixty_names_fits_and_is_confirmed_on_its_last_page(house: Hall) -> None:
    """Typed in one go; the second teller sees every page before he can confirm."""
    ballot = await opened(house, subjects=60)
    await stopped(house)
    first = await entered(house, FIRST, "\n".join(["0 3 0 0 0"] * 60))
    assert "Trang 1/8" in first.text
    await first.tap("✅ Bàn giao để xác nhận")
    await house.sweep()
    second = house.phone(SECOND)
    await second.tap("👀 Xem và xác nhận")
    for _ in range(7):
        assert "✅ Đúng, mở và kiểm phiếu" not in second.labels
        await second.tap("Trang sau ›")
    assert_fits(second)
    await second.tap("✅ Đúng, mở và kiểm phiếu")
    assert (await read(house, ballot)).state is BallotState.CLOSED
    assert_fits(first)


async def test_a_round_of_picks_takes_one_number_a_name(house: Hall) -> None:
    """How many ballots pick him; more than the ballots can pick in all is told."""
    ballot = await opened(house, subjects=3, per_voter=1)
    await stopped(house)
    first = await entered(house, FIRST, "2\n2\n0")
    assert "Cộng tất cả 4 lượt chọn, nhưng số phiếu này chỉ chọn được nhiều nhất 3" in first.text
    assert "✅ Bàn giao để xác nhận" not in first.labels
    await first.tap("2")
    await first.type("1")
    await first.tap("✅ Bàn giao để xác nhận")
    await house.sweep()
    await house.phone(SECOND).tap("👀 Xem và xác nhận")
    await house.phone(SECOND).tap("✅ Đúng, mở và kiểm phiếu")
    figures = (await read(house, ballot)).figures
    assert figures is not None
    assert [(dict(one.votes), one.blank) for one in figures.subjects] == [
        ({"XS": 2}, 1),
        ({"XS": 1}, 2),
        ({"XS": 0}, 3),
    ]


@pytest.mark.parametrize(
    ("shows", "told", "kept_back"),
    [
        (Shows.FIGURES, "Số phiếu thu về: 8", "HTTNV"),
        (Shows.TOTALS, "1. Đồng chí số 1: HTXSNV 1 · HTTNV 7", "Hoàn thành tốt"),
        (Shows.LEVELS, "1. Đồng chí số 1: Hoàn thành tốt nhiệm vụ", "HTTNV"),
    ],
)
async def test_the_group_sees_what_the_branch_chose(
    house: Hall, shows: Shows, told: str, kept_back: str
) -> None:
    """Only the turnout, the votes of each, or the level that each reached."""
    ballot = await opened(house, shows=shows)
    for who in PHONES:
        await house.vote(who, ballot, HTT, HTT if who % 2 else XS)
    await stopped(house)
    await (await entered(house)).tap("✅ Bàn giao để xác nhận")
    await house.sweep()
    await house.phone(SECOND).tap("👀 Xem và xác nhận")
    await house.phone(SECOND).tap("✅ Đúng, mở và kiểm phiếu")
    await house.sweep()
    assert told in house.group_texts
    assert kept_back not in house.group_texts


async def test_no_text_of_the_group_says_who_votes_on_paper_or_how_many_did(house: Hall) -> None:
    """While paper is counted the group sees numbers of the roll alone, and no teller's figures."""
    await opened(house)
    await stopped(house)
    await (await entered(house)).tap("✅ Bàn giao để xác nhận")
    await house.sweep()
    assert "HTTNV" not in house.group_texts
    assert not [one for one in PAPER if house.people[one].full_name in house.group_texts]


async def test_the_home_screen_tells_a_teller_whose_turn_it_is(house: Hall) -> None:
    """Paper to be counted, figures to be confirmed, figures that wait for the other."""
    await opened(house)
    first, second = house.phone(FIRST), house.phone(SECOND)
    await first.command("trangchu")
    assert "Phiếu giấy" not in first.text
    await stopped(house)
    await first.command("trangchu")
    assert "Phiếu giấy chờ kiểm" in first.text
    await first.tap("📝 Phiếu giấy")
    await first.tap("✅ Thu đủ 3 phiếu, đều hợp lệ")
    await first.other("sticker")
    assert "gõ các số" in first.text
    await first.tap("▶️ Làm tiếp")
    await first.type("3 0 0 0 0\n3 0 0 0 0")
    await first.tap("✅ Bàn giao để xác nhận")
    await first.command("trangchu")
    assert "đang chờ người khác xác nhận" in first.text
    await second.command("trangchu")
    assert "chờ đồng chí xác nhận" in second.text
    await house.phone(MEMBER).command("trangchu")
    assert "hiếu giấy" not in house.phone(MEMBER).text


async def test_nothing_of_the_paper_count_is_done_in_a_group(house: Hall) -> None:
    """Every tap of it in the group is sent to the private chat; a nameless administrator is nobody;
    the database stays as it was."""
    ballot = await opened(house)
    await stopped(house)
    arguments = {"p_line": ":1", "p_each": ":1:0", "p_sheet": ":0", "p_agree": ":1"}
    arguments |= {"p_list": ":s:0", "name": f":{house.people[MEMBER].id}"}
    verbs = [
        verb
        for verb, handler in dialogue.taps.items()
        if verb in {"tellers", "name"}
        or handler.needs in {Action.ENTER_PAPER, Action.CONFIRM_PAPER, Action.READ_PROTOCOL}
    ]
    assert len(verbs) > 10
    t = Words("vi")
    refused = {
        t.plain("Please do this in the private chat with me."),
        t.plain("Your role does not include this. Nothing was changed."),
    }
    anonymous_refused = t.plain(
        "You are acting as an anonymous administrator, so I cannot tell who you are. "
        "Please turn off “Remain anonymous” in the group's settings and try again."
    )
    for who in (SECRETARY, FIRST):
        for anonymous in (False, True):
            phone = house.in_group(who)
            phone.anonymous = anonymous
            for verb in verbs:
                await phone.tap_data(f"ballot:{verb}:{ballot.id}{arguments.get(verb, '')}")
                assert phone.toast in ({anonymous_refused} if anonymous else refused), verb
    async with house.house.db.read() as tx:
        assert await ballots.paper_count(tx, ballot.id) is None
        assert len(await ballots.tellers(tx, ballot.id)) == 2
