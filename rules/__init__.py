"""The guidelines as cited data, and what follows from them.

Pure and synchronous: nothing here does I/O but reading the guidelines' own files.

    library = load_library()
    ruleset = library.get("can-tho-2018")
    decision = decide(ruleset, Kind.MEMBER, facts, grades, use=Use.ALL)

A guideline is a folder of TOML (``rules/guidelines/<id>/``); ``rules.load`` reads and checks it,
``rules.conditions`` is the closed vocabulary it may turn on, ``rules.rule`` the kinds of rule.
"""

from rules.applicable import (
    ApplicableCriterion,
    criteria_for,
    parts_for,
    rounds_for,
    self_review_form,
)
from rules.awards import AwardFinding, AwardShare, Year, due, share_of
from rules.count import Attendance, MajorityBase, Outcome, again, approved, majority
from rules.decide import Use, contradictions, decide
from rules.dump import dump
from rules.errors import (
    ContradictoryFacts,
    FactError,
    FactFault,
    Fault,
    GradeError,
    KindNotCovered,
    QuotaError,
    RulesError,
    RulesetError,
    TallyError,
    UnknownFact,
    UnknownRuleset,
)
from rules.facts import (
    check_fact,
    check_facts,
    fact_from_json,
    fact_to_json,
    from_jsonable,
    jsonable,
    known_facts,
    parse_fact,
)
from rules.finding import Conflict, Decision, Effect, EffectKind, Finding, Observed, Status
from rules.forms import Asks, Form, FormPart
from rules.load import Library, load_folder, load_library
from rules.model import (
    AskedOf,
    Choice,
    Clause,
    Criterion,
    FactDef,
    FactType,
    Grade,
    Group,
    Kind,
    Level,
    Reading,
    Successor,
    Years,
    limits,
)
from rules.procedure import Procedure
from rules.quota import Allotment, Binding, Candidate, Plan, Scope, Share, allot, pick, weigh_plan
from rules.ruleset import Ruleset
from rules.truth import Truth
from rules.values import FactValue

__all__ = [
    "Allotment",
    "ApplicableCriterion",
    "AskedOf",
    "Asks",
    "Attendance",
    "AwardFinding",
    "AwardShare",
    "Binding",
    "Candidate",
    "Choice",
    "Clause",
    "Conflict",
    "ContradictoryFacts",
    "Criterion",
    "Decision",
    "Effect",
    "EffectKind",
    "FactDef",
    "FactError",
    "FactFault",
    "FactType",
    "FactValue",
    "Fault",
    "Finding",
    "Form",
    "FormPart",
    "Grade",
    "GradeError",
    "Group",
    "Kind",
    "KindNotCovered",
    "Level",
    "Library",
    "MajorityBase",
    "Observed",
    "Outcome",
    "Plan",
    "Procedure",
    "QuotaError",
    "Reading",
    "RulesError",
    "Ruleset",
    "RulesetError",
    "Scope",
    "Share",
    "Status",
    "Successor",
    "TallyError",
    "Truth",
    "UnknownFact",
    "UnknownRuleset",
    "Use",
    "Year",
    "Years",
    "again",
    "allot",
    "approved",
    "check_fact",
    "check_facts",
    "contradictions",
    "criteria_for",
    "decide",
    "due",
    "dump",
    "fact_from_json",
    "fact_to_json",
    "from_jsonable",
    "jsonable",
    "known_facts",
    "limits",
    "load_folder",
    "load_library",
    "majority",
    "parse_fact",
    "parts_for",
    "pick",
    "rounds_for",
    "self_review_form",
    "share_of",
    "weigh_plan",
]
