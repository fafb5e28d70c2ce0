"""Everyone's own data: what is kept about him as a file, and the erasing of his texts.

    lines     what is kept, as readable lines
    showing   the screen, the file
    erasing   texts erased after the year is closed; levels and totals stay

Votes are in none of it: they are not kept by person.
"""

from conversations.mine import erasing, showing
from conversations.mine.declared import dialogue

__all__ = ["dialogue", "erasing", "showing"]
