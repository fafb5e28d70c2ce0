"""How many have voted, as it may be told while votes are taken: one number for a stretch of time.

Whoever could ask for the number again and again would see it grow as one person puts his phone
away.  So everybody (the group's card, the secretary who taps “refresh”) is told the same number for
``CALM`` seconds, and a new one only then.  It is kept in memory: after a restart the next stretch
simply begins earlier.
"""

from datetime import UTC, datetime, timedelta

CALM = 20
"""Seconds of voting that one number gathers."""
SETTLE = timedelta(seconds=5)
"""How long after them a card is brought up to date: whatever was cast in them is committed."""


def card_due(at: datetime) -> tuple[int, datetime]:
    """The stretch in which something was cast, and when the card is to tell of it."""
    stretch = int(at.timestamp()) // CALM
    return stretch, datetime.fromtimestamp((stretch + 1) * CALM, UTC) + SETTLE


class Turnouts:
    """The number last told of each ballot that takes votes."""

    __slots__ = ("_told",)

    def __init__(self) -> None:
        self._told: dict[int, tuple[int, int]] = {}

    def told(self, ballot: int, returned: int, at: datetime) -> int:
        """The number to tell at that moment, ``returned`` being the true one.

        Stretches change when cards fall due, so a card never tells an older number than its own.
        """
        stretch = int((at - SETTLE).timestamp()) // CALM
        known = self._told.get(ballot)
        if known is None or known[0] != stretch:
            known = self._told[ballot] = (stretch, returned)
        return known[1]
