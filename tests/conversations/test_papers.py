"""Who may have which paper, what is said beside it, and what the screens offer."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.documents import make
from bot.own_forms import WordForms
from conversations.dossier.digest import digest
from conversations.dossier.model import Cancellation, Paper, Review
from conversations.papers import dialogue
from conversations.screen import Answer, Attach, Document
from storage import appraisals, assessments, forms, remarks
from storage.remarks import Item
from tests.bot.documents.reader import read
from tests.bot.documents.word import text, word
from tests.conversations.hall import Hall, drafts, hall
from tests.conversations.talk import Phone


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Hall]:
    """Five people under can-tho-2018: secretary, deputy, members."""
    async with hall(tmp_path, drafts(5), upper="Đảng ủy phường") as found:
        found.house.forms = WordForms()
        yield found


def papers(parts: Answer) -> list[Paper]:
    """The papers in an answer."""
    return [
        one.paper for one in parts if isinstance(one, Document) and isinstance(one.paper, Paper)
    ]


def documents(parts: Answer) -> list[Document]:
    return [one for one in parts if isinstance(one, Document)]


async def ask(phone: Phone, data: str) -> Answer:
    """The answer to a tap with this data."""
    return await phone.tap_data(data)


def taps(person: int, ballot: int) -> list[str]:
    """Every tap of the dialogue, with arguments that would be right for the secretary."""
    given = {
        "people": (0,), "person": (person,), "review": (person,), "sheet": (person, 1),
        "notice": (person,), "cancel": (person,), "protocol": (ballot,), "ballots": (ballot,),
        "blanks": (0,), "blank": (0,),
    }  # fmt: skip
    return [dialogue.data(verb, *given.get(verb, ())) for verb in dialogue.taps]


async def counted(room: Hall) -> int:
    """A ballot of this branch that was held and counted."""
    ballot = await room.open()
    await room.cast_blank(ballot, 0, 1, 2)
    return (await room.close(ballot)).id


async def submit(room: Hall, who: int) -> None:
    """He hands in his review, by the store."""
    person, review = room.people[who].id, room.review.id
    async with room.house.db.write() as tx:
        await assessments.submit(tx, review, person, room.talk.now)


# ── who may have which paper ─────────────────────────────────────────────────────────────────


async def test_members_and_strangers_get_nothing_of_others(room: Hall) -> None:
    """Whatever is tapped: no file, no name; the same in the group, for everybody."""
    ballot = await counted(room)
    stranger = room.talk.phone(9999, "Người lạ")
    for phone in (room.phone(3), stranger, room.in_group(0), room.in_group(3)):
        for data in taps(room.people[2].id, ballot):
            parts = await ask(phone, data)
            assert not documents(parts)
            assert not any(isinstance(one, Attach) for one in parts)
            assert room.people[2].full_name not in phone.toast


async def test_the_deputy_reads_all_but_the_invitations(room: Hall) -> None:
    """He has the secretary's papers; new links are the secretary's alone."""
    ballot = await counted(room)
    got = {}
    for data in taps(room.people[2].id, ballot):
        if data != "paper:mine":
            got[data.split(":")[1]] = bool(documents(await ask(room.phone(1), data)))
    shown = {"menu", "people", "person", "blanks"}
    refused = {"invite", "invite_yes"}
    nothing = {verb for verb, sent in got.items() if not sent}
    assert refused | shown <= nothing
    assert {"all", "summary", "table", "minutes", "bodies", "review", "sheet", "blank"} <= (
        set(got) - nothing
    )


async def test_another_branchs_secretary_gets_none_of_ours(room: Hall) -> None:
    """People and ballots are looked for in the sender's own branch."""
    ballot = await counted(room)
    other = await room.secretary_of_another_branch()
    ours = room.people[2]
    for verb in ("person", "review", "sheet", "notice", "cancel"):
        more = (ours.id, 0) if verb == "sheet" else (ours.id,)
        parts = await ask(other, dialogue.data(verb, *more))
        assert not documents(parts)
        assert "không có" in other.toast
    for verb in ("protocol", "ballots"):
        assert not documents(await ask(other, dialogue.data(verb, ballot)))
    assert room.branch.name not in "".join(other.screens)


async def test_arguments_of_a_tap_are_not_trusted(room: Hall) -> None:
    """Whatever stands there, nothing is made and a kind answer is given."""
    phone = room.phone(0)
    for verb in ("person", "review", "notice", "cancel", "protocol", "ballots", "blank"):
        for odd in ("", "-1", "x", "0", "9" * 30, "1 OR 1", "²"):
            before = len(phone.toasts) + len(phone.screens)
            assert not documents(await ask(phone, f"paper:{verb}:{odd}")) or verb == "blank"
            assert len(phone.toasts) + len(phone.screens) >= before
    for odd in ("x", "-5", "9" * 30):
        await ask(phone, f"paper:people:{odd}")
        assert "Giấy tờ của một đảng viên" in phone.text


async def test_a_member_gets_his_review_and_his_grades(room: Hall) -> None:
    """Where the grades have a sheet of their own he gets both, and only of himself."""
    phone, me = room.phone(3), room.people[3]
    assert not documents(await ask(phone, "paper:mine"))
    assert "nộp bản tự đánh giá trước" in phone.toast
    await submit(room, 3)
    found = papers(await ask(phone, "paper:mine"))
    assert [one.form.name for one in found] == ["Mẫu 02", "Mẫu 05"]
    assert {one.data.about for one in found if isinstance(one.data, Review)} == {me.full_name}
    names = {make(one).name for one in found}
    assert len(names) == 2
    assert all(name.isascii() for name in names)


