"""The roll in chat: a sheet looked over, written and taken back; one person changed by buttons."""

import re
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from bot.sheets import SheetFiles, read_sheet
from conversations.roll_import import known_facts
from conversations.screen import File, FileTooLarge
from storage import audit, reviews, roll
from storage.roll import Person, Role, Standing
from tests.conversations.hall import LIBRARY, Hall, assert_fits, drafts, hall
from tests.conversations.talk import Phone

HEADING = "Mã số;Họ và tên;Ngày sinh;Tư cách;Chức vụ"
NEW = "06;Vũ Thị Mới;1990;dự bị;"


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Hall]:
    """Five people; the secretary first, the deputy second, the last one not linked."""
    async with hall(tmp_path, drafts(5), unlinked=(4,), stage=reviews.Stage.ASSESSMENT) as found:
        found.house.sheets = SheetFiles()
        yield found


def rows(room: Hall, *, leave_out: Sequence[int] = (), **other: str) -> list[str]:
    """The roll as it is, as rows of a sheet; ``p3=…`` stands in the place of the third line."""
    posts = {0: "bí thư", 1: "phó bí thư"}
    return [
        other.get(f"p{at}", f"{one.number};{one.full_name};;chính thức;{posts.get(at, '')}")
        for at, one in enumerate(room.people)
        if at not in leave_out
    ]


async def send(room: Hall, *lines: str, heading: str = HEADING, who: int = 0) -> Phone:
    """The secretary taps «Gửi bảng» and sends these rows as a .csv file."""
    phone = room.phone(who)
    await phone.command("dangvien")
    await phone.tap("📤 Gửi bảng")
    await phone.send_file("ds.csv", "\n".join((heading, *lines)).encode())
    return phone


async def people(room: Hall) -> list[Person]:
    async with room.house.db.read() as tx:
        return list(await roll.people(tx, room.branch.id))


async def actions(room: Hall) -> list[str]:
    async with room.house.db.read() as tx:
        return [one.action for one in await audit.entries(tx, room.branch.id)]


# ── a sheet ──────────────────────────────────────────────────────────────────────────────────


async def test_a_sheet_is_looked_over_written_and_taken_back(room: Hall) -> None:
    """What changes is told field by field before anything does; one tap writes, one undoes."""
    before = await people(room)
    changed = f"3;{room.people[2].full_name};1961;miễn sinh hoạt;chi ủy viên"
    phone = await send(room, *rows(room, p2=changed), NEW)
    assert "thêm: 1 (Vũ Thị Mới)" in phone.text
    assert f"sửa: 1 ({room.people[2].full_name})" in phone.text
    assert "giữ nguyên: 4" in phone.text
    assert "Chưa có gì thay đổi" in phone.text
    assert await people(room) == before
    await phone.tap("📖 Xem từng thay đổi")
    for line in (
        "➕ Vũ Thị Mới (1990), đảng viên dự bị",
        "ngày sinh: chưa rõ → 1961",
        "chức vụ: không có → chi ủy viên",
    ):
        assert line in phone.text
    await phone.tap("‹ Quay lại")
    await phone.tap("✅ Đúng, cập nhật")
    assert "Thêm 1, sửa 1, rời chi bộ 0" in phone.text
    after = await people(room)
    assert after[5].full_name == "Vũ Thị Mới"
    assert after[2].standing is Standing.EXEMPT
    assert after[2].roles == {Role.COMMITTEE}
    await phone.tap("↩️ Hoàn tác")
    await phone.tap("↩️ Đúng, hoàn tác")
    assert await people(room) == before
    assert {"roll.written", "roll.undone"} <= set(await actions(room))
    assert "↩️ Hoàn tác" not in phone.labels
    assert_fits(phone)


async def test_a_restart_between_sheet_and_yes_loses_nothing(room: Hall) -> None:
    """The sheet waits in a row: the button under its preview still works."""
    phone = await send(room, *rows(room), NEW)
    await room.restart()
    await phone.tap("✅ Đúng, cập nhật")
    assert (await people(room))[5].full_name == "Vũ Thị Mới"


async def test_a_second_yes_finds_it_done(room: Hall) -> None:
    """A doubled tap imports once and says so."""
    phone = await send(room, *rows(room), NEW)
    _, button = phone.button("✅ Đúng, cập nhật")
    await phone.tap("✅ Đúng, cập nhật")
    entries = await actions(room)
    await phone.tap_data(button.data)
    assert "Không có bảng nào đang chờ" in phone.toast
    assert await actions(room) == entries


