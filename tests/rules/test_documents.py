"""The pages that are read like a letter: the same in every language, all of them used, and true in their examples."""

import ast
import re
import string

import pytest
from scipy.stats import poisson

from ilmiotaulu.settings import PROJECT
from ilmiotaulu.text import LANGUAGES, UnknownText, document, number
from tests.rules.code import calls, modules, text_of

FOLDER = PROJECT / "ilmiotaulu/locales"
DOCUMENTS = ("about", "accessibility", "methods")


def source(name: str, lang: str) -> str:
    return (FOLDER / lang / f"{name}.md").read_text("utf-8")


def headings(text: str) -> list[tuple[int, str]]:
    """Level and words of every heading."""
    return [(len(marks), words) for marks, words in re.findall(r"^(#+) (.+)$", text, re.M)]


def placeholders(text: str) -> list[str]:
    """The names that a document is filled with, in their order."""
    return [name for _, name, _, _ in string.Formatter().parse(text) if name]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_language_has_every_document(lang: str) -> None:
    assert sorted(file.stem for file in (FOLDER / lang).glob("*.md")) == list(DOCUMENTS)


@pytest.mark.parametrize("lang", ["sv", "en"])
@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_language_has_the_same_headings_in_the_same_order(name: str, lang: str) -> None:
    finnish, other = headings(source(name, "fi")), headings(source(name, lang))
    assert [level for level, _ in other] == [level for level, _ in finnish]
    assert len(finnish) >= 10
    assert not {words for _, words in finnish} & {words for _, words in other}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_page_has_its_only_main_heading_and_a_document_skips_no_level(name: str, lang: str) -> None:
    levels = [level for level, _ in headings(source(name, lang))]
    assert levels[0] == 2
    assert set(levels) <= {2, 3}


def shape(text: str) -> list[str]:
    """What every line is, a heading, a point of a list, a quotation or words, and what it is filled with."""
    kinds = [re.match(r"#+|-|\d+\.|>|", line)[0] for line in text.splitlines()]
    return [f"{kind} {placeholders(line)}" for kind, line in zip(kinds, text.splitlines(), strict=True)]


@pytest.mark.parametrize("lang", ["sv", "en"])
@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_language_says_it_in_as_many_lines_filled_with_the_same(name: str, lang: str) -> None:
    assert shape(source(name, lang)) == shape(source(name, "fi"))


REFERENCE = re.compile(r"- \w+, [A-Z]\.,? .*\((1927|1998|1936|1962|1987|2000|2004|2005)\)\. ")

FORMULA = re.compile(r"(?ms)^\$\$\n.*?^\$\$$")


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_formulas_are_the_same_in_every_language_but_for_the_decimal_sign(lang: str) -> None:
    finnish, others = (
        [one.replace("{{,}}", ".") for one in FORMULA.findall(source("methods", at))] for at in ("fi", lang)
    )
    assert len(finnish) == 6
    assert others == finnish


@pytest.mark.parametrize("lang", ["sv", "en"])
@pytest.mark.parametrize("name", DOCUMENTS)
def test_nothing_is_left_in_finnish_but_references_and_what_is_filled_in(name: str, lang: str) -> None:
    words, finnish = (FORMULA.sub("", source(name, one)).splitlines() for one in (lang, "fi"))
    same = {line for line in words if line} & set(finnish)
    left = {line for line in same if not REFERENCE.match(line) and not re.fullmatch(r"\{\w+\}", line)}
    assert not left


def test_every_document_is_shown_by_its_page_and_given_what_it_is_filled_with() -> None:
    given = {}
    for call in calls("document", "pages"):
        given[text_of(call.args[0])] = sorted(word.arg or "**" for word in call.keywords)
    assert given == {name: sorted(set(placeholders(source(name, "fi")))) for name in DOCUMENTS}


def test_what_stands_in_the_middle_of_the_methods_comes_in_the_order_of_the_page() -> None:
    page = next(tree for path, tree in modules().items() if path.as_posix() == "pages/about/methods.py")
    loop = next(node for node in ast.walk(page) if isinstance(node, ast.For))
    assert [one.id for one in loop.iter.args[1].elts if isinstance(one, ast.Name)] == [
        "statuses",
        "flags",
        "intervals",
        "evidence",
        "directions",
    ]
    live = {"statuses", "flags", "example", "evidence", "directions"}
    names = [name for name in placeholders(source("methods", "fi")) if name in live]
    assert names == ["statuses", "flags", "example", "evidence", "directions"]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", DOCUMENTS)
def test_no_document_makes_up_an_address(name: str, lang: str) -> None:
    assert not re.search(r"https?:|www\.|\w@\w|\+358|\bp\. \d|\.(fi|com|org|eu)\b", source(name, lang))


# ---- filling in ---------------------------------------------------------------------------------------------
def test_a_document_is_filled_in() -> None:
    told = document("accessibility", "en", maintainer="Our {town}", feedback="here")
    assert "Maintainer of the service: Our {town}\n" in told
    assert "Feedback: here\n" in told


@pytest.mark.parametrize(("name", "lang"), [("nothing", "fi"), ("methods", "de")])
def test_a_document_that_is_not_there_is_an_error(name: str, lang: str) -> None:
    with pytest.raises(UnknownText, match=rf"{name}\.md \({lang}\)"):
        document(name, lang)


def test_a_document_that_is_not_given_a_name_is_an_error() -> None:
    with pytest.raises(UnknownText, match=r"maintainer in accessibility\.md \(sv\)"):
        document("accessibility", "sv", feedback="här")


# ---- examples that must be true -----------------------------------------------------------------------------
def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_births_that_chance_makes_likely_are_those_of_the_text(lang: str) -> None:
    assert (poisson.ppf(0.025, 5), poisson.ppf(0.975, 5)) == (1, 10)
    low, high = (plain(number(poisson.ppf(tail, 1300), 0, lang)) for tail in (0.025, 0.975))
    between = {"fi": f"välillä {low}–{high}", "sv": f"mellan {low} och {high}", "en": f"between {low} and {high}"}
    assert between[lang] in plain(source("methods", lang))
