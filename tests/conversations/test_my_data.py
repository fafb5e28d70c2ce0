"""Everyone's own data: all of it, readable, never a vote; texts erased after the year."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from conversations.mine.lines import PARTS
from storage import assessments, audit, personal, remarks, reviews, roll, schema, suggestions
from storage.reviews import Stage
from tests.conversations.hall import Hall, assert_fits, drafts, hall
from tests.conversations.talk import Phone

OWN, OTHERS = "Canh khuya tôi viết", "Lời của người khác"


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Hall]:
    """Two members have graded themselves and written something."""
    async with hall(tmp_path, drafts(5), stage=Stage.ASSESSMENT) as found:
        for who, words in ((2, OWN), (3, OTHERS)):
            person, review, now = found.people[who].id, found.review.id, found.talk.now
            async with found.house.db.write() as tx:
                await assessments.save_note(tx, review, person, "p:weaknesses", words)
                await assessments.save_grade(tx, review, person, "task_result", "tot", 1, now)
                await assessments.save_own_level(tx, review, person, "HTT", 1, now)
                await remarks.save_remark(
                    tx, review, person, remarks.Item.MEETING, f"Nhận xét: {words}", None, now
                )
        await found.fact(2, "disciplined", False)
        yield found


async def data_of(room: Hall, who: int) -> str:
    phone = room.phone(who)
    await phone.command("dulieu")
    await phone.tap("📄 Gửi tệp cho tôi")
    return phone.chat.files[-1].content.decode()


async def test_the_file_holds_what_is_kept_and_nobody_elses_words(room: Hall) -> None:
    """Roll, account, facts with source, grades, level, texts, remarks; in words, not in codes."""
    text = await data_of(room, 2)
    ruleset = room.house.library.get(room.review.ruleset_id)
    for said in (
        f"Họ và tên: {room.people[2].full_name}",
        "Đảng viên chính thức",
        f"Tài khoản Telegram số {room.account(room.people[2])}",
        ruleset.facts["disciplined"].name,
        "nguồn: bí thư",
        "Hoàn thành tốt nhiệm vụ",
        f"  {OWN}",
        f"Nhận xét: {OWN}",
        "Đồng chí bỏ phiếu thế nào",
    ):
        assert said in text, said
    assert OTHERS not in text
    assert "{" not in text


async def test_the_file_tells_of_a_ballot_but_neither_whether_nor_how_he_voted(
    tmp_path: Path,
) -> None:
    """Before and after voting the file says the same of the ballot."""
    async with hall(tmp_path, drafts(4)) as room:
        ballot = await room.open()
        before = await data_of(room, 2)
        await room.vote(2, ballot, *[None] * len(ballot.subjects))
        after = await data_of(room, 2)
    assert f"Cuộc bỏ phiếu số: {ballot.id}" in before
    assert before.split("\n", 2)[2] == after.split("\n", 2)[2]


def test_every_table_that_names_a_person_is_told_of_or_is_about_somebody_else() -> None:
    """A new table with a person in it must be put into the file, or say why not."""
    for table in schema.metadata.sorted_tables:
        named = {
            column.name
            for column in table.c
            for key in column.foreign_keys
            if key.column.table.name == "person"
        }
        about = set(personal.ABOUT.get(table.name, ()))
        authored = set(personal.AUTHORED.get(table.name, ()))
        assert named == about | authored, table.name
        assert not about & authored
    assert set(PARTS) == set(personal.ABOUT)


async def closed(room: Hall) -> None:
    async with room.house.db.write() as tx:
        for stage in (Stage.BALLOT, Stage.CLOSED):
            await reviews.set_stage(tx, room.review.id, stage, None, room.talk.now)


async def erase(room: Hall, who: int) -> Phone:
    phone = room.phone(who)
    await phone.command("dulieu")
    await phone.tap("🗑 Xóa đoạn văn năm 2026")
    assert "không lấy lại được" in phone.text
    await phone.tap("🗑 Đúng, xóa")
    return phone


async def test_texts_are_erased_after_the_year_and_levels_stay(room: Hall) -> None:
    """His own only; the second tap finds nothing; the record says that it was done."""
    await closed(room)
    phone = await erase(room, 2)
    assert "Đã xóa 2 đoạn văn" in phone.toast
    assert "🗑 Xóa đoạn văn năm 2026" not in phone.labels
    text = await data_of(room, 2)
    assert OWN not in text
    assert "Hoàn thành tốt nhiệm vụ" in text
    assert OTHERS in await data_of(room, 3)
    async with room.house.db.read() as tx:
        mine = await assessments.assessment(tx, room.review.id, room.people[2].id)
        entries = await audit.entries(tx, room.branch.id)
    assert (mine.grades, mine.own_level) == ({"task_result": "tot"}, "HTT")
    assert (entries[-1].action, entries[-1].person_id) == ("texts.erased", room.people[2].id)
    assert OWN not in str(entries)
    await phone.tap_data(f"mine:erased:{room.review.id}:x")
    assert "Không có gì để xóa" in phone.toast
    assert_fits(phone)


async def test_what_was_asked_of_him_loses_its_words_and_stays_on_record(room: Hall) -> None:
    """Suggestions go with his texts: that something was asked, and when, stays; those of others
    are untouched."""
    async with room.house.db.write() as tx:
        for who in (2, 3):
            await suggestions.suggest(
                tx, room.review.id, room.people[who].id, f"Làm rõ việc {who}.", "Đảng ủy", None,
                room.talk.now,
            )  # fmt: skip
    await closed(room)
    assert "Làm rõ việc 2." in await data_of(room, 2)
    phone = await erase(room, 2)
    assert "Đã xóa 3 đoạn văn" in phone.toast
    text = await data_of(room, 2)
    assert "Làm rõ" not in text
    assert "lời đã xóa" in text
    assert "Làm rõ việc 3." in await data_of(room, 3)


async def test_what_was_taken_back_is_told_as_such_or_not_kept(room: Hall) -> None:
    """Taken back after he was told: he reads it, with the moment; before: nothing of it is kept."""
    async with room.house.db.write() as tx:
        for words, unseen in (("Đã báo rồi mới rút.", False), ("Gõ nhầm người.", True)):
            one = await suggestions.suggest(
                tx, room.review.id, room.people[2].id, words, "Đảng ủy", None, room.talk.now
            )
            await suggestions.withdraw(tx, one.id, None, room.talk.now, unseen=unseen)
        kept = await suggestions.suggestion(tx, one.id)
    text = await data_of(room, 2)
    assert "Đã báo rồi mới rút." in text
    assert "đã thu hồi lúc" in text
    assert "Gõ nhầm người." not in text
    assert text.count("Đảng ủy gợi ý") == 1
    assert kept is not None
    assert (kept.text, kept.origin) == ("", "")


async def test_nothing_is_erased_while_the_year_is_open(room: Hall) -> None:
    """Neither offered nor forged."""
    phone = room.phone(2)
    await phone.command("dulieu")
    assert not [label for label in phone.labels if label.startswith("🗑")]
    for data in (
        f"mine:erase:{room.review.id}",
        f"mine:erased:{room.review.id}:x",
        "mine:erased:x:x",
        "mine:erased:0:x",
    ):
        await phone.tap_data(data)
        assert "Không có gì để xóa" in phone.toast
    assert OWN in await data_of(room, 2)


async def test_a_stranger_and_who_has_left_get_nothing(room: Hall) -> None:
    """Only for whom an account is linked on a roll."""
    async with room.house.db.write() as tx:
        await roll.set_gone(tx, room.people[2].id, room.talk.now.date(), None, room.talk.now)
    for phone in (room.talk.phone(666, "Lạ"), room.phone(2)):
        await phone.command("dulieu")
        await phone.tap_data("mine:file")
        assert phone.chat.files == []
