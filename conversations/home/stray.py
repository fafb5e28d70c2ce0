"""What is said to messages that nobody asked for: kindly, and with the way to what is."""

from markupsafe import Markup

from conversations.authority import Action, may
from conversations.context import Context
from conversations.home.declared import TASK
from conversations.home.showing import home_screen
from conversations.parts import greeting, home_button
from conversations.screen import (
    DATA_BYTES,
    Answer,
    Button,
    File,
    Other,
    Rows,
    Say,
    Screen,
    Show,
    Text,
)
from conversations.self_assessment.awaiting import read_payload, way_back
from conversations.words import Words
from storage import dialogues
from storage.dialogues import Awaited

PAPER_COUNT = "ballot:tally"
LONG = 1_000
"""Characters past which a text is called long."""


async def unknown(c: Context) -> Answer:
    """A command that does not exist, in the private chat."""
    if c.me is None:
        return (Say(Screen(c.t("{refusal}", refusal=greeting(c.t)))),)
    remark = c.t("There is no such command. Here is what you can do:")
    return (Show(await home_screen(c, remark), TASK, fresh=True),)


async def unasked(c: Context, what: Text | File | Other, *, awaiting: bool) -> Answer:
    """Something that the awaited question cannot take, or that no question awaits."""
    if c.me is None:
        return (Say(Screen(c.t("{refusal}", refusal=greeting(c.t)))),)
    awaited = await dialogues.awaited(c.tx, c.event.sender) if awaiting else None
    if awaited is not None:
        text = c.t.join([_cannot_read(c.t, what), _asked(c.t, awaited)], "\n\n")
        return (Say(Screen(text, _way_back(c.t, awaited))),)
    if isinstance(what, File) and may(c.me, Action.EDIT_ROLL, group=False):
        text = c.t(
            "That file was not read. Is it the branch's roll? Then please tap the button first, "
            "and send the file after that."
        )
        ask = Button(c.t.plain("📤 Send a sheet"), "roll:send")
        return (Say(Screen(text, ((ask,), (home_button(c.t),)))),)
    return (Show(await home_screen(c, _cannot_read(c.t, what)), TASK, fresh=True),)


def _cannot_read(t: Words, what: Text | File | Other) -> Markup:
    """What this was, and that nothing was done with it."""
    match what:
        case Text(text) if len(text) > LONG:
            return t("That is a long message. Tự Soi did not keep it: no text is asked for now.")
        case Text():
            return t("Tự Soi did not keep that text: please use the buttons.")
        case File():
            return t("No file is asked for now. It was not read.")
        case Other("sticker"):
            return t("Thank you! But Tự Soi cannot read stickers.")
        case Other("photo" | "video" | "video_note" | "animation"):
            return t("Tự Soi cannot read pictures. It was not kept.")
        case Other("voice" | "audio"):
            return t("Tự Soi cannot listen to recordings. It was not kept.")
        case _:
            return t("Tự Soi cannot read this kind of message. It was not kept.")


def _asked(t: Words, awaited: Awaited) -> Markup:
    """What is awaited, by the dialogue that awaits it."""
    match awaited.awaits.partition(":")[0]:
        case "assess" | "assist" if read_payload(awaited.payload)[1].item:
            return t("Please type it as text, or dictate it with the keyboard's microphone.")
        case "assess" | "assist":
            return t("In the self-assessment, please answer with the buttons.")
        case "own":
            return t("A form is asked for: please send it as a Word file (.docx), with 📎.")
        case "roll" if awaited.awaits == "roll:sheet":
            return t("The roll is asked for: please send it as a file (.xlsx or .csv), with 📎.")
        case "roll":
            return t("Something for the roll is asked for: please type it as text.")
        case "facts":
            return t("A fact about a member is asked for: please type it as text.")
        case "committee":
            return t("A remark on a member is asked for: please type it as text.")
        case "body":
            return t("A part of the branch's review is asked for: please type it as text.")
        case "suggest":
            return t("A suggestion is being entered: please type it as text.")
        case "meet":
            return t("For a meeting something is asked for: please type it as text.")
        case "review":
            return t("A reason is asked for: please type it as text.")
        case "ballot" if awaited.awaits == PAPER_COUNT:
            return t("Numbers of the paper count are asked for: please type them as text.")
        case "ballot":
            return t("A reason concerning the ballot is asked for: please type it as text.")
        case _:
            return t("Please go on from the home screen.")


def _way_back(t: Words, awaited: Awaited) -> Rows:
    """The button that shows the awaited question again, and the way home."""
    name = awaited.awaits.partition(":")[0]
    fact = f"facts:fact:{awaited.payload}"
    data = {
        "roll": _way_to_roll(awaited),
        "facts": fact if len(fact.encode()) <= DATA_BYTES else "board:show",
        "committee": f"committee:remarks:{awaited.payload.partition(':')[0]}",
        "suggest": f"suggest:of:{awaited.payload.partition(':')[0]}",
        "meet": "meet:open",
        "own": f"own:send:{awaited.payload}",
        "review": "review:open",
        "ballot": "ballot:prepare",
    }.get(name)
    if name in {"assess", "assist"}:
        data = way_back(awaited.awaits, awaited.payload)
    if name == "body":
        code, part = read_payload(awaited.payload)
        data = f"body:part:{code}:{part.item}"
    if awaited.awaits == PAPER_COUNT:
        data = f"ballot:paper:{awaited.payload.partition(':')[0]}"
    home = (home_button(t),)
    return (home,) if data is None else ((Button(t.plain("▶️ Go on"), data),), home)


def _way_to_roll(awaited: Awaited) -> str:
    """The screen on which a question of the roll was asked."""
    match awaited.awaits, awaited.payload:
        case "roll:sheet", _:
            return "roll:send"
        case "roll:newname" | "roll:newbirth", _:
            return "roll:add"
        case _, person if person.isdigit():
            return f"roll:who:{person}"
        case _:
            return "roll:show"
