"""What a higher committee asks a member, or the branch, to explain (gợi ý kiểm điểm).

listing   everyone of whom something is asked; one person's (or the branch's) suggestions
entering  who asks, then what is asked, both typed; taking it back
notices   telling the member, a little later, so that a slip can be taken back in time
"""

from conversations.suggesting import entering, listing, notices
from conversations.suggesting.declared import dialogue

__all__ = ["dialogue", "entering", "listing", "notices"]
