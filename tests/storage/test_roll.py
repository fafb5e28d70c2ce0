"""Branches, people, accounts, invitations, groups."""

from datetime import timedelta

import pytest

from storage import audit, roll
from storage.database import Database
from storage.errors import GroupTaken, InviteRefused, RollConflict
from tests.storage.conftest import NOW, House, after, settle

WEEK = timedelta(days=7)


async def link(db: Database, person: roll.Person, telegram_id: int) -> roll.Account:
    """Invite a person and use the invitation."""
    async with db.write() as tx:
        token = await roll.issue_invite(tx, person.id, NOW, WEEK, None)
        return await roll.use_invite(tx, token, telegram_id, "vi", NOW)


async def test_an_account_brings_person_branch_and_review_along(db: Database, house: House) -> None:
    """One question says who is there, of which branch, in which review."""
    await link(db, house.people[0], 501)
    async with db.read() as tx:
        account = await roll.find_account(tx, 501)
        assert account == roll.Account(501, "vi", True, house.people[0], house.branch, house.review)
        assert await roll.account_of_person(tx, house.people[0].id) == account
        assert await roll.accounts(tx, house.branch.id) == (account,)
        assert await roll.find_account(tx, 502) is None


def draft(number: str, full_name: str, **rest: object) -> roll.PersonDraft:
    """Return a line of a sheet."""
    return roll.PersonDraft(number, full_name, **rest)  # type: ignore[arg-type]


async def test_a_second_sheet_tells_what_it_changed(db: Database, house: House) -> None:
    """Added, changed, unchanged and missing are told apart; the missing stay on the roll."""
    first, second, third = house.people[:3]
    sheet = [
        draft("9", "Người mới"),
        draft(second.number, second.full_name, birth_year=second.birth_year),
        draft(first.number, "Tên mới", birth_year=first.birth_year, roles=first.roles),
    ]
    async with db.write() as tx:
        change = await roll.write_roll(
            tx, roll.BranchDraft("Chi bộ Một", "Đảng ủy"), sheet, None, NOW
        )
        now = await roll.people(tx, house.branch.id)
    assert [person.full_name for person in change.added] == ["Người mới"]
    assert [person.full_name for person in change.changed] == ["Tên mới"]
    assert change.unchanged == (second,)
    assert set(change.missing) == set(house.people[2:])
    assert change.branch.upper == "Đảng ủy"
    assert change.branch.id == house.branch.id
    listed = [person.number for person in now]
    assert listed.index("9") < listed.index(second.number) < listed.index(first.number)
    assert third.number in listed


async def test_a_sheet_with_a_number_twice_writes_nothing(db: Database, house: House) -> None:
    """A double number is refused before anything of the sheet is written."""
    sheet = [draft("1", "Khác"), draft("7", "A"), draft("7", "B")]
    async with db.write() as tx:
        with pytest.raises(RollConflict, match="7"):
            await roll.write_roll(tx, roll.BranchDraft("Chi bộ Một"), sheet, None, NOW)
        with pytest.raises(RollConflict):
            await roll.write_roll(tx, roll.BranchDraft("Chi bộ Hai"), sheet, None, NOW)
    async with db.read() as tx:
        assert await roll.people(tx, house.branch.id) == house.people
        assert await roll.branches(tx) == (house.branch,)


async def test_an_import_that_fails_midway_leaves_nothing(db: Database, house: House) -> None:
    """Whatever goes wrong after half the lines, the roll is what it was."""

    class Broken(str):
        __slots__ = ()

        @property
        def value(self) -> str:
            raise OSError("the sheet ended")

    sheet = [draft("21", "Mới"), draft("1", "Đổi"), draft("22", "Hỏng", standing=Broken("x"))]

    async def write() -> None:
        async with db.write() as tx:
            await roll.write_roll(tx, roll.BranchDraft("Chi bộ Một"), sheet, None, NOW)

    with pytest.raises(OSError, match="the sheet ended"):
        await write()
    async with db.read() as tx:
        assert await roll.people(tx, house.branch.id) == house.people


async def test_who_has_left_has_no_account_and_may_come_back(db: Database, house: House) -> None:
    """Leaving takes rights and invitations; being in a later sheet brings the person back."""
    person = house.people[1]
    await link(db, person, 502)
    async with db.write() as tx:
        token = await roll.issue_invite(tx, person.id, NOW, WEEK, None)
        await roll.set_gone(tx, person.id, NOW.date(), house.people[0].id, NOW)
        assert await roll.find_account(tx, 502) is None
        held = await roll.invite(tx, token, NOW)
        assert held is not None
        assert held.state == "revoked"
        assert person.id not in {one.id for one in await roll.people(tx, house.branch.id)}
        everyone = await roll.people(tx, house.branch.id, gone=True)
        assert [one.left for one in everyone if one.id == person.id] == [NOW.date()]
        sheet = [draft(person.number, person.full_name, birth_year=person.birth_year)]
        change = await roll.write_roll(tx, roll.BranchDraft("Chi bộ Một"), sheet, None, NOW)
        assert [one.id for one in change.changed] == [person.id]
        assert await roll.find_account(tx, 502) is not None


