"""``tusoi outbox``: what is due, sent, failed, dropped, and why; the bot may go on running.

It tells nobody who has or has not voted: of a ballot's rows no recipient is shown.
"""

import asyncio
import json
import os
from dataclasses import asdict
from datetime import datetime

import click

from bot.settings import Settings
from conversations.words import N_, Words
from storage import outbox as store
from storage import roll
from storage.database import Database
from storage.outbox import Listed, State

STATES = {
    State.WAITING: N_("waiting"),
    State.CLAIMED: N_("under way"),
    State.SENT: N_("sent"),
    State.FAILED: N_("failed"),
    State.DROPPED: N_("dropped"),
    State.CANCELLED: N_("cancelled"),
}


@click.command(
    help=N_(
        "Show the outbox: due, sent, failed, and why.\n\n"
        "The latest due first. The bot may go on running; nothing is changed. Of a ballot's "
        "messages no recipient is shown."
    )
)
@click.option("--branch", help=N_("Only the messages of the branch of this name."))
@click.option(
    "--state",
    "states",
    multiple=True,
    type=click.Choice([state.value for state in State]),
    help=N_("Only messages in this state; may be given several times."),
)
@click.option(
    "--limit",
    type=click.IntRange(1, 10_000),
    default=50,
    show_default=True,
    help=N_("How many messages at most."),
)
@click.option("--json", "as_json", is_flag=True, help=N_("As JSON, for programs."))
def outbox(*, branch: str | None, states: tuple[str, ...], limit: int, as_json: bool) -> None:
    """``tusoi outbox``."""
    settings = Settings.from_env(os.environ, needs_token=False)
    t = Words(settings.locale, settings.time_zone)
    wanted = tuple(map(State, states))
    rows, counts, known = asyncio.run(_look(settings, wanted, branch, limit))
    if not known:
        raise click.ClickException(
            t.plain("There is no branch “{branch}” in the database.", branch=branch or "")
        )
    if as_json:
        click.echo(json.dumps(_as_json(rows, counts), ensure_ascii=False, indent=2))
        return
    for row in rows:
        click.echo(line(t, row))
    click.echo(
        "; ".join(
            t.plain("{state}: {n}", state=t.plain(STATES[state]), n=counts[state])
            for state in State
            if state in counts
        )
        or t.plain("The outbox is empty.")
    )


async def _look(
    settings: Settings, states: tuple[State, ...], branch: str | None, limit: int
) -> tuple[tuple[Listed, ...], dict[State, int], bool]:
    db = await Database.open(settings.data, settings.keys)
    try:
        async with db.read() as tx:
            known = branch is None or await roll.branch_by_name(tx, branch) is not None
            rows = await store.listed(tx, states=states, branch=branch, limit=limit)
            return rows, await store.tally(tx, branch), known
    finally:
        await db.close()


def line(t: Words, row: Listed) -> str:
    """A row for the operator: when, which kind, what became of it, to whom, why."""
    to = row.person or (t.plain("group") if row.group else "–")
    parts = [
        t.moment(row.due),
        row.kind,
        t.plain(STATES[row.state]),
        row.branch or "–",
        to,
    ]
    if row.perhaps_sent:
        parts.append(t.plain("perhaps delivered"))
    if row.attempts > 1:
        parts.append(t.plain("attempts: {n}", n=row.attempts))
    if row.reason:
        parts.append(row.reason)
    return " | ".join(parts)


def _as_json(rows: tuple[Listed, ...], counts: dict[State, int]) -> dict[str, object]:
    def plain(value: object) -> object:
        return value.isoformat() if isinstance(value, datetime) else value

    return {
        "counts": {state.value: n for state, n in counts.items()},
        "rows": [{name: plain(value) for name, value in asdict(row).items()} for row in rows],
    }
