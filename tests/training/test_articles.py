"""Articles: other text that an encoder ranks, so that it does not forget."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

TRAINING = Path(__file__).parents[2] / "training"


@pytest.fixture(scope="module")
def questions() -> list[dict[str, Any]]:
    lines = (TRAINING / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_every_line_has_a_question_an_article_and_its_passages_first_words(
    questions: list[dict[str, Any]],
) -> None:
    for row in questions:
        assert row.keys() == {"question", "report", "quote"}, row
        assert row["question"] == row["question"].strip() != "", row
        assert row["report"], row
        assert 1 <= len(row["quote"].split()) <= 12, row


def test_the_count_is_the_one_that_the_readme_tells(questions: list[dict[str, Any]]) -> None:
    told = (TRAINING / "README.md").read_text(encoding="utf-8")
    assert f"{len(questions):,}" in told


def test_no_question_is_asked_twice(questions: list[dict[str, Any]]) -> None:
    asked = Counter(row["question"].casefold() for row in questions)
    assert [question for question, times in asked.items() if times > 1] == []


def test_paragraphs_are_prose_of_a_middle_length_without_markup() -> None:
    from articles import _paragraphs

    prose = "It ''reflects'' light " + "and warms up " * 15
    text = "\n".join(
        ["== Heading ==", "Too short.", prose, f"| {prose}", f"{prose} [[File:x.png]]", prose * 9]
    )

    assert list(_paragraphs(text)) == [prose.replace("'", "").strip()]


def test_questions_find_their_passage_by_its_first_words(monkeypatch: pytest.MonkeyPatch) -> None:
    import articles
    from questions import TrainingQuestion

    texts = {f"Article {n}": [f"First of {n} here.", f"Second of {n} here."] for n in range(16)}
    monkeypatch.setattr(articles, "passages_of_articles", lambda: texts)
    asked = [TrainingQuestion(f"What is second in {name}?", name, "Second of") for name in texts]

    learned, aside = articles.read_articles(asked, 5)

    collections = [*learned, aside]
    assert sum(len(one.passages) for one in collections) == 32
    found = [
        (question.text, collection.passages[place][1])
        for collection in collections
        for question in collection.asked
        for place in question.relevant
    ]
    assert sorted(found) == sorted(
        (question.question, texts[question.report][1]) for question in asked
    )
    assert {question.text for question in aside.asked} == {
        "What is second in Article 0?",
        "What is second in Article 8?",
    }


def test_only_an_articles_first_passages_and_their_questions_are_taken_where_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import articles
    from questions import TrainingQuestion

    texts = {f"Article {n}": [f"First of {n} here.", f"Second of {n} here."] for n in range(4)}
    monkeypatch.setattr(articles, "passages_of_articles", lambda: texts)
    asked = [
        TrainingQuestion("What is first?", "Article 1", "First of"),
        TrainingQuestion("What is second?", "Article 1", "Second of"),
    ]

    (learned,), aside = articles.read_articles(asked, 1, most_passages=1)

    assert [text for _, text in learned.passages] == [f"First of {n} here." for n in (1, 2, 3)]
    assert [(one.text, one.relevant) for one in learned.asked] == [("What is first?", (0,))]
    assert [text for _, text in aside.passages] == ["First of 0 here."]


def test_an_article_that_is_not_as_it_was_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    import articles
    from questions import TrainingQuestion

    monkeypatch.setattr(articles, "passages_of_articles", lambda: {"Albedo": ["Other words."]})
    with pytest.raises(SystemExit, match=r"'Albedo' lacks .*gensim 4\.4\.0"):
        articles.read_articles([TrainingQuestion("What?", "Albedo", "It is the ratio")], 5)


def test_the_committed_questions_find_their_articles() -> None:
    pytest.importorskip("gensim", reason="the articles come with gensim, for training only")
    from articles import FILE, read_articles
    from questions import read_questions

    learned, aside = read_articles(read_questions(FILE), 5)

    assert len(learned) == 5
    assert sum(len(one.asked) for one in (*learned, aside)) == len(read_questions(FILE))
