"""Direct identifiers and names: found as careless people write them, and not found elsewhere."""

import logging
import re
from itertools import pairwise

import pytest
from factory import codeboek
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.protect.detect import detect
from pipeline.protect.lexicon import fold, lexicon
from pipeline.protect.patterns import elfproef
from pipeline.protect.vondst import Gegeven, Vondst

CODEBOEK = codeboek()

# kind | what must be found | the text
WEL = """
    telefoon|06-12345678|Bel 06-12345678.
    telefoon|06 1234 5678|tel 06 1234 5678
    telefoon|06/12345678|mob. 06/12345678
    telefoon|06.12.34.56.78|06.12.34.56.78 is mijn nummer
    telefoon|0612345678|app me 0612345678 even
    telefoon|+31612345678|bel +31612345678 graag
    telefoon|+31 6 12345678|bel +31 6 12345678 graag
    telefoon|+31(0)612345678|bel +31(0)612345678 graag
    telefoon|0031612345678|bel 0031612345678 graag
    telefoon|035 6231100|Op 035 6231100 kun je terecht
    telefoon|035-623 11 00|035-623 11 00
    telefoon|(035) 6231100|Tel.: (035) 6231100
    telefoon|0294-411 234|tel 0294-411 234
    telefoon|020 - 123 45 67|020 - 123 45 67
    telefoon|623 11 00|tel. 623 11 00
    telefoon|6231100|je kunt me bellen op 6231100
    telefoon|06-1234567|06-1234567 (nummer klopt niet?)
    telefoon|06 12 34 56 7|zijn nummer is 06 12 34 56 7
    telefoon|+49 151 23456789|zijn zus: +49 151 23456789
    telefoon|0032 475 12 34 56|0032 475 12 34 56
    telefoon|+212 6 61 23 45 67|moeder: +212 6 61 23 45 67
    telefoon|088 1234567|088 1234567
    telefoon|06‑12345678|06‑12345678
    telefoon|06 – 12 34 56 78|06 – 12 34 56 78
    telefoon|tel0612345678|x tel0612345678
    telefoon|0 6 1 2 3 4 5 6 7 8|mijn 0 6 1 2 3 4 5 6 7 8
    telefoon|06 12345678|Bereikbaar:06 12345678
    telefoon|06-12 345 678|(06-12 345 678)
    postcode|1214 RB|1214 RB Hilversum
    postcode|1214RB|1214RB
    postcode|1214rb|1214rb hilversum
    postcode|1214 rb|1214 rb hilversum
    postcode|1214  RB|1214  RB
    postcode|1221 ev|postcode 1221 ev
    postcode|1216 BK|1216 BK, Hilversum
    postcode|1223 EN|Straat 2, 1223 EN Hilversum
    email|jan.jansen@gmail.com|mail jan.jansen@gmail.com.
    email|jan_jansen+x@sub.domein.co.uk|jan_jansen+x@sub.domein.co.uk
    email|jan[at]ziggo.nl|jan[at]ziggo.nl
    email|jan (at) ziggo.nl|jan (at) ziggo.nl
    email|jan(at)ziggo(punt)nl|jan(at)ziggo(punt)nl
    email|jan at ziggo punt nl|jan at ziggo punt nl
    email|jan @ ziggo.nl|mail: jan @ ziggo.nl
    email|jan apenstaartje ziggo.nl|jan apenstaartje ziggo.nl
    email|jan.jansen@gmail,com|jan.jansen@gmail,com
    email|Jan.Jansen@GMAIL.COM|Jan.Jansen@GMAIL.COM
    email|jan@ziggo. nl|jan@ziggo. nl
    email|jan-peter.de.vries@hotmail.nl|<jan-peter.de.vries@hotmail.nl>
    geboortedatum|3-2-2006|geb. 3-2-2006
    geboortedatum|3 februari 2006|geboren op 3 februari 2006
    geboortedatum|3/2/06|geb. (3/2/06)
    geboortedatum|03.02.2006|geb 03.02.2006
    geboortedatum|3-2-'06|geb. 3-2-'06
    geboortedatum|03-02-1950|Geboortedatum: 03-02-1950
    geboortedatum|2006-02-03|geboortedatum 2006-02-03
    geboortedatum|12 mei 1950|Hij werd op 12 mei 1950 in Nador geboren.
    geboortedatum|12 mei 1950|Zij is geboren te Paramaribo op 12 mei 1950.
    geboortedatum|1 jan. 1946|geb. 1 jan. 1946
    geboortedatum|12-05-50|gebdatum 12-05-50
    geboortedatum|12 mei|Hij is geboren op 12 mei.
    geboortedatum|4 april 1980|jarig op 4 april 1980
    geboortedatum|4-4-1980|Ik ben van 4-4-1980
    geboortedatum|4 04 1980|geb.dat. 4 04 1980
    geboortedatum|04041980|geb.dat. 04041980
    geboortedatum|12e mei 1950|geboren de 12e mei 1950
    geboortedatum|12/5/1950|(geb. 12/5/1950)
    geboortedatum|3 – 2 – 2006|geb. 3 – 2 – 2006
    geboortedatum|3 feb 2006|*3 feb 2006, geboren in Huizen
    geboortedatum|12-mei-1950|geboren 12-mei-1950
    bsn|999921575|BSN 999921575
    bsn|123456782|zijn nummer 123456782 staat erop
    bsn|123 45 67 82|123 45 67 82
    bsn|1234.56.782|bsn: 1234.56.782
    bsn|123456789|bsn nr 123456789
    bsn|12345672|sofinummer 12345672
    bsn|111222333|burgerservicenummer is 111222333
    bsn|123-456-782|123-456-782
    iban|NL91ABNA0417164300|NL91ABNA0417164300
    iban|NL91 ABNA 0417 1643 00|NL91 ABNA 0417 1643 00
    iban|nl91abna0417164300|nl91abna0417164300
    iban|NL 91 ABNA 0417164300|op NL 91 ABNA 0417164300 graag
    iban|NL91.ABNA.0417.1643.00|NL91.ABNA.0417.1643.00
    iban|NL91-ABNA-0417-1643-00|NL91-ABNA-0417-1643-00
    iban|BE68 5390 0754 7034|BE68 5390 0754 7034
    iban|DE89370400440532013000|DE89370400440532013000
    iban|12.34.56.789|rekeningnummer 12.34.56.789
    iban|1234567|giro 1234567
    iban|NL91 ABNA 041 716 4300|NL91 ABNA 041 716 4300
    kenteken|12-ABC-3|12-ABC-3
    kenteken|AB-12-CD|auto AB-12-CD
    kenteken|gj-401-k|gj-401-k
    kenteken|GJ401K|busje GJ401K
    kenteken|GJ 401 K|kenteken GJ 401 K
    kenteken|1-KBB-00|1-KBB-00
    kenteken|12abc3|kenteken: 12abc3
    kenteken|XX-99-99|XX-99-99
    kenteken|99-XX-99|99-XX-99
    kenteken|D-123-BC|scooter D-123-BC
    nummer|448213|cliëntnummer 448213
    nummer|448213|clientnr. 448213
    nummer|2016-0412|dossier 2016-0412
    nummer|0034511|patiëntnummer: 0034511
    nummer|Z/16/12345|zaaknummer Z/16/12345
    nummer|12 34 56|dossiernr 12 34 56
    nummer|NX1234567|paspoort NX1234567
    nummer|283.123.4567|V-nummer 283.123.4567
    nummer|A12345|Klantnr A12345
    nummer|5512|cliënt nr. 5512
    nummer|55123|dossiernummer #55123
    adres|Larenseweg 30-II|Larenseweg 30-II
    adres|Kerkstr. 12b|Kerkstr. 12b
    adres|Kerkstraat 12-14|Kerkstraat 12-14
    adres|Kerkstraat 12 hs|Kerkstraat 12 hs
    adres|Kerkstraat nr. 12|Kerkstraat nr. 12
    adres|Kerkstraat nummer 12|in de Kerkstraat nummer 12
    adres|Kerkstraat, 12|Kerkstraat, 12
    adres|kerkstraat 12|ik woon kerkstraat 12
    adres|larenseweg 30|larenseweg 30
    adres|larenseweg 30a|op de larenseweg 30a
    adres|Laan van Nieuw Guinea 5|Laan van Nieuw Guinea 5
    adres|Prof. Kochstraat 7|Prof. Kochstraat 7
    adres|'s-Gravelandseweg 8|'s-Gravelandseweg 8
    adres|2e Nieuwstraat 14|2e Nieuwstraat 14
    adres|Oude Haven 3|Oude Haven 3
    adres|Kerkstraat12|Kerkstraat12
    adres|Neuweg 15|Neuweg 15 1e etage
    adres|Van Riebeeckweg 12|Van Riebeeckweg 12
    adres|Dr. Schaepmanlaan 3|Dr. Schaepmanlaan 3
    adres|Huygensstraat 1 bis|Huygensstraat 1 bis
    adres|BOSDRIFT 12|BOSDRIFT 12
    adres|Bosdrift 12C|Bosdrift 12C
    adres|Bosdrift 12 C|Bosdrift 12 C
    adres|Bosdrift 12-2|Bosdrift 12-2
    adres|Bosdrift 12/2|Bosdrift 12/2
    adres|Liebergerweg 200|aan de Liebergerweg 200, vierhoog
    adres|Havenstr 66|Havenstr 66
    adres|Zeedijk 9|Zeedijk 9 in Hilversum
    adres|Anna Paulownalaan 4|Anna Paulownalaan 4
    url|@fatima_hilversum|insta: @fatima_hilversum
    url|facebook.com/fatima.elamrani|www.facebook.com/fatima.elamrani
    url|linkedin.com/in/jan-jansen|https://nl.linkedin.com/in/jan-jansen
"""
NIET = """
    Er waren 30 mensen en 12 kinderen.
    Het kostte 1.250 euro in 2016.
    Op 12-05-2016 om 14.30 uur kwamen 35 bewoners.
    In 1214 en 1215 wonen veel ouderen.
    Van 2014 op 2015 steeg het.
    Op 06-12-2016 10 mensen, op 05-11-2016 12:00 uur.
    Bel 14 035 of 0900-8844 of 112 of 0800-2000.
    De groep bestaat sinds 12 mei 2001.
    Geboren in 1956, getogen in Laren.
    Lijn 3 en kamer 12, zaal 2, groep 8, lokaal 14.
    De wandeling is 12 km over de Larenseweg.
    In de Emmastraat staan 12 huizen.
    Voor 3000 kg, 2000 km, 1500 ml, 2016 en later.
    € 123456782 en 123.456,78 euro.
    Het nummer van de bus is 104.
    De score ging van 2-3-4 naar 4-4-5.
    Wij zijn met 10 of 12 en in 2016 met 20.
    Artikel 12-b van de wet, versie 2-0-1.
    Zie bladzijde 1234 en nummer 5.
    Mijn dochter werd geboren toen ik 20 was. Op 3 maart 2016 kwam zij terug.
    De verjaardag van het buurthuis is op 12 mei.
    Sinds 1-1-2016 geldt de nieuwe regeling.
    De subsidie 2016-2017 is 486.936 euro.
    811.065   486.936   606.610  297.864
    Op de Neuweg 20 meter verderop.
    Tussen 10.00 en 12.00 uur, plein 4 personen.
    Stap 1-2-3 is klaar. Level A-1.
    Uitslag 3-2 en 4-1, 12-0-5.
    Wij hebben nu 12 A4-tjes vol.
    Dossier 12 ligt op tafel. Zaak 3 ook. Klant 4 niet.
    cliënten 2016: 1234. Cliënten in 2015: 1100.
    De vergadering van 14-03-2016 in zaal 2016.
    Oost 12, Zuid 14, Centrum 20.
    Van 9 tot 5 in Kerkelanden 3 keer.
    Het project loopt 2016-2018, kenmerk van succes: 100 mensen.
    Mei 2016 was druk, Maart 12 stil.
"""
# text | the persons in it, in order
NAMEN = """
    Mw. J. de Vries-Bakker en dhr. Ph. van 't Hoff. | J. de Vries-Bakker; Ph. van 't Hoff
    Mevrouw De Wit, mevrouw de wit, fam. Ait Hammou. | De Wit; de wit; Ait Hammou
    JAN JANSEN en FATIMA EL AMRANI waren er. VERGADERING VAN 3 MEI. | JAN JANSEN; FATIMA EL AMRANI
    Naam: Jansen, voornaam: Piet. Achternaam: Bouzidi. | Jansen; Piet; Bouzidi
    Dokter. Ik heb pijn. Oma. Dat is lief. |
    Fatima (moeder), Ahmed (vader) en Bilal (zoon, 12). | Fatima; Ahmed; Bilal
    Tegen Semhar zei ik niks. Over Kibrom praat niemand. | Semhar; Kibrom
    Theo V. (67) en Kevin de V. waren er. | Theo V.; Kevin de V.
    'Sjaan', zei ze. "Mohammed!" riep hij. Dank je, Geertje! | Sjaan; Mohammed; Geertje
    Roos kreeg rozen. Een roos voor Roos. Storm en regen. | Roos; Roos
    Storm is zeven jaar. Vrede is ver weg. Mark de bladzijde. | Storm
    anna komt morgen en met bas gaat het goed. de bas van het koor. | anna; bas
    toen kwam fatima binnen met haar zus en rachid. | fatima; rachid
    Groetjes, Bertine | Bertine
    Westerveld, P. (cliënt) is er niet. | Westerveld
    Nour al-Hassan en Johanna de Wit-Smit. | Nour al-Hassan; Johanna de Wit-Smit
    De jongens van El Idrissi, de moeder van Milan. | El Idrissi; Milan
    Bij Semhar thuis. Xyran en ik. Xyran, mijn buurman, kwam. | Semhar; Xyran; Xyran
    M'n dochter Noa-Lynn en m'n zoon D'Angelo. | Noa-Lynn; D'Angelo
    Mijn man IJsbrand en meneer IJzerman. | IJsbrand; IJzerman
    Zij zat in De Lelie, bij Sherpa en in Lopes Dias. |
    De meneer van de gemeente en mevrouw van de thuiszorg. |
    In de St. Joseph en de Sint Vituskerk. Sint en Piet. |
    Basisschool Jan Ligthart en het Roland Holst College. |
    Onze kat Minoes en hond Max. |
    Met Pasen en in Mei, op Maandag. Een Marokkaanse vrouw sprak Turks. |
    Op de Gijsbrecht van Amstelstraat en in de Emmastraat. |
    We waren bij Albert Heijn en de HEMA. Netflix en WhatsApp. |
    Ik ben Voorzitter van de bewonersraad. Beste buurtgenoten, Lieve allemaal. |
    Wil je meedoen? Mei was druk. Bloem, suiker en eieren. |
"""


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.strip().splitlines()]


