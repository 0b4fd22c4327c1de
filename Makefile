# What can be done here. `make` alone lists it; every target creates what it needs.
#
#   make verify PROJECT=../my-app ARGS="--network none"

SHELL := bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules

VENV := .venv
BIN := $(VENV)/bin
# The first Python that is new enough, works (pyenv's shims may not) and can make virtual environments (Debian's
# needs python3-venv).
PYTHON ?= $(shell for each in python3.14 python3.13 python3.12 python3.11 python3; do \
	$$each -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$each && break; done)

PROJECT ?= fixtures/clean--next-16-app/project
ARGS ?=

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo '  PROJECT=path is what `make verify` looks at; ARGS=… goes to the program behind verify, test, bench and accept.'

# --- set-up ------------------------------------------------------------------

.PHONY: setup
setup: $(VENV)/developer.stamp ## make .venv with buildcheck and all that its development needs

# What `make verify` needs is less than what developers need: somebody who only wants an answer waits for less.
$(VENV)/user.stamp: pyproject.toml
	@[ -n "$(PYTHON)" ] || { echo "Python 3.11 or newer with venv is needed (Debian: apt-get install python3-venv)" >&2; exit 1; }
	@[ -x $(BIN)/python ] || { echo "setting up $(VENV) with $(PYTHON)" >&2; $(PYTHON) -m venv $(VENV); }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/developer.stamp: $(VENV)/user.stamp
	@echo "installing what developers need" >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --group dev
	@touch $@

# --- using -------------------------------------------------------------------

.PHONY: verify
verify: $(VENV)/user.stamp ## verify PROJECT=path (without it: a fixture) in the best engine that there is
	@$(BIN)/buildcheck verify $(ARGS) -- "$(PROJECT)"

.PHONY: images
images: $(VENV)/user.stamp ## make the default build image here, from Debian packages and the npm registry's Node
	@$(BIN)/buildcheck images build $(ARGS)

# --- developing --------------------------------------------------------------

# As root on Debian, and on CI, this starts a Docker engine when none answers; elsewhere it says how to get one.
.PHONY: test
test: setup ## run all tests; those that need an engine get one as root on Debian, elsewhere they are named and left out
	@export BUILDCHECK_PROVIDE_ENGINE=$${BUILDCHECK_PROVIDE_ENGINE-1}; \
	. tests/provide_engine.sh && $(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist loadgroup $(ARGS)

.PHONY: check
check: setup ## format, lint, types, import contracts, generated files: everything that needs no test run
	@$(BIN)/ruff format --check --quiet
	@$(BIN)/ruff check --quiet
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m pytest --quiet tests/test_architecture.py -k generated

.PHONY: format
format: setup ## format the code and mend what ruff can mend
	@$(BIN)/ruff format --quiet
	@$(BIN)/ruff check --fix --quiet

.PHONY: schema
schema: setup ## write buildcheck/reports/report.schema.json from the model
	@$(BIN)/python -m buildcheck.reports.schema

.PHONY: docs
docs: setup ## write the generated parts of README.md, and the examples of the manual
	@$(BIN)/python -m tests.documents

.PHONY: pins
pins: setup ## ask the registries for Node releases and image digests, and write buildcheck/plan/images.toml
	@$(BIN)/python images/pins.py

.PHONY: options
options: setup ## ask npm which options each Next knows, and write buildcheck/survey/deployment/next_options.json
	@$(BIN)/python -m tests.next_options

.PHONY: bench
bench: setup ## measure buildcheck against the same commands typed by hand, and against knip (Docker engine; minutes)
	@$(BIN)/python -m tests.bench $(ARGS)

.PHONY: record
record: setup ## ask real builds of Next about new cases of tests/differential (engine, npm; ARGS=--again: about all)
	@$(BIN)/python -m tests.differential.record $(ARGS)

.PHONY: accept
accept: setup ## write the reports' golden files anew; look at the difference before you commit it
	@BUILDCHECK_ACCEPT=1 $(BIN)/python -m pytest --quiet tests/reports $(ARGS)

.PHONY: clean
clean: ## remove what these targets made here (`buildcheck clean` removes what verifications left behind)
	@rm -rf $(VENV) dist build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
