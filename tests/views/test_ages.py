from collections.abc import Sequence
from typing import Any

import polars as pl

from ilmiotaulu.views.ages import AGES, SEXES, AgesView, ages_view, first_shown, launch_of, published_years
from tests.views.tiny import COUNTY, FETCHES, MIDDLE, frame, indicator, row

OF = {
    name: indicator(name, unit="count", decimals=0, title=name)
    for name in (*AGES, *(f"projected_{age}" for age in AGES))
}
Changes = dict[tuple[str, int], dict[str, Any]]


def observed(changed: Changes | None = None, year: int = 2021, without: Sequence[int] = ()) -> dict[str, pl.DataFrame]:
    """In the year so many boys as the age and ten girls more; `changed` by sex and age."""
    boys = {age: float(age) for age in range(18) if age not in without}
    counts = {
        "male": boys,
        "female": {age: one + 10 for age, one in boys.items()},
        "total": {age: 2 * one + 10 for age, one in boys.items()},
    }
    return {
        sex: frame(
            *(
                row("KU249", year, **{"indicator": f"age_{age}", "value": one, **(changed or {}).get((sex, age), {})})
                for age, one in counts[sex].items()
            )
        )
        for sex in SEXES
    }


def projected(
    *, sexes: Sequence[str] = ("total",), years: Sequence[int] = (2035,), launch: int = 2024, base: float = 5.0
) -> pl.DataFrame:
    rows = [
        (f"projected_age_{age}", sex, year, launch, "official_projection", base + age, 2)
        for sex in sexes
        for year in years
        for age in range(18)
    ]
    columns = ["indicator", "sex", "year", "launch", "method", "value", "source_fetch"]
    return pl.DataFrame(rows, schema=columns, orient="row")


NONE = projected(years=())


def view(
    rows: dict[str, pl.DataFrame] | None = None,
    projections: pl.DataFrame | None = None,
    ahead: int | None = 2035,
    lang: str = "fi",
    place: Any = MIDDLE,
) -> AgesView:
    made = projected() if projections is None else projections
    found = ages_view(rows or observed(), made, OF, place, ahead, [(2023, "a"), (2036, "b")], FETCHES, lang)
    assert found is not None
    return found


def said(of: AgesView) -> str:
    return of.sentence.text.replace("\N{NARROW NO-BREAK SPACE}", " ")


def test_boys_girls_and_all_stand_by_age_in_the_newest_year() -> None:
    older = observed(year=2020)
    shown = view({sex: pl.concat([older[sex], rows]) for sex, rows in observed().items()})
    assert shown.year == 2021
    assert (shown.title, shown.boys.name) == ("Lapset ikävuosittain ja sukupuolen mukaan 2021", "Pojat 2021")
    assert shown.boys.values == [float(age) for age in range(18)]
    assert shown.girls.values == [float(age + 10) for age in range(18)]
    assert shown.together.words[:3] == ["10", "12", "14"]


def test_the_newest_year_is_one_that_all_ages_have() -> None:
    newer = observed(year=2022, without=(3,))
    assert view({sex: pl.concat([newer[sex], rows]) for sex, rows in observed().items()}).year == 2021


def test_the_sentence_tells_most_and_fewest_and_all_to_date_and_in_the_projection() -> None:
    shown = view()
    assert said(shown) == (
        "Keuruu: eniten on 17-vuotiaita (44), vähiten 0-vuotiaita (10), vuonna 2021. "
        "Virallinen ennuste 2035: eniten on 17-vuotiaita (22), vähiten 0-vuotiaita (5). "
        "0–17-vuotiaita yhteensä 486 (2021), ennusteessa 243 (2035)."
    )
    assert shown.sentence.numbers == (("0–17-vuotiaita 2021", "486"), ("0–17-vuotiaita 2035", "243"))


def test_ages_alike_are_told_together() -> None:
    two = {("total", 17): {"value": 42.0}}
    assert "eniten on 16- ja 17-vuotiaita (42), vähiten" in said(view(observed(two)))
    three: Changes = {("total", age): {"value": 10.0} for age in (1, 2)}
    assert "vähiten lapsia, joiden ikä on 0, 1, 2 (10)" in said(view(observed(three)))
    same: Changes = {("total", age): {"value": 0.0} for age in range(18)}
    assert said(view(observed(same), lang="en")).startswith("Keuruu: every age has as many children (0), in 2021.")


