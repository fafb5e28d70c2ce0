"""The protocol of a count (biên bản kiểm phiếu): its figures, its lines, its receipts.

For secretary, deputy and the tellers of that ballot, in private; the group gets what the branch
chose to show.  The identities hold on every screen: issued ≥ returned = valid + invalid, and each
subject's votes and blanks make the valid ballots.
"""

from markupsafe import Markup
from sqlalchemy.ext.asyncio import AsyncConnection

from conversations import evidence
from conversations.authority import Action, may
from conversations.balloting import cards, closing, further
from conversations.balloting.declared import PROTOCOL, dialogue
from conversations.balloting.figures import lines, turnout, votes
from conversations.balloting.standing import title_here
from conversations.balloting.terms import BASE_NAMES
from conversations.context import Context, Errand, House
from conversations.packing import MOST_BALLOT
from conversations.paper import blocks, title, too_few
from conversations.parts import back_button, home_button, kind_refusal, whole_number
from conversations.results import base_of, present_of
from conversations.screen import Answer, Button, Rows, Screen, Show
from conversations.words import Words
from rules import Ruleset
from storage import ballots, meetings, reviews, roll
from storage.ballots import Ballot, BallotState, Figures, PaperCount

LINES, CODES = 15, 60
"""Subjects, and receipt codes, on one page."""
_LEAST = ballots.SIDE_AT_LEAST
BY_SUBJECT, BY_SIDE, RECEIPTS = "s", "b", "c"
"""What a page of the protocol lists."""


def outcome(c: Context, ballot: Ballot) -> Screen:
    """What whoever ended the voting, or confirmed its paper, is told when it has ended."""
    t = c.t
    group = c.event.place.group
    rows: Rows = () if group else ((home_button(t),),)
    if ballot.state is BallotState.CLOSED and ballot.figures is not None:
        text = blocks(
            t("🏁 <b>The voting has ended.</b>\n{title}", title=title_here(c, ballot)),
            turnout(t, ballot.figures),
            t("The report goes to the secretary's private chat."),
        )
        if not group:
            if may(c.me, Action.OPEN_BALLOT, group=False):
                rows = ((further.button(t),), *rows)
            rows = ((_open_protocol(t, ballot),), *rows)
            if may(c.me, Action.READ_REPORT, group=False):
                rows = ((Button(t.plain("📊 Open the report"), "report:show"),), *rows)
        return Screen(text, rows)
    if ballot.state is BallotState.VOID:
        return Screen(failure(t, title_here(c, ballot), ballot), rows)
    text = blocks(
        t("🗳 {title}", title=title_here(c, ballot)),
        t("No votes are taken any more. The ballots have not been counted yet; nothing is lost."),
    )
    if may(c.me, Action.CLOSE_BALLOT, group=group):
        again = Button(t.plain("🔁 Count the ballots"), dialogue.data("count", ballot.id))
        rows = ((again,), *rows)
    return Screen(text, rows)


def failure(t: Words, about: Markup, ballot: Ballot) -> Markup:
    """That a voting is void, why, and what to do."""
    return blocks(
        t("⚠️ <b>The voting is void.</b>\n{title}", title=about),
        t("Reason: {reason}.", reason=cards.void_reason(t, ballot)),
        t("Nothing of it was counted. Please prepare it anew: /bophieu"),
    )


def _open_protocol(t: Words, ballot: Ballot) -> Button:
    return Button(t.plain("📄 The protocol's figures"), dialogue.data("protocol", ballot.id))


@dialogue.delivery(closing.PROTOCOL)
async def done(errand: Errand) -> Answer | None:
    """To a teller: the figures of the count."""
    me = errand.me
    ballot = await ballots.ballot(errand.tx, int(errand.row.payload["ballot"]))
    review = None if ballot is None else await reviews.review(errand.tx, ballot.review_id)
    if ballot is None or review is None or me is None or ballot.figures is None:
        return None
    if not any(one.person.id == me.person.id for one in await closing.readers(errand.tx, ballot)):
        return None
    about = title(errand.t, ballot, review.year)
    screen = await _cover(errand.house, errand.tx, errand.t, ballot, about)
    return (Show(screen, PROTOCOL, fresh=True),)


@dialogue.tap("protocol", Action.READ_PROTOCOL)
async def show(c: Context, ballot_id: str) -> Answer:
    """The figures of a counted ballot."""
    ballot = await _counted(c, ballot_id)
    screen = await _cover(c.house, c.tx, c.t, ballot, title_here(c, ballot))
    return (Show(screen, PROTOCOL),)


