"""Where a ballot stands, closing it, declaring it void: by those who may, after a question."""

from markupsafe import Markup

from conversations.authority import Action, may
from conversations.balloting import cards, closing, protocol, running, tellers, wiping
from conversations.balloting.closing import Standing, under_way
from conversations.balloting.declared import STATUS, dialogue
from conversations.balloting.standing import few_came_back, has_ended, standing_of, title_here
from conversations.context import Context, Errand
from conversations.paper import blocks, title, too_few
from conversations.parts import back_button, home_button, kind_refusal
from conversations.screen import Answer, Button, Rows, Say, Screen, Show
from conversations.turnouts import CALM
from storage import ballots, dialogues, reviews
from storage.ballots import Ballot, BallotState, PaperCount, Turnout
from storage.errors import BallotNotOpen, TooFewReturned

REASON_SHORTEST, REASON_LONGEST = 5, 300


@dialogue.command("ketthuc", needs=Action.CLOSE_BALLOT)
async def close_command(c: Context, argument: str) -> Answer:
    """The question before closing the ballot that is under way."""
    standing = await under_way(c.tx, c.account.branch.id)
    if standing is None:
        raise kind_refusal(c, c.t.plain("No ballot is under way."))
    return await _asked(c, standing)


@dialogue.tap("status", Action.CLOSE_BALLOT)
async def status(c: Context, ballot_id: str) -> Answer:
    return await show(c, await standing_of(c, ballot_id))


async def show(c: Context, standing: Standing) -> Answer:
    """How far the ballot has come (a number, never names), and what can be done."""
    t, ballot = c.t, standing.ballot
    if ballot.state is BallotState.CLOSING:
        return (Show(await _stopped(c, ballot), STATUS),)
    text = blocks(
        t("🗳 <b>Secret ballot under way</b>\n{title}", title=title_here(c, ballot)),
        cards.voted(t, ballot, _told(c, standing)),
        cards.until(t, ballot)
        if ballot.takes_votes(c.at)
        else t("⏰ <b>The time for voting is over.</b> No more votes are taken."),
        t(
            "Only the number is shown, renewed every {n} seconds: who has voted, and how, is not.",
            n=CALM,
        ),
    )
    rows: list[tuple[Button, ...]] = [
        (Button(t.plain("🏁 End the voting"), dialogue.data("close", ballot.id)),)
    ]
    if not c.event.place.group:
        if may(c.me, Action.VOTE, group=False) and ballot.takes_votes(c.at):
            rows.append((Button(t.plain("🗳 Vote"), f"vote:open:{ballot.id}"),))
        rows += running.buttons(c, ballot)
        rows.append((Button(t.plain("🔄 Refresh"), dialogue.data("status", ballot.id)),))
    return (Show(Screen(text, (*rows, *_way_out(c, ballot))), STATUS),)


async def _stopped(c: Context, ballot: Ballot) -> Screen:
    """Casting was stopped: the paper is awaited, or the count did not come to its end."""
    paper = await ballots.paper_count(c.tx, ballot.id)
    if tellers.waits_for_paper(ballot, paper):
        return await _awaiting_paper(c, ballot, paper)
    t = c.t
    text = blocks(
        t("🗳 {title}", title=title_here(c, ballot)),
        t("No votes are taken any more. The ballots have not been counted yet; nothing is lost."),
    )
    again = Button(t.plain("🔁 Count the ballots"), dialogue.data("count", ballot.id))
    return Screen(text, ((again,), *_way_out(c, ballot)))


async def _awaiting_paper(c: Context, ballot: Ballot, paper: PaperCount | None) -> Screen:
    """How far the tellers have come with the paper, who they are, and what can be done."""
    t, group = c.t, c.event.place.group
    counters = await tellers.counters(c.tx, ballot)
    names = ", ".join(one.person.full_name for one in counters)
    handed = paper is not None and paper.entered_by is not None
    lone = len(counters) < tellers.PAIR
    text = blocks(
        t("🗳 {title}", title=title_here(c, ballot)),
        t(cards.PAPER_IS_COUNTED),
        t("The figures are entered and wait for another teller to confirm them.")
        if handed
        else t(
            "Voting on paper: {n}. The figures are still to be entered.", n=cards.on_paper(ballot)
        ),
        t("They are counted by: {names}.", names=names) if names else Markup(),
        t("⚠️ Two persons are needed: one enters, another confirms. Please name one more teller.")
        if lone
        else Markup(),
    )
    if group:
        return Screen(text)
    rows: list[tuple[Button, ...]] = []
    if any(one.person.id == c.account.person.id for one in counters):
        label = t.plain("👀 The paper figures") if handed else t.plain("📝 Enter the paper ballots")
        rows.append((Button(label, dialogue.data("paper", ballot.id)),))
    if may(c.me, Action.OPEN_BALLOT, group=False):
        rows.append((Button(t.plain("👤 Name one more teller"), _data("tellers", ballot)),))
    rows.append((Button(t.plain("🔄 Refresh"), _data("status", ballot)),))
    return Screen(text, (*rows, *_way_out(c, ballot)))


