"""Heads: the level of what somebody heads, and how far it holds him down.

By every text nobody is rated above the Party organisation, the collective or the unit that he
heads; each has exceptions of its own, all of them data (rules of kind ``leader``).  The secretary
heads the branch, and its committee where that is rated.  A level that the committee above has
decided, once it is recorded, *binds*: no ballot offers more.  A level that the branch voted, or
its committee took, is a proposal still: it warns, and holds nobody down by itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncConnection

from conversations.ceilings import ceiling_of
from conversations.evidence import HEARD, MEETING_ON, Evidence, ceiling, once_heard
from conversations.results import Vote
from rules import (
    Decision,
    EffectKind,
    FactError,
    FactValue,
    Finding,
    Kind,
    Reading,
    Ruleset,
    Truth,
    fact_from_json,
    known_facts,
)
from storage import appraisals, reviews
from storage.appraisals import Appraisal
from storage.reviews import FactRecord, Review
from storage.roll import Person, Role

HEADS: Mapping[Kind, tuple[tuple[str, str], ...]] = {
    Kind.ORGANISATION: (("heads_organisation", "led_organisation_level"),),
    Kind.COLLECTIVE: (
        ("heads_committee", "led_committee_level"),
        ("heads_collective", "led_collective_level"),
    ),
}
"""The ids of the facts that he heads such a body and of its level, those that fit best first."""
POSTS = frozenset({"heads_organisation", "heads_committee"})
LED = frozenset({"led_organisation_level", "led_committee_level"})
"""Of a secretary these follow from the roll and from what is known of the branch's bodies."""
OWN_POST = "regulation_level"
"""His level in a post of his own: the base of his rating as a leader, none of his as a member."""
SEVERAL_POSTS = "several_posts"
"""That he holds several posts in which he was rated otherwise."""


class How(StrEnum):
    """How a body's level is known; the first of them that there is counts."""

    DECIDED = "decided"
    """The committee above decided it, as the secretary recorded."""
    VOTED = "voted"
    """A majority chose it on a counted ballot of the branch."""
    TAKEN = "taken"
    """The branch's committee takes it."""


@dataclass(frozen=True, slots=True)
class BodyLevel:
    """The level of the branch or of its committee as it is known now; ``at``: since when."""

    kind: Kind
    level: str
    how: How
    at: datetime | None = None

    @property
    def decided(self) -> bool:
        return self.how is How.DECIDED


@dataclass(frozen=True, slots=True)
class Headship:
    """What it comes to that somebody heads something, or holds several posts.

    ``levels``: of the branch's bodies that he heads, as far as they are known.
    ``sure`` rests on decided levels and confirmed facts, ``likely`` also on those that are not yet.
    """

    ruleset: Ruleset = field(repr=False)
    levels: tuple[BodyLevel, ...]
    sure: Decision
    likely: Decision
    confirmed: Mapping[str, FactValue] = field(default_factory=dict)
    said: Mapping[str, FactValue] = field(default_factory=dict)
    """The facts that ``sure`` and ``likely`` rest on."""
    own_level: str | None = None
    """His level in a post of his own, where it was recorded."""
    records: Mapping[str, FactRecord] = field(default_factory=dict)
    """The recorded decisions behind ``levels``, by fact id."""

    @property
    def binding(self) -> tuple[Finding, ...]:
        """The limits that hold him down now."""
        return _caps(self.sure, Truth.TRUE)

    @property
    def warning(self) -> tuple[Finding, ...]:
        """The limits that will hold him down if the levels known now are decided."""
        return _without(_caps(self.likely, Truth.TRUE), self.binding)

    @property
    def doubtful(self) -> tuple[Finding, ...]:
        """The limits of which it is not known whether he is excepted."""
        return _caps(self.likely, Truth.UNKNOWN)

    @property
    def lifted(self) -> tuple[Finding, ...]:
        """The limits from which he is excepted."""
        return _caps(self.likely, Truth.FALSE)

    def limit(self, caps: tuple[Finding, ...]) -> str | None:
        """The best level that these limits leave; None: every level."""
        rank = self.ruleset.level_rank
        return max((one.effect.level for one in caps), key=rank.__getitem__, default=None)

    def exceeds(self, level: str | None, caps: tuple[Finding, ...]) -> bool:
        """Whether a level is above these limits."""
        limit, rank = self.limit(caps), self.ruleset.level_rank
        return level is not None and limit is not None and rank[level] < rank[limit]


