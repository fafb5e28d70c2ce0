"""The committee's view: grades beside the member's own, levels, remarks, the meeting."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from conversations import router
from conversations.committee import remarks as remarks_room
from conversations.context import Errand
from conversations.screen import Say
from rules import Kind
from storage import appraisals, assessments, outbox, remarks, revisions, roll
from storage.appraisals import Appraisal
from storage.remarks import Item
from storage.reviews import Stage
from storage.roll import Role
from tests.conversations.assessing import (
    DEPUTY,
    EXEMPT,
    LIBRARY,
    MEMBER,
    NEW,
    OTHER,
    PLAIN,
    ROLL,
    SECRETARY,
    World,
    a_world,
)
from tests.conversations.talk import Phone

COMMITTEE = OTHER
"""Who is on the committee beside secretary and deputy."""
RULES = LIBRARY.get("can-tho-2018")
NO_CONFIDENCE = {"confidence_held": "false"}


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    rows = tuple(
        replace(row, roles=frozenset({Role.COMMITTEE})) if row.full_name == COMMITTEE else row
        for row in ROLL
    )
    async with a_world(tmp_path, rows=rows) as made:
        await made.open()
        await made.tell(MEMBER, PLAIN)
        yield made


def number(world: World, name: str = MEMBER) -> int:
    return world.people[name].id


async def submitted(world: World, grade: str = "tot", name: str = MEMBER) -> None:
    """The member graded himself alike on everything, wrote a note, claimed a level, submitted."""
    review = await world.review()
    async with world.db.write() as tx:
        for criterion in RULES.criteria(Kind.MEMBER):
            await assessments.save_grade(
                tx, review.id, number(world, name), criterion.id, grade, 0, world.talk.now
            )
        first = RULES.criteria(Kind.MEMBER)[0].id
        await assessments.save_note(tx, review.id, number(world, name), f"c:{first}", "Tôi cố gắng")
        await assessments.save_own_level(
            tx, review.id, number(world, name), "HTT", 0, world.talk.now
        )
        await assessments.submit(tx, review.id, number(world, name), world.talk.now)


async def view(world: World, name: str = MEMBER) -> Appraisal:
    review = await world.review()
    async with world.db.read() as tx:
        return await appraisals.appraisal_of(tx, review.id, number(world, name))


async def said(world: World, name: str = MEMBER) -> dict[Item, str]:
    review = await world.review()
    async with world.db.read() as tx:
        found = await remarks.remarks_of(tx, review.id, number(world, name))
    return {item: one.text for item, one in found.items()}


async def card(world: World, name: str = MEMBER, by: str = COMMITTEE) -> Phone:
    phone = world.phone(by)
    await phone.command("chiuy")
    await phone.tap(name)
    return phone


async def worded(world: World, name: str, kind: str) -> list[str]:
    """What the member's due notices of that kind say."""
    async with world.db.write() as tx:
        rows = await outbox.claim_due(tx, world.talk.now, 100)
        found = []
        for row in rows:
            if row.kind != kind or row.person_id != number(world, name):
                continue
            me = await roll.account_of_person(tx, number(world, name))
            t = world.talk.house.words_for(me)
            parts = await router.word(Errand(world.talk.house, tx, row, world.talk.now, t, me))
            if parts and isinstance(parts[0], Say):
                found.append(str(parts[0].screen.text))
            await outbox.mark_sent(tx, row.id, world.talk.now)
        return found


async def test_the_list_tells_how_far_the_committee_is(world: World) -> None:
    """Everyone who is reviewed is on it, himself marked; exempt and suspended are not."""
    phone = world.phone(COMMITTEE)
    await phone.command("chiuy")
    assert "Đã đề xuất mức cho 0/5 đồng chí" in phone.text
    assert "mục II.B.2.5" in phone.text
    assert f"👤 {COMMITTEE}" in phone.labels
    assert f"▫️ {MEMBER}" in phone.labels
    assert not any(EXEMPT in label for label in phone.labels)
    await phone.tap(MEMBER)
    await phone.tap("Chấm từng tiêu chí")
    await phone.tap("Tốt")
    await phone.command("chiuy")
    assert f"✏️ {MEMBER} · 1/9" in phone.labels


