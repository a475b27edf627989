"""Turns the report of an evaluation into one HTML page that needs nothing but itself.

The figures and the table per kind are written here; the plots (SVG) and the table of questions are drawn by
``page.js`` from JSON inside the page, so that ten thousand stay usable. Nothing is measured here. A content
policy lets the browser run that one script, by its hash, and load nothing from anywhere.
"""

import base64
import hashlib
import html
import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from importlib import resources
from typing import Any

Json = Mapping[str, Any]  # as `onrecord eval --json` writes it; its values are of every kind

ALTERED = "altered quotes"
HEADLINE = {
    "quote Success@1": "answerable questions whose first quote holds the answer",
    "refusal precision": "of the refused questions, those the articles don’t answer",
    "refusal recall": "of the questions the articles don’t answer, those refused",
    "AUROC": "how well confidence tells what the articles answer; 0.5 is chance",
    "ECE": "how far confidence is from the share right; lower is better",
    "EM": "exact match of the short answer",
    "F1": "shared words of the short answer",
    "latency p50 ms": "half of the answers come faster",
    "latency p95 ms": "one answer in twenty takes longer",
}
VERDICTS = {
    "right": "Right quote",
    "refused": "Rightly refused",
    "missed": "Wrongly refused",
    "wrong": "Wrong quote",
    "invented": "Answered wrongly",
}
PERCENT = re.compile(r"Success@|\bR@|precision|recall|accuracy|false answers|wrong refusals")
UNIT_SPACE = "\u202f"  # narrow, where no line breaks
UNSAFE = re.compile("[<>&\u2028\u2029\ud800-\udfff]")


def render_page(report: Json) -> str:
    """Write the report as a whole HTML document.

    Args:
        report: What ``onrecord eval --json`` writes. Its texts may hold anything and stay text.
    """
    style, script = _asset("page.css"), _asset("page.js")
    results = report["results"]
    figures = {(figure["name"], figure["kind"]): figure for figure in report["figures"]}
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; base-uri 'none'; \
form-action 'none'; img-src data:; style-src '{_hash(style)}'; script-src '{_hash(script)}'">
<title>{_text(report["title"])} · OnRecord evaluation</title>
<link rel="icon" href="data:,">
<style>{style}</style>
</head>
<body>
<a class="skip" href="#questions">Skip to the questions</a>
{_fidelity(figures, results)}
{_head(report)}
<main>
{_warnings(report["warnings"])}
{_headline(figures)}
{_outcomes(results)}
<section id="plots" aria-labelledby="plots-title">
<h2 id="plots-title">Plots</h2>
<noscript><p class="empty">The plots need JavaScript.</p></noscript>
</section>
{_kinds(figures)}
<section id="questions" aria-labelledby="questions-title">
<h2 id="questions-title">Every question</h2>
<noscript><p class="empty">This table needs JavaScript.</p></noscript>
</section>
</main>
<script type="application/json" id="report">{_embedded(report)}</script>
<script>{script}</script>
</body>
</html>
"""


def _asset(name: str) -> str:
    return (resources.files(__package__) / name).read_text(encoding="utf-8")


def _hash(source: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()


def _text(value: object) -> str:
    """Escape for HTML; half a surrogate pair, which no UTF-8 file can hold, becomes a question mark."""
    return html.escape(str(value).encode("utf-8", "replace").decode())


def _embedded(report: Json) -> str:
    """Write what the table needs as JSON that cannot end its script element.

    Every text is given once and then by number: paragraphs recur in many questions.
    """
    numbers: dict[str, int] = {}

    def numbered(record: Json, *names: str) -> dict[str, Any]:  # JSON again
        return {**record, **{name: numbers.setdefault(record[name], len(numbers)) for name in names}}

    results = [
        {
            **result,
            "verdict": _verdict(result),
            "quotes": [numbered(quote, "text", "paragraph_text") for quote in result["quotes"]],
            "passages": [numbered(passage, "text") for passage in result["passages"]],
        }
        for result in report["results"]
    ]
    data = {
        "threshold": report["min_confidence"],
        "verdicts": VERDICTS,
        "curves": report["curves"],
        "results": results,
        "texts": list(numbers),
    }
    written = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", written)


def _verdict(result: Json) -> str:
    if not result["answerable"]:
        return "invented" if result["answered"] else "refused"
    if not result["answered"]:
        return "missed"
    return "right" if 1 in result["right_quotes"] else "wrong"


def _head(report: Json) -> str:
    index = report["index"]
    created = datetime.fromisoformat(report["created"])
    facts = {
        "Questions": f"{len(report['results']):,}",
        "Scope": {"all": "all articles", "article": "its own article"}.get(report["scope"], report["scope"]),
        "Articles": f"{index['articles']:,}",
        "Passages": f"{index['passages']:,}",
        "Generation": index["generation"],
        "Encoder": index["encoder"],
        "Answers from": f"confidence {report['min_confidence']:.2f}",
        "Calibrated on": report.get("calibrated_on") or "no set of questions",
    }
    rows = "".join(f"<div><dt>{_text(name)}</dt><dd>{_text(fact)}</dd></div>" for name, fact in facts.items())
    return f"""<header>
