"""Papers on their way into a chat: made in a thread of their own, for each takes a while."""

import asyncio

from conversations.dossier.model import Paper, YearFile
from conversations.screen import Attach, Document


async def file_of(document: Document) -> Attach:
    """The paper as a file, ready to be sent."""
    return await asyncio.to_thread(_made, document)


def _made(document: Document) -> Attach:
    # Only whoever asks for a paper pays for the libraries that write it.
    from bot.documents import archive, make, make_table  # noqa: PLC0415

    match document.paper:
        case YearFile() as whole:
            made = archive(whole)
        case Paper() as paper:
            made = make_table(paper) if document.table else make(paper)
    return Attach(made.name, made.content, document.caption)
