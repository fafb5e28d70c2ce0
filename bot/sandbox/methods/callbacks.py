"""answerCallbackQuery."""

from typing import Final

from bot.sandbox.calls import Parameters
from bot.sandbox.entities import utf16_length
from bot.sandbox.errors import Misuse, bad_request
from bot.sandbox.json import Json
from bot.sandbox.server import Server, Toast
from bot.sandbox.transcript import Kind

MAX_ANSWER: Final = 200
TOO_OLD: Final = "query is too old and response timeout expired or query ID is invalid"


def answer_callback_query(server: Server, parameters: Parameters) -> Json:
    """answerCallbackQuery: true. Once for each query, and not later than its lifetime."""
    number = parameters.text("callback_query_id")
    text = parameters.text("text")
    alert = parameters.flag("show_alert")
    parameters.ignore("cache_time")
    if parameters.text("url"):
        raise Misuse("the sandbox does not open addresses from callback answers")
    parameters.finish()
    query = server.queries.get(number)
    expired = query is None or server.clock.elapsed - query.at > server.query_lifetime
    if query is None or expired or query.answered:
        raise bad_request(TOO_OLD)
    if utf16_length(text) > MAX_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    query.answered = True
    if text:
        query.toast = Toast(server.clock.true_now(), query.user.id, text, alert)
        server.toasts.append(query.toast)
        kind = Kind.ALERT if alert else Kind.TOAST
        server.note(kind, query.chat, query.user, text, query.message_id)
    return True
