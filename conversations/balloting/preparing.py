"""Preparing a ballot, in the private chat: every list and term of it, each kept as it is chosen."""

from collections.abc import Callable
from dataclasses import replace

from conversations.authority import Action, may
from conversations.balloting import ending, lists, overview, terms
from conversations.balloting.closing import under_way
from conversations.balloting.declared import dialogue
from conversations.balloting.desk import Change, desk, group_of, planned, review_of, shown
from conversations.balloting.preparation import SPANS, TWO_THIRDS, Preparation
from conversations.balloting.rounds import Round
from conversations.context import Context
from conversations.parts import kind_refusal, whole_number
from conversations.screen import Answer, Button, Say, Screen
from storage import ballots, reviews
from storage.ballots import BallotPlan, Shows

LINK = 0
"""The ballot number that the link into the private preparation carries."""


@dialogue.command("bophieu", needs=Action.OPEN_BALLOT)
async def command(c: Context, argument: str) -> Answer:
    """Where the ballot stands; where there is none, the preparation."""
    return await _start(c)


@dialogue.tap("prepare", Action.OPEN_BALLOT)
async def prepare_tap(c: Context, word: str = "") -> Answer:
    """The preparation; with a word, of another ballot than the one prepared last."""
    return await _start(c, Round(word) if word in set(Round) else None)


async def from_link(c: Context) -> Answer:
    """The preparation, opened by the button that ``/bophieu`` leaves in the group."""
    if not may(c.me, Action.OPEN_BALLOT, group=False):
        raise kind_refusal(c, c.t.plain("The ballot is prepared by the secretary or the deputy."))
    return await _start(c)


async def _start(c: Context, round_: Round | None = None) -> Answer:
    standing = await under_way(c.tx, c.account.branch.id)
    if standing is not None:
        return await ending.show(c, standing)
    if c.event.place.group:
        return (Say(_into_private(c)),)
    prep = await desk(c, round_)
    if round_ is not None:
        await ballots.keep_plan(c.tx, prep.plan)
    return shown(overview.whole(c.t, prep))


def _into_private(c: Context) -> Screen:
    review_of(c)
    group_of(c)
    button = Button(c.t.plain("🗳 Prepare in private"), url=c.house.link(f"b{LINK}"))
    return Screen(
        c.t(
            "The ballot is prepared in the private chat, for some of it concerns single members. "
            "Then one button in this group opens it."
        ),
        ((button,),),
    )


@dialogue.tap("rounds", Action.OPEN_BALLOT)
async def rounds(c: Context) -> Answer:
    """Every ballot that can be held now."""
    return shown(overview.rounds(c.t, await desk(c)))


@dialogue.tap("subjects", Action.OPEN_BALLOT)
async def subjects(c: Context, page: str) -> Answer:
    return shown(lists.subjects(c.t, await desk(c), whole_number(page) or 0))


@dialogue.tap("absent", Action.OPEN_BALLOT)
async def absent(c: Context, page: str) -> Answer:
    return shown(lists.absent(c.t, await desk(c), whole_number(page) or 0))


@dialogue.tap("excuse", Action.OPEN_BALLOT)
async def excuse(c: Context, page: str, person_id: str, inside: str) -> Answer:
    """Somebody is excused, or is not any more."""
    prep = await _listed(
        c, person_id, lambda plan, one: replace(plan, excused=_with(plan.excused, one, inside))
    )
    return shown(lists.absent(c.t, prep, whole_number(page) or 0))


@dialogue.tap("phones", Action.OPEN_BALLOT)
async def phones(c: Context, page: str) -> Answer:
    return shown(lists.phones(c.t, await desk(c), whole_number(page) or 0))


@dialogue.tap("onpaper", Action.OPEN_BALLOT)
async def on_paper(c: Context, page: str, person_id: str, inside: str) -> Answer:
    """Somebody votes on paper, or by phone after all."""
    prep = await _listed(
        c, person_id, lambda plan, one: replace(plan, paper=_with(plan.paper, one, inside))
    )
    return shown(lists.phones(c.t, prep, whole_number(page) or 0))


@dialogue.tap("allpaper", Action.OPEN_BALLOT)
async def all_on_paper(c: Context) -> Answer:
    """Everybody without an account votes on paper."""
    prep = await desk(c)
    without = frozenset(one.id for one in prep.cut_off)
    prep = await planned(c, lambda plan: replace(plan, paper=plan.paper | without), prep)
    return shown(lists.phones(c.t, prep, 0))