def _data(verb: str, ballot: Ballot) -> str:
    return dialogue.data(verb, ballot.id)


def _way_out(c: Context, ballot: Ballot) -> Rows:
    """In private: declaring the ballot void, for those who may, and the way home."""
    if c.event.place.group:
        return ()
    rows: Rows = ((home_button(c.t),),)
    if may(c.me, Action.VOID_BALLOT, group=False):
        data = dialogue.data("void", ballot.id)
        rows = ((Button(c.t.plain("⚠️ Declare it void"), data),), *rows)
    return rows


@dialogue.tap("close", Action.CLOSE_BALLOT)
async def close(c: Context, ballot_id: str) -> Answer:
    """The question before closing: how many were issued, how many have come back."""
    return await _asked(c, await standing_of(c, ballot_id))


async def _asked(c: Context, standing: Standing) -> Answer:
    t, ballot = c.t, standing.ballot
    if ballot.state is BallotState.CLOSING:
        return (Show(await _stopped(c, ballot), STATUS),)
    turnout = _told(c, standing)
    out = turnout.issued - turnout.returned
    figures = t(
        "Ballots issued: {issued}\nBallots returned: {returned}",
        issued=turnout.issued,
        returned=turnout.returned,
    )
    left = t("Everyone has voted. Afterwards nothing can be changed.")
    if out:
        left = t(
            "⚠️ Ballots not returned yet: <b>{n}</b>. Afterwards nobody can vote any more.", n=out
        )
    if ballot.paper:
        figures = cards.voted(t, ballot, turnout)
        left = left if out else Markup()
    on_paper = cards.on_paper(ballot) if ballot.paper else 0
    # A first ballot that the calm number does not tell yet must not show here either.
    if turnout.returned + on_paper and standing.returned + on_paper < ballots.COUNTED_AT_LEAST:
        return (Show(_not_counted(c, ballot, figures), STATUS),)
    text = blocks(
        t("🏁 <b>End the voting and count?</b>\n{title}", title=title_here(c, ballot)),
        figures,
        left,
        t(
            "Then the tellers enter the paper ballots. Nothing is opened before a second teller "
            "has confirmed them."
        )
        if ballot.paper
        else too_few(t, ballot, turnout.returned),
        t(
            "⚠️ By phone only {n} came back: with fewer than {least} on one side only the sums of "
            "both are told, and whoever counted the paper can work out the rest.",
            n=turnout.returned,
            least=ballots.SIDE_AT_LEAST,
        )
        if ballot.paper and 0 < turnout.returned < ballots.SIDE_AT_LEAST
        else Markup(),
    )
    yes = t.plain("✅ Yes, end the voting") if ballot.paper else t.plain("✅ Yes, end and count")
    rows: list[tuple[Button, ...]] = [
        (Button(yes, dialogue.data("count", ballot.id)),),
        (Button(t.plain("‹ Not yet"), dialogue.data("status", ballot.id)),),
    ]
    if not c.event.place.group:
        rows.append((home_button(t),))
    return (Show(Screen(text, tuple(rows)), STATUS),)


def _told(c: Context, standing: Standing) -> Turnout:
    """How many have voted, as it may be told now."""
    ballot = standing.ballot
    return cards.calm(c.house, ballot, Turnout(standing.issued, standing.returned), c.at)


def _not_counted(c: Context, ballot: Ballot, figures: Markup) -> Screen:
    """That too few ballots came back to be counted, and what is left to do."""
    t = c.t
    text = blocks(
        t("⛔ <b>The ballots cannot be counted yet.</b>\n{title}", title=title_here(c, ballot)),
        figures,
        t(few_came_back(ballot, c.at), least=ballots.COUNTED_AT_LEAST),
    )
    back = back_button(t, dialogue.data("status", ballot.id))
    return Screen(text, ((back,), *_way_out(c, ballot)))


@dialogue.tap("count", Action.CLOSE_BALLOT)
async def count(c: Context, ballot_id: str) -> Answer:
    """Stop casting, once; the count follows in its own transaction, or the tellers are called."""
    standing = await standing_of(c, ballot_id)
    ballot, house, at, me = standing.ballot, c.house, c.at, c.account.person.id
    if ballot.state is BallotState.OPEN:
        try:
            await ballots.begin_closing(c.tx, ballot.id, me, at)
        except BallotNotOpen:
            raise has_ended(c, ballot) from None
        except TooFewReturned:
            few = few_came_back(ballot, at)
            raise kind_refusal(c, c.t.plain(few, least=ballots.COUNTED_AT_LEAST)) from None
        ballot = (await standing_of(c, ballot_id)).ballot
        if ballot.paper:
            await tellers.call(c.tx, ballot, at)
            await cards.refresh_at(c.tx, c.account.branch, ballot, at)
    if tellers.waits_for_paper(ballot, await ballots.paper_count(c.tx, ballot.id)):
        return (Show(await _stopped(c, ballot), STATUS),)

    async def counted() -> Answer:
        ended = await closing.count(house, ballot.id, me, at)
        return (Show(protocol.outcome(c, ended), STATUS),)

    c.after_commit.append(counted)
    return ()


