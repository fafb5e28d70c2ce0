"""The branch's group: the secretary adds the bot and confirms; one group a branch.

In a group the bot speaks when it is added, when it is asked by one who may, for ballots and
for meetings; to anything else it is quiet.  Where nobody vouches for it, it says so kindly and
leaves.
"""

from conversations import meetings
from conversations.authority import Action, may
from conversations.balloting import cards
from conversations.context import Context, Errand
from conversations.dialogue import Dialogue
from conversations.parts import home_button, kind_refusal, whole_number
from conversations.screen import (
    SILENCE,
    Answer,
    Button,
    Leave,
    Migrated,
    Say,
    Screen,
    Show,
    Toast,
)
from storage import ballots, outbox, roll
from storage.errors import GroupTaken
from storage.roll import Branch, Role

dialogue = Dialogue("group")

TASK = "group"
MOVED, REMOVED = "group.moved", "group.removed"


async def added(c: Context) -> Answer:
    """The bot was added to this group: by the secretary it is asked about, else it leaves."""
    place, t = c.event.place, c.t
    owner = await roll.branch_of_group(c.tx, place.chat)
    if owner is not None:
        return _at_home(c, owner)
    if c.event.anonymous:
        text = t(
            "You are acting as an anonymous administrator, so I cannot tell who you are. "
            "Please turn off “Remain anonymous” in the group's settings and try again."
        )
        return (Say(Screen(text)), Leave())
    if c.me is None or not may(c.me, Action.BIND_GROUP, group=True):
        text = t(
            "Hello! Tự Soi works only in the group of a branch, and only the branch secretary can "
            "invite it there, from his own linked account. So it takes its leave. Thank you!"
        )
        return (Say(Screen(text)), Leave())
    return (Show(_question(c, c.me.branch), TASK),)


def _at_home(c: Context, owner: Branch) -> Answer:
    """It was added to a group that is a branch's already; that stays so, whoever did it."""
    if c.me is not None and c.me.branch.id != owner.id and may(c.me, Action.BIND_GROUP, group=True):
        text = c.t(
            "This group belongs to another branch already, so it cannot be yours as well. Please "
            "add Tự Soi to your own branch's group."
        )
        return (Say(Screen(text)),)
    t = c.house.words_of_branch(owner)
    return (Say(Screen(t("Tự Soi is back in the group of {branch}.", branch=owner.name))),)


@dialogue.command("nhom", "group", needs=Action.BIND_GROUP)
async def command(c: Context, argument: str) -> Answer:
    """Whose group this is; where it is nobody's, the question once more."""
    branch, t = c.account.branch, c.t
    if branch.group == c.event.place.chat:
        return (Say(Screen(t("This is the group of {branch}.", branch=branch.name))),)
    return (Show(_question(c, branch), TASK, fresh=True),)


def _question(c: Context, branch: Branch) -> Screen:
    """Whether this is the branch's group from now on; where it has another, whether to move."""
    t = c.t
    leave = Button(t.plain("✖️ No"), dialogue.data("refuse", branch.id))
    if branch.group is None:
        text = t(
            "Hello! <b>{branch}</b>: is this the branch's group?\n\nOnly the secretary can "
            "confirm. Secret ballots will then be opened here.",
            branch=branch.name,
        )
        agree = Button(t.plain("✅ Yes, our group"), dialogue.data("bind", branch.id))
    else:
        text = t(
            "Hello! <b>{branch}</b> has a group already: “{title}”. A branch has one group.\n\n"
            "Shall Tự Soi move here? The other group will be told. Only the secretary can "
            "confirm.",
            branch=branch.name,
            title=branch.group_title or "…",
        )
        agree = Button(t.plain("🔁 Move here"), dialogue.data("move", branch.id, branch.group))
    return Screen(text, ((agree,), (leave,)))


@dialogue.tap("bind", Action.BIND_GROUP)
async def bind(c: Context, branch_id: str) -> Answer:
    """Confirmed: this is the branch's group."""
    branch = _own(c, branch_id)
    if branch.group not in {None, c.event.place.chat}:
        return (Show(_question(c, branch), TASK),)
    return await _bind(c, branch)


