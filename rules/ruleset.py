"""A guideline ready for use: everything it lays down, checked, with the indexes ``decide`` needs.

Two rulesets are equal when their data are; the indexes are worked out and do not count.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from rules.aspects import Aspect, aspect_of
from rules.award_rules import Award
from rules.conditions import Condition, walk
from rules.domains import Domains, domains_of
from rules.errors import KindNotCovered
from rules.forms import Form, FormPart, parts_of
from rules.model import (
    About,
    Clause,
    Criterion,
    FactDef,
    Grade,
    Group,
    Kind,
    Level,
    Period,
    Reading,
    Successor,
    Tally,
    Years,
)
from rules.procedure import (
    BallotRound,
    Content,
    Deadline,
    Duration,
    Order,
    Paper,
    Place,
    Procedure,
    Provision,
    Step,
    Stretch,
)
from rules.quota_rules import Quota
from rules.reach import Reach, reach_of
from rules.rule import (
    Base,
    Cap,
    Confirm,
    Exclude,
    Force,
    Impossible,
    Notice,
    Otherwise,
    Reopen,
    Require,
    Rule,
)


@dataclass(frozen=True, slots=True)
class Program:
    """The rules for one kind of subject, in the order in which they are weighed."""

    kind: Kind
    excludes: tuple[Exclude, ...]
    forces: tuple[Force, ...]
    requires: tuple[tuple[Require, ...], ...]  # by level, best first
    otherwise: Otherwise | None
    base: Base | None
    caps: tuple[Cap, ...]
    confirms: tuple[Confirm, ...]
    notices: tuple[Notice, ...]
    reopens: tuple[Reopen, ...]
    impossible: tuple[Impossible, ...]
    criteria: tuple[Criterion, ...]

    @property
    def rules(self) -> Iterator[Rule]:
        """Every rule, stage after stage."""
        yield from self.excludes
        yield from self.forces
        for level in self.requires:
            yield from level
        if self.otherwise:
            yield self.otherwise
        if self.base:
            yield self.base
        yield from self.caps
        yield from self.confirms
        yield from self.notices
        yield from self.reopens

    @property
    def conditions(self) -> Iterator[Condition]:
        """Every condition of its rules and criteria, and every part of one."""
        for rule in (*self.rules, *self.impossible):
            for name in ("when", "that", "unless"):
                yield from walk(getattr(rule, name, None))
        for criterion in self.criteria:
            yield from walk(criterion.applies)


@dataclass(frozen=True, slots=True)
class Sections:
    """What a guideline's files hold, section by section, each record under its id."""

    about: About
    successors: tuple[Successor, ...] = ()
    levels: tuple[Level, ...] = ()
    grades: tuple[Grade, ...] = ()
    clauses: tuple[Clause, ...] = ()
    readings: tuple[Reading, ...] = ()
    facts: tuple[FactDef, ...] = ()
    tallies: tuple[Tally, ...] = ()
    groups: tuple[Group, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    periods: tuple[Period, ...] = ()
    exclude: tuple[Exclude, ...] = ()
    force: tuple[Force, ...] = ()
    require: tuple[Require, ...] = ()
    otherwise: tuple[Otherwise, ...] = ()
    base: tuple[Base, ...] = ()
    cap: tuple[Cap, ...] = ()
    confirm: tuple[Confirm, ...] = ()
    notice: tuple[Notice, ...] = ()
    reopen: tuple[Reopen, ...] = ()
    impossible: tuple[Impossible, ...] = ()
    quotas: tuple[Quota, ...] = ()
    steps: tuple[Step, ...] = ()
    ballots: tuple[BallotRound, ...] = ()
    forms: tuple[Form, ...] = ()
    parts: tuple[FormPart, ...] = ()
    places: tuple[Place, ...] = ()
    contents: tuple[Content, ...] = ()
    orders: tuple[Order, ...] = ()
    durations: tuple[Duration, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    schedule: tuple[Stretch, ...] = ()
    papers: tuple[Paper, ...] = ()
    provisions: tuple[Provision, ...] = ()
    awards: tuple[Award, ...] = ()


@dataclass(frozen=True, slots=True)
class Ruleset:
    """One guideline, alone or laid over a base.

    ``base_id``: the guideline whose rules hold where this one is silent (empty: none);
    ``base_assumed``: nobody named it, it is this one's default.
    """

    sections: Sections
    base_id: str = ""
    base_assumed: bool = False
    facts: Mapping[str, FactDef] = field(init=False, compare=False, repr=False)
    clauses: Mapping[str, Clause] = field(init=False, compare=False, repr=False)
    readings: Mapping[str, Reading] = field(init=False, compare=False, repr=False)
    level_rank: Mapping[str, int] = field(init=False, compare=False, repr=False)
    grade_rank: Mapping[str, int] = field(init=False, compare=False, repr=False)
    tallies: Mapping[str, Mapping[str, str]] = field(init=False, compare=False, repr=False)
    default_options: Mapping[str, str] = field(init=False, compare=False, repr=False)
    programs: Mapping[Kind, Program] = field(init=False, compare=False, repr=False)
    domains: Mapping[Kind, Domains] = field(init=False, compare=False, repr=False)
    aspects: Mapping[str, Aspect] = field(init=False, compare=False, repr=False)
    reach: Mapping[Kind, Reach] = field(init=False, compare=False, repr=False)

    def __hash__(self) -> int:
        return hash((self.id, self.base_id))

    def __post_init__(self) -> None:
        held = self.sections
        worked_out: dict[str, object] = {
            "facts": {fact.id: fact for fact in held.facts},
            "clauses": {clause.id: clause for clause in held.clauses},
            "readings": {reading.id: reading for reading in held.readings},
            "level_rank": {level.id: rank for rank, level in enumerate(held.levels)},
            "grade_rank": {grade.id: rank for rank, grade in enumerate(held.grades)},
            "tallies": {
                tally.id: {count.id: count.name for count in tally.counts} for tally in held.tallies
            },
            "default_options": {
                reading.id: reading.options[0].id for reading in held.readings if reading.options
            },
            "programs": {kind: _program(held, kind) for kind in Kind},
        }
        for name, value in worked_out.items():
            object.__setattr__(self, name, value)
        domains = {
            kind: domains_of(program.conditions, self.facts_of(kind), self.tallies)
            for kind, program in self.programs.items()
        }
        object.__setattr__(self, "domains", domains)
        aspects = {
            rule.id: aspect_of(rule, self.facts, self.tallies)
            for program in self.programs.values()
            for rule in program.rules
        }
        object.__setattr__(self, "aspects", aspects)
        reach = {
            kind: reach_of(
                {rule.id: aspects[rule.id] for rule in program.rules},
                program.criteria,
                self.tallies,
                grade_by_grade=domains[kind].grade_by_grade,
            )
            for kind, program in self.programs.items()
        }
        object.__setattr__(self, "reach", reach)

    @property
    def id(self) -> str:
        return self.sections.about.id

    @property
    def title(self) -> str:
        return self.sections.about.title

    @property
    def short_title(self) -> str:
        return self.sections.about.short_title

    @property
    def issuer(self) -> str:
        return self.sections.about.issuer

    @property
    def number(self) -> str:
        return self.sections.about.number

    @property
    def issued(self) -> date | None:
        return self.sections.about.issued

    @property
    def years(self) -> Years:
        return Years(self.sections.about.first_year, self.sections.about.last_year)

    @property
    def successors(self) -> tuple[Successor, ...]:
        return self.sections.successors

    @property
    def levels(self) -> tuple[Level, ...]:
        """From best to worst."""
        return self.sections.levels

    @property
    def grades(self) -> tuple[Grade, ...]:
        """From best to worst."""
        return self.sections.grades

    @property
    def quotas(self) -> tuple[Quota, ...]:
        return self.sections.quotas

    @property
    def awards(self) -> tuple[Award, ...]:
        return self.sections.awards

    @property
    def periods(self) -> tuple[Period, ...]:
        return self.sections.periods

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The kinds of subject it has rules for."""
        return tuple(kind for kind in Kind if self.covers(kind))

    def covers(self, kind: Kind) -> bool:
        """Whether it has any rule for that kind of subject."""
        program = self.programs[kind]
        return any(True for _ in program.rules) or bool(program.criteria)

    def program(self, kind: Kind) -> Program:
        """Its rules for that kind; raises KindNotCovered."""
        if not self.covers(kind):
            raise KindNotCovered(self.id, kind)
        return self.programs[kind]

    def criteria(self, kind: Kind) -> tuple[Criterion, ...]:
        """Every criterion of that kind of subject in printed order, whoever it applies to."""
        return self.programs[kind].criteria

    def criterion(self, kind: Kind, criterion_id: str) -> Criterion:
        """One criterion; raises KeyError."""
        for criterion in self.programs[kind].criteria:
            if criterion.id == criterion_id:
                return criterion
        raise KeyError(criterion_id)

    def groups(self, kind: Kind) -> tuple[Group, ...]:
        """The headings under which that kind's criteria stand."""
        return tuple(group for group in self.sections.groups if kind in group.kinds)

    def facts_of(self, kind: Kind) -> tuple[FactDef, ...]:
        """The facts asked about that kind of subject."""
        return tuple(fact for fact in self.sections.facts if kind in fact.kinds)

    def clause(self, clause_id: str) -> Clause:
        """The clause a rule cites; raises KeyError."""
        return self.clauses[clause_id]

    def level(self, level_id: str) -> Level:
        """The level of that id; raises KeyError."""
        return self.levels[self.level_rank[level_id]]

    def grade(self, grade_id: str) -> Grade:
        """The grade of that id; raises KeyError."""
        return self.grades[self.grade_rank[grade_id]]

    def levels_at_most(self, level_id: str) -> tuple[str, ...]:
        """That level and every worse one, best first."""
        return tuple(level.id for level in self.levels[self.level_rank[level_id] :])

    def quota(self, kind: Kind) -> Quota | None:
        """The quota on that kind of subject, if the guideline sets one."""
        return next((quota for quota in self.quotas if kind in quota.kinds), None)

    def form(self, form_id: str) -> Form:
        """The form of that id; raises KeyError."""
        for form in self.sections.forms:
            if form.id == form_id:
                return form
        raise KeyError(form_id)

    def form_parts(self, form_id: str) -> tuple[FormPart, ...]:
        """What stands on the form, in printed order; raises KeyError.

        Empty where the text in hand tells nothing of it.
        """
        return tuple(parts_of(self.form(form_id), self.sections.parts, self.sections.groups))

    def procedure(self, kind: Kind) -> Procedure:
        """How that kind of subject is reviewed and rated."""
        held = self.sections
        return Procedure(
            steps=tuple(x for x in held.steps if kind in x.kinds),
            ballots=tuple(x for x in held.ballots if kind in x.kinds),
            forms=tuple(x for x in held.forms if not x.kinds or kind in x.kinds),
            places=tuple(x for x in held.places if kind in x.kinds),
            contents=tuple(x for x in held.contents if kind in x.kinds),
            orders=held.orders,
            durations=held.durations,
            deadlines=held.deadlines,
            schedule=held.schedule,
            papers=held.papers,
            provisions=tuple(x for x in held.provisions if not x.kinds or kind in x.kinds),
        )


def _program(held: Sections, kind: Kind) -> Program:
    of_kind = [rule for rule in held.require if kind in rule.kinds]
    return Program(
        kind=kind,
        excludes=tuple(rule for rule in held.exclude if kind in rule.kinds),
        forces=tuple(rule for rule in held.force if kind in rule.kinds),
        requires=tuple(
            tuple(rule for rule in of_kind if rule.level == level.id) for level in held.levels
        ),
        otherwise=next((rule for rule in held.otherwise if kind in rule.kinds), None),
        base=next((rule for rule in held.base if kind in rule.kinds), None),
        caps=tuple(rule for rule in held.cap if kind in rule.kinds),
        confirms=tuple(rule for rule in held.confirm if kind in rule.kinds),
        notices=tuple(rule for rule in held.notice if kind in rule.kinds),
        reopens=tuple(rule for rule in held.reopen if kind in rule.kinds),
        impossible=tuple(rule for rule in held.impossible if kind in rule.kinds),
        criteria=tuple(item for item in held.criteria if kind in item.kinds),
    )
