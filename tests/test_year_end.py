"""The whole year-end of one branch through the real application: each promise of the main job."""

import re
import sqlite3
from itertools import pairwise
from pathlib import Path

import pytest

from bot.demo import cast
from tests.storage.test_forensics import fresh
from tests.year_end import YearEnd, play

CODE = re.compile(r"\b[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}\b")


@pytest.fixture(scope="module")
def year() -> YearEnd:
    """The year-end, played once."""
    return play()


def texts(records: list) -> str:
    return "\n\n".join(record.text for record in records)


# ── joining, the group, the review ───────────────────────────────────────────────────────────


def test_every_member_on_the_sheet_gets_a_link_of_his_own(year: YearEnd) -> None:
    """Seventeen people come from the spreadsheet, each with one invitation."""
    assert len(year.names) == 17
    assert "17" in year.printed


def test_a_stranger_is_told_nothing_of_the_branch(year: YearEnd) -> None:
    """A used link and a question get two kind refusals that name nobody."""
    said = texts(year.seen_by(cast.STRANGER))
    assert said
    for name in (*year.names, "Bình An", "Hòa Thạnh"):
        assert name not in said


def test_only_the_secretary_binds_the_group(year: YearEnd) -> None:
    """The deputy's tap on the group's question changes nothing; the secretary's does."""
    shown = [record.text for record in year.in_group()]
    assert "Chi bộ khu vực Bình An" in shown[0]
    assert any("phần việc" in toast for toast in year.toasts_of(cast.DEPUTY))


def test_the_guideline_shows_its_years_and_what_replaced_it(year: YearEnd) -> None:
    """The choice of the guideline names 2018 to 2022 and both later texts."""
    said = texts(year.seen_by(cast.SECRETARY))
    assert "2018 đến 2022" in said
    assert "124-QĐ/TW" in said
    assert "366-QĐ/TW" in said


# ── self-assessment ──────────────────────────────────────────────────────────────────────────


def test_questions_come_one_at_a_time_and_go_on_after_days(year: YearEnd) -> None:
    """She stops at question 3 of 9 and finds question 3 again two days later."""
    heads = [
        (record.at.date(), record.text.split("\n")[0])
        for record in year.seen_by(cast.FIRST)
        if record.text.startswith("Câu ")
    ]
    days = [day for day, head in heads if head == "Câu 3/9"]
    assert (days[-1] - days[0]).days == 2
    assert [head for _, head in heads][:3] == ["Câu 1/9", "Câu 2/9", "Câu 3/9"]


def test_a_leader_answers_the_leaders_criteria_too(year: YearEnd) -> None:
    """Seven more for who leads, and the units led: seventeen criteria instead of nine."""
    assert "Câu 17/17" in texts(year.seen_by(cast.LEADER))


def test_a_member_sees_what_is_allowed_and_why(year: YearEnd) -> None:
    """The civil servant's own overview names the office's rating and the clause."""
    said = texts(year.seen_by(cast.DEPUTY))
    assert "cao nhất là Hoàn thành tốt nhiệm vụ" in said or ": Hoàn thành tốt nhiệm vụ" in said
    assert "(mục II.B.2.3.1)" in said


# ── the ballot ───────────────────────────────────────────────────────────────────────────────


def ballots_of(year: YearEnd, name: str) -> dict[str, tuple[str, ...]]:
    """The levels that a voter's private ballot offered for each subject."""
    found = {}
    for record in year.seen_by(name):
        if "Phiếu kín · người" in record.text:
            subject = record.text.split("\n")[2]
            labels = [label.lstrip("✅ ") for row in record.buttons for label in row]
            found[subject] = tuple(
                label for label in labels if label in (cast.XS, cast.HTT, cast.HN, cast.KHT)
            )
    return found


def test_who_is_on_the_ballot(year: YearEnd) -> None:
    """Unheard, newly admitted and exempt members are left off; probationary ones are rated."""
    subjects = ballots_of(year, cast.SECRETARY)
    assert len(subjects) == 14
    assert not {cast.ABSENT, cast.NEWCOMER, cast.EXEMPT} & set(subjects)
    assert {cast.PROBATIONARY, cast.NO_TELEGRAM} <= set(subjects)