@dialogue.tap("move", Action.BIND_GROUP)
async def move(c: Context, branch_id: str, before: str) -> Answer:
    """Confirmed: the branch moves here; its group so far is told, and left."""
    branch = _own(c, branch_id)
    if branch.group is None or branch.group == c.event.place.chat:
        return await _bind(c, branch)
    if str(branch.group) != before:
        return (Show(_question(c, branch), TASK),)
    answer = await _bind(c, branch)
    await outbox.put(
        c.tx,
        f"{MOVED}:{branch.group}:{c.at.isoformat()}",
        MOVED,
        {"branch": branch.id},
        c.at,
        chat_id=branch.group,
    )
    return answer


async def _bind(c: Context, branch: Branch) -> Answer:
    place, t = c.event.place, c.t
    try:
        await roll.bind_group(c.tx, branch.id, place.chat, place.title, c.account.person.id, c.at)
    except GroupTaken:
        raise kind_refusal(
            c, t.plain("This group belongs to another branch. Nothing was changed.")
        ) from None
    now = await roll.branch(c.tx, branch.id)
    for ballot in await ballots.open_ballots(c.tx, branch.id):
        if now is not None and branch.group != place.chat:
            await cards.refresh(c.tx, now, ballot, c.at)
    if now is not None and branch.group != place.chat:
        await meetings.post_cards(c.tx, now, c.at)
    text = t(
        "✅ This is now the group of <b>{branch}</b>.\n\nSecret ballots are opened here; each "
        "member votes in the private chat. Otherwise Tự Soi stays quiet in this group.",
        branch=branch.name,
    )
    return Toast(t.plain("Confirmed.")), Show(Screen(text), TASK)


@dialogue.tap("refuse", Action.BIND_GROUP)
async def refuse(c: Context, branch_id: str) -> Answer:
    """It is not: the bot leaves."""
    branch = _own(c, branch_id)
    if branch.group == c.event.place.chat:
        raise kind_refusal(c, c.t.plain("This is the branch's group already. Nothing was changed."))
    text = c.t("Understood. Tự Soi takes its leave; nothing was changed.")
    return (Show(Screen(text), TASK), Leave())


def _own(c: Context, branch_id: str) -> Branch:
    """The sender's own branch, if that is the one the button is for; raises Refused."""
    branch = c.account.branch
    if whole_number(branch_id) != branch.id:
        raise kind_refusal(
            c, c.t.plain("Only the secretary of that branch can confirm. Nothing was changed.")
        )
    return branch


async def removed(c: Context) -> Answer:
    """The bot was taken out of a group: it is nobody's group any more; the secretary is told."""
    branch = await roll.unbind_group(c.tx, c.event.place.chat, c.at)
    if branch is None:
        return SILENCE
    for account in await roll.accounts(c.tx, branch.id):
        if Role.SECRETARY in account.person.roles:
            await outbox.put(
                c.tx,
                f"{REMOVED}:{c.event.place.chat}:{account.person.id}:{c.at.isoformat()}",
                REMOVED,
                {"title": branch.group_title or c.event.place.title},
                c.at,
                person_id=account.person.id,
            )
    return SILENCE


async def migrated(c: Context, what: Migrated) -> Answer:
    """The group became a supergroup: followed without a word."""
    await roll.migrate_group(c.tx, c.event.place.chat, what.new, c.at)
    return SILENCE


@dialogue.delivery(MOVED)
async def told_old_group(errand: Errand) -> Answer | None:
    """To the group that is the branch's no more; not needed where it is somebody's again."""
    chat, branch_id = errand.row.chat_id, int(errand.row.payload["branch"])
    branch = await roll.branch(errand.tx, branch_id)
    if chat is None or branch is None or await roll.branch_of_group(errand.tx, chat) is not None:
        return None
    t = errand.house.words_of_branch(branch)
    text = t(
        "{branch} has moved to another group, as its secretary confirmed. Tự Soi takes its "
        "leave here.",
        branch=branch.name,
    )
    return (Say(Screen(text)), Leave())


@dialogue.delivery(REMOVED)
async def told_secretary(errand: Errand) -> Answer | None:
    """To the secretary: the branch has no group now; not needed where it has one again."""
    me, t = errand.me, errand.t
    if me is None or me.branch.group is not None or Role.SECRETARY not in me.person.roles:
        return None
    text = t(
        "Tự Soi was removed from the group “{title}”, so <b>{branch}</b> has no group now. "
        "Whatever is under way goes on in the private chats. When you wish, add Tự Soi to the "
        "branch's group again and confirm there.",
        title=str(errand.row.payload["title"]),
        branch=me.branch.name,
    )
    return (Say(Screen(text, ((home_button(t),),))),)
