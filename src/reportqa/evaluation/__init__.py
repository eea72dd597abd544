"""Measuring how well questions are answered.

with open_index(Path("index")) as index:
    questions = read_gold(Path("questions.jsonl"))
    evaluation = evaluate(Searcher(index), questions)
    print(evaluation.overall.measures["Success@1"])
"""

from reportqa.evaluation.ablation import Ablated, ablate, stage_sets
from reportqa.evaluation.agreement import Agreement, Disagreement, agreement
from reportqa.evaluation.beir import Collection, build_beir, read_beir
from reportqa.evaluation.comparison import (
    PRIMARY,
    Comparison,
    Contrast,
    Difference,
    Found,
    Moved,
    check_measures,
    compare,
)
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
    read_questions,
)
from reportqa.evaluation.grid import Variant, read_grid
from reportqa.evaluation.intervals import Estimate, paired_difference
from reportqa.evaluation.judged_gold import gold_lines
from reportqa.evaluation.judgement_files import Judgements, read_qrels, save_qrels
from reportqa.evaluation.judging import GRADES, Judging, begin, read_grades
from reportqa.evaluation.made import Made, made_by
from reportqa.evaluation.overlap import Overlap, by_type, overlaps
from reportqa.evaluation.pool import Pooled, pool
from reportqa.evaluation.ranking_measures import MEASURES, measure_rankings
from reportqa.evaluation.record import Record, record_of
from reportqa.evaluation.relevance import (
    Relevance,
    UnmatchedQuote,
    relevance_by,
    relevance_in,
    relevance_of,
)
from reportqa.evaluation.requirements import Requirement, parse_requirement, unmet
from reportqa.evaluation.run import DEPTH, Answered, Ranked, Run, run_questions
from reportqa.evaluation.run_files import (
    check_run_new,
    meta_file,
    read_run,
    run_file,
    save_run,
    shown_by,
)

__all__ = [
    "DEPTH",
    "GRADES",
    "MEASURES",
    "PRIMARY",
    "Ablated",
    "Agreement",
    "Answered",
    "Bin",
    "Collection",
    "Comparison",
    "Contrast",
    "Depth",
    "Difference",
    "Disagreement",
    "Estimate",
    "Evaluation",
    "Found",
    "GoldQuestion",
    "Judgements",
    "Judging",
    "Made",
    "Moved",
    "Outcome",
    "Overlap",
    "Pooled",
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
    "Variant",
    "ablate",
    "agreement",
    "assess",
    "begin",
    "build_beir",
    "by_depth",
    "by_type",
    "check_measures",
    "check_run_new",
    "compare",
    "evaluate",
    "gold_lines",
    "made_by",
    "measure_rankings",
    "meta_file",
    "of_split",
    "overlaps",
    "paired_difference",
    "parse_requirement",
    "pool",
    "read_beir",
    "read_gold",
    "read_grades",
    "read_grid",
    "read_qrels",
    "read_questions",
    "read_run",
    "record_of",
    "relevance_by",
    "relevance_in",
    "relevance_of",
    "run_file",
    "run_questions",
    "save_qrels",
    "save_run",
    "shown_by",
    "stage_sets",
    "unmet",
]
