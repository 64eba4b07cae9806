import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import RDFS, Literal, URIRef
from rdflib.namespace import XSD

from lsgraph.sources.literals import is_copied, literal_stands
from lsgraph.sources.word_match import Wording
from lsgraph.vocabulary import LSG, SCHEMA


def stands(value: str, datatype: URIRef | None, text: str) -> bool:
    return literal_stands(RDFS.label, Literal(value, datatype=datatype, normalize=False), Wording(text))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("1890000000", "1,89 miljarder kronor"),
        ("1890000", "1,89 miljoner"),
        ("1890000000", "1 890 000 000 kr"),
        ("613535", "Belopp 613\u00a0535 övrigt"),
        ("613535", "Belopp 613 535"),
        ("1110000", "1 110000kr"),
        ("550000", "550tkr"),
        ("40000000", "40–50 miljoner kronor"),
        ("2000000000", "mellan 1,5 och 2 miljarder"),
        ("3", "tre (3) år"),
        ("12", "tolv"),
        ("25", "tjugofem"),
        ("8", "på åt-\ntonde plats"),
        ("3", "en treårig satsning om treårsperioden"),
        ("300", "trehundra"),
        ("3.3", "3,3 procent"),
        ("3.30", "3,3 %"),
        ("40", "cirka 40 kvm"),
        ("7", "7Skr 2016/17:213"),
        ("-2", "minus 2 grader"),
        ("2000000", "två miljoner"),
        ("80000", "80 000"),
        ("7", "2019 2020 2021 5 7 7"),
    ],
)
def test_a_number_stands_in_any_swedish_form(value: str, text: str) -> None:
    assert stands(value, XSD.decimal, text)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("1890000000", "1,89 miljoner"),
        ("189", "1890"),
        ("3", "33 procent"),
        ("20", "2019"),
        ("-2", "2 grader"),
        ("5", "ett fempunktsprogram"),
        ("x", "x"),
        ("NaN", "nan"),
    ],
)
def test_another_number_does_not_stand(value: str, text: str) -> None:
    assert not stands(value, XSD.decimal, text)


@pytest.mark.parametrize(
    ("value", "datatype", "text"),
    [
        ("2019-12-17", XSD.date, "2019-12-17"),
        ("2019-12-17", XSD.date, "den 17 december 2019"),
        ("2015-09-25", XSD.date, "25 septem-\nber 2015"),
        ("2019-12-07", XSD.date, "7/12 2019"),
        ("2019-12-17", XSD.date, "17–18 december 2019"),
        ("2017-04", XSD.gYearMonth, "i april 2017"),
        ("2017-03", XSD.gYearMonth, "mars–april 2017"),
        ("2017-04", XSD.gYearMonth, "2017-04-03"),
        ("2018", XSD.gYear, "2018-07-31"),
        ("2020", XSD.gYear, "2017–2020"),
        ("2022", XSD.gYear, "2019–2022"),
        ("2017", XSD.gYear, "Skr 2016/17:213"),
        ("10:10:00", XSD.time, "10.10 - 10.30"),
        ("09:00:00", XSD.time, "kl. 09.00-10.00"),
        ("16:00:00", XSD.time, "kl. 16"),
        ("2020-03-23T10:00:00", XSD.dateTime, "2020-03-23 kl. 10:00"),
        ("P3Y", XSD.duration, "tre år"),
        ("https://www.swedac.se", XSD.anyURI, "https://www.swe-\ndac.se"),
    ],
)
def test_a_date_or_time_stands_in_any_swedish_form(value: str, datatype: URIRef, text: str) -> None:
    assert stands(value, datatype, text)


@pytest.mark.parametrize(
    ("value", "datatype", "text"),
    [
        ("2019-12-17", XSD.date, "17 november 2019"),
        ("2019-12-17", XSD.date, "17 december"),
        ("2019-12-07", XSD.date, "17 december 2019"),
        ("2017-04", XSD.gYearMonth, "april och 2017"),
        ("2017", XSD.gYear, "20171"),
        ("(", XSD.gYear, "(2017"),
        ("(-04", XSD.gYearMonth, "april 2017"),
        ("2018", XSD.gYear, "2017–2020"),
        ("10:10:00", XSD.time, "10.30"),
        ("10:10:00", XSD.time, "110.10"),
        ("16:30:00", XSD.time, "kl. 16"),
    ],
)
def test_another_date_or_time_does_not_stand(value: str, datatype: URIRef, text: str) -> None:
    assert not stands(value, datatype, text)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Region Stockholm", "drivs av Region Stockholms"),
        ("Kungliga Tekniska högskolan", "Kungliga Tekniska Hög-\nskolan"),
        ("KTH", "vid KTH:s ledning"),
        ("Forsknings- och utbildningsnämnden", "Forsknings- och utbildningsnämnd"),
        ("hälso- och sjukvård", "hälso-\noch sjukvården"),
        ("kliniskt prövningscentrum", "de kliniska pröv-\nningscentrumen"),
        ("program", "programmet"),
        ("läkemedel", "läkemedlen"),
        ("Skr 2016/17:213", "7Skr 2016/17: 213"),
        ("2.2", "mål 2.2 i strategin"),
        ("8", "8. Internationell"),
        ("19RS10114", "Dnr: 19RS10114"),
        ("2017-2020", "2017–2020"),
        ("20RS626", "20RS626-3"),
        ("Välfärdsteknik för ökad", "5. Välfärds-\nteknik för ökad"),
        ("%", "5 %"),
    ],
)
def test_words_stand_inflected_and_broken(value: str, text: str) -> None:
    assert stands(value, None, text)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Region Stockholm", "Stockholms region"),
        ("ALF", "alfabetet"),
        ("hälsodata", "hälso- och vårddata"),
        ("2.2", "12.2"),
        ("2.2", "2.25"),
        ("2", "2,5 procent"),
        ("19RS101", "19RS10114"),
        ("9RS10114", "19RS10114"),
        ("kompetensutveckling", "kompetensutvecklingsinsatser"),
        ("%", "5 procent"),
    ],
)
def test_other_words_do_not_stand(value: str, text: str) -> None:
    assert not stands(value, None, text)


