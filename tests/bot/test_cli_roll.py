"""``tusoi roll``: import and export as an operator runs them."""

import asyncio
import os
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import Workbook, load_workbook
from telegram.error import NetworkError

from bot.cli import bot_name, main
from storage import ballots, reviews, roll
from storage.database import Database
from storage.roll import Person

HEADING = (
    "Mã số,Họ và tên,Ngày sinh,Ngày vào Đảng,Ngày chính thức,Tư cách,Chức vụ,"
    "disciplined,targets_done"
)
HOA = "01,Trần Văn Hòa,12/03/1955,19/05/1980,19/05/1981,chính thức,bí thư,không,85%"
NAM = "03,Đỗ Văn Nam,1970,03/02/1995,03/02/1996,chính thức,,,"
LAN = '02,Lê Thị Lan,1962,,,miễn sinh hoạt,"chi ủy viên, tổ kiểm phiếu",,'


class Desk:
    """An operator's folder and shell."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.env: dict[str, str | None] = dict.fromkeys(os.environ, None) | {
            "PATH": os.environ["PATH"],
            "TUSOI_DATA": str(folder / "data"),
        }

    def csv(self, *rows: str, head: str = "Đảng ủy xã B\nChi bộ 3\n" + HEADING) -> str:
        path = self.folder / "ds.csv"
        path.write_text("\n".join((head, *rows)), encoding="utf-8")
        return str(path)

    def roll(self, *arguments: str, bot: str | None = "tusoi_bot") -> Result:
        name = ["--bot-name", bot] if bot and arguments[0] == "import" else []
        return CliRunner(env=self.env).invoke(main, ["roll", *arguments, *name])

    def people(self, branch: int = 1) -> tuple[Person, ...]:
        async def read() -> tuple[Person, ...]:
            db = await Database.open(self.folder / "data", self.folder / "data-keys")
            try:
                async with db.read() as tx:
                    return await roll.people(tx, branch)
            finally:
                await db.close()

        return asyncio.run(read())

    def link(self, token: str, account: int) -> str:
        """Link an account by an invitation, as joining does; returns whose it is."""

        async def use() -> str:
            db = await Database.open(self.folder / "data", self.folder / "data-keys")
            try:
                async with db.write() as tx:
                    now = datetime.now(UTC)
                    linked = await roll.use_invite(tx, token, account, None, now)
                    return linked.person.full_name
            finally:
                await db.close()

        return asyncio.run(use())

    def vote(self, ballot: int | None = None) -> int:
        """Open a ballot of everybody on the roll, or make one void; returns its id."""

        async def do() -> int:
            db = await Database.open(self.folder / "data", self.folder / "data-keys")
            try:
                now = datetime.now(UTC)
                await ballots.recover(db, now)
                async with db.write() as tx:
                    if ballot is not None:
                        await ballots.void(tx, db.keys, ballot, None, now, "thử")
                        return ballot
                    everyone = await roll.people(tx, 1)
                    review = await reviews.open_review(
                        tx, 1, now.year, "can-tho-2018", None, None, now
                    )
                    lines = tuple(
                        ballots.BallotSubject(number, one.id, one.full_name, ("HTT", "HN"))
                        for number, one in enumerate(everyone, 1)
                    )
                    draft = ballots.BallotDraft(
                        1,
                        review.id,
                        "member_levels",
                        ("HTT", "HN"),
                        lines,
                        tuple(one.id for one in everyone),
                    )
                    return (await ballots.open_ballot(tx, db.keys, draft, None, now)).id
            finally:
                await db.close()

        return asyncio.run(do())


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_an_import_makes_the_roll_and_lists_a_link_for_each(desk: Desk) -> None:
    """The result names branch and đảng ủy, counts, and one link a member."""
    done = desk.roll("import", desk.csv(HOA, LAN))
    assert done.exit_code == 0, done.output
    lines = done.output.splitlines()
    assert lines[:3] == [
        "Chi bộ 3 (chi bộ mới)",
        "Trực thuộc: Đảng ủy xã B",
        "Thêm mới: 2 · thay đổi: 0 · giữ nguyên: 0",
    ]
    assert lines[-2].startswith("  01. Trần Văn Hòa: https://t.me/tusoi_bot?start=i")
    assert [one.full_name for one in desk.people()] == ["Trần Văn Hòa", "Lê Thị Lan"]


def test_a_branch_without_upper_is_named_as_chi_bo_co_so(desk: Desk) -> None:
    """“Đảng bộ …” is no đảng ủy; the operator sees what was taken, and how to say otherwise."""
    done = desk.roll("import", desk.csv(HOA, head="Đảng bộ huyện A\nChi bộ 3\n" + HEADING))
    assert "Là chi bộ cơ sở" in done.output
    assert "Lưu ý: “Đảng bộ huyện A” không được coi là đảng ủy cấp trên" in done.output
    again = desk.roll("import", desk.csv(HOA), "--upper", "Đảng ủy xã C")
    assert "Trực thuộc: Đảng ủy xã C" in again.output
    silent = desk.roll("import", desk.csv(HOA, head="Chi bộ 3\n" + HEADING))
    assert "Trực thuộc: Đảng ủy xã C" in silent.output
    cleared = desk.roll("import", desk.csv(HOA), "--upper", "")
    assert "Là chi bộ cơ sở" in cleared.output


def test_faults_are_listed_and_nothing_is_imported(desk: Desk) -> None:
    """Not even the good rows, nor the branch, nor the data folder."""
    done = desk.roll("import", desk.csv(HOA, LAN.replace("miễn", "nhớ"), HOA))
    assert done.exit_code == 1
    assert "Dòng 5, cột F: “nhớ sinh hoạt” không phải tư cách" in done.output
    assert "Dòng 6: mã số 01 đã có ở dòng 4" in done.output
    assert "lỗi: chưa nhập gì cả." in done.output
    assert not (desk.folder / "data").exists()


def test_a_faulty_update_leaves_the_roll_as_it_was(desk: Desk) -> None:
    """The next good sheet finds everything unchanged."""
    desk.roll("import", desk.csv(HOA, LAN))
    desk.roll("import", desk.csv(HOA.replace("Hòa", "Khác"), "03,,,,,,,,"))
    done = desk.roll("import", desk.csv(HOA, LAN))
    assert "thay đổi: 0 · giữ nguyên: 2" in done.output


def test_the_exported_roll_imports_without_a_change(desk: Desk) -> None:
    """People, dates, roles, standing and facts come back as they went."""
    desk.roll("import", desk.csv(HOA, LAN))
    before = desk.people()
    file = str(desk.folder / "ra.xlsx")
    assert "Đã ghi 2 người" in desk.roll("export", file, "--branch", "Chi bộ 3").output
    done = desk.roll("import", file)
    assert "thay đổi: 0 · giữ nguyên: 2" in done.output
    assert desk.people() == before
    again = str(desk.folder / "ra2.xlsx")
    desk.roll("export", again, "--branch", "chi bộ 3")
    one, other = (
        [[cell.value for cell in row] for row in load_workbook(path).active.iter_rows()]
        for path in (file, again)
    )
    assert one == other
    assert one[2][-2:] == ["disciplined", "targets_done"]
    assert one[3][-2:] == ["false", "85"]


def test_text_like_a_formula_stays_text_in_every_file(desk: Desk) -> None:
    """In the exported roll, and in both files of links, no program computes a name."""
    evil = ("=HYPERLINK(A1)", "+1+An", "-2-An", "@SUM(An)")
    rows = [f"{code:02},{name},1962,,,miễn sinh hoạt,," for code, name in enumerate(evil, 2)]
    sheet = desk.csv(HOA, *rows)
    assert desk.roll("import", sheet).exit_code == 0
    file = desk.folder / "ra.xlsx"
    desk.roll("export", str(file), "--branch", "Chi bộ 3")
    cells = [row[1] for row in load_workbook(file).active["A5:B8"]]
    assert [(cell.value, cell.data_type) for cell in cells] == [(name, "s") for name in evil]
    assert "giữ nguyên: 5" in desk.roll("import", str(file)).output
    for ending in ("xlsx", "csv"):
        links = desk.folder / f"links.{ending}"
        desk.roll("import", sheet, "--renew-links", "--invitations", str(links))
        if ending == "csv":
            written = links.read_text(encoding="utf-8-sig")
            assert all(f",'{name}," in written for name in evil)
        else:
            cells = [row[0] for row in load_workbook(links).active["B3:B6"]]
            assert [cell.data_type for cell in cells] == ["s"] * len(evil)


@pytest.mark.parametrize("ending", ["csv", "XLSX"])
def test_the_file_of_links_is_private(desk: Desk, ending: str) -> None:
    """Whoever reads it can join in everybody's name, so only its owner can."""
    links = desk.folder / f"links.{ending}"
    links.write_text("old")
    links.chmod(0o644)
    done = desk.roll("import", desk.csv(HOA, LAN), "--invitations", str(links))
    assert done.exit_code == 0, done.output
    assert stat.S_IMODE(links.stat().st_mode) == 0o600
    if ending == "csv":
        rows = links.read_text(encoding="utf-8-sig").splitlines()
    else:
        rows = [",".join(map(str, row)) for row in load_workbook(links).active.values]
    assert rows[1].startswith("01,Trần Văn Hòa,https://t.me/tusoi_bot?start=i")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--invitations", "x.txt"), "phải có đuôi .csv hoặc .xlsx"),
        (("--invitations", "/nowhere/at/all/x.csv"), "Không ghi được tệp vào"),
        (("--bot-name", "evil/../x"), "không phải tên người dùng của bot"),
    ],
)
def test_what_could_only_fail_afterwards_is_refused_before(
    desk: Desk, arguments: tuple[str, ...], says: str
) -> None:
    """Links are shown once: an import must not end without having handed them over."""
    done = desk.roll("import", desk.csv(HOA), *arguments, bot=None)
    assert done.exit_code == 1
    assert says in done.output
    assert not (desk.folder / "data").exists()