def finds(text: str) -> tuple[Vondst, ...]:
    return detect(text, CODEBOEK)


@pytest.mark.parametrize("line", lines(WEL))
def test_identifiers_are_found_however_they_are_written(line):
    soort, wanted, text = line.split("|")
    start = text.index(wanted)
    covered = {place for find in finds(text) for place in range(find.start, find.end)}
    asked = range(start, start + len(wanted))
    assert {place for place in asked if text[place].isdigit() or text[place] == "@"} <= covered
    assert soort in {find.soort for find in finds(text)}


@pytest.mark.parametrize("text", lines(NIET))
def test_figures_dates_and_quantities_may_stay(text):
    assert finds(text) == ()


@pytest.mark.parametrize("line", lines(NAMEN))
def test_names_are_told_from_other_words_with_a_capital(line):
    text, _, wanted = line.partition("|")
    persons = [find.tekst for find in finds(text.strip()) if find.soort is Gegeven.PERSOON]
    assert persons == [name.strip() for name in wanted.split(";") if name.strip()]


def test_a_name_found_once_is_found_everywhere():
    text = "Roos kwam. Mijn buurvrouw heet Roos. Het was Roos die belde. Een roos in de vaas."
    assert [find.tekst for find in finds(text)] == ["Roos"] * 3