@dialogue.delivery(closing.FAILED)
async def failed(errand: Errand) -> Answer | None:
    """To the secretary: a voting is void, why, and what to do."""
    ballot = await ballots.ballot(errand.tx, int(errand.row.payload["ballot"]))
    me, t = errand.me, errand.t
    if ballot is None or me is None or ballot.branch_id != me.branch.id:
        return None
    review = await reviews.review(errand.tx, ballot.review_id)
    if review is None or ballot.state is not BallotState.VOID:
        return None
    text = protocol.failure(t, title(t, ballot, review.year), ballot)
    anew = Button(t.plain("🗳 Prepare it anew"), "ballot:prepare")
    return (Say(Screen(text, ((anew,), (home_button(t),)))),)


@dialogue.tap("void", Action.VOID_BALLOT)
async def void(c: Context, ballot_id: str) -> Answer:
    """Ask for the reason, to be typed."""
    standing = await standing_of(c, ballot_id)
    await dialogues.await_text(c.tx, c.event.sender, "ballot:reason", str(standing.ballot.id))
    return (Show(_ask_reason(c, standing.ballot), STATUS),)


def _ask_reason(c: Context, ballot: Ballot, remark: str = "") -> Screen:
    t = c.t
    text = blocks(
        t("⚠️ <b>Declare this voting void?</b>\n{title}", title=title_here(c, ballot)),
        t(
            "No vote of it will be counted, and it is held again. Please type the reason in one "
            "message: it is kept in the record and told to the group."
        ),
        t("{refusal}", refusal=remark) if remark else Markup(),
    )
    back = back_button(t, dialogue.data("status", ballot.id))
    return Screen(text, ((back,), (home_button(t),)))


@dialogue.text("reason", Action.VOID_BALLOT)
async def reason(c: Context, typed: str, payload: str) -> Answer:
    """The reason typed; one more question, then it is done."""
    number, _, _ = payload.partition("\n")
    standing = await standing_of(c, number)
    ballot, t = standing.ballot, c.t
    why = " ".join(typed.split())
    if not REASON_SHORTEST <= len(why) <= REASON_LONGEST:
        remark = t.plain(
            "The reason needs {least} to {most} characters; yours has {n}.",
            least=REASON_SHORTEST,
            most=REASON_LONGEST,
            n=len(why),
        )
        return (Show(_ask_reason(c, ballot, remark), STATUS, fresh=True),)
    await dialogues.await_text(c.tx, c.event.sender, "ballot:reason", f"{ballot.id}\n{why}")
    text = blocks(
        t("⚠️ <b>Declare this voting void?</b>\n{title}", title=title_here(c, ballot)),
        t("Reason: {reason}.", reason=why.rstrip(".")),
        t("This cannot be undone."),
    )
    yes = Button(t.plain("⚠️ Yes, it is void"), dialogue.data("voided", ballot.id))
    back = Button(t.plain("‹ No, keep it"), dialogue.data("status", ballot.id))
    return (Show(Screen(text, ((yes,), (back,), (home_button(t),))), STATUS, fresh=True),)


@dialogue.tap("voided", Action.VOID_BALLOT)
async def voided(c: Context, ballot_id: str) -> Answer:
    """Declare it void for the reason typed; the group is told."""
    standing = await standing_of(c, ballot_id)
    ballot = standing.ballot
    awaited = await dialogues.awaited(c.tx, c.event.sender)
    number, _, why = (awaited.payload if awaited else "").partition("\n")
    if awaited is None or awaited.awaits != "ballot:reason" or number != str(ballot.id) or not why:
        raise kind_refusal(c, c.t.plain("Please type the reason first."))
    why = why.rstrip(".")
    try:
        await ballots.void(c.tx, c.house.db.keys, ballot.id, c.account.person.id, c.at, why)
    except BallotNotOpen:
        raise has_ended(c, ballot) from None
    await dialogues.clear_awaited(c.tx, c.event.sender)
    ended = await ballots.ballot(c.tx, ballot.id)
    if ended is None:
        raise LookupError("a ballot cannot vanish")
    await cards.announce(c.tx, c.account.branch, ended, c.at)
    await wiping.wipe(c.tx, ended, c.at)
    c.house.drafts.drop_ballot(ballot.id)
    anew = Button(c.t.plain("🗳 Prepare it anew"), "ballot:prepare")
    return (
        Show(
            Screen(
                protocol.failure(c.t, title_here(c, ended), ended), ((anew,), (home_button(c.t),))
            ),
            STATUS,
        ),
    )


dialogue.delivery(cards.CARD)(cards.deliver_card)
dialogue.delivery(cards.ENDED)(cards.deliver_ended)
dialogue.delivery(cards.VOIDED)(cards.deliver_voided)
