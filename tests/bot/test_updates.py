"""From updates to events: what people do, as the conversations see it."""

from datetime import UTC, datetime

import pytest
from markupsafe import Markup
from telegram import Bot, Chat, Message, Update, User

from bot.sandbox import Group, Person
from bot.updates import FILE_BYTES, event_of
from conversations.screen import (
    Answer,
    Blocked,
    BotAdded,
    BotRemoved,
    Button,
    Command,
    Event,
    File,
    FileTooLarge,
    Migrated,
    Other,
    Place,
    Say,
    Screen,
    Tap,
    Text,
    Unblocked,
)
from tests.bot.stage import Stage

AT = datetime(2025, 12, 1, tzinfo=UTC)


@pytest.fixture
async def an(stage: Stage) -> Person:
    """Somebody who has pressed START."""
    return await stage.someone("Nguyễn Văn An")


@pytest.fixture
async def group(stage: Stage, an: Person) -> Group:
    """A group with the bot in it."""
    group = stage.sandbox.group("Chi bộ 3", creator=an)
    await group.add_bot(by=an)
    return group


async def test_a_command_in_private(stage: Stage, an: Person) -> None:
    """The name without its slash, in lower case; the rest is its argument."""
    await an.send("/START  abc_DEF-1 ")
    event = stage.script.last
    assert event.what == Command("start", "abc_DEF-1")
    assert event.place == Place(an.id)
    assert (event.sender, event.name, event.language) == (an.id, "Nguyễn Văn An", "vi")
    assert not event.anonymous


@pytest.mark.parametrize("text", ["/start@tusoi_bot x\ny", "/Start@TuSoi_Bot x\ny"])
async def test_a_command_to_this_bot_by_its_name(stage: Stage, an: Person, text: str) -> None:
    """The bot's own name behind the command is taken off, whatever its case."""
    await an.write(text)
    assert stage.script.last.what == Command("start", "x\ny")


async def test_a_command_to_another_bot_is_nothing(stage: Stage, an: Person) -> None:
    """What is meant for another bot is not answered."""
    before = len(stage.script.events)
    await an.write("/start@other_bot")
    assert len(stage.script.events) == before


@pytest.mark.parametrize("text", ["/ start", "a /start", "//", "/", "/đánhgiá", "/a-b"])
async def test_what_only_looks_like_a_command_is_text(stage: Stage, an: Person, text: str) -> None:
    """A slash alone makes no command."""
    await an.write(text)
    assert stage.script.last.what == Text(text)


async def test_a_command_in_a_group(stage: Stage, an: Person, group: Group) -> None:
    """The place is the group, the sender the person."""
    await an.send("/bo_phieu", in_=group)
    event = stage.script.last
    assert event.what == Command("bo_phieu")
    assert event.place == Place(group.id, group=True, title="Chi bộ 3")
    assert event.sender == an.id


async def test_a_tap_carries_its_data_and_message(stage: Stage, an: Person) -> None:
    """What the button carried, and on which message it was."""
    rows = ((Button("Tốt", "assess:grade:3:tot"),),)
    stage.script.reply = lambda _: (Say(Screen(Markup("Câu 3"), rows)),)
    await an.write("x")
    await an.tap("Tốt")
    tap = next(event for event in reversed(stage.script.events) if isinstance(event.what, Tap))
    assert isinstance(tap.what, Tap)
    assert tap.what.data == "assess:grade:3:tot"
    assert tap.place == Place(an.id)


async def test_a_tap_on_a_message_that_is_gone(stage: Stage, an: Person) -> None:
    """A deleted message's button still says where it was; the tap is answered."""
    rows = ((Button("Tốt", "x:y"),),)
    stage.script.reply = lambda _: (Say(Screen(Markup("Câu 3"), rows)),)
    await an.write("x")
    shown = an.answer
    an.delete(shown)
    await an.tap_stale(shown, "Tốt")
    assert Tap("x:y", shown.id) in [event.what for event in stage.script.events]
    assert not stage.sandbox.unanswered


@pytest.mark.parametrize("deed", ["sticker", "photo", "voice", "dice"])
async def test_other_things_are_told_by_kind(stage: Stage, an: Person, deed: str) -> None:
    """Stickers, photos and voices are events too, so that they can be answered kindly."""
    await getattr(an, deed)()
    assert stage.script.last.what == Other(deed if deed != "dice" else "other")


async def test_an_edited_message_is_told_as_such(stage: Stage, an: Person) -> None:
    """Its new words are not taken for a new answer."""
    await an.write("tốt")
    await an.edit("kém")
    assert stage.script.last.what == Other("edited")


async def test_a_file_is_read_only_when_asked(stage: Stage, an: Person) -> None:
    """Name and size come with the event; the content is fetched by the dialogue."""
    contents: list[bytes] = []

    async def read(event: Event) -> Answer:
        assert isinstance(event.what, File)
        assert (event.what.name, event.what.size) == ("danh sách.xlsx", 3)
        assert not stage.sandbox.calls_of("getFile")
        contents.append(await event.what.read())
        return ()

    stage.script.reply = read
    await an.send_file("danh sách.xlsx", b"abc")
    assert contents == [b"abc"]


