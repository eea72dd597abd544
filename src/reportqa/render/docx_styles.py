"""How a pack looks in Word: A4, one family of letters, dark on white, quotations behind a bar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reportqa.render.docx_parts import LANGUAGE

if TYPE_CHECKING:
    from docx.document import Document
    from docx.shared import Length
    from docx.styles.style import CharacterStyle, ParagraphStyle

REMARK = "Remark"
CITATION = "Citation"
LABEL = "Passage Label"
LEAD_IN = "Lead-in"
CONTENTS = "Contents Entry"

_LETTERS = "Arial"
_INK = "1F2A37"
_QUIET = "4B5563"  # 7.5 to 1 on white: read by everybody
_LINK = "1D4F91"
_BAR = "1D4F91"
_INDENT_CM = 0.6


def set_up(document: Document) -> None:
    """Lay out the page and give a new document its styles."""
    _page(document)
    _defaults(document)
    _style(document, "Normal", size=11, after=6)
    _style(document, "Title", size=24, bold=True, after=2)
    _style(document, "Subtitle", size=12, colour=_QUIET, after=14)
    for level, size in enumerate((16, 14, 12.5, 12, 11.5, 11, 11, 11, 11), start=1):
        _style(
            document,
            f"Heading {level}",
            size=size,
            bold=True,
            before=max(22 - 4 * level, 8),
            after=4,
        )
    _style(document, REMARK, size=10, colour=_QUIET, after=6)
    _style(document, CONTENTS, size=11, colour=_LINK, after=2)
    _style(document, LABEL, size=9.5, colour=_QUIET, before=8, after=3, with_next=True)
    _style(document, LEAD_IN, size=11, colour=_QUIET, after=0, with_next=True, barred=True)
    _style(document, "Quote", size=11, after=3, with_next=True, barred=True)
    _style(document, CITATION, size=9.5, colour=_QUIET, after=12, indented=True)
    _style(document, "List Number", size=10, after=4)
    _style(document, "Footer", size=9, colour=_QUIET)
    _hyperlink(document)


def indent(steps: int) -> Length:
    """How far something is set in that is some steps below the whole."""
    from docx.shared import Cm

    return Cm(_INDENT_CM * steps)


def _page(document: Document) -> None:
    from docx.enum.text import WD_TAB_ALIGNMENT
    from docx.shared import Cm

    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin = section.bottom_margin = Cm(2.3)
    stops = document.styles["Footer"].paragraph_format.tab_stops
    stops.clear_all()
    stops.add_tab_stop(Cm(21 - 2 * 2.5), WD_TAB_ALIGNMENT.RIGHT)


def _defaults(document: Document) -> None:
    """The language of all text, and the version of Word whose layout counts."""
    from docx.oxml.ns import qn

    styles = document.styles.element
    for language in styles.iter(qn("w:lang")):
        language.set(qn("w:val"), LANGUAGE)
    settings = document.settings.element
    for setting in settings.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")
    settings.find(qn("w:themeFontLang")).set(qn("w:val"), LANGUAGE)


def _style(
    document: Document,
    name: str,
    *,
    size: float,
    colour: str = _INK,
    bold: bool = False,
    before: float = 0,
    after: float = 0,
    with_next: bool = False,
    barred: bool = False,
    indented: bool = False,
) -> None:
    """Set a paragraph style, making it where there is none; what it looked like before is gone."""
    from docx.shared import Pt

    style = _paragraph_style(document, name)
    _forget_look(style)
    _letters(style, size, colour)
    style.font.bold = bold
    layout = style.paragraph_format
    layout.space_before, layout.space_after = Pt(before), Pt(after)
    layout.line_spacing = 1.15
    layout.widow_control = True
    layout.keep_with_next = with_next or bold
    if barred or indented:
        layout.left_indent = indent(1)
    if barred:
        _add_bar(style)


def _paragraph_style(document: Document, name: str) -> ParagraphStyle:
    from docx.enum.style import WD_STYLE_TYPE

    styles = document.styles
    made = name not in styles
    style: ParagraphStyle = (
        styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH) if made else styles[name]
    )
    if made:
        style.base_style = styles["Normal"]
        style.quick_style = True
    return style


def _forget_look(style: ParagraphStyle) -> None:
    """Drop the letters and borders that the template gave a style, its place in lists kept."""
    from docx.oxml.ns import qn

    element = style.element
    for tag in ("w:rPr", "w:pPr/w:pBdr", "w:pPr/w:contextualSpacing"):
        for old in element.findall("/".join(map(qn, tag.split("/")))):
            old.getparent().remove(old)
    if style.name == "Subtitle":  # it would be numbered
        for old in element.findall(f"{qn('w:pPr')}/{qn('w:numPr')}"):
            old.getparent().remove(old)


def _letters(style: CharacterStyle, size: float, colour: str) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    font = style.font
    font.name, font.size, font.color.rgb = _LETTERS, Pt(size), RGBColor.from_string(colour)
    fonts = style.element.rPr.rFonts
    for script in ("w:cs", "w:eastAsia"):
        fonts.set(qn(script), _LETTERS)


def _add_bar(style: ParagraphStyle) -> None:
    """A bar at the left of a paragraph."""
    from docx.oxml.ns import qn
    from docx.oxml.parser import OxmlElement

    borders, bar = OxmlElement("w:pBdr"), OxmlElement("w:left")
    for name, value in (("val", "single"), ("sz", "18"), ("space", "8"), ("color", _BAR)):
        bar.set(qn(f"w:{name}"), value)
    borders.append(bar)
    layout = style.element.get_or_add_pPr()
    # The order of elements is fixed; borders come right before these.
    after = next((child for child in layout if child.tag in _after_borders()), None)
    if after is None:
        layout.append(borders)
    else:
        after.addprevious(borders)


def _after_borders() -> set[str]:
    from docx.oxml.ns import qn

    return {qn(f"w:{name}") for name in ("shd", "tabs", "spacing", "ind", "jc", "outlineLvl")}


def _hyperlink(document: Document) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import RGBColor

    style = document.styles.add_style("Hyperlink", WD_STYLE_TYPE.CHARACTER, builtin=True)
    style.font.color.rgb = RGBColor.from_string(_LINK)
    style.font.underline = True
