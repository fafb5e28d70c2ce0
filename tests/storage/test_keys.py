"""The key folder: who reads which key, when keys go, and what happens when they are not there."""

import asyncio
import shutil
from pathlib import Path

import pytest

from storage import audit, ballots
from storage.ballots import BallotState, VoidReason
from storage.database import Database
from storage.errors import KeysMissing
from storage.keys import KeyFolder
from tests.storage.conftest import NOW, House, Opener, Place, settle
from tests.storage.test_ballots import cast, read


async def open_one(db: Database, house: House) -> ballots.Ballot:
    """Open a ballot."""
    async with db.write() as tx:
        return await ballots.open_ballot(tx, db.keys, house.draft(), None, NOW)


def key_files(place: Place) -> list[str]:
    """Return the suffixes of the key files that are there."""
    return sorted(file.suffix for file in place.keys.iterdir() if file.suffix)


async def test_a_ballot_has_two_key_files_that_only_we_can_read(
    place: Place, opened: Opener
) -> None:
    """Both lie outside the data folder, for this user alone."""
    await opened()
    files = [file for file in place.keys.iterdir() if file.suffix]
    assert sorted(file.suffix for file in files) == [".mac", ".private"]
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
    assert not [file for file in place.data.iterdir() if "private" in file.name]


async def test_no_key_is_in_the_data_folder(place: Place, opened: Opener) -> None:
    """The bytes of private and MAC key are in no file of the data folder."""
    await opened()
    secrets = [file.read_bytes()[:32] for file in place.keys.iterdir() if file.suffix]
    for file in place.data.iterdir():
        content = file.read_bytes()
        assert not any(secret in content for secret in secrets)


