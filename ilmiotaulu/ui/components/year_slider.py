"""A year on a slider: maps follow it at once, by themselves, and the server when the hand has rested."""

from collections.abc import Callable, Sequence

from ilmiotaulu.ui.components.modules import component

_component = component("year_slider")


def year_slider(
    years: Sequence[int],
    year: int,
    *,
    label: str,
    key: str,
    on_choose: Callable[[], None],
    play: str = "",
    stop: str = "",
) -> None:
    """Show the years, which ascend, with `year` chosen, and tell of another choice.

    Inside `on_choose` the year is `st.session_state[key].chosen`; the browser could send anything as it. `play` and
    `stop` are the words of the button that shows the years one after another; without them there is no button.
    """
    data = {"years": " ".join(map(str, years)), "year": year, "label": label, "play": play, "stop": stop}
    _component(key=key, data=data, on_chosen_change=on_choose)
