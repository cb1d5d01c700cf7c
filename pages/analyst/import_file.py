"""Tuo tietoja: templates to fill in, a filled-in file checked in one round, and what has been taken in so far."""

import dataclasses
from datetime import date
from typing import get_args

import streamlit as st

from ilmiotaulu.catalogue import load_catalogue
from ilmiotaulu.exports.xlsx import XLSX
from ilmiotaulu.local.marked import marked_copy
from ilmiotaulu.local.problems import Refused
from ilmiotaulu.local.workbook import template_csv, template_xlsx
from ilmiotaulu.text import number, t
from ilmiotaulu.ui import data, state, uploads
from ilmiotaulu.ui.components import blocks, imports, markup
from ilmiotaulu.ui.components.links import link, links
from pipelines.local.keeping import LocalStore, State
from pipelines.local.taking import Look, OthersCameFirst, context_of, look_at, role_mistake, take_in
from pipelines.raw import now_utc
from pipelines.refresh import Unheard, alone, publish_kept

lang = state.language()
settings = data.settings()
# As it is now: a measure that was added a moment ago is known.
catalogue = load_catalogue(settings.catalogue_dir)
context = context_of(settings, catalogue, now_utc().date())
titles = {name: template.title.in_language(lang) for name, template in context.templates.items()}

blocks.words(markup.h2(t("import.page.templates", lang)), markup.note(t("import.page.templates_how", lang)))
template = context.templates[blocks.choose("template", titles, next(iter(titles)), t("import.page.template", lang))]
blocks.words(markup.note(template.purpose.in_language(lang)))


with st.container(horizontal=True, gap="small"):
    st.download_button(
        t("import.page.xlsx", lang),
        lambda: template_xlsx(template, lang, context.choices(lang, settings.home_county)),
        file_name=f"{template.id}-{lang}.xlsx",
        mime=XLSX,
        on_click="ignore",
        key="template-xlsx",
        icon=":material/download:",
    )
    st.download_button(
        t("import.page.csv", lang),
        lambda: template_csv(template, lang),
        file_name=f"{template.id}-{lang}.csv",
        mime="text/csv",
        on_click="ignore",
        key="template-csv",
        icon=":material/download:",
    )
blocks.fold(t("import.page.columns", lang), "template-columns", lambda: st.html(imports.columns_table(template, lang)))


def bring() -> None:
    """A file is dropped, looked at, and taken in when nothing is in the way."""
    brought = uploads.take("import", t("import.page.file", lang), lang)
    if brought:
        payload, name = brought
        try:
            looked = look_at(payload, name, settings, catalogue, now_utc().date())
        except Refused as refused:
            # Of a refused file nothing is kept but why.
            st.session_state["_looked"] = (name, b"", refused.problem)
        else:
            st.session_state["_looked"] = (name, payload, looked)
        st.rerun(scope="fragment")
    if done := st.session_state.pop("_taken_in", None):
        st.success(t("import.page.taken_in", lang, **done), icon=":material/check:")
    name, payload, looked = st.session_state.get("_looked", ("", b"", None))
    if looked is None:
        return
    blocks.words(markup.h3(name))
    if not isinstance(looked, Look):
        st.error(imports.refusal_words(looked, lang), icon=":material/block:")
        return
    tell_problems(looked, payload, name)
    if looked.checked.is_sound and not looked.checked.rows.is_empty():
        places = data.reader(data.current().release, lang).places
        blocks.words(
            markup.h3(t("import.page.changes", lang)),
            imports.changes_words(looked.changes, looked.template, lang),
            markup.h3(t("import.page.preview", lang)),
        )
        rows = looked.checked.rows
        blocks.in_parts(
            rows.height,
            "preview",
            lang,
            lambda here: st.html(imports.preview_table(looked.template, rows[here], places, lang)),
        )
        accept(looked)