def test_a_hidden_age_is_a_gap_with_its_reason_and_no_sum_gives_it_away() -> None:
    hidden: Changes = {(sex, 1): {"status": "hidden", "value": None} for sex in SEXES}
    shown = view(observed(hidden))
    assert (shown.together.values[1], shown.together.words[1]) == (None, "salattu")
    assert shown.sheet.rows[1] == ("1", "salattu", "salattu", "salattu", 6.0, None)
    assert [word for word, _ in shown.sheet.reasons] == ["salattu"]
    assert "Ilman lukua ja siksi vertailun ulkopuolella: ikä 1 (salattu)." in said(shown)
    assert "yhteensä" not in said(shown)
    assert shown.sentence.numbers == (("0–17-vuotiaita 2035", "243"),)


def test_a_missing_age_is_a_gap_too() -> None:
    shown = view(observed(without=(0, 5)))
    assert [shown.together.values[age] for age in (0, 1, 5)] == [None, 12.0, None]
    assert shown.sheet.rows[5] == ("5", "ei tietoa", "ei tietoa", "ei tietoa", 10.0, None)
    assert "ikä 0 (ei tietoa), 5 (ei tietoa)." in said(shown)


def test_most_ages_must_be_there_and_some_of_them_in_sight() -> None:
    few = observed(without=range(2, 18))
    assert ages_view(few, projected(), OF, MIDDLE, 2035, [], FETCHES, "fi") is None
    hidden: Changes = {(sex, age): {"status": "hidden", "value": None} for sex in SEXES for age in range(18)}
    assert ages_view(observed(hidden), projected(), OF, MIDDLE, 2035, [], FETCHES, "fi") is None


def test_where_only_the_total_is_projected_no_sexes_are_drawn_of_it() -> None:
    shown = view()
    assert (shown.ahead, shown.outlines) == (2035, None)
    assert shown.projected is not None
    assert (shown.projected.name, shown.projected.values[:2]) == ("Virallinen ennuste 2035", [5.0, 6.0])
    assert "vain kaikista lapsista yhteensä" in shown.legend
    names = ["Ikä", "Pojat 2021", "Tytöt 2021", "Kaikki 2021", "Virallinen ennuste 2035", "Muutos, henkilöä"]
    assert [column.name for column in shown.sheet.columns] == names
    assert shown.sheet.rows[0] == ("0", 0.0, 10.0, 10.0, 5.0, -5.0)
    assert shown.sheet.events == ((2023, "a"),)
    assert [one.source_id for one in shown.sheet.origins] == ["191", "x.csv"]


def test_where_the_publisher_gives_sexes_they_are_outlined() -> None:
    shown = view(projections=projected(sexes=SEXES))
    assert shown.outlines is not None
    assert (shown.outlines.name, shown.outlines.boys.name) == ("Virallinen ennuste 2035", "Poikien ennuste 2035")
    assert shown.outlines.girls.values[:2] == [5.0, 6.0]
    assert shown.sheet.rows[0] == ("0", 0.0, 10.0, 10.0, 5.0, 5.0, 5.0, -5.0)
    assert len(shown.sheet.columns) == len(shown.sheet.rows[0])
    assert "Ääriviiva" in shown.legend


def test_without_a_projection_the_pyramid_stands_alone_and_says_so() -> None:
    for made, ahead in ((NONE, None), (projected(), 2030)):
        shown = view(projections=made, ahead=ahead, place=COUNTY)
        assert (shown.ahead, shown.projected, shown.outlines) == (None, None, None)
        assert said(shown).endswith(
            "Virallista ennustetta ei ole tässä julkaisussa. 0–17-vuotiaita yhteensä 486 (2021)."
        )
        assert shown.sheet.rows[0] == ("0", 0.0, 10.0, 10.0)
        assert shown.legend == "Palkki on lasten määrä: pojat vasemmalla, tytöt oikealla."


def test_what_holds_of_all_ages_is_explained_once() -> None:
    labels = [label for label, _ in view().sheet.about]
    assert labels == ["Mitä luku kertoo:", "Onko suurempi parempi:", "Pidä mielessä:"]


def test_the_newest_projection_is_offered_and_ten_years_ahead_comes_first() -> None:
    made = pl.concat([projected(years=(2040, 2024, 2035)), projected(years=(2030,), launch=2021)])
    assert (published_years(made), launch_of(made)) == ((2024, 2035, 2040), 2024)
    assert first_shown((2024, 2035, 2040), 2024) == 2035
    assert first_shown((2024, 2034, 2035), 2024) == 2034
    assert first_shown((2024, 2030), 2024) == 2030
    assert published_years(NONE) == ()
