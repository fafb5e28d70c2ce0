"""Help, the promise on secrecy with its limits, and the language one is spoken to in."""

from dataclasses import replace

from markupsafe import Markup

from conversations.authority import STANDING_RIGHTS, Action, may
from conversations.context import Context
from conversations.home.declared import TASK, dialogue
from conversations.home.showing import home_screen
from conversations.menu import MENU
from conversations.parts import back_button, greeting, home_button, rows_of
from conversations.screen import SILENCE, Answer, Button, Say, Screen, Show, Toast
from conversations.words import LOCALES, N_, Words
from storage import dialogues, roll
from storage.roll import Standing

LANGUAGES = {"vi": N_("Tiếng Việt (Vietnamese)"), "en": N_("English")}
"""Each language under its own name, so that whoever chose the wrong one finds back."""


def promise(t: Words) -> Markup:
    """The promise on the secret ballot and its limits: in this substance, and no more."""
    return t.join(
        [
            t("🔒 <b>The secrecy of the ballot</b>"),
            t(
                "Members and the secretary cannot see how anyone voted. After the count, neither "
                "the database nor its backups can tell."
            ),
            t("<b>The limits</b>"),
            t(
                "While voting is open, whoever runs the server (or holds a copy of the whole "
                "server from that time), and Telegram, technically could see it."
            ),
            t("A unanimous result reveals itself."),
        ],
        "\n\n",
    )


@dialogue.command("riengtu", "privacy", needs=Action.START)
async def privacy_command(c: Context, argument: str) -> Answer:
    """The promise, for strangers too; in a group only when one of its members asks."""
    if c.event.place.group:
        return SILENCE if c.me is None else (Say(Screen(promise(c.t))),)
    if c.me is None:
        return (Say(Screen(promise(c.t))),)
    return (Show(Screen(promise(c.t), ((home_button(c.t),),)), TASK),)


@dialogue.tap("privacy", Action.HOME)
async def privacy(c: Context) -> Answer:
    return (Show(Screen(promise(c.t), ((home_button(c.t),),)), TASK),)


@dialogue.command("trogiup", "help", needs=Action.START)
async def help_command(c: Context, argument: str) -> Answer:
    """The help; a stranger learns how to join, a group where to go."""
    t = c.t
    if c.event.place.group:
        if c.me is None:
            return SILENCE
        button = Button(t.plain("💬 Private chat"), url=c.house.link("h"))
        return (Say(Screen(t("Tự Soi helps in the private chat."), ((button,),))),)
    if c.me is None:
        return (Say(Screen(t("{refusal}", refusal=greeting(t)))),)
    return (Show(_help(c), TASK),)


@dialogue.tap("help", Action.HOME)
async def help_(c: Context) -> Answer:
    return (Show(_help(c), TASK),)


@dialogue.tap("work", Action.HOME)
async def work(c: Context) -> Answer:
    """The commands of who has a post in the branch."""
    t = c.t
    commands = _commands(c, everyones=False)
    if not commands:
        return (Show(_help(c), TASK),)
    text = t.join([t("🛠 <b>The work of secretary and committee</b>"), t.join(commands)], "\n\n")
    back = back_button(t, dialogue.data("help"))
    return (Show(Screen(text, ((back, home_button(t)),)), TASK),)


def _commands(c: Context, *, everyones: bool) -> list[Markup]:
    """What the reader may type: what every member may, or what his post adds."""
    t, common = c.t, STANDING_RIGHTS[Standing.OFFICIAL]
    return [
        t("/{name}: {says}", name=entry.name, says=t.plain(entry.says))
        for entry in MENU
        if entry.private
        and (entry.needs in common) is everyones
        and may(c.me, entry.needs, group=False)
    ]


def _help(c: Context) -> Screen:
    t = c.t
    ask = (
        t("For anything else, please ask whoever runs Tự Soi for your branch.")
        if may(c.me, Action.OPEN_REVIEW, group=False)
        else t("For anything else, please ask the secretary of your branch.")
    )
    text = t.join(
        [
            t("❓ <b>Help</b>"),
            t.join(
                [
                    t("• Everything is done with buttons. Type only when you are asked to."),
                    t("• You may stop at any time: what you have answered is kept."),
                    t("• Home shows what is waiting for you."),
                ]
            ),
            t.join(_commands(c, everyones=True)),
            ask,
        ],
        "\n\n",
    )
    label = t.plain("🛠 For secretary and committee")
    more = ((Button(label, dialogue.data("work")),),) if _commands(c, everyones=False) else ()
    return Screen(text, (*more, (home_button(t),)))


@dialogue.command("ngonngu", "language", needs=Action.HOME)
async def language_command(c: Context, argument: str) -> Answer:
    return await language(c)


@dialogue.tap("language", Action.HOME)
async def language(c: Context) -> Answer:
    """Which language to speak."""
    t = c.t
    buttons = tuple(
        Button(
            f"✅ {t.plain(LANGUAGES[one])}" if one == t.locale else t.plain(LANGUAGES[one]),
            dialogue.data("speak", one),
        )
        for one in LOCALES
    )
    rows = (*rows_of(buttons), (home_button(t),))
    screen = Screen(t("🌐 Please choose the language."), rows)
    return (Show(screen, TASK),)


@dialogue.tap("speak", Action.HOME)
async def speak(c: Context, locale: str) -> Answer:
    """Speak this language from now on."""
    if locale not in LOCALES:
        return (Toast(c.t.plain("There is no such language here."), alert=True),)
    await roll.set_locale(c.tx, c.event.sender, locale)
    await dialogues.clear_awaited(c.tx, c.event.sender)
    me = replace(c.account, locale=locale)
    there = replace(c, me=me, t=c.house.words_for(me))
    return Toast(there.t.plain("Saved.")), Show(await home_screen(there), TASK)
