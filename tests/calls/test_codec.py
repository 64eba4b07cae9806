"""Calls and results come out of their JSON as they went in, and what decides an answer is told by type."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, is_dataclass, replace
from itertools import product
from pathlib import Path
from typing import get_args, get_origin

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import XSD, BNode, Literal, URIRef

from lsgraph.calls.call import Call, Handler, Stream, find_result
from lsgraph.calls.codec import decode, encode, encode_deciding
from lsgraph.calls.sparql import CheckCall, ClientQuery, QueryCall
from lsgraph.errors import LsgraphError, NotAcceptable, QuerySyntaxError
from lsgraph.store import JsonTerm, Store, Term
from lsgraph.web.rendering.page_arguments import CoveragePageCall
from lsgraph.web.rendering.page_templates import PageReader
from lsgraph.web.rendering.service_calls import list_service_calls
from lsgraph.workers.wire import FRAME_HEAD, decode_fault, encode_fault

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))


@dataclass(frozen=True)
class Part:
    iri: URIRef
    names: Mapping[str, str]
    inner: tuple[Part, ...] = ()


@dataclass(frozen=True)
class PartCall(Call[Part]):
    index: Path
    sources: Path | None
    text: str
    terms: Mapping[str, JsonTerm]


@given(TEXTS, st.dictionaries(TEXTS, TEXTS))
def test_a_result_comes_out_as_it_went_in(text: str, names: dict[str, str]) -> None:
    part = Part(URIRef("urn:å"), names, (Part(URIRef("urn:b"), {"sv": text}),))
    found = decode(encode(part), Part)
    assert found == part
    assert type(found.iri) is URIRef


@given(TEXTS)
def test_a_call_comes_out_as_it_went_in(text: str) -> None:
    call = PartCall(Path("/a"), None, text, {"x": JsonTerm("literal", text, "sv")})
    assert decode(encode(call), PartCall) == call


def test_another_type_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError, match="text"):
        decode(encode({"index": "/a", "sources": None, "text": 3, "terms": {}}), PartCall)
    with pytest.raises(NotImplementedError, match="complex"):
        encode(1j)


def test_where_things_lie_decides_nothing_but_that_they_are_there_does() -> None:
    one, other, none = (
        encode_deciding(PartCall(Path(index), sources, "x", {}))
        for index, sources in (("/a", Path("/s")), ("/b", Path("/t")), ("/a", None))
    )
    assert one == other != none
    assert "/" not in one


def test_every_argument_of_a_query_decides() -> None:
    values = product(
        (ClientQuery("ASK {}"), ClientQuery("ASK {}", sources=True), ClientQuery("ASK {}", 9)),
        ("json", None),
        ("turtle", None),
        (None, (), ("urn:a",)),
        (None, 10),
    )
    calls = [QueryCall(text, one, two, named, named, most) for text, one, two, named, most in values]
    assert len({encode_deciding(call) for call in calls}) == len(calls)


@pytest.mark.parametrize(
    ("term", "json"),
    [
        (URIRef("urn:å"), '{"type":"uri","value":"urn:å"}'),
        (BNode("b1"), '{"type":"bnode","value":"b1"}'),
        (Literal("å"), '{"type":"literal","value":"å"}'),
        (Literal("å", lang="sv"), '{"type":"literal","value":"å","xml:lang":"sv"}'),
        (
            Literal("007", datatype=XSD.integer, normalize=False),
            f'{{"type":"literal","value":"007","datatype":"{XSD.integer}"}}',
        ),
    ],
)
def test_a_term_has_one_form_and_comes_out_of_it(term: Term, json: str) -> None:
    assert encode(JsonTerm.of(term)).decode() == json
    assert decode(json.encode(), JsonTerm).term == term
    assert decode(json.encode(), JsonTerm) == JsonTerm.of(term)


def test_a_triple_term_is_shown_as_it_is_written() -> None:
    [row] = Store().query("SELECT ?t { BIND(<<( <urn:a> <urn:b> 1 )>> AS ?t) }").solutions()
    assert row[0] is not None
    assert JsonTerm.of_engine(row[0]).value.startswith("<<( <urn:a> <urn:b>")


def test_a_call_says_what_its_result_is() -> None:
    assert find_result(QueryCall) is Stream
    assert find_result(CheckCall) == tuple[tuple[str, ...], ...]
    with pytest.raises(TypeError, match="Call does not say"):
        find_result(Call)


def test_no_two_calls_have_one_name() -> None:
    names = [one.name for one in list_service_calls()]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("handler", list_service_calls(), ids=lambda handler: handler.name)
def test_every_call_and_result_is_a_frozen_dataclass_that_json_has_a_form_of(handler: Handler) -> None:
    result = find_result(handler.kind)
    for kind in (handler.kind, *(get_args(result) or (result,))):
        if kind not in (Stream, type(None), Ellipsis) and get_origin(kind) is not tuple:
            assert is_dataclass(kind)
            assert vars(kind)["__dataclass_params__"].frozen
    decode(b"null", handler.kind | None)  # type: ignore[arg-type]  # looks at every field's type
    if result is not Stream:
        decode(b"null", result | None)  # type: ignore[arg-type]


def test_who_reads_a_page_decides_it_and_what_is_put_into_it_later_does_not() -> None:
    reader = PageReader("sv", "", "A", "?lang=en", "1")
    pages = [
        CoveragePageCall(reader, "urn:a", Path("/s")),
        CoveragePageCall(reader, "urn:a", Path("/t")),
        CoveragePageCall(replace(reader, language="en"), "urn:a", Path("/s")),
        CoveragePageCall(reader, "urn:a", None),
    ]
    one, same, *others = map(encode_deciding, pages)
    assert one == same
    assert len({one, *others}) == 3
    assert decode(encode(pages[0]), CoveragePageCall) == pages[0]


@pytest.mark.parametrize(
    "error",
    [
        NotAcceptable("text/x", ("text/turtle",)),
        QuerySyntaxError("no", 1, 2, "x", ("y", "z")),
        LsgraphError("a plain sentence"),
        LsgraphError("a file named \udcff"),
    ],
)
def test_a_fault_comes_out_as_it_went_in(error: LsgraphError) -> None:
    found = decode_fault(encode_fault(error)[FRAME_HEAD.size :])
    assert type(found) is type(error)
    assert str(found) == str(error).encode("utf-8", "replace").decode()
    assert {name: value for name, value in vars(found).items() if name != "args"} == vars(error)
