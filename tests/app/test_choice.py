"""What a browser tells of a list, when the list has changed since."""

from ilmiotaulu.ui.components.choice import code_of

OPTIONS = {"": "Koko alue", "KU179": "Jyväskylä", "KU249": "Keuruu", "KU250": "Keuruu", "x": "tytöt | pojat"}


def test_a_choice_is_the_option_at_its_place_when_its_word_stands_there():
    assert code_of(OPTIONS, 1, "Jyväskylä") == "KU179"
    assert code_of(OPTIONS, 0, "Koko alue") == ""


def test_of_two_options_with_one_word_the_place_says_which():
    assert [code_of(OPTIONS, place, "Keuruu") for place in (2, 3)] == ["KU249", "KU250"]


def test_an_option_that_has_moved_since_is_found_by_its_word():
    assert code_of(OPTIONS, 4, "Jyväskylä") == "KU179"
    assert code_of(OPTIONS, 99, "Keuruu") == "KU249"
    assert code_of(OPTIONS, -1, "Keuruu") == "KU249"


def test_what_no_option_is_called_is_no_choice():
    assert code_of(OPTIONS, 1, "Muurame") is None
    assert code_of({}, 0, "Keuruu") is None


def test_a_bar_in_a_word_parts_nothing():
    assert code_of(OPTIONS, 4, "tytöt ¦ pojat") == "x"
