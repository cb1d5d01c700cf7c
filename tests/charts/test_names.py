from ilmiotaulu.charts.names import extremes, sides_of_names


def test_a_name_stands_on_the_right_where_nothing_is_in_its_way() -> None:
    assert sides_of_names([(0.5, 0.5)], [(0, "Keuruu")], 300) == {0: "middle right"}


def test_a_name_at_the_right_edge_stands_on_the_left() -> None:
    assert sides_of_names([(1.0, 0.5)], [(0, "Keuruu")], 300) == {0: "middle left"}


def test_a_name_hides_no_dot_and_crosses_no_line_when_it_can_help_it() -> None:
    dots = [(0.5, 0.5), (0.53, 0.5), (0.47, 0.5)]
    assert sides_of_names(dots, [(0, "Keuruu")], 300) == {0: "top center"}
    above = [(step / 50, 0.54) for step in range(50)]
    assert sides_of_names(dots, [(0, "Keuruu")], 300, above) == {0: "bottom center"}


def test_names_never_lie_on_each_other_and_one_without_a_place_is_left_out() -> None:
    crowd = [(0.5, 0.5)] * 12
    found = sides_of_names(crowd, [(i, "Petäjävesi") for i in range(12)], 300)
    assert found[0] == "middle right"
    assert len(found) == len(set(found.values())) < 12


def test_the_first_name_always_has_a_place() -> None:
    assert sides_of_names([(0.5, 0.5)], [(0, "x" * 200)], 300).keys() == {0}


def test_no_name_needs_no_place() -> None:
    assert sides_of_names([(0.5, 0.5)], [], 300) == {}


def test_extremes_are_the_ends_of_both_axes_each_once() -> None:
    assert extremes([(0, 0), (5, 1), (2, 9), (5, -1), (1, 1)]) == [1, 0, 2, 3]
    assert extremes([(1, 1)]) == [0]
    assert extremes([]) == []
