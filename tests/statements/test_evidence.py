"""What tests have shown is said in words that turn with the result, and are never stronger than it."""

import inspect
import re
from dataclasses import replace
from itertools import product
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilmiotaulu.schema import STATUSES
from ilmiotaulu.statements import (
    Benchmark,
    Compared,
    DetectableResult,
    Figure,
    Judgement,
    Likeness,
    Method,
    Neighbours,
    Obstacle,
    Sentence,
    Smoothed,
    Standing,
    Trended,
    Unequal,
    compared,
    detectable,
    directed,
    false_flags,
    judged,
    neighbours,
    ordered,
    smoothed,
    standing,
    standing_out,
    step,
    trended,
    unequal,
)
from ilmiotaulu.statements.evidence import share_words, years_words
from ilmiotaulu.statements.results import Band, Cut, Peers
from ilmiotaulu.statistics.comparison import RESULTS, Result
from ilmiotaulu.statistics.inequality import Inequality
from ilmiotaulu.statistics.small_areas import detectable as worked_out
from ilmiotaulu.statistics.trend import POINTS, TrendResult
from ilmiotaulu.text import LANGUAGES

TOLD = [one for one in RESULTS if one != "not_compared"]
DIFFERENCE = re.compile(r"suurem|pienem|större|mindre|higher|lower|larger|smaller", re.I)
GOOD_OR_BAD = re.compile(r"tavoitel|eftersträv|aimed|hyvä|huono|paremp|bra|dålig|bättre|good|bad|better|worse", re.I)
CHANGED = re.compile(r"noussut|laskenut|nouseva|laskeva|stig|sjunk|risen|fallen|rising|falling", re.I)


def plain(sentence: Sentence) -> str:
    return sentence.text.replace("\N{NO-BREAK SPACE}", " ")


def numbers(sentence: Sentence) -> dict[str, str]:
    return {label: value.replace("\N{NO-BREAK SPACE}", " ") for label, value in sentence.numbers}


def everything(sentence: Sentence) -> str:
    return " ".join([sentence.text, *(f"{label}: {value}" for label, value in sentence.numbers)])


# ---- a figure beside its benchmark --------------------------------------------------------------------------
def beside(result: Result = "much_higher", **more: object) -> Compared:
    if result == "not_compared":
        return Compared("country", result, 2021, obstacle="hidden", **more)  # type: ignore[arg-type]
    probability = {"much_higher": 0.9995, "higher": 0.98, "similar": 0.6, "lower": 0.02, "much_lower": 0.0004}[result]
    given = {"benchmark": "country", "own": "3,0 %", "other": "1,7 %", "probability": probability, "n": 1500} | more
    return Compared(result=result, year=2021, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("result", "words"),
    [
        ("much_higher", "Kun sattuma otetaan huomioon, oma luku on selvästi suurempi."),
        ("higher", "Kun sattuma otetaan huomioon, oma luku on hyvin todennäköisesti suurempi."),
        ("similar", "Ero voi olla sattumaa."),
        ("lower", "Kun sattuma otetaan huomioon, oma luku on hyvin todennäköisesti pienempi."),
        ("much_lower", "Kun sattuma otetaan huomioon, oma luku on selvästi pienempi."),
    ],
)
def test_a_comparison_has_five_steps(result: Result, words: str) -> None:
    assert plain(compared(beside(result), "fi")) == f"3,0 % (2021). Koko maa: 1,7 %. {words}"


def test_a_comparison_names_its_benchmark_and_the_year_of_the_own_past() -> None:
    rest, near = beside("similar", benchmark="county_rest"), beside("similar", benchmark="neighbours")
    past = beside("higher", benchmark="own_past", other_year=2016)
    assert "Hyvinvointialueen muut kunnat: 1,7 %." in plain(compared(rest, "fi"))
    assert "Samankaltaiset kunnat: 1,7 %." in plain(compared(near, "fi"))
    assert plain(compared(past, "fi")).startswith("3,0 % (2021). Oma aiempi luku: 1,7 % (2016). ")


@pytest.mark.parametrize(
    ("obstacle", "why"),
    [
        ("hidden", "luku on salattu"),
        ("hidden_or_zero", "luku on salattu tai nolla"),
        ("no_interval", "luvulle ei ole laskettu väliä"),
        ("part_of_benchmark", "alue on itse suuri osa vertailua"),
        ("too_few_visible", "liian harvan vertailukunnan luku tiedetään"),
    ],
)
def test_what_was_not_compared_says_why(obstacle: Obstacle, why: str) -> None:
    said = compared(Compared("country", "not_compared", 2021, obstacle=obstacle), "fi")
    assert said.text == f"Koko maa: eroa ei voi arvioida ({why})."
    assert said.numbers == (("Koko maa", why), ("Vuosi", "2021"))


