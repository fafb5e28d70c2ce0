"""Home: what awaits whoever looks, then everything else he may do; and the help around it.

waiting   what awaits the account, each with the button that leads to it
showing   the home screen, /trangchu, /huy
telling   help, the promise on secrecy, the language
stray     what is said to messages that nobody asked for
"""

from conversations.home import showing, stray, telling
from conversations.home.declared import dialogue
from conversations.home.stray import unasked, unknown

__all__ = ["dialogue", "showing", "stray", "telling", "unasked", "unknown"]
