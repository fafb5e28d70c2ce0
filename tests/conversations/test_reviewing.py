"""The secretary opens a review and moves it from stage to stage."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from conversations import router
from conversations.context import Errand
from conversations.reviewing import opening
from conversations.screen import Say
from rules import Kind, Ruleset
from storage import outbox, reviews, roll
from storage.reviews import Source, Stage
from tests.conversations.assessing import (
    DEPUTY,
    EXEMPT,
    LIBRARY,
    MEMBER,
    OTHER,
    SECRETARY,
    World,
    a_world,
)
from tests.conversations.talk import Phone

TITLE = "Hướng dẫn của Thành ủy Cần Thơ, 2018"


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with a_world(tmp_path) as made:
        yield made


async def choosing(world: World) -> Phone:
    bi = world.phone(SECRETARY)
    await bi.command("kydanhgia")
    return bi


async def opened(world: World) -> Phone:
    """The secretary's phone after opening the year's review."""
    bi = await choosing(world)
    await bi.tap(TITLE)
    await bi.tap("Vẫn mở theo văn bản này")
    return bi


async def test_the_choice_tells_what_a_text_is(world: World) -> None:
    """Title, number, what it covers, its years, and every text that replaced it, one after one."""
    bi = await choosing(world)
    assert "Kỳ đánh giá năm 2026" in bi.text
    assert "năm 2018 đến 2022" in bi.text
    assert "⚠️ Đã có văn bản thay thế." in bi.text
    await bi.tap(TITLE)
    for said in (
        "số 09-HD/TU",
        "Ban hành: 22/11/2018",
        "Áp dụng cho: Đảng viên",
        "Năm 2026 nằm ngoài thời gian áp dụng",
        "→ 124-QĐ/TW thay 132-QĐ/TW, hiệu lực từ 04/10/2023",
        "→ 366-QĐ/TW thay 124-QĐ/TW, hiệu lực từ 30/08/2025",
    ):
        assert said in bi.text
    assert bi.text.index("124-QĐ/TW") < bi.text.index("366-QĐ/TW")


async def test_opening_is_a_decision(world: World) -> None:
    """Nothing is open until the secretary confirms; then the stages are shown; it is audited."""
    bi = await choosing(world)
    await bi.tap(TITLE)
    assert await world.no_review()
    await bi.tap("Vẫn mở theo văn bản này")
    review = await world.review()
    assert (review.year, review.ruleset_id, review.stage) == (
        2026,
        "can-tho-2018",
        Stage.ASSESSMENT,
    )
    assert "▶️ 1. Tự đánh giá" in bi.text
    assert "0/6 đồng chí" in bi.text
    line = next(one for one in await world.audit() if one.action == "review.opened")
    assert line.person_id == world.people[SECRETARY].id


@pytest.mark.parametrize(
    ("day", "years"),
    [
        (datetime(2026, 12, 31, 16, 59, tzinfo=UTC), (2026,)),
        (datetime(2026, 12, 31, 17, 0, tzinfo=UTC), (2026, 2027)),  # 00:00 on 1/1 in Vietnam
        (datetime(2027, 3, 31, 1, 0, tzinfo=UTC), (2026, 2027)),
        (datetime(2027, 4, 1, 1, 0, tzinfo=UTC), (2027,)),
    ],
)
async def test_the_year_just_past_can_be_chosen_in_spring(
    world: World, day: datetime, years: tuple[int, ...]
) -> None:
    """In the first three months (by the branch's clock) last year or this year; later, this one."""
    world.talk.now = day
    bi = await choosing(world)
    if len(years) == 1:
        assert f"Kỳ đánh giá năm {years[0]}" in bi.text
        return
    assert [label for label in bi.labels if label.startswith("Năm")] == [
        f"Năm {year}" for year in years
    ]
    await bi.tap(f"Năm {years[0]}")
    await bi.tap(TITLE)
    await bi.tap("Vẫn mở theo văn bản này")
    assert (await world.review()).year == years[0]


@pytest.mark.parametrize("ruleset", [LIBRARY.get(one) for one in LIBRARY.ids], ids=LIBRARY.ids)
async def test_each_guideline_of_the_house(world: World, ruleset: Ruleset) -> None:
    """Every guideline is shown; one that rates members can be opened, another not by a branch
    under a committee."""
    bi = await choosing(world)
    await bi.tap(ruleset.short_title)
    if LIBRARY.bases(ruleset.id):
        usual = LIBRARY.get(ruleset.base_id).short_title
        assert "chỉ sửa đổi một văn bản khác" in bi.text
        assert bi.labels[0] == usual
        await bi.tap(usual)
        assert f"Phần còn lại chi bộ theo: {usual}" in bi.text
    assert ruleset.number in bi.text
    assert ("⚠️ Đã có văn bản mới hơn thay thế" in bi.text) is bool(ruleset.successors)
    if ruleset.covers(Kind.MEMBER):
        await bi.tap_data(f"review:start:2026:{ruleset.id}")
        assert (await world.review()).ruleset_id == ruleset.id
        base_id = ruleset.base_id if LIBRARY.bases(ruleset.id) else None
        assert (await world.review()).base_id == base_id
    else:
        assert "không mở kỳ theo văn bản này được" in bi.text
        await bi.tap_data(f"review:start:2026:{ruleset.id}")
        assert await world.no_review()


@pytest.mark.parametrize(
    "data",
    [
        "review:year:1999",
        "review:year:2025",
        "review:year:20261",
        "review:year:x",
        "review:text:2026:nothing",
        "review:text:2026:../../etc",
        "review:start:2026:nothing",
        "review:start:2031:can-tho-2018",
        "review:start:2026:can-tho-2018:can-tho-2018",
        "review:start:2026:can-tho-2018:nothing",
        "review:base:2026:nothing",
        "review:close:1",
        "review:closed:1",
        "review:finished:99999999999999999999999",
        "review:reopen:-1",
        "review:reopen:x",
        "review:reopen:7",
    ],
)
async def test_forged_taps_open_nothing(world: World, data: str) -> None:
    """Forged years, texts and reviews get a kind toast; nothing is opened."""
    bi = await choosing(world)
    await bi.tap_data(data)
    assert bi.toast
    assert await world.no_review()


async def test_one_review_at_a_time(world: World) -> None:
    """While one is open another cannot be, not even by old buttons; nor the same year again."""
    bi = await opened(world)
    await bi.tap_data("review:start:2026:can-tho-2018")
    assert "Đã có một kỳ đánh giá đang mở" in bi.toast
    await bi.tap("Khóa phần tự đánh giá")
    await bi.tap("🔒 Khóa")
    await bi.tap("Kết thúc kỳ đánh giá")
    await bi.tap("🏁 Kết thúc")
    assert await world.no_review()
    await bi.tap_data("review:start:2026:can-tho-2018")
    assert "đã có kỳ đánh giá năm 2026" in bi.toast
    assert await world.no_review()


async def test_closing_tells_who_has_not_submitted(world: World) -> None:
    """Before the self-assessment is closed the secretary sees how many are missing, and who."""
    bi = await opened(world)
    await bi.tap("Khóa phần tự đánh giá")
    assert "Còn 6/6 đồng chí chưa nộp" in bi.text
    assert MEMBER in bi.text
    assert EXEMPT not in bi.text
    assert (await world.review()).stage is Stage.ASSESSMENT
    await bi.tap("Quay lại")
    assert "▶️ 1. Tự đánh giá" in bi.text
    await bi.tap("Khóa phần tự đánh giá")
    await bi.tap("🔒 Khóa")
    assert (await world.review()).stage is Stage.BALLOT
    assert "▶️ 2. Bỏ phiếu kín" in bi.text


async def test_a_second_tap_on_closing_is_told_where_things_stand(world: World) -> None:
    """Closing twice does it once."""
    bi = await opened(world)
    await bi.tap("Khóa phần tự đánh giá")
    _, button = bi.button("🔒 Khóa")
    await bi.tap("🔒 Khóa")
    await bi.tap_data(button.data)
    assert "nay đang ở bước “Bỏ phiếu kín”" in bi.toast
    assert (await world.review()).stage is Stage.BALLOT


async def test_reopening_needs_a_typed_reason(world: World) -> None:
    """The self-assessment is reopened for a reason, which the audit trail keeps."""
    bi = await opened(world)
    await bi.tap("Khóa phần tự đánh giá")
    await bi.tap("🔒 Khóa")
    await bi.tap("Mở lại phần tự đánh giá")
    assert "gõ lý do" in bi.text
    assert (await world.review()).stage is Stage.BALLOT
    for bad in ("ờ", "x" * 10_000, "   "):
        await bi.type(bad)
        assert "Lý do cần từ 5 đến 500 ký tự" in bi.text
        assert (await world.review()).stage is Stage.BALLOT
    await world.restart()
    await bi.type("Đồng chí An  ốm,\nnay xin làm bù")
    assert (await world.review()).stage is Stage.ASSESSMENT
    assert "▶️ 1. Tự đánh giá" in bi.text
    entry = [one for one in await world.audit() if one.action == "review.stage"][-1]
    assert entry.detail["reason"] == "Đồng chí An ốm, nay xin làm bù"
    await bi.type("Đồng chí An ốm")
    assert (await world.review()).stage is Stage.ASSESSMENT


async def test_leaving_the_question_for_a_reason_forgets_it(world: World) -> None:
    """Who goes back instead of typing a reason has not reopened anything with his next text."""
    bi = await opened(world)
    await bi.tap("Khóa phần tự đánh giá")
    await bi.tap("🔒 Khóa")
    await bi.tap("Mở lại phần tự đánh giá")
    await bi.tap("Quay lại")
    await bi.type("Một câu chuyện khác")
    assert (await world.review()).stage is Stage.BALLOT


async def test_an_ended_review_can_be_reopened_with_a_reason(world: World) -> None:
    """From the screen that ended it the review can be brought back, to the ballot stage."""
    bi = await opened(world)
    for label in ("Khóa phần tự đánh giá", "🔒 Khóa", "Kết thúc kỳ đánh giá", "🏁 Kết thúc"):
        await bi.tap(label)
    assert await world.no_review()
    await bi.tap("Mở lại kỳ đánh giá")
    await bi.type("Kết thúc nhầm")
    assert (await world.review()).stage is Stage.BALLOT


async def test_only_the_secretary(world: World) -> None:
    """Neither deputy nor member nor stranger opens, closes or reopens a review."""
    await world.open()
    review = await world.review()
    for phone in (world.phone(DEPUTY), world.phone(MEMBER), world.talk.phone(4711, "Lạ")):
        for data in (f"review:closed:{review.id}", "review:open", "review:start:2026:can-tho-2018"):
            await phone.tap_data(data)
            assert phone.toast
        await phone.command("kydanhgia")
    assert (await world.review()).stage is Stage.ASSESSMENT


async def test_a_secretary_moves_only_his_own_review(tmp_path: Path) -> None:
    """Another branch's review cannot be reached by its number."""
    async with a_world(tmp_path) as world:
        review = await world.open()
        other = roll.PersonDraft("01", "Bí Thư Khác", roles=frozenset({roll.Role.SECRETARY}))
        async with world.db.write() as tx:
            draft = roll.BranchDraft("Chi bộ khác")
            change = await roll.write_roll(tx, draft, [other], None, world.talk.now)
            token = await roll.issue_invite(
                tx,
                change.added[0].id,
                world.talk.now,
                world.talk.now - datetime(2026, 1, 1, tzinfo=UTC),
                None,
            )
            await roll.use_invite(tx, token, 2001, None, world.talk.now)
        phone = world.talk.phone(2001, "Khác")
        for verb in ("close", "closed", "finish", "finished", "reopen"):
            await phone.tap_data(f"review:{verb}:{review.id}")
            assert phone.toast
        await world.set_stage(Stage.BALLOT)
        await phone.tap_data(f"review:reopen:{review.id}")
        await phone.type("Một lý do nào đó")
        assert (await world.review()).stage is Stage.BALLOT


async def notices(world: World) -> list[tuple[int | None, str | None]]:
    """(person, text) of every notice that is due, worded now."""
    async with world.db.write() as tx:
        found = []
        for row in await outbox.claim_due(tx, world.talk.now, 100):
            assert row.person_id is not None
            me = await roll.account_of_person(tx, row.person_id)
            t = world.talk.house.words_for(me)
            parts = await router.word(Errand(world.talk.house, tx, row, world.talk.now, t, me))
            said = parts[0].screen.text if parts and isinstance(parts[0], Say) else None
            found.append((row.person_id, said))
            await outbox.mark_sent(tx, row.id, world.talk.now)
        return found


async def test_members_are_told(world: World) -> None:
    """Everyone who is to assess himself, but the one who opened it, is told once."""
    await opened(world)
    told = await notices(world)
    wanted = {DEPUTY, MEMBER, OTHER, "Võ Thị Mới", "Ngô Thị Dự"}
    assert {person for person, _ in told} == {world.people[name].id for name in wanted}
    assert all(text and "đã mở phần tự đánh giá năm 2026" in text for _, text in told)
    assert await notices(world) == []


async def test_a_notice_that_came_too_late_is_dropped(world: World) -> None:
    """Once the stage is closed nobody is invited to assess himself any more."""
    await opened(world)
    await world.set_stage(Stage.BALLOT)
    assert all(text is None for _, text in await notices(world))


def test_kinds_all_have_words() -> None:
    """Every kind of subject can be named."""
    assert set(opening._KINDS) == set(Kind)


async def test_what_the_imported_roll_tells_arrives(world: World) -> None:
    """Facts from the branch's sheet are in the review from its opening on, confirmed."""
    async with world.db.write() as tx:
        await roll.keep_told(tx, world.people[MEMBER].id, {"is_leader": "true", "other": "1"})
    await opened(world)
    facts = await world.facts(MEMBER)
    assert set(facts) == {"is_leader"}
    assert (facts["is_leader"].source, facts["is_leader"].confirmed) == (Source.ROLL, True)


async def test_in_its_own_years_a_text_needs_no_warning(world: World) -> None:
    """In 2018 the text of 2018 is in force: what will replace it is told, without a warning."""
    world.talk.now = datetime(2018, 12, 3, 1, 0, tzinfo=UTC)
    bi = await choosing(world)
    assert "Chưa có văn bản thay thế." in bi.text
    await bi.tap(TITLE)
    assert "⚠️" not in bi.text
    assert "Sẽ có văn bản mới thay thế: → 124-QĐ/TW" in bi.text
    await bi.tap("Mở kỳ đánh giá năm 2018")
    assert (await world.review()).year == 2018


async def test_a_review_that_ended_is_found_again_and_reopened(world: World) -> None:
    """Long after, on a screen made anew, an ended review is found, seen, and reopened."""
    bi = await opened(world)
    for label in ("Khóa phần tự đánh giá", "🔒 Khóa", "Kết thúc kỳ đánh giá", "🏁 Kết thúc"):
        await bi.tap(label)
    await world.restart()
    await bi.command("kydanhgia")
    await bi.tap("Các kỳ đã kết thúc")
    await bi.tap("Năm 2026")
    assert "✅ 2. Bỏ phiếu kín" in bi.text
    assert "▶️ 3. Kết thúc" in bi.text
    await bi.tap("Mở lại kỳ đánh giá")
    await bi.type("Còn một đồng chí chưa xếp loại")
    assert (await world.review()).stage is Stage.BALLOT
    moved = (await world.audit())[-1]
    assert moved.detail["reason"] == "Còn một đồng chí chưa xếp loại"


async def test_an_ended_review_stays_ended_beside_an_open_one(world: World) -> None:
    """While another review is open, an old button to reopen is answered and changes nothing."""
    bi = await opened(world)
    for label in ("Khóa phần tự đánh giá", "🔒 Khóa", "Kết thúc kỳ đánh giá", "🏁 Kết thúc"):
        await bi.tap(label)
    _, reopening = bi.button("Mở lại kỳ đánh giá")
    world.talk.now = datetime(2027, 2, 1, 1, 0, tzinfo=UTC)
    await bi.command("kydanhgia")
    await bi.tap("Năm 2027")
    await bi.tap(TITLE)
    await bi.tap("Vẫn mở theo văn bản này")
    await bi.tap_data(reopening.data)
    await bi.type("Một lý do đủ dài")
    assert "không mở lại" in bi.text
    assert (await world.review()).year == 2027


async def test_the_days_of_the_stages_are_shown(world: World) -> None:
    """Each stage that was reached shows since when."""
    bi = await opened(world)
    assert "▶️ 1. Tự đánh giá (từ 05/12/2026)" in bi.text
    world.talk.now = datetime(2026, 12, 20, 1, 0, tzinfo=UTC)
    await bi.tap("Khóa phần tự đánh giá")
    await bi.tap("🔒 Khóa")
    assert "✅ 1. Tự đánh giá (từ 05/12/2026)" in bi.text
    assert "▶️ 2. Bỏ phiếu kín (từ 20/12/2026)" in bi.text
    assert "▫️ 3. Kết thúc" in bi.text


async def test_the_guideline_s_days_beside_what_is_printed(world: World) -> None:
    """The last day is worked out for the year ("trước ngày 20/01" is the 19th), the text beside."""
    bi = await opened(world)
    await bi.tap("Mốc thời gian")
    assert "3 ngày làm việc trước cuộc họp" in bi.text
    assert "chậm nhất 19/01/2027: Gửi hồ sơ" in bi.text
    assert "văn bản ghi: trước ngày 20 tháng 01 năm sau (mục III.2)" in bi.text
    await bi.tap("Quay lại")
    assert "▶️ 1. Tự đánh giá" in bi.text


async def test_a_dated_schedule_in_pages(world: World) -> None:
    """A guideline with a schedule shows its stretches in order of days, what is past ticked."""
    world.talk.now = datetime(2018, 12, 12, 1, 0, tzinfo=UTC)
    async with world.db.write() as tx:
        await reviews.open_review(
            tx, world.branch.id, 2018, "dhyd-can-tho-2018", None, None, world.talk.now
        )
    bi = await choosing(world)
    await bi.tap("Mốc thời gian")
    shown = bi.text
    assert len(bi.text) <= 700
    while "Trang sau ›" in bi.labels:
        await bi.tap("Trang sau ›")
        assert len(bi.text) <= 700
        shown += bi.text
    assert "✔️ 07/12/2018: Họp thông qua Kế hoạch" in shown
    assert "▫️ 11/12/2018 – 20/12/2018" in shown
    assert "chậm nhất 24/12/2018" in shown
    assert "chậm nhất 09/01/2019" in shown


@pytest.mark.parametrize(
    "data", ["review:dates:0", "review:dates:x", "review:dates:999999:9", "review:look:12345"]
)
async def test_forged_reviews_are_not_shown(world: World, data: str) -> None:
    """Numbers of reviews that are not the branch's are refused kindly."""
    bi = await opened(world)
    await bi.tap_data(data)
    assert "không còn là kỳ đánh giá hiện tại" in bi.toast
