"""Planted misquotations: how many a check finds, and how many faithful quotations it flags.

    python benchmarks/planted.py [--split dev|test] [--corpus FOLDER] [--index FOLDER]
                                 [--others FOLDER] [--each N] [--show]

Sentences of a report (by default the one in `corpus/`) are quoted in drafts, some of them altered
by program, in many ways of quoting and citing, and the drafts are written as Markdown, text, HTML
and Word files in turn. `--others` names a folder of other reports, whose sentences are planted as
quotations of this one. Thresholds were chosen on the split `dev`; `test` is every other sentence.
Exit code 1: fewer than 99% of the errors are named for what they are, or more than 1% of the
faithful quotations are flagged, or a title, a grade or a quotation of another source is.
"""

from __future__ import annotations

import argparse
import hashlib
import html
import random
import re
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz import fuzz

from reportqa.documents import (
    Passage,
    Report,
    read_corpus,
    read_report,
    report_files,
    sentence_spans,
)
from reportqa.errors import CorpusError
from reportqa.evidence.check import check_draft
from reportqa.evidence.draft import read_draft
from reportqa.evidence.finding import Finding
from reportqa.index import open_index

A_DRAFT = 25  # quotations
NEGATIONS = re.compile(r"\b(?:not|no|never|without)\b ?")
SWAPS = {
    "most": "some", "some": "most", "good": "poor", "poor": "good", "effective": "ineffective",
    "children": "parents", "social": "support", "managers": "inspectors", "always": "usually",
    "often": "sometimes", "are": "were", "is": "was", "has": "had", "have": "had", "well": "badly",
    "local": "national", "young": "older", "needs": "wishes", "improved": "declined",
    "care": "health", "the": "a", "and": "or", "all": "many", "risk": "harm", "plans": "records",
    "timely": "delayed", "significant": "slight", "quality": "quantity", "their": "its",
}  # fmt: skip
INVENTED = (
    "The council has put in place a robust plan for every child who goes missing from home.",
    "Foster carers told us that training arrives late and rarely matches what they asked for.",
    "Visits to children in residential placements are recorded within one working day.",
    "Leaders act swiftly when agency staff leave and caseloads therefore stay manageable.",
    "Thresholds at the front door have been rewritten twice and partners welcome the outcome.",
    "Care leavers describe their personal advisers as patient, honest and easy to reach.",
    "Health assessments are completed on time for nine in ten children entering care.",
    "An experienced adoption team now prepares life-story books before the final hearing.",
    "The board publishes a scorecard each quarter and challenges partners on slow progress.",
    "Police and social workers share an office, which speeds decisions on urgent referrals.",
)
OTHER_SOURCES = (
    "Every child matters, and so does every hour that is spent with them.",
    "We were never told who would be coming to the house on any given day.",
    "Budgets set in the spring rarely survive contact with the autumn term.",
    "Good practice is contagious where people are given the time to talk about it.",
    "The measure of a service is what it feels like at four on a Friday afternoon.",
    "My new flat is warm and I can walk to college from there.",
    "Councils should publish what they spend on placements outside their boundaries.",
    "It took three phone calls before anybody rang me back about my son.",
    "Nobody in this chamber doubts the commitment of our front-line staff.",
    "Demand has outpaced funding in each of the last five financial years.",
)
TITLES = (
    "Working together to safeguard children", "Keeping children safe in education",
    "The Children Act 1989 guidance and regulations", "Getting it right for every child",
    "Corporate parenting strategy 2017 to 2020", "Putting Children First", "Staying put",
    "Promoting the education of looked-after children", "Every Child Matters",
    "A Better Start in Life for All", "requires improvement", "inadequate", "good",
    "requires improvement to be good", "outstanding", "improving lives", "front door",
    "single inspection framework", "The Munro Review of Child Protection", "early help offer",
)  # fmt: skip


@dataclass(frozen=True)
class Plant:
    """A quotation, or a statement, put into a draft.

    Attributes:
        what: What was done to it.
        wanted: The verdicts that name it for what it is.
        words: What stands between the marks; for a statement, its words.
        passage: Where it is from; None for another source.
        number: The paragraph that is cited, or None.
        page: The page that is cited, or None.
        statement: Whether it is the writer's own words.
    """

    what: str
    wanted: tuple[str, ...]
    words: str
    passage: Passage | None = None
    number: str | None = None
    page: int | None = None
    statement: bool = False


