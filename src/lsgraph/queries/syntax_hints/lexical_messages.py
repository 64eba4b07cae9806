"""What is said of characters, strings, IRIs and literals, in English and in Swedish."""

from __future__ import annotations

from typing import Final

from lsgraph.queries.syntax_hints.message import Message

LEXICAL_MESSAGES: Final = {
    # characters
    "invisible": Message(
        "there is an invisible character here, {name}; delete it",
        "här står ett osynligt tecken, {name}; ta bort det",
    ),
    "space": Message(
        "this space is {name}; write an ordinary space", "det här mellanslaget är {name}; skriv ett vanligt"
    ),
    "typographic": Message("{char} is {name}; write {right}", "{char} är {name}; skriv {right}"),
    "foreign": Message(
        "{char} ({name}) means nothing in SPARQL outside of strings",
        "{char} ({name}) betyder ingenting i SPARQL utanför textsträngar",
    ),
    # strings, IRIs, literals
    "string_open": Message(
        "this string is not closed: it ends on its own line with {quote}, "
        "or write it between {quote}{quote}{quote}",
        "den här textsträngen är inte avslutad: den slutar på sin egen rad med {quote}, "
        "eller skriv den mellan {quote}{quote}{quote}",
    ),
    "string_typographic": Message(
        "this string is not closed: it ends with {char}, write {quote}",
        "den här textsträngen är inte avslutad: den slutar med {char}, skriv {quote}",
    ),
    "quote_inside": Message(
        "the string ended at the quote before {found}; inside a string write \\{quote}",
        "textsträngen tog slut vid citattecknet före {found}; skriv \\{quote} inuti en textsträng",
    ),
    "escape": Message(
        "{found} is no escape; write a backslash in a string twice: \\{found}",
        "{found} är ingen teckenkod; skriv bakstreck dubbelt i en textsträng: \\{found}",
    ),
    "iri_open": Message("this IRI is not closed: > is missing", "den här IRI:n är inte avslutad: > saknas"),
    "iri_space": Message(
        "an IRI has no spaces: write %20, or close the IRI with > before the space",
        "en IRI har inga mellanslag: skriv %20, eller avsluta IRI:n med > före mellanslaget",
    ),
    "iri_character": Message(
        "{char} cannot stand in an IRI; write it as {code}",
        "{char} kan inte stå i en IRI; skriv det som {code}",
    ),
    "iri_invalid": Message("{found} is no valid IRI", "{found} är ingen giltig IRI"),
    "language_invalid": Message("{found} is no language tag", "{found} är ingen språkkod"),
    "letter": Message(
        "{found} has a letter beyond U+FFFF, which the engine does not take here",
        "{found} har ett tecken bortom U+FFFF, som sökmotorn inte tar här",
    ),
    "iri_bare": Message(
        "an IRI stands between < and >: <{found}…>", "en IRI står mellan < och >: <{found}…>"
    ),
    "language": Message(
        "a language is missing behind @, as in {found}@sv", "ett språk saknas efter @, som i {found}@sv"
    ),
    "datatype": Message(
        "a datatype is missing behind ^^, as in ^^xsd:date", "en datatyp saknas efter ^^, som i ^^xsd:date"
    ),
    "one_caret": Message("a datatype stands behind ^^, not ^", "en datatyp står efter ^^, inte ^"),
    "boolean": Message(
        "{found} is written in small letters: {right}", "{found} skrivs med små bokstäver: {right}"
    ),
    "variable": Message(
        "a name is missing behind {found}, as in {found}name",
        "ett namn saknas efter {found}, som i {found}namn",
    ),
    "variable_hyphen": Message(
        "a variable has no hyphen in its name: write {right}",
        "en variabel har inget bindestreck i namnet: skriv {right}",
    ),
}
