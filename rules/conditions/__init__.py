"""The closed vocabulary of conditions: what a guideline may turn on, and nothing else.

A condition is written in TOML as a table with exactly one leading key:

=================================================== ============================================
``{ fact = F, is = V }`` / ``is_not`` / ``one_of``    a yes/no, a choice or a level is (not) that
``{ fact = F, at_least = N }`` / ``above`` /          a number against a bound,
``at_most`` / ``below``                               or, given a level id, a level against it
``{ months_from = F, to = G, below = N }``            full months between two dates
``{ sum = [F, …], at_least = N }`` / ``mean``         numbers taken together (periods of a year)
``{ tally = T, rated_at_least = L, share_below = P }``  how many of a group reached a level:
``rated_at_most``; ``share_*`` percent, ``count_*``   members of a branch, bodies, sub-units;
and ``among_at_least = L``                            the share of those only who are at L or better
``{ grades = G, all_at_least = X }``                  every criterion of a group, of several
``grades = [G, H]``, ``"all"``; ``except = [G]``      groups, or of all but some
``{ grades = G, graded_at_most = X, share_above = P }`` the share (or ``count_*``) of criteria
``{ score = G, at_least = N }``                       points earned
``{ reading = R, is = O }``                           how the branch reads an unclear text
``{ all = [C, …] }``, ``{ any = [C, …] }``, ``{ not = C }``
=================================================== ============================================

The bounds of ``share_`` and ``count_`` are ``at_least``, ``above``, ``at_most``, ``below``.
Never an expression in a string.
"""

from rules.conditions.base import Bound, Case, Condition, Gap, Scored
from rules.conditions.facts import FactBound, FactIs, FactLevel, FactsTogether, MonthsBetween
from rules.conditions.grades import GradesAtLeast, GradeShare, Score
from rules.conditions.logic import AllOf, AnyOf, NotOf, ReadingIs, walk
from rules.conditions.parse import ConditionFault, parse_condition
from rules.conditions.results import TallyShare

__all__ = [
    "AllOf",
    "AnyOf",
    "Bound",
    "Case",
    "Condition",
    "ConditionFault",
    "FactBound",
    "FactIs",
    "FactLevel",
    "FactsTogether",
    "Gap",
    "GradeShare",
    "GradesAtLeast",
    "MonthsBetween",
    "NotOf",
    "ReadingIs",
    "Score",
    "Scored",
    "TallyShare",
    "parse_condition",
    "walk",
]
