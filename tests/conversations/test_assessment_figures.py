"""The year's figures: asked as numbers, kept as numbers, weighed as percentages; they advise."""

from collections.abc import AsyncIterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.self_assessment import figures
from conversations.self_assessment.figures import Count
from rules import AskedOf, Kind, Library, Ruleset
from storage.reviews import Source
from tests.conversations.assessing import (
    LIBRARY,
    MEMBER,
    PLAIN,
    SECRETARY,
    World,
    a_world,
)
from tests.conversations.talk import Phone

KNOWN = {**PLAIN, "had_confidence_vote": "false"}


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with a_world(tmp_path) as made:
        await made.open()
        await made.tell(MEMBER, KNOWN)
        yield made


@pytest.fixture
async def sao_do(tmp_path: Path) -> AsyncIterator[World]:
    async with a_world(tmp_path) as made:
        await made.open(ruleset="sao-do-2023")
        await made.tell(MEMBER, KNOWN)
        yield made


async def graded(world: World, grade: str = "Xuất sắc") -> Phone:
    """His phone, at what comes after the criteria."""
    an = world.phone(MEMBER)
    await an.command("tudanhgia")
    while an.text.startswith("Câu "):
        await an.tap(grade)
    return an


async def values(world: World) -> dict[str, str]:
    """The facts that rest on his own word."""
    return {
        fact: record.value_json
        for fact, record in (await world.facts(MEMBER)).items()
        if record.source is Source.MEMBER
    }


async def test_only_the_figures_that_a_rule_needs(world: World) -> None:
    """Under can-tho-2018 two numbers are asked, in order, and come to one unconfirmed fact."""
    an = await graded(world)
    assert "Số liệu trong năm: 1/2" in an.text
    await an.type("12")
    assert "Trong 12 chỉ tiêu" in an.text
    await an.type("11")
    assert "Tự nhận mức xếp loại" in an.text
    assert await values(world) == {"targets_done": "91.66"}
    assert dict((await world.answers(MEMBER)).figures) == {"set": 12, "met": 11}
    record = (await world.facts(MEMBER))["targets_done"]
    assert (record.confirmed, record.said_by) == (False, world.people[MEMBER].id)
    await an.tap("Xem tổng hợp")
    assert "Chỉ tiêu, nhiệm vụ: được giao 12, hoàn thành 11" in an.text


async def test_all_of_them_under_a_guideline_that_needs_them(sao_do: World) -> None:
    """Targets on time, exceeded and criteria short of quality are asked where rules turn on them,
    each a number or a tap."""
    an = await graded(sao_do)
    assert "1/5" in an.text
    await an.type("9")
    await an.tap("Cả 9")
    await an.tap("Cả 9")
    assert "vượt mức" in an.text
    await an.type("5")
    await an.tap("Không có")
    assert "Tự nhận mức xếp loại" in an.text
    assert await values(sao_do) == {
        "targets_done": "100",
        "targets_on_time": "true",
        "targets_exceeded": "55.55",
        "criteria_below_quality": "0",
    }


@pytest.mark.parametrize(
    "text", ["0", "-1", "1000", "mười hai", "12,5", "1e3", "١٢", "12 12", "", "9" * 4000, "12%"]
)
async def test_what_is_no_such_number_is_refused_kindly(world: World, text: str) -> None:
    """Nothing is kept, and the question stands again below."""
    an = await graded(world)
    await an.type(text or " ")
    assert "chưa ghi" in an.text
    assert "được giao bao nhiêu" in an.text
    assert dict((await world.answers(MEMBER)).figures) == {}
    await an.type(" 12 việc ")
    assert "Trong 12 chỉ tiêu" in an.text


async def test_met_is_never_more_than_set(world: World) -> None:
    """More than was set is refused; when set becomes less, what no longer fits is taken back."""
    an = await graded(world)
    await an.type("12")
    await an.type("13")
    assert "nằm ngoài giới hạn" in an.text
    await an.type("12")
    await an.tap("Xem tổng hợp")
    await an.tap("Số liệu")
    await an.type("10")
    assert dict((await world.answers(MEMBER)).figures) == {"set": 10}
    assert await values(world) == {}
    await an.tap("Cả 10")
    assert await values(world) == {"targets_done": "100"}
    assert "Bản tự đánh giá" in an.text


async def test_what_no_longer_matters_is_not_asked(sao_do: World) -> None:
    """Once some target was late the best level is out of reach: how many he exceeded is idle."""
    an = await graded(sao_do)
    for number in ("9", "9", "8"):
        await an.type(number)
    assert "Trong 11 tiêu chí" in an.text
    await an.type("0")
    assert "targets_exceeded" not in await values(sao_do)


async def test_skipping_leaves_them_unknown(world: World) -> None:
    """One tap passes over all figures: unknown stays unknown, and is said to be so."""
    an = await graded(world)
    await an.tap("Bỏ qua ›")
    assert "Tự nhận mức xếp loại" in an.text
    assert "Chỉ tiêu, nhiệm vụ đã hoàn thành" in an.text
    assert await values(world) == {}


