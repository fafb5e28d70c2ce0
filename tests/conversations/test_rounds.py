"""Which ballots a branch can hold: two rounds, re-votes, ties, latecomers, its own level."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from conversations.paper import COLLECTIVE_LEVEL, MEMBER_LEVELS, MEMBER_PICKS, ORGANISATION_LEVEL
from conversations.proposals import Proposals, propose
from storage import audit, ballots, reviews, roll
from storage.ballots import Ballot, BallotState, Shows
from storage.roll import PersonDraft, Role, Standing
from tests.conversations.hall import Hall, assert_fits, drafts, hall, name_of

XS, HTT = "Hoàn thành xuất sắc nhiệm vụ", "Hoàn thành tốt nhiệm vụ"
HN, KHT = "Hoàn thành nhiệm vụ", "Không hoàn thành nhiệm vụ"
TWO_ROUNDS = "dhyd-can-tho-2018"


async def proposals(h: Hall) -> Proposals:
    async with h.house.db.read() as tx:
        return await propose(tx, h.house, h.branch, h.review, h.talk.now.date())


def levels(found: Proposals) -> list[str | None]:
    return [one.level for one in found.rated]


async def cast(h: Hall, ballot: Ballot, who: int, choices: dict[int, str]) -> None:
    """Put a ballot into the box without its screens: they have tests of their own."""
    async with h.house.db.write() as tx:
        slot = await ballots.voter_slot(tx, ballot.id, h.people[who].id)
        assert slot is not None
        await ballots.cast(tx, h.house.db.keys, ballot, slot, choices, at=h.talk.now)


async def first_round(h: Hall, voters: int, *marks: str) -> Ballot:
    """Everyone marks alike, and round 1 is counted."""
    ballot = await h.open()
    for who in range(voters):
        await cast(h, ballot, who, dict(enumerate(marks, 1)))
    return await h.close(ballot)


async def picked(h: Hall, ballot: Ballot, *picks: Sequence[int]) -> Ballot:
    """The voters pick these in turn, and the ballot is counted."""
    for who, places in enumerate(picks):
        await cast(h, ballot, who, {place + 1: "XS" for place in places})
    return await h.close(ballot)


TIED = ((0, 1), (0, 1), (0, 1), (0, 2), (0, 2), (0, 2), (1, 2), (1, 2), (1, 2), ())
"""Ten voters, two picks each: three members with six votes for two places."""


async def test_round_one_stops_below_the_top_level(tmp_path: Path) -> None:
    """Levels 2 to 4 for everyone; the top level is neither offered nor asked about by «Vì sao»."""
    async with hall(tmp_path, drafts(6), ruleset=TWO_ROUNDS) as h:
        ballot = await h.open()
        assert {one.options for one in ballot.subjects} == {("HTT", "HN", "KHT")}
        assert (ballot.kind, ballot.round_id, ballot.picks) == (
            MEMBER_LEVELS,
            "member-levels",
            False,
        )
        phone = await h.enter(1, ballot)
        await phone.tap("▶️ Bắt đầu")
        assert XS not in phone.labels
        assert "Vì sao?" not in phone.labels


async def test_the_second_round_is_offered_with_its_list_and_clauses(tmp_path: Path) -> None:
    """After the count: who can be picked, for how many places, by which clause; then as opened."""
    async with hall(tmp_path, drafts(10), ruleset=TWO_ROUNDS) as h:
        first = await first_round(h, 10, *["HTT"] * 8, "HN", "HTT")
        an = h.phone(0)
        await an.tap("➡️ Còn phải bỏ phiếu gì")
        assert "Vòng 2, trong 9 đảng viên" in an.text
        assert "20% của 9 đảng viên đạt “Hoàn thành tốt nhiệm vụ” trở lên" in an.text
        assert "mục II.B.2.5" in an.text
        await an.tap("⭐ Bỏ phiếu vòng 2 (9)")
        assert "Mỗi phiếu chọn nhiều nhất 1 người" in an.text
        await an.tap("👥 Người được xếp loại (9)")
        assert name_of(8) not in an.text
        await an.tap("Trang sau ›")
        assert name_of(9) in an.text
        assert_fits(an)
        second = await h.open()
        assert second.kind == MEMBER_PICKS
        assert (second.per_voter, second.places, second.parent_id) == (1, 1, first.id)
        assert {one.options for one in second.subjects} == {("XS",)}


async def test_who_is_ruled_out_of_the_top_level_cannot_be_picked(tmp_path: Path) -> None:
    """A confirmed fact keeps a member off round 2; the secretary reads why, with the clause."""
    async with hall(tmp_path, drafts(10), ruleset=TWO_ROUNDS) as h:
        await first_round(h, 6, *["HTT"] * 10)
        await h.fact(3, "is_civil_servant", True)
        await h.fact(3, "office_level", "HTT")
        second = await h.open("⭐ Bỏ phiếu vòng 2 (9)")
        assert name_of(3) not in [one.name for one in second.subjects]


async def test_picks_lift_to_the_top_level_and_nothing_else_does(tmp_path: Path) -> None:
    """Whom a majority picked goes up; who was picked by few stays where round 1 put him."""
    async with hall(tmp_path, drafts(10), ruleset=TWO_ROUNDS) as h:
        await first_round(h, 6, *["HTT"] * 10)
        second = await h.open("⭐")
        for who, places in enumerate([*[(0, 1)] * 7, (0, 2), (3,), ()]):
            await h.pick(who, second, *places)
        await h.close(second)
        found = await proposals(h)
        assert levels(found) == ["XS", "XS", *["HTT"] * 8]
        assert found.quota is not None
        assert (found.quota.limit, found.quota.over) == (2, 0)
        assert found.quota.chosen == tuple(str(h.people[who].id) for who in (0, 1))
        an = h.phone(0)
        await an.command("baocao")
        assert f"{XS}: 2" in an.text
        await an.tap("👥 Từng đảng viên (10)")
        await an.tap("1")
        assert "Vòng 2, “Hoàn thành xuất sắc nhiệm vụ”: 8/10 phiếu chọn; cần: 6" in an.text
        assert "Số phiếu: HTTNV 6" in an.text


async def test_too_many_picks_are_refused_kindly(tmp_path: Path) -> None:
    """The pick past the last place is not taken, and said so; taking one back makes room."""
    async with hall(tmp_path, drafts(10), ruleset=TWO_ROUNDS) as h:
        await first_round(h, 6, *["HTT"] * 10)
        second = await h.open("⭐")
        phone = await h.enter(4, second)
        assert "chọn nhiều nhất 2 người" in phone.text
        await phone.tap("▶️ Bắt đầu")
        assert not any("⭐" in label for label in phone.labels)
        for place in (0, 1):
            await phone.tap(f"▫️ {place + 1}. {name_of(place)}")
        assert "Đã chọn: 2/2" in phone.text
        await phone.tap(f"▫️ 3. {name_of(2)}")
        assert "đã chọn đủ 2 người" in phone.toast
        assert "Đã chọn: 2/2" in phone.text
        await phone.tap(f"⭐ 1. {name_of(0)}")
        await phone.tap(f"▫️ 3. {name_of(2)}")
        await phone.tap("📋 Xem lại và bỏ phiếu")
        assert f"2. {name_of(1)}" in phone.text
        assert f"3. {name_of(2)}" in phone.text
        assert name_of(0) not in phone.text


async def test_equal_votes_are_voted_again_among_the_tied(tmp_path: Path) -> None:
    """Three with equal votes for two places: nobody is chosen but by a vote among the three."""
    async with hall(tmp_path, drafts(10), ruleset=TWO_ROUNDS) as h:
        await first_round(h, 6, *["HTT"] * 10)
        second = await picked(h, await h.open("⭐"), *TIED)
        assert levels(await proposals(h)) == ["HTT"] * 10
        an = h.phone(0)
        await an.tap_data("ballot:next")
        assert "Bằng phiếu ở chỗ cuối cùng: 3 người cho 2 chỗ" in an.text
        await an.tap("⚖️ Bằng phiếu, bỏ phiếu lại (3)")
        third = await h.open()
        assert [one.name for one in third.subjects] == [name_of(who) for who in range(3)]
        assert (third.parent_id, third.places, third.per_voter) == (second.id, 2, 2)
        await picked(h, third, *[(0, 1)] * 4, *[(0, 2)] * 4, *[(1, 2)] * 2)
        assert levels(await proposals(h)) == ["XS", *["HTT"] * 9]
        await an.tap_data("ballot:next")
        await an.tap("⚖️ Bằng phiếu, bỏ phiếu lại (2)")
        fourth = await h.open()
        assert (fourth.parent_id, fourth.places) == (third.id, 1)
        await picked(h, fourth, *[(0,)] * 6, *[(1,)] * 4)
        assert levels(await proposals(h)) == ["XS", "XS", *["HTT"] * 8]
        await an.tap_data("ballot:next")
        assert not any("⚖️" in label or "⭐" in label for label in an.labels)


async def test_equal_votes_can_be_left_to_the_higher_committee(tmp_path: Path) -> None:
    """With a typed reason, audited; nobody of the tied is proposed, and the report tells why."""
    async with hall(tmp_path, drafts(10), ruleset=TWO_ROUNDS) as h:
        await first_round(h, 6, *["HTT"] * 10)
        second = await picked(h, await h.open("⭐"), *TIED)
        deputy = h.phone(1)
        await deputy.tap_data("ballot:next")
        await deputy.tap("⬆️ Để cấp trên quyết định")
        await deputy.type("ừ")
        assert "từ 5 đến 300 ký tự" in deputy.text
        await deputy.tap_data(f"ballot:upward:{second.id}")
        assert "lý do" in deputy.toast
        await deputy.type("Ba đồng chí ngang nhau về thành tích.")
        await deputy.tap("⬆️ Đúng, để cấp trên")
        assert not any("⚖️" in label or "⬆️" in label for label in deputy.labels)
        await deputy.tap_data(f"ballot:upward:{second.id}")
        assert "Không còn trường hợp bằng phiếu" in deputy.toast
        found = await proposals(h)
        assert levels(found) == ["HTT"] * 10
        (left,) = found.picks.left
        assert left.reason == "Ba đồng chí ngang nhau về thành tích"
        an = h.phone(0)
        await an.command("baocao")
        await an.tap("🏅 Tỷ lệ xuất sắc")
        assert "để cấp trên quyết định: Ba đồng chí ngang nhau về thành tích" in an.text
        async with h.house.db.read() as tx:
            trail = [
                entry.person_id
                for entry in await audit.entries(tx, h.branch.id)
                if entry.action == "ballot.left_upward"
            ]
        assert trail == [h.people[1].id]


async def test_free_places_can_be_voted_on_once_more_or_not(tmp_path: Path) -> None:
    """Where no majority filled a place, another vote among the others is offered, not forced."""
    async with hall(tmp_path, drafts(10), ruleset=TWO_ROUNDS) as h:
        await first_round(h, 6, *["HTT"] * 10)
        await picked(h, await h.open("⭐"), *[(0,)] * 10)
        an = h.phone(0)
        await an.tap_data("ballot:next")
        assert "còn 1 chỗ chưa ai được quá bán" in an.text
        more = await h.open("⭐ Bỏ phiếu vòng 2 (9)")
        assert more.places == 1
        assert name_of(0) not in [one.name for one in more.subjects]
        await picked(h, more, *[(4,)] * 10)
        assert levels(await proposals(h)).count("XS") == 2


async def test_a_small_branch_has_no_second_round(tmp_path: Path) -> None:
    """A fifth of four is no place: said with its clause, and nothing can be opened."""
    async with hall(tmp_path, drafts(4), ruleset=TWO_ROUNDS, upper="Đảng bộ Trường") as h:
        await first_round(h, 4, *["HTT"] * 4)
        an = h.phone(0)
        await an.tap_data("ballot:prepare:picks")
        assert "Không có chỗ nào để chọn" in an.text
        assert not any("📣" in label or "🔓" in label for label in an.labels)
        await an.tap_data("ballot:post")
        assert "Không có chỗ nào" in an.toast


async def test_only_those_without_a_majority_are_voted_again(tmp_path: Path) -> None:
    """The re-vote is a ballot of its own on them alone; its result replaces the earlier one."""
    async with hall(tmp_path, drafts(6)) as h:
        first = await h.open()
        for who in range(6):
            split = "HTT" if who % 2 else "HN"
            await cast(h, first, who, {1: "HTT", 2: split} | dict.fromkeys(range(3, 7), "HTT"))
        await h.close(first)
        an = h.phone(0)
        await an.tap("➡️ Còn phải bỏ phiếu gì")
        assert f"Không mức nào quá bán nên bỏ phiếu lại: {name_of(1)}" in an.text
        await an.tap("🔁 Chưa quá bán, bỏ phiếu lại (1)")
        again = await h.open()
        assert [one.name for one in again.subjects] == [name_of(1)]
        assert again.parent_id == first.id
        assert again.box != first.box
        for who in range(6):
            await h.vote(who, again, HN)
        await h.close(again)
        assert levels(await proposals(h)) == ["HTT", "HN", "HTT", "HTT", "HTT", "HTT"]


async def test_latecomers_and_re_votes_are_offered_apart_and_together(tmp_path: Path) -> None:
    """Once the absent have been heard, either part or both can be voted on."""
    async with hall(tmp_path, drafts(6), unheard=[5]) as h:
        first = await h.open()
        for who in range(6):
            split = "HTT" if who % 2 else "HN"
            await cast(h, first, who, {1: "HTT", 2: split} | dict.fromkeys(range(3, 6), "HTT"))
        await h.close(first)
        an = h.phone(0)
        await an.tap_data("ballot:next")
        assert f"Chưa kiểm điểm: {name_of(5)}" in an.text
        assert not any("🕘" in label for label in an.labels)
        async with h.house.db.write() as tx:
            await reviews.record_heard(
                tx, h.review.id, h.people[5].id, True, h.people[0].id, h.talk.now
            )
        await an.tap_data("ballot:next")
        assert "👥 Mức của đảng viên (2)" in an.labels
        await an.tap("🕘 Kiểm điểm sau (1)")
        late = await h.open()
        assert [one.name for one in late.subjects] == [name_of(5)]


async def test_the_branch_votes_on_its_own_level(tmp_path: Path) -> None:
    """One question that is no person's: official members vote, the outcome is the branch's."""
    async with hall(tmp_path, drafts(6, probationary=[5])) as h:
        await first_round(h, 5, *["HTT"] * 6)
        ballot = await h.open()
        assert ballot.kind == ORGANISATION_LEVEL
        (subject,) = ballot.subjects
        assert (subject.person_id, subject.name, subject.kind) == (
            None,
            h.branch.name,
            "organisation",
        )
        assert ballot.issued == 5
        phone = await h.enter(2, ballot)
        assert f"{h.branch.name} ở mức nào?" in phone.text
        for who in range(5):
            await h.vote(who, ballot, HTT)
        await h.close(ballot)
        found = await proposals(h)
        (vote,) = found.groups.values()
        assert vote.outcome.level == "HTT"
        await h.phone(0).command("baocao")
        told = f"{h.branch.name}: {HTT}, 5 phiếu; cần: 3 (mục II.B.1.5)"
        assert told in h.phone(0).text
        assert levels(found) == ["HTT"] * 6
        await h.phone(0).tap_data("ballot:next")
        assert not any("🏠 Mức" in label for label in h.phone(0).labels)


def with_committee(many: int) -> list[PersonDraft]:
    """A roll of so many, the first four of them in the committee."""
    rows = drafts(many)
    for place in (2, 3):
        rows[place] = PersonDraft(
            str(place + 1),
            name_of(place),
            joined=date(2010, 5, 19),
            official=date(2011, 5, 19),
            roles=frozenset({Role.COMMITTEE}),
        )
    return rows


async def test_the_committee_alone_votes_on_its_level(tmp_path: Path) -> None:
    """Secretary, deputy, committee members have a ballot; that no text asks for it is said."""
    async with hall(tmp_path, with_committee(6)) as h:
        await h.phone(0).command("bophieu")
        await h.phone(0).tap("🔀 Cuộc bỏ phiếu khác")
        await h.phone(0).tap("🏛 Mức của chi ủy")
        assert "Văn bản không yêu cầu bỏ phiếu về mức này" in h.phone(0).text
        assert "Nên làm sau khi mọi đảng viên đã có mức" in h.phone(0).text
        ballot = await h.open()
        assert (ballot.kind, ballot.issued) == (COLLECTIVE_LEVEL, 4)
        await h.phone(5).tap_data(f"vote:open:{ballot.id}")
        assert "không có trong" in h.phone(5).toast or "vắng có lý do" in h.phone(5).toast


async def test_paper_voters_have_no_ballot_on_the_phone(tmp_path: Path) -> None:
    """Whoever is noted as voting on paper is told so kindly; the roll bars him from both."""
    async with hall(tmp_path, drafts(8), unlinked=[7]) as h:
        an = h.phone(0)
        await an.command("bophieu")
        await an.tap("📄 Phiếu giấy (0)")
        await an.tap("📵 Mọi người chưa liên kết (1)")
        await an.tap(name_of(2))
        await an.tap("‹ Quay lại")
        assert "Phiếu giấy: 2, điện thoại: 6" in an.text
        assert "một bên dưới 3 phiếu" in an.text
        assert "cần hai người kiểm phiếu" in an.text
        await an.tap("🧮 Người kiểm phiếu (0)")
        for who in (1, 3):
            await an.tap(name_of(who))
        ballot = await h.open()
        assert (ballot.paper, ballot.summoned, ballot.issued) == (True, 8, 6)
        async with h.house.db.read() as tx:
            assert await ballots.paper_voters(tx, ballot.id) == (h.people[2].id, h.people[7].id)
            assert await ballots.tellers(tx, ballot.id) == (h.people[1].id, h.people[3].id)
        await h.phone(2).tap_data(f"vote:open:{ballot.id}")
        assert "bỏ phiếu giấy nên ở đây không có phiếu" in h.phone(2).toast


async def test_what_was_prepared_stays_for_the_next_round_and_for_the_deputy(
    tmp_path: Path,
) -> None:
    """Choices are rows: a restart, a counted ballot and another person's phone keep them."""
    async with hall(tmp_path, drafts(10), ruleset=TWO_ROUNDS) as h:
        an = h.phone(0)
        await an.command("bophieu")
        await an.tap("👁 Nhóm xem gì")
        await an.tap("Mức của từng người")
        await an.tap("🙋 Vắng có lý do (0)")
        await an.tap(name_of(7))
        await h.restart()
        deputy = h.phone(1)
        await deputy.command("bophieu")
        assert "vắng có lý do: 1" in deputy.text
        assert "Nhóm sẽ thấy mức mà từng người đạt" in deputy.text
        await first_round(h, 7, *["HTT"] * 10)
        second = await h.open("⭐")
        assert (second.excused, second.shows) == (1, Shows.LEVELS)