def test_a_comparison_shows_what_its_rule_saw() -> None:
    said = compared(beside(method="overdispersed"), "fi")
    assert said.rule == "compared_country_much_higher"
    assert numbers(said) == {
        "Oma luku (2021)": "3,0 %",
        "Koko maa": "1,7 %",
        "Näyttö": "ero näkyy 99,8 %:n varmuudella",
        "Todennäköisyys, että oma taso on vertailun yläpuolella": "yli 99 %",
        "Joukon koko": "1\N{NARROW NO-BREAK SPACE}500",
        "Laskutapa": "kunnat eroavat toisistaan muutenkin enemmän kuin sattuma selittää; raja on levennetty",
    }


@pytest.mark.parametrize(
    ("results", "words"),
    [
        (("much_lower", "much_higher"), "ero näkyy 99,8 %:n varmuudella"),
        (("lower", "higher"), "ero näkyy 95 %:n varmuudella, ei 99,8 %:n"),
        (("similar",), "ero ei näy 95 %:n varmuudella"),
    ],
)
def test_a_comparison_shows_at_which_confidence_it_differs(results: tuple[Result, ...], words: str) -> None:
    assert {numbers(compared(beside(result), "fi"))["Näyttö"] for result in results} == {words}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_comparison_has_words_of_its_own_in_every_language(lang: str) -> None:
    texts = set()
    for benchmark, result, method in product(get_args(Benchmark), TOLD, get_args(Method)):
        year = 2016 if benchmark == "own_past" else None
        said = compared(beside(result, benchmark=benchmark, method=method, other_year=year), lang)
        texts.add(said.text)
        assert "2021" in said.text
    # What is usual between areas has words of its own: it is more than chance.
    assert len(texts) == len(get_args(Benchmark)) * (len(TOLD) + 1)
    obstacles = {
        compared(Compared("country", "not_compared", 2021, obstacle=one), lang).text for one in get_args(Obstacle)
    }
    assert len(obstacles) == len(get_args(Obstacle))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("benchmark", get_args(Benchmark))
@pytest.mark.parametrize("method", get_args(Method))
def test_what_is_not_told_apart_has_no_word_of_difference(lang: str, benchmark: Benchmark, method: Method) -> None:
    year = 2016 if benchmark == "own_past" else None
    said = compared(beside("similar", benchmark=benchmark, method=method, other_year=year), lang)
    assert not DIFFERENCE.search(everything(said))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("benchmark", get_args(Benchmark))
@pytest.mark.parametrize("method", get_args(Method))
@pytest.mark.parametrize("result", TOLD)
def test_figures_that_read_the_same_are_the_same_whatever_the_test_saw(
    lang: str, benchmark: Benchmark, method: Method, result: Result
) -> None:
    year = 2016 if benchmark == "own_past" else None
    one = beside(result, benchmark=benchmark, method=method, other_year=year, own="1,7 %")
    said, told = compared(one, lang), step(one, lang)
    assert (said.rule, told.rule if told else "") == (f"compared_{benchmark}_same", "step_same")
    words = {"fi": "samat?", "sv": "((den|de)?samma)", "en": "the same"}[lang]
    for text in (said.text, told.text if told else ""):
        assert re.search(rf"\b{words}\b", text)
        assert not DIFFERENCE.search(text)
        assert not re.search("tavallinen|satunnais|vanlig|slump|usual|chance", text)
    assert standing_out("Sijoitetut", one, lang) is None
    for direction in ("higher_is_better", "lower_is_better"):
        assert judged(one, Judgement(direction, "Syy."), lang) == said


def test_a_last_digit_apart_is_a_difference_again() -> None:
    usual = beside("similar", method="overdispersed", own="1,6 %")
    assert (compared(usual, "fi").rule, step(usual, "fi").rule) == ("compared_country_usual", "step_usual")
    assert standing_out("Sijoitetut", beside("much_higher", own="1,8 %"), "fi") is not None


def test_a_comparison_that_contradicts_itself_cannot_be_made() -> None:
    for wrong in (
        {"result": "much_higher", "probability": 0.2},
        {"result": "lower", "probability": 0.9},
        {"result": "higher", "own": ""},
        {"result": "higher", "obstacle": "hidden"},
        {"result": "higher", "probability": 1.2},
        {"result": "higher", "benchmark": "own_past"},
        {"result": "higher", "other_year": 2016},
    ):
        with pytest.raises(ValueError):
            beside(**wrong)
    with pytest.raises(ValueError):
        Compared("country", "not_compared", 2021)


