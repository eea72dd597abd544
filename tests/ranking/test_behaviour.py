"""What a person may count on when asking, whatever words they choose."""

import pytest

from .conftest import Ask


def first(ask: Ask, question: str) -> str:
    return ask(question).hits[0].passage.place


def first_three(ask: Ask, question: str) -> list[str]:
    return [hit.passage.place for hit in ask(question).hits[:3]]


def test_a_plain_question_finds_its_paragraph(ask: Ask) -> None:
    assert first(ask, "How many care leavers has the council lost contact with?") == "91"


def test_an_acronym_that_the_report_spells_out(ask: Ask) -> None:
    result = ask("What is WARP for?")
    assert result.hits[0].passage.place == "66"
    assert "WARP" not in result.confidence.unmatched_words


def test_an_acronym_of_the_field_that_the_report_never_uses(ask: Ask) -> None:
    result = ask("UASC numbers")
    assert result.hits[0].passage.text == "one child is an unaccompanied asylum seeker."
    assert result.understood.meanings["UASC"] == ("unaccompanied asylum seekers",)


def test_everyday_words_for_terms_of_art(ask: Ask) -> None:
    found = first_three(ask, "Are there enough people to visit kids in care who see no family?")
    assert {"62", "executive-summary+12"} & set(found)


def test_slips_of_the_finger_are_met_and_told(ask: Ask) -> None:
    result = ask("Who chairs the corprate parenting bord?")
    assert result.hits[0].passage.place == "118"
    assert result.understood.corrections == {"corprate": "corporate", "bord": "board"}


@pytest.mark.parametrize(
    ("question", "phrase"),
    [
        ("What is said of the virtual school?", "virtual school"),
        ("How many care leavers has the council lost contact with?", "care leavers"),
    ],
)
def test_quoted_words_make_it_no_less_sure(ask: Ask, question: str, phrase: str) -> None:
    plain, quoted = ask(question), ask(question.replace(phrase, f'"{phrase}"'))
    assert quoted.hits[0].passage == plain.hits[0].passage
    assert quoted.confidence.probability >= plain.confidence.probability - 0.01


def test_words_that_are_only_rare_are_no_slips(ask: Ask) -> None:
    result = ask("Are runaways tackling their worries with minders?")
    assert result.understood.corrections == {}


def test_an_acronym_in_the_plural_is_no_slip(ask: Ask) -> None:
    result = ask("how many NEETs")
    assert result.understood.corrections == {}
    assert result.hits[0].passage.place == "100"


def test_a_term_that_the_report_uses_is_kept(ask: Ask) -> None:
    result = ask("section 20")
    assert result.understood.meanings == {}
    assert result.hits[0].passage.place == "46"


def test_a_figure_in_a_nested_list(ask: Ask) -> None:
    hit = ask("What share of primary pupils get free school meals?").hits[0]
    assert "17.7%" in hit.passage.text
    assert hit.passage.lead_in == "The proportion of children entitled to free school meals:"


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("What was the overall judgement?", "Children’s services in Wirral are inadequate"),
        ("How was adoption judged?", "requires improvement"),
        ("What grade did leadership get?", "Inadequate"),
    ],
)
def test_a_judgement_asked_for_by_name(ask: Ask, question: str, answer: str) -> None:
    hit = ask(question).hits[0]
    assert hit.passage.kind in ("judgement", "row")
    assert answer.lower() in hit.passage.text.lower()


def test_a_recommendation_asked_for_by_name(ask: Ask) -> None:
    assert first(ask, "What do they recommend on advocacy?") == "19"
    assert first(ask, "recommendation about private fostering") == "12"


def test_dates_of_the_front_page(ask: Ask) -> None:
    assert "front+4" in first_three(ask, "When was it published?")
    assert "front+3" in first_three(ask, "On which days was the inspection?")


def test_the_answer_sentence_is_the_one_with_the_figure(ask: Ask) -> None:
    hit = ask("What percentage of section 47 enquiries found no significant harm?").hits[0]
    assert hit.passage.place == "26"
    assert "48% of the 615" in hit.answer_text
    assert "police" not in hit.answer_text


def test_off_topic_questions_are_said_to_be_so(ask: Ask) -> None:
    for question in ("How do I renew a passport?", "best pizza toppings", "capital of Peru"):
        result = ask(question)
        assert result.confidence.level == "weak"
        assert len(result.hits) == 5  # the nearest passages are shown all the same


def test_a_near_miss_still_gives_what_stands_nearest(ask: Ask) -> None:
    # The report tells who leads the inspection, not what was paid for it.
    result = ask("How much was Shirley Bailey paid for leading the inspection?")
    assert "Lead inspector: Shirley Bailey HMI" in [hit.passage.text for hit in result.hits]


def test_the_same_question_gives_the_same_ranking(ask: Ask) -> None:
    question = "Why do social workers leave?"
    assert ask(question) == ask(question)


def test_a_question_of_stop_words_only_is_answered_without_a_crash(ask: Ask) -> None:
    assert ask("what is it about?").hits


@pytest.mark.parametrize("subject", ["adoption", "CSE", "care leavers", "LSCB"])
def test_a_subject_that_much_of_the_report_is_about_is_met(ask: Ask, subject: str) -> None:
    assert ask(subject).confidence.level == "strong"


@pytest.mark.parametrize("subject", ["swimming pools", "potholes", "parking"])
def test_a_subject_that_the_report_does_not_treat_of_is_not_met(ask: Ask, subject: str) -> None:
    assert ask(subject).confidence.level == "weak"
