"""The member's side of a round that picks: pages of names, a limit, hostile data, a restart."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conversations.packing import pack, pack_picks
from conversations.screen import Tap
from storage import ballots
from storage.ballots import Ballot, BallotDraft, BallotSubject
from tests.conversations.hall import Hall, assert_fits, drafts, hall, name_of
from tests.conversations.talk import Phone

YES = "✅ Đúng, bỏ phiếu"


@asynccontextmanager
async def round_two(folder: Path, many: int, places: int) -> AsyncIterator[tuple[Hall, Ballot]]:
    """A hall in which a second round among so many is open, for so many places."""
    async with hall(folder, drafts(many), ruleset="dhyd-can-tho-2018") as h:
        draft = BallotDraft(
            branch_id=h.branch.id,
            review_id=h.review.id,
            kind="member_picks",
            levels=("XS", "HTT", "HN", "KHT"),
            subjects=tuple(
                BallotSubject(number, one.id, one.full_name, ("XS",))
                for number, one in enumerate(h.people, 1)
            ),
            voters=tuple(one.id for one in h.people),
            majority_base="summoned_less_excused",
            round_id="member-xs",
            per_voter=places,
            places=places,
        )
        async with h.house.db.write() as tx:
            ballot = await ballots.open_ballot(tx, h.house.db.keys, draft, None, h.talk.now)
        yield h, ballot


async def started(h: Hall, who: int, ballot: Ballot) -> Phone:
    phone = await h.enter(who, ballot)
    await phone.tap("▶️ Bắt đầu")
    return phone


async def votes(h: Hall, ballot: Ballot) -> list[int]:
    """The count, subject by subject; the ballot is closed for it."""
    figures = await ballots.close_ballot(h.house.db, ballot.id, None, h.talk.now)
    return [one.votes["XS"] for one in figures.subjects]


async def test_sixty_names_in_pages_for_a_thumb(tmp_path: Path) -> None:
    """Ten names a page; picks of several pages stay, fit their buttons, and are all counted."""
    async with round_two(tmp_path, 60, 12) as (h, ballot):
        phone = await started(h, 1, ballot)
        assert "trang 1/6" in phone.text
        assert sum("▫️" in label for label in phone.labels) == 10
        for place in (0, 9, 10, 35, 59):
            label = f"▫️ {place + 1}. {name_of(place)}"
            while label not in phone.labels:
                await phone.tap("Trang sau ›")
            await phone.tap(label)
            assert_fits(phone)
        assert "Đã chọn: 5/12" in phone.text
        await phone.tap("‹ Trang trước")
        await phone.tap("‹ Trang trước")
        assert f"⭐ 36. {name_of(35)}" in phone.labels
        await phone.tap("📋 Xem lại và bỏ phiếu")
        assert_fits(phone)
        await phone.tap("🗳 Bỏ phiếu")
        await phone.tap(YES)
        left = [button.label for m in phone.chat.messages for button in m.buttons]
        assert not any("⭐" in label for label in left)
        counted = await votes(h, ballot)
        assert [place for place, n in enumerate(counted) if n] == [0, 9, 10, 35, 59]


async def test_nobody_picked_is_a_blank_ballot(tmp_path: Path) -> None:
    """Blank is told apart from not returned: warned of, cast, receipted, counted for nobody."""
    async with round_two(tmp_path, 6, 1) as (h, ballot):
        phone = await started(h, 2, ballot)
        await phone.tap("📋 Xem lại và bỏ phiếu")
        assert "Chưa chọn ai: phiếu trống" in phone.text
        await phone.tap("🗳 Bỏ phiếu")
        assert "Cả phiếu đang để trống" in phone.text
        await phone.tap(YES)
        assert "Mã biên nhận" in phone.text
        async with h.house.db.read() as tx:
            assert (await ballots.turnout(tx, ballot.id)).returned == 1
        assert await votes(h, ballot) == [0] * 6


async def test_quick_taps_on_several_names_all_count(tmp_path: Path) -> None:
    """Two taps on one old screen carry the same old draft: both picks are kept, and no third."""
    async with round_two(tmp_path, 10, 2) as (h, ballot):
        phone = await started(h, 1, ballot)
        old = phone.chat.messages[-1]
        data = [button.data for button in old.buttons if "▫️" in button.label]
        h.talk.now = h.talk.now.replace(microsecond=0)
        await phone.do(Tap(data[3], old.number), after=1.0)
        await phone.do(Tap(data[5], old.number), after=0.1)
        await phone.do(Tap(data[5], old.number), after=0.1)
        assert "Đã chọn: 2/2" in phone.text
        await phone.do(Tap(data[7], old.number), after=0.1)
        assert "đã chọn đủ 2 người" in phone.toast
        await phone.tap("📋 Xem lại và bỏ phiếu")
        assert f"4. {name_of(3)}" in phone.text
        assert f"6. {name_of(5)}" in phone.text


async def test_a_shaky_tap_on_a_page_just_turned_picks_nobody(tmp_path: Path) -> None:
    """The second of two quick taps meant the page before."""
    async with round_two(tmp_path, 20, 2) as (h, ballot):
        phone = await started(h, 1, ballot)
        await phone.tap("Trang sau ›")
        await phone.tap(f"▫️ 11. {name_of(10)}", after=0.2)
        assert "hơi nhanh" in phone.toast
        assert "Đã chọn: 0/2" in phone.text


async def test_picks_survive_a_restart_in_the_buttons(tmp_path: Path) -> None:
    """Memory is gone, the button's copy counts; nothing of it was written anywhere."""
    async with round_two(tmp_path, 10, 3) as (h, ballot):
        phone = await started(h, 1, ballot)
        await phone.tap(f"▫️ 2. {name_of(1)}")
        await phone.tap(f"▫️ 4. {name_of(3)}")
        await h.restart()
        await phone.tap(f"▫️ 5. {name_of(4)}")
        assert "Đã chọn: 3/3" in phone.text
        await phone.tap("📋 Xem lại và bỏ phiếu")
        await phone.tap("🗳 Bỏ phiếu")
        await phone.tap(YES)
        counted = await votes(h, ballot)
        assert [place for place, n in enumerate(counted) if n] == [1, 3, 4]


