"""The catalogue that ships: whole, in three languages, and honest about what it has no figures for."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from pydantic import BaseModel

from ilmiotaulu.catalogue import Catalogue, Derived, FertilityEntry, Sotkanet, StatFin, load_catalogue
from ilmiotaulu.forecast.scenario import Levers
from ilmiotaulu.local.checking import Context, check_file
from ilmiotaulu.local.templates import load_templates
from ilmiotaulu.settings import PROJECT
from ilmiotaulu.text import LANGUAGES
from pipelines.local.examples import is_marked_example, measures_of, shipped_examples
from pipelines.local.months import PLACES

FOLDER = PROJECT / "data" / "catalogue"
CATALOGUE = load_catalogue(FOLDER)
TEMPLATES = load_templates(PROJECT / "data" / "templates")
PHENOMENA = (
    "children_decreasing",
    "heavy_services",
    "early_support",
    "mental_wellbeing",
    "family_livelihood",
    "one_contact",
    "shared_work",
)
WITHOUT_OFFICIAL_FIGURES = ("one_contact", "shared_work")


def texts(model: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every text in three languages, with where it stands."""
    if isinstance(model, BaseModel):
        if {"fi", "sv", "en"} <= set(type(model).model_fields):
            yield path, model
        for name in type(model).model_fields:
            yield from texts(getattr(model, name), f"{path}.{name}")
    elif isinstance(model, list | tuple):
        for number, item in enumerate(model):
            yield from texts(item, f"{path}.{number}")


ALL_TEXTS = [
    *(pair for entry in CATALOGUE.indicators.values() for pair in texts(entry, entry.id)),
    *(pair for phenomenon in CATALOGUE.phenomena for pair in texts(phenomenon, phenomenon.id)),
    *(pair for event in CATALOGUE.events for pair in texts(event, event.id)),
    *(pair for preset in CATALOGUE.fertility for pair in texts(preset, preset.id)),
    *(pair for name, publisher in CATALOGUE.publishers.items() for pair in texts(publisher, name)),
]


def test_the_seven_phenomena_are_there_in_their_order() -> None:
    assert tuple(phenomenon.id for phenomenon in CATALOGUE.phenomena) == PHENOMENA
    assert [phenomenon.position for phenomenon in CATALOGUE.phenomena] == [1, 2, 3, 4, 5, 6, 7]


@pytest.mark.parametrize("phenomenon", CATALOGUE.phenomena, ids=lambda phenomenon: phenomenon.id)
def test_a_phenomenon_has_a_story_questions_and_one_key_figure(phenomenon: Any) -> None:
    assert len(phenomenon.story.fi) > 150
    assert len(phenomenon.questions) >= 3
    assert all(question.fi.endswith("?") for question in phenomenon.questions)
    assert [role.key for role in phenomenon.indicators].count(True) == 1


def test_every_text_is_translated_and_none_repeats_the_finnish_one() -> None:
    assert len(ALL_TEXTS) > 300
    same = [path for path, text in ALL_TEXTS if len(text.fi) > 3 and text.fi in (text.sv, text.en)]
    blank = [path for path, text in ALL_TEXTS if not all(part.strip() for part in (text.fi, text.sv, text.en))]
    unfinished = [path for path, text in ALL_TEXTS if "TODO" in text.fi + text.sv + text.en]
    assert (same, blank, unfinished) == ([], [], [])


def test_every_indicator_is_named_by_a_phenomenon_or_serves_one_that_is() -> None:
    named = {role.indicator for phenomenon in CATALOGUE.phenomena for role in phenomenon.indicators}
    serving = {entry.interval.base for entry in CATALOGUE.indicators.values()}
    serving |= {
        other for e in CATALOGUE.indicators.values() for s in e.source if isinstance(s, Derived) for other in s.of
    }
    assert set(CATALOGUE.indicators) - named - serving == set()
    assert named <= set(CATALOGUE.indicators)


