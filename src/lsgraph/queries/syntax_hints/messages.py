"""What is said of each mistake, in English and in Swedish; `{…}` is filled with what was found."""

from __future__ import annotations

from typing import Final

from lsgraph.queries.syntax_hints.lexical_messages import LEXICAL_MESSAGES
from lsgraph.queries.syntax_hints.message import Message

MESSAGES: Final = {
    **LEXICAL_MESSAGES,
    # words and names
    "prefix": Message("the prefix {found}: is not declared", "prefixet {found}: är inte deklarerat"),
    "word": Message("{found} is no word of SPARQL", "{found} är inget ord i SPARQL"),
    "other_word": Message("{found} is no word of SPARQL: {right}", "{found} är inget ord i SPARQL: {right}"),
    "plain_value": Message(
        "{found} is no word of SPARQL; a text stands in quotes, a variable begins with ?",
        "{found} är inget ord i SPARQL; en text står inom citattecken, en variabel börjar med ?",
    ),
    "unexpected": Message("{found} is not expected here", "{found} väntas inte här"),
    "unexpected_end": Message("the query ends too early", "frågan tar slut för tidigt"),
    "engine": Message("the query is no SPARQL near {found}", "frågan är inte SPARQL i närheten av {found}"),
    "empty": Message(
        "there is no query: it begins with SELECT, ASK, CONSTRUCT or DESCRIBE",
        "här finns ingen fråga: den börjar med SELECT, ASK, CONSTRUCT eller DESCRIBE",
    ),
    # brackets
    "brace_open": Message(
        "{right} is missing at the end: the {found} of line {line}, column {column} is still open",
        "{right} saknas på slutet: {found} på rad {line}, kolumn {column} är ännu öppen",
    ),
    "bracket_open": Message(
        "{right} is missing before {found}: a ( or [ of line {line} is still open",
        "{right} saknas före {found}: en ( eller [ på rad {line} är ännu öppen",
    ),
    "brace_extra": Message(
        "this {found} closes nothing; delete it", "den här {found} avslutar ingenting; ta bort den"
    ),
    # prologue
    "prefix_colon": Message(
        "a prefix ends with a colon: PREFIX {found}: <…>", "ett prefix slutar med kolon: PREFIX {found}: <…>"
    ),
    "prefix_iri": Message(
        "the IRI of a prefix stands between < and >: PREFIX {found} <…>",
        "prefixets IRI står mellan < och >: PREFIX {found} <…>",
    ),
    "prefix_dot": Message("no {found} stands behind a PREFIX", "efter PREFIX står inget {found}"),
    "prefix_at": Message(
        "SPARQL writes PREFIX without @ and without a point: PREFIX ex: <…>",
        "SPARQL skriver PREFIX utan @ och utan punkt: PREFIX ex: <…>",
    ),
    # the SELECT clause
    "select_comma": Message(
        "no commas stand between the columns: SELECT ?a ?b",
        "mellan kolumnerna står inga komman: SELECT ?a ?b",
    ),
    "select_brackets": Message(
        "an expression in SELECT stands in brackets with a name: ({found} … AS ?name)",
        "ett uttryck i SELECT står inom parentes med ett namn: ({found} … AS ?namn)",
    ),
    "select_as": Message(
        "AS stands in brackets with what it names: ({found} AS ?name)",
        "AS står inom parentes med det som får namnet: ({found} AS ?namn)",
    ),
    "select_nothing": Message(
        "SELECT names its columns, or * for all: SELECT ?a ?b, SELECT *",
        "SELECT anger sina kolumner, eller * för alla: SELECT ?a ?b, SELECT *",
    ),
    "select_twice": Message(
        "{found} stands twice in SELECT; delete one", "{found} står två gånger i SELECT; ta bort den ena"
    ),
    "as_missing": Message(
        "AS is missing before {found}: (… AS {found})", "AS saknas före {found}: (… AS {found})"
    ),
    "name_missing": Message(
        "the expression needs a name: (… AS ?name)", "uttrycket behöver ett namn: (… AS ?namn)"
    ),
    "as_variable": Message(
        "a variable stands behind AS: AS ?{found}", "efter AS står en variabel: AS ?{found}"
    ),
    "distinct": Message(
        "DISTINCT stands right behind SELECT, or first in the brackets of an aggregate: COUNT(DISTINCT ?x)",
        "DISTINCT står direkt efter SELECT, eller först i parentesen efter en summering: COUNT(DISTINCT ?x)",
    ),
    # FROM, WHERE and what follows
    "from_iri": Message(
        "FROM names a graph by its IRI, as in FROM <…>; without FROM all graphs are asked",
        "FROM anger en graf med dess IRI, som i FROM <…>; utan FROM tillfrågas alla grafer",
    ),
    "from_place": Message("FROM stands before WHERE", "FROM står före WHERE"),
    "group": Message(
        "{word} is followed by a group in braces: {word} {{ … }}",
        "{word} följs av en grupp inom klammerparentes: {word} {{ … }}",
    ),
    "graph_name": Message(
        "GRAPH needs a variable or an IRI: GRAPH ?g {{ … }}",
        "GRAPH behöver en variabel eller en IRI: GRAPH ?g {{ … }}",
    ),
    "modifier_inside": Message(
        "{found} stands behind the last }}, not inside the braces",
        "{found} står efter den sista }}, inte innanför klammerparentesen",
    ),
    "modifier_order": Message(
        "{found} stands before {before}; the order is GROUP BY, HAVING, ORDER BY, LIMIT, OFFSET",
        "{found} står före {before}; ordningen är GROUP BY, HAVING, ORDER BY, LIMIT, OFFSET",
    ),
    "modifier_twice": Message("{found} stands here a second time", "{found} står här en andra gång"),
    "by": Message("BY is missing: {found} BY", "BY saknas: {found} BY"),
    "list_comma": Message(
        "no commas stand between what {word} names: {word} ?a ?b",
        "inga komman står mellan det som {word} anger: {word} ?a ?b",
    ),
    "direction_brackets": Message(
        "{found} needs brackets and stands first: {found}(?x)",
        "{found} behöver parentes och står först: {found}(?x)",
    ),
    "order_iri": Message(
        "{found} is an IRI; {word} goes by variables: bind its value in WHERE and write {word} ?x",
        "{found} är en IRI; {word} går efter variabler: bind dess värde i WHERE och skriv {word} ?x",
    ),
    "condition": Message(
        "{word} needs something to go by: {word} ?x", "{word} behöver något att gå efter: {word} ?x"
    ),
    "number": Message(
        "{word} is followed by one whole number: {word} 10", "{word} följs av ett heltal: {word} 10"
    ),
    "number_large": Message(
        "the number behind {word} is too large; it has 18 digits at most",
        "talet efter {word} är för stort; det har högst 18 siffror",
    ),
    "limit_comma": Message(
        "LIMIT takes one number; what is left out before is OFFSET: LIMIT 10 OFFSET 20",
        "LIMIT tar ett tal; det som hoppas över anges med OFFSET: LIMIT 10 OFFSET 20",
    ),
    "template": Message(
        "CONSTRUCT is followed by triples in braces: CONSTRUCT {{ ?s ?p ?o }} WHERE {{ … }}",
        "CONSTRUCT följs av tripplar inom klammerparentes: CONSTRUCT {{ ?s ?p ?o }} WHERE {{ … }}",
    ),
    # triples and paths
    "dot": Message(
        "a point is missing before {found} (or ; to say more of the same, or , for a further value)",
        "en punkt saknas före {found} (eller ; för att säga mer om samma sak, eller , för ett värde till)",
    ),
    "stray_dot": Message("this point is one too many", "den här punkten är en för mycket"),
    "property": Message(
        "a property and a value are missing before {found}", "en egenskap och ett värde saknas före {found}"
    ),
    "object": Message("a value is missing before {found}", "ett värde saknas före {found}"),
    "stray_comma": Message(
        "a further value is missing behind this comma; delete it",
        "ett värde saknas efter det här kommatecknet; ta bort det",
    ),
    "a_subject": Message(
        "a stands for rdf:type and can only be a property, behind a subject: ?x a …",
        "a står för rdf:type och kan bara vara egenskap, efter ett subjekt: ?x a …",
    ),
    "path_variable": Message(
        "a path is made of IRIs; a variable such as {found} cannot stand in one",
        "en väg består av IRI:er; en variabel som {found} kan inte stå i den",
    ),
    "path_count": Message(
        "SPARQL 1.1 has no {{n}} in paths; write the property so many times, with / between",
        "SPARQL 1.1 har inget {{n}} i vägar; skriv egenskapen så många gånger, med / emellan",
    ),
    "union_left": Message(
        "UNION stands between two groups: {{ … }} UNION {{ … }}",
        "UNION står mellan två grupper: {{ … }} UNION {{ … }}",
    ),
    "sub_select": Message(
        "a SELECT inside a query stands in braces of its own, alone: {{ SELECT … }}",
        "en SELECT inuti en fråga står ensam i egna klammerparenteser: {{ SELECT … }}",
    ),
    "bind": Message("BIND is written BIND(expression AS ?name)", "BIND skrivs BIND(uttryck AS ?namn)"),
    "values": Message(
        "VALUES is written VALUES ?x {{ 1 2 }} or VALUES (?x ?y) {{ (1 2) (3 4) }}",
        "VALUES skrivs VALUES ?x {{ 1 2 }} eller VALUES (?x ?y) {{ (1 2) (3 4) }}",
    ),
    "values_row": Message(
        "this row has {count} and VALUES has {wanted}; write UNDEF for a value that is not known",
        "den här raden har {count} och VALUES har {wanted}; skriv UNDEF för ett värde som inte är känt",
    ),
    # expressions
    "constraint": Message(
        "{word} needs brackets around its condition: {word} ({found} …)",
        "{word} behöver parentes runt villkoret: {word} ({found} …)",
    ),
    "condition_outside": Message(
        "the condition goes on outside its brackets; put all of it inside: {word} (… {found} …)",
        "villkoret fortsätter utanför parentesen; skriv hela innanför: {word} (… {found} …)",
    ),
    "function": Message(
        "{found} is a function and needs brackets: {found}({inside})",
        "{found} är en funktion och behöver parentes: {found}({inside})",
    ),
    "arity": Message("{found} takes {wanted}", "{found} tar {wanted}"),
    "separator": Message(
        'a separator is written GROUP_CONCAT(?x; SEPARATOR=", ")',
        'ett skiljetecken skrivs GROUP_CONCAT(?x; SEPARATOR=", ")',
    ),
    "operator": Message("{found} is written {right}", "{found} skrivs {right}"),
    "chained": Message(
        "a comparison has two sides; join two with &&: ?a {found} ?b && ?b {found} ?c",
        "en jämförelse har två sidor; foga ihop två med &&: ?a {found} ?b && ?b {found} ?c",
    ),
    "not": Message(
        "NOT stands only before EXISTS and IN; for the contrary write !: !(…)",
        "NOT står bara före EXISTS och IN; skriv ! för motsatsen: !(…)",
    ),
    "in": Message(
        "IN is followed by a list in brackets: IN (1, 2)", "IN följs av en lista inom parentes: IN (1, 2)"
    ),
    "value": Message("a value is missing before {found}", "ett värde saknas före {found}"),
    # what is SPARQL by its form only
    "not_grouped": Message(
        "{found} is neither in GROUP BY nor in an aggregate; write GROUP BY {found} "
        "or (SAMPLE({found}) AS ?name)",
        "{found} står varken i GROUP BY eller i en summering; skriv GROUP BY {found} "
        "eller (SAMPLE({found}) AS ?namn)",
    ),
    "alias_beside": Message(
        "{found} gets its value in this same SELECT and cannot be used there; repeat its expression or use a "
        "sub-SELECT",
        "{found} får sitt värde i samma SELECT och kan inte användas där; upprepa uttrycket eller "
        "använd en inre SELECT",
    ),
    "star_grouped": Message(
        "SELECT * cannot stand with groups; name the columns that GROUP BY names, and aggregates",
        "SELECT * kan inte stå med grupper; ange de kolumner som GROUP BY anger, och summeringar",
    ),
    "aggregate": Message(
        "{found} sums up groups and cannot stand in WHERE; write it in SELECT, or in HAVING behind GROUP BY",
        "{found} räknar över grupper och kan inte stå i WHERE; skriv den i SELECT, "
        "eller i HAVING efter GROUP BY",
    ),
    "bound_twice": Message(
        "{found} has a value already; give the new one another name",
        "{found} har redan ett värde; ge det nya ett annat namn",
    ),
    "blank_twice": Message(
        "the blank node {found} stands in two groups; use a variable",
        "den anonyma noden {found} står i två grupper; använd en variabel",
    ),
    "values_twice": Message("{found} stands twice in VALUES", "{found} står två gånger i VALUES"),
}