async def test_too_many_picks_in_forged_data_are_nothing(tmp_path: Path) -> None:
    """A button that carries more picks than a ballot has is not believed, not even to show it."""
    async with round_two(tmp_path, 10, 2) as (h, ballot):
        phone = h.phone(1)
        for verb in "mgrcy":
            await phone.tap_data(f"vote:{verb}:{pack_picks(ballot.id, 0, 1, [1] * 10)}")
            assert "không còn" in phone.toast
        for word in (pack(ballot.id, 0, 1, [1] * 10), pack(ballot.id, 0, 2, [0] * 10)):
            await phone.tap_data(f"vote:y:{word}")
        async with h.house.db.read() as tx:
            assert (await ballots.turnout(tx, ballot.id)).returned == 0
        assert not phone.screens


async def test_no_data_spoils_anything_but_the_senders_own_ballot(tmp_path: Path) -> None:
    """Any word under any verb: answered, and at most the sender's own envelope is returned."""
    async with round_two(tmp_path, 7, 2) as (h, ballot):
        phone = h.phone(1)
        await phone.tap_data(f"vote:open:{ballot.id}")
        words = st.one_of(
            st.text("ABCabc-_019=", max_size=12),
            st.builds(
                lambda place, mark, bits: pack_picks(ballot.id, place, mark, bits),
                st.integers(0, 99),
                st.integers(0, 1),
                st.lists(st.integers(0, 1), min_size=5, max_size=9),
            ),
        )

        @settings(
            max_examples=25,
            deadline=None,
            suppress_health_check=[HealthCheck.function_scoped_fixture],
        )
        @given(st.lists(st.tuples(st.sampled_from("mgrcynw"), words), max_size=6))
        def any_words(taps: list[tuple[str, str]]) -> None:
            run.append(taps)

        run: list[list[tuple[str, str]]] = []
        any_words()
        for taps in run:
            for verb, word in taps:
                assert await phone.tap_data(f"vote:{verb}:{word}"), (verb, word)
        async with h.house.db.read() as tx:
            waiting = await ballots.unreturned(tx, ballot.id)
        assert set(waiting) >= {one.id for place, one in enumerate(h.people) if place != 1}
        assert sum(await votes(h, ballot)) <= 2
