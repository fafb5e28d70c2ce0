"""The table of role × action, walked through cell by cell."""

from dataclasses import replace
from datetime import date

import pytest

from conversations.authority import RIGHTS, WHERE, Action, Where, may, rights
from conversations.router import COMMANDS, FILES, TAPS, TEXTS
from storage.roll import Account, Branch, Person, Role, Standing

STRANGER = {Action.START}
MEMBER = STRANGER | {Action.HOME}
CALLED = {Action.READ_MEETINGS, Action.ANSWER_MEETING}
TELLER = {Action.ENTER_PAPER, Action.CONFIRM_PAPER, Action.READ_PROTOCOL}
SECRETARY = {
    Action.SET_FORMS,
    Action.SET_MEETING,
    Action.CALL_ROLL,
    Action.BIND_GROUP,
    Action.OPEN_REVIEW,
    Action.CHANGE_STAGE,
    Action.READ_BOARD,
    Action.SET_FACTS,
    Action.ASSESS_FOR,
    Action.RECORD_HEARD,
    Action.APPRAISE,
    Action.NOTE_MEETING,
    Action.WRITE_FOR_BODY,
    Action.SUGGEST,
    Action.INVITE,
    Action.EDIT_ROLL,
    Action.HAND_OVER,
    Action.REMIND,
    Action.OPEN_BALLOT,
    Action.CLOSE_BALLOT,
    Action.VOID_BALLOT,
    Action.READ_REPORT,
    Action.READ_PAPERS,
}
DEPUTY = {
    Action.SET_MEETING,
    Action.CALL_ROLL,
    Action.READ_BOARD,
    Action.REMIND,
    Action.RECORD_HEARD,
    Action.APPRAISE,
    Action.NOTE_MEETING,
    Action.WRITE_FOR_BODY,
    Action.OPEN_BALLOT,
    Action.CLOSE_BALLOT,
    Action.READ_REPORT,
    Action.READ_PAPERS,
}
BY_STANDING = {
    Standing.OFFICIAL: MEMBER | {Action.ASSESS, Action.VOTE} | TELLER | CALLED,
    Standing.PROBATIONARY: MEMBER | {Action.ASSESS} | CALLED,
    Standing.EXEMPT: MEMBER | {Action.READ_MEETINGS},
    Standing.SUSPENDED: MEMBER,
}
BY_ROLE = {
    None: set(),
    Role.SECRETARY: SECRETARY,
    Role.DEPUTY: DEPUTY,
    Role.COMMITTEE: {Action.APPRAISE},
    Role.TELLER: set(),
    Role.OFFICER: set(),
}


def account(standing: Standing, role: Role | None = None, left: date | None = None) -> Account:
    person = Person(
        id=1,
        branch_id=1,
        number="01",
        full_name="Nguyễn Văn An",
        birth=None,
        birth_year=1950,
        joined=None,
        official=None,
        standing=standing,
        roles=frozenset() if role is None else frozenset({role}),
        left=left,
    )
    branch = Branch(
        id=1,
        name="Chi bộ 1",
        upper=None,
        time_zone="Asia/Ho_Chi_Minh",
        locale="vi",
        group=None,
        group_title=None,
    )
    return Account(1001, "vi", True, person, branch, None)


@pytest.mark.parametrize("role", BY_ROLE)
@pytest.mark.parametrize("standing", Standing)
@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("group", [False, True])
def test_each_cell(role: Role | None, standing: Standing, action: Action, group: bool) -> None:
    """A person may do exactly what his standing and role say, where the action belongs."""
    allowed = set(BY_STANDING[standing])
    if standing is not Standing.SUSPENDED:
        allowed |= BY_ROLE[role]
    here = WHERE[action] in (Where.ANYWHERE, Where.GROUP if group else Where.PRIVATE)
    assert may(account(standing, role), action, group=group) is (action in allowed and here)


@pytest.mark.parametrize("action", Action)
def test_a_stranger_may_only_be_greeted(action: Action) -> None:
    """Without a link to a person on a roll there is nothing but the greeting."""
    assert may(None, action, group=False) is (action is Action.START)


def test_who_has_left_is_a_stranger() -> None:
    """A secretary who moved away keeps no right at all."""
    assert rights(account(Standing.OFFICIAL, Role.SECRETARY, left=date(2026, 1, 1))) == STRANGER


def test_no_role_adds_a_vote() -> None:
    """A vote comes from standing alone: no role gives one."""
    assert not [role for role, added in RIGHTS.items() if Action.VOTE in added]
    assert Action.VOTE not in rights(account(Standing.PROBATIONARY, Role.SECRETARY))


def test_several_roles_add_up() -> None:
    """A teller who is also the deputy has the deputy's rights."""
    one = account(Standing.OFFICIAL, Role.TELLER)
    both = replace(one, person=replace(one.person, roles=frozenset({Role.TELLER, Role.DEPUTY})))
    assert rights(both) == BY_STANDING[Standing.OFFICIAL] | DEPUTY


def test_every_handler_asks_for_a_right_of_the_table() -> None:
    """No tap, command, text or file is answered without a right that the table knows."""
    for table in (TAPS, COMMANDS, TEXTS, FILES):
        for key, handler in table.items():
            assert handler.needs in WHERE, key
