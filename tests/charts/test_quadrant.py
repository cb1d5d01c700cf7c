from ilmiotaulu.charts.palette import LIGHT
from ilmiotaulu.charts.quadrant import QuadrantPoint, QuadrantWords, quadrant_figure

WORDS = QuadrantWords(
    level="Ero koko maahan",
    change="Muutos 2019–2024",
    higher_growing="Suurempi ja kasvaa",
    lower_growing="Pienempi ja kasvaa",
    higher_shrinking="Suurempi <3 ja vähenee",
    lower_shrinking="",
)
POINTS = [
    QuadrantPoint("Keuruu", -0.5, 0.2, "ero −0,5, muutos 0,2", is_own=True),
    QuadrantPoint("Multia", 4.0, -0.4, "ero 4,0, muutos −0,4"),
    QuadrantPoint("Jämsä", 0.3, 1.0, "ero 0,3, muutos 1,0"),
    QuadrantPoint("Laukaa", 0.4, 0.3, "a < b"),
    QuadrantPoint("Luhanka", None, 0.9, "salattu"),
    QuadrantPoint("Kinnula", 7.0, None, "salattu"),
]


def drawn(points: list[QuadrantPoint], words: QuadrantWords = WORDS) -> dict:
    return quadrant_figure(points, "prosenttiyksikköä", 1, LIGHT, words).to_dict()


def test_level_is_to_the_right_and_change_upwards() -> None:
    others, own = drawn(POINTS)["data"]
    assert (others["x"], others["y"]) == ([4.0, 0.3, 0.4], [-0.4, 1.0, 0.3])
    assert (own["x"], own["y"], own["marker"]["color"]) == ([-0.5], [0.2], LIGHT.accent)
    layout = drawn(POINTS)["layout"]
    assert layout["xaxis"]["title"]["text"] == "Ero koko maahan,<br>prosenttiyksikköä"
    assert layout["yaxis"]["title"]["text"] == "Muutos 2019–2024, prosenttiyksikköä"


def test_the_own_area_and_those_at_the_ends_have_their_names_and_the_others_when_touched() -> None:
    others, own = drawn(POINTS)["data"]
    assert own["text"] == ["Keuruu"]
    assert others["text"] == ["Multia", "Jämsä", ""]
    assert others["customdata"][2] == "Laukaa: a &lt; b"


def test_an_area_without_both_figures_is_nowhere_in_the_picture() -> None:
    told = str(drawn(POINTS))
    assert "Luhanka" not in told
    assert "Kinnula" not in told
    assert "7.0" not in told


def test_corners_say_the_given_words_and_nothing_else() -> None:
    corners = {(one["x"], one["y"]): one["text"] for one in drawn(POINTS)["layout"]["annotations"]}
    assert corners == {
        (1, 1): "<i>Suurempi ja</i><br><i>kasvaa</i>",
        (0, 1): "<i>Pienempi ja</i><br><i>kasvaa</i>",
        (1, 0): "<i>Suurempi &lt;3 ja</i><br><i>vähenee</i>",
    }


def test_a_cross_stands_at_no_difference_and_no_change_with_all_four_corners_in_sight() -> None:
    layout = drawn([QuadrantPoint("Keuruu", -2.0, -3.0, "x", is_own=True)])["layout"]
    assert [(one["x0"], one["x1"], one["y0"], one["y1"]) for one in layout["shapes"]] == [(0, 0, 0, 1), (0, 1, 0, 0)]
    for name, farthest in (("xaxis", -2.0), ("yaxis", -3.0)):
        low, high = layout[name]["range"]
        assert low < farthest
        assert high > 0.7 * -farthest


def test_without_areas_there_are_still_corners() -> None:
    assert drawn([])["data"] == []
    assert len(drawn([])["layout"]["annotations"]) == 3
