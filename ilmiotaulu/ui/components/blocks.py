"""Small pieces that several pages show: notices, choosers of place and figure, source lines, the footer."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from html import escape
from typing import Literal
from urllib.parse import urlsplit

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from ilmiotaulu.exports.csv import sheet_csv
from ilmiotaulu.exports.picture import picture_notes
from ilmiotaulu.exports.profiles import file_name
from ilmiotaulu.exports.source import source_line
from ilmiotaulu.exports.typeset import PDF
from ilmiotaulu.exports.xlsx import XLSX, sheet_xlsx
from ilmiotaulu.schema import STATUSES_OF_HIDDEN
from ilmiotaulu.store import DamagedRelease, NoRelease
from ilmiotaulu.text import moment, t
from ilmiotaulu.ui import data, short_links, stage, state, stories
from ilmiotaulu.ui.components import links, markup, tables
from ilmiotaulu.ui.components.cells import cells
from ilmiotaulu.ui.components.choice import choice
from ilmiotaulu.ui.components.picture import picture
from ilmiotaulu.ui.components.year_slider import year_slider
from ilmiotaulu.views.sheet import Sheet, rows_of
from ilmiotaulu.views.texts import IndicatorText, PhenomenonText, Place, municipalities

# A table longer than this is shown in parts.
_ROWS_OF_A_PAGE = 30
# More municipalities than these could not be told apart in a picture.
_MOST_OF_ONES_OWN = 15
# More sources than these are counted, and named where the figures are explained.
_NAMED_SOURCES = 4


def words(*parts: str) -> None:
    """Finished markup of several words as one element; none when there are no words."""
    if markup_of_all := "".join(parts):
        st.html(markup_of_all)


def no_release(error: NoRelease | DamagedRelease, lang: str) -> None:
    """Say that there are no figures to show, where they were looked for, and what to do."""
    if isinstance(error, DamagedRelease):
        message("damaged_release", lang, command="ilmiotaulu releases", folder=str(error.path))
    else:
        message("no_release", lang, command="ilmiotaulu refresh", folder=str(data.snapshots_dir()))


def message(name: str, lang: str, **values: str) -> None:
    """A whole-page notice: what is the matter and what to do."""
    st.title(t(f"message.{name}.title", lang))
    st.warning(t(f"message.{name}.text", lang, **values))


def release_notice(release: str, lang: str) -> None:
    """Say what the starter is, and that a new release has come while the person was looking."""
    before = st.session_state.get("_release_seen")
    st.session_state["_release_seen"] = release
    if before and before != release:
        st.info(t("frame.new_release", lang, release=release), icon=":material/update:")
    told = data.manifest(release)
    if told["kind"] == "starter":
        st.info(t("frame.starter", lang), icon=":material/info:")
    for name in told["unreachable"]:
        source, _, what = name.partition(":")
        st.warning(t("frame.old_source", lang, source=t(f"source.{source}", lang), what="" if what == "*" else what))


def choose(name: str, options: Mapping[str, str], otherwise: str, label: str, *forgets: str) -> str:
    """Choose one of many, whose words stand by their codes; returns the code, which the address holds as `name`.

    What the address does not have among the options is `otherwise`. Another choice makes the view forget `forgets`.
    """
    chosen = state.settle(name, options, otherwise) or otherwise

    def take_over(code: str) -> None:
        for other in forgets:
            st.session_state.pop(other, None)
        st.session_state[name] = code
        state.write_address()

    choice(name, options, chosen, label=label, on_choose=take_over)
    return chosen


def choose_unwritten(name: str, options: Mapping[str, str], label: str) -> str:
    """Choose one of many for the next step on this page alone: the address does not hold it."""
    chosen = _unwritten(name, options)
    choice(name, options, chosen, label=label, on_choose=lambda code: stand_at(name, code))
    return chosen


def _unwritten(name: str, options: Mapping[str, str]) -> str:
    asked = str(st.session_state.get(f"_chosen-{name}"))
    return asked if asked in options else next(iter(options))


def stand_at(name: str, code: str) -> None:
    """Let `choose_unwritten` stand at a code from the next run on."""
    st.session_state[f"_chosen-{name}"] = code


def choose_area(release: str, lang: str) -> str:
    """Choose a county or the whole country; returns its code."""
    places = data.reader(release, lang).places
    areas = ["FI", *(code for code, place in places.items() if place.level == "county")]
    region = places.get(str(st.session_state.get("region", "")))
    if "area" not in st.session_state and region:
        st.session_state["area"] = region.county or region.code
    home = data.settings().home_county
    # A municipality of another area is no longer the chosen one.
    return choose("area", {code: places[code].name for code in areas}, home, t("choose.area", lang), "region")


def choose_region(release: str, area: str, lang: str) -> Place:
    """Choose a municipality of the area, or the area itself; returns the place."""
    places = data.reader(release, lang).places
    options = {area: t("choose.whole_area", lang)} | {one.code: one.name for one in municipalities(places, area)}
    return places[choose("region", options, area, t("choose.region", lang))]


def choose_phenomenon(release: str, lang: str) -> PhenomenonText:
    """Choose a phenomenon: that of the address, or the first one that has the figure of the address."""
    phenomena = data.reader(release, lang).phenomena
    asked = str(st.session_state.get("indicator", ""))
    if "phenomenon" not in st.session_state and asked:
        home = next((p.id for p in phenomena.values() if asked in (name for name, _ in p.roles)), None)
        if home:
            st.session_state["phenomenon"] = home
    options = {one.id: one.title for one in phenomena.values()}
    otherwise, label = next(iter(phenomena)), t("choose.phenomenon", lang)
    return phenomena[choose("phenomenon", options, otherwise, label, "indicator", "year", "sex")]


def choose_indicator(
    release: str, phenomenon: PhenomenonText, lang: str, *, observed_only: bool = False
) -> IndicatorText | None:
    """Choose one of the phenomenon's figures that the release has; `None`, and words, when it has none yet."""
    indicators = data.reader(release, lang).indicators
    options = [
        name
        for name, _ in phenomenon.roles
        if indicators[name].has_rows and not (observed_only and indicators[name].time != "observed")
    ]
    if not options:
        st.info(t("choose.no_figures", lang))
        return None
    titles = {name: indicators[name].title for name in options}
    return indicators[choose("indicator", titles, options[0], t("choose.indicator", lang))]