<p class="brand">On<b>Record</b> <span>Evaluation</span></p>
<h1 dir="auto">{_text(report["title"])}</h1>
<p class="created"><time datetime="{created.isoformat()}">{created.day} {created:%B %Y, %H:%M %Z}</time></p>
<dl class="facts">{rows}</dl>
</header>"""


def _fidelity(figures: Mapping[tuple[str, str], Json], results: Sequence[Json]) -> str:
    """Say first whether every quote is verbatim; of figure and results, believe the worse."""
    counted = sum(result["altered_quotes"] for result in results)
    altered = max(counted, figures.get((ALTERED, "all"), {}).get("value") or 0)
    if not altered:
        return """<p class="fidelity kept"><strong>0 altered quotes.</strong>
Every quote shown is a slice of its article, word for word.</p>"""
    return f"""<p class="fidelity broken" role="alert"><strong>{altered:.0f} altered \
{"quote" if altered == 1 else "quotes"}.</strong>
Words were shown that do not stand in the article. This run fails, whatever else it says.</p>"""


def _warnings(warnings: Sequence[str]) -> str:
    if not warnings:
        return ""
    items = "".join(f"<li>{_text(warning)}</li>" for warning in warnings)
    return f'<section class="warnings" aria-label="Warnings"><h2>Keep in mind</h2><ul>{items}</ul></section>'


def _number(name: str, value: float | None) -> str:
    """Write a figure in the unit that its name tells: milliseconds, a count, per cent or none."""
    if value is None:
        return "n/a"
    if name.endswith(" ms"):
        return f"{value:,.{0 if value >= 10 else 1}f}{UNIT_SPACE}ms"
    if name == ALTERED:
        return f"{value:.0f}"
    if PERCENT.search(name):
        return f"{100 * value:.1f}{UNIT_SPACE}%"
    return f"{value:.3f}" if abs(value) <= 1 else f"{value:.1f}"


def _interval(figure: Json) -> str:
    if figure["low"] is None or figure["high"] is None:
        return ""
    low, high = (_number(figure["name"], figure[end]) for end in ("low", "high"))
    return f"{low.partition(UNIT_SPACE)[0]} – {high}"


def _headline(figures: Mapping[tuple[str, str], Json]) -> str:
    absent = {"value": None, "n": 0, "low": None, "high": None}
    cards = "".join(
        _card({**absent, "name": name, **figures.get((name, "all"), {})}, meaning)
        for name, meaning in HEADLINE.items()
    )
    return (
        f'<section aria-labelledby="figures"><h2 id="figures">At a glance</h2><ul class="cards">{cards}</ul>\
<p class="note">Ranges are 95 % bootstrap intervals; n is the number of questions counted.</p></section>'
    )


def _card(figure: Json, meaning: str) -> str:
    interval, name = _interval(figure), figure["name"]
    gauge = _gauge(figure) if interval and not name.endswith(" ms") else ""
    return f"""<li><h3>{_text(name)}</h3>
<p class="figure">{_number(name, figure["value"])}</p>{gauge}
<p class="interval">{f"<span>{interval}</span> · " if interval else ""}<span>n = {figure["n"]:,}</span></p>
<p class="meaning">{_text(meaning)}</p></li>"""


def _gauge(figure: Json) -> str:
    low, high, value = (100 * figure[name] for name in ("low", "high", "value"))
    return (
        '<svg class="gauge" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="track" y="2" width="100" height="2"/>'
        f'<rect class="range" x="{low:.1f}" y="1" width="{max(high - low, 0.5):.1f}" height="4"/>'
        f'<rect class="point" x="{min(value, 99):.1f}" width="1" height="6"/></svg>'
    )


def _outcomes(results: Sequence[Json]) -> str:
    counts = Counter(_verdict(result) for result in results)
    bars, keys, at = "", "", 0.0
    for verdict, label in VERDICTS.items():
        share = 100 * counts[verdict] / max(len(results), 1)
        bars += f'<rect class="{verdict}" x="{at:.2f}" width="{share:.2f}" height="10"/>'
        keys += f'<li><i class="{verdict}"></i>{label} <b>{counts[verdict]:,}</b></li>'
        at += share
    return f"""<section aria-labelledby="outcomes"><h2 id="outcomes">How the questions fell</h2>
<svg class="outcomes" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">{bars}</svg>
<ul class="keys">{keys}</ul></section>"""


def _kinds(figures: Mapping[tuple[str, str], Json]) -> str:
    names = dict.fromkeys(name for name, _ in figures)
    kinds = sorted(dict.fromkeys(kind for _, kind in figures), key=lambda kind: kind != "all")
    head = "".join(f'<th scope="col">{_text(kind)}</th>' for kind in kinds)
    rows = ""
    for name in names:
        cells = "".join(_cell(figures.get((name, kind))) for kind in kinds)
        rows += f'<tr><th scope="row">{_text(name)}</th>{cells}</tr>'
    return f"""<section aria-labelledby="kinds"><h2 id="kinds">By kind of question</h2>
<div class="scroll" role="region" aria-labelledby="kinds" tabindex="0">
<table><thead><tr><th scope="col">Figure</th>{head}</tr></thead><tbody>{rows}</tbody></table>
</div></section>"""


def _cell(figure: Json | None) -> str:
    if figure is None:
        return "<td>–</td>"
    about = " · ".join(filter(None, [_interval(figure), f"n = {figure['n']:,}"]))
    return f"<td>{_number(figure['name'], figure['value'])}<small>{about}</small></td>"
