"""What people send besides words: the fields that such a message has, and the file behind it."""

import mimetypes
from dataclasses import dataclass
from pathlib import Path

from bot.sandbox.json import Json, JsonObject
from bot.sandbox.views import document_json
from bot.sandbox.world import File, World


@dataclass(frozen=True, slots=True)
class Attachment:
    """A message's kind, its fields of that kind, and its file, if people see one."""

    kind: str
    fields: JsonObject
    file: File | None = None


def document(world: World, file: Path | str, content: bytes | None) -> Attachment:
    """A file from disk, or `content` under a name."""
    path = Path(file)
    data = path.read_bytes() if content is None else content
    mime = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    kept = world.add_file(path.name, data, mime)
    return Attachment("document", {"document": document_json(kept)}, kept)


def sticker(world: World) -> Attachment:
    """A thumb held up."""
    kept = world.add_file("sticker.webp", b"RIFF", "image/webp", "stickers")
    shape: dict[str, Json] = {"width": 512, "height": 512, "type": "regular", "emoji": "👍"}
    flags: dict[str, Json] = {"is_animated": False, "is_video": False}
    return Attachment("sticker", {"sticker": {**_ids(kept), **shape, **flags}})


def photo(world: World) -> Attachment:
    """A photo in one size."""
    kept = world.add_file("photo.jpg", b"\xff\xd8\xff", "image/jpeg", "photos")
    return Attachment("photo", {"photo": [{**_ids(kept), "width": 1280, "height": 720}]})


def voice(world: World) -> Attachment:
    """Three seconds of voice."""
    kept = world.add_file("voice.oga", b"OggS", "audio/ogg", "voice")
    return Attachment("voice", {"voice": {**_ids(kept), "duration": 3}})


def dice() -> Attachment:
    """A die that shows four."""
    return Attachment("dice", {"dice": {"emoji": "🎲", "value": 4}})


def _ids(file: File) -> dict[str, Json]:
    return {"file_id": file.id, "file_unique_id": file.unique_id, "file_size": len(file.content)}
