"""A branch in which five vote by phone and five on paper, carried through by visible labels."""

from bot.sandbox import Person
from storage import ballots
from storage.ballots import Ballot, BallotState
from tests.end_to_end import inspection
from tests.end_to_end.world import AN, BINH, DUNG, HTT, PHO, THU, XS, Branch, World

PHONES = (THU, PHO, AN, BINH, DUNG)
PAPER = ("Đỗ Văn Sáu", "Hồ Thị Bảy", "Bùi Văn Tám", "Lâm Thị Chín", "Trịnh Văn Mười")
"""Five old members without a phone."""
ROLL = PHONES + PAPER


def labelled(person: Person, sign: str) -> str:
    """The label of the first button on his screen that begins with this sign."""
    return next(label for label in person.screen.labels if label.startswith(sign))


async def prepared(town: World) -> Branch:
    """The ballot is open, with five on paper and two tellers named, all by the secretary's taps."""
    branch = await (await town.found(names=ROLL)).linked(*PHONES)
    await branch.bound()
    await branch.reviewing()
    await branch.heard()
    chair = branch.secretary
    await chair.send("/bophieu")
    assert all(name in chair.screen.text for name in PAPER)
    await chair.tap(labelled(chair, "📄"))
    await chair.tap(labelled(chair, "📵"))
    await chair.tap("Quay lại")
    await chair.tap(labelled(chair, "🧮"))
    for name in (AN, BINH):
        await chair.tap(name)
    await chair.tap("Quay lại")
    await chair.tap("Đưa nút mở vào nhóm")
    await chair.tap("Mở bỏ phiếu kín", in_=branch.group)
    return branch


async def held(town: World) -> Ballot:
    """The newest ballot as it stands."""
    async with town.db.read() as tx:
        found = await ballots.ballot(tx, max(row[0] for row in town.dump()["ballot"]))
    assert found is not None
    return found


async def stopped(branch: Branch) -> None:
    """The secretary ends the voting by phone; the tellers are called."""
    await branch.secretary.send("/ketthuc")
    await branch.secretary.tap("Đúng, kết thúc bỏ phiếu")
    await branch.world.sandbox.wait(30)


async def entered(branch: Branch) -> Person:
    """The first teller enters five ballots, one of them invalid, and hands them over."""
    first = branch[AN]
    await first.tap("Nhập phiếu giấy")
    await first.send("5 5 1")
    await first.tap(f"Cả 4: {HTT}")
    await first.send("\n".join(["1 3 0 0 0"] * (len(ROLL) - 1)))
    await first.tap("Bàn giao để xác nhận")
    await branch.world.sandbox.wait(30)
    return first


async def test_five_on_paper_and_five_by_phone(town: World) -> None:
    """Prepared, voted, ended, entered, sent back, corrected, confirmed, counted and reported."""
    branch = await prepared(town)
    assert "Bỏ phiếu giấy: 5 người" in branch.card.text
    codes = [await branch.vote(name, of=len(ROLL)) for name in PHONES[:4]]
    await town.sandbox.wait(30)
    await stopped(branch)
    assert "Người kiểm phiếu đang kiểm phiếu giấy" in "".join(branch.group.texts)
    await entered(branch)
    second = branch[BINH]
    await second.tap("Xem và xác nhận")
    await second.tap("Chưa đúng, gửi lại")
    await town.sandbox.wait(30)
    first = branch[AN]
    await first.tap("Sửa số liệu")
    await first.tap("Trang sau")
    await first.tap("10")
    await first.send("4 0 0 0 0")
    await first.tap("Bàn giao để xác nhận")
    await town.sandbox.wait(30)
    await second.tap("Xem và xác nhận")
    await second.tap("Trang sau")
    assert "10. Trịnh Văn Mười: HTXSNV 4" in second.screen.text
    await second.tap("Đúng, mở và kiểm phiếu")
    await town.sandbox.wait(60)
    ballot = await held(town)
    figures = ballot.figures
    assert figures is not None
    assert (figures.summoned, figures.issued, figures.returned, figures.invalid) == (10, 10, 9, 1)
    assert figures.subjects[9].votes == {"XS": 4, "HTT": 4, "HN": 0, "KHT": 0}
    assert inspection.published(branch.group.texts) == sorted(codes)
    assert any("Số liệu biên bản kiểm phiếu" in one.content.text for one in first.history)
    await branch.secretary.send("/baocao")
    assert "phiếu giấy: phát ra 5, thu về 5, không hợp lệ 1" in branch.secretary.answer.text
    await branch.secretary.tap("Kiểm phiếu")
    assert "Lê Văn An: 1 + 7 + 0 + 0 + 0 = 8" in branch.secretary.answer.text


async def test_paper_survives_a_restart_before_every_event(town: World) -> None:
    """The program is built anew before each tap of both tellers: nothing is asked twice."""
    branch = await prepared(town)
    await branch.vote(THU, XS, of=len(ROLL))
    await town.restart()
    await stopped(branch)
    first, second = branch[AN], branch[BINH]
    await town.restart()
    await first.tap("Nhập phiếu giấy")
    await town.restart()
    await first.tap("Thu đủ 5 phiếu, đều hợp lệ")
    await town.restart()
    await first.tap(f"Cả 5: {XS}")
    await town.restart()
    await first.send("\n".join(["0 0 0 0 5"] * (len(ROLL) - 1)))
    await town.restart()
    await first.tap("Bàn giao để xác nhận")
    await town.restart()
    await town.sandbox.wait(30)
    await second.tap("Xem và xác nhận")
    await second.tap("Trang sau")
    await town.restart()
    await second.tap("Đúng, mở và kiểm phiếu")
    figures = (await held(town)).figures
    assert figures is not None
    assert figures.subjects[0].votes["XS"] == 6


async def test_a_ballot_with_paper_is_declared_void_and_held_again(town: World) -> None:
    """While the paper is counted: the group is told why, the tellers' buttons say so, and the
    next ballot takes the same five on paper."""
    branch = await prepared(town)
    await branch.vote(THU, of=len(ROLL))
    await stopped(branch)
    await entered(branch)
    chair = branch.secretary
    await chair.send("/bophieu")
    await chair.tap("Hủy cuộc bỏ phiếu")
    await chair.send("Thiếu một phiếu giấy")
    await chair.tap("Đúng, hủy bỏ phiếu")
    await town.sandbox.wait(60)
    assert "Thiếu một phiếu giấy" in "".join(branch.group.texts)
    await branch[BINH].tap("Xem và xác nhận")
    assert "không có giá trị" in branch[BINH].screen.text
    await chair.tap("Chuẩn bị bỏ phiếu lại")
    await chair.tap("Đưa nút mở vào nhóm")
    await chair.tap("Mở bỏ phiếu kín", in_=branch.group)
    ballot = await held(town)
    assert (ballot.state, ballot.paper, ballot.issued) == (BallotState.OPEN, True, 5)
