"""The one door: an event comes in, its answer goes out.

Each event is handled in one write transaction, so it is done wholly or not at all; the right it
needs is checked before its dialogue sees it.  Nothing here depends on what an event carries being
true: identity is the account's number, looked up on the roll every time.
"""

from collections.abc import Mapping

from sqlalchemy.ext.asyncio import AsyncConnection

from conversations import (
    balloting,
    board,
    bodies,
    committee,
    facts,
    groups,
    home,
    joining,
    meetings,
    mine,
    own_forms,
    papers,
    reminders,
    report,
    reviewing,
    rolling,
    self_assessment,
    suggesting,
    voting,
)
from conversations.authority import Action, may
from conversations.context import Context, Errand, House, Refused
from conversations.dialogue import (
    CommandHandler,
    DeliveryFunction,
    Dialogue,
    FanFunction,
    FileHandler,
    OpenedFile,
    SpreadFunction,
    TapHandler,
    TextHandler,
)
from conversations.parts import home_button
from conversations.screen import (
    SILENCE,
    Answer,
    Blocked,
    BotAdded,
    BotRemoved,
    Command,
    Event,
    File,
    Migrated,
    Other,
    Say,
    Screen,
    Tap,
    Text,
    Toast,
    Unblocked,
)
from conversations.words import Words, known_locale
from storage import dialogues, roll
from storage.roll import Account

DIALOGUES: tuple[Dialogue, ...] = (
    home.dialogue,
    joining.dialogue,
    groups.dialogue,
    reviewing.dialogue,
    board.dialogue,
    rolling.dialogue,
    mine.dialogue,
    facts.dialogue,
    committee.dialogue,
    bodies.dialogue,
    suggesting.dialogue,
    self_assessment.dialogue,
    self_assessment.assistance,
    balloting.dialogue,
    voting.dialogue,
    report.dialogue,
    own_forms.dialogue,
    meetings.dialogue,
    reminders.dialogue,
    papers.dialogue,
)

COMMANDS: Mapping[str, CommandHandler] = {
    name: handler for dialogue in DIALOGUES for name, handler in dialogue.commands.items()
}
TAPS: Mapping[tuple[str, str], TapHandler] = {
    (dialogue.name, verb): handler
    for dialogue in DIALOGUES
    for verb, handler in dialogue.taps.items()
}
TEXTS: Mapping[str, TextHandler] = {
    awaits: handler for dialogue in DIALOGUES for awaits, handler in dialogue.texts.items()
}
FILES: Mapping[str, FileHandler] = {
    awaits: handler for dialogue in DIALOGUES for awaits, handler in dialogue.files.items()
}
DELIVERIES: Mapping[str, DeliveryFunction] = {
    kind: function for dialogue in DIALOGUES for kind, function in dialogue.deliveries.items()
}

FANS: Mapping[str, FanFunction] = {
    kind: function for dialogue in DIALOGUES for kind, function in dialogue.fans.items()
}
SPREADS: Mapping[str, SpreadFunction] = {
    kind: function for dialogue in DIALOGUES for kind, function in dialogue.spreads.items()
}


class Unfinished(Exception):
    """What follows a committed event went wrong (its cause); ``said`` is the answer so far."""

    def __init__(self, said: Answer) -> None:
        super().__init__("unfinished")
        self.said = said


async def answer(house: House, event: Event) -> Answer:
    """What to answer; whatever it says was saved is committed.

    Raises only the unexpected: ``Unfinished`` once the event itself is committed.
    """
    opened = await _open_file(house, event)
    try:
        async with house.db.write() as tx:
            context = await _context(house, tx, event)
            parts = await _dispatch(context, opened)
    except Refused as refusal:
        return refusal.answer
    for work in context.after_commit:
        try:
            parts += await work()
        except Exception as error:
            raise Unfinished(parts) from error
    return parts


async def word(errand: Errand) -> Answer | None:
    """The words of an outbox row, made at sending; None when it is no longer needed."""
    function = DELIVERIES.get(errand.row.kind)
    return None if function is None else await function(errand)


async def recipients(errand: Errand) -> tuple[Account, ...] | None:
    """To whom a row that names nobody goes, found at sending; None: it is not of that kind.

    Who is among them may be a secret: each is written to as if he were the only one, and neither
    the row's state, nor a log, nor ``reachable`` may tell afterwards who they were.
    """
    function = FANS.get(errand.row.kind)
    return None if function is None else await function(errand)


async def spread(errand: Errand) -> bool:
    """Turn a row of one of ``SPREADS`` into rows of its own; False: it is no longer needed."""
    return await SPREADS[errand.row.kind](errand)


def apology(house: House, event: Event, reference: str, error: Exception) -> Answer:
    """What is said when something unexpected went wrong; ``reference`` finds it in the log.

    What is committed already is not said to have changed nothing.
    """
    t = house.words_for(None, known_locale(event.language))
    tapped = isinstance(event.what, Tap)
    if not tapped and event.place.group:
        return SILENCE
    if isinstance(error, Unfinished):
        words = t.plain(
            "Your step was saved, but something went wrong after it. Please type /trangchu to see "
            "where things stand. (code {code})",
            code=reference,
        )
        said = Toast(words, alert=True) if tapped else Say(Screen(t("{refusal}", refusal=words)))
        return (*error.said, said)
    if tapped:
        return (
            Toast(
                t.plain(
                    "Something went wrong and nothing was changed. Please try again. (code {code})",
                    code=reference,
                ),
                alert=True,
            ),
        )
    return (
        Say(
            Screen(
                t(
                    "Something went wrong on our side and nothing was changed. Please try again; "
                    "if it happens once more, tell the operator the code <code>{code}</code>.",
                    code=reference,
                )
            )
        ),
    )


