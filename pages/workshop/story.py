"""Työpaja: a story is built of views of one place, put in order, written on, and taken along."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from ilmiotaulu.exports.pptx import PPTX, deck_pptx
from ilmiotaulu.forecast.names import BIRTHS, CHILDREN
from ilmiotaulu.story.draft import Draft, arranged
from ilmiotaulu.story.model import LONGEST_LINE, MOST_ITEMS, BadStory, Item, Kind, Story, from_file, to_file
from ilmiotaulu.text import t
from ilmiotaulu.ui import data, state, stories, uploads
from ilmiotaulu.ui.components import blocks, links, markup
from ilmiotaulu.ui.components.copied import copied
from ilmiotaulu.ui.components.story_cards import Card, story_cards
from ilmiotaulu.ui.markdown import plain
from ilmiotaulu.views.slides import Deck, Slide, can_be_guessed

FEWEST, MANY = 5, 8  # views that a group has time for
OF_A_FIGURE: tuple[Kind, ...] = ("trend", "map", "ranking")
AHEAD_OF_A_FIGURE: tuple[Kind, ...] = ("forecast", "changes")
OF_A_SHARE: tuple[Kind, ...] = ("funnel", "quadrant")  # that has counts
OF_A_PHENOMENON: tuple[Kind, ...] = ("numbers", "places", "questions")

lang = state.language()
release = data.current().release
read = data.reader(release, lang)


def builder() -> None:
    """The whole page: whatever is done on it changes the story."""
    blocks.words(markup.story(t("story.what", lang)))
    gone = lost_place()
    with blocks.choosers():
        area, place = blocks.choose_place(release, lang)
        blocks.choose_compare(release, area, place, lang)
    draft, story, deck = stories.current(release, lang)
    say_news(gone, is_empty=story is None)
    title(draft)
    if deck and draft.release != release and deck.moved:
        say_moved(draft, deck)
    ask_before_replacing()
    start_from_ready(is_empty=story is None)
    if deck:
        views(draft, deck)
    add_a_view(draft)
    if story and deck:
        take_along(story, deck)
    open_a_file()


# ---- what is said -------------------------------------------------------------------------------------------
def lost_place() -> str:
    """The code of the story's place when the release does not have it."""
    where = stories.draft().where
    return where.region if where and where.region not in read.places else ""


def say_news(gone: str, *, is_empty: bool) -> None:
    """What has just happened, and the way back from it."""
    if gone:
        st.warning(t("slide.gap.place", lang, code=plain(gone)), icon=":material/warning:")
    if told := stories.news():
        words = t(f"story.news.{told.news}", lang, title=named(told.item) if told.item else "", most=MOST_ITEMS)
        if told.news in ("added", "there_already"):
            blocks.words(links.news(words, told.back, lang))
        else:
            st.warning(words, icon=":material/warning:")
    # Of one card among others the list says it, where the card was.
    done = stories.undoable()
    if done == "replaced" or (done == "removed" and is_empty):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.html(markup.status(t(f"story.done.{done}", lang)), width="content")
            st.button(t("story.undo", lang), key="undo", on_click=stories.undo, icon=":material/undo:")


def say_moved(draft: Draft, deck: Deck) -> None:
    """Which figures are others than when the story was made, and the way to take them in."""
    told = "\n".join(f"- {plain(one)}" for one in deck.moved)
    st.warning(f"{t('story.moved.title', lang, before=draft.release, now=release)}\n\n{told}", icon=":material/update:")
    st.button(t("story.moved.take", lang), key="take-now", on_click=stories.take_now, args=(release, lang))


def named(item: Item) -> str:
    """A view in words: its kind, and what it is of."""
    return f"{t(f'story.kind.{item.kind}', lang)}: {what_of(item)}"


def what_of(item: Item) -> str:
    """What a view is of; what is of no phenomenon is the front page's, or of all children."""
    if item.kind == "months":
        return read.measures.get(item.of, item.of)
    if item.kind == "centre":
        return next((one.name for one in read.family_centres if one.id == item.of), item.of)
    if item.kind == "centres":
        return t("page.family_centres", lang)
    of = read.indicators.get(item.indicator) or read.phenomena.get(item.phenomenon)
    return of.title if of else t("page.overview" if item.kind == "numbers" else "page.future", lang)


# ---- the story ----------------------------------------------------------------------------------------------
def title(draft: Draft) -> None:
    """The field of the story's title."""
    st.session_state["story-title"] = draft.title

    def write() -> None:
        words = stories.title_of(st.session_state["story-title"])
        stories.keep(replace(stories.draft(), title=words))

    label, hint = t("story.title", lang), t("story.title_hint", lang)
    st.text_input(label, key="story-title", on_change=write, max_chars=LONGEST_LINE, placeholder=hint)