@pytest.mark.parametrize("told", [{"own": "3"}, {"other": "77"}, {"probability": 0.4}, {"n": 110}])
def test_a_hidden_figure_is_compared_with_no_number_beside_it(told: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        beside("not_compared", **told)


CLEAR, PROBABLE = re.compile("selvästi|klart|clearly"), re.compile("todennäköisesti|sannolikt|probably")


@given(
    st.sampled_from(RESULTS), st.sampled_from(get_args(Method)), st.floats(0, 1) | st.none(), st.sampled_from(LANGUAGES)
)
def test_no_word_is_stronger_than_its_result(
    result: Result, method: Method, probability: float | None, lang: str
) -> None:
    try:
        one = beside(result) if result == "not_compared" else beside(result, method=method, probability=probability)
    except ValueError:
        return  # a contradiction
    text = compared(one, lang).text
    assert bool(CLEAR.search(text)) == (result in ("much_lower", "much_higher"))
    assert bool(PROBABLE.search(text)) == (result in ("lower", "higher"))
    assert bool(DIFFERENCE.search(text)) == (result not in ("similar", "not_compared"))


# ---- trends -------------------------------------------------------------------------------------------------
FIVE, TEN = tuple(range(2017, 2022)), tuple(range(2012, 2022))


def trend(result: TrendResult = "not_told_apart", probability: float | None = 0.98, **more: object) -> Trended:
    return Trended(**({"result": result, "years": FIVE, "probability": probability, "run": TEN} | more))  # type: ignore[arg-type]


def test_a_trend_is_an_arrow_and_a_graded_probability_with_their_years() -> None:
    assert plain(trended(trend(), "fi")) == (
        "Viiden vuoden suunta (2017–2021): muutos voi olla sattumaa. "
        "2012–2021: taso on hyvin todennäköisesti noussut (todennäköisyys 98 %)."
    )
    assert plain(trended(trend("falling", 0.001), "fi")) == (
        "Viiden vuoden suunta (2017–2021): selvästi laskeva. "
        "2012–2021: taso on hyvin todennäköisesti laskenut (todennäköisyys yli 99 %)."
    )


def test_an_arrow_that_one_year_carries_or_that_was_not_worked_out_says_so() -> None:
    assert plain(trended(trend(guarded=True, probability=None), "fi")) == (
        "Viiden vuoden suunta (2017–2021): muutos on yhden vuoden varassa, joten suuntaa ei sanota."
    )
    assert plain(trended(Trended("not_computed"), "fi")) == (
        "Viiden vuoden suuntaa ei ole laskettu: tässä julkaisussa ei ole viittä peräkkäistä lukua, joilla kaikilla on "
        "väli."
    )
    assert plain(trended(Trended("not_computed", run=(2020, 2021)), "fi")) == (
        "Viiden vuoden suuntaa ei ole laskettu: tässä julkaisussa ei ole viittä peräkkäistä vuotta, joita voisi "
        "verrata. Vuodet, joita voi verrata: 2020–2021."
    )


def test_an_arrow_of_a_figure_that_keeps_its_people_may_be_too_sure() -> None:
    said = trended(trend("rising", 0.6, carry_over=0.8), "fi")
    assert plain(said) == (
        "Viiden vuoden suunta (2017–2021): selvästi nouseva. Tämä voi olla liian varmasti sanottu, sillä vuodesta "
        "toiseen luvussa on paljolti samoja ihmisiä. 2012–2021: suuntaa ei voi sanoa."
    )
    assert numbers(said)["Peräkkäiset vuodet"] == "muistuttavat toisiaan, ja se on otettu huomioon"


def test_a_trend_says_what_cut_its_years() -> None:
    assert plain(trended(trend(cut="break"), "fi")).endswith(
        " 2012: aikasarjassa on katkos, joten aiempia vuosia ei ole mukana."
    )
    assert plain(trended(trend(cut="hidden"), "fi")).endswith(
        " 2011: luku on salattu, joten aiempia vuosia ei ole mukana."
    )


def test_years_that_do_not_follow_each_other_are_named_one_by_one() -> None:
    assert years_words((2014, 2016, 2017, 2018, 2020)) == "2014, 2016–2018, 2020"
    assert "(2014, 2016–2018, 2020)" in trended(trend(years=(2014, 2016, 2017, 2018, 2020)), "fi").text


@pytest.mark.parametrize(
    ("edge", "above", "below"),
    [
        (0.975, "very_likely_up", "likely_up"),
        (0.9, "likely_up", "maybe_up"),
        (0.75, "maybe_up", "unclear"),
    ],
)
def test_words_of_a_trend_turn_at_the_edges_of_the_bands(edge: float, above: Band, below: Band) -> None:
    down = {"likely_up": "likely_down", "very_likely_up": "very_likely_down", "maybe_up": "maybe_down"}
    assert trend(probability=edge).band == above
    assert trend(probability=edge - 1e-6).band == below
    assert trend(probability=1 - edge).band == down[above]
    assert trend(probability=1 - edge + 1e-6).band == down.get(below, below)
    said = {trended(trend(probability=one), "fi").text for one in (edge, edge - 1e-6, 1 - edge, 1 - edge + 1e-6)}
    assert len(said) == (3 if below == "unclear" else 4)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_trend_has_words_of_its_own_in_every_language(lang: str) -> None:
    probabilities = (0.98, 0.95, 0.8, 0.5, 0.2, 0.05, 0.02, None)
    said = {trended(trend(result, p), lang).text for result, p in product(get_args(TrendResult), probabilities)}
    said |= {trended(trend(guarded=True, probability=p), lang).text for p in probabilities}
    assert len(said) == 5 * len(probabilities)
    assert len({trended(trend(cut=cut), lang).text for cut in get_args(Cut)}) == len(get_args(Cut))
    assert trended(trend(run=TEN[1:]), lang).text != trended(trend(), lang).text
    assert trended(trend(years=TEN[4:9]), lang).text != trended(trend(), lang).text


@given(st.sampled_from(get_args(TrendResult)), st.floats(0, 1), st.sampled_from(LANGUAGES))
def test_no_word_of_a_trend_is_stronger_than_its_probability(
    result: TrendResult, probability: float, lang: str
) -> None:
    one = trend(result, probability)
    text = trended(one, lang).text
    sure = max(probability, 1 - probability)
    very = re.search("hyvin todennäköisesti|mycket sannolikt|very probably", text)
    likely = re.search("(?<!hyvin )todennäköisesti|(?<!mycket )sannolikt|(?<!very )probably", text)
    maybe = re.search("ehkä|kanske|perhaps", text)
    assert bool(very) == (sure >= 0.975 or sure > 0.975 - 1e-9)
    assert not likely or 0.9 - 1e-9 <= sure < 0.975
    assert not maybe or 0.75 - 1e-9 <= sure < 0.9
    assert bool(CLEAR.search(text)) == (result in ("rising", "falling"))
    if one.band == "unclear" and result not in ("rising", "falling"):
        assert not CHANGED.search(text)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"result": "rising"}, "↗ Selvästi nouseva, 2017–2021."),
        ({"result": "falling"}, "↘ Selvästi laskeva, 2017–2021."),
        ({"probability": 0.98}, "↗ Hyvin todennäköisesti noussut, 2012–2021."),
        ({"probability": 0.02}, "↘ Hyvin todennäköisesti laskenut, 2012–2021."),
        ({"probability": 0.95}, "Todennäköisesti noussut, 2012–2021."),
        ({"probability": 0.05}, "Todennäköisesti laskenut, 2012–2021."),
        ({"probability": 0.8}, "Ehkä noussut, 2012–2021."),
        ({"probability": 0.2}, "Ehkä laskenut, 2012–2021."),
        ({"probability": 0.5}, "Muutos voi olla sattumaa, 2012–2021."),
        ({"probability": None}, "Muutos voi olla sattumaa, 2017–2021."),
        ({"result": "rising", "carry_over": 0.8}, "Muutos voi olla sattumaa, 2012–2021."),
        ({"guarded": True}, "Muutos voi olla sattumaa, 2012–2021."),
        (
            {"result": "rising", "probability": 0.02},
            "Suuntaa ei voi sanoa: uusimmat vuodet kulkevat toiseen suuntaan kuin koko jakso, 2012–2021.",
        ),
    ],
)
def test_the_few_words_of_a_trend_turn_with_its_test(given: dict[str, object], words: str) -> None:
    one = trend(**{"probability": 0.5, **given})
    said = directed(one, "fi")
    assert said is not None
    assert plain(said) == words
    assert said.numbers == trended(one, "fi").numbers


