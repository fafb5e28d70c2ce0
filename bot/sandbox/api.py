"""The door of the Bot API: from a call to an HTTP status and bytes.

In this order: the hooks see the call, the way there takes its time, the token is looked at, trouble
strikes if any was ordered, the method is carried out, the way back takes its time.
"""

import asyncio
from collections.abc import Mapping
from inspect import isawaitable

from bot.sandbox.calls import Call, Parameters, Upload
from bot.sandbox.errors import Misuse, Refusal, bad_request
from bot.sandbox.faults import Fault, Trouble
from bot.sandbox.json import Json, JsonObject, to_bytes
from bot.sandbox.methods import METHODS
from bot.sandbox.server import Server
from bot.sandbox.transcript import Kind, Record


class NoAnswer(Exception):
    """The caller gets no answer; `broken` tells a dead connection from a time-out."""

    def __init__(self, *, broken: bool) -> None:
        super().__init__("connection broken" if broken else "timed out")
        self.broken = broken


async def call_method(
    server: Server,
    token: str,
    method: str,
    parameters: JsonObject,
    uploads: Mapping[str, Upload],
) -> tuple[int, bytes]:
    """Carry out one call; the HTTP status and the JSON body.

    Raises `NoAnswer` where an ordered fault leaves the caller without one.
    """
    call = Call(len(server.calls) + 1, server.clock.true_now(), method, parameters, uploads)
    server.calls.append(call)
    counted = method != "getUpdates"
    server.under_way += counted
    try:
        return await _carry_out(server, token, call)
    finally:
        server.under_way -= counted


async def _carry_out(server: Server, token: str, call: Call) -> tuple[int, bytes]:
    for hook in server.hooks:
        seen = hook(call)
        if seen is not None:
            await seen
    await _travel(server, call.method)
    try:
        answer = await _answer(server, token, call)
    except Refusal as refusal:
        call.code, call.description = refusal.code, refusal.description
        answer = refusal.body()
    except NoAnswer as nothing:
        call.description = str(nothing)
        _record(server, call)
        raise
    else:
        call.code = 200
    _record(server, call)
    await _travel(server, call.method)
    return call.code, to_bytes(answer)


async def _answer(server: Server, token: str, call: Call) -> JsonObject:
    _check_token(server, token)
    fault = server.faults.take(call)
    if fault is not None:
        _strike_before(fault)
    result = await _perform(server, call)
    call.done = True
    if fault is not None:
        raise NoAnswer(broken=False)
    return {"ok": True, "result": result}


async def _perform(server: Server, call: Call) -> Json:
    try:
        method = METHODS.get(call.method)
        if method is None:
            raise Misuse(f"the sandbox does not know the method {call.method}")  # noqa: TRY301
        result = method(server, Parameters(call))
        return await result if isawaitable(result) else result
    except Misuse as misuse:
        server.misuses.append(misuse)
        raise bad_request(f"(sandbox) {misuse}") from misuse


def _check_token(server: Server, token: str) -> None:
    if token != server.token:
        well_formed = token.partition(":")[0].isdecimal() and ":" in token
        raise Refusal(401, "Unauthorized") if well_formed else Refusal(404, "Not Found")


def _strike_before(fault: Fault) -> None:
    """Raise what keeps the call from being carried out, if the fault is of that kind."""
    match fault.trouble:
        case Trouble.STATUS if fault.retry_after:
            raise Refusal(fault.code, fault.description, retry_after=fault.retry_after)
        case Trouble.STATUS:
            raise Refusal(fault.code, fault.description)
        case Trouble.LOST:
            raise NoAnswer(broken=False)
        case Trouble.BROKEN:
            raise NoAnswer(broken=True)


async def _travel(server: Server, method: str) -> None:
    latency = server.latency
    if latency is None or (method == "getUpdates" and not latency.polls):
        return
    if latency.real:
        await asyncio.sleep(latency.seconds / 2)
    else:
        await server.clock.sleep(latency.seconds / 2)


def _record(server: Server, call: Call) -> None:
    if call.method == "getUpdates" and call.ok:
        return
    chat = server.world.chats.get(call.chat_id)
    outcome = call.description or "ok"
    server.transcript.add(
        Record(
            at=server.clock.true_now(),
            kind=Kind.CALL,
            chat=chat.title if chat else "",
            author=server.bot.name,
            text=f"{call.method}: {outcome}",
            html=call.text,
            chat_id=call.chat_id,
            private=chat.private if chat else True,
            by_bot=True,
        )
    )