async def test_a_file_too_large_is_refused_before_it_is_fetched(stage: Stage, an: Person) -> None:
    """A size past the bound is refused without a byte of it."""
    refused: list[bool] = []

    async def read(event: Event) -> Answer:
        assert isinstance(event.what, File)
        try:
            await event.what.read()
        except FileTooLarge:
            refused.append(True)
        return ()

    stage.script.reply = read
    await an.send_file("phim.mp4", b"0" * (FILE_BYTES + 1))
    assert refused == [True]
    assert not stage.sandbox.calls_of("getFile")


async def test_the_bot_is_added_promoted_and_removed(
    stage: Stage, an: Person, group: Group
) -> None:
    """Being added and removed are events of the group; a change of its rights is none."""
    added = [event for event in stage.script.events if isinstance(event.what, BotAdded)]
    assert [(event.sender, event.place.chat) for event in added] == [(an.id, group.id)]
    before = len(stage.script.events)
    await group.promote_bot(by=an)
    assert len(stage.script.events) == before
    await group.remove_bot(by=an)
    assert stage.script.last.what == BotRemoved()


async def test_a_group_that_becomes_a_supergroup(stage: Stage, an: Person, group: Group) -> None:
    """Both of Telegram's notices say the same: the old group is the new one."""
    old = group.id
    await group.upgrade(by=an)
    moved = [event for event in stage.script.events if isinstance(event.what, Migrated)]
    assert [event.what for event in moved] == [Migrated(group.id)] * len(moved)
    assert {event.place.chat for event in moved} == {old}


async def test_blocking_and_unblocking(stage: Stage, an: Person) -> None:
    """Both are events of the private chat."""
    await an.block()
    assert (stage.script.last.what, stage.script.last.sender) == (Blocked(), an.id)
    await an.unblock()
    assert stage.script.last.what == Unblocked()


async def test_an_anonymous_administrator_is_nobody(stage: Stage, an: Person, group: Group) -> None:
    """Who writes as the group is marked so: the number in the event is Telegram's stand-in."""
    binh = await stage.someone("Bình")
    await group.add(binh)
    await group.promote(binh, by=an, anonymous=True)
    await binh.send("/bo_phieu", in_=group)
    event = stage.script.last
    assert event.what == Command("bo_phieu")
    assert event.anonymous
    assert event.sender != binh.id


async def test_an_anonymous_administrator_s_tap_is_his_own(
    stage: Stage, an: Person, group: Group
) -> None:
    """Telegram tells who tapped, even of an anonymous administrator."""
    rows = ((Button("Kết thúc", "x:y"),),)
    stage.script.reply = lambda event: (
        (Say(Screen(Markup("Thẻ"), rows)),) if isinstance(event.what, Command) else ()
    )
    await group.promote(an, by=an, anonymous=True)
    await an.send("/the", in_=group)
    await an.tap("Kết thúc", in_=group)
    event = stage.script.last
    assert (event.sender, event.anonymous) == (an.id, False)


def message(chat: Chat, user: User | None, **what: object) -> Update:
    """An update with a message of which the sandbox has no example."""
    built = Message(1, AT, chat, from_user=user, **what)  # type: ignore[arg-type]
    built.set_bot(Bot("1:x"))
    return Update(1, message=built)


PERSON = User(5, "An", is_bot=False)
GROUP = Chat(-5, "supergroup", title="Chi bộ 3")


@pytest.mark.parametrize(
    "update",
    [
        message(GROUP, User(9, "Bot khác", is_bot=True), text="chào"),
        message(GROUP, User(777000, "Telegram", is_bot=False), text="x", is_automatic_forward=True),
        message(Chat(-7, "channel"), None, text="tin"),
        message(Chat(-7, "channel"), PERSON, text="tin"),
        message(GROUP, PERSON, new_chat_title="Chi bộ 4"),
        message(GROUP, PERSON, new_chat_members=[PERSON]),
        Update(1, channel_post=Message(1, AT, Chat(-7, "channel"), text="tin")),
        Update(1),
    ],
)
def test_what_no_dialogue_could_answer_is_nothing(update: Update) -> None:
    """Other bots, channels and Telegram's own notices are no events."""
    assert event_of(update, "tusoi_bot", AT) is None


def test_a_message_as_a_channel_is_nobody_s() -> None:
    """A person who writes in a group in a channel's name cannot be known."""
    speaks = User(136817688, "Channel", is_bot=True)
    update = message(GROUP, speaks, text="/start", sender_chat=Chat(-8, "channel"))
    event = event_of(update, "tusoi_bot", AT)
    assert event is not None
    assert event.anonymous
