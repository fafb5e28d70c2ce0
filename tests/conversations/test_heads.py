"""A head is not above what he heads: bound by decisions, warned by what is only proposed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from conversations.ceilings import ceiling_of
from conversations.evidence import person_kind
from conversations.heads import BodyLevel, How, headship, held_under_head
from conversations.proposals import Proposal, Proposals, propose
from rules import Kind, Ruleset, known_facts
from storage import audit, reviews
from storage.ballots import Ballot
from storage.reviews import FactRecord, Source
from storage.roll import Person, PersonDraft, Role, Standing
from tests.conversations.hall import LIBRARY, Hall, drafts, hall
from tests.conversations.talk import Phone

XS, HTT = "Hoàn thành xuất sắc nhiệm vụ", "Hoàn thành tốt nhiệm vụ"
HN, KHT = "Hoàn thành nhiệm vụ", "Không hoàn thành nhiệm vụ"
BRANCH = "🏠 Mức của chi bộ"
COMMITTEE = 2
"""The place of the committee's third member on the roll."""


def rows() -> list[PersonDraft]:
    made = drafts(5)
    made[COMMITTEE] = replace(made[COMMITTEE], roles=frozenset({Role.COMMITTEE}))
    return made


async def proposals(h: Hall) -> Proposals:
    async with h.house.db.read() as tx:
        return await propose(tx, h.house, h.branch, h.review, h.talk.now.date())


async def secretary(h: Hall) -> Proposal:
    return (await proposals(h)).rated[0]


async def voted(h: Hall, *marks: str, which: str = "") -> Ballot:
    ballot = await h.open(which)
    for who in range(ballot.summoned):
        await h.vote(who, ballot, *marks)
    return await h.close(ballot)


async def decide(h: Hall, level: str, code: str = "o") -> Phone:
    """The secretary records what the committee above decided."""
    h.talk.now += timedelta(minutes=1)
    phone = h.phone(0)
    await phone.command("chibo")
    await phone.tap("⚖️ Cấp trên: chi bộ" if code == "o" else "⚖️ Cấp trên: chi ủy")
    await phone.tap(level)
    return phone


async def card(h: Hall, who: int = 0) -> str:
    """What the report tells the secretary of that member."""
    phone = h.phone(0)
    await phone.command("baocao")
    await phone.tap_data(f"report:member:{h.review.id}:{who}")
    return phone.text


async def test_before_the_branch_has_a_level_its_head_waits_for_it(tmp_path: Path) -> None:
    """II.B.4: the head is rated last; until then the report says what will limit him."""
    async with hall(tmp_path, rows()) as h:
        await voted(h, XS, *[HTT] * 4)
        assert (await secretary(h)).level == "XS"
        text = await card(h)
        assert "Chưa có mức của chi bộ" in text
        assert "không được cao hơn mức ấy (mục II.B.4)" in text
        assert "🎖" not in await card(h, 1)
        assert "⏳" not in await card(h, 1)


async def test_a_voted_level_of_the_branch_warns_and_changes_nothing(tmp_path: Path) -> None:
    """What the branch votes of itself is a proposal: the head's stands, with a warning."""
    async with hall(tmp_path, rows()) as h:
        await voted(h, XS, *[HTT] * 4)
        await voted(h, HN, which=BRANCH)
        one = await secretary(h)
        assert (one.level, one.ceiling.ceiling, one.held) == ("XS", "XS", False)
        text = await card(h)
        assert "Hoàn thành nhiệm vụ theo bỏ phiếu ngày 05/12/2026; cấp trên chưa" in text
        assert "Nếu cấp trên quyết định như vậy" in text
        assert "không được cao hơn “Hoàn thành nhiệm vụ”" in text
        assert "(mục II.B.4)" in text
        phone = h.phone(0)
        await phone.command("baocao")
        assert "Cao hơn mức đang đề xuất cho nơi mình đứng đầu: 1" in phone.text
        assert "“Hoàn thành nhiệm vụ” (mục II.B.4)" not in await card(h, 1)