@given(
    st.sampled_from(get_args(TrendResult)), st.none() | st.floats(0, 1), st.floats(0, 0.95), st.sampled_from(LANGUAGES)
)
def test_an_arrow_is_drawn_only_where_the_way_is_sure(
    result: TrendResult, probability: float | None, carry_over: float, lang: str
) -> None:
    one = trend(result, probability, carry_over=carry_over)
    said = directed(one, lang)
    if said is None:
        assert (result, probability) == ("not_computed", None)
        return
    assert re.findall("[↗↘]", said.text) == {"up": ["↗"], "down": ["↘"], None: []}[one.way]
    if one.band in ("unclear", None) and one.way is None:
        assert not CHANGED.search(said.text)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_heading_has_words_of_its_own(lang: str) -> None:
    probabilities = (0.98, 0.95, 0.8, 0.5, 0.2, 0.05, 0.02)
    ones = [trend(probability=one) for one in probabilities]
    ones += [trend("rising", 0.5), trend("falling", 0.5), trend("rising", 0.02)]
    said = {one.heading: directed(one, lang) for one in ones}
    assert set(said) == {*get_args(Band), "rising", "falling", "turned"}
    assert len({one.text for one in said.values() if one}) == len(said)


def test_a_trend_that_contradicts_itself_cannot_be_made() -> None:
    assert len(FIVE) == POINTS
    for wrong in (
        {"result": "rising", "years": TEN},
        {"result": "rising", "guarded": True},
        {"run": ()},
        {"run": (), "probability": None, "cut": "break"},
        {"probability": float("nan")},
    ):
        with pytest.raises(ValueError):
            trend(**wrong)


