"""The secretary sets or corrects a member's facts, by buttons.

    desk      whose facts they are, and everything they come to
    listing   the facts that the guideline needs for this member, most decisive first
    setting   one fact: its meaning, who said what and when, and its new value

What the secretary or an office says is confirmed and makes the hard ceiling; every change is
audited and shows at once what it did to that ceiling, and by which clause.
"""

from conversations.facts import listing, setting
from conversations.facts.desk import dialogue

__all__ = ["dialogue", "listing", "setting"]
