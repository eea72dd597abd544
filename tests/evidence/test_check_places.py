"""Which citation is whose, and whether it is right."""

from __future__ import annotations

import pytest

from tests.evidence.conftest import Check, Judge

WORDS = "has lost contact with 27 (13%) of its 205"  # paragraph 91, p. 27


@pytest.mark.parametrize(
    "draft",
    [
        f"“{WORDS}” (para 91, p. 27)",
        f"“{WORDS}”, para. 91, p27",
        f"“{WORDS}.” (Ofsted, Wirral, 20 September 2016, para 91, p. 27)",
        f"“{WORDS}” (Ofsted, 2016, pp. 26–27)",
        f"“{WORDS}” (paras 90-92)",
        f"“{WORDS}” (paragraphs 12 and 91)",
        f"Paragraph 91 says the council “{WORDS}”.",
        f"On page 27 the report says that it “{WORDS}”.",
        f"It “{WORDS}” [91].",
        f"It “{WORDS}” [4].",  # a reference's number
        f"It “{WORDS}”. Source: Ofsted, Wirral, para 91.",
        f"It “{WORDS}” (wirral-2016, para 91)",
        f"It “{WORDS}” (¶91)",
        f"The inspection of July 2016 found it “{WORDS}” (para 91).",
    ],
)
def test_a_right_citation_in_any_manner(check: Check, draft: str) -> None:
    findings = [each for each in check(draft) if each.kind == "quotation"]
    assert [each.verdict for each in findings] == ["verbatim"]


@pytest.mark.parametrize(
    "draft",
    [
        f"“{WORDS}” (para 92, p. 27)",
        f"“{WORDS}” (para 91, p. 28)",
        f"“{WORDS}”, para. 19",
        f"Paragraph 19 says the council “{WORDS}”.",
        f"“{WORDS}” (paras 92–95)",
        f"“{WORDS}” (Ofsted, Wirral, 20 September 2017, para 91)",
        f"“{WORDS}” (Ofsted, Liverpool, 3 May 2014, para 91)",
        f"“{WORDS}” (para 900)",
    ],
)
def test_a_wrong_citation_is_told_with_the_right_one(check: Check, draft: str) -> None:
    (finding,) = [each for each in check(draft) if each.kind == "quotation"]
    assert finding.verdict == "wrong_place"
    assert finding.citation == "Ofsted, Wirral, 20 September 2016, para 91, p. 27"


def test_each_quotation_has_its_own_citation(check: Check) -> None:
    draft = (
        f"It “{WORDS}” (para 91), and paragraph 12 asks that children “in private fostering "
        "arrangements are identified, assessed and visited”. “Ensure that all serious incidents "
        "are notified to Ofsted” (para 128) is another."
    )
    cited = [each.cited for each in check(draft) if each.kind == "quotation"]
    assert cited == ["para 91", "paragraph 12", "para 128"]


def test_an_opening_mark_that_is_never_closed_swallows_nothing(check: Check) -> None:
    draft = f"He said “this goes on and on. And it “{WORDS}” (para 91).\n\nIt “{WORDS}” (para 92)."
    verdicts = [each.verdict for each in check(draft) if each.kind == "quotation"]
    assert verdicts == ["not_checked", "verbatim", "wrong_place"]


def test_apostrophes_are_no_quotation_marks(check: Check) -> None:
    draft = f"The council's care leavers' lives in the '90s: it ‘{WORDS}’ (para 91)."
    assert [each.text for each in check(draft) if each.kind == "quotation"] == [WORDS]


class TestBlockQuotations:
    BLOCK = "The local authority has lost contact with 27 (13%) of its 205 19- to 21-year-old"

    @pytest.mark.parametrize(
        "draft",
        [
            f"> {BLOCK} care leavers. (para 92)",
            f"> {BLOCK} care leavers.\n>\n> — Ofsted, Wirral, 20 September 2016, para 92, p. 27",
            f"As paragraph 92 says:\n\n> {BLOCK} care leavers.",
            f"    {BLOCK} care leavers. (para 92)",
            f"<blockquote>{BLOCK} care leavers. (para 92)</blockquote>",
            f"<p><q>{BLOCK}</q> (para 92)</p>",
        ],
    )
    def test_their_citation_is_found_in_them_and_around_them(
        self, check: Check, draft: str
    ) -> None:
        suffix = ".html" if draft.startswith("<") else ".md"
        (finding,) = [each for each in check(draft, suffix) if each.kind == "quotation"]
        assert finding.verdict == "wrong_place"
        assert finding.citation == "Ofsted, Wirral, 20 September 2016, para 91, p. 27"


class TestFigures:
    @pytest.mark.parametrize(
        "draft",
        [
            "The council lost contact with 27 of 205 care leavers, or 13 per cent (para 91).",
            "The council lost contact with twenty-seven of them (para 91).",
            "In September 2016 inspectors told of almost 30 such cases (para 91).",
            "Between 4 and 28 July 2016, no one could say where 27 of them were (para 91).",
            "There were 2,712 children in need at 4 July 2016 (p. 6).",
        ],
    )
    def test_those_that_stand_there(self, judge: Judge, draft: str) -> None:
        assert judge(draft).verdict == "not_checked"

    @pytest.mark.parametrize(
        ("draft", "figures"),
        [
            ("The council lost contact with 28 of 205 care leavers (para 91).", ("28",)),
            ("The council lost contact with 27% of its care leavers (para 91).", ("27%",)),
            ("The council lost contact with twenty-six of them (para 91).", ("twenty-six",)),
            ("By 3 March 2014 it had lost contact with 27 (para 91).", ("3 March 2014",)),
            ("As paragraph 91 says, 72 care leavers are lost, and 205 are there.", ("72",)),
        ],
    )
    def test_those_that_do_not(self, judge: Judge, draft: str, figures: tuple[str, ...]) -> None:
        finding = judge(draft)
        assert (finding.verdict, finding.figures) == ("wrong_figure", figures)

    def test_beside_a_faithful_quotation(self, check: Check) -> None:
        verdicts = [each.verdict for each in check(f"Of 300 children, it “{WORDS}” (para 91).")]
        assert verdicts == ["verbatim", "wrong_figure"]

    def test_a_place_that_is_not_there(self, judge: Judge) -> None:
        assert judge("Things are better now (para 300).").verdict == "wrong_place"
        assert judge("Things are better now (para 26, p. 40).").verdict == "wrong_place"
