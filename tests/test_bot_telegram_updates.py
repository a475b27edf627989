"""The bot as a process: what Telegram may hand it, and what of that it answers (T1 to T19, T46, T47)."""

import time
from collections.abc import Callable

import pytest

pytest.importorskip("aiohttp", reason="comes with lo-bot-api-emulator, which is not installed")

from stand_in import ADA, GROUP
from strict_process import BotProcess, person, texts, wait_until
from strict_server import StrictServer

Start = Callable[..., BotProcess]

COST, HUNT = "How much did the harbour bridge cost?", "What do the owls hunt?"
IT_COST, THEY_HUNT = "It cost $3.5 billion.", "The owls hunt mice at night."
FORUM = {"id": -1001, "type": "supergroup", "title": "Newsroom", "is_forum": True}
FILE = {"file_id": "1", "file_unique_id": "1"}
KINDS = [
    {
        "sticker": {
            **FILE,
            "type": "regular",
            "width": 1,
            "height": 1,
            "is_animated": False,
            "is_video": False,
        }
    },
    {"photo": [{**FILE, "width": 1, "height": 1}], "caption": COST},
    {"voice": {**FILE, "duration": 1}},
    {"dice": {"emoji": "🎲", "value": 3}},
]


def replied(server: StrictServer) -> list[int]:
    return [call["reply_parameters"]["message_id"] for call in server.calls("sendMessage")]


def test_what_has_no_text_gets_a_word_in_private_and_none_in_a_group(
    server: StrictServer, start: Start
) -> None:
    start()
    with server.together():
        for number, fields in enumerate(KINDS, 1):
            server.say("", GROUP, **fields)
            server.say("", person(number), **fields)
    server.wait_for("sendMessage", len(KINDS))
    word = "Please send your question as text, such as: What is this article about?"
    assert [texts(server, number) for number in (1, 2, 3, 4)] == [[word]] * 4
    assert texts(server, GROUP["id"]) == []
    assert server.refusals == []


def test_kinds_of_updates_that_it_did_not_ask_for_are_ignored(server: StrictServer, start: Start) -> None:
    bot = start()
    changed = {"chat": person(1), "from": ADA, "date": 1}
    member = {"user": ADA, "status": "member"}
    post = {"message_id": 7, "date": int(time.time()), "chat": {"id": -5, "type": "channel"}, "text": COST}
    for update in (
        {"channel_post": post},
        {"edited_channel_post": post},
        {"my_chat_member": {**changed, "old_chat_member": member, "new_chat_member": member}},
        {"message_reaction": {**changed, "message_id": 1, "old_reaction": [], "new_reaction": []}},
        {"telepathy": {"chat": person(1), "thought": COST}},
    ):
        server.raw_update({"update_id": server.number(), **update})
    asked = server.say(COST)
    server.wait_for("sendMessage", 1)
    server.say(COST, GROUP)  # meant for others
    wait_until(lambda: server.updates.n_waiting == 0)  # acknowledged, though nothing of it is stored
    assert bot.stop() == 143
    assert replied(server) == [asked]
    assert bot.logged("WARNING") + bot.logged("ERROR") == []


def test_an_update_that_comes_twice_is_answered_once_in_the_order_of_coming(
    server: StrictServer, start: Start
) -> None:
    bot = start()
    first, second = server.number(), server.number()
    message = {"date": int(time.time()), "chat": person(42), "from": ADA, "text": COST}
    with server.together():
        for number in (second, first, second):
            server.raw_update({"update_id": number, "message": {**message, "message_id": number + 500}})
    server.wait_for("sendMessage", 2)
    server.duplicate_update(first)
    server.say(HUNT)
    server.wait_for("sendMessage", 3)
    assert bot.stop() == 143
    start()
    server.duplicate_update(second)
    server.say(HUNT)
    server.wait_for("sendMessage", 4)
    assert replied(server)[:2] == [second + 500, first + 500]
    answers = [text.splitlines()[1].split(" [")[0] for text in texts(server, 42)]
    assert answers == [IT_COST, IT_COST, THEY_HUNT, THEY_HUNT]


