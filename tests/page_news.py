"""Invented articles for the invented pages of ``page_structures``, and what stands around them there."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import escape

CANARY = "Zinnober"  # in everything that is not the article, nowhere in it


@dataclass(frozen=True, slots=True)
class News:
    """An article; ``post`` and ``quote`` are another's words that the page sets apart."""

    title: str
    author: str
    date: str
    publisher: str
    url: str
    paragraphs: tuple[str, ...]
    post: str
    quote: str


BRIDGE = News(
    title="Harbour bridge opens after ten years of work",
    author="Ada Quist",
    date="2026-03-02T08:15:00+01:00",
    publisher="The Harbour Post",
    url="https://harbourpost.example/news/bridge-opens",
    paragraphs=(
        "The new bridge across the harbour of Lindholm opened on Monday, ten years after the first pile was"
        " driven. Some 4,200 people walked over it before noon.",
        "“We don’t build for ourselves,” Mayor Ilse Brandt said at the ceremony. “We build for those who come"
        " after us.”",
        "It rained.",
        "The bridge cost 312.5 million crowns, nearly twice what the council had voted for in 2016. An audit"
        " by Torv & Partners found that steel alone had gone up by 61% since then.",
        "Not everybody is content. Fishermen at the eastern quay say that the piers, 14 metres wide at the"
        " foot, have changed the current, and that they were never asked.",
        "“Nobody came to us, nobody called,” said Jon Aker, who has fished there for 31 years. “Now the boats"
        " won’t lie still.”",
        "The city denies that. A spokeswoman, Mette Lund, said two hearings had been held in 2018, and that"
        " the minutes were public.",
        "Who is right may be for a court to say: the fishermen’s union has until the end of April to sue."
        " Its lawyer would not say whether it will.",
        "Trams are to cross from September on. Until then the bridge belongs to those on foot and bicycles.",
        "Brandt, asked whether she would build it again, laughed. “Ask me in ten years,” she said.",
    ),
    post="Ten years, and I still can’t believe that we can walk across. See you at the fireworks tonight!",
    quote="The piers as built do not differ in any respect from the drawings on display at the hearings.",
)
GERMAN = replace(
    BRIDGE,
    title="Nach zehn Jahren: Lindholm öffnet die Hafenbrücke",
    author="Jörg Weiß",
    publisher="Lindholmer Anzeiger",
    url="https://anzeiger.example/hafen/bruecke-eroeffnet",
    paragraphs=(
        "Die neue Brücke über den Hafen von Lindholm ist am Montag eröffnet worden, zehn Jahre nach dem"
        " ersten Rammschlag. Rund 4.200 Menschen gingen bis zum Mittag hinüber.",
        "„Wir bauen nicht für uns“, sagte Bürgermeisterin Ilse Brandt bei der Feier. „Wir bauen für die, die"
        " nach uns kommen.“",
        "Es regnete.",
        "Die Brücke kostete 312,5 Millionen Kronen, fast doppelt so viel wie 2016 beschlossen. Allein der"
        " Stahl sei seither um 61 Prozent teurer geworden, heißt es in einem Gutachten.",
        "Zufrieden sind nicht alle. »Niemand hat uns gefragt«, sagte der Fischer Jon Aker, der seit 31 Jahren"
        " am Ostkai liegt.",
        "Die Stadt weist das zurück. Zwei Anhörungen habe es 2018 gegeben, sagte eine Sprecherin.",
    ),
    post="Zehn Jahre, und ich kann es noch nicht glauben. Wir sehen uns heute Abend beim Feuerwerk!",
    quote="Die Pfeiler weichen in keiner Hinsicht von den ausgelegten Zeichnungen ab.",
)
FRENCH = replace(
    BRIDGE,
    title="Le pont du port ouvre après dix ans de travaux",
    author="Zoé Lefèvre",
    publisher="L’Écho du port",
    url="https://echo.example/port/pont",
    paragraphs=(
        "Le nouveau pont du port de Lindholm a été ouvert lundi, dix ans après le début des travaux. Quelque"
        " 4 200 personnes l’ont traversé avant midi.",
        "« Nous ne construisons pas pour nous », a déclaré la maire, Ilse Brandt. « Nous construisons pour"
        " ceux qui viendront après nous. »",
        "Il pleuvait.",
        "Le pont a coûté 312,5 millions de couronnes, près du double de ce que le conseil vota en 2016.",
        "« Personne n’est venu nous voir », a répondu Jon Aker, pêcheur depuis 31 ans. La ville dément.",
        "Les tramways ne passeront qu’en septembre. D’ici là, le pont est aux piétons et aux cyclistes.",
    ),
    post="Dix ans, et je n’y crois toujours pas. Rendez-vous ce soir pour le feu d’artifice !",
    quote="Les piles construites ne diffèrent en rien des plans présentés lors des auditions.",
)