@dialogue.tap("counters", Action.OPEN_BALLOT)
async def counters(c: Context, page: str) -> Answer:
    return shown(lists.counters(c.t, await desk(c), whole_number(page) or 0))


@dialogue.tap("counter", Action.OPEN_BALLOT)
async def counter(c: Context, page: str, person_id: str, inside: str) -> Answer:
    """Somebody is a teller, or is not any more."""
    prep = await _listed(
        c, person_id, lambda plan, one: replace(plan, tellers=_with(plan.tellers, one, inside))
    )
    return shown(lists.counters(c.t, prep, whole_number(page) or 0))


@dialogue.tap("unheard", Action.OPEN_BALLOT)
async def unheard(c: Context, page: str) -> Answer:
    return shown(lists.unheard(c.t, await desk(c), whole_number(page) or 0))


@dialogue.tap("heard", Action.RECORD_HEARD)
async def heard(c: Context, person_id: str, page: str) -> Answer:
    """Record that a member was heard at the meeting («đã kiểm điểm»)."""
    prep = await desk(c)
    wanted = whole_number(person_id)
    person = next((one for one in prep.asked.unheard if one.id == wanted), None)
    if person is not None:
        me = c.account.person.id
        await reviews.record_heard(c.tx, prep.review.id, person.id, True, me, c.at)
        prep = await desk(c)
    return shown(lists.unheard(c.t, prep, whole_number(page) or 0))


@dialogue.tap("off", Action.OPEN_BALLOT)
async def off(c: Context, page: str) -> Answer:
    return shown(lists.off(c.t, await desk(c), whole_number(page) or 0))


@dialogue.tap("bases", Action.OPEN_BALLOT)
async def bases(c: Context) -> Answer:
    return shown(terms.bases(c.t, await desk(c)))


@dialogue.tap("base", Action.OPEN_BALLOT)
async def base(c: Context, term: str) -> Answer:
    """Another majority base, back to the whole."""
    prep = await desk(c)
    chosen = prep.bases[_among(c, term, len(prep.bases))]
    prep = await planned(c, lambda plan: replace(plan, base=chosen.value), prep)
    return shown(overview.whole(c.t, prep))


@dialogue.tap("quorum", Action.OPEN_BALLOT)
async def quorum(c: Context) -> Answer:
    return shown(terms.quorums(c.t, await desk(c)))


@dialogue.tap("least", Action.OPEN_BALLOT)
async def least(c: Context, term: str) -> Answer:
    """How many ballots must come back, back to the whole."""
    chosen = _among(c, term, TWO_THIRDS + 1)
    return await _term(c, lambda plan: replace(plan, quorum=chosen))


@dialogue.tap("span", Action.OPEN_BALLOT)
async def span(c: Context) -> Answer:
    return shown(terms.spans(c.t, await desk(c)))


@dialogue.tap("ends", Action.OPEN_BALLOT)
async def ends(c: Context, term: str) -> Answer:
    """When casting stops by itself, back to the whole."""
    chosen = _among(c, term, len(SPANS))
    return await _term(c, lambda plan: replace(plan, span=chosen))


@dialogue.tap("shows", Action.OPEN_BALLOT)
async def shows(c: Context) -> Answer:
    return shown(terms.shows(c.t, await desk(c)))


@dialogue.tap("tells", Action.OPEN_BALLOT)
async def tells(c: Context, word: str) -> Answer:
    """What the group is to see of the result, back to the whole."""
    if word not in set(Shows):
        raise _no_such(c)
    return await _term(c, lambda plan: replace(plan, shows=Shows(word)))


async def _listed(
    c: Context, person: str, change: Callable[[BallotPlan, int], BallotPlan]
) -> Preparation:
    """The preparation once one of its lists is changed for a voter; anybody else changes none."""
    number, prep = whole_number(person), await desk(c)
    if number is None or number not in {one.id for one in prep.voters}:
        return prep
    return await planned(c, lambda plan: change(plan, number), prep)


def _with(people: frozenset[int], person: int, inside: str) -> frozenset[int]:
    """The list with that person in it, or without him."""
    return people | {person} if inside == "1" else people - {person}


async def _term(c: Context, change: Change) -> Answer:
    """Keep another term, back to the whole."""
    return shown(overview.whole(c.t, await planned(c, change)))


def _among(c: Context, place: str, many: int) -> int:
    """The place that a button names among so many choices; Refused for any other."""
    chosen = whole_number(place)
    if chosen is None or chosen >= many:
        raise _no_such(c)
    return chosen


def _no_such(c: Context) -> Exception:
    return kind_refusal(c, c.t.plain("Your branch has no such ballot."))