async def test_a_doubled_tap_on_a_name_sets_it_once(tmp_path: Path) -> None:
    """The button says what it sets: tapped twice it does no more; who is no voter sets nothing."""
    async with hall(tmp_path, drafts(6, probationary=[5])) as h:
        an = h.phone(0)
        await an.command("bophieu")
        await an.tap("🙋 Vắng có lý do (0)")
        data = an.button(name_of(2))[1].data
        await an.tap_data(data)
        await an.tap_data(data)
        assert "Vắng có lý do (1)" in an.text
        await an.tap_data(f"ballot:excuse:0:{h.people[5].id}:1")
        assert "Vắng có lý do (1)" in an.text


async def test_it_can_be_opened_from_the_private_chat(tmp_path: Path) -> None:
    """The roll is shown, one question, then the group gets its card with the button."""
    async with hall(tmp_path, drafts(6)) as h:
        deputy = h.phone(1)
        await deputy.command("bophieu")
        await deputy.tap("🔓 Mở ngay từ đây")
        assert "Danh sách bỏ phiếu được chốt vào lúc mở" in deputy.text
        data = deputy.button("✅ Đúng, mở bỏ phiếu")[1].data
        await deputy.tap("✅ Đúng, mở bỏ phiếu")
        await h.sweep()
        assert "Đã bỏ phiếu: 0/6" in h.card
        (ballot,) = await h.ballots()
        assert ballot.state is BallotState.OPEN
        await deputy.tap_data(data)
        assert "đã mở rồi" in deputy.toast
        assert len(await h.ballots()) == 1


