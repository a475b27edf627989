"""Records the conversation of ``tests/recorded.py`` as a page that looks like a chat.

    python tests/benchmarks/chat.py OUT.html [PART]...

Everything in it came over HTTP from the bot as a process to our strict server; look at it with a browser.
Without the names of parts, such as "No answer", it holds all of them.
"""

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from recorded import converse, recorded_bot
from strict_server import StrictServer


def main(out, *parts):
    with (
        tempfile.TemporaryDirectory() as folder,
        StrictServer() as server,
        recorded_bot(server, Path(folder)),
    ):
        talk = converse(server)
    Path(out).write_text(talk.page(*parts), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
