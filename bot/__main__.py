"""``python -m bot`` is the command ``tusoi``."""

from bot.cli import main

if __name__ == "__main__":
    main(prog_name="tusoi")
