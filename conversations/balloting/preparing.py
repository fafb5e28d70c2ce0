"""Preparing a ballot in private, and opening it with one button in the group."""

from dataclasses import dataclass

from markupsafe import Markup

from conversations import paper
from conversations.authority import Action, may
from conversations.balloting import cards, closing, ending, lists, terms
from conversations.balloting.closing import under_way
from conversations.balloting.declared import OFFER, PREPARE, dialogue
from conversations.balloting.preparation import KIND, TOO_FEW, Preparation, prepare
from conversations.context import Context, Errand
from conversations.packing import MOST_VOTERS, Plan, pack_plan
from conversations.parts import home_button, kind_refusal, whole_number
from conversations.screen import Answer, Button, Say, Screen, Show, Toast
from conversations.words import Words
from storage import ballots, outbox, reviews, roll
from storage.ballots import Ballot
from storage.errors import KeysMissing
from storage.reviews import Review, Stage

OFFERED = "ballot.offer"
LINK = 0
"""The ballot number that the link into the private preparation carries."""


@dataclass(frozen=True, slots=True)
class _Desk:
    """The secretary's preparation with his plan; ``fresh``: his plan was for other lists."""

    prep: Preparation
    plan: Plan
    fresh: bool


@dialogue.command("bophieu", needs=Action.OPEN_BALLOT)
async def command(c: Context, argument: str) -> Answer:
    """Where the ballot stands; where there is none, the preparation."""
    return await _start(c)


@dialogue.tap("prepare", Action.OPEN_BALLOT)
async def prepare_tap(c: Context, word: str | None = None) -> Answer:
    return await _start(c, word)


async def from_link(c: Context) -> Answer:
    """The preparation, opened by the button that ``/bophieu`` leaves in the group."""
    if not may(c.me, Action.OPEN_BALLOT, group=False):
        raise kind_refusal(c, c.t.plain("The ballot is prepared by the secretary or the deputy."))
    return await _start(c)


async def _start(c: Context, word: str | None = None) -> Answer:
    standing = await under_way(c.tx, c.account.branch.id)
    if standing is not None:
        return ending.show(c, standing)
    if c.event.place.group:
        return (Say(_into_private(c)),)
    desk = await _desk(c, word)
    return _shown(c, desk, lists.whole(c.t, desk.prep, desk.plan))


def _into_private(c: Context) -> Screen:
    _review(c)
    _group(c)
    button = Button(c.t.plain("🗳 Prepare in private"), url=c.house.link(f"b{LINK}"))
    return Screen(
        c.t(
            "The ballot is prepared in the private chat, for some of it concerns single members. "
            "Then one button in this group opens it."
        ),
        ((button,),),
    )


@dialogue.tap("subjects", Action.OPEN_BALLOT)
async def subjects(c: Context, page: str, word: str) -> Answer:
    desk = await _desk(c, word)
    return _shown(c, desk, lists.subjects(c.t, desk.prep, desk.plan, whole_number(page) or 0))


@dialogue.tap("absent", Action.OPEN_BALLOT)
async def absent(c: Context, page: str, word: str) -> Answer:
    """Who is excused: the tapped button carries the list as it is after the tap."""
    desk = await _desk(c, word)
    return _shown(c, desk, lists.absent(c.t, desk.prep, desk.plan, whole_number(page) or 0))


@dialogue.tap("unheard", Action.OPEN_BALLOT)
async def unheard(c: Context, page: str, word: str) -> Answer:
    desk = await _desk(c, word)
    return _shown(c, desk, lists.unheard(c.t, desk.prep, desk.plan, whole_number(page) or 0))


@dialogue.tap("heard", Action.RECORD_HEARD)
async def heard(c: Context, person_id: str, page: str, word: str) -> Answer:
    """Record that a member was heard at the meeting («đã kiểm điểm»)."""
    desk = await _desk(c, word)
    wanted = whole_number(person_id)
    person = next((one for one in desk.prep.unheard if one.id == wanted), None)
    if person is not None:
        me = c.account.person.id
        await reviews.record_heard(c.tx, desk.prep.review.id, person.id, True, me, c.at)
        desk = await _desk(c, word)
    return _shown(c, desk, lists.unheard(c.t, desk.prep, desk.plan, whole_number(page) or 0))


