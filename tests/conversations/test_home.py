"""Home for each role, help, secrecy, the language, /huy, and what nobody asked for."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from conversations.menu import DESCRIPTION, MENU, SHORT_DESCRIPTION
from conversations.router import COMMANDS
from conversations.words import LOCALES, Words
from storage import assessments, dialogues, reviews, roll
from storage.reviews import Stage
from tests.conversations.hall import Hall, assert_fits, drafts, hall

WAITING = "Việc đang chờ đồng chí:"


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Hall]:
    """A branch in self-assessment, with a group; the last member is exempt."""
    async with hall(tmp_path, drafts(5, exempt=(4,)), stage=Stage.ASSESSMENT) as found:
        yield found


async def test_home_says_whom_it_is_for_and_what_awaits_him_first(room: Hall) -> None:
    """Name and branch on top, then his turn, then the button that leads to it."""
    phone = room.phone(2)
    await phone.command("trangchu")
    assert phone.text.startswith(f"Đồng chí {room.people[2].full_name} Chi bộ 3 {WAITING} ")
    assert "Tự đánh giá năm 2026: đồng chí chưa làm." in phone.text
    assert phone.labels[0].startswith("✍️")
    assert_fits(phone)


@pytest.mark.parametrize(
    ("who", "shown", "hidden"),
    [
        (0, {"📅 Kỳ đánh giá", "👥 Đảng viên", "📊 Báo cáo"}, set()),
        (1, {"👥 Đảng viên", "📊 Báo cáo"}, {"📅 Kỳ đánh giá"}),
        (2, set(), {"📅 Kỳ đánh giá", "👥 Đảng viên", "📊 Báo cáo", "🗳 Bỏ phiếu kín"}),
    ],
)
async def test_each_role_sees_its_own_work(
    room: Hall, who: int, shown: set[str], hidden: set[str]
) -> None:
    """Secretary, deputy, member: a button that is shown works, one that does not help is not."""
    phone = room.phone(who)
    await phone.command("trangchu")
    assert shown <= set(phone.labels)
    assert not hidden & set(phone.labels)


async def test_every_button_of_home_leads_somewhere_and_back(room: Hall) -> None:
    """No button of anyone's home is refused or stale."""
    for who in (0, 1, 2, 4):
        phone = room.phone(who)
        await phone.command("trangchu")
        for label in phone.labels:
            await phone.command("trangchu")
            await phone.tap(label)
            assert not any(toast.alert for toast in phone.toasts), (who, label, phone.toast)
            out = next(one for one in ("🏠 Trang chính", "💾 Lưu và nghỉ") if one in phone.labels)
            await phone.tap(out)


async def test_home_follows_the_self_assessment(room: Hall) -> None:
    """Not started, submitted and still changeable, closed: each in one sentence."""
    phone, at = room.phone(2), room.talk.now
    async with room.house.db.write() as tx:
        await assessments.submit(tx, room.review.id, room.people[2].id, at)
    await phone.command("trangchu")
    assert "đã nộp. Đồng chí sửa được cho đến khi bí thư khóa phần này" in phone.text
    assert WAITING not in phone.text
    async with room.house.db.write() as tx:
        await reviews.set_stage(tx, room.review.id, Stage.BALLOT, room.people[0].id, at)
    await phone.command("trangchu")
    assert "Tự đánh giá năm 2026: đã nộp." in phone.text
    assert "sửa được" not in phone.text
    heard, unheard = room.phone(3), room.phone(1)
    await heard.command("trangchu")
    assert "đồng chí đã kiểm điểm trước chi bộ" in heard.text
    await heard.command("tudanhgia")
    assert "đã ghi nhận đồng chí kiểm điểm tại cuộc họp" in heard.text
    async with room.house.db.write() as tx:
        person = room.people[1].id
        await reviews.record_heard(tx, room.review.id, person, False, room.people[0].id, at)
    await unheard.command("trangchu")
    assert "đã khóa, đồng chí chưa nộp" in unheard.text


async def test_looking_it_over_early_is_not_taken_for_the_end(room: Hall) -> None:
    """From the overview, with criteria ungraded, home tells how many are graded."""
    phone = room.phone(2)
    await phone.command("tudanhgia")
    await phone.tap("📋 Xem tổng hợp")
    await phone.command("trangchu")
    assert "đã chấm 0/" in phone.text
    assert "xem lại rồi nộp" not in phone.text


