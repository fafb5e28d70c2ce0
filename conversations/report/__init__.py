"""The report to the secretary: proposals, votes, quota and those not rated, each with its clause.

lines     sentences that several parts share, and how clauses are cited
person    one member and his count; differing: where the proposal differs from them, and why
heading   what a head is held to by the level of what he heads
quota     the quota
readings  how the program reads what a guideline leaves open
pages     the report as screens that a phone reads in parts
document  the same, whole, as a plain text file to keep
showing   the dialogue: /baocao, the buttons, and the delivery after a ballot was counted
"""

from conversations.report.showing import dialogue

__all__ = ["dialogue"]
