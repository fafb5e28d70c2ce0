"""When has an asyncio program come to rest?

A virtual clock may only move on when everything that the present moment set off has been done:
otherwise a slow disk would change what happens at which time, and a golden transcript with it.
The event loop does not say when it is idle, so `quiet` looks:

* no callback is ready to run, a few rounds in a row;
* no task waits for a thread (an executor, or aiosqlite, which keeps a thread of its own);
* no task is in a short real `asyncio.sleep` (the retry pauses of python-telegram-bot's poller).

Tasks that wait for an event, a queue, a lock or the virtual clock can only be woken by one of
those, so they do not count. What is looked at are attributes of asyncio that no document promises
(`_ready`, `_fut_waiter`); where a loop lacks them, a fixed number of rounds must do.
"""

import asyncio
import gc
from collections.abc import Collection
from types import AsyncGeneratorType, CodeType, CoroutineType, FrameType, GeneratorType

ROUNDS = 4
"""Idle rounds of the loop in a row before it counts as quiet."""

BUSY_ROUNDS = 20_000
"""Rounds without quiet after which someone is spinning on purpose and is not waited for."""

PAUSE = 0.0005
"""Real seconds between two looks at a thread that is still working."""

SHORT_SLEEP = 5.0
"""Real sleeps up to this many seconds are waited out; longer ones are taken for idling."""

WRAPPERS = frozenset({"coroutine_wrapper", "async_generator_asend", "async_generator_athrow"})
AWAITING = (CoroutineType, GeneratorType, AsyncGeneratorType)


async def quiet() -> None:
    """Return when the running loop has nothing left to do at this moment of (virtual) time."""
    loop = asyncio.get_running_loop()
    ready = getattr(loop, "_ready", None)
    idle = 0
    for _ in range(BUSY_ROUNDS):
        await asyncio.sleep(0)
        if isinstance(ready, Collection) and len(ready) > 0:
            idle = 0
        elif working(loop):
            idle = 0
            await asyncio.sleep(PAUSE)
        else:
            idle += 1
            if idle >= ROUNDS:
                return


def working(loop: asyncio.AbstractEventLoop) -> bool:
    """True while some other task of the loop waits for a thread or a short real pause."""
    current = asyncio.current_task(loop)
    return any(
        _waits_for_executor(task) or _waits_for_thread_or_pause(task, loop)
        for task in asyncio.all_tasks(loop)
        if task is not current
    )


def frames(task: asyncio.Task[object]) -> list[FrameType]:
    """Where a waiting task stands: its frames, outermost first, through all that it awaits."""
    found: list[FrameType] = []
    awaited: object = task.get_coro()
    while awaited is not None:
        frame = _attribute(awaited, "frame")
        if isinstance(frame, FrameType):
            found.append(frame)
        awaited = _next(awaited)
    return found


def _next(awaited: object) -> object:
    """What that awaits in turn: through coroutines, generators and asynchronous generators, and
    through the wrappers between them, which show what they wrap to the garbage collector only."""
    if type(awaited).__name__ in WRAPPERS:
        inner = (it for it in gc.get_referents(awaited) if isinstance(it, AWAITING))
        return next(inner, None)
    return _attribute(awaited, "await", "yieldfrom")


def _attribute(awaited: object, *names: str) -> object:
    """The first of ``cr_<name>``, ``gi_<name>``, ``ag_<name>`` that is there and not None."""
    for name in names:
        for prefix in ("cr", "gi", "ag"):
            found: object = getattr(awaited, f"{prefix}_{name}", None)
            if found is not None:
                return found
    return None


def _waits_for_executor(task: asyncio.Task[object]) -> bool:
    """`run_in_executor` and `to_thread` chain an asyncio future to a concurrent one."""
    waiter = getattr(task, "_fut_waiter", None)
    callbacks = getattr(waiter, "_callbacks", None) or ()
    return any(
        "_chain_future" in getattr(callback, "__qualname__", "") for callback, _ in callbacks
    )


def _waits_for_thread_or_pause(task: asyncio.Task[object], loop: asyncio.AbstractEventLoop) -> bool:
    stack = frames(task)
    if any("aiosqlite" in frame.f_code.co_filename for frame in stack):
        return True
    if not stack or not _is_sleep(stack[-1].f_code):
        return False
    frame = stack[-1]
    timer = frame.f_locals.get("h")
    return isinstance(timer, asyncio.TimerHandle) and timer.when() - loop.time() < SHORT_SLEEP


def _is_sleep(code: CodeType) -> bool:
    return code.co_name == "sleep" and code.co_filename == asyncio.sleep.__code__.co_filename
