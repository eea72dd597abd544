"""Folding text so that two renderings of the same words compare equal."""

from __future__ import annotations

import re
import unicodedata

# Elements that conversions leave behind. A fixed list, so that "<http://…>" stays text.
TAG = re.compile(
    r"</?(?:a|b|blockquote|br|div|em|h[1-6]|i|li|ol|p|span|strong|sub|sup|table|tbody|td|th|thead"
    r"|tr|u|ul)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
EMPHASIS = re.compile(r"\*\*|__")
FOOTNOTE_SIGN = re.compile("[\u00b9\u00b2\u00b3\u2070\u2074-\u2079]+")

_QUOTES = str.maketrans(dict.fromkeys("‘’‚‛′`´", "'") | dict.fromkeys("“”„‟″«»", '"'))
_DASHES = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_HYPHEN_BEFORE_SPACE = re.compile(r"(?<=\w)-\s+")
_HYPHEN_IN_WORD = re.compile(r"(?<=[^\W\d])-(?=[^\W\d])")
_WHITE_SPACE = re.compile(r"\s+")


def fold(text: str) -> str:
    r"""Fold white space, quotation marks, dashes, ligatures, hyphens in words, and markup.

    Case and every other character stay. A hyphen inside a word goes on both sides of a
    comparison, because a word broken at a line's end ("multi-⏎agency") does not tell whether
    the hyphen is its own; so does white space after one, which is what joining lines leaves.

    Example:
        >>> fold("the  child’s <b>multi-\nagency</b> plan — ﬁrst")
        "the child's multiagency plan - first"
    """
    text = EMPHASIS.sub("", TAG.sub(" ", text))
    text = FOOTNOTE_SIGN.sub("", text)  # before NFKC would turn them into digits
    text = _INVISIBLE.sub("", text).translate(_QUOTES)  # before NFKC parts "´" from its place
    text = _DASHES.sub("-", unicodedata.normalize("NFKC", text))
    text = _HYPHEN_BEFORE_SPACE.sub("-", text)
    text = _HYPHEN_IN_WORD.sub("", text)
    return _WHITE_SPACE.sub(" ", text).strip()


def holds(text: str, quote: str) -> bool:
    """Whether `text` contains `quote`, both folded; an empty quote is held by nothing.

    Example:
        >>> holds("Children’s services are inadequate", "children's services")
        False
        >>> holds("Children’s services are inadequate", "Children's services")
        True
    """
    folded = fold(quote)
    return bool(folded) and folded in fold(text)


def slug(text: str) -> str:
    """A name that a person can type: lower-case ASCII words joined by hyphens.

    Example:
        >>> slug("Children looked after – in this area²")
        'children-looked-after-in-this-area'
    """
    plain = FOOTNOTE_SIGN.sub("", text).replace("'", "").replace("’", "")
    plain = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode("ascii")
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")
