"""Every table, its purpose, and nothing else.

Core tables only: no object of the database outlives its transaction.
Names of constraints follow one convention, so that a later migration can name what it changes.
Statements stay portable: what only SQLite understands lives in `database`, `backup` and `types`.
"""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from storage.types import Moment, WordSet

REVISIONS = ("0001",)
"""Revisions that this code knows, oldest first; the last is the one it works on."""

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)

# What these files are: one row. `origin` is live, copy (a backup's) or restored;
# `pairing` is also in the key folder, so that a database set back behind its keys is noticed.
store = Table(
    "store",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("origin", String(16), nullable=False),
    Column("pairing", String(64), nullable=False),
    Column("pairing_before", String(64), nullable=False),
    CheckConstraint("id = 1", name="one_row"),
)

# A chi bộ and the Telegram group that it has claimed. `upper` is its đảng ủy; none = chi bộ cơ sở.
branch = Table(
    "branch",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("upper", Text),
    Column("time_zone", Text, nullable=False),
    Column("locale", Text, nullable=False),
    Column("group_chat", BigInteger, unique=True),
    Column("group_title", Text),
)

# Everyone on a branch's roll. `number` is the person's stable key in it, `place` his line,
# `gone` the day on which he left; rows are never deleted, for reviews and ballots name them.
person = Table(
    "person",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("branch_id", ForeignKey("branch.id"), nullable=False),
    Column("number", Text, nullable=False),
    Column("place", Integer, nullable=False),
    Column("full_name", Text, nullable=False),
    Column("birth", Date),
    Column("birth_year", Integer),
    Column("joined", Date),
    Column("official", Date),
    Column("standing", String(16), nullable=False),
    Column("roles", WordSet, nullable=False),
    Column("gone", Date),
    UniqueConstraint("branch_id", "number"),
)

# The Telegram account of a person: one account, one person.
account = Table(
    "account",
    metadata,
    Column("telegram_id", BigInteger, primary_key=True, autoincrement=False),
    Column("person_id", ForeignKey("person.id"), nullable=False, unique=True),
    Column("locale", Text),
    Column("reachable", Boolean, nullable=False),
    Column("linked_at", Moment, nullable=False),
)

