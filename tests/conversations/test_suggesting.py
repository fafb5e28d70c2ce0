"""What a higher committee asks to be explained: entered, told, counted, taken back."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from conversations import evidence, router
from conversations.body_evidence import gather_body
from conversations.context import Errand
from conversations.screen import Say
from rules import Kind
from storage import outbox, roll, suggestions
from storage.reviews import Stage
from storage.suggestions import Suggestion
from tests.conversations.assessing import (
    DEPUTY,
    EXEMPT,
    LIBRARY,
    MEMBER,
    NEW,
    PLAIN,
    SECRETARY,
    World,
    a_world,
)
from tests.conversations.talk import Phone

POINT = "Giải trình việc chậm giải ngân quý III."
UPPER = "Đảng ủy phường"


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with a_world(tmp_path) as made:
        await made.open()
        await made.tell(MEMBER, PLAIN)
        yield made


def number(world: World, name: str = MEMBER) -> int:
    return world.people[name].id


async def standing(world: World, name: str | None = MEMBER) -> tuple[Suggestion, ...]:
    review = await world.review()
    async with world.db.read() as tx:
        who = None if name is None else number(world, name)
        return await suggestions.suggestions_for(tx, review.id, who)


async def of(world: World, name: str = MEMBER) -> Phone:
    """The secretary's phone, with what is asked of the member before him."""
    bi = world.phone(SECRETARY)
    await bi.command("goiy")
    await bi.tap(name)
    return bi


async def entered(world: World, text: str = POINT, name: str = MEMBER) -> Phone:
    bi = await of(world, name)
    await bi.tap("Ghi gợi ý")
    await bi.tap(UPPER)
    await bi.type(text)
    return bi


async def due(world: World, after: timedelta) -> list[tuple[int | None, str]]:
    """Whom notices tell what, once that time has passed."""
    world.talk.now += after
    async with world.db.write() as tx:
        found = []
        for row in await outbox.claim_due(tx, world.talk.now, 100):
            if not row.kind.startswith("suggest."):
                continue
            me = await roll.account_of_person(tx, row.person_id or 0)
            t = world.talk.house.words_for(me)
            parts = await router.word(Errand(world.talk.house, tx, row, world.talk.now, t, me))
            if parts and isinstance(parts[0], Say):
                found.append((row.person_id, str(parts[0].screen.text)))
            await outbox.mark_sent(tx, row.id, world.talk.now)
        return found


async def test_entered_by_a_tap_and_a_text(world: World) -> None:
    """Who asks by a button (the branch's higher committee), what by a text; kept as it is sent."""
    bi = await entered(world, f"  {POINT}\n\n\n\nNêu rõ trách nhiệm. ")
    (one,) = await standing(world)
    assert (one.text, one.origin) == (f"{POINT}\n\nNêu rõ trách nhiệm.", UPPER)
    assert one.said_by == number(world, SECRETARY)
    assert "✅ Đã ghi" in bi.text
    assert UPPER in bi.text
    await bi.tap("Các gợi ý")
    assert f"📌 {MEMBER} · 1" in bi.labels
    entry = (await world.audit())[-1]
    assert entry.action == "suggestion.made"
    assert "giải ngân" not in str(entry.detail)


async def test_the_committee_s_name_can_be_typed(world: World) -> None:
    """Another body is typed, and offered by a button from then on; a restart loses nothing."""
    bi = await of(world)
    await bi.tap("Ghi gợi ý")
    await bi.type("x")
    assert "từ 2 đến 120 ký tự" in bi.text
    await bi.type("Ban Thường vụ  Quận ủy")
    await world.restart()
    await bi.type(POINT)
    assert (await standing(world))[0].origin == "Ban Thường vụ Quận ủy"
    await bi.tap("Ghi gợi ý")
    assert "Ban Thường vụ Quận ủy" in bi.labels


async def test_a_text_too_long_is_refused_with_its_count(world: World) -> None:
    """More than 4,000 characters are refused, never cut; the question stays."""
    bi = await of(world)
    await bi.tap("Ghi gợi ý")
    await bi.tap(UPPER)
    await bi.type("a" * 10_000)
    assert "10.000 ký tự, tối đa 4.000" in bi.text
    await bi.type("phần đuôi mà Telegram đã cắt", after=0.5)
    assert "phần còn lại" in bi.text
    for wordless in ("\x00\x01", "👍", "…!"):
        await bi.type(wordless, after=10)
        assert "không có chữ nào" in bi.text
    assert await standing(world) == ()
    await bi.type(POINT)
    assert len(await standing(world)) == 1


