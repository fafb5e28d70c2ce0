"""The pace, on a clock that is wound by hand."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.pace import Pace
from bot.sandbox import VirtualClock


class Ticking:
    """A clock that only its sleepers move: enough where one task waits at a time."""

    def __init__(self) -> None:
        self.clock = VirtualClock()
        self.passed = 0.0

    def now(self) -> object:
        """The moment."""
        return self.clock.now() + timedelta(seconds=self.passed)

    async def sleep(self, seconds: float) -> None:
        """Pass the time at once."""
        self.passed += max(0.0, seconds)


async def times(chats: Sequence[int]) -> list[float]:
    """When messages to these chats, one after the other, get their turns."""
    clock = Ticking()
    pace = Pace(clock)  # type: ignore[arg-type]
    found = []
    for chat in chats:
        await pace.turn(chat)
        await pace.go(chat)
        found.append(clock.passed)
    return found


def most_within(moments: Sequence[float], seconds: float) -> int:
    """The most moments in any stretch of that length, both ends included."""
    return max(sum(start <= other <= start + seconds for other in moments) for start in moments)


async def test_thirty_a_second_overall() -> None:
    """A fan-out to many people never has more than 30 messages in a second, and loses under 5%."""
    found = await times(range(1, 901))
    assert most_within(found, 1.0) <= 30
    assert len(found) / found[-1] >= 0.95 * 30


async def test_one_a_second_in_a_chat() -> None:
    """A person gets his messages at least a second apart."""
    found = await times([7] * 20)
    assert all(later - earlier >= 1 for earlier, later in pairwise(found))
    assert len(found) / found[-1] >= 0.95


async def test_twenty_a_minute_in_a_group() -> None:
    """A group gets at most 20 in any minute, whatever the second allows."""
    found = await times([-7] * 100)
    assert most_within(found, 60.0) <= 20
    assert len(found) / (found[-1] + 40) >= 0.95 * 20 / 60


@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from([1, 2, 3, -1, -2]), min_size=2, max_size=80))
async def test_no_limit_is_ever_crossed(chats: list[int]) -> None:
    """For any sequence of chats, all three limits hold at once."""
    found = await times(chats)
    assert most_within(found, 1.0) <= 30
    for chat in set(chats):
        own = [moment for moment, to in zip(found, chats, strict=True) if to == chat]
        assert most_within(own, 1.0) <= 1
        assert chat > 0 or most_within(own, 60.0) <= 20


def test_an_answer_is_counted_and_does_not_wait() -> None:
    """Counting takes no time; what runs in the background gives way to it."""
    pace = Pace(VirtualClock())
    for _ in range(3):
        pace.count(5)
    assert pace.wait(6) > 0
    assert pace.wait(5) > 1


async def test_answers_share_a_second_with_a_fan_out_that_fills_it() -> None:
    """Many tap while many are reminded: never over thirty a second, each answered within one."""
    clock = VirtualClock()
    pace = Pace(clock)
    told: list[float] = []
    answered: list[float] = []

    async def remind() -> None:
        for chat in range(1, 200):
            await pace.turn(chat)
            await pace.go(chat)
            told.append(clock.elapsed)

    async def answer(chat: int) -> None:
        asked = clock.elapsed
        await pace.answer(chat, new=True)
        told.append(clock.elapsed)
        answered.append(clock.elapsed - asked)

    reminding = asyncio.create_task(remind())
    for wave in range(3):
        await clock.advance(1.5)
        answering = [asyncio.create_task(answer(1000 + 20 * wave + one)) for one in range(20)]
        await clock.advance(1)
        await asyncio.gather(*answering)
    await clock.advance(10)
    await reminding
    assert most_within(sorted(told), 1.0) == 30
    assert max(answered) < 1


async def test_answers_alone_wait_for_nobody() -> None:
    """A hundred answers in one moment, and nothing in the background: none is held up by us."""
    clock = VirtualClock()
    pace = Pace(clock)
    for chat in range(100):
        await pace.answer(chat, new=True)
    assert clock.elapsed == 0


def test_edits_hold_up_no_reminder_and_count_in_their_chat() -> None:
    """A branch that votes makes hundreds of edits; only its own chats are busy by them."""
    pace = Pace(VirtualClock())
    for _ in range(40):
        pace.count(-5, new=False)
    assert pace.wait(6) == 0
    assert pace.wait(-5) > 1


def test_a_turn_given_back_can_be_taken_by_another() -> None:
    """What was reserved and not sent holds nobody up."""
    pace = Pace(VirtualClock())
    pace.reserve(5)
    assert pace.wait(5) > 0
    pace.give_back(5)
    assert pace.wait(5) == 0


async def test_what_goes_out_late_counts_when_it_goes_out() -> None:
    """Thirty turns are reserved in their time; wording the last ones takes half a second.  However
    late they go out, there are never more than thirty in a second."""
    clock = VirtualClock()
    pace = Pace(clock)
    sent: list[float] = []

    async def word(chat: int, seconds: float) -> None:
        await clock.sleep(seconds)
        await pace.go(chat)
        sent.append(clock.elapsed)

    async def sweep() -> list[asyncio.Task[None]]:
        words = []
        for chat in range(1, 150):
            while (seconds := pace.wait(chat)) > 0:
                await clock.sleep(seconds)
            pace.reserve(chat)
            words.append(asyncio.create_task(word(chat, 0.5 * (chat % 40 > 20))))
        return words

    sweeping = asyncio.create_task(sweep())
    await clock.advance(30)
    await asyncio.gather(*await sweeping)
    assert len(sent) == 149
    assert most_within(sorted(sent), 1.0) <= 30


async def test_a_group_that_is_held_holds_nobody_else() -> None:
    """Telegram's wish about a group concerns that group alone."""
    clock = VirtualClock()
    pace = Pace(clock)
    pace.hold(-1, 40)
    assert pace.wait(-1) == 40
    assert pace.wait(1) == 0
    await clock.advance(40)
    assert pace.wait(-1) == 0


def test_a_refusal_in_a_private_chat_concerns_everyone() -> None:
    """Under our pace a private chat is never over its limit: the whole bot was too fast."""
    pace = Pace(VirtualClock())
    pace.hold(1, 12)
    assert pace.wait(2) == 12


def test_a_clock_set_back_silences_nobody() -> None:
    """After the clock went back a day, messages flow as before."""
    clock = VirtualClock()
    pace = Pace(clock)
    pace.hold(-3, 30)
    for _ in range(3):
        pace.count(-3)
    clock.shift(timedelta(days=-1))
    assert pace.wait(-3) == 0
    assert pace.wait(4) == 0


async def test_silent_chats_are_forgotten() -> None:
    """Memory holds the chats of the last minute, not all that ever were."""
    clock = VirtualClock()
    pace = Pace(clock)
    for chat in range(1, 500):
        pace.count(chat)
    await clock.advance(120)
    pace.count(1000)
    assert len(pace._chats) == 1
