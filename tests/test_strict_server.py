import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest

pytest.importorskip("aiohttp", reason="comes with lo-bot-api-emulator, which is not installed")

from stand_in import TOKEN
from strict_rules import Flood, Refusal
from strict_server import StrictServer

Call = Callable[..., Any]


def send(call: Call, text: str = "Hello", *entities: tuple[str, int, int], **fields: Any) -> Any:
    found = [
        {"type": kind, "offset": offset, "length": length, "url": "https://p.example/"}
        for kind, offset, length in entities
    ]
    return call("sendMessage", **{"chat_id": 42, "text": text, "entities": found, **fields})


def test_a_wrong_token_and_an_unknown_method_are_refused(server: StrictServer) -> None:
    wrong = httpx.post(f"{server.address}/bot1:wrong/getMe")
    assert (wrong.status_code, wrong.json()["description"]) == (401, "Unauthorized")
    unknown = httpx.post(f"{server.address}/bot{TOKEN}/getHelp")
    assert (unknown.status_code, unknown.json()["description"]) == (404, "Not Found: method not found")
    assert [code for _, code, _ in server.refusals] == [401, 404]
    assert httpx.get(f"{server.address}/bot{TOKEN}/getMe").json()["result"]["username"] == "onrecord_bot"


def test_a_text_has_1_to_4096_units_when_trimmed(server: StrictServer, call: Call) -> None:
    assert send(call) == "Bad Request: chat not found"
    server.say("Hi")
    assert send(call, " \n ") == "Bad Request: message text is empty"
    assert send(call, "😀" * 2_048 + "x") == "Bad Request: message is too long"
    assert send(call, " " + "😀" * 2_048 + " ")["text"] == "😀" * 2_048


@pytest.mark.parametrize(
    ("entities", "reason"),
    [
        ([("mention", 0, 2)], "unknown type mention"),
        ([("bold", 0, 0)], "incorrect offset or length"),
        ([("bold", 0, 99)], "ends outside of the text"),
        ([("bold", 1, 2)], "inside a character"),  # the first is 😀
        ([("bold", 0, 4), ("italic", 2, 4)], "they overlap: italic in bold"),
        ([("blockquote", 0, 4), ("expandable_blockquote", 2, 1)], "wrong nesting"),
        ([("bold", 0, 4), ("code", 2, 1)], "wrong nesting: code in bold"),
        ([("code", 0, 4), ("bold", 2, 1)], "wrong nesting: bold in code"),
        ([("text_link", 0, 4), ("text_link", 2, 1)], "wrong nesting: text_link in text_link"),
        ([("bold", 0, 2)] * 101, "more than 100 entities"),
    ],
)
def test_entities_that_break_a_rule_are_refused(
    server: StrictServer, call: Call, entities: list[tuple[str, int, int]], reason: str
) -> None:
    server.say("Hi")
    assert reason in send(call, "😀 abc def", *entities)


def test_good_entities_come_back_and_links_lead_to_the_web(server: StrictServer, call: Call) -> None:
    server.say("Hi")
    nested = [("blockquote", 0, 10), ("text_link", 0, 6), ("bold", 3, 3), ("code", 7, 3)]
    sent = send(call, "😀 abc def", *nested)
    assert [(one["type"], one["offset"], one["length"]) for one in sent["entities"]] == nested
    wrong = [{"type": "text_link", "offset": 0, "length": 1, "url": "javascript:x"}]
    assert "unsupported URL javascript:x" in send(call, entities=wrong)


def test_tdlib_cleans_parses_and_finds(server: StrictServer, call: Call) -> None:
    pytest.importorskip("tdjson")
    server.say("Hi")
    covered = send(call, "a\u030a *b* @mayor, @owl", ("code", 13, 4))  # one unit is dropped before it
    assert covered["text"] == "a *b* @mayor, @owl"
    assert server.foreign(42) == ["@mayor"]
    assert "Can't find end tag" in send(call, "<b>x", parse_mode="HTML")
    assert "reserved" in send(call, "a.b", parse_mode="MarkdownV2")
    bold = send(call, "<b>x</b>", parse_mode="HTML")
    assert (bold["text"], bold["entities"]) == ("x", [{"type": "bold", "offset": 0, "length": 1}])


