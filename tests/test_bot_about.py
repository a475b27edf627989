"""Which questions are about the article itself, in many wordings, and which only look like it."""

import pytest

from bot.about import About, Field, read_about

ASKED = {
    Field.HEADLINE: """
        What is the headline?
        headline?
        What's the title of this article?
        title
        wat is teh headlne
        what is the titel of the artical
        Could you tell me the title of this piece, please?
        What is this article called?
        How is the story titled?
        What does the headline say?
        what about the headline
        """,
    Field.STANDFIRST: """
        What is the standfirst?
        What's the subtitle?
        subheading
        What is the sub-heading of this article?
        What does the line under the headline say?
        strapline of the story
        """,
    Field.PUBLISHER: """
        Which newspaper published this?
        What newspaper or magazine ran this story?
        Which news outlet is this story from?
        What media outlet published this piece?
        Who is the publisher?
        publisher of this article
        who publshed this artical
        Who published it?
        What’s the source?
        Where was this first published?
        Where does this article come from?
        In which newspaper did this article appear?
        Which paper ran this story?
        Which news organisation published this?
        Which organization published this?
        wich website is this from
        What publication is this?
        published by?
        """,
    Field.AUTHOR: """
        Who wrote this?
        Who is the author?
        Who's the auther of this article?
        who is the auhtor
        who wrote the artical
        By whom was this written?
        Who is this story by?
        Which journalist wrote this?
        Which Forest Weekly reporter wrote this article?
        Do you know who wrote this article?
        author name
        written by
        And the author?
        """,
    Field.DATE: """
        When was this published?
        wen was this publised
        What is the date of the article?
        date?
        publication date
        What's the date of publication?
        On what date did this article appear?
        In what year was this written?
        When did this come out?
        When is this article from?
        How old is this article?
        """,
    Field.URL: """
        What is the web address?
        web adress of this article
        URL?
        What is the link to this article?
        Can you send me the link, please?
        Where can I read this article online?
        What is the publisher's website?
        What is the web page's address?
        """,
    Field.SUMMARY: """
        What is this about?
        What is this article about?
        wat is this abuot
        What's it all about?
        What is this text talking about?
        What does this article deal with?
        What does the article say?
        Summarise it.
        Summarize this article
        sumarise the article in one sentence
        Sum this up for me
        Tell me about this article
        TL;DR
        What's the gist?
        What is the main point of the story?
        """,
}

# Questions about the world, each near to one about an article.
OF_THE_WORLD = """
    Which deals did the reporter write about in this article?
    Which Forest Weekly reporter was arrested?
    Who wrote the constitution?
    Who wrote the letter?
    Who wrote a story about childhood?
    Who wrote the story about his childhood?
    Who did he write to?
    What did the author write?
    What is he writing about?
    When was the deal published?
    When was the report published?
    When was the will written?
    When was the magazine published?
    Who published the leaked memo?
    Where was the paper published?
    What did the newspaper publish?
    What was published in the newspaper?
    Did they publish the text of the agreement?
    Which newspaper reported the killing?
    Which outlet broke the news?
    Who reported it?
    Who is the publisher of the magazine?
    Who is the author of the bill?
    Who is the source of the leak?
    What is the source of the conflict?
    What are the sources?
    What is the agreement about?
    What are they talking about?
    What is the subject of the negotiations?
    What is the main point of contention?
    What is the key message of the president?
    What was the title of his book?
    What is the title of the show?
    Who holds the title?
    Which title did she win?
    When did it happen?
    When was it?
    How old is he?
    How old is it?
    What is the deadline?
    What date is it?
    What time is it?
    What is the date of the talks?
    What was the date of the attack?
    What is the link between Iran and Syria?
    What is the website of the ministry?
    What is the address of the embassy?
    Which article of the constitution was broken?
    How many articles are there?
    What does Article 5 say?
    What does the article say about it?
    What does this mean for Iran?
    What do analysts say about this?
    Who is the article about?
    Who signed the text?
    Where does he come from?
    When did they come out?
    Why was this published?
    How was this written?
    Who is this?
    What is this?
    What about it?
    Where was this?
    particle
    headlines
    """


def lines(block: str) -> list[str]:
    return [line.strip() for line in block.strip().split("\n")]


@pytest.mark.parametrize(
    ("question", "field"), [(question, field) for field, block in ASKED.items() for question in lines(block)]
)
def test_a_question_about_the_article_is_known_by_its_words(question: str, field: Field) -> None:
    assert read_about(question) == About((field,))


@pytest.mark.parametrize("question", lines(OF_THE_WORLD))
def test_a_question_about_the_world_is_left_alone(question: str) -> None:
    assert read_about(question) is None


@pytest.mark.parametrize(
    ("question", "field", "subject"),
    [
        ("Who published the article about the warplanes?", Field.PUBLISHER, "the warplanes"),
        ("When was the story on the harbour bridge published?", Field.DATE, "the harbour bridge"),
        ("What is the article about Iran's missiles called?", Field.HEADLINE, "iran missiles"),
        ("headline of the article that is about owls", Field.HEADLINE, "owls"),
        ("Who wrote the harbour bridge article?", Field.AUTHOR, "harbour bridge"),
    ],
)
def test_an_article_is_named_by_its_subject(question: str, field: Field, subject: str) -> None:
    assert read_about(question) == About((field,), subject=subject)


@pytest.mark.parametrize(
    ("question", "claim"),
    [
        ("Is this story from The Harbour Post?", "the harbour post"),
        ("Was this article written by Ada Quist?", "ada quist"),
        ("Did Forest Weekly publish this?", "forest weekly"),
    ],
)
def test_a_name_may_be_asked_about(question: str, claim: str) -> None:
    assert read_about(question) == About((), claim=claim)


@pytest.mark.parametrize(
    ("question", "fields"),
    [
        ("Who wrote this and when was it published?", (Field.AUTHOR, Field.DATE)),
        ("Title, author and date?", (Field.HEADLINE, Field.AUTHOR, Field.DATE)),
    ],
)
def test_several_things_may_be_asked_at_once(question: str, fields: tuple[Field, ...]) -> None:
    assert read_about(question) == About(fields)


def test_one_thing_asked_of_the_world_makes_it_a_question_about_the_world() -> None:
    assert read_about("Who wrote this and who signed the deal?") is None


@pytest.mark.parametrize(
    ("before", "question"),
    [
        ("What is the deal?", "Who wrote it?"),
        ("Which book was banned?", "Who is the author?"),
        ("Where did the ministers meet?", "What was it about?"),
        ("When did the ministers meet?", "And the date?"),
        ("Who leaked it?", "Which newspaper?"),
    ],
)
def test_after_a_question_about_the_world_it_may_be_something_else(before: str, question: str) -> None:
    assert read_about(question) is not None
    assert read_about(question, [before]) is None


@pytest.mark.parametrize(
    ("before", "question"),
    [
        ("What is the deal?", "Who wrote this?"),
        ("Which book was banned?", "Who is the author of the article?"),
        ("Who opened the bridge?", "When was it published?"),
        ("Who opened the bridge?", "headline?"),
        ("What is the headline?", "And the date?"),
        ("Who wrote the article about the deal?", "What is it about?"),
    ],
)
def test_after_any_question_the_article_can_be_meant(before: str, question: str) -> None:
    alone = read_about(question)
    assert alone is not None
    assert read_about(question, [before]) == alone