def test_after_an_hour_a_question_is_only_told_that_it_waited_too_long_once_in_a_chat(
    server: StrictServer, start: Start
) -> None:
    start()
    now = int(time.time())
    with server.together():
        for ago in (23 * 3600, 2 * 3600, 1800):
            server.say(COST, person(1), date=now - ago)
        server.say(COST, person(2), date=now - 3700)
    server.wait_for("sendMessage", 3)
    notice = "I was away when you asked this. Please ask again if you still want to know."
    late, answer = texts(server, 1)
    assert (late, IT_COST in answer) == (notice, True)
    assert texts(server, 2) == [notice]


def test_bots_are_left_alone_and_whoever_has_no_name_is_answered(server: StrictServer, start: Start) -> None:
    bot = start()
    another = {"id": 7, "is_bot": True, "first_name": "Another"}
    channel, anonymous = {"id": -7, "type": "channel", "title": "Post"}, {**another, "id": 1087968824}
    origin = {"type": "hidden_user", "date": 1, "sender_user_name": "\u202eBo"}
    server.say(f"/ask {COST}", GROUP, **{"from": another})
    admin = server.say(f"/ask {COST}", GROUP, **{"from": anonymous}, sender_chat=GROUP)
    nobody = server.say(f"/ask {COST}", {**FORUM, "is_forum": False}, **{"from": None}, sender_chat=channel)
    forwarded = server.say(COST, person(1), forward_origin=origin)
    server.wait_for("sendMessage", 3)
    assert sorted(replied(server)) == [admin, nobody, forwarded]
    assert bot.stop() == 143
    assert bot.logged("ERROR") == []


def test_the_answer_goes_to_the_topic_and_plain_where_the_question_was_deleted(
    server: StrictServer, start: Start
) -> None:
    start()
    asked = server.say(f"/ask {COST}", FORUM, message_thread_id=7, is_topic_message=True)
    with server.together():
        gone = server.say(COST)
        del server.methods.messages[42, gone]
    server.wait_for("sendMessage", 2)
    (answer,), (loose,) = server.visible(-1001), server.visible(42)
    assert (answer["message_thread_id"], answer["reply_to_message"]["message_id"]) == (7, asked)
    assert "reply_to_message" not in loose
    assert IT_COST in loose["text"]
    assert server.refusals == []


def test_large_numbers_many_entities_and_long_questions_do_no_harm(
    server: StrictServer, start: Start
) -> None:
    bot = start()
    entities = [{"type": "bold", "offset": n % 20, "length": 1} for n in range(5_000)]
    server.say(COST, person(2**52 - 1), entities=entities)
    server.say("owls " * 819, person(1))  # 4,095 characters
    server.wait_for("sendMessage", 2)
    (answer,), (reproach,) = texts(server, 2**52 - 1), texts(server, 1)
    assert IT_COST in answer
    assert "1,000" in reproach
    assert bot.stop() == 143
    assert bot.logged("ERROR") == []


def test_names_never_appear(server: StrictServer, start: Start) -> None:
    bot = start()
    name = "\u202e<b>@mayor *Eve* http://eve.example " + "x" * 10_000
    chat = {**person(1, name), "username": "evil_eve", "last_name": name}
    said = ["/start", COST, "/stats", "/about"]
    for text in said:
        server.say(text, chat, **{"from": {**ADA, "id": 1, "first_name": name, "last_name": name}})
    server.wait_for("sendMessage", len(said))
    shown = "".join([*texts(server, 1), bot.output()])
    assert [piece for piece in ("\u202e", "<b>", "Eve", "evil_eve", "eve.", "xxx") if piece in shown] == []
    assert [one for one in server.foreign(1) if not one.startswith("/")] == []


