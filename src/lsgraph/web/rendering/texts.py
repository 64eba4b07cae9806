"""The words of the pages, in Swedish and English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from lsgraph.web.rendering.review_texts import REVIEW_TEXTS

LANGUAGES: Final = ("sv", "en")

_TEXTS: Final[dict[str, tuple[str, str]]] = {
    # frame
    "site": ("lsgraph", "lsgraph"),
    "tagline": (
        "Sveriges life science-politik som kunskapsgraf: varje utsaga med sitt textställe",
        "Sweden's life-science policy as a knowledge graph: every statement with its passage",
    ),
    "skip": ("Till innehållet", "Skip to content"),
    "menu": ("Meny", "Menu"),
    "browse": ("Bläddra", "Browse"),
    "ask": ("Fråga", "Query"),
    "coverage": ("Täckning", "Coverage"),
    "downloads": ("Hämta", "Downloads"),
    "about": ("Om", "About"),
    "search": ("Sök", "Search"),
    "search_label": ("Sök i namn, beskrivningar och textställen", "Search names, descriptions and passages"),
    "other_language": ("In English", "På svenska"),
    "release": ("Utgåva", "Release"),
    "licence": ("Data: CC BY 4.0. Kod: Apache 2.0.", "Data: CC BY 4.0. Code: Apache 2.0."),
    "other_forms": ("Samma som", "The same as"),
    # start page
    "ways_in": ("Vägar in", "Ways in"),
    "in_numbers": ("Grafen i tal", "The graph in numbers"),
    "statements": ("utsagor", "statements"),
    "passages": ("textställen", "passages"),
    "sources": ("Källor", "Sources"),
    "things_by_class": ("Saker per klass", "Things by class"),
    "example_questions": ("Frågor att börja med", "Questions to start with"),
    "how_to_read": ("Så läser du grafen", "How to read the graph"),
    # things
    "what_is_said": ("Det här sägs", "What is said"),
    "points_here": ("Pekar hit", "Points here"),
    "contents": ("Utsagor i grafen", "Statements in this graph"),
    "inverse": ("omvänt", "inverse"),
    "where_said": ("Visa var det sägs", "Show where it is said"),
    "more_incoming": (
        "Fler än så pekar hit; fråga i SPARQL för alla.",
        "More than these point here; ask in SPARQL for all.",
    ),
    "first_statements": (
        "De första {shown} av {count} utsagor visas; filerna har dem alla:",
        "The first {shown} of {count} statements are shown; the files hold them all:",
    ),
    "list_members": ("lista", "list"),
    "more_graphs": ("grafer till säger det", "more graphs say so"),
    "members": ("Det som hör till klassen", "Members of the class"),
    "rests_on": ("Sammanfattningen vilar på", "The summary rests on"),
    "the_text": ("Texten", "The text"),
    "text_absent": (
        "Källfilen finns inte här; textstället visas som pekare.",
        "The source file is not at hand here; the passage is shown as a pointer.",
    ),
    "characters": ("tecken", "characters"),
    "nothing": ("Inget.", "Nothing."),
    # kinds
    "Passage": ("sagt", "stated"),
    "Judgement": ("bedömt", "judged"),
    "Naming": ("namngivet", "named"),
    "Register": ("registrerat", "registered"),
    "Inference": ("härlett", "inferred"),
    "Catalogue": ("katalog", "catalogue"),
    "Passage_means": ("Ett textställe i en källa säger det.", "A passage of a source says so."),
    "Judgement_means": (
        "En redaktörs läsning, med motivering; inget textställe säger det uttryckligen.",
        "A curator's reading, with a rationale; no passage says so outright.",
    ),
    "Naming_means": (
        "Rekommenderat namn, översättning eller sammanfattning i egna ord.",
        "Preferred name, translation or summary in our own words.",
    ),
    "Register_means": (
        "Hämtat ur ett register eller en offentlig sida utanför de lästa dokumenten.",
        "Taken from a register or a public page outside the documents read.",
    ),
    "Inference_means": ("Följer av ontologins regler.", "Follows from the rules of the ontology."),
    "Catalogue_means": (
        "Beskriver grafen själv: ontologi, kodlistor, källor.",
        "Describes the graph itself: ontology, code lists, sources.",
    ),
    "other_means": (
        "En graf utanför katalogen säger det; av vad slag är inte känt.",
        "A graph outside the catalogue says so; of which kind is not known.",
    ),
    # search
    "hits": ("träffar", "hits"),
    "no_hits": (
        "Inget hittades. Pröva ett kortare ord eller en annan böjning.",
        "Nothing was found. Try a shorter word or another form.",
    ),
    "found_in": ("hittades i", "found in"),
    "earlier": ("Föregående", "Previous"),
    "later": ("Nästa", "Next"),
    "field_label": ("namnet", "the name"),
    "field_alt": ("ett annat namn", "another name"),
    "field_kind": ("slaget", "the kind"),
    "field_description": ("beskrivningen", "the description"),
    "field_code": ("en beteckning", "a code"),
    "field_passage": ("texten", "the text"),
    "field_iri": ("identifieraren", "the identifier"),
    # coverage
    "coverage_means": (
        "Varje sträcka i varje källa är sagd (ett textställe med minst en utsaga), bara nämnd (textstället "
        "ger slag, namn, tema eller område och inte mer), avfärdad med ett skäl, eller oläst. "
        "Ett svar som saknas betyder därför att källorna inte säger det.",
        "Every stretch of every source is stated (a passage with at least one statement), named only (the "
        "passage gives type, name, theme or area and no more), dismissed with a reason, or unread. "
        "A missing answer therefore means that the sources do not say it.",
    ),
    "works": ("Verk", "Works"),
    "stated": ("sagt", "stated"),
    "named_only": ("bara nämnt", "named only"),
    "dismissed": ("avfärdat", "dismissed"),
    "unread": ("oläst", "unread"),
    "outline": ("disposition", "outline"),
    # query
    "query_title": ("Fråga i SPARQL", "Query in SPARQL"),
    "query_hint": (
        "Prefixen är redan kända. GRAPH ?var ger textstället som säger det.",
        "The prefixes are known already. GRAPH ?where gives the passage that says so.",
    ),
    "run": ("Kör frågan", "Run the query"),
    "sources_as_columns": ("Källor som kolumner", "Sources as columns"),
    "source_passages": ("sägs i", "said in"),
    "source_documents": ("dokument", "document"),
    "source_kinds": ("slag", "kind"),
    "source_other_graphs": ("övriga grafer", "other graphs"),
    "rows": ("rader", "rows"),
    "warnings": ("Att se upp med", "Mind that"),
    "missing_services": (
        "Svaret är inte helt: det saknar vad dessa tjänster skulle ha svarat:",
        "The answer is not whole: it lacks what these services would have answered:",
    ),
    "first_rows": (
        "De första {shown} raderna visas. Hela svaret finns i filerna.",
        "The first {shown} rows are shown. The files hold the whole answer.",
    ),
    "first_columns": (
        "De första {shown} av {count} kolumner visas. Hela svaret finns i filerna.",
        "The first {shown} of {count} columns are shown. The files hold the whole answer.",
    ),
    "first_triples": (
        "De första {shown} triplerna visas. Hela svaret finns i filerna.",
        "The first {shown} triples are shown. The files hold the whole answer.",
    ),
    "first_characters": (
        "De första {shown} tecknen visas. Hela svaret finns i filerna.",
        "The first {shown} characters are shown. The files hold the whole answer.",
    ),
    "for_spreadsheets": (
        "För kalkylprogram: en cell som börjar som en formel får en apostrof först. "
        "Program hämtar exakt CSV från /sparql.",
        "For spreadsheets: a cell that begins a formula gets an apostrophe first. "
        "Programs get exact CSV from /sparql.",
    ),
    "answer_yes": ("Svaret är ja.", "The answer is yes."),
    "answer_no": ("Svaret är nej.", "The answer is no."),
    "whole_answer": ("Hela svaret som", "The whole answer as"),
    "stored_queries": ("Sparade frågor", "Stored queries"),
    # proofs
    "why": ("Varför står det så?", "Why does it say so?"),
    "why_means": (
        "En härledd utsaga följer av en regel i OWL 2 RL ur andra utsagor, ned till dem som någon graf gör.",
        "An inferred statement follows by a rule of OWL 2 RL from others, down to those that a graph makes.",
    ),
    "follows_by": ("följer av regeln", "follows by the rule"),
    "follows_from": ("ur", "from"),
    # ontology
    "ontology": ("Ontologin", "The ontology"),
    "ontology_files": ("Hela ontologin som", "The whole ontology as"),
    "shapes": ("SHACL-former", "SHACL shapes"),
    "specification": ("Specifikationen", "The specification"),
    "diagram": ("Klassdiagram", "Class diagram"),
    "topics": ("Ämnen", "Topics"),
    "classes": ("Klasser", "Classes"),
    "properties": ("Egenskaper", "Properties"),
    "code_lists": ("Kodlistor", "Code lists"),
    "concepts": ("begrepp", "concepts"),
    "term_above": ("under", "below"),
    "term_below": ("ovanför", "above"),
    "term_domain": ("från", "from"),
    "term_range": ("till", "to"),
    "term_properties": ("egenskaper", "properties"),
    "term_mappings": ("motsvarar", "matches"),
    "term_uses": ("används", "used"),
    "term_example": ("till exempel", "for instance"),
    "topic_actors": ("Aktörer", "Actors"),
    "topic_documents": ("Dokument", "Documents"),
    "topic_evidence": ("Belägg", "Evidence"),
    "topic_figures": ("Tal", "Figures"),
    "topic_goals": ("Mål", "Goals"),
    "topic_instruments": ("Styrmedel", "Instruments"),
    "topic_plans": ("Planer", "Plans"),
    "topic_process": ("Process", "Process"),
    "topic_characteristics": ("Vad texter säger i ord", "What texts say in words"),
    "topic_reading-directions": ("Läsriktning", "Reading direction"),
    # downloads
    "downloads_title": ("Hämta grafen", "Download the graph"),
    "whole_graph": ("Hela utgåvan", "The whole release"),
    "region_slice": ("En regions del med det nationella lagret", "A region's slice with the national layer"),
    "catalogue_title": ("Katalog (DCAT-AP-SE)", "Catalogue (DCAT-AP-SE)"),
    "bytes": ("byte", "bytes"),
    # faults
    "not_found_help": (
        "Kontrollera adressen, eller sök på namnet.",
        "Check the address, or search for the name.",
    ),
    "problem": ("Det gick inte", "That did not work"),
    **REVIEW_TEXTS,
}


def texts(language: str) -> Mapping[str, str]:
    """Return all words of the pages in a language: `sv` or `en`."""
    index = LANGUAGES.index(language)
    return {key: pair[index] for key, pair in _TEXTS.items()}


def write_number(number: int, language: str) -> str:
    """Return a whole number with its thousands set apart as the language does."""
    return f"{number:,}".replace(",", "\N{NARROW NO-BREAK SPACE}" if language == "sv" else ",")


def choose_language(wanted: str | None, accept_language: str | None) -> str:
    """Return the language asked for in the address, else the browser's first that we have, else Swedish."""
    if wanted in LANGUAGES:
        return wanted
    for part in (accept_language or "").split(","):
        language = part.split(";")[0].strip().lower()[:2]
        if language in LANGUAGES:
            return language
    return LANGUAGES[0]
