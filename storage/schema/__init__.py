"""Every table, its purpose, and nothing else: one module a subject.

Core tables only: no object of the database outlives its transaction.
Statements stay portable: what only SQLite understands lives in `database`, `backup` and `types`.
"""

from storage.schema.ballot import ballot, ballot_roll, ballot_subject, envelope, tally
from storage.schema.base import REVISIONS, metadata
from storage.schema.review import assessment, assessment_note, fact, heard, review
from storage.schema.roll import account, branch, invite, person, roll_fact, store
from storage.schema.talk import audit, awaited, live, outbox

__all__ = [
    "REVISIONS",
    "account",
    "assessment",
    "assessment_note",
    "audit",
    "awaited",
    "ballot",
    "ballot_roll",
    "ballot_subject",
    "branch",
    "envelope",
    "fact",
    "heard",
    "invite",
    "live",
    "metadata",
    "outbox",
    "person",
    "review",
    "roll_fact",
    "store",
    "tally",
]
