"""Measuring how well questions are answered.

with open_index(Path("index")) as index:
    questions = read_gold(Path("questions.jsonl"))
    evaluation = evaluate(Searcher(index), questions)
    print(evaluation.overall.measures["Success@1"])
"""

from reportqa.evaluation.ablation import Ablated, ablate, stage_sets
from reportqa.evaluation.beir import Collection, build_beir, read_beir
from reportqa.evaluation.confidence import Bin
from reportqa.evaluation.depths import Depth, by_depth
from reportqa.evaluation.evaluation import Evaluation, Outcome, Summary, assess, evaluate
from reportqa.evaluation.gold import (
    GoldQuestion,
    Relevant,
    Split,
    Unanswerable,
    of_split,
    read_gold,
)
from reportqa.evaluation.intervals import Estimate, paired_difference
from reportqa.evaluation.overlap import Overlap, by_type, overlaps
from reportqa.evaluation.ranking_measures import MEASURES, measure_rankings
from reportqa.evaluation.record import Record, record_of
from reportqa.evaluation.relevance import (
    Relevance,
    UnmatchedQuote,
    relevance_in,
    relevance_of,
)
from reportqa.evaluation.requirements import Requirement, parse_requirement, unmet
from reportqa.evaluation.run import DEPTH, Answered, Ranked, Run, run_questions

__all__ = [
    "DEPTH",
    "MEASURES",
    "Ablated",
    "Answered",
    "Bin",
    "Collection",
    "Depth",
    "Estimate",
    "Evaluation",
    "GoldQuestion",
    "Outcome",
    "Overlap",
    "Ranked",
    "Record",
    "Relevance",
    "Relevant",
    "Requirement",
    "Run",
    "Split",
    "Summary",
    "Unanswerable",
    "UnmatchedQuote",
    "ablate",
    "assess",
    "build_beir",
    "by_depth",
    "by_type",
    "evaluate",
    "measure_rankings",
    "of_split",
    "overlaps",
    "paired_difference",
    "parse_requirement",
    "read_beir",
    "read_gold",
    "record_of",
    "relevance_in",
    "relevance_of",
    "run_questions",
    "stage_sets",
    "unmet",
]