async def test_a_taken_level_of_the_branch_warns_too(tmp_path: Path) -> None:
    """Without a ballot the level that the committee takes in /chibo is the one known."""
    async with hall(tmp_path, rows()) as h:
        phone = h.phone(0)
        await phone.command("chibo")
        await phone.tap_data("body:level:o:HTT")
        await voted(h, XS, *[HTT] * 4)
        text = await card(h)
        assert "Hoàn thành tốt nhiệm vụ theo mức tự nhận; cấp trên chưa quyết định" in text
        assert "đề xuất trên phải hạ xuống (mục II.B.4)" in text


async def test_a_decided_level_holds_the_head_down_and_is_named(tmp_path: Path) -> None:
    """II.B.4 binds once the decision is recorded; “why” names the clause and the decision."""
    async with hall(tmp_path, rows()) as h:
        await voted(h, XS, *[HTT] * 4)
        phone = await decide(h, HN)
        assert "giới hạn của người đứng đầu" in phone.text
        assert "(mục II.B.4)" in phone.text
        one = await secretary(h)
        assert (one.result, one.level, one.held) == ("XS", "HN", True)
        assert one.late == ("led_organisation_level",)
        assert [two.level for two in (await proposals(h)).rated[1:]] == ["HTT"] * 4
        text = await card(h)
        assert "cấp trên đã quyết định" in text
        assert "Mức cao nhất được đề xuất: Hoàn thành nhiệm vụ (mục II.B.4" in text
        assert "Được xác nhận sau khi mở bỏ phiếu: Mức của tổ chức đảng mình đứng đầu" in text


async def test_the_decision_is_audited_and_can_be_taken_back(tmp_path: Path) -> None:
    """Who recorded it is known; without it the ballot's result stands again."""
    async with hall(tmp_path, rows()) as h:
        await voted(h, XS, *[HTT] * 4)
        await decide(h, HN)
        async with h.house.db.read() as tx:
            last = (await audit.entries(tx, h.branch.id))[-1]
        assert (last.action, last.detail["fact"]) == ("fact.recorded", "led_organisation_level")
        phone = await decide(h, "Chưa có quyết định")
        assert "giới hạn của người đứng đầu" not in phone.text
        assert (await secretary(h)).level == "XS"


async def test_a_decision_tapped_again_does_not_look_later_than_it_is(tmp_path: Path) -> None:
    """Recorded before the ballot, tapped once more after it: it did not come after the vote."""
    async with hall(tmp_path, rows()) as h:
        await decide(h, HTT)
        async with h.house.db.read() as tx:
            before = await audit.entries(tx, h.branch.id)
        await decide(h, "✓ Hoàn thành tốt nhiệm vụ")
        async with h.house.db.read() as tx:
            assert await audit.entries(tx, h.branch.id) == before


async def test_a_decided_level_bars_the_higher_ones_from_the_ballot(tmp_path: Path) -> None:
    """Known before the opening, it is a hard ceiling; voters are told the clause."""
    async with hall(tmp_path, rows()) as h:
        await decide(h, HTT)
        ballot = await h.open()
        assert ballot.subjects[0].options == ("HTT", "HN", "KHT")
        assert ballot.subjects[1].options == ("XS", "HTT", "HN", "KHT")
        member = await h.enter(3, ballot)
        await member.tap("▶️ Bắt đầu")
        assert XS not in member.labels
        await member.tap("Vì sao?")
        assert "không được cao hơn mức của tổ chức đảng mình đứng đầu" in member.text
        assert "II.B.4" in member.text


async def test_the_committee_s_level_limits_its_head_as_well(tmp_path: Path) -> None:
    """The lower of branch and committee counts; the committee itself is under the branch."""
    async with hall(tmp_path, rows()) as h:
        await voted(h, XS, *[HTT] * 4)
        await decide(h, HTT)
        await decide(h, HN, "c")
        one = await secretary(h)
        assert one.level == "HN"
        assert "cấp ủy mình đứng đầu" in await card(h)


async def test_the_deputy_is_no_head(tmp_path: Path) -> None:
    """No text limits who stands beside the head."""
    async with hall(tmp_path, rows()) as h:
        await voted(h, XS, XS, *[HTT] * 3)
        await decide(h, HN)
        assert [one.level for one in (await proposals(h)).rated[:2]] == ["HN", "XS"]


