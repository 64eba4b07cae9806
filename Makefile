# make serve · make test · make check · make build · make bench · make lock · make audit · make dist
PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install -q --disable-pip-version-check
LOCK := $(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-annotate \
    --group build --no-emit-package lsgraph --custom-compile-command "make lock" pyproject.toml
export HOST PORT

.PHONY: serve build test check lint lock audit dist bench bench-large fuzz attack format clean browser

serve: $(VENV)/.serves
	@$(BIN)/lsgraph serve

build: $(VENV)/.serves
	@$(BIN)/lsgraph build

# Everything, as CI runs it: formats, types, contracts, then all tests with branch coverage
test: lint browser
	@$(BIN)/pytest -n 2 --cov --cov-report=term:skip-covered

# The quick part: the same without the tests marked slow, and without coverage
check: lint browser
	@$(BIN)/pytest -n 2 -m "not slow"

lint: $(VENV)/.develops
	@$(BIN)/ruff format --check -q src tests bench distribution
	@$(BIN)/ruff check -q src tests bench distribution
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/turtlefmt --check ontology data
	@$(BIN)/lsgraph format --check

bench: $(VENV)/.develops
	@$(BIN)/python -m bench

# Ten million statements: about an hour, 20 GB of memory and of disk
bench-large: $(VENV)/.develops
	@$(BIN)/python -m bench --only service --size 10M

# Apache Jena Fuseki from Maven Central, which tests of remote stores then use too
fuseki: $(VENV)/.develops
	@$(BIN)/python -c 'from bench.peers import fetch_fuseki; print(fetch_fuseki())'

# 20,000 hostile requests to a real server on this machine
fuzz: $(VENV)/.develops
	@$(BIN)/python -m tests.fuzz_service

# Every attack of tests/attack in full
attack: $(VENV)/.develops
	@$(BIN)/python -m tests.attack

format: $(VENV)/.develops
	@$(BIN)/ruff check --fix -q src tests bench
	@$(BIN)/ruff format -q src tests bench
	@$(BIN)/turtlefmt ontology data
	@$(BIN)/lsgraph format

# Browser tests are left out visibly where there is no Chromium and it cannot be installed.
browser:
	@if ! command -v chromium >/dev/null && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "installing Chromium for the browser tests"; \
	    (apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium) >/dev/null 2>&1 \
	        || echo "Chromium could not be installed: browser tests will be left out"; \
	fi

$(VENV)/.made:
	@command -v $(PYTHON) >/dev/null || { echo "lsgraph needs Python 3.11 or later; $(PYTHON) was not found"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	    || { echo "lsgraph needs Python 3.11 or later; $(PYTHON) is $$($(PYTHON) -V). Try: make PYTHON=python3.12 …"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null \
	    || { echo "Python's venv module is missing; on Debian: apt-get install python3-venv"; exit 1; }
	@echo "making $(VENV)"
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.serves: $(VENV)/.made pyproject.toml requirements.lock
	@echo "installing lsgraph and what it needs"
	@$(INSTALL) --require-hashes -r requirements.lock
	@$(INSTALL) --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.develops: $(VENV)/.serves requirements-dev.lock
	@echo "installing the tools for tests"
	@$(INSTALL) --require-hashes -r requirements-dev.lock
	@touch $@

# The newest versions that pyproject.toml allows, pinned with the checksums of their files
lock: $(VENV)/.made
	@$(INSTALL) uv
	@$(LOCK) --upgrade --extra swedish -o requirements.lock
	@$(LOCK) --upgrade --extra dev -c requirements.lock -o requirements-dev.lock

# Known faults of what is pinned; says so, and ends with 3, where the database cannot be reached
audit: $(VENV)/.develops
	@$(BIN)/python distribution/audit.py

# The source distribution and, from it, the wheel with its bill of materials and third-party notices
dist: $(VENV)/.develops
	@$(BIN)/python -m build --no-isolation

clean:
	rm -rf $(VENV) releases dist .pytest_cache .mypy_cache .ruff_cache
