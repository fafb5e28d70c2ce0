"""The catalogues: every message of the code is there, in every language, with its fields."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[1]
KEYWORDS = {
    "t": None,
    "plain": None,
    "plural": (1, 2),
    "plain_plural": (1, 2),
    "N_": None,
    # errors whose first argument is a sentence for the operator
    "SettingsError": None,
    "StartError": None,
    "DatabaseError": None,
    "DatabaseMissing": None,
    "SchemaTooOld": None,
    "SchemaTooNew": None,
    "BackupCopy": None,
    "BackupRefused": None,
    "KeyFolderRefused": None,
    "Why": None,
    "NoSecretary": None,
    "RollConflict": None,
    "GroupTaken": None,
    "ReviewExists": None,
    "RulesError": None,
    "GradeError": None,
    "QuotaError": None,
    "TallyError": None,
}
LOCALES = ("vi", "en")


def messages_of_code() -> set[str | tuple[str, ...]]:
    found: set[str | tuple[str, ...]] = set()
    for room in ("bot", "conversations", "storage", "rules"):
        for _, _, message, _, _ in extract_from_dir(
            ROOT / room, [("**.py", "python")], keywords=KEYWORDS
        ):
            found.add(tuple(message) if isinstance(message, list) else message)
    return found


def catalogue(locale: str) -> Catalog:
    with (ROOT / "locales" / locale / "LC_MESSAGES" / "tusoi.po").open("rb") as stream:
        return read_po(stream, locale=locale)


def key(message: Message) -> str | tuple[str, ...]:
    return tuple(message.id) if isinstance(message.id, list | tuple) else message.id


def texts(message: Message) -> list[str]:
    return list(message.string) if isinstance(message.string, tuple | list) else [message.string]


def fields(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))


@pytest.mark.parametrize("locale", LOCALES)
def test_every_message_of_the_code_is_translated(locale: str) -> None:
    """Nothing that a person can read is missing from a language."""
    known = {
        tuple(m.id) if isinstance(m.id, list | tuple) else m.id: m
        for m in catalogue(locale)
        if m.id
    }
    missing = sorted(map(str, messages_of_code() - set(known)))
    empty = sorted(str(found) for found, message in known.items() if not all(texts(message)))
    assert not missing
    assert not empty


@pytest.mark.parametrize("locale", LOCALES)
def test_no_message_is_left_over(locale: str) -> None:
    """A catalogue holds nothing that no code says any more."""
    known = {key(m) for m in catalogue(locale) if m.id}
    assert not sorted(map(str, known - messages_of_code()))


@pytest.mark.parametrize("locale", LOCALES)
def test_translations_keep_the_fields_and_the_tags(locale: str) -> None:
    """A translation names the same fields and closes the same tags as the message it stands for."""
    wrong = []
    for message in catalogue(locale):
        if not message.id:
            continue
        ids = list(message.id) if isinstance(message.id, list | tuple) else [message.id]
        allowed = set().union(*map(fields, ids))
        tags = {tag for text in ids for tag in re.findall(r"</?\w+", text)}
        for text in texts(message):
            if fields(text) != allowed or set(re.findall(r"</?\w+", text)) != tags:
                wrong.append((ids[0], text))
    assert not wrong


def test_vietnamese_is_not_left_in_english() -> None:
    """A Vietnamese text that equals its English key is a text that somebody forgot."""
    same = [
        message.id
        for message in catalogue("vi")
        if isinstance(message.id, str)
        and message.string == message.id
        and re.search(
            r"[A-Za-z]{4,}", re.sub(r"\{\w+\}|<[^>]+>|Telegram|Excel|Tự Soi", "", message.id)
        )
    ]
    assert not same
