"""Importing a roll: all of it or nothing, people kept, facts taken over, invitations."""

from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.sheets import read_sheet
from conversations.roll_import import (
    INVITE_LASTS,
    Imported,
    SecretaryMissing,
    import_roll,
    known_facts,
)
from conversations.roll_sheet import Sheet
from rules import load_library
from storage import reviews, roll
from storage.database import Database
from storage.reviews import Source
from storage.roll import BranchDraft
from tests.ready import ready

LIBRARY = load_library()
NOW = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
HEADING = "Mã số;Họ và tên;Nam sinh;Tư cách;Chức vụ"
HOA = "01;Trần Văn Hòa;1955;chính thức;bí thư"
LAN = "02;Lê Thị Lan;1962;chính thức;"
DRAFT = BranchDraft("Chi bộ 3", "Đảng ủy xã B")


@pytest.fixture
async def db(tmp_path: Path) -> AsyncIterator[Database]:
    """An empty database."""
    ready(tmp_path / "data")
    found = await Database.open(tmp_path / "data", tmp_path / "keys")
    yield found
    await found.close()


def sheet_of(*rows: str, facts: str = "") -> Sheet:
    heading = HEADING + (f";{facts}" if facts else "")
    text = "\n".join(("Chi bộ 3", heading, *rows))
    sheet = read_sheet("a.csv", text.encode(), known_facts(LIBRARY), NOW.date())
    assert not sheet.faults
    return sheet


async def bring(
    db: Database, sheet: Sheet, *, days: int = 0, draft: BranchDraft = DRAFT, renew: bool = False
) -> Imported:
    async with db.write() as tx:
        return await import_roll(
            tx, LIBRARY, sheet, draft, None, NOW + timedelta(days=days), renew_links=renew
        )


def names(people: tuple[roll.Person, ...]) -> list[str]:
    return [person.full_name for person in people]


async def test_the_first_import_makes_the_branch_and_invites_everyone(db: Database) -> None:
    """Each link opens one person's invitation."""
    done = await bring(db, sheet_of(HOA, LAN))
    assert done.fresh
    assert (done.branch.name, done.branch.upper) == ("Chi bộ 3", "Đảng ủy xã B")
    assert names(done.change.added) == ["Trần Văn Hòa", "Lê Thị Lan"]
    async with db.read() as tx:
        for one in done.invitations:
            assert one.payload[0] == "i"
            found = await roll.invite(tx, one.payload[1:], NOW)
            assert found is not None
            assert found.person == one.person


async def test_the_same_sheet_again_changes_nothing_and_renews_no_link(db: Database) -> None:
    """Links that were handed out keep working; new ones only when asked for."""
    first = await bring(db, sheet_of(HOA, LAN))
    again = await bring(db, sheet_of(HOA, LAN), days=1)
    assert names(again.change.unchanged) == names(again.invited) == names(first.change.added)
    assert again.invitations == ()
    assert not again.fresh
    renewed = await bring(db, sheet_of(HOA, LAN), days=2, renew=True)
    assert len(renewed.invitations) == 2
    async with db.read() as tx:
        old = await roll.invite(tx, first.invitations[0].payload[1:], NOW + timedelta(days=2))
    assert old is not None
    assert old.state == "revoked"


async def test_links_go_to_whoever_has_none_that_works(db: Database) -> None:
    """Linked: none. Expired: a new one. New on the roll: one."""
    first = await bring(db, sheet_of(HOA, LAN))
    async with db.write() as tx:
        await roll.use_invite(tx, first.invitations[0].payload[1:], 501, None, NOW)
    after = await bring(
        db, sheet_of(HOA, LAN, "03;Đỗ Văn Minh;1990;dự bị;"), days=INVITE_LASTS.days + 1
    )
    assert [one.person.full_name for one in after.invitations] == ["Lê Thị Lan", "Đỗ Văn Minh"]


async def test_people_are_known_by_their_number(db: Database) -> None:
    """A corrected name is the same person; who is not in the sheet is left as he is."""
    first = await bring(db, sheet_of(HOA, LAN))
    after = await bring(db, sheet_of(HOA.replace("Hòa", "Hoà B"), "05;Vũ Hà;1980;dự bị;"))
    assert after.change.changed[0].id == first.change.added[0].id
    assert names(after.change.missing) == ["Lê Thị Lan"]
    assert names(after.change.added) == ["Vũ Hà"]


async def test_the_branch_is_known_however_it_is_written(db: Database) -> None:
    """Capitals and spaces make no second branch."""
    first = await bring(db, sheet_of(HOA))
    after = await bring(db, sheet_of(HOA), draft=BranchDraft("CHI  BỘ 3", "Đảng ủy xã B"))
    assert after.branch == first.branch


async def test_a_second_secretary_by_omission_is_refused_wholly(db: Database) -> None:
    """The sheet names another secretary and leaves out the one on the roll: nothing happens."""
    await bring(db, sheet_of(HOA, LAN))
    with pytest.raises(SecretaryMissing) as refusal:
        await bring(db, sheet_of("02;Lê Thị Lan;1962;chính thức;bí thư", "09;Vũ Hà;1980;dự bị;"))
    assert refusal.value.secretary.full_name == "Trần Văn Hòa"
    async with db.read() as tx:
        people = await roll.people(tx, 1)
    assert [(one.full_name, len(one.roles)) for one in people] == [
        ("Trần Văn Hòa", 1),
        ("Lê Thị Lan", 0),
    ]


async def test_a_sheet_with_faults_is_never_imported(db: Database) -> None:
    """Even when somebody forgets to look."""
    sheet = read_sheet("a.csv", b"x", known_facts(LIBRARY), NOW.date())
    with pytest.raises(ValueError, match="faults"):
        await bring(db, sheet)
    async with db.read() as tx:
        assert await roll.branches(tx) == ()


async def told(db: Database) -> Mapping[str, str]:
    """What the sheets tell of the first member."""
    async with db.read() as tx:
        return (await roll.told(tx, 1)).get(1, {})


async def test_a_sheet_replaces_only_the_facts_it_has_a_column_for(db: Database) -> None:
    """An update without fact columns forgets none; an empty cell in a column does."""
    await bring(db, sheet_of(HOA + ";có;85", facts="disciplined;targets_done"))
    assert await told(db) == {"disciplined": "true", "targets_done": "85"}
    await bring(db, sheet_of(HOA))
    assert await told(db) == {"disciplined": "true", "targets_done": "85"}
    await bring(db, sheet_of(HOA + ";", facts="disciplined"))
    assert await told(db) == {"targets_done": "85"}


async def test_an_import_during_a_review_corrects_what_the_roll_said_only(db: Database) -> None:
    """What the secretary set by button since stays; what the sheet said before is corrected."""
    facts = "disciplined;sick_leave_months"
    await bring(db, sheet_of(HOA + ";không;2", facts=facts))
    async with db.write() as tx:
        review = await reviews.open_review(tx, 1, 2026, "can-tho-2018", None, 1, NOW)
    await bring(db, sheet_of(HOA + ";không;2", facts=facts))
    async with db.write() as tx:
        await reviews.record_fact(
            tx, review.id, 1, "disciplined", "true", Source.SECRETARY, 1, NOW, True
        )
    await bring(db, sheet_of(HOA + ";không;5", facts=facts), days=1)
    async with db.read() as tx:
        held = await reviews.facts_of(tx, review.id, 1)
    assert held["disciplined"].value_json == "true"
    assert held["sick_leave_months"].value_json == "5"
    assert held["sick_leave_months"].source is Source.ROLL