def test_a_button_says_1_to_64_bytes_8_in_a_row_and_100_at_most(server: StrictServer, call: Call) -> None:
    server.say("Hi")

    def keyboard(data: str, row: int = 1, rows: int = 1) -> Any:
        buttons = [[{"text": "x", "callback_data": data}] * row] * rows
        return send(call, reply_markup={"inline_keyboard": buttons})

    assert keyboard("") == keyboard("é" * 32 + "x") == "Bad Request: BUTTON_DATA_INVALID"
    assert keyboard("x", 9) == keyboard("x", 1, 101) == "Bad Request: reply markup is too long"
    assert keyboard("é" * 32, 8, 12)["reply_markup"]["inline_keyboard"][0][0]["callback_data"] == "é" * 32


def test_edits_deletions_and_replies_need_their_message(server: StrictServer, call: Call) -> None:
    asked = server.say("Hi")
    number = send(call, "One", reply_parameters={"message_id": asked})["message_id"]
    place = {"chat_id": 42, "message_id": number}
    assert call("editMessageText", **place, text="One").startswith("Bad Request: message is not modified: ")
    assert call("editMessageText", **place, text="Two")["text"] == "Two"
    assert server.visible(42)[0]["text"] == "Two"
    missing = {"chat_id": 42, "message_id": 99}
    assert call("editMessageText", **missing, text="Two") == "Bad Request: message to edit not found"
    assert call("deleteMessage", **missing) == "Bad Request: message to delete not found"
    assert call("deleteMessage", **place) is True
    assert server.visible(42) == []
    replied = {"message_id": number}
    assert send(call, reply_parameters=replied) == "Bad Request: message to be replied not found"


def test_a_reply_to_nothing_goes_where_it_is_allowed_to_and_a_topic_must_exist(
    server: StrictServer, call: Call
) -> None:
    server.say("Hi", message_thread_id=7, is_topic_message=True)
    loose = send(call, reply_parameters={"message_id": 99, "allow_sending_without_reply": True})
    assert "reply_to_message" not in loose
    assert send(call, message_thread_id=7)["message_thread_id"] == 7
    assert send(call, message_thread_id=8) == "Bad Request: message thread not found"
    server.block(42)
    assert send(call) == "Forbidden: bot was blocked by the user"


def test_a_press_is_answered_shortly_and_in_time(server: StrictServer, call: Call) -> None:
    server.say("Hi")
    number = send(call, "Press")["message_id"]
    query = server.press("data", number)
    *_, update = call("getUpdates")
    assert update["callback_query"]["message"]["text"] == "Press"
    answer = {"callback_query_id": query}
    assert call("answerCallbackQuery", **answer, text="x" * 201) == "Bad Request: MESSAGE_TOO_LONG"
    assert call("answerCallbackQuery", **answer, text="x" * 200) is True
    server.expire_queries()
    assert "query is too old" in call("answerCallbackQuery", **answer)
    assert "query ID is invalid" in call("answerCallbackQuery", callback_query_id="1")


def test_an_inline_answer_keeps_its_limits(server: StrictServer, call: Call) -> None:
    query = server.ask_inline("owls")
    content = {"message_text": "Owls", "entities": [{"type": "bold", "offset": 0, "length": 4}]}
    result = {"type": "article", "title": "T", "input_message_content": content}

    def offer(names: list[str], **fields: Any) -> Any:
        results = [{**result, "id": name} for name in names]
        return call("answerInlineQuery", inline_query_id=query, results=results, **fields)

    assert offer(list(map(str, range(51)))) == "Bad Request: Too many inline query results specified"
    assert offer(["1", "1"]) == offer([""]) == offer(["x" * 65]) == "Bad Request: RESULT_ID_INVALID"
    assert offer([], cache_time=-1) == "Bad Request: cache_time is not a number of seconds"
    assert offer([], button={"text": "t", "start_parameter": "a b"}) == "Bad Request: START_PARAM_INVALID"
    assert offer(list(map(str, range(50))), button={"text": "t", "start_parameter": "a-b_1"}) is True
    content["entities"][0]["length"] = 5
    assert "ends outside" in offer(["1"])
    server.expire_queries()
    assert "query is too old" in offer([])