async def test_a_change_after_the_button_was_sent_opens_nothing(tmp_path: Path) -> None:
    """The group's button opens what the secretary last saw, or nothing."""
    async with hall(tmp_path, drafts(6)) as h:
        an = h.phone(0)
        await an.command("bophieu")
        await an.tap("📣 Đưa nút mở vào nhóm")
        await h.sweep()
        await an.tap("‹ Sửa phần chuẩn bị")
        await an.tap("🔢 Số phiếu tối thiểu")
        await an.tap("Quá nửa")
        await h.in_group(0).tap("🗳 Mở bỏ phiếu kín")
        assert "Danh sách đã thay đổi" in h.in_group(0).toast or not await h.ballots()
        assert not await h.ballots()


async def test_members_cannot_ask_for_what_follows(tmp_path: Path) -> None:
    """A member, and anybody in the group, is shown nothing of it and changes nothing."""
    async with hall(tmp_path, drafts(10), ruleset=TWO_ROUNDS) as h:
        first = await first_round(h, 6, *["HTT"] * 10)
        for verb in ("next", f"leave:{first.id}", f"upward:{first.id}", "prepare:picks", "ready"):
            for phone in (h.phone(5), h.in_group(5)):
                phone.toasts.clear()
                await phone.tap_data(f"ballot:{verb}", 1)
                assert phone.toast
            await h.in_group(0).tap_data(f"ballot:{verb}", 1)
            assert name_of(4) not in h.group_texts
            assert await h.ballots() == (first,)


@pytest.mark.parametrize("how", ["gone", "exempt"])
async def test_one_of_the_tied_leaves_and_the_others_are_voted_on(tmp_path: Path, how: str) -> None:
    """Transferred out, or exempt, after the tie: preparation and report go on without him."""
    async with hall(tmp_path, drafts(10), ruleset=TWO_ROUNDS) as h:
        await first_round(h, 6, *["HTT"] * 10)
        await picked(h, await h.open("⭐"), *TIED)
        leaver = h.people[1]
        async with h.house.db.write() as tx:
            if how == "gone":
                day = h.talk.now.date()
                await roll.set_gone(tx, leaver.id, day, h.people[0].id, h.talk.now)
            else:
                now = replace(leaver, standing=Standing.EXEMPT)
                await roll.amend(tx, now, h.people[0].id, h.talk.now)
        an = h.phone(0)
        await an.tap_data("ballot:prepare:tied")
        assert "⛔" not in an.text
        again = await h.open()
        assert [one.name for one in again.subjects] == [name_of(0), name_of(2)]
        await an.command("baocao")
        await an.tap_data(f"report:quota:{h.review.id}")
        assert leaver.full_name not in an.text
        assert name_of(2) in an.text
