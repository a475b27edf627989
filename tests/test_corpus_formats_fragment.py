import pytest
from page_hiding import HIDING, NO_TEXT, VISIBLE

from corpus.formats.fragment import plain_words, read_fragment


def texts(html: str) -> list[str]:
    return [block.text for block in read_fragment(html)[0]]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>He did<b>n’t</b> sign.</p><p>It<nobr>’s</nobr>\n on.</p>", ["He didn’t sign.", "It’s on."]),
        ("One<br>line.<br><br>Next.", ["One line.", "Next."]),
        ("<table><tr><td>One.</td><td>Two.</td></tr></table>", ["One.", "Two."]),
        ("<p>Text<!-- secret --> on.</p><script>p('<p>')</script><style>p{}</style>", ["Text on."]),
        ("<p>Text.<p>Unclosed <i>tags", ["Text.", "Unclosed tags"]),
        ("&#x0;&#xD800;&#1114112; &lt;b&gt; 1 < 2", ["\ufffd\ufffd\ufffd <b> 1 < 2"]),
        ("Nul\x00 byte", ["Nul\ufffd byte"]),
        ("<![if !mso]>Shown.<![endif]><!--[if mso]>Hidden.<![endif]-->", ["Shown."]),
        ("<td colspan=9007199254740991>Wide.", ["Wide."]),
        ("<title>t</title><body>Text.", ["Text."]),
        ("", []),
        ("<!-- nothing -->", []),
    ],
)  # fmt: skip
def test_blocks_are_what_a_reader_sees_and_both_readings_agree(html: str, expected: list[str]) -> None:
    blocks, witness = read_fragment(html)
    assert [block.text for block in blocks] == expected
    assert witness.split() == " ".join(expected).split()


@pytest.mark.parametrize(
    "attributes",
    [
        "hidden",
        'aria-hidden="true"',
        'style="Display : none !important"',
        'style="visibility:hidden"',
        'style="font-size:0px"',
        'style="max-height:0;overflow:hidden"',
        'style="opacity:0.0"',
        'style="mso-hide:all"',
    ],
)
def test_hidden_text_is_no_block_but_the_witness_has_it(attributes: str) -> None:
    blocks, witness = read_fragment(f"<p>He did <span {attributes}>not <b>ever</b></span> sign.</p>")
    assert [block.text for block in blocks] == ["He did sign."]
    assert witness.split() == "He did not ever sign.".split()


@pytest.mark.parametrize("tag", ["del", "s", "strike", "q", "bdo"])
def test_words_that_are_not_plain_are_no_block_but_the_witness_has_them(tag: str) -> None:
    blocks, witness = read_fragment(f"<p>He did <{tag}>not</{tag}> sign.</p>")
    assert [block.text for block in blocks] == ["He did sign."]
    assert witness.split() == "He did not sign.".split()


@pytest.mark.parametrize("tag", "p div li td h2 blockquote figcaption dd".split())
@pytest.mark.parametrize("wrong_list", ["page_blocks._BLOCKS", "html_words._BREAKING"])
def test_what_a_wrong_list_of_elements_glues_is_glued_in_one_reading_alone(
    tag: str, wrong_list: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    html = f"<div><{tag}>He left</{tag}><{tag}>late it rained.</{tag}></div>"
    assert texts(html) == ["He left", "late it rained."]
    monkeypatch.setattr(f"corpus.formats.{wrong_list}", {"body"})
    blocks, witness = read_fragment(html)
    assert ("leftlate" in "\n".join(block.text for block in blocks)) != ("leftlate" in witness)


PAGE = "<html><head><style>{}</style></head><body><article>{}<p>They left.</p></article></body></html>"


@pytest.mark.parametrize(("rules", "around"), HIDING.values(), ids=HIDING)
def test_what_no_page_shows_no_mail_shows(rules: str, around: str) -> None:
    assert texts(PAGE.format(rules, around.format("<p>Zinnober.</p>"))) == ["They left."]
    rules, words = rules.replace("div", "span"), around.replace("div", "span").format("not")
    blocks, witness = read_fragment(PAGE.format(rules, f"<p>He did {words} sign.</p>"))
    assert [block.text for block in blocks] == ["He did sign.", "They left."]
    assert "He did not sign." in " ".join(witness.split())


@pytest.mark.parametrize("html", NO_TEXT.values(), ids=NO_TEXT)
def test_what_is_no_text_of_a_page_is_none_of_a_mail(html: str) -> None:
    assert not any("Zinnober" in text for text in texts(PAGE.format("", html.replace("{}", "Zinnober."))))


@pytest.mark.parametrize(("rules", "around"), VISIBLE.values(), ids=VISIBLE)
def test_what_only_looks_hidden_is_read(rules: str, around: str) -> None:
    assert "Zinnober." in texts(PAGE.format(rules, around.format("<p>Zinnober.</p>")))


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<font color="#ffffff">Zinnober.</font>', []),
        ('<font color="#ffffff" style="color:#333">Zinnober.</font>', ["Zinnober."]),
        ('<table bgcolor="#123456"><tr><td style="color:white">Zinnober.</td></tr></table>', ["Zinnober."]),
        ('<table bgcolor="#123456"><tr><td style="color:#123456">Zinnober.</td></tr></table>', []),
        ('<table background="a.png"><tr><td style="color:white">Zinnober.</td></tr></table>', ["Zinnober."]),
        ('<body bgcolor="white" text="white">Zinnober.</body>', []),
    ],
)
def test_colours_that_mails_give_in_attributes_are_known(html: str, expected: list[str]) -> None:
    assert texts(html) == expected


def test_what_a_style_sheet_adds_to_a_sentence_is_lost_in_it() -> None:
    rules = "i::before{content:'not '}div::after{content:'The end'}"
    html = PAGE.format(rules, "<div><p>He did <i>sign</i>.</p></div>")
    assert texts(html) == ["He did \ufffdsign.", "They left."]


def test_small_text_is_not_hidden() -> None:
    assert texts('<p style="font-size:0.8em;opacity:0.75">Text.</p>') == ["Text."]


def test_a_quotation_within_a_line_begins_a_block_of_its_own() -> None:
    blocks, _ = read_fragment("<div>He said:<blockquote>We <div>wait.</div></blockquote>So it is.</div>")
    assert [(block.text, block.embedded) for block in blocks] == [
        ("He said:", False),
        ("We", True),
        ("wait.", True),
        ("So it is.", False),
    ]


def test_tags_nested_too_deep_to_read_hide_nothing_from_the_witness() -> None:
    _, witness = read_fragment("<div>" * 10_000 + "Deep.")
    assert witness.strip() == "Deep."


@pytest.mark.parametrize(
    ("html", "words"),
    [("A &amp; <b>B</b>", "A & B"), ("", None), ("A <span hidden>not</span>", None)],
)
def test_a_title_is_taken_if_both_readings_agree(html: str, words: str | None) -> None:
    assert plain_words(html) == words