def choose_sex(release: str, indicator: IndicatorText, lang: str) -> str:
    """Choose one of the sexes that a figure is published for; the one that there is needs no choosing.

    A list, for buttons side by side would make each change of the page slower.
    """
    sexes = data.sexes(release, indicator.id)
    if len(sexes) == 1:
        return state.settle("sex", sexes, sexes[0]) or sexes[0]
    return choose("sex", {one: t(f"sex.{one}", lang) for one in sexes}, sexes[0], t("choose.sex", lang))


def choosers() -> DeltaGenerator:
    """The row at the head of a page in which a person chooses what it shows."""
    return st.container(horizontal=True, key="choosers")


def choose_place(release: str, lang: str) -> tuple[str, Place]:
    """Choose the area and a municipality in it; returns the area's code and the place."""
    area = choose_area(release, lang)
    return area, choose_region(release, area, lang)


def choose_compare(release: str, area: str, place: Place, lang: str) -> str:
    """Choose a place to stand beside, in addition to the county and the country; an empty code when none."""
    places = data.reader(release, lang).places
    near = [one.code for one in municipalities(places, area)] if area != "FI" else []
    far = [code for code, one in places.items() if one.level == "county"]
    options = {"": t("choose.no_compare", lang)} | {
        code: places[code].name for code in (*near, *far) if code not in (place.code, place.county)
    }
    return choose("compare", options, "", t("choose.compare", lang))


def choose_group(groups: Sequence[str], lang: str) -> str:
    """Choose which places are compared; returns the group's name."""
    return choose("group", {name: t(f"group.{name}", lang) for name in groups}, groups[0], t("choose.group", lang))


def choose_own(release: str, lang: str) -> list[str]:
    """Choose municipalities of the whole country to compare with, a few at most; returns their codes."""
    names = {place.code: place.name for place in data.country_wide(release, "municipality", lang)}
    state.settle_several("own", names, _MOST_OF_ONES_OWN)
    return st.multiselect(
        t("choose.own", lang, most=_MOST_OF_ONES_OWN),
        list(names),
        key="own",
        format_func=lambda code: names[code],
        on_change=state.write_address,
        max_selections=_MOST_OF_ONES_OWN,
        placeholder=t("choose.placeholder", lang),
        select_all=False,
        persist_state="session",
    )


def choose_year(years: Sequence[int], lang: str, *, can_play: bool = False) -> int:
    """Choose a year on a slider, which maps follow; the one year there is needs no choosing."""
    year = state.nearest("year", years)
    if len(years) > 1:
        year_slider(
            years,
            year,
            label=t("choose.year", lang),
            key="years",
            on_choose=_year_chosen,
            play=t("play.start", lang) if can_play else "",
            stop=t("play.stop", lang) if can_play else "",
        )
    return year