def test_a_number_found_once_is_found_everywhere():
    text = "Cliëntnummer 448213. Wij schrijven dus overal 448213 bij."
    assert [find.tekst for find in finds(text)] == ["448213"] * 2


def test_what_the_codebook_spares_may_stay():
    from dataclasses import replace

    spared = replace(CODEBOEK, niet_verbergen=("Annie de Boer", "info@buurt.nl", "De Roos"))
    text = "Annie de Boer (info@buurt.nl) werkt in De Roos met Roos, mail roos@buurt.nl."
    assert [find.tekst for find in detect(text, spared)] == ["Roos", "roos@buurt.nl"]


def test_a_wijk_in_an_address_or_a_surname_hides_nothing():
    text = "Adres: Neuweg 311 zw, 1214 NO. Meneer Oost en Jan Zuid wonen in Oost, niet in Zuid."
    wanted = ["Neuweg 311 zw", "1214 NO", "Oost", "Jan Zuid"]
    assert [find.tekst for find in finds(text)] == wanted


@pytest.mark.parametrize("teken", ["\u2011", "\u2013", "\u00a0"])
def test_other_hyphens_and_spaces_hide_nothing(teken):
    assert [find.soort for find in finds(f"Bel 06{teken}12345678")] == ["telefoon"]


def test_accents_of_two_characters_are_one_letter():
    assert [find.tekst for find in finds("Toen kwam Rene\u0301e Yıldız.")] == ["Rene\u0301e Yıldız"]


