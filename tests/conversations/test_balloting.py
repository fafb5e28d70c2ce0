"""The secretary's side: preparing in private, opening in the group, closing, declaring void."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import update

from conversations.balloting import told_at_start
from storage import audit, ballots, outbox, reviews, roll, schema
from storage.ballots import BallotState
from storage.reviews import Stage
from storage.roll import BranchDraft, Standing
from tests.conversations.hall import GROUP, assert_fits, drafts, hall, name_of

XS, HTT = "Hoàn thành xuất sắc nhiệm vụ", "Hoàn thành tốt nhiệm vụ"
HN, KHT = "Hoàn thành nhiệm vụ", "Không hoàn thành nhiệm vụ"


async def test_the_preparation_names_who_is_on_the_ballot_and_who_is_not(tmp_path: Path) -> None:
    """Members to rate, ballots to issue, the unheard, those not rated with their clause."""
    rows = drafts(8, probationary=[6], exempt=[7])
    async with hall(tmp_path, rows, unheard=[5], unlinked=[4]) as h:
        an = h.phone(0)
        await an.command("bophieu")
        assert "Số người được xếp loại: 6" in an.text
        assert "Số phiếu phát ra: 6 (đảng viên chính thức được triệu tập: 6" in an.text
        assert f"Chưa kiểm điểm nên chưa đưa vào phiếu: {name_of(5)}." in an.text
        assert f"{name_of(7)}: Đảng viên được miễn" in an.text
        assert "mục II.B.2.1" in an.text
        assert f"không bỏ phiếu trên điện thoại được: {name_of(4)}." in an.text
        assert "quá nửa số đảng viên chính thức được triệu tập" in an.text
        assert "📖 cách hiểu" in an.text


async def test_a_member_under_six_months_is_left_off_with_the_clause(tmp_path: Path) -> None:
    """Admitted in September: reviewed, not rated, not on the ballot."""
    rows = drafts(6)
    late = [
        *rows[:5],
        type(rows[5])("6", name_of(5), joined=date(2026, 9, 2), standing=Standing.PROBATIONARY),
    ]
    async with hall(tmp_path, late) as h:
        an = h.phone(0)
        await an.command("bophieu")
        assert "Số người được xếp loại: 5" in an.text
        await an.tap("🚫 Không xếp loại (1)")
        assert name_of(5) in an.text
        assert "chưa đủ 06 tháng" in an.text
        assert "mục II.B.6" in an.text


async def test_the_unheard_come_onto_the_ballot_once_recorded_as_heard(tmp_path: Path) -> None:
    """«Đã kiểm điểm» is recorded by one tap, audited, and brings the member onto the ballot."""
    async with hall(tmp_path, drafts(6), unheard=[3, 4]) as h:
        an = h.phone(0)
        await an.command("bophieu")
        await an.tap("📝 Chưa kiểm điểm (2)")
        await an.tap(f"✔️ {name_of(3)}: đã kiểm điểm")
        assert "Chưa kiểm điểm (1)" in an.text
        await an.tap("‹ Quay lại")
        assert "Số người được xếp loại: 5" in an.text
        async with h.house.db.read() as tx:
            heard = await reviews.heard(tx, h.review.id)
            entries = await audit.entries(tx, h.branch.id)
        assert h.people[3].id in heard
        assert h.people[4].id not in heard
        assert any(
            entry.action == "heard.recorded"
            and entry.person_id == h.people[0].id
            and entry.detail["person"] == h.people[3].id
            for entry in entries
        )


async def test_the_excused_get_no_ballot(tmp_path: Path) -> None:
    """Whoever is noted as absent with a reason is not among the voters, and is told kindly."""
    async with hall(tmp_path, drafts(6)) as h:
        ballot = await h.open(excused=[4, 5])
        assert (ballot.summoned, ballot.excused, ballot.issued) == (6, 2, 4)
        phone = h.phone(4)
        await phone.tap_data(f"vote:open:{ballot.id}")
        assert "vắng có lý do" in phone.toast
        assert not phone.screens


async def test_excused_can_be_taken_back(tmp_path: Path) -> None:
    """A second tap on the same name makes the member a voter again."""
    async with hall(tmp_path, drafts(6)) as h:
        an = h.phone(0)
        await an.command("bophieu")
        await an.tap("🙋 Vắng có lý do (0)")
        await an.tap(name_of(2))
        assert "Vắng có lý do (1)" in an.text
        await an.tap(name_of(2))
        assert "Vắng có lý do (0)" in an.text


async def test_another_majority_base_can_be_chosen(tmp_path: Path) -> None:
    """The default is shown as a reading; a branch may take another base, the ballot keeps it."""
    async with hall(tmp_path, drafts(6)) as h:
        an = h.phone(0)
        await an.command("bophieu")
        await an.tap("⚖️ Cách tính đa số")
        assert "Cách hiểu của chương trình, văn bản không ghi rõ" in an.text
        await an.tap("Trên số phiếu thu về")
        assert "Đa số: quá nửa số phiếu thu về" in an.text
        await an.tap("📣 Đưa nút mở vào nhóm")
        await h.sweep()
        await h.in_group(0).tap("🗳 Mở bỏ phiếu kín")
        assert (await h.ballots())[-1].majority_base == "ballots"


async def test_few_voters_are_warned_and_too_few_refused(tmp_path: Path) -> None:
    """Under five: what secrecy cannot do is said; under three: no ballot at all."""
    async with hall(tmp_path, drafts(5, probationary=[4])) as h:
        an = h.phone(0)
        await an.command("bophieu")
        assert "Chỉ có 4 phiếu" in an.text
        await an.tap("🙋 Vắng")
        for who in (1, 2):
            await an.tap(name_of(who))
        await an.tap("‹ Quay lại")
        assert "không mở bỏ phiếu được" in an.text
        assert not any("Đưa nút mở" in label for label in an.labels)
        for data in ("ballot:post", "ballot:ready"):
            await an.tap_data(data)
            assert "không còn gì là kín" in an.toast
        await h.in_group(0).tap_data(f"ballot:open:{await h.stamp()}", 1)
        assert not await h.ballots()


async def test_a_ballot_needs_its_stage_and_a_group(tmp_path: Path) -> None:
    """While the self-assessment is open, or without a group, the secretary is told what to do."""
    async with hall(tmp_path / "a", drafts(6), stage=Stage.ASSESSMENT) as h:
        await h.phone(0).command("bophieu")
        assert "/kydanhgia" in h.phone(0).text
    async with hall(tmp_path / "b", drafts(6), group=False) as h:
        await h.phone(0).command("bophieu")
        assert "chưa có nhóm" in h.phone(0).text


async def test_in_the_group_the_command_leads_into_private(tmp_path: Path) -> None:
    """The group is shown no preparation; the link opens it, for secretary and deputy only."""
    async with hall(tmp_path, drafts(6, exempt=[5]), unheard=[3]) as h:
        group = h.in_group(0)
        await group.command("bophieu")
        assert name_of(3) not in h.group_texts
        assert name_of(5) not in h.group_texts
        assert group.button("🗳 Chuẩn bị riêng với Tự Soi")[1].url.endswith("?start=b0")


@pytest.mark.parametrize(
    "verb",
    ["subjects:0", "absent:0", "phones:0", "counters:0", "unheard:0", "off:0", "bases", "post"],
)
async def test_no_list_is_shown_in_the_group(tmp_path: Path, verb: str) -> None:
    """A list asked for in the group by forged data is refused: private things stay private."""
    async with hall(tmp_path, drafts(6, exempt=[5]), unheard=[3]) as h:
        await h.fact(2, "sick_leave_months", 5)
        an, group = h.phone(0), h.in_group(0)
        await an.command("bophieu")
        await group.tap_data(f"ballot:{verb}", 1)
        assert "riêng" in group.toast
        assert not group.chat.messages


async def test_only_secretary_and_deputy_may_open(tmp_path: Path) -> None:
    """The button in the group refuses a member and opens for the deputy."""
    async with hall(tmp_path, drafts(6)) as h:
        an = h.phone(0)
        await an.command("bophieu")
        await an.tap("📣 Đưa nút mở vào nhóm")
        await h.sweep()
        member = h.in_group(3)
        await member.tap("🗳 Mở bỏ phiếu kín")
        assert member.toast
        assert not await h.ballots()
        await h.in_group(1).tap("🗳 Mở bỏ phiếu kín")
        assert len(await h.ballots()) == 1


async def test_an_anonymous_administrator_opens_nothing(tmp_path: Path) -> None:
    """Whoever hides behind the group's name is told how to show himself."""
    async with hall(tmp_path, drafts(6)) as h:
        an = h.phone(0)
        await an.command("bophieu")
        await an.tap("📣 Đưa nút mở vào nhóm")
        await h.sweep()
        hidden = h.in_group(0)
        hidden.anonymous = True
        await hidden.tap("🗳 Mở bỏ phiếu kín")
        assert "ẩn danh" in hidden.toast
        assert not await h.ballots()


