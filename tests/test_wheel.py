"""The built wheel, not the source tree: words, guidelines and migrations travel inside it."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built and unpacked into a folder of its own."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = folder.glob("tusoi-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def run(site: Path, tmp_path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the unpacked program away from the source tree."""
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(site),
        "PYTHONWARNINGS": "error",
        "TUSOI_DATA": str(tmp_path / "data"),
        "TUSOI_KEYS": str(tmp_path / "keys"),
        "LANG": "C.UTF-8",
    }
    return subprocess.run(
        [sys.executable, "-c", "import sys; from bot.cli import main; main()", *arguments],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_wheel_holds_what_is_not_python(unpacked: Path) -> None:
    """Catalogues are compiled in; guidelines, migrations and the demo's spreadsheet are there."""
    names = {str(path.relative_to(unpacked)) for path in unpacked.rglob("*") if path.is_file()}
    for locale in ("vi", "en"):
        assert f"locales/{locale}/LC_MESSAGES/tusoi.mo" in names
    assert "locales/vi/LC_MESSAGES/click.mo" in names
    assert any(
        n.startswith("rules/guidelines/can-tho-2018/") and n.endswith(".toml") for n in names
    )
    assert any(n.startswith("storage/migrations/versions/") for n in names)
    assert "bot/demo/branch.xlsx" in names
    assert not [name for name in names if name.endswith(".po") or name.startswith("tests/")]


def test_the_wheel_runs_without_the_source_tree(unpacked: Path, tmp_path: Path) -> None:
    """Guidelines are listed and a database is made from the wheel alone."""
    listed = run(unpacked, tmp_path, "rules", "list")
    assert listed.returncode == 0, listed.stderr
    assert "can-tho-2018" in listed.stdout
    upgraded = run(unpacked, tmp_path, "db", "upgrade")
    assert upgraded.returncode == 0, upgraded.stderr
    checked = run(unpacked, tmp_path, "db", "check")
    assert checked.returncode == 0, checked.stdout + checked.stderr
