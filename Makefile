# Everything a checkout can do; `make` alone lists it. Needs Python >= 3.11 with venv, and nothing else.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.SUFFIXES:
MAKEFLAGS += --no-print-directory

VENV := .venv
BIN := $(VENV)/bin
RUNTIME := $(VENV)/.installed-runtime
ALL := $(VENV)/.installed-all
WORKERS ?= 2
COMPILE = $(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
  --no-emit-index-url --no-emit-find-links --no-header --no-annotate
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_REQUIRE_VIRTUALENV := 0

.PHONY: help run test country check token bench chaos conformance configuration events lock clean

help: ## list the targets
	@echo "usage: make <target>"
	@grep -E '^[a-z]+:.*## ' $(firstword $(MAKEFILE_LIST)) | while IFS= read -r line; do \
	  printf '  %-14s %s\n' "$${line%%:*}" "$${line##*## }"; done

run: $(RUNTIME) ## start the whole system: PORT_BASE=8000 STATE_DIR=.run SEED=indonesia|ntb|demo|none
	@exec $(BIN)/python -m infra.local run --tied

token: $(RUNTIME) ## print a token: ROLE=commander UNIT="Polresta Mataram", ROLE=officer VILLAGE=52.71.01.1004, ...
	@exec $(BIN)/python -m infra.local token

test: $(ALL) ## run all tests: unit, contract, integration, end to end
	@$(BIN)/python -m pytest -q -n $(WORKERS) tests/unit
	@$(BIN)/python -m pytest -q -n $(WORKERS) $(wildcard tests/contract tests/integration)
	@$(BIN)/python -m pytest -q -n $(WORKERS) --dist loadgroup tests/e2e

country: $(ALL) ## start the whole country and look whether all of it is there
	@$(BIN)/python -m pytest -q tests/country

check: $(ALL) ## format, lint, types, import rules
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: $(ALL) ## measure, each figure against its yardstick in the same run: ONLY="append start"
	@$(BIN)/python -m tests.bench $(ONLY)

chaos: $(ALL) ## kill servers and services at work, again and again
	@$(BIN)/python -m pytest -q -s tests/chaos

conformance: $(ALL) ## check against the standards' own validators, and 2,000 generated queries against a second executor
	@$(BIN)/python -m tests.conformance.packages install
	@$(BIN)/python -m pytest -q -n $(WORKERS) --dist loadgroup tests/conformance

configuration: $(RUNTIME) ## write docs/configuration.md anew
	@$(BIN)/python -m infra.local configuration > docs/configuration.md

events: $(RUNTIME) ## write docs/events.md and docs/asyncapi.json anew
	@$(BIN)/python -m libs.events.event_catalogue page > docs/events.md
	@$(BIN)/python -m libs.events.event_catalogue asyncapi > docs/asyncapi.json

lock: $(ALL) ## resolve the dependencies anew into the two lock files
	@$(COMPILE) --extra local --output-file requirements.lock pyproject.toml
	@$(COMPILE) --extra local --extra dev --constraint requirements.lock --output-file requirements-dev.lock pyproject.toml

clean: ## remove the virtual environment, caches and the state of a local system
	rm -rf $(VENV) .run tests/conformance/node_modules .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis build dist
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(RUNTIME): requirements.lock
	@sh infra/local/install.sh $(VENV) requirements.lock
	@touch $@

$(ALL): requirements-dev.lock
	@sh infra/local/install.sh $(VENV) requirements-dev.lock
	@touch $@ $(RUNTIME)
