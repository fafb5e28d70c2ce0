"""After a ballot: no mark in any chat, no row that tells who had opened his ballot."""

import sqlite3
from contextlib import closing
from pathlib import Path

from bot.sandbox import Person
from storage.backup import backup
from tests.end_to_end.world import AN, BINH, DUNG, HTT, KHT, PHO, THU, Branch, World


def opened(file: Path) -> list[int]:
    """The chats of which a database tells that a ballot's message stands in them."""
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as db:
        rows = db.execute("SELECT chat_id FROM live WHERE task LIKE 'vote:%' ORDER BY chat_id")
        return [chat for (chat,) in rows]


def in_place(town: World) -> list[int]:
    """The same of the program's own database."""
    return opened(town.settings.data / "tusoi.sqlite")


def left_over(person: Person) -> list[str]:
    """What stands in his chat of a ballot: levels, and buttons that carry one."""
    shown = [one for one in person.screen_of() if one.by_bot]
    buttons = [button.data or "" for one in shown for row in one.keyboard for button in row]
    texts = [one.text for one in shown if HTT in one.text or KHT in one.text]
    return texts + [data for data in buttons if data.startswith("vote:")]


async def half_marked(branch: Branch, name: str) -> Person:
    """He marks everyone, looks at the whole ballot, and does not cast it."""
    person = await branch.enter(name)
    for _ in branch.names:
        await person.tap(KHT)
    assert KHT in person.screen.text
    return person


async def test_a_counted_ballot_leaves_nothing_in_any_chat(town: World) -> None:
    """One cast, one marked and not cast, one never opened, one not to be reached: afterwards the
    database tells of none of them that he had opened his ballot."""
    branch = await (await town.found()).voting()
    await branch.vote(THU)
    await branch.vote(PHO)
    await branch.cast_blank(DUNG)
    an, binh = await half_marked(branch, AN), await half_marked(branch, BINH)
    assert len(in_place(town)) == 4
    binh.clear_history()
    await branch.close()
    assert in_place(town) == []
    assert not any(b"vote:1" in file.read_bytes() for file in town.settings.data.iterdir())
    for name in (PHO, AN, DUNG):
        assert left_over(branch[name]) == []
    assert "đã kết thúc" in an.screen.text
    assert not any("đã kết thúc" in one.content.text for one in branch[DUNG].history)


async def test_the_card_is_pinned_while_votes_are_taken(town: World) -> None:
    """Edited in place as the number grows; afterwards it is pinned no longer, and says the end."""
    branch = await (await town.found()).voting()
    (card,) = branch.group.pinned
    assert "Đã bỏ phiếu: 0/6" in card.text
    await branch.cast_blank(THU, PHO)
    await branch.vote(DUNG)
    await town.sandbox.wait(60)
    (same,) = branch.group.pinned
    assert (same.id, "Đã bỏ phiếu: 3/6" in same.text) == (card.id, True)
    await branch.close()
    assert branch.group.pinned == []
    (ended,) = [one for one in branch.group.messages if one.id == card.id]
    assert "Cuộc bỏ phiếu đã kết thúc" in ended.text
    assert not ended.labels


async def test_who_blocks_the_bot_is_forgotten_as_well(town: World) -> None:
    """His message cannot be wiped; the record of it goes all the same, and no mark tells that the
    bot had tried to write to him."""
    branch = await (await town.found()).voting()
    await branch.cast_blank(THU, PHO, DUNG)
    an = await half_marked(branch, AN)
    an.user.blocked = True  # in silence: only a refusal could tell it
    before = town.dump()["account"]
    await branch.close()
    assert in_place(town) == []
    assert town.dump()["account"] == before


async def test_an_old_button_makes_no_new_record(town: World) -> None:
    """Long after the end he taps what his other phone still shows, and opens the card's link."""
    branch = await (await town.found()).voting()
    await branch.cast_blank(THU, PHO, DUNG)
    an = await half_marked(branch, AN)
    old = an.screen
    await branch.close()
    await town.restart()
    await an.tap_stale(old, "Bỏ phiếu")
    await an.open_link(f"{town.sandbox.link}?start=b1")
    assert "đã kết thúc" in an.answer.text
    assert in_place(town) == []
    assert left_over(an) == []


async def test_a_program_that_died_meanwhile_wipes_at_its_next_start(town: World) -> None:
    """Void, and stopped before anything was sent: the next process does it."""
    branch = await (await town.found()).voting()
    an = await half_marked(branch, AN)
    thu = branch.secretary
    await thu.send("/bophieu")
    await thu.tap("Hủy cuộc bỏ phiếu")
    await thu.send("Danh sách sai, làm lại")
    await town.sandbox.complete(town.bot.sweeper.stop())
    await thu.tap("Đúng, hủy bỏ phiếu")
    assert in_place(town) == [an.id]
    await town.restart()
    await town.sandbox.wait(60)
    assert in_place(town) == []
    assert left_over(an) == []


async def test_a_backup_tells_nobody_who_has_opened_his_ballot(town: World, tmp_path: Path) -> None:
    """Taken in the midst of the voting."""
    branch = await (await town.found()).voting()
    await half_marked(branch, AN)
    assert len(in_place(town)) == 1
    backup(town.settings.data, tmp_path / "copy.sqlite")
    assert opened(tmp_path / "copy.sqlite") == []
    assert b"vote:1" not in (tmp_path / "copy.sqlite").read_bytes()
