"""The conversation that is shown at the end of the tests' output, and in the README as a picture."""

from pathlib import Path

import pytest

pytest.importorskip("aiohttp", reason="comes with lo-bot-api-emulator, which is not installed")

from conftest import CONVERSATION
from recorded import FLOOD, KITES, converse, recorded_bot
from recording import QUOTES, Recording
from strict_server import StrictServer
from strict_tdlib import under

from corpus import read_sources, shipped_articles

README = Path(__file__).parent.with_name("README.md").read_text(encoding="utf-8")
REPLY = "OnRecord, in reply:\n"
# What must stand in each part, in this order.
EXPECTED = {
    "To begin with": (
        "[ What did Hatami say? ]",
        "[ What did Ayyoub say? ]",
        "[ Who is Ali Fathollah-Nejad? ]",
        "“What did Hatami say?”",
        "_Partly in the words of: Hatami (Iranian Defense Minister Amir Hatami)_",
    ),
    "A question": (
        f"{REPLY}    **The article says:**\n    > “Iran needs to make a pact with the Syrian government "
        "**so it could officially stay there**,” the analyst said.\n"
        "    _Said by: the analyst (An Iranian analyst based in Europe who requested anonymity)_\n"
        "    [Iran and Syria Tout A Defense & Reconstruction Deal](https://themedialine.org/#:~:text=",
        " · The Media Line · paragraph 13 of 17\n",
        "[ More context ]\n    [ Other passages ][ Who said it? ]\n    [ 👍 ][ 👎 ]",
    ),
    "Going on from an answer": (
        "**The article introduces the speaker so:**\n    > **An Iranian analyst based in Europe who",
        "**Further passages, less likely to answer:**",
        f"the message changes\n{REPLY}    > An Iranian analyst based in Europe who requested anonymity told",
        "> **“Iran needs to make a pact with the Syrian government so it could officially stay there,” the",
        f"the message changes\n{REPLY}    **The article says:**\n    > “Iran needs to make a pact",
        "Ada presses “👍” and is told: Thank you, noted.",
    ),
    "A follow-up, then edited": (
        "that it will **“define the areas of bilateral presence, participation and cooperation,”** pledging",
        f"Ada: Who is Ali Fathollah-Nejad?  ‹edited›\n{REPLY}    **The article says:**",
        "**an Iran expert at the Brookings Doha Center**",
    ),
    "No answer": ("**The articles don't say.**", "[ Show the nearest passages ]"),
    "What came nearest": ("**Not an answer, but the nearest passages:**", "paragraph 1 of 17"),
    "Reading": (
        "1. Iran and Syria Tout A Defense & Reconstruction Deal · The Media Line\n    [ 1 ]",
        "paragraphs 1 to 5 of 17 · page 1 of 4\n    [ read on › ]",
        "paragraphs 6 to 9 of 17 · page 2 of 4\n    [ ‹ back ][ read on › ]",
        "Ada: /article reconstruction",
        "page 1 of 4",
    ),
    "In a group": (
        f"Ada: Good morning, everybody.\nAda: /ask When did the civil war in Syria break out?\n{REPLY}",
        "> Since breaking out in **2011**, Syria’s civil war",
        f"Ada: @onrecord_bot What did the analyst say?\n{REPLY}",
        f"Ada: Under whose pressure is Iran?  ‹in reply›\n{REPLY}",
        "by **Israel**, the U.S.",
    ),
    "In a topic of a forum": ("‹in topic 7›\nOnRecord, in reply, in topic 7:", "so it could officially stay"),
    "Inline, in any chat": (
        "Offered: **An Iranian analyst based in Europe who requested anonymity · Iran and Syria Tout A "
        "Defense & Reconstruction Deal · The Media Line**\n“Iran needs to make a pact with the Syrian",
        "Ada: @onrecord_bot Who won the 2018 World Cup?  ‹in another chat›\nOffered: The articles don't say",
    ),
    "An operator adds articles": (
        f"Olga: ‹file kites.md›\n{REPLY}    1 added\n    added: kites-over-lund-",
        "> **Ninety** kites flew over Lund on Friday.\n    Kites over Lund · Tide News · 2026-02-20",
        f"‹forwarded from Tide News›\n{REPLY}    1 added\n    added: high-water-in-esbjerg-",
        "because of **a storm surge**.\n    [High water in Esbjerg](https://t.me/tidenews/12#:~:text=",
        f"Olga: /stats\n{REPLY}    3 articles, ",
        "Removed: kites-over-lund-",
        f"Olga: /reload\n{REPLY}    2 articles, ",
    ),
    "What it is and what it keeps": (
        "I am OnRecord. I write nothing myself",
        "for 24 hours at most. If you press 👍 or 👎,",
        "Forgotten: I remember nothing of this chat.",
        "is told: This button has expired; please ask again.",
    ),
}


@pytest.mark.slow
def test_a_conversation_with_everything_that_the_bot_can_do(
    server: StrictServer, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    with recorded_bot(server, tmp_path) as bot:
        talk = converse(server)
        assert bot.stop() == 143
    pytestconfig.stash[CONVERSATION] = talk.text()
    assert list(talk.parts) == list(EXPECTED)
    for name, expected in EXPECTED.items():
        rest = talk.text(name)
        for words in expected:
            assert words in rest, f"{name}: {words}"
            rest = rest.partition(words)[2]
    assert bot.logged("WARNING") + bot.logged("ERROR") + bot.logged("CRITICAL") == []
    assert {method for method, _, _ in server.refusals} == {
        "setMyCommands"
    }  # the operator had not written yet
    assert f'alt="{talk.words("A question", "No answer")}"' in README
    articles = originals()
    assert [text for text in quoted(talk) if text not in articles] == []


def quoted(talk: Recording) -> list[str]:
    """Return all that stands in block quotes."""
    messages = [message for part in talk.parts.values() for _, message in part]
    found = [under(m["text"], one) for m in messages for one in m["entities"] if one["type"] in QUOTES]
    assert len(found) > 20
    return found


def originals() -> str:
    (shipped,) = read_sources(shipped_articles())
    assert shipped.article
    return "\n".join([shipped.article.text, KITES.decode(), FLOOD])
