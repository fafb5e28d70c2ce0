"""A ballot as procedure: who votes on what, from opening to totals.

    open ──begin_closing──▶ closing ──count──▶ closed
      └────────void───────────┴──▶ void         (held again, never half-counted)

The roll is frozen at opening; until closing an excused latecomer can be admitted (audited).
Whoever votes on paper has no envelope; a ballot with paper is counted once two tellers agree on
the paper figures (`storage.ballots.paper`), and only then are the envelopes opened.
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
from storage.ballots.few import COUNTED_AT_LEAST, SIDE_AT_LEAST
from storage.ballots.model import (
    TIME_UP,
    Ballot,
    BallotDraft,
    BallotState,
    BallotSubject,
    Card,
    Figures,
    PaperFigures,
    Receipt,
    Shows,
    SubjectCount,
    Turnout,
    VoidReason,
)
from storage.ballots.opening import open_ballot, set_card
from storage.ballots.paper import (
    Mismatch,
    PaperCount,
    PaperFault,
    PaperLine,
    add_teller,
    confirm,
    faults,
    hand_over,
    paper_count,
    put_line,
    put_totals,
    send_back,
)
from storage.ballots.plans import BallotPlan, keep_plan, plan
from storage.ballots.reading import (
    ballot,
    ballots,
    excused,
    open_ballots,
    paper_voters,
    tellers,
    turnout,
    unreturned,
    voter_slot,
    voters,
)
from storage.ballots.recovering import Recovery, recover, sweep_keys
from storage.ballots.rounds import leave_upward
from storage.ballots.underway import takes_votes, votes_now

__all__ = [
    "COUNTED_AT_LEAST",
    "SIDE_AT_LEAST",
    "TIME_UP",
    "Ballot",
    "BallotDraft",
    "BallotPlan",
    "BallotState",
    "BallotSubject",
    "Card",
    "Figures",
    "Mismatch",
    "PaperCount",
    "PaperFault",
    "PaperFigures",
    "PaperLine",
    "Receipt",
    "Recovery",
    "Shows",
    "SubjectCount",
    "Turnout",
    "VoidReason",
    "add_teller",
    "admit",
    "ballot",
    "ballots",
    "begin_closing",
    "cast",
    "close_ballot",
    "confirm",
    "count",
    "excused",
    "faults",
    "hand_over",
    "keep_plan",
    "leave_upward",
    "open_ballot",
    "open_ballots",
    "paper_count",
    "paper_voters",
    "plan",
    "put_line",
    "put_totals",
    "recover",
    "resume_closing",
    "send_back",
    "set_card",
    "set_closing_time",
    "sweep_keys",
    "takes_votes",
    "tellers",
    "turnout",
    "unreturned",
    "void",
    "voter_slot",
    "voters",
    "votes_now",
]