FLAGGED = {"altered", "not_found", "wrong_place", "wrong_figure"}
FAITHFUL = ("verbatim",)
UNJUDGED = ("verbatim", "not_checked")


def in_split(text: str, split: str) -> bool:
    """Whether a sentence is of a split; half of all are, by its hash."""
    is_test = hashlib.sha256(text.encode()).digest()[0] % 2
    return bool(is_test) == (split == "test")


def sentences(report: Report, split: str) -> list[tuple[str, Passage]]:
    """The sentences of a report's paragraphs and items that stand in it once."""
    every = " ".join(passage.text for passage in report.passages)
    found = []
    for passage in report.passages:
        if passage.kind not in ("paragraph", "item"):
            continue
        for start, end in sentence_spans(passage.text):
            text = passage.text[start:end]
            if len(text.split()) >= 8 and every.count(text) == 1 and in_split(text, split):
                found.append((text, passage))
    return found


# Errors.


def swapped(text: str, dice: random.Random) -> str | None:
    """One word in the place of another."""
    places = [m for m in re.finditer(r"[A-Za-z]+", text) if m[0].lower() in SWAPS and m.start()]
    if not places:
        return None
    match = dice.choice(places)
    return text[: match.start()] + SWAPS[match[0].lower()] + text[match.end() :]


def other_figure(text: str, dice: random.Random) -> str | None:
    """One figure in the place of another."""
    places = list(re.finditer(r"\d+(?:\.\d+)?", text))
    if not places:
        return None
    match = dice.choice(places)
    value = match[0]
    changed = (
        str(int(value) + dice.choice((1, 3, 10))) if value.isdigit() else f"{float(value) + 1:.1f}"
    )
    return text[: match.start()] + changed + text[match.end() :]


def negation_dropped(text: str, dice: random.Random) -> str | None:
    """A word that turns the sentence round left out."""
    places = list(NEGATIONS.finditer(text))
    if not places:
        return None
    match = dice.choice(places)
    return text[: match.start()] + text[match.end() :]


def negation_added(text: str, dice: random.Random) -> str | None:
    """A “not” where there is none."""
    places = list(re.finditer(r"\b(?:is|are|has|have|was|were|do|does|can)\b(?! not)", text))
    if not places:
        return None
    match = dice.choice(places)
    return f"{text[: match.end()]} not{text[match.end() :]}"


def negation_hidden(text: str, dice: random.Random) -> str | None:
    """An ellipsis over some words, a negation among them."""
    words = text.split()
    where = [
        i for i, word in enumerate(words) if NEGATIONS.fullmatch(word) and 2 <= i < len(words) - 3
    ]
    if not where:
        return None
    middle = dice.choice(where)
    start, end = (
        max(2, middle - dice.randint(0, 2)),
        min(len(words) - 2, middle + dice.randint(1, 3)),
    )
    return " ".join(
        [*words[:start], dice.choice(("…", "...", "[…]", "[...]", "(…)")), *words[end:]]
    )


def word_left_out(text: str, dice: random.Random) -> str | None:
    """A word gone without a sign."""
    words = text.split()
    place = dice.randrange(2, len(words) - 2)
    if re.search(r"[,;:()]", words[place]):
        return None
    return " ".join(words[:place] + words[place + 1 :])


# Faithful ways.


def plain(text: str, dice: random.Random) -> str | None:
    """As it stands."""
    return text


def without_stop(text: str, dice: random.Random) -> str | None:
    """Less the full stop, or with a comma in its place."""
    return text.rstrip(".") + dice.choice(("", ","))


def straightened(text: str, dice: random.Random) -> str | None:
    """With straight or typographic marks, and other dashes, than the source has."""
    text = text.replace("’", "'") if "’" in text else text.replace("'", "’")
    return text.replace("–", "—") if "–" in text else text.replace("fi", "ﬁ")


def folded(text: str, dice: random.Random) -> str | None:
    """Over several lines, a compound word broken at its hyphen."""
    words = text.split()
    for place in range(dice.randint(3, 6), len(words), dice.randint(6, 9)):
        words[place] = f"\n{words[place]}"
    return re.sub(r"(?<=[a-z])-(?=[a-z])", "-\n", " ".join(words).replace(" \n", "\n"), count=1)


