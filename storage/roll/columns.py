"""The columns of the roll in the order in which `model` reads them."""

from storage import schema
from storage.statements import columns

BRANCH = columns(
    schema.branch, "id", "name", "upper", "time_zone", "locale", "group_chat", "group_title"
)
PERSON = columns(
    schema.person,
    "id",
    "branch_id",
    "number",
    "full_name",
    "birth",
    "birth_year",
    "joined",
    "official",
    "standing",
    "roles",
    "gone",
)
