"""The engines that answer the mix: the service itself, and its peers, brought in on demand.

A peer that cannot be had or started raises LeftOut with the reason. All listen on the loopback only.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx

from bench.client import Connection, Endpoint, NoAnswer
from bench.processes import ROOT, Command, LeftOut, find_program, free_port, run, start, stop, wait_for, weigh

HOME: Final = ROOT / ".bench" / "peers"
"""Where peers are installed; never committed."""

FUSEKI: Final = "5.6.0"
RDFLIB_ENDPOINT: Final = "0.6.3"
_MERGED: Final = "urn:lsgraph:merged"
_PATIENCE: Final = 1_800.0
_VIRTUOSO_PACKAGES: Final = (
    "virtuoso-opensource-7-bin", "libpcre3", "libminizip1", "libldap-2.5-0", "libreadline8",
)  # fmt: skip
_ANYTHING: Final = "ASK { ?s ?p ?o }"


@dataclass(frozen=True)
class Dataset:
    """What every engine is given: named graphs (N-Quads), their merge (N-Triples), both in one file."""

    root: Path
    named: Path
    merged: Path
    whole: Path
    size: str
    reasoned: bool


@dataclass
class Engine:
    """A running engine; `load_seconds` is from the files to the first answer."""

    name: str
    endpoint: Endpoint
    process: subprocess.Popen[bytes]
    load_seconds: float

    def weigh(self) -> int:
        """Return its bytes of memory, of the whole family of processes."""
        return weigh(self.process.pid)

    def close(self) -> None:
        """End it."""
        stop(self.process)


def start_lsgraph(data: Dataset, work: Path, *settings: str) -> Engine:
    """Start the service as `lsgraph serve` does, all settings but those given at their defaults."""
    port = free_port()
    began = time.monotonic()
    given = (f"PORT={port}", f"LSGRAPH_RELEASES={data.root}", *settings)
    command: Command = [sys.executable, "-m", "bench.serve", *given]
    return _launch("lsgraph", command, work, Endpoint("127.0.0.1", port, "/sparql"), began)


def start_oxigraph(data: Dataset, work: Path) -> Engine:
    """Start the Oxigraph server on a store on disk, as its documentation has it."""
    program, location, port = _oxigraph(), work / "oxigraph", free_port()
    began = time.monotonic()
    run([program, "load", "--location", location, "--file", data.whole], work, _PATIENCE)
    run([program, "optimize", "--location", location], work, _PATIENCE)
    command: Command = [program, "serve-read-only", "--location", location, "--bind", f"127.0.0.1:{port}"]
    return _launch("oxigraph", command, work, Endpoint("127.0.0.1", port, "/query"), began)


def start_oxigraph_in_memory(data: Dataset, work: Path) -> Engine:
    """Start the Oxigraph server with its store in memory, filled over HTTP."""
    port = free_port()
    began = time.monotonic()
    command: Command = [_oxigraph(), "serve", "--bind", f"127.0.0.1:{port}"]
    engine = _launch("oxigraph in memory", command, work, Endpoint("127.0.0.1", port, "/query"), began)
    with data.whole.open("rb") as file:
        headers = {"Content-Type": "application/n-quads"}
        answer = httpx.post(
            f"http://127.0.0.1:{port}/store", content=file, headers=headers, timeout=_PATIENCE
        )
    if answer.is_error:
        engine.close()
        raise LeftOut(f"loading answered {answer.status_code}")
    engine.load_seconds = time.monotonic() - began
    return engine


def start_rdflib_endpoint(data: Dataset, work: Path) -> Engine:
    """Start rdflib-endpoint with its default store; its default graph is the union of all graphs."""
    venv = HOME / "rdflib-endpoint"
    program = venv / "bin" / "rdflib-endpoint"
    if not program.is_file():
        run([sys.executable, "-m", "venv", venv], ROOT, 300)
        wanted = (f"rdflib-endpoint=={RDFLIB_ENDPOINT}", "uvicorn[standard]")
        run([venv / "bin" / "python", "-m", "pip", "install", "-q", *wanted], ROOT, 600)
    port = free_port()
    began = time.monotonic()
    command: Command = [program, "serve", "--host", "127.0.0.1", "--port", port, data.named]
    return _launch("rdflib-endpoint", command, work, Endpoint("127.0.0.1", port, "/"), began)


def start_fuseki(data: Dataset, work: Path) -> Engine:
    """Start Apache Jena Fuseki on a TDB2 store, from Maven Central."""
    java, jar = find_program("java"), fetch_fuseki()
    location, port, heap = work / "fuseki", free_port(), "-Xmx4G"
    began = time.monotonic()
    run([java, heap, "-cp", jar, "tdb2.tdbloader", f"--loc={location}", data.whole], work, _PATIENCE)
    command: Command = [
        java,
        heap,
        "-jar",
        jar,
        "--localhost",
        f"--port={port}",
        "--tdb2",
        f"--loc={location}",
        "/ds",
    ]
    return _launch("fuseki", command, work, Endpoint("127.0.0.1", port, "/ds/sparql"), began)


def find_fuseki() -> Path | None:
    """Return Fuseki's jar; None where it has not been fetched, or there is no Java to run it."""
    jar = HOME / "fuseki" / f"jena-fuseki-server-{FUSEKI}.jar"
    return jar if jar.is_file() and shutil.which("java") else None