def shortened(text: str, dice: random.Random) -> str | None:
    """An ellipsis over some words, none of which matters."""
    words = text.split()
    if len(words) < 12:
        return None
    start = dice.randrange(3, len(words) - 7)
    end = start + dice.randint(2, 4)
    if re.search(
        r"\b(?:not|no|never|without|nor|neither|unable|rarely|fail\w*|lack\w*|unless|hardly|none|cannot|nothing|seldom)\b",
        " ".join(words[start:end]),
        re.I,
    ):
        return None
    return " ".join(
        [*words[:start], dice.choice(("…", "...", "[…]", "[...]", ". . .")), *words[end:]]
    )


def bracketed(text: str, dice: random.Random) -> str | None:
    """With a writer's own words in square brackets."""
    for pattern, put in (
        (r"\b(?:It|They|This)\b", "[The council]"),
        (r"\b(?:the local authority|the authority)\b", "[Wirral]"),
        (r"\btheir\b", "[the children’s]"),
        (r"\((IROs?|LSCB|WSCB|CSE)\)", "[sic]"),
    ):
        if re.search(pattern, text):
            return re.sub(pattern, put, text, count=1)
    words = text.split()
    place = dice.randrange(3, len(words))
    return " ".join([*words[:place], "[sic]", *words[place:]])


def recased(text: str, dice: random.Random) -> str | None:
    """The first letter in the other case, in brackets or without."""
    if not text[0].isalpha():
        return None
    first = text[0].lower() if text[0].isupper() else text[0].upper()
    return dice.choice((f"[{first}]", first)) + text[1:]


def from_middle(text: str, dice: random.Random) -> str | None:
    """From the middle of the sentence."""
    words = text.split()
    start = dice.randrange(1, len(words) - 5)
    if re.fullmatch(r"(?:not|no|never|without|to|nor)", words[start - 1]):
        return None
    end = len(words) if dice.random() < 0.5 else dice.randrange(start + 5, len(words) + 1)
    return " ".join(words[start:end])


Way = Callable[[str, random.Random], str | None]
ALTERED: dict[str, Way] = {
    "word swapped": swapped,
    "figure changed": other_figure,
    "negation dropped": negation_dropped,
    "negation added": negation_added,
    "negation hidden by an ellipsis": negation_hidden,
    "word left out": word_left_out,
}
TRUE: dict[str, Way] = {
    "as it stands": plain,
    "without its stop": without_stop,
    "other marks": straightened,
    "folded lines": folded,
    "lawful ellipsis": shortened,
    "square brackets": bracketed,
    "case of the first letter": recased,
    "from the middle": from_middle,
}


def plants(
    pool: Sequence[tuple[str, Passage]],
    strangers: Sequence[str],
    report: Report,
    each: int,
    dice: random.Random,
) -> Iterator[Plant]:
    """Everything to be planted."""
    for what, way in ALTERED.items():
        yield from _made(pool, what, ("altered",), way, each, dice)
    numbered = [(text, passage) for text, passage in pool if passage.number]
    last = max(int(passage.number) for passage in report.passages if passage.number)
    for text, passage in dice.sample(numbered, min(each, len(numbered))):
        wrong = dice.choice([n for n in range(1, last + 1) if str(n) != passage.number])
        yield Plant("wrong paragraph", ("wrong_place",), text, passage, str(wrong), None)
    for text, passage in dice.sample(pool, min(each, len(pool))):
        page = passage.page_last or 1
        wrong_page = page + dice.choice((1, 2, 5))
        yield Plant("wrong page", ("wrong_place",), text, passage, passage.number, wrong_page)
    strange = [text for text in strangers if not _shared(text, report)]
    for text in dice.sample(strange, min(each, len(strange))):
        _, passage = dice.choice(numbered)
        yield Plant(
            "of another report", ("not_found",), text, None, passage.number, passage.page_first
        )
    for text in INVENTED:
        _, passage = dice.choice(numbered)
        yield Plant("invented", ("not_found",), text, None, passage.number, passage.page_first)
    yield from _statements(numbered, each, dice)
    for what, way in TRUE.items():
        yield from _made(pool, what, FAITHFUL, way, each * 2, dice)
    for text in (*OTHER_SOURCES, *TITLES) * 4:
        yield Plant("title, grade or other source", UNJUDGED, text)


def _shared(text: str, report: Report) -> bool:
    """Whether a sentence is one that such reports share, but for a figure or a name."""
    return any(fuzz.partial_ratio(text, each.text) > 80 for each in report.passages)


def _made(
    pool: Sequence[tuple[str, Passage]],
    what: str,
    wanted: tuple[str, ...],
    way: Way,
    each: int,
    dice: random.Random,
) -> Iterator[Plant]:
    made = 0
    for text, passage in dice.sample(pool, len(pool)):
        words = way(text, dice)
        if words is None or (words == text and wanted != FAITHFUL):
            continue
        yield Plant(what, wanted, words, passage, passage.number, passage.page_first)
        made += 1
        if made == each:
            return


