"""Every table, its purpose, and nothing else: one module a subject.

Core tables only: no object of the database outlives its transaction.
Statements stay portable: what only SQLite understands lives in `database`, `backup` and `types`.
"""

from storage.schema.ballot import (
    ballot,
    ballot_plan,
    ballot_roll,
    ballot_subject,
    ballot_teller,
    envelope,
    paper_count,
    paper_tally,
    tally,
)
from storage.schema.base import REVISIONS, metadata
from storage.schema.forms import own_form
from storage.schema.meeting import meeting, meeting_answer, meeting_draft, roll_call
from storage.schema.reminder import reminder_choice, reminder_plan
from storage.schema.review import (
    appraisal,
    assessment,
    assessment_note,
    body_appraisal,
    body_note,
    fact,
    heard,
    remark,
    review,
    revision,
    suggestion,
)
from storage.schema.roll import (
    account,
    branch,
    handover,
    invite,
    person,
    roll_draft,
    roll_fact,
    roll_undo,
    store,
)
from storage.schema.talk import audit, awaited, live, outbox

__all__ = [
    "REVISIONS",
    "account",
    "appraisal",
    "assessment",
    "assessment_note",
    "audit",
    "awaited",
    "ballot",
    "ballot_plan",
    "ballot_roll",
    "ballot_subject",
    "ballot_teller",
    "body_appraisal",
    "body_note",
    "branch",
    "envelope",
    "fact",
    "handover",
    "heard",
    "invite",
    "live",
    "meeting",
    "meeting_answer",
    "meeting_draft",
    "metadata",
    "outbox",
    "own_form",
    "paper_count",
    "paper_tally",
    "person",
    "remark",
    "reminder_choice",
    "reminder_plan",
    "review",
    "revision",
    "roll_call",
    "roll_draft",
    "roll_fact",
    "roll_undo",
    "store",
    "suggestion",
    "tally",
]