async def test_a_member_gets_one_form_where_it_holds_all(tmp_path: Path) -> None:
    """Mẫu 02A of 2023 has the grades in it."""
    async with hall(tmp_path, drafts(3), ruleset="sao-do-2023") as room:
        await submit(room, 2)
        found = papers(await ask(room.phone(2), "paper:mine"))
    assert [one.form.id for one in found] == ["mau-02a"]


# ── what is said beside it ───────────────────────────────────────────────────────────────────


async def test_forms_that_were_not_compared_say_so_in_chat(room: Hall) -> None:
    """Mẫu 06 is named and not printed; the protocol is the program's own."""
    ballot = await counted(room)
    secretary = room.phone(0)
    made, protocol = "chưa đối chiếu với mẫu in", dialogue.data("protocol", ballot)
    assert made in documents(await ask(secretary, "paper:summary"))[0].caption
    assert made not in documents(await ask(secretary, protocol))[0].caption


async def test_forms_that_the_text_prints_do_not_say_so(tmp_path: Path) -> None:
    """Mẫu 01 of tinh-uy-2019 comes under both headings, for whom is told."""
    async with hall(tmp_path, drafts(3), ruleset="tinh-uy-2019") as room:
        sent = documents(await ask(room.phone(0), "paper:blank:0"))
        captions = [one.caption.striptags() for one in sent]
        files = [make(one.paper) for one in sent if isinstance(one.paper, Paper)]
        second = documents(await ask(room.phone(0), "paper:blank:1"))
    assert captions[0] == "Sẵn sàng để in và ký."
    assert captions[1].startswith("Đối với các đơn vị khối Nhà nước")
    assert len({one.name for one in files}) == 2
    assert "CHI BỘ 3" in read(files[0].content).lines[0]
    assert "CHI BỘ 3" not in read(files[1].content).lines[0]
    assert len(second) == 1


async def test_a_branchs_own_form_is_named_and_the_table_stays_ours(room: Hall) -> None:
    """The caption no more speaks of our form; of the table it says whose it is."""
    office = word(text("{{ chi_bo }}"))
    async with room.house.db.write() as tx:
        branch, me, rules = room.branch.id, room.people[0].id, room.review.ruleset_id
        await forms.keep_form(tx, branch, rules, "mau-06", "x.docx", office, me, room.talk.now)
    secretary = room.phone(0)
    on_paper = documents(await ask(secretary, "paper:summary"))[0]
    table = documents(await ask(secretary, "paper:table"))[0]
    assert "theo mẫu riêng của chi bộ" in on_paper.caption
    assert "chưa đối chiếu" not in on_paper.caption
    assert "Bảng Excel luôn theo mẫu của Tự Soi" in table.caption
    assert table.table
    await secretary.command("maurieng")
    await secretary.tap("✅ Mẫu 06")
    assert "Bảng Excel luôn theo mẫu của Tự Soi" in secretary.text
    await secretary.tap("‹ Quay lại")
    await secretary.tap("Mẫu 02")
    assert "Excel" not in secretary.text


# ── what stands on it ────────────────────────────────────────────────────────────────────────


async def test_the_committees_remark_goes_upward_on_the_summary(room: Hall) -> None:
    """II.B.2.5: the committee proposes remarks and level for each on Mẫu 06; as a table too."""
    who = room.people[2]
    said = "Gương mẫu,\ncần mạnh dạn hơn."
    async with room.house.db.write() as tx:
        await remarks.save_remark(
            tx, room.review.id, who.id, Item.COMMITTEE, said, room.people[0].id, room.talk.now
        )
    (paper,) = papers(await ask(room.phone(0), "paper:summary"))
    lines = read(make(paper).content).lines
    at = lines.index("Nhận xét, đánh giá của chi ủy")
    assert lines[at + 1] == f"3. {who.full_name}: Gương mẫu,"
    assert lines[at + 2] == "cần mạnh dạn hơn."


async def test_a_decision_to_cancel_is_of_the_committee_above(tmp_path: Path) -> None:
    """Heading, grounds and name are filled in; the levels are left to whoever decides."""
    async with hall(tmp_path, drafts(3), ruleset="sao-do-2023", upper="Đảng ủy phường") as room:
        data = dialogue.data("cancel", room.people[2].id)
        (paper,) = papers(await ask(room.phone(0), data))
    assert isinstance(paper.data, Cancellation)
    assert paper.data.heading.branch == "Đảng ủy phường"
    assert (paper.data.old, paper.data.new) == (None, None)
    found = read(make(paper).content).text
    assert "Điều 3. Các cơ quan có liên quan hủy bỏ các nội dung về thi đua, khen thưởng" in found
    assert "mức ………" in found
    assert "Nơi nhận: - Như Điều 4, - Lưu." in found


async def test_a_paper_is_made_anew_when_the_data_changed(room: Hall) -> None:
    """Nothing is kept: the next print has the new level and another code."""
    review, who, me = room.review.id, room.people[2].id, room.people[0].id
    data = dialogue.data("sheet", who, 1)
    codes = []
    for level in ("HTT", "HN"):
        async with room.house.db.write() as tx:
            await appraisals.save_level(tx, review, who, level, me, room.talk.now)
        (paper,) = papers(await ask(room.phone(0), data))
        codes.append(read(make(paper).content).lines[-1].split()[-1])
        (again,) = papers(await ask(room.phone(0), data))
        assert digest(again) == codes[-1]
    assert codes[0] != codes[1]