def test_levels_above_the_hard_ceiling_are_not_offered(year: YearEnd) -> None:
    """Office's rating, discipline and sick leave cap; an unknown rating caps nothing yet."""
    offered = ballots_of(year, cast.SECRETARY)
    assert offered[cast.DEPUTY] == (cast.HTT, cast.HN, cast.KHT)
    assert offered[cast.DISCIPLINED] == (cast.KHT,)
    assert offered[cast.SICK] == (cast.HN, cast.KHT)
    assert offered[cast.AWAITING_OFFICE] == (cast.XS, cast.HTT, cast.HN, cast.KHT)
    assert offered[cast.FIRST] == (cast.XS, cast.HTT, cast.HN, cast.KHT)


def test_why_gives_voters_the_clause_and_never_the_fact(year: YearEnd) -> None:
    """«Vì sao?» cites II.B.2.3.1 and says nothing of what the office had decided."""
    (why,) = [
        record.text
        for record in year.seen_by(cast.SECRETARY)
        if record.text.startswith(cast.DEPUTY) and "phiếu" in record.text
    ]
    assert "II.B.2.3.1" in why
    assert "Hiện là" not in why
    assert "Cơ quan xếp loại công chức, viên chức:" not in why


def test_probationary_members_have_no_ballot(year: YearEnd) -> None:
    """The probationary member is told kindly and gets no ballot."""
    said = texts(year.seen_by(cast.PROBATIONARY))
    assert "dự bị" in said
    assert "Phiếu kín · người" not in said


def test_the_group_sees_numbers_and_codes_only(year: YearEnd) -> None:
    """No name of a voter or subject, no level, ever stands in the group's messages."""
    said = texts(year.in_group())
    assert "13" in said
    for name in year.names:
        assert name not in said
    for level in (cast.XS, cast.HTT, cast.HN, cast.KHT):
        assert level not in said


def test_every_last_receipt_is_published_and_no_other(year: YearEnd) -> None:
    """Thirteen sorted codes: each voter's newest; the code of the ballot cast anew is gone."""
    given = {
        name: [CODE.findall(r.text)[0] for r in year.seen_by(name) if r.text.startswith("🧾")]
        for name in cast.VOTERS
    }
    assert len(given[cast.ABSENT]) == 2
    newest = {codes[-1] for codes in given.values()}
    (ended,) = [record.text for record in year.in_group() if CODE.search(record.text)]
    published = CODE.findall(ended)
    assert published == sorted(published)
    assert set(published) == newest
    assert len(published) == 13
    assert given[cast.ABSENT][0] not in published


def test_nothing_marked_stays_on_a_voters_screen(year: YearEnd) -> None:
    """After casting, the live message shows no level and no mark."""
    after = [r for r in year.seen_by(cast.SECRETARY) if "đã vào hòm" in r.text]
    assert after
    for record in after:
        for level in (cast.XS, cast.HTT, cast.HN, cast.KHT):
            assert level not in record.text


# ── the report ───────────────────────────────────────────────────────────────────────────────


def test_the_report_reaches_nobody_but_the_secretary(year: YearEnd) -> None:
    """The report, its quota and its counts stand in the secretary's chat alone."""
    for name in year.names:
        if name not in {cast.SECRETARY, cast.NO_TELEGRAM}:
            assert "Báo cáo: xếp loại" not in texts(year.seen_by(name))
    assert "Báo cáo: xếp loại" in texts(year.seen_by(cast.SECRETARY))


def test_a_members_report_names_everything_with_clauses(year: YearEnd) -> None:
    """Own level, advised level, ceiling, votes by level and proposal stand side by side."""
    card = next(
        r.text
        for r in year.seen_by(cast.SECRETARY)
        if "· " + cast.DEPUTY in r.text and "👤" in r.text
    )
    for part in ("Đề xuất:", "Mức tự nhận:", "Mức tham khảo:", "Mức cao nhất", "Số phiếu:"):
        (line,) = [line for line in card.split("\n") if part in line]
        assert "(mục II.B." in line, line


