"""Laws of IRIs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lsgraph.errors import DataError
from lsgraph.vocabulary import (
    BASE,
    PREFIX_FILE,
    PREFIXES,
    Kind,
    Span,
    description_path,
    graph_kind,
    local_path,
    mint,
    parse_span,
    passage_iri,
    read_prefixes,
    shorten,
    slug,
)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Karolinska Institutet", "karolinska-institutet"),
        ("Region Örebro län", "region-orebro-lan"),
        ("Kungliga Tekniska högskolan", "kungliga-tekniska-hogskolan"),
        ("Små och medelstora företag", "sma-och-medelstora-foretag"),
        ("2.2", "2.2"),
    ],
)
def test_slugs_are_lower_case_ascii(name: str, expected: str) -> None:
    assert slug(name) == expected


@given(st.text())
def test_any_name_gives_a_slug_of_safe_characters(name: str) -> None:
    assert all(character in "abcdefghijklmnopqrstuvwxyz0123456789.-" for character in slug(name))


@given(
    st.from_regex(r"[a-z0-9]+(-[a-z0-9]+){0,4}", fullmatch=True),
    st.integers(0, 10**7),
    st.integers(0, 10**7),
)
def test_a_passage_names_its_span_read_from_the_right(source: str, start: int, end: int) -> None:
    span = Span(source, start, end)
    assert parse_span(passage_iri(span)) == span


@pytest.mark.parametrize(
    "iri", ["", BASE, BASE + "res/passage/x", BASE + "res/passage/x-1", "http://x/y-1-2"]
)
def test_what_names_no_span_gives_none(iri: str) -> None:
    assert parse_span(iri) is None


def test_graphs_show_their_kind() -> None:
    assert graph_kind(BASE + "res/passage/a-1-2") is Kind.PASSAGE
    assert graph_kind(BASE + "res/inference/stated") is Kind.INFERENCE
    assert graph_kind(BASE + "id/org/ki") is None
    assert graph_kind("http://example.org/res/passage/a-1-2") is None


@pytest.mark.parametrize(
    "path", ["id/goal/nls2019-2.2", "spec/Goal", "res/passage/a-1-2", "def/nls2019-area/2"]
)
def test_own_iris_have_a_local_path(path: str) -> None:
    assert local_path(BASE + path) == path


@pytest.mark.parametrize("path", ["", "sparql", "id/", "id/../etc/passwd/", "id/a b", "static/x.css"])
def test_other_paths_are_not_identifiers(path: str) -> None:
    assert local_path(BASE + path) is None


def test_things_are_described_at_doc_and_documents_at_themselves() -> None:
    assert description_path("id/goal/x") == "doc/goal/x"
    assert description_path("res/source/x") == "res/source/x"


def test_minted_iris_shorten_to_their_prefix() -> None:
    assert shorten(mint("body", "Örebro universitet")) == "body:orebro-universitet"
    assert shorten("http://example.org/x") == "http://example.org/x"


def test_prefixes_end_where_names_begin() -> None:
    assert all(space.endswith(("/", "#")) for space in PREFIXES.values())


def write_prefixes(folder: Path, *declared: tuple[str, str]) -> Path:
    """Write an ontology that declares prefixes, and return its folder."""
    nodes = " , ".join(f'[ sh:prefix "{prefix}" ; sh:namespace "{space}" ]' for prefix, space in declared)
    (folder / PREFIX_FILE).parent.mkdir()
    text = f"@prefix sh: <http://www.w3.org/ns/shacl#> .\n<urn:x> sh:declare {nodes} .\n"
    (folder / PREFIX_FILE).write_text(text)
    return folder


def test_prefixes_are_what_the_ontology_declares(tmp_path: Path) -> None:
    folder = write_prefixes(tmp_path, ("b", "http://b.example/"), ("a", "http://a.example/"))
    assert list(read_prefixes(folder).items()) == [("a", "http://a.example/"), ("b", "http://b.example/")]


def test_a_prefix_declared_for_two_namespaces_is_told(tmp_path: Path) -> None:
    folder = write_prefixes(tmp_path, ("a", "http://b.example/"), ("a", "http://a.example/"))
    with pytest.raises(DataError, match=r"shapes/prefixes.ttl:1: the prefix a is declared for"):
        read_prefixes(folder)


def test_a_broken_file_of_prefixes_is_told_with_its_line(tmp_path: Path) -> None:
    folder = write_prefixes(tmp_path, ("a", 'http://a.example/" ] ; ] "'))
    with pytest.raises(DataError, match=r"shapes/prefixes.ttl:2: this is not Turtle"):
        read_prefixes(folder)
    with pytest.raises(DataError, match="cannot be read"):
        read_prefixes(tmp_path / "nowhere")


def test_the_command_line_tells_of_it_in_one_line(tmp_path: Path) -> None:
    folder = write_prefixes(tmp_path, ("a", 'http://a.example/" ] ; ] "'))
    program = (
        "import pathlib, lsgraph.resources as found\n"
        f"found.find_resources = lambda: found.Resources(*[pathlib.Path({str(folder)!r})] * 3)\n"
        "from lsgraph.cli import main\nmain()"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("shapes/prefixes.ttl:2: this is not Turtle")
    assert done.stderr.count("\n") == 1
