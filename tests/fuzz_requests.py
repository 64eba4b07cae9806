"""Random requests for the service: mutated queries, odd headers, bodies, methods and parameters."""

from __future__ import annotations

import random
import string
from pathlib import Path
from urllib.parse import quote, urlencode

PASSAGE = "https://w3id.org/lsgraph/res/passage/a-0-10"
SEEDS = (
    "SELECT * { ?s ?p ?o }",
    "ASK { <urn:s1> ?p ?o }",
    "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 5",
    "DESCRIBE <urn:s0>",
    "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s <urn:p> ?o } } GROUP BY ?g HAVING (?n > 1) ORDER BY DESC(?n)",
    f"SELECT * FROM <{PASSAGE}> FROM NAMED <{PASSAGE}> {{ ?s ?p ?o }}",
    "SELECT ?s { ?s rdfs:label ?l FILTER(LANG(?l) = 'sv' && REGEX(STR(?l), '^Ö', 'i')) }",
    "SELECT * { ?s <urn:p>/(<urn:q>|^<urn:p>)*/<urn:p>? ?o } LIMIT 10",
    "SELECT (GROUP_CONCAT(?o; SEPARATOR=',') AS ?all) { SELECT ?o { ?s <urn:p> ?o } ORDER BY ?o }",
    'SELECT * { VALUES (?a ?b) { (1 UNDEF) ("x"@sv--ltr <urn:a>) } OPTIONAL { ?a ?b ?c } MINUS { ?c ?d 1 } }',
    "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
    "INSERT DATA { <urn:a> <urn:b> <urn:c> }",
    "SELECT (STRUUID() AS ?u) (NOW() AS ?t) (<<( <urn:a> <urn:b> 1 )>> AS ?x) {}",
    "# å\nPREFIX ö: <urn:> SELECT ?x { ?x ö:p ?y . BIND(?y + 1 AS ?z) FILTER NOT EXISTS { ?x ö:q ?z } }",
)
BITS: tuple[str, ...] = (
    *"{}()[]<>\"'.;,?$@^|/*+-!=&#\\\0\n\r\t \ud7ff\uffff𝄞åÖ",
    *(
        "SELECT",
        "WHERE",
        "FILTER",
        "OPTIONAL",
        "UNION",
        "SERVICE",
        "LOAD",
        "FROM",
        "BIND",
        "VALUES",
        "<<(",
        ")>>",
    ),
    *(
        "1e999",
        "00",
        "'''",
        '"""',
        "\\u0000",
        "\\uD800",
        "_:b",
        "a:b",
        "?x",
        "<urn:x>",
        "@sv--rtl",
        "^^xsd:integer",
    ),
    *("(" * 40, "{" * 90, "!" * 300, "+1" * 200, "OPTIONAL{" * 30, "a" * 3000, "%s%n", "../../etc/passwd"),
)
METHODS = (
    ("GET",) * 24 + ("POST",) * 16 + ("HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE", "BREW", "get")
)
PATHS: tuple[str, ...] = (
    *("/sparql",) * 40,
    *("/rdf-graph-store",) * 5,
    *("/void", "/.well-known/void", "/catalog", "/catalog.ttl", "/health", "/metrics", "/openapi.json", "/"),
    *("/query", "/search", "/coverage", "/id/goal/x", "/doc/goal/x.ttl", "/res/passage/a-0-10", "/spec/Goal"),
    *(
        "/export/current/lsgraph.nq",
        "/export/0/x.exe",
        "/static/../x",
        "/%00",
        "//",
        "/sparql/",
        "/%ff%fe",
        "/å",
    ),
)
MEDIA_TYPES: tuple[str, ...] = (
    *("*/*", "text/html", "text/csv", "application/sparql-results+json", "application/sparql-results+xml"),
    *(
        "text/turtle",
        "application/rdf+xml",
        "application/ld+json;q=0.3, text/csv;q=0.2",
        "image/png",
        ";;q=",
        "",
    ),
    *("application/sparql-query", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"),
    *("application/sparql-update", "application/sparql-query; charset=utf-16", "text/plain", "a/b" * 500),
)
NAMES: tuple[str, ...] = (
    *("query",) * 3,
    *(
        "sources",
        "default-graph-uri",
        "named-graph-uri",
        "format",
        "release",
        "max-rows",
        "update",
        "graph",
        "default",
    ),
    *("using-graph-uri", "q", "offset", "lang", "name", "x", ""),
)
VALUES: tuple[str, ...] = (
    *(
        "true",
        "csv",
        "json",
        "xml",
        "ttl",
        "nope",
        PASSAGE,
        "urn:none",
        "0",
        "1",
        "-1",
        "99999999999",
        "5",
        "",
        "\0",
    ),
    *("0123456789abcdef", "../..", "current", "Ö", "�" * 50, "sv", "a" * 5000),
)


class Requests:
    """Random requests, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self._dice = random.Random(seed)
        folder = Path(__file__).parent.parent / "queries" / "competency"
        self._queries = (*SEEDS, *(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.rq"))))

    def make(self) -> bytes:
        """Return one request as bytes."""
        dice = self._dice
        method, path = dice.choice(METHODS), dice.choice(PATHS)
        pairs = self._make_parameters()
        headers = self._make_headers()
        body = b""
        if method in ("POST", "PUT", "PATCH"):
            headers["Content-Type"], body, pairs = self._make_body(pairs)
        target = quote(path, safe="/%.") + ("?" + self._encode(pairs) if pairs else "")
        if body or method == "POST":
            headers["Content-Length"] = str(len(body))
        lines = [f"{method} {target} HTTP/{dice.choice(('1.1',) * 9 + ('1.0',))}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        return "\r\n".join([*lines, "", ""]).encode("latin-1", "replace") + body

    def make_query(self) -> str:
        """Return a query, whole or mutated."""
        dice = self._dice
        text: str = dice.choice(self._queries)
        for _ in range(dice.choice((0, 0, 1, 1, 2, 5, 20))):
            text = self._mutate(text)
        return text[:80_000]

    def _mutate(self, text: str) -> str:
        dice = self._dice
        start = dice.randrange(len(text) + 1)
        end = min(len(text), start + dice.choice((1, 1, 3, 10, 40)))
        match dice.randrange(6):
            case 0:
                return text[:start] + text[end:]
            case 1:
                return text[:start] + dice.choice(BITS) + text[start:]
            case 2:
                return text[:start] + text[start:end] * dice.choice((2, 3, 50)) + text[end:]
            case 3:
                other = dice.choice(self._queries)
                return text[:start] + other[dice.randrange(len(other)) :]
            case 4:
                return text[:start] + "".join(dice.choices(string.printable, k=end - start)) + text[end:]
        return text[:start] + text[start:end].swapcase() + text[end:]

    def _make_parameters(self) -> list[tuple[str, str]]:
        dice = self._dice
        pairs = [("query", self.make_query())] if dice.random() < 0.85 else []
        for _ in range(dice.choice((0, 0, 0, 1, 1, 2, 4))):
            name = dice.choice(NAMES)
            pairs.append((name, self.make_query() if name == "query" else dice.choice(VALUES)))
        return pairs

    def _make_headers(self) -> dict[str, str]:
        dice = self._dice
        headers = {
            "Host": dice.choice(("localhost",) * 8 + ("", "a b", "[::1", "x" * 300)),
            "Connection": "close",
        }
        if dice.random() < 0.8:
            headers["Accept"] = dice.choice(MEDIA_TYPES)
        odd = (
            ("Accept-Encoding", dice.choice(("gzip", "br", "gzip;q=0", "*", ";"))),
            ("If-None-Match", dice.choice(("*", '"x"', 'W/"' + "0" * 32 + '"', "\xff"))),
            ("X-Forwarded-For", "1.2.3.4, " * dice.randrange(1, 200)),
            ("Cookie", "a" * dice.randrange(4000)),
            ("Accept-Language", dice.choice(("sv", "en;q=", "\xe5\xe4", "x" * 2000))),
            ("Range", "bytes=0-1"),
            ("Expect", "100-continue"),
            ("Origin", "null"),
        )
        return headers | {name: value for name, value in odd if dice.random() < 0.12}

    def _make_body(self, pairs: list[tuple[str, str]]) -> tuple[str, bytes, list[tuple[str, str]]]:
        dice = self._dice
        kind = dice.choice(MEDIA_TYPES)
        match dice.randrange(4):
            case 0:
                return "application/x-www-form-urlencoded", self._encode(pairs).encode("ascii", "replace"), []
            case 1:
                rest = [pair for pair in pairs if pair[0] != "query"]
                return "application/sparql-query", self.make_query().encode("utf-8", "replace"), rest
            case 2:
                return kind, dice.randbytes(dice.choice((0, 10, 3000))), pairs
        return kind, self.make_query().encode("utf-8", "replace"), pairs

    def _encode(self, pairs: list[tuple[str, str]]) -> str:
        text = urlencode(pairs, errors="replace")
        if self._dice.random() < 0.05:
            place = self._dice.randrange(len(text) + 1)
            text = (
                text[:place]
                + self._dice.choice(("%", "%F", "%FF", "&&", "=", ";", "+", "%00"))
                + text[place:]
            )
        return text[:62_000]