def _statements(
    numbered: Sequence[tuple[str, Passage]], each: int, dice: random.Random
) -> Iterator[Plant]:
    """What is said in other words, with a figure of the paragraph or with another."""
    told = [
        (re.findall(r"(?<![\d.,])(?<!section )\d{2,3}%?(?![\d.,%])", text), passage)
        for text, passage in numbered
    ]
    told = [(figures, passage) for figures, passage in told if figures]
    for figures, passage in dice.sample(told, min(each, len(told))):
        figure = dice.choice(figures)
        words = "The inspection put this at {} for the children concerned"
        yield Plant("right figure", UNJUDGED, words.format(figure), passage, passage.number,
                    passage.page_first, statement=True)  # fmt: skip
        value = int(figure.rstrip("%"))
        other = f"{value + 7}{'%' if figure.endswith('%') else ''}"
        if re.search(rf"(?<!\d){re.escape(other)}", passage.text):
            continue
        yield Plant("wrong figure", ("wrong_figure",), words.format(other), passage,
                    passage.number, passage.page_first, statement=True)  # fmt: skip


# Drafts.

MARKS = (("“", "”"), ("‘", "’"), ('"', '"'), ("'", "'"), ("«", "»"))


def sentence_of(plant: Plant, dice: random.Random) -> str:
    """A plant as a writer would give it."""
    where = _cited(plant, dice)
    if plant.statement:
        return f"{plant.words} ({where})."
    opening, closing = dice.choice(MARKS)
    if opening == "'" and re.search(r"s['’]\s", plant.words):
        opening, closing = "“", "”"
    quoted = f"{opening}{plant.words}{closing}"
    if not where:
        return dice.choice(
            ("One colleague put it like this: {}.", "This is known as {} by many.")
        ).format(quoted)
    if plant.number and dice.random() < 0.3:
        page = f" (p. {plant.page})" if plant.page else ""
        return f"As paragraph {plant.number}{page} has it, {quoted}."
    return dice.choice(
        (
            f"Inspectors found: {quoted} ({where}).",
            f"Ofsted wrote that {quoted} ({where}).",
            f"{quoted} ({where})",
            f"The finding was clear, as {quoted} shows ({where}).",
            f"It is said that {quoted} [{where}].",
        )
    )


def _cited(plant: Plant, dice: random.Random) -> str:
    parts = []
    if plant.number:
        parts.append(dice.choice(("para {}", "para. {}", "paragraph {}")).format(plant.number))
    if plant.page:
        parts.append(dice.choice(("p. {}", "p{}", "page {}")).format(plant.page))
    if parts and dice.random() < 0.3:
        parts.insert(0, "Ofsted, Wirral, 20 September 2016")
    return ", ".join(parts)


def write(sentences_: Sequence[str], folder: Path, number: int) -> Path:
    """A draft as a file: Markdown, text, HTML and Word in turn."""
    suffix = (".md", ".txt", ".html", ".docx")[number % 4]
    path = folder / f"draft-{number}{suffix}"
    if suffix == ".docx":
        import docx

        document = docx.Document()
        for sentence in sentences_:
            paragraph = document.add_paragraph()
            for piece in re.findall(r".{1,17}", " ".join(sentence.split())):
                paragraph.add_run(piece)
        document.save(str(path))
    elif suffix == ".html":
        body = "".join(f"<p>{html.escape(sentence)}</p>\n" for sentence in sentences_)
        path.write_text(f"<!doctype html><html><body>{body}</body></html>", encoding="utf-8")
    else:
        path.write_text("\n\n".join(sentences_) + "\n", encoding="utf-8")
    return path


def judged(finding: Finding | None, plant: Plant) -> bool:
    """Whether a plant got the verdict that it should."""
    verdict = finding.verdict if finding is not None else "missed"
    return verdict in plant.wanted or (finding is None and plant.wanted == UNJUDGED)


def verdict_of(plant: Plant, findings: Sequence[Finding], paragraph: int) -> Finding | None:
    """The finding for the plant of a paragraph."""
    kind = "statement" if plant.statement else "quotation"
    found = [each for each in findings if each.paragraph == paragraph and each.kind == kind]
    return found[0] if found else None


