from typing import Any

from ilmiotaulu.charts.ages import Counts, Outlines, projection_figure, pyramid_figure
from ilmiotaulu.charts.palette import DARK, LIGHT

BOYS = Counts("Pojat 2021", [4.0, None, 1.0], ["4", "salattu", "1"])
GIRLS = Counts("Tytöt <2021>", [0.0, 3.0, 2.0], ["0", "3", "2"])
NOW = Counts("Kaikki 2021", [4.0, None, 3.0], ["4", "salattu", "3"])
LATER = Counts("Ennuste 2035", [2.0, 5.0, None], ["2", "5", "ei tietoa"])
OUTLINES = Outlines("Ennuste 2035", Counts("Pojat 2035", [6.0, 2.0, 1.0], ["6", "2", "1"]), GIRLS)


def drawn(outlines: Outlines | None = None) -> dict[str, Any]:
    return pyramid_figure(BOYS, GIRLS, outlines, "Ikä", LIGHT).to_dict()


def notes(figure: dict[str, Any]) -> list[str]:
    return [one["text"] for one in figure["layout"]["annotations"]]


def test_boys_grow_to_the_left_and_girls_to_the_right_on_one_scale() -> None:
    figure = drawn()
    boys, _, girls, _ = figure["data"]
    assert (boys["xaxis"], boys["x"], boys["y"]) == ("x", [4.0, None, 1.0], [0, 1, 2])
    assert (girls["xaxis"], girls["x"], girls["y"]) == ("x2", [0.0, 3.0, 2.0], [0, 1, 2])
    left, right = figure["layout"]["xaxis"], figure["layout"]["xaxis2"]
    assert left["range"] == right["range"][::-1]
    assert right["range"][0] == 0
    assert left["domain"][1] < right["domain"][0]


def test_sides_are_named_in_words_and_have_the_same_colour() -> None:
    figure = drawn()
    assert {"<b>Pojat 2021</b>", "<b>Tytöt &lt;2021&gt;</b>", "Ikä", "0", "1", "2"} == set(notes(figure))
    assert [one["marker"]["color"] for one in figure["data"] if one["type"] == "bar"] == [LIGHT.accent] * 2


def test_a_hidden_age_is_a_gap_with_its_reason_and_zero_is_a_number() -> None:
    _, ends, _, girls = drawn()["data"]
    assert (ends["x"], ends["text"]) == ([4.0, 0.0, 1.0], [" 4 ", " salattu ", " 1 "])
    assert girls["text"] == [" 0 ", " 3 ", " 2 "]


def test_a_projection_by_sex_is_an_outline_and_numbers_stand_beyond_it() -> None:
    figure = drawn(OUTLINES)
    _, outline, ends, *_ = figure["data"]
    assert outline["marker"] == {"color": "rgba(0,0,0,0)", "line": {"color": LIGHT.orange, "width": 2}}
    assert outline["x"] == [6.0, 2.0, 1.0]
    assert ends["x"] == [6.0, 0.0, 1.0], "a reason stands where the bar would begin"
    assert [one for one in notes(figure) if "Ennuste 2035" in one]
    assert figure["layout"]["height"] == drawn()["layout"]["height"] + 20


def test_what_is_touched_tells_age_sex_and_number() -> None:
    boys, *_ = drawn()["data"]
    assert boys["customdata"] == ["Ikä 0 · Pojat 2021: 4", "Ikä 1 · Pojat 2021: salattu", "Ikä 2 · Pojat 2021: 1"]


def test_today_and_the_projection_are_joined_where_both_are_known() -> None:
    rows, joined, now, later, words = projection_figure(NOW, LATER, "Ikä", DARK).to_dict()["data"]
    assert (joined["x"], joined["y"]) == ([4.0, 2.0, None], [0, 0, None])
    assert (now["x"], later["x"]) == ([4.0, None, 3.0], [2.0, 5.0, None])
    assert (now["marker"].get("symbol"), later["marker"]["symbol"]) == (None, "diamond-open")
    assert words["text"] == ["4 → 2", "salattu → 5", "3 → ei tietoa"]
    assert rows["x"][:2] == [0.0, 5.0]


def test_the_words_have_room_beside_the_longest_row_even_on_a_phone() -> None:
    long = Counts("x", [60_000.0], ["60 000"])
    figure = projection_figure(long, long, "Ikä", LIGHT).to_dict()
    reach, words = figure["layout"]["xaxis"]["range"][1], figure["data"][-1]
    room = (reach - words["x"][0]) / reach * 290
    assert room >= 7 * len("60 000 → 60 000")
    assert figure["layout"]["xaxis"]["zeroline"]


def test_places_without_children_can_be_drawn() -> None:
    none = Counts("x", [0.0, 0.0], ["0", "0"])
    assert pyramid_figure(none, none, None, "Ikä", LIGHT).to_dict()["layout"]["xaxis2"]["range"][1] > 0
    assert projection_figure(none, none, "Ikä", LIGHT).to_dict()["layout"]["xaxis"]["range"][1] > 0
