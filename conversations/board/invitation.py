"""Invitations: one person's link, its withdrawal, a lost phone; links for everybody at once."""

from conversations.authority import Action
from conversations.board.lines import TASK, dialogue, lines_of
from conversations.board.person import person_screen
from conversations.context import Context, Errand
from conversations.facts.desk import member
from conversations.joining import invite_link_payload
from conversations.parts import back_button, home_button, kind_refusal
from conversations.roll_import import (
    INVITE_LASTS,
    all_just_invited,
    invite_everyone,
    just_invited,
)
from conversations.rolling.changing import asking
from conversations.rolling.taking import attach
from conversations.screen import Answer, Button, Part, Rows, Say, Screen, Show, Toast
from storage import ballots, outbox, roll
from storage.roll import Account, Person

UNLINKED = "board.unlinked"


@dialogue.tap("invite", Action.INVITE)
async def invite(c: Context, person_id: str) -> Answer:
    """Ask before a link is issued: an earlier one stops working."""
    who, t = await _unlinked(c, person_id), c.t
    until = (await roll.invited(c.tx, c.account.branch.id, c.at)).get(who.id)
    now = (
        t("A link given before works until {day}.", day=t.date(until))
        if until is not None
        else t("There is no link that works now.")
    )
    text = t.join(
        [
            t("<b>Invitation link for {name}</b>", name=who.full_name),
            now,
            t(
                "A new link works once, for {days} days. Any link given to this person before "
                "stops working.",
                days=INVITE_LASTS.days,
            ),
        ],
        "\n\n",
    )
    rows: Rows = ((Button(t.plain("🔗 Make the link"), dialogue.data("issue", who.id)),),)
    if until is not None:
        rows += ((Button(t.plain("🚫 Withdraw the link"), dialogue.data("revoke", who.id)),),)
    ways = (back_button(t, dialogue.data("person", who.id)), home_button(t))
    return (Show(Screen(text, (*rows, ways)), TASK),)


@dialogue.tap("issue", Action.INVITE)
async def issue(c: Context, person_id: str) -> Answer:
    """Issue a link, in a message of its own that can be forwarded."""
    who = await _unlinked(c, person_id)
    if who.id in await just_invited(c.tx, c.account.branch.id, c.at):
        raise kind_refusal(c, c.t.plain("The link was made just now: it is below."))
    token = await roll.issue_invite(c.tx, who.id, c.at, INVITE_LASTS, c.account.person.id)
    letter = c.t(
        "{branch} invites {name} to Tự Soi, for the year-end self-assessment and the secret "
        "ballot. Please open this link on your own phone; it works once, until {day}:\n{link}\n\n"
        "If Telegram does not open: try another network or a proxy (Telegram: Settings → Data and "
        "Storage → Proxy). If it still does not, tell the secretary: everything can be done on "
        "paper.",
        branch=c.account.branch.name,
        name=who.full_name,
        day=c.t.date(c.at + INVITE_LASTS),
        link=c.house.link(invite_link_payload(token)),
    )
    answer: tuple[Part, ...] = (
        Toast(c.t.plain("The link is below. Please forward it to that person only.")),
        Show(await person_screen(c, who.id), TASK),
        Say(Screen(letter)),
    )
    return answer


@dialogue.tap("revoke", Action.INVITE)
async def revoke(c: Context, person_id: str) -> Answer:
    """Withdraw the link that was given out."""
    who = await _unlinked(c, person_id)
    gone = await roll.revoke_invites(c.tx, who.id, c.at, c.account.person.id)
    said = (
        c.t.plain("Withdrawn: the link works no more.") if gone else c.t.plain("It was so already.")
    )
    return Toast(said), Show(await person_screen(c, who.id), TASK)


async def _unlinked(c: Context, person_id: str) -> Person:
    who = await member(c, person_id)
    if await roll.account_of_person(c.tx, who.id) is not None:
        raise kind_refusal(
            c, c.t.plain("{name} is already linked to Telegram.", name=who.full_name)
        )
    return who


# ── a lost phone ─────────────────────────────────────────────────────────────────────────────


@dialogue.tap("unlink", Action.EDIT_ROLL)
async def unlink(c: Context, person_id: str) -> Answer:
    """Ask before somebody is parted from his account."""
    who, t = await member(c, person_id), c.t
    account = await _linked(c, who)
    await _not_while_voting(c, who)
    text = t(
        "<b>Unlink {name}?</b>\n\nFor a lost phone or a new account. The old account can do "
        "nothing more in the branch and is told so. Nothing of the self-assessment is lost, and a "
        "ballot that is in the box stays there. Then give a new invitation link.",
        name=who.full_name,
    )
    yes = Button(
        t.plain("📵 Yes, unlink"), dialogue.data("unlinked", who.id, _tail(account.telegram_id))
    )
    return (Show(asking(c, text, yes, dialogue.data("person", who.id)), TASK),)


