# ruff: noqa: E501 (markup stays in one piece)
"""More pages in the structures that news sites have: foreign, saved, printed, paid for, live."""

from html import escape

from page_news import (
    CANARY,
    FRENCH,
    GERMAN,
    News,
    boxed,
    comments,
    consent,
    figure,
    footer,
    hidden,
    inline,
    menu,
    newsletter,
    paragraphs,
    related,
    said,
    tweet,
)
from page_structures import EVERY, Structure, linked, tags, whole


def live_blog(news: News) -> str:
    def entry(n: int, html: str) -> str:
        return (
            f'<article class="live-blog-post" id="p{n}"><div class="live-blog-post__meta"><time datetime='
            f'"2026-03-02T0{n}:00Z">{CANARY} 0{n}:00</time></div><div class="live-blog-post__content">{html}'
            f'</div><div class="share-bar"><a href="#">{CANARY}</a></div></article>'
        )

    html = list(paragraphs(news))
    entries = [entry(n, "".join(html[2 * n : 2 * n + 2])) for n in range(len(html) // 2)]
    entries.insert(2, entry(8, tweet(news)))
    return whole(
        linked(news, "LiveBlogPosting", liveBlogUpdate=[{"@type": "BlogPosting", "headline": CANARY}]),
        f'{menu()}<main><h1>{escape(news.title)}</h1><div class="key-events" hidden><p>{said("key")}</p></div>'
        f'<div class="live-blog">{"".join(entries)}</div></main>{related()}{footer()}',
    )


def foreign(news: News) -> str:
    mark, language = ("„", "de") if news is GERMAN else ("«", "fr")
    teaser = f'<div class="article-teaser-box"><a href="/x">{mark}{said("teaser", 1)}</a></div>'
    quote = f"<blockquote><p>{escape(news.quote)}</p></blockquote>"
    return whole(
        linked(news),
        f'<header class="seitenkopf">{menu()}</header><main><article><header><span class="kicker">{CANARY}'
        f"</span><h1>{escape(news.title)}</h1></header>{figure()}<div class='article-body'>"
        f"{boxed(news, [teaser, quote])}</div></article></main>{comments()}{footer()}",
        lang=language,
    )


def saved(news: News) -> str:
    styles = "<style>.ext-tip{display:none}p{margin:0}@media print{p{display:none}}</style>"
    tip = f"<div class=ext-tip>{said('extension')}</div>"
    return (
        "<!DOCTYPE html>\n<!-- saved from url=(0044)https://harbourpost.example/news/bridge-opens -->\n"
        f'<html lang="en"><head><meta http-equiv="Content-Type" content="text/html; charset=UTF-8">'
        f"<title>{news.title}</title>{styles}{linked(news)}<link rel='stylesheet' href='./Bridge_files/a.css'>"
        '<script src="./Bridge_files/a.js.download"></script></head>'
        f'<body data-new-gr-c-s-check-loaded="14.1" cz-shortcut-listen="true"><a class="skip" href="#m" '
        f'style="position:absolute;left:-9999px">Skip to {CANARY}</a>{menu()}<main id="m"><article>'
        f'<h1>{news.title}</h1><img src="./Bridge_files/b.jpg" alt="{CANARY}"><div class="story-content">'
        f"{boxed(news, [hidden(), tip])}</div></article></main>"
        f'{footer()}<grammarly-desktop-integration data-grammarly-shadow-root="true"><template '
        f'shadowrootmode="closed"><p>{said("template")}</p></template></grammarly-desktop-integration>'
        f"</body></html>"
    )


def magazine(news: News) -> str:
    first, *rest = news.paragraphs
    dropped = f'<p class="has-dropcap"><span class="dropcap">{first[0]}</span>{inline(first[1:])}</p>'
    notes = f'<section role="doc-endnotes"><ol><li id="n1"><p>{said("note", 1)}</p></li></ol></section>'
    pull = f'<div role="complementary" class="pull"><p>“{CANARY} built for those who come”</p></div>'
    body = list(map(inline, rest))
    body[2] = body[2].replace("2016.", '2016.<sup><a href="#n1" role="doc-noteref">1</a></sup>')
    text = "".join(f"<p>{html}</p>{pull if n == 3 else ''}" for n, html in enumerate(body))
    return whole(
        linked(news) + tags(news),
        f"{menu()}<main><article><header><h1>{news.title}</h1><p class='byline'>By {news.author}</p></header>"
        f'{figure()}<div class="article__body">{dropped}{text}{notes}</div></article></main>{newsletter()}'
        f"{footer()}",
    )


def press_release(news: News) -> str:
    items = "".join(f"<li>{inline(text)}</li>" for text in news.paragraphs[3:6])
    facts = "<dl><dt>Length</dt><dd>812 metres.</dd><dt>Height</dt><dd>46 metres.</dd></dl>"
    first, last = "".join(list(paragraphs(news))[:3]), "".join(list(paragraphs(news))[6:])
    return whole(
        linked(news, "Report"),
        f"{menu()}<main><article><h1>{news.title}</h1>{first}<ul>{items}</ul>{last}{facts}</article>"
        f"<aside class='contact'><h2>Press contact</h2><p>{said('contact')}</p></aside></main>{footer()}",
    )


def paywalled(news: News) -> str:
    html = list(paragraphs(news))
    style = "<style>.paywall-content{display:none!important}</style>"
    wall = f'<div class="paywall-prompt"><h2>Subscribe to continue</h2><p>{said("offer", 1)}</p></div>'
    return whole(
        linked(news, isAccessibleForFree=False) + style,
        f"{menu()}<article><h1>{news.title}</h1><div class='article-body'>{''.join(html[:6])}"
        f'<div class="paywall-content">{"".join(html[6:])}<p>{said("paid")}</p></div></div></article>'
        f"<aside>{wall}</aside>{footer()}",
    )


def microdata(news: News) -> str:
    image = f"<div itemprop=image itemscope><p>{said('caption', 1)}</p></div>"
    return whole(
        "",
        f'{menu()}<div itemscope itemtype="https://schema.org/NewsArticle"><h1 itemprop="headline">{news.title}'
        f'</h1><div class="info"><span itemprop="author" itemscope itemtype="https://schema.org/Person"><a '
        f'itemprop="url" href="/q"><span itemprop="name">{news.author}</span></a></span><meta '
        f'itemprop="datePublished" content="{news.date}"><span itemprop="publisher" itemscope itemtype='
        f'"https://schema.org/Organization"><meta itemprop="name" content="{news.publisher}"></span><link '
        f'itemprop="mainEntityOfPage" href="{news.url}"></div><div itemprop="articleBody">'
        f"{boxed(news, [image])}</div>"
        f'<div itemprop="comment" itemscope><p>{said("comment")}</p></div></div>{related()}{footer()}',
    )


def web_form(news: News) -> str:
    return whole(
        tags(news),
        f'<form method="post" action="./bridge.aspx" id="aspnetForm"><input type="hidden" name="__VIEWSTATE" '
        f'value="{CANARY}">{menu("div")}<div class="content"><h1>{news.title}</h1><div class="storytext">'
        f'{"".join(paragraphs(news))}</div></div><div class="footer-links">{CANARY}</div></form>',
    )


def div_soup(news: News) -> str:
    rows = boxed(
        news, [f'<div><div><a href="#">{CANARY}</a></div></div>'], "<div><div>{}</div></div>", every=20
    )
    return whole(
        linked(news),
        f"{consent()}<div><div>{menu('div')}</div><div role='main'><div><div><h1>{news.title}</h1></div>"
        f"<div>{rows}</div></div></div><div role='contentinfo'>{said('info')}</div></div>",
    )


ALL: dict[str, Structure] = {
    **EVERY,
    "a live blog": Structure(live_blog, embeds=((4, "post"),)),
    "a German daily": Structure(foreign, GERMAN, embeds=((4, "quote"),)),
    "a French daily": Structure(foreign, FRENCH, embeds=((4, "quote"),)),
    "a saved page": Structure(saved),
    "a magazine": Structure(magazine),
    "a press release": Structure(
        press_release, adds=tuple((10, text) for text in ("Length", "812 metres.", "Height", "46 metres."))
    ),
    "a paywall": Structure(paywalled, limit=6),
    "microdata alone": Structure(microdata),
    "one big form": Structure(web_form),
    "nothing but div": Structure(div_soup),
}