def test_forged_buttons_and_hostile_payloads_lead_nowhere(server: StrictServer, start: Start) -> None:
    bot = start()
    server.say(COST, person(1))
    server.wait_for("sendMessage", 1)
    (answer,) = server.visible(1)
    keys = [button["callback_data"] for row in answer["reply_markup"]["inline_keyboard"] for button in row]
    server.say("/start ' OR 1=1 --\x00../../etc/passwd", person(2))
    server.wait_for("sendMessage", 2)
    (welcome,) = server.visible(2)
    forged = ["", ":", "around", "near:' OR 1=1", "read:x:1:2", "around:" + "9" * 57, keys[0]]
    for data in forged:  # the last is the button of another chat
        server.press(data, welcome["message_id"], person(2))
    told = server.wait_for("answerCallbackQuery", len(forged))
    assert {call["text"] for call in told} == {"This button has expired; please ask again."}
    server.press(f"{keys[0].rpartition(':')[0]}:99", answer["message_id"], person(1))
    server.wait_for("editMessageText", 1)
    assert bot.stop() == 143
    assert texts(server, 1) == ["The article has changed or is gone since; please ask again."]
    assert welcome["text"].startswith("Ask me about the news")
    assert texts(server, 2) == [welcome["text"]]
    assert bot.logged("ERROR") == []
    assert server.refusals == []


def test_an_edited_question_is_answered_in_place(server: StrictServer, start: Start) -> None:
    bot = start()
    asked = server.say(COST)
    server.wait_for("sendMessage", 1)
    (first,) = server.visible(42)
    for n_edits, text in enumerate((HUNT, f"{HUNT} ", "owls " * 300), 1):
        server.edit(asked, text)
        server.wait_for("editMessageText", n_edits)
        assert [message["message_id"] for message in server.visible(42)] == [first["message_id"]]
    server.edit(asked, "bats " * 300)  # just as long: nothing visible changes
    wait_until(lambda: server.refusals)
    assert IT_COST in first["text"]
    assert THEY_HUNT in server.calls("editMessageText")[1]["text"]
    assert bot.stop() == 143
    assert len(server.calls("sendMessage")) == len(server.visible(42)) == 1
    (unchanged,) = server.refusals
    assert unchanged[2].startswith("Bad Request: message is not modified")
    assert bot.logged("WARNING") + bot.logged("ERROR") == []


def test_an_edited_question_whose_answer_is_gone_is_answered_anew(server: StrictServer, start: Start) -> None:
    start()
    asked = server.say(COST)
    server.wait_for("sendMessage", 1)
    (first,) = server.visible(42)
    del server.methods.messages[42, first["message_id"]]
    server.edit(asked, HUNT)
    server.wait_for("sendMessage", 2)
    (anew,) = texts(server, 42)
    assert THEY_HUNT in anew
    assert server.refusals == [("editMessageText", 400, "Bad Request: message to edit not found")]


def test_one_malformed_update_does_not_hide_those_beside_it(server: StrictServer, start: Start) -> None:
    bot = start()
    with server.together():
        server.raw_update({"update_id": server.number(), "message": {"message_id": "x", "chat": 5}})
        asked = server.say(COST)
        server.raw_update({"update_id": server.number(), "message": []})
        server.raw_update({"update_id": server.number(), "callback_query": {"id": 1}})
        also = server.say(HUNT)
    server.wait_for("sendMessage", 2)
    assert bot.stop() == 143
    assert replied(server) == [asked, also]
    assert bot.logged("ERROR") == []


def test_whoever_asks_in_many_chats_at_once_is_answered_one_by_one(
    server: StrictServer, start: Start
) -> None:
    bot = start()
    groups = [{"id": -200 - n, "type": "group", "title": "Newsroom"} for n in range(5)]
    with server.together():
        for n, group in enumerate(groups):
            server.say(f"/ask {COST} And who paid bill {n}?", group)  # nothing that was read before
        server.say(COST, person(1))
    sent = [int(call["chat_id"]) for call in server.wait_for("sendMessage", 6)]
    assert bot.stop() == 143
    assert sorted(sent) == sorted([1, *(group["id"] for group in groups)])
    assert sent.index(1) < 3  # not behind the five, though it was asked after them


def test_a_press_that_a_crash_interrupts_is_not_done_again(server: StrictServer, start: Start) -> None:
    bot = start()
    server.say(COST)
    server.wait_for("sendMessage", 1)
    (answer,) = server.visible(42)
    keys = [button["callback_data"] for row in answer["reply_markup"]["inline_keyboard"] for button in row]
    server.slow("sendMessage", 60)
    server.press(next(key for key in keys if key.startswith("more")), answer["message_id"])
    server.wait_for("sendMessage", 2)
    bot.kill()
    start()
    server.say(HUNT)
    server.wait_for("sendMessage", 3)
    assert THEY_HUNT in texts(server, 42)[2]