async def test_an_invitation_works_once(db: Database, house: House) -> None:
    """The first to use it is linked; anyone else is refused; he himself may tap it again."""
    person = house.people[1]
    async with db.write() as tx:
        token = await roll.issue_invite(tx, person.id, NOW, WEEK, None)
        assert len(token) <= 40
        linked = await roll.use_invite(tx, token, 502, "vi", NOW)
        assert await roll.use_invite(tx, token, 502, "en", after(days=30)) == linked
        with pytest.raises(InviteRefused, match="used"):
            await roll.use_invite(tx, token, 503, "vi", NOW)
    async with db.read() as tx:
        assert [one.telegram_id for one in await roll.accounts(tx, house.branch.id)] == [502]


async def test_a_linked_person_taps_a_newer_invitation(db: Database, house: House) -> None:
    """His own account with a new link of his: nothing changes, and the link is used up."""
    linked = await link(db, house.people[1], 502)
    assert await link(db, house.people[1], 502) == linked


async def test_an_invitation_expires_at_its_moment(db: Database, house: House) -> None:
    """Up to that moment it holds; from then on it does not."""
    async with db.write() as tx:
        token = await roll.issue_invite(tx, house.people[1].id, NOW, WEEK, None)
        last = await roll.invite(tx, token, after(days=6, hours=23))
        over = await roll.invite(tx, token, after(days=7))
        assert (last and last.state, over and over.state) == ("open", "expired")
        with pytest.raises(InviteRefused, match="expired"):
            await roll.use_invite(tx, token, 502, "vi", after(days=7))


async def test_a_newer_invitation_revokes_the_older(db: Database, house: House) -> None:
    """Only the last link issued to a person works."""
    async with db.write() as tx:
        old = await roll.issue_invite(tx, house.people[1].id, NOW, WEEK, None)
        new = await roll.issue_invite(tx, house.people[1].id, NOW, WEEK, None)
        with pytest.raises(InviteRefused, match="revoked"):
            await roll.use_invite(tx, old, 502, "vi", NOW)
        await roll.use_invite(tx, new, 502, "vi", NOW)


@pytest.mark.parametrize("token", ["", "nonsense", "x" * 10_000, "…", "' OR 1=1 --"])
async def test_a_forged_invitation_is_unknown(db: Database, house: House, token: str) -> None:
    """Whatever was never issued is refused as unknown."""
    async with db.write() as tx:
        assert await roll.invite(tx, token, NOW) is None
        with pytest.raises(InviteRefused, match="unknown"):
            await roll.use_invite(tx, token, 502, "vi", NOW)


async def test_one_account_one_person(db: Database, house: House) -> None:
    """Neither a second person for an account nor a second account for a person."""
    await link(db, house.people[1], 502)
    with pytest.raises(InviteRefused, match="account_taken"):
        await link(db, house.people[2], 502)
    with pytest.raises(InviteRefused, match="person_linked"):
        await link(db, house.people[1], 503)


async def test_no_token_is_kept(db: Database, house: House) -> None:
    """The files hold nothing with which an invitation could be used."""
    async with db.write() as tx:
        token = await roll.issue_invite(tx, house.people[1].id, NOW, WEEK, None)
    for file in db.data.iterdir():
        assert token.encode() not in file.read_bytes()


async def test_a_lost_phone_is_unlinked_and_linked_anew(db: Database, house: House) -> None:
    """Unlinking frees person and account, and tells which account it was."""
    await link(db, house.people[1], 502)
    async with db.write() as tx:
        assert await roll.unlink(tx, house.people[1].id, house.people[0].id, NOW) == 502
        assert await roll.unlink(tx, house.people[1].id, house.people[0].id, NOW) is None
        assert await roll.find_account(tx, 502) is None
    assert (await link(db, house.people[1], 503)).person == house.people[1]
    assert (await link(db, house.people[2], 502)).person == house.people[2]