@given(st.integers(0, 999_999_999))
def test_the_elfproef_catches_one_wrong_digit(number):
    digits = f"{number:09d}"
    wrong = f"{digits[:4]}{(int(digits[4]) + 1) % 10}{digits[5:]}"
    assert not (elfproef(digits) and elfproef(wrong))


STUKJES = st.sampled_from(
    [
        *("Fatima", "Jan", "jan", "Jansen", "van der Meer", "El Amrani", "mevrouw", "dhr.", "oma"),
        *("P.", "Wil", "Roos", "en", "is", "zegt", "in", "de", "Lopes", "Hilversum", "Zuid"),
        *("06-12345678", "1214 RB", "1214rb", "geb.", "3-2-2006", "BSN", "999921575", "12", "b"),
        *("Kerkstraat", "jan@x.nl", "[at]", "NL91", "ABNA0417164300", "12-ABC-3", "dossier"),
        *("2016/0412", "[persoon 1]", "[adres]", ".", ",", ":", "\n", "'s", "-", "(34)", "@jan"),
        *("\u00a0", "’", "e\u0301", "İ", "ß"),
    ]
)
TEKST = st.lists(STUKJES | st.text(max_size=4), max_size=25).flatmap(
    lambda parts: st.sampled_from(["", " "]).map(lambda between: between.join(parts))
)


