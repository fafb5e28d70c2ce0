"""The report: readable in parts, every line with its clause, for secretary and deputy only."""

import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from storage import appraisals, assessments, reviews, roll
from storage.reviews import Stage
from storage.roll import BranchDraft
from tests.conversations.hall import Hall, assert_fits, assert_short, drafts, hall, name_of, seen_of
from tests.conversations.talk import Phone

XS, HTT = "Hoàn thành xuất sắc nhiệm vụ", "Hoàn thành tốt nhiệm vụ"
HN, KHT = "Hoàn thành nhiệm vụ", "Không hoàn thành nhiệm vụ"


async def meeting(h: Hall, *marks: str | None, voters: int = 6) -> Phone:
    """Everyone votes alike, the ballot is closed, the report has arrived."""
    ballot = await h.open()
    for who in range(voters):
        await h.vote(who, ballot, *marks)
    await h.close(ballot)
    return h.phone(0)


async def open_member(an: Phone, number: int) -> str:
    await an.command("baocao")
    await an.tap("👥 Từng đảng viên")
    await an.tap(str(number))
    return an.text


async def test_the_report_arrives_in_private_with_a_file(tmp_path: Path) -> None:
    """After closing: the first page with its buttons, and everything as one text file."""
    async with hall(tmp_path, drafts(6)) as h:
        an = await meeting(h, XS, HTT, HTT, HN, KHT, HTT)
        assert "Báo cáo: xếp loại chất lượng đảng viên năm 2026" in an.text
        assert f"{XS}: 1" in an.text
        assert f"{HTT}: 3" in an.text
        assert "triệu tập 6, vắng có lý do 0, phát ra 6, thu về 6" in an.text
        assert "Đây là đề xuất, chưa phải quyết định" in an.text
        file = an.chat.files[-1]
        assert file.name == "bao-cao-2026.txt"
        content = file.content.decode("utf-8-sig")
        for person in h.people:
            assert person.full_name.upper() in content
        assert "KIỂM PHIẾU" in content
        assert "<b>" not in content


async def test_the_group_gets_no_report(tmp_path: Path) -> None:
    """No level, no name of the report in the group."""
    async with hall(tmp_path, drafts(6)) as h:
        await meeting(h, XS, HTT, HTT, HN, KHT, HTT)
        for word in (XS, HTT, HN, KHT, "Báo cáo: ", name_of(2)):
            assert word not in h.group_texts
        group = h.in_group(0)
        await group.command("baocao")
        assert "riêng" in group.text


async def test_a_members_card_has_everything_with_clauses(tmp_path: Path) -> None:
    """Own, advised, highest level, votes, result, proposal: side by side, each with its clause."""
    async with hall(tmp_path, drafts(6)) as h:
        person = h.people[2].id
        async with h.house.db.write() as tx:
            for criterion in h.house.library.get("can-tho-2018").criteria("member"):
                await assessments.save_grade(
                    tx, h.review.id, person, criterion.id, "tot", 0, h.talk.now
                )
            await assessments.save_own_level(tx, h.review.id, person, "XS", 0, h.talk.now)
            await assessments.submit(tx, h.review.id, person, h.talk.now)
        an = await meeting(h, HTT, HTT, HTT, HTT, HTT, HTT)
        text = await open_member(an, 3)
        assert f"➡️ Đề xuất: {HTT} (mục II.B.2.5)" in text
        assert f"Mức tự nhận: {XS} (mục II.B.2.5)" in text
        assert f"Mức tham khảo: cao nhất là {HTT} (mục II.B.2.3.2)" in text
        assert "II.B.2.3.1" in text
        assert f"Mức cao nhất được đề xuất: {XS} (mục II.B.2.3.1)" in text
        assert "HTXSNV 0 · HTTNV 6 · HTNV 0 · KHTNV 0 · trống 0; phiếu thu về 6" in text
        assert f"Kết quả bỏ phiếu: {HTT}, được 6 phiếu; cần 4" in text
        assert f"Thấp hơn mức tự nhận “{XS}”: bỏ phiếu chọn “{HTT}” (mục II.B.2.5)" in text
        assert_fits(an)


async def test_a_held_proposal_names_the_later_fact(tmp_path: Path) -> None:
    """The ballot chose XS; sick leave confirmed afterwards holds it at HN, with fact and clause."""
    async with hall(tmp_path, drafts(6)) as h:
        an = await meeting(h, *[XS] * 6)
        h.talk.now += timedelta(minutes=1)
        await h.fact(0, "sick_leave_months", 4)
        await an.command("baocao")
        assert "Đề xuất khác kết quả bỏ phiếu: 1" in an.text
        text = await open_member(an, 1)
        assert f"➡️ Đề xuất: {HN}" in text
        assert f"Bỏ phiếu chọn “{XS}”" in text
        assert "Được xác nhận sau khi mở bỏ phiếu: Thời gian nghỉ ốm (mục II.B.6)" in text