@dialogue.tap("off", Action.OPEN_BALLOT)
async def off(c: Context, page: str, word: str) -> Answer:
    desk = await _desk(c, word)
    return _shown(c, desk, lists.off(c.t, desk.prep, desk.plan, whole_number(page) or 0))


@dialogue.tap("bases", Action.OPEN_BALLOT)
async def bases(c: Context, word: str) -> Answer:
    desk = await _desk(c, word)
    return _shown(c, desk, lists.bases(c.t, desk.prep, desk.plan))


@dialogue.tap("base", Action.OPEN_BALLOT)
async def base(c: Context, word: str) -> Answer:
    """Another majority base: the tapped button carries it."""
    desk = await _desk(c, word)
    return _shown(c, desk, lists.whole(c.t, desk.prep, desk.plan))


@dialogue.tap("quorum", Action.OPEN_BALLOT)
async def quorum(c: Context, word: str) -> Answer:
    """How many ballots must come back: each button carries its choice, back to the whole."""
    desk = await _desk(c, word)
    return _shown(c, desk, terms.quorums(c.t, desk.prep, desk.plan))


@dialogue.tap("span", Action.OPEN_BALLOT)
async def span(c: Context, word: str) -> Answer:
    """When casting stops by itself: each button carries its choice, back to the whole."""
    desk = await _desk(c, word)
    return _shown(c, desk, terms.spans(c.t, desk.plan))


@dialogue.tap("post", Action.OPEN_BALLOT)
async def post(c: Context, word: str) -> Answer:
    """Put the opening button into the group."""
    desk = await _desk(c, word)
    if desk.fresh:
        return _shown(c, desk, lists.whole(c.t, desk.prep, desk.plan))
    _possible(c, desk)
    prep = desk.prep
    await outbox.put(
        c.tx,
        f"{OFFERED}:{prep.review.id}:{c.at.isoformat()}",
        OFFERED,
        {
            "review": prep.review.id,
            "subjects": len(prep.subjects),
            "voters": len(prep.voting(desk.plan)),
            "data": f"ballot:open:{prep.subjects_stamp}:{pack_plan(desk.plan)}",
        },
        c.at,
        chat_id=_group(c),
    )
    text = paper.blocks(
        c.t("📣 <b>The button is in the group now.</b>"),
        c.t(
            "When the meeting is ready, tap “🗳 Open the secret ballot” there. "
            "Only the secretary and the deputy can."
        ),
    )
    again = Button(c.t.plain("‹ Change something"), "ballot:prepare:" + pack_plan(desk.plan))
    return (Show(Screen(text, ((again,), (home_button(c.t),))), PREPARE),)


@dialogue.delivery(OFFERED)
async def offered(errand: Errand) -> Answer | None:
    """The opening button in the group; it tells numbers only."""
    payload = errand.row.payload
    review = await reviews.review(errand.tx, int(payload["review"]))
    branch = None if review is None else await roll.branch(errand.tx, review.branch_id)
    if review is None or branch is None or review.stage is not Stage.BALLOT:
        return None
    if await ballots.open_ballots(errand.tx, branch.id):
        return None
    t = errand.house.words_of_branch(branch)
    text = paper.blocks(
        t("🗳 <b>A secret ballot is ready</b>\n<b>{title}</b>", title=_title(t, review)),
        t(
            "Members to be rated: {subjects}\nBallots to issue: {voters}",
            subjects=int(payload["subjects"]),
            voters=int(payload["voters"]),
        ),
        t("The secretary or the deputy taps the button to open it."),
    )
    button = Button(t.plain("🗳 Open the secret ballot"), str(payload["data"]))
    return (Show(Screen(text, ((button,),)), OFFER, fresh=True),)