async def test_not_asked_where_somebody_confirmed_them(world: World) -> None:
    """What the secretary has confirmed is no question for the member."""
    await world.tell(MEMBER, {"targets_done": "100"}, Source.SECRETARY)
    an = await graded(world)
    assert "Tự nhận mức xếp loại" in an.text


async def test_not_asked_where_nothing_hangs_on_them(world: World) -> None:
    """Where the level is settled without them they are not asked."""
    await world.tell(MEMBER, {"disciplined": "true", "discipline_already_counted": "false"})
    an = await graded(world)
    assert "Tự nhận mức xếp loại" in an.text


async def test_own_figures_advise_and_bind_nobody(world: World) -> None:
    """Under half of his targets moves what he sees, and not the secretary's ceiling."""
    an = await graded(world)
    await an.type("10")
    await an.type("4")
    assert "tự chấm và thông tin: Không hoàn thành nhiệm vụ" in an.text
    bi = world.phone(SECRETARY)
    await bi.command("danhsach")
    await bi.tap(MEMBER)
    assert "cao nhất là Hoàn thành xuất sắc nhiệm vụ" in bi.text


async def test_two_devices_last_number_wins(world: World) -> None:
    """An old button of a figure still counts, and both screens tell what is kept."""
    an = await graded(world)
    await an.type("12")
    _, old = an.button("Cả 12")
    await an.type("7")
    await an.tap_data(old.data)
    assert dict((await world.answers(MEMBER)).figures) == {"set": 12, "met": 12}


@pytest.mark.parametrize(
    "data",
    [
        "assess:figure:set:0", "assess:figure:set:1000", "assess:figure:met:x",
        "assess:figure:met:13", "assess:figure:exceeded:1", "assess:figure:nothing:1",
        "assess:figure::", "assess:skip:=", "assess:ask:=nothing", "assess:ask:==set",
    ],
)  # fmt: skip
async def test_forged_figures_change_nothing(world: World, data: str) -> None:
    """No figure outside its limits, and none that is not asked."""
    an = await graded(world)
    await an.type("12")
    await an.tap_data(data)
    assert dict((await world.answers(MEMBER)).figures) == {"set": 12}
    assert an.toast


async def test_a_number_that_a_new_guideline_asks_of_members_needs_no_code(tmp_path: Path) -> None:
    """Any other typed fact is asked as it is, late, where the level hangs on it."""
    async with a_world(tmp_path) as world:
        world.talk.house.library = asking(LIBRARY.get("can-tho-2018"), "sick_leave_months")
        await world.open()
        await world.tell(MEMBER, {**KNOWN, "targets_done": "100"})
        an = await graded(world)
        assert "Số liệu trong năm: 1/1" in an.text
        await an.type("nhiều")
        assert "chưa" in an.text
        await an.type("4")
        assert "cao nhất là Hoàn thành nhiệm vụ" in an.text
        assert await values(world) == {"sick_leave_months": "4"}
        await an.tap("Xem tổng hợp")
        await an.tap("A")
        await an.tap("Chưa rõ")
        assert await values(world) == {}


def asking(ruleset: Ruleset, fact_id: str) -> Library:
    """The library with one guideline in which a fact is the member's to tell."""
    facts = tuple(
        replace(fact, asked_of=AskedOf.MEMBER) if fact.id == fact_id else fact
        for fact in ruleset.sections.facts
    )
    changed = Ruleset(replace(ruleset.sections, facts=facts))

    class Asking(Library):
        def get(self, ruleset_id: str, base: str | None = None) -> Ruleset:
            return changed

    return Asking({})


# ── numbers and percentages ──────────────────────────────────────────────────────────────────


@given(st.integers(1, figures.MOST), st.data())
def test_a_share_meets_a_bound_exactly_when_the_numbers_do(
    targets: int, data: st.DataObject
) -> None:
    """Rounded to a hundredth, a share stands to any whole percentage as the numbers themselves."""
    met = data.draw(st.integers(0, targets))
    share = figures.facts_of({Count.SET: targets, Count.MET: met}, 9)[figures.TARGETS_DONE]
    assert isinstance(share, Decimal)
    for bound in (20, 50, 70, 100):
        assert (share >= bound) == (100 * met >= bound * targets)
        assert (share > bound) == (100 * met > bound * targets)


@given(
    st.dictionaries(st.sampled_from(list(Count)), st.integers(0, 30)),
    st.sampled_from(list(Count)),
    st.integers(0, 30),
)
def test_whatever_changes_the_figures_fit_together(
    before: dict[Count, int], count: Count, number: int
) -> None:
    """After any change nothing is more than what it is part of."""
    fitting: dict[str, int] = {}
    for one in Count:
        if one in before and before[one] <= figures.most_of(one, fitting, 9):
            fitting[one] = before[one]
    changes = figures.changed(fitting, count, number, 9)
    after = {k: v for k, v in {**fitting, **changes}.items() if v is not None}
    assert after[count] == number
    for one in Count:
        if one is not count and one in after:
            assert after[one] <= figures.most_of(one, after, 9)


def test_every_figure_has_a_fact_in_some_guideline() -> None:
    """The ids of facts that figures give are those of the guidelines."""
    known = {fact.id for one in LIBRARY.ids for fact in LIBRARY.get(one).facts_of(Kind.MEMBER)}
    assert known >= figures.FACTS