async def test_who_may_invite_is_told_how_many_have_not_joined(tmp_path: Path) -> None:
    """The secretary alone, and only until the self-assessment is over; nobody waits for it."""
    async with hall(tmp_path, drafts(5), unlinked=(3, 4), stage=Stage.ASSESSMENT) as room:
        await room.phone(0).command("trangchu")
        assert "Còn 2 đồng chí chưa vào Tự Soi" in room.phone(0).text
        await room.phone(0).tap("🔗 Mời đồng chí chưa vào")
        assert room.people[3].full_name in " ".join(room.phone(0).labels)
        await room.phone(1).command("trangchu")
        assert "chưa vào Tự Soi" not in room.phone(1).text
        async with room.house.db.write() as tx:
            await reviews.set_stage(tx, room.review.id, Stage.BALLOT, None, room.talk.now)
        await room.phone(0).command("trangchu")
        assert "chưa vào Tự Soi" not in room.phone(0).text


async def test_an_open_ballot_comes_first_until_he_has_voted(tmp_path: Path) -> None:
    """Whether he has voted is told to himself alone, in his own chat."""
    async with hall(tmp_path, drafts(5, probationary=(4,))) as room:
        ballot = await room.open()
        phone = room.phone(2)
        await phone.command("trangchu")
        assert "Đồng chí chưa bỏ phiếu." in phone.text
        assert phone.labels[0] == "🗳 Bỏ phiếu"
        await room.vote(2, ballot, *[None] * len(ballot.subjects))
        await phone.command("trangchu")
        assert "Phiếu của đồng chí đã ở trong hòm." in phone.text
        probationary = room.phone(4)
        await probationary.command("trangchu")
        assert "Bỏ phiếu kín" not in probationary.text


async def test_before_a_review_the_secretary_is_led_to_opening_one(tmp_path: Path) -> None:
    """He is told of the missing review and group; a member that he will be told."""
    async with hall(tmp_path, drafts(4), group=False) as room:
        async with room.house.db.write() as tx:
            await reviews.set_stage(
                tx, room.review.id, Stage.CLOSED, room.people[0].id, room.talk.now
            )
        secretary, member = room.phone(0), room.phone(2)
        await secretary.command("start")
        assert "Chi bộ chưa mở kỳ đánh giá" in secretary.text
        assert "Tự Soi chưa ở trong nhóm của chi bộ" in secretary.text
        assert secretary.labels[:2] == ["📅 Mở kỳ đánh giá", "👥 Thêm vào nhóm"]
        _, button = secretary.button("👥 Thêm vào nhóm")
        assert button.url == "https://t.me/tusoi_bot?startgroup=h"
        await member.command("start")
        assert "Khi mở, Tự Soi sẽ báo đồng chí" in member.text


async def test_the_language_is_chosen_by_its_own_name(room: Hall) -> None:
    """From the next screen on; the one who chose wrongly finds back."""
    phone = room.phone(2)
    await phone.command("ngonngu")
    assert "✅ Tiếng Việt" in phone.labels
    await phone.tap("English (tiếng Anh)")
    assert phone.text.startswith("Comrade ")
    await phone.command("language")
    await phone.tap("Tiếng Việt (Vietnamese)")
    assert phone.text.startswith("Đồng chí ")


@pytest.mark.parametrize("data", ["home:speak:fr", "home:speak:", "home:speak:vi:x", "home:speak"])
async def test_no_other_language_can_be_forged(room: Hall, data: str) -> None:
    """The account keeps its language."""
    phone = room.phone(2)
    await phone.tap_data(data)
    async with room.house.db.read() as tx:
        account = await roll.find_account(tx, phone.account)
    assert account is not None
    assert account.locale == "vi"
    assert phone.toasts[-1].alert


