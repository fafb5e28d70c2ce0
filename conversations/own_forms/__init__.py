"""A branch's own forms: the Word files of its office in place of the program's.

terms     what forms are called, what may be wrong with a file
desk      the forms of the guideline, and which of them are the branch's own
one       one form: its fields, a file sent in its place, a trial, taking it back

A file is checked before it is kept; what is printed is always filled in from the data anew.
"""

from conversations.own_forms import one
from conversations.own_forms.declared import dialogue

__all__ = ["dialogue", "one"]
