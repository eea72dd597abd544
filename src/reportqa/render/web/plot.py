"""Charts as SVG that takes its colours and its type from the page it stands in."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from reportqa.render.safety import one_line

if TYPE_CHECKING:
    from matplotlib.axes import Axes

INK, FAINT, GOOD, BAD, OTHER = "#000001", "#000002", "#000003", "#000004", "#000005"
"""Colours to draw in. They stand for variables of the page's style, dark or light as it is."""

_VARIABLES = {
    INK: "var(--ink)",
    FAINT: "var(--faint)",
    GOOD: "var(--good)",
    BAD: "var(--bad)",
    OTHER: "var(--other)",
}
_LABEL = 28  # characters
_WIDTH = 5.0  # inches of 72 units: one of the page's pixels each where a phone shows it
_SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"
_REFERENCE = re.compile(r"#([\w.-]+)")
_STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",
    "font.size": 11,
    "text.color": INK,
    "text.parse_math": False,
    "axes.edgecolor": FAINT,
    "axes.labelcolor": INK,
    "axes.linewidth": 1,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": FAINT,
    "grid.alpha": 0.35,
    "grid.linewidth": 0.8,
    "xtick.color": FAINT,
    "ytick.color": FAINT,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "legend.frameon": False,
    "lines.linewidth": 2,
}


def plotted(name: str, draw: Callable[[list[Axes]], None], *, height: float, rows: int = 1) -> str:
    """Draw a chart.

    Args:
        name: A word of its own in the page, which keeps its names apart from other charts'.
        draw: Draws on the axes it is given, one above the other, in this module's colours.
        height: Its height in inches; its width is always the same, and fits a phone.
        rows: How many axes, sharing their horizontal one.

    Returns:
        An ``svg`` element without colours or type of its own, the same for the same drawing.
        It is hidden from those who do not see: its page tells them what it shows.
    """
    with _style(name):
        from matplotlib.figure import Figure

        figure = Figure(figsize=(_WIDTH, height), layout="constrained")
        axes = figure.subplots(rows, 1, sharex=True, squeeze=False)
        draw(list(axes[:, 0]))
        written = io.StringIO()
        figure.savefig(written, format="svg", transparent=True, metadata={"Date": None})
    return _of_the_page(written.getvalue())


def label(text: str) -> str:
    """A text of a document that can be written in a drawing: one line of it, not too long.

    Example:
        >>> label("why" * 20)
        'whywhywhywhywhywhywhywhywhyw…'
    """
    line = one_line(text)
    return line if len(line) <= _LABEL else line[:_LABEL] + "…"


@contextmanager
def _style(name: str) -> Iterator[None]:
    from matplotlib import rc_context, rcdefaults, rcParams

    with rc_context(), warnings.catch_warnings():
        # The page's own fonts write the text; the one it is measured with may lack a letter.
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        rcdefaults()  # a reader's own settings are for charts of their own
        rcParams.update({**_STYLE, "svg.hashsalt": name})
        yield


def _of_the_page(document: str) -> str:
    """The drawing alone: what is for a file of its own taken off, colours made variables."""
    root = ElementTree.fromstring(document)  # noqa: S314 - it was written just now
    for element in root.findall(f"{{{_SVG}}}metadata"):
        root.remove(element)
    for parent in root.iter(f"{{{_SVG}}}defs"):
        for style in parent.findall(f"{{{_SVG}}}style"):
            parent.remove(style)
    referred = set(_REFERENCE.findall(" ".join(_values(root))))
    for element in root.iter():
        if element.get("id") not in referred:
            element.attrib.pop("id", None)
        if "style" in element.attrib:
            element.set("style", _themed(element.attrib["style"]))
    del root.attrib["width"], root.attrib["height"]
    root.set("aria-hidden", "true")
    ElementTree.register_namespace("", _SVG)
    ElementTree.register_namespace("xlink", _XLINK)
    return ElementTree.tostring(root, encoding="unicode")


def _values(root: ElementTree.Element) -> Iterator[str]:
    for element in root.iter():
        yield from element.attrib.values()


def _themed(style: str) -> str:
    for colour, variable in _VARIABLES.items():
        style = style.replace(colour, variable)
    return re.sub(r"font-family: [^;]*;? ?", "", style)
