"""What other programs wrote as JSON, taken apart; anything else is one clear sentence."""

from typing import Final, NamedTuple

from rules.errors import N_, RulesError, shown


class Record(NamedTuple):
    """A JSON object of known keys, and what is said of anything else in its place."""

    keys: frozenset[str]
    not_a_table: str
    not_known: str


KEY_HOLDS: Final = N_("{key} must be a JSON object, not {value}")
KEY_COUNTS: Final = N_("{key} is a whole number, not {value}")


def is_id(value: object) -> bool:
    """Whether the value can name something: a text or a whole number."""
    return isinstance(value, str | int) and not isinstance(value, bool)


def record_of(value: object, record: Record) -> dict[str, object]:
    """The JSON object, with no key that the record has not; raises RulesError."""
    table = table_of(value, record.not_a_table)
    unknown = sorted(set(table) - record.keys)
    if unknown:
        raise RulesError(
            record.not_known, unknown=", ".join(unknown), known=", ".join(sorted(record.keys))
        )
    return table


def table_of(value: object, says: str, /, **fields: str) -> dict[str, object]:
    """The JSON object; raises RulesError, which says so of the ``{value}``."""
    if not isinstance(value, dict):
        raise RulesError(says, value=shown(value), **fields)
    return {str(key): item for key, item in value.items()}


def count_of(value: object, says: str, /, **fields: str) -> int:
    """The whole number; raises RulesError, which says so of the ``{value}``."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise RulesError(says, value=shown(value), **fields)
    return value
