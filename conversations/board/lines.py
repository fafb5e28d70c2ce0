"""Everyone on the branch's roll, and how far he has come."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from conversations.context import Context
from conversations.dialogue import Dialogue
from conversations.evidence import Evidence, assesses, gather, progress, ruleset_of
from conversations.words import N_
from rules import Ruleset
from storage import roll
from storage.roll import Account, Person

dialogue = Dialogue("board")

TASK = "board"
PAGE = 8


class State(StrEnum):
    """How far a person has come."""

    SUBMITTED = "submitted"
    HEARD = "heard"
    WRITING = "writing"
    NOT_STARTED = "not_started"
    NOT_LINKED = "not_linked"
    LINKED = "linked"
    NOT_ASKED = "not_asked"


MARKS = {
    State.SUBMITTED: "✅",
    State.HEARD: "🗣",
    State.WRITING: "✏️",
    State.NOT_STARTED: "⏳",
    State.NOT_LINKED: "🔗",
    State.LINKED: "📱",
    State.NOT_ASKED: "⚪",
}
NAMES = {
    State.SUBMITTED: N_("submitted"),
    State.HEARD: N_("heard by the branch"),
    State.WRITING: N_("writing"),
    State.NOT_STARTED: N_("not started"),
    State.NOT_LINKED: N_("not linked to Telegram"),
    State.LINKED: N_("linked to Telegram"),
    State.NOT_ASKED: N_("exempt or suspended"),
}
NOT_REVIEWED = N_("not reviewed under this text")
"""The same as not being asked, where a guideline reviews leaders only."""
UNFINISHED = frozenset({State.WRITING, State.NOT_STARTED, State.NOT_LINKED})


@dataclass(frozen=True, slots=True)
class Line:
    """One person on the board."""

    person: Person
    state: State
    account: Account | None
    evidence: Evidence | None
    done: int = 0
    all: int = 0

    @property
    def late(self) -> bool:
        """Whether a reminder makes sense and reaches him: unfinished, and linked to Telegram."""
        return self.state in UNFINISHED and self.account is not None

    def late_for(self, account: Account) -> bool:
        """Whether that account has somebody to remind: nobody reminds himself."""
        return self.late and self.person.id != account.person.id


async def lines_of(c: Context) -> tuple[list[Line], Ruleset | None]:
    """Everyone on the branch's roll, in its order."""
    me = c.account
    accounts = {one.person.id: one for one in await roll.accounts(c.tx, me.branch.id)}
    if me.review is None:
        return [
            Line(
                one,
                State.LINKED if one.id in accounts else State.NOT_LINKED,
                accounts.get(one.id),
                None,
            )
            for one in await roll.people(c.tx, me.branch.id)
        ], None
    ruleset = ruleset_of(c.house, me.review)
    today = c.t.local(c.at).date()
    held = await gather(c.tx, ruleset, me.branch, me.review, today, drafts=True)
    return [_line(ruleset, one, accounts) for one in held.values()], ruleset


def _line(ruleset: Ruleset, held: Evidence, accounts: Mapping[int, Account]) -> Line:
    account = accounts.get(held.person.id)
    done, every = progress(ruleset, held)
    if not assesses(held.person, ruleset):
        state = State.NOT_ASKED
    elif held.assessment.submitted_at is not None:
        state = State.SUBMITTED
    elif held.heard:
        state = State.HEARD
    elif done or held.assessment.answered_at is not None:
        state = State.WRITING
    else:
        state = State.NOT_STARTED if account is not None else State.NOT_LINKED
    return Line(held.person, state, account, held, done, every)