async def test_huy_leaves_what_is_asked_and_loses_nothing(room: Hall) -> None:
    """A typed answer is awaited no more; without one it says so."""
    phone = room.phone(0)
    async with room.house.db.write() as tx:
        await dialogues.await_text(tx, phone.account, "review:reason", "1")
    await phone.command("huy")
    assert phone.text.startswith("Đã thoát. Những gì đồng chí đã trả lời vẫn được giữ.")
    async with room.house.db.read() as tx:
        assert await dialogues.awaited(tx, phone.account) is None
    await phone.command("cancel")
    assert phone.text.startswith("Không có việc gì đang làm dở.")


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        ("sticker", "không đọc được nhãn dán"),
        ("photo", "không xem được hình"),
        ("voice", "không nghe được ghi âm"),
        ("location", "không đọc được loại tin nhắn này"),
    ],
)
async def test_what_cannot_be_read_is_answered_kindly(room: Hall, kind: str, says: str) -> None:
    """With what can be done instead: home is below it."""
    phone = room.phone(2)
    await phone.other(kind)
    assert says in phone.text
    assert "không được lưu" in phone.text or kind == "sticker"
    assert phone.labels[0].startswith("✍️")


async def test_texts_and_files_that_nobody_asked_for(room: Hall) -> None:
    """Short, endless or a file: not kept, and home shows the way."""
    phone = room.phone(2)
    await phone.type("xin chào")
    assert "mong đồng chí chạm vào các nút" in phone.text
    await phone.type("x" * 10_000)
    assert "Tin nhắn này dài quá và không được lưu" in phone.text
    await phone.send_file("a.xlsx", b"x")
    assert "Tệp vừa gửi không được mở" in phone.text
    before = list(phone.screens)
    await phone.other("edited")
    assert phone.screens == before
    assert_fits(phone)


async def test_a_sticker_where_an_answer_is_typed_keeps_the_question(room: Hall) -> None:
    """He is told what is asked, and the button leads back to it."""
    phone = room.phone(0)
    fact = f"{room.people[2].id}:targets_done"
    async with room.house.db.write() as tx:
        await dialogues.await_text(tx, phone.account, "facts:value", fact)
    await phone.other("sticker")
    assert "Đang chờ thông tin về một đảng viên" in phone.text
    assert phone.labels == ["▶️ Làm tiếp", "🏠 Trang chính"]
    await phone.tap("▶️ Làm tiếp")
    assert room.people[2].full_name in phone.text


async def test_an_unknown_command_shows_home(room: Hall) -> None:
    """Nobody is left without a way on."""
    phone = room.phone(2)
    await phone.command("xyz")
    assert phone.text.startswith("Không có lệnh này.")
    assert WAITING in phone.text


async def test_the_promise_on_secrecy_names_its_limits(room: Hall) -> None:
    """For members and for strangers: who cannot see, who technically could, and unanimity."""
    for phone in (room.phone(2), room.talk.phone(666, "Lạ")):
        await phone.command("riengtu")
        for part in ("không xem được ai bỏ phiếu thế nào", "người vận hành máy chủ", "giống nhau"):
            assert part in phone.text


async def test_the_help_lists_only_what_one_may_do(room: Hall) -> None:
    """A member is not told of the secretary's commands."""
    await room.phone(0).command("trogiup")
    await room.phone(2).command("trogiup")
    bi, an = room.phone(0), room.phone(2)
    assert "/baocao" not in bi.text
    assert "người vận hành" in bi.text
    assert "hỏi bí thư" in an.text
    assert "🛠 Việc của bí thư, chi ủy" not in an.labels
    await bi.tap("🛠 Việc của bí thư, chi ủy")
    assert "/baocao" in bi.text
    assert "/tudanhgia" not in bi.text
    await bi.tap("‹ Quay lại")
    assert "❓ Trợ giúp" in bi.text
    await an.tap_data("home:work")
    assert "/baocao" not in an.text
    assert "❓ Trợ giúp" in an.text
    group = room.in_group(2)
    await group.command("trogiup")
    _, button = group.button("💬 Trò chuyện riêng")
    assert button.url == "https://t.me/tusoi_bot?start=h"


def test_what_telegram_shows_of_the_bot_fits_its_limits() -> None:
    """Descriptions and menu in both languages; every command of the menu exists, for who may."""
    for locale in LOCALES:
        t = Words(locale)
        assert len(t.plain(DESCRIPTION)) <= 512
        assert len(t.plain(SHORT_DESCRIPTION)) <= 120
        assert all(1 <= len(t.plain(entry.says)) <= 40 for entry in MENU)
    for entry in MENU:
        assert COMMANDS[entry.name].needs is entry.needs
