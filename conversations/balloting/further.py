"""After a count: what remains to be voted on, each by a button; a tie left to those above.

Nothing is decided here: the branch votes again, or says why the higher committee shall settle it.
"""

from markupsafe import Markup

from conversations.authority import Action
from conversations.balloting import overview
from conversations.balloting.declared import PREPARE, dialogue
from conversations.balloting.desk import desk, shown
from conversations.balloting.preparation import Preparation
from conversations.balloting.rounds import Asked, Round
from conversations.balloting.warning import NAMED, names_of
from conversations.context import Context
from conversations.paper import blocks
from conversations.parts import back_button, home_button, kind_refusal, whole_number
from conversations.results import Tie
from conversations.screen import Answer, Button, Rows, Screen, Show
from conversations.words import N_, Words
from storage import ballots, dialogues

REASON_SHORTEST, REASON_LONGEST = 5, 300
LEFT = "ballot:left"
"""What awaits the typed reason; its payload is the ballot, and the reason once it is typed."""

_REMAINS = {
    Round.LEVELS: N_("👥 Without a level yet: {names}."),
    Round.AGAIN: N_("🔁 No level has a majority, so they are voted on again: {names}."),
    Round.LATE: N_("🕘 Not on the ballot then, reviewed since: {names}."),
    Round.COLLECTIVE: N_("🏛 The level of {names}."),
    Round.BRANCH: N_("🏠 The level of {names}."),
}


def button(t: Words) -> Button:
    """The way from a count to what remains."""
    return Button(t.plain("➡️ What to vote on next"), "ballot:next")


@dialogue.tap("next", Action.OPEN_BALLOT)
async def next_(c: Context) -> Answer:
    """Everything that remains to be voted on, in the order that is advised."""
    return shown(_remaining(c.t, await desk(c)))


def _remaining(t: Words, prep: Preparation) -> Screen:
    held = [one for one in prep.offers if one.subjects]
    lines = [_line(t, prep, one) for one in held]
    rows: Rows = tuple(
        (Button(overview.name(t, one), f"ballot:prepare:{one.round.value}"),) for one in held
    )
    for tie in prep.ties:
        data = f"ballot:leave:{tie.ballot.id}"
        rows += ((Button(t.plain("⬆️ Leave it to the higher committee"), data),),)
    text = blocks(
        t("➡️ <b>What to vote on next</b>"),
        *lines,
        _unheard(t, prep),
        Markup() if held else t("Nothing is left to be voted on."),
    )
    return Screen(text, (*rows, (home_button(t),)))


def _unheard(t: Words, prep: Preparation) -> Markup:
    """Who can be voted on only once the branch has heard him; perhaps empty."""
    waiting = next((one.unheard for one in prep.offers if one.unheard), ())
    if not waiting:
        return Markup()
    return t(
        "📝 Not through the review yet: {names}. Once heard, they get a ballot of their own.",
        names=names_of(t, waiting),
    )


def _line(t: Words, prep: Preparation, asked: Asked) -> Markup:
    """One ballot that can be held: on whom, and by which clause."""
    about = overview.about(t, prep.ruleset, asked)
    if asked.round is Round.PICKS:
        line = t(
            "⭐ Second round, among {n} members: {names}.",
            n=len(asked.subjects),
            names=_names(t, asked),
        )
    elif asked.round is Round.TIED:
        line = t("⚖️ Equal votes: {names}.", names=_names(t, asked))
    else:
        return t(_REMAINS[asked.round], names=_names(t, asked))
    return t.join([line, about])


def _names(t: Words, asked: Asked) -> Markup:
    named = ", ".join(one.name for one in asked.subjects[:NAMED])
    if len(asked.subjects) > NAMED:
        return t("{names} and {n} more", names=named, n=len(asked.subjects) - NAMED)
    return t("{names}", names=named)


@dialogue.tap("leave", Action.OPEN_BALLOT)
async def leave(c: Context, ballot_id: str) -> Answer:
    """Ask for the reason, to be typed."""
    tie = await _tie(c, ballot_id)
    await dialogues.await_text(c.tx, c.event.sender, LEFT, str(tie.ballot.id))
    return shown(_ask(c, tie))


def _ask(c: Context, tie: Tie, remark: str = "") -> Screen:
    t = c.t
    text = blocks(
        t("⬆️ <b>Leave it to the higher committee?</b>"),
        t(
            "Equal votes, for {places} places: {names}. The branch then proposes none of them, and "
            "the report tells why. Please type the reason in one message.",
            places=tie.places,
            names=_tied_names(tie),
        ),
        t("{refusal}", refusal=remark) if remark else Markup(),
    )
    return Screen(text, ((back_button(t, "ballot:next"),), (home_button(t),)))


@dialogue.text("left", Action.OPEN_BALLOT)
async def reason(c: Context, typed: str, payload: str) -> Answer:
    """The reason typed; one more question, then it is done."""
    number, _, _ = payload.partition("\n")
    tie = await _tie(c, number)
    t, why = c.t, " ".join(typed.split())
    if not REASON_SHORTEST <= len(why) <= REASON_LONGEST:
        remark = t.plain(
            "The reason needs {least} to {most} characters; yours has {n}.",
            least=REASON_SHORTEST,
            most=REASON_LONGEST,
            n=len(why),
        )
        return (Show(_ask(c, tie, remark), PREPARE, fresh=True),)
    await dialogues.await_text(c.tx, c.event.sender, LEFT, f"{tie.ballot.id}\n{why}")
    text = blocks(
        t("⬆️ <b>Leave it to the higher committee?</b>"),
        t("{names}", names=_tied_names(tie)),
        t("Reason: {reason}.", reason=why.rstrip(".")),
        t("This cannot be undone."),
    )
    yes = Button(t.plain("⬆️ Yes, leave it to them"), f"ballot:upward:{tie.ballot.id}")
    back = back_button(t, "ballot:next")
    return (Show(Screen(text, ((yes,), (back,), (home_button(t),))), PREPARE, fresh=True),)


@dialogue.tap("upward", Action.OPEN_BALLOT)
async def upward(c: Context, ballot_id: str) -> Answer:
    """Record it for the reason typed, back to what remains."""
    tie = await _tie(c, ballot_id)
    awaited = await dialogues.awaited(c.tx, c.event.sender)
    number, _, why = (awaited.payload if awaited else "").partition("\n")
    if awaited is None or awaited.awaits != LEFT or number != str(tie.ballot.id) or not why:
        raise kind_refusal(c, c.t.plain("Please type the reason first."))
    await ballots.leave_upward(c.tx, tie.ballot, why.rstrip("."), c.account.person.id, c.at)
    await dialogues.clear_awaited(c.tx, c.event.sender)
    return shown(_remaining(c.t, await desk(c)))


async def _tie(c: Context, ballot_id: str) -> Tie:
    """The open tie of a tap; Refused where there is none of that ballot (any more)."""
    prep = await desk(c)
    number = whole_number(ballot_id)
    tie = next((one for one in prep.ties if one.ballot.id == number), None)
    if tie is None:
        raise kind_refusal(c, c.t.plain("There is no such tie any more. Nothing was changed."))
    return tie


def _tied_names(tie: Tie) -> str:
    names = {one.person_id: one.name for one in tie.ballot.subjects}
    return ", ".join(names[person] for person in tie.people)