async def test_opening_twice_opens_once(tmp_path: Path) -> None:
    """A second tap on the opening button is told that the voting is open already."""
    async with hall(tmp_path, drafts(6)) as h:
        an = h.phone(0)
        await an.command("bophieu")
        await an.tap("📣 Đưa nút mở vào nhóm")
        await h.sweep()
        group = h.in_group(0)
        data = group.button("🗳 Mở bỏ phiếu kín")[1].data
        await group.tap_data(data)
        await group.tap_data(data)
        assert "đã mở rồi" in group.toast
        assert len(await h.ballots()) == 1


async def test_changed_lists_are_prepared_anew(tmp_path: Path) -> None:
    """A roll or a list of subjects that changed after the preparation opens nothing by mistake."""
    async with hall(tmp_path, drafts(6), unheard=[4]) as h:
        an = h.phone(0)
        await an.command("bophieu")
        await an.tap("📣 Đưa nút mở vào nhóm")
        await h.sweep()
        async with h.house.db.write() as tx:
            await reviews.record_heard(
                tx, h.review.id, h.people[4].id, True, h.people[0].id, h.talk.now
            )
        group = h.in_group(0)
        await group.tap("🗳 Mở bỏ phiếu kín")
        assert "Danh sách đã thay đổi" in group.toast
        assert not await h.ballots()
        async with h.house.db.write() as tx:
            await roll.write_roll(
                tx, BranchDraft(h.branch.name), drafts(6, probationary=[5]), None, h.talk.now
            )
        await an.tap("‹ Sửa phần chuẩn bị")
        assert "Số phiếu phát ra: 5" in an.text


