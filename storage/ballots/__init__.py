"""A ballot as procedure: who votes on what, from opening to totals.

    open ──begin_closing──▶ closing ──count──▶ closed
      └────────void───────────┴──▶ void         (held again, never half-counted)

The roll is frozen at opening; until closing an excused latecomer can be admitted (audited).
A closing time, if there is one, stops casting by itself; counting needs a person.
A voter who was told "recorded" is counted, one too late is told so:
casting is one conditional statement, true only while the ballot is open and in time.
What lies inside an envelope is the business of `storage.envelopes`; where keys lie, of
`storage.keys`. Everything that touches the box takes that key folder (`db.keys`).

A process proves its keys once, at start-up, with `recover`; without it the box stays shut.
"""

from storage.ballots.admitting import admit, set_closing_time
from storage.ballots.casting import cast
from storage.ballots.closing import (
    begin_closing,
    close_ballot,
    count,
    resume_closing,
    void,
)
from storage.ballots.model import (
    TIME_UP,
    Ballot,
    BallotDraft,
    BallotState,
    BallotSubject,
    Card,
    Figures,
    Receipt,
    SubjectCount,
    Turnout,
    VoidReason,
)
from storage.ballots.opening import open_ballot, set_card
from storage.ballots.reading import (
    ballot,
    ballots,
    excused,
    open_ballots,
    turnout,
    unreturned,
    voter_slot,
    voters,
)
from storage.ballots.recovering import Recovery, recover, sweep_keys

__all__ = [
    "TIME_UP",
    "Ballot",
    "BallotDraft",
    "BallotState",
    "BallotSubject",
    "Card",
    "Figures",
    "Receipt",
    "Recovery",
    "SubjectCount",
    "Turnout",
    "VoidReason",
    "admit",
    "ballot",
    "ballots",
    "begin_closing",
    "cast",
    "close_ballot",
    "count",
    "excused",
    "open_ballot",
    "open_ballots",
    "recover",
    "resume_closing",
    "set_card",
    "set_closing_time",
    "sweep_keys",
    "turnout",
    "unreturned",
    "void",
    "voter_slot",
    "voters",
]
