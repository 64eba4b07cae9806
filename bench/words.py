"""Words that synthetic names and texts are made of."""

from __future__ import annotations

from typing import Final

SWEDISH: Final = (
    "vård", "forskning", "hälsodata", "life science", "prövning", "läkemedel", "samverkan", "innovation",
    "medicinteknik", "utveckling", "kompetens", "biobank", "näringsliv", "patientnära", "jämlik", "sjukvård",
    "precisionsmedicin", "infrastruktur", "universitet", "omställning", "uppföljning", "behörighet", "ålder",
    "förebyggande", "öppenhet", "säkerhet", "ökad", "tillgång", "nyttiggörande", "hållbarhet", "avancerad",
    "kunskapsstyrning", "nationell", "regional", "kommunal", "långsiktig", "börda", "ändamål", "delaktighet",
    "finansiering", "upphandling", "kvalitetsregister", "fältstudie", "miljö", "väntetid", "rehabilitering",
)  # fmt: skip
"""From the commonest to the rarest."""

ENGLISH: Final = (
    "care", "research", "health data", "life science", "trial", "medicine", "collaboration", "innovation",
    "medical technology", "development", "skills", "biobank", "industry", "patient-near", "equal", "hospital",
    "precision medicine", "infrastructure", "university", "transition", "follow-up", "authority", "age",
    "preventive", "openness", "safety", "increased", "access", "utilisation", "sustainability", "advanced",
    "knowledge", "national", "regional", "municipal", "long-term", "burden", "purpose", "participation",
    "funding", "procurement", "quality register", "field study", "environment", "waiting time",
    "rehabilitation",
)  # fmt: skip

TOWNS: Final = (
    "Östersund", "Åre", "Örebro", "Ängelholm", "Västerås", "Malmö", "Göteborg", "Umeå", "Luleå", "Linköping",
    "Uppsala", "Stockholm", "Falun", "Gävle", "Växjö", "Kalmar", "Visby", "Karlstad", "Härnösand",
    "Jönköping",
)  # fmt: skip

BODIES: Final = (
    ("Region", "Region"),
    ("Universitetet i", "University of"),
    ("Kommunförbundet", "Association of"),
    ("Sjukhuset i", "Hospital of"),
    ("Myndigheten för", "Agency of"),
    ("Stiftelsen", "Foundation of"),
)
