from ilmiotaulu.charts.palette import LIGHT
from ilmiotaulu.charts.ranking import Mark, ranking_figure

MARKS = [
    Mark("Multia", 6.62, (5.0, 9.0), "6,6 %", rank_words="sija 1–3", smoothed=2.64),
    Mark("Keuruu", 1.04, (0.5, 1.9), "1,0 %", is_own=True, rank_words="sija < 9", smoothed=1.2),
    Mark("Luhanka", None, None, "salattu", rank_words="sija 4", smoothed=1.4),
]


def test_where_a_place_may_stand_is_told_with_its_figure() -> None:
    others, own = ranking_figure(MARKS, "%", 1, LIGHT).to_dict()["data"][:2]
    assert others["text"] == ["6,6 %<br>sija 1–3"]
    assert own["text"] == ["1,0 %<br>sija &lt; 9"]


def test_a_place_without_words_of_its_rank_is_told_by_its_figure_alone() -> None:
    assert ranking_figure([Mark("Multia", 6.6, None, "6,6 %")], "%", 1, LIGHT).to_dict()["data"][0]["text"] == ["6,6 %"]


def test_smoothed_values_are_hollow_diamonds_in_a_trace_of_their_own() -> None:
    diamonds = ranking_figure(MARKS, "%", 1, LIGHT).to_dict()["data"][2]
    assert (diamonds["x"], diamonds["y"]) == ([2.6, 1.2], ["Multia", "Keuruu"])
    assert diamonds["marker"] == {
        "symbol": "diamond-open",
        "size": 13,
        "color": [LIGHT.grey, LIGHT.accent],
        "line": {"width": 1.5},
    }


def test_a_hidden_place_has_neither_a_dot_nor_a_diamond_nor_a_rank() -> None:
    told = ranking_figure(MARKS, "%", 1, LIGHT).to_dict()
    assert all("Luhanka" not in trace["y"] for trace in told["data"])
    assert "sija 4" not in str(told)
    assert [one["text"] for one in told["layout"]["annotations"]] == ["salattu"]


def test_without_smoothed_values_there_is_no_further_trace() -> None:
    plain = [Mark("Multia", 6.6, None, "6,6 %"), Mark("Keuruu", 1.0, None, "1,0 %", is_own=True)]
    assert len(ranking_figure(plain, "%", 1, LIGHT).to_dict()["data"]) == 2


def test_no_text_is_taken_for_markup() -> None:
    told = ranking_figure([Mark("<b>", 1.0, None, "<i>")], "<u>", 1, LIGHT).to_dict()
    assert told["data"][0]["text"] == ["&lt;i&gt;"]
    assert told["layout"]["xaxis"]["title"]["text"] == "&lt;u&gt;"