def test_a_quota_overrun_with_a_tie_is_left_to_people(year: YearEnd) -> None:
    """Four proposed, two allowed: one within, two tied at the edge, one over; provisional."""
    said = texts([r for r in year.seen_by(cast.SECRETARY) if "🏅" in r.text and "20%" in r.text])
    assert "tối đa 2" in said
    tied = next(line for line in said.split("\n") if "bằng phiếu" in line)
    assert "Huỳnh Văn Bảy" in tied
    assert "Võ Thị Kim Ngân" in tied
    assert "không bốc thăm" in tied
    assert "Tạm tính" in said
    assert "II.B.2.3.1" in said


def test_the_identities_of_the_count_are_printed(year: YearEnd) -> None:
    """Returned = votes by level + blank, for each of the fourteen subjects."""
    count = texts([r for r in year.seen_by(cast.SECRETARY) if r.text.startswith("🧮")])
    sums = re.findall(r"((?:\d+ \+ )+\d+) = (\d+)", count)
    assert len(sums) >= 14
    for parts, total in sums:
        assert sum(map(int, parts.split(" + "))) == int(total) == 13


def test_a_later_fact_holds_the_proposal_and_is_named(year: YearEnd) -> None:
    """The office's late rating lowers the proposal below the ballot's result, saying so."""
    card = [
        r.text
        for r in year.seen_by(cast.SECRETARY)
        if "👤" in r.text and cast.AWAITING_OFFICE in r.text and "Số phiếu" in r.text
    ][-1]
    assert f"Đề xuất: {cast.HN}" in card
    assert f"Kết quả bỏ phiếu: {cast.HTT}" in card
    assert "sau khi mở bỏ phiếu" in card


# ── what is left ─────────────────────────────────────────────────────────────────────────────


def test_the_database_holds_totals_only(year: YearEnd) -> None:
    """No envelope and no key remain; totals of all fourteen subjects do."""
    assert year.traces.envelopes == 0
    assert year.traces.key_files == 0
    assert year.traces.totals >= 14
    assert not [name for name in year.final if name.endswith((".private", ".mac"))]


def test_no_moment_of_the_ballot_links_a_vote_to_a_voter(year: YearEnd) -> None:
    """While voting is open no copy of the files holds a receipt, and no change names a level."""
    assert len(year.moments) >= 2 * len(cast.VOTERS)
    codes = {
        code.encode()
        for name in cast.VOTERS
        for record in year.seen_by(name)
        for code in CODE.findall(record.text)
    }
    assert len(codes) == 14
    for moment in year.moments[:-1]:
        for name, content in moment.items():
            for code in codes:
                assert code not in content, name
                assert code.replace(b"-", b"") not in content, name
    levels = [level.name.encode() for level in year.ruleset.levels]
    levels += [f'"{level.id}"'.encode() for level in year.ruleset.levels]
    for before, after in pairwise(year.moments[1:-1]):
        changed = fresh(before, after)
        assert not [level for level in levels if level in changed]


def test_a_plain_table_of_votes_would_have_been_found(tmp_path: Path) -> None:
    """The same search does find the codes where votes are written down plainly."""
    weak = sqlite3.connect(tmp_path / "weak.sqlite")
    weak.execute("CREATE TABLE vote (voter TEXT, code TEXT, level TEXT)")
    weak.execute("INSERT INTO vote VALUES ('An', '2EX5-5SZ1', 'KHT')")
    weak.commit()
    weak.close()
    content = (tmp_path / "weak.sqlite").read_bytes()
    assert b"2EX5-5SZ1" in content


def test_nothing_that_was_asked_stays_unanswered(year: YearEnd) -> None:
    """Every tap of the year-end got its answer, and no screen breaks a limit of Telegram."""
    for record in year.records:
        if record.by_bot:
            assert len(record.text) <= 4096
            assert all(len(label) <= 64 for row in record.buttons for label in row)
