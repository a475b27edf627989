import json
import os
import pty
import subprocess
import sys

TOKEN = "123456:CANARY-" + "A" * 30
SCRIPT = f"""
import logging
from bot.telegram.logs import set_up_logging
set_up_logging(logging.DEBUG)
logging.getLogger("httpx").info("GET /bot{TOKEN}/getMe")
logging.getLogger("httpx").warning("no answer from /bot{TOKEN}/getMe")
logging.getLogger("bot.telegram.polling").debug("asked %s\\n%s", "/bot{TOKEN}/getUpdates", "\\x1b[31mnew")
try:
    raise ValueError("bad token {TOKEN}")
except ValueError:
    logging.getLogger("bot").exception("failed")
"""


def test_no_token_reaches_a_log_line_or_traceback_and_nothing_begins_a_line_of_its_own() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    assert "CANARY" not in done.stderr
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert [(line["level"], line["logger"], line["message"]) for line in lines] == [
        ("WARNING", "httpx", "no answer from /bot[token]/getMe"),
        ("DEBUG", "bot.telegram.polling", "asked /bot[token]/getUpdates\n\x1b[31mnew"),
        ("ERROR", "bot", "failed"),
    ]
    assert lines[2]["traceback"].endswith("ValueError: bad token [token]")
    assert "\x1b" not in done.stderr


def test_on_a_terminal_lines_are_for_people() -> None:
    master, slave = pty.openpty()
    subprocess.run([sys.executable, "-c", SCRIPT], stderr=slave, check=True)
    os.close(slave)
    shown = os.read(master, 65_536).decode()
    os.close(master)
    assert "WARNING httpx no answer from /bot[token]/getMe" in shown
    assert "CANARY" not in shown