@pytest.mark.parametrize(
    ("currency", "text", "verdict"),
    [
        ("SEK", "613 535 kr", True),
        ("SEK", "550tkr", True),
        ("SEK", "miljarder kronor", True),
        ("EUR", "1,4 miljarder euro", True),
        ("SEK", "1,4 miljarder euro", False),
        ("SEK", "mikrober", False),
    ],
)
def test_a_currency_stands_by_its_words(currency: str, text: str, verdict: bool) -> None:
    assert literal_stands(SCHEMA.currency, Literal(currency), Wording(text)) is verdict


DATATYPES = [
    None,
    XSD.integer,
    XSD.date,
    XSD.gYear,
    XSD.gYearMonth,
    XSD.time,
    XSD.dateTime,
    XSD.duration,
    XSD.anyURI,
]


@given(st.text(max_size=30), st.sampled_from(DATATYPES), st.text(max_size=60))
def test_no_value_and_no_text_raises(value: str, datatype: URIRef | None, text: str) -> None:
    stands(value, datatype, text)


@given(st.integers(0, 10**13))
def test_a_grouped_number_stands(number: int) -> None:
    assert stands(str(number), XSD.integer, f"totalt {number:,} kronor".replace(",", "\u00a0"))


SPAN = Wording(
    "Vår region ska år 2021 ha bättre infrastruktur för att lagra, söka och ta ut information ur biobankerna"
)


@pytest.mark.parametrize(
    ("value", "held", "copied"),
    [
        ("säkrare lagring och sökning i biobanker", True, False),
        ("säkrare lagring från 2021", True, False),
        ("säkrare lagring från 2022", False, False),
        ("infrastruktur för att lagra, söka och ta ut informationen", True, True),
        ("infrastruktur för att lagra, söka och hämta ut", True, False),
    ],
)
def test_own_words_keep_the_numbers_and_copy_no_prose(value: str, held: bool, copied: bool) -> None:
    literal = Literal(value, lang="sv")
    assert literal_stands(LSG.requirement, literal, SPAN) is held
    assert is_copied(LSG.requirement, literal, SPAN) is copied


def test_a_name_may_be_as_long_as_it_is() -> None:
    name = Literal("infrastruktur för att lagra, söka och ta ut information ur biobankerna", lang="sv")
    assert not is_copied(RDFS.label, name, SPAN)


@pytest.mark.parametrize(
    ("day", "precision", "text"),
    [
        ("2019-01-01", "ar", "mandatperioden 2019–2022"),
        ("2022-12-31", "ar", "mandatperioden 2019–2022"),
        ("2017-04-30", "manad", "i april 2017"),
        ("2019-12-17", "dag", "den 17 december 2019"),
        ("2019-12-31", "arstid", "under hösten 2019"),
        ("2020-01-01", "arstid", "våren 2020"),
        ("2020-07-01", "halvar", "andra halvåret 2020"),
        ("2020-06-30", "kvartal", "andra kvartalet 2020"),
        ("2019-09-01", "del-av-ar", "I slutet av 2019 publicerade regeringen"),
        ("2020-04-12", "vecka", "senast vecka 15, 2020"),
    ],
)
def test_a_first_or_last_day_stands_as_its_precision_says(day: str, precision: str, text: str) -> None:
    assert literal_stands(LSG.begins, Literal(day, datatype=XSD.date), Wording(text), precision)


@pytest.mark.parametrize(
    ("day", "precision", "text"),
    [
        ("2019-01-01", "", "mandatperioden 2019–2022"),
        ("2019-01-01", "dag", "mandatperioden 2019–2022"),
        ("2017-05-31", "manad", "i april 2017"),
        ("2020-01-01", "ar", "mandatperioden 2019"),
        ("2019-12-31", "arstid", "under våren 2019"),
        ("2020-07-01", "halvar", "första halvåret 2020"),
        ("2020-06-30", "kvartal", "tredje kvartalet 2020"),
        ("2019-09-01", "del-av-ar", "I början av 2019"),
    ],
)
def test_a_day_that_the_text_does_not_allow_is_told(day: str, precision: str, text: str) -> None:
    assert not literal_stands(LSG.ends, Literal(day, datatype=XSD.date), Wording(text), precision)