async def test_nothing_is_shown_before_he_has_submitted(world: World) -> None:
    """What a member is still writing is his own: no grade, no level, no text of it is shown."""
    review = await world.review()
    first = RULES.criteria(Kind.MEMBER)[0]
    async with world.db.write() as tx:
        at = world.talk.now
        await assessments.save_grade(tx, review.id, number(world), first.id, "kem", 1, at)
        await assessments.save_note(tx, review.id, number(world), f"c:{first.id}", "Bí mật của tôi")
        await assessments.save_own_level(tx, review.id, number(world), "XS", 1, at)
    phone = await card(world)
    assert "Chưa nộp bản tự đánh giá" in phone.text
    assert "Mức tự nhận" not in phone.text
    assert not any("Đọc bản" in label or "Nhất trí" in label for label in phone.labels)
    await phone.tap("Chấm từng tiêu chí")
    assert "Tự chấm" not in phone.text
    assert "Bí mật" not in phone.text
    await phone.tap_data(f"committee:read:{number(world)}")
    assert "chưa nộp" in phone.toast
    await phone.tap_data(f"committee:agree:{number(world)}")
    assert "chưa nộp" in phone.toast
    assert (await view(world)).said_at is None


async def test_grades_are_given_beside_his_own(world: World) -> None:
    """Each criterion shows his grade and his note; a tap keeps the committee's and goes on."""
    await submitted(world)
    phone = await card(world)
    assert "Mức tự nhận: Hoàn thành tốt nhiệm vụ" in phone.text
    await phone.tap("Chấm từng tiêu chí")
    assert "tiêu chí 1/10" in phone.text
    assert "Tự chấm: Tốt" in phone.text
    assert "Đồng chí ấy ghi: Tôi cố gắng" in phone.text
    await phone.tap("Trung bình")
    assert "tiêu chí 2/10" in phone.text
    held = await view(world)
    first = RULES.criteria(Kind.MEMBER)[0].id
    assert held.grades == {first: "trung_binh"}
    assert held.said_by == number(world, COMMITTEE)
    await phone.tap("‹ Trước")
    assert "Chi ủy chấm: Trung bình" in phone.text
    assert (await world.answers(MEMBER)).grades[first] == "tot"


async def test_two_quick_taps_grade_one_criterion(world: World) -> None:
    """A second tap just after the screen changed is not taken for the next criterion."""
    phone = await card(world)
    await phone.tap("Chấm từng tiêu chí")
    await phone.tap("Tốt")
    await phone.tap("Tốt", after=0.3)
    assert "hơi nhanh" in phone.toast
    assert len((await view(world)).grades) == 1


async def test_agreeing_takes_his_grades_at_once(world: World) -> None:
    """One tap takes his own grades as the committee's; what it advises is shown, then a level."""
    await submitted(world)
    phone = await card(world)
    await phone.tap("Nhất trí với phần tự chấm")
    assert "Theo chi ủy chấm: " in phone.text
    assert set((await view(world)).grades.values()) == {"tot"}
    await phone.tap("Hoàn thành tốt nhiệm vụ")
    assert "Chi ủy đề xuất: Hoàn thành tốt nhiệm vụ" in phone.text
    assert f"Ghi sau cùng: {COMMITTEE}" in phone.text
    assert (await view(world)).level == "HTT"
    entry = (await world.audit())[-1]
    assert (entry.action, entry.detail["level"]) == ("appraisal.level", "HTT")
    await phone.command("chiuy")
    assert f"✅ {MEMBER}" in phone.labels


async def test_both_views_stand_side_by_side(world: World) -> None:
    """His own grades advise one level, the committee's another: both are shown, apart."""
    await world.tell(MEMBER, NO_CONFIDENCE)
    await submitted(world, "xuat_sac")
    phone = await card(world)
    await phone.tap("Chấm từng tiêu chí")
    while "Trung bình" in phone.labels:
        await phone.tap("Trung bình")
    assert "Theo tự chấm: cao nhất là Hoàn thành xuất sắc nhiệm vụ" in phone.text
    assert "Theo chi ủy chấm: cao nhất là Hoàn thành nhiệm vụ" in phone.text
    assert "(mục II.B.2.3" in phone.text


