"""A question's way from its words to hits with answers.

with open_index(Path("index")) as index:
    result = Searcher(index).ask("Why are strategy meetings delayed?")
"""

from reportqa.search.filters import Filters, chosen_reports
from reportqa.search.glossary import field_glossary, harvested, office_glossary
from reportqa.search.lookup import look_up
from reportqa.search.mentions import find_mentions
from reportqa.search.results import (
    About,
    AnswerSpan,
    Confidence,
    Hit,
    Mention,
    Mentions,
    Result,
    Understood,
)
from reportqa.search.searcher import Searcher

__all__ = [
    "About",
    "AnswerSpan",
    "Confidence",
    "Filters",
    "Hit",
    "Mention",
    "Mentions",
    "Result",
    "Searcher",
    "Understood",
    "chosen_reports",
    "field_glossary",
    "find_mentions",
    "harvested",
    "look_up",
    "office_glossary",
]
