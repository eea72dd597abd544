"""``reportqa brief``: cited evidence on some topics as a document."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reportqa.cli import options
from reportqa.cli.console import give, look, progress, warn
from reportqa.errors import UsageError
from reportqa.output import check_output, write_whole
from reportqa.render import Look, counted, one_line
from reportqa.render.format import CiteFormat, PackFormat

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reportqa.documents import Facts
    from reportqa.evidence import Candidates, Chosen, Pack, Picks, Topic, Topics
    from reportqa.index import Index
    from reportqa.search import Filters, Result

_NOT_ALL_FOUND = 1
_TITLE = "Evidence pack"
_FROM_LINES = "-"
_TO_PICK_FROM = 10
_MANY = 5  # from so many questions on, how far they are is shown
_TOPICS_SUFFIXES = {".md", ".markdown", ".txt", ".text"}
_FORM_OF_SUFFIX = {
    ".docx": PackFormat.DOCX,
    ".md": PackFormat.MARKDOWN,
    ".markdown": PackFormat.MARKDOWN,
    ".html": PackFormat.HTML,
    ".htm": PackFormat.HTML,
    ".txt": PackFormat.TEXT,
    ".csv": PackFormat.CSV,
    ".json": PackFormat.JSON,
}


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command(
        epilog=options.examples(
            "reportqa brief topics.md -o pack.docx",
            'reportqa brief "Why are strategy meetings delayed?" "Who leads it?" -o pack.docx',
            "reportqa brief topics.md --pick -o pack.docx --sources sources.bib",
        )
    )(brief)


def brief(
    topics: Annotated[
        list[str],
        typer.Argument(
            metavar="TOPICS",
            help="A text or Markdown file, a question or heading a line (headings with lines "
            "below them structure the pack; a line may bring filters: "
            "{authority: NAME, since: 2019}), or the questions themselves. "
            "'-' reads lines from standard input.",
            show_default=False,
        ),
    ],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Write to FILE: .docx, .md, .html, .txt, .csv or .json. "
            "Without it, text is printed.",
        ),
    ] = None,
    form: Annotated[
        PackFormat | None,
        typer.Option(
            "--format",
            "-f",
            metavar="FORM",
            help="docx, markdown, html, text, csv or json, whatever the file's name says.",
        ),
    ] = None,
    k: Annotated[
        int, typer.Option("-k", metavar="N", min=1, help="How many passages a topic, at most.")
    ] = 3,
    title: Annotated[
        str | None, typer.Option("--title", metavar="TEXT", help="The title of the pack.")
    ] = None,
    date: Annotated[
        dt.datetime | None,
        typer.Option(
            "--date",
            metavar="DATE",
            formats=["%Y-%m-%d", "%d/%m/%Y"],
            help="Its date, 2016-09-20 or 20/9/2016; today by default.",
        ),
    ] = None,
    weak: Annotated[
        bool,
        typer.Option(
            "--weak", help="Quote the nearest passages, with a warning, where none is good."
        ),
    ] = False,
    pick: Annotated[
        bool,
        typer.Option(
            "--pick", help="Choose the passages one by one at the terminal; may be gone on with."
        ),
    ] = False,
    picks: Annotated[
        Path | None,
        typer.Option(
            "--picks",
            metavar="FILE",
            help="Where picks are kept (beside the output by default). Without --pick, make the "
            "pack from them.",
        ),
    ] = None,
    sources: Annotated[
        Path | None,
        typer.Option(
            "--sources",
            metavar="FILE",
            help="Write the reports quoted for a reference manager: .json (CSL) or .bib (BibTeX).",
        ),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Replace files that are there already.")
    ] = False,
    report: options.Reports = None,
    authority: options.Authorities = None,
    since: options.Since = None,
    until: options.Until = None,
    grade: options.Grades = None,
    kind: options.Kinds = None,
    section: options.Sections = None,
    corpus: options.Corpus = options.DEFAULT_CORPUS,
    index: options.Index = options.DEFAULT_INDEX,
) -> int:
    """Make a document of cited evidence on some topics.

    Each passage is quoted once, word for word; a topic without good evidence says so, and the
    exit code is 1.
    """
    for file in filter(None, (output, sources)):
        check_output(file, force=force, read=[Path(one) for one in topics if _names_a_file(one)])
    form = _form(output, form)
    source_form = _source_form(sources)
    by_hand = _by_hand(output, picks, pick=pick)
    from reportqa.search import Filters

    filters = Filters(
        report=report,
        authority=authority,
        since=since,
        until=until,
        grade=grade,
        kind=kind,
        section=section,
    )
    asked = _topics(topics, filters)
    from reportqa.cli.opening import facts_of, open_or_build
    from reportqa.evidence import make_pack

    with open_or_build(corpus, index) as opened:
        _check_filters(opened, asked)
        making = _Making(opened, corpus, facts_of(opened), asked.topics)
        if by_hand is None:
            chosen: Sequence[Chosen] | None = making.best(k, weak=weak)
        elif pick:
            chosen = making.picked_now(by_hand)
        else:
            chosen = making.picked_before(by_hand)
    if chosen is None:
        warn(f"Your picks are kept in '{by_hand}'; the same command goes on. No pack was written.")
        return 0
    day = date.date() if date else dt.datetime.now().astimezone().date()
    pack = make_pack(title or asked.title or _TITLE, day, chosen, making.facts)
    _write(pack, form, output)
    if sources is not None and source_form is not None:
        from reportqa.render.citations import render_sources

        write_whole(sources, render_sources(pack.sources, source_form).encode("utf-8"))
        warn(f"Wrote {counted(len(pack.sources), 'source')} to '{sources}'.")
    _tell_of_gaps(pack)
    return 0 if all(topic.evidence for topic in pack.topics) and making.whole else _NOT_ALL_FOUND


@dataclass(slots=True)
class _Making:
    """Finds the evidence of a pack; remembers whether all of what was picked still counts."""

    index: Index
    corpus: Path
    facts: Mapping[str, Facts]
    topics: Sequence[Topic]
    whole: bool = True

    def best(self, k: int, *, weak: bool) -> list[Chosen]:
        """The best passages of each topic."""
        from reportqa.evidence import best

        results = self._ask(k)
        return [
            best(topic, result, weak=weak)
            for topic, result in zip(self.topics, results, strict=True)
        ]

    def picked_before(self, file: Path) -> list[Chosen]:
        """What was picked, as a file has it."""
        picks = _read_picks(file)
        offered = self._offered(picks, context=0)
        _tell_unused(picks, self.topics)
        for one in offered:
            for changed in one.changed:
                warn(f"Left out: {changed.what}.")
                self.whole = False
        return [one.chosen() for one in offered]

    def picked_now(self, file: Path) -> list[Chosen] | None:
        """What is picked at the terminal, kept in a file; None if it is to be gone on with."""
        from reportqa.cli.picker import pick

        picks = _read_picks(file)
        offered = self._offered(picks, context=1)
        start = next((n for n, one in enumerate(offered) if not picks.seen(one.topic)), 0)

        def keep(one: Candidates) -> None:
            nonlocal picks
            picks = picks.having(one.topic, one.chosen().hits)
            write_whole(file, picks.to_json().encode("utf-8"))

        picked = pick(offered, start, self.facts, keep)
        _tell_unused(picks, self.topics)
        return None if picked is None else [one.chosen() for one in picked]

    def _offered(self, picks: Picks, *, context: int) -> list[Candidates]:
        from reportqa.evidence import candidates

        results = self._ask(_TO_PICK_FROM, context)
        return [
            candidates(topic, result, picks, self.index, self.facts)
            for topic, result in zip(self.topics, results, strict=True)
        ]

    def _ask(self, k: int, context: int = 0) -> list[Result]:
        """What is found for each topic, showing how far it is where they are many."""
        from reportqa.search import Searcher, office_glossary

        searcher = Searcher(self.index, glossary=office_glossary(self.corpus))
        results: list[Result] = []
        with progress("Asking", "questions") as tell:
            for topic in self.topics:
                if len(self.topics) >= _MANY:
                    tell(len(results), len(self.topics))
                results.append(
                    searcher.ask(topic.words, k=k, filters=topic.filters, context=context)
                )
            if len(self.topics) >= _MANY:
                tell(len(results), len(self.topics))
        for topic, result in zip(self.topics, results, strict=True):
            _tell_understood(topic, result)
        return results


def _form(output: Path | None, form: PackFormat | None) -> PackFormat:
    """The form that is asked for, by name or by the file's.

    Raises:
        UsageError: The file's name says none, or there is no file for a form that needs one.
    """
    if output is None:
        if form is PackFormat.DOCX:
            raise UsageError("a Word document needs a file", "Name one: -o pack.docx")
        return form or PackFormat.TEXT
    if form is None and output.suffix.lower() not in _FORM_OF_SUFFIX:
        raise UsageError(
            f"'{output}' says no form that a pack can have",
            f"End it in {', '.join(_FORM_OF_SUFFIX)}, or say which: --format docx",
        )
    return form or _FORM_OF_SUFFIX[output.suffix.lower()]


def _source_form(sources: Path | None) -> CiteFormat | None:
    forms = {".json": CiteFormat.CSL, ".bib": CiteFormat.BIBTEX}
    if sources is None:
        return None
    if sources.suffix.lower() not in forms:
        raise UsageError(
            f"'{sources}' says no form that sources can have",
            "End it in .json (CSL-JSON) or .bib (BibTeX).",
        )
    return forms[sources.suffix.lower()]


def _by_hand(output: Path | None, picks: Path | None, *, pick: bool) -> Path | None:
    """The file of picks, if passages are picked by hand.

    Raises:
        UsageError: There is nowhere to keep them, or nobody to pick, or no such file.
    """
    if not pick:
        if picks is not None and not picks.is_file():
            raise UsageError(f"there is no file of picks '{picks}'", "Make one with --pick.")
        return picks
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError("picking needs a terminal", "Leave --pick out, or run it in one.")
    if picks is None and output is None:
        raise UsageError("there is nowhere to keep the picks", "Name a file: -o, or --picks.")
    file = picks or (output or Path()).with_suffix(".picks.json")
    check_output(file, force=True)  # what was picked before is gone on with
    return file


def _read_picks(file: Path) -> Picks:
    from reportqa.evidence import Picks, parse_picks

    try:
        return parse_picks(file.read_text(encoding="utf-8"), str(file))
    except FileNotFoundError:
        return Picks()
    except UnicodeDecodeError:
        raise UsageError(f"'{file}' is no file of picks") from None


def _topics(arguments: Sequence[str], filters: Filters) -> Topics:
    """The topics that the command line names: one file's, or those asked for on it.

    Raises:
        UsageError: There are none, or one of them makes no sense.
    """
    from reportqa.evidence import asked_topics, parse_topics, read_topics

    if len(arguments) > 1:
        for one in arguments:
            if _names_a_file(one):
                raise UsageError(
                    f"'{one}' is a file, and something else was asked for beside it",
                    "Name one topics file, or ask questions.",
                )
        return asked_topics(arguments, filters)
    (only,) = arguments
    if only == _FROM_LINES:
        return parse_topics(sys.stdin.read(), "line", filters)
    return (
        read_topics(Path(only), filters) if _names_a_file(only) else asked_topics([only], filters)
    )


def _names_a_file(argument: str) -> bool:
    """Whether an argument is a topics file rather than a question: it is there, or looks so."""
    try:
        path = Path(argument)
        return (bool(argument) and path.exists()) or (
            len(argument.split()) == 1 and path.suffix in _TOPICS_SUFFIXES
        )
    except (OSError, ValueError):  # too long for a name, or with what no name can hold
        return False


def _check_filters(index: Index, topics: Topics) -> None:
    """Make sure that something meets each topic's filters, before any is asked.

    Raises:
        UsageError: Nothing does; the message says where they were given.
    """
    from reportqa.search.filters import allowed_passages

    met: list[Filters] = []
    for topic in topics.topics:
        if topic.filters in met:
            continue
        try:
            allowed_passages(index, topic.filters)
        except UsageError as error:
            raise UsageError(f"{topic.where}: {error.problem}", error.mend) from None
        met.append(topic.filters)


def _tell_understood(topic: Topic, result: Result) -> None:
    """Say where a topic was read otherwise than it was written: that is no matter for the pack."""
    understood = result.understood
    readings = {**understood.corrections}
    readings |= {term: ", ".join(meant) for term, meant in understood.meanings.items()}
    for written, meant in readings.items():
        warn(f"{topic.where}: understood “{one_line(written)}” as “{one_line(meant)}”.")


def _tell_unused(picks: Picks, topics: Sequence[Topic]) -> None:
    """Name the topics whose picks go into no pack, since nothing is worded as they were."""
    from reportqa.search.names import nearest

    unpicked = [topic.words for topic in topics if not picks.of(topic)]
    for words, count in picks.unused(topics).items():
        near = nearest(words, unpicked, 1)
        told = f"Not used: {counted(count, 'pick')} of “{one_line(words)}”, which is no topic here"
        if words in near:
            warn(f"{told} under the same filters.")
        else:
            warn(f"{told}; is it “{one_line(near[0])}” now?" if near else f"{told}.")


def _tell_of_gaps(pack: Pack) -> None:
    empty = [topic for topic in pack.topics if not topic.evidence]
    if not empty:
        return
    some = ", ".join(f"“{one_line(topic.chosen.topic.words)}”" for topic in empty[:3])
    more = f" and {len(empty) - 3} more" if len(empty) > 3 else ""
    of_all = f"{len(empty)} of {counted(len(pack.topics), 'topic')}"
    warn(f"The pack has no evidence on {of_all}: {some}{more}.")
    if not any(topic.chosen.by_hand for topic in empty):
        warn("The nearest passages are quoted all the same with --weak.")


def _write(pack: Pack, form: PackFormat, output: Path | None) -> None:
    from reportqa.render.pack import render_pack

    if output is None:
        give(render_pack(pack, form, look()).decode("utf-8"))
        return
    write_whole(output, render_pack(pack, form, Look()))
    quoted = sum(one.see is None for topic in pack.topics for one in topic.evidence)
    what = f"{counted(quoted, 'quotation')} on {counted(len(pack.topics), 'topic')}"
    warn(f"Wrote {what} to '{output}'.")