async def test_a_level_above_the_facts_is_kept_with_a_warning(world: World) -> None:
    """The committee may propose what confirmed facts bar; it is told that no ballot can give it."""
    await world.tell(MEMBER, {"degradation_concluded": "true"})
    phone = await card(world)
    await phone.tap("Đề xuất mức")
    await phone.tap("Hoàn thành tốt nhiệm vụ")
    assert "cao hơn mức mà thông tin đã xác nhận cho phép" in phone.text
    assert (await view(world)).level == "HTT"
    await phone.tap("Đề xuất mức")
    await phone.tap("Bỏ mức đã chọn")
    assert (await view(world)).level is None


async def test_the_last_word_counts(world: World) -> None:
    """Two committee members grade at once: both grades are kept, and who spoke last is shown."""
    one, two = await card(world), await card(world, by=DEPUTY)
    await one.tap("Chấm từng tiêu chí")
    await two.tap("Chấm từng tiêu chí")
    await one.tap("Tốt")
    await two.tap("Sau ›")
    await two.tap("Kém")
    ids = [criterion.id for criterion in RULES.criteria(Kind.MEMBER)[:2]]
    assert (await view(world)).grades == {ids[0]: "tot", ids[1]: "kem"}
    await two.tap("Về đồng chí này")
    assert f"Ghi sau cùng: {DEPUTY}" in two.text


@pytest.mark.parametrize("who", [SECRETARY, DEPUTY, COMMITTEE])
async def test_nobody_appraises_himself(world: World, who: str) -> None:
    """Whoever is on the committee is graded by the others: his own forged taps change nothing."""
    phone = await card(world, who, by=who)
    assert not any("Chấm" in label or "Đề xuất mức" in label for label in phone.labels)
    criterion = RULES.criteria(Kind.MEMBER)[0].id
    for data in ("go:{0}", "ask:{0}:{1}", "grade:{0}:{1}:tot", "agree:{0}", "levels:{0}",
                 "level:{0}:XS"):  # fmt: skip
        await phone.tap_data(f"committee:{data.format(number(world, who), criterion)}")
        assert "đồng chí khác trong chi ủy" in phone.toast
    await phone.tap_data(f"committee:unsay:{number(world, who)}:committee")
    assert "đồng chí khác trong chi ủy" in phone.toast
    assert (await view(world, who)).said_at is None


async def test_remarks_are_typed_read_and_removed(world: World) -> None:
    """A remark is kept with who noted it; it can be written on, written anew, removed."""
    phone = await card(world)
    await phone.tap("Nhận xét, kết luận")
    assert "Nơi cư trú: chưa có" in phone.text
    await phone.tap("Nơi cư trú")
    await world.restart()
    await phone.type("Chấp hành tốt\x00 nơi cư trú.")
    assert (await said(world)) == {Item.RESIDENCE: "Chấp hành tốt nơi cư trú."}
    assert "✅ Đã ghi: Nơi cư trú." in phone.text
    await phone.tap("✓ Nơi cư trú")
    assert f"{COMMITTEE} ghi lúc" in phone.text
    await phone.tap("Viết tiếp")
    await phone.type("Tham gia họp tổ.")
    assert (await said(world))[Item.RESIDENCE] == "Chấp hành tốt nơi cư trú.\nTham gia họp tổ."
    await phone.tap("✓ Nơi cư trú")
    await phone.tap("Viết lại")
    await phone.type("Tốt.")
    assert (await said(world))[Item.RESIDENCE] == "Tốt."
    await phone.tap("✓ Nơi cư trú")
    await phone.tap("Xóa")
    assert await said(world) == {}
    actions = [entry.action for entry in await world.audit()]
    assert actions[-2:] == ["remark.recorded", "remark.removed"]
    assert not any("Tốt." in str(entry.detail) for entry in await world.audit())