async def test_a_roll_that_changed_meanwhile_is_looked_over_once_more(room: Hall) -> None:
    """The yes was for what was shown, and for nothing else."""
    phone = await send(room, *rows(room), NEW)
    _, button = phone.button("✅ Đúng, cập nhật")
    async with room.house.db.write() as tx:
        await roll.set_roles(tx, room.people[3].id, frozenset({Role.TELLER}), None, room.talk.now)
    await phone.tap_data(button.data)
    assert "Danh sách đã thay đổi trong lúc chờ" in phone.toast
    assert len(await people(room)) == 5
    assert "sửa: 1" in phone.text
    await phone.tap("✅ Đúng, cập nhật")
    assert len(await people(room)) == 6


async def test_who_is_not_in_the_sheet_stays_unless_the_secretary_says_otherwise(
    room: Hall,
) -> None:
    """A partial sheet harms nobody; that they leave is asked once more, by name."""
    phone = await send(room, *rows(room, leave_out=(3, 4)), NEW)
    assert "không có trong bảng: 2" in phone.text
    await phone.tap("✅ Cập nhật, giữ người còn lại")
    assert len(await people(room)) == 6
    phone = await send(room, *rows(room, leave_out=(3, 4)), NEW)
    await phone.tap("🚪 Cập nhật, 2 người rời chi bộ")
    assert room.people[3].full_name in phone.text
    assert len(await people(room)) == 6
    await phone.tap("🚪 Đúng, các đồng chí ấy rời đi")
    assert [one.number for one in await people(room)] == ["1", "2", "3", "06"]
    await phone.tap("↩️ Hoàn tác")
    await phone.tap("↩️ Đúng, hoàn tác")
    assert len(await people(room)) == 6


async def test_faults_are_listed_by_row_and_column_and_nothing_is_written(room: Hall) -> None:
    """Every fault can be read; the sheet cannot be confirmed, not even by a forged button."""
    before = await people(room)
    bad = [f"{n};Người Số {n};31/02/1950;lạ;" for n in range(10, 20)]
    phone = await send(room, *rows(room), *bad)
    assert "Bảng có 20 lỗi" in phone.text
    assert "Dòng 7, cột C" in phone.text
    assert not [label for label in phone.labels if label.startswith("✅")]
    await phone.tap("📖 Xem tất cả lỗi (20)")
    seen = phone.text
    while "Trang sau ›" in phone.labels:
        await phone.tap("Trang sau ›")
        seen += phone.text
    assert len(re.findall(r"Dòng \d+, cột", seen)) == 20
    for data in ("roll:write:00000000:k", "roll:write:00000000:l", "roll:sure:x"):
        await phone.tap_data(data)
        assert "lỗi" in phone.toast
    assert await people(room) == before
    assert_fits(phone)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.docx", b"PK", ".xlsx (Excel) và .csv"),
        ("a.xlsx", b"not a zip", "không mở được"),
        ("a.csv", b"", "trống"),
        ("a.csv", "Họ tên".encode(), "tiêu đề"),
        ("", b"x", ".xlsx (Excel) và .csv"),
        ("a.csv", b"x" * 2_000_001, "quá lớn"),
    ],
)
async def test_what_is_no_roll_is_refused_kindly(
    room: Hall, name: str, content: bytes, says: str
) -> None:
    """Whatever the file holds, it gets words and a way on."""
    phone = await send(room)
    await phone.tap("📤 Gửi lại")
    await phone.send_file(name, content)
    assert says in phone.text or "Bảng có" in phone.text
    assert "🏠 Trang chính" in phone.labels
    assert len(await people(room)) == 5


async def test_a_file_is_read_outside_the_write_transaction(room: Hall) -> None:
    """While the file is being fetched others are served; too large a one is never fetched."""
    phone, other = room.phone(0), room.phone(2)
    await phone.command("dangvien")
    await phone.tap("📤 Gửi bảng")
    content = "\n".join((HEADING, *rows(room), NEW)).encode()

    async def read() -> bytes:
        await other.command("trangchu")  # a write transaction of somebody else
        return content

    async def never() -> bytes:
        raise FileTooLarge

    await phone.do(File("ds.csv", len(content), read))
    assert "thêm: 1" in phone.text
    assert other.screens
    await phone.command("dangvien")
    await phone.tap("📤 Gửi bảng")
    await phone.do(File("ds.csv", 100, never))
    assert "quá lớn" in phone.text


