"""The secretary sets or corrects facts of a member, or of the branch and its committee, by buttons.

    desk      whose facts they are, and everything they come to
    listing   the facts that the guideline needs here, most decisive first
    setting   one fact: its meaning, who said what and when, and its new value
    changes   a member is told of what changed after he had submitted

What the secretary or an office says is confirmed and makes the hard ceiling; every change is
audited and shows at once what it did to that ceiling, and by which clause.
"""

from conversations.facts import changes, listing, setting
from conversations.facts.desk import dialogue

__all__ = ["changes", "dialogue", "listing", "setting"]
