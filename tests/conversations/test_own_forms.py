"""A branch's own forms in chat: sent, checked, tried out, taken back; by the secretary alone."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.documents import make
from bot.own_forms import WordForms
from conversations.dossier.collecting import open_year
from conversations.dossier.reporting import summary
from conversations.dossier.reviewing import self_review
from conversations.screen import File, FileTooLarge
from storage import audit, forms
from storage.forms import MOST_BYTES
from tests.bot.documents.reader import read
from tests.bot.documents.word import text, word
from tests.conversations.hall import Hall, assert_fits, drafts, hall
from tests.conversations.talk import Phone

GOOD = word(text("Chi bộ: {{ chi_bo }}"), text("I. {{ phan_2 }}"))


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Hall]:
    """Four people under can-tho-2018; the secretary first, the deputy second."""
    async with hall(tmp_path, drafts(4)) as found:
        found.house.forms = WordForms()
        yield found


async def send(room: Hall, content: bytes, name: str = "mau 02 van phong.docx") -> Phone:
    """The secretary sends a file in the place of Mẫu 02."""
    phone = room.phone(0)
    await phone.command("maurieng")
    await phone.tap("Mẫu 02")
    await phone.tap("📤 Gửi tệp Word")
    await phone.send_file(name, content)
    return phone


async def kept(room: Hall) -> dict[str, forms.OwnForm]:
    async with room.house.db.read() as tx:
        return await forms.own_forms(tx, room.branch.id, room.review.ruleset_id)


async def actions(room: Hall) -> list[str]:
    async with room.house.db.read() as tx:
        return [one.action for one in await audit.entries(tx, room.branch.id)]


async def test_a_right_file_is_kept_tried_out_and_taken_back(room: Hall) -> None:
    """From the list of fields to the branch's own form, and back to ours."""
    phone = await send(room, GOOD)
    assert "Tệp đúng, đã lưu" in phone.text
    assert "mau 02 van phong.docx" in phone.text
    assert room.people[0].full_name in phone.text
    await phone.tap("👁 In thử")
    assert "Chi bộ: Chi bộ 3" in read(phone.chat.files[-1].content).lines
    await phone.tap("📥 Tải tệp về")
    assert phone.chat.files[-1].content == GOOD
    await phone.tap("‹ Quay lại")
    assert "✅ Mẫu 02" in phone.labels
    await phone.tap("✅ Mẫu 02")
    await phone.tap("↩️ Dùng mẫu có sẵn")
    assert "mau 02 van phong.docx" in phone.text
    await phone.tap("↩️ Đúng, dùng mẫu có sẵn")
    assert "Mẫu 02" in phone.labels
    assert await kept(room) == {}
    assert (await actions(room))[-2:] == ["form.kept", "form.removed"]
    assert_fits(phone)


async def test_the_fields_come_as_a_word_file(room: Hall) -> None:
    """The list of fields can be had before anything is sent."""
    phone = room.phone(0)
    await phone.command("maurieng")
    await phone.tap("Biên bản kiểm phiếu")
    assert "mẫu có sẵn" in phone.text
    await phone.tap("📋 Danh sách trường")
    sent = phone.chat.files[-1]
    assert sent.name == "danh-sach-truong-bien-ban-kiem-phieu.docx"
    assert "{{ khong_hop_le }} | số phiếu không hợp lệ" in read(sent.content).text


async def test_a_wrong_file_is_told_and_may_be_sent_again(room: Hall) -> None:
    """Each fault by its words; nothing is kept; the next file is awaited."""
    phone = await send(room, word(text("{{ ho_va_ten }} {{ chi_bo")))
    assert "Dấu ngoặc nhọn của một trường chưa đóng" in phone.text
    assert "Chưa có gì thay đổi" in phone.text
    assert await kept(room) == {}
    await phone.send_file("x.docx", word(text("{{ ho_va_ten }}")))
    assert "Mẫu này không có trường “ho_va_ten”" in phone.text
    await phone.send_file("x.docx", GOOD)
    assert "Tệp đúng, đã lưu" in phone.text
    assert set(await kept(room)) == {"mau-02"}


async def test_many_faults_fit_the_screen(room: Hall) -> None:
    """Only the first are told, with how many more there are."""
    phone = await send(room, word(*(text(f"{{{{ sai_{n} }}}}") for n in range(15))))
    assert "… và 9 điểm nữa." in phone.text
    assert_fits(phone)