# ---- standing -----------------------------------------------------------------------------------------------
def place(*probabilities: float, low: int = 12, high: int = 48, **more: object) -> Standing:
    return Standing(2021, probabilities, low, high, 292, **more)  # type: ignore[arg-type]


def test_a_place_is_told_as_a_third_and_a_span_of_ranks() -> None:
    assert plain(standing(place(0.0, 0.08, 0.92), "fi")) == (
        "Kuuluu 92 %:n todennäköisyydellä suurimpaan kolmannekseen (sija voi sattuman vuoksi olla 12–48; kuntia 292)."
    )
    assert plain(standing(place(1.0, 0.0, 0.0, low=250, high=292, left_out=17), "fi")) == (
        "Kuuluu yli 99 %:n todennäköisyydellä pienimpään kolmannekseen "
        "(sija voi sattuman vuoksi olla 250–292; kuntia 292). "
        "Mukana eivät ole ne, joiden luku on salattu tai puuttuu (17)."
    )


def test_a_place_that_chance_could_turn_is_not_told() -> None:
    said = standing(place(0.1, 0.6, 0.3, low=40, high=210), "fi")
    assert said.text == "Tarkkaa sijaa ei voi sanoa: sattuma huomioiden se on välillä 40–210 (kuntia 292)."
    assert numbers(said)["Todennäköisyys, keskimmäinen kolmannes"] == "60 %"
    assert said.rule == "standing_unclear"


def test_a_place_is_told_from_eighty_per_cent_on() -> None:
    assert [place(*one).third for one in ((0.0, 0.2, 0.8), (0.1, 0.8, 0.1), (0.8, 0.2, 0.0))] == [
        "highest",
        "middle",
        "lowest",
    ]
    assert [place(*one).third for one in ((0.0, 0.2001, 0.7999), (0.3, 0.4, 0.3))] == ["unclear"] * 2
    assert standing(place(0.0, 0.2, 0.8), "fi").rule == "standing_highest"
    assert standing(place(0.0, 0.2001, 0.7999), "fi").rule == "standing_unclear"


UNCLEAR, HIGHEST = (0.3, 0.3, 0.4), (0.0, 0.1, 0.9)


@pytest.mark.parametrize(
    ("places", "rule", "certain"),
    [
        ([UNCLEAR, UNCLEAR], "ordered_none", "0/2"),
        ([UNCLEAR, HIGHEST, HIGHEST], "ordered_some", "2/3"),
        ([HIGHEST, HIGHEST], "ordered_all", "2/2"),
    ],
)
def test_an_order_says_how_many_of_its_places_chance_could_not_turn(
    places: list[tuple[float, ...]], rule: str, certain: str
) -> None:
    said = ordered([place(*one) for one in places], "fi")
    assert said is not None
    assert (said.rule, numbers(said)["Alueita, joiden kolmannes voidaan sanoa"]) == (rule, certain)
    assert "(kuntia 292)" in said.text


def test_an_order_of_one_is_no_order() -> None:
    assert ordered([place(*HIGHEST)], "fi") is None
    assert ordered([], "fi") is None


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_single_rank_is_ever_told(lang: str) -> None:
    said = standing(Standing(2021, (0.0, 0.0, 1.0), 7, 7, 23, level="county"), lang)
    assert "7" not in everything(said)
    with pytest.raises(ValueError):
        place(0.3, 0.4, 0.3, low=7, high=7)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_place_has_words_of_its_own_in_every_language(lang: str) -> None:
    ranked = [
        place(*probabilities, level=level)
        for probabilities in ((0.9, 0.1, 0.0), (0.1, 0.9, 0.0), (0.0, 0.1, 0.9), (0.3, 0.4, 0.3))
        for level in get_args(Peers)
    ]
    hidden = [Standing(2021, obstacle=one) for one in get_args(Obstacle)]
    assert len({standing(one, lang).text for one in ranked + hidden}) == len(ranked) + len(hidden)
    assert standing(place(0.0, 0.1, 0.9, high=49), lang).text != standing(ranked[6], lang).text