async def test_the_card_tells_a_number_and_nothing_else(tmp_path: Path) -> None:
    """In the group: title, secrecy, turnout, one button with a link; no name, level or fact."""
    async with hall(tmp_path, drafts(6, exempt=[5]), unheard=[4]) as h:
        await h.fact(2, "sick_leave_months", 5)
        ballot = await h.open(excused=[1])
        group = h.in_group(0)
        button = group.button("🗳 Bỏ phiếu")[1]
        assert button.url == f"https://t.me/tusoi_bot?start=b{ballot.id}"
        assert "Đã bỏ phiếu: 0/4" in h.card
        for person in h.people:
            assert person.full_name not in h.group_texts
        for word in (XS, HTT, HN, "ốm", "II.B"):
            assert word not in h.group_texts
        assert_fits(group)


async def test_the_card_is_refreshed_at_a_calm_rate(tmp_path: Path) -> None:
    """Votes of the same few seconds make one message for the outbox; no row belongs to a voter."""
    async with hall(tmp_path, drafts(6)) as h:
        ballot = await h.open()
        await h.sweep()
        for who in range(3):
            phone = await h.enter(who, ballot)
            await phone.tap("▶️ Bắt đầu")
            await phone.tap("📋 Xem lại")
            await phone.tap("🗳 Bỏ phiếu")
        h.talk.now = h.talk.now.replace(second=1)
        for who in range(3):
            await h.phone(who).tap("✅ Đúng, bỏ phiếu", after=0.5)
        async with h.house.db.read() as tx:
            rows = await outbox.messages(tx, outbox.State.WAITING)
        assert [(row.kind, dict(row.payload), row.person_id) for row in rows] == [
            ("ballot.card", {"ballot": ballot.id}, None)
        ]
        assert "Đã bỏ phiếu: 0/6" in h.card
        await h.sweep()
        assert "Đã bỏ phiếu: 3/6" in h.card


