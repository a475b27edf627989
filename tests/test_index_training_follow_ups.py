import json
from pathlib import Path

import pytest

from corpus import Span
from index.training.follow_ups import make_follow_ups
from index.training.problems import Problem, Text, read_conversations, read_squad, read_texts

CHOPIN = Text(
    "Chopin",
    "Frédéric Chopin",
    "Chopin went to Paris, where he lived. There he met Liszt.",
    (Span(0, 37), Span(38, 57)),
)


def ask(question: str, text: Text = CHOPIN) -> Problem:
    return Problem("test", question, text, frozenset([text.sentences[0]]), ())


@pytest.mark.parametrize(
    ("first", "second", "made"),
    [
        ("Where did Chopin live?", "Whom did Frédéric Chopin meet?", "Whom did he meet?"),
        ("Where did Chopin live?", "Who was Chopin's friend?", "Who was his friend?"),
        ("Whom did Chopin meet in Paris?", "What is Paris’ name today?", "What is its name today?"),
        ("Whom did he meet in the Seine valley?", "How wide is the Seine?", "How wide is it?"),
        ("Where did Chopin live?", "Who was Liszt?", "Who was Liszt?"),
    ],
)
def test_a_name_that_the_question_before_has_gives_way_to_a_pronoun(first: str, second: str, made: str):
    one, two = ask(first), ask(second)
    (follow_up,) = make_follow_ups([one, two])
    assert (follow_up.question, follow_up.before) == (made, first)
    assert follow_up.right == two.right


def test_questions_on_different_texts_do_not_follow_each_other():
    other = Text("Liszt", "Liszt", "Liszt played.", (Span(0, 13),))
    assert make_follow_ups([ask("Where did Chopin live?"), ask("What did Chopin hear?", other)]) == []


def test_a_turn_is_read_as_asked_and_as_it_would_be_asked_alone(tmp_path: Path):
    (tmp_path / "articles.jsonl").write_text(
        json.dumps({"id": "c", "title": "Chopin", "text": "Chopin lived in Paris. He met Liszt."})
    )
    common = {"article_id": "c", "answers": []}
    turns = [
        {
            "question": "who was he",
            "answerable": False,
            "evidence": [],
            "history": [],
            "rewrite": "Who was Chopin?",
        },
        {
            "question": "And whom did he meet?",
            "answerable": True,
            "evidence": ["He met Liszt."],
            "history": ["who was he"],
            "rewrite": "Whom did Chopin meet?",
        },
    ]
    file = tmp_path / "turns.jsonl"
    file.write_text("\n".join(json.dumps({**common, **turn}) for turn in turns))
    problems = read_conversations(file, read_texts(tmp_path / "articles.jsonl"), "test")
    assert [(p.question, p.before) for p in problems] == [
        ("who was he", ""),
        ("And whom did he meet?", "who was he"),
        ("And whom did he meet?", "Who was Chopin?"),
        ("Whom did Chopin meet?", ""),
    ]
    assert [len(p.right) for p in problems] == [0, 1, 1, 1]


def test_the_whole_of_squad_is_read_but_for_the_titles_that_measure(tmp_path: Path):
    def article(title: str) -> dict[str, object]:
        context = "Chopin lived in Paris. He met Liszt."
        asked = [
            {"question": " Whom did he meet?", "answers": [{"text": "Liszt", "answer_start": 30}]},
            {"question": "Whom did he flee?", "answers": [], "is_impossible": True},
        ]
        return {"title": title, "paragraphs": [{"context": context, "qas": asked}]}

    titles = ["Fr%C3%A9d%C3%A9ric_Chopin", "Steam_engine"]
    (tmp_path / "train.json").write_text(json.dumps({"data": [article(title) for title in titles]}))
    met, fled = read_squad(tmp_path / "train.json", {"Steam engine"})
    assert (met.text.topic, met.question) == ("Frédéric Chopin", "Whom did he meet?")
    assert [span.slice(met.text.text) for span in (*met.right, *met.answers)] == ["He met Liszt.", "Liszt"]
    assert fled.right == frozenset()
