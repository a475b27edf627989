"""Lets coroutines use what is remembered and the engine: each in threads of its own.

SQLite is used by one thread, in the order of the calls; answers are computed by two others.
"""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Concatenate, ParamSpec, TypeVar

from bot.answer import Answer, Engine
from bot.telegram.state import State
from corpus import Article
from index import list_articles

_Given = ParamSpec("_Given")
_Result = TypeVar("_Result")
_ANSWERING = 2


class Desk:
    """The state and the engine, for coroutines.

    Args:
        open_state: Opens the state, in the thread that will use it.
        engine: What answers.
    """

    def __init__(self, open_state: Callable[[], State], engine: Engine) -> None:
        self._writing = ThreadPoolExecutor(1, "state")
        self._answering = ThreadPoolExecutor(_ANSWERING, "answer")
        self._state = self._writing.submit(open_state).result()
        self.engine = engine

    async def do(
        self,
        method: Callable[Concatenate[State, _Given], _Result],
        *arguments: _Given.args,
        **options: _Given.kwargs,
    ) -> _Result:
        """Call a method of the state in its thread."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._writing, partial(method, self._state, *arguments, **options))

    async def answer(self, question: str, history: Sequence[str]) -> Answer:
        """Answer in a thread of its own; see ``Engine.answer``."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._answering, self.engine.answer, question, history)

    async def articles(self) -> list[Article]:
        """Return the articles that are quoted from."""
        return await asyncio.get_running_loop().run_in_executor(self._answering, self._articles)

    def _articles(self) -> list[Article]:
        with self.engine.library.snapshot() as snapshot:
            return [stored.article for stored in list_articles(snapshot.connection)]

    def close(self) -> None:
        """Wait for what is written; whatever is still being answered is left."""
        self._answering.shutdown(wait=False, cancel_futures=True)
        self._writing.shutdown()
