"""The gateway: every answer arrives, every refusal of Telegram is expected."""

import logging

import pytest
from markupsafe import Markup

from bot.sandbox import broken, flood, server_error, timeout_after, timeout_before
from conversations.screen import (
    Answer,
    Attach,
    Button,
    Event,
    Leave,
    Say,
    Screen,
    Show,
    Strip,
    Tap,
    Toast,
)
from storage import roll
from tests.bot.stage import Stage, screen

MESSAGES = ("sendMessage", "editMessageText")


def counter(event: Event) -> Answer:
    """A live message that counts its taps."""
    number = int(event.what.data.rsplit(":", 1)[1]) + 1 if isinstance(event.what, Tap) else 0
    rows = ((Button("Tiếp", f"x:count:{number}"),),)
    return (Show(Screen(Markup(f"Câu {number}"), rows), "count"),)


async def test_a_tap_edits_the_live_message(stage: Stage) -> None:
    """The screen changes in place: one message, however often it is tapped."""
    stage.script.reply = counter
    an = await stage.someone()
    for number in (1, 2, 3):
        await an.tap("Tiếp")
        assert an.screen.text == f"Câu {number}"
    assert len(stage.sandbox.calls_of("sendMessage")) == 1


async def test_a_tap_is_answered_before_anything_else(stage: Stage) -> None:
    """The wheel on the button stops first, and each tap is answered exactly once."""
    stage.script.reply = lambda event: (Toast("Đã ghi"), *counter(event))
    an = await stage.someone()
    assert await an.tap("Tiếp") == "Đã ghi"
    methods = [call.method for call in stage.sandbox.calls if call.method != "getUpdates"]
    assert methods[-2:] == ["answerCallbackQuery", "editMessageText"]
    assert not stage.sandbox.unanswered
    assert len(stage.sandbox.calls_of("answerCallbackQuery")) == 1


async def test_a_command_shows_the_task_anew_and_retires_the_old_message(stage: Stage) -> None:
    """There is one live message of a task: the older one is gone."""
    stage.script.reply = counter
    an = await stage.someone()
    first = an.screen.id
    await an.send("/cau")
    assert an.screen.id > first
    assert [text for text in an.sees if text.startswith("Câu")] == ["Câu 0"]
    assert await stage.live(an.id, "count") == an.screen.id


async def test_tasks_do_not_touch_each_other(stage: Stage) -> None:
    """A tap on one task's message that shows another leaves the first where it is."""
    home, vote = (Show(screen(text, "Mở"), text) for text in ("Trang chủ", "Bỏ phiếu"))
    stage.script.reply = lambda event: (vote if isinstance(event.what, Tap) else home,)
    an = await stage.someone()
    await an.tap("Mở")
    assert an.sees[-2:] == ["Trang chủ", "Bỏ phiếu"]


async def test_an_old_message_that_cannot_be_deleted_loses_its_buttons(stage: Stage) -> None:
    """After two days Telegram deletes nothing for both: the buttons go, the words stay."""
    stage.script.reply = counter
    an = await stage.someone()
    await stage.sandbox.wait(3 * 86400)
    await an.send("/cau")
    shown = [one for one in an.screen_of() if one.text == "Câu 0"]
    assert [bool(one.labels) for one in shown] == [False, True]


async def test_the_live_message_outlives_a_restart(stage: Stage) -> None:
    """What was live before is edited after."""
    stage.script.reply = counter
    an = await stage.someone()
    first = an.screen.id
    await stage.restart()
    await an.tap("Tiếp")
    assert (an.screen.id, an.screen.text) == (first, "Câu 1")


async def test_a_deleted_live_message_is_sent_anew(stage: Stage) -> None:
    """He deleted it, or cleared the chat: the next tap brings it back."""
    stage.script.reply = counter
    an = await stage.someone()
    old = an.screen
    an.delete(old)
    await an.tap_stale(old, "Tiếp")
    assert an.screen.text == "Câu 1"
    assert await stage.live(an.id, "count") == an.screen.id


