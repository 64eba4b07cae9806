"""Laws of exports."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path
from typing import Final

import pytest
from rdflib import RDF, BNode, Graph, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF

from lsgraph.build import build, examine
from lsgraph.errors import StoreError
from lsgraph.export import (
    EXPORTS,
    describe_catalogue,
    describe_void,
    export,
    find_export,
    find_region,
    slice_region,
)
from lsgraph.reason import infer
from lsgraph.release import Release
from lsgraph.resources import Resources, find_resources
from lsgraph.store import Store, find_format
from lsgraph.vocabulary import BASE, LSG, PREFIXES, Kind, graph_kind


def _bytes(release: Release, form: str, region: str | None = None) -> bytes:
    output = io.BytesIO()
    export(release, form, output, region)
    return output.getvalue()


@pytest.fixture(scope="module")
def whole(release: Release) -> Store:
    """Return the release's named graphs without the merge."""
    store = Store()
    store.load(release.quads_file, find_format("n-quads"))
    return store


KEEPS_GRAPHS: Final = ("n-quads", "trig", "json-ld-graphs")
LOSES: Final = ("json-ld", "turtle", "csv", "xlsx", "csv-wide", "csv-excel", "network", "parquet", "ro-crate")
"""Formats of other forms, most of which carry less than the named graphs: a test of its own says what."""


def test_of_every_format_it_is_told_what_it_keeps() -> None:
    assert {*KEEPS_GRAPHS, *LOSES} == {one.name for one in EXPORTS}


@pytest.mark.parametrize("form", KEEPS_GRAPHS)
def test_formats_with_graphs_lose_nothing(form: str, release: Release, whole: Store) -> None:
    again = Store()
    again.load(_bytes(release, form), find_format(form.removesuffix("-graphs")))
    assert again.canonical() == whole.canonical()


@pytest.mark.parametrize("form", [one.name for one in EXPORTS])
def test_equal_releases_give_equal_files(form: str, release: Release) -> None:
    assert _bytes(release, form) == _bytes(release, form)


def test_turtle_comes_as_one_file_per_kind(release: Release, whole: Store) -> None:
    archive = zipfile.ZipFile(io.BytesIO(_bytes(release, "turtle")))
    kinds = {kind for graph in whole.graphs() if (kind := graph_kind(graph))}
    assert set(archive.namelist()) == {f"{kind.lower()}.ttl" for kind in kinds}
    stated = Graph().parse(data=archive.read("passage.ttl"), format="turtle")
    assert (None, URIRef(PREFIXES["org"] + "memberOf"), None) in stated


def test_tables_say_kind_and_passage(release: Release) -> None:
    archive = zipfile.ZipFile(io.BytesIO(_bytes(release, "csv")))
    text = archive.read("Goal.csv").decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    numbers = {
        row["value"] for row in rows if row["property"] == "skos:notation" and "/nls2019-" in row["id"]
    }
    assert {"1.1", "2.2", "8.4"} <= numbers
    assert all(row["passage"].startswith(PREFIXES["p"]) for row in rows if row["kind"] == "Passage")
    assert all(not row["passage"] for row in rows if row["kind"] != "Passage")


def test_unknown_formats_and_regions_list_the_known(release: Release) -> None:
    with pytest.raises(StoreError, match="n-quads"):
        find_export("docx")
    with pytest.raises(StoreError, match="18"):
        _bytes(release, "n-quads", "99")


@pytest.fixture(scope="module")
def orebro(whole: Store) -> Store:
    """Return the slice of Region Örebro län."""
    return slice_region(whole, find_region(whole, "18"))


def test_a_slice_holds_the_regions_papers_and_the_national_layer(orebro: Store) -> None:
    orebro.merge()
    assert orebro.ask("ASK { ?case a lsg:ProcurementCase }")
    [row] = orebro.select(
        "SELECT (COUNT(DISTINCT ?g) AS ?n) { ?g lsg:goalLevel level:malsattning ; lsg:inPriorityArea ?a }"
    )
    assert int(row["n"]) == 30


def test_of_other_regions_papers_a_slice_takes_no_more_than_classes(orebro: Store) -> None:
    passages = [graph for graph in orebro.graphs() if graph_kind(graph) is Kind.PASSAGE]
    others = [
        graph for graph in passages if "stockholm-kliniska-provningar" in graph or "medtechlabs" in graph
    ]
    assert len(others) < len(passages) / 20
    assert all(quad.predicate == RDF.type for graph in others for quad in orebro.quads(graph=graph))


def test_a_slice_passes_the_gate(orebro: Store, resources: Resources) -> None:
    plain = Store()
    for graph in orebro.graphs():
        plain.add(orebro.quads(graph=graph))
    plain.add_from(infer(plain))
    plain.merge()
    report = examine(plain, resources)
    assert report.conforms, report.as_text()


