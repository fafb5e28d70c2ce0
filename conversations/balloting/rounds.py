"""Which ballots a branch can hold now, each with its subjects, voters and the clause behind it.

levels      the members whose level no ballot has decided, on the levels of the guideline's round
again       those of them whom a ballot left without a majority
late        those of them who had not been heard when the first ballot was held
picks       where the guideline has a second round: whom to put at the top level
tied        equal votes at the edge of its places, among themselves
branch      the level of the branch itself
collective  the level of its committee (chi ủy), by the committee's own votes

The order in which they stand is the one that breaks the circle between them (a head is held by his
collective, both by the branch, the branch by its members): advised, never forced.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from conversations.balloting.situation import ORG_TYPE, Candidate, Situation
from conversations.evidence import Evidence
from conversations.paper import COLLECTIVE_LEVEL, MEMBER_LEVELS, MEMBER_PICKS, ORGANISATION_LEVEL
from conversations.proposals import BRANCH_VOTES, allotment, picks_round
from rules import Allotment, Kind, MajorityBase, known_facts, rounds_for
from rules.procedure import Act, Voters
from storage.roll import Person

TOO_FEW = 3
"""Among fewer voters than this nothing is secret: no ballot."""


class Round(StrEnum):
    """Which ballot; see the module."""

    LEVELS = "levels"
    AGAIN = "again"
    LATE = "late"
    COLLECTIVE = "collective"
    BRANCH = "branch"
    TIED = "tied"
    PICKS = "picks"


@dataclass(frozen=True, slots=True)
class Asked:
    """One ballot that can be held: what it asks, of whom, and on which terms the text insists.

    ``kind`` names the ballot, ``levels`` is what the guideline's round offers, best first, and
    ``clause`` where it says so.  ``named``: the text itself asks for this ballot.
    ``majority``: the base that the text sets, None where it leaves it open.
    ``places``: how many are to be picked, None where each is given a level.
    ``allotted``: the quota that these places come from.  ``repeated``: an earlier second round
    left places free, and whether to vote once more is for the branch to say.
    """

    round: Round
    kind: str
    levels: tuple[str, ...]
    clause: str
    says: str
    round_id: str | None
    named: bool
    subjects: tuple[Candidate, ...]
    voters: tuple[Person, ...]
    left_off: tuple[Candidate, ...] = ()
    unheard: tuple[Person, ...] = ()
    decided: int = 0
    majority: MajorityBase | None = None
    places: int | None = None
    allotted: Allotment | None = None
    repeated: bool = False
    parent: int | None = None

    @property
    def about(self) -> str | None:
        """The name of what is voted on, where it is no person."""
        return next((one.name for one in self.subjects if one.person is None), None)

    @property
    def per_voter(self) -> int | None:
        """How many each voter may pick at most: as many as there are places."""
        return self.places


def asked(found: Situation, round_: Round) -> Asked | None:
    """That ballot as it could be held now; None where the guideline or the branch has none."""
    match round_:
        case Round.LEVELS | Round.AGAIN | Round.LATE:
            return _levels(found, round_)
        case Round.COLLECTIVE:
            return _group(found, round_, Kind.COLLECTIVE)
        case Round.BRANCH:
            return _group(found, round_, Kind.ORGANISATION)
        case Round.PICKS:
            return _picks(found)
        case Round.TIED:
            return _tied(found)


def offers(found: Situation) -> tuple[Asked, ...]:
    """The ballots that have somebody to vote on, in the order that is advised.

    That of the members' levels stands there too while somebody has to be heard first.  Where one
    part of it is all of it, it is not offered twice.
    """
    possible = [asked(found, round_) for round_ in Round]
    held = [
        one
        for one in possible
        if one is not None and (one.subjects or (one.round is Round.LEVELS and one.unheard))
    ]
    parts = [one for one in held if one.round in {Round.AGAIN, Round.LATE}]
    if len(parts) == 1:
        held = [one for one in held if one.round is not Round.LEVELS]
    return tuple(held)


def _levels(found: Situation, round_: Round) -> Asked | None:
    """A ballot on members' levels: of everybody undecided, or of a part of them."""
    if not found.ruleset.covers(Kind.MEMBER):
        return None
    own = [
        one
        for one in rounds_for(found.ruleset, Kind.MEMBER, {})
        if one.voters in BRANCH_VOTES and not one.picks
    ]
    if not own:
        return None
    text = own[0]
    subjects: list[Candidate] = []
    left_off: list[Candidate] = []
    unheard: list[Person] = []
    decided = 0
    for number, known in found.evidence.items():
        vote = found.votes.get(number)
        candidate = _member(found, known, text.options)
        if not candidate.options:
            left_off.append(candidate)
        elif vote is not None and vote.outcome.level is not None:
            decided += 1
        elif not known.heard:
            unheard.append(known.person)
        elif round_ is Round.LEVELS or (vote is not None) == (round_ is Round.AGAIN):
            subjects.append(candidate)
    if round_ is Round.LATE and not found.votes:
        subjects = []
    return Asked(
        round=round_,
        kind=MEMBER_LEVELS,
        levels=text.options,
        clause=text.clause,
        says=text.says,
        round_id=text.id,
        named=True,
        subjects=tuple(subjects),
        voters=found.officials,
        left_off=tuple(left_off),
        unheard=tuple(unheard),
        decided=decided,
        majority=MajorityBase(text.majority) if text.majority else None,
        parent=found.counted[-1].id if found.counted else None,
    )


