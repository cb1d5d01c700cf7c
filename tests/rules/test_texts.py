"""Interface texts: complete, translated, and every one of them used."""

import ast
import re
import string
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import get_args

import pytest

from ilmiotaulu import schema
from ilmiotaulu.catalogue import Kind, Polarity, Unit
from ilmiotaulu.charts.quadrant import QuadrantWords
from ilmiotaulu.exports.pptx import TemplateFault
from ilmiotaulu.forecast.intervals import SIZE_CLASS_NAMES
from ilmiotaulu.local.personal import Personal
from ilmiotaulu.local.problems import Mistake, Refusal
from ilmiotaulu.local.templates import ColumnKind
from ilmiotaulu.room.refused import Why
from ilmiotaulu.settings import PROJECT
from ilmiotaulu.statements import MARKED_UNITS, Benchmark, Likeness, Method, Obstacle
from ilmiotaulu.statements.forecasts import ForecastMethod
from ilmiotaulu.statements.results import Band, Peers
from ilmiotaulu.statistics.comparison import RESULTS, Side
from ilmiotaulu.statistics.ranking import THIRDS
from ilmiotaulu.statistics.trend import TrendResult
from ilmiotaulu.story.model import Kind as StoryKind
from ilmiotaulu.story.moved import Change
from ilmiotaulu.text import LANGUAGES, messages
from ilmiotaulu.ui.embed import NotEmbedded
from ilmiotaulu.ui.pages import PAGES
from ilmiotaulu.ui.phone import WORDS
from ilmiotaulu.ui.stage import NotShown
from ilmiotaulu.ui.stories import Done, News
from ilmiotaulu.ui.web import unfound_words
from pipelines.checks import STOPPING
from pipelines.evidence.neighbours import VARIABLES
from pipelines.local.keeping import State as ImportState
from pipelines.local.taking import RoleMistake
from pipelines.refresh import State
from pipelines.sources.http import ErrorKind
from tests.rules.code import calls, modules, strings, text_of

KEYS = messages("fi").keys()
LOCALES = sorted((PROJECT / "ilmiotaulu/locales").glob("*/LC_MESSAGES/ilmiotaulu.po"))
# Names and signs are the same in every language.
SAME = {
    "language.fi",
    "language.sv",
    "language.en",
    "source.sotkanet",
    "unit.euro.mark",
    "unit.per_100.mark",
    "unit.percent.mark",
}
SAME_IN_SWEDISH = {"unit.per_1000.mark"}


@pytest.mark.parametrize("path", LOCALES, ids=lambda path: path.parts[-3])
def test_every_text_is_said_once_and_in_the_order_of_its_keys(path: Path) -> None:
    entries = re.findall(r'^msgid "(.+)"\n((?:^(?:msgstr )?".*"\n?)+)', path.read_text(encoding="utf-8"), re.MULTILINE)
    assert [key for key, said in entries if said.count("msgstr ") != 1] == []
    keys = [key for key, _ in entries]
    assert keys == sorted(set(keys))


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_language_has_the_same_keys_and_no_empty_text(lang: str) -> None:
    assert messages(lang).keys() == KEYS
    assert not [key for key, text in messages(lang).items() if not text.strip()]


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_every_language_fills_in_the_same(lang: str) -> None:
    for key, text in messages("fi").items():
        assert placeholders(messages(lang)[key]) == placeholders(text), key


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_nothing_is_left_in_finnish(lang: str) -> None:
    same = {key for key, text in messages("fi").items() if messages(lang)[key] == text}
    assert same == SAME | (SAME_IN_SWEDISH if lang == "sv" else set())


# What a steering group does not say, in any form; what analysts look up stands in brackets after plain words.
JARGON = re.compile(
    r"\b(hva|vfo|sii|rii|tau|posterior\w*|prevalens\w*|prevalence|ylihajon\w*|overdisper\w*|satunnaisvaihtelu\w*|"
    r"slumpmässig variation|random variation|binomi\w*|poisson\w*|kvantiil\w*|regressio\w*|estimaat\w*|"
    r"sellaisenaan poikkesi|p-arvo\w*|p-värde\w*|p-value\w*)\b|(?<!\()\b(MAPE|WAPE|MALPE)\b",
    re.IGNORECASE,
)
# The address of a page, and words of catalogue files, which only those who keep them read.
NOT_FOR_READERS = ("county.address", "catalogue.", "cli.", "error.")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_text_on_a_page_has_an_abbreviation_or_a_word_of_statisticians(lang: str) -> None:
    read = {key: text for key, text in messages(lang).items() if not key.startswith(NOT_FOR_READERS)}
    assert not {key: text for key, text in read.items() if JARGON.search(re.sub(r"\{\w+\}", "", text))}
    assert JARGON.search("Keski-Suomen hva")
    assert JARGON.search("Poikkeama MAPE")


def test_nothing_is_marked_as_unsure() -> None:
    for lang in LANGUAGES:
        file = next(path for path in LOCALES if path.parent.parent.name == lang)
        assert "#, fuzzy" not in file.read_text("utf-8"), file


