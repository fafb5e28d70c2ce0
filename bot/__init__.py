"""Tự Soi's application room: Telegram, the command line, the sandbox (see the README)."""
