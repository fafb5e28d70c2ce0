"""Who may do what, and where: one table of role × action.

Rights are looked up at every event from the roll, never remembered.  A right says nothing about
*this* ballot or *this* member: belonging to the branch, being on a ballot's roll or being the
person concerned is checked by the dialogue.  The tests enumerate the whole table.
"""

from enum import StrEnum

from storage.roll import Account, Role, Standing


class Action(StrEnum):
    """Everything that a person can ask for."""

    START = "start"
    """To be greeted, to read the help and the promise on secrecy, to open an invitation."""
    HOME = "home"
    ASSESS = "assess"
    """To write one's own self-assessment."""
    VOTE = "vote"
    """To open a ballot; whether he is on its roll is the ballot's business."""
    BIND_GROUP = "bind_group"
    OPEN_REVIEW = "open_review"
    CHANGE_STAGE = "change_stage"
    READ_BOARD = "read_board"
    """To see who is linked, who has submitted; never who has voted."""
    SET_FACTS = "set_facts"
    RECORD_HEARD = "record_heard"
    """To record that a member was heard by the branch («đã kiểm điểm»)."""
    INVITE = "invite"
    OPEN_BALLOT = "open_ballot"
    CLOSE_BALLOT = "close_ballot"
    VOID_BALLOT = "void_ballot"
    READ_REPORT = "read_report"


class Where(StrEnum):
    """Where an action may be taken."""

    PRIVATE = "private"
    GROUP = "group"
    ANYWHERE = "anywhere"


WHERE: dict[Action, Where] = {
    Action.START: Where.ANYWHERE,
    Action.HOME: Where.PRIVATE,
    Action.ASSESS: Where.PRIVATE,
    Action.VOTE: Where.PRIVATE,
    Action.BIND_GROUP: Where.GROUP,
    Action.OPEN_REVIEW: Where.PRIVATE,
    Action.CHANGE_STAGE: Where.PRIVATE,
    Action.READ_BOARD: Where.PRIVATE,
    Action.SET_FACTS: Where.PRIVATE,
    Action.RECORD_HEARD: Where.PRIVATE,
    Action.INVITE: Where.PRIVATE,
    Action.OPEN_BALLOT: Where.ANYWHERE,
    Action.CLOSE_BALLOT: Where.ANYWHERE,
    Action.VOID_BALLOT: Where.PRIVATE,
    Action.READ_REPORT: Where.PRIVATE,
}

_MEMBER = frozenset({Action.START, Action.HOME})
_CHAIR = frozenset({Action.OPEN_BALLOT, Action.CLOSE_BALLOT, Action.READ_REPORT, Action.READ_BOARD})

RIGHTS: dict[Role, frozenset[Action]] = {
    Role.SECRETARY: _CHAIR
    | {
        Action.BIND_GROUP,
        Action.OPEN_REVIEW,
        Action.CHANGE_STAGE,
        Action.SET_FACTS,
        Action.RECORD_HEARD,
        Action.INVITE,
        Action.VOID_BALLOT,
    },
    Role.DEPUTY: _CHAIR | {Action.RECORD_HEARD},
    Role.COMMITTEE: frozenset(),
    Role.TELLER: frozenset(),
    Role.OFFICER: frozenset(),
}
"""What a role adds to a member's own rights."""

STANDING_RIGHTS: dict[Standing, frozenset[Action]] = {
    Standing.OFFICIAL: _MEMBER | {Action.ASSESS, Action.VOTE},
    Standing.PROBATIONARY: _MEMBER | {Action.ASSESS},
    Standing.EXEMPT: _MEMBER,
    Standing.SUSPENDED: _MEMBER,
}
"""What a member may do by his standing; probationary members have no vote (Điều lệ Đảng)."""

STRANGER: frozenset[Action] = frozenset({Action.START})


def rights(account: Account | None) -> frozenset[Action]:
    """Everything the account may do, wherever."""
    if account is None or account.person.left is not None:
        return STRANGER
    allowed = STANDING_RIGHTS[account.person.standing]
    if account.person.standing is Standing.SUSPENDED:
        return allowed
    return allowed.union(*(RIGHTS[role] for role in account.person.roles))


def may(account: Account | None, action: Action, *, group: bool) -> bool:
    """Whether the account may take the action in a group, or in private."""
    where = WHERE[action]
    if where is (Where.PRIVATE if group else Where.GROUP):
        return False
    return action in rights(account)
