"""``tusoi documents``: a branch's papers in a folder; what is wrong is one sentence."""

import asyncio
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from tests.bot.documents.reader import read
from tests.conversations.filled_year import MEMBER, a_filled_year


def run(folder: Path, *words: str) -> Result:
    env = {"TUSOI_DATA": str(folder / "data"), "TUSOI_KEYS": str(folder / "keys")}
    return CliRunner().invoke(main, ["documents", *words], env=env)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of a branch after its ballot was counted."""
    folder = tmp_path_factory.mktemp("year")

    async def fill() -> None:
        async with a_filled_year(folder):
            pass

    asyncio.run(fill())
    return folder


def test_every_paper_is_in_the_folder(house: Path, tmp_path: Path) -> None:
    """The folders of the file, the contents page on top; the command says how many there are."""
    out = tmp_path / "ho-so"
    result = run(house, "--branch", "Chi bộ khu phố 3", "--out", str(out))
    assert result.exit_code == 0, result.output
    made = [one for one in out.rglob("*") if one.is_file()]
    assert f"{len(made)} tệp" in result.output
    assert (out / "00-muc-luc-2026.docx") in made
    (review,) = (out / "04-ban-kiem-diem-ca-nhan").glob("*nguyen-van-an*")
    assert any(MEMBER in line for line in read(review.read_bytes()).lines)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--branch", "Chi bộ 99"), "Không có chi bộ “Chi bộ 99”."),
        (("--branch", "Chi bộ khu phố 3", "--year", "1999"), "chưa có kỳ đánh giá"),
    ],
)
def test_what_is_not_there_is_one_sentence(
    house: Path, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    """No such branch, no such year: exit code 1, and no folder is made."""
    result = run(house, *words, "--out", str(tmp_path / "out"))
    assert result.exit_code == 1
    assert said in result.output
    assert not (tmp_path / "out").exists()
