"""XML that the store writes is well-formed and true, or it is refused."""

from __future__ import annotations

import io
import string
import warnings
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import Graph, Literal, URIRef

from lsgraph.errors import NotWritable
from lsgraph.store import Quad, Store, find_format

XML, RDF_XML = find_format("xml"), find_format("rdf-xml")


def write_rows(text: str) -> bytes:
    """Return the XML of an answer that holds a text."""
    store, output = Store(), io.BytesIO()
    store.add([Quad(URIRef("urn:s"), URIRef("urn:p"), Literal(text))])
    store.query("SELECT ?o { ?s ?p ?o }").write(output, XML)
    return output.getvalue()


def write_triple(predicate: str, text: str = "x") -> bytes:
    """Return the RDF/XML of a statement."""
    store, output = Store(), io.BytesIO()
    store.add([Quad(URIRef("urn:s"), URIRef(predicate), Literal(text))])
    store.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }").write(output, RDF_XML)
    dumped = io.BytesIO()
    store.dump(dumped, RDF_XML, default_only=True)
    assert (
        Graph()
        .parse(data=dumped.getvalue(), format="xml")
        .isomorphic(Graph().parse(data=output.getvalue(), format="xml"))
    )
    return output.getvalue()


@given(st.text(st.characters(codec="utf-8"), max_size=30))
def test_any_text_is_written_as_it_is_or_refused(text: str) -> None:
    banned = any((ord(one) < 0x20 and one not in "\t\n\r") or one in "￾￿" for one in text)
    if banned:
        with pytest.raises(NotWritable, match=r"U\+"):
            write_rows(text)
        with pytest.raises(NotWritable, match=r"U\+"):
            write_triple("urn:p", text)
        return
    literal = ET.fromstring(write_rows(text)).find(".//{*}literal")
    assert literal is not None
    assert (literal.text or "") == text
    [value] = Graph().parse(data=write_triple("urn:p", text), format="xml").objects()
    assert str(value) == text


def test_a_banned_character_is_found_across_pieces() -> None:
    with pytest.raises(NotWritable):
        write_rows("a" * 100_000 + "￿")


@given(st.text(string.ascii_letters + "0123456789/:-_.~åĲ·'&", max_size=12))
def test_any_property_is_written_as_it_is_or_refused(name: str) -> None:
    predicate = f"http://example.org/{name}"
    try:
        text = write_triple(predicate)
    except NotWritable as error:
        assert predicate in str(error)  # noqa: PT017
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        [found] = Graph().parse(data=text, format="xml").predicates()
    assert str(found) == predicate


@pytest.mark.parametrize(
    "predicate",
    [
        "urn:p:1",
        "http://example.org/",
        "http://www.w3.org/2000/xmlns/c",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#li",
    ],
)
def test_a_property_without_a_name_is_refused_with_what_can_carry_it(predicate: str) -> None:
    with pytest.raises(NotWritable) as caught:
        write_triple(predicate)
    assert "text/turtle" in caught.value.available
