"""The report to the secretary: proposals, votes, quota and those not rated, each with its clause.

lines     one member and his count, as lines of text
quota     the quota, as lines of text
pages     the report as screens that a phone reads in parts
document  the same, whole, as a plain text file to keep
showing   the dialogue: /baocao, the buttons, and the delivery after a ballot was counted
"""

from conversations.report.showing import dialogue

__all__ = ["dialogue"]