def test_no_phenomenon_names_an_indicator_twice() -> None:
    for phenomenon in CATALOGUE.phenomena:
        names = [role.indicator for role in phenomenon.indicators]
        assert len(names) == len(set(names)), phenomenon.id


def test_use_is_always_shown_beside_need_or_supply() -> None:
    for name in ("heavy_services", "early_support"):
        phenomenon = next(p for p in CATALOGUE.phenomena if p.id == name)
        roles = {role.role for role in phenomenon.indicators}
        assert "use" in roles
        assert roles & {"need", "supply"}, name


@pytest.mark.parametrize(
    ("indicator", "sources"),
    [
        ("placed_children_0_17", ["191"]),
        ("placed_young_0_24", ["3563"]),
        ("placed_children_0_6", ["5495"]),
        ("placed_children_13_17", ["5496"]),
        ("placed_children_7_12", ["5497"]),
        ("unemployment_rate", ["181"]),
        ("unemployed_jobseekers_month", ["12r5"]),
        ("total_fertility", ["12dt", "Kokonaishedelmällisyys- ja bruttouusiutumisluku maakunnittain"]),
        ("low_income_children", ["14ww"]),
        ("live_births", ["11ae", "12dy", "121w", "Elävänä syntyneet äidin iän mukaan kunnittain"]),
        ("age_0", ["552"]),
        ("age_17", ["569"]),
        ("age_18", ["570"]),
        ("share_0_17", ["1065"]),
        ("emergency_placements", ["1078"]),
        ("child_welfare_notifications", ["1086"]),
        ("children_in_care", ["1077"]),
        ("lone_parent_families", ["74"]),
        ("social_assistance_families", ["423"]),
        ("families_with_children", ["179"]),
        ("low_income_children_sotkanet", ["228"]),
    ],
)
def test_an_indicator_is_taken_from_the_sources_it_is_known_by(indicator: str, sources: list[str]) -> None:
    assert [source.source_id for source in CATALOGUE.indicators[indicator].source] == sources


def test_the_yearly_and_the_monthly_unemployment_are_never_one_series() -> None:
    assert {s.kind for s in CATALOGUE.indicators["unemployment_rate"].source} == {"sotkanet"}
    assert {s.kind for s in CATALOGUE.indicators["unemployed_jobseekers_month"].source} == {"statfin"}


@pytest.mark.parametrize("name", WITHOUT_OFFICIAL_FIGURES)
def test_the_key_figure_of_a_phenomenon_without_official_figures_is_an_example(name: str) -> None:
    phenomenon = next(p for p in CATALOGUE.phenomena if p.id == name)
    key = next(role.indicator for role in phenomenon.indicators if role.key)
    assert {source.kind for source in CATALOGUE.indicators[key].source} == {"local"}


def test_every_template_has_an_example_that_says_what_it_is_and_is_filled_in_without_a_mistake() -> None:
    files = sorted((PROJECT / "data" / "examples").glob("*.csv"))
    assert [file.stem for file in files] == sorted(TEMPLATES)
    found = shipped_examples(PROJECT / "data", TEMPLATES, CATALOGUE)
    context = Context(
        TEMPLATES,
        CATALOGUE.regions,
        CATALOGUE.region_changes,
        found[PLACES].rows["place"].to_list(),
        measures_of(CATALOGUE),
        date(2026, 6, 30),
    )
    for file in files:
        payload = file.read_bytes()
        first = payload.decode("utf-8").splitlines()[0]
        assert all(word in first for word in ("ESIMERKKI", "EXEMPEL", "EXAMPLE")), file
        assert is_marked_example(payload)
        assert check_file(payload, file.name, context).problems == (), file


