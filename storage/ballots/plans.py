"""The ballot that a branch is preparing: one row, until it is opened and for the ones that follow.

A plan is a draft of the procedure and never of a vote: who is excused, who votes on paper, who the
tellers are, the majority's base, quorum, closing time. It outlives the ballot that it opens, for
the next round of the same meeting starts from the same people.
"""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import schema
from storage.ballots.model import Shows
from storage.statements import insert_or_set

_plan = schema.ballot_plan


@dataclass(frozen=True, slots=True)
class BallotPlan:
    """What the secretary has chosen so far; people by id.

    `round` names which ballot it is. `base` is the id of a majority's base; `quorum` and `span`
    are places among the choices that the dialogue offers.
    """

    branch_id: int
    review_id: int
    round: str
    base: str
    excused: frozenset[int] = frozenset()
    paper: frozenset[int] = frozenset()
    tellers: frozenset[int] = frozenset()
    quorum: int = 0
    span: int = 0
    shows: Shows = Shows.FIGURES


async def plan(tx: AsyncConnection, branch_id: int) -> BallotPlan | None:
    """Return what the branch has prepared last, or None."""
    found = await tx.execute(select(_plan).where(_plan.c.branch_id == branch_id))
    row = found.one_or_none()
    if row is None:
        return None
    lists, terms = row.lists, row.terms
    return BallotPlan(
        branch_id=row.branch_id,
        review_id=row.review_id,
        round=row.round,
        base=terms["base"],
        excused=frozenset(lists["excused"]),
        paper=frozenset(lists["paper"]),
        tellers=frozenset(lists["tellers"]),
        quorum=terms["quorum"],
        span=terms["span"],
        shows=Shows(terms["shows"]),
    )


async def keep_plan(tx: AsyncConnection, chosen: BallotPlan) -> None:
    """Keep a plan in place of the branch's last one."""
    row = {
        "branch_id": chosen.branch_id,
        "review_id": chosen.review_id,
        "round": chosen.round,
        "lists": {
            "excused": sorted(chosen.excused),
            "paper": sorted(chosen.paper),
            "tellers": sorted(chosen.tellers),
        },
        "terms": {
            "base": chosen.base,
            "quorum": chosen.quorum,
            "span": chosen.span,
            "shows": chosen.shows.value,
        },
    }
    await tx.execute(insert_or_set(_plan, "review_id", "round", "lists", "terms"), row)
