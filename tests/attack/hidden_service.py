"""Hides SERVICE in queries in every lexical way there is; what the guard lets through must not reach anybody.

Each text that passes the guard is put to the engine in this process, which can reach a listener on loopback.
As a control, texts that the guard refuses are put to the engine too: a share of them must reach the listener,
or the attack would be none.
"""

from __future__ import annotations

import contextlib
import socketserver
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random

from rdflib import Literal, URIRef

from lsgraph.errors import LsgraphError, QueryError
from lsgraph.queries.guard import Bounds, check_query
from lsgraph.store import Quad, Store
from tests.attack._progress import Progress, tell_figure

ABOUT_SECONDS = 200.0
FULL = 200_000
BOUNDS = Bounds()

KEYWORDS = ["SERVICE", "service", "SeRvIcE", "SERVICE SILENT", "SERVICESILENT", "\\u0053ERVICE", "ſERVICE"]
TARGETS = ["<URL>", "s:", "s:x", ":a", "?u", "$u", "filters:x", "<\\u0068ttpURL>", "s:a.b.c", "service:a"]
BODIES = ["{}", "{?a ?b ?c}", "{?a ?b 'x'}", "{#>\n}", "{ ?a ?b <c#d> }", "{?a s:b 1}#'\n", "{ FILTER(1<2) }"]
PLAIN_GLUES = ["", "", "", " ", "\n", ".", "#'\n"]
GLUES = [
    *PLAIN_GLUES,
    *("\t", "\r", "#\n", '#"\n', "#>\n", "# \\u000A", "\x0b", "\u00a0", "\ufeff", "\u200b", ";", ","),
]
# What may stand before a keyword, with something whole behind it
ENDS = [
    *(
        "?s ?p ?o",
        "?s ?p e:",
        "?s ?p e:a",
        "?s ?p e:.",
        "?s ?p e:a.",
        "?s ?p e:a.b",
        "?s ?p e:a.b.",
        "?s ?p :",
    ),
    *(
        "?s ?p e:a..b.c.",
        "?s ?p e:a\\.b",
        "?s ?p e:a\\.",
        "?s ?p e:%2e",
        "?s ?p e:a%2E.",
        "?s ?p e:-",
        "?s ?p e:a-",
    ),
    *(
        "?s ?p e:a:b.c:d.",
        "?s ?p e:\\-.",
        "?s ?p e:a\\'b",
        "?s ?p e:\\#",
        "?s ?p e:a.\\#b.",
        "?s ?p e:é.ö.ä.",
    ),
    *(
        "?s ?p e:\U00010300.",
        "?s ?p e:a\U00010300",
        "?s ?p ?\U00010300.",
        "?s ?p e:a·.",
        "?s ?p e:a.·.",
        "?s ?p _:b.",
    ),
    *(
        "?s ?p _:b",
        "?s ?p _:b.c.",
        "?s ?p _:0.",
        "?s ?p _:b-.",
        "?s ?p ?o.",
        "?s ?p ?oª",
        "?s ?p ?o\u0300.",
        "?s ?p $o",
    ),
    *(
        "?s ?p 1",
        "?s ?p 1.",
        "?s ?p 1.e5",
        "?s ?p 1.5",
        "?s ?p .5",
        "?s ?p 1e5",
        "?s ?p -1",
        "?s ?p +1.",
        "?s ?p 1.e",
    ),
    *(
        "?s ?p true",
        "?s ?p false.",
        "?s ?p TRUE",
        "?s a e:b",
        "?s a<x#y>",
        "?s ?p <x'y>",
        "?s ?p <x#y>",
        "?s<p>?o",
    ),
    *(
        "?s ?p 'a'",
        '?s ?p "a"',
        "?s ?p 'a'@en",
        "?s ?p 'a'@en-x",
        "?s ?p 'a'^^e:a.b",
        "?s ?p 'a'^^e:",
        "?s ?p '''a'''",
    ),
    *(
        "?s ?p '\\''",
        "?s ?p '\\\\'",
        "?s ?p '''a'b''c\\''''",
        '?s ?p """a\nb"""',
        "?s ?p '#'",
        "?s ?p ''",
        "?s ?p '\\u0027'",
    ),
    *(
        "VALUES ?v {'''a'}",
        "VALUES ?v {'' 'a'}",
        "VALUES ?v {1 true'a'<b#c>}",
        "VALUES(?v ?w){(1 <b'c>)}",
        "VALUES ?v {UNDEF}",
    ),
    *(
        "FILTER(1<2)",
        "FILTER(?s<?o&&?o>1)",
        "FILTER(1<<x#>)",
        "FILTER(1<<x'>)",
        "FILTER(1<'x>'||'y')",
        "FILTER(<a>=<b#>)",
    ),
    *(
        "FILTER(?s<x:a||?o>'a#')",
        "FILTER(?s<=<x#>)",
        "FILTER(?s<=?o&&?p>='#')",
        "FILTER(?s IN(<a#>,<b'>))",
        "FILTER(1<e:f(1))",
    ),
    *(
        "FILTERe:f(1<2)",
        "FILTER e:f(1<<a#>)",
        "FILTER<f>(1<<a'>)",
        "filters:f(1<2,'>')",
        "FILTERs:f(?o<b#>)",
        "FILTER STR(?s<a#>)",
    ),
    *(
        "FILTER EXISTS{?s ?p <a#>}",
        "FILTER(EXISTS{?s<a#>?o}<1)",
        "FILTER(NOT EXISTS{?s ?p(1<a'>)}&&1<2)",
        "FILTER NOT EXISTS{}",
    ),
    *(
        "BIND(1<2 AS ?b)",
        "BIND('a'<'b'AS?b)",
        "BIND(<<(?s ?p <a#>)>> AS ?t)",
        "<<?s ?p <a#>>> ?q ?r",
        "?s ?p ?o{|?q <a#>|}",
    ),
    *(
        "?s ?p(1 <a#> ?o <b'>)",
        "?s e:p(?o <b'>)",
        "?s e:p(<b>?o)",
        "(1<a#>)?p ?o",
        "[?p <a#>]?q <b'>",
        "?s <p>|<q#>/<r'> ?o",
    ),
    *(
        "?s(<p>|<q#>)?o",
        "?s !(<p>|^<q'>)?o",
        "?s e:p?<a#>",
        "?s e:p*<a'>",
        "?s e:p+<a#>",
        "OPTIONAL{}",
        "{}UNION{}",
        "{}",
    ),
    *(
        "{SELECT(1<2 AS?x){}}",
        "{SELECT*{?s ?p <a#>}GROUP BY(1<<a#>)}",
        "{SELECT?s{?s<p#>?o}HAVING(1<2)}",
        "MINUS{}",
        "GRAPH<g#>{}",
    ),
    *(
        "GRAPH e:g{}",
        "GRAPHe:g{}",
        "GRAPHs:g{}",
        "{SELECT*{}ORDER BY ?s<f#>(1)}",
        "{SELECT*{}VALUES(?z){(<a#>)}}",
        "",
        "",
        "",
    ),
    *(
        "?s ?p '''a'}KEY TARGET BODY#\\q'''\n",
        "VALUES ?v {'''a'}KEY TARGET BODY#\\uD800'''\n",
        '?s ?p """a".KEY TARGET BODY#\\q"""\n',
    ),
    *(
        "?s ?p 'KEY TARGET BODY'",
        "?s ?p <KEYTARGET>",
        "?s ?KEY ?o",
        "?s ?p _:KEY",
        "?s ?p e:KEY",
        "# KEY TARGET BODY\n",
        "?s ?p e:a.KEY",
    ),
]
FRAMES = [
    "SELECT * { %s }",
    "SELECT*{%s}",
    "SELECT ?u { VALUES ?u { <URL> } %s }",
    "ASK { %s }",
    "CONSTRUCT { ?s ?p ?o } WHERE { %s }",
    "DESCRIBE ?s { %s }",
    "SELECT * { { %s } UNION {} }",
    "SELECT * { OPTIONAL { %s } }",
    "SELECT * { FILTER EXISTS { %s } }",
    "SELECT * { GRAPH ?g { %s } }",
    "SELECT (EXISTS{%s} AS ?e) {}",
    "SELECT * { {SELECT * { %s } LIMIT 1} }",
    "SELECT (1<2 AS ?x) { %s } ORDER BY (1<2)",
]
PROLOGUE = "PREFIX e: <http://e/> PREFIX x: <http://x/> PREFIX : <URL> PREFIX s: <URL> PREFIX filters: <URL> "
SPLICES = [
    "'",
    '"',
    "'''",
    "#",
    "<",
    ">",
    ".",
    ":",
    "\\",
    "{",
    "}",
    "(",
    ")",
    "<<",
    ">>",
    "e:",
    "?",
    "@en",
    "1",
    "%41",
]


