"""What is typed into a self-assessment, through the real application."""

from storage import assessments
from storage.assessments import Assessment
from tests.end_to_end.world import AN, GIANG, HTT, THU, Branch, World


async def answers(branch: Branch, name: str) -> Assessment:
    """What the database has of his self-assessment (the first review)."""
    async with branch.world.db.read() as tx:
        return await assessments.assessment(tx, 1, branch.ids[name])


async def test_typing_survives_a_restart_before_every_event(town: World) -> None:
    """Note, figures and parts are typed with the program built anew before each event; the task's
    one live message always stands last."""
    branch = await (await town.found()).linked(THU, AN)
    await branch.reviewing()
    an = branch[AN]
    await an.send("/tudanhgia")
    while an.screen.text.startswith("Trước hết"):
        await an.tap("Không")
    for deed in (
        "Ghi chú", "> Dự đủ 12 buổi.", "> Học đủ chuyên đề.", "Viết lại", "> Dự 12 buổi.",
        "Về câu 1", "Tốt", "Xem tổng hợp", "Phần viết", "4", "> Ít phát biểu.", "Phần sau",
        "Bỏ qua", "> Sẽ phát biểu nhiều hơn.", "Xem tổng hợp", "Chấm tiếp",
    ):  # fmt: skip
        await town.restart()
        await (an.write(deed[2:]) if deed.startswith("> ") else an.tap(deed))
        assert an.screen.by_bot
    while an.screen.text.startswith("Câu "):
        await town.restart()
        await an.tap("Tốt")
    for figure in ("9", "8"):
        await town.restart()
        await an.write(figure)
    for label in (HTT, "Nộp"):
        await town.restart()
        await an.tap(label)
    found = await answers(branch, AN)
    assert found.submitted_at is not None
    assert found.notes["c:political_thought"] == "Dự 12 buổi."
    assert sorted(found.notes.values()) == [
        "Dự 12 buổi.",
        "Sẽ phát biểu nhiều hơn.",
        "Ít phát biểu.",
    ]
    assert dict(found.figures) == {"set": 9, "met": 8}
    live = [one for one in an.screen_of() if one.by_bot and "Bản tự đánh giá" in one.text]
    assert len(live) == 1


async def test_a_text_that_telegram_cuts_in_two_is_refused_whole(town: World) -> None:
    """Six thousand characters arrive as two messages: neither half is kept, and he is told."""
    branch = await (await town.found()).linked(THU, AN)
    await branch.reviewing()
    an = branch[AN]
    await an.send("/tudanhgia")
    while an.screen.text.startswith("Trước hết"):
        await an.tap("Không")
    await an.tap("Ghi chú")
    await an.write("a" * 6000)
    assert "dài nhất" in an.answer.text
    assert (await answers(branch, AN)).notes == {}
    await town.sandbox.wait(10)
    await an.write("Ngắn gọn.")
    assert list((await answers(branch, AN)).notes.values()) == ["Ngắn gọn."]


async def test_two_phones_of_one_member_write_one_text(town: World) -> None:
    """A second device's old screen: what is typed goes where it was last asked for, and the newest
    screen tells what is kept."""
    branch = await (await town.found()).linked(THU, AN)
    await branch.reviewing()
    an = branch[AN]
    await an.send("/tudanhgia")
    while an.screen.text.startswith("Trước hết"):
        await an.tap("Không")
    old = an.screen
    await an.tap("Ghi chú")
    await an.write("Trên máy thứ nhất.")
    await an.tap_stale(old, "Tốt")
    assert an.screen.text.startswith("Câu 2/")
    await an.write("Trên máy thứ hai.")
    assert "xin trả lời bằng nút" in an.screen.text
    found = await answers(branch, AN)
    assert dict(found.notes) == {"c:political_thought": "Trên máy thứ nhất."}
    assert dict(found.grades) == {"political_thought": "tot"}


async def test_the_secretary_types_for_a_member_without_a_phone(town: World) -> None:
    """From the board to submitted, by visible labels alone; the member has no message of it."""
    branch = await (await town.found()).linked()
    await branch.reviewing()
    thu = branch.secretary
    await thu.send("/danhsach")
    await thu.tap(GIANG)
    await thu.tap("Ghi thay bản tự đánh giá")
    assert f"Ghi thay: {GIANG}" in thu.screen.text
    for _ in range(40):
        text = thu.screen.text
        if "Trước hết" in text:
            await thu.tap("Không")
        elif "Câu " in text:
            await thu.tap("Tốt")
        elif "Số liệu" in text:
            await thu.tap("Bỏ qua")
        else:
            break
    await thu.tap(HTT)
    await thu.tap("Nộp")
    found = await answers(branch, GIANG)
    assert found.submitted_at is not None
    assert found.written_by == branch.ids[THU]
