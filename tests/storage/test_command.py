"""The commands `tusoi db upgrade | backup | restore | check`."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from bot.cli.db import MEANINGS, meaning
from conversations.words import Words
from storage.check import Finding, Trouble
from storage.database import database_file


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder that the settings point to."""
    monkeypatch.setenv("TUSOI_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("TUSOI_KEYS", str(tmp_path / "keys"))
    monkeypatch.setenv("TUSOI_LOCALE", "en")
    return tmp_path


def db(*words: str) -> Result:
    """Run a command of the group."""
    return CliRunner().invoke(main, ["db", *words])


def test_a_database_is_made_copied_put_back_and_found_sound(house: Path) -> None:
    """The four commands, one after the other, each with a sentence and exit code 0."""
    copy = str(house / "copy.sqlite")
    for words, said in (
        (("upgrade",), "Done."),
        (("upgrade",), "It was up to date."),
        (("backup", copy), "Done: "),
        (("restore", copy, "--replace"), "Done."),
        (("check",), "All is well."),
    ):
        result = db(*words)
        assert result.exit_code == 0, result.output
        assert said in result.output
    assert database_file(house / "data").is_file()


def test_what_is_refused_is_one_sentence_and_an_exit_code(house: Path) -> None:
    """No traceback: what is wrong and, where there is one, the way out."""
    copy = str(house / "copy.sqlite")
    assert "There is no database" in db("backup", copy).output
    db("upgrade")
    db("backup", copy)
    for words, said in (
        (("backup", copy), "exists already"),
        (("restore", copy), "already"),
        (("restore", str(house / "nowhere"), "--replace"), "There is no file"),
    ):
        result = db(*words)
        assert result.exit_code == 1
        assert said in result.output
        assert "Traceback" not in result.output
        assert len(result.output.splitlines()) <= 2


def test_findings_are_told_and_fail_the_command(house: Path) -> None:
    """Each finding is a line, and the exit code is not 0."""
    result = db("check")
    assert result.exit_code == 1
    assert "tusoi db upgrade" in result.output
    db("upgrade")
    (house / "keys").mkdir(mode=0o755)
    result = db("check")
    assert result.exit_code == 1
    assert str(house / "keys") in result.output


@pytest.mark.parametrize("trouble", Trouble)
def test_every_trouble_has_its_sentence(trouble: Trouble) -> None:
    """Nothing that can be found is without words."""
    said = meaning(Words("en"), Finding(trouble, "it"))
    assert said.startswith(said[0].upper())
    assert said[-1] in ".t"
    assert trouble in MEANINGS