def test_commands_are_short_and_small(call: Call) -> None:
    good = {"command": "ask_1", "description": "ask"}
    assert call("setMyCommands", commands=[good] * 101) == "Bad Request: BOT_COMMANDS_TOO_MUCH"
    assert call("setMyCommands", commands=[{**good, "command": "Ask"}]) == "Bad Request: BOT_COMMAND_INVALID"
    wrong = [{**good, "description": "x" * 257}]
    assert call("setMyCommands", commands=wrong) == "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID"
    scope = {"type": "chat", "chat_id": 42}
    assert call("setMyCommands", commands=[good], scope=scope) == "Bad Request: chat not found"
    assert call("setMyCommands", commands=[good]) is True
    assert call("getMyCommands") == [good]


def test_too_much_is_refused_until_there_is_room_again(server: StrictServer, call: Call) -> None:
    server.say("Hi")
    *sent, refused = [send(call) for _ in range(4)]
    assert [one["text"] for one in sent] == ["Hello"] * 3
    assert refused == "Too Many Requests: retry after 3"
    assert server.refusals == [("sendMessage", 429, refused)]
    flood = Flood()
    for chat in range(30):
        flood.count(0.0, chat)
    with pytest.raises(Refusal, match="retry after 1"):
        flood.check(0.5, 31)
    for moment in range(1, 21):
        flood.check(moment, -1)
        flood.count(moment, -1)
    with pytest.raises(Refusal) as caught:
        flood.check(21.0, -1)  # the first of the 20 was 20 s ago
    assert (caught.value.code, caught.value.parameters) == (429, {"retry_after": 41})


def test_a_file_is_downloaded_and_one_of_over_20_mb_is_not(server: StrictServer, call: Call) -> None:
    server.send_document("a.txt", b"Owls")
    server.send_document("b.txt", b"x" * (20 * 2**20 + 1))
    first, second = (update["message"]["document"]["file_id"] for update in call("getUpdates"))
    path = call("getFile", file_id=first)["file_path"]
    assert httpx.get(f"{server.address}/file/bot{TOKEN}/{path}").content == b"Owls"
    assert call("getFile", file_id=second) == "Bad Request: file is too big"
    assert "wrong file_id" in call("getFile", file_id="other")


def test_faults_befall_the_next_calls_in_order(server: StrictServer, call: Call) -> None:
    server.say("Hi")
    server.fail("sendMessage", status=429, retry_after=7, chat_id=43)
    server.fail("sendMessage", status=502, body="<html>", times=2)
    server.fail("sendMessage", status=400, migrate_to=-5)
    server.fail("sendMessage", reset_before=True)
    server.fail("sendMessage", reset=True)
    server.slow("sendMessage", 0.3)
    address, fields = f"{server.address}/bot{TOKEN}/sendMessage", {"chat_id": 42, "text": "Hello"}
    assert [httpx.post(address, json=fields).text for _ in range(2)] == ["<html>"] * 2
    assert httpx.post(address, json=fields).json()["parameters"] == {"migrate_to_chat_id": -5}
    for n_visible in (0, 1):
        with pytest.raises(httpx.TransportError):
            httpx.post(address, json=fields)
        assert len(server.visible(42)) == n_visible
    began = time.monotonic()
    assert send(call)["text"] == "Hello"
    assert time.monotonic() - began > 0.3
    server.alter("!")
    assert send(call)["text"] == "Hello!"
    limited = httpx.post(address, json={"chat_id": 43, "text": "Hello"}).json()
    assert (limited["error_code"], limited["parameters"]) == (429, {"retry_after": 7})
    assert server.refusals == []