def test_a_slice_can_be_built_elsewhere(release: Release, resources: Resources, tmp_path: Path) -> None:
    dump = tmp_path / "region-18.nq"
    dump.write_bytes(_bytes(release, "n-quads", "18"))
    built = build(resources, tmp_path / "releases", lambda _: None, dump)
    assert built.id != release.id


def test_the_catalogue_names_dataset_distributions_and_endpoint(release: Release, whole: Store) -> None:
    text = describe_catalogue(whole, release, "https://example.org/ls/").serialize(format="pretty-xml")
    graph = Graph().parse(data=text, format="xml")
    dataset = URIRef(BASE + "res/dataset/lsgraph")
    assert (None, DCAT.dataset, dataset) in graph
    assert len(set(graph.objects(dataset, DCAT.distribution))) == len(EXPORTS)
    assert (None, DCAT.endpointURL, URIRef("https://example.org/ls/sparql")) in graph
    assert not any(isinstance(term, BNode) for triple in graph for term in triple)


def test_the_catalogue_has_what_dcat_ap_se_demands(release: Release, whole: Store) -> None:
    graph = describe_catalogue(whole, release, "https://example.org")
    demanded = {
        DCAT.Catalog: [DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCTERMS.license, DCAT.dataset],
        DCAT.Dataset: [DCTERMS.title, DCTERMS.description, DCTERMS.publisher],
        DCAT.Distribution: [DCAT.accessURL],
        DCAT.DataService: [DCTERMS.title, DCAT.endpointURL],
    }
    for kind, properties in demanded.items():
        for thing in graph.subjects(RDF.type, kind):
            assert all((thing, one, None) in graph for one in properties), thing


def test_the_catalogue_has_what_profiles_of_dcat_warn_of(release: Release, whole: Store) -> None:
    contact = "https://example.org/contact"
    graph = describe_catalogue(whole, release, "https://example.org", contact)
    vcard = URIRef(PREFIXES["vcard"] + "hasURL")
    demanded = {
        DCAT.Dataset: [DCAT.contactPoint, DCTERMS.accrualPeriodicity, DCAT.landingPage, DCAT.theme],
        DCAT.DataService: [DCAT.contactPoint, DCTERMS.accessRights, DCTERMS.license],
        DCAT.Distribution: [DCTERMS.description, DCTERMS["format"], DCTERMS.license, DCAT.mediaType],
        DCTERMS.LicenseDocument: [DCTERMS.type],
    }
    for kind, properties in demanded.items():
        things = set(graph.subjects(RDF.type, kind))
        assert things, kind
        for thing in things:
            assert all((thing, one, None) in graph for one in properties), thing
    for predicate, kind in (
        (DCTERMS.license, DCTERMS.LicenseDocument),
        (DCTERMS.conformsTo, DCTERMS.Standard),
        (DCAT.landingPage, FOAF.Document),
        (FOAF.page, FOAF.Document),
    ):
        values = set(graph.objects(None, predicate))
        assert values
        assert all((value, RDF.type, kind) in graph for value in values), predicate
    for point in graph.objects(None, DCAT.contactPoint):
        assert (point, vcard, URIRef(contact)) in graph
    for one in graph.subjects(RDF.type, DCAT.Distribution):
        [listed] = graph.objects(one, DCTERMS["format"])
        assert str(listed).startswith("http://publications.europa.eu/resource/authority/file-type/")


PARTITIONS = """SELECT DISTINCT ?from ?prop ?to ?datatype ?n {
  ?cp void:class ?from ; void:propertyPartition ?pp . ?pp void:property ?prop ; void:triples ?n .
  OPTIONAL {
    { ?pp void:classPartition [ void:class ?to ] }
    UNION { ?pp ext:datatypePartition [ ext:datatype ?datatype ] }
  }
}""".replace("ext:datatypePartition", "<http://ldf.fi/void-ext#datatypePartition>").replace(
    "ext:datatype ", "<http://ldf.fi/void-ext#datatype> "
)


def test_void_tells_what_leads_from_class_to_class(release: Release, graph: Store) -> None:
    void = describe_void(graph, release, "https://example.org", find_resources().queries)
    rows = void.select(PARTITIONS)
    found = {(str(row["from"]), str(row["prop"]), str(row.get("to"))) for row in rows}
    assert (str(LSG.Goal), str(LSG.goalOf), str(LSG.Plan)) in found
    for row in rows[:: len(rows) // 20]:
        text = f"SELECT (COUNT(*) AS ?n) {{ ?s a <{row['from']}> ; <{row['prop']}> ?o }}"
        assert str(graph.select(text)[0]["n"]) == str(row["n"])
