import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("lo_bot_api_emulator", reason="the stand-in for Telegram's server is not installed")

from stand_in import ADA, GROUP, PRIVATE, TOKEN, StandIn
from strict_process import ANSWERING, BotProcess

from bot.telegram.state import State

Start = Callable[..., BotProcess]


@pytest.fixture
def server() -> Iterator[StandIn]:
    with StandIn() as stand_in:
        yield stand_in


def marked(message: dict[str, Any], kind: str) -> list[str]:
    """Return what stands under the entities of a kind, cut in UTF-16 as Telegram does."""
    units = message["text"].encode("utf-16-le")
    entities = [entity for entity in message["entities"] if entity["type"] == kind]
    return [units[2 * e["offset"] : 2 * (e["offset"] + e["length"])].decode("utf-16-le") for e in entities]


def test_a_question_is_answered_with_a_quote_and_both_attributions(server: StandIn, start: Start) -> None:
    process = start(*ANSWERING)
    asked = server.say("What did Brandt say about waiting for the bridge?")
    (message,) = server.wait_for("sendMessage", 1)
    assert marked(message, "blockquote") == ["“We waited ten years for this bridge,” Brandt said."]
    assert "Said by: Brandt (Mayor Ilse Brandt)" in message["text"]
    assert "The Harbour Post" in message["text"]
    assert marked(message, "text_link") == ["Mayor opens the harbour bridge"]
    assert message["reply_parameters"]["message_id"] == asked
    assert "parse_mode" not in message
    assert process.stop() == 143
    assert "Traceback" not in process.output()
    assert TOKEN not in process.output()


def test_a_follow_up_leans_on_the_chat_and_forget_forgets_it(server: StandIn, start: Start) -> None:
    start(*ANSWERING)
    server.say("Who opened the harbour bridge?")
    server.say("How much did it cost?")
    _, second = server.wait_for("sendMessage", 2)
    assert "It cost $3.5 billion." in second["text"]
    server.say("/forget")
    assert server.wait_for("sendMessage", 3)[2]["text"].startswith("Forgotten")


def test_what_the_articles_dont_say_is_said_so_and_the_nearest_stand_behind_a_button(
    server: StandIn, start: Start
) -> None:
    start("--min-confidence", "1")
    server.say("Who opened the harbour bridge?")
    (refusal,) = server.wait_for("sendMessage", 1)
    assert refusal["text"].startswith("The articles don't say.")
    assert "Brandt" not in refusal["text"]
    ((button,),) = refusal["reply_markup"]["inline_keyboard"]
    server.press(button["callback_data"])
    server.press("forged")
    nearest = server.wait_for("sendMessage", 2)[1]
    assert nearest["text"].startswith("Not an answer, but the nearest passages:")
    first, second = server.wait_for("answerCallbackQuery", 2)
    assert "text" not in first
    assert "expired" in second["text"]


def test_in_a_group_it_answers_only_when_spoken_to(server: StandIn, start: Start) -> None:
    start(*ANSWERING)
    server.say("Who opened the harbour bridge?", GROUP)
    server.say("/ask@another_bot Who opened the harbour bridge?", GROUP)
    server.say("/ask@onrecord_bot How much did the harbour bridge cost?", GROUP)
    server.say("😀 @onrecord_bot What do the owls hunt?", GROUP)
    sent = server.wait_for("sendMessage", 2)
    server.say("/about", PRIVATE)
    assert len(server.wait_for("sendMessage", 3)) == 3
    assert "It cost $3.5 billion." in sent[0]["text"]
    assert "The owls hunt mice at night." in sent[1]["text"]


def test_whatever_is_no_question_is_left_or_answered_in_words(server: StandIn, start: Start) -> None:
    start()
    server.say("", sticker={"file_id": "1", "file_unique_id": "1", "type": "regular", "width": 1, "height": 1,
               "is_animated": False, "is_video": False})  # fmt: skip
    server.say("/ask")
    server.say("/start ' OR 1=1 --")
    server.say("/sources")
    texts = [message["text"] for message in server.wait_for("sendMessage", 4)]
    assert texts[0] == texts[1]
    assert "as text" in texts[1]
    assert texts[2].startswith("Ask me about the news")
    assert texts[3] == (
        "1. Mayor opens the harbour bridge · The Harbour Post · 2026-03-01\n"
        "2. Owls return to the old forest · Forest Weekly"
    )


def test_a_message_that_telegram_shows_differently_is_deleted(server: StandIn, start: Start) -> None:
    process = start()
    server.say("/about")
    server.wait_for("sendMessage", 1)
    server.alter_messages(" indeed")
    server.say("/about")
    (deleted,) = server.wait_for("deleteMessage", 1)
    assert deleted["message_id"] == "2"
    assert process.stop() == 143
    assert process.logged("CRITICAL") == ["Telegram altered message 2 of chat 42: deleted"]


def received(state: Path, update_id: int, text: str) -> State:
    """Let a question wait in the inbox, as a crash leaves it."""
    message = {"message_id": 5, "date": 4_000_000_000, "chat": PRIVATE, "from": ADA, "text": text}
    made = State(state)
    made.receive([(update_id, PRIVATE["id"], json.dumps({"update_id": update_id, "message": message}))], 0.0)
    return made


def test_a_question_received_before_a_crash_is_answered_after_it(
    server: StandIn, start: Start, tmp_path: Path
) -> None:
    received(tmp_path / "state", 1, "How much did the harbour bridge cost?").close()
    start(*ANSWERING)
    (message,) = server.wait_for("sendMessage", 1)
    assert "It cost $3.5 billion." in message["text"]


def test_a_question_whose_answer_may_have_gone_out_before_a_crash_is_answered_and_counted(
    server: StandIn, start: Start, tmp_path: Path
) -> None:
    state = received(tmp_path / "state", 1, "How much did the harbour bridge cost?")
    assert state.begin_sending(1)
    state.close()
    process = start(*ANSWERING)
    (message,) = server.wait_for("sendMessage", 1)
    assert "It cost $3.5 billion." in message["text"]
    assert process.stop() == 143
    assert process.logged("WARNING") == ["update 1 may be answered twice"]


@pytest.mark.parametrize(("token", "what"), [("", "no bot token"), ("nonsense", "does not look like one")])
def test_without_a_good_token_it_says_where_to_get_one(token: str, what: str, start: Start) -> None:
    process = start(token=token)
    assert process.wait() == 2
    assert what in process.output()


def test_a_token_file_that_others_can_read_is_refused(start: Start, tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text(TOKEN, encoding="utf-8")
    file.chmod(0o644)
    process = start("--token-file", str(file), token="")
    assert process.wait() == 2
    assert f"chmod 600 {file}" in process.output()
    assert TOKEN not in process.output()