async def test_a_remark_that_is_too_long_is_refused_with_its_count(world: World) -> None:
    """4,000 characters are kept whole; more is refused, never cut, and can be sent again."""
    phone = await card(world)
    await phone.tap("Nhận xét, kết luận")
    await phone.tap("Nhận xét của chi ủy")
    await phone.type("a" * 4_001)
    assert "4.001 ký tự, tối đa 4.000" in phone.text
    assert await said(world) == {}
    await phone.type("phần đuôi mà Telegram đã cắt", after=0.5)
    assert "phần còn lại" in phone.text
    assert await said(world) == {}
    await phone.type("chữ " * 999, after=10)
    assert len((await said(world))[Item.COMMITTEE]) == 4 * 999 - 1
    await phone.tap("✓ Nhận xét của chi ủy")
    assert len(phone.text) <= 700
    await phone.tap("Xem đầy đủ")
    shown = 1
    while "Trang sau ›" in phone.labels:
        assert len(phone.text) <= 900
        await phone.tap("Trang sau ›")
        shown += 1
    assert shown == 7


async def test_leaving_the_question_forgets_it(world: World) -> None:
    """A text sent after going back is not taken for a remark."""
    phone = await card(world)
    await phone.tap("Nhận xét, kết luận")
    await phone.tap("Đoàn thể, tổ chức")
    await phone.tap("Các nhận xét")
    await phone.type("Chuyện khác")
    assert await said(world) == {}


async def test_only_secretary_and_deputy_note_the_meeting(world: World) -> None:
    """A committee member reads the chair's conclusion but cannot write it, not even forged."""
    phone = await card(world)
    await phone.tap("Nhận xét, kết luận")
    assert "Kết luận của chủ trì" not in phone.labels
    await phone.tap_data(f"committee:remark:{number(world)}:conclusion:again")
    await phone.type("Kết luận giả")
    assert await said(world) == {}
    await phone.tap_data(f"committee:unsay:{number(world)}:conclusion")
    assert "không thuộc phần việc" in phone.toast
    pho = await card(world, by=DEPUTY)
    await pho.tap("Nhận xét, kết luận")
    await pho.tap("Kết luận của chủ trì")
    await pho.type("Đồng chí cần nêu gương hơn.")
    assert await said(world) == {Item.CONCLUSION: "Đồng chí cần nêu gương hơn."}
    await phone.tap_data(f"committee:remark:{number(world)}:conclusion")
    assert "nêu gương" in phone.text
    assert "Viết lại" not in " ".join(phone.labels)


async def test_every_item_has_a_name_and_a_right() -> None:
    """No remark can be noted without a right of the table."""
    assert set(remarks_room.NAMES) == set(remarks_room.RIGHTS) == set(Item)


async def test_after_the_meeting_he_revises_his_review(world: World) -> None:
    """Given back, he is told, reads what was said, and may change it though the stage is closed."""
    await submitted(world)
    await world.set_stage(Stage.BALLOT)
    pho = await card(world, by=DEPUTY)
    await pho.tap("Nhận xét, kết luận")
    await pho.tap("Kết luận của chủ trì")
    await pho.type("Bổ sung phần khắc phục hạn chế.")
    await pho.tap("Về đồng chí này")
    await pho.tap("Trả lại để sửa")
    await pho.tap("Đúng, trả lại")
    assert "Đã trả lại sau cuộc họp, chưa nộp lại" in pho.text
    assert not any("Trả lại để sửa" in label for label in pho.labels)
    assert await world.heard(MEMBER)
    (notice,) = await worded(world, MEMBER, "committee.given_back")
    assert "trả lại" in notice
    assert "khắc phục" not in notice
    an = world.phone(MEMBER)
    await an.tap_data("committee:mine")
    assert "Bổ sung phần khắc phục hạn chế." in an.text
    review = await world.review()
    async with world.db.write() as tx:
        assert await revisions.open_for(tx, review.id, number(world))
        assert not await revisions.open_for(tx, review.id, number(world, NEW))
        await revisions.handed_in(tx, review.id, number(world), world.talk.now)
    await pho.tap_data(f"committee:member:{number(world)}")
    assert "Đã sửa sau cuộc họp, nộp lại" in pho.text