def inline(text: str) -> str:
    """Return ``text`` as HTML with links, emphasis and parts of words in bold."""
    words = escape(text, quote=False).replace("n’t", "<b>n’t</b>").split(" ")
    for number, word in enumerate(words):
        tag = {6: 'a href="/topic/x" class="link"', 13: "em", 20: "strong"}.get(number % 24)
        if tag and "<" not in word:
            words[number] = f"<{tag}>{word}</{tag.split()[0]}>"
    return " ".join(words)


def paragraphs(news: News, template: str = "<p>{}</p>") -> Iterator[str]:
    """Yield the HTML of every paragraph."""
    return (template.format(inline(text)) for text in news.paragraphs)


def boxed(news: News, boxes: list[str], template: str = "<p>{}</p>", every: int = 2) -> str:
    """Return the paragraphs with one of ``boxes`` after every second, the remaining ones at the end."""
    parts: list[str] = []
    left = list(boxes)
    for number, html in enumerate(paragraphs(news, template), 1):
        parts.append(html)
        if number % every == 0 and left:
            parts.append(left.pop(0))
    return "\n".join([*parts, *left])


def tweet(news: News) -> str:
    return (
        f'<blockquote class="twitter-tweet"><p lang="en" dir="ltr">{escape(news.post)}</p>'
        '&mdash; Mayor of Lindholm (@lindholm) <a href="https://twitter.example/1">March 2, 2026</a>'
        "</blockquote>"
    )


def said(kind: str, n: int = 2) -> str:
    """Return sentences that do not belong to the article, as long as those that do."""
    lines = (
        f"{CANARY} {kind}: the council of a town far away has voted on a new budget for its schools, again.",
        f"Readers of {CANARY} liked this, too, as the weather turned, and the trains ran late as ever.",
        f"“We have never seen a {kind} like this,” said a man from {CANARY}, who did not give his name.",
    )
    return " ".join(lines[:n])


def menu(tag: str = "nav") -> str:
    items = "".join(
        f'<li><a href="/{n}">{CANARY} {n}</a></li>' for n in ("World", "Sport", "Opinion", "Arts")
    )
    return f"<{tag}><ul>{items}</ul></{tag}>"


def comments(tag: str = "div") -> str:
    one = f'<{tag} class="comment"><b>reader_{CANARY}</b><p>{said("comment", 3)}</p></{tag}>'
    return f'<div id="comments" class="comments-area"><h3>3 {CANARY} comments</h3>{one * 3}</div>'


def related(heading: str = "Related articles") -> str:
    cards = "".join(
        f'<li><a href="/r{n}"><h3>{CANARY} wins cup number {n}</h3></a><p>{said("teaser", 1)}</p></li>'
        for n in range(3)
    )
    return f'<section class="related-articles"><h2>{heading} {CANARY}</h2><ul>{cards}</ul></section>'


def figure() -> str:
    return (
        f'<figure><img src="b.jpg" alt="{CANARY}: people on a bridge in the rain">'
        f"<figcaption>{said('caption', 1)} Photo: {CANARY}</figcaption></figure>"
    )


def consent() -> str:
    return (
        f'<div id="cookie-banner" role="dialog" class="cookie-consent"><p>We value your privacy. '
        f"{said('consent', 1)}</p><button>Accept {CANARY}</button></div>"
    )


def newsletter() -> str:
    return (
        f'<div class="newsletter-signup"><h3>Get {CANARY} in your inbox</h3><p>{said("newsletter", 1)}</p>'
        f'<form><input type="email" value="{CANARY}"><button>Sign up to {CANARY}</button></form></div>'
    )


def hidden() -> str:
    return (
        f'<div style="display:none"><p>{said("hidden")}</p></div>'
        f'<p class="sr-only" aria-hidden="true">{said("hidden", 1)}</p>'
    )


def footer() -> str:
    return (
        f"<footer><p>{said('footer')}</p><p>&copy; 2026 {CANARY} Media Ltd. All rights reserved.</p></footer>"
    )


def words_of(text: str) -> str:
    """Return ``text`` without any space, to compare where spaces do not count."""
    return re.sub(r"\s+", "", text)
