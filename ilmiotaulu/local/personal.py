"""Personal data in a file, by rules that can tell: wherever it stands, the file is refused whole.

A rule sees what has a form (an identity code, an address of e-mail, a phone number), a first name with a surname, and a
heading that asks for a person. It does not see a name that stands alone, nor what a picture shows; rows of a template's
columns are all that is ever kept of a file.
"""

import html
import re
from collections.abc import Iterator
from datetime import date
from typing import Literal

import polars as pl

from ilmiotaulu.local.files import LONGEST_CELL, MARKUP, Delimited, Workbook, refused, unpacked
from ilmiotaulu.local.first_names import FIRST_NAMES
from ilmiotaulu.local.problems import Problem, Refusal
from ilmiotaulu.local.values import folded, plain

Personal = Literal["identity_code", "email", "phone", "person_name"]

# ---- what a text may hold -----------------------------------------------------------------------------------
_CHECK_SIGNS = "0123456789ABCDEFHJKLMNPRSTUVWXY"
_CENTURIES = {"+": 1800, **dict.fromkeys("-UVWXY", 1900), **dict.fromkeys("ABCDEF", 2000)}
_DATE = r"([0-9]{2})\.?([0-9]{2})\.?([0-9]{2})"
# Looked for from every sign on, so that digits before a code do not hide it.
_CODE = re.compile(rf"(?={_DATE}\s{{0,3}}([-+A-FU-Y])\s{{0,3}}([0-9]{{3}})\s{{0,3}}([0-9A-FHJ-NPR-Y]))", re.I | re.A)
# Without the sign between its parts, only a code that ends in a letter is no ordinary number.
_BARE_CODE = re.compile(rf"(?<![0-9A-Za-z]){_DATE}\s?()([0-9]{{3}})([A-FHJ-NPR-Y])(?![0-9A-Za-z])", re.I | re.A)
_EMAIL = re.compile(r"[\w.+-]{1,64}\s?(?:@|[\[(]\s?(?:at|ät)\s?[\])])\s?[\w-]+(?:\.[\w-]+)+", re.I)
_PHONE = re.compile(
    r"(?<!\w)(?<!\d[.,/-])(?:\+\s?[1-9]|00\s?[1-9]|\(?0[1-9])(?:[ ()/-]{0,3}[0-9]){4,40}(?![\d:]|[.,]\d)", re.A
)
# Opening hours, days and a business identity code have as many digits.
_NO_PHONE = re.compile(
    r"(?:[01]\d|2[0-4])(?:[0-5]\d)?(?:\s?-\s?|\s)(?:[01]\d|2[0-4])(?:[0-5]\d)?"
    r"|\d{1,2}[-/ ]\d{1,2}[-/ ](?:19|20)\d{2}|(?:\d{2}[ /-]+)+\d{2}|\d{7}-\d"
)
_WORD = r"[^\W\d_]++(?:-[^\W\d_]++){0,3}+"
_WORDS = re.compile(rf"\b(?P<first>{_WORD})(?P<between>,? )(?P<second>{_WORD})\.?(?P<after> ?-?{_WORD})?")
_SURNAME = re.compile(r"\w{2,}(?:nen|NEN)")
# After a name these make it the name of a street or a house; as a second word they are no surname.
_PLACE = re.compile(
    r"""(?:\w*(?:keskus|paikka|talo|koti|kerho|koulu|tupa|puisto|päiväkoti|ryhmä|verkosto|seurakunta|yhdistys|kunta|kaupunki
    |tie|katu|kuja|polku|tori|aukio|säätiö|toimipiste|asema|kirkko|huone
    |centret|center|centrum|hus|huset|hem|hemmet|gård|gården|skola|skolan|park|parken|vägen|gatan|plats|platsen|klubb|klubben
    |förening|församling|kommun|stad|grupp|gruppen|nätverk|nätverket
    |centre|house|home|school|place|club|room|street|road|group|network|parish|foundation|association))\Z""",
    re.I | re.X,
)


def personal_data(text: str, known: frozenset[str] = frozenset()) -> Personal | None:
    """What personal data a text holds, if a rule can tell; `known` are words (folded) that are no surnames: places."""
    # As it is, too: a mark that belongs to the sign after a code must not change its last sign.
    for one in dict.fromkeys((text, plain(text))):
        if any(_is_code(found) for found in (*_CODE.finditer(one), *_BARE_CODE.finditer(one))):
            return "identity_code"
    text = plain(text)
    if _EMAIL.search(text):
        return "email"
    if any(_is_phone(found[0]) for found in _PHONE.finditer(text)):
        return "phone"
    return "person_name" if _names_a_person(text, known) else None