def tell_problems(looked: Look, payload: bytes, name: str) -> None:
    """Every problem at once, on the page and in a copy of the file."""
    problems = looked.checked.problems
    if not problems:
        st.success(t("import.page.sound", lang, rows=number(looked.checked.rows.height, 0, lang)))
        return
    errors = sum(one.severity == "error" for one in problems)
    if errors:
        st.error(t("import.page.error" if errors == 1 else "import.page.errors", lang, count=errors))
    else:
        st.info(t("import.page.notices", lang, count=len(problems)))
    blocks.in_parts(len(problems), "problems", lang, lambda here: st.html(imports.problems_table(problems[here], lang)))
    st.download_button(
        t("import.page.marked", lang),
        lambda: marked_copy(payload, name, looked.checked, lang),
        file_name=f"{name.rsplit('.', 1)[0]}-{t('import.page.marked_name', lang)}.xlsx",
        mime=XLSX,
        on_click="ignore",
        key="marked",
        icon=":material/download:",
    )


def accept(looked: Look) -> None:
    """Who brings it and who may see it; nothing is kept before the button is pressed."""
    blocks.words(markup.h3(t("import.page.accept", lang)))
    role_help = t("import.page.role_help", lang)
    role = st.text_input(t("import.page.role", lang), key="import-role", help=role_help, width=420)
    shown, public_from = choose_state("import", "draft", None, get_args(State))
    if not st.button(t("import.page.accept", lang), key="accept", type="primary"):
        return
    if mistake := role_mistake(role):
        st.error(t(f"import.role.{mistake}", lang))
        return
    try:
        with alone(settings):
            one = take_in(looked, settings, role=role, state=shown, public_from=public_from, now=now_utc())
    except OthersCameFirst:
        name, payload, _ = st.session_state["_looked"]
        st.session_state["_looked"] = (name, payload, look_at(payload, name, settings, catalogue, now_utc().date()))
        st.warning(t("import.page.others_first", lang))
        return
    st.session_state["_taken_in"] = {"rows": number(one.rows, 0, lang), "number": one.id}
    del st.session_state["_looked"]
    # The list stands at what was brought just now.
    blocks.stand_at("imported", str(one.id))
    st.session_state.pop("_told", None)
    st.rerun()


def choose_state(
    key: str, chosen: State, day: date | None, explained: tuple[State, ...] = ()
) -> tuple[State, date | None]:
    """Choose who may see a file, and from which day on everybody; what is chosen is explained, or all `explained`."""
    shown = st.segmented_control(
        t("import.page.state", lang),
        get_args(State),
        default=chosen,
        format_func=lambda one: t(f"import.state.{one}", lang),
        key=f"{key}-state",
        required=True,
    )
    blocks.words(imports.states_words(explained or (shown,), lang))
    if shown != "public":
        return shown, None
    label, today = t("import.page.public_from", lang), now_utc().date()
    return shown, st.date_input(label, value=day or today, key=f"{key}-day", width=220, format="DD.MM.YYYY")


def kept() -> None:
    """The files taken in so far: who may see each, the way back, and a new release of them."""
    store = LocalStore(settings.local_dir)
    fields = {field.name for field in dataclasses.fields(imports.Kept)}
    listed = [
        imports.Kept(
            **one.model_dump(include=fields),
            periods=store.periods(one, context.templates[one.template]) if one.template in context.templates else None,
        )
        for one in store.imports
    ]
    if listed:
        st.html(imports.imports_table(listed, titles, lang))
        tell_done()
        state_of(listed)
    else:
        tell_done()
        blocks.words(markup.note(t("import.page.none", lang)))
    blocks.words(markup.h3(t("import.page.publish", lang)), markup.note(t("import.page.publish_how", lang)))
    with st.container(horizontal=True, gap="small"):
        if st.button(t("import.page.publish", lang), key="publish", type="primary"):
            publish()
        word = "remove_examples" if store.has_examples else "restore_examples"
        if st.button(t(f"import.page.{word}", lang), key="examples"):
            with alone(settings):
                (store.remove_examples if word == "remove_examples" else store.restore_examples)()
            tell("examples_removed" if word == "remove_examples" else "examples_restored")
    if outcome := st.session_state.pop("_published", None):
        say = st.error if outcome.exit_code else st.success
        say(t(f"import.published.{outcome.state}", lang, release=outcome.release or ""))


