"""The secretary puts his office's Word form in place of ours, in the real application."""

from tests.bot.documents.reader import read
from tests.bot.documents.word import text, word
from tests.end_to_end.world import BINH, THU, World

GOOD = word(text("Đơn vị: {{ chi_bo }}"), text("Số phiếu thu về: {{ thu_ve }}"))


async def test_an_office_form_is_sent_checked_and_tried_out(town: World) -> None:
    """A wrong file is told, the right one kept over a restart, tried out, and taken back."""
    branch = await (await town.found()).linked(THU)
    thu = branch.secretary
    await thu.send("/maurieng")
    assert "mở kỳ đánh giá trước" in thu.screen.text
    await branch.reviewing()
    await thu.send("/maurieng")
    await thu.tap("Biên bản kiểm phiếu")
    await thu.tap("Danh sách trường")
    assert "{{ thu_ve }} | số phiếu thu về" in read(thu.files[-1].content).text
    await thu.tap("Gửi tệp Word")
    await thu.send_file("bien-ban.docx", word(text("{{ phieu_thu }}")))
    assert "Mẫu này không có trường “phieu_thu”" in thu.screen.text
    await town.restart()
    await thu.send_file("bien-ban.docx", GOOD)
    assert "Tệp đúng, đã lưu" in thu.screen.text
    await thu.tap("In thử")
    assert "Đơn vị: Chi bộ 3" in read(thu.files[-1].content).lines
    await thu.tap("Dùng mẫu có sẵn")
    await thu.tap("Đúng, dùng mẫu có sẵn")
    assert "✅" not in " ".join(thu.screen.labels)


async def test_a_member_gets_no_form_kept(town: World) -> None:
    """Another than the secretary is told so, and nothing changes."""
    branch = await (await town.found()).linked(THU, BINH)
    await branch.reviewing()
    with town.unchanged():
        await branch[BINH].send("/maurieng")
    assert "Danh sách trường" not in " ".join(branch[BINH].screen.labels)
