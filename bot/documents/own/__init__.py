"""An office's own forms: Word files with fields in double braces, in place of ours.

A form comes from outside and is filled by the program, so it is trusted with nothing: it may name
fields, go through lists, and ask whether something is filled in.  It cannot call, compute or reach
anything else; a list is gone through once, so the work is bounded by form and data.

package    the file as a package: its size, macros, what it refers to, marks left open
language   what may stand in the braces
filling    the sandbox that fills it
trying     the whole check of a file that was sent
listing    the fields of a form, as a document to copy from
"""

from bot.documents.own.filling import Outdated, fill
from bot.documents.own.listing import listing
from bot.documents.own.trying import check

__all__ = ["Outdated", "check", "fill", "listing"]