def test_made_up_figures_are_round_and_made_up_places_say_that_they_are() -> None:
    for name, one in shipped_examples(PROJECT / "data", TEMPLATES, CATALOGUE).items():
        counts = [column.id for column in one.template.columns if column.kind == "count"]
        assert all((one.rows[column].drop_nulls() % 10 == 0).all() for column in counts), name
        owner = {"family_centres": "place", "family_centre_use": "place", "network": "group"}.get(name)
        assert owner is None or one.rows[owner].str.starts_with("Esimerkki").all()


def test_a_local_source_stands_alone_and_names_what_its_template_has() -> None:
    columns = {one.id: {c.id: [o.id for o in c.options] for c in one.columns} for one in TEMPLATES.values()}
    assert load_catalogue(FOLDER, columns).indicators == CATALOGUE.indicators
    for entry in CATALOGUE.indicators.values():
        kinds = [source.kind for source in entry.source]
        assert kinds == ["local"] or "local" not in kinds, entry.id


def test_every_interval_has_a_base_that_is_a_count_or_a_reason_why_there_is_none() -> None:
    for entry in CATALOGUE.indicators.values():
        if entry.interval.method in ("none", "overdispersed"):
            assert entry.interval.reason, entry.id
        if entry.interval.method not in ("none", "overdispersed") or entry.interval.base:
            assert CATALOGUE.indicators[str(entry.interval.base)].is_count, entry.id


def test_placements_are_never_called_good_or_bad() -> None:
    for name in ("placed_children_0_17", "placed_young_0_24", "emergency_placements", "children_in_care"):
        assert CATALOGUE.indicators[name].polarity.direction == "none"


def test_placements_of_municipalities_are_known_to_hide_zeros_and_small_counts() -> None:
    for name in ("placed_children_0_17", "placed_children_0_6", "placed_children_13_17"):
        rule = CATALOGUE.indicators[name].small_counts
        assert rule
        assert (rule.threshold, rule.zeros_hidden, rule.levels) == (5, True, ("municipality",))
        assert "hidden_zeros" in {caveat.kind for caveat in CATALOGUE.indicators[name].caveats}


def test_the_division_has_its_308_municipalities_23_counties_and_19_regions(catalogue: Catalogue) -> None:
    counts = dict(catalogue.regions.group_by("level").len().iter_rows())
    assert counts == {"country": 1, "county": 23, "region": 19, "municipality": 308}
    per_county = dict(catalogue.regions.filter(level="municipality").group_by("county").len().iter_rows())
    assert (per_county["HVA15"], per_county["HVA90"], per_county["HVA91"], per_county["HVA19"]) == (22, 1, 16, 30)
    assert catalogue.division == 2026


def test_every_official_source_is_of_a_publisher_with_a_licence_and_a_citation() -> None:
    used = {s.kind for e in CATALOGUE.indicators.values() for s in e.source if isinstance(s, Sotkanet | StatFin)}
    assert used == {"sotkanet", "statfin"}
    for name in used:
        publisher = CATALOGUE.publishers[name]
        assert publisher.licence == "CC BY 4.0"
        assert publisher.licence_url.startswith("https://creativecommons.org/")
        assert publisher.citation.fi


def test_presets_of_fertility_are_the_official_assumption_and_the_published_range() -> None:
    known = [(one.id, one.total_fertility, one.year, one.for_year) for one in CATALOGUE.fertility]
    assert known == [
        ("official_2024", 1.26, 2024, None),
        ("child_forecast_low_2035", 1.08, 2026, 2035),
        ("child_forecast_high_2035", 1.62, 2026, 2035),
    ]


@pytest.mark.parametrize("preset", CATALOGUE.fertility, ids=lambda preset: preset.id)
def test_a_preset_of_fertility_is_a_lever_and_says_who_has_published_it(preset: FertilityEntry) -> None:
    assert Levers(tfr=preset.total_fertility).tfr == preset.total_fertility
    for lang in LANGUAGES:
        assert str(preset.year) in preset.source.in_language(lang)
        assert preset.publisher.in_language(lang)
