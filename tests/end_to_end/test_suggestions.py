"""A suggestion over the wire: entered by the secretary, told to the member, answered, read."""

from tests.end_to_end.test_committee import committee, submitted
from tests.end_to_end.world import AN, BINH, PHO, World

POINT = "Giải trình việc chậm nộp báo cáo quý III."
ANSWER = "Do thiếu người; tôi đã khắc phục từ tháng 10."


async def test_entered_told_and_read(town: World) -> None:
    """Typed in two steps over a restart; the member is told without its words, and reads it."""
    branch = await committee(town)
    thu, an = branch.secretary, branch[AN]
    await thu.send("/danhsach")
    await thu.tap(AN)
    await thu.tap("Gợi ý kiểm điểm")
    await thu.tap("Ghi gợi ý")
    await thu.write("Đảng ủy phường")
    await town.restart()
    await thu.write(POINT)
    assert "Đã ghi" in thu.screen.text
    before = len(an.sees)
    await town.sandbox.wait(60)
    assert len(an.sees) == before
    await town.sandbox.wait(200)
    assert "gợi ý đồng chí giải trình 1 nội dung" in an.screen.text
    assert not any(POINT in one for one in an.sees)
    await an.tap("Xem nội dung gợi ý")
    assert POINT in an.screen.text
    assert not any(POINT in one for one in branch[PHO].sees)


async def test_a_slip_is_taken_back_before_anyone_saw_it(town: World) -> None:
    """Taken back within minutes, the member never hears of it."""
    branch = await committee(town)
    thu, an = branch.secretary, branch[AN]
    await thu.send("/goiy")
    await thu.tap(AN)
    await thu.tap("Ghi gợi ý")
    await thu.write("Đảng ủy phường")
    await thu.write(POINT)
    before = len(an.sees)
    await thu.tap("Xem gợi ý 1")
    await thu.tap("Thu hồi")
    await thu.tap("Đúng, thu hồi")
    await town.sandbox.wait(600)
    assert len(an.sees) == before


async def test_the_member_answers_in_his_review_and_the_committee_reads_it(town: World) -> None:
    """The suggestion is one of the things to write in his self-assessment; once he has submitted,
    the committee reads the answer under it."""
    branch = await committee(town)
    thu, an, binh = branch.secretary, branch[AN], branch[BINH]
    await thu.send("/goiy")
    await thu.tap(AN)
    await thu.tap("Ghi gợi ý")
    await thu.write("Đảng ủy phường")
    await thu.write(POINT)
    await an.send("/tudanhgia")
    while an.screen.text.startswith("Trước hết"):
        await an.tap("Không")
    await an.tap("Xem tổng hợp")
    assert "Còn 1 gợi ý kiểm điểm của cấp trên chưa giải trình" in an.screen.text
    await an.tap("Phần viết")
    (line,) = [one for one in an.screen.text.split("\n") if "Giải trình:" in one]
    await an.tap(line.partition(".")[0])
    await an.write(ANSWER)
    await submitted(town, branch, AN)
    await binh.send("/chiuy")
    await binh.tap(AN)
    await binh.tap("Đọc bản tự đánh giá")
    assert POINT in binh.screen.text
    assert ANSWER in binh.screen.text


async def test_facts_changed_after_submitting_reach_the_member(town: World) -> None:
    """The secretary corrects a fact after the member has submitted: he is told discreetly, once,
    and sees what it is now."""
    branch = await committee(town)
    await submitted(town, branch, AN)
    thu, an = branch.secretary, branch[AN]
    await thu.send("/danhsach")
    await thu.tap(AN)
    await thu.tap("Thông tin để xếp loại")
    await thu.tap("1")
    name = thu.screen.text.split("\n")[0]
    await thu.tap("Có")
    await town.sandbox.wait(700)
    assert "đã thay đổi" in an.screen.text
    assert name not in an.screen.text
    await an.tap("Xem thay đổi")
    assert f"{name}: nay là Có" in an.screen.text