def main() -> int:
    """Plant, check, count."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--split", choices=("dev", "test"), default="test")
    parser.add_argument("--corpus", type=Path, default=Path("corpus"))
    parser.add_argument("--report", default="wirral-2016")
    parser.add_argument("--index", type=Path, default=Path("index"))
    parser.add_argument("--others", type=Path, help="a folder of other reports")
    parser.add_argument("--each", type=int, default=50, help="how many of each error")
    parser.add_argument("--show", action="store_true", help="print what was judged amiss")
    asked = parser.parse_args()
    dice = random.Random(20160920)  # noqa: S311 - the same draw every time
    report = next(each for each in read_corpus(asked.corpus).reports if each.id == asked.report)
    pool = sentences(report, asked.split)
    strangers = others(asked.others, asked.split, dice, asked.report) if asked.others else []
    planted = list(plants(pool, strangers, report, asked.each, dice))
    dice.shuffle(planted)
    results, seconds = run(planted, asked.index, dice)
    return told(planted, results, seconds, show=asked.show)


def others(folder: Path, split: str, dice: random.Random, report_id: str) -> list[str]:
    """Sentences of other reports."""
    found = []
    for path in dice.sample([p for p in report_files(folder) if report_id not in p.name], 6):
        try:
            found += [text for text, _ in sentences(read_report(path), split)]
        except CorpusError:
            continue
    return dice.sample(found, min(len(found), 400))


def run(
    planted: Sequence[Plant], index: Path, dice: random.Random
) -> tuple[list[Finding | None], float]:
    """Check drafts of all plants; give the finding of each, and the seconds that it took."""
    results: list[Finding | None] = []
    seconds = 0.0
    with tempfile.TemporaryDirectory() as folder, open_index(index) as opened:
        for number, start in enumerate(range(0, len(planted), A_DRAFT)):
            batch = planted[start : start + A_DRAFT]
            path = write([sentence_of(each, dice) for each in batch], Path(folder), number)
            draft = read_draft(path)
            began = time.perf_counter()
            checked = check_draft(opened, draft)
            seconds += time.perf_counter() - began
            results += [
                verdict_of(each, checked.findings, place) for place, each in enumerate(batch)
            ]
    return results, seconds


def told(
    planted: Sequence[Plant], results: Sequence[Finding | None], seconds: float, *, show: bool
) -> int:
    """Print the counts; exit code 1 if they fall short."""
    right: Counter[str] = Counter()
    flagged: Counter[str] = Counter()
    verdicts: dict[str, Counter[str]] = defaultdict(Counter)
    for plant, finding in zip(planted, results, strict=True):
        verdict = finding.verdict if finding is not None else "missed"
        verdicts[plant.what][verdict] += 1
        right[plant.what] += judged(finding, plant)
        flagged[plant.what] += verdict in FLAGGED
        if show and not judged(finding, plant):
            print(f"{plant.what}: {verdict}: {plant.words!r}")
            if finding is not None:
                where = finding.passage.id if finding.passage else None
                was = plant.passage.id if plant.passage else None
                print(
                    f"    cited {finding.cited}, {where} ({was}), {finding.likeness}",
                    finding.note,
                )
                for difference in finding.differences:
                    print(f"    {difference}")
    totals = Counter(plant.what for plant in planted)
    errors = [plant.what for plant in planted if set(plant.wanted) & FLAGGED]
    faithful = [plant.what for plant in planted if plant.wanted == FAITHFUL]
    beside = [plant.what for plant in planted if plant.wanted == UNJUDGED]
    for what, total in totals.items():
        counts = ", ".join(f"{name} {count}" for name, count in verdicts[what].most_common())
        print(
            f"{what:32} {total:4}  named rightly {right[what]:4}  "
            f"flagged {flagged[what]:4}  ({counts})"
        )
    named = sum(right[what] for what in set(errors))
    wrongly = sum(flagged[what] for what in set(faithful))
    others_flagged = sum(flagged[what] for what in set(beside))
    print(
        f"errors: {named} of {len(errors)} named for what they are ({named / len(errors):.1%})\n"
        f"faithful: {wrongly} of {len(faithful)} flagged ({wrongly / len(faithful):.1%})\n"
        f"titles, grades, other sources, right figures: {others_flagged} of {len(beside)} flagged\n"
        f"{len(planted)} checked in {seconds:.1f} s"
    )
    sound = named >= 0.99 * len(errors) and wrongly <= 0.01 * len(faithful) and not others_flagged
    return 0 if sound else 1


if __name__ == "__main__":
    sys.exit(main())
