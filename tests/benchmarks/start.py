"""A process that starts one application, waits for its first poll, and ends at once.

Its own module, so that the bare one does not pay for the imports of the real one.
"""

import asyncio
import os
import sys
from pathlib import Path


async def _until_polled(name: str, folder: Path) -> None:
    from tests.benchmarks.wire import Wire

    wire = Wire()
    if name == "real":
        from bot.application import build
        from bot.settings import Settings
        from tests.benchmarks.wire import TOKEN

        settings = Settings(TOKEN, folder / "data", folder / "keys")
        await (await build(settings, request=wire)).start()
    else:
        from telegram.ext import ApplicationBuilder

        from tests.benchmarks.wire import TOKEN

        builder = ApplicationBuilder().token(TOKEN)
        application = builder.request(wire).get_updates_request(wire).build()
        await application.initialize()
        await application.start()
        assert application.updater is not None
        await application.updater.start_polling(timeout=30)
    await wire.polled.wait()
    os._exit(0)


if __name__ == "__main__":
    asyncio.run(_until_polled(sys.argv[1], Path(sys.argv[2])))
