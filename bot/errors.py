"""What can go wrong in this room, apart from what Telegram refuses.

::

    BotError
    ├── SettingsError   the environment does not say what is needed, or says it wrongly
    └── StartError      the bot cannot start: token refused, no network, no database, a second copy

Each message is one clear sentence for the operator and never holds the token.  Refusals of
Telegram are not errors here: the gateway turns every one of them into an outcome.
"""


class BotError(Exception):
    """Something that the operator can mend; ``says`` and ``fields`` are one sentence for him.

    ``says`` is a message of the catalogues.
    """

    def __init__(self, says: str, /, **fields: str) -> None:
        super().__init__(says.format(**fields))
        self.says, self.fields = says, fields


class SettingsError(BotError):
    """A setting is missing or wrong."""


class StartError(BotError):
    """The bot cannot start."""
