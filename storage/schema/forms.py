"""The forms that a branch uses in place of the program's."""

from sqlalchemy import Column, ForeignKey, LargeBinary, PrimaryKeyConstraint, String, Table, Text

from storage.schema.base import metadata
from storage.types import Moment

# An office's own form. `ruleset_id` is the guideline whose form it is, empty for the papers that
# every guideline has (minutes, the protocol …); `content` is the file as it was sent.
own_form = Table(
    "own_form",
    metadata,
    Column("branch_id", ForeignKey("branch.id"), nullable=False),
    Column("ruleset_id", String(64), nullable=False),
    Column("form", String(64), nullable=False),
    Column("name", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("uploaded_by", ForeignKey("person.id")),
    Column("uploaded_at", Moment, nullable=False),
    PrimaryKeyConstraint("branch_id", "ruleset_id", "form"),
)