def test_a_hidden_figure_has_no_place() -> None:
    assert standing(Standing(2021, obstacle="hidden"), "fi").text == "Ei mukana järjestyksessä (luku on salattu)."
    with pytest.raises(ValueError):
        Standing(2021, low=250, high=292, areas=292, obstacle="hidden")
    with pytest.raises(ValueError):
        Standing(2021, (0.9, 0.1, 0.0), 250, 292, 292, obstacle="hidden")
    with pytest.raises(ValueError):
        Standing(2021)


# ---- steadied levels ----------------------------------------------------------------------------------------
STEADY = Smoothed(2.3, 1.1, 4.0, 0.35, 292)
OWN = Figure(4.5, "ok", "percent", 1, 2021)


def test_a_steadied_level_says_its_weight_and_what_it_is_not() -> None:
    assert plain(smoothed(STEADY, OWN, "fi")) == (
        "Oma luku: 4,5 % (2021). Tasoitettu luku: 2,3 % (väli 1,1–4,0 %). Oma aineisto painaa 35 %, loput tulevat "
        "kaikista kunnista yhdessä. Tasoitettu luku ei kerro tästä ajasta tarkemmin: se vähentää sattumaa, kun kuntia "
        "verrataan."
    )


def test_a_level_that_all_have_in_common_says_so() -> None:
    said = smoothed(replace(STEADY, own_weight=0.0), OWN, "fi")
    assert "sama kaikissa kunnissa: sattuma riittää selittämään kuntien erot" in said.text
    assert "Oman aineiston paino" not in numbers(said)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("status", [one for one in STATUSES if one != "ok"])
def test_a_figure_that_is_not_there_has_no_steadied_level_whatever_the_result_holds(lang: str, status: str) -> None:
    said = smoothed(STEADY, Figure(None, status, "percent", 1, 2021), lang)
    assert said.rule == "smoothed_missing"
    assert not re.search(r"\d", everything(said))
    assert smoothed(STEADY, replace(OWN, is_example=True), lang).rule == "smoothed_missing"
    assert smoothed(None, OWN, lang).rule == "smoothed_missing"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_steadied_level_turns_with_its_numbers(lang: str) -> None:
    changed = (
        STEADY,
        replace(STEADY, value=2.4),
        replace(STEADY, upper=4.1),
        replace(STEADY, own_weight=0.36),
        replace(STEADY, own_weight=0.0),
    )
    assert len({smoothed(one, OWN, lang).text for one in changed}) == len(changed)


# ---- what could be seen -------------------------------------------------------------------------------------
def visible(base: int, benchmark: float = 0.015, confidence: float = 0.95) -> DetectableResult:
    seen = worked_out(base, benchmark, confidence)
    return DetectableResult("country", "1,5 %", base, 2021, seen.high_from, seen.low_to, confidence)


def test_a_small_place_is_told_what_it_could_show_at_all() -> None:
    assert plain(detectable(visible(110), "fi")) == (
        "Koko maa (1,5 %): kun lapsia on 110, ero näkyisi vasta, jos luku koskisi heistä vähintään 5. "
        "Pientä lukua ei voisi erottaa lainkaan, ei edes nollaa."
    )
    assert "vähintään 23 tai enintään 7." in detectable(visible(1000), "fi").text
    assert "vähintään 27 tai enintään 3." in detectable(visible(1000, confidence=0.998), "fi").text
    assert plain(detectable(visible(0), "fi")) == "Koko maa (1,5 %): kun lapsia on 0, eroa ei voisi nähdä lainkaan."
    assert detectable(visible(110, 0.985), "fi").rule == "detectable_low"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_could_be_seen_is_told_in_every_language(lang: str) -> None:
    results = [visible(110), visible(1000), visible(110, 0.985), visible(0), visible(110, confidence=0.998)]
    assert len({detectable(one, lang).text for one in results}) == len(results)
    assert len({detectable(visible(110, 0.985), one).text for one in LANGUAGES}) == len(LANGUAGES)


def test_what_could_be_seen_is_told_without_the_own_figure() -> None:
    """Neither the result nor the function has a place for the area's own value or its status."""
    assert set(DetectableResult.__dataclass_fields__) == {
        "benchmark", "other", "base", "year", "high_from", "low_to", "confidence"
    }  # fmt: skip
    assert list(inspect.signature(detectable).parameters) == ["result", "lang"]
    with pytest.raises(ValueError):
        DetectableResult("country", "1,5 %", 110, 2021, 5, None, 0.9)


# ---- similar municipalities ---------------------------------------------------------------------------------
NEAR = Neighbours(
    ("Keuruu", "Saarijärvi"),
    (Likeness("koko", 2024, "alike"), Likeness("ikärakenne", 2024, "alike"), Likeness("tulot", 2023, "smaller")),
    ("muuttoliike",),
)