async def test_closing_shows_issued_and_returned_and_happens_once(tmp_path: Path) -> None:
    """A question first, with the figures; then the count; a second tap finds it ended."""
    async with hall(tmp_path, drafts(6)) as h:
        ballot = await h.open()
        code = await h.vote(2, ballot, *[HTT] * 6)
        await h.cast_blank(ballot, 3, 4)
        deputy = h.in_group(1)
        await deputy.command("bophieu")
        assert "Đã bỏ phiếu: 3/6" in deputy.text
        await deputy.tap("🏁 Kết thúc bỏ phiếu")
        assert "Số phiếu phát ra: 6 Số phiếu thu về: 3" in deputy.text
        assert "Còn 3 phiếu chưa thu về" in deputy.text
        data = deputy.button("✅ Kết thúc và kiểm phiếu")[1].data
        await deputy.tap_data(data)
        await deputy.tap_data(data)
        assert "đã kết thúc" in deputy.toast
        await h.sweep()
        ended = (await h.ballots())[0]
        assert ended.state is BallotState.CLOSED
        assert ended.figures is not None
        assert code in ended.figures.codes
        assert "Cuộc bỏ phiếu đã kết thúc." in h.card
        assert h.group_texts.count(code) == 1
        await h.sweep()
        assert h.group_texts.count(code) == 1
        assert any("Báo cáo" in text for text in h.phone(0).screens)
        assert any("Báo cáo" in text for text in h.phone(1).screens), "who closed it gets it too"


async def test_not_yet_leaves_the_voting_open(tmp_path: Path) -> None:
    """«Chưa kết thúc» changes nothing."""
    async with hall(tmp_path, drafts(6)) as h:
        ballot = await h.open()
        an = h.phone(0)
        await an.command("ketthuc")
        await an.tap("‹ Chưa kết thúc")
        assert "Đang bỏ phiếu kín" in an.text
        assert (await h.ballots())[0].state is BallotState.OPEN
        await h.vote(3, ballot, *[HTT] * 6)


async def test_the_receipts_are_sorted_and_joined_with_nothing(tmp_path: Path) -> None:
    """The group sees every counted ballot's code in alphabetical order, and no level beside it."""
    async with hall(tmp_path, drafts(7)) as h:
        ballot = await h.open()
        codes = [await h.vote(who, ballot, *[HTT] * 7) for who in range(5)]
        ended = await h.close(ballot)
        assert ended.figures is not None
        assert list(ended.figures.codes) == sorted(codes)
        text = h.group_texts
        places = [text.index(code) for code in sorted(codes)]
        assert places == sorted(places)
        assert HTT not in text
        for person in h.people:
            assert person.full_name not in text


async def test_a_tampered_envelope_voids_the_ballot_and_says_so(tmp_path: Path) -> None:
    """The count stops with an alarm; nothing is counted; secretary and group are told in words."""
    async with hall(tmp_path, drafts(6)) as h:
        ballot = await h.open()
        await h.cast_blank(ballot, 1, 3, 4)
        async with h.house.db.write() as tx:
            table = schema.envelope
            await tx.execute(update(table).where(table.c.slot == 2).values(sealed=b"x" * 90))
        an = h.phone(0)
        await an.command("ketthuc")
        await an.tap("✅ Kết thúc và kiểm phiếu")
        assert "không còn nguyên như lúc niêm phong" in an.text
        await h.sweep()
        ended = (await h.ballots())[0]
        assert ended.state is BallotState.VOID
        assert ended.figures is None
        assert "bị hủy" in h.group_texts
        assert "niêm phong" in h.group_texts
        await an.tap("🗳 Chuẩn bị bỏ phiếu lại")
        assert "Chuẩn bị bỏ phiếu kín" in an.text


async def test_missing_keys_void_the_ballot_and_say_so(tmp_path: Path) -> None:
    """Keys that are gone at closing: void, told in clear words, to be held again."""
    async with hall(tmp_path, drafts(6)) as h:
        ballot = await h.open()
        await h.cast_blank(ballot, 1, 2, 3)
        for file in list(h.place[1].iterdir()):
            if ballot.box in file.name:
                shutil.rmtree(file) if file.is_dir() else file.unlink()
        an = h.phone(0)
        await an.command("ketthuc")
        await an.tap("✅ Kết thúc và kiểm phiếu")
        assert "mất khóa của hòm phiếu" in an.text
        assert (await h.ballots())[0].state is BallotState.VOID