def fetch_fuseki() -> Path:
    """Return Fuseki's jar, fetched from Maven Central when absent."""
    jar = HOME / "fuseki" / f"jena-fuseki-server-{FUSEKI}.jar"
    if not jar.is_file():
        jar.parent.mkdir(parents=True, exist_ok=True)
        artifact = f"-Dartifact=org.apache.jena:jena-fuseki-server:{FUSEKI}"
        plugin = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy"
        run([find_program("mvn"), "-q", "-B", plugin, artifact, f"-DoutputDirectory={jar.parent}"], ROOT, 600)
    return jar


def start_virtuoso(data: Dataset, work: Path) -> Engine:
    """Start Virtuoso 7 from Debian's packages, unpacked beside the other peers, with buffers for 2 GB.

    It has no default graph of its own, so that the merge is a graph that each query names as its default.
    """
    home, folder = _virtuoso(), work / "virtuoso"
    folder.mkdir()
    port, admin = free_port(), free_port()
    template = (Path(__file__).parent / "virtuoso.ini").read_text(encoding="utf-8")
    settings = {"folder": folder, "http": port, "sql": admin, "data": data.whole.parent, "home": home}
    (folder / "virtuoso.ini").write_text(template.format_map(settings), encoding="utf-8")
    env = {"LD_LIBRARY_PATH": ":".join(str(home / part / "x86_64-linux-gnu") for part in ("usr/lib", "lib"))}
    began = time.monotonic()
    command: Command = [home / "usr/bin/virtuoso-t", "+foreground", "+configfile", folder / "virtuoso.ini"]
    parameters = (("default-graph-uri", _MERGED),)
    endpoint = Endpoint("127.0.0.1", port, "/sparql", parameters)
    engine = _launch("virtuoso", command, folder, endpoint, began, env)
    load = "; ".join(
        [
            *(f"ld_dir('{path.parent}', '{path.name}', '{_MERGED}')" for path in (data.named, data.merged)),
            "rdf_loader_run()",
            "checkpoint;",
        ]
    )
    isql: Command = [
        home / "usr/bin/isql-vt",
        f"127.0.0.1:{admin}",
        "dba",
        "dba",
        "VERBOSE=OFF",
        f"EXEC={load}",
    ]
    try:
        run(isql, folder, _PATIENCE, env)
    except LeftOut:
        engine.close()
        raise
    engine.load_seconds = time.monotonic() - began
    return engine


STARTERS: Final[Mapping[str, Callable[[Dataset, Path], Engine]]] = {
    "lsgraph": start_lsgraph,
    "oxigraph": start_oxigraph,
    "oxigraph in memory": start_oxigraph_in_memory,
    "virtuoso": start_virtuoso,
    "fuseki": start_fuseki,
    "rdflib-endpoint": start_rdflib_endpoint,
}


def _oxigraph() -> Path:
    program = Path(sys.executable).with_name("oxigraph")
    if not program.is_file():
        raise LeftOut("the package oxigraph is not installed; it comes with the extra `dev`")
    return program


def _virtuoso() -> Path:
    home = HOME / "virtuoso"
    if not (home / "usr/bin/virtuoso-t").is_file():
        debs = home / "debs"
        debs.mkdir(parents=True, exist_ok=True)
        run([find_program("apt-get"), "download", *_VIRTUOSO_PACKAGES], debs, 300)
        for package in sorted(debs.glob("*.deb")):
            run([find_program("dpkg"), "-x", package, home], debs, 60)
    return home


def _launch(
    name: str,
    command: Command,
    folder: Path,
    endpoint: Endpoint,
    began: float,
    env: Mapping[str, str] | None = None,
) -> Engine:
    words = [str(word) for word in command]
    log = folder / f"{name}.log"
    process = start(words, ROOT if name == "lsgraph" else folder, log, env)
    try:
        wait_for(process, log, lambda: _answers(endpoint), _PATIENCE)
    except BaseException:
        stop(process)
        raise
    return Engine(name, endpoint, process, time.monotonic() - began)


def _answers(endpoint: Endpoint) -> bool:
    connection = Connection(endpoint, timeout=10)
    try:
        connection.ask(endpoint.request(_ANYTHING))
    except NoAnswer:
        return False
    finally:
        connection.close()
    return True
