"""The arithmetic of a count: identities, majority, a further round.  It knows no names of levels.

A level is reached with *more than half* of the base.  The texts do not say of whom
(the rulebook's reading 9): by default of the official members summoned, less those excused;
a branch may take those present, the valid ballots, or all ballots.
No majority means that the subject is voted again: the program never decides it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from rules.errors import TallyError


class MajorityBase(StrEnum):
    """Of whom more than half are needed."""

    SUMMONED_LESS_EXCUSED = "summoned_less_excused"
    PRESENT = "present"
    VALID_BALLOTS = "valid_ballots"
    BALLOTS = "ballots"


@dataclass(frozen=True, slots=True)
class Attendance:
    """The figures of one ballot as a whole, in persons and ballots.

    ``summoned``: official members on the frozen roll; ``excused``: absent with leave;
    ``present``: taking part (None: not taken down); ``issued`` and ``returned``: ballots;
    ``invalid``: ballots returned (on paper) that count for no subject, not even as blank.
    """

    summoned: int
    excused: int
    issued: int
    returned: int
    present: int | None = None
    invalid: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a count of one subject comes to.

    ``level``: the one with a majority, None when there is none; ``needed``: votes for a majority;
    ``best_votes``: the most that any level got; ``leading``: the levels that got so many;
    ``valid``: ballots that marked this subject; ``base``: of how many the majority is.
    """

    level: str | None
    needed: int
    best_votes: int
    leading: tuple[str, ...]
    valid: int
    base: int


def check_attendance(attendance: Attendance) -> None:
    """Raises TallyError unless returned ≤ issued ≤ summoned − excused, and so on."""
    figures = {
        "summoned": attendance.summoned,
        "excused": attendance.excused,
        "issued": attendance.issued,
        "returned": attendance.returned,
        "invalid": attendance.invalid,
    }
    if attendance.present is not None:
        figures["present"] = attendance.present
    for name, figure in figures.items():
        if figure < 0:
            raise TallyError("{name} cannot be {figure}", name=name, figure=figure)
    expected = attendance.summoned - attendance.excused
    if expected < 0:
        raise TallyError(
            "{excused} excused of {summoned} summoned",
            excused=attendance.excused,
            summoned=attendance.summoned,
        )
    if attendance.issued > expected:
        raise TallyError(
            "{issued} ballots issued to {expected} expected voters",
            issued=attendance.issued,
            expected=expected,
        )
    if attendance.returned > attendance.issued:
        raise TallyError(
            "{returned} ballots returned of {issued} issued",
            returned=attendance.returned,
            issued=attendance.issued,
        )
    if attendance.invalid > attendance.returned:
        raise TallyError(
            "{invalid} invalid of {returned} ballots returned",
            invalid=attendance.invalid,
            returned=attendance.returned,
        )
    if attendance.present is not None and not attendance.returned <= attendance.present <= expected:
        raise TallyError(
            "{present} present, with {returned} ballots returned and {expected} expected",
            present=attendance.present,
            returned=attendance.returned,
            expected=expected,
        )


def check_counts(counts: Mapping[str, int], blank: int, valid: int) -> None:
    """Raises TallyError unless the votes of one subject and its blanks make up the ballots.

    ``valid``: the ballots returned, less those that are invalid as a whole.
    """
    for name, votes in (*counts.items(), ("blank", blank)):
        if votes < 0:
            raise TallyError("{name} cannot have {votes} votes", name=name, votes=votes)
    total = sum(counts.values()) + blank
    if total != valid:
        raise TallyError(
            "votes and blanks make {total}, but {valid} ballots were returned",
            total=total,
            valid=valid,
        )


def base_of(attendance: Attendance, valid: int, base: MajorityBase) -> int:
    """Of how many the majority is; raises TallyError where those present were not taken down."""
    if base is MajorityBase.SUMMONED_LESS_EXCUSED:
        return attendance.summoned - attendance.excused
    if base is MajorityBase.PRESENT:
        if attendance.present is None:
            raise TallyError("those present were not taken down")
        return attendance.present
    return valid if base is MajorityBase.VALID_BALLOTS else attendance.returned


def majority(
    counts: Mapping[str, int],
    blank: int,
    attendance: Attendance,
    base: MajorityBase = MajorityBase.SUMMONED_LESS_EXCUSED,
) -> Outcome:
    """What one subject's votes come to; raises TallyError for figures that do not add up.

    Of an empty base (nobody voted validly) there is no majority.
    """
    check_attendance(attendance)
    check_counts(counts, blank, attendance.returned - attendance.invalid)
    valid = sum(counts.values())
    of_how_many = base_of(attendance, valid, base)
    needed = of_how_many // 2 + 1
    best = max(counts.values(), default=0)
    leading = tuple(level for level, votes in counts.items() if votes == best and votes)
    return Outcome(
        level=leading[0] if best >= needed else None,
        needed=needed,
        best_votes=best,
        leading=leading,
        valid=valid,
        base=of_how_many,
    )


def again(outcomes: Mapping[str, Outcome]) -> tuple[str, ...]:
    """The subjects without a majority, for a further round."""
    return tuple(subject for subject, outcome in outcomes.items() if outcome.level is None)


def approved(
    votes: Mapping[str, int],
    attendance: Attendance,
    base: MajorityBase = MajorityBase.SUMMONED_LESS_EXCUSED,
) -> dict[str, int]:
    """Those who got more than half in a round that picks (the XS round), with their votes.

    Ballots there mark any number of names; ``rules.quota.pick`` then fills the places.
    Raises TallyError for more votes than ballots.
    """
    check_attendance(attendance)
    for subject, count in votes.items():
        if not 0 <= count <= attendance.returned:
            raise TallyError(
                "{subject} cannot have {count} of {returned} ballots",
                subject=subject,
                count=count,
                returned=attendance.returned,
            )
    needed = base_of(attendance, attendance.returned - attendance.invalid, base) // 2 + 1
    return {subject: count for subject, count in votes.items() if count >= needed}