def publish() -> None:
    """A new release of what has been taken in; how it went is told when the page stands again."""
    with st.spinner(t("import.page.publishing", lang)), alone(settings):
        st.session_state["_published"] = publish_kept(settings, catalogue, Unheard())
    st.session_state.pop("_told", None)
    st.rerun()


def tell(what: str, **values: object) -> None:
    """Remember what was done, to be told until something else is, and draw the list again."""
    st.session_state["_told"] = (what, values)
    st.rerun(scope="fragment")


def tell_done() -> None:
    """What was done a moment ago, and the button that brings it to the pages where that is still to do."""
    what, values = st.session_state.get("_told", ("", {}))
    if not what:
        return
    st.success(t(f"import.done.{what}", lang, **values), icon=":material/check:")
    if what != "undone_unseen" and st.button(t("import.page.publish", lang), key="publish-done"):
        publish()


def state_of(listed: list[imports.Kept]) -> None:
    """Choose one of the imports, and say who may see it, undo it, or take it back."""
    newest_first = sorted(reversed(listed), key=lambda one: one.withdrawn_at is not None)
    by_number = {str(one.id): one for one in newest_first}
    named = {key: imports.import_words(one, titles, lang) for key, one in by_number.items()}
    one = by_number[blocks.choose_unwritten("imported", named, t("import.page.imported", lang))]
    if one.withdrawn_at is not None:
        if st.button(t("import.page.restore", lang, number=one.id), key=f"restore-{one.id}"):
            with alone(settings):
                LocalStore(settings.local_dir).restore(one.id)
            tell("restored", number=one.id)
        return
    shown, public_from = choose_state(f"kept-{one.id}", one.state, one.public_from)
    # Each import has buttons of its own: a second click never meets those of another.
    with st.container(horizontal=True, gap="small"):
        if st.button(t("import.page.save_state", lang), key=f"save-state-{one.id}"):
            with alone(settings):
                LocalStore(settings.local_dir).set_state(one.id, shown, public_from)
            tell("state_saved", number=one.id, state=t(f"import.state.{shown}", lang))
        if st.button(t("import.page.undo", lang, number=one.id), key=f"undo-{one.id}"):
            st.session_state["_asked"] = one.id
    if st.session_state.get("_asked") == one.id:
        ask_to_undo(one)


def ask_to_undo(one: imports.Kept) -> None:
    """Ask before an import is undone; only a yes undoes it."""
    title = titles.get(one.template, one.template)
    st.warning(t("import.page.undo_sure", lang, number=one.id, title=title, rows=number(one.rows, 0, lang)))
    with st.container(horizontal=True, gap="small"):
        yes = st.button(t("import.page.yes", lang), key=f"undo-yes-{one.id}")
        no = st.button(t("import.page.no", lang), key=f"undo-no-{one.id}")
    if not yes and not no:
        return
    del st.session_state["_asked"]
    if no:
        st.rerun(scope="fragment")
    with alone(settings):
        LocalStore(settings.local_dir).withdraw(one.id, now_utc())
    # What was undone stays chosen, with its way back.
    blocks.stand_at("imported", str(one.id))
    tell("undone" if one.state == "public" else "undone_unseen", number=one.id)


if settings.allow_import:
    blocks.words(markup.h2(t("import.page.bring", lang)), markup.note(t("import.page.bring_how", lang)))
    blocks.alone(bring)
    blocks.words(markup.h2(t("import.page.kept", lang)))
    blocks.alone(kept)
else:
    st.info(t("import.page.not_here", lang), icon=":material/info:")

blocks.words(
    markup.h2(t("next.title", lang)),
    links(
        [
            link("family_centres", t("import.page.next_centres", lang)),
            link("data", t("import.page.next_data", lang)),
        ]
    ),
)
