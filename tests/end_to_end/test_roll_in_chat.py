"""The secretary keeps his roll from the phone: a sheet, the buttons, the post handed over."""

import io

from openpyxl import load_workbook

from tests.end_to_end.world import AN, BINH, DUNG, EM, GIANG, PHO, THU, World

NEWCOMER = "Hồ Thị Mười"


def corrected(content: bytes, *, renamed: str) -> bytes:
    """The roll's own file with one name corrected and one line added, as Excel would save it."""
    book = load_workbook(io.BytesIO(content))
    sheet = book.active
    assert sheet is not None
    for row in sheet.iter_rows():
        if row[1].value == BINH:
            row[1].value = renamed
    sheet.append(["8", NEWCOMER, 1990, None, None, "dự bị", ""])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


async def test_the_roll_goes_out_is_corrected_comes_back_and_is_undone(town: World) -> None:
    """Taken as .xlsx, changed in Excel, sent, looked over, written, over a restart; then undone."""
    branch = await (await town.found()).linked()
    thu = branch.secretary
    await thu.send("/dangvien")
    assert "Tất cả: 7 đồng chí" in thu.screen.text
    await thu.tap("Tải danh sách")
    content = thu.files[-1].content
    await thu.tap("Gửi bảng")
    before = town.dump()["person"]
    await thu.send_file("chi-bo.xlsx", corrected(content, renamed="Phạm Thị Thanh Bình"))
    assert "thêm: 1 (Hồ Thị Mười)" in thu.screen.text
    assert "sửa: 1 (Phạm Thị Bình)" in thu.screen.text
    await thu.tap("Xem từng thay đổi")
    assert "họ tên: Phạm Thị Bình → Phạm Thị Thanh Bình" in thu.screen.text
    await thu.tap("Quay lại")
    await town.restart()
    assert town.dump()["person"] == before
    await thu.tap("Đúng, cập nhật")
    assert "Thêm 1, sửa 1" in thu.screen.text
    await branch[BINH].send("/trangchu")
    assert "Phạm Thị Thanh Bình" in branch[BINH].screen.text
    await thu.tap("Hoàn tác")
    await thu.tap("Đúng, hoàn tác")
    await branch[BINH].send("/trangchu")
    assert f"Đồng chí {BINH}" in branch[BINH].screen.text


async def test_what_is_no_roll_changes_nothing(town: World) -> None:
    """A letter, a picture, an empty file, a file of 6 MB: words each time, the question stays."""
    branch = await (await town.found()).linked(THU)
    thu = branch.secretary
    await thu.send("/dangvien")
    await thu.tap("Gửi bảng")
    before = town.dump()["person"]
    await thu.photo()
    assert "Đang chờ bảng danh sách" in thu.screen.text
    await thu.tap("Làm tiếp")
    for name, content in (
        ("thu-moi.docx", b"PK\x03\x04"),
        ("trong.csv", b" "),
        ("to.xlsx", b"x" * 6_000_000),
        ("la.csv", "Họ tên\nai đó".encode()),
    ):
        await thu.send_file(name, content)
        assert "Chưa có gì thay đổi" in thu.screen.text, name
        assert "Gửi lại" in " ".join(thu.screen.labels)
    assert town.dump()["person"] == before


async def test_one_person_is_changed_by_buttons(town: World) -> None:
    """A new member added, another exempted, a third transferred out and back."""
    branch = await (await town.found()).linked()
    thu = branch.secretary
    await thu.send("/dangvien")
    await thu.tap("Thêm đồng chí")
    await thu.write(NEWCOMER)
    await thu.write("1990")
    await thu.tap("Đảng viên dự bị")
    await thu.tap("Đúng, thêm")
    assert f"Đã thêm đồng chí {NEWCOMER}, mã số 8" in thu.screen.text
    await thu.tap("Đường liên kết mời")
    await thu.tap("Cấp đường liên kết")
    assert "t.me/" in thu.screen.text
    await thu.send("/dangvien")
    await thu.tap("Sửa một người")
    await thu.tap(DUNG)
    await thu.tap("Chuyển đi")
    await thu.tap("Hôm nay, 03/12/2018")
    await thu.tap("Đúng, đưa ra khỏi danh sách")
    await branch[DUNG].send("/trangchu")
    assert DUNG not in branch[DUNG].answer.text
    await thu.tap("Đưa trở lại danh sách")
    await thu.tap("Đúng, đưa trở lại")
    await branch[DUNG].send("/trangchu")
    assert DUNG in branch[DUNG].answer.text


async def test_the_post_is_handed_over_and_the_branch_goes_on(town: World) -> None:
    """The new secretary works at once, the former one does not; nobody else could take it."""
    branch = await (await town.found()).linked()
    thu, an = branch.secretary, branch[AN]
    await thu.send("/dangvien")
    await thu.tap("Bàn giao chức bí thư")
    for name in (THU, EM, GIANG):
        assert name not in " ".join(thu.screen.labels)
    await thu.tap(AN)
    await thu.tap("Đúng, đề nghị")
    await town.sandbox.wait(30)
    assert "đề nghị bàn giao chức bí thư" in an.screen.text
    await an.tap("Tôi nhận")
    await an.send("/danhsach")
    assert branch.name in an.screen.text
    await town.sandbox.wait(30)
    assert "đã nhận chức bí thư" in thu.screen.text
    await thu.send("/danhsach")
    assert "không thuộc phần việc" in thu.screen.text
    await branch[PHO].send("/danhsach")
    assert branch.name in branch[PHO].screen.text