class Listener(socketserver.ThreadingTCPServer):
    """Stands for a server that must not be reached: counts connections and closes them."""

    daemon_threads = True
    request_queue_size = 128
    connections = 0

    def process_request(self, request: object, client_address: object) -> None:
        """Count and hang up."""
        self.connections += 1
        self.shutdown_request(request)  # type: ignore[arg-type]


@contextlib.contextmanager
def listen() -> Iterator[Listener]:
    """Listen on a port of loopback."""
    with Listener(("127.0.0.1", 0), socketserver.BaseRequestHandler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


@dataclass
class Findings:
    """What came of the texts: those that passed the guard and touched, and counts for the report."""

    touched: list[str] = field(default_factory=list)
    passed: int = 0
    answered: int = 0
    refused: int = 0
    control: int = 0
    control_touched: int = 0


def make_text(random: Random, address: str, keywords: Sequence[str] = KEYWORDS) -> str:
    """Return a query that hides SERVICE, or another keyword, or a broken one."""
    service = f"{random.choice(keywords)}{random.choice(GLUES)}{random.choice(TARGETS)}"
    pieces = [random.choice(ENDS), service, random.choice(BODIES), random.choice(ENDS)]
    if random.random() < 0.3:
        pieces.insert(0, random.choice(ENDS))
    glues = GLUES if random.random() < 0.2 else PLAIN_GLUES
    body = "".join(f"{piece}{random.choice(glues)}" for piece in pieces)
    text = random.choice(FRAMES) % body
    for _ in range(random.choice((0, 0, 0, 0, 1, 2))):
        at = random.randrange(len(text))
        text = text[:at] + random.choice(SPLICES) + text[at + random.choice((0, 0, 1)) :]
    inner = {"KEY": "SERVICE", "TARGET": "<URL>", "BODY": "{?a ?b ?c}"}
    for name, value in inner.items():
        text = text.replace(name, value)
    prologue = (
        PROLOGUE if random.random() < 0.9 else f"{PROLOGUE}PREFIX service: <URL> PREFIX filtere: <URL> "
    )
    return (prologue + text).replace("URL", address)


def make_store() -> Store:
    """Return a store with a statement in each kind of graph, so that joins go on."""
    store = Store()
    place = URIRef("http://e/g")
    store.add([Quad(URIRef("http://e/s"), URIRef("http://e/p"), Literal("a"), place)])
    store.merge()
    return store


def attack(count: int, seed: int, control: float = 0.1) -> Findings:
    """Make so many texts from a seed and see which of them reach a listener; a share is asked unguarded."""
    random, store, findings = Random(seed), make_store(), Findings()
    with listen() as listener:
        address = f"http://127.0.0.1:{listener.server_address[1]}/"
        progress = Progress("texts", count)
        for number in range(1, count + 1):
            progress.note(number, f"; {len(findings.touched)} findings")
            text = make_text(random, address)
            try:
                asked = check_query(text, BOUNDS).text
                findings.passed += 1
            except QueryError:
                findings.refused += 1
                if random.random() < control:
                    findings.control += 1
                    findings.control_touched += ask(store, listener, text)[0]
                continue
            touched, answered = ask(store, listener, asked)
            findings.answered += answered
            if touched:
                findings.touched.append(text)
    return findings


def ask(store: Store, listener: Listener, text: str) -> tuple[bool, bool]:
    """Put a text to the engine; say whether it reached the listener, and whether it was answered."""
    before, answered = listener.connections, False
    with contextlib.suppress(LsgraphError, OSError, ValueError, RuntimeError):
        answer = store.query(text)
        if answer.form != "boolean":
            list(answer.rows() if answer.form == "solutions" else answer.triples())
        answered = True
    return listener.connections > before, answered


def run(seed: int, share: float = 1.0) -> list[str]:
    """Run the attack, or a share of it; print what came of it and return its findings as sentences."""
    findings = attack(int(FULL * share), seed)
    tell_figure(
        f"hidden SERVICE: {findings.passed:,} texts passed the guard ({findings.answered:,} answered), "
        f"{findings.refused:,} were refused; of {findings.control:,} of these asked without a guard "
        f"{findings.control_touched:,} reached the listener"
    )
    faults = [f"reached the listener: {text!r}" for text in findings.touched]
    if not findings.control_touched:
        faults.append("no text without a guard reached the listener: the attack is none")
    return faults