@dataclass(frozen=True, slots=True)
class Heads:
    """Everyone who heads something, by person id, and the levels of the branch's bodies."""

    levels: Mapping[Kind, BodyLevel] = field(default_factory=dict)
    people: Mapping[int, Headship] = field(default_factory=dict)

    def held(self, person: int, own: Decision) -> Decision:
        """A member's ceiling, under what he heads."""
        head = self.people.get(person)
        return own if head is None else held_under_head(own, head)


async def heads(
    tx: AsyncConnection,
    ruleset: Ruleset,
    review: Review,
    people: Mapping[int, tuple[Person, Mapping[str, FactRecord]]],
    votes: Mapping[Kind, Vote],
    on: date,
) -> Heads:
    """Everyone of these people who heads something, with the levels as they stand.

    ``people``: with what was recorded of each; ``votes``: the latest on each body; ``on``: the day
    of the meeting.
    """
    records = await reviews.facts_of(tx, review.id, None)
    views = await appraisals.appraisals_of_bodies(tx, review.id)
    levels = levels_of(ruleset, records, votes, views)
    found = {
        number: headship(ruleset, person, said, levels, records, on)
        for number, (person, said) in people.items()
    }
    return Heads(levels, {number: one for number, one in found.items() if one is not None})


async def ceiling_now(
    tx: AsyncConnection, ruleset: Ruleset, review: Review, found: Evidence, on: date
) -> Decision:
    """One member's hard ceiling as a ballot sees it: once heard, and under what he heads."""
    number = found.person.id
    led = await heads(tx, ruleset, review, {number: (found.person, found.records)}, {}, on)
    return led.held(number, ceiling(ruleset, once_heard(ruleset, found)))


def decided_fact(ruleset: Ruleset, kind: Kind) -> str | None:
    """Under which fact a decision on such a body's level is kept; None: the text knows none."""
    return next((led for _, led in HEADS.get(kind, ()) if led in ruleset.facts), None)


def levels_of(
    ruleset: Ruleset,
    records: Mapping[str, FactRecord],
    votes: Mapping[Kind, Vote],
    views: Mapping[str, Appraisal],
) -> dict[Kind, BodyLevel]:
    """The level of each body as far as one is known: decided, else voted, else taken."""
    found = {}
    for kind in HEADS:
        fact, vote, view = decided_fact(ruleset, kind), votes.get(kind), views.get(kind.value)
        decided = None if fact is None else records.get(fact)
        level = None if decided is None else level_of_record(ruleset, decided)
        if decided is not None and level is not None and decided.confirmed:
            found[kind] = BodyLevel(kind, level, How.DECIDED, decided.said_at)
        elif vote is not None and vote.outcome.level is not None:
            found[kind] = BodyLevel(kind, vote.outcome.level, How.VOTED, vote.ballot.opened_at)
        elif view is not None and view.level in ruleset.level_rank:
            found[kind] = BodyLevel(kind, str(view.level), How.TAKEN, view.said_at)
    return found


def headship(
    ruleset: Ruleset,
    person: Person,
    said: Mapping[str, FactRecord],
    levels: Mapping[Kind, BodyLevel],
    records: Mapping[str, FactRecord],
    on: date,
) -> Headship | None:
    """What this person's heading something comes to; None where he heads nothing we know of.

    ``said``: what was recorded of him; ``records``: of the branch.
    """
    if not ruleset.covers(Kind.LEADER):
        return None
    own, sure = leader_facts(ruleset, said), leader_facts(ruleset, said, confirmed=True)
    level = own.pop(OWN_POST, None)
    sure.pop(OWN_POST, None)
    secretary = Role.SECRETARY in person.roles and person.left is None
    leads = any(own.get(fact) for fact in (*_heading(ruleset), SEVERAL_POSTS))
    if not secretary and not leads:
        return None
    given: dict[str, FactValue] = {HEARD: True, MEETING_ON: on}
    headed: tuple[BodyLevel, ...] = ()
    if secretary:
        headed = tuple(levels.values())
        given |= heading(ruleset, levels)
    led = {fact: one for one in headed if (fact := decided_fact(ruleset, one.kind)) is not None}
    decided: dict[str, FactValue] = {fact: one.level for fact, one in led.items() if one.decided}
    now: dict[str, FactValue] = {fact: one.level for fact, one in led.items()}
    confirmed = known_facts(ruleset, Kind.LEADER, {**sure, **given, **decided})
    likely = known_facts(ruleset, Kind.LEADER, {**own, **given, **now})
    return Headship(
        ruleset,
        headed,
        sure=ceiling_of(ruleset, Kind.LEADER, confirmed),
        likely=ceiling_of(ruleset, Kind.LEADER, likely),
        confirmed=confirmed,
        said=likely,
        own_level=level if isinstance(level, str) and level in ruleset.level_rank else None,
        records={fact: records[fact] for fact in decided},
    )


