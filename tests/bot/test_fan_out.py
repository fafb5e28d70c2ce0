"""Reminders to many, planned and worded by the real application: in rate, none lost, none twice.

``make soak`` does the same with ten thousand, and with five hundred on a real clock.
"""

from tests.soak.fanout import AIM, fan_out


async def test_the_permitted_rate_is_used_and_never_exceeded() -> None:
    """At least 95% of thirty a second, no 429 of our making, and a tap is answered at once."""
    one = await fan_out(240)
    assert one.rate >= AIM
    assert (one.refused, one.lost, one.twice) == (0, 0, 0)
    assert one.answered_in < 1


async def test_trouble_and_deaths_lose_nobody() -> None:
    """429, 5xx, broken connections, time-outs after delivery, two deaths: twice only where nobody
    could know."""
    one = await fan_out(120, troubled=True)
    assert one.lost == 0
    assert one.twice_unexplained == 0
    assert one.unknown > 0