def start_from_ready(*, is_empty: bool) -> None:
    """The ready-made stories, a button each; in sight while there is no story yet."""
    label = t("story.ready", lang)
    if is_empty:
        blocks.words(markup.h2(label), markup.note(t("story.ready_how", lang)))
        ready_buttons()
        return
    fold = st.expander(label, key="fold-ready", on_change="rerun")
    if fold.open:
        with fold:
            blocks.words(markup.note(t("story.ready_how", lang)))
            ready_buttons()


def ready_buttons() -> None:
    """A button for each phenomenon."""
    with st.container(horizontal=True, gap="small", key="ready"):
        for one in read.phenomena.values():
            st.button(one.title, key=f"ready-{one.id}", on_click=begin, args=(one.id,))


def begin(phenomenon: str) -> None:
    """Take a ready-made story, after a question when something of a person's own would go."""
    if stories.has_own_changes():
        st.session_state["_replace_with"] = phenomenon
    else:
        replace_with(phenomenon)


def replace_with(phenomenon: str) -> None:
    """Take a ready-made story instead of what there is."""
    story = stories.ready(release, phenomenon, stories.here(), lang)
    stories.take_over(story, is_ready=True)
    st.session_state.pop("_replace_with", None)
    st.session_state["fold-ready"] = False


def ask_before_replacing() -> None:
    """The question whether the story that there is may go."""
    asked = str(st.session_state.get("_replace_with"))
    if asked not in read.phenomena:
        return
    st.warning(t("story.replace", lang, title=plain(read.phenomena[asked].title)))
    with st.container(horizontal=True, gap="small"):
        st.button(t("story.replace_yes", lang), key="replace", on_click=replace_with, args=(asked,), type="primary")
        st.button(
            t("story.replace_no", lang), key="replace-not", on_click=st.session_state.pop, args=("_replace_with",)
        )


def views(draft: Draft, deck: Deck) -> None:
    """The views in their order."""
    count = len(draft.entries)
    advice = "story.count_many" if count > MANY else "story.count"
    guidance = t(advice, lang, count=count, fewest=FEWEST, many=MANY)
    blocks.words(markup.h2(t("story.views", lang)), markup.note(guidance))
    for number, told in deck.given_away.items():
        st.warning(plain(f"{named(draft.items[number])}. {told}"), icon=":material/visibility:")
    cards = [card(entry.number, entry.item, one) for entry, one in zip(draft.entries, deck.slides, strict=True)]
    names = (
        "up",
        "down",
        "remove",
        "up_short",
        "down_short",
        "remove_short",
        "edit",
        "close",
        "moved",
        "removed",
        "undo",
    )
    names += ("headline", "headline_how", "question", "notes", "notes_how", "guess", "guess_how")
    story_cards(
        cards,
        words={name: t(f"story.card.{name}", lang) for name in names},
        opened=int(st.session_state.get("_opened_card", 0)),
        can_undo=stories.undoable() == "removed",
        on_change=take_words,
        on_undo=stories.undo,
    )


def card(number: int, item: Item, slide: Slide) -> Card:
    """A view as its card."""
    is_asked = item.kind in ("trend", "ranking") and not slide.gap
    no_guess = t(f"story.no_guess.{item.kind}", lang) if is_asked and not can_be_guessed(slide) else ""
    words = t(f"story.kind.{item.kind}", lang)
    return Card(
        number=number,
        kind=item.kind,
        words=words,
        of=slide.heading.removeprefix(f"{words}: ").removesuffix(f": {words}"),
        finding=slide.finding or (item.shown.title if item.shown else ""),
        headline=item.headline,
        question=item.question,
        notes=item.notes,
        guess=item.guess,
        no_guess=no_guess,
        gap=slide.gap,
    )


def take_words(known: Collection[object], cards: Sequence[Mapping[str, Any]], is_typing: bool) -> None:
    """Take over the order and the words of the cards."""
    before = stories.draft()
    after = arranged(before, known, cards)
    if is_typing:
        stories.keep_unwritten(after)
        return
    stories.keep(after, undo="removed" if len(after.entries) < len(before.entries) else None)