def heading(ruleset: Ruleset, levels: Mapping[Kind, BodyLevel]) -> dict[str, FactValue]:
    """What the secretary heads: the branch always, its committee once it has a level."""
    return {
        next(post for post, led in HEADS[kind] if led == fact): True
        for kind in HEADS
        if (fact := decided_fact(ruleset, kind)) is not None
        and (kind is Kind.ORGANISATION or kind in levels)
    }


def leader_facts(
    ruleset: Ruleset, records: Mapping[str, FactRecord], *, confirmed: bool = False
) -> dict[str, FactValue]:
    """What was recorded of a person as a leader; ``confirmed``: no more than that."""
    found: dict[str, FactValue] = {}
    for fact_id, record in records.items():
        fact = ruleset.facts.get(fact_id)
        if fact is None or Kind.LEADER not in fact.kinds:
            continue
        if confirmed and not record.confirmed:
            continue
        try:
            found[fact_id] = fact_from_json(fact, record.value_json)
        except FactError:
            continue  # a value of another guideline
    return found


def level_of_record(ruleset: Ruleset, record: FactRecord) -> str | None:
    """The level that a record of a decision names; None where the guideline has no such one."""
    try:
        value = fact_from_json(ruleset.facts[record.fact_id], record.value_json)
    except (FactError, KeyError):
        return None
    return value if isinstance(value, str) and value in ruleset.level_rank else None


def held_under_head(own: Decision, head: Headship) -> Decision:
    """The ceiling as the limits that bind a head leave it; they stand among its findings."""
    caps = head.binding
    limit, rank = head.limit(caps), head.ruleset.level_rank
    if limit is None or not own.allowed:
        return own
    order = [level.id for level in head.ruleset.levels]
    possible = {order[max(rank[level], rank[limit])] for level in own.possible}
    allowed = tuple(level for level in own.allowed if rank[level] >= rank[limit])
    levels = tuple(sorted(possible, key=rank.__getitem__))
    weighed = sorted(
        (*(one for one in caps if one.bears), *own.why),
        key=lambda one: -rank[one.limit] if one.limit else -len(order),
    )
    return replace(
        own,
        possible=levels,
        level=levels[0] if own.level is not None else None,
        ceiling=levels[0],
        allowed=allowed or (limit,),
        findings=(*weighed, *(one for one in own.findings if not one.bears)),
        readings=tuple(dict.fromkeys((*own.readings, *_readings(head, caps)))),
    )


def _readings(head: Headship, caps: tuple[Finding, ...]) -> tuple[Reading, ...]:
    """The readings behind these limits."""
    rules = {one.rule for one in caps}
    used = {
        reading
        for rule in head.ruleset.program(Kind.LEADER).caps
        if rule.id in rules
        for reading in rule.readings
    }
    return tuple(one for one in head.sure.readings if one.id in used)


def _heading(ruleset: Ruleset) -> tuple[str, ...]:
    """The facts that say that somebody heads something."""
    return tuple(fact.id for fact in ruleset.facts_of(Kind.LEADER) if fact.id.startswith("heads_"))


def _caps(decision: Decision, outcome: Truth) -> tuple[Finding, ...]:
    """The limits by what he heads with that outcome, as far as the level is known."""
    return tuple(
        one
        for one in decision.findings
        if one.effect.kind is EffectKind.CAPS and one.effect.level and one.outcome is outcome
    )


def _without(caps: tuple[Finding, ...], others: tuple[Finding, ...]) -> tuple[Finding, ...]:
    held = {(one.rule, one.effect.level) for one in others}
    return tuple(one for one in caps if (one.rule, one.effect.level) not in held)
