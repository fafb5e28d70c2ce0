"""The newest draft of each voter's open ballot: in memory only, never written.

Two quick taps carry the same old draft in their buttons; the copy here makes both count.  After a
restart the button's own copy counts.  Nothing of a draft may reach a table, a log or a file.

Beside it stands which screen of the ballot a voter was last shown, and since when, so that a shaky
second tap is not taken for the next answer.  It is forgotten with the draft.
"""

from datetime import datetime

CAST: tuple[int, ...] = ()
"""What stands in a draft's place once it is in the box: an older button must not revive it."""


class Drafts:
    """Packed drafts by ballot and voter's account; the oldest are forgotten past ``most``."""

    __slots__ = ("_drafts", "_most", "_shown")

    def __init__(self, most: int = 5_000) -> None:
        self._drafts: dict[tuple[int, int], tuple[int, ...]] = {}
        self._shown: dict[tuple[int, int], tuple[str, datetime]] = {}
        self._most = most

    def get(self, ballot: int, account: int) -> tuple[int, ...] | None:
        """The newest draft, or None where only the button knows it."""
        return self._drafts.get((ballot, account))

    def put(self, ballot: int, account: int, marks: tuple[int, ...]) -> None:
        """Keep the newest draft."""
        self._drafts.pop((ballot, account), None)
        self._drafts[ballot, account] = marks
        while len(self._drafts) > self._most:
            oldest = next(iter(self._drafts))
            self.drop(*oldest)

    def shown(self, ballot: int, account: int) -> tuple[str, datetime] | None:
        """The screen of the ballot that the voter was last shown, and when."""
        return self._shown.get((ballot, account))

    def show(self, ballot: int, account: int, screen: str, at: datetime) -> None:
        """Note which screen a voter with a draft is shown now."""
        if (ballot, account) in self._drafts:
            self._shown[ballot, account] = (screen, at)

    def drop(self, ballot: int, account: int) -> None:
        """Forget one voter's draft: he has cast it, or started afresh."""
        self._drafts.pop((ballot, account), None)
        self._shown.pop((ballot, account), None)

    def drop_ballot(self, ballot: int) -> None:
        """Forget every draft of a ballot that no longer takes votes."""
        for key in [key for key in self._drafts if key[0] == ballot]:
            self.drop(*key)

    def __repr__(self) -> str:
        return f"<Drafts: {len(self._drafts)}>"
