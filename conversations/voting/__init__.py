"""Voting in secret: a member's private ballot, from its opening to the receipt.

held     the ballot behind a button, everything about it checked anew
marking  the dialogue: marks, picks, the whole, the casting

A draft lives in the buttons and, while the program runs, in ``House.drafts``: nowhere else, and
never with a time.
"""

from conversations.voting.marking import dialogue, open_from_link

__all__ = ["dialogue", "open_from_link"]
