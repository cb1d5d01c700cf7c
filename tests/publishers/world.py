"""A tiny made-up world for the fake publishers. None of these figures are real.

The codes and names of the areas are the official ones, so that codes can be matched between the publishers;
every count, share and boundary is invented by the short formulas below. Two counties and eight municipalities
are the whole country here.

What holds on purpose:

* a county, region, sub-region or the country is the sum of its municipalities, hidden cells included;
* the age counts of Sotkanet, the population tables and the projection come from one cohort formula;
* births agree in ``11ae``, ``12dy``, ``121w`` and the archived table in the years they share;
* Pertunmaa (588) is its own municipality in Sotkanet, in the projection and in the archive, and part of
  Mäntyharju (507) in every division from 2025 on;
* in the placements of 2018, 2020 and 2021 exactly one municipality of Central Finland is hidden.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

Texts = Mapping[str, str]
Point = tuple[float, float]
Number = int | float

LANGUAGES = ("fi", "sv", "en")


def texts(fi: str, sv: str | None = None, en: str | None = None) -> dict[str, str]:
    """A text in the three languages; what is not given is said in Finnish."""
    return {"fi": fi, "sv": fi if sv is None else sv, "en": fi if en is None else en}


# ---------------------------------------------------------------------------------------------- areas
@dataclass(frozen=True)
class Municipality:
    """A municipality with the level of its made-up figures."""

    code: str
    sotkanet_id: int
    name: Texts
    county: str
    region: str
    subregion: str
    district: str
    births: int  # a year, about 2010
    outline: tuple[Point, ...] = ()  # counter-clockwise, EPSG:3067; none for one that has been merged

    @property
    def number(self) -> int:
        return int(self.code)


_KEURUU_SW, _KEURUU_SE, _FOUR_EAST = (345e3, 6870e3), (400e3, 6865e3), (403e3, 6918e3)
_SAARI_SW, _SAARI_S, _SAARI_SE = (345e3, 6940e3), (398e3, 6940e3), (434e3, 6940e3)
_KINNULA_SW, _KINNULA_SE = (350e3, 6990e3), (438e3, 6985e3)
_JYV_SE, _JYV_NE, _JYV_N = (455e3, 6850e3), (456e3, 6922e3), (436e3, 6920e3)
_MIKKELI_S, _MIKKELI_SE = (520e3, 6830e3), (560e3, 6835e3)

MUNICIPALITIES: dict[str, Municipality] = {
    m.code: m
    for m in (
        Municipality(
            "179", 85, texts("Jyväskylä"), "15", "13", "131", "14", 1400,
            (_KEURUU_SE, _JYV_SE, _JYV_NE, _JYV_N, _FOUR_EAST),
        ),
        Municipality(
            "249", 126, texts("Keuruu", "Keuru"), "15", "13", "133", "14", 90,
            (_KEURUU_SW, _KEURUU_SE, _FOUR_EAST, _SAARI_S, _SAARI_SW),
        ),
        Municipality(
            "256", 132, texts("Kinnula"), "15", "13", "138", "14", 18,
            (_KINNULA_SW, _KINNULA_SE, (430e3, 7040e3), (360e3, 7045e3)),
        ),
        Municipality(
            "491", 228, texts("Mikkeli", "S:t Michel"), "12", "10", "101", "10", 500,
            (_JYV_SE, _MIKKELI_S, _MIKKELI_SE, (558e3, 6900e3), _JYV_NE),
        ),
        Municipality(
            "507", 241, texts("Mäntyharju"), "12", "10", "101", "10", 45,
            ((460e3, 6780e3), (545e3, 6782e3), _MIKKELI_SE, _MIKKELI_S, _JYV_SE),
        ),
        Municipality("588", 278, texts("Pertunmaa"), "12", "10", "101", "10", 3),
        Municipality(
            "729", 336, texts("Saarijärvi"), "15", "13", "138", "14", 95,
            (_SAARI_SW, _SAARI_S, _SAARI_SE, _KINNULA_SE, _KINNULA_SW),
        ),
        Municipality(
            "892", 402, texts("Uurainen"), "15", "13", "131", "14", 60,
            (_FOUR_EAST, _JYV_N, _SAARI_SE, _SAARI_S),
        ),
    )
}  # fmt: skip
MERGED_INTO = {"588": "507"}  # from the division of 2025 on

COUNTIES = {
    "12": texts("Etelä-Savon hyvinvointialue", "Södra Savolax välfärdsområde", "South Savo wellbeing services county"),
    "15": texts(
        "Keski-Suomen hyvinvointialue", "Mellersta Finlands välfärdsområde", "Central Finland wellbeing services county"
    ),
}  # fmt: skip
REGIONS = {
    "10": texts("Etelä-Savo", "Södra Savolax", "South Savo"),
    "13": texts("Keski-Suomi", "Mellersta Finland", "Central Finland"),
}
SUBREGIONS = {
    "101": texts("Mikkeli", "S:t Michel"),
    "131": texts("Jyväskylä"),
    "133": texts("Keuruu", "Keuru"),
    "138": texts("Saarijärvi-Viitasaari"),
}
SUBREGIONS_IN_SOTKANET = {"101": "Mikkelin", "131": "Jyväskylän", "133": "Keuruun", "138": "Saarijärvi-Viitasaaren"}
HOSPITAL_DISTRICTS = {
    "10": texts("Etelä-Savon sairaanhoitopiiri", "Södra Savolax SVD", "South Savo Hospital District"),
    "14": texts("Keski-Suomen sairaanhoitopiiri", "Mellersta Finlands SVD", "Central Finland Hospital District"),
}
COUNTRY_ID = 658
UNLISTED_REGION_ID = 730  # has rows in the age counts and is in no list of regions
OLD_COUNTIES = {959: (879, "08"), 965: (885, "11")}  # id -> first id and first code


def municipalities(division: int) -> list[str]:
    """Codes of the municipalities of a division (1 January of the year)."""
    return [code for code in MUNICIPALITIES if division < 2025 or code not in MERGED_INTO]


def members(area: str, division: int = 2023) -> tuple[str, ...]:
    """The municipalities, in their oldest division, that an area code of Statistics Finland covers."""
    if area == "SSS":
        return tuple(MUNICIPALITIES)
    if area.startswith("KU"):
        own = area[2:]
        joined = (old for old, new in MERGED_INTO.items() if new == own and division >= 2025)
        return (own, *joined)
    level = {"HVA": "county", "MK": "region", "SK": "subregion"}[area.rstrip("0123456789")]
    code = area.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return tuple(m.code for m in MUNICIPALITIES.values() if getattr(m, level) == code)


# ---------------------------------------------------------------------------------------------- people
@cache
def births(code: str, year: int) -> int:
    """Births of a municipality: a falling line with a small wave, in any year."""
    m = MUNICIPALITIES[code]
    wave = (year * (m.number % 5 + 2) + m.number) % 7 - 3
    return max(0, round(m.births * (1 - 0.012 * (year - 2010)) + wave * max(1.0, m.births / 40)))


@cache
def persons(code: str, year: int, age: int, sex: str = "total") -> int:
    """People of one age at the end of the year: what is left of the births of their cohort."""
    if sex == "total":
        return persons(code, year, age, "male") + persons(code, year, age, "female")
    cohort = births(code, year - age)
    boys = (cohort * 51 + 50) // 100
    left = 1.0 if age <= 50 else max(0.0, 1 - ((age - 50) / 50) ** 2)
    return round((boys if sex == "male" else cohort - boys) * left)


@cache
def aged(code: str, year: int, first: int, last: int, sex: str = "total") -> int:
    """People from the first to the last age."""
    return sum(persons(code, year, age, sex) for age in range(first, last + 1))


def population(code: str, year: int, sex: str = "total") -> int:
    return aged(code, year, 0, 99, sex)


def deaths(code: str, year: int) -> int:
    return population(code, year) * 11 // 1000 + year % 3


def labour_force(code: str, year: int) -> int:
    return aged(code, year, 18, 64) * 8 // 10


def unemployed(code: str, year: int) -> int:
    """Unemployed people: from 8 to 13 per cent of the labour force, one more in 2020."""
    per_mille = 80 + MUNICIPALITIES[code].number % 6 * 10 + (10 if year == 2020 else 0)
    return labour_force(code, year) * per_mille // 1000


# Children placed outside the home, (boys, girls) of each year; written out so that every rule of hiding is met:
# hidden as a whole, hidden by sex only, one sex truly zero, both truly zero.
PLACED_YEARS = (2018, 2019, 2020, 2021, 2022)
PLACED: dict[str, tuple[tuple[int, int], ...]] = {
    "179": ((190, 160), (196, 158), (201, 170), (188, 166), (195, 171)),
    "249": ((14, 9), (13, 11), (15, 8), (12, 12), (14, 10)),
    "256": ((2, 1), (3, 3), (0, 0), (2, 2), (1, 3)),
    "491": ((60, 48), (62, 51), (58, 50), (64, 47), (61, 49)),
    "507": ((4, 3), (5, 2), (6, 5), (3, 1), (4, 4)),
    "588": ((0, 0), (1, 0), (0, 2), (0, 0), (1, 1)),
    "729": ((16, 11), (12, 4), (13, 10), (11, 9), (10, 12)),
    "892": ((7, 6), (6, 0), (8, 5), (5, 5), (6, 7)),
}


def placed(code: str, year: int, sex: str = "total") -> int:
    """Children aged 0-17 placed outside the home."""
    boys, girls = PLACED[code][PLACED_YEARS.index(year)]
    return {"male": boys, "female": girls, "total": boys + girls}[sex]


def _placed_part(parts: int) -> Callable[[str, int, str], int]:
    """One child of so many, each sex alone so that the sexes add up."""

    def count(code: str, year: int, sex: str) -> int:
        sexes = ("male", "female") if sex == "total" else (sex,)
        return sum(placed(code, year, s) // parts for s in sexes)

    return count


def _placed_0_24(code: str, year: int, sex: str) -> int:
    return placed(code, min(year, 2022), sex) * 3 // 2 + (year - 2021) * MUNICIPALITIES[code].number % 5


# ---------------------------------------------------------------------------------------------- Sotkanet
@dataclass(frozen=True)
class Region:
    """A region of Sotkanet and the municipalities it is made of."""

    id: int
    code: str
    category: str
    title: Texts
    covers: tuple[str, ...]
    member_of: tuple[int, ...] = ()


def _regions() -> list[Region]:
    county_ids = {"12": 959, "15": 965}
    region_ids = {"10": 496, "13": 499}
    subregion_ids = {"101": 545, "131": 560, "133": 562, "138": 721}
    district_ids = {"10": 609, "14": 612}
    found = [
        Region(
            m.sotkanet_id, code, "KUNTA", m.name, (code,),
            (region_ids[m.region], subregion_ids[m.subregion], district_ids[m.district], COUNTRY_ID,
             county_ids[m.county]),
        )
        for code, m in MUNICIPALITIES.items()
    ]  # fmt: skip
    levels = (
        ("SEUTUKUNTA", "SK", SUBREGIONS, subregion_ids),
        ("MAAKUNTA", "MK", REGIONS, region_ids),
        ("HYVINVOINTIALUE", "HVA", COUNTIES, county_ids),
    )
    for category, prefix, names, ids in levels:
        for code, title in names.items():
            shown = dict(title)
            if category == "SEUTUKUNTA":
                shown["fi"] = f"{SUBREGIONS_IN_SOTKANET[code]} seutukunta"
            found.append(Region(ids[code], code, category, shown, members(prefix + code)))
    for code, title in HOSPITAL_DISTRICTS.items():
        covers = tuple(m.code for m in MUNICIPALITIES.values() if m.district == code)
        found.append(Region(district_ids[code], code, "SAIRAANHOITOPIIRI", title, covers))
    whole = texts("Koko maa", "Hela landet", "Whole country")
    found.append(Region(COUNTRY_ID, str(COUNTRY_ID), "MAA", whole, tuple(MUNICIPALITIES)))
    return sorted(found, key=lambda region: region.id)


SOTKANET_REGIONS = _regions()

Counter = Callable[[str, int, str], int]


def _aged_between(first: int, last: int) -> Counter:
    return lambda code, year, sex: aged(code, year, first, last, sex)


def _people(code: str, year: int, sex: str) -> int:
    return population(code, year, sex)


@dataclass(frozen=True)
class Indicator:
    """An indicator: a count, or a share when it has a denominator."""

    id: int
    title: Texts
    first: int
    last: int  # newest year that has rows
    updated: str
    organization: int = 3
    sexes: tuple[str, ...] | None = ("total",)  # None: the metadata says nothing of sex
    numerator: Counter | None = None  # None: metadata only
    denominator: Counter | None = None
    absolute: bool = True  # a share tells its count too
    rare: bool = False  # small counts are hidden, zeros are absent
    only: str = ""  # the one category that has rows
    range_end: int = 0  # what the metadata says, when that is not the newest year
    description: str = ""
    unit: str = "PROS"


ALL_SEXES = ("male", "female", "total")
_AGE_TITLES = {
    age: texts(f"{age}-vuotiaat, lkm 31.12.", f"{age}-åringar, antal 31.12.", f"Population aged {age}, number, 31 Dec")
    for age in range(19)
}
_PLACED_NOTE = (
    "Keksitty kuvaus: kodin ulkopuolelle sijoitetut lapset.<br /><br />Alle viiden lapsen kuntatieto puuttuu."
    "<p id=suhteutus>Väestösuhteutus on tehty THL:ssä.</p> "
)

INDICATORS: dict[int, Indicator] = {
    i.id: i
    for i in (
        Indicator(
            7, texts("0 - 6-vuotiaat, % väestöstä", "0 - 6-åringar, % av befolkningen", "Population aged 0 - 6, %"),
            2018, 2021, "2022-04-04", numerator=_aged_between(0, 6), denominator=_people,
        ),
        Indicator(
            127, texts("Väestö 31.12.", "Folkmängd 31.12.", "Population, 31 Dec"),
            2018, 2022, "2023-04-04", numerator=_people,
        ),
        Indicator(
            181, texts("Työttömät, % työvoimasta", "Arbetslösa, % av arbetskraften", "Unemployed, % of labour force"),
            2018, 2020, "2022-05-16", absolute=False,
            numerator=lambda code, year, _: unemployed(code, year),
            denominator=lambda code, year, _: labour_force(code, year),
        ),
        Indicator(
            186, texts("Kuolleisuus / 100 000 asukasta", "Dödlighet / 100 000 invånare", "Mortality per 100 000"),
            1990, 2024, "2025-04-29", sexes=ALL_SEXES, unit="PER100000",
            description="Keksitty kuvaus.<br><br>Toinen kappale.<p id=suhteutus>Suhteutus.</p> ",
        ),
        Indicator(
            191,
            texts(
                "Kodin ulkopuolelle sijoitetut 0 - 17-vuotiaat, % vastaavanikäisestä väestöstä",
                "Placerade utanför hemmet, 0 - 17-åringar, % av befolkningen i samma ålder",
                "Children aged 0 - 17 placed outside the home, % of population of the same age",
            ),
            2018, 2021, "2022-05-10", organization=2, sexes=ALL_SEXES, rare=True,
            numerator=placed, denominator=_aged_between(0, 17), description=_PLACED_NOTE,
        ),
        *(
            Indicator(552 + age, _AGE_TITLES[age], 2018, 2021, "2022-04-04", sexes=ALL_SEXES,
                      numerator=_aged_between(age, age))
            for age in range(19)
        ),
        Indicator(
            1065,
            texts("0 - 17-vuotiaat, % väestöstä", "0 - 17-åringar, % av befolkningen", "Population aged 0 - 17, %"),
            2018, 2021, "2022-04-04", numerator=_aged_between(0, 17), denominator=_people,
        ),
        Indicator(
            1066,
            texts("0 - 18-vuotiaat, % väestöstä", "0 - 18-åringar, % av befolkningen", "Population aged 0 - 18, %"),
            2018, 2021, "2022-04-04", numerator=_aged_between(0, 18), denominator=_people,
        ),
        Indicator(
            3563,
            texts("Kodin ulkopuolelle sijoitetut 0 - 24-vuotiaat", "", "Persons aged 0 - 24 placed outside the home"),
            2021, 2024, "2026-05-19", organization=2, only="HYVINVOINTIALUE",
            numerator=_placed_0_24, denominator=_aged_between(0, 24),
        ),
        Indicator(
            5033, texts("Käsitellyt lähetteet, % saapuneista lähetteistä ", "", ""),
            2023, 2024, "2025-04-10", organization=2, sexes=None,
        ),
        Indicator(
            5495,
            texts("Kodin ulkopuolelle sijoitetut 0 - 6-vuotiaat", "", "Children aged 0 - 6 placed outside home"),
            2018, 2020, "2022-05-10", organization=2, sexes=ALL_SEXES, rare=True, range_end=2021,
            numerator=_placed_part(4), denominator=_aged_between(0, 6),
        ),
        Indicator(
            5496,
            texts("Kodin ulkopuolelle sijoitetut 13 - 17-vuotiaat", "", "Children aged 13 - 17 placed outside home"),
            2018, 2020, "2022-05-10", organization=2, sexes=ALL_SEXES, rare=True,
            numerator=_placed_part(2), denominator=_aged_between(13, 17),
        ),
    )
}  # fmt: skip
AGES = range(552, 571)
GAINS_A_YEAR = (191, *AGES)  # what the fault "new-year" prolongs


def with_moves(indicator: Indicator, first: int) -> Indicator:
    """Children of one age since an earlier year, some of whom have moved: without moves a forecast would be certain."""

    def moved(code: str, year: int, sex: str) -> int:
        if sex == "total":
            return moved(code, year, "male") + moved(code, year, "female")
        age = indicator.id - AGES.start
        there = persons(code, year, age, sex)
        wave = (5 * year + 3 * age + MUNICIPALITIES[code].number) % 9 - 4
        return there + round(there * wave / 50)

    return replace(indicator, first=first, numerator=moved)


SMALLEST_SHOWN = 5


def shown_sexes(counts: Mapping[str, int], category: str) -> set[str]:
    """The sexes whose row a rare-event indicator shows: zeros never, small counts not in small areas."""
    positive = {sex for sex, count in counts.items() if count > 0}
    if category not in ("KUNTA", "SEUTUKUNTA"):
        return positive
    if counts["total"] < SMALLEST_SHOWN:
        return set()
    small = any(0 < counts[sex] < SMALLEST_SHOWN for sex in ("male", "female"))
    return {"total"} if small else positive


def sotkanet_cell(indicator: Indicator, covers: Iterable[str], year: int, sex: str) -> tuple[Number, int | None]:
    """The value and the absolute value of an area; the latter is None where it is not told."""
    assert indicator.numerator
    covered = tuple(covers)
    count = sum(indicator.numerator(code, year, sex) for code in covered)
    if indicator.denominator is None:
        return count, None
    base = sum(indicator.denominator(code, year, sex) for code in covered)
    return round(100 * count / base, 1), count if indicator.absolute else None


# ---------------------------------------------------------------------------------------------- StatFin
Cell = Number | str  # a number or one of the symbols "...", ".." and "."


@dataclass(frozen=True)
class Value:
    """A value of a variable; the unit and decimals matter for contents only."""

    code: str
    text: Texts
    unit: str = "Lukumäärä"
    decimals: int = 0


@dataclass(frozen=True)
class Variable:
    """A variable of a table. ``key`` is what the formulas call it; the code changes from table to table."""

    key: str
    code: str
    text: Texts
    values: tuple[Value, ...]
    elimination: str = ""


@dataclass(frozen=True)
class Table:
    """A table: its texts, its variables in order, and the formula of its cells."""

    id: str
    folder: str
    title: str
    contents: str
    source: str
    updated: str
    variables: tuple[Variable, ...]
    cell: Callable[[Mapping[str, str]], Cell]
    database: str = "StatFin"
    listed: str = "2026-06-06T21:04:32"
    note: str = field(default="")


DATABASES = {
    "StatFin": texts("StatFin"),
    "StatFin_Passiivi": texts("StatFin arkisto", "StatFin arkiv", "StatFin archive"),
}
FOLDERS = {
    "muutl": texts("Muuttoliike", "Flyttningsrörelsen", "Migration"),
    "ssaaty": texts("Siviilisäädyn muutokset", "Civilståndsändringar", "Changes in marital status"),
    "synt": texts("Syntyneet", "Födda", "Births"),
    "tjt": texts("Tulonjakotilasto", "Inkomstfördelningsstatistik", "Income distribution statistics"),
    "tyonv": texts("Työnvälitystilasto", "Sysselsättningsöversikt", "Employment service statistics"),
    "vaenn": texts("Väestöennuste", "Befolkningsprognos", "Population projection"),
    "vaerak": texts("Väestörakenne", "Befolkningsstruktur", "Population structure"),
}

_AREA = texts("Alue", "Område", "Area")
_YEAR = texts("Vuosi", "År", "Year")
_SEX = texts("Sukupuoli", "Kön", "Sex")
_AGE = texts("Ikä", "Ålder", "Age")
_CONTENTS = texts("Tiedot", "Uppgifter", "Information")
_TOTAL = texts("Yhteensä", "Totalt", "Total")


def _area(division: int, levels: Sequence[str] = (), code: str = "", extra: Sequence[Value] = ()) -> Variable:
    """The area variable of a table: the country, its municipalities by name, then the other levels."""
    values = [Value("SSS", texts("KOKO MAA", "HELA LANDET", "WHOLE COUNTRY"))]
    codes = sorted(municipalities(division), key=lambda m: MUNICIPALITIES[m].name["fi"])
    values += [Value(f"KU{m}", MUNICIPALITIES[m].name) for m in codes]
    names = {"MK": REGIONS, "HVA": COUNTIES, "SK": SUBREGIONS}
    values += [Value(level + area, name) for level in levels for area, name in names[level].items()]
    return Variable("area", code or f"alue_23_{division}0101", _AREA, (*values, *extra), "SSS")


def _years(years: Iterable[int], code: str = "timeperiod_y") -> Variable:
    return Variable("time", code, _YEAR, tuple(Value(str(y), texts(str(y))) for y in years))


def _contents(*values: Value, code: str = "contentscode") -> Variable:
    return Variable("contents", code, _CONTENTS, values)


_SEXES = {"SSS": "total", "1": "male", "2": "female"}
_PEOPLE_TEXT = texts("Väestö 31.12.", "Folkmängd 31.12.", "Population 31 Dec")
_BIRTHS_TEXT = texts("Elävänä syntyneet", "Levande födda", "Live births")
_DEATHS_TEXT = texts("Kuolleet", "Döda", "Deaths")
_SIZE_TEXT = texts("Väkiluku", "Folkmängd", "Population")


def _whole_note(division: int) -> str:
    return f"Tilastossa käytetään 1.1.{division} aluejakoa koko aikasarjassa. Alueliitoskuntien tiedot yhdistetty."


def _11re(key: Mapping[str, str]) -> Cell:
    return sum(population(m, int(key["time"]), _SEXES[key["sex"]]) for m in members(key["area"], 2026))


def _11ra(key: Mapping[str, str]) -> Cell:
    codes, year = members(key["area"], 2026), int(key["time"])
    everyone = sum(population(m, year) for m in codes)
    if key["contents"] == "vaerak-vaesto":
        return everyone
    if key["contents"] == "vaesto_keski_ika":
        lived = sum((age + 0.5) * persons(m, year, age) for m in codes for age in range(100))
        return round(lived / everyone, 1)
    first, last = (0, 14) if key["contents"] == "vaesto_alle15_p" else (65, 99)
    return round(100 * sum(aged(m, year, first, last) for m in codes) / everyone, 1)


def _14wx(key: Mapping[str, str]) -> Cell:
    return sum(persons(m, int(key["time"]), int(key["age"])) for m in members(key["area"], 2024))


@cache
def vital(code: str, year: int) -> dict[str, int]:
    """Population change of a municipality; every identity of the real table holds."""
    people, born, dead = population(code, year), births(code, year), deaths(code, year)
    change = people - population(code, year - 1)
    corrected = (MUNICIPALITIES[code].number + year) % 3 - 1
    net = change - corrected - (born - dead)
    arrived, left = people * 6 // 1000, people * 3 // 1000
    moved_out = people * 3 // 100
    moved_net = net - (arrived - left)
    return {
        "vm01": born, "vm11": dead, "luonvalisays": born - dead,
        "vm43_tulo": moved_out + moved_net, "vm43_lahto": moved_out, "vm43_netto": moved_net, "vm44": people // 12,
        "vm41": arrived, "vm41_nordic": arrived // 8, "vm41_eu": arrived // 3,
        "vm42": left, "vm42_nordic": left // 4, "vm42_eu": left // 2,
        "vm4142": arrived - left, "koknetmuutto": net, "vm2126": people // 250, "vm3136": people // 450,
        "valisays": born - dead + net, "vakorjaus": corrected, "kokmuutos": change, "vaesto": people,
    }  # fmt: skip


_VITAL_TEXTS = {
    "vm01": _BIRTHS_TEXT,
    "vm11": _DEATHS_TEXT,
    "luonvalisays": texts("Luonnollinen väestönlisäys", "Naturlig folkökning", "Natural increase"),
    "vm43_tulo": texts("Kuntien välinen tulomuutto"),
    "vm43_lahto": texts("Kuntien välinen lähtömuutto"),
    "vm43_netto": texts("Kuntien välinen nettomuutto"),
    "vm44": texts("Kunnan sisäinen muutto"),
    "vm41": texts("Maahanmuutto Suomeen"),
    "vm41_nordic": texts("Maahanmuutto Suomeen Pohjoismaista"),
    "vm41_eu": texts("Maahanmuutto Suomeen EU-maista"),
    "vm42": texts("Maastamuutto Suomesta"),
    "vm42_nordic": texts("Maastamuutto Suomesta Pohjoismaihin"),
    "vm42_eu": texts("Maastamuutto Suomesta EU-maihin"),
    "vm4142": texts("Nettomaahanmuutto"),
    "koknetmuutto": texts("Kokonaisnettomuutto"),
    "vm2126": texts("Solmitut avioliitot"),
    "vm3136": texts("Avioerot"),
    "valisays": texts("Väestönlisäys"),
    "vakorjaus": texts("Väkiluvun korjaus"),
    "kokmuutos": texts("Kokonaismuutos"),
    "vaesto": _SIZE_TEXT,
}


def _vital_contents(folder: str, wanted: Iterable[str] = tuple(_VITAL_TEXTS)) -> Variable:
    return _contents(*(Value(f"{folder}-{code}", _VITAL_TEXTS[code]) for code in wanted))


def _vital_cell(key: Mapping[str, str]) -> Cell:
    measure = key["contents"].partition("-")[2]
    return sum(vital(m, int(key["time"]))[measure] for m in members(key["area"], 2026))


def _11ae(key: Mapping[str, str]) -> Cell:
    """As the plain formula, but moves between the two merged municipalities cannot be told."""
    if key["area"] == "KU507" and key["contents"] in ("muutl-vm43_tulo", "muutl-vm43_lahto", "muutl-vm44"):
        return ".."
    return _vital_cell(key)


def fertility(codes: Sequence[str], year: int) -> float:
    """Total fertility rate: 1.87 in 2010, then as the births of the area."""
    return 1.87 * sum(births(m, year) for m in codes) / sum(births(m, 2010) for m in codes)


def _12dt(key: Mapping[str, str]) -> Cell:
    return round(fertility(tuple(MUNICIPALITIES), int(key["time"])), 2)


def _archive_fertility(key: Mapping[str, str]) -> Cell:
    rate = fertility(members(key["area"]), int(key["time"]))
    return round(rate if key["contents"] == "tfr" else rate * 0.488, 3)


_MOTHER_AGES = {"-19": 2, "20-24": 15, "25-29": 32, "30-34": 30, "35-39": 17, "40-44": 3, "45-": 1}


def births_by_mother(code: str, year: int) -> dict[str, int]:
    """Births of a municipality by the mother's age group; the remainder falls to 30-34."""
    born = births(code, year)
    found = {group: born * share // 100 for group, share in _MOTHER_AGES.items()}
    found["30-34"] += born - sum(found.values())
    return found


def _archive_births(key: Mapping[str, str]) -> Cell:
    year, group = int(key["time"]), key["mother_age"]
    if group == "SSS":
        return sum(births(m, year) for m in members(key["area"]))
    return sum(births_by_mother(m, year)[group] for m in members(key["area"]))


# Low income: per mille of the people or of the children, and the smallest count that is shown.
_LOW_INCOME = {
    "rpt_henkilo": ("tjt-henkiloita", 140, 25),
    "pit_rpt_henkilo": ("tjt-henkiloita", 80, 30),
    "rkoy5_henkilo": ("tjt-henkiloita", 150, 25),
    "pt1_henkiloita": ("tjt-henkiloita", 45, 30),
    "pt2_henkiloita": ("tjt-henkiloita", 18, 30),
    "pt3_henkiloita": ("tjt-henkiloita", 88, 30),
    "rpt_lapsi": ("tjt-lapsia", 138, 30),
    "pit_rpt_lapsi": ("tjt-lapsia", 57, 30),
    "pt1_lapsia": ("tjt-lapsia", 48, 30),
    "pt2_lapsia": ("tjt-lapsia", 14, 30),
    "pt3_lapsia": ("tjt-lapsia", 100, 30),
}
_RATE_OF = {
    "rpt_aste": "rpt_henkilo",
    "pit_rpt_aste": "pit_rpt_henkilo",
    "rpt_aste_rkoy5": "rkoy5_henkilo",
    "rpt_l_aste": "rpt_lapsi",
    "pit_rpt_l_aste": "pit_rpt_lapsi",
}
_INCOME_LEVEL = {
    "hkturaha18_med": (24000, 10),
    "tjt-ekvikturaha_med": (28000, 10),
    "gini_kturaha": (25, 0.01),
    "gini_bruttotu": (32, 0.01),
    "gini_tuotektu": (52, 0.01),
    "yht_vai": (48, 0.01),
    "sts_vai": (37, 0.01),
    "mts_vai": (15, 0.01),
}


def _residents(code: str, measure: str, year: int) -> int:
    return population(code, year) if measure == "tjt-henkiloita" else aged(code, year, 0, 17)


def low_income(area: str, year: int, measure: str) -> int:
    """How many people or children an area really has, before hiding."""
    base, per_mille, _ = _LOW_INCOME[measure]
    return sum(
        _residents(m, base, year) * (per_mille + MUNICIPALITIES[m].number % 7 * 2) // 1000
        for m in members(area, 2025)
    )  # fmt: skip


def _14ww(key: Mapping[str, str]) -> Cell:
    area, year, measure = key["area"], int(key["time"]), key["contents"]
    codes = members(area, 2025)
    if measure in ("tjt-henkiloita", "tjt-lapsia"):
        return sum(_residents(m, measure, year) for m in codes)
    if measure in _INCOME_LEVEL:
        level, step = _INCOME_LEVEL[measure]
        number = level + step * (sum(MUNICIPALITIES[m].number for m in codes) % 200)
        return round(number, 1 if step < 1 else 0)
    counted = _RATE_OF.get(measure, measure)
    count = low_income(area, year, counted)
    base, _, smallest = _LOW_INCOME[counted]
    if count < smallest:
        return "..."
    if measure in _RATE_OF:
        return round(100 * count / sum(_residents(m, base, year) for m in codes), 1)
    return count


def _income_contents() -> Variable:
    percent, euros, gini = ("%", 1), ("Euroa", 0), ("Gini-kerroin", 1)
    people, odd = ("Lukumäärä", 0), ("%", 0)  # the publisher says "%" of some of its counts
    rows = (
        ("tjt-henkiloita", "Asuntoväestö, henkilöä", people),
        ("hkturaha18_med", "Aikuisväestön henkilökohtainen käytettävissä oleva rahatulo, mediaani", euros),
        ("tjt-ekvikturaha_med", "Käytettävissä oleva rahatulo kulutusyksikköä kohden, mediaani", euros),
        ("gini_kturaha", "Gini-kerroin, käytettävissä olevat rahatulot", gini),
        ("rpt_henkilo", "Pienituloisten henkilöiden lukumäärä (raja 60 % mediaanista)", odd),
        ("rpt_aste", "Asuntoväestön pienituloisuusaste (raja 60 % mediaanista)", percent),
        ("pit_rpt_aste", "Pitkittyneesti pienituloisten henkilöiden osuus (raja 60 % mediaanista)", percent),
        ("pit_rpt_henkilo", "Pitkittyneesti pienituloisten henkilöiden lukumäärä (raja 60 % mediaanista)", odd),
        ("rkoy5_henkilo", "Pienituloisten henkilöiden lukumäärä kiinteällä rajalla", odd),
        ("rpt_aste_rkoy5", "Pienituloisuusaste kiinteällä rajalla", percent),
        ("tjt-lapsia", "Asuntoväestö, lapsia", people),
        ("rpt_lapsi", "Pienituloisten lasten lukumäärä asuntoväestössä", people),
        ("rpt_l_aste", "Asuntoväestöön kuuluvien lasten pienituloisuusaste", percent),
        ("pit_rpt_lapsi", "Pitkittyneesti pienituloisten lasten lukumäärä asuntoväestössä", people),
        ("pit_rpt_l_aste", "Pitkittyneesti pienituloisten lasten osuus asuntoväestössä", percent),
        ("pt1_henkiloita", "Henkilöt, joiden asuntokunta on kokonaan perusturvan varassa", people),
        ("pt2_henkiloita", "Henkilöt, joiden asuntokunta on pitkittyneesti kokonaan perusturvan varassa", people),
        ("pt3_henkiloita", "Henkilöt, joiden asuntokunnassa perusturvan osuus yli puolet bruttotuloista", odd),
        ("pt1_lapsia", "Lapset, joiden asuntokunta on kokonaan perusturvan varassa", people),
        ("pt2_lapsia", "Lapset, joiden asuntokunta on pitkittyneesti kokonaan perusturvan varassa", people),
        ("pt3_lapsia", "Lapset, joiden asuntokunnassa perusturvan osuus yli puolet bruttotuloista", odd),
        ("gini_bruttotu", "Gini-kerroin, bruttotulot", gini),
        ("gini_tuotektu", "Gini-kerroin, tuotannontekijätulot", gini),
        ("yht_vai", "Tulonsiirtojen tuloeroja tasaava vaikutus yhteensä, %", percent),
        ("sts_vai", "Saatujen tulonsiirtojen tuloeroja tasaava vaikutus, %", percent),
        ("mts_vai", "Maksettujen tulonsiirtojen tuloeroja tasaava vaikutus, %", percent),
    )
    return _contents(*(Value(code, texts(label), *unit) for code, label, unit in rows))


# Job seekers: per mille of the unemployed; the men and the share of the labour force are told apart below.
_JOB_SEEKERS = {
    "HAKIJALOPUSSA": ("Työnhakijoita laskentapäivänä (lkm.)", 1550),
    "TYOTTOMATLOPUSSA": ("Työttömät työnhakijat laskentapäivänä (lkm.)", 1000),
    "TYOVOIMATK": ("TK:n Työssäkäyntitilaston työvoima (lkm.)", 0),
    "TYOTOSUUS": ("Työttömien työnhakijoiden %-osuus työvoimasta (%)", 0),
    "TYOTTOMATMIEHET": ("Työttömät työnhakijat, miehet (lkm.)", 540),
    "TYOTTOMATNAISET": ("Työttömät työnhakijat, naiset (lkm.)", 0),
    "TYOTTOMAT20": ("Alle 20-v. työttömät työnhakijat (lkm.)", 38),
    "TYOTTOMAT25": ("Alle 25-v. työttömät työnhakijat (lkm.)", 140),
    "TYOTTOMAT50": ("Yli 50-v. työttömät työnhakijat (lkm.)", 330),
    "TYOTTOMATSAIR": ("Vamm./pitkäaik.sair. työttömät työnhakijat (lkm.)", 120),
    "TYOTTOMATULK": ("Ulkomaalaisia työttömiä työnhakijoita laskentapäivänä (lkm.)", 150),
    "PITKAAIKAISTYOTTOMAT": ("Pitkäaikaistyöttömät (lkm.)", 410),
    "KASSASSA": ("Kassan jäseniä työttömistä työnhakijoista laskentapäivänä (lkm.)", 260),
    "LOMAUTETTU": ("Kokoaikaisesti lomautetut laskentapäivänä (lkm.)", 44),
    "LYHTYOVKO": ("Lyhennetyllä työviikolla laskentapäivänä (lkm.)", 24),
    "TYOLLISTETTYLOP": ("Työllistettynä olevat laskentapäivänä (lkm.)", 34),
    "TYOHARJOITTELULOP": ("Työharj./työelämävalmennuksessa olevat laskentapäivänä (lkm.)", 1),
    "KOKEILULOP": ("Työ- ja koulutuskokeilussa olevat laskentapäivänä (lkm.)", 10),
    "TVKOULUTUSLOP": ("Työvoimakoulutuksessa olevat laskentapäivänä (lkm.)", 60),
    "VALMENNUSLOP": ("Valmennuksessa olevat laskentapäivänä (lkm.)", 2),
    "MTPPALVELUTLOP": ("Muissa palveluissa olevat laskentapäivänä (lkm.)", 77),
    "AVPAIKATLOPUSSA": ("Avoimet työpaikat kuukauden laskentapäivänä (lkm.)", 76),
    "UUDETAVP": ("Uudet avoimet työpaikat kuukauden aikana (lkm.)", 90),
}
_NOWHERE = {"KUJOU": (12, 9), "KU199": (7, 6)}  # open and new vacancies of an unknown and a foreign place
_VACANCIES = ("AVPAIKATLOPUSSA", "UUDETAVP")


def job_seekers(code: str, measure: str) -> int:
    """June 2026 of a municipality, before hiding."""
    jobless = unemployed(code, 2025)
    if measure == "TYOVOIMATK":
        return labour_force(code, 2025)
    if measure == "TYOTTOMATNAISET":
        return jobless - job_seekers(code, "TYOTTOMATMIEHET")
    return jobless * _JOB_SEEKERS[measure][1] // 1000


def _12r5(key: Mapping[str, str]) -> Cell:
    area, measure = key["area"], key["contents"]
    if area in _NOWHERE:
        if measure == "TYOTOSUUS":
            return "."
        return _NOWHERE[area][_VACANCIES.index(measure)] if measure in _VACANCIES else 0
    codes = members(area, 2026)
    if measure == "TYOTOSUUS":
        jobless = sum(job_seekers(m, "TYOTTOMATLOPUSSA") for m in codes)
        return round(100 * jobless / sum(job_seekers(m, "TYOVOIMATK") for m in codes), 1)
    count = sum(job_seekers(m, measure) for m in codes)
    if area == "SSS" and measure in _VACANCIES:
        count += sum(extra[_VACANCIES.index(measure)] for extra in _NOWHERE.values())
    return "..." if 0 < count < SMALLEST_SHOWN and area.startswith("KU") else count


TABLES: tuple[Table, ...] = (
    Table(
        "11ae", "muutl", "Väestönmuutokset ja väkiluku alueittain, 1990-2025", "Väestönmuutokset",
        "Tilastokeskus, muuttoliike", "2023-05-24T05:00:00Z",
        (_years(range(2010, 2023)), _area(2026), _vital_contents("muutl")), _11ae, note=_whole_note(2026),
    ),
    Table(
        "121w", "ssaaty", "Väestönmuutokset ja väkiluku alueittain, 1990-2025", "Väestönmuutokset",
        "Tilastokeskus, siviilisäädyn muutokset", "2026-05-27T05:00:00Z",
        (_years([2025]), _area(2026), _vital_contents("ssaaty")), _vital_cell, note=_whole_note(2026),
    ),
    Table(
        "12dt", "synt", "Kokonaishedelmällisyysluku, 1987-2024", "Kokonaishedelmällisyysluku",
        "Tilastokeskus, syntyneet", "2025-04-29T05:00:00Z",
        (
            _years(range(1987, 2025)),
            _contents(Value("tfr", texts("Kokonaishedelmällisyysluku", "Summerat fruktsamhetstal",
                                         "Total fertility rate"), decimals=2)),
        ),
        _12dt,
    ),
    Table(
        "12dy", "synt", "Syntyneet, kuolleet ja väkiluku alueittain, 1987-2025", "Syntyneet ja kuolleet",
        "Tilastokeskus, syntyneet", "2026-05-27T05:00:00Z",
        (
            _years([*range(2010, 2023), 2025]), _area(2026),
            _vital_contents("synt", ("vm01", "vm11", "vaesto")),
        ),
        _vital_cell, note=_whole_note(2026),
    ),
    Table(
        "14ww", "tjt", "Pienituloiset ja perusturvan varassa olevat asuntoväestössä alueittain, 1995-2024",
        "Tulotaso, tuloerot, pienituloiset ja perusturvan varassa olevat asuntoväestössä",
        "Tilastokeskus, tulonjakotilasto", "2025-12-16T06:00:00Z",
        (_area(2025, ("MK", "HVA", "SK")), _years([2024]), _income_contents()), _14ww,
    ),
    Table(
        "12r5", "tyonv",
        "Työttömät työnhakijat eri ryhmissä, palveluissa olevat ja avoimet työpaikat kuukauden lopussa",
        "Työttömät työnhakijat eri ryhmissä, palveluissa olevat ja avoimet työpaikat kuukauden lopussa",
        "KEHA-keskus, Työnvälitystilasto", "2026-07-21T05:00:00Z",
        (
            _area(2026, ("MK", "SK"), "Alue", tuple(Value(code, texts(code)) for code in _NOWHERE)),
            Variable("time", "timeperiod_m", texts("Kuukausi", "Månad", "Month"),
                     (Value("2026M06", texts("2026M06")),)),
            _contents(*(
                Value(code, texts(label), *(("%", 1) if code == "TYOTOSUUS" else ()))
                for code, (label, _) in _JOB_SEEKERS.items()
            )),
        ),
        _12r5, listed="2026-07-21T08:00:00",
    ),
    Table(
        "14wx", "vaenn", "Väestöennuste 2024: Väestö iän ja sukupuolen mukaan alueittain, 2024-2045",
        "Väestöennuste 2024: Väestö 31.12.", "Tilastokeskus, väestöennuste", "2024-10-24T05:00:00Z",
        (
            _area(2024), _years([2024, 2035, 2040]),
            Variable("sex", "sukupuoli_9_20180101", _SEX, (Value("SSS", _TOTAL),), "SSS"),
            Variable("age", "ikaryhma_10_20180101", _AGE,
                     tuple(Value(f"{age:03}", texts(str(age))) for age in range(100))),
            _contents(Value("vaesto_e24", texts("Väestö 31.12. (ennuste 2024)", "Folkmängd 31.12 (prognos 2024)",
                                                "Population 31 Dec (projection 2024)"))),
        ),
        _14wx, note=_whole_note(2024),
    ),
    Table(
        "11ra", "vaerak", "Tunnuslukuja väestöstä alueittain, 1990-2025", "Tunnuslukuja väestöstä",
        "Tilastokeskus, väestörakenne", "2026-05-29T05:00:00Z",
        (
            _area(2026, ("MK", "HVA", "SK")), _years([2025]),
            _contents(
                Value("vaerak-vaesto", _PEOPLE_TEXT),
                Value("vaesto_alle15_p", texts("Alle 15-vuotiaiden osuus, %"), "%", 1),
                Value("vaesto_yli64_p", texts("65 vuotta täyttäneiden osuus, %"), "%", 1),
                Value("vaesto_keski_ika", texts("Keski-ikä, molemmat sukupuolet"), "Vuotta", 1),
            ),
        ),
        _11ra, note=_whole_note(2026),
    ),
    Table(
        "11re", "vaerak", "Väestö iän (1-v.) ja sukupuolen mukaan alueittain, 1972-2025", "Väestö 31.12.",
        "Tilastokeskus, väestörakenne", "2026-04-01T05:00:00Z",
        (
            _area(2026),
            Variable("age", "ikaryhma_10_20180101", _AGE, (Value("SSS", _TOTAL),), "SSS"),
            Variable("sex", "sukupuoli_9_20180101", _SEX,
                     (Value("SSS", _TOTAL), Value("1", texts("Miehet", "Män", "Males")),
                      Value("2", texts("Naiset", "Kvinnor", "Females"))), "SSS"),
            _years([2025]), _contents(Value("vaerak-vaesto", _PEOPLE_TEXT)),
        ),
        _11re, note=_whole_note(2026),
    ),
    Table(
        "statfinpas_synt_pxt_010_2016", "synt",
        "Kokonaishedelmällisyys- ja bruttouusiutumisluku maakunnittain 2000-2016",
        "Kokonaishedelmällisyys- ja bruttouusiutumisluku", "Tilastokeskus, syntyneet", "2017-04-12T05:00:00Z",
        (
            Variable("area", "Alue", _AREA,
                     (Value("SSS", texts("KOKO MAA")), Value("MK10", texts("Etelä-Savon maakunta")),
                      Value("MK13", texts("Keski-Suomen maakunta"))), "SSS"),
            _years(range(2000, 2017), "Vuosi"),
            _contents(Value("tfr", texts("Kokonaishedelmällisyysluku"), decimals=3),
                      Value("brutto", texts("Bruttouusiutumisluku"), decimals=3), code="Tiedot"),
        ),
        _archive_fertility, database="StatFin_Passiivi", listed="2023-01-01T08:00:00",
    ),
    Table(
        "statfinpas_synt_pxt_repl1_2016", "synt", "Elävänä syntyneet äidin iän mukaan kunnittain 1987-2016",
        "Elävänä syntyneet", "Tilastokeskus, syntyneet", "2017-04-12T05:00:00Z",
        (
            _area(2018, code="Alue"),
            Variable("mother_age", "Äidin ikä", texts("Äidin ikä"),
                     (Value("SSS", texts("Ikäluokat yhteensä")),
                      *(Value(group, texts(group.replace("-", " - ").strip())) for group in _MOTHER_AGES)), "SSS"),
            _years(range(1987, 2017), "Vuosi"),
            _contents(Value("vm01", texts("Elävänä syntyneet, lkm")), code="Tiedot"),
        ),
        _archive_births, database="StatFin_Passiivi", listed="2023-01-01T08:00:00",
    ),
)  # fmt: skip


# ---------------------------------------------------------------------------------------------- boundaries
def outline(codes: Iterable[str]) -> list[Point]:
    """The outer ring of adjacent municipalities: the edges that no two of them share, closed."""
    edges: set[tuple[Point, Point]] = set()
    for code in codes:
        ring = MUNICIPALITIES[code].outline
        edges |= {(a, b) for a, b in zip(ring, (*ring[1:], *ring[:1]), strict=True)}
    after = {a: b for a, b in edges if (b, a) not in edges}
    start = min(after)
    ring = [start]
    while (point := after[ring[-1]]) != start:
        ring.append(point)
    return [*ring, start]


LAYER_YEAR = 2026


def layers() -> dict[str, list[tuple[str, Texts, list[Point]]]]:
    """Level -> (code, name, closed ring) of each area of the newest division."""
    codes = municipalities(LAYER_YEAR)
    found: dict[str, list[tuple[str, Texts, list[Point]]]] = {
        "kunta": [(code, MUNICIPALITIES[code].name, outline([code])) for code in codes]
    }
    for level, key, names in (("hyvinvointialue", "county", COUNTIES), ("maakunta", "region", REGIONS)):
        found[level] = [
            (code, name, outline(m for m in codes if getattr(MUNICIPALITIES[m], key) == code))
            for code, name in names.items()
        ]
    return found


# ---------------------------------------------------------------------------------------------- population grid
# Points (`_kp`), squares of five kilometres and older years are listed beside the squares that are wanted.
GRID_LAYERS = ("vaki2022_1km", "vaki2022_1km_kp", "vaki2023_1km", "vaki2023_1km_kp", "vaki2022_5km", "vaki2023_5km")
GRID_YEAR = 2022  # what the newest layer says of itself
# From the middle of a municipality: kilometres east and north, inhabitants and children (`None`: few, no ages told).
_SQUARES = ((0, 0, 400, 80), (3, 0, 90, 15), (-6, 0, 30, 4), (-12, 1, 12, 1), (0, 9, 9, None), (5, 4, 3, None))


@dataclass(frozen=True)
class Square:
    """An inhabited square by its lower left corner, in metres (EPSG:3067)."""

    municipality: str
    east: int
    north: int
    residents: int
    children: int | None

    @property
    def id(self) -> str:
        return f"1kmN{self.north // 1000}E{self.east // 1000:04}"


def squares() -> list[Square]:
    """The same few squares around the middle of each municipality."""
    found = []
    for code in municipalities(LAYER_YEAR):
        corners = MUNICIPALITIES[code].outline
        east, north = (int(sum(axis) / len(corners) // 1000) for axis in zip(*corners, strict=True))
        found += [
            Square(code, (east + x) * 1000, (north + y) * 1000, residents, children)
            for x, y, residents, children in _SQUARES
        ]
    return found


# ---------------------------------------------------------------------------------------------- classifications
CLASSIFICATION_YEARS = (2023, 2024, 2025, 2026)


def classification_items(level: str, year: int) -> list[tuple[str, Texts]]:
    """Codes and names of a classification (kunta, hyvinvointialue, maakunta) on 1 January."""
    if level == "kunta":
        return [(code, MUNICIPALITIES[code].name) for code in municipalities(year)]
    return list((COUNTIES if level == "hyvinvointialue" else REGIONS).items())


def correspondence(level: str, year: int) -> list[tuple[str, str]]:
    """Municipality -> county or region on 1 January."""
    key = "county" if level == "hyvinvointialue" else "region"
    return [(code, getattr(MUNICIPALITIES[code], key)) for code in municipalities(year)]