def _year_chosen() -> None:
    """Write the address; with an open fold of files on the page, which are of a year, the whole page runs."""
    chosen = st.session_state["years"].chosen
    if isinstance(chosen, int):
        st.session_state["year"] = chosen
        state.write_address()
    if any(st.session_state.get(f"about-{key}") for key in ("map", "map-beside")):
        st.rerun()


def choose_one(name: str, options: Sequence[str], words: str, lang: str, label: str, *, is_shown: bool = True) -> str:
    """Choose one of a few, side by side; `words` is the prefix of their texts. A single option needs no choosing, and
    in a closed fold (`is_shown`) what was chosen holds.
    """
    chosen = state.settle(name, options, options[0]) or options[0]
    if len(options) > 1 and is_shown:
        st.segmented_control(
            label,
            options,
            key=name,
            format_func=lambda one: t(f"{words}.{one}", lang),
            on_change=state.write_address,
            persist_state="session",
            required=True,
        )
    return chosen


def under_chart(
    sheet: Sheet,
    release: str,
    lang: str,
    *,
    key: str,
    name: str,
    head: str = "",
    picture_of: str = "",
    picture_title: str = "",
    show: Literal["open", "fold", "nothing"] = "fold",
    more: Callable[[], None] | None = None,
    frame: Callable[[], str] | None = None,
    is_warned: bool = False,
) -> None:
    """What stands under every chart: whose figures, the same as a table, files to take along, and what they mean.

    `head` is markup that comes first; `key` is one of its kind on the page and the same whatever is chosen, so that an
    open fold stays open; `name` names the files; `picture_of` is the key of the chart's container, and without one the
    picture of a table that stands open is the table; `show` says whether the table stands open, in a fold, or
    elsewhere on the page; `more` draws the files of another sheet of the same
    figure into the same fold, for every fold of a page makes each of its changes slower; `frame` gives the markup with
    which the picture can be shown on another page (`frame_of`). Of made-up figures a notice
    warns, or a mark alone where the page has warned at its head (`is_warned`).
    """
    if show == "open":
        with_table(sheet, lang, key=key, name=name, head=head, is_warned=is_warned)
    else:
        if under := head + _mark(sheet, lang, is_warned) + _sources(sheet, lang):
            cells(under, key=f"under-{key}")
        _warn_of_examples(sheet, lang, is_warned)
    has_table = show == "fold"
    drawn = picture_of or (name if show == "open" else "")
    label = "explain.with_table" if has_table else "explain.only_meaning" if sheet.has_examples else "explain.title"

    def folded() -> None:
        if has_table:
            table(sheet, lang, key=key, name=name)
        inside_more(
            sheet, release, lang, name=name, picture_of=drawn, picture_title=picture_title, more=more, frame=frame
        )

    fold(t(label, lang), f"about-{key}", folded)


def with_table(sheet: Sheet, lang: str, *, key: str, name: str, head: str = "", is_warned: bool = False) -> None:
    """Markup that comes first, the table, a long one in parts, and whose figures they are."""
    table(sheet, lang, key=key, name=name, before=head + _mark(sheet, lang, is_warned), after=_sources(sheet, lang))
    _warn_of_examples(sheet, lang, is_warned)


def _mark(sheet: Sheet, lang: str, is_warned: bool) -> str:
    return markup.made_up(lang) if sheet.has_examples and is_warned else ""


def _warn_of_examples(sheet: Sheet, lang: str, is_warned: bool) -> None:
    if sheet.has_examples and not is_warned:
        examples_notice(t("example.notice", lang), lang)


def examples_notice(told: str, lang: str) -> None:
    """What is made up, and where the area's own figures are brought in, on a server that takes them."""
    st.warning(told)
    if to_import := ways_to_import(t("example.import", lang)):
        words(links.links(to_import))


def ways_to_import(label: str) -> list[str]:
    """The link to where figures are brought in; none on a server that takes none."""
    return [links.link("import_file", label)] if data.settings().allow_import else []


def inside_more(
    sheet: Sheet,
    release: str,
    lang: str,
    *,
    name: str,
    picture_of: str = "",
    picture_title: str = "",
    more: Callable[[], None] | None = None,
    frame: Callable[[], str] | None = None,
) -> None:
    """The files to take along, those that `more` draws, what the figures mean, and the picture in a frame."""
    files(sheet, release, lang, name=name, picture_of=picture_of, picture_title=picture_title)
    if more:
        more()
    framed = frame() if frame and not sheet.has_examples else ""
    words(tables.explanation(sheet, release, lang), framed)


