"""What a member still owes: an answer to an invitation, his self-assessment, explanations.

Never a ballot: of that only the ballot's own reminder knows, and it keeps nothing.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncConnection

from conversations.authority import Action, may
from conversations.context import House
from conversations.evidence import assesses, ruleset_of
from conversations.reminders.occasions import Occasion
from conversations.self_assessment.texts import SUGGESTION
from storage import assessments, meetings, reminders, reviews, roll, suggestions
from storage.assessments import Assessment
from storage.meetings import Answer, Meeting, Reply
from storage.reminders import Switch, Wants
from storage.reviews import Review, Stage
from storage.roll import Account
from storage.suggestions import Suggestion

NEAR = frozenset({Switch.EVE, Switch.HOUR})
"""The steps of a meeting that everybody is told who does not stay away."""


class Writing(StrEnum):
    """How far a self-assessment is that is not done."""

    NOT_STARTED = "not_started"
    BEGUN = "begun"


@dataclass(frozen=True, slots=True)
class Debts:
    """What one member owes: ``answers`` by meeting, None where he gave none."""

    called: bool
    answers: Mapping[int, Reply | None]
    writing: Writing | None
    explanations: int
    few: bool = False
    chair: bool = False

    @property
    def on_paper(self) -> bool:
        """Whether he owes something in writing."""
        return self.writing is not None or self.explanations > 0

    def concerned(self, what: Iterable[Occasion]) -> bool:
        """Whether these occasions give him a reason to be written to."""
        return any(self._concerned(one) for one in what)

    def _concerned(self, one: Occasion) -> bool:
        wanted = one.last or not self.few
        match one.kind:
            case "m":
                if not self.called or one.of not in self.answers:
                    return False
                answer = self.answers[one.of]
                if one.step in NEAR and (answer is None or answer.answer is not Answer.EXCUSED):
                    return True
                return wanted and (answer is None or self.on_paper)
            case "p":
                return one.of in self.answers and (self.chair or (wanted and self.on_paper))
            case _:
                return self.chair


def _is_asked(me: Account, house: House) -> bool:
    """Whether he is to assess himself, and can now."""
    review = me.review
    return (
        review is not None
        and review.stage is Stage.ASSESSMENT
        and assesses(me.person, ruleset_of(house, review))
    )


def _writing(me: Account, one: Assessment, heard: bool, house: House) -> Writing | None:
    if not _is_asked(me, house) or heard or one.submitted_at is not None:
        return None
    return Writing.BEGUN if one.answered_at is not None else Writing.NOT_STARTED


def _unexplained(me: Account, one: Assessment, asked: Iterable[Suggestion], house: House) -> int:
    if not _is_asked(me, house):
        return 0
    return sum(not one.notes.get(f"{SUGGESTION}{each.id}") for each in asked)


async def ahead(
    tx: AsyncConnection, branch_id: int, what: Collection[Occasion], at: datetime
) -> tuple[Meeting, ...]:
    """The meetings that occasions are about and that have not begun; where none, the next one."""
    coming = [one for one in await meetings.upcoming(tx, branch_id, at) if one.starts_at > at]
    meant = {one.of for one in what if one.kind in "mp"}
    return tuple(one for one in coming if one.id in meant) or tuple(coming[:1])


async def debts_of_all(
    house: House,
    tx: AsyncConnection,
    branch_id: int,
    review: Review | None,
    told: Collection[Meeting],
    chairs: Collection[int],
) -> dict[int, tuple[Account, Debts]]:
    """What everyone owes who is linked, by person id in roll order; ``chairs``: who has duties."""
    written = {} if review is None else await assessments.assessments(tx, review.id)
    asked = {} if review is None else await suggestions.of_review(tx, review.id)
    heard = frozenset() if review is None else await reviews.heard(tx, review.id)
    replies = {one.id: await meetings.replies(tx, one.id) for one in told}
    few = await reminders.want_few(tx, branch_id)
    found = {}
    for me in await roll.accounts(tx, branch_id):
        who = me.person.id
        one = written.get(who) or Assessment(0, who)
        found[who] = (
            me,
            Debts(
                may(me, Action.ANSWER_MEETING, group=False),
                {meeting: given.get(who) for meeting, given in replies.items()},
                _writing(me, one, who in heard, house),
                _unexplained(me, one, asked.get(who, ()), house),
                who in few,
                who in chairs,
            ),
        )
    return found


async def debts_of(
    house: House, tx: AsyncConnection, me: Account, told: Collection[Meeting], *, chair: bool
) -> Debts:
    """What one member owes."""
    who, review = me.person.id, me.review
    one, heard = Assessment(0, who), False
    asked: tuple[Suggestion, ...] = ()
    if review is not None:
        one = await assessments.assessment(tx, review.id, who)
        heard = who in await reviews.heard(tx, review.id)
        asked = await suggestions.suggestions_for(tx, review.id, who)
    return Debts(
        may(me, Action.ANSWER_MEETING, group=False),
        {each.id: (await meetings.replies(tx, each.id)).get(who) for each in told},
        _writing(me, one, heard, house),
        _unexplained(me, one, asked, house),
        await reminders.wants(tx, who) is Wants.FEW,
        chair,
    )
