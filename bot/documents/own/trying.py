"""The whole check of a file that was sent as a form: looked into, read, and filled for a trial."""

from io import BytesIO
from typing import Final

from bot.documents.own.filling import Form, environment
from bot.documents.own.language import faults
from bot.documents.own.package import Unfit, examine
from conversations.dossier.model import Paper
from conversations.dossier.naming import Fields, fields
from conversations.form_files import FormFault, Wrong

MOST_TOLD: Final = 20
"""Faults told at once; who mends these sends the file again."""
_SAMPLE: Final = "Nguyễn Văn A"


def check(content: bytes, blank: Paper) -> tuple[FormFault, ...]:
    """Everything wrong with a file sent in place of this blank form; never raises for it."""
    try:
        found = list(examine(content)) or _read(content, fields(blank))
    except Unfit as unfit:
        return (unfit.fault,)
    except Exception:
        return (FormFault(Wrong.CANNOT_BE_FILLED),)
    return tuple(dict.fromkeys(found))[:MOST_TOLD]


def _read(content: bytes, known: Fields) -> list[FormFault]:
    """The faults of its fields; without any it is filled for a trial, each list with two lines."""
    form, room = Form(BytesIO(content)), environment()
    found = [fault for source in form.sources() for fault in faults(source, room, known)]
    if not found:
        form.render(_samples(known), room)
        form.docx.save(BytesIO())
    return found


def _samples(known: Fields) -> dict[str, object]:
    return {
        one.name: [{inner.name: _SAMPLE for inner in one.inside}] * 2 if one.inside else _SAMPLE
        for one in known.told
    }
