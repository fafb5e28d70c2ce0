"""The report's dialogue: for the secretary and the deputy of that branch, in private only."""

from asyncio import to_thread
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from conversations.authority import Action, may
from conversations.balloting.closing import REPORT
from conversations.context import Context, Errand, House
from conversations.dialogue import Dialogue
from conversations.parts import kind_refusal, whole_number
from conversations.proposals import Proposals, propose
from conversations.report import document, pages
from conversations.screen import Answer, Attach, Screen, Show, Toast
from conversations.words import Words
from storage import ballots, reviews
from storage.ballots import BallotState
from storage.reviews import Review
from storage.roll import Branch

dialogue = Dialogue("report")

TASK = "report"


@dialogue.command("baocao", needs=Action.READ_REPORT)
async def command(c: Context, argument: str) -> Answer:
    """The report's first page."""
    found = await _found(c, None)
    return (Show(pages.summary(c.t, found), TASK, fresh=True),)


@dialogue.tap("show", Action.READ_REPORT)
async def show(c: Context, review: str | None = None) -> Answer:
    return _page(pages.summary(c.t, await _found(c, review)))


@dialogue.tap("members", Action.READ_REPORT)
async def members(c: Context, review: str, page: str) -> Answer:
    return _page(pages.members(c.t, await _found(c, review), whole_number(page) or 0))


@dialogue.tap("member", Action.READ_REPORT)
async def member(c: Context, review: str, place: str) -> Answer:
    found = await _found(c, review)
    if not found.rated:
        return _page(pages.summary(c.t, found))
    return _page(pages.member(c.t, found, whole_number(place) or 0))


@dialogue.tap("quota", Action.READ_REPORT)
async def quota(c: Context, review: str) -> Answer:
    return _page(pages.quota(c.t, await _found(c, review)))


@dialogue.tap("unrated", Action.READ_REPORT)
async def unrated(c: Context, review: str, page: str) -> Answer:
    return _page(pages.unrated(c.t, await _found(c, review), whole_number(page) or 0))


@dialogue.tap("count", Action.READ_REPORT)
async def count(c: Context, review: str, page: str) -> Answer:
    return _page(pages.count(c.t, await _found(c, review), whole_number(page) or 0))


@dialogue.tap("file", Action.READ_REPORT)
async def file(c: Context, review: str) -> Answer:
    """Everything as one text file, made once the transaction is over."""
    found = await _found(c, review)

    async def work() -> Answer:
        return (await _file(c.t, found, c.at),)

    c.after_commit.append(work)
    return (Toast(c.t.plain("The file is on its way.")),)


@dialogue.delivery(REPORT)
async def ready(errand: Errand) -> Answer | None:
    """After a ballot was counted: the first page, and the whole as a file."""
    me, t = errand.me, errand.t
    if me is None or not may(me, Action.READ_REPORT, group=False):
        return None
    ballot = await ballots.ballot(errand.tx, int(errand.row.payload["ballot"]))
    if ballot is None or ballot.branch_id != me.branch.id:
        return None
    review = await reviews.review(errand.tx, ballot.review_id)
    if review is None or ballot.state is not BallotState.CLOSED:
        return None
    found = await _proposals(errand.house, errand.tx, me.branch, review, errand.at)
    return (
        await _file(t, found, errand.at),
        Show(pages.summary(t, found), TASK, fresh=True),
    )


async def _file(t: Words, found: Proposals, at: datetime) -> Attach:
    """The file, made aside: a large branch takes a while, and others are tapping."""
    return await to_thread(document.attachment, t, found, t.moment(at))


async def _found(c: Context, review_id: str | None) -> Proposals:
    """The proposals of this branch's review (None: the latest one); raises Refused."""
    branch, review = c.account.branch, c.account.review
    if review_id is None and review is None:
        review = await reviews.latest_review(c.tx, branch.id)
    if review_id is not None and (review is None or review_id != str(review.id)):
        number = whole_number(review_id)
        review = None if number is None else await reviews.review(c.tx, number)
        if review is not None and review.branch_id != branch.id:
            review = None
    if review is None:
        raise kind_refusal(
            c, c.t.plain("There is no such report. The secretary opens a review with /kydanhgia.")
        )
    return await _proposals(c.house, c.tx, branch, review, c.at)


async def _proposals(
    house: House, tx: AsyncConnection, branch: Branch, review: Review, at: datetime
) -> Proposals:
    today = house.words_of_branch(branch).local(at).date()
    return await propose(tx, house, branch, review, today)


def _page(screen: Screen) -> Answer:
    return (Show(screen, TASK),)
