# ruff: noqa: E501 (markup stays in one piece)
"""Pages in the structures that news sites have, written for the tests: invented markup, invented words."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from html import escape

from page_news import (
    BRIDGE,
    CANARY,
    News,
    boxed,
    comments,
    consent,
    figure,
    footer,
    inline,
    menu,
    newsletter,
    paragraphs,
    related,
    said,
    tweet,
)


@dataclass(frozen=True, slots=True)
class Structure:
    """A page: how it is built and what must be found in it.

    ``blocks`` are the paragraphs in order, ``embedded`` those of them that are another's. ``unstated`` are
    the fields that the page does not give; ``encoding`` is that of its bytes.
    """

    build: Callable[[News], str]
    news: News = BRIDGE
    embeds: tuple[tuple[int, str], ...] = ()  # after how many paragraphs, and which field of the news
    adds: tuple[tuple[int, str], ...] = ()  # blocks that the page has beside the paragraphs
    limit: int | None = None  # how many paragraphs the page shows
    unstated: frozenset[str] = frozenset()
    encoding: str = "utf-8"

    @property
    def page(self) -> bytes:
        return self.build(self.news).encode(self.encoding)

    @property
    def blocks(self) -> list[tuple[str, bool]]:
        found = [(text, False) for text in self.news.paragraphs[: self.limit]]
        inserts = [(at, getattr(self.news, field), True) for at, field in self.embeds]
        inserts += [(at, text, False) for at, text in self.adds]
        for shift, (at, text, embedded) in enumerate(sorted(inserts, key=lambda one: one[0])):
            found.insert(at + shift, (text, embedded))
        return found


def linked(news: News, kind: str = "NewsArticle", **more: object) -> str:
    node = {
        "@type": kind,
        "headline": news.title,
        "author": {"@type": "Person", "name": news.author},
        "datePublished": news.date,
        "publisher": {"@type": "Organization", "name": news.publisher},
        "mainEntityOfPage": {"@type": "WebPage", "@id": news.url},
        "description": said("description", 1),
        **more,
    }
    return f'<script type="application/ld+json">{json.dumps({"@context": "https://schema.org", **node})}</script>'


def tags(news: News) -> str:
    return (
        f'<meta property="og:title" content="{escape(news.title)}">'
        f'<meta property="og:site_name" content="{escape(news.publisher)}">'
        f'<meta property="og:description" content="{CANARY}"><link rel="canonical" href="{news.url}">'
        f'<meta property="article:published_time" content="{news.date}">'
        f'<meta name="author" content="{escape(news.author)}">'
    )


def whole(head: str, body: str, *, lang: str = "en", title: str = f"{CANARY} news") -> str:
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f"{head}</head><body>{body}</body></html>"
    )


def wire_agency(news: News) -> str:
    graph = {
        "@context": "https://schema.org",
        "@graph": [
            {"@type": "Organization", "name": CANARY},
            {
                "@type": ["NewsArticle"],
                "headline": news.title,
                "author": [{"@type": "Person", "name": news.author}],
                "datePublished": news.date,
                "publisher": {"name": news.publisher},
                "url": news.url,
            },
        ],
    }
    advert = f'<div data-testid="ResponsiveAdSlot" class="ad-slot__container">Advertisement · {CANARY}</div>'
    body = paragraphs(news, '<div data-testid="paragraph-{{}}" class="text-module__text__x1">{}</div>')
    parts = [advert if n == 3 else "" for n in range(len(news.paragraphs))]
    text = "".join(a + p for a, p in zip(parts, body, strict=True))
    return whole(
        f'<script type="application/ld+json">{json.dumps(graph)}</script>',
        f'<header>{menu()}</header><main><article data-testid="Article"><div class="article-header">'
        f"<h1>{escape(news.title)}</h1><div data-testid='Byline' class='info-byline'>By {news.author}</div>"
        f"<time datetime='{news.date}'>March 2, 2026 8:15 AM · Updated {CANARY} ago</time></div>"
        f'{figure()}<div class="article-body-module__content">{text}'
        f'<p data-testid="SignOff" class="sign-off">Reporting by {news.author}; Editing by {CANARY}</p></div>'
        f"</article></main>{related('Read next')}{footer()}",
    )


def broadcaster(news: News) -> str:
    texts = [
        f'<div data-component="text-block" class="ssrcss-1q"><p class="ssrcss-9">{inline(text)}</p></div>'
        for text in news.paragraphs
    ]
    subheadline = '<div data-component="subheadline-block"><h2 class="ssrcss-h">Angry fishermen</h2></div>'
    links = f'<div data-component="links-block"><p>More on this story</p>{related("More")}</div>'
    caption = f'<div data-component="image-block">{figure()}</div>'
    post = f'<div data-component="social-embed">{tweet(news)}</div>'
    blocks = [*texts[:2], caption, *texts[2:4], subheadline, *texts[4:6], post, *texts[6:], links]
    return whole(
        linked(news) + tags(news),
        f'{consent()}<div id="main-wrapper"><div role="navigation">{menu("div")}</div><main id="main-content">'
        f'<article><div data-component="headline-block"><h1>{escape(news.title)}</h1></div>'
        f'<div data-component="byline-block"><span>{news.author}</span><span>Harbour correspondent</span></div>'
        f"{''.join(blocks)}</article></main></div>{footer()}",
    )


def big_daily(news: News) -> str:
    def advert(n: int) -> str:
        return (
            f'<div id="story-ad-{n}-wrapper" class="css-ad"><p>Advertisement</p><a href="#after">SKIP '
            f"{CANARY}</a></div>"
        )

    groups = [
        f'<div class="css-s99gbd StoryBodyCompanionColumn"><div class="css-53u6y8">{html}</div></div>'
        for html in paragraphs(news, '<p class="css-at9mc1 evys1bk0">{}</p>')
    ]
    body = "".join(html + (advert(n) if n % 3 == 0 else "") for n, html in enumerate(groups, 1))
    return whole(
        linked(news, author=[{"@type": "Person", "name": news.author}]),
        f'<div id="app"><header>{menu()}</header><article id="story"><h1 data-testid="headline">'
        f'{escape(news.title)}</h1><p class="byline-prefix">By <span class="byline">{news.author}</span></p>'
        f"{figure()}<section name='articleBody'>{body}</section>"
        f'<div class="bottom-of-article"><p>{said("bio", 1)}</p></div></article></div>'
        f"{newsletter()}{footer()}",
    )


def wordpress(news: News) -> str:
    share = f'<div class="sharedaddy sd-sharing-enabled"><h3>Share this: {CANARY}</h3>{menu("div")}</div>'
    caption = (
        f'<div class="wp-caption alignleft"><img src="b.jpg" alt="b"><p class="wp-caption-text">'
        f"{said('caption', 1)}</p></div>"
    )
    quote = f'<blockquote class="wp-block-quote"><p>{news.quote}</p></blockquote>'
    jetpack = f'<div id="jp-relatedposts" class="jp-relatedposts">{related()}</div>'
    body = boxed(news, [caption, quote, newsletter()])
    return whole(
        tags(news),
        f'<div id="page" class="site"><header id="masthead"><p>{news.publisher}</p>{menu()}</header>'
        f'<main><article id="post-71" class="post type-post"><header class="entry-header">'
        f'<h1 class="entry-title">{escape(news.title)}</h1><div class="entry-meta">Posted on 2 March by '
        f'<a rel="author" href="/a">{news.author}</a></div></header><div class="entry-content">{body}{share}'
        f'{jetpack}</div><footer class="entry-footer">Filed under: {CANARY}</footer></article>{comments()}'
        f'</main><div id="secondary" class="widget-area">{related("Most read")}</div></div>{footer()}',
    )


def tabloid(news: News) -> str:
    gallery = (
        f'<div class="gallery"><ul class="gallery-slides"><li class="slide"><img src="1.jpg" alt="{CANARY}">'
        f'<span class="image-caption">{said("caption", 1)}</span></li></ul></div>'
    )
    pull = f'<aside class="pullquote"><p>“{CANARY}: we build for those who come after us”</p></aside>'
    post = f'<div class="twitter-embed">{tweet(news)}<script src="https://x.example/w.js"></script></div>'
    box = f'<div class="related-content"><h3>RELATED {CANARY}</h3><ul><li><a href="/1">{CANARY}</a></li></ul></div>'
    return whole(
        linked(news) + tags(news),
        f'{consent()}<div class="page-header">{menu()}</div><div id="js-article-text" class="article-text">'
        f"<h1>{escape(news.title)}</h1><ul class='key-points'></ul><p class='author-section byline-plain'>By "
        f"{news.author} for {news.publisher}</p><div itemprop='articleBody'>"
        f"{boxed(news, [gallery, post, pull, box], '<p class=mol-para-with-font>{}</p>')}</div></div>"
        f"{comments()}{related('Most watched')}{footer()}",
        title=f"{news.title} | {news.publisher}",
    )


def table_layout(news: News) -> str:
    text = "<br><br>\r\n".join(inline(text) for text in news.paragraphs)
    cells = "".join(f'<a href="{n}.htm"><font size=1>{CANARY} {n}</font></a><br>' for n in ("Home", "Sport"))
    return (
        '<html><head><meta http-equiv="Content-Type" content="text/html; charset=windows-1252">'
        f'<title>{news.title} - {news.publisher}</title><meta name="author" content="{news.author}">'
        f'<meta name="date" content="{news.date}"></head><body bgcolor="#FFFFFF" text="#000000">'
        f"<table width=760 border=0><tr><td width=120 valign=top>{cells}</td><td width=500>"
        f"<font size=5><b>{news.title}</b></font><br><br><font face='Times'>{text}</font></td>"
        f"<td width=140><font size=1><a href=x.htm>{CANARY}: our archive</a></font></td></tr></table>"
        f"<center><font size=1>Copyright 2026 {CANARY}</font></center></body></html>"
    )


def amp(news: News) -> str:
    style = (
        "<style amp-boilerplate>body{animation:-amp-start .1s steps(1,end) 0s 1 normal both}"
        "@keyframes -amp-start{from{visibility:hidden}to{visibility:visible}}</style>"
        "<noscript><style amp-boilerplate>body{animation:none}</style></noscript>"
        "<style>amp-sidebar,amp-consent{display:none}</style>"
    )
    picture = f'<amp-img src="b.jpg" width="4" height="3" alt="{CANARY}"></amp-img><figcaption>{CANARY}</figcaption>'
    return whole(
        style + linked(news),
        f'<amp-sidebar id="s" layout="nodisplay">{menu("div")}</amp-sidebar><amp-consent layout="nodisplay">'
        f"<div>{said('consent')}</div></amp-consent><article><h1>{escape(news.title)}</h1>"
        f'<p class="amp-byline">By {news.author}</p>'
        f"{boxed(news, [picture, f'<amp-ad width=3 height=2><div>{CANARY}</div></amp-ad>'])}"
        f"<amp-social-share type='email'></amp-social-share></article>{footer()}",
    ).replace("<html", "<html amp")


def newsletter_page(news: News) -> str:
    widget = (
        f'<div class="subscription-widget-wrap"><p>{said("subscribe", 1)}</p><button>{CANARY}</button></div>'
    )
    body = boxed(news, [widget, f"<blockquote><p>{news.quote}</p></blockquote>"], every=3)
    return whole(
        tags(news) + f'<meta name="twitter:title" content="{CANARY}">',
        f'<div class="main-menu">{menu("div")}</div><article class="newsletter-post post">'
        f'<div class="post-header"><h1 class="post-title">{escape(news.title)}</h1><div class="byline-wrapper">'
        f'<a href="/@ada">{news.author}</a> Mar 02, 2026</div><div class="post-ufi">{CANARY} likes</div></div>'
        f'<div class="available-content"><div dir="auto" class="body markup">{body}</div></div>'
        f'<div class="post-footer"><p>{said("share", 1)}</p></div></article>{comments()}{newsletter()}{footer()}',
    )


EVERY: dict[str, Structure] = {
    "a wire agency": Structure(wire_agency),
    "a public broadcaster": Structure(broadcaster, embeds=((6, "post"),), adds=((4, "Angry fishermen"),)),
    "a big daily": Structure(big_daily),
    "a WordPress site": Structure(wordpress, embeds=((4, "quote"),)),
    "a tabloid": Structure(tabloid, embeds=((4, "post"),)),
    "a table layout": Structure(
        table_layout, unstated=frozenset({"publisher", "url"}), encoding="windows-1252"
    ),
    "an AMP page": Structure(amp),
    "a newsletter": Structure(newsletter_page, embeds=((6, "quote"),)),
}