def _is_code(found: re.Match[str]) -> bool:
    """Whether the day exists and the check sign is right."""
    day, month, year, sign, individual, check = found.groups()
    if _CHECK_SIGNS[int(day + month + year + individual) % 31] != check.upper():
        return False
    centuries = [_CENTURIES[sign.upper()]] if sign else [1900, 2000]
    return any(_is_day(century + int(year), int(month), int(day)) for century in centuries)


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _is_phone(text: str) -> bool:
    digits = re.sub(r"\D", "", text)
    shortest = 9 if text.startswith(("+", "00")) else 7
    return len(digits) >= shortest and not _NO_PHONE.fullmatch(text.strip())


def _names_a_person(text: str, known: frozenset[str]) -> bool:
    at = 0
    while found := _WORDS.search(text, at):
        if _is_name(found["first"], found["between"], found["second"], found["after"] or "", known):
            return True
        at = found.start("second")
    return False


def _is_name(first: str, between: str, second: str, after: str, known: frozenset[str]) -> bool:
    """A first name before a capitalised word, or after a surname that ends in -nen; not a street, house or place."""
    if not (first[0].isupper() and second[0].isupper()) or after.startswith((" -", "-")):
        return False
    if (
        _PLACE.match(second)
        or _PLACE.match(after.strip())
        or not known.isdisjoint({folded(second), folded(f"{first} {second}")})
    ):
        return False
    is_first = between == " " and folded(first) in FIRST_NAMES
    is_last = bool(_SURNAME.fullmatch(first)) and folded(second) in FIRST_NAMES
    return is_first or is_last


def is_bare_phone(cells: pl.Series) -> pl.Series:
    """Which texts are mobile numbers as a spreadsheet keeps them when it takes them for numbers: without a zero."""
    return cells.str.contains(r"^(?:358)?(?:4[0-9]|50)[0-9]{6,8}$").fill_null(value=False)


# ---- headings that ask for a person -------------------------------------------------------------------------
_PERSONAL_HEADINGS = frozenset(
    """
    nimi; nimet; etunimi; etunimet; sukunimi; kutsumanimi; etu- ja sukunimi; koko nimi; henkilön nimi; lapsen nimi
    vanhemman nimi; huoltajan nimi; asiakkaan nimi; perheen nimi; äidin nimi; isän nimi
    henkilötunnus; henkilötunnukset; hetu; sotu; syntymäaika; syntymäpäivä; synt.aika; synt. aika; lapsen syntymäaika
    osoite; katuosoite; kotiosoite; lähiosoite; postiosoite; puhelin; puhelinnumero; puh; puh.; gsm; matkapuhelin
    sähköposti; sähköpostiosoite
    namn; förnamn; efternamn; tilltalsnamn; barnets namn; klientens namn; förälderns namn; vårdnadshavarens namn
    personbeteckning; personnummer; personsignum; födelsedatum; födelsetid; födelsedag; adress; gatuadress; hemadress
    postadress; telefon; telefonnummer; mobil; mobilnummer; e-post; e-postadress
    name; names; first name; last name; surname; family name; given name; full name; child's name; client's name
    personal identity code; personal id; social security number; date of birth; birth date; birthdate; birthday; dob
    address; street address; home address; phone; phone number; telephone; mobile; email; e-mail; email address
    """.replace("\n", ";").split(";")
)
_CLIENT_HEADINGS = frozenset(
    """
    asiakas; asiakasnumero; asiakasnro; asiakastunnus; asiakas-id; asiakas id; asiakkaan tunnus; asiakkaan numero
    potilas; potilasnumero; potilastunnus; lapsen tunnus; perheen tunnus
    klient; klientnummer; klient-id; klient id; klientens nummer; kund; kundnummer; patient; patientnummer
    client; client id; client number; client no; customer; customer id; customer number; patient id; child id; family id
    """.replace("\n", ";").split(";")
)
_HEADINGS: dict[str, Refusal] = {
    **{folded(text): "personal_heading" for text in _PERSONAL_HEADINGS if text.strip()},
    **{folded(text): "client_heading" for text in _CLIENT_HEADINGS if text.strip()},
}


def _asks_for(text: str) -> Refusal | None:
    return _HEADINGS.get(folded(text.strip(" \t:*")))


