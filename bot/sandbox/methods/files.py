"""sendDocument and getFile; files themselves are fetched by `download`."""

import mimetypes
from typing import Final

from bot.sandbox.calls import Parameters
from bot.sandbox.errors import Refusal, bad_request
from bot.sandbox.json import Json
from bot.sandbox.keyboards import parse_keyboard
from bot.sandbox.methods.access import Access, chat_for
from bot.sandbox.methods.messages import read_reply, read_text
from bot.sandbox.server import Server
from bot.sandbox.views import document_json, file_json, message_json
from bot.sandbox.world import File

MAX_CAPTION: Final = 1024
MAX_UPLOAD: Final = 50 * 1024 * 1024
MAX_DOWNLOAD: Final = 20 * 1024 * 1024


def send_document(server: Server, parameters: Parameters) -> Json:
    """sendDocument: the Message. The document is an upload or the id of a file known before."""
    file = _document(server, parameters)
    caption = read_text(parameters, "caption", required=False)
    keyboard = parse_keyboard(parameters.object("reply_markup"))
    chat = chat_for(server, parameters, Access.WRITE)
    reply_to = read_reply(parameters, chat)
    parameters.ignore("disable_notification", "protect_content", "disable_content_type_detection")
    parameters.finish()
    if caption.length > MAX_CAPTION:
        raise bad_request("message caption is too long")
    server.traffic.admit("sendDocument", chat, server.clock.elapsed)
    message = server.say(
        chat,
        server.bot,
        caption,
        kind="document",
        keyboard=keyboard,
        extra={"document": document_json(file)},
        file=file,
        reply_to=reply_to,
    )
    return message_json(message, server.world)


def get_file(server: Server, parameters: Parameters) -> Json:
    """getFile: the File, with the path under which it can be fetched."""
    number = parameters.text("file_id")
    parameters.finish()
    if not number:
        raise bad_request("file_id not specified")
    file = server.world.files.get(number)
    if file is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    if len(file.content) > MAX_DOWNLOAD:
        raise bad_request("file is too big")
    return file_json(file)


def download(server: Server, path: str) -> bytes:
    """The content of the file at that path; raises `Refusal` (404)."""
    for file in server.world.files.values():
        if file.path == path:
            return file.content
    raise Refusal(404, "Not Found")


def _document(server: Server, parameters: Parameters) -> File:
    upload = parameters.upload("document")
    if upload is None:
        number = parameters.text("document")
        if not number:
            raise bad_request("there is no document in the request")
        known = server.world.files.get(number)
        if known is None:
            raise bad_request("wrong file identifier/HTTP URL specified")
        return known
    if not upload.content:
        raise bad_request("file must be non-empty")
    if len(upload.content) > MAX_UPLOAD:
        raise Refusal(413, "Request Entity Too Large")
    mime = upload.mime or mimetypes.guess_type(upload.name)[0] or "application/octet-stream"
    return server.world.add_file(upload.name, upload.content, mime)