async def test_a_sheet_never_moves_the_secretarys_post(room: Hall) -> None:
    """Another secretary, or none of the name, cannot be confirmed; it says what to do."""
    first, third = room.people[0], room.people[2]
    swap = {
        "p0": f"1;{first.full_name};;chính thức;",
        "p2": f"3;{third.full_name};;chính thức;bí thư",
    }
    phone = await send(room, *rows(room, **swap))
    assert "Chức bí thư bàn giao trong /dangvien" in phone.text
    phone = await send(room, *rows(room, leave_out=(0,), p2=swap["p2"]))
    assert "là bí thư nhưng không có trong bảng" in phone.text
    assert not [label for label in phone.labels if label.startswith(("✅", "🚪"))]
    assert (await people(room))[0].roles == {Role.SECRETARY}


async def test_facts_of_a_sheet_reach_the_review_and_are_taken_back_with_it(room: Hall) -> None:
    """What the sheet tells is shown by name, taken over, and gone again after the undo."""
    facts = [row + ";" for row in rows(room)]
    facts[2] = facts[2] + "không"
    phone = await send(room, *facts, heading=HEADING + ";disciplined")
    assert "sửa: 1" in phone.text
    await phone.tap("✅ Đúng, cập nhật")

    async def known() -> dict[str, reviews.FactRecord]:
        async with room.house.db.read() as tx:
            return await reviews.facts_of(tx, room.review.id, room.people[2].id)

    assert (await known())["disciplined"].value_json == "false"
    await phone.tap("↩️ Hoàn tác")
    await phone.tap("↩️ Đúng, hoàn tác")
    assert "disciplined" not in await known()


async def test_the_roll_taken_as_a_file_changes_nothing_when_sent_back(room: Hall) -> None:
    """What comes out goes in again; the empty sheet holds headings and the secretary."""
    phone = room.phone(0)
    await phone.command("dangvien")
    await phone.tap("📥 Tải danh sách")
    file = phone.chat.files[-1]
    await phone.tap("📤 Gửi bảng")
    await phone.send_file(file.name, file.content)
    assert "không có gì phải sửa" in phone.text
    await phone.tap("🗑 Bỏ bảng này")
    await phone.tap("📤 Gửi bảng")
    await phone.tap("📄 Bảng trống")
    empty = phone.chat.files[-1]
    sheet = read_sheet(empty.name, empty.content, known_facts(LIBRARY), room.talk.now.date())
    assert [row.person.full_name for row in sheet.rows] == [room.people[0].full_name]


async def test_a_waiting_sheet_lapses(room: Hall) -> None:
    """Names must not lie about for ever: after some days it is gone, and said to be."""
    phone = await send(room, *rows(room), NEW)
    await phone.command("trangchu")
    assert "Có một bảng danh sách đang chờ" in phone.text
    room.talk.now += timedelta(days=4)
    await phone.tap("📄 Bảng đang chờ")
    assert "đã quá hạn" in phone.toast
    await phone.command("trangchu")
    assert "Có một bảng danh sách đang chờ" not in phone.text


async def test_a_file_that_nobody_asked_for_is_not_read(room: Hall) -> None:
    """The secretary is shown the button; a member only that no file is asked for."""

    async def never() -> bytes:
        raise AssertionError("it was read")

    for who in (0, 2):
        phone = room.phone(who)
        await phone.do(File("ds.xlsx", 10, never))
        assert "không được mở" in phone.text
        assert ("📤 Gửi bảng" in phone.labels) is (who == 0)


# ── by buttons ───────────────────────────────────────────────────────────────────────────────


async def line(room: Hall, who: int) -> Phone:
    """The secretary at one person's line."""
    phone = room.phone(0)
    await phone.command("dangvien")
    await phone.tap("👤 Sửa một người")
    await phone.tap(room.people[who].full_name)
    return phone


async def choose(phone: Phone, part: str) -> None:
    """Tap the button of the newest screen whose label has these words."""
    await phone.tap(next(label for label in phone.labels if part in label))


async def test_a_name_is_typed_shown_and_confirmed(room: Hall) -> None:
    """Both names are shown before; the change is audited and can be undone."""
    phone = await line(room, 2)
    await phone.tap("✏️ Họ tên")
    await phone.type("  Nguyễn   Thị <b>Đổi</b>")
    assert "Nguyễn Thị <b>Đổi</b>" in str(phone.chat.messages[-1].screen.text.unescape())
    assert (await people(room))[2] == room.people[2]
    await phone.tap("✅ Đúng, sửa")
    assert (await people(room))[2].full_name == "Nguyễn Thị <b>Đổi</b>"
    assert (await actions(room))[-1] == "person.changed"
    await phone.command("dangvien")
    await phone.tap("↩️ Hoàn tác")
    await phone.tap("↩️ Đúng, hoàn tác")
    assert (await people(room))[2] == room.people[2]


