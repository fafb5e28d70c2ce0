"""What a paper says, field by field under plain names, for an office's own form.

    fields(paper) -> Fields(values, told)

fields    the values under their names, each with what it means
meanings  the names and their meanings
papers    which fields each paper has

Names are Vietnamese without diacritics, as the clerk who puts them into a form would type them.
What one paper of a form has, every paper of that form has: what is not known is dots.
"""

from conversations.dossier.naming.fields import DOTS, Fields, Told
from conversations.dossier.naming.papers import fields

__all__ = ["DOTS", "Fields", "Told", "fields"]