async def test_a_long_card_shows_the_decision_and_folds_the_reasons(tmp_path: Path) -> None:
    """Levels, votes and result are seen at once; each reason stands in the same message."""
    async with hall(tmp_path, drafts(6)) as h:
        person = h.people[0].id
        async with h.house.db.write() as tx:
            for criterion in h.house.library.get("can-tho-2018").criteria("member"):
                await assessments.save_grade(
                    tx, h.review.id, person, criterion.id, "trung_binh", 0, h.talk.now
                )
            await assessments.save_own_level(tx, h.review.id, person, "XS", 0, h.talk.now)
            await assessments.submit(tx, h.review.id, person, h.talk.now)
        an = await meeting(h, *[XS] * 6)
        h.talk.now += timedelta(minutes=1)
        await h.fact(0, "sick_leave_months", 4)
        whole = await open_member(an, 1)
        seen = seen_of(an)
        assert_short(an)
        assert len(whole) > 1000
        for line in (f"➡️ Đề xuất: {HN}", f"Mức tự nhận: {XS}", "Mức tham khảo: ", "Số phiếu: "):
            assert line in seen
        assert f"Mức cao nhất được đề xuất: {HN}" in seen
        assert f"Chưa đạt mức “{XS}”" in whole
        assert f"Chưa đạt mức “{XS}”" not in seen


async def test_no_majority_is_to_be_voted_again(tmp_path: Path) -> None:
    """The card says how many votes were needed, and that the program does not decide."""
    async with hall(tmp_path, drafts(6)) as h:
        an = await meeting(h, *[HTT] * 6, voters=3)
        text = await open_member(an, 1)
        assert "không mức nào đủ đa số (cần 4 phiếu, cao nhất được 3)" in text
        assert "phải bỏ phiếu lại, chương trình không tự quyết" in text


async def test_the_unheard_are_named_with_the_clause(tmp_path: Path) -> None:
    """Who was not through the review has no proposal, and the report says by which clause."""
    async with hall(tmp_path, drafts(6), unheard=[5]) as h:
        an = await meeting(h, *[HTT] * 5)
        text = await open_member(an, 6)
        assert "chưa được bỏ phiếu" in text
        assert "Hoàn thành kiểm điểm rồi mới được xếp loại" in text
        assert "mục II.B.6" in text


async def test_the_quota_page_marks_readings_and_leaves_ties_to_people(tmp_path: Path) -> None:
    """Limit, who is over, the tie at the edge, the stricter way, each reading said to be one."""
    async with hall(tmp_path, drafts(12)) as h:
        ballot = await h.open()
        for who in range(12):
            tied = XS if who < 8 else HTT
            await h.vote(who, ballot, XS, tied, tied, *[HTT] * 9)
        await h.close(ballot)
        an = h.phone(0)
        assert f"“{XS}”: đề xuất 3, được tối đa 2, vượt 1" in an.text
        await an.tap("🏅 Tỷ lệ xuất sắc")
        assert f"12 đồng chí được “{HTT}” trở lên; lấy 20%, làm tròn xuống: tối đa 2" in an.text
        assert "Cách tính chặt hơn" in an.text
        assert f"trong tỷ lệ theo số phiếu: {name_of(0)} (12 phiếu)" in an.text
        assert f"bằng phiếu ở chỗ cuối cùng, còn 1 chỗ: {name_of(1)} (8 phiếu)" in an.text
        assert "không xếp theo tên, không bốc thăm" in an.text
        assert an.text.count("📖 Cách hiểu của chương trình, văn bản không ghi rõ") == 3
        assert "Tạm tính" not in an.text
        assert_fits(an)


async def test_under_a_dang_uy_the_quota_page_says_provisional(tmp_path: Path) -> None:
    """It binds over the whole TCCSĐ: the branch's figure is provisional, and who settles it."""
    async with hall(tmp_path, drafts(6), upper="Đảng ủy phường 4") as h:
        an = await meeting(h, *[XS] * 6)
        await an.tap("🏅 Tỷ lệ xuất sắc")
        assert "⏳ Tạm tính: tỷ lệ này áp dụng trong từng tổ chức cơ sở đảng" in an.text
        assert "lấy 20%, làm tròn xuống: tối đa 1" in seen_of(an)
        assert "⚠️ Vượt tỷ lệ 5 người" in seen_of(an)
        assert "📖" not in seen_of(an)
        assert_short(an)
        assert "Đảng ủy phường 4" in an.text


async def test_the_not_rated_stand_with_their_clause(tmp_path: Path) -> None:
    """Exempt members are listed with why."""
    async with hall(tmp_path, drafts(7, exempt=[6])) as h:
        an = await meeting(h, *[HTT] * 6)
        await an.tap("🚫 Không xếp loại (1)")
        assert f"{name_of(6)}: không xếp loại" in an.text
        assert "mục II.B.2.1" in an.text


