"""Joining: a link is opened, the person says whether it is he, and his account is linked.

A deep link's payload begins with a letter that says whose it is:

====  ==========================================
i     an invitation's token
b     a ballot, by its number (see ``voting``)
m     a meeting, by its number (see ``meetings``)
h     home
====  ==========================================

Anything else is nobody's: a linked account gets its home, a stranger the one kind sentence that
strangers get.  What an invitation says of a person is shown only while it is open, or to himself.
"""

import re
from dataclasses import replace

from markupsafe import Markup

from conversations import balloting, meetings, voting
from conversations.authority import Action, may
from conversations.context import Context, Refused
from conversations.dialogue import Dialogue
from conversations.home.declared import TASK as HOME
from conversations.home.showing import home_screen
from conversations.home.showing import show as show_home
from conversations.parts import greeting, home_button, kind_refusal, whole_number
from conversations.screen import SILENCE, Answer, Button, Rows, Say, Screen, Show
from conversations.words import Words
from storage import roll
from storage.errors import InviteRefusal, InviteRefused
from storage.roll import Account, Invite

__all__ = ["dialogue", "greeting", "invite_link_payload"]

dialogue = Dialogue("join")

TASK = "join"
INVITATION, BALLOT = "i", "b"
_TOKEN = re.compile(r"[A-Za-z0-9_-]{16,48}")


def invite_link_payload(token: str) -> str:
    """What an invitation's link carries (see ``House.link``)."""
    return f"{INVITATION}{token}"


@dialogue.command("start", needs=Action.START)
async def start(c: Context, payload: str) -> Answer:
    """START, with or without what a link carries."""
    if c.event.place.group:
        return SILENCE  # adding the bot is answered by itself
    prefix, rest = payload[:1], payload[1:]
    if prefix == INVITATION:
        return await _invitation(c, rest)
    if c.me is None:
        return (Say(Screen(c.t("{refusal}", refusal=greeting(c.t)))),)
    if prefix == meetings.LINK and may(c.me, Action.READ_MEETINGS, group=False):
        return await meetings.from_link(c, rest)
    number = whole_number(rest) if prefix == BALLOT else None
    if number is not None:
        return await voting.open_from_link(c, number)
    return await show_home(c)


async def _invitation(c: Context, token: str) -> Answer:
    """“Is this you?”, or kindly why the invitation does not help."""
    found = await _find(c, token)
    if found is None:
        return _refusal(c, "unknown")
    if c.me is not None and c.me.person.id == found.person.id:
        return await _link(c, token)
    if found.state != "open":
        return _refusal(c, found.state)
    if c.me is not None:
        return _refusal(c, "account_taken")
    if await roll.account_of_person(c.tx, found.person.id) is not None:
        return _refusal(c, "person_linked")
    return (Show(_question(c.house.words_of_branch(found.branch), found, token), TASK),)


async def _find(c: Context, token: str) -> Invite | None:
    return await roll.invite(c.tx, token, c.at) if _TOKEN.fullmatch(token) else None


def _question(t: Words, found: Invite, token: str) -> Screen:
    """Whom the bot takes him for.  It speaks the branch's language: that is what its members
    read, whatever language somebody once set on the phone."""
    person, branch = found.person, found.branch
    year = person.birth.year if person.birth is not None else person.birth_year
    lines = [
        t("<b>{name}</b>", name=person.full_name),
        t("Born in {year}", year=str(year)) if year is not None else Markup(),
        t("{branch}, {upper}", branch=branch.name, upper=branch.upper)
        if branch.upper
        else t("{branch}", branch=branch.name),
    ]
    ask = t(
        "Is this you? If so, this Telegram account will stand for you: for your self-assessment "
        "and for your secret ballot."
    )
    text = t.join([t("Hello! This invitation is for:"), t.join(lines), ask], "\n\n")
    return Screen(
        text,
        (
            (Button(t.plain("✅ Yes, that is me"), dialogue.data("yes", token)),),
            (Button(t.plain("✖️ No, not me"), dialogue.data("no", token)),),
        ),
    )


@dialogue.tap("yes", Action.START)
async def yes(c: Context, token: str) -> Answer:
    """It is he: link the account, unless something has changed since he was asked."""
    if c.event.place.group:
        raise kind_refusal(c, c.t.plain("Please do this in the private chat with me."))
    if await _find(c, token) is None:
        return _refusal(c, "unknown")
    return await _link(c, token)


async def _link(c: Context, token: str) -> Answer:
    """Link and greet; the same account again is welcomed back, and nothing changes."""
    try:
        account = await roll.use_invite(c.tx, token, c.event.sender, None, c.at)
    except InviteRefused as refusal:
        if c.me is not None and (await _whose(c, token)) == c.me.person.id:
            return await _welcome(c, c.me, again=True)
        raise Refused(*_refusal(c, refusal.reason)) from None
    if c.me is None:
        await balloting.joined(c.tx, account, c.at)
    return await _welcome(c, account, again=c.me is not None)


async def _whose(c: Context, token: str) -> int | None:
    found = await _find(c, token)
    return None if found is None else found.person.id


async def _welcome(c: Context, account: Account, *, again: bool) -> Answer:
    there = replace(c, me=account, t=c.house.words_for(account))
    t, name = there.t, account.person.full_name
    if again:
        remark = t("Welcome back, {name}. This account is linked already.", name=name)
        return (Show(await home_screen(there, remark), HOME, fresh=True),)
    linked = t("✅ <b>Linked.</b> From now on Tự Soi knows you as {name}.", name=name)
    return (Show(Screen(linked), TASK), Show(await home_screen(there), HOME, fresh=True))


@dialogue.tap("no", Action.START)
async def no(c: Context, token: str) -> Answer:
    """It is somebody else's invitation: it stays open for the one it was made for."""
    if c.event.place.group:
        raise kind_refusal(c, c.t.plain("Please do this in the private chat with me."))
    found = await _find(c, token)
    t = c.t if found is None or c.me is not None else c.house.words_of_branch(found.branch)
    text = t(
        "Thank you for saying so. Nothing was linked. The invitation was made for somebody else: "
        "please tell the branch secretary, and do not pass the link on."
    )
    return (Show(Screen(text, _out(c)), TASK),)


def _refusal(c: Context, reason: InviteRefusal) -> Answer:
    """Why the invitation does not help; it names nobody but the reader himself."""
    t = c.t
    match reason:
        case "unknown":
            text = t(
                "Tự Soi does not know this link; perhaps part of it is missing. Please open it "
                "once more from the message it came in, or ask the secretary for a new one."
            )
        case "used":
            text = t(
                "This link has been used already; each works only once. If it was not you who "
                "used it, please tell the branch secretary at once."
            )
        case "expired":
            text = t("This link has expired. Please ask the branch secretary for a new one.")
        case "revoked":
            text = t(
                "This link is no longer valid: a newer one has taken its place, or it was "
                "withdrawn. Please ask the branch secretary."
            )
        case "account_taken" if c.me is not None:
            text = t(
                "This Telegram account is linked to {name}. One account is for one person; "
                "whoever the link is for, please open it on his own phone.",
                name=c.me.person.full_name,
            )
        case "account_taken":
            text = t(
                "This Telegram account is linked to somebody else on the roll. One account is for "
                "one person. Please ask the branch secretary."
            )
        case "person_linked":
            text = t(
                "The member whom this link is for is linked to another Telegram account already. "
                "If you have changed your phone or account, please tell the branch secretary."
            )
    return (Show(Screen(text, _out(c)), TASK),)


def _out(c: Context) -> Rows:
    return () if c.me is None else ((home_button(c.t),),)