async def test_the_member_is_told_a_little_later_and_reads_it(world: World) -> None:
    """The notice does not say what is asked; his own screen does."""
    await entered(world)
    assert await due(world, timedelta(minutes=1)) == []
    ((who, notice),) = await due(world, timedelta(minutes=3))
    assert who == number(world)
    assert "gợi ý đồng chí giải trình 1 nội dung" in notice
    assert "giải ngân" not in notice
    an = world.phone(MEMBER)
    await an.tap_data("suggest:mine")
    assert POINT in an.text
    assert UPPER in an.text
    moi = world.phone(NEW)
    await moi.tap_data("suggest:mine")
    assert "không có gợi ý kiểm điểm nào" in moi.text


async def test_several_points_are_told_once(world: World) -> None:
    """Three points entered one after the other make one notice, with their number."""
    for point in ("Điều một.", "Điều hai.", "Điều ba."):
        await entered(world, point)
    ((_, notice),) = await due(world, timedelta(minutes=4))
    assert "3 nội dung" in notice


async def test_a_slip_is_taken_back_unseen(world: World) -> None:
    """Taken back before it was told, nobody hears of it, and its words are not kept."""
    bi = await entered(world)
    (slip,) = await standing(world)
    await bi.tap("Xem gợi ý 1")
    assert POINT in bi.text
    await bi.tap("Thu hồi")
    await bi.tap("Đúng, thu hồi")
    assert "Chưa có gợi ý nào" in bi.text
    assert await standing(world) == ()
    assert await due(world, timedelta(minutes=4)) == []
    assert (await world.audit())[-1].action == "suggestion.withdrawn"
    async with world.db.read() as tx:
        kept = await suggestions.suggestion(tx, slip.id)
    assert kept is not None
    assert kept.text == ""


async def test_an_old_button_of_one_taken_back(world: World) -> None:
    """A doubled tap on taking back is answered and audited once."""
    bi = await entered(world)
    (one,) = await standing(world)
    for _ in range(2):
        await bi.tap_data(f"suggest:withdrawn:{one.id}")
    assert "đã được thu hồi" in bi.toast
    gone = [entry for entry in await world.audit() if entry.action == "suggestion.withdrawn"]
    assert len(gone) == 1


@pytest.mark.parametrize("ruleset", ["can-tho-2018", "sao-do-2023"])
async def test_the_criterion_applies_once_something_is_asked(world: World, ruleset: str) -> None:
    """«Kết quả kiểm điểm theo gợi ý (nếu có)» is his once a suggestion stands, whatever was said
    before; taken back, what people said counts again."""
    rules = LIBRARY.get(ruleset)
    review = await world.review()

    async def criteria() -> set[str]:
        async with world.db.read() as tx:
            day = world.talk.now.date()
            who = world.people[MEMBER]
            held = await evidence.gather_one(tx, rules, world.branch, review, who, day)
        return {
            one.criterion.id
            for one in evidence.criteria_of(rules, held)
            if one.applies.name == "TRUE"
        }

    assert "suggested" not in await criteria()
    bi = await entered(world)
    assert "suggested" in await criteria()
    (one,) = await standing(world)
    await bi.tap_data(f"suggest:withdrawn:{one.id}")
    assert "suggested" not in await criteria()


async def test_a_fact_that_follows_is_not_set_by_hand(world: World) -> None:
    """While a suggestion stands the secretary cannot say that there is none."""
    bi = await entered(world)
    await bi.tap_data(f"facts:set:{number(world)}:review_suggested:0")
    assert "không ghi ở đây được" in bi.toast


async def test_for_the_branch(world: World) -> None:
    """What is asked of the branch stands apart, tells no member, and counts for the collective."""
    bi = world.phone(SECRETARY)
    await bi.command("goiy")
    await bi.tap("Chi bộ")
    await bi.tap("Ghi gợi ý")
    await bi.tap(UPPER)
    await bi.type("Chi bộ giải trình việc chậm đại hội.")
    assert "Đã ghi gợi ý cho chi bộ" in bi.text
    assert len(await standing(world, None)) == 1
    assert await standing(world) == ()
    assert await due(world, timedelta(minutes=4)) == []
    review = await world.review()
    async with world.db.read() as tx:
        held = await gather_body(
            tx, world.talk.house, world.branch, review, Kind.COLLECTIVE, world.talk.now.date()
        )
    assert held.confirmed["collective_suggested"] is True