async def test_giving_back_twice_is_giving_back_once(world: World) -> None:
    """A doubled tap neither tells him twice nor audits twice."""
    await submitted(world)
    await world.set_stage(Stage.BALLOT)
    pho = await card(world, by=DEPUTY)
    for _ in range(2):
        await pho.tap_data(f"committee:given:{number(world)}")
    given = [one for one in await world.audit() if one.action == "assessment.given_back"]
    assert len(given) == 1
    assert len(await worded(world, MEMBER, "committee.given_back")) == 1


async def test_while_the_stage_is_open_nothing_is_given_back(world: World) -> None:
    """As long as members can change their own reviews there is nothing to give back."""
    await submitted(world)
    pho = await card(world, by=DEPUTY)
    await pho.tap_data(f"committee:given:{number(world)}")
    assert "tự rút về sửa" in pho.toast
    assert await worded(world, MEMBER, "committee.given_back") == []


async def test_a_member_sees_only_what_was_said_to_his_face(world: World) -> None:
    """Comments and conclusion on himself; never the committee's draft, nor another's."""
    review = await world.review()
    async with world.db.write() as tx:
        for item in Item:
            await remarks.save_remark(
                tx, review.id, number(world), item, f"lời {item.value}", None, world.talk.now
            )
        await appraisals.save_level(
            tx, review.id, number(world), "KHT", number(world, DEPUTY), world.talk.now
        )
    an = world.phone(MEMBER)
    await an.tap_data("committee:mine")
    shown = an.text
    await an.tap("Trang sau ›")
    shown += an.text
    assert "lời meeting" in shown
    assert "lời conclusion" in shown
    for hidden in ("residence", "organisations", "committee", "Không hoàn thành"):
        assert hidden not in shown
    moi = world.phone(NEW)
    await moi.tap_data("committee:mine")
    assert "Chưa ghi ý kiến nào" in moi.text


async def test_members_see_nothing_of_it(world: World) -> None:
    """A member's forged taps, on himself or another, are answered and change nothing."""
    await submitted(world)
    criterion = RULES.criteria(Kind.MEMBER)[0].id
    an = world.phone(NEW)
    await an.command("trangchu")
    before = an.text
    for data in (
        "show", "member:{0}", "go:{0}", "ask:{0}:{1}", "grade:{0}:{1}:tot", "agree:{0}",
        "levels:{0}", "level:{0}:XS", "remarks:{0}", "remark:{0}:meeting", "unsay:{0}:meeting",
        "read:{0}", "give:{0}", "given:{0}",
    ):  # fmt: skip
        an.toasts.clear()
        await an.tap_data(f"committee:{data.format(number(world), criterion)}")
        assert "không thuộc phần việc" in an.toast, data
        assert an.text == before
    assert (await view(world)).said_at is None


async def test_forged_arguments(world: World) -> None:
    """Forged people, criteria, grades, levels and pages are answered and change nothing."""
    await submitted(world)
    criterion = RULES.criteria(Kind.MEMBER)[0].id
    phone = await card(world)
    for data in (
        "member:x", "member:999999", "member:-1", "go:{exempt}", "ask:{0}:nothing",
        "grade:{0}:nothing:tot", "grade:{0}:{1}:great", "level:{0}:GREAT", "remark:{0}:diary",
        "unsay:{0}:diary",
    ):  # fmt: skip
        phone.toasts.clear()
        exempt = number(world, EXEMPT)
        await phone.tap_data(f"committee:{data.format(number(world), criterion, exempt=exempt)}")
        assert phone.toast, data
    for data in ("remark:{0}:residence:9999999", "read:{0}:999999999", "mine:99999", "show:99999"):
        await phone.tap_data(f"committee:{data.format(number(world))}")
        assert "🏠 Trang chính" in phone.labels
    assert (await view(world)).said_at is None
    assert await said(world) == {}


