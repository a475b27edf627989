import pytest
from page_news import CANARY
from page_structures import whole

from corpus import lay_out
from corpus.extraction import make_extracted_article
from corpus.sandbox import Sandbox

FIRST = "The council of the old harbour town met for the fourth time, and put off the vote again."
TEXT = f"<p>{FIRST}</p>" + "".join(
    f"<p>They met for the {n}th time, and it was put off.</p>" for n in range(5, 12)
)
STANDFIRST = "Nobody in the town believes any more that the harbour will be built before the next election"
OTHER = f"{CANARY} wrote that the town had no need of a harbour, and that nobody would come to see it."


def blocks(sandbox: Sandbox, above: str, head: str = "") -> list[str]:
    page = f"<main><h1>The vote</h1>{above}<div class='text'>{TEXT}</div></main>"
    (found,) = sandbox.parse(".html", whole(head, page, title="The vote").encode())
    article = make_extracted_article(found, stem="page")
    assert not lay_out(article).doubtful
    return [block.text for block in found.blocks]


@pytest.mark.parametrize(
    "above",
    [
        f"<p class='standfirst'>{STANDFIRST}</p>",
        f"<div><h2 class='intro'>{STANDFIRST}</h2></div><p>By Ada Quist</p>",
        f"<ul><li>By Ada Quist</li><li>2 March</li></ul><p>{STANDFIRST}</p>",
        f"<p>{STANDFIRST}</p><div><img src='a.jpg'><p>{OTHER}</p></div>",
        f"<p>{STANDFIRST}</p><div class='more'><p>{OTHER}</p></div>",
    ],
)
def test_a_paragraph_alone_between_headline_and_text_is_the_standfirst(sandbox: Sandbox, above: str) -> None:
    assert blocks(sandbox, above)[:2] == [STANDFIRST, FIRST]


@pytest.mark.parametrize(
    "above",
    [
        f"<div><img src='a.jpg'><p>{OTHER}</p></div>",
        f"<img src='a.jpg'><p>{OTHER}</p>",
        f"<div><picture><img src='a.jpg'></picture></div><div class='c'>{OTHER}</div>",
        f"<div><h3>{CANARY}, 41</h3><p>{OTHER}</p><p>{CANARY} is a critic of all harbours.</p></div>",
        f"<div><p>{OTHER}</p><p>{OTHER}</p></div>",
        f"<p><a href='/1'>{OTHER}</a></p>",
        f"<div>By {CANARY}, 2 March 2026</div>",
    ],
)
def test_captions_people_and_menus_above_the_text_are_no_standfirst(sandbox: Sandbox, above: str) -> None:
    assert blocks(sandbox, above)[0] == FIRST


def test_what_the_page_gives_as_its_description_is_the_standfirst_wherever_it_stands(
    sandbox: Sandbox,
) -> None:
    head = f'<meta property="og:description" content="{STANDFIRST[:60]} …">'
    above = f"<div><img src='a.jpg'><p>{OTHER}</p><p>{STANDFIRST}</p></div>"
    assert blocks(sandbox, above, head)[:2] == [STANDFIRST, FIRST]


@pytest.mark.parametrize("above", [FIRST, FIRST[:40] + "…"])
@pytest.mark.parametrize("head", ["", f'<meta name="description" content="{FIRST}">'])
def test_a_standfirst_that_repeats_the_text_is_left_out(sandbox: Sandbox, above: str, head: str) -> None:
    assert blocks(sandbox, f"<p class='standfirst'>{above}</p><p>2 March</p>", head) == blocks(sandbox, "")