def test_similar_municipalities_say_in_what_they_are_similar_and_what_is_missing() -> None:
    assert neighbours(NEAR, "fi").text == (
        "Samankaltaisia kuntia: Keuruu, Saarijärvi. Samanlaista: koko (2024), ikärakenne (2024). "
        "Niissä pienempää: tulot (2023). Ei mukana, koska lukua ei ole tässä julkaisussa: muuttoliike. "
        "Samankaltaisuus koskee vain näitä asioita."
    )
    assert numbers(neighbours(NEAR, "fi"))["tulot"] == "2023: samankaltaisissa kunnissa pienempää"


def test_similar_municipalities_stand_with_their_distances_and_what_a_distance_is() -> None:
    said = neighbours(replace(NEAR, distances=(0.214, 0.5)), "fi")
    assert said.text == neighbours(NEAR, "fi").text
    assert (numbers(said)["Keuruu"], numbers(said)["Saarijärvi"]) == ("etäisyys 0,21", "etäisyys 0,50")
    assert numbers(said)["Mitä etäisyys kertoo"].startswith("0: samanlaisia kaikessa")
    for wrong in ((0.2,), (0.5, 0.2)):
        with pytest.raises(ValueError):
            replace(NEAR, distances=wrong)


def test_what_too_few_municipalities_have_is_told_with_its_year_and_not_as_missing() -> None:
    said = neighbours(replace(NEAR, missing=(), scarce=(("koulutus", 2023),)), "fi")
    assert "Ei mukana, koska tässä julkaisussa luku tiedetään liian harvasta kunnasta: koulutus (2023)." in said.text
    assert numbers(said)["koulutus"].startswith("2023: ")
    assert "lukua ei ole" not in said.text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_similar_municipalities_turn_with_what_is_known(lang: str) -> None:
    larger = (*NEAR.variables[:2], Likeness("tulot", 2023, "larger"))
    older = (*NEAR.variables[:2], Likeness("tulot", 2022, "smaller"))
    changed = (
        NEAR,
        replace(NEAR, variables=larger),
        replace(NEAR, variables=older),
        replace(NEAR, missing=()),
        replace(NEAR, scarce=(("koulutus", 2023),)),
        replace(NEAR, names=()),
    )
    assert len({neighbours(one, lang).text for one in changed}) == len(changed)
    with pytest.raises(ValueError):
        Neighbours(("Keuruu",), ())


# ---- inequality ---------------------------------------------------------------------------------------------
NAN = float("nan")


def gap(
    sii: float = -1.2,
    limits: tuple[float, float] = (-1.9, -0.5),
    rii: float = 0.5,
    rii_limits: tuple[float, float] = (0.4, 0.75),
    **more: object,
) -> Unequal:
    given = {"unit": "percent", "decimals": 1, "year": 2021, "by": "pienituloisten osuus", "by_year": 2022} | more
    return Unequal(Inequality(sii, rii, limits, rii_limits, 10), **given)  # type: ignore[arg-type]


def test_inequality_is_told_of_municipalities_with_limits_and_both_years() -> None:
    assert unequal(gap(), "fi").text == (
        "Verrattu kuntia, ei perheitä. Luku (2021) on hyvin todennäköisesti suurempi kunnissa, joissa tämä on suuri: "
        "pienituloisten osuus (2022). Ero järjestyksen alusta loppuun: 1,2 prosenttiyksikköä (95 %:n väli 0,5–1,9). "
        "Suuremman pään luku on 2,0-kertainen (95 %:n väli 1,3–2,5)."
    )


def test_inequality_turns_with_its_sign_and_with_what_the_order_begins_from() -> None:
    other_way = gap(1.2, (0.5, 1.9), 2.0, (1.25, 2.5))
    assert unequal(other_way, "fi").rule == "unequal_falls"
    assert unequal(gap(most_deprived="smallest"), "fi").rule == "unequal_falls"
    assert unequal(replace(other_way, most_deprived="smallest"), "fi").rule == "unequal_rises"


def test_inequality_that_may_be_none_is_not_told_apart_from_none() -> None:
    said = unequal(gap(limits=(-2.4, 0.1), rii_limits=(0.3, 1.1)), "fi")
    assert said.text == (
        "Verrattu kuntia, ei perheitä. Järjestys: pienituloisten osuus (2022). Luvun (2021) ero järjestyksen alusta "
        "loppuun voi olla sattumaa."
    )
    assert unequal(gap(limits=(-2.4, 0.0)), "fi").rule == "unequal_not_told_apart"
    assert unequal(gap(rii_limits=(0.3, 1.0)), "fi").rule == "unequal_not_told_apart"
    assert unequal(gap(limits=(NAN, NAN)), "fi").rule == "unequal_not_computed"


