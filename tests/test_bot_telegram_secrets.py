import subprocess
import sys

TOKEN = "123456:CANARY-" + "A" * 30
SCRIPT = f"""
import logging
from bot.telegram.secrets import set_up_logging
set_up_logging(logging.DEBUG)
logging.getLogger("httpx").info("GET /bot{TOKEN}/getMe")
logging.getLogger("httpx").warning("no answer from /bot{TOKEN}/getMe")
logging.getLogger("bot.telegram.intake").debug("asked %s", "https://api.telegram.org/bot{TOKEN}/getUpdates")
try:
    raise ValueError("bad token {TOKEN}")
except ValueError:
    logging.getLogger("bot").exception("failed")
"""


def test_no_token_reaches_a_log_line_or_traceback() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    assert "CANARY" not in done.stderr
    assert "INFO httpx" not in done.stderr
    assert "WARNING httpx no answer from /bot[token]/getMe" in done.stderr
    assert "DEBUG bot.telegram.intake asked https://api.telegram.org/bot[token]/getUpdates" in done.stderr
    assert "ValueError: bad token [token]" in done.stderr