# ---- more views ---------------------------------------------------------------------------------------------
def add_a_view(draft: Draft) -> None:
    """Choose a phenomenon, a figure of it and a kind of view, and put it into the story."""
    fold = st.expander(t("story.add_here", lang), key="fold-add", on_change="rerun")
    if not fold.open:
        return
    with fold:
        if draft.is_full:
            st.info(t("story.news.full", lang, most=MOST_ITEMS))
            return
        with st.container(horizontal=True, key="trend-choosers"):
            phenomenon = blocks.choose_phenomenon(release, lang)
            indicator = blocks.choose_indicator(release, phenomenon, lang, observed_only=True)
            there = offered(phenomenon.id, indicator.id if indicator else "")
            options = {kind: t(f"story.kind.{kind}", lang) for kind in there}
            kind = blocks.choose_unwritten("kind", options, t("story.kind", lang))
        st.button(t("story.add_it", lang), key="add", on_click=add, args=(there[kind],), icon=":material/add:")
        blocks.words(markup.note(t("story.add_elsewhere", lang)))


def offered(phenomenon: str, indicator: str) -> dict[str, Item]:
    """The views that there are of a figure and of its phenomenon, by their kind."""
    of, roles = read.indicators, dict(read.phenomena[phenomenon].roles)
    there = []
    if indicator:
        there += [Item(kind=kind, indicator=indicator) for kind in OF_A_FIGURE]
        if roles[indicator] == "use" and of[indicator].unit == "percent":
            there.append(Item(kind="need", indicator=indicator, phenomenon=phenomenon))
        if of[indicator].interval == "proportion":
            there += [Item(kind=kind, indicator=indicator) for kind in OF_A_SHARE]
        if indicator in read.foreseen(stories.here().region):
            there += [Item(kind=kind, indicator=indicator) for kind in AHEAD_OF_A_FIGURE]
    if BIRTHS in roles and CHILDREN in read.foreseen(stories.here().region):
        there += [Item(kind="ages"), Item(kind="meaning")]
    there += [Item(kind=kind, phenomenon=phenomenon) for kind in OF_A_PHENOMENON]
    return {item.kind: item for item in there}


def add(item: Item) -> None:
    """Put a view into the story, and open its card."""
    draft = stories.draft()
    if draft.holds(item):
        stories.tell(stories.Told("there_already", item))
        return
    stories.keep(draft.plus(item))
    st.session_state["_opened_card"] = stories.draft().used


# ---- what is taken along ------------------------------------------------------------------------------------
def take_along(story: Story, deck: Deck) -> None:
    """The story shown, as a presentation, as a file and as a link."""
    blocks.words(markup.h2(t("story.take", lang)), markup.note(t("story.phones", lang)))
    text = stories.link_text()
    is_long = text == stories.TOO_LONG
    if is_long:
        st.warning(t("story.too_long", lang), icon=":material/link_off:")
    fault = data.template_fault()
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        if not is_long:
            present = stories.present_address(text)
            st.link_button(t("story.present", lang), present, type="primary", icon=":material/present_to_all:")
        if not fault:
            template = data.settings().template_file
            st.download_button(
                t("download.pptx", lang),
                lambda: deck_pptx(deck, template),
                file_name=f"{t('story.file_name', lang)}-{story.region}.pptx",
                mime=PPTX,
                on_click="ignore",
                key="pptx",
                icon=":material/slideshow:",
            )
        if not is_long:
            saved = stories.present_address(text, ".html")
            st.link_button(t("stage.save", lang), saved, icon=":material/web:")
        st.download_button(
            t("story.file", lang),
            lambda: to_file(story),
            file_name=f"{t('story.file_name', lang)}-{story.region}.json",
            mime="application/json",
            on_click="ignore",
            key="story-file",
            icon=":material/download:",
        )
    if fault:
        blocks.template_warning(*fault, lang)
    if not is_long:
        label, button, done = (t(f"story.link{part}", lang) for part in ("", "_copy", "_copied"))
        copied(stories.shared_address(text, lang), label=label, button=button, done=done, key="story-link")


def open_a_file() -> None:
    """A story that was saved as a file is opened in place of what there is."""
    fold = st.expander(t("story.open", lang), key="fold-open", on_change="rerun")
    if not fold.open:
        return
    with fold:
        brought = uploads.take("story", t("story.open_file", lang), lang)
        if brought:
            try:
                story = from_file(brought[0])
            except BadStory as error:
                stories.tell(stories.Told(error.why))
            else:
                stories.take_over(story)
                st.session_state["_close_open"] = True
            st.rerun()


if st.session_state.pop("_close_open", False):
    st.session_state["fold-open"] = False
blocks.alone(builder)
blocks.words(
    markup.h2(t("next.title", lang)),
    links.links(
        [
            links.link(name, t(f"page.{name}", lang))
            for name in ("phenomenon", "municipality", "compare", "map", "future")
        ]
    ),
)
