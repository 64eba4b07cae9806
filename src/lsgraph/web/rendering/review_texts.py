"""The words of the pages about quality, releases and differences, in Swedish and English."""

from __future__ import annotations

from typing import Final

REVIEW_TEXTS: Final[dict[str, tuple[str, str]]] = {
    # quality
    "quality": ("Kvalitet", "Quality"),
    "quality_means": (
        "Vad utgåvan håller, räknat i utgåvan själv: vad som finns, vem som säger det, vad som är osäkert "
        "och vad kontrollerna fann.",
        "What the release is worth, counted in the release itself: what there is, who says it, what is in "
        "doubt and what the checks found.",
    ),
    "dated": ("daterad", "dated"),
    "version": ("version", "version"),
    "unread_characters": ("olästa tecken", "unread characters"),
    "in_brief": ("I korthet", "In brief"),
    "graphs": ("grafer", "graphs"),
    "kind": ("Art", "Kind"),
    "share": ("andel", "share"),
    "by_kind": ("Utsagor per art av graf", "Statements by kind of graph"),
    "evidence": ("Belägg per utsaga", "Evidence per statement"),
    "evidence_means": (
        "Varje utsaga utom katalogens räknas en gång, hos den starkaste art som gör den: "
        "sagt före registrerat, bedömt, namngivet och härlett.",
        "Each statement but the catalogue's counts once, at the strongest kind that makes it: "
        "stated before registered, judged, named and inferred.",
    ),
    "passages_per_statement": ("textställen per sagd utsaga", "passages per stated statement"),
    "in_several": ("i flera textställen", "in several passages"),
    "names_and_definitions": ("Namn och beskrivningar", "Names and descriptions"),
    "part_id": ("saker", "things"),
    "part_def": ("kodlistor och begrepp", "code lists and concepts"),
    "part_spec": ("ontologins termer och former", "terms and shapes of the ontology"),
    "language_sv": ("svenska", "Swedish"),
    "language_en": ("engelska", "English"),
    "language": ("Språk", "Language"),
    "named": ("med namn", "named"),
    "described": ("beskrivna", "described"),
    "number": ("antal", "number"),
    "class": ("Klass", "Class"),
    "classes_of_things": ("Saker per klass", "Things by class"),
    "classes_of_terms": ("Ontologins termer per slag", "Terms of the ontology by type"),
    "classes_mean": (
        "Som de är påstådda, utan härledda klasser. Namn finns på svenska / engelska, likaså beskrivningar.",
        "As asserted, without inferred classes. Named in Swedish / English, and so described.",
    ),
    "doubts": ("Öppna tvivel", "Open doubts"),
    "judgements": ("bedömningar", "judgements"),
    "confidence": ("säkerhet", "confidence"),
    "low_judgements": ("Bedömningar med låg säkerhet", "Judgements of low confidence"),
    "duplicates": ("Troliga dubbletter", "Likely duplicates"),
    "checks": ("Kontroller", "Checks"),
    "checks_mean": (
        "Varje kontroll är en sparad fråga som ska vara tom. Tabellen säger vad den söker och vad den fann.",
        "Every check is a stored query that should be empty. The table says what it looks for and what it "
        "found.",
    ),
    "check": ("Kontroll", "Check"),
    "all_empty": ("Alla är tomma.", "All are empty."),
    "not_empty": ("som fann något", "that found something"),
    "found": ("fann", "found"),
    "validation": ("Validering", "Validation"),
    "looked_at": (
        "Prövat: {shapes} former, {targets} mål, {focus_nodes} noder och {checks} kontrollfrågor.",
        "Checked: {shapes} shapes, {targets} targets, {focus_nodes} nodes, and {checks} stored checks.",
    ),
    "consistent": (
        "HermiT fann {asked} ingen motsägelse i ontologi och data; datum är ogenomskinliga för den.",
        "HermiT found no contradiction in ontology and data on {asked}; dates are opaque to it.",
    ),
    "contradicts": (
        "HermiT fann {asked} att ontologi och data motsäger varandra.",
        "HermiT found on {asked} that ontology and data contradict each other.",
    ),
    "judged_for_another": (
        "Motsägelsefrihet är inte prövad här; senast prövad {asked} för release {release}.",
        "Consistency is not judged here; last judged on {asked} for release {release}.",
    ),
    "never_judged": (
        "Motsägelsefrihet är inte prövad här för någon release (lsgraph reason --check).",
        "Consistency is not judged here for any release (lsgraph reason --check).",
    ),
    "validation_none": ("Grafen följer alla sina former.", "The graph keeps to all its shapes."),
    "Violation": ("fel", "violations"),
    "Warning": ("varningar", "warnings"),
    "Info": ("upplysningar", "notes"),
    "one_Violation": ("fel", "violation"),
    "one_Warning": ("varning", "warning"),
    "one_Info": ("upplysning", "note"),
    "report_as": ("Rapporten som", "The report as"),
    "as_text": ("text", "text"),
    "value": ("värde", "value"),
    "first_shown": (
        "De första {shown} av {count} visas.",
        "The first {shown} of {count} are shown.",
    ),
    "coverage_by_document": ("Täckning per dokument", "Coverage by document"),
    "see_outline": ("Se dispositionen på sidan Täckning", "See the outline on the page Coverage"),
    # releases
    "releases": ("Utgåvor", "Releases"),
    "releases_gone": ("Utgåvor som inte finns längre", "Releases that are gone"),
    "releases_gone_mean": (
        "Deras adresser svarar 410 med skälet; deras svar och filer är borttagna.",
        "Their addresses answer 410 with the reason; their answers and files are removed.",
    ),
    "withdrawn": ("återkallad", "withdrawn on"),
    "no longer kept": ("sparas inte längre, sedan", "no longer kept since"),
    "releases_mean": (
        "En utgåva ändras aldrig. Varje fråga kan ställas till en äldre utgåva med release=….",
        "A release never changes. Any query can be put to an older release with release=….",
    ),
    "current": ("gällande", "current"),
    "compare": ("Jämför", "Compare"),
    "compare_two": ("Jämför två utgåvor", "Compare two releases"),
    "from_release": ("från", "from"),
    "to_release": ("till", "to"),
    "to_current": ("vad som har ändrats sedan dess", "what has changed since"),
    # differences
    "difference": ("Vad som har ändrats", "What has changed"),
    "no_difference": (
        "Ingenting skiljer dem åt: samma utsagor, samma svar.",
        "Nothing differs: the same statements, the same answers.",
    ),
    "things_added": ("Nya saker", "Things added"),
    "things_removed": ("Borttagna saker", "Things removed"),
    "reworded": ("Omformulerat", "Reworded"),
    "reworded_means": (
        "Samma sak, egenskap och språk, andra ord.",
        "The same thing, property and language, other words.",
    ),
    "rejudged": ("Ombedömt", "Re-judged"),
    "rejudged_means": (
        "Bedömningar i båda utgåvorna som nu säger något annat eller är mer eller mindre säkra.",
        "Judgements in both releases that now say something else, or are more or less sure.",
    ),
    "answers": ("Sparade frågor som svarar annorlunda", "Stored queries that answer differently"),
    "of": ("av", "of"),
    "added": ("Nya utsagor", "Statements added"),
    "removed": ("Borttagna utsagor", "Statements removed"),
    "moved": ("Utsagor med andra belägg", "Statements with other evidence"),
    "moved_means": (
        "Samma utsaga, men andra grafer gör den än förut.",
        "The same statement, but other graphs make it than before.",
    ),
    "nameless": (
        "Grafer där utsagor om namnlösa noder har ändrats; de kan inte jämföras en och en.",
        "Graphs in which statements about blank nodes changed; those cannot be compared one by one.",
    ),
    "is_damaged": (
        "är skadad och kan inte läsas. Den som driver tjänsten kan bygga den igen av samma data.",
        "is damaged and cannot be read. Whoever runs the service can build it again from the same data.",
    ),
    "other": ("annat", "other"),
    "whole_list": ("Hela listan ger", "The whole list comes from"),
    "no_longer": ("inte längre", "no longer"),
    "now": ("nu", "now"),
    "before": ("förut", "before"),
    "from_old_release": (
        "Så stod det i utgåvan",
        "This is how it stood in release",
    ),
    "see_current": ("Se den gällande", "See the current one"),
}
