"""Reminders to many, planned and worded by the real application: in rate, none lost, none twice.

``make soak`` does the same with ten thousand, and with five hundred on a real clock.
"""

import random
from pathlib import Path

from tests.soak.dying import kill_often
from tests.soak.fanout import AIM, fan_out


async def test_the_permitted_rate_is_used_and_never_exceeded() -> None:
    """At least 95% of thirty a second, no 429 of our making, and taps are answered at once, though
    several come together."""
    one = await fan_out(240)
    assert one.rate >= AIM
    assert (one.refused, one.lost, one.twice) == (0, 0, 0)
    assert len(one.waits) >= 8
    assert max(one.waits) < 0.5


async def test_trouble_loses_nobody_and_doubles_nothing() -> None:
    """429, 5xx, broken connections, time-outs after delivery: each gets his reminder once, and
    where nobody could know it is on record."""
    one = await fan_out(120, troubled=True)
    assert (one.lost, one.twice) == (0, 0)
    assert one.unknown > 0


def test_killed_processes_lose_nobody_and_double_what_is_on_record(tmp_path: Path) -> None:
    """SIGKILL in the midst, with the same trouble: none is lost; who got his reminder twice is
    among those of whom the outbox says that nobody knows."""
    one = kill_often(tmp_path, 60, random.Random(3), most=2, step=20)
    assert one.kills
    assert (one.lost, one.unexplained, one.unended) == (0, [], 0)
    assert one.twice <= one.unknown < 40