@pytest.mark.parametrize("typed", ["", "x", "12345", "x" * 10_000, "\u202e\u0000"])
async def test_what_cannot_be_a_name_is_asked_again(room: Hall, typed: str) -> None:
    """The question stays, and the next message answers it."""
    phone = await line(room, 2)
    await phone.tap("✏️ Họ tên")
    await phone.type(typed)
    assert "chưa đúng" in phone.text
    await phone.type("Lê Thị Tư")
    await phone.tap("✅ Đúng, sửa")
    assert (await people(room))[2].full_name == "Lê Thị Tư"


@pytest.mark.parametrize(
    ("typed", "year"), [("1950", 1950), ("12/03/1955", 1955), ("1.2.1960", 1960)]
)
async def test_a_birth_is_typed_as_a_day_or_a_year(room: Hall, typed: str, year: int) -> None:
    phone = await line(room, 2)
    await phone.tap("🎂 Ngày sinh")
    for wrong in ("2025", "31/02/1950", "hôm qua", "1" * 5_000):
        await phone.type(wrong)
        assert "Chưa đọc được" in phone.text
    await phone.type(typed)
    await phone.tap("✅ Đúng, sửa")
    assert (await people(room))[2].birth_year == year
    assert f"(sinh năm {year})" in phone.text


async def test_standing_and_roles_are_asked_about_and_written(room: Hall) -> None:
    """Suspended, restored; a role given and taken; several at once."""
    phone = await line(room, 2)
    await phone.tap("🔰 Tư cách")
    await choose(phone, "đình chỉ")
    assert "cho đến khi được khôi phục" in phone.text
    await phone.tap("✅ Đúng, sửa")
    assert (await people(room))[2].standing is Standing.SUSPENDED
    await phone.tap("🔰 Tư cách")
    await choose(phone, "hính thức")
    await phone.tap("✅ Đúng, sửa")
    for role in ("hi ủy viên", "kiểm phiếu"):
        await phone.tap("🎖 Chức vụ")
        await choose(phone, role)
        await phone.tap("✅ Đúng, sửa")
    assert (await people(room))[2].roles == {Role.COMMITTEE, Role.TELLER}
    await phone.tap("🎖 Chức vụ")
    await choose(phone, "hi ủy viên")
    await phone.tap("✅ Đúng, sửa")
    assert (await people(room))[2].roles == {Role.TELLER}


async def test_who_is_transferred_out_loses_every_right_and_can_be_brought_back(
    room: Hall,
) -> None:
    """As of a day typed or today; his account is a stranger's until he is back."""
    member = room.phone(2)
    phone = await line(room, 2)
    await phone.tap("🚪 Chuyển đi")
    for wrong in ("31/12/2999", "1/1/1950", "mai"):
        await phone.type(wrong)
        assert "chưa đúng" in phone.text
    await phone.type("01/12/2026")
    assert "từ ngày 01/12/2026" in phone.text
    await phone.tap("🚪 Đúng, đưa ra khỏi danh sách")
    await member.command("trangchu")
    assert "Đây là nơi dành cho đảng viên" in member.text
    await phone.command("dangvien")
    await phone.tap("🚪 Đã rời chi bộ")
    await phone.tap(room.people[2].full_name)
    await phone.tap("↩️ Đưa trở lại danh sách")
    await phone.tap("↩️ Đúng, đưa trở lại")
    await member.command("trangchu")
    assert room.people[2].full_name in member.text
    assert await people(room) == list(room.people)


async def test_nothing_leaves_the_branch_without_a_secretary(room: Hall) -> None:
    """The secretary cannot leave, be suspended, or lose the post by any button."""
    me = room.people[0].id
    phone = await line(room, 0)
    assert "🚪 Chuyển đi" not in phone.labels
    today = f"{room.talk.now:%Y%m%d}"
    for data in (
        f"roll:leave:{me}",
        f"roll:left:{me}:{today}",
        f"roll:gone:{me}:{today}",
        f"roll:stood:{me}:suspended",
    ):
        await phone.tap_data(data)
        assert "Chi bộ phải luôn có bí thư" in phone.toast
    for data in (f"roll:given:{me}:secretary:0", f"roll:given:{room.people[2].id}:secretary:1"):
        await phone.tap_data(data)
    assert (await people(room))[0].roles == {Role.SECRETARY}
    assert sum(Role.SECRETARY in one.roles for one in await people(room)) == 1


