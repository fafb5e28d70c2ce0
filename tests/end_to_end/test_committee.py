"""The committee's view over the wire: from the list to the member who revises his review."""

from rules import Kind
from storage import assessments, reviews, roll
from storage.roll import Role
from tests.bot.documents.reader import read
from tests.end_to_end.world import AN, BINH, GIANG, GUIDELINE, HTT, PHO, THU, Branch, World

CONCLUSION = "Đồng chí cần bổ sung phần khắc phục hạn chế năm trước."


async def committee(town: World) -> Branch:
    """A branch with a committee member beside secretary and deputy, its review open."""
    branch = await (await town.found()).linked(THU, PHO, AN, BINH)
    async with town.db.write() as tx:
        await roll.set_roles(tx, branch.ids[BINH], frozenset({Role.COMMITTEE}), None, town.now)
    return await branch.reviewing()


async def submitted(town: World, branch: Branch, name: str) -> None:
    """The member has graded himself alike and submitted (by the store: others try his taps)."""
    criteria = town.bot.house.library.get(GUIDELINE).criteria(Kind.MEMBER)
    who = branch.ids[name]
    async with town.db.write() as tx:
        review = await reviews.current_review(tx, branch.id)
        assert review is not None
        for criterion in criteria:
            await assessments.save_grade(tx, review.id, who, criterion.id, "tot", 0, town.now)
        await assessments.save_own_level(tx, review.id, who, "HTT", 0, town.now)
        await assessments.submit(tx, review.id, who, town.now)


async def test_from_the_list_to_the_level(town: World) -> None:
    """A committee member finds his work at home, agrees, proposes, notes; a restart in between
    costs nothing, and the deputy sees who spoke last."""
    branch = await committee(town)
    await submitted(town, branch, AN)
    binh, pho = branch[BINH], branch[PHO]
    await binh.send("/trangchu")
    await binh.tap("Chi ủy đánh giá")
    assert "Đã đề xuất mức cho 0/6 đồng chí" in binh.screen.text
    await binh.tap(AN)
    assert f"Mức tự nhận: {HTT}" in binh.screen.text
    await binh.tap("Nhất trí với phần tự chấm")
    await town.restart()
    await binh.tap(HTT)
    assert f"Chi ủy đề xuất: {HTT}" in binh.screen.text
    await binh.tap("Nhận xét, kết luận")
    await binh.tap("Nơi cư trú")
    await town.restart()
    await binh.write("Gương mẫu nơi cư trú.")
    assert "Gương mẫu nơi cư trú." in binh.screen.text
    assert "Kết luận của chủ trì" not in binh.screen.labels
    await pho.send("/chiuy")
    assert "Đã đề xuất mức cho 1/6 đồng chí" in pho.screen.text
    await pho.tap(AN)
    assert f"Ghi sau cùng: {BINH}" in pho.screen.text


async def test_after_the_meeting_the_member_revises(town: World) -> None:
    """The deputy notes the conclusion and gives the review back; the member is told, reads it,
    changes his review though the stage is closed, hands it in; everyone sees that he did."""
    branch = await committee(town)
    await submitted(town, branch, AN)
    await branch.secretary.send("/kydanhgia")
    await branch.secretary.tap("Khóa phần tự đánh giá")
    await branch.secretary.tap("🔒 Khóa")
    an, pho = branch[AN], branch[PHO]
    await pho.send("/chiuy")
    await pho.tap(AN)
    await pho.tap("Nhận xét, kết luận")
    await pho.tap("Kết luận của chủ trì")
    await pho.write(CONCLUSION)
    await pho.tap("Về đồng chí này")
    await pho.tap("Trả lại để sửa")
    await pho.tap("Đúng, trả lại")
    assert "chưa nộp lại" in pho.screen.text
    await town.sandbox.wait(60)
    assert "được trả lại để đồng chí sửa" in an.screen.text
    await an.tap("Ý kiến tại cuộc họp")
    assert CONCLUSION in an.screen.text
    await an.tap("Mở bản tự đánh giá")
    await an.tap("Rút về để sửa")
    await an.tap("Nộp")
    if "Vẫn nộp" in " ".join(an.screen.labels):
        await an.tap("Vẫn nộp")
    await pho.send("/chiuy")
    await pho.tap(AN)
    assert "Đã sửa sau cuộc họp" in pho.screen.text
    assert not any("Trả lại" in label for label in an.screen.labels)


async def test_a_member_without_a_phone(town: World) -> None:
    """The secretary opens the self-assessment of one who has no phone from his page."""
    branch = await committee(town)
    thu = branch.secretary
    await thu.send("/danhsach")
    await thu.tap(GIANG)
    await thu.tap("Ghi thay bản tự đánh giá")
    assert GIANG in thu.screen.text


async def test_the_branch_and_its_committee(town: World) -> None:
    """A fact of the branch set by the secretary shows on the page with its clause."""
    branch = await committee(town)
    thu = branch.secretary
    await thu.send("/chibo")
    assert "Chi ủy" in thu.screen.text
    await thu.tap("Thông tin về chi bộ")
    await thu.tap("2")
    await thu.tap("Có")
    assert "Đã ghi" in thu.screen.text
    await thu.tap("Các mục thông tin")
    await thu.tap("Quay lại")
    assert "🏛 Chi bộ và chi ủy" in thu.screen.text


async def test_the_committees_own_review_is_written_and_printed(town: World) -> None:
    """The deputy types a part and the answer to a suggestion, over a restart; the committee reads
    it, and it stands on the form that the secretary prints."""
    branch = await committee(town)
    thu, pho, binh = branch.secretary, branch[PHO], branch[BINH]
    await thu.send("/chibo")
    await thu.tap("Gợi ý kiểm điểm cho chi bộ")
    await thu.tap("Ghi gợi ý")
    await thu.write("Đảng ủy phường")
    await thu.write("Làm rõ việc chậm sửa nhà văn hóa.")
    await pho.send("/chibo")
    await pho.tap("Bản kiểm điểm của chi ủy")
    await pho.tap("Viết lần lượt")
    await town.restart()
    await pho.write("Chi ủy đã quán triệt đầy đủ nghị quyết.")
    await pho.tap("Các phần viết")
    (line,) = [one for one in pho.screen.text.split("\n") if "Giải trình:" in one]
    await pho.tap(line.partition(".")[0])
    await pho.write("Nhà văn hóa đã sửa xong trong tháng 10.")
    await binh.send("/chibo")
    assert "Phần viết: 2/10" in binh.screen.text
    await binh.tap("Bản kiểm điểm của chi ủy")
    await binh.tap("1")
    assert "Chi ủy đã quán triệt đầy đủ nghị quyết." in binh.screen.text
    await thu.send("/chibo")
    await thu.tap("Bản kiểm điểm của chi ủy")
    await thu.tap("Lấy bản in")
    (form,) = [one for one in thu.files if one.file_name.startswith("mau-01")]
    printed = "\n".join(read(form.content).lines)
    assert "Chi ủy đã quán triệt đầy đủ nghị quyết." in printed
    assert "Nhà văn hóa đã sửa xong trong tháng 10." in printed


async def test_members_find_nothing_of_it(town: World) -> None:
    """A member's menu, home and commands know no committee."""
    branch = await committee(town)
    an = branch[AN]
    await an.send("/trangchu")
    assert not any("Chi ủy" in label for label in an.screen.labels)
    with town.unchanged():
        for command in ("/chiuy", "/chibo", "/goiy"):
            await an.send(command)
            assert "không thuộc phần việc" in an.screen.text
