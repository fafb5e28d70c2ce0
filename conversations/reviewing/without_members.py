"""A guideline that leaves members to another text: what a branch can hold under it, and why not.

Such a text reviews leading collectives and leaders.  The lowest collective is the committee of a
grassroots organisation (cấp ủy cơ sở): a chi bộ cơ sở whose roll names a committee can hold that
review, of the committee and of its members; there is no ballot on members.  Other branches cannot.
"""

from enum import Enum, auto

from markupsafe import Markup

from conversations.body_evidence import GRASSROOTS_COMMITTEE, has_committee
from conversations.context import Context
from conversations.reasons import cite
from conversations.words import Words
from rules import Kind, Ruleset
from rules.procedure import Topic
from storage.roll import Branch


class Without(Enum):
    """How a text that does not rate members concerns the branch."""

    COMMITTEE_ONLY = auto()
    """Its committee and the committee's members are reviewed."""
    NO_COMMITTEE = auto()
    """They would be, but the roll names no committee."""
    NOT_GRASSROOTS = auto()
    """The branch stands under a grassroots committee: the text does not speak of it."""
    NOBODY = auto()
    """The text does not review such committees."""


async def without_members(c: Context, ruleset: Ruleset) -> Without | None:
    """How the text concerns the sender's branch; None where it rates members."""
    if ruleset.covers(Kind.MEMBER):
        return None
    known = all(
        fact in ruleset.facts and any(choice.id == one for choice in ruleset.facts[fact].choices)
        for fact, one in GRASSROOTS_COMMITTEE.items()
    )
    if not known or not ruleset.covers(Kind.COLLECTIVE):
        return Without.NOBODY
    if c.account.branch.upper is not None:
        return Without.NOT_GRASSROOTS
    if not await has_committee(c.tx, c.account.branch):
        return Without.NO_COMMITTEE
    return Without.COMMITTEE_ONLY


def told(t: Words, ruleset: Ruleset, branch: Branch, without: Without) -> Markup:
    """What that means for the branch, with the clauses that say which collectives are reviewed."""
    clauses = Markup(", ").join(
        dict.fromkeys(
            cite(t, ruleset, one.clause)
            for one in ruleset.procedure(Kind.COLLECTIVE).provisions
            if one.topic is Topic.SUBJECTS and one.kinds
        )
    )
    match without:
        case Without.COMMITTEE_ONLY:
            return t(
                "ℹ️ This text does not rate members. Under it the branch's committee and its "
                "members are reviewed (clause {clauses}): self-review, the committee's own level, "
                "meeting, papers; no ballot on members.",
                clauses=clauses,
            )
        case Without.NO_COMMITTEE:
            return t(
                "⚠️ This text reviews committees and leaders, not members (clause {clauses}). The "
                "roll names no committee member yet: note them with /dangvien, then open it.",
                clauses=clauses,
            )
        case Without.NOT_GRASSROOTS:
            return t(
                "⚠️ This text reviews leading collectives and leaders, the lowest of them "
                "grassroots committees (clause {clauses}). Your branch stands under “{upper}”, so "
                "no review can be opened under it here; members are rated under another text.",
                clauses=clauses,
                upper=branch.upper or "",
            )
        case Without.NOBODY:
            return t(
                "⚠️ This text rates neither members nor the committee of a branch (clause "
                "{clauses}), so no review can be opened under it here.",
                clauses=clauses,
            )