async def test_too_large_a_file_is_not_fetched(room: Hall) -> None:
    """Its size is known before; one that lies about it is cut off."""
    phone = await send(room, GOOD)

    async def never() -> bytes:
        raise AssertionError("fetched")

    async def lies() -> bytes:
        raise FileTooLarge

    await phone.tap("📤 Gửi tệp khác")
    for size, fetch in ((MOST_BYTES + 1, never), (10, lies)):
        await phone.do(File("x.docx", size, fetch))
        assert "Tệp quá lớn" in phone.text
    assert (await kept(room))["mau-02"].name == "mau 02 van phong.docx"


async def test_a_restart_between_question_and_file_loses_nothing(room: Hall) -> None:
    """Which form is awaited is a row."""
    phone = room.phone(0)
    await phone.command("maurieng")
    await phone.tap("Mẫu 02")
    await phone.tap("📤 Gửi tệp Word")
    await room.restart()
    room.house.forms = WordForms()
    await phone.send_file("x.docx", GOOD)
    assert "Tệp đúng, đã lưu" in phone.text


async def test_old_and_forged_buttons_change_nothing(room: Hall) -> None:
    """A doubled yes, a yes for another file, a form that is none."""
    phone = await send(room, GOOD)
    await phone.tap("↩️ Dùng mẫu có sẵn")
    _, yes = phone.button("↩️ Đúng, dùng mẫu có sẵn")
    await phone.tap_data("own:send:mau-02")
    await phone.send_file("moi.docx", word(text("{{ chi_bo }} mới")))
    await phone.tap_data(yes.data)
    assert "Đã có tệp khác thay vào" in phone.toast
    assert (await kept(room))["mau-02"].name == "moi.docx"
    await phone.tap("↩️ Dùng mẫu có sẵn")
    _, yes = phone.button("↩️ Đúng, dùng mẫu có sẵn")
    await phone.tap_data(yes.data)
    await phone.tap_data(yes.data)
    assert "đang in theo mẫu có sẵn" in phone.toast
    for data in ("own:one:mau-99", "own:send:../x", "own:try:mau-01", "own:dropped:mau-01:x"):
        before = await actions(room)
        await phone.tap_data(data)
        assert "Không có gì thay đổi" in phone.toast
        assert await actions(room) == before


async def test_only_the_secretary_sets_forms(room: Hall) -> None:
    """Neither the deputy nor a member, not even with a file that a secretary was asked for."""
    await send(room, GOOD)
    for who in (1, 2):
        phone = room.phone(who)
        for data in ("own:show", "own:send:mau-02", "own:back:mau-02", "own:drop:mau-02"):
            await phone.tap_data(data)
            assert "📝" not in phone.toast
        await phone.send_file("x.docx", word(text("{{ chi_bo }}")))
        assert not phone.chat.files
    assert (await kept(room))["mau-02"].name == "mau 02 van phong.docx"


async def test_a_form_of_one_guideline_is_not_used_under_another(room: Hall) -> None:
    """The same number means another form there; the minutes are the same everywhere."""
    await send(room, GOOD)
    phone = room.phone(0)
    await phone.command("maurieng")
    await phone.tap("Biên bản họp chi bộ")
    await phone.tap("📤 Gửi tệp Word")
    await phone.send_file("bb.docx", word(text("{{ chu_toa }}")))
    async with room.house.db.read() as tx:
        here = await forms.templates(tx, room.branch.id, "can-tho-2018")
        there = await forms.templates(tx, room.branch.id, "sao-do-2023")
    assert set(here) == {"mau-02", "minutes"}
    assert set(there) == {"minutes"}


async def test_whatever_is_printed_then_is_printed_on_it(room: Hall) -> None:
    """Papers collected from the year and blank forms alike; others stay on ours."""
    await send(room, GOOD)
    async with room.house.db.read() as tx:
        year = await open_year(tx, room.house, room.branch, room.review, room.talk.now)
        own = await self_review(year, room.people[2])
        other = await summary(year)
    assert own is not None
    assert read(make(own).content).lines[0] == "Chi bộ: Chi bộ 3"
    assert "Chi bộ: Chi bộ 3" not in read(make(other).content).lines