async def test_eight_long_ones_fit_a_screen(world: World) -> None:
    """The list stays readable, and there is no ninth."""
    for count in range(8):
        bi = await entered(world, f"Điều {count}: " + "giải trình thật rõ " * 60)
    assert len(bi.text) <= 700
    assert all(len(label) <= 40 for label in bi.labels)
    await bi.tap("Ghi gợi ý")
    assert "Đã có 8 gợi ý" in bi.toast
    await bi.tap("Xem gợi ý 8")
    assert len(bi.text) <= 900
    await bi.tap("Trang sau ›")
    assert "giải trình thật rõ" in bi.text


@pytest.mark.parametrize("who", [DEPUTY, MEMBER])
async def test_only_the_secretary_enters(world: World, who: str) -> None:
    """Deputy and members are refused at every step, typed texts included."""
    await entered(world)
    (one,) = await standing(world)
    phone = world.phone(who)
    await phone.command("trangchu")
    for data in (
        "show",
        f"of:{number(world)}",
        f"origin:{number(world)}",
        f"by:{number(world)}:0",
        f"read:{one.id}",
        f"withdraw:{one.id}",
        f"withdrawn:{one.id}",
    ):
        await phone.tap_data(f"suggest:{data}")
        assert "không thuộc phần việc" in phone.toast
    await phone.type(POINT)
    assert len(await standing(world)) == 1


async def test_forged_arguments(world: World) -> None:
    """Forged people and numbers are answered, and nothing is kept."""
    bi = await of(world)
    exempt = number(world, EXEMPT)
    for data in (
        "of:x", "of:999999", f"of:{exempt}", f"origin:{exempt}", f"by:{number(world)}:99",
        f"by:{number(world)}:x", "read:0", "read:x", "withdrawn:999999", "withdraw:-1",
    ):  # fmt: skip
        bi.toasts.clear()
        await bi.tap_data(f"suggest:{data}")
        assert bi.toast, data
    await bi.tap_data("suggest:show:99999999999")
    assert "Gợi ý kiểm điểm năm 2026" in bi.text
    assert await standing(world) == ()


async def test_another_branch_s_suggestions_are_out_of_reach(world: World) -> None:
    """A secretary of another branch neither reads nor takes back what is asked here."""
    await entered(world)
    (one,) = await standing(world)
    other = roll.PersonDraft("01", "Bí Thư Khác", roles=frozenset({roll.Role.SECRETARY}))
    now = world.talk.now
    async with world.db.write() as tx:
        change = await roll.write_roll(tx, roll.BranchDraft("Chi bộ khác"), [other], None, now)
        token = await roll.issue_invite(tx, change.added[0].id, now, timedelta(days=9), None)
        await roll.use_invite(tx, token, 2001, None, now)
    phone = world.talk.phone(2001, "Khác")
    for data in (f"read:{one.id}", f"withdrawn:{one.id}", f"of:{number(world)}"):
        await phone.tap_data(f"suggest:{data}")
        assert phone.toast
    assert len(await standing(world)) == 1


async def test_after_the_stage_is_closed_he_is_told_how_it_can_be_answered(world: World) -> None:
    """A suggestion that comes late is kept, and the secretary learns that the review must be given
    back for it to be answered."""
    await world.set_stage(Stage.BALLOT)
    bi = await entered(world)
    assert len(await standing(world)) == 1
    assert "trả lại bản tự đánh giá" in bi.text


async def test_a_picture_instead_of_a_suggestion(world: World) -> None:
    """Something that is no text is answered kindly; the way back leads to the member."""
    bi = await of(world)
    await bi.tap("Ghi gợi ý")
    await bi.tap(UPPER)
    await bi.other("photo")
    assert "Đang chờ nội dung gợi ý kiểm điểm" in bi.text
    await bi.tap(bi.labels[0])
    assert MEMBER in bi.text
    assert await standing(world) == ()