async def test_language_and_reach_belong_to_the_account(db: Database, house: House) -> None:
    """Both are kept, and a new account starts reachable."""
    await link(db, house.people[1], 502)
    async with db.write() as tx:
        await roll.set_locale(tx, 502, "en")
        await roll.set_reachable(tx, 502, False)
        account = await roll.find_account(tx, 502)
    assert account is not None
    assert (account.locale, account.reachable) == ("en", False)


async def test_a_group_is_one_branchs(db: Database, house: House) -> None:
    """A group that is taken is refused to another branch; one's own may be bound again."""
    other = await settle(db, "Chi bộ Hai")
    async with db.write() as tx:
        await roll.bind_group(tx, house.branch.id, -100, "Nhóm", 1, NOW)
        await roll.bind_group(tx, house.branch.id, -100, "Nhóm mới", 1, NOW)
        with pytest.raises(GroupTaken):
            await roll.bind_group(tx, other.branch.id, -100, "Nhóm", 1, NOW)
        bound = await roll.branch_of_group(tx, -100)
        lines = await audit.entries(tx, house.branch.id)
    assert bound is not None
    assert (bound.id, bound.group, bound.group_title) == (house.branch.id, -100, "Nhóm mới")
    assert [line.action for line in lines].count("group.bound") == 1


async def test_a_rebound_group_is_in_the_trail(db: Database, house: House) -> None:
    """Another group for the branch frees the old one, and the trail names both."""
    async with db.write() as tx:
        await roll.bind_group(tx, house.branch.id, -100, "Cũ", 1, NOW)
        await roll.bind_group(tx, house.branch.id, -200, "Mới", 1, NOW)
        assert await roll.branch_of_group(tx, -100) is None
        last = (await audit.entries(tx, house.branch.id))[-1]
    assert (last.action, dict(last.detail)) == ("group.bound", {"chat": -200, "before": -100})


async def test_a_group_is_followed_when_it_becomes_a_supergroup(db: Database, house: House) -> None:
    """Telegram says so twice; the second time changes nothing."""
    async with db.write() as tx:
        await roll.bind_group(tx, house.branch.id, -100, "Nhóm", 1, NOW)
        for _ in range(2):
            await roll.migrate_group(tx, -100, -1000, NOW)
        moved = await roll.branch_of_group(tx, -1000)
        assert moved is not None
        assert moved.group_title == "Nhóm"
        assert await roll.branch_of_group(tx, -100) is None


async def test_a_group_that_the_bot_has_left_is_nobodys(db: Database, house: House) -> None:
    """After removal another branch may take the group."""
    other = await settle(db, "Chi bộ Hai")
    async with db.write() as tx:
        await roll.bind_group(tx, house.branch.id, -100, "Nhóm", 1, NOW)
        left = await roll.unbind_group(tx, -100, NOW)
        assert left is not None
        assert left.id == house.branch.id
        assert await roll.unbind_group(tx, -100, NOW) is None
        await roll.bind_group(tx, other.branch.id, -100, "Nhóm", 1, NOW)


async def test_roles_are_handed_over(db: Database, house: House) -> None:
    """Roles are set as a whole, several at once, and the trail says by whom."""
    roles = frozenset({roll.Role.SECRETARY, roll.Role.COMMITTEE})
    async with db.write() as tx:
        await roll.set_roles(tx, house.people[1].id, roles, house.people[0].id, NOW)
        person = await roll.person(tx, house.people[1].id)
        last = (await audit.entries(tx, house.branch.id))[-1]
    assert person is not None
    assert person.roles == roles
    assert (last.person_id, last.action) == (house.people[0].id, "person.roles")


async def test_what_is_not_there_is_none(db: Database, house: House) -> None:
    """Ids from forged data find nothing, rather than an error."""
    async with db.read() as tx:
        assert await roll.person(tx, 999) is None
        assert await roll.branch(tx, 999) is None
        assert await roll.branch_by_name(tx, "Không có") is None
        assert await roll.account_of_person(tx, house.people[3].id) is None


async def test_a_sheet_tells_facts_that_the_next_sheet_replaces(db: Database, house: House) -> None:
    """What is told of a person is his last sheet's, and nothing is told of who has left."""
    first, second = house.people[:2]
    async with db.write() as tx:
        await roll.keep_told(tx, first.id, {"a": "1", "b": "true"})
        await roll.keep_told(tx, second.id, {"a": "2"})
        await roll.keep_told(tx, first.id, {"b": "false"})
        assert await roll.told(tx, house.branch.id) == {
            first.id: {"b": "false"},
            second.id: {"a": "2"},
        }
        await roll.keep_told(tx, first.id, {})
        await roll.set_gone(tx, second.id, NOW.date(), None, NOW)
        assert await roll.told(tx, house.branch.id) == {}
