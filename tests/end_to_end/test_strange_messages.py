"""Texts, edits, stickers and the like where a tap, a grade or a reason is asked."""

from bot.sandbox import Person
from tests.end_to_end.world import AN, BINH, DUNG, PHO, THU, Branch, World

LONG = "Đồng chí ơi, " * 800
"""Over ten thousand characters, with Vietnamese in them; Telegram hands it over in parts."""
HOSTILE = "<b>&lt;/b> {name} %s \u202e \u0000 <script> 🗳" * 3


async def pester(person: Person) -> None:
    """Everything that one can send but a tap."""
    await person.write(LONG)
    await person.write(HOSTILE)
    await person.edit("Sửa lại: Tốt")
    await person.sticker()
    await person.photo(caption="Tốt")
    await person.voice()
    await person.dice()
    await person.send_file("tu-danh-gia.docx", b"PK\x03\x04")
    await person.send("/khongco")


async def half_done(town: World) -> tuple[Branch, Person]:
    branch = await (await town.found()).linked(THU, AN)
    await branch.reviewing()
    return branch, await branch.half_done(AN)


async def test_nothing_but_a_tap_answers_a_criterion(town: World) -> None:
    """A member at question 5 sends everything there is; he is told how to answer, and is still at
    question 5 afterwards."""
    _, an = await half_done(town)
    question = next(line for line in an.screen.text.split("\n") if line.startswith("Câu "))
    assert question.startswith("Câu 5/")
    with town.unchanged():
        await pester(an)
    await an.send("/tudanhgia")
    assert question in an.screen.text
    await an.tap("Tốt")
    assert "Câu 6/" in an.screen.text


async def test_each_stray_message_is_answered_kindly(town: World) -> None:
    """A sticker, a photo, a voice message, a file and a word each get words and a way on."""
    _, an = await half_done(town)
    for deed in (an.sticker(), an.photo(), an.voice(), an.dice(), an.write("tốt ạ")):
        said = len([one for one in an.history if one.author.is_bot])
        await deed
        assert len([one for one in an.history if one.author.is_bot]) > said
        assert an.answer.labels


async def test_an_edited_message_says_nothing_new(town: World) -> None:
    """What was typed first has been answered; its later versions are met with silence."""
    _, an = await half_done(town)
    await an.write("tốt")
    said = len(an.history)
    with town.unchanged():
        await an.edit("xuất sắc")
        await an.edit("/start")
        await an.edit("kém")
    assert len(an.history) == said


async def test_a_stray_message_during_the_vote_loses_no_mark(town: World) -> None:
    """Marked three, sent everything there is, opened the ballot again: three are still marked."""
    branch = await (await town.found()).voting()
    an = await branch.enter(AN)
    for _ in range(3):
        await an.tap("Hoàn thành tốt nhiệm vụ")
    with town.unchanged():
        await pester(an)
    await an.tap("Bỏ phiếu", in_=branch.group)
    assert "người 4/7" in an.screen.text
    assert "Đã chọn: 3" in an.screen.text


async def test_a_reason_that_is_no_reason_declares_nothing_void(town: World) -> None:
    """Too short, far too long, a sticker, a photo, a file: asked again each time, still open."""
    branch = await (await town.found()).voting()
    thu = branch.secretary
    await thu.send("/bophieu")
    await thu.tap(_with(thu, "vô hiệu", "hủy", "Hủy"))
    with town.unchanged():
        await thu.write("x")
        await thu.write(LONG)
        await thu.sticker()
        await thu.photo(caption="lý do rất chính đáng")
        await thu.voice()
        await thu.send_file("ly-do.txt", b"abc")
    await branch.cast_blank(THU, PHO, AN)
    assert town.dump()["ballot"][0]
    await branch.close()
    assert "1" in branch.group.texts[-1]


async def test_a_typed_reason_is_shown_as_typed(town: World) -> None:
    """Tags and braces in a reason are words like any other, in the group too."""
    branch = await (await town.found()).voting()
    thu = branch.secretary
    await thu.send("/bophieu")
    await thu.tap(_with(thu, "vô hiệu", "hủy", "Hủy"))
    await thu.write("Thiếu <b>hai</b> đồng chí & {name} %s")
    await thu.tap(thu.screen.labels[0])
    await town.sandbox.wait(30)
    assert "Thiếu <b>hai</b> đồng chí & {name} %s" in branch.group.texts[-1]


async def test_edits_and_stickers_in_the_group_are_met_with_silence(town: World) -> None:
    """The bot is an administrator and reads all; it answers none of the talk."""
    branch = await (await town.found()).voting()
    said = len(branch.group.texts)
    binh = branch[BINH]
    with town.unchanged():
        await binh.write("Xin chào <b>cả nhà</b>", in_=branch.group)
        await binh.write("x" * 4000, in_=branch.group)
        await binh.sticker(in_=branch.group)
        await binh.photo(in_=branch.group)
        await binh.dice(in_=branch.group)
        await binh.send("/khongco", in_=branch.group)
        await binh.edit("khác", binh.screen_of(branch.group)[-6])
    assert len([t for t in branch.group.messages if t.by_bot]) <= said


async def test_commands_of_others_are_refused_kindly_wherever_they_are_sent(town: World) -> None:
    """A member sends the secretary's commands, in private and in the group."""
    branch = await (await town.found()).voting()
    with town.unchanged():
        for command in ("kydanhgia", "danhsach", "ketthuc", "bophieu", "baocao", "nhom"):
            await branch[DUNG].send(f"/{command}")
            await branch[DUNG].send(f"/{command}", in_=branch.group)
    assert "phần việc" in branch[DUNG].answer.text


def _with(person: Person, *parts: str) -> str:
    return next(label for label in person.screen.labels if any(part in label for part in parts))