def test_without_the_bots_name_no_link_is_made_and_nothing_imported(desk: Desk) -> None:
    """The whole import is taken back; an update that makes no links needs no name."""
    done = desk.roll("import", desk.csv(HOA), bot=None)
    assert done.exit_code == 1
    assert "--bot-name" in done.output
    assert "chi bộ mới" in desk.roll("import", desk.csv(HOA)).output
    assert desk.roll("import", desk.csv(HOA), bot=None).exit_code == 0


def test_the_bots_name_is_asked_through_the_proxy(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where Telegram is blocked, so is asking it; a failure is one sentence."""
    proxies: list[object] = []

    class Unreachable:
        def __init__(self, token: str, **options: object) -> None:
            pass

        async def __aenter__(self) -> "Unreachable":
            raise NetworkError("blocked")

        async def __aexit__(self, *_: object) -> None:
            pass

    def request(proxy: str | None) -> object:
        proxies.append(proxy)
        return object()

    monkeypatch.setattr(bot_name, "HTTPXRequest", request)
    monkeypatch.setattr(bot_name, "Bot", Unreachable)
    desk.env |= {
        "TUSOI_TOKEN": "123456789:AAabcdefghijklmnopqrstuvwxyz0123456",
        "TUSOI_PROXY": "http://127.0.0.1:9",
    }
    done = desk.roll("import", desk.csv(HOA), bot=None)
    assert set(proxies) == {"http://127.0.0.1:9"}
    assert "Không hỏi được Telegram tên của bot" in done.output
    assert done.exit_code == 1


def test_a_missing_secretary_is_named(desk: Desk) -> None:
    """Two secretaries on one roll cannot come about by leaving one out of the sheet."""
    desk.roll("import", desk.csv(HOA, LAN))
    done = desk.roll("import", desk.csv(LAN.replace("chi ủy viên", "bí thư")))
    assert done.exit_code == 1
    assert "Trần Văn Hòa đang là bí thư trong danh sách nhưng không có trong bảng" in done.output
    assert len(desk.people()[1].roles) == 2


def test_the_branch_must_be_named_somewhere(desk: Desk) -> None:
    """In the sheet or by --branch."""
    nameless = desk.csv(HOA, head=HEADING)
    assert "--branch" in desk.roll("import", nameless).output
    assert "Chi bộ 9 (chi bộ mới)" in desk.roll("import", nameless, "--branch", "Chi bộ 9").output


def test_the_tab_that_was_read_is_named(desk: Desk) -> None:
    """Of several tabs the first with a list counts, and the operator sees which it was."""
    book = Workbook()
    book.active.title = "Chi bộ"
    book.active.append(["Chi bộ 3"])
    tab = book.create_sheet("Năm 2026")
    tab.append(HEADING.split(","))
    tab.append(HOA.split(","))
    path = desk.folder / "a.xlsx"
    book.save(path)
    done = desk.roll("import", str(path))
    assert "Trang tính được đọc: “Năm 2026”." in done.output


def test_exporting_what_is_not_there_is_one_sentence(desk: Desk) -> None:
    """No such branch, or a file that would not be .xlsx."""
    desk.roll("import", desk.csv(HOA))
    file = str(desk.folder / "ra.xlsx")
    assert "Không có chi bộ nào tên “X”" in desk.roll("export", file, "--branch", "X").output
    wrong = desk.roll("export", str(desk.folder / "ra.csv"), "--branch", "Chi bộ 3")
    assert "phải có đuôi .xlsx" in wrong.output


def test_a_secretary_who_lost_his_phone_is_invited_by_the_operator(desk: Desk) -> None:
    """A link for one person; who is linked needs --unlink, and is nobody's account then."""
    desk.roll("import", desk.csv(HOA, LAN))
    first = desk.roll("invite", "--branch", "chi bộ 3", "--number", "01", "--bot-name", "tusoi_bot")
    assert first.exit_code == 0, first.output
    token = first.output.strip().rsplit("start=i", 1)[1]
    assert desk.link(token, 501) == "Trần Văn Hòa"
    again = ("invite", "--branch", "Chi bộ 3", "--number", "01", "--bot-name", "tusoi_bot")
    refused = desk.roll(*again)
    assert refused.exit_code == 1
    assert "--unlink" in refused.output
    done = desk.roll(*again, "--unlink")
    assert done.exit_code == 0, done.output
    assert desk.link(done.output.strip().rsplit("start=i", 1)[1], 777) == "Trần Văn Hòa"


@pytest.mark.parametrize(
    ("branch", "number", "says"),
    [("Chi bộ 99", "01", "Không có chi bộ"), ("Chi bộ 3", "77", "mã số 77")],
)
def test_nobody_is_invited_who_is_not_on_the_roll(
    desk: Desk, branch: str, number: str, says: str
) -> None:
    """One sentence, exit code 1."""
    desk.roll("import", desk.csv(HOA))
    done = desk.roll("invite", "--branch", branch, "--number", number, "--bot-name", "tusoi_bot")
    assert done.exit_code == 1
    assert says in done.output


def test_nothing_is_imported_and_nobody_unlinked_while_the_branch_votes(desk: Desk) -> None:
    """The frozen roll binds the operator as it binds the secretary; afterwards both go."""
    desk.roll("import", desk.csv(HOA, NAM))
    invite = ("invite", "--branch", "Chi bộ 3", "--number", "01", "--bot-name", "tusoi_bot")
    desk.link(desk.roll(*invite).output.strip().rsplit("start=i", 1)[1], 501)
    ballot = desk.vote()
    sheet = desk.roll("import", desk.csv(HOA, NAM, LAN))
    assert sheet.exit_code == 1
    assert "Chi bộ 3 đang bỏ phiếu" in sheet.output
    parted = desk.roll(*invite, "--unlink")
    assert parted.exit_code == 1
    assert "không ai được bỏ phiếu thay" in parted.output
    assert len(desk.people()) == 2
    desk.vote(ballot)
    assert desk.roll("import", desk.csv(HOA, NAM, LAN)).exit_code == 0
    assert desk.roll(*invite, "--unlink").exit_code == 0
