"""Papers collected from a real database and read again: what stands on them is what was entered."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.documents import make
from conversations.dossier import counting, inviting, reporting, reviewing
from conversations.dossier.digest import digest
from conversations.dossier.forms import Use
from conversations.dossier.model import Paper
from rules import Asks, Kind
from storage import assessments, ballots, body_notes, suggestions
from tests.bot.documents.reader import read
from tests.conversations.filled_year import (
    CLERK,
    ILL,
    LATER,
    LIBRARY,
    MEMBER,
    NOTE,
    WITHOUT_PHONE,
    WROTE,
    FilledYear,
    a_filled_year,
)

RULESETS = ("can-tho-2018", "sao-do-2023")


@pytest.fixture
async def filled(tmp_path: Path) -> AsyncIterator[FilledYear]:
    async with a_filled_year(tmp_path) as year:
        yield year


def lines(paper: Paper | None) -> list[str]:
    assert paper is not None
    return read(make(paper).content).lines


@pytest.mark.parametrize("ruleset_id", RULESETS)
async def test_a_members_review_is_on_his_form(tmp_path: Path, ruleset_id: str) -> None:
    """Every text under its heading, every grade in its box, figures, suggestion, level, remarks.

    Grades and level stand on a sheet of their own where the guideline puts them there.
    """
    async with a_filled_year(tmp_path, ruleset_id) as filled, filled.year() as year:
        ruleset = year.ruleset
        paper = await reviewing.self_review(year, filled.people[MEMBER])
        sheet = await reviewing.member_sheet(year, filled.people[MEMBER], committee=False)
        found = [*lines(paper), *(lines(sheet) if sheet else ())]
        summed = "\n".join(lines(await reporting.summary(year)))
        given = await assessments.assessment(year.tx, filled.review.id, filled.people[MEMBER].id)
    text = "\n".join(found)
    assert paper is not None
    assert paper.form.id in {"mau-02", "mau-02a"}
    assert f"Họ và tên: {MEMBER}  Ngày, tháng, năm sinh: 08/03/1975" in text
    headed = {f"p:{part.id}": part for part in ruleset.form_parts(paper.form.id)}
    written = [item for item in given.notes if f"{WROTE} ({item[2:]})" in text]
    assert len(written) >= 6
    for item in written:
        heading = next(n for n, line in enumerate(found) if headed[item].heading in line)
        below = found[heading + 1 : heading + 9]
        assert any(f"({item[2:]})" in line for line in below)
    graded = [one for one in ruleset.criteria(Kind.MEMBER) if one.id in given.grades]
    assert graded
    for criterion in graded:
        row = next((line for line in found if f" | {criterion.name} | " in line), None)
        if row is not None:
            boxes = row.split(" | ")[2:]
            place = ruleset.grade_rank[given.grades[criterion.id]]
            assert [box == "☒" for box in boxes] == [n == place for n in range(4)]
    assert NOTE in text
    assert "Số chỉ tiêu, nhiệm vụ được giao: 12" in text
    assert "Số đã hoàn thành: 11" in text
    assert "Vấn đề 1 (Đảng ủy phường): Làm rõ việc chậm đóng đảng phí." in text
    assert "Tôi đã khắc phục xong." in text
    assert "- Hoàn thành xuất sắc nhiệm vụ  ☒" in text
    assert "Nhất trí với bản kiểm điểm." in text
    remark = "Chi ủy đề nghị hoàn thành tốt nhiệm vụ."
    assert (remark in text, remark in summed) == (sheet is None, sheet is not None)
    assert any(
        line.endswith(f"(ký, ghi rõ họ tên) {MEMBER}") or line == f"| {MEMBER}" for line in found
    )


async def test_a_review_typed_by_another_says_so(filled: FilledYear) -> None:
    """Who has no phone told it to the secretary."""
    async with filled.year() as year:
        typed = lines(await reviewing.self_review(year, filled.people[WITHOUT_PHONE]))
        own = lines(await reviewing.self_review(year, filled.people[MEMBER]))
    assert any("Bản này do đồng chí Phạm Văn Bí ghi theo lời" in line for line in typed)
    assert not any("ghi theo lời" in line for line in own)


async def test_grades_are_the_raters_own(filled: FilledYear) -> None:
    """Mẫu 05 of the member bears his grades and level, the committee's bears the committee's."""
    async with filled.year() as year:
        person = filled.people[MEMBER]
        own = await reviewing.member_sheet(year, person, committee=False)
        committee = await reviewing.member_sheet(year, person, committee=True)
    first = "1 | Tư tưởng chính trị | "
    assert f"{first}☒ | ☐ | ☐ | ☐" in lines(own)
    assert f"{first}☐ | ☒ | ☐ | ☐" in lines(committee)
    assert "- Hoàn thành xuất sắc nhiệm vụ  ☒" in lines(own)
    assert "- Hoàn thành tốt nhiệm vụ  ☒" in lines(committee)
    assert "Chủ thể đánh giá: Chi ủy Chi bộ khu phố 3" in lines(committee)
    assert make(own).name != make(committee).name if own and committee else False


async def test_the_branchs_own_forms_are_filled_in_as_far_as_known(filled: FilledYear) -> None:
    """Mẫu 01, 03a, 04a bear the names; 03b, 04b are left to those who take part."""
    async with filled.year() as year:
        collective = await reviewing.body_paper(year, Kind.COLLECTIVE, Use.BODY_REVIEW)
        sheets = {
            (kind, use): await reviewing.body_paper(year, kind, use)
            for kind in (Kind.ORGANISATION, Kind.COLLECTIVE)
            for use in (Use.GRADES, Use.OPINION)
        }
        assert reviewing.opinion_letter(year) is None
    assert any("tập thể Chi ủy Chi bộ khu phố 3 kiểm điểm" in line for line in lines(collective))
    names = [paper.form.name for paper in sheets.values() if paper]
    assert names == ["Mẫu 03a", "Mẫu 03b", "Mẫu 04a", "Mẫu 04b"]
    assert "Tổ chức đảng: Chi bộ khu phố 3" in lines(sheets[Kind.ORGANISATION, Use.GRADES])


@pytest.mark.parametrize("ruleset_id", RULESETS)
async def test_what_the_collective_wrote_stands_under_its_headings(
    tmp_path: Path, ruleset_id: str
) -> None:
    """Each text under its part of Mẫu 01, the answer under what the branch is asked."""
    async with a_filled_year(tmp_path, ruleset_id) as filled:
        parts = [
            one
            for one in LIBRARY.get(ruleset_id).form_parts("mau-01")
            if one.asks is Asks.TEXT and (not one.kinds or Kind.COLLECTIVE in one.kinds)
        ]
        review, me = filled.review.id, filled.people[CLERK].id
        async with filled.house.db.write() as tx:
            point, body = "Làm rõ việc chậm sửa nhà văn hóa.", "collective"
            asked = await suggestions.suggest(tx, review, None, point, "Đảng ủy", me, LATER)
            items = {f"p:{one.id}": f"Chi ủy viết ({one.id})" for one in parts}
            for item, text in (items | {f"s:{asked.id}": "Đã sửa xong."}).items():
                await body_notes.save_body_note(tx, review, body, item, text, me, LATER)
            await body_notes.save_body_note(
                tx, review, "organisation", f"p:{parts[0].id}", "Không phải của chi ủy", me, LATER
            )
        async with filled.year() as year:
            paper = await reviewing.body_paper(year, Kind.COLLECTIVE, Use.BODY_REVIEW)
            opinion = await reviewing.body_paper(year, Kind.COLLECTIVE, Use.OPINION)
    found = lines(paper)
    assert len(parts) >= 8
    for one in parts:
        heading = next(n for n, line in enumerate(found) if one.heading in line)
        assert any(f"Chi ủy viết ({one.id})" in line for line in found[heading : heading + 9])
    place = next(n for n, line in enumerate(found) if point in line)
    assert any("Đã sửa xong." in line for line in found[place : place + 4])
    assert not any("Không phải của chi ủy" in line for line in found)
    assert opinion is None or not any("Chi ủy viết" in line for line in lines(opinion))


async def test_the_protocol_bears_the_counts_figures(filled: FilledYear) -> None:
    """Phones and paper together; the sums hold on the paper as in the box."""
    async with filled.year() as year:
        found = lines(await counting.protocol(year, filled.ballot))
    figures = filled.ballot.figures
    assert figures is not None
    numbers = {cells[1]: cells[2] for line in found if len(cells := line.split(" | ")) == 3}
    assert numbers["Số phiếu phát ra"] == str(figures.issued) == "8"
    assert numbers["Số phiếu thu về"] == str(figures.returned) == "8"
    assert numbers["Số phiếu hợp lệ"] == "7"
    assert numbers["Số phiếu không hợp lệ"] == "1"
    assert numbers["Số có mặt"] == "8"
    assert f"1 | {MEMBER} | – | 6 | 0 | 0 | 1 | HTTNV" in found
    assert f"2 | {WITHOUT_PHONE} | 6 | 1 | 0 | 0 | 0 | HTXSNV" in found
    assert all(any(code in line for line in found) for code in figures.codes)
    assert any("Vũ Văn Phiếu Bùi Thị Đếm | Phạm Văn Bí" in line for line in found)
    assert "Địa điểm: Nhà văn hóa khu phố 3" in found


async def test_no_paper_tells_who_voted(filled: FilledYear) -> None:
    """The voters stand on no paper of the count but as tellers and chair."""
    async with filled.year() as year:
        voters = await ballots.voters(year.tx, filled.ballot.id)
        found = "\n".join(lines(await counting.protocol(year, filled.ballot)))
    named = {one for one in filled.people.values() if one.full_name in found}
    others = {one.id for one in named} & set(voters)
    shown = {filled.people[name].id for name in (MEMBER, WITHOUT_PHONE, "Phạm Văn Bí")}
    tellers = {filled.people[name].id for name in ("Vũ Văn Phiếu", "Bùi Thị Đếm")}
    assert others <= shown | tellers


async def test_ballots_are_printed_for_those_who_vote_on_paper(filled: FilledYear) -> None:
    """Two voters, two papers, with the levels as they were offered."""
    async with filled.year() as year:
        paper = await counting.paper_ballots(year, filled.ballot)
    found = lines(paper)
    assert found.count(f"1 | {MEMBER} | – | ☐ | ☐ | ☐") == 2
    assert found.count(f"2 | {WITHOUT_PHONE} | ☐ | ☐ | ☐ | ☐") == 2


async def test_the_summary_names_clauses_and_leaves_nobody_out(filled: FilledYear) -> None:
    """Who was voted on with his figures, who was not with none, who is not rated with why."""
    async with filled.year() as year:
        paper = await reporting.summary(year)
    found = lines(paper)
    assert paper.form.name == "Mẫu 06"
    row = next(line for line in found if f" | {MEMBER} | " in line).split(" | ")
    assert row[2:11] == ["1975", "", "HTXSNV", "HTTNV", "–", "6", "0", "0", "1"]
    assert row[11].startswith("HTTNV")
    clerk = next(line for line in found if f" | {CLERK} | " in line)
    assert "Công chức, viên chức" in clerk
    assert "(mục II.B.2.3.1)" in clerk
    assert sum(any(name in line for line in found) for name in filled.people) == len(filled.people)
    young = next(line for line in found if "Ngô Thị Mới" in line)
    assert "mục II.B.6" in young


async def test_a_notice_goes_to_who_has_a_result(filled: FilledYear) -> None:
    """With his votes where the ballot was opened to show them; none to others."""
    async with filled.year() as year:
        found = "\n".join(lines(await reporting.notice(year, filled.people[MEMBER])))
        assert await reporting.notice(year, filled.people[ILL]) is None
    assert "Mức chi bộ đề xuất: Hoàn thành tốt nhiệm vụ" in found
    assert "Hoàn thành tốt nhiệm vụ: 6" in found
    assert "để trống: 1" in found


async def test_the_minutes_tell_who_was_there_and_what_was_said(filled: FilledYear) -> None:
    """Roll-call with reasons, agenda, remarks, the result of the vote."""
    async with filled.year() as year:
        found = lines(await reporting.minutes(year, filled.meeting))
    assert "Có mặt: 9/10 đảng viên." in found
    assert f"5 | {ILL} |  | x |  | Nằm viện" in found
    assert "1. Kiểm điểm" in found
    assert "Ý kiến góp ý: Cần mạnh dạn góp ý hơn." in found
    assert f"2 | {WITHOUT_PHONE} | 6 | 1 | 0 | 0 | 0 | HTXSNV" in found


async def test_the_decision_to_cancel_names_its_clause(tmp_path: Path) -> None:
    """Issued by the committee above, on the form that the guideline names."""
    async with a_filled_year(tmp_path, "sao-do-2023") as filled, filled.year() as year:
        paper = reporting.cancellation(year, filled.people[MEMBER], "HTT", "KHT")
    found = "\n".join(lines(paper))
    assert paper.form.name == "Mẫu 03-HDKĐ.ĐG 2023"
    assert "ĐẢNG ỦY PHƯỜNG HÒA THẠNH QUYẾT ĐỊNH:" in found
    assert "(mục II.B.5)" in found
    assert f"năm 2026 của {MEMBER}: mức Hoàn thành tốt nhiệm vụ." in found
    assert f"năm 2026 của {MEMBER}: mức Không hoàn thành nhiệm vụ." in found


async def test_invitations_bear_each_persons_own_link(filled: FilledYear) -> None:
    """As the tokens were issued."""
    issued = [(one, f"token-{one.id}") for one in filled.people.values()]
    paper = inviting.invitation_sheet(
        filled.house, filled.branch, issued, LATER, timedelta(days=30)
    )
    found = "\n".join(lines(paper))
    for _, token in issued:
        assert found.count(f"start=i{token} ") == 1
    assert "Dùng được đến hết ngày 04/01/2027." in found


async def test_the_data_code_follows_the_data_alone(filled: FilledYear) -> None:
    """The same while nothing changed, another once an answer did."""
    person = filled.people[MEMBER]

    async def code() -> str:
        async with filled.year() as year:
            paper = await reviewing.member_sheet(year, person, committee=False)
        assert paper is not None
        return digest(paper)

    before = await code()
    assert await code() == before
    async with filled.house.db.write() as tx:
        await assessments.save_own_level(tx, filled.review.id, person.id, "HN", 0, LATER)
    assert await code() != before
