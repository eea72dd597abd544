"""Evidence for a document that others will read: packs of cited quotations, drafts checked."""

from reportqa.evidence.check import check_draft
from reportqa.evidence.draft import read_draft
from reportqa.evidence.pack import Chosen, Evidence, Pack, TopicEvidence, best, make_pack
from reportqa.evidence.picks import Candidates, Pick, Picks, candidates, parse_picks
from reportqa.evidence.sources import Source, bibtex, csl_json, sources_of
from reportqa.evidence.topics import Topic, Topics, asked_topics, parse_topics, read_topics

__all__ = [
    "Candidates",
    "Chosen",
    "Evidence",
    "Pack",
    "Pick",
    "Picks",
    "Source",
    "Topic",
    "TopicEvidence",
    "Topics",
    "asked_topics",
    "best",
    "bibtex",
    "candidates",
    "check_draft",
    "csl_json",
    "make_pack",
    "parse_picks",
    "parse_topics",
    "read_draft",
    "read_topics",
    "sources_of",
]