# How high the picture of each page is in a frame of the width of a text.
_HEIGHTS = {"map": 780, "phenomenon": 580, "future": 600, "municipality": 660, "overview": 660}
# The same of places in their order and of ages: what stands around them, and a row.
_AROUND_ROWS, _ROW = 340, 26


def frame_of(page: str, title: str, lang: str, *, rows: int = 0, **changed: str) -> str:
    """Markup that shows the picture of the view in a frame on another page, for copying, with some names of the view
    changed. The newest year is not named, so that the frame follows new figures.
    """
    view = {"lang": lang, **state.parameters(**changed)}
    release, indicator = data.current().release, view.get("indicator", "")
    if indicator in data.reader(release, lang).indicators:
        years = data.reader(release, lang).years(indicator)
        if years and view.get("year") == str(years[-1]):
            del view["year"]
    short = short_links.short(page, view, short_links.known_words())
    here = urlsplit(st.context.url or "")
    origin = f"{here.scheme}://{here.netloc}" if here.netloc else ""
    height = _AROUND_ROWS + _ROW * rows if rows else _HEIGHTS.get(page, _AROUND_ROWS)
    address = f"{origin}{short}{'&' if '?' in short else '?'}embed=true"
    return markup.to_copy(
        t("embed.title", lang),
        t("embed.how", lang),
        f'<iframe src="{escape(address)}" title="{escape(title)}" width="100%" height="{height}" style="border:0" '
        'loading="lazy"></iframe>',
    )


def _sources(sheet: Sheet, lang: str) -> str:
    if len(sheet.origins) > _NAMED_SOURCES:
        return markup.note(t("source.many", lang, count=len(sheet.origins), where=t("explain.title", lang)))
    return "".join(markup.note(source_line(origin, lang)) for origin in sheet.origins)


def alone(draw: Callable[[], object]) -> None:
    """Draw a part of a page that runs again alone when one of its own widgets changes.

    When the release is no longer the one that the rest of the page shows, the whole page runs.
    """
    shown = data.current().release
    is_again = False

    @st.fragment
    def part() -> None:
        nonlocal is_again
        runs_alone, is_again = is_again, True
        if runs_alone and not _is_current(shown):
            st.rerun()
        draw()
        if runs_alone:
            state.put_address()

    part()


def _is_current(release: str) -> bool:
    try:
        return data.current().release == release
    except (NoRelease, DamagedRelease):
        return False


def fold(label: str, key: str, draw: Callable[[], object]) -> None:
    """A fold whose content is neither made nor sent while it is closed."""

    def folded() -> None:
        here = st.expander(label, key=key, on_change="rerun")
        if here.open:
            with here:
                draw()

    alone(folded)


def table(sheet: Sheet, lang: str, *, key: str, name: str, before: str = "", after: str = "") -> None:
    """The table itself, a long one in parts, between markup that stands before and after it. `key` is one of its kind
    on the page and the same whatever is chosen; a picture of the table can be taken under its name.
    """

    count = len(sheet.rows)
    is_long = count > _ROWS_OF_A_PAGE

    def rows(here: slice) -> None:
        first, last, _ = here.indices(count)
        made = tables.sheet_table(rows_of(sheet, here), lang, is_titled=True)
        told = markup.part(t("table.part", lang, first=first + 1, last=last, count=count)) if is_long else ""
        cells(before + markup.pictured(name, made + told) + after, key=key)

    def shown() -> None:
        in_parts(count, key, lang, rows)

    if is_long:
        alone(shown)
    else:
        shown()


def map_words(sheet: Sheet, lang: str) -> dict[str, str]:
    """What a map says where it has no colour: of hidden values just what its table says."""
    words = {name: t(f"map.{name}", lang) for name in ("hidden", "missing", "example", "no_map")}
    words["without"] = t("centres.map.without", lang)
    hidden = [t(f"status.{status}.short", lang) for status in STATUSES_OF_HIDDEN]
    told = [word for word, _ in sheet.reasons if word in hidden]
    return {**words, "hidden": " / ".join(told) or words["hidden"]}


def choose_beside(
    release: str, phenomenon: PhenomenonText, indicator: IndicatorText, lang: str, *, is_shown: bool
) -> IndicatorText | None:
    """Choose a second figure of the phenomenon for a map of its own beside the first; need first, for use stands
    beside need. In a closed fold (`is_shown`) what was chosen holds.
    """
    of = data.reader(release, lang).indicators
    by_role = sorted(phenomenon.roles, key=lambda pair: tables.ROLES.index(pair[1]) if pair[1] in tables.ROLES else 9)
    there = [name for name, _ in by_role if of[name].has_rows and name != indicator.id]
    options = {"": t("choose.nothing_beside", lang)} | {name: of[name].title for name in there}
    if is_shown:
        chosen = choose("beside", options, "", t("choose.beside", lang))
    else:
        chosen = state.settle("beside", options, "")
    return of[chosen] if chosen else None