async def test_casting_reads_no_private_key(
    db: Database, place: Place, opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Votes can be cast while the private key is out of reach; only the count needs it back."""
    ballot = await opened()
    private = place.keys / f"{ballot.box}.private"
    away = private.rename(place.data.parent / "away")
    with monkeypatch.context() as patch:
        patch.setattr(KeyFolder, "private", None)
        await cast(db, ballot, 1, {1: "XS"})
    away.rename(private)
    assert (await ballots.close_ballot(db, ballot.id, None, NOW)).returned == 1


async def test_votes_are_sealed_under_the_key_folders_public_key(
    db: Database, opened: Opener
) -> None:
    """A public key slipped into the database is not sealed under: what was cast still counts."""
    ballot = await opened()
    forged = ballots.Ballot(
        **{name: getattr(ballot, name) for name in ballots.Ballot.__dataclass_fields__}
        | {"public_key": bytes(32)}
    )
    await cast(db, forged, 1, {1: "XS"})
    assert (await ballots.close_ballot(db, ballot.id, None, NOW)).returned == 1


async def test_keys_go_with_the_count_and_with_the_void(
    place: Place, db: Database, opened: Opener
) -> None:
    """After either, no key file is left; other ballots keep theirs."""
    one, two, three = await opened(), await opened(), await opened()
    await ballots.close_ballot(db, one.id, None, NOW)
    async with db.write() as tx:
        await ballots.void(tx, db.keys, two.id, None, NOW, "sai danh sách")
    assert db.keys.boxes() == {three.box}
    await ballots.close_ballot(db, three.id, None, NOW)
    assert key_files(place) == []


async def test_a_void_that_is_undone_keeps_the_keys(db: Database, opened: Opener) -> None:
    """Keys go only with what is committed."""
    ballot = await opened()

    async def fail() -> None:
        async with db.write() as tx:
            await ballots.void(tx, db.keys, ballot.id, None, NOW, "nhầm")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    await cast(db, ballot, 1, {1: "XS"})
    assert (await ballots.close_ballot(db, ballot.id, None, NOW)).returned == 1


async def test_an_opening_that_is_undone_leaves_no_keys(db: Database, house: House) -> None:
    """Neither an error nor a cancellation after the keys were made leaves them behind."""

    async def fail(error: type[BaseException]) -> None:
        async with db.write() as tx:
            await ballots.open_ballot(tx, db.keys, house.draft(), None, NOW)
            assert len(db.keys.boxes()) == 1
            raise error

    for error in (ZeroDivisionError, asyncio.CancelledError):
        with pytest.raises(error):
            await fail(error)
        assert db.keys.boxes() == frozenset()
    async with db.read() as tx:
        assert await ballots.ballots(tx, house.review.id) == ()


async def test_a_restart_changes_nothing(place: Place) -> None:
    """An open ballot goes on after stops and starts, as often as one likes."""
    async with place.database() as db:
        house = await settle(db)
        ballot = await open_one(db, house)
        await cast(db, ballot, 1, {1: "HN"})
    for slot in (2, 3):
        async with place.database() as db:
            await cast(db, ballot, slot, {1: "HN"})
    async with place.database() as db:
        figures = await ballots.close_ballot(db, ballot.id, None, NOW)
    assert figures.subjects[0].votes["HN"] == 3


async def test_a_restart_finishes_what_was_closing(place: Place) -> None:
    """A process that died between stopping and counting is followed by one that counts."""
    async with place.database() as db:
        house = await settle(db)
        ballot = await open_one(db, house)
        for slot in (1, 2, 3):
            await cast(db, ballot, slot, {1: "HN"})
        async with db.write() as tx:
            await ballots.begin_closing(tx, ballot.id, None, NOW)
    async with place.database(recovered=False) as db:
        recovery = await ballots.recover(db, NOW)
        assert recovery == ballots.Recovery((), (ballot.id,), (), tidy=True)
        found = await read(db, ballot.id)
    assert found.figures is not None
    assert found.figures.returned == 3
    assert key_files(place) == []


async def test_a_start_goes_on_past_an_alarm(place: Place) -> None:
    """A ballot whose box was tampered with is reported stuck; the bot starts all the same."""
    async with place.database() as db:
        house = await settle(db)
        ballot = await open_one(db, house)
        async with db.write() as tx:
            await tx.exec_driver_sql("UPDATE envelope SET sealed = x'00' WHERE slot = 1")
            await ballots.begin_closing(tx, ballot.id, None, NOW)
    async with place.database(recovered=False) as db:
        assert (await ballots.recover(db, NOW)).stuck == (ballot.id,)
        assert db.keys.boxes() == {ballot.box}


@pytest.mark.parametrize("gone", [(".private",), (".mac",), (".private", ".mac")])
@pytest.mark.parametrize("closing", [False, True])
async def test_a_start_without_its_keys_makes_the_ballot_void(
    place: Place, gone: tuple[str, ...], closing: bool
) -> None:
    """Without both keys there is no honest count: void, with the reason in the trail."""
    async with place.database() as db:
        house = await settle(db)
        ballot, other = await open_one(db, house), await open_one(db, house)
        for slot in (1, 2, 3):
            await cast(db, ballot, slot, {1: "HN"})
        if closing:
            async with db.write() as tx:
                await ballots.begin_closing(tx, ballot.id, None, NOW)
    for suffix in gone:
        (place.keys / f"{ballot.box}{suffix}").unlink()
    async with place.database(recovered=False) as db:
        assert (await ballots.recover(db, NOW)).voided == (ballot.id,)
        found = await read(db, ballot.id)
        async with db.read() as tx:
            last = (await audit.entries(tx, house.branch.id))[-1]
        assert (found.state, found.void_reason) == (BallotState.VOID, VoidReason.KEYS_MISSING)
        assert (last.action, last.person_id, last.detail["reason"]) == (
            "ballot.void",
            None,
            "keys_missing",
        )
        assert (await read(db, other.id)).state is BallotState.OPEN
        assert db.keys.boxes() == {other.box}


@pytest.mark.parametrize("content", [b"", b"short", bytes(32), bytes(64), bytes(99)])
@pytest.mark.parametrize("suffix", [".private", ".mac"])
async def test_a_broken_key_is_a_missing_key(place: Place, suffix: str, content: bytes) -> None:
    """A key file of another length or of another ballot is as good as none."""
    async with place.database() as db:
        ballot = await open_one(db, await settle(db))
    (place.keys / f"{ballot.box}{suffix}").write_bytes(content)
    async with place.database(recovered=False) as db:
        assert (await ballots.recover(db, NOW)).voided == (ballot.id,)


async def test_keys_that_vanish_while_the_bot_runs_make_the_ballot_void(
    db: Database, place: Place, opened: Opener
) -> None:
    """Casting is refused, and closing finds out and voids rather than counting half."""
    ballot = await opened()
    await cast(db, ballot, 1, {1: "HN"})
    for file in place.keys.glob(f"{ballot.box}.*"):
        file.unlink()
    with pytest.raises(KeysMissing):
        await cast(db, ballot, 2, {1: "HN"})
    with pytest.raises(KeysMissing):
        await ballots.close_ballot(db, ballot.id, None, NOW)
    found = await read(db, ballot.id)
    assert (found.state, found.void_reason) == (BallotState.VOID, VoidReason.KEYS_MISSING)


async def test_a_start_unlinks_keys_that_belong_to_nothing(place: Place) -> None:
    """Keys of a ballot that is over (its process died before unlinking) or never was: gone."""
    async with place.database() as db:
        house = await settle(db)
        ballot, over = await open_one(db, house), await open_one(db, house)
        kept = {file.name: file.read_bytes() for file in place.keys.glob(f"{over.box}.*")}
        await ballots.close_ballot(db, over.id, None, NOW)
    for name, content in kept.items():
        (place.keys / name).write_bytes(content)
    (place.keys / "abc.private").write_bytes(bytes(32))
    async with place.database(recovered=False) as db:
        await ballots.recover(db, NOW)
        assert db.keys.boxes() == {ballot.box}


async def test_looking_at_a_database_makes_nothing_void(place: Place, tmp_path: Path) -> None:
    """Only `recover` judges: a command run with the wrong key folder does no harm."""
    async with place.database() as db:
        ballot = await open_one(db, await settle(db))
    async with Place(place.data, tmp_path / "elsewhere").database(recovered=False) as db:
        assert (await read(db, ballot.id)).state is BallotState.OPEN
    async with place.database(recovered=False) as db:
        assert (await ballots.recover(db, NOW)).voided == ()


async def test_a_database_set_back_under_its_keys_makes_its_ballots_void(
    place: Place, tmp_path: Path
) -> None:
    """An older copy of the data folder, put back by hand, is noticed by its keys."""
    async with place.database() as db:
        house = await settle(db)
        ballot = await open_one(db, house)
        await cast(db, ballot, 1, {1: "HN"})
    shutil.copytree(place.data, tmp_path / "older")
    async with place.database() as db:
        await cast(db, ballot, 2, {1: "HN"})
    shutil.rmtree(place.data)
    shutil.copytree(tmp_path / "older", place.data)
    async with place.database(recovered=False) as db:
        assert (await ballots.recover(db, NOW)).voided == (ballot.id,)
        assert (await read(db, ballot.id)).void_reason == VoidReason.RESTORED
        assert db.keys.boxes() == frozenset()


async def test_a_copy_made_while_the_bot_ran_is_not_taken_for_it(
    place: Place, tmp_path: Path
) -> None:
    """Copied in the midst of voting, put back after a stop: the votes since are missed."""
    async with place.database() as db:
        ballot = await open_one(db, await settle(db))
        older = place.copy_to(tmp_path / "older")
        await cast(db, ballot, 1, {1: "HN"})
    shutil.rmtree(place.data)
    shutil.copytree(older.data, place.data)
    async with place.database(recovered=False) as db:
        assert (await ballots.recover(db, NOW)).voided == (ballot.id,)


async def test_a_crash_between_database_and_key_folder_is_no_false_alarm(place: Place) -> None:
    """Dying after the database's new mark and before the folder's leaves a pair that fits."""
    async with place.database() as db:
        ballot = await open_one(db, await settle(db))
        before = (place.keys / "pairing").read_bytes()
    (place.keys / "pairing").write_bytes(before)
    for _ in range(3):
        async with place.database(recovered=False) as db:
            assert (await ballots.recover(db, NOW)).voided == ()
            assert (await read(db, ballot.id)).state is BallotState.OPEN


async def test_data_and_keys_moved_together_go_on(place: Place, tmp_path: Path) -> None:
    """A whole house moved to another machine keeps its ballots."""
    async with place.database() as db:
        ballot = await open_one(db, await settle(db))
    moved = place.copy_to(tmp_path / "moved")
    async with moved.database() as db:
        assert (await ballots.close_ballot(db, ballot.id, None, NOW)).issued == 5
