"""The secretary's preparation at one event: as things stand, or as one tap changes its plan."""

from collections.abc import Callable
from dataclasses import replace

from conversations.balloting.closing import under_way
from conversations.balloting.declared import PREPARE
from conversations.balloting.preparation import Preparation, prepare
from conversations.balloting.rounds import TOO_FEW, Round
from conversations.context import Context
from conversations.parts import kind_refusal
from conversations.screen import Answer, Screen, Show
from storage import ballots
from storage.ballots import BallotPlan
from storage.reviews import Review, Stage

Change = Callable[[BallotPlan], BallotPlan]


async def desk(c: Context, round_: Round | None = None) -> Preparation:
    """The preparation as things stand, for a private chat; Refused where none can be made."""
    if c.event.place.group:
        raise kind_refusal(c, c.t.plain("Please do this in the private chat with me."))
    return await prepared(c, round_)


async def prepared(c: Context, round_: Round | None = None) -> Preparation:
    """The same, in the group as well; nothing of it may be shown there."""
    review = review_of(c)
    group_of(c)
    if await under_way(c.tx, c.account.branch.id) is not None:
        raise kind_refusal(c, c.t.plain("A ballot is under way already: /bophieu"))
    day = c.t.local(c.at).date()
    prep = await prepare(c.tx, c.house, c.account.branch, review, day, round_)
    if prep is None:
        raise kind_refusal(c, c.t.plain("This guideline asks the branch for no ballot of its own."))
    return prep


async def planned(c: Context, change: Change, prep: Preparation | None = None) -> Preparation:
    """The preparation once its plan is changed so; ``prep``: where it is known already."""
    prep = prep or await desk(c)
    plan = change(prep.plan)
    await ballots.keep_plan(c.tx, plan)
    return replace(prep, plan=plan)


def refuse_unless_possible(c: Context, prep: Preparation) -> None:
    """Refused unless there is somebody to vote on and enough who vote."""
    if not prep.subjects:
        raise kind_refusal(c, c.t.plain("There is nobody to vote on yet."))
    if prep.asked.places == 0:
        raise kind_refusal(c, c.t.plain("There is no place to fill. Nothing was opened."))
    if prep.voting < TOO_FEW:
        raise kind_refusal(
            c, c.t.plain("With so few ballots nothing would be secret. Nothing was opened.")
        )


def shown(screen: Screen) -> Answer:
    """A screen of the preparation, in its live message."""
    return (Show(screen, PREPARE),)


def review_of(c: Context) -> Review:
    """The review at the stage of ballots; Refused with what is to be done first."""
    review, t = c.account.review, c.t
    if review is None:
        raise kind_refusal(
            c, t.plain("No review is under way. The secretary opens one with /kydanhgia.")
        )
    if review.stage is not Stage.BALLOT:
        raise kind_refusal(
            c,
            t.plain("The self-assessment is still open. The secretary closes it first: /kydanhgia"),
        )
    return review


def group_of(c: Context) -> int:
    """The branch's group; Refused where it has none."""
    group = c.account.branch.group
    if group is None:
        raise kind_refusal(
            c,
            c.t.plain(
                "The branch has no group yet. Please add me to its Telegram group and confirm "
                "there."
            ),
        )
    return group
