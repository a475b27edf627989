"""What goes wrong between a bot and Telegram's server, on purpose."""

from collections import defaultdict, deque
from dataclasses import dataclass, replace

from aiohttp import web


@dataclass(frozen=True)
class Fault:
    """What goes wrong with some calls of a method.

    Args:
        status: Answered without carrying it out; 0 to carry it out.
        body: Answered as it is; Telegram's JSON if there is none.
        description: What that JSON says.
        times: How many calls it befalls.
        retry_after: In seconds, as the JSON tells.
        migrate_to: The chat that the group became, as the JSON tells.
        reset: Whether the connection is closed without an answer, after the call was carried out.
        reset_before: Whether it is closed before.
        seconds: How long the answer takes, after the call was carried out.
        chat_id: The chat that it befalls; all if there is none.
    """

    status: int = 0
    body: str | None = None
    description: str = "injected"
    times: int = 1
    retry_after: int | None = None
    migrate_to: int | None = None
    reset: bool = False
    reset_before: bool = False
    seconds: float = 0.0
    chat_id: int | None = None

    def answer(self) -> web.Response:
        """Make the answer."""
        if self.body is not None:
            return web.Response(status=self.status, text=self.body, content_type="text/html")
        told = {"retry_after": self.retry_after, "migrate_to_chat_id": self.migrate_to}
        parameters = {name: value for name, value in told.items() if value is not None}
        refusal = {"ok": False, "error_code": self.status, "description": self.description}
        return web.json_response(
            {**refusal, **({"parameters": parameters} if parameters else {})}, status=self.status
        )


class Faults:
    """The faults to come; ``befallen`` are the methods and chats of the calls that had one."""

    def __init__(self) -> None:
        self.befallen: list[tuple[str, int]] = []
        self._coming: dict[str, deque[Fault]] = defaultdict(deque)

    def add(self, method: str, fault: Fault) -> None:
        """Let a fault befall the next calls of a method, after those that are to come already."""
        self._coming[method].append(fault)

    def next(self, method: str, chat: int) -> Fault:
        """Return what befalls a call now; a fault that is none if nothing does."""
        coming = self._coming[method]
        for place, fault in enumerate(coming):
            if fault.chat_id in (None, chat):
                coming[place] = replace(fault, times=fault.times - 1)
                if fault.times == 1:
                    del coming[place]
                self.befallen.append((method, chat))
                return fault
        return Fault()
