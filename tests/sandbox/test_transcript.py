"""The record of what was seen and done."""

from datetime import timedelta, timezone

import pytest

from bot.sandbox import Kind, Person, Record, Sandbox
from tests.sandbox.town import Town

HANOI = timezone(timedelta(hours=7))


async def test_the_transcript_reads_as_it_happened(
    town: Town, sandbox: Sandbox, an: Person
) -> None:
    """Times, places, authors, buttons, taps, toasts and edits, in order."""
    await an.tap("Thêm")
    group = sandbox.group("Chi bộ 3", an)
    await group.add_bot(by=an, admin=True)
    message = await town.bot.send_message(group.id, "<b>Họp</b>", parse_mode="HTML")
    await town.bot.pin_chat_message(group.id, message.message_id)
    await town.bot.delete_message(group.id, message.message_id)
    await an.block()
    assert sandbox.transcript.text(HANOI) == (
        "01/12 08:00:01 | Nguyễn Văn An (private) | Nguyễn Văn An\n"
        "    /start\n"
        "01/12 08:00:01 | Nguyễn Văn An (private) | Tự Soi\n"
        "    Chào đồng chí\n"
        "    [− Bớt] [✅ Thêm]\n"
        "    [Vào riêng]\n"
        "01/12 08:00:02 | Nguyễn Văn An (private) | Nguyễn Văn An [tap]\n"
        "    ✅ Thêm\n"
        "01/12 08:00:02 | Nguyễn Văn An (private) | Nguyễn Văn An [toast]\n"
        "    1 rồi\n"
        "01/12 08:00:02 | Nguyễn Văn An (private) | Tự Soi [edit]\n"
        "    Đã đếm 1\n"
        "    [− Bớt] [✅ Thêm]\n"
        "    [Vào riêng]\n"
        "01/12 08:00:04 | Chi bộ 3 | Nguyễn Văn An [new_chat_members]\n"
        "    Tự Soi\n"
        "01/12 08:00:04 | Chi bộ 3 | Tự Soi\n"
        "    Họp\n"
        "01/12 08:00:04 | Chi bộ 3 | Tự Soi [pin]\n"
        "    Họp\n"
        "01/12 08:00:04 | Chi bộ 3 | Tự Soi [pinned_message]\n"
        "    Họp\n"
        "01/12 08:00:04 | Chi bộ 3 | Tự Soi [delete]\n"
        "    Họp\n"
    )


async def test_calls_are_recorded_with_their_outcome(
    town: Town, sandbox: Sandbox, an: Person
) -> None:
    """Refused ones too; they are left out of what people saw."""
    with pytest.raises(Exception, match="Text must be non-empty"):
        await town.bot.send_message(an.id, " ")
    record = sandbox.transcript.records[-1]
    assert record.kind is Kind.CALL
    assert record.text == "sendMessage: Bad Request: text must be non-empty"
    assert record.chat == "Nguyễn Văn An"
    assert record not in sandbox.transcript.visible


async def test_watchers_read_along(sandbox: Sandbox, an: Person) -> None:
    """Each record as it is made, with its HTML."""
    read: list[Record] = []
    sandbox.transcript.watch(read.append)
    await an.send("/start")
    said = [record for record in read if record.kind is Kind.MESSAGE]
    assert [record.html for record in said] == ["/start", "<b>Chào đồng chí</b>"]
    assert [record.by_bot for record in said] == [False, True]
