"""A fan-out whose process is killed (SIGKILL) in the midst of it, again and again.

    python -m tests.soak.dying

Each life is a process of its own with the whole application on a folder where many reminders are
due, trouble raining on its calls.  The stand-in for Telegram lives in the same process and so dies
with it; what it has delivered it says at once on standard output, a line a reminder (``got`` and
the number of the account), in the one write that makes it delivered.  A life that nobody ends stops
when nothing is due any more.  Lives are forked, one after the other, from a process that has
imported everything and done nothing: it is told the folder, how many people there are and which
life it is, a line each time on standard input.

What the lives have delivered together is then held against the outbox.
"""

import asyncio
import logging
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from subprocess import PIPE
from typing import NoReturn

from bot.sandbox import Record, VirtualClock, no_network
from storage.outbox import OutboxRow, State
from tests.benchmarks.measure import Figure, duration, stopwatch
from tests.soak.fanout import STRUCK, TROUBLE
from tests.soak.town import START, Town, is_reminder

ROOT = Path(__file__).parents[2]
FANS, PEOPLE = 6, 300
"""How many fan-outs are killed, and how many people each is for."""
LIVES = 500
"""More lives than a fan-out can need: each delivers something."""
STEP = 40
"""So many reminders a life delivers at most before it is ended."""
LINGER = 0.02
"""Seconds that a process lives on, at most, after the line at which it is to die."""


@dataclass(frozen=True, slots=True)
class Fallen:
    """What came of a fan-out whose processes were killed: who got how many, and what is on record.

    Both by the number of the account.
    """

    kills: int
    delivered: Mapping[int, int]
    rows: Mapping[int, OutboxRow]

    @property
    def lost(self) -> int:
        """How many got no reminder."""
        return sum(not self.delivered.get(who) for who in self.rows)

    @property
    def twice(self) -> int:
        """How many got more than one."""
        return sum(times > 1 for times in self.delivered.values())

    @property
    def unknown(self) -> int:
        """Of how many the outbox says that they have perhaps got another."""
        return sum(row.perhaps_sent for row in self.rows.values())

    @property
    def unexplained(self) -> list[int]:
        """Who got more than the record allows: twice and not so marked, or oftener than tried."""
        return [
            who
            for who, times in self.delivered.items()
            if times > (self.rows[who].attempts if self.rows[who].perhaps_sent else 1)
        ]

    @property
    def unended(self) -> int:
        """How many rows are not recorded as sent, though all has come to its end."""
        return sum(row.state is not State.SENT for row in self.rows.values())


def dying(fans: int) -> list[Figure]:
    """The figures of so many fan-outs, each killed again and again until it is through."""
    seconds = stopwatch()
    several = []
    for seed in range(fans):
        with tempfile.TemporaryDirectory(prefix="tusoi-fan-") as folder:
            several.append(kill_often(Path(folder), PEOPLE, random.Random(seed)))
        _progress(seed + 1, fans)
    kills = sum(one.kills for one in several)
    lost, twice = sum(one.lost for one in several), sum(one.twice for one in several)
    wrong = sum(len(one.unexplained) + one.unended for one in several)
    return [
        Figure(
            f"{fans} fan-outs of {PEOPLE}, {kills} processes killed with SIGKILL meanwhile",
            f"{lost} lost, {twice} twice",
            f"{sum(one.unknown for one in several)} left unknown",
            "",
            "none lost, twice only where it is on record as unknown",
            kills > 0 and not (lost or wrong),
        ),
        Figure("… each death", duration(seconds() / max(kills, 1))),
    ]


def kill_often(
    folder: Path, many: int, chance: random.Random, most: int = LIVES, step: int = STEP
) -> Fallen:
    """Kill so many processes at most, each after it has delivered at most so many (``step``)."""
    asyncio.run(_made_ready(folder, many))
    delivered: Counter[int] = Counter()
    kills = 0
    command = [sys.executable, "-m", "tests.soak.dying"]
    with subprocess.Popen(command, stdin=PIPE, stdout=PIPE, text=True, cwd=ROOT) as mother:
        for life in range(1, LIVES):
            lines = chance.randint(1, step) if kills < most else None
            linger = chance.uniform(0, LINGER)
            if not _lived(mother, f"{many} {life} {folder}", lines, linger, delivered):
                break
            kills += 1
    return Fallen(kills, delivered, asyncio.run(_on_record(folder, many)))


async def _made_ready(folder: Path, many: int) -> None:
    """Everything is due, and nothing is sent yet."""
    town = Town(folder, VirtualClock(START))
    town.meet(many)
    await town.start()
    await town.settle()
    await town.stop()


async def _on_record(folder: Path, many: int) -> Mapping[int, OutboxRow]:
    town = Town(folder, VirtualClock(START + timedelta(minutes=LIVES)))
    town.meet(many)
    await town.start()
    try:
        return await town.rows()
    finally:
        await town.stop()


def _lived(
    mother: subprocess.Popen[str],
    order: str,
    lines: int | None,
    linger: float,
    delivered: Counter[int],
) -> bool:
    """One life, ended after it has said so many lines.  Says whether it had to be."""
    if mother.stdin is None or mother.stdout is None:
        raise RuntimeError("there are pipes to her")
    print(order, file=mother.stdin, flush=True)
    child = said = 0
    for line in mother.stdout:
        word, number = line.split()
        if word == "born":
            child = int(number)
        elif word == "got":
            delivered[int(number)] += 1
            said += 1
            if said == lines:
                time.sleep(linger)
                os.kill(child, signal.SIGKILL)
        elif int(number) in {0, -signal.SIGKILL}:
            return int(number) != 0
        else:
            break
    raise RuntimeError(f"{order} ended by itself, and not well")


def _bear() -> None:
    """Bear a life for each line that is read; the dead keep their numbers until the end."""
    for line in sys.stdin:
        many, life, folder = line.strip().split(" ", 2)
        child = os.fork()
        if not child:
            _live(Path(folder), int(many), int(life))
        dead = os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)
        assert dead is not None
        _say("died", dead.si_status if dead.si_code == os.CLD_EXITED else -dead.si_status)


def _live(folder: Path, many: int, life: int) -> NoReturn:
    _say("born", os.getpid())
    logging.disable()  # what strikes is no news
    try:
        with no_network():
            asyncio.run(_played(folder, many, life))
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def _say(word: str, number: int) -> None:
    os.write(sys.stdout.fileno(), f"{word} {number}\n".encode())


def _heard(record: Record) -> None:
    if is_reminder(record):
        _say("got", record.chat_id)


async def _played(folder: Path, many: int, life: int) -> None:
    """Live until nothing is due any more, saying whom a reminder has reached."""
    town = Town(folder, VirtualClock(START + timedelta(minutes=life)))
    town.meet(many)
    town.sandbox.faults.rain(life, STRUCK, TROUBLE, {"sendMessage"})
    town.sandbox.transcript.watch(_heard)
    await town.start()
    await town.finished(1)
    await town.stop()


def _progress(done: int, of: int) -> None:
    sys.stderr.write(f"\rfan-outs killed {done}/{of}" + ("\n" if done == of else ""))
    sys.stderr.flush()


if __name__ == "__main__":
    _bear()
