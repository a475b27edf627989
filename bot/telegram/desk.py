"""Lets coroutines use what is remembered and the engine: each in threads of its own.

SQLite is used by one thread, in the order of the calls; answers are computed by two others, and articles are
added by one more.
"""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar
from weakref import WeakValueDictionary

from bot.answer import Engine, Examination
from bot.telegram.examples import example_questions
from bot.telegram.state import State
from corpus import read_sources
from index import DEFAULT_ENCODER, Outcome, Snapshot, add_sources, remove_articles

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
        self._remembering = ThreadPoolExecutor(1, "state")
        self._answering = ThreadPoolExecutor(_ANSWERING, "answer")
        self._adding = ThreadPoolExecutor(1, "index")
        self._state = self._remembering.submit(open_state).result()
        self._engine = engine
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()  # by person; fair ones
        self._computing: set[asyncio.Future[Any]] = set()  # Any: whatever is computed
        self._examples: tuple[int, list[str]] | None = None

    async def do(
        self,
        method: Callable[Concatenate[State, _Given], _Result],
        *arguments: _Given.args,
        **options: _Given.kwargs,
    ) -> _Result:
        """Call a method of the state in its thread."""
        return await _run(self._remembering, partial(method, self._state, *arguments, **options))

    async def examine(
        self, person: int, question: str, history: Sequence[str], *, thorough: bool = False
    ) -> Examination:
        """Answer, one question of a person at a time, wherever they ask; see ``Engine.examine``."""
        async with self._turns.setdefault(person, asyncio.Lock()):
            return await self._compute(partial(self._engine.examine, question, history, thorough=thorough))

    async def examples(self) -> list[str]:
        """Return questions to begin with; see ``example_questions``."""

        def find() -> list[str]:
            with self._engine.library.snapshot() as snapshot:
                generation = snapshot.generation
            if self._examples is None or self._examples[0] != generation:
                self._examples = (generation, example_questions(self._engine))
            return self._examples[1]

        return await self._compute(find)

    async def read(self, work: Callable[[Snapshot], _Result]) -> _Result:
        """Read in the index."""

        def reading() -> _Result:
            with self._engine.library.snapshot() as snapshot:
                return work(snapshot)

        return await self._compute(reading)

    async def rest(self, seconds: float) -> None:
        """Wait for an answer that is being computed, if there is one, that many seconds at most."""
        if self._computing:
            await asyncio.wait(self._computing, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)

    async def add(self, file: Path) -> list[Outcome]:
        """Add the articles of a file to the index; see ``index.add_sources``."""

        def adding() -> list[Outcome]:
            outcomes: list[Outcome] = []
            add_sources(
                self._engine.library.folder,
                read_sources([file]),
                encoder_name=None,
                default_encoder=DEFAULT_ENCODER,
                on_outcome=outcomes.append,
            )
            return outcomes

        return await _run(self._adding, adding)

    async def remove(self, article_id: str) -> None:
        """Remove an article from the index; see ``index.remove_articles``."""
        await _run(self._adding, partial(remove_articles, self._engine.library.folder, [article_id]))

    async def _compute(self, work: Callable[[], _Result]) -> _Result:
        computing = asyncio.ensure_future(_run(self._answering, work))
        self._computing.add(computing)
        computing.add_done_callback(self._computing.discard)
        return await computing

    def close(self) -> None:
        """Wait for what is written; whatever is still being answered is left."""
        self._answering.shutdown(wait=False, cancel_futures=True)
        self._adding.shutdown(cancel_futures=True)
        self._remembering.shutdown()


async def _run(pool: Executor, work: Callable[[], _Result]) -> _Result:
    return await asyncio.get_running_loop().run_in_executor(pool, work)