# ---- everything in a file -----------------------------------------------------------------------------------
# What is worth a closer look, for whole columns at once; far more than what is found in the end.
_WORTH_A_LOOK = (
    r"[0-9]{2}\.?[0-9]{2}\.?[0-9]{2}.{0,8}[0-9]{3}|@|[\[(]\s?(?:at|ät)|[0+][0-9 ()/-]{5,}|\pL[\s,.]+\pL"
    r"|[^\x00-\x{24F}]|[\x{80}-\x{AD}]"
)
_CODE_IN_MARKUP = r"[0-9]{2}\.?[0-9]{2}\.?[0-9]{2}\s{0,3}[-+A-FU-Ya-fu-y]\s{0,3}[0-9]{3}"
# Cells that hold a text themselves: written inline, or worked out by a formula.
_INLINE = r"<is[ />]|<f[ />]|inlineStr|[\"']str[\"']"
_LIKE_A_HEADING = r"^\s*\pL[^0-9]{1,40}$"
_DEEPEST = 2
_TAG = r"<[^>]*>"
_SHEET_DATA = re.compile(r"<(sheetData)\b.*</\1>", re.DOTALL)
_BLOCK_END = re.compile(
    r"</(?:\w+:)?(?:si|c|v|p|pt|text|comment|threadedComment|definedName|property|author|lpwstr|[a-zA-Z]*(?:Header|Footer))>"
)
# Attributes that people write; the rest is the programs' own.
_WRITTEN = re.compile(
    r"\s(?:name|prompt|promptTitle|error|errorTitle|display|tooltip|Target|descr|title|location|v|val)\s*=\s*"
    r"(?:\"([^\"]*)\"|'([^']*)')"
)
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
# Left, bold, a font, a size: the codes of headers and footers.
_HEADER_CODE = re.compile(r"&(?:[A-Z]|\"[^\"]*\"|\d{1,2}(?!\d))")
_UNIQUE_ID = re.compile(r"[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}")
# Who wrote the file: spreadsheet programs note it unasked, and nothing of it is kept.
_AUTHORS = re.compile(
    r"<((?:\w+:)?(?:creator|lastModifiedBy|authors|Manager|Company))\b[^>]*>.*?</\1>"
    r"|<property\b[^>]*\bname=\"[^\"]*(?:owner|author|user|mail)[^\"]*\".*?</property>",
    re.DOTALL | re.I,
)
_AUTHOR = re.compile(r"<author>([^<]*)</author>")
_ROW_OF = re.compile(r"<(?:c|comment|threadedComment)\b[^>]*?\s(?:r|ref)=\"[A-Z]+([0-9]+)\"")
_WITH_NAMES = re.compile(
    r"xl/(?:sharedStrings|worksheets/[^/]*\.xml|comments|threadedComments|pivotCache|tables|charts|drawings/drawing|workbook\.xml)"
)
_OF_AUTHORS = re.compile(r"xl/persons/|customXml/|docMetadata/")


def scan(file: Workbook | Delimited, known: frozenset[str] = frozenset()) -> Problem | None:
    """The first personal data found anywhere in a file: what kind, and its sheet and row where they are known.

    All sheets, also hidden ones, comments, headers, names, texts of pictures and properties are looked through; who
    wrote the file is not, for that is never kept. What was found is not in the problem.
    """
    if isinstance(file, Delimited):
        return _scan_cells(file.cells, known)
    sheet_of = {part: sheet.name for sheet in file.sheets for part in (sheet.part, *sheet.belongings)}
    for part in file.parts:
        found = _scan_part(file, part, known)
        if found:
            kind, row, sheet = found
            sheet = sheet or sheet_of.get(part, "")
            # A sheet may be called by somebody's name.
            return Problem(kind, "" if personal_data(sheet, known) else sheet, row)
    return None


def _scan_cells(cells: pl.DataFrame, known: frozenset[str]) -> Problem | None:
    if not cells.width:
        return None
    texts = pl.concat([column.rename("") for column in cells]).drop_nulls().unique(maintain_order=True)
    for at, kind in _found(texts, known, are_cells=True):
        row = cells.select(pl.any_horizontal(pl.all() == texts[at])).to_series().fill_null(value=False).arg_max()
        return Problem(kind, "", int(row or 0) + 1)
    return None


def _found(texts: pl.Series, known: frozenset[str], *, are_cells: bool = False) -> Iterator[tuple[int, Refusal]]:
    """The texts with personal data: which, and the kind."""
    looked = texts.str.contains(_WORTH_A_LOOK)
    if are_cells:
        looked |= texts.str.contains(_LIKE_A_HEADING)
    for at in looked.arg_true():
        kind = personal_data(texts[at], known) or (_asks_for(texts[at]) if are_cells else None)
        if kind:
            yield at, kind


# ---- parts of a workbook ------------------------------------------------------------------------------------
Place = tuple[Refusal, int, str]


