"""The story that a person builds: in the address of its own page, in the session on the others, and as it is told.

On its own page the address is the truth, as everywhere: Back, Forward and a shared link bring a story back. A story
that is too long for an address lives in the session and in its file; the address says so.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Literal, cast
from urllib.parse import urlencode

import streamlit as st

from ilmiotaulu.store import DamagedRelease, NoRelease
from ilmiotaulu.story.draft import Draft, Where, opened, view_of
from ilmiotaulu.story.model import LONGEST_LINE, BadStory, Item, Kind, Story, from_link, to_link
from ilmiotaulu.story.moved import remembered
from ilmiotaulu.text import DEFAULT
from ilmiotaulu.ui import data, state
from ilmiotaulu.views.reader import ReleaseReader
from ilmiotaulu.views.slides import Deck, Slide, assembled, slide
from ilmiotaulu.views.stories import ready_story

PAGE = "story"
NAME = "story"  # in the address
ADD = "add"
# What the address says of a story that it cannot hold.
TOO_LONG = "file"
_DRAFT, _SEEN, _NEWS, _LONG = "_story", "_story_seen", "_story_news", "_story_long"
_BEFORE, _READY = "_story_before", "_story_ready"

News = Literal["added", "there_already", "full", "nothing", "not_a_story", "too_large", "another_version", "in_a_file"]
Done = Literal["removed", "replaced"]


@dataclass(frozen=True)
class Told:
    """What has just happened to the story, for the page to say; `back` is the page and the view that one came from."""

    news: News
    item: Item | None = None
    back: tuple[str, Mapping[str, str]] | None = None


# ---- a story as it is told ----------------------------------------------------------------------------------
@st.cache_resource(max_entries=300, show_spinner=False)
def _slide(
    release_id: str, item: str, where: Where, lang: str, _item: Item, _story: Story, _reader: ReleaseReader
) -> Slide:
    """The slide of an item, which is told as text, too; of the story only the place matters."""
    return slide(_item, _story, _reader)


def slides(release: str, story: Story, lang: str) -> tuple[Slide, ...]:
    """The slides of a story. Only what is not remembered is made: of one changed view, one slide."""
    reader, where = data.reader(release, lang), Where(story.area, story.region, story.compare)
    return tuple(_slide(release, _text(item), where, lang, item, story, reader) for item in story.items)


def _text(item: Item) -> str:
    """What a slide is made of; of what the item told earlier only the name."""
    name = item.shown.title if item.shown else ""
    return f"{name} {item.model_dump_json(exclude_defaults=True, exclude={'shown'})}"


def told(release: str, story: Story, lang: str) -> Deck:
    """The story as it is told in a release."""
    return assembled(story, slides(release, story, lang), data.reader(release, lang))


@st.cache_resource(max_entries=50, show_spinner=False)
def ready(release: str, phenomenon: str, where: Where, lang: str) -> Story:
    """The ready-made story of a phenomenon in a place."""
    return ready_story(data.reader(release, lang), phenomenon, where.area, where.region, where.compare)


def at(release: str, kind: Kind, indicator: str, year: int, sex: str, group: str = "") -> Item:
    """A view of a figure in a year; of the newest year it is of the newest one in later releases, too."""
    newest = data.reader(release, DEFAULT).years(indicator)[-1]
    told = {"year": None if year == newest else year, "sex": sex, "group": group}
    return Item.model_validate({"kind": kind, "indicator": indicator, **told})


# ---- the draft ----------------------------------------------------------------------------------------------
def draft() -> Draft:
    """What has been built in this session."""
    return st.session_state.get(_DRAFT, Draft())


def here() -> Where:
    """The place that is chosen now, as a story has it: of an area of one municipality the map is the country's."""
    places = data.reader(data.current().release, DEFAULT).places
    area, region, compare = (str(st.session_state.get(name)) for name in ("area", "region", "compare"))
    area = area if area in places else data.settings().home_county
    around = sum(one.county == area and one.level == "municipality" for one in places.values())
    return Where(
        area=area if around > 1 else "FI",
        region=region if region in places else area,
        compare=compare if compare in places else "",
    )