# Invitations: single-use, expiring; of the token only its digest is here.
invite = Table(
    "invite",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("digest", String(64), nullable=False, unique=True),
    Column("issued_by", ForeignKey("person.id")),
    Column("issued_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("used_at", Moment),
    Column("used_by", BigInteger),
    Column("revoked_at", Moment),
    Index(None, "person_id"),
)

# A branch's review of one year under one ruleset (an overlay names its base).
review = Table(
    "review",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("branch_id", ForeignKey("branch.id"), nullable=False),
    Column("year", Integer, nullable=False),
    Column("ruleset_id", Text, nullable=False),
    Column("base_id", Text),
    Column("stage", String(16), nullable=False),
    Column("opened_at", Moment, nullable=False),
    UniqueConstraint("branch_id", "year"),
)
# One review under way for each branch: what `find_account` joins is one row at most.
Index(
    "uq_review_under_way",
    review.c.branch_id,
    unique=True,
    sqlite_where=text("stage != 'closed'"),
    postgresql_where=text("stage != 'closed'"),
)

# What a roll's sheet tells of a person, in columns named by fact id: a review takes it over when
# it opens, and the next sheet replaces it. A value is JSON, as in `fact`.
roll_fact = Table(
    "roll_fact",
    metadata,
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("fact_id", Text, nullable=False),
    Column("value", Text, nullable=False),
    PrimaryKeyConstraint("person_id", "fact_id"),
)

# What was said of a person (or, with none, of the branch) in a review, by whom and when.
# Statements are added, not overwritten: which of them counts is decided in reading.
fact = Table(
    "fact",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("review_id", ForeignKey("review.id"), nullable=False),
    Column("person_id", ForeignKey("person.id")),
    Column("fact_id", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("source", String(16), nullable=False),
    Column("said_by", ForeignKey("person.id")),
    Column("said_at", Moment, nullable=False),
    Column("confirmed", Boolean, nullable=False),
    Index(None, "review_id", "person_id", "fact_id"),
)

# Whom the secretary recorded as heard («đã kiểm điểm»): the row is the record.
heard = Table(
    "heard",
    metadata,
    Column("review_id", ForeignKey("review.id"), nullable=False),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("said_by", ForeignKey("person.id")),
    Column("said_at", Moment, nullable=False),
    PrimaryKeyConstraint("review_id", "person_id"),
)

# A member's answers about himself: one narrow row, for each tap rewrites it.
assessment = Table(
    "assessment",
    metadata,
    Column("review_id", ForeignKey("review.id"), nullable=False),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("grades", JSON, nullable=False),
    Column("position", Integer, nullable=False),
    Column("own_level", Text),
    Column("answered_at", Moment),
    Column("submitted_at", Moment),
    PrimaryKeyConstraint("review_id", "person_id"),
)

# The long texts beside the answers, kept apart so that a tap does not rewrite them
# and so that they can be erased after the year while the levels stay.
assessment_note = Table(
    "assessment_note",
    metadata,
    Column("review_id", ForeignKey("review.id"), nullable=False),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("item", Text, nullable=False),
    Column("note", Text, nullable=False),
    PrimaryKeyConstraint("review_id", "person_id", "item"),
)

# A ballot as procedure: what is voted on, by which rules, with which outcome.
# `box` names its key files; ids are never used twice. `parent_id`: second rounds and re-votes.
# `codes` are the receipts of a counted ballot, sorted: their order says nothing.
ballot = Table(
    "ballot",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("branch_id", ForeignKey("branch.id"), nullable=False),
    Column("review_id", ForeignKey("review.id"), nullable=False),
    Column("parent_id", ForeignKey("ballot.id")),
    Column("kind", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("levels", JSON, nullable=False),
    Column("majority_base", Text, nullable=False),
    Column("quorum", Integer),
    Column("opened_at", Moment, nullable=False),
    Column("closes_at", Moment),
    Column("ended_at", Moment),
    Column("void_reason", Text),
    Column("box", String(32), nullable=False, unique=True),
    Column("public_key", LargeBinary(32), nullable=False),
    Column("card_chat", BigInteger),
    Column("card_message", BigInteger),
    Column("summoned", Integer, nullable=False),
    Column("excused", Integer, nullable=False),
    Column("issued", Integer, nullable=False),
    Column("returned", Integer),
    Column("codes", JSON),
    Index(None, "branch_id", "state"),
    Index(None, "review_id"),
    sqlite_autoincrement=True,
)

# What a ballot asks: its subjects in order, with the levels offered for each, best first.
ballot_subject = Table(
    "ballot_subject",
    metadata,
    Column("ballot_id", ForeignKey("ballot.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("person_id", ForeignKey("person.id")),
    Column("name", Text, nullable=False),
    Column("options", JSON, nullable=False),
    Column("blank", Integer),
    PrimaryKeyConstraint("ballot_id", "number"),
)

# The roll as frozen at opening: who has which slot; an excused member has none.
ballot_roll = Table(
    "ballot_roll",
    metadata,
    Column("ballot_id", ForeignKey("ballot.id"), nullable=False),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("slot", Integer),
    PrimaryKeyConstraint("ballot_id", "person_id"),
    UniqueConstraint("ballot_id", "slot"),
)

# The box: one sealed envelope of fixed size for each slot, filled in blank at opening
# and only ever overwritten in place. No time, no order, no row number of its own
# (that is what WITHOUT ROWID is for). Empty before opening and after the count.
envelope = Table(
    "envelope",
    metadata,
    Column("ballot_id", ForeignKey("ballot.id"), nullable=False),
    Column("slot", Integer, nullable=False),
    Column("returned", Boolean, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    PrimaryKeyConstraint("ballot_id", "slot"),
    sqlite_with_rowid=False,
)

# Totals of a counted ballot: votes for each subject and level. Nothing finer exists.
tally = Table(
    "tally",
    metadata,
    Column("ballot_id", ForeignKey("ballot.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("level", Text, nullable=False),
    Column("votes", Integer, nullable=False),
    PrimaryKeyConstraint("ballot_id", "number", "level"),
)

# Which question awaits a typed answer of an account: one at most.
awaited = Table(
    "awaited",
    metadata,
    Column("telegram_id", BigInteger, primary_key=True, autoincrement=False),
    Column("awaits", Text, nullable=False),
    Column("payload", Text, nullable=False),
)

# Which message in a chat is the live one of a task.
live = Table(
    "live",
    metadata,
    Column("chat_id", BigInteger, nullable=False),
    Column("task", Text, nullable=False),
    Column("message_id", BigInteger, nullable=False),
    PrimaryKeyConstraint("chat_id", "task"),
    Index(None, "chat_id", "message_id"),
)

# Every message that is not an answer to a tap. `perhaps_sent`: a process died, or Telegram
# timed out, after the message may have gone out. Never one row a voter: see `outbox`.
outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("payload", JSON, nullable=False),
    Column("person_id", ForeignKey("person.id")),
    Column("chat_id", BigInteger),
    Column("due", Moment, nullable=False),
    Column("expires", Moment),
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("claimed_at", Moment),
    Column("perhaps_sent", Boolean, nullable=False),
    Column("ended_at", Moment),
    Column("reason", Text),
    Index(None, "state", "due"),
)

# Who opened, closed, decided, imported, changed a fact. Casting is not in it.
audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("branch_id", ForeignKey("branch.id")),
    Column("person_id", ForeignKey("person.id")),
    Column("action", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("detail", JSON, nullable=False),
    Index(None, "branch_id", "at"),
)
