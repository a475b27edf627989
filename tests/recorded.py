"""The recorded conversation: people use everything that the bot can do, over the article that ships."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from recording import Recording
from stand_in import GROUP
from strict_process import BotProcess, bots, person
from strict_server import ME, StrictServer

OPERATOR = person(7, "Olga")
FORUM = {"id": -1001, "type": "supergroup", "title": "Newsroom", "is_forum": True}
PACT = "Why does Iran need a pact with Syria?"
UNANSWERED = "Who won the 2018 World Cup?"
_BUILDING = 300.0  # seconds; the bot makes its index first
KITES = b"""---
title: Kites over Lund
publisher: Tide News
date: 2026-02-20
---
Ninety kites flew over Lund on Friday. The wind came from the west.
"""
_CHANNEL = {"id": -1005, "type": "channel", "title": "Tide News", "username": "tidenews"}
_ORIGIN = {"type": "channel", "date": 1_772_000_000, "chat": _CHANNEL, "message_id": 12}
FLOOD = "High water in Esbjerg\n\nThe harbour of Esbjerg was closed on Sunday because of a storm surge."


@contextmanager
def recorded_bot(server: StrictServer, folder: Path) -> Iterator[BotProcess]:
    """Run the bot as its README says, on an index that it makes itself of the article that ships."""
    with bots(server, folder / "index", folder) as start:
        bot = start("--feedback", "--operator", str(OPERATOR["id"]))
        server.wait_for("setMyCommands", 1, _BUILDING)
        yield bot


def converse(server: StrictServer) -> Recording:
    """Play the conversation with the bot that runs against a server."""
    talk = Recording(server)
    talk.part("To begin with")
    talk.press(talk.say("/start"), "What did Hatami say?")

    talk.part("A question")
    answer = talk.say(PACT)
    talk.part("Going on from an answer")
    talk.press(answer, "Who said it?")
    talk.press(answer, "Other passages")
    around = talk.press_in_place(answer, "More context")
    talk.press_for_word(talk.press_in_place(around, "‹ Back to the answer"), "👍")

    talk.part("A follow-up, then edited")
    answer = talk.say("And what did Hatami say of the agreement?")
    talk.edit(answer, "Who is Ali Fathollah-Nejad?")

    talk.part("No answer")
    refusal = talk.say(UNANSWERED)
    talk.part("What came nearest")
    talk.press(refusal, "Show the nearest passages")

    talk.part("Reading")
    page = talk.press(talk.say("/sources"), "1")
    talk.press_in_place(page, "read on ›")
    talk.say("/article reconstruction")

    _converse_in_groups(talk)

    talk.part("Inline, in any chat")
    talk.ask_inline(PACT)
    talk.ask_inline(UNANSWERED)

    talk.part("An operator adds articles")
    talk.send_file("kites.md", KITES, OPERATOR)
    talk.say("How many kites flew over Lund?", OPERATOR)
    talk.say(FLOOD, OPERATOR, forward_origin=_ORIGIN)
    talk.say("Why was the harbour of Esbjerg closed?", OPERATOR)
    talk.say("/stats", OPERATOR)
    talk.say("/remove Kites", OPERATOR)
    talk.say("/reload", OPERATOR)

    talk.part("What it is and what it keeps")
    talk.say("/about")
    talk.say("/privacy")
    talk.say("/forget")
    talk.press_for_word(refusal, "Show the nearest passages")
    return talk


def _converse_in_groups(talk: Recording) -> None:
    talk.part("In a group")
    talk.say_to_others("Good morning, everybody.", GROUP)
    answer = talk.say("/ask When did the civil war in Syria break out?", GROUP)
    talk.say("@onrecord_bot What did the analyst say?", GROUP)
    talk.say("Under whose pressure is Iran?", GROUP, reply_to_message={**answer, "from": ME})
    talk.part("In a topic of a forum")
    talk.say(f"/ask {PACT}", FORUM, message_thread_id=7, is_topic_message=True)