async def test_the_same_screen_again_is_no_fault(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    """Telegram's «not modified» means that all is well."""
    stage.script.reply = lambda _: (Show(screen("Như cũ", "Tiếp"), "same"),)
    an = await stage.someone()
    await an.tap("Tiếp")
    assert stage.sandbox.calls_of("editMessageText")[-1].code == 400
    assert len(stage.sandbox.calls_of("sendMessage")) == 1
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


async def test_a_late_tap_is_told_in_a_message(stage: Stage) -> None:
    """A toast for a tap made while the bot was down would be seen by nobody."""
    stage.script.reply = lambda event: (
        (Toast("Nút này đã cũ"),) if isinstance(event.what, Tap) else counter(event)
    )
    an = await stage.someone()
    await stage.tusoi.stop()
    await an.tap("Tiếp")
    await stage.clock.advance(3600)
    await stage.start()
    await stage.sandbox.rest()
    assert an.screen.text == "Nút này đã cũ"


async def test_a_long_toast_is_cut(stage: Stage) -> None:
    """What is too long for a toast is shortened, not refused."""
    stage.script.reply = lambda event: (
        (Toast("dài " * 90, alert=True),) if isinstance(event.what, Tap) else counter(event)
    )
    an = await stage.someone()
    toast = await an.tap("Tiếp")
    assert toast is not None
    assert len(toast) <= 200
    assert toast.endswith("…")


async def test_a_toast_without_a_tap_is_a_message(stage: Stage) -> None:
    """A command has nothing to toast on; its words are not lost, nor read as markup."""
    stage.script.reply = lambda _: (Toast("1 < 2 & 3"),)
    an = await stage.someone()
    assert an.screen.text == "1 < 2 & 3"


async def test_a_long_screen_becomes_pages_with_the_buttons_on_the_last(stage: Stage) -> None:
    """Nothing is refused for its length, and the live message is the one with the buttons."""
    text = "\n\n".join(f"<b>Đồng chí {number}</b>: {'tốt ' * 40}" for number in range(60))
    stage.script.reply = lambda _: (Show(screen(text, "Xong"), "report"),)
    an = await stage.someone()
    shown = [one for one in an.screen_of() if one.by_bot]
    assert len(shown) == 3
    assert [one.labels for one in shown] == [(), (), ("Xong",)]
    assert await stage.live(an.id, "report") == shown[-1].id


async def test_a_file_comes_with_its_caption(stage: Stage) -> None:
    """The sign of an upload first, then the document under its name."""
    stage.script.reply = lambda _: (Attach("mẫu 05.docx", b"PK", Markup("<b>Mẫu 05</b>")),)
    an = await stage.someone()
    assert (an.files[-1].file_name, an.files[-1].content) == ("mẫu 05.docx", b"PK")
    assert an.files[-1].text == "Mẫu 05"
    methods = [call.method for call in stage.sandbox.calls if call.method != "getUpdates"]
    assert methods[-2:] == ["sendChatAction", "sendDocument"]


async def test_a_caption_too_long_for_a_file_follows_it(stage: Stage) -> None:
    """1024 characters are a caption's limit; more becomes a message of its own."""
    stage.script.reply = lambda _: (Attach("a.txt", b"x", Markup("dài " * 400)),)
    an = await stage.someone()
    assert an.files[-1].text == ""
    assert an.screen.text.startswith("dài dài")


async def test_links_have_no_preview(stage: Stage) -> None:
    """An invitation's link is not opened by Telegram for its preview."""
    stage.script.reply = lambda _: (Say(Screen(Markup("https://t.me/x?start=1"))),)
    await stage.someone()
    call = stage.sandbox.calls_of("sendMessage")[-1]
    assert call.parameters["link_preview_options"] == {"is_disabled": True}


async def test_strip_takes_the_buttons_off_the_tapped_message(stage: Stage) -> None:
    """The words stay, the buttons go."""
    stage.script.reply = lambda event: (
        (Strip(),) if isinstance(event.what, Tap) else (Say(screen("Nhắc", "Xong")),)
    )
    an = await stage.someone()
    await an.tap("Xong")
    assert (an.screen.text, an.screen.labels) == ("Nhắc", ())


async def test_leaving_a_group_comes_last(stage: Stage) -> None:
    """The word of farewell is said before the bot leaves."""
    stage.script.reply = lambda event: (
        (Leave(), Say(Screen(Markup("Nhóm này đã có chi bộ khác")))) if event.place.group else ()
    )
    an = await stage.someone()
    group = stage.sandbox.group("Nhóm lạ", creator=an)
    await group.add_bot(by=an)
    assert "Nhóm này đã có chi bộ khác" in group.texts
    assert stage.sandbox.calls_of("leaveChat")


async def test_a_card_is_pinned_where_the_bot_may(stage: Stage) -> None:
    """With the right to pin it is pinned; without it, it is simply there."""
    stage.script.reply = lambda event: (
        (Show(screen("Thẻ bỏ phiếu", "Vào"), "card", pin=True, fresh=True),)
        if event.place.group
        else ()
    )
    an = await stage.someone()
    group = stage.sandbox.group("Chi bộ 3", creator=an)
    await group.add_bot(by=an)
    assert "Thẻ bỏ phiếu" in group.texts
    assert group.pinned is None or not group.pinned
    await group.promote_bot(by=an)
    await an.send("/the", in_=group)
    assert group.pinned


async def test_who_blocked_the_bot_is_noted(stage: Stage) -> None:
    """A refusal for good marks the person as unreachable, and is no error."""
    an, person = await stage.member()

    async def slow(_: Event) -> Answer:
        an.user.blocked = True
        return (Say(Screen(Markup("chào"))),)

    stage.script.reply = slow
    await an.write("xin chào")
    async with stage.db.read() as tx:
        account = await roll.account_of_person(tx, person.id)
    assert account is not None
    assert not account.reachable


async def test_a_group_that_moved_is_followed(stage: Stage) -> None:
    """An answer that finds a supergroup in the group's place goes there, and the branch too."""
    an, person = await stage.member()
    group = stage.sandbox.group("Chi bộ 3", creator=an)
    await group.add_bot(by=an)
    old = group.id
    async with stage.db.write() as tx:
        await roll.bind_group(tx, person.branch_id, old, "Chi bộ 3", person.id, stage.now)
    await group.upgrade(by=an)
    await stage.tusoi.gateway.post(old, (Say(Screen(Markup("Kết thúc bỏ phiếu"))),))
    assert group.texts[-1] == "Kết thúc bỏ phiếu"
    async with stage.db.read() as tx:
        bound = await roll.branch_of_group(tx, group.id)
    assert bound is not None
    assert bound.id == person.branch_id


@pytest.mark.parametrize("method", MESSAGES)
@pytest.mark.parametrize("fault", [flood(3), server_error(), broken()])
async def test_what_was_surely_not_done_is_done_again(
    stage: Stage, method: str, fault: object
) -> None:
    """After a 429, a 5xx or a connection that never came about, the answer arrives, once."""
    stage.script.reply = counter
    an = await stage.someone()
    stage.sandbox.faults.script(fault, method)  # type: ignore[arg-type]
    await (an.send("/cau") if method == "sendMessage" else an.tap("Tiếp"))
    assert an.screen.text == ("Câu 0" if method == "sendMessage" else "Câu 1")
    assert len([text for text in an.sees if text.startswith("Câu")]) == 1


@pytest.mark.parametrize("fault", [timeout_after(), timeout_before()])
async def test_a_message_that_perhaps_arrived_is_not_sent_again(
    stage: Stage, fault: object
) -> None:
    """Of a new message that timed out there is one call: two copies are worse than a tap more."""
    stage.script.reply = lambda _: (Say(Screen(Markup("một lần"))),)
    an = await stage.someone()
    before = len(stage.sandbox.calls_of("sendMessage"))
    stage.sandbox.faults.script(fault, "sendMessage")  # type: ignore[arg-type]
    await an.write("x")
    assert len(stage.sandbox.calls_of("sendMessage")) == before + 1


@pytest.mark.parametrize("fault", [timeout_after(), timeout_before()])
async def test_an_edit_that_perhaps_arrived_is_made_again(stage: Stage, fault: object) -> None:
    """Editing twice is editing once, so the screen is right in the end."""
    stage.script.reply = counter
    an = await stage.someone()
    stage.sandbox.faults.script(fault, "editMessageText")  # type: ignore[arg-type]
    await an.tap("Tiếp")
    assert an.screen.text == "Câu 1"


async def test_a_lost_live_message_leaves_the_old_one_working(stage: Stage) -> None:
    """When nobody knows whether the new message arrived, the old one stays the live one."""
    stage.script.reply = counter
    an = await stage.someone()
    old = an.screen.id
    stage.sandbox.faults.script(timeout_before(), "sendMessage")
    await an.send("/cau")
    assert await stage.live(an.id, "count") == old
    await an.tap("Tiếp")
    assert an.screen_of()[1].text == "Câu 1"


async def test_an_answer_is_given_up_when_telegram_wants_too_long(stage: Stage) -> None:
    """Nobody waits for minutes: what was saved is saved, and the next tap shows it."""
    stage.script.reply = counter
    an = await stage.someone()
    stage.sandbox.faults.script(flood(300), "editMessageText")
    await an.tap("Tiếp")
    assert an.screen.text == "Câu 0"
    await an.tap("Tiếp")
    assert an.screen.text == "Câu 1"


async def test_a_fault_in_our_tags_still_reaches_the_reader(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    """Text that Telegram cannot parse goes out without its tags, and the log says so."""
    stage.script.reply = lambda _: (Say(Screen(Markup("<b>đậm<i>lệch</b></i>"))),)
    an = await stage.someone()
    assert an.screen.text == "đậmlệch"
    assert [record for record in caplog.records if record.levelno == logging.ERROR]


async def test_a_refused_answer_is_logged_and_breaks_nothing(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    """A fault of ours that Telegram refuses outright is logged under a reference."""
    stage.script.reply = lambda _: (Say(Screen(Markup("x"), ((Button("a", url="bad url"),),))),)
    an = await stage.someone()
    stage.script.reply = counter
    await an.send("/cau")
    assert an.screen.text == "Câu 0"
    assert len([record for record in caplog.records if record.levelno == logging.ERROR]) == 1


async def test_an_answer_does_not_wait_for_background_traffic(stage: Stage) -> None:
    """While the whole pace is used up, a tap is answered in the same moment."""
    stage.script.reply = counter
    an = await stage.someone()
    for chat in range(1000, 1100):
        stage.tusoi.pace.count(chat)
    stage.tusoi.pace.hold(1, 60)
    before = stage.clock.elapsed
    await an.tap("Tiếp")
    assert an.screen.text == "Câu 1"
    assert stage.clock.elapsed - before <= 2.1  # the person's own pause


async def test_two_messages_of_one_task_never_live_together(stage: Stage) -> None:
    """The outbox and a person showing a task at once leave one live message, on record."""
    shown = (Show(screen("Thẻ", "Vào"), "card", fresh=True),)
    an = await stage.someone()
    group = stage.sandbox.group("Chi bộ 3", creator=an)
    await group.add_bot(by=an)
    stage.script.reply = stage.script.words = lambda _: shown
    await stage.put("card", chat_id=group.id)
    await an.send("/the", in_=group)
    assert group.texts.count("Thẻ") == 1
    assert await stage.live(group.id, "card") == group.messages[-1].id


async def test_the_outbox_edits_a_card_in_place(stage: Stage) -> None:
    """A turnout that changes is not posted anew: the card in the group counts on."""
    an = await stage.someone()
    group = stage.sandbox.group("Chi bộ 3", creator=an)
    await group.add_bot(by=an)
    for number in (1, 2):
        stage.script.words = lambda _, n=number: (Show(screen(f"Đã bỏ: {n}"), "card"),)
        await stage.put(f"card:{number}", chat_id=group.id)
        await stage.sweep()
    assert [text for text in group.texts if text.startswith("Đã bỏ")] == ["Đã bỏ: 2"]


async def test_a_last_word_ends_the_card_where_it_stands(stage: Stage) -> None:
    """It is edited and no longer pinned; where no card stands nothing is posted."""
    an = await stage.someone()
    group = stage.sandbox.group("Chi bộ 3", creator=an)
    await group.add_bot(by=an, admin=True)
    cards = {
        "one": Show(screen("Sắp họp", "Trả lời"), "meeting", pin=True),
        "end": Show(screen("Đã họp"), "meeting", last=True),
        "odd": Show(screen("Chưa từng có"), "other", last=True),
    }
    for name, card in cards.items():
        stage.script.words = lambda _, card=card: (card,)
        await stage.put(name, chat_id=group.id)
        await stage.sweep()
        assert bool(group.pinned) is (name == "one")
    assert group.texts[-1] == "Đã họp"
    assert "Sắp họp" not in group.texts
