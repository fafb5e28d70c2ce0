"""The sheet of invitations with QR codes: new links for everyone who is not linked yet."""

from conversations.authority import Action
from conversations.context import Context
from conversations.dossier.inviting import invitation_sheet
from conversations.papers.declared import TASK, dialogue, menu_button, sent
from conversations.parts import home_button, kind_refusal
from conversations.roll_import import INVITE_LASTS, all_just_invited
from conversations.screen import Answer, Button, Screen, Show
from storage import roll


@dialogue.tap("invite", Action.INVITE)
async def ask(c: Context) -> Answer:
    """What a new sheet means, before it is made."""
    t = c.t
    linked = {one.person.id for one in await roll.accounts(c.tx, c.account.branch.id)}
    waiting = [one for one in await roll.people(c.tx, c.account.branch.id) if one.id not in linked]
    if not waiting:
        raise kind_refusal(c, t.plain("Everybody is linked already; nobody needs an invitation."))
    text = t.join(
        [
            t("✉️ <b>Invitations with QR codes</b>"),
            t.plural(
                "One card for {n} member who is not linked yet, to be cut out and handed over. "
                "The card works for {days} days and once only.",
                "Cards for {n} members who are not linked yet, to be cut apart and handed out. "
                "Each works for {days} days and once only.",
                len(waiting),
                days=INVITE_LASTS.days,
            ),
            t("⚠️ Links that they were given before will work no more."),
        ],
        "\n\n",
    )
    yes = Button(t.plain("✅ Make the sheet"), dialogue.data("invite_yes"))
    return (Show(Screen(text, ((yes,), (menu_button(t), home_button(t)))), TASK),)


@dialogue.tap("invite_yes", Action.INVITE)
async def make(c: Context) -> Answer:
    """Issue the links and send the sheet; they stand nowhere else."""
    account = c.account
    branch = account.branch
    if await all_just_invited(c.tx, branch.id, c.at):
        raise kind_refusal(c, c.t.plain("The links were made just now: the file is on its way."))
    issued = await roll.invite_unlinked(c.tx, branch.id, c.at, INVITE_LASTS, account.person.id)
    if not issued:
        raise kind_refusal(c, c.t.plain("Everybody is linked already; nobody needs an invitation."))
    sheet = invitation_sheet(c.house, branch, issued, c.at, INVITE_LASTS)
    done = c.t("✉️ The sheet of invitations follows. Keep it safe: each card lets one person in.")
    ways = ((menu_button(c.t), home_button(c.t)),)
    return (Show(Screen(done, ways), TASK), *sent(c.t, sheet))
