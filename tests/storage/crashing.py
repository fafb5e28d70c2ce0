"""Dying on purpose: at any trip to the database, at any change of the key folder."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pytest

from storage.driver import OneHop
from storage.keys import MAC, PRIVATE, KeyFolder
from tests.storage.conftest import Place

STEPS = {"statement", "commit", "rollback"}
"""The functions that `OneHop` runs in its thread and that count as steps."""


class Died(BaseException):
    """The process is dead: nothing that it does from now on reaches the disk."""


class Death:
    """Kills the process at its nth step, and keeps the files as they were at that moment.

    A step is a trip to the database (statement, commit, rollback) or a key file written or
    unlinked. Each can be died before and after.
    """

    def __init__(self, place: Place, keep: Path, step: int, *, after: bool) -> None:
        self.place, self.keep, self.step, self.after = place, keep, step, after
        self.steps = 0
        self.remains: Place | None = None
        self.patch = pytest.MonkeyPatch()

    def __enter__(self) -> Self:
        trip, write, unlink = OneHop._execute, KeyFolder._write, Path.unlink

        async def trip_or_die(hop: OneHop, fn: Callable[..., Any], *a: Any, **kw: Any) -> Any:
            if fn.__name__ not in STEPS:
                return await trip(hop, fn, *a, **kw)
            self.before_step()
            done = await trip(hop, fn, *a, **kw)
            self.after_step()
            return done

        def write_or_die(folder: KeyFolder, *what: Any) -> None:
            self.before_step()
            write(folder, *what)
            self.after_step()

        def unlink_or_die(path: Path, missing_ok: bool = False) -> None:
            if path.suffix not in {PRIVATE, MAC}:
                unlink(path, missing_ok)
                return
            self.before_step()
            unlink(path, missing_ok)
            self.after_step()

        self.patch.setattr(OneHop, "_execute", trip_or_die)
        self.patch.setattr(KeyFolder, "_write", write_or_die)
        self.patch.setattr(Path, "unlink", unlink_or_die)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> bool:
        self.patch.undo()
        return isinstance(error, Died)

    def before_step(self) -> None:
        """Die before the step, if it is the one, or if dead already."""
        self.steps += 1
        if self.remains is not None:
            raise Died
        if self.steps == self.step and not self.after:
            self.die()

    def after_step(self) -> None:
        """Die after the step, if it is the one."""
        if self.steps == self.step and self.after:
            self.die()

    def die(self) -> None:
        """Keep the files as they are, and be dead."""
        self.remains = self.place.copy_to(self.keep)
        raise Died


Work = Callable[[Place], Awaitable[None]]
Check = Callable[[Place, bool], Awaitable[None]]


async def die_everywhere(template: Place, tmp_path: Path, work: Work, check: Check) -> int:
    """Do `work` on copies of a house, dying once at every step; returns how many deaths there were.

    `check` gets what remains each time, and whether the work was done when death came.
    """
    deaths = 0
    for after in (False, True):
        for step in range(1, 1000):
            name = f"{step}-{after}"
            place = template.copy_to(tmp_path / f"{name}-alive")
            done = False
            with Death(place, tmp_path / name, step, after=after) as death:
                await work(place)
                done = True
            await asyncio.sleep(0)
            if death.remains is None:
                break
            deaths += 1
            await check(death.remains, done)
    return deaths