async def test_declaring_void_needs_a_reason_and_a_yes(tmp_path: Path) -> None:
    """A typed reason, a question, then void: audited, told to the group, prepared anew."""
    async with hall(tmp_path, drafts(6)) as h:
        ballot = await h.open()
        await h.vote(1, ballot, *[HTT] * 6)
        an = h.phone(0)
        await an.command("bophieu")
        await an.tap_data(f"ballot:voided:{ballot.id}")
        assert "nhắn lý do trước" in an.toast
        await an.tap("⚠️ Hủy cuộc bỏ phiếu")
        await an.type("ừ")
        assert "ký tự" in an.text
        await an.type("Phát hiện thiếu tên <b>một</b> đồng chí.")
        assert "Phát hiện thiếu tên <b>một</b> đồng chí" in an.screens[-1]
        assert (await h.ballots())[0].state is BallotState.OPEN
        await an.tap("⚠️ Đúng, hủy bỏ phiếu")
        await h.sweep()
        ended = (await h.ballots())[0]
        assert ended.state is BallotState.VOID
        assert ended.void_reason == "Phát hiện thiếu tên <b>một</b> đồng chí"
        assert "Phát hiện thiếu tên" in h.group_texts
        async with h.house.db.read() as tx:
            entries = await audit.entries(tx, h.branch.id)
        assert [e.person_id for e in entries if e.action == "ballot.void"] == [h.people[0].id]
        await an.tap("🗳 Chuẩn bị bỏ phiếu lại")
        assert "Số người được xếp loại: 6" in an.text


async def test_a_reason_of_another_ballot_voids_nothing(tmp_path: Path) -> None:
    """The reason belongs to the ballot that it was typed for."""
    async with hall(tmp_path, drafts(6)) as h:
        ballot = await h.open()
        an = h.phone(0)
        await an.command("bophieu")
        await an.tap("⚠️ Hủy")
        await an.type("Danh sách sai, làm lại")
        await an.tap_data(f"ballot:voided:{ballot.id + 1}")
        assert (await h.ballots())[0].state is BallotState.OPEN


@pytest.mark.parametrize(
    "data",
    [
        "ballot:close:{id}",
        "ballot:count:{id}",
        "ballot:status:{id}",
        "ballot:void:{id}",
        "ballot:voided:{id}",
        "ballot:heard:1:0",
        "ballot:prepare",
        "ballot:open:1",
    ],
)
async def test_members_and_other_branches_cannot_touch_a_ballot(tmp_path: Path, data: str) -> None:
    """A member, and the secretary of another branch, are refused; nothing changes."""
    async with hall(tmp_path, drafts(6)) as h:
        ballot = await h.open()
        stranger = await h.secretary_of_another_branch()
        for phone in (h.phone(4), h.in_group(4), stranger, stranger.in_group(GROUP, "Chi bộ 3")):
            await phone.tap_data(data.format(id=ballot.id), 1)
            assert (await h.ballots())[0].state is BallotState.OPEN
            assert len(await h.ballots()) == 1


@pytest.mark.parametrize(
    "argument", ["", "0", "-1", "x", "٣", "9" * 14, "9" * 40, "1;2", "1 ", "²"]
)
async def test_hostile_arguments_are_refused_kindly(tmp_path: Path, argument: str) -> None:
    """Any argument of any button gets an answer and changes nothing."""
    async with hall(tmp_path, drafts(6)) as h:
        an = h.phone(0)
        await an.command("bophieu")
        for verb in ("subjects", "absent", "phones", "counters", "unheard", "off"):
            await an.tap_data(f"ballot:{verb}:{argument}")
        for verb in ("excuse", "onpaper", "counter"):
            await an.tap_data(f"ballot:{verb}:{argument}:{argument}:{argument}")
        for verb in ("bases", "base", "least", "ends", "tells", "post", "prepare", "rounds"):
            await an.tap_data(f"ballot:{verb}:{argument}")
        for verb in ("leave", "upward", "next"):
            await an.tap_data(f"ballot:{verb}:{argument}")
        await an.tap_data(f"ballot:heard:{argument}:{argument}")
        await h.in_group(0).tap_data(f"ballot:open:{argument}", 1)
        ballot = await h.open()
        for verb in ("status", "close", "count", "void", "voided"):
            await an.tap_data(f"ballot:{verb}:{argument}")
        await h.in_group(0).tap_data(f"ballot:open:{argument}", 1)
        assert (await h.ballots()) == (ballot,)


async def test_absentees_and_the_undecided_get_a_later_ballot(tmp_path: Path) -> None:
    """The next ballot holds whoever was not heard then and whoever found no majority, no others."""
    async with hall(tmp_path, drafts(6), unheard=[5]) as h:
        first = await h.open()
        for who in range(6):
            split = XS if who % 2 else HTT
            await h.vote(who, first, HTT, split, HTT, HTT, HTT)
        await h.close(first)
        an = h.phone(0)
        await an.command("bophieu")
        assert "Đã có kết quả từ lần bỏ phiếu trước, không bỏ phiếu lại: 4" in an.text
        await an.tap("📝 Chưa kiểm điểm (1)")
        await an.tap(name_of(5))
        second = await h.open()
        assert [subject.name for subject in second.subjects] == [name_of(1), name_of(5)]
        assert second.parent_id == first.id


