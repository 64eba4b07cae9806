"""Forms for every user: deterministic to the byte, typed, told what they are, read by other programs."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
import subprocess
import sys
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner
from rdflib import RDF, URIRef

from lsgraph.cli import cli
from lsgraph.errors import ExtraMissing
from lsgraph.export import EXPORTS, Export, export, find_export, make_tables
from lsgraph.export.tables import join
from lsgraph.release import Release
from lsgraph.store import Store, find_format
from lsgraph.vocabulary import BASE, LSG, SHAPES_GRAPH

FORMS: Final = ("xlsx", "csv-wide", "csv-excel", "network", "parquet", "ro-crate")
PACKAGES: Final = tuple(name for name in FORMS if name != "xlsx")


def make(release: Release, form: str, region: str | None = None) -> bytes:
    output = io.BytesIO()
    export(release, form, output, region)
    return output.getvalue()


def unpack(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def made(release: Release) -> dict[str, bytes]:
    return {form: make(release, form) for form in FORMS}


@pytest.fixture(scope="module")
def slices(release: Release) -> dict[str, bytes]:
    return {form: make(release, form, "12") for form in ("xlsx", "csv-wide")}


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS)
def test_three_processes_give_equal_bytes(form: str, release: Release, made: dict[str, bytes]) -> None:
    script = (
        "import io, sys, hashlib; from pathlib import Path; from lsgraph.export import export;"
        "from lsgraph.release import open_release; output = io.BytesIO();"
        f"export(open_release(Path(sys.argv[1])), {form!r}, output);"
        "print(hashlib.sha256(output.getvalue()).hexdigest())"
    )
    digests = set()
    for seed in ("0", "1", "77"):
        command = [sys.executable, "-c", script, str(release.root)]
        env = {"PYTHONHASHSEED": seed, "PATH": "/usr/bin:/bin", "TZ": f"UTC{seed[0]}"}
        digests.add(
            subprocess.run(command, env=env, capture_output=True, text=True, check=True).stdout.strip()
        )
    assert digests == {hashlib.sha256(made[form]).hexdigest()}
    assert make(release, form) == made[form]


@pytest.mark.parametrize("form", PACKAGES)
def test_a_package_says_what_it_is_and_how_to_cite_it(
    form: str, release: Release, made: dict[str, bytes]
) -> None:
    files = unpack(made[form])
    told = files["README.txt"].decode()
    assert release.id in told
    assert "CC BY 4.0" in told
    assert f"Release {release.id}. {BASE}res/release/{release.id}" in told
    assert "creativecommons.org/licenses/by/4.0" in files["LICENSE.txt"].decode()
    assert release.id in files["CITATION.cff"].decode()


def test_every_format_has_a_name_a_suffix_and_titles_of_its_own() -> None:
    for field in ("name", "suffix", "title_sv", "title_en"):
        assert len({getattr(one, field) for one in EXPORTS}) == len(EXPORTS)


# --- tables -------------------------------------------------------------------------------------------------


def test_each_thing_of_a_class_has_one_row_with_its_sources(release: Release) -> None:
    store = release.open_graphs()
    tables = {table.name: table for table in make_tables(store)}
    plans = {
        quad.subject
        for quad in store.quads(None, RDF.type, LSG.Goal)
        if quad.graph and "/inference/" not in quad.graph
    }
    rows = tables["Goal"].rows
    assert {row[0][0] for row in rows} == {str(plan) for plan in plans}
    assert len(rows) == len(plans)
    assert all(row[-1] for row in rows)
    assert {kind for row in rows for kind in row[-2]} <= {"stated", "judged", "registered"}


def test_no_table_names_a_column_twice(release: Release) -> None:
    for table in make_tables(release.open_graphs()):
        names = [column.name for column in table.columns]
        assert len(set(names)) == len(names)
        assert all(len(row) == len(names) for row in table.rows)


def test_a_regions_own_rows_are_marked(release: Release) -> None:
    store = release.open_graphs()
    skane = URIRef(BASE + "id/org/region-skane")
    own = {
        row[0][0]
        for table in make_tables(store, skane)
        for row, mine in zip(table.rows, table.own, strict=True)
        if mine
    }
    assert {str(quad.subject) for quad in store.quads(predicate=LSG.planOwner, obj=skane)} <= own
    assert not {one for one in own if "orebro" in str(one) or "stockholm" in str(one)}


# --- CSV ----------------------------------------------------------------------------------------------------


def test_csvw_metadata_describe_each_file_and_column(made: dict[str, bytes]) -> None:
    files = unpack(made["csv-wide"])
    metadata = json.loads(files["csv-metadata.json"])
    assert {table["url"] for table in metadata["tables"]} == {one for one in files if one.endswith(".csv")}
    for table in metadata["tables"]:
        head, *rows = csv.reader(io.StringIO(files[table["url"]].decode(), newline=""))
        columns = table["tableSchema"]["columns"]
        assert head == [column["name"] for column in columns]
        for row in rows:
            for text, column in zip(row, columns, strict=True):
                values = text.split(column["separator"]) if "separator" in column else [text]
                assert all(fits(value, column["datatype"]) for value in values if text), (column, text)


def fits(value: str, datatype: str) -> bool:
    if datatype in ("string", "anyURI"):
        return True
    parse: dict[str, Any] = {
        "integer": int,
        "decimal": float,
        "date": datetime.fromisoformat,
        "boolean": ("true", "false").index,
    }
    parse[datatype](value)
    return True


def test_the_wide_csv_is_exact(release: Release, made: dict[str, bytes]) -> None:
    files = unpack(made["csv-wide"])
    for table in make_tables(release.open_graphs()):
        _, *rows = csv.reader(io.StringIO(files[f"{table.name}.csv"].decode(), newline=""))
        assert rows == [[join(cell) for cell in row] for row in table.rows]


def test_the_csv_for_excel_has_a_bom_semicolons_and_decimal_commas(made: dict[str, bytes]) -> None:
    files = unpack(made["csv-excel"])
    text = files["qb-Observation.csv"].decode("utf-8")
    assert text.startswith("\ufeff")
    head, *rows = csv.reader(io.StringIO(text[1:], newline=""), delimiter=";")
    assert head[:2] == ["Adress", "Namn"]
    [value] = [place for place, name in enumerate(head) if name.lower() == "värde"]
    numbers = [row[value] for row in rows]
    assert any("," in one for one in numbers)
    assert not any("." in one.replace("http", "") for one in numbers)


# --- network ------------------------------------------------------------------------------------------------


def test_edges_lead_from_node_to_node_in_both_files(made: dict[str, bytes]) -> None:
    files = unpack(made["network"])
    nodes = {row["Id"] for row in csv.DictReader(io.StringIO(files["nodes.csv"].decode()))}
    edges = list(csv.DictReader(io.StringIO(files["edges.csv"].decode())))
    assert {row[end] for row in edges for end in ("Source", "Target")} == nodes
    assert {row["told"] for row in edges} == {"stated", "judged", "registered"}
    space = "{http://gexf.net/1.3}"
    tree = ElementTree.fromstring(files["network.gexf"])
    assert {one.get("id") for one in tree.iter(f"{space}node")} == nodes
    assert len(list(tree.iter(f"{space}edge"))) == len(edges)


# --- workbook -----------------------------------------------------------------------------------------------


def open_book(data: bytes) -> Any:
    openpyxl = pytest.importorskip("openpyxl")
    return openpyxl.load_workbook(io.BytesIO(data))


def test_a_workbook_has_typed_cells_links_and_a_sheet_of_goals_by_region(made: dict[str, bytes]) -> None:
    book = open_book(made["xlsx"])
    assert book.sheetnames[:2] == ["Läs mig", "Mål och regioner"]
    assert all(len(name) <= 31 for name in book.sheetnames)
    cells = [cell for sheet in book.worksheets[2:] for row in sheet.iter_rows(min_row=2) for cell in row]
    kinds = {type(cell.value) for cell in cells}
    assert {str, int, float, datetime, bool} <= kinds
    assert any(cell.hyperlink for cell in cells)
    assert not any(cell.data_type == "f" for cell in cells)
    goals = book["Mål och regioner"]
    heads = [cell.value for cell in goals[1]]
    assert len(heads) == 23
    assert heads[2].startswith("01 ")
    orebro = heads.index(next(head for head in heads if head.startswith("18 ")))
    assert any(row[orebro].value for row in goals.iter_rows(min_row=2))
    addresses = [row[1].value for row in goals.iter_rows(min_row=2) if row[1].value]
    assert len(addresses) == 30
    assert all("/id/goal/nls2019-" in one for one in addresses)
    assert "ingen länk" in goals["A1"].comment.text


def test_in_a_workbook_of_a_region_its_own_rows_are_coloured(slices: dict[str, bytes]) -> None:
    book = open_book(slices["xlsx"])
    coloured = {
        row[0].value
        for sheet in book.worksheets[2:]
        for row in sheet.iter_rows(min_row=2)
        if row[0].fill.fgColor.rgb == "FFFFF2CC"
    }
    assert any("skane" in str(one) for one in coloured)
    assert not any("orebro" in str(one) for one in coloured)


def test_libreoffice_opens_the_workbook(made: dict[str, bytes], tmp_path: Path) -> None:
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("no LibreOffice here")
    (tmp_path / "book.xlsx").write_bytes(made["xlsx"])
    home = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [office, home, "--headless", "--convert-to", "csv", "--outdir", str(tmp_path), "book.xlsx"]
    subprocess.run(command, cwd=tmp_path, check=True, timeout=120)
    assert "lsgraph" in (tmp_path / "book.csv").read_text(encoding="utf-8")


# --- Parquet ------------------------------------------------------------------------------------------------


def test_parquet_holds_every_statement_and_typed_tables(release: Release, made: dict[str, bytes]) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    files = unpack(made["parquet"])
    tables = {name: parquet.read_table(io.BytesIO(data)) for name, data in files.items() if "/" in name}
    whole = Store()
    whole.load(release.quads_file, find_format("n-quads"))
    assert sum(one.num_rows for name, one in tables.items() if name.startswith("quads/")) == len(whole)
    types = {
        str(kind) for name, one in tables.items() if name.startswith("tables/") for kind in one.schema.types
    }
    assert {"string", "int64", "double", "date32[day]", "bool"} <= types
    assert all(SHAPES_GRAPH not in one.schema.names for one in tables.values())


def test_without_its_packages_a_format_is_named_with_the_line_that_installs_it(
    release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ExtraMissing, match=r"Parquet.*pip install 'lsgraph\[parquet\]'"):
        make(release, "parquet")


# --- readers and validators of others -----------------------------------------------------------------------


@pytest.fixture
def folder(made: dict[str, bytes], tmp_path: Path) -> Path:
    for form in ("csv-wide", "parquet", "ro-crate"):
        for name, data in unpack(made[form]).items():
            path = tmp_path / form / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
    return tmp_path


def test_duckdb_reads_csv_and_parquet_with_their_types(folder: Path) -> None:
    duckdb = pytest.importorskip("duckdb", reason="no DuckDB here")
    for path in (folder / "csv-wide/qb-Observation.csv", folder / "parquet/tables/qb-Observation.parquet"):
        [(count, total)] = duckdb.sql(f"SELECT COUNT(*), SUM(value) FROM '{path}'").fetchall()
        assert count > 50
        assert total > 0


def test_pandas_reads_csv_and_parquet_with_their_types(folder: Path) -> None:
    pandas = pytest.importorskip("pandas", reason="no pandas here")
    one = pandas.read_csv(folder / "csv-wide/qb-Observation.csv")
    other = pandas.read_parquet(folder / "parquet/tables/qb-Observation.parquet")
    assert str(one["value"].dtype) == str(other["value"].dtype) == "float64"
    assert one["value"].sum() == pytest.approx(other["value"].sum())


def test_a_validator_of_csvw_finds_no_fault(folder: Path) -> None:
    csvw = pytest.importorskip("csvw", reason="no csvw here")
    assert csvw.CSVW(str(folder / "csv-wide/csv-metadata.json"), validate=True).is_valid


def test_a_validator_of_ro_crates_finds_no_fault(folder: Path) -> None:
    services = pytest.importorskip("rocrate_validator.services", reason="no rocrate-validator here")
    models = pytest.importorskip("rocrate_validator.models", reason="no rocrate-validator here")
    settings = services.ValidationSettings(
        rocrate_uri=str(folder / "ro-crate"),
        profile_identifier="ro-crate-1.1",
        requirement_severity=models.Severity.REQUIRED,
        offline=True,
    )
    told = [str(issue.message) for issue in services.validate(settings).get_issues()]
    without_network = "Unable to retrieve the JSON-LD context"
    others = [one for one in told if without_network not in one]
    assert others == []
    if told:
        pytest.skip("no network for the context of RO-Crate; all else was validated")


# --- the command line ---------------------------------------------------------------------------------------


def test_a_missing_folder_is_told_in_words(release: Release, tmp_path: Path) -> None:
    target = tmp_path / "nowhere" / "book.xlsx"
    env = {"LSGRAPH_RELEASES": str(release.root)}
    command = ["export", "--format", "xlsx", "--output", str(target)]
    outcome = CliRunner().invoke(cli, command, env=env)
    assert outcome.exit_code != 0
    assert f"there is no folder {target.parent}" in f"{outcome.output}{outcome.exception}"


@pytest.mark.parametrize("form", EXPORTS, ids=lambda one: one.name)
def test_a_format_is_found_by_its_name_and_by_its_suffix(form: Export) -> None:
    assert find_export(form.name) == find_export(form.suffix) == form
