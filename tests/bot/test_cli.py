"""The command line: quick help, one clear sentence for each error."""

import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from bot import cli
from bot.cli import SUBCOMMANDS, main, told
from bot.errors import SettingsError
from conversations.words import Words
from storage.database import Database
from storage.errors import DatabaseMissing
from storage.migrations import upgrade

TOKEN = "123456789:AAabcdefghijklmnopqrstuvwxyz0123456"


@pytest.fixture
def run() -> CliRunner:
    """A runner without any setting of ours."""
    return CliRunner(env=dict.fromkeys(os.environ, None) | {"PATH": os.environ["PATH"]})


def test_the_help_imports_nothing() -> None:
    """``tusoi --help`` lists every command without loading a library of theirs."""
    code = (
        "import sys; from bot.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'telegram', 'sqlalchemy', 'openpyxl', 'rich', 'rules', 'storage'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
    assert all(name in done.stdout for name in SUBCOMMANDS)


def test_python_m_bot_is_the_command() -> None:
    """The package can be run where the script is not on the path."""
    done = subprocess.run(
        [sys.executable, "-m", "bot", "--help"], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("Cách dùng: tusoi ")


def test_an_unknown_command_is_refused(run: CliRunner) -> None:
    """A misspelt command is told as such, in the operator's language."""
    for locale, says in (("vi", "Không có lệnh 'rnu'"), ("en", "No such command 'rnu'")):
        result = run.invoke(main, ["rnu"], env={"TUSOI_LOCALE": locale})
        assert result.exit_code == 2
        assert says in result.output


@pytest.mark.parametrize(
    "line",
    ["", "--help", "roll --help", "roll invite", "roll import /nowhere", "db --wrong",
     "rules show x --year abc", "rules show x --year 1", "rules decide x --kind y",
     "roll invite --branch", "db check more"],
)  # fmt: skip
def test_what_click_says_itself_is_vietnamese_too(run: CliRunner, line: str) -> None:
    """Headings, hints and refusals; whatever the machine's own language is."""
    output = run.invoke(main, line.split(), env={"LANG": "en_GB.UTF-8"}).output
    assert "Cách dùng:" in output or "Lỗi:" in output
    for word in ("Usage:", "Options:", "Commands:", "Error", "Show ", "Try ", "such", "Missing",
                 "Invalid", "valid", "exist", "requires", "unexpected", " is "):  # fmt: skip
        assert word not in output


def test_run_without_a_token_is_one_sentence(run: CliRunner, tmp_path: Path) -> None:
    """Nothing is made, nothing is started."""
    result = run.invoke(main, ["run"], env={"TUSOI_DATA": str(tmp_path / "data")})
    assert result.exit_code == 1
    assert result.output.startswith("Lỗi: Chưa đặt TUSOI_TOKEN")
    assert result.output.count("\n") == 1
    assert not (tmp_path / "data").exists()


def test_run_makes_the_database_where_there_is_none(
    run: CliRunner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first start needs no other command; it says what it made and where."""
    from bot.cli import run as module

    started: list[object] = []

    async def start(settings: object, _words: object) -> None:
        started.append(settings)

    monkeypatch.setattr(module, "_run", start)
    monkeypatch.setattr(module.logs, "set_up", lambda: None)
    env = {"TUSOI_DATA": str(tmp_path / "data"), "TUSOI_TOKEN": TOKEN}
    first = run.invoke(main, ["run"], env=env)
    again = run.invoke(main, ["run"], env=env)
    assert (first.exit_code, again.exit_code) == (0, 0)
    assert f"Đã tạo cơ sở dữ liệu mới trong {tmp_path / 'data'}" in first.output
    assert "Made" not in again.output
    assert len(started) == 2


def test_errors_of_our_rooms_are_their_own_sentence() -> None:
    """What an operator can mend is told in its own words."""
    says = "TUSOI_LOCALE ({name}) is not one of: {locales}."
    wrong = SettingsError(says, name="fr", locales="vi")
    missing = DatabaseMissing("There is no database at {path}.", path="/x")
    assert told(wrong, Words("en")).message == "TUSOI_LOCALE (fr) is not one of: vi."
    assert told(missing, Words("vi")).message == "Không có cơ sở dữ liệu tại /x."


def test_an_unforeseen_error_shows_no_secret() -> None:
    """It says that the program is at fault, where, and nothing that an exception quotes."""
    error = told(ValueError(f"bot{TOKEN}"), Words("en"))
    assert "fault of the program" in error.message
    assert "builtins.ValueError" in error.message
    assert "AAabc" not in error.message


def test_a_fault_in_a_command_ends_with_a_sentence(
    run: CliRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No traceback of Python's own reaches the terminal."""

    secret = "bí mật"

    @click.command()
    def broken() -> None:
        raise LookupError(secret)

    monkeypatch.setattr(cli, "import_module", lambda _: type("M", (), {"run": broken}))
    result = run.invoke(main, ["run"])
    assert result.exit_code == 1
    assert "lỗi của chương trình" in result.output
    assert secret not in result.output


async def test_the_start_up_lines_say_what_there_is(tmp_path: Path) -> None:
    """Folders, branches with their numbers, and what to do where there is no branch."""
    from bot.cli.run import branches, folders
    from bot.settings import Settings
    from storage import roll

    upgrade(tmp_path / "data")
    db = await Database.open(tmp_path / "data", tmp_path / "keys")
    try:
        assert "tusoi roll import" in (await branches(db, Words("en")))[0]
        async with db.write() as tx:
            from datetime import UTC, datetime

            drafts = [roll.PersonDraft("1", "An"), roll.PersonDraft("2", "Bình")]
            at = datetime(2025, 12, 1, tzinfo=UTC)
            await roll.write_roll(tx, roll.BranchDraft("Chi bộ 3"), drafts, None, at)
        assert await branches(db, Words("en")) == [
            "Branches: 1",
            "  Chi bộ 3: 2 people, 0 linked, no group yet, no review",
        ]
    finally:
        await db.close()
    settings = Settings(TOKEN, tmp_path / "data", tmp_path / "keys", proxy="http://me:pw@host:1")
    text = "\n".join(folders(settings, Words("en")))
    assert str(tmp_path / "keys") in text
    assert "pw" not in text
    assert TOKEN not in text