def _scan_part(book: Workbook, part: str, known: frozenset[str]) -> Place | None:
    if not part.endswith(MARKUP):
        kind = _scan_bytes(book.parts[part])
        return (kind, 0, "") if kind else None
    markup = book.markup(part)
    if part == "xl/sharedStrings.xml":
        return _scan_shared(book, part, known) or _scan_rest(markup)
    if part.startswith("xl/worksheets/") and (data := _SHEET_DATA.search(markup)):
        around = markup[: data.start()] + markup[data.end() :]
        return (
            (_scan_inline(data[0], known) if book.holds(part, _INLINE) else None)
            or _scan_texts(around, known, with_names=True)
            or (_scan_rest(markup) if book.holds(part, f"&#|{_CODE_IN_MARKUP}") else None)
        )
    if _OF_AUTHORS.match(part):
        return _scan_rest(markup)
    return _scan_texts(markup, known, with_names=bool(_WITH_NAMES.match(part))) or _scan_rest(_AUTHORS.sub("", markup))


def _scan_shared(book: Workbook, part: str, known: frozenset[str]) -> Place | None:
    """The texts that cells refer to by number, and the first cell that does."""
    texts = _unmarked(book.column(part).str.split("</si>").explode())
    if (texts.str.len_chars() > LONGEST_CELL).any():
        raise refused("huge_cell")
    for at, kind in _found(texts, known, are_cells=True):
        refers = re.compile(rf"(<c\b[^>]*>)\s*<v>\s*{at}\s*</v>")
        for sheet in book.sheets:
            cells = (found[1] for found in refers.finditer(book.markup(sheet.part)))
            row = next((_row_of(cell) for cell in cells if re.search(r"\st=\"s\"", cell)), 0)
            if row:
                return kind, row, sheet.name
        return kind, 0, ""
    return None


def _scan_inline(data: str, known: frozenset[str]) -> Place | None:
    """The cells of a sheet that hold their texts or formulas themselves."""
    pieces = pl.Series([data]).str.split("</c>").explode()
    pieces = pieces.filter(pieces.str.contains(_INLINE))
    for at, kind in _found(_unmarked(pieces), known, are_cells=True):
        return kind, _row_of(pieces[at]), ""
    return None


def _unmarked(pieces: pl.Series) -> pl.Series:
    """The texts in pieces of markup, parts of a text that are formatted differently put together again."""
    texts = pieces.str.replace_all("</f>", "\n").str.replace_all(_TAG, "")
    is_escaped = texts.str.contains("&|_x[0-9A-Fa-f]{4}_")
    if not is_escaped.any():
        return texts
    meant = [_meant(text) if escaped else text for text, escaped in zip(texts, is_escaped, strict=True)]
    return pl.Series(meant, dtype=pl.String)


def _meant(text: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), html.unescape(text))


def _scan_texts(markup: str, known: frozenset[str], *, with_names: bool) -> Place | None:
    """What people wrote in a part: its texts, block by block, and the attributes that are theirs."""
    authors = [f"{name}:" for name in _AUTHOR.findall(markup)]
    markup = _AUTHORS.sub("", markup)
    blocks = _BLOCK_END.split(markup)
    written = [double or single for double, single in _WRITTEN.findall(markup)]
    for place, text in (*((block, re.sub(_TAG, "", block)) for block in blocks), *(("", one) for one in written)):
        text = _HEADER_CODE.sub(" ", _meant(text)).strip()
        for author in authors:
            text = text.removeprefix(author)
        kind = personal_data(text, known)
        if kind and (with_names or kind != "person_name"):
            return kind, _row_of(place), ""
    return None


def _scan_rest(markup: str) -> Place | None:
    """Identity codes wherever else in the markup."""
    if "&#" in markup:
        markup = html.unescape(markup)
    if not pl.Series([markup]).str.contains(_CODE_IN_MARKUP)[0]:
        return None
    for found in _CODE.finditer(_UNIQUE_ID.sub("", markup)):
        if _is_code(found):
            return "identity_code", 0, ""
    return None


def _scan_bytes(content: bytes, depth: int = 0) -> Refusal | None:
    """What is not markup: pictures, settings of printers, and files within the file."""
    if content.startswith(b"PK"):
        if depth > _DEEPEST:
            raise refused("damaged")
        for part, inner in unpacked(content):
            kind = _scan_inner(inner) if part.endswith(MARKUP) else _scan_bytes(inner, depth + 1)
            if kind:
                return kind
        return None
    found = _scan_rest(content.replace(b"\0", b"").decode("latin-1"))
    return found[0] if found else None


def _scan_inner(content: bytes) -> Refusal | None:
    markup = content.decode("utf-8", "replace")
    found = _scan_texts(markup, frozenset(), with_names=False) or _scan_rest(_AUTHORS.sub("", markup))
    return found[0] if found else None


def _row_of(markup: str) -> int:
    found = _ROW_OF.search(markup)
    return int(found[1]) if found else 0
