"""The promise on the ballot's secrecy stands in the README as in the bot, with its limits."""

from pathlib import Path

import pytest

README = " ".join((Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8").split())


@pytest.mark.parametrize(
    "sentence",
    [
        (
            "Members and the secretary cannot see how anyone voted; after the count, neither can "
            "the database nor its backups."
        ),
        (
            "Whoever runs the server (or holds a copy of the whole server from that time), and "
            "Telegram, technically could while voting is open."
        ),
        "A unanimous result reveals itself.",
    ],
)
def test_the_promise_in_these_words(sentence: str) -> None:
    """No more and no less is promised to whoever installs the program."""
    assert sentence in README


@pytest.mark.parametrize(
    "limit",
    [
        "a whole machine (data and keys together) set back to an earlier day",
        "a voter's own older envelope put back by somebody who can write the database",
        "Whoever holds an unused invitation link can join, and vote, in that member's place",
        "A teller who remembers the paper figures can subtract them",
    ],
)
def test_what_no_program_can_detect_or_prevent_is_listed(limit: str) -> None:
    """The limits that remain stand beside the promise."""
    assert limit in README.split("## What stays secret")[1].split("## Operator")[0]
