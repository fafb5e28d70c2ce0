"""getUpdates and deleteWebhook."""

from telegram.constants import UpdateType

from bot.sandbox.calls import Parameters
from bot.sandbox.errors import Misuse
from bot.sandbox.json import Json
from bot.sandbox.server import Server

KINDS = frozenset(kind.value for kind in UpdateType)
"""The kinds of update that a bot may ask for."""


async def get_updates(server: Server, parameters: Parameters) -> Json:
    """getUpdates: Update objects; see `bot.sandbox.mailbox`."""
    offset = parameters.integer("offset")
    limit = parameters.integer("limit", 100)
    timeout = parameters.integer("timeout")
    wanted = parameters.array("allowed_updates")
    parameters.finish()
    allowed: list[str] | None = None
    if wanted is not None:
        allowed = [kind for kind in wanted if isinstance(kind, str)]
        if len(allowed) != len(wanted) or not KINDS.issuperset(allowed):
            raise Misuse(f"getUpdates: unknown kinds of update in {wanted!r}")
    return await server.mailbox.poll(offset, limit, timeout, allowed)


def delete_webhook(server: Server, parameters: Parameters) -> Json:
    """deleteWebhook: true (there never is one)."""
    drop = parameters.flag("drop_pending_updates")
    parameters.finish()
    if drop:
        server.mailbox.drop()
    return True