def asked() -> list[tuple[ast.Call, str]]:
    """Every call that asks for a text by a key that is written out."""
    found = [call for name in ("t", "_fail", "_say_error") for call in calls(name)]
    return [(call, key) for call in found if call.args and (key := text_of(call.args[0]))]


def test_every_text_that_is_asked_for_is_there() -> None:
    assert len(asked()) > 100
    assert not sorted({key for _, key in asked()} - KEYS)


def test_every_text_is_given_what_it_fills_in() -> None:
    for call, key in asked():
        given = {word.arg for word in call.keywords}
        if None not in given:  # **values
            assert placeholders(messages("fi")[key]) <= given, key


def seen_kinds() -> set[str]:
    """The kinds of findings that checks make and parsers note."""
    made = [call.args[0] for name in ("Seen", "Noted") for call in calls(name, "pipelines") if call.args]
    kinds = {kind for one in made if (kind := text_of(one))}
    failure = next(
        node
        for tree in modules().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name == "_failure_seen"
    )
    for node in ast.walk(failure):
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "kind":
            kinds |= strings(node.value) - {"last_good"}
    return kinds | STOPPING


def catalogue_kinds() -> set[str]:
    """The kinds of errors in a catalogue file that our own rules find."""
    tree = next(tree for path, tree in modules().items() if path.as_posix() == "ilmiotaulu/catalogue.py")
    kinds = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            if getattr(node.exc.func, "id", "") == "ValueError":
                kinds |= {text for one in node.exc.args if (text := text_of(one))}
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Problem" and len(node.args) > 3:
            kinds |= {text for text in [text_of(node.args[3])] if text}
    return kinds


# pydantic's own, as far as a person who writes an entry meets them; any other is told by `catalogue.other`.
PYDANTIC = {
    "extra_forbidden",
    "literal_error",
    "missing",
    "other",
    "string_pattern_mismatch",
    "string_too_short",
    "string_type",
    "union_tag_invalid",
}


# What is wrong with a source of the region's own figures.
LOCAL_SOURCES = {
    "interval_months",
    "interval_no_base",
    "local_alone",
    "local_summed",
    "unknown_column",
    "unknown_option",
    "unknown_template",
}


def first_texts(name: str, *folders: str, position: int = 0) -> set[str]:
    found = (text_of(call.args[position]) for call in calls(name, *folders) if len(call.args) > position)
    return {text for text in found if text}