@dialogue.tap("p_list", Action.READ_PROTOCOL)
async def show_list(c: Context, ballot_id: str, what: str, page: str) -> Answer:
    """A page of the protocol: every subject's votes, both sides apart, or the receipt codes."""
    ballot = await _counted(c, ballot_id)
    t, figures = c.t, ballot.figures
    ruleset = await _ruleset(c.house, c.tx, ballot)
    if what == RECEIPTS and figures is not None:
        head, size = t("🧾 <b>Receipt codes of all counted ballots</b>"), CODES
        listed = [t("<code>{code}</code>", code=code) for code in figures.codes]
    elif what == BY_SIDE:
        head, size = t("📱 <b>By phone</b> and 📄 <b>on paper</b>"), LINES // 2
        count = await ballots.paper_count(c.tx, ballot.id)
        listed = _sides(t, ballot, ruleset, count)
        if not listed:
            told = t("With fewer than {n} ballots on one side only the sums are kept.", n=_LEAST)
            listed = [told]
    else:
        head, size = t("🧮 <b>The votes</b>"), LINES
        listed = lines(t, ballot, ruleset)
        if figures is not None and not ballot.picks:
            each = t("Each line adds up to {valid} valid ballots.", valid=_valid(figures))
            head = t.join([head, each])
    last = max(0, (len(listed) - 1) // size)
    at = max(0, min(whole_number(page) or 0, last))
    by = "  " if what == RECEIPTS else "\n"
    text = blocks(head, t.join(listed[at * size : (at + 1) * size], by))
    turns = tuple(
        Button(label, dialogue.data("p_list", ballot.id, what, to))
        for label, to in (
            (t.plain("‹ Previous page"), at - 1),
            (t.plain("Next page ›"), at + 1),
        )
        if 0 <= to <= last
    )
    back = back_button(t, dialogue.data("protocol", ballot.id))
    rows: Rows = (*((turns,) if turns else ()), (back,), (home_button(t),))
    return (Show(Screen(text, rows), PROTOCOL),)


async def _cover(
    house: House, tx: AsyncConnection, t: Words, ballot: Ballot, about: Markup
) -> Screen:
    figures = ballot.figures
    if figures is None:
        raise ValueError("only a counted ballot has a protocol")
    named = [await roll.person(tx, one) for one in await ballots.tellers(tx, ballot.id)]
    names = ", ".join(one.full_name for one in named if one is not None)
    text = blocks(
        t("📄 <b>The protocol's figures</b>\n{title}", title=about),
        turnout(t, figures, await _present(house, tx, ballot)),
        t("Majority: {base}.", base=t(BASE_NAMES[base_of(ballot)])),
        t("Tellers: {names}.", names=names) if names else Markup(),
        too_few(t, ballot, figures.returned),
        t("With fewer than {n} ballots on one side only the sums are kept.", n=_LEAST)
        if figures.paper is not None and not _both_sides(figures)
        else Markup(),
    )
    rows: list[tuple[Button, ...]] = []

    def to(label: str, what: str) -> None:
        rows.append((Button(label, dialogue.data("p_list", ballot.id, what, 0)),))

    to(t.plain("🧮 Votes for each name"), BY_SUBJECT)
    if figures.paper is not None and _both_sides(figures):
        to(t.plain("📱 Phones and paper apart"), BY_SIDE)
    if figures.codes:
        to(t.plain("🧾 Receipt codes"), RECEIPTS)
    rows.append((Button(t.plain("🖨 To print and sign"), f"paper:protocol:{ballot.id}"),))
    return Screen(text, (*rows, (home_button(t),)))


async def _present(house: House, tx: AsyncConnection, ballot: Ballot) -> int | None:
    """How many of the ballot's roll were there, as frozen, or by that day's roll-call; None: none
    was taken."""
    frozen = present_of(ballot)
    if frozen is not None:
        return frozen
    branch = await roll.branch(tx, ballot.branch_id)
    if branch is None:
        return None
    day = house.words_of_branch(branch).local(ballot.opened_at).date()
    called = await meetings.present(tx, branch.id, day)
    if called is None:
        return None
    on_roll = {
        *await ballots.voters(tx, ballot.id),
        *await ballots.paper_voters(tx, ballot.id),
        *await ballots.excused(tx, ballot.id),
    }
    return len(on_roll & called.present)


def _valid(figures: Figures) -> int:
    return figures.returned - figures.invalid


def _both_sides(figures: Figures) -> bool:
    """Whether both sides have enough ballots to be told apart."""
    paper = figures.paper
    if paper is None:
        return False
    by_phone = figures.returned - paper.returned
    return min(by_phone, paper.returned - paper.invalid) >= _LEAST


def _sides(t: Words, ballot: Ballot, ruleset: Ruleset, count: PaperCount | None) -> list[Markup]:
    """Each subject's votes by phone and on paper; none where only sums are kept."""
    figures = ballot.figures
    if figures is None or count is None or not count.lines:
        return []
    told = []
    for asked, both in zip(ballot.subjects, figures.subjects, strict=True):
        paper = count.lines[asked.number]
        phone = {level: n - paper.votes[level] for level, n in both.votes.items()}
        told.append(
            t(
                "{number}. {name}\n📱 {phone}\n📄 {paper}",
                number=asked.number,
                name=asked.name,
                phone=votes(t, ballot, ruleset, phone, both.blank - paper.blank),
                paper=votes(t, ballot, ruleset, paper.votes, paper.blank),
            )
        )
    return told


async def _counted(c: Context, ballot_id: str) -> Ballot:
    """The counted ballot of a tap that this person may read of; raises Refused."""
    number = whole_number(ballot_id)
    ballot = None
    if number is not None and 0 < number <= MOST_BALLOT:
        ballot = await ballots.ballot(c.tx, number)
    if ballot is None or ballot.branch_id != c.account.branch.id:
        raise kind_refusal(c, c.t.plain("Your branch has no such ballot."))
    reads = may(c.me, Action.READ_REPORT, group=False)
    me = c.account.person.id
    if not reads and all(one.person.id != me for one in await closing.readers(c.tx, ballot)):
        raise kind_refusal(
            c,
            c.t.plain(
                "The protocol is for the secretary, the deputy and the tellers of that ballot."
            ),
        )
    if ballot.figures is None:
        raise kind_refusal(c, c.t.plain("This ballot has not been counted."))
    return ballot


async def _ruleset(house: House, tx: AsyncConnection, ballot: Ballot) -> Ruleset:
    review = await reviews.review(tx, ballot.review_id)
    if review is None:
        raise LookupError("a ballot has its review")
    return evidence.ruleset_of(house, review)
