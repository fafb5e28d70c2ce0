"""Write the golden transcripts anew."""

import asyncio
import sys

from tests.end_to_end.golden import CASES, path_of, transcript

for case in CASES:
    path_of(case).write_text(asyncio.run(transcript(case)), encoding="utf-8")
    sys.stdout.write(f"{path_of(case)}\n")
