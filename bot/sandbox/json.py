"""JSON as Telegram speaks it: the types, and the one place that turns values into bytes."""

import json
from collections.abc import Mapping, Sequence
from typing import TypeAlias

Json: TypeAlias = "Mapping[str, Json] | Sequence[Json] | str | int | float | bool | None"
"""Any JSON value. ``Mapping`` and ``Sequence`` keep it covariant and read-only."""

JsonObject: TypeAlias = Mapping[str, Json]
"""A JSON object."""


def to_bytes(value: Json) -> bytes:
    """The value as UTF-8 JSON, as it goes over the wire."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def plain(value: object) -> Json:
    """The value as it arrives on the other side of the wire: tuples are lists, keys are text.

    Raises `TypeError` for what JSON cannot carry.
    """
    result: Json = json.loads(json.dumps(value))
    return result
