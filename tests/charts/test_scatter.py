from ilmiotaulu.charts.palette import DARK, LIGHT
from ilmiotaulu.charts.scatter import Axis, ScatterPoint, reach, scatter_figure

POINTS = [
    ScatterPoint("Keuruu", 12.0, 20.0, "tarve 12,0 %, käyttö 20,0", is_own=True),
    ScatterPoint("Multia <b>", 10.0, 40.0, "tarve 10,0 % & käyttö 40,0"),
    ScatterPoint("Luhanka", None, 30.0, "salattu"),
    ScatterPoint("Kinnula", 9.0, None, "salattu"),
]


def drawn(points: list[ScatterPoint]) -> dict:
    return scatter_figure(points, Axis("Pienituloisia, %", 1), Axis("Käyntejä / 100 lasta", 0), LIGHT).to_dict()


def test_there_is_a_dot_an_area_the_own_one_above_the_others_and_no_line() -> None:
    others, own = drawn(POINTS)["data"]
    assert (others["x"], others["y"], others["marker"]) == (
        [10.0],
        [40.0],
        {"color": LIGHT.grey, "size": 9, "opacity": 0.75},
    )
    assert (own["x"], own["y"], own["marker"]) == ([12.0], [20.0], {"color": LIGHT.accent, "size": 14})
    assert {others["mode"], own["mode"]} == {"markers+text"}


def test_an_area_without_both_figures_is_nowhere_in_the_picture() -> None:
    told = str(drawn(POINTS))
    assert "Luhanka" not in told
    assert "Kinnula" not in told
    assert "30.0" not in told


def test_only_the_own_area_has_its_name_and_all_are_told_when_touched() -> None:
    others, own = drawn(POINTS)["data"]
    assert others["text"] == [""]
    assert others["customdata"] == ["Multia &lt;b&gt;: tarve 10,0 % &amp; käyttö 40,0"]
    assert own["text"] == ["Keuruu"]
    assert own["textposition"] == ["middle left"], "at the right edge of the picture"
    assert own["hovertemplate"] == "%{customdata}<extra></extra>"


def test_both_axes_begin_at_zero_and_say_what_they_measure() -> None:
    layout = drawn(POINTS)["layout"]
    assert layout["xaxis"]["range"] == [0.0, 12.0 + 0.08 * 12]
    assert layout["yaxis"]["range"] == [0.0, 40.0 + 0.08 * 40]
    assert layout["xaxis"]["title"]["text"] == "Pienituloisia, %"
    assert layout["yaxis"]["title"]["text"] == "Käyntejä / 100 lasta"
    assert (layout["xaxis"]["tickformat"], layout["yaxis"]["tickformat"]) == (",.1f", ",.0f")


def test_long_words_of_an_axis_are_broken_into_lines_and_never_taken_for_markup() -> None:
    words = "0–17-vuotiaita <i>lapsia</i>, joilla ei ole kotona <b>yhtään</b> työssä käyvää aikuista"
    title = scatter_figure([], Axis(words, 1), Axis("y", 0), DARK).to_dict()["layout"]["xaxis"]["title"]["text"]
    assert title.split("<br>") == [
        "0–17-vuotiaita &lt;i&gt;lapsia&lt;/i&gt;,",
        "joilla ei ole kotona",
        "&lt;b&gt;yhtään&lt;/b&gt; työssä käyvää",
        "aikuista",
    ]


def test_without_areas_there_is_an_empty_picture() -> None:
    assert drawn([])["data"] == []


def test_an_axis_with_values_on_both_sides_of_zero_has_room_at_both_ends() -> None:
    assert reach([-10.0, 10.0]) == (-11.6, 11.6)
    assert reach([-10.0, -5.0]) == (-10.8, 0.0)


def test_an_axis_of_noughts_alone_or_of_nothing_has_a_length() -> None:
    assert reach([0.0, 0.0]) == (0.0, 1.0)
    assert reach([]) == (0.0, 1.0)