async def test_a_member_is_added_step_by_step_over_a_restart_and_huy(room: Hall) -> None:
    """Name, birth, standing, yes; leaving in the middle keeps what was said."""
    phone = room.phone(0)
    await phone.command("dangvien")
    await phone.tap("➕ Thêm đồng chí")
    await phone.type("Trương Thị Mới")
    await phone.command("huy")
    await room.restart()
    await phone.command("dangvien")
    assert "Đang thêm dở một đồng chí" in phone.text
    await phone.tap("➕ Thêm đồng chí")
    assert "Trương Thị Mới" in phone.text
    await phone.type("xin chào")
    assert "Chưa đọc được" in phone.text
    await phone.type("05/09/1990")
    await choose(phone, "dự bị")
    _, yes = phone.button("✅ Đúng, thêm")
    await phone.tap("✅ Đúng, thêm")
    added = (await people(room))[-1]
    assert (added.number, added.full_name) == ("6", "Trương Thị Mới")
    assert (added.birth_year, added.standing) == (1990, Standing.PROBATIONARY)
    await phone.tap_data(yes.data)
    assert "đã làm rồi" in phone.toast
    assert len(await people(room)) == 6
    await phone.command("dangvien")
    await phone.tap("↩️ Hoàn tác")
    await phone.tap("↩️ Đúng, hoàn tác")
    assert len(await people(room)) == 5


async def test_somebody_of_the_same_name_is_pointed_out(room: Hall) -> None:
    """A namesake may be added, knowingly."""
    phone = room.phone(0)
    await phone.command("dangvien")
    await phone.tap("➕ Thêm đồng chí")
    await phone.type(room.people[3].full_name)
    await phone.tap("Chưa rõ")
    await choose(phone, "hính thức")
    assert "Danh sách đã có đồng chí" in phone.text
    await phone.tap("✅ Đúng, thêm")
    assert len(await people(room)) == 6


async def test_only_the_secretary_and_only_of_this_branch(room: Hall) -> None:
    """Deputy, member and another branch's secretary change and see nothing."""
    other = await room.secretary_of_another_branch()
    other.talk.house.sheets = SheetFiles()
    before, person = await people(room), room.people[2].id
    data = (
        f"roll:who:{person}",
        f"roll:name:{person}",
        f"roll:stood:{person}:exempt",
        f"roll:given:{person}:deputy:1",
        f"roll:gone:{person}:20261201",
        f"roll:born:{person}:1960",
        f"roll:returned:{person}",
        f"roll:heir:{person}",
        f"roll:offer:{person}",
    )
    for phone in (room.phone(1), room.phone(3), other):
        for one in data:
            await phone.tap_data(one)
            assert phone.toasts[-1].alert, one
        assert not [text for text in phone.screens if room.people[2].full_name in text]
    for phone in (room.phone(1), room.phone(3)):
        await phone.command("dangvien")
        assert "không thuộc phần việc" in phone.text
    assert await people(room) == before


@pytest.mark.parametrize("evil", ["", "0", "-1", "x", "9" * 40, "١", "1e3", "<b>"])
async def test_forged_arguments_change_nothing(room: Hall, evil: str) -> None:
    """Every tap of the roll, with what names nothing."""
    phone = room.phone(0)
    await phone.command("dangvien")
    before, entries = await people(room), await actions(room)
    good = str(room.people[2].id)
    for data in (
        f"roll:who:{evil}",
        f"roll:born:{good}:{evil}",
        f"roll:stand:{good}:{evil}",
        f"roll:stood:{good}:{evil}",
        f"roll:role:{good}:{evil}:1",
        f"roll:given:{good}:deputy:{evil if evil != '0' else '7'}",
        f"roll:gone:{good}:{evil}",
        f"roll:left:{good}:{evil}",
        f"roll:undone:{evil}",
        f"roll:added:{evil}",
        f"roll:newly:{evil}",
        f"roll:named:{good}",
        f"roll:write:{evil}:k",
        f"roll:accept:{evil}",
        f"roll:all:{evil}",
        f"roll:lines:{evil}",
    ):
        await phone.tap_data(data)
    assert await people(room) == before
    assert await actions(room) == entries


async def test_a_house_without_files_goes_by_buttons(room: Hall) -> None:
    """Nothing about files is offered, and a forged tap is answered."""
    room.house.sheets = None
    phone = room.phone(0)
    await phone.command("dangvien")
    assert "📤 Gửi bảng" not in phone.labels
    await phone.tap_data("roll:take")
    assert "chưa tạo được tệp" in phone.toast
