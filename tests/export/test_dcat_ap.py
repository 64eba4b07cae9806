"""The catalogue against the official shapes of DCAT-AP 3.0.1: https://github.com/SEMICeu/DCAT-AP.

They are in no package index: the test wants the repository, or its folder of shapes, in `.bench/suites`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pyshacl
import pytest
from rdflib import RDF, SH, SKOS, Graph, URIRef
from rdflib.namespace import DCAT, DCTERMS

from bench.processes import ROOT
from lsgraph.export import describe_catalogue
from lsgraph.release import Release

SHAPES: Final = ROOT / ".bench" / "suites" / "DCAT-AP" / "releases" / "3.0.1" / "html" / "shacl"
FILES: Final = ("shapes", "shapes_recommended", "range", "deprecateduris", "mdr-vocabularies.shape")
PUBLISHER: Final = "https://w3id.org/lsgraph/id/org/lsgraph"
SWEDEN: Final = "http://publications.europa.eu/resource/authority/country/SWE"
NOT_OURS: Final = {
    # the list of corporate bodies has those of the EU alone
    ("mdr-vocabularies.shape", PUBLISHER, SKOS.inScheme),
    *(
        ("mdr-vocabularies.shape", f"https://w3id.org/lsgraph/res/dataset/{name}", DCTERMS.publisher)
        for name in ("sparql", "catalogue", "lsgraph")
    ),
    # where a country of the EU's list lies is for that list to say
    ("shapes_recommended", SWEDEN, DCAT.bbox),
    ("shapes_recommended", SWEDEN, DCAT.centroid),
    # the statements are of no one period: each says for which time it holds
    ("shapes_recommended", "https://w3id.org/lsgraph/res/dataset/lsgraph", DCTERMS.temporal),
}


@pytest.fixture(scope="module")
def catalogue(release: Release) -> Graph:
    """Return the catalogue of the built release."""
    return describe_catalogue(release.open_store(), release, "https://example.org/")


@pytest.mark.parametrize("name", FILES)
def test_the_official_shapes_find_nothing_that_is_ours(catalogue: Graph, name: str) -> None:
    file: Path = SHAPES / f"{name}.ttl"
    if not file.is_file():
        pytest.skip("the shapes of DCAT-AP are not at hand: .bench/suites/DCAT-AP")
    _, report, _ = pyshacl.validate(catalogue, shacl_graph=Graph().parse(file), advanced=True)
    assert isinstance(report, Graph)
    found = {
        (name, str(report.value(one, SH.focusNode)), report.value(one, SH.resultPath))
        for one in report.objects(None, SH.result)
    }
    assert found <= NOT_OURS


@pytest.mark.parametrize(
    ("relation", "kind"),
    [
        (DCTERMS.language, DCTERMS.LinguisticSystem),
        (DCAT.mediaType, DCTERMS.MediaType),
        (DCAT.theme, SKOS.Concept),
        (DCTERMS.accessRights, DCTERMS.RightsStatement),
        (DCTERMS.spatial, DCTERMS.Location),
    ],
)
def test_what_is_referred_to_has_its_class(catalogue: Graph, relation: URIRef, kind: URIRef) -> None:
    terms = set(catalogue.objects(None, relation))
    assert terms
    assert all((term, RDF.type, kind) in catalogue for term in terms)


def test_terms_of_the_lists_of_the_eu_say_of_which_list_they_are(catalogue: Graph) -> None:
    lists = "http://publications.europa.eu/resource/authority/"
    terms = {one for one in catalogue.objects() if str(one).startswith(lists) and str(one).count("/") == 6}
    assert len(terms) > 8
    for term in terms:
        assert (term, SKOS.inScheme, URIRef(str(term).rpartition("/")[0])) in catalogue
    assert all(catalogue.value(one, SKOS.prefLabel) for one in catalogue.subjects(RDF.type, SKOS.Concept))
