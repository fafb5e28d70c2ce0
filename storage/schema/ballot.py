"""Ballots and the ballot box (`tests/storage/test_schema.py` lists its only columns)."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
)

from storage.schema.base import metadata
from storage.types import Moment

# A ballot as procedure: what is voted on, by which rules, with which outcome.
# `box` names its key files; ids are never used twice. `parent_id`: second rounds and re-votes.
# `codes` are the receipts of a counted ballot, sorted: their order says nothing.
# `round_id`: the guideline's round; `per_voter`: how many subjects each voter may pick (null: he
# gives each a level) for so many `places`; `shows`: what the group sees of the result;
# `paper`: some vote on paper, whom `issued` does not count before the end;
# `left_reason`: why a tie for the places was left to the higher committee.
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
    Column("round_id", Text),
    Column("per_voter", Integer),
    Column("places", Integer),
    Column("shows", String(16), nullable=False, server_default="figures"),
    Column("paper", Boolean, nullable=False, server_default=false()),
    Column("left_reason", Text),
    Index(None, "branch_id", "state"),
    Index(None, "review_id"),
    sqlite_autoincrement=True,
)

# What a ballot asks: its subjects in order, with the levels offered for each, best first.
# `kind` as the guideline tells subjects apart; only a member has a person.
ballot_subject = Table(
    "ballot_subject",
    metadata,
    Column("ballot_id", ForeignKey("ballot.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("person_id", ForeignKey("person.id")),
    Column("name", Text, nullable=False),
    Column("options", JSON, nullable=False),
    Column("blank", Integer),
    Column("kind", String(16), nullable=False, server_default="member"),
    PrimaryKeyConstraint("ballot_id", "number"),
)

# The roll as frozen at opening: who has which slot. Who votes on paper has none, so he cannot
# vote by phone as well; nor has an excused member.
ballot_roll = Table(
    "ballot_roll",
    metadata,
    Column("ballot_id", ForeignKey("ballot.id"), nullable=False),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("slot", Integer),
    Column("paper", Boolean, nullable=False, server_default=false()),
    PrimaryKeyConstraint("ballot_id", "person_id"),
    UniqueConstraint("ballot_id", "slot"),
)

# The tellers of a ballot, as named when it was prepared.
ballot_teller = Table(
    "ballot_teller",
    metadata,
    Column("ballot_id", ForeignKey("ballot.id"), nullable=False),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    PrimaryKeyConstraint("ballot_id", "person_id"),
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

# The paper ballots as a whole: who handed the numbers over (null: they are still being entered),
# and which other teller confirmed them.
paper_count = Table(
    "paper_count",
    metadata,
    Column("ballot_id", ForeignKey("ballot.id"), primary_key=True),
    Column("issued", Integer, nullable=False),
    Column("returned", Integer, nullable=False),
    Column("invalid", Integer, nullable=False),
    Column("entered_by", ForeignKey("person.id")),
    Column("confirmed_by", ForeignKey("person.id")),
)

# What the tellers counted on paper, for each subject and level; the level '' is blank.
paper_tally = Table(
    "paper_tally",
    metadata,
    Column("ballot_id", ForeignKey("ballot.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("level", Text, nullable=False),
    Column("votes", Integer, nullable=False),
    PrimaryKeyConstraint("ballot_id", "number", "level"),
)

# The ballot that the secretary is preparing, one a branch: a draft of the procedure, never of a
# vote. `lists` holds person ids by purpose (left out, excused, on paper, tellers) and `terms` the
# rest of what was chosen.
ballot_plan = Table(
    "ballot_plan",
    metadata,
    Column("branch_id", ForeignKey("branch.id"), primary_key=True),
    Column("review_id", ForeignKey("review.id"), nullable=False),
    Column("round", Text, nullable=False),
    Column("lists", JSON, nullable=False),
    Column("terms", JSON, nullable=False),
)
