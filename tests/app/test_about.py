"""The pages that tell of the service: how figures are treated, how accessible it is, whose it is."""

import re
from collections.abc import Callable
from html import escape

import pytest
from playwright.sync_api import Page, expect

from ilmiotaulu.schema import FLAGS, STATUSES
from ilmiotaulu.settings import PROJECT, Settings
from ilmiotaulu.text import LANGUAGES, day, t
from tests.app.conftest import App, Known, Site, go, settled

Enter = Callable[..., App]
NAMES = ("methods", "accessibility", "about")


@pytest.fixture(autouse=True)
def no_settings_of_the_person_who_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("FEEDBACK", "MAINTAINER"):
        monkeypatch.delenv(f"ILMIOTAULU_{name}", raising=False)


def entered(app: App, name: str) -> App:
    """The app on one of these pages."""
    app.test.switch_page(str(PROJECT / f"pages/about/{name}.py")).run()
    return app.whole()


def told(app: App) -> str:
    """The Markdown of the page."""
    return "\n".join(one.value for one in app.test.markdown)


def links(app: App) -> list[tuple[str, str]]:
    """The words and the target of every link in the Markdown of the page."""
    return re.findall(r"\[([^\]]+)\]\(([^)]+)\)", told(app))


# ---- every page ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_every_page_stands_whole_in_every_language(in_starter: Enter, name: str, lang: str) -> None:
    app = entered(in_starter(lang=lang), name)
    assert [one.value for one in app.test.title] == [t(f"page.{name}", lang)]
    source = (PROJECT / f"ilmiotaulu/locales/{lang}/{name}.md").read_text("utf-8")
    # From the first line to the last heading, with nothing left to fill in; formulas have braces of their own.
    plain = re.sub(r"(?s)\$\$.*?\$\$", "", told(app))
    assert source.splitlines()[0] in told(app)
    assert source.rpartition("\n## ")[2].splitlines()[0] in told(app)
    assert not re.search(r"[{}\N{OBJECT REPLACEMENT CHARACTER}]", plain)


@pytest.mark.parametrize("name", NAMES)
def test_the_pages_tell_of_an_official_release_too(in_official: Enter, official: Known, name: str) -> None:
    app = entered(in_official(), name)
    assert (official.pointer.release in told(app)) == (name != "accessibility")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_methods_say_where_to_see_the_steadied_map(in_starter: Enter, lang: str) -> None:
    app = entered(in_starter(lang=lang), "methods")
    (part,) = [one for one in told(app).split("\n\n") if t("maps.steadied", lang) in one]
    assert t("page.map", lang) in part
    assert t("map.options", lang) in part


def written(key: str, lang: str) -> str:
    """A text as it stands in markup."""
    return escape(t(key, lang))


# ---- methods ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_methods_list_every_word_for_a_missing_figure_and_every_mark(in_starter: Enter, lang: str) -> None:
    app = entered(in_starter(lang=lang), "methods")
    assert app.table(t("methods.statuses", lang)) == {
        written(f"status.{one}.short", lang): [written(f"status.{one}.why", lang)] for one in STATUSES if one != "ok"
    }
    assert app.table(t("methods.flags", lang)) == {
        written(f"flag.{one}", lang): [written(f"flag_meaning.{one}", lang)] for one in FLAGS
    }


def test_the_example_of_an_interval_is_that_of_wilson(in_starter: Enter) -> None:
    assert entered(in_starter(), "methods").table("keksittyjä") == {
        "2 / 110": ["1,8 %", "0,5–6,4 %"],
        "20 / 1 500": ["1,3 %", "0,9–2,1 %"],
        "450 / 29 000": ["1,6 %", "1,4–1,7 %"],
    }


def test_only_figures_whose_direction_is_written_down_are_said_to_have_one(in_starter: Enter, starter: Known) -> None:
    with_rows = set(starter.release.indicators_with_rows())
    directions = {
        escape(row["title_sv"]): [written(f"direction.{row['polarity']}", "sv"), escape(row["polarity_reason_sv"])]
        for row in starter.release.table("indicator").iter_rows(named=True)
        if row["polarity"] != "none" and row["id"] in with_rows
    }
    assert len(directions) >= 4
    assert entered(in_starter(lang="sv"), "methods").table(t("methods.directions", "sv")) == directions


def test_the_methods_name_the_figures_that_have_an_interval(in_official: Enter) -> None:
    text = told(entered(in_official(lang="en"), "methods"))
    assert "- Children aged 0–17 placed outside the home\n" in text
    assert "- Births" not in text