FAMILIES = {
    "status.{}.short": set(schema.STATUSES) - {"ok"},
    "status.{}.why": set(schema.STATUSES) - {"ok"},
    "finding.{}": seen_kinds(),
    "flag.{}": set(schema.FLAGS),
    "flag_meaning.{}": set(schema.FLAGS),
    "unit.{}.words": set(get_args(Unit)),
    "unit.{}.mark": set(MARKED_UNITS),
    "why.{}": set(get_args(ErrorKind)),
    "sex.{}": set(schema.SEXES),
    "ages.seen.{}": set(schema.SEXES),
    "ages.projected.{}": set(schema.SEXES),
    "ages.legend.{}": {"bars", "dots", "no_sexes", "outlines", "together"},
    "level.{}": set(schema.LEVELS),
    "severity.{}": set(get_args(schema.Severity)),
    "kind.{}": set(get_args(Kind)),
    "role.{}": set(get_args(Kind)),
    "direction.{}": set(get_args(Polarity.model_fields["direction"].annotation)) - {"none"},
    "form.{}": {"boundaries", "tiles"},
    "group.{}": {"area", "network", "counties", "similar", "own"},
    "group_words.{}": {"area", "network", "counties", "similar", "own"},
    "view.{}": {"many", "tests", "one"},
    "rug.{}": {*RESULTS, "hidden", "better", "worse"},
    "variable.{}": {one.name for one in VARIABLES},
    "quadrant.{}": {one.name for one in fields(QuadrantWords)},
    "maps.{}": {"year", "years", "steadied"},
    "statement.step.{}": {*RESULTS, "usual", "same"} - {"not_compared"},
    "statement.difference_{}": set(get_args(Side)),
    "statement.stands_out_{}": set(get_args(Side)) - {"not_told_apart"},
    "statement.benchmark.{}": set(get_args(Benchmark)),
    "statement.method.{}": set(get_args(Method)),
    "statement.obstacle.{}": set(get_args(Obstacle)),
    "statement.compared.{}": {*RESULTS, "usual", "same"},
    "statement.evidence.{}": {"much", "some", "none"},
    "statement.trended.{}": set(get_args(TrendResult)) | {"guarded", "too_short"},
    "statement.graded.{}": set(get_args(Band)),
    "statement.directed.{}": {*get_args(Band), "rising", "falling", "turned"},
    "statement.dependence.{}": {"dependent", "independent"},
    "statement.standing.{}": {*THIRDS, "unclear", "not_ranked"},
    "statement.third.{}": set(THIRDS),
    "statement.ordered.{}": {"all", "none", "some"},
    "statement.among.{}": set(get_args(Peers)),
    "statement.ranks.{}": set(get_args(Peers)),
    "statement.smoothed.{}": {"weighed", "common", "missing"},
    "statement.detectable.{}": {"both", "high", "low", "never"},
    "statement.neighbours.{}": {*get_args(Likeness.__annotations__["side"]), "missing", "scarce", "only"},
    "statement.likeness.{}": set(get_args(Likeness.__annotations__["side"])),
    "statement.unequal.{}": {"rises", "falls", "not_told_apart", "not_computed"},
    "statement.peers.{}": {"municipality", "county"},
    "forecast.group.{}": {*SIZE_CLASS_NAMES, "municipalities", "counties", "FI"},
    "forecast.method.{}": set(get_args(ForecastMethod)),
    "forecast.bias_{}": {"up", "down"},
    "centres.unreached.{}": {"some", "near", "everywhere"},
    "map.{}": {"hidden", "missing", "example", "no_map"},
    "message.{}.title": first_texts("message", "ilmiotaulu"),
    "message.{}.text": first_texts("message", "ilmiotaulu"),
    "page.{}": set(PAGES),
    "phase.{}": first_texts("phase", "pipelines"),
    "source.{}": {"sotkanet", "statfin", "geo", "grid", "classifications"},
    "language.{}": set(LANGUAGES),
    "change.{}": {"new", "revised", "lost"},
    "error.template.{}": set(get_args(TemplateFault)),
    "present.refused.{}": set(get_args(NotShown)),
    "embed.refused.{}": set(get_args(NotEmbedded)),
    "embed.do.{}": set(get_args(NotEmbedded)),
    "slide.alt.{}": set(get_args(StoryKind)),
    "slide.gap.{}": {"example", "gone", "nothing", "place"},
    "slide.key.{}": {"forecast", "funnel", "map", "places", "quadrant", "ranking", "trend"},
    "slide.note.{}": {"about", "key", "question", "speaker", "told"},
    "story.moved.{}": set(get_args(Change)),
    "room.refused.{}": {one for told in get_args(Why | Personal) for one in get_args(told)},
    "phone.{}": {*WORDS, "gone", "gone_how", "gone_thanks", "noscript", "privacy"},
    "summary.guessed.{}": {"line.all", "line.half", "place.all", "place.half"},
    "summary.next.{}": {"what", "when", "who"},
    "story.kind.{}": set(get_args(StoryKind)),
    "story.news.{}": set(get_args(News)),
    "story.done.{}": set(get_args(Done)),
    "release.{}": {"official", "starter"},
    "error.file.{}": first_texts("BadFile", "pipelines", position=2),
    "cli.outcome.{}": set(get_args(State)),
    "import.problem.{}": set(get_args(Refusal)) | set(get_args(Mistake)),
    "import.role.{}": set(get_args(RoleMistake)),
    "import.state.{}": {*get_args(ImportState), "example", "public_from", "withdrawn"},
    "import.means.{}": set(get_args(ImportState)),
    "import.done.{}": {"examples_removed", "examples_restored", "restored", "state_saved", "undone", "undone_unseen"},
    "import.change.{}": {"changed", "gone"},
    "import.template.write_{}": set(get_args(ColumnKind)),
    "catalogue.{}": catalogue_kinds() | PYDANTIC | LOCAL_SOURCES,
}


@pytest.mark.parametrize("family", FAMILIES)
def test_every_member_of_a_family_has_its_text(family: str) -> None:
    members = FAMILIES[family]
    assert len(members) >= 2
    assert not sorted({family.format(member) for member in members} - KEYS)


def test_no_text_is_there_for_nothing() -> None:
    """A text is used when its key is written out, belongs to a family, or is put together from written parts."""
    written = set().union(*(strings(tree) for tree in modules().values()))
    family = {name.format(member) for name, members in FAMILIES.items() for member in members}
    unused = [key for key in KEYS if key not in written | family and not is_put_together(key, written)]
    assert not unused


def is_put_together(key: str, written: set[str]) -> bool:
    return any((match := pattern.fullmatch(key)) and set(match.groups()) <= written for pattern in patterns())


@cache
def patterns() -> list[re.Pattern[str]]:
    """The f-strings that `t` is asked with, as patterns."""
    found = []
    for call in calls("t"):
        asked_with = call.args[0] if call.args else None
        if isinstance(asked_with, ast.JoinedStr):
            parts = [text_of(part) for part in asked_with.values]
            # What begins with a family that is asked for by name could be any text: those families are listed.
            if parts[0] is None:
                continue
            found.append(re.compile("".join("(.+)" if part is None else re.escape(part) for part in parts)))
    # Families that are listed above are held to their list, so that a member that is no more is found.
    listed = {re.escape(name).replace(r"\{\}", "(.+)") for name in FAMILIES}
    return [pattern for pattern in found if pattern.pattern not in listed]


def test_every_family_that_is_asked_for_by_its_name_is_listed() -> None:
    named = first_texts("choose_one", position=2)
    assert named == {"form", "maps", "sex", "view"}
    assert {f"{name}.{{}}" for name in named} <= FAMILIES.keys()


def test_streamlit_still_shows_every_word_that_is_translated_in_it() -> None:
    assert unfound_words() == {}
