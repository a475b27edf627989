"""Further passages are chosen from all that was read, so for them, unlike for an answer, all is read."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from unittest.mock import AsyncMock, Mock

import pytest
from telegram import CallbackQuery, InlineQuery, Message, User

from bot.settings import Settings
from bot.telegram.buttons import Buttons
from bot.telegram.desk import Desk
from bot.telegram.inline import Inline
from bot.telegram.keyboards import Verb
from bot.telegram.metrics import Metrics
from bot.telegram.questions import make_payload
from bot.telegram.sending import Sender
from bot.telegram.state import State
from bot.wiring import make_engine

ME = 5
COST = "How much did the harbour bridge cost?"
PERSON = User(ME, "Ada", is_bot=False)


async def press_other_passages(desk: Desk) -> None:
    payload = make_payload(await desk.examine(ME, COST, []), [])
    key = await desk.do(State.refer, ME, None, payload, time.time())
    message = Mock(spec=Message, chat_id=ME, is_accessible=True)
    query = Mock(spec=CallbackQuery, message=message, data=f"{Verb.OTHERS}:{key}", from_user=PERSON)
    sender = AsyncMock(spec=Sender)
    await Buttons(desk, sender, Mock(), Mock(), feedback=False).press(query, 1, 0.0)
    sender.reply.assert_awaited_once()


async def ask_inline(desk: Desk) -> None:
    query = Mock(spec=InlineQuery, id="1", query=COST, from_user=PERSON, answer=AsyncMock())
    await Inline(desk, Metrics()).offer(query)
    ((results,), _) = query.answer.await_args
    assert len(results) > 1


@pytest.mark.parametrize("show", [press_other_passages, ask_inline])
def test_all_is_read_where_more_than_the_answer_is_shown(
    show: Callable[[Desk], Awaitable[None]], index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = make_engine(Settings(index))
    examine = Mock(wraps=engine.examine)
    monkeypatch.setattr(engine, "examine", examine)
    desk = Desk(lambda: State(tmp_path / "state"), engine)
    asyncio.run(show(desk))
    desk.close()
    assert examine.call_args.kwargs == {"thorough": True}