def test_a_ratio_that_has_no_meaning_is_not_told() -> None:
    for rii, limits in ((NAN, (NAN, NAN)), (2.0, (1.2, float("inf"))), (-3.0, (-5.0, 0.7)), (0.97, (0.95, 0.99))):
        assert "suhde" not in unequal(gap(rii=rii, rii_limits=limits), "fi").text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_inequality_has_words_of_its_own_in_every_language(lang: str) -> None:
    changed = (
        gap(),
        gap(most_deprived="smallest"),
        gap(limits=(-2.4, 0.1)),
        gap(limits=(NAN, NAN)),
        gap(year=2020),
        gap(by_year=2021),
        gap(unit="count"),
    )
    assert len({unequal(one, lang).text for one in changed}) == len(changed)
    for one in changed[2:4]:
        assert not DIFFERENCE.search(unequal(one, lang).text)


# ---- many comparisons ---------------------------------------------------------------------------------------
def test_a_page_says_how_many_differences_chance_alone_would_bring() -> None:
    assert false_flags(60, "fi").text == (
        "Vertailuja: 60. Pelkästä sattumasta erottuisi keskimäärin noin 3, selvästi alle 1."
    )
    assert "keskimäärin noin 66, selvästi noin 3." in false_flags(1320, "fi").text
    assert false_flags(0, "fi").text == "Vertailuja ei ole."


@pytest.mark.parametrize("lang", LANGUAGES)
def test_chance_brings_more_where_more_is_compared(lang: str) -> None:
    assert len({false_flags(one, lang).text for one in (0, 1, 60, 1320)}) == 4


# ---- good and bad -------------------------------------------------------------------------------------------
LESS = Judgement("lower_is_better", "Työttömyys kuormittaa arkea.")
MORE = Judgement("higher_is_better", "Syy.")
NONE = Judgement("none", "Vähemmän ei ole aina parempi.")


def test_a_difference_goes_the_way_that_the_catalogue_aims_at_or_another() -> None:
    said = judged(beside("higher"), LESS, "fi")
    assert said.text == compared(beside("higher"), "fi").text + " Ero on toiseen suuntaan kuin tavoiteltu."
    assert said.rule == "compared_country_higher_other"
    assert numbers(said)["Perustelu"] == "Työttömyys kuormittaa arkea."
    assert numbers(said)["Tavoiteltu suunta"] == "pienempi on parempi"
    assert judged(beside("much_lower"), LESS, "fi").text.endswith(" Ero on tavoiteltuun suuntaan.")
    assert judged(beside("higher"), MORE, "fi").text.endswith(" Ero on tavoiteltuun suuntaan.")
    past = beside("lower", benchmark="own_past", other_year=2016)
    assert judged(past, LESS, "fi").text.endswith(" Muutos on tavoiteltuun suuntaan.")


def test_a_trend_is_judged_only_where_it_is_sure() -> None:
    assert judged(trend("rising", 0.98), LESS, "fi").text.endswith(" Muutos on toiseen suuntaan kuin tavoiteltu.")
    assert judged(trend(probability=0.01), LESS, "fi").text.endswith(" Muutos on tavoiteltuun suuntaan.")
    for unsure in (
        trend(probability=0.93),
        trend("rising", 0.6, carry_over=0.8),
        trend("rising", 0.01),
        trend(guarded=True, probability=None),
    ):
        assert judged(unsure, LESS, "fi") == trended(unsure, "fi")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_without_a_direction_nothing_is_good_or_bad(lang: str) -> None:
    for result in RESULTS:
        one = beside(result)
        assert judged(one, NONE, lang) == compared(one, lang)
        assert not GOOD_OR_BAD.search(everything(compared(one, lang)))
    for result, probability in product(get_args(TrendResult), (0.99, 0.95, 0.5, 0.01, None)):
        moving = trend(result, probability)
        assert judged(moving, NONE, lang) == trended(moving, lang)
        assert not GOOD_OR_BAD.search(everything(trended(moving, lang)))


@pytest.mark.parametrize("judgement", [LESS, MORE])
def test_what_is_not_told_apart_is_not_judged(judgement: Judgement) -> None:
    for result in ("similar", "not_compared"):
        assert judged(beside(result), judgement, "fi") == compared(beside(result), "fi")


# ---- per cent in words --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("share", "words"),
    [(0.0, "alle 1 %"), (0.0099, "alle 1 %"), (0.29, "29 %"), (0.796, "79 %"), (0.99, "99 %"), (0.991, "yli 99 %")],
)
def test_a_probability_is_never_told_nearer_to_certain_than_it_is(share: float, words: str) -> None:
    assert share_words(share, "fi") == words.replace(" %", "\N{NO-BREAK SPACE}%")
