"""The sandbox, through a real python-telegram-bot application and its polling."""
