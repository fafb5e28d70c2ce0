"""The order of updates: side by side between people, one by one for each."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest
from telegram import (
    Chat,
    ChatMemberLeft,
    ChatMemberMember,
    ChatMemberUpdated,
    Message,
    Update,
    User,
)

from bot.order import PerUserOrder, lane_of, received_at
from bot.sandbox import VirtualClock

AT = datetime(2025, 12, 1, tzinfo=UTC)
GROUP = Chat(-100, "supergroup", title="Chi bộ 3")


def said(person: int, number: int = 1, chat: Chat | None = None, **more: object) -> Update:
    """A message of somebody, in private unless a chat is given."""
    user = User(person, f"P{person}", is_bot=False)
    where = chat or Chat(person, "private")
    message = Message(number, AT, where, from_user=user, text="x", **more)  # type: ignore[arg-type]
    return Update(number, message=message)


class Work:
    """Handlers that wait until they are let go, and what they did."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.done: list[str] = []
        self.gate = asyncio.Event()

    async def handle(self, name: str) -> None:
        """Begin, wait at the gate, end."""
        self.begun.append(name)
        await self.gate.wait()
        self.done.append(name)


async def rounds(times: int = 20) -> None:
    """Let every task go as far as it can."""
    for _ in range(times):
        await asyncio.sleep(0)


def process(
    order: PerUserOrder, update: Update, coroutine: Awaitable[object]
) -> "asyncio.Task[None]":
    """What PTB does with each update."""
    return asyncio.create_task(order.process_update(update, coroutine))


@pytest.fixture
def work() -> Work:
    """Something to do."""
    return Work()


async def test_people_do_not_wait_for_each_other(work: Work) -> None:
    """Three people's updates are all under way at the same time."""
    order = PerUserOrder(VirtualClock())
    tasks = [process(order, said(person), work.handle(f"{person}")) for person in (1, 2, 3)]
    await rounds()
    assert work.begun == ["1", "2", "3"]
    work.gate.set()
    await asyncio.gather(*tasks)


async def test_one_person_s_updates_are_handled_in_their_order(work: Work) -> None:
    """The second begins when the first has ended, however long that took."""
    order = PerUserOrder(VirtualClock())
    tasks = [process(order, said(1, number), work.handle(f"{number}")) for number in range(5)]
    await rounds()
    assert work.begun == ["0"]
    work.gate.set()
    await asyncio.gather(*tasks)
    assert work.done == ["0", "1", "2", "3", "4"]


async def test_a_person_has_one_order_everywhere(work: Work) -> None:
    """What he says in the group waits for what he does in private."""
    order = PerUserOrder(VirtualClock())
    process(order, said(1), work.handle("private"))
    process(order, said(1, 2, GROUP), work.handle("group"))
    await rounds()
    assert work.begun == ["private"]
    work.gate.set()
    await rounds()
    assert work.done == ["private", "group"]


async def test_drumming_is_dropped_and_answered_once(work: Work) -> None:
    """Past the bound a person's updates are dropped; one word is said for the whole run."""
    excess: list[int] = []

    async def answer(update: object) -> None:
        assert isinstance(update, Update)
        excess.append(update.update_id)

    order = PerUserOrder(VirtualClock(), answer, waiting=3)
    tasks = [process(order, said(1, number), work.handle(f"{number}")) for number in range(50)]
    await rounds()
    work.gate.set()
    await asyncio.gather(*tasks)
    assert work.done == ["0", "1", "2", "3"]
    assert excess == [4]


async def test_a_new_run_is_answered_anew(work: Work) -> None:
    """Once his lane was empty, the next run gets its word again."""
    excess: list[object] = []

    async def answer(update: object) -> None:
        excess.append(update)

    order = PerUserOrder(VirtualClock(), answer, waiting=1)
    for _ in range(2):
        work.gate.clear()
        tasks = [process(order, said(1), work.handle("x")) for _ in range(5)]
        await rounds()
        work.gate.set()
        await asyncio.gather(*tasks)
    assert len(excess) == 2


async def test_drumming_holds_nobody_up(work: Work) -> None:
    """A thousand taps of one person leave room for another's, even where room is short."""
    order = PerUserOrder(VirtualClock(), waiting=2, at_once=8)
    tasks = [process(order, said(1, number), work.handle("drum")) for number in range(1000)]
    tasks.append(process(order, said(2), work.handle("other")))
    await rounds(3000)
    assert "other" in work.begun
    work.gate.set()
    await asyncio.gather(*tasks)


async def test_nothing_is_kept_of_those_who_are_done(work: Work) -> None:
    """After any number of people, an idle bot remembers none of them."""
    order = PerUserOrder(VirtualClock())
    work.gate.set()
    await asyncio.gather(
        *(process(order, said(1 + number % 70), work.handle("x")) for number in range(200))
    )
    assert order.lanes == 0
    assert order.current_concurrent_updates == 0


async def test_an_error_does_not_stop_the_lane(work: Work) -> None:
    """The next update is handled though the one before it failed."""
    order = PerUserOrder(VirtualClock())

    async def fail() -> None:
        raise LookupError

    first = process(order, said(1), fail())
    second = process(order, said(1, 2), work.handle("second"))
    work.gate.set()
    with pytest.raises(LookupError):
        await first
    await second
    assert work.done == ["second"]


async def test_a_cancelled_update_passes_its_turn_on(work: Work) -> None:
    """Cancelled while waiting or at work, it leaves the lane to the next."""
    order = PerUserOrder(VirtualClock())
    first, second, third = (
        process(order, said(1, number), work.handle(f"{number}")) for number in range(3)
    )
    await rounds()
    second.cancel()
    first.cancel()
    work.gate.set()
    await asyncio.gather(first, second, third, return_exceptions=True)
    assert work.done == ["2"]
    assert order.lanes == 0


async def test_an_update_knows_when_it_came_in(work: Work) -> None:
    """Its time is that of its arrival, not of its turn: a tap's real moment."""
    clock = VirtualClock()
    order = PerUserOrder(clock)
    times: list[timedelta] = []

    async def note(update: Callable[[], Awaitable[None]] | None = None) -> None:
        times.append(received_at.get() - start)

    start = clock.now()
    first = process(order, said(1), work.handle("slow"))
    second = process(order, said(1, 2), note())
    await rounds()
    await clock.advance(30)
    work.gate.set()
    await asyncio.gather(first, second)
    assert times == [timedelta(0)]


def test_what_concerns_a_group_is_in_the_group_s_order() -> None:
    """The bot's membership, a migration, a nameless administrator: the chat's lane."""
    user = User(1, "An", is_bot=False)
    change = ChatMemberUpdated(GROUP, user, AT, ChatMemberLeft(user), ChatMemberMember(user))
    assert lane_of(Update(1, my_chat_member=change)) == GROUP.id
    assert lane_of(said(1, 1, GROUP, migrate_to_chat_id=-200)) == GROUP.id
    assert lane_of(said(1087968824, 1, GROUP, sender_chat=GROUP)) == GROUP.id
    assert lane_of(said(1, 1, GROUP)) == 1


def test_blocking_is_in_the_person_s_order() -> None:
    """A change of a private chat's membership belongs to the person."""
    user = User(1, "An", is_bot=False)
    private = Chat(1, "private")
    change = ChatMemberUpdated(private, user, AT, ChatMemberMember(user), ChatMemberLeft(user))
    assert lane_of(Update(1, my_chat_member=change)) == 1
