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
    ASSESS_FOR = "assess_for"
    """To type the self-assessment of a member who has no phone; never a ballot."""
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
    APPRAISE = "appraise"
    """To see what the members submitted and to give the committee's grades and opinions (chi ủy);
    never of oneself."""
    NOTE_MEETING = "note_meeting"
    """To note comments and the chair's conclusion, to give a review back to be revised."""
    WRITE_FOR_BODY = "write_for_body"
    """To write the parts of the branch's own review, and its answers to suggestions."""
    SUGGEST = "suggest"
    """To enter what a higher committee asks to be explained (gợi ý kiểm điểm)."""
    READ_MEETINGS = "read_meetings"
    """To see when and where the branch meets, and to take it into one's calendar."""
    ANSWER_MEETING = "answer_meeting"
    """To answer for oneself whether one comes."""
    SET_MEETING = "set_meeting"
    """To set, change or cancel a meeting of the branch."""
    CALL_ROLL = "call_roll"
    """To see who comes and why somebody does not, and to note who is there."""
    INVITE = "invite"
    EDIT_ROLL = "edit_roll"
    """To change who is on the roll, with which standing and roles; to part somebody from a lost
    phone."""
    HAND_OVER = "hand_over"
    """To offer the secretary's post to somebody else; who is offered it needs no right for that."""
    SET_FORMS = "set_forms"
    """To put the office's own Word forms in the place of the program's."""
    REMIND = "remind"
    """To nudge those who are late with their self-assessment."""
    OPEN_BALLOT = "open_ballot"
    CLOSE_BALLOT = "close_ballot"
    VOID_BALLOT = "void_ballot"
    ENTER_PAPER = "enter_paper"
    """To enter what paper ballots say; whether he is a teller of that ballot is its business."""
    CONFIRM_PAPER = "confirm_paper"
    """To confirm, or send back, what another has entered."""
    READ_PROTOCOL = "read_protocol"
    """To read the figures of a count as one of its tellers, secretary or deputy."""
    READ_REPORT = "read_report"
    READ_PAPERS = "read_papers"
    """To have the branch's forms made, everyone's among them."""


class Where(StrEnum):
    """Where an action may be taken."""

    PRIVATE = "private"
    GROUP = "group"
    ANYWHERE = "anywhere"


WHERE: dict[Action, Where] = {
    Action.START: Where.ANYWHERE,
    Action.HOME: Where.PRIVATE,
    Action.ASSESS: Where.PRIVATE,
    Action.ASSESS_FOR: Where.PRIVATE,
    Action.VOTE: Where.PRIVATE,
    Action.BIND_GROUP: Where.GROUP,
    Action.OPEN_REVIEW: Where.PRIVATE,
    Action.CHANGE_STAGE: Where.PRIVATE,
    Action.READ_BOARD: Where.PRIVATE,
    Action.SET_FACTS: Where.PRIVATE,
    Action.RECORD_HEARD: Where.PRIVATE,
    Action.APPRAISE: Where.PRIVATE,
    Action.NOTE_MEETING: Where.PRIVATE,
    Action.WRITE_FOR_BODY: Where.PRIVATE,
    Action.SUGGEST: Where.PRIVATE,
    Action.READ_MEETINGS: Where.ANYWHERE,
    Action.ANSWER_MEETING: Where.PRIVATE,
    Action.SET_MEETING: Where.ANYWHERE,
    Action.CALL_ROLL: Where.PRIVATE,
    Action.INVITE: Where.PRIVATE,
    Action.EDIT_ROLL: Where.PRIVATE,
    Action.HAND_OVER: Where.PRIVATE,
    Action.SET_FORMS: Where.PRIVATE,
    Action.REMIND: Where.PRIVATE,
    Action.OPEN_BALLOT: Where.ANYWHERE,
    Action.CLOSE_BALLOT: Where.ANYWHERE,
    Action.VOID_BALLOT: Where.PRIVATE,
    Action.ENTER_PAPER: Where.PRIVATE,
    Action.CONFIRM_PAPER: Where.PRIVATE,
    Action.READ_PROTOCOL: Where.PRIVATE,
    Action.READ_REPORT: Where.PRIVATE,
    Action.READ_PAPERS: Where.PRIVATE,
}

_MEMBER = frozenset({Action.START, Action.HOME})
_TELLER = frozenset({Action.ENTER_PAPER, Action.CONFIRM_PAPER, Action.READ_PROTOCOL})
_CALLED = frozenset({Action.READ_MEETINGS, Action.ANSWER_MEETING})
_MEETING = frozenset({Action.SET_MEETING, Action.CALL_ROLL})
_CHAIR = frozenset(
    {
        Action.OPEN_BALLOT,
        Action.CLOSE_BALLOT,
        Action.READ_REPORT,
        Action.READ_PAPERS,
        Action.READ_BOARD,
    }
)

RIGHTS: dict[Role, frozenset[Action]] = {
    Role.SECRETARY: _CHAIR
    | _MEETING
    | {
        Action.BIND_GROUP,
        Action.OPEN_REVIEW,
        Action.CHANGE_STAGE,
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
        Action.SET_FORMS,
        Action.REMIND,
        Action.VOID_BALLOT,
    },
    Role.DEPUTY: _CHAIR
    | _MEETING
    | {
        Action.RECORD_HEARD,
        Action.REMIND,
        Action.APPRAISE,
        Action.NOTE_MEETING,
        Action.WRITE_FOR_BODY,
    },
    Role.COMMITTEE: frozenset({Action.APPRAISE}),
    Role.TELLER: frozenset(),
    Role.OFFICER: frozenset(),
}
"""What a role adds to a member's own rights."""

STANDING_RIGHTS: dict[Standing, frozenset[Action]] = {
    Standing.OFFICIAL: _MEMBER | {Action.ASSESS, Action.VOTE} | _TELLER | _CALLED,
    Standing.PROBATIONARY: _MEMBER | {Action.ASSESS} | _CALLED,
    Standing.EXEMPT: _MEMBER | {Action.READ_MEETINGS},
    Standing.SUSPENDED: _MEMBER,
}
"""What a member may do by his standing; probationary members have no vote (Điều lệ Đảng).

Any official member may be named teller of a ballot, so counting paper comes with the standing."""

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
