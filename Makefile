# Everything a person does with the project, by name. Only Python 3.11+ and make are needed to begin.
.DEFAULT_GOAL := help
.PHONY: help setup run test lint check fix refresh bench browser pictures clean

PYTHON ?= python3
BIN := .venv/bin
PORT ?= 8501
# Two workers on two cores: Polars in each of them, and in every program that a test starts, needs no more than one.
PYTEST = POLARS_MAX_THREADS=1 $(BIN)/python -m pytest -n 2 --dist worksteal
export PYTHONUTF8 := 1

help:                 ## Show this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):[^#]*## /  make \1\t/' | expand -t 16

setup: .venv/.run     ## Make the environment in .venv, nothing else

.venv/.run: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed; say which: make PYTHON=python3.12")'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --disable-pip-version-check -q --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --disable-pip-version-check -q --no-deps --no-build-isolation -e .
	@touch $@

.venv/.dev: .venv/.run requirements-dev.lock
	$(BIN)/python -m pip install --disable-pip-version-check -q --require-hashes -r requirements-dev.lock
	@touch $@

.venv/.bench: .venv/.dev requirements-bench.lock
	$(BIN)/python -m pip install --disable-pip-version-check -q --require-hashes -r requirements-bench.lock
	@touch $@

run: setup            ## Open the app; on a new machine it shows the starter release
	$(BIN)/ilmiotaulu starter
	ILMIOTAULU_ALLOW_IMPORT=true $(BIN)/streamlit run app.py --server.port $(PORT) --server.address 127.0.0.1

refresh: setup        ## Fetch, check and publish the newest official figures
	$(BIN)/ilmiotaulu refresh

test: .venv/.dev browser   ## Set everything up, the browser included, and run every test
	$(PYTEST)

lint: .venv/.dev      ## Change nothing: format, lint, types, import contracts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/ty check
	$(BIN)/lint-imports

check: lint           ## Change nothing: lint and the fast tests
	$(PYTEST) -m "not browser and not slow"

fix: .venv/.dev       ## Format and mend what can be mended by itself
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: .venv/.bench   ## Measure against the budgets of bench/README.md
	sh bench/run.sh

browser: .venv/.dev
	$(BIN)/python tests/install_browser.py

pictures: .venv/.dev browser   ## Draw the reviewed pictures anew; needs LibreOffice and poppler
	$(BIN)/python -m tests.app.make_pictures

clean:                ## Remove the environment and caches; figures stay
	rm -rf .venv .pytest_cache .ruff_cache .hypothesis .import_linter_cache