async def test_a_restart_while_counting_is_told_to_everyone(tmp_path: Path) -> None:
    """Casting was stopped and the program died: at the next start it is counted and told once."""
    async with hall(tmp_path, drafts(6)) as h:
        ballot = await h.open()
        code = await h.vote(1, ballot, *[HTT] * 6)
        await h.cast_blank(ballot, 2, 3)
        async with h.house.db.write() as tx:
            await ballots.begin_closing(tx, ballot.id, h.people[0].id, h.talk.now)
        await h.house.db.close()
        db = await type(h.house.db).open(*h.place)
        recovery = await ballots.recover(db, h.talk.now)
        h.house = h.talk.house = type(h.house)(db, h.house.library, bot_name="tusoi_bot")
        for _ in range(2):
            await told_at_start(h.house, recovery, h.talk.now)
            await h.sweep()
        assert h.group_texts.count(code) == 1
        assert any("Báo cáo" in text for text in h.phone(0).screens)


async def test_a_count_that_broke_off_can_be_done_again(tmp_path: Path) -> None:
    """Casting was stopped but nothing counted: told so, no vote is taken, one tap counts."""
    async with hall(tmp_path, drafts(6)) as h:
        ballot = await h.open()
        await h.cast_blank(ballot, 1, 3, 4)
        async with h.house.db.write() as tx:
            await ballots.begin_closing(tx, ballot.id, h.people[0].id, h.talk.now)
        await h.phone(2).tap_data(f"vote:open:{ballot.id}")
        assert "đã kết thúc" in h.phone(2).toast
        an = h.phone(0)
        for command in ("bophieu", "ketthuc"):
            await an.command(command)
            assert "Đã dừng nhận phiếu" in an.text
        await an.tap("🔁 Kiểm phiếu")
        assert "Số phiếu thu về: 3" in an.text


async def test_a_void_by_hand_is_not_told_again_at_a_start(tmp_path: Path) -> None:
    """The secretary who declared it void is not told of it by the next start."""
    async with hall(tmp_path, drafts(6)) as h:
        await h.open()
        an = h.phone(0)
        await an.command("bophieu")
        await an.tap("⚠️ Hủy")
        await an.type("Danh sách sai, làm lại")
        await an.tap("⚠️ Đúng, hủy bỏ phiếu")
        await h.sweep()
        said, before = len(an.screens), h.group_texts
        await h.restart()
        recovery = await ballots.recover(h.house.db, h.talk.now)
        await told_at_start(h.house, recovery, h.talk.now)
        await h.sweep()
        assert len(an.screens) == said
        assert h.group_texts == before


async def test_keys_lost_while_the_program_was_down_are_told_at_start(tmp_path: Path) -> None:
    """The ballot is void at the next start; secretary and group hear it in clear words."""
    async with hall(tmp_path, drafts(6)) as h:
        ballot = await h.open()
        await h.vote(1, ballot, *[HTT] * 6)
        await h.house.db.close()
        for file in list(h.place[1].iterdir()):
            if ballot.box in file.name:
                file.unlink()
        db = await type(h.house.db).open(*h.place)
        recovery = await ballots.recover(db, h.talk.now)
        h.house = h.talk.house = type(h.house)(db, h.house.library, bot_name="tusoi_bot")
        await told_at_start(h.house, recovery, h.talk.now)
        await h.sweep()
        assert "mất khóa của hòm phiếu" in h.group_texts
        assert "mất khóa của hòm phiếu" in h.phone(0).text


async def test_a_branch_of_sixty_fits_the_phone(tmp_path: Path) -> None:
    """Every list of a large branch stays within Telegram's limits, page by page."""
    rows = drafts(60, exempt=[50, 51], probationary=range(52, 60))
    async with hall(tmp_path, rows, unheard=range(20, 50), unlinked=range(10, 45)) as h:
        for who in range(12):
            await h.fact(who, "sick_leave_months", 6)
        an = h.phone(0)
        await an.command("bophieu")
        assert_fits(an)
        for label in ("👥 Người", "🙋 Vắng", "📝 Chưa", "🚫 Không"):
            await an.tap(label)
            assert_fits(an)
            while "Trang sau ›" in an.labels:
                await an.tap("Trang sau ›")
                assert_fits(an)
            await an.tap("‹ Quay lại")
