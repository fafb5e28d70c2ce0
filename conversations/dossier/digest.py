"""A short code of a paper's data: printed on the paper, so that it and its data can be compared."""

import json
from dataclasses import asdict
from datetime import date
from hashlib import blake2b

from conversations.dossier.model import Paper


def digest(paper: Paper) -> str:
    """Eight hexadecimal digits that change when anything on the paper does, but not with time."""
    said = [asdict(paper.form), type(paper.data).__name__, asdict(paper.data), paper.blank]
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, default=_plain)
    found = blake2b(text.encode(errors="surrogatepass"), digest_size=4, person=b"tusoi-dossier")
    return found.hexdigest()


def _plain(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)