async def test_the_identities_of_the_count_hold(tmp_path: Path) -> None:
    """For each subject the votes of every level and the blanks make the ballots returned."""
    async with hall(tmp_path, drafts(6)) as h:
        await h.fact(5, "sick_leave_months", 4)
        ballot = await h.open()
        await h.vote(0, ballot, XS, HTT, HTT, None, KHT, HN)
        await h.vote(1, ballot, XS, XS, HN, None, KHT, None)
        await h.vote(2, ballot, HTT, XS, KHT, HTT, None, KHT)
        await h.close(ballot)
        an = h.phone(0)
        await an.tap("🧮 Kiểm phiếu")
        sums = re.findall(r"(\w+ Văn \w+): ([\d+ ]+) = (\d+)", an.text)
        assert len(sums) == 6
        for _, addends, total in sums:
            assert sum(int(one) for one in addends.split(" + ")) == int(total) == 3
        assert f"{name_of(5)}: 0 + 0 + 1 + 1 + 1 = 3" in an.text


@pytest.mark.parametrize("who", [2, 5])
async def test_only_secretary_and_deputy_read_it(tmp_path: Path, who: int) -> None:
    """A member who forges a button, or types the command, is refused."""
    async with hall(tmp_path, drafts(6)) as h:
        await meeting(h, *[HTT] * 6)
        member = h.phone(who)
        before = len(member.screens)
        for data in ("show", "members:1:0", "member:1:0", "quota:1", "unrated:1:0", "count:1:0"):
            await member.tap_data(f"report:{data}")
            assert "Chưa có gì thay đổi" in member.toast
        await member.tap_data("report:file:1")
        await member.command("baocao")
        assert not member.chat.files
        assert "Đề xuất" not in "".join(member.screens[before:])
        deputy = h.phone(1)
        await deputy.command("baocao")
        assert "Báo cáo" in deputy.text


async def test_another_branchs_secretary_reads_nothing(tmp_path: Path) -> None:
    """Review ids of another branch are answered as if there were none."""
    async with hall(tmp_path, drafts(6)) as h:
        await meeting(h, *[HTT] * 6)
        other = await h.secretary_of_another_branch()
        for verb in ("show:{}", "members:{}:0", "member:{}:0", "quota:{}", "count:{}:0", "file:{}"):
            await other.tap_data("report:" + verb.format(h.review.id))
            assert "Chưa có báo cáo này" in other.toast
        assert not other.chat.files
        assert not other.screens


@pytest.mark.parametrize("argument", ["", "-1", "x", "٣", "9" * 40, "1;2"])
async def test_hostile_pages_are_harmless(tmp_path: Path, argument: str) -> None:
    """Any page number shows some page; any review that is not one is refused."""
    async with hall(tmp_path, drafts(6, exempt=[5])) as h:
        an = await meeting(h, *[HTT] * 5, voters=5)
        for verb in ("members", "member", "unrated", "count"):
            await an.tap_data(f"report:{verb}:{h.review.id}:{argument}")
            assert an.text
            await an.tap_data(f"report:{verb}:{argument}:0")
            assert "Chưa có báo cáo này" in an.toast


async def test_the_report_stays_after_the_review_is_closed(tmp_path: Path) -> None:
    """The buttons of a report go on working when the year is over."""
    async with hall(tmp_path, drafts(6)) as h:
        an = await meeting(h, *[HTT] * 6)
        async with h.house.db.write() as tx:
            await reviews.set_stage(tx, h.review.id, Stage.CLOSED, h.people[0].id, h.talk.now)
        await an.tap("👥 Từng đảng viên")
        await an.tap("2")
        assert name_of(1) in an.text
        await an.tap("‹ Danh sách")
        assert "Từng đảng viên (6)" in an.text


async def test_before_any_ballot_the_report_shows_what_is_known(tmp_path: Path) -> None:
    """The secretary may look at own and advised levels before the meeting."""
    async with hall(tmp_path, drafts(6)) as h:
        an = h.phone(0)
        await an.command("baocao")
        assert "Chưa có cuộc bỏ phiếu nào được kiểm" in an.text
        text = await open_member(an, 1)
        assert "chưa được bỏ phiếu" in text