@settings(deadline=None)
@given(TEKST)
def test_any_text_gives_fitting_finds_in_order(text):
    found = finds(text)
    assert all(text[find.start : find.end] == find.tekst for find in found)
    assert all(a.end <= b.start for a, b in pairwise(found))


@pytest.mark.parametrize(
    "text",
    [
        "1" * 100_000,
        "12 34 " * 17_000,
        "A" * 100_000,
        "A. " * 33_000,
        "a@" * 117_000,
        "Kerkstraat 1 " * 8_000,
        "Jan " * 25_000,
        "NL91ABNA" * 12_000,
        "van de " * 14_000,
        "(" * 100_000,
    ],
    ids=lambda text: text[:8],
)
def test_hostile_text_is_read_to_its_end(text):
    found = finds(f"{text}\n\nBel mij op 06-12345678.")
    assert found[-1].tekst == "06-12345678"


def test_the_lists_are_read_without_their_package():
    import sys

    lexicon()
    assert "deduce" not in sys.modules
    assert logging.getLogger().level != logging.DEBUG


def test_folding_leaves_plain_letters():
    assert [fold(word) for word in ("Małgorzata", "Gülsüm", "IJsbrand", "Yıldız")] == [
        "malgorzata",
        "gulsum",
        "ijsbrand",
        "yildiz",
    ]
    assert re.fullmatch("[a-z]+", fold("Şahin"))