# ---- accessibility ------------------------------------------------------------------------------------------
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_statement_has_what_the_law_asks_for(in_starter: Enter, lang: str) -> None:
    text = told(entered(in_starter(lang=lang), "accessibility"))
    partly = {"fi": "**osittain**", "sv": "**delvis**", "en": "**partly**"}[lang]
    assessed = {"fi": "22.11.2026", "sv": "22.11.2026", "en": "22 November 2026"}[lang]
    days = {"fi": "14 päivän kuluessa", "sv": "inom 14 dagar", "en": "within 14 days"}[lang]
    for words in ("306/2019", "WCAG", "axe-core", "Traficom", partly, assessed, days):
        assert words in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_without_an_address_for_feedback_the_page_warns_and_makes_none_up(in_starter: Enter, lang: str) -> None:
    app = entered(in_starter(lang=lang), "accessibility")
    assert [one.value for one in app.test.warning] == [t("accessibility.no_feedback", lang)]
    assert t("accessibility.feedback_unknown", lang) in told(app)
    assert links(app) == []


@pytest.mark.parametrize(
    ("address", "words", "target"),
    [
        ("palaute@kunta.example", "palaute@kunta.example", "mailto:palaute@kunta.example"),
        ("  lasten_arki@kunta.example ", r"lasten\_arki@kunta.example", "mailto:lasten_arki@kunta.example"),
        (
            "https://kunta.example/palaute?aihe=1",
            r"https\://kunta.example/palaute?aihe=1",
            "https://kunta.example/palaute?aihe=1",
        ),
    ],
)
def test_an_address_for_feedback_becomes_a_link(
    in_starter: Enter, monkeypatch: pytest.MonkeyPatch, address: str, words: str, target: str
) -> None:
    monkeypatch.setenv("ILMIOTAULU_FEEDBACK", address)
    app = entered(in_starter(), "accessibility")
    assert links(app) == [(words, target)]
    assert not app.test.warning


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("Kirjaamo, puhelin vaihteen kautta", "Kirjaamo, puhelin vaihteen kautta"),
        ("javascript:alert(1)", r"javascript\:alert\(1\)"),
        ("[tästä](https://kunta.example)", r"\[tästä\]\(https\://kunta.example\)"),
        ("<b>palaute</b>", r"\<b\>palaute\</b\>"),
        ("http://kunta.example", r"http\://kunta.example"),
    ],
)
def test_anything_else_for_feedback_is_shown_as_it_is(
    in_starter: Enter, monkeypatch: pytest.MonkeyPatch, address: str, shown: str
) -> None:
    monkeypatch.setenv("ILMIOTAULU_FEEDBACK", address)
    app = entered(in_starter(), "accessibility")
    assert f"Palaute: {shown}\n" in told(app)
    assert not re.search(r"(?<!\\)\]\(", told(app))
    assert not app.test.warning


def test_spaces_are_no_address(in_starter: Enter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ILMIOTAULU_FEEDBACK", "  ")
    assert len(entered(in_starter(), "accessibility").test.warning) == 1


@pytest.mark.parametrize("name", ["feedback", "maintainer"])
def test_a_setting_that_is_shown_is_one_line(name: str) -> None:
    with pytest.raises(ValueError, match=name):
        Settings(**{name: "Keksitty kunta\n# Otsikko"})


@pytest.mark.parametrize("name", ["accessibility", "about"])
def test_the_maintainer_is_named_where_there_is_one(
    in_starter: Enter, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    assert t("about.no_maintainer", "fi") in told(entered(in_starter(), name))
    monkeypatch.setenv("ILMIOTAULU_MAINTAINER", "Keksitty *kunta*")
    named = told(entered(in_starter(), name))
    assert r"Keksitty \*kunta\*" in named
    assert t("about.no_maintainer", "fi") not in named


# ---- about --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_release_that_is_shown_is_told(in_starter: Enter, starter: Known, lang: str) -> None:
    text = told(entered(in_starter(lang=lang), "about"))
    row = starter.release.table("release").row(0, named=True)
    assert text.count(starter.pointer.release) == 2
    for words in (t("release.starter", lang), day(row["newest_fetch"], lang), "2026"):
        assert f": {words}\n" in text


def test_every_publisher_of_the_release_is_told_and_examples_come_last(in_starter: Enter, starter: Known) -> None:
    fetches = starter.release.table("source_fetch")
    table = entered(in_starter(), "about").table(t("about.publishers", "fi"))
    examples = t("source.example", "fi")
    assert list(table)[-1] == examples
    assert set(table) == {*fetches["publisher"], examples} - {"example"}
    assert sum(int(cells[0]) for cells in table.values()) == fetches.height
    assert table["Tilastokeskus, StatFin"][1:] == ["22.11.2026", "CC BY 4.0"]
    assert table[examples][1:] == ["–", "–"]


@pytest.mark.browser
def test_the_browser_keeps_only_what_the_page_says_it_keeps(starter_site: Site, page: Page) -> None:
    go(page, starter_site.at())
    page.get_by_role("link", name=t("page.about", "fi"), exact=True).click()
    expect(page.locator("h1")).to_have_text(t("page.about", "fi"))
    settled(page)
    assert [one["name"] for one in page.context.cookies()] == ["_streamlit_xsrf"]
    kept = page.evaluate("[...Object.keys(localStorage), ...Object.keys(sessionStorage)]")
    assert [name for name in kept if not name.startswith("stActiveTheme")] == []