@pytest.mark.parametrize(
    ("ruleset", "fact", "excepted", "clause"),
    [
        ("sao-do-2023", "newly_arrived", False, "II.B.4"),
        ("go-vap-p11-2021", "secretary_not_main_post", True, "1(5)"),
    ],
)
async def test_each_text_s_exceptions_are_asked(
    tmp_path: Path, ruleset: str, fact: str, excepted: bool, clause: str
) -> None:
    """Unknown, the exception leaves the level open and is named; known, it decides."""
    async with hall(tmp_path, rows(), ruleset=ruleset, upper="Đảng ủy phường") as h:
        await decide(h, HN)
        ballot = await h.open()
        assert ballot.subjects[0].options[0] == "XS"
        for who in range(5):
            await h.vote(who, ballot, *[HTT] * 5)
        await h.close(ballot)
        assert (await secretary(h)).level == "HTT"
        text = await card(h)
        assert "trừ khi thuộc trường hợp được trừ; chưa rõ:" in text
        assert f"(mục {clause})" in text
        if ruleset.startswith("go-vap"):
            await h.fact(0, "months_in_post", 12)
        phone = h.phone(0)
        await phone.tap_data(f"facts:pick:{h.people[0].id}")
        await phone.tap("🎖 Thông tin người đứng đầu")
        await phone.tap_data(f"facts:fact:h{h.people[0].id}:{fact}")
        await phone.tap("Có" if excepted else "Không")
        one = await secretary(h)
        assert one.level == ("HTT" if excepted else "HN")
        text = await card(h)
        expected = "Thuộc trường hợp được trừ" if excepted else "Bỏ phiếu chọn “Hoàn thành tốt"
        assert expected in text
        assert f"(mục {clause}" in text


async def test_a_head_of_a_unit_is_held_by_its_level(tmp_path: Path) -> None:
    """Whoever heads an office, by its recorded level, whatever his role in the branch."""
    async with hall(tmp_path, rows()) as h:
        await voted(h, *[XS] * 5)
        await h.fact(3, "heads_unit", True)
        await h.fact(3, "led_unit_level", "HTT", confirmed=False)
        found = await proposals(h)
        assert found.rated[3].level == "XS"
        assert "không được cao hơn “Hoàn thành tốt nhiệm vụ”" in await card(h, 3)
        await h.fact(3, "led_unit_level", "HTT")
        assert (await proposals(h)).rated[3].level == "HTT"


async def test_what_he_heads_does_not_lift_him(tmp_path: Path) -> None:
    """A limit only holds down: an excellent branch leaves a lower level where it is."""
    async with hall(tmp_path, rows()) as h:
        await h.fact(0, "sick_leave_months", 4)
        await decide(h, XS)
        one = await secretary(h)
        assert one.ceiling.allowed == ("HN", "KHT")
        await decide(h, KHT)
        assert (await secretary(h)).ceiling.allowed == ("KHT",)


async def test_only_the_secretary_records_a_decision(tmp_path: Path) -> None:
    """A member and a committee member are refused; forged levels and bodies change nothing."""
    async with hall(tmp_path, rows()) as h:
        for who in (1, COMMITTEE, 4):
            phone = h.phone(who)
            await phone.command("trangchu")
            for data in ("body:decided:o", "body:decide:o:HN", f"facts:pick:h{h.people[0].id}"):
                await phone.tap_data(data)
                assert "không thuộc phần việc" in phone.toast
        chair = h.phone(0)
        await chair.command("chibo")
        for data in (
            "body:decide:o:GREAT", "body:decide:x:HN", "body:decided:", "facts:pick:h0",
            "facts:pick:hx", f"facts:fact:h{h.people[0].id}:led_organisation_level",
            f"facts:set:h{h.people[0].id}:heads_organisation:0", "facts:take:h1",
        ):  # fmt: skip
            await chair.tap_data(data)
        async with h.house.db.read() as tx:
            facts = await reviews.all_facts(tx, h.review.id)
        assert facts == {}