async def _context(house: House, tx: AsyncConnection, event: Event) -> Context:
    me = None if event.anonymous else await roll.find_account(tx, event.sender)
    words = house.words_for(me, known_locale(event.language))
    return Context(house, event, tx, me, words)


async def _open_file(house: House, event: Event) -> tuple[str, OpenedFile] | None:
    """What a sent file holds, and which question awaited it; None for a file nobody asked for.

    Fetching and reading it takes a while: that is done before the event's transaction.
    """
    if not isinstance(event.what, File) or event.place.group or event.anonymous:
        return None
    async with house.db.read() as tx:
        me = await roll.find_account(tx, event.sender)
        awaited = await dialogues.awaited(tx, event.sender)
    handler = None if awaited is None else FILES.get(awaited.awaits)
    if awaited is None or handler is None or not may(me, handler.needs, group=False):
        return None
    return awaited.awaits, await handler.function(house, event, event.what)


async def _dispatch(c: Context, opened: tuple[str, OpenedFile] | None) -> Answer:
    what = c.event.what
    match what:
        case Tap():
            return await _tap(c, what)
        case Command():
            return await _command(c, what)
        case Text() | File() | Other():
            return SILENCE if c.event.place.group else await _message(c, what, opened)
        case BotAdded():
            return await groups.added(c)
        case BotRemoved():
            return await groups.removed(c)
        case Migrated():
            return await groups.migrated(c, what)
        case Blocked() | Unblocked():
            if c.me is not None:
                await roll.set_reachable(c.tx, c.event.sender, isinstance(what, Unblocked))
            return SILENCE


async def _tap(c: Context, tap: Tap) -> Answer:
    name, _, rest = tap.data.partition(":")
    verb, *arguments = rest.split(":")
    handler = TAPS.get((name, verb))
    if (
        handler is None
        or len(arguments) < handler.least
        or (handler.most is not None and len(arguments) > handler.most)
    ):
        return (Toast(stale(c.t), alert=True),)
    refusal = await _refuse(c, handler.needs)
    if refusal is not None:
        return (Toast(refusal, alert=True),)
    return await handler.function(c, *arguments)


async def _command(c: Context, command: Command) -> Answer:
    handler = COMMANDS.get(command.name)
    if handler is None:
        return SILENCE if c.event.place.group else await home.unknown(c)
    refusal = await _refuse(c, handler.needs)
    if refusal is not None:
        known = c.me is not None and not c.event.place.group
        rows = ((home_button(c.t),),) if known else ()
        return (Say(Screen(c.t("{refusal}", refusal=refusal), rows)),)
    return await handler.function(c, command.argument)


async def _message(
    c: Context, what: Text | File | Other, opened: tuple[str, OpenedFile] | None
) -> Answer:
    if c.me is None:
        return (Say(Screen(c.t("{refusal}", refusal=joining.greeting(c.t)))),)
    if isinstance(what, Other) and what.kind == "edited":
        return SILENCE  # what was written first is what counts; it can be changed by its button
    awaited = await dialogues.awaited(c.tx, c.event.sender)
    if awaited is not None and isinstance(what, Text):
        typed = TEXTS.get(awaited.awaits)
        if typed is not None and may(c.me, typed.needs, group=False):
            return await typed.function(c, what.text, awaited.payload)
    if (
        awaited is not None
        and opened is not None
        and opened[0] == awaited.awaits
        # Meanwhile the roll may have changed: the right is looked at once more.
        and may(c.me, FILES[awaited.awaits].needs, group=False)
    ):
        return await opened[1](c, awaited.payload)
    return await home.unasked(c, what, awaiting=awaited is not None)


async def _refuse(c: Context, needs: Action) -> str | None:
    """Why the sender may not do it, in his words; None when he may."""
    group = c.event.place.group
    if c.event.anonymous:
        return c.t.plain(
            "You are acting as an anonymous administrator, so I cannot tell who you are. "
            "Please turn off “Remain anonymous” in the group's settings and try again."
        )
    if not may(c.me, needs, group=group):
        if c.me is None:
            return joining.greeting(c.t)
        if may(c.me, needs, group=not group):
            return (
                c.t.plain("Please do this in the private chat with me.")
                if group
                else c.t.plain("Please do this in the branch's group.")
            )
        return c.t.plain("Your role does not include this. Nothing was changed.")
    if group and c.me is not None:
        bound = await roll.branch_of_group(c.tx, c.event.place.chat)
        if bound is not None and bound.id != c.me.branch.id:
            return c.t.plain("This group belongs to another branch. Nothing was changed.")
    return None


def stale(t: Words) -> str:
    """What is said of a button that no longer means anything."""
    return t.plain("This button is no longer valid. Type /trangchu to see where things stand now.")