def current(release: str, lang: str) -> tuple[Draft, Story | None, Deck | None]:
    """The draft in the place that is chosen now, as a story and as it is told; what its figures are is kept.

    Of a draft that was made with another release the figures that it had are kept as long as any of them has moved,
    so that it can be said; in another place all of them are new.
    """
    one, where = draft(), here()
    if one.where != where or not one.release:
        blank = tuple(replace(entry, item=entry.item.model_copy(update={"shown": None})) for entry in one.entries)
        one = replace(one, where=where, release=release, entries=blank if one.where else one.entries)
    story = one.story(lang, release, where)
    if story is None:
        st.session_state[_DRAFT] = one
        return one, None, None
    deck = told(release, story, lang)
    now = [slide.shown for slide in deck.slides]
    if one.release != release and deck.moved:
        kept = [remembered(item.shown, new) for item, new in zip(one.items, now, strict=True)]
        one = one.keeping(one.release, kept)
    else:
        one = one.keeping(release, now)
    st.session_state[_DRAFT] = one
    return one, one.story(lang, release, where), deck


def keep_unwritten(changed: Draft) -> None:
    """Take over a draft in the middle of a word: every letter an entry in the browser's history would be too many."""
    st.session_state[_DRAFT] = changed


def keep(changed: Draft, *, undo: Done | None = None) -> None:
    """Take over a changed draft, and write the address. With `undo`, what was done, there is a way back."""
    if undo:
        st.session_state[_BEFORE] = (undo, draft())
    else:
        st.session_state.pop(_BEFORE, None)
    st.session_state[_DRAFT] = changed
    state.write_address()


def undoable() -> Done | None:
    """What was done last that can be undone."""
    return st.session_state.get(_BEFORE, (None, None))[0]


def undo() -> None:
    """Take back what was done last."""
    if _BEFORE in st.session_state:
        before = st.session_state[_BEFORE][1]
        st.session_state.pop(_READY, None)
        keep(replace(before, used=draft().used))


def take_over(story: Story, *, is_ready: bool = False) -> None:
    """A whole story instead of the draft, with its place."""
    new = opened(story, draft().used)
    _choose_place(new)
    for name in ("phenomenon", "indicator", "year", "sex"):
        st.session_state.pop(name, None)
    _choose_subject(new)
    keep(new, undo="replaced" if draft().entries else None)
    st.session_state[_READY] = _bare(new) if is_ready else None


def has_own_changes() -> bool:
    """Whether there is something in the draft that a ready-made story does not have."""
    one = draft()
    return bool(one.entries or one.title) and _bare(one) != st.session_state.get(_READY)


def take_now(release: str, lang: str) -> None:
    """Let the draft keep the figures as they are now."""
    one = draft()
    story = one.story(lang, release, here())
    if story:
        keep(one.keeping(release, [slide.shown for slide in slides(release, story, lang)]))


def _bare(one: Draft) -> tuple[object, ...]:
    """What a person has made: the place is chosen apart, and the figures are the release's."""
    return one.title, tuple(item.model_copy(update={"shown": None}) for item in one.items)


def _choose_place(one: Draft) -> None:
    """On its own page the place of a story is the chosen one; of an empty one it is what is chosen."""
    if one.where and one.entries:
        for name in ("area", "region", "compare"):
            st.session_state[name] = getattr(one.where, name)


def _choose_subject(one: Draft) -> None:
    """The phenomenon of a story that is opened is the chosen one on the other pages, unless another one is.

    It is the first that a view names, else the first that has the figure of a view.
    """
    if "phenomenon" in st.session_state:
        return
    with suppress(NoRelease, DamagedRelease):
        known = data.reader(data.current().release, DEFAULT).phenomena
        figures = {item.indicator for item in one.items}
        named = [item.phenomenon for item in one.items if item.phenomenon in known]
        homes = [of.id for of in known.values() if figures & {name for name, _ in of.roles}]
        if found := next(iter([*named, *homes]), ""):
            st.session_state["phenomenon"] = found


