"""Typed texts: under which item each is kept, how long it may be, how it is shown."""

CRITERION, PART, SUGGESTION = "c:", "p:", "s:"
"""What stands before the id of a criterion, of a part of the form, of a suggestion."""

LONGEST = 4_000
"""Characters of one text; what is longer is refused whole, never cut."""


def joined(before: str, more: str) -> str:
    """A text with what was typed after it."""
    return f"{before}\n{more}" if before else more


def beginning(text: str, most: int) -> str:
    """The text on one line, cut at a word where it is longer than ``most`` characters."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    cut = line[: most - 1]
    at_word = cut.rsplit(" ", 1)[0]
    return (at_word if len(at_word) > most // 2 else cut).rstrip(" ,;:.") + "…"


def ends(text: str, most: int) -> str:
    """The text on one line; of a longer one its beginning and its end, so that what was added
    last is seen."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    half = most // 2
    last = line[-half:]
    return f"{beginning(line, half)} {last.partition(' ')[2] or last}"


def first_lines(text: str, most: int) -> str:
    """As many whole lines as fit in ``most`` characters; of the first at least its beginning."""
    lines = text.strip().split("\n")
    kept = [beginning(lines[0], most)] if lines[0] else []
    for line in lines[1:]:
        if sum(map(len, kept)) + len(kept) + len(line) > most:
            return "\n".join([*kept, "…"])
        kept.append(line)
    return "\n".join(kept)


def pieces(text: str, most: int) -> list[str]:
    """The text in pieces of at most ``most`` characters, cut at a line or a word."""
    found = []
    while len(text) > most:
        window = text[:most]
        at = max(window.rfind("\n"), window.rfind(" "))
        at = at if at > most // 2 else most
        found.append(text[:at].rstrip())
        text = text[at:].lstrip()
    return [*found, text] if text else found