def files(
    sheet: Sheet,
    release: str,
    lang: str,
    *,
    name: str,
    picture_of: str = "",
    picture_title: str = "",
    heading: str = "",
) -> None:
    """The files to take along, after words that name them; made-up figures have none."""
    if sheet.has_examples:
        return
    if heading:
        words(markup.note(heading))
    with st.container(horizontal=True, gap="small"):
        _buttons(sheet, release, lang, name, picture_of, picture_title)


def _buttons(sheet: Sheet, release: str, lang: str, name: str, picture_of: str, picture_title: str) -> None:
    st.download_button(
        t("download.csv", lang),
        lambda: sheet_csv(sheet, release, lang),
        file_name=f"{name}.csv",
        mime="text/csv",
        on_click="ignore",
        key=f"csv-{name}",
        icon=":material/download:",
    )
    st.download_button(
        t("download.xlsx", lang),
        lambda: sheet_xlsx(sheet, release, lang),
        file_name=f"{name}.xlsx",
        mime=XLSX,
        on_click="ignore",
        key=f"xlsx-{name}",
        icon=":material/download:",
    )
    if picture_of:
        title = picture_title or sheet.title
        picture(
            of=picture_of,
            title=title,
            notes=picture_notes(sheet, title, release, lang),
            name=name,
            labels={kind: t(f"download.{kind}", lang) for kind in ("png", "svg")},
            failed=t("download.png_failed", lang),
            lang=lang,
            key=f"png-{name}",
        )


def stem(indicator: str, sex: str, *of: object) -> str:
    """The name of files of a figure without its ending; of one sex it says so, for both may lie in one folder."""
    return "-".join(map(str, (indicator, *(() if sex == "total" else (sex,)), *of)))


def profile_button(place: Place, release: str, lang: str) -> None:
    """A button that makes the profile of a municipality and saves it."""
    st.download_button(
        t("download.pdf", lang),
        lambda: data.profile_pdf(release, place.code, lang),
        file_name=file_name(place, lang),
        mime=PDF,
        on_click="ignore",
        key=f"pdf-{place.code}",
        icon=":material/picture_as_pdf:",
    )


def presentation(phenomenon: PhenomenonText, area: str, place: Place, compare: str, lang: str) -> str:
    """Markup of links to the ready-made story of a phenomenon in a place: to show, and as a presentation to edit.

    Both are made when they are asked for.
    """
    asked = (phenomenon.id, area, place.code, compare, lang)
    return links.links(
        [
            links.outside(stage.address(*asked), t("present.open", lang)),
            links.outside(stage.address(*asked, ending=".pptx"), t("download.pptx", lang)),
        ]
    )


def template_warning(path: str, why: str, lang: str) -> None:
    """Say that there are no presentations, for what is the matter with their template."""
    st.warning(t("error.bad_template", lang, path=path, why=t(f"error.template.{why}", lang)))


def in_parts(count: int, name: str, lang: str, draw: Callable[[slice], object]) -> None:
    """Draw the rows of a long table that are shown now, and under them the list of the others.

    All of them at once would make every change of the page slow.
    """
    ends = {start: min(start + _ROWS_OF_A_PAGE, count) for start in range(0, max(count, 1), _ROWS_OF_A_PAGE)}
    named = {str(start): t("table.part", lang, first=start + 1, last=end, count=count) for start, end in ends.items()}
    rows = f"rows-{name}"
    shown = int(_unwritten(rows, named))
    draw(slice(shown, ends[shown]))
    if len(named) > 1:
        choose_unwritten(rows, named, t("choose.rows", lang))


def footer(release: str, page: str, lang: str) -> None:
    """Which release this is, whose figures it holds, the pages about the service itself, and a link to the view."""
    published = datetime.fromisoformat(data.manifest(release)["published_at"])
    told = t("frame.footer", lang, release=release, published=moment(published, lang))
    at = {name: st.query_params[name] for name in state.NAMES if name in st.query_params}
    view = {"lang": lang, **state.parameters()}
    # A story has a link of its own: a short one would lose it.
    address, follow = ("", {}) if page == stories.PAGE else short_links.in_the_footer(page, view, at)
    words(links.bottom(told, address, follow, lang))
