import re

import pytest

from ilmiotaulu.ui.components.rug import RugCell, RugRow, rug

LEGEND = [
    ("much_lower", "selvästi pienempi"),
    ("lower", "pienempi"),
    ("similar", "ei voida erottaa"),
    ("higher", "suurempi"),
    ("much_higher", "selvästi suurempi"),
    ("better", "parempi"),
    ("worse", "huonompi"),
    ("not_compared", "ei verrattu"),
    ("hidden", "salattu"),
]


def cell(one: RugCell) -> tuple[str, str]:
    """Class and content of the cell."""
    made = rug(["Sijoitetut"], [RugRow("Keuruu", [one])], "Luvut", LEGEND, "fi")
    found = re.search(r'<td class="(.*?)">(.*?)</td>', made)
    assert found
    return found[1], found[2]


@pytest.mark.parametrize(
    ("one", "look", "sign", "heard"),
    [
        (RugCell("much_lower", "1 %"), "lower-2", "▼▼", "selvästi pienempi"),
        (RugCell("lower", "1 %"), "lower-1", "▼", "pienempi"),
        (RugCell("similar", "1 %"), "similar", "○", "ei voida erottaa"),
        (RugCell("higher", "1 %"), "higher-1", "▲", "suurempi"),
        (RugCell("much_higher", "1 %"), "higher-2", "▲▲", "selvästi suurempi"),
        (RugCell("much_lower", "1 %", is_better=True), "better-2", "▼▼", "selvästi pienempi, parempi"),
        (RugCell("higher", "1 %", is_better=True), "better-1", "▲", "suurempi, parempi"),
        (RugCell("lower", "1 %", is_better=False), "worse-1", "▼", "pienempi, huonompi"),
        (RugCell("much_higher", "1 %", is_better=False), "worse-2", "▲▲", "selvästi suurempi, huonompi"),
        (RugCell("not_compared", "1 %"), "not_compared", "–", "ei verrattu"),
    ],
)
def test_a_cell_says_by_sign_by_colour_and_by_a_heard_word_how_it_stands(
    one: RugCell, look: str, sign: str, heard: str
) -> None:
    assert cell(one) == (
        f"n {look}",
        f'<span class="sign" aria-hidden="true">{sign}</span><span class="ilmio-heard">{heard}: </span>1 %',
    )


@pytest.mark.parametrize("result", ["similar", "not_compared"])
def test_what_is_not_told_apart_is_neither_better_nor_worse(result: str) -> None:
    look, content = cell(RugCell(result, "1 %", is_better=True))  # ty: ignore[invalid-argument-type]
    assert look == f"n {result}"
    assert "parempi" not in content


def test_a_hidden_cell_is_its_word_alone() -> None:
    assert cell(RugCell("hidden", "salattu")) == ("n withheld", "salattu")


@pytest.mark.parametrize("words", ["4", "alle 5", "2,1 %"])
def test_a_digit_in_a_hidden_cell_is_refused(words: str) -> None:
    with pytest.raises(ValueError, match="Keuruu has a hidden figure"):
        cell(RugCell("hidden", words))


def test_the_table_has_a_caption_a_head_and_a_chosen_row() -> None:
    rows = [RugRow("Multia", [RugCell("lower", "1 %")]), RugRow("Keuruu", [RugCell("lower", "2 %")], is_chosen=True)]
    made = rug(["Sijoitetut"], rows, "Kunnat ja luvut", LEGEND, "fi")
    assert made.startswith(
        '<div class="ilmio-wide" tabindex="0" role="region" aria-label="Kunnat ja luvut"><table class="ilmio-table '
        'ilmio-rug"><caption class="ilmio-heard">Kunnat ja luvut</caption><thead><tr><th scope="col">Alue</th>'
        '<th scope="col" class="n">Sijoitetut</th></tr></thead><tbody><tr><th scope="row">Multia</th>'
    )
    assert '<tr class="chosen" aria-current="true"><th scope="row">Keuruu</th>' in made


def test_the_legend_explains_signs_and_edges_under_the_table() -> None:
    made = rug([], [], "Luvut", [LEGEND[0], LEGEND[5], LEGEND[8]], "fi")
    assert made.endswith(
        '</div><ul class="ilmio-rug-key">'
        '<li><span class="lower-2" aria-hidden="true">▼▼</span> selvästi pienempi</li>'
        '<li><span class="better-1" aria-hidden="true"></span> parempi</li>'
        '<li><span class="withheld" aria-hidden="true"></span> salattu</li></ul>'
    )


def test_everything_is_escaped() -> None:
    rows = [RugRow("<b>1", [RugCell("lower", "<b>2")])]
    made = rug(["<b>3"], rows, "<b>4", [("lower", "<b>5")], "fi")
    assert "<b>" not in made
    assert [made.count(f"&lt;b&gt;{number}") for number in range(1, 6)] == [1, 1, 1, 2, 2]


def test_what_cannot_be_read_is_refused() -> None:
    with pytest.raises(ValueError, match="Keuruu has 1 cells for 2 columns"):
        rug(["a", "b"], [RugRow("Keuruu", [RugCell("lower", "1")])], "x", LEGEND, "fi")
    with pytest.raises(ValueError, match="no word for lower, worse"):
        rug(["a"], [RugRow("Keuruu", [RugCell("lower", "1", is_better=False)])], "x", [], "fi")
    with pytest.raises(ValueError, match="a word for lowest, which no cell can be"):
        rug([], [], "x", [("lowest", "pienin")], "fi")