async def test_another_branch_is_out_of_reach(tmp_path: Path, world: World) -> None:
    """A committee member of another branch reaches nobody of this one."""
    other = roll.PersonDraft("01", "Chi ủy Khác", roles=frozenset({Role.SECRETARY}))
    async with world.db.write() as tx:
        draft = roll.BranchDraft("Chi bộ khác")
        change = await roll.write_roll(tx, draft, [other], None, world.talk.now)
        token = await roll.issue_invite(
            tx, change.added[0].id, world.talk.now, world.talk.now - world.talk.now.replace(day=1),
            None,
        )  # fmt: skip
        await roll.use_invite(tx, token, 2001, None, world.talk.now)
    phone = world.talk.phone(2001, "Khác")
    for data in ("member:{0}", "level:{0}:XS", "remarks:{0}", "given:{0}"):
        await phone.tap_data(f"committee:{data.format(number(world))}")
        assert phone.toast
    assert (await view(world)).said_at is None


async def test_without_a_review_there_is_nothing_to_view(tmp_path: Path) -> None:
    """Before the review opens, and after it ended, everything is answered kindly."""
    async with a_world(tmp_path) as world:
        bi = world.phone(SECRETARY)
        await bi.command("chiuy")
        assert "Chưa có kỳ đánh giá nào đang mở" in bi.text


async def test_every_criterion_and_grade_fits_a_button() -> None:
    """The longest criterion, grade and person's number fit into a button's data."""
    for ruleset in LIBRARY.ids:
        rules = LIBRARY.get(ruleset)
        for kind in (Kind.MEMBER, Kind.ORGANISATION, Kind.COLLECTIVE):
            for criterion in rules.criteria(kind):
                for grade in rules.grades:
                    remarks_room.dialogue.data("grade", 9_999_999, criterion.id, grade.id)


async def test_a_shaking_finger_proposes_no_level(world: World) -> None:
    """“Nhất trí” tapped twice: the second does not propose the level that came up under it."""
    await submitted(world)
    phone = await card(world)
    await phone.tap("Nhất trí với phần tự chấm")
    await phone.tap("Hoàn thành xuất sắc nhiệm vụ", after=0.3)
    assert "hơi nhanh" in phone.toast
    assert (await view(world)).level is None
    await phone.tap("Hoàn thành tốt nhiệm vụ")
    await phone.tap_data(f"committee:level:{number(world)}:HTT")
    assert (await view(world)).level == "HTT"


async def test_no_screen_is_long(world: World) -> None:
    """With everything told, graded, noted and given back, each screen stays within 700 characters,
    shows no row of more than two words, and leads back and out."""
    await world.tell(
        MEMBER, {"disciplined": "true", "discipline_already_counted": "false", **NO_CONFIDENCE}
    )
    await submitted(world)
    review = await world.review()
    async with world.db.write() as tx:
        for item in Item:
            await remarks.save_remark(
                tx, review.id, number(world), item, "Góp ý thẳng thắn. " * 200,
                number(world, DEPUTY), world.talk.now,
            )  # fmt: skip
    await world.set_stage(Stage.BALLOT)
    async with world.db.write() as tx:
        await revisions.give_back(
            tx, review.id, number(world), number(world, DEPUTY), world.talk.now
        )
    bi = await card(world, by=SECRETARY)
    await bi.tap("Chấm từng tiêu chí")
    while "Trung bình" in bi.labels:
        await bi.tap("Trung bình")
        _fits(bi)
    await bi.tap("Hoàn thành tốt nhiệm vụ")
    _fits(bi)
    for label in ("Nhận xét, kết luận", "Kết luận của chủ trì", "Viết tiếp", "Các nhận xét",
                  "Về đồng chí này", "Đọc bản tự đánh giá"):  # fmt: skip
        await bi.tap(label)
        _fits(bi)


def _fits(phone: Phone) -> None:
    message = phone.chat.messages[-1]
    assert len(message.text) <= 700, message.text
    assert all(len(row) <= 2 for row in message.screen.rows)
    assert all(len(button.label) <= 40 for button in message.buttons)
    assert "🏠 Trang chính" in phone.labels


async def test_a_sticker_instead_of_a_remark(world: World) -> None:
    """Something that is no text is answered kindly, with the way back to what is awaited."""
    phone = await card(world)
    await phone.tap("Nhận xét, kết luận")
    await phone.tap("Nơi cư trú")
    await phone.other("sticker")
    assert "Đang chờ lời nhận xét" in phone.text
    await phone.type("Tốt.")
    assert await said(world) == {Item.RESIDENCE: "Tốt."}
