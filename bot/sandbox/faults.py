"""Trouble on purpose: what a network, a proxy and a busy server do to calls.

Faults are scripted (the next call that fits, or the next few) or rained at random from a seed
(`rain`). Each is taken once per call, before anything else is looked at.
"""

import random
from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import StrEnum

from bot.sandbox.calls import Call


class Trouble(StrEnum):
    """What happens to the call."""

    STATUS = "status"
    LOST = "timed out before delivery"
    UNKNOWN = "timed out after delivery"
    BROKEN = "connection broken"


@dataclass(frozen=True, slots=True)
class Fault:
    """One kind of trouble. Make it by the functions below."""

    trouble: Trouble
    code: int = 0
    description: str = ""
    retry_after: int = 0


def server_error(code: int = 502, description: str = "Bad Gateway") -> Fault:
    """The server answers with a 5xx; nothing is delivered."""
    return Fault(Trouble.STATUS, code, description)


def flood(seconds: int) -> Fault:
    """The server answers 429 and wants `seconds` of patience; nothing is delivered."""
    return Fault(
        Trouble.STATUS, 429, f"Too Many Requests: retry after {seconds}", retry_after=seconds
    )


def timeout_before() -> Fault:
    """No answer comes, and the call never arrived."""
    return Fault(Trouble.LOST)


def timeout_after() -> Fault:
    """No answer comes, but the call did arrive and was carried out."""
    return Fault(Trouble.UNKNOWN)


def broken() -> Fault:
    """The connection cannot be made."""
    return Fault(Trouble.BROKEN)


@dataclass(slots=True)
class _Script:
    fault: Fault
    method: str
    times: int
    when: Callable[[Call], bool] | None

    def fits(self, call: Call) -> bool:
        return self.method in {"", call.method} and (self.when is None or self.when(call))


@dataclass(frozen=True, slots=True)
class _Rain:
    chance: random.Random
    rate: float
    faults: tuple[Fault, ...]
    methods: frozenset[str]


class Faults:
    """What is going to go wrong."""

    def __init__(self) -> None:
        self._scripts: list[_Script] = []
        self._rain: _Rain | None = None
        self.struck: list[tuple[Call, Fault]] = []
        """Each call that was struck so far, and by what."""

    def script(
        self,
        fault: Fault,
        method: str = "",
        *,
        times: int = 1,
        when: Callable[[Call], bool] | None = None,
    ) -> None:
        """Strike the next `times` calls of that method (any, if empty) for which `when` holds."""
        self._scripts.append(_Script(fault, method, times, when))

    def rain(
        self, seed: int, rate: float, faults: Collection[Fault], methods: Collection[str]
    ) -> None:
        """From now on strike each call of these methods with the chance `rate` (0 to 1)."""
        self._rain = _Rain(
            random.Random(seed),  # noqa: S311 (repeatable trouble, no secret)
            rate,
            tuple(faults),
            frozenset(methods),
        )

    def clear(self) -> None:
        """Nothing more goes wrong."""
        self._scripts.clear()
        self._rain = None

    def take(self, call: Call) -> Fault | None:
        """The fault that strikes this call, if any."""
        fault = self._scripted(call) or self._rained(call)
        if fault is not None:
            self.struck.append((call, fault))
        return fault

    def _scripted(self, call: Call) -> Fault | None:
        for script in self._scripts:
            if script.fits(call):
                script.times -= 1
                if script.times <= 0:
                    self._scripts.remove(script)
                return script.fault
        return None

    def _rained(self, call: Call) -> Fault | None:
        rain = self._rain
        if rain is None or call.method not in rain.methods:
            return None
        return rain.chance.choice(rain.faults) if rain.chance.random() < rain.rate else None
