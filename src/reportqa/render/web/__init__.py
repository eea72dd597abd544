"""What a self-contained page of the web is built of: its frame, tables, charts, quotations.

A page is one template that extends ``frame.jinja`` and takes its building blocks from
``parts.jinja``; `fill` fills it in. Whatever stands in a value is escaped and cannot run: a page
allows its own script alone, by its hash, and nothing to be fetched.
"""

from reportqa.render.web.parts import Chart, Grid, Ranged
from reportqa.render.web.plot import plotted
from reportqa.render.web.template import fill

__all__ = ["Chart", "Grid", "Ranged", "fill", "plotted"]