@dialogue.tap("open", Action.OPEN_BALLOT)
async def open_(c: Context, stamp: str, word: str) -> Answer:
    """Open the ballot, in the group: everything is worked out anew, the roll is frozen."""
    t = c.t
    if not c.event.place.group or c.event.place.chat != _group(c):
        raise kind_refusal(c, t.plain("Please do this in the branch's group."))
    standing = await under_way(c.tx, c.account.branch.id)
    if standing is not None:
        raise kind_refusal(c, t.plain("The voting is open already."))
    desk = await _prepared(c, word)
    if desk.fresh or whole_number(stamp) != desk.prep.subjects_stamp:
        raise kind_refusal(
            c,
            t.plain(
                "The lists have changed since this was prepared. Please prepare the ballot once "
                "more: /bophieu"
            ),
        )
    _possible(c, desk)
    me = c.account.person.id
    try:
        draft = desk.prep.draft(desk.plan, c.at)
        ballot = await ballots.open_ballot(c.tx, c.house.db.keys, draft, me, c.at)
    except KeysMissing:
        raise kind_refusal(
            c, t.plain("The ballot box could not be made. Please tell the operator.")
        ) from None
    await outbox.cancel(c.tx, f"{OFFERED}:{ballot.review_id}:", c.at)
    return await _opened(c, desk.prep, ballot)


async def _opened(c: Context, prep: Preparation, ballot: Ballot) -> Answer:
    t = c.house.words_of_branch(prep.branch)
    turnout = await ballots.turnout(c.tx, ballot.id)
    card = cards.card(t, c.house, ballot, prep.review.year, turnout, c.at)
    await closing.watch(c.tx, prep.branch, ballot)
    begun = t("🗳 The secret ballot is open: {title}", title=_title(t, prep.review))
    return (
        Toast(c.t.plain("The voting is open.")),
        Show(Screen(begun), OFFER),
        Show(card, cards.task(ballot.id), pin=True),
    )


def _title(t: Words, review: Review) -> Markup:
    return paper.title_of(t, KIND, review.year)


def _possible(c: Context, desk: _Desk) -> None:
    """Refused unless there is somebody to vote on and enough who vote."""
    if not desk.prep.subjects:
        raise kind_refusal(c, c.t.plain("There is nobody to vote on yet."))
    if len(desk.prep.voting(desk.plan)) < TOO_FEW:
        raise kind_refusal(
            c, c.t.plain("With so few ballots nothing would be secret. Nothing was opened.")
        )


async def _desk(c: Context, word: str | None) -> _Desk:
    """The preparation as things stand, for a private chat; Refused where none can be made."""
    if c.event.place.group:
        raise kind_refusal(c, c.t.plain("Please do this in the private chat with me."))
    return await _prepared(c, word)


async def _prepared(c: Context, word: str | None) -> _Desk:
    review = _review(c)
    _group(c)
    if await under_way(c.tx, c.account.branch.id) is not None:
        raise kind_refusal(c, c.t.plain("A ballot is under way already: /bophieu"))
    day = c.t.local(c.at).date()
    prep = await prepare(c.tx, c.house, c.account.branch, review, day)
    if len(prep.voters) > MOST_VOTERS:
        raise kind_refusal(
            c,
            c.t.plain("A ballot can be held among {most} members at most.", most=MOST_VOTERS),
        )
    plan = prep.plan(word)
    if plan is None:
        fresh = prep.plan(None)
        assert fresh is not None
        return _Desk(prep, fresh, fresh=True)
    return _Desk(prep, plan, fresh=False)


def _shown(c: Context, desk: _Desk, screen: Screen) -> Answer:
    show = Show(screen, PREPARE)
    if not desk.fresh:
        return (show,)
    changed = c.t.plain("The list of voters has changed. Please choose the excused once more.")
    return (Toast(changed, alert=True), show)


def _review(c: Context) -> Review:
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


def _group(c: Context) -> int:
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