def _picks(found: Situation) -> Asked | None:
    """The second round: among those whom round 1 put at the quota's base level."""
    text = picks_round(found.ruleset)
    quota = found.ruleset.quota(Kind.MEMBER)
    if text is None or quota is None or not found.votes:
        return None
    levels, picks = found.first_levels, found.picks
    allotted = allotment(found.ruleset, found.branch, levels, proposed=())
    places = 0 if allotted is None else allotted.limit - len(picks.chosen)
    places -= sum(tie.places for tie in (*picks.ties, *picks.left))
    settled = picks.undecided.union(picks.chosen)
    subjects: list[Candidate] = []
    left_off: list[Candidate] = []
    for number, level in levels.items():
        if level != quota.of_level or number in settled or (picks.ballots and places < 1):
            continue
        candidate = _member(found, found.evidence[number], text.options)
        (subjects if candidate.options else left_off).append(candidate)
    order = {number: place for place, number in enumerate(found.evidence)}
    return Asked(
        round=Round.PICKS,
        kind=MEMBER_PICKS,
        levels=text.options,
        clause=text.clause,
        says=text.says,
        round_id=text.id,
        named=True,
        subjects=tuple(sorted(subjects, key=lambda one: order[one.number])),
        voters=found.officials,
        left_off=tuple(sorted(left_off, key=lambda one: order[one.number])),
        majority=MajorityBase(text.majority) if text.majority else None,
        places=max(0, places),
        allotted=allotted,
        repeated=bool(picks.ballots),
        parent=_last(found, MEMBER_LEVELS),
    )


def _tied(found: Situation) -> Asked | None:
    """The vote again among those with equal votes at the edge of the places."""
    text = picks_round(found.ruleset)
    if text is None or not found.picks.ties:
        return None
    tie = found.picks.ties[0]
    here = [found.evidence[one] for one in tie.people if one in found.evidence]
    members = [_member(found, known, text.options) for known in here]
    return Asked(
        round=Round.TIED,
        kind=MEMBER_PICKS,
        levels=text.options,
        clause=text.clause,
        says=text.says,
        round_id=text.id,
        named=True,
        subjects=tuple(one for one in members if one.options),
        voters=found.officials,
        left_off=tuple(one for one in members if not one.options),
        majority=MajorityBase(text.majority) if text.majority else None,
        places=tie.places,
        parent=tie.ballot.id,
    )


def _group(found: Situation, round_: Round, kind: Kind) -> Asked | None:
    """A ballot on the branch's level or its committee's: one subject that is no person."""
    candidate = found.groups.get(kind)
    if candidate is None:
        return None
    own = [
        one
        for one in rounds_for(found.ruleset, kind, known_facts(found.ruleset, kind, ORG_TYPE))
        if one.voters in BRANCH_VOTES and not one.picks
    ]
    steps = [one for one in found.ruleset.procedure(kind).steps if one.act is Act.SELF_RATES]
    if own:
        text = own[0]
        levels, clause, says, named = text.options, text.clause, text.says, True
        base = MajorityBase(text.majority) if text.majority else None
        committee = text.voters is not Voters.OFFICIAL_MEMBERS
    elif kind is Kind.COLLECTIVE and steps:
        # No text says how a committee comes to the level it gives itself: a ballot is its own way.
        levels, base, committee = tuple(one.id for one in found.ruleset.levels), None, True
        clause, says, named = steps[0].clause, steps[0].says, False
    else:
        return None
    voters = found.committee if committee else found.officials
    if len(voters) < TOO_FEW:
        return None
    vote = found.group_votes.get(kind)
    decided = vote is not None and vote.outcome.level is not None
    offered = tuple(level for level in candidate.options if level in levels)
    shown = replace(candidate, options=offered)
    return Asked(
        round=round_,
        kind=COLLECTIVE_LEVEL if kind is Kind.COLLECTIVE else ORGANISATION_LEVEL,
        levels=levels,
        clause=clause,
        says=says,
        round_id=own[0].id if own else None,
        named=named,
        subjects=(shown,) if offered and not decided else (),
        voters=voters,
        left_off=() if offered else (shown,),
        decided=int(decided),
        majority=base,
        parent=None if vote is None else vote.ballot.id,
    )


def _member(found: Situation, known: Evidence, levels: tuple[str, ...]) -> Candidate:
    decision = found.ceilings[known.person.id]
    options = tuple(level for level in decision.allowed if level in levels)
    return Candidate(known.person.full_name, known.person, Kind.MEMBER, decision, options)


def _last(found: Situation, kind: str) -> int | None:
    return next((one.id for one in reversed(found.counted) if one.kind == kind), None)