# ---- the address --------------------------------------------------------------------------------------------
def adopt_address(page: str) -> None:
    """Take over the story of an address that did not come from this session, and the view that a link adds to it.

    An address without a story leaves what has been built: Streamlit puts one between two pages into the history. Call
    at every run after `state.adopt_address`, before any widget.
    """
    is_here = page == PAGE
    state.besides(in_address if is_here else None)
    text, asked = st.query_params.get(NAME, ""), st.query_params.get(ADD, "") if is_here else ""
    is_new = bool(text or asked) and (text, asked) != st.session_state.get(_SEEN)
    if is_new:
        if text:
            _open(text)
        if asked:
            _add(asked, None)
        st.session_state[_SEEN] = (text, asked)
    if is_here and (is_new or not text):
        _choose_place(draft())


def _open(text: str) -> None:
    one = Draft(used=draft().used)
    try:
        if text != TOO_LONG:
            one = opened(from_link(text), one.used)
        elif _LONG in st.session_state:
            one = st.session_state[_LONG]
        else:
            tell(Told("in_a_file"))
    except BadStory as error:
        tell(Told(cast("News", error.why)))
    st.session_state[_DRAFT] = one
    _choose_subject(one)
    for name in (_BEFORE, _READY):
        st.session_state.pop(name, None)


def in_address() -> dict[str, str]:
    """The draft as the address has it, with the place that is chosen now."""
    text = link_text()
    st.session_state[_SEEN] = (text, "")
    return {NAME: text} if text else {}


def link_text() -> str:
    """The draft as the text of a link; `TOO_LONG` when it is, and nothing while it is empty."""
    try:
        story = current(data.current().release, state.language())[1]
        return to_link(story) if story else ""
    except BadStory:
        st.session_state[_LONG] = draft()
        return TOO_LONG
    except (NoRelease, DamagedRelease):
        return st.session_state.get(_SEEN, ("", ""))[0]


def carried() -> str | None:
    """The story that the next session of this browser is to know; `None` where this one knows nothing of a story."""
    text = st.session_state.get(_SEEN, (None, ""))[0]
    return text if text != TOO_LONG else ""


def restore(text: str) -> bool:
    """Take the story of an earlier session of this tab where this one knows nothing of a story; whether it was."""
    if carried() is not None:
        return False
    with suppress(BadStory):
        st.session_state[_DRAFT] = opened(from_link(text), draft().used)
    st.session_state[_SEEN] = (text, "")
    return True


def parameters(asked: str, page: str, **changed: str) -> dict[str, str]:
    """The address of the page of the story for a link pressed on a page, with the view that the link adds taken in."""
    before = (page, state.parameters())
    if asked:
        _add(asked, before)
    one = draft()
    if page != PAGE:
        _choose_place(one)
    return {**state.parameters(**changed), **in_address()}


def _add(asked: str, back: tuple[str, Mapping[str, str]] | None) -> None:
    item, one = view_of(asked), draft()
    try:
        there = item is not None and is_known(item)
    except (NoRelease, DamagedRelease):
        there = False
    if item is None or not there:
        tell(Told("nothing", back=back))
    elif one.holds(item):
        tell(Told("there_already", item, back))
    elif one.is_full:
        tell(Told("full", back=back))
    else:
        st.session_state[_DRAFT] = one.plus(item)
        tell(Told("added", item, back))


def is_known(item: Item) -> bool:
    """Whether the current release has what a view is of."""
    read = data.reader(data.current().release, DEFAULT)
    if item.kind == "months":
        return item.of in read.measures
    if item.kind == "centre":
        return any(one.id == item.of for one in read.family_centres)
    named = [(item.indicator, read.indicators), (item.phenomenon, read.phenomena)]
    return all(name in known for name, known in named if name)


def tell(news: Told) -> None:
    """Keep what has happened, for the page to say once."""
    st.session_state[_NEWS] = news


def news() -> Told | None:
    """What has just happened; forgotten when it has been told once."""
    return st.session_state.pop(_NEWS, None)


def present_address(text: str, ending: str = "") -> str:
    """Where the story of a link is shown full screen, in its own language, or with an `ending` is a file to keep."""
    return f"/present{ending}?{urlencode({NAME: text})}"


def shared_address(text: str, lang: str) -> str:
    """The whole address of the page with the story of a link, as the reader's browser has it."""
    base = str(st.context.url or "").partition("?")[0].rstrip("/")
    return f"{base}?{urlencode({'lang': lang, NAME: text})}"


def title_of(text: str) -> str:
    """A title that a person has written, no longer than it may be."""
    return text[:LONGEST_LINE].strip()
