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
        places = data.places(data.current().release, lang)
        blocks.words(
            markup.h3(t("import.page.changes", lang)),
            imports.changes_words(looked.changes, lang),
            imports.preview_table(looked.template, looked.checked.rows, places, lang),
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
        st.error(t("import.page.errors", lang, count=errors))
    else:
        st.info(t("import.page.notices", lang, count=len(problems)))
    blocks.in_parts(len(problems), "problems", lambda here: st.html(imports.problems_table(problems[here], lang)))
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
    shown, public_from = choose_state("import", "draft", None)
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
    st.rerun()


def choose_state(key: str, chosen: State, day: date | None) -> tuple[State, date | None]:
    """Choose who may see a file, and from which day on everybody."""
    shown = st.segmented_control(
        t("import.page.state", lang),
        get_args(State),
        default=chosen,
        format_func=lambda one: t(f"import.state.{one}", lang),
        key=f"{key}-state",
        required=True,
    )
    if shown != "public":
        return shown, None
    label, today = t("import.page.public_from", lang), now_utc().date()
    return shown, st.date_input(label, value=day or today, key=f"{key}-day", width=220, format="DD.MM.YYYY")


def kept() -> None:
    """The files taken in so far: who may see each, the way back, and a new release of them."""
    store = LocalStore(settings.local_dir)
    fields = {field.name for field in dataclasses.fields(imports.Kept)}
    listed = [imports.Kept(**one.model_dump(include=fields)) for one in store.imports]
    if listed:
        st.html(imports.imports_table(listed, titles, lang))
        state_of([one for one in reversed(listed) if one.withdrawn_at is None])
    else:
        blocks.words(markup.note(t("import.page.none", lang)))
    blocks.words(markup.h3(t("import.page.publish", lang)), markup.note(t("import.page.publish_how", lang)))
    with st.container(horizontal=True, gap="small"):
        if st.button(t("import.page.publish", lang), key="publish", type="primary"):
            with st.spinner(t("import.page.publishing", lang)), alone(settings):
                st.session_state["_published"] = publish_kept(settings, catalogue, Unheard())
            st.rerun()
        word = "remove_examples" if store.has_examples else "restore_examples"
        if st.button(t(f"import.page.{word}", lang), key="examples"):
            with alone(settings):
                (store.remove_examples if store.has_examples else store.restore_examples)()
            st.rerun(scope="fragment")
    if outcome := st.session_state.pop("_published", None):
        tell = st.error if outcome.exit_code else st.success
        tell(t(f"import.published.{outcome.state}", lang, release=outcome.release or ""))


def state_of(in_force: list[imports.Kept]) -> None:
    """Choose one of the imports in force, and say who may see it or undo it."""
    if not in_force:
        return
    by_number = {str(one.id): one for one in in_force}
    named = {key: imports.import_words(one, titles, lang) for key, one in by_number.items()}
    one = by_number[blocks.choose("imported", named, next(iter(named)), t("import.page.imported", lang))]
    shown, public_from = choose_state(f"kept-{one.id}", one.state, one.public_from)
    with st.container(horizontal=True, gap="small"):
        if st.button(t("import.page.save_state", lang), key="save-state"):
            with alone(settings):
                LocalStore(settings.local_dir).set_state(one.id, shown, public_from)
            st.rerun(scope="fragment")
        if st.button(t("import.page.undo", lang, number=one.id), key="undo"):
            with alone(settings):
                LocalStore(settings.local_dir).withdraw(one.id, now_utc())
            st.rerun(scope="fragment")


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
