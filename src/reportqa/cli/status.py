"""``reportqa status``: what the index holds and whether the corpus has changed since."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reportqa.cli import options
from reportqa.cli.console import give, look
from reportqa.cli.folders import named_in_mends, with_folders
from reportqa.render import Cell, Format, Table, counted, one_line

if TYPE_CHECKING:
    from reportqa.index import Index, Manifest


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command(epilog=options.examples("reportqa status", "reportqa status --glossary"))(status)


def status(
    glossary: Annotated[
        bool,
        typer.Option("--glossary", help="Show which terms are taken for the same, and from where."),
    ] = False,
    form: options.Form = Format.TEXT,
    corpus: options.Corpus = options.DEFAULT_CORPUS,
    index: options.Index = options.DEFAULT_INDEX,
) -> int:
    """Tell what the index holds and if it is up to date."""
    from reportqa.index import open_index
    from reportqa.render import render_record, render_table

    with named_in_mends(corpus, index), open_index(index) as opened:
        if glossary:
            give(render_table(_glossary(opened, corpus), form, look(), title="Glossary"))
            return 0
        manifest = opened.manifest
        record: dict[str, Cell] = {
            "index": str(index),
            "generation": manifest.generation,
            "built": manifest.built,
            "by": f"reportqa {manifest.version}",
            "model": f"{manifest.encoder.name} ({manifest.encoder.variant})",
            "vectors": _vectors(manifest),
            "reports": len(manifest.reports),
            "skipped": _skipped(manifest),
            "passages": len(opened),
            "bytes": sum(file.size for file in manifest.files),
            "corpus": str(corpus),
            "changes": with_folders(_changes(corpus, manifest), corpus, index),
        }
    give(render_record(record, form, look(), title="Status"))
    return 0


def _glossary(index: Index, corpus: Path) -> Table:
    """The entries of all glossaries, in the order in which they are looked up."""
    from reportqa.search import field_glossary, harvested, office_glossary

    sources = (
        (f"{corpus / 'glossary.toml'}", office_glossary(corpus)),
        ("spelt out in the reports", harvested(index.acronyms())),
        ("the field", field_glossary()),
    )
    rows = [(" = ".join(entry.terms), name) for name, entries in sources for entry in entries]
    return Table(("terms", "from"), tuple(rows))


def _vectors(manifest: Manifest) -> str:
    """How paragraph vectors are searched."""
    layout = manifest.vectors
    if layout.is_exact:
        return f"{layout.kind}: all are compared"
    return (
        f"{layout.kind}: those of the {layout.probed:,} nearest of {layout.clusters:,} clusters are"
        f" compared; trained on {layout.trained_on:,} passages"
    )


def _skipped(manifest: Manifest) -> str:
    """The files of the corpus that are not in the index, and why."""
    from reportqa.cli.opening import some_of

    told = [f"{file.path} ({one_line(file.reason)})" for file in manifest.skipped]
    return f"{counted(len(told), 'file')}: {some_of(told)}" if told else "none"


def _changes(corpus: Path, manifest: Manifest) -> str:
    from reportqa.cli.freshness import changed_files
    from reportqa.cli.opening import some_of

    if not corpus.is_dir():
        return "not known: the corpus is not there"
    changed = changed_files(corpus, manifest)
    if not changed:
        return "none since the index was built"
    return f"{some_of(changed)}; bring the index up to date: reportqa index"
