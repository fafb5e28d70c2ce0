"""Printed papers over the wire: asked for by a tap, made of what is there, sent to whom they are
due and to nobody else."""

from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from bot import paperwork
from bot.sandbox import Person
from storage import roll
from tests.bot.documents.reader import read
from tests.end_to_end.test_committee import committee, submitted
from tests.end_to_end.world import AN, BINH, EM, GIANG, PHO, THU, World, world


def lines(person: Person) -> list[str]:
    """The lines of the last file that he was sent."""
    return read(person.files[-1].content).lines


async def test_the_secretary_prints_a_members_review(town: World) -> None:
    """From home by labels to a file with the member's name and grades; nothing else changes."""
    branch = await committee(town)
    await submitted(town, branch, AN)
    thu = branch.secretary
    with town.unchanged():
        await thu.send("/trangchu")
        await thu.tap("Biểu mẫu")
        assert "Biểu mẫu để in · năm 2018" in thu.screen.text
        await thu.tap("Giấy tờ từng đảng viên")
        await thu.tap(AN)
        await thu.tap("📝 Bản kiểm điểm")
        assert any(f"Họ và tên: {AN}" in line for line in lines(thu))
        assert thu.files[-1].file_name.startswith("mau-02-")
        await thu.tap("Phiếu tự chấm")
        assert f"Họ và tên đảng viên: {AN}" in lines(thu)


async def test_a_ballot_becomes_protocol_summary_and_the_whole_file(town: World) -> None:
    """After the count: the protocol's figures, the summary as a table, everything as one .zip."""
    branch = await (await town.found()).voting()
    for name in (THU, PHO, AN, BINH):
        await branch.vote(name)
    await branch.close()
    thu = branch.secretary
    await thu.send("/bieumau")
    await thu.tap("Biên bản kiểm phiếu")
    assert "4 | Số phiếu thu về | 4" in lines(thu)
    assert f"3 | {AN} | 0 | 4 | 0 | 0 | 0 | HTTNV" in lines(thu)
    await thu.tap("Bản Excel")
    assert thu.files[-1].file_name.endswith(".xlsx")
    await thu.tap("Toàn bộ hồ sơ (.zip)")
    with ZipFile(BytesIO(thu.files[-1].content)) as held:
        assert any("bang-tong-hop" in name or "tong-hop" in name for name in held.namelist())
        assert held.namelist()[-1].startswith("00-")


async def test_blank_forms_by_name(town: World) -> None:
    """Every form of the guideline is there to be filled in by hand, with the branch's name."""
    branch = await committee(town)
    thu = branch.secretary
    await thu.send("/bieumau")
    await thu.tap("Mẫu trống")
    assert "• Mẫu 02: Bản tự kiểm điểm của cá nhân" in thu.screen.text
    await thu.tap("Mẫu 02")
    assert any("CHI BỘ 3" in line for line in lines(thu))
    await thu.tap("Trang sau")
    await thu.tap("Biên bản họp")
    assert any("BIÊN BẢN" in line for line in lines(thu))


async def test_a_member_prints_his_own_and_no_other(town: World) -> None:
    """Before he has submitted he is asked to; a forged tap for another's paper is refused."""
    branch = await committee(town)
    an = branch[AN]
    await an.send("/tudanhgia")
    assert "nộp bản tự đánh giá trước" in (await an.forge("paper:mine") or "")
    await submitted(town, branch, AN)
    await an.send("/tudanhgia")
    await an.tap("Lấy bản in")
    review, sheet = (read(one.content).lines for one in an.files)
    assert any(f"Họ và tên: {AN}" in line for line in review)
    assert f"Họ và tên đảng viên: {AN}" in sheet
    for data in (
        f"paper:review:{branch.ids[BINH]}",
        "paper:all",
        "paper:menu",
        "paper:invite_yes",
        "paper:protocol:1",
    ):
        with town.unchanged():
            await an.forge(data)
        assert len(an.files) == 2


async def test_invitations_are_new_and_old_links_end(town: World) -> None:
    """The sheet has a card for each who is not linked; what he held before works no more."""
    branch = await committee(town)
    old = (await branch.invite(GIANG)).partition("=")[2]
    thu = branch.secretary
    await thu.send("/bieumau")
    await thu.tap("Giấy mời có mã QR")
    assert "3 đồng chí" in thu.screen.text
    await thu.tap("Làm giấy mời")
    text = "\n".join(lines(thu))
    assert GIANG in text
    assert EM in text
    assert AN not in text
    async with town.db.read() as tx:
        found = await roll.invite(tx, old.removeprefix("i"), town.now)
    assert found is not None
    assert found.state == "revoked"


async def test_a_paper_that_fails_is_told_kindly_and_logged_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No traceback reaches the chat; the log has the fault once."""

    async def broken(_: object) -> object:
        raise LookupError

    monkeypatch.setattr(paperwork, "file_of", broken)
    async with world(tmp_path) as town:
        thu = (await committee(town)).secretary
        await thu.send("/bieumau")
        await thu.tap("📊 Bảng tổng hợp")
        assert "Chưa làm được văn bản" in thu.screen.text
        assert town.log.getvalue().count("making a paper") == 1
