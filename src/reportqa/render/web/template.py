"""Filling in a page's template."""

from __future__ import annotations

import base64
import functools
import hashlib
import importlib.resources
from typing import TYPE_CHECKING

from reportqa.render.safety import printable

if TYPE_CHECKING:
    from jinja2 import Environment


def fill(template: str, **values: object) -> str:
    """A page as an HTML document.

    Args:
        template: The name of a template of this package.
        values: What it asks for; every text is escaped, and what a terminal would obey left out.

    Example:
        >>> page = fill("frame.jinja", title="<script>", script="")
        >>> "<title>&lt;script&gt;</title>" in page
        True
    """
    return _environment().get_template(template).render(values)


def read(name: str) -> str:
    """A style sheet or script of this package."""
    file = importlib.resources.files(__package__).joinpath(name)
    return file.read_text(encoding="utf-8")


@functools.cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("reportqa.render.web", package_path=""),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_printable,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(read=read, policy=_policy)
    return environment


def _printable(value: object) -> object:
    """Texts of documents without what a terminal would obey; markup is ours and stays."""
    return printable(value) if type(value) is str else value


def _policy(script: str) -> str:
    """Nothing is fetched, and no script runs but the page's own, known by its hash."""
    rules = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
    if not script:
        return rules
    digest = base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii")
    return f"{rules}; script-src 'sha256-{digest}'"