@dialogue.tap("unlinked", Action.EDIT_ROLL)
async def unlinked(c: Context, person_id: str, tail: str) -> Answer:
    """Part him from the account that was linked when it was asked; the account is told."""
    who = await member(c, person_id)
    account = await _linked(c, who)
    if tail != _tail(account.telegram_id):
        raise kind_refusal(
            c, c.t.plain("That was done already, or has lapsed. Nothing was changed.")
        )
    await _not_while_voting(c, who)
    await roll.unlink(c.tx, who.id, c.account.person.id, c.at)
    await outbox.put(
        c.tx,
        f"{UNLINKED}:{who.id}:{c.at.isoformat()}",
        UNLINKED,
        {"branch": c.account.branch.id},
        c.at,
        chat_id=account.telegram_id,
    )
    said = c.t.plain("Unlinked. Please give a new invitation link.")
    return Toast(said), Show(await person_screen(c, who.id), TASK)


def _tail(telegram_id: int) -> str:
    """Enough of an account's number to tell whether it is still the same one."""
    return str(telegram_id)[-4:]


async def _linked(c: Context, who: Person) -> Account:
    account = await roll.account_of_person(c.tx, who.id)
    if account is None:
        raise kind_refusal(c, c.t.plain("{name} is not linked to Telegram.", name=who.full_name))
    if who.id == c.account.person.id:
        raise kind_refusal(
            c,
            c.t.plain(
                "You cannot unlink yourself: nobody could invite you again. Whoever runs the "
                "server can (tusoi roll invite)."
            ),
        )
    return account


async def _not_while_voting(c: Context, who: Person) -> None:
    """Refused while he may vote by phone: whoever linked another account to him would be told
    whether he has voted, and could vote in his place."""
    if await ballots.votes_now(c.tx, who, c.at):
        raise kind_refusal(
            c,
            c.t.plain(
                "A ballot is open: {name} cannot be unlinked now, so that nobody votes in "
                "another's place. The same Telegram account works on another phone.",
                name=who.full_name,
            ),
        )


@dialogue.delivery(UNLINKED)
async def told_old_account(errand: Errand) -> Answer | None:
    """To the account that was unlinked; it names nobody.  Not needed where it is linked again."""
    chat = errand.row.chat_id
    branch = await roll.branch(errand.tx, int(errand.row.payload["branch"]))
    if chat is None or branch is None or await roll.find_account(errand.tx, chat) is not None:
        return None
    t = errand.house.words_of_branch(branch)
    text = t(
        "This Telegram account is no longer linked in Tự Soi: the branch secretary has unlinked "
        "it. If you did not ask for that, please speak to the secretary. To go on, ask for a new "
        "invitation link."
    )
    return (Say(Screen(text)),)


# ── everybody ────────────────────────────────────────────────────────────────────────────────


@dialogue.tap("links", Action.INVITE)
async def links(c: Context) -> Answer:
    """Ask before everybody who is not linked gets a new link."""
    lines, _ = await lines_of(c)
    many, t = sum(line.account is None for line in lines), c.t
    if not many:
        raise kind_refusal(c, t.plain("Everybody is linked to Telegram."))
    text = t.join(
        [
            t.plural(
                "<b>A new link for {n} person who is not linked</b>",
                "<b>New links for {n} people who are not linked</b>",
                many,
            ),
            t(
                "You get an Excel file with one link for each, valid {days} days. Links given "
                "before stop working.\n\n⚠️ Whoever has the file can join in everybody's name: do "
                "not send it to the group.",
                days=INVITE_LASTS.days,
            ),
        ],
        "\n\n",
    )
    yes = Button(t.plain("🔗 Yes, make the links"), dialogue.data("linked"))
    return (Show(asking(c, text, yes, dialogue.data("show")), TASK),)


@dialogue.tap("linked", Action.INVITE)
async def linked(c: Context) -> Answer:
    """Issue the links; the file is made once they are committed."""
    t, branch = c.t, c.account.branch
    if await all_just_invited(c.tx, branch.id, c.at):
        raise kind_refusal(c, t.plain("The links were made just now: the file is on its way."))
    invitations = await invite_everyone(c.tx, branch.id, c.account.person.id, c.at)
    if not invitations:
        raise kind_refusal(c, t.plain("Everybody is linked to Telegram."))
    table: list[list[str]] = [
        [t.plain("Number"), t.plain("Full name"), t.plain("Link")],
        *(
            [one.person.number, one.person.full_name, c.house.link(one.payload)]
            for one in invitations
        ),
    ]
    caption = t(
        "Invitation links of {branch}, valid until {day}. Give each person only that "
        "person's own, then delete this file.",
        branch=branch.name,
        day=t.date(c.at + INVITE_LASTS),
    )
    attach(c, "loi-moi.xlsx", "Lời mời", lambda: table, caption)
    return (Toast(t.plain("The file is on its way.")),)