async def test_a_branch_of_sixty_fits_the_phone(tmp_path: Path) -> None:
    """Every page of a large branch's report stays within Telegram's limits."""
    async with hall(tmp_path, drafts(60, exempt=range(45, 60))) as h:
        for who in range(10):
            await h.fact(who, "sick_leave_months", 4)
        ballot = await h.open()
        await h.vote(1, ballot, *([KHT] * 10 + [XS] * 35))
        await h.cast_blank(ballot, 2, 3)
        await h.close(ballot)
        an = h.phone(0)
        for label in ("👥 Từng", "🏅", "🚫", "🧮"):
            await an.tap(label)
            assert_fits(an)
            assert_short(an)
            while "Trang sau ›" in an.labels:
                await an.tap("Trang sau ›")
                assert_fits(an)
                assert_short(an)
            await an.tap("‹ Báo cáo")
        await open_member(an, 1)
        while "Người sau ›" in an.labels:
            assert_fits(an)
            assert_short(an)
            await an.tap("Người sau ›")
        assert f"45/45 · {name_of(44)}" in an.text


async def test_a_proposal_above_the_advised_level_is_explained(tmp_path: Path) -> None:
    """The ballot chose more than the member's own grades give: said, with the clauses he misses."""
    async with hall(tmp_path, drafts(6)) as h:
        person = h.people[0].id
        async with h.house.db.write() as tx:
            for criterion in h.house.library.get("can-tho-2018").criteria("member"):
                await assessments.save_grade(
                    tx, h.review.id, person, criterion.id, "trung_binh", 0, h.talk.now
                )
            await assessments.save_own_level(tx, h.review.id, person, "HN", 0, h.talk.now)
            await assessments.submit(tx, h.review.id, person, h.talk.now)
        an = await meeting(h, XS, HTT, HTT, HTT, HTT, HTT)
        text = await open_member(an, 1)
        assert f"Cao hơn mức tham khảo “{HN}”: bỏ phiếu chọn “{XS}”" in text
        assert f"Cao hơn mức tự nhận “{HN}”: bỏ phiếu chọn “{XS}” (mục II.B.2.5)" in text
        assert "Cần tập thể xác nhận: Thực sự tiêu biểu" in text


async def test_the_file_explains_every_reading_once(tmp_path: Path) -> None:
    """At its end stand the readings behind the levels and the majority, said to be readings."""
    async with hall(tmp_path, drafts(6)) as h:
        an = await meeting(h, *[HTT] * 6)
        content = an.chat.files[-1].content.decode("utf-8-sig")
        _, _, readings = content.partition("CÁCH HIỂU CỦA CHƯƠNG TRÌNH")
        known = h.house.library.get("can-tho-2018").readings.values()
        for number in (8, 9):
            text = next(one.text for one in known if one.number == number).rstrip(".")
            assert readings.count(text) == 1


async def test_a_member_who_turns_out_not_to_be_rated_is_told_apart(tmp_path: Path) -> None:
    """Voted on, then found to be admitted too late: not rated, with the votes he had."""
    async with hall(tmp_path, drafts(6)) as h:
        an = await meeting(h, *[HTT] * 6)
        late = replace(drafts(6)[5], joined=date(2026, 9, 2))
        async with h.house.db.write() as tx:
            rows = [*drafts(6)[:5], late]
            await roll.write_roll(tx, BranchDraft(h.branch.name), rows, None, h.talk.now)
        await an.command("baocao")
        await an.tap("🚫 Không xếp loại (1)")
        assert "chưa đủ 06 tháng" in an.text
        assert "Đã được bỏ phiếu trước khi điều này được xác nhận: HTXSNV 0 · HTTNV 6" in an.text


async def test_the_report_is_found_again_after_the_review_has_ended(tmp_path: Path) -> None:
    """Once the review is closed, /baocao still opens the report of the latest one."""
    async with hall(tmp_path, drafts(6)) as h:
        an = await meeting(h, XS, HTT, HTT, HN, KHT, HTT)
        async with h.house.db.write() as tx:
            review = await reviews.current_review(tx, h.branch.id)
            assert review is not None
            await reviews.set_stage(tx, review.id, Stage.CLOSED, None, h.talk.now)
        await an.command("baocao")
        assert f"{XS}: 1" in an.text


async def test_the_committee_s_view_stands_beside_his_own(tmp_path: Path) -> None:
    """The level that the committee proposed and what its grades advise, each with its clause;
    a member whom it did not view has no such line."""
    async with hall(tmp_path, drafts(6)) as h:
        person, deputy = h.people[2].id, h.people[1].id
        async with h.house.db.write() as tx:
            for criterion in h.house.library.get("can-tho-2018").criteria("member"):
                await appraisals.save_grade(
                    tx, h.review.id, person, criterion.id, "trung_binh", deputy, h.talk.now
                )
            await appraisals.save_level(tx, h.review.id, person, "HN", deputy, h.talk.now)
        an = await meeting(h, HTT, HTT, HTT, HTT, HTT, HTT)
        text = await open_member(an, 3)
        assert f"Chi ủy đề xuất: {HN} (mục II.B.2.5)" in text
        assert f"Theo chi ủy chấm: cao nhất là {HN}" in text
        assert "Chi ủy" not in await open_member(an, 4)
