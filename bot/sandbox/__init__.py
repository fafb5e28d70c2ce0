"""A strict, stateful stand-in for Telegram's Bot API, for tests and the demo.

The application is the real one, and so is python-telegram-bot in it: only its request object is
another (`Sandbox.request`), which reaches this package in process. What comes back is what
Telegram would send, refusals in its own words included. People and groups (`Sandbox.person`,
`Sandbox.group`) act as with a client in hand: by labels that they see, at human speed, on a clock
that is moved by hand (`VirtualClock`).

Where to look: `world` what exists · `server` what happens · `methods` what the bot may do ·
`markup`, `entities`, `keyboards` what it may say · `limits`, `faults` how it may fail · `mailbox`
how updates travel · `people`, `groups`, `screens` the client · `transcript` what was seen ·
`clock`, `quiet` time · `network` proof that nothing real is reached.
"""

from bot.sandbox.calls import Call
from bot.sandbox.clock import VirtualClock, WallClock
from bot.sandbox.errors import Misuse, NotVisible, SandboxError, Stuck
from bot.sandbox.faults import Fault, broken, flood, server_error, timeout_after, timeout_before
from bot.sandbox.groups import Group
from bot.sandbox.limits import UNLIMITED, Limits
from bot.sandbox.network import NetworkUsed, no_network
from bot.sandbox.people import Person
from bot.sandbox.sandbox import Sandbox
from bot.sandbox.screens import Shown
from bot.sandbox.server import Latency, Toast
from bot.sandbox.transcript import Kind, Record, Transcript

__all__ = [
    "UNLIMITED",
    "Call",
    "Fault",
    "Group",
    "Kind",
    "Latency",
    "Limits",
    "Misuse",
    "NetworkUsed",
    "NotVisible",
    "Person",
    "Record",
    "Sandbox",
    "SandboxError",
    "Shown",
    "Stuck",
    "Toast",
    "Transcript",
    "VirtualClock",
    "WallClock",
    "broken",
    "flood",
    "no_network",
    "server_error",
    "timeout_after",
    "timeout_before",
]
