"""One conversation with everything that the bot can do, as a process against the strict server."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("aiohttp", reason="comes with lo-bot-api-emulator, which is not installed")

from stand_in import ADA, GROUP, PRIVATE
from strict_process import ANSWERING, BotProcess, bots, person, texts, wait_until
from strict_server import StrictServer

from bot.cli import main

ME = PRIVATE["id"]
COST = "How much did the harbour bridge cost?"
WAITED = "What did Brandt say about waiting for the bridge?"


@pytest.fixture
def bot(server: StrictServer, index: Path, tmp_path: Path) -> Iterator[BotProcess]:
    with bots(server, index, tmp_path) as start:
        yield start(*ANSWERING, "--feedback", "--operator", str(ME))
    assert {method for method, _, _ in server.refusals} <= {"setMyCommands"}  # before the operator wrote


def last(server: StrictServer, chat: int = ME) -> dict[str, Any]:
    message: dict[str, Any] = server.visible(chat)[-1]
    return message


def labels(message: dict[str, Any]) -> list[list[str]]:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [[button["text"] for button in row] for row in rows]


def press(server: StrictServer, message: dict[str, Any], label: str) -> None:
    rows = message["reply_markup"]["inline_keyboard"]
    data = next(button["callback_data"] for row in rows for button in row if button["text"] == label)
    server.press(data, message["message_id"])


def say(server: StrictServer, text: str, chat: dict[str, Any] = PRIVATE, **fields: Any) -> dict[str, Any]:
    """Say something; return what comes back."""
    n = len(server.visible(chat["id"]))
    server.say(text, chat, **fields)
    wait_until(lambda: len(server.visible(chat["id"])) > n)
    return last(server, chat["id"])


def edited(server: StrictServer, message: dict[str, Any]) -> str:
    """Wait until a message has another text; return it."""
    chat, number = message["chat"]["id"], message["message_id"]

    def now() -> str:
        return next(str(one["text"]) for one in server.visible(chat) if one["message_id"] == number)

    wait_until(lambda: now() != message["text"])
    return now()


def test_an_answer_is_gone_on_from_by_its_buttons(server: StrictServer, bot: BotProcess) -> None:
    answer = say(server, WAITED)
    assert labels(answer) == [["More context"], ["Other passages", "Who said it?"], ["👍", "👎"]]
    quoted, source = "“We waited ten years for this bridge,” Brandt said.", "Mayor opens the harbour bridge"
    assert answer["text"].split("\n")[1] == quoted

    press(server, answer, "Who said it?")
    wait_until(lambda: len(server.visible(ME)) == 2)
    assert last(server)["text"].split("\n")[:3] == [
        "Said by: Brandt (Mayor Ilse Brandt)",
        "The article introduces the speaker so:",
        "Mayor Ilse Brandt opened the harbour bridge on Monday.",
    ]
    press(server, answer, "Other passages")
    wait_until(lambda: len(server.visible(ME)) == 3)
    assert last(server)["text"].startswith("Further passages, less likely to answer:")
    assert quoted not in last(server)["text"]

    press(server, answer, "More context")
    around = edited(server, answer)
    before = "Mayor Ilse Brandt opened the harbour bridge on Monday. It cost $3.5 billion."
    assert around.startswith(f"{before}\n\n{quoted}")
    assert "The bridge is 2,100 metres long.\n" + source in around
    shown = server.visible(ME)[0]
    press(server, shown, "‹ Back to the answer")
    assert edited(server, shown) == answer["text"]
    assert labels(server.visible(ME)[0]) == labels(answer)
    assert len(server.visible(ME)) == 3


def test_an_edited_question_is_answered_in_place_and_leant_on(server: StrictServer, bot: BotProcess) -> None:
    number = server.say("What do the owls hunt?")
    wait_until(lambda: server.visible(ME))
    answer = last(server)
    server.edit(number, "Who opened the harbour bridge?", PRIVATE)
    assert "Mayor Ilse Brandt opened" in edited(server, answer)
    assert "It cost $3.5 billion." in say(server, "How much did it cost?")["text"]


def test_articles_are_listed_and_read_page_by_page(server: StrictServer, bot: BotProcess) -> None:
    listed = say(server, "/sources")
    assert labels(listed) == [["1", "2"]]
    press(server, listed, "2")
    wait_until(lambda: len(server.visible(ME)) == 2)
    assert last(server)["text"].split("\n") == [
        "Owls return to the old forest · Forest Weekly",
        "Forty owls have returned to the old forest, rangers reported.",
        "",
        "The owls hunt mice at night. They nest in hollow oaks.",
        "paragraphs 1 to 2 of 2 · page 1 of 1",
    ]
    assert say(server, "/article OWLS")["text"] == server.visible(ME)[1]["text"]
    assert "no article" in say(server, "/article %")["text"]


def test_operators_add_articles_that_the_next_question_quotes(server: StrictServer, bot: BotProcess) -> None:
    article = {"id": "kite", "title": "Kites over Lund", "text": "Ninety kites flew over Lund on Friday."}
    server.send_document("kites.jsonl", json.dumps(article).encode(), PRIVATE)
    wait_until(lambda: server.visible(ME))
    assert last(server)["text"] == "1 added\nadded: kite"
    assert "Ninety kites flew over Lund on Friday." in say(server, "How many kites flew over Lund?")["text"]
    channel = {"id": -1005, "type": "channel", "title": "Tide News", "username": "tidenews"}
    origin = {"type": "channel", "date": 1_772_000_000, "chat": channel, "message_id": 12}
    flood = "High water in Esbjerg\n\nThe harbour of Esbjerg was closed on Sunday because of a storm surge."
    assert say(server, flood, forward_origin=origin)["text"].startswith("1 added\nadded: ")
    answer = say(server, "Why was the harbour of Esbjerg closed?")["text"]
    assert "High water in Esbjerg · Tide News · 2026-02-25 · paragraph 1 of 1" in answer
    assert "4 articles" in say(server, "/stats")["text"]
    assert say(server, "/remove kite")["text"] == "Removed: kite"
    reloaded = say(server, "/reload")["text"]
    assert reloaded.startswith("3 articles, ")
    assert "(when I last told: 4 articles)" in reloaded

    stranger = person(99)
    assert "as text" in say(server, "", stranger, document={"file_id": "f", "file_unique_id": "f"})["text"]
    assert "3 articles" not in say(server, "/stats", stranger)["text"]


def test_help_offers_questions_to_press(server: StrictServer, bot: BotProcess) -> None:
    help_ = say(server, "/help")
    (question,) = labels(help_)[0]
    press(server, help_, question)
    wait_until(lambda: len(server.visible(ME)) == 2)
    assert last(server)["text"].startswith(f"“{question}”\n\nThe article")


def test_quotes_are_offered_inline(server: StrictServer, bot: BotProcess) -> None:
    for typed in ("What do", "What do the", "What do the owls hunt?"):
        server.ask_inline(typed, ADA)
    wait_until(lambda: server.calls("answerInlineQuery"))
    (answered,) = server.calls("answerInlineQuery")
    first = answered["results"][0]
    assert first["description"] == "The owls hunt mice at night."
    assert first["input_message_content"]["message_text"].startswith(first["description"] + "\nOwls return")
    assert len(answered["results"]) > 1


def test_a_quote_that_telegram_would_alter_is_named_not_shown(server: StrictServer, bot: BotProcess) -> None:
    article = {"id": "kite", "title": "Kites", "text": "Ninety q\u030aite kites flew over Lund on Friday."}
    server.send_document("kites.jsonl", json.dumps(article).encode(), PRIVATE)
    wait_until(lambda: server.visible(ME))
    asked = "How many kites flew over Lund?"
    named = "Quote 1 has characters that Telegram drops. It stands in:\nKites · paragraph 1 of 1"
    assert say(server, asked)["text"].endswith(named)
    server.ask_inline(asked, ADA)
    offered = server.wait_for("answerInlineQuery", 1)[0]["results"][0]
    assert (offered["title"], offered["description"]) == ("Kites", named)
    assert bot.stop() == 143
    assert bot.logged("CRITICAL") == []


def test_what_is_judged_right_becomes_a_question_set(
    server: StrictServer, bot: BotProcess, index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    press(server, say(server, COST), "👍")
    press(server, say(server, WAITED), "👎")
    wait_until(lambda: len(server.calls("answerCallbackQuery")) == 2)
    assert [call["text"] for call in server.calls("answerCallbackQuery")] == ["Thank you, noted."] * 2
    assert bot.stop() == 143
    assert main(["feedback", "export", "--index", str(index), "--state", str(tmp_path / "state")]) == 0
    printed, errors = capsys.readouterr()
    (line,) = printed.splitlines()
    entry = json.loads(line)
    assert (entry["question"], entry["article_id"], entry["answerable"]) == (COST, "bridge", True)
    assert "It cost $3.5 billion." in entry["evidence"][0]
    assert errors == "1 left out: judged wrong\n"
    (tmp_path / "set.jsonl").write_text(line, encoding="utf-8")
    assert main(["eval", str(tmp_path / "set.jsonl"), "--index", str(index)]) == 0


def test_buttons_work_after_a_restart_and_say_when_they_expired(
    server: StrictServer, index: Path, tmp_path: Path
) -> None:
    with bots(server, index, tmp_path) as start:
        first = start(*ANSWERING)
        answer = say(server, WAITED)
        assert labels(answer) == [["More context"], ["Other passages", "Who said it?"]]
        assert first.stop() == 143
        start(*ANSWERING)
        press(server, answer, "More context")
        assert "The bridge is 2,100 metres long." in edited(server, answer)
        say(server, "/forget")
        press(server, answer, "Other passages")
        wait_until(lambda: len(server.calls("answerCallbackQuery")) == 2)
        assert server.calls("answerCallbackQuery")[1]["text"] == "This button has expired; please ask again."


def test_only_those_let_in_are_answered(server: StrictServer, index: Path, tmp_path: Path) -> None:
    with bots(server, index, tmp_path) as start:
        start(*ANSWERING, "--allow", "5", "--allow", str(GROUP["id"]))
        assert "It cost $3.5 billion." in say(server, COST, person(5))["text"]
        assert say(server, COST, person(6))["text"] == "I answer only those whom my operators let in."
        server.say(COST, person(6))
        assert "It cost $3.5 billion." in say(server, f"/ask {COST}", GROUP)["text"]
        assert len(texts(server, 6)) == 1