async def test_the_secretary_of_another_branch_sees_no_head_of_ours(tmp_path: Path) -> None:
    """A head's facts are of his branch only."""
    async with hall(tmp_path, rows()) as h:
        other = await h.secretary_of_another_branch()
        await other.command("trangchu")
        await other.tap_data(f"facts:pick:h{h.people[0].id}")
        assert "không có người này" in other.toast
        assert "Thông tin về đồng chí" not in other.text


async def test_a_decision_of_a_level_of_another_text_counts_for_nothing(tmp_path: Path) -> None:
    """A row that the guideline cannot read is left out."""
    async with hall(tmp_path, rows()) as h:
        async with h.house.db.write() as tx:
            await reviews.record_fact(
                tx, h.review.id, None, "led_organisation_level", '"A1"',
                Source.OFFICE, h.people[0].id, h.talk.now, confirmed=True,
            )  # fmt: skip
        assert Kind.ORGANISATION not in (await proposals(h)).levels
        await h.phone(0).command("chibo")


@pytest.mark.parametrize("ruleset", [LIBRARY.get(one) for one in LIBRARY.ids], ids=LIBRARY.ids)
@pytest.mark.parametrize("level", ["XS", "HTT", "HN", "KHT"])
def test_a_limit_never_lifts_and_never_leaves_more(ruleset: Ruleset, level: str) -> None:
    """For every text and level: what is left is no better than both, and never nothing."""
    kind = person_kind(ruleset)
    rank, at = ruleset.level_rank, datetime(2026, 12, 20, tzinfo=UTC)
    chair = Person(
        1, 1, "1", "Lê Văn Bí", None, None, None, None, Standing.OFFICIAL,
        frozenset({Role.SECRETARY}), None,
    )  # fmt: skip
    said = {
        fact: FactRecord(fact, value, Source.SECRETARY, 1, at, True)
        for fact, value in (
            ("newly_arrived", "false"), ("secretary_not_main_post", "false"),
            ("months_in_post", "12"),
        )
        if fact in ruleset.facts
    }  # fmt: skip
    decided = {Kind.ORGANISATION: BodyLevel(Kind.ORGANISATION, level, How.DECIDED, at)}
    record = FactRecord("led_organisation_level", f'"{level}"', Source.OFFICE, 1, at, True)
    head = headship(ruleset, chair, said, decided, {record.fact_id: record}, at.date())
    assert head is not None
    assert head.limit(head.binding) == level
    for facts in ({}, {"sick_leave_months": 4}, {"disciplined": True}):
        known = {fact: value for fact, value in facts.items() if fact in ruleset.facts}
        own = ceiling_of(ruleset, kind, known_facts(ruleset, kind, known))
        held = held_under_head(own, head)
        assert held.ceiling is not None
        assert own.ceiling is not None
        assert rank[held.ceiling] == max(rank[own.ceiling], rank[level])
        assert held.allowed
        assert all(rank[one] >= rank[level] for one in held.allowed)
        assert all(one in own.allowed or one == level for one in held.allowed)
        if rank[level] > rank[own.ceiling]:
            assert head.binding[0].clause in [one.clause for one in held.why]
        else:
            assert held.possible == own.possible


async def test_several_posts_take_the_main_one_as_a_basis(tmp_path: Path) -> None:
    """II.B.6: where the places differ, the level of the main and highest post is the basis."""
    async with hall(tmp_path, rows()) as h:
        await voted(h, *[HTT] * 5)
        phone = h.phone(0)
        await h.fact(3, "is_leader", True)
        await phone.tap_data(f"facts:pick:{h.people[3].id}")
        await phone.tap("🎖 Thông tin người đứng đầu")
        await phone.tap_data(f"facts:set:h{h.people[3].id}:several_posts:1")
        await phone.tap_data(f"facts:set:h{h.people[3].id}:regulation_level:HN")
        assert (await proposals(h)).rated[3].level == "HTT"
        text = await card(h, 3)
        assert "lấy mức ở chức vụ đảm nhiệm chính và cao nhất làm cơ sở (mục II.B.6)" in text
        assert "lấy “Hoàn thành nhiệm vụ” làm cơ sở (mục II.B.6)" in text
        await phone.tap_data(f"facts:forget:h{h.people[3].id}:several_posts")
        assert "II.B.6" not in await card(h, 3)
