"""The reminder to all who have not voted: it reaches them, and tells nobody who they are."""

import sqlite3
from contextlib import closing
from pathlib import Path

from storage.database import database_file
from storage.outbox import State
from tests.conversations.hall import Hall, drafts, hall

GOOD = "Hoàn thành tốt nhiệm vụ"
BUTTON = "🔔 Nhắc người chưa bỏ phiếu"


async def ask(found: Hall) -> None:
    """Have the secretary ask for a reminder."""
    secretary = found.phone(0)
    await secretary.command("bophieu")
    await secretary.tap(BUTTON)


def reminded(found: Hall) -> list[int]:
    """Return the places on the roll of those whose chat holds the reminder."""
    return [
        who
        for who in range(len(found.people))
        if any("chưa bỏ phiếu." in message.text for message in found.phone(who).chat.messages)
    ]


def rows(found: Hall) -> dict[str, list[tuple[object, ...]]]:
    """Return every table that is not the box itself, row by row."""
    with closing(sqlite3.connect(database_file(found.place[0]))) as connection:
        names = [
            name
            for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type='table'")
            if name != "envelope"
        ]
        return {name: connection.execute(f"SELECT * FROM {name}").fetchall() for name in names}


async def test_it_reaches_those_who_have_not_voted_and_nobody_else(tmp_path: Path) -> None:
    """Worked out when it is sent: who votes between asking and sending is left in peace."""
    async with hall(tmp_path, drafts(8, probationary=[7]), unlinked=[6]) as found:
        ballot = await found.open(excused=[5])
        marks = [GOOD] * len(ballot.subjects)
        await found.vote(1, ballot, *marks)
        await ask(found)
        await found.vote(2, ballot, *marks)
        await found.sweep()
        assert reminded(found) == [0, 3, 4]
        await found.phone(3).tap("🗳 Bỏ phiếu")
        assert "Bỏ phiếu kín" in found.phone(3).text


async def test_nothing_that_is_kept_tells_who_was_reminded(tmp_path: Path) -> None:
    """The whole database but the box is the same, whoever of them has voted."""
    kept = []
    for voter in (1, 4):
        folder = tmp_path / str(voter)
        async with hall(folder, drafts(6)) as found:
            ballot = await found.open()
            await found.vote(voter, ballot, *[GOOD] * len(ballot.subjects))
            await found.sweep()
            before = rows(found)
            await ask(found)
            await found.sweep()
            after = rows(found)
            assert voter not in reminded(found)
            assert len(reminded(found)) == 5
            fresh = {
                name: [row for row in after[name] if row not in before[name]] for name in after
            }
            kept.append({name: lines for name, lines in fresh.items() if lines})
    assert set(kept[0]) == set(kept[1]) == {"outbox"}
    assert [row[1:] for row in kept[0]["outbox"]] == [row[1:] for row in kept[1]["outbox"]]


async def test_the_asker_learns_no_number(tmp_path: Path) -> None:
    """The same words whether many are reminded or nobody; the row ends the same way too."""
    told = []
    for voters in (0, 6):
        async with hall(tmp_path / str(voters), drafts(6)) as found:
            ballot = await found.open()
            for who in range(voters):
                await found.vote(who, ballot, *[GOOD] * len(ballot.subjects))
            await ask(found)
            told.append(found.phone(0).toast)
            await found.sweep()
            (row,) = [line for line in rows(found)["outbox"] if "ballot.remind" in line]
            assert State.SENT.value in row
            assert len(reminded(found)) == 6 - voters
    assert told[0] == told[1]


async def test_asking_again_and_again_reminds_once(tmp_path: Path) -> None:
    """Within half an hour the second wish is refused kindly."""
    async with hall(tmp_path, drafts(6)) as found:
        await found.open()
        await ask(found)
        await ask(found)
        assert "vừa được gửi" in found.phone(0).toast
        await found.sweep()
        texts = [message.text for message in found.phone(3).chat.messages]
        assert sum("chưa bỏ phiếu." in text for text in texts) == 1
        await found.sweep(after=1801)
        await ask(found)
        await found.sweep()
        texts = [message.text for message in found.phone(3).chat.messages]
        assert sum("chưa bỏ phiếu." in text for text in texts) == 2


async def test_nobody_is_reminded_of_a_ballot_that_has_ended(tmp_path: Path) -> None:
    """Neither at asking nor at sending."""
    async with hall(tmp_path, drafts(6)) as found:
        ballot = await found.open()
        await ask(found)
        await found.close(ballot)
        assert reminded(found) == []
        await found.phone(0).tap_data(f"ballot:remind:{ballot.id}")
        assert "kết thúc" in found.phone(0).toast


async def test_only_the_chairs_ask_for_it(tmp_path: Path) -> None:
    """Members, strangers and the group get a refusal."""
    async with hall(tmp_path, drafts(6)) as found:
        ballot = await found.open()
        stranger = await found.secretary_of_another_branch()
        for phone in (found.phone(3), stranger, found.in_group(0)):
            await phone.tap_data(f"ballot:remind:{ballot.id}")
            assert phone.toast
        await found.sweep()
        assert reminded(found) == []
