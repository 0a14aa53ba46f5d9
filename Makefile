# Every target sets itself up: a virtual environment in .venv from the hashed lock, and the dbt
# manifest. Nothing is done twice when nothing changed, and no variable has to be set. The pip that
# Python brings along takes twice the time of a newer one, which therefore comes first. pip compiles
# on one core, and the tests of packages as well; some packages hold files of Python 2.

VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps
CANDIDATES := python3.11 python3.12 python3.13 python3 python
USABLE := import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
PYTHON ?= $(shell for p in $(CANDIDATES); do \
	if $$p -c '$(USABLE)' >/dev/null 2>&1; then command -v $$p; break; fi; done)

# Dagster's commands then read dagster.yaml from here: history below FORKLIFT_DATA_DIR, no telemetry.
export DAGSTER_HOME := $(CURDIR)
export DBT_SEND_ANONYMOUS_USAGE_STATS := false

# Tests share the cores, with a worker more than there are, as each waits now and then for a process
# that it has started; more than four would mostly wait for the longest shared run. Linters share
# them too, and where `make` can, each one's output stays together.
CORES := $(shell getconf _NPROCESSORS_ONLN)
WORKERS := -n $(shell expr $(CORES) + 1) --maxprocesses 4 --dist loadfile --no-loadscope-reorder --durations 10
LINTERS := lint-types lint-models lint-metrics lint-sql lint-definitions lint-style
TOGETHER := $(if $(filter output-sync,$(.FEATURES)),--output-sync=target)

.DEFAULT_GOAL := help
.PHONY: help setup run dev test models bench bench-model dbt query lint format lock clean $(LINTERS)

help:  ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(VENV)/.project  ## Create or update .venv and the dbt manifest
	@$(BIN)/python -m orchestration.project

run: setup  ## Run the whole job once and print a summary (REF=... picks a source version)
	@$(BIN)/python -m orchestration.run $(if $(REF),--ref "$(REF)")

dev: setup  ## Open the Dagster UI on http://127.0.0.1:3000 (PORT=... picks another port)
	@$(BIN)/python -m orchestration.recovery
	@$(BIN)/dagster dev --host 127.0.0.1 --port $(or $(PORT),3000)

test: lint  ## Lint, type-check and test everything, the whole job included
	@$(BIN)/python -m pytest $(WORKERS) $(ARGS)

models: setup  ## List the models, or promote or roll back one (ARGS="promote RUN_ID")
	@$(BIN)/python -m orchestration.models $(or $(ARGS),list)

bench: setup  ## Benchmark: everything, or one part (ONLY=history ARGS="--days 12")
	@$(BIN)/python -m orchestration.benchmark $(ONLY) $(ARGS)

bench-model: setup  ## Judge rules and models against simulated truth (ARGS="--seed 9001")
	@$(BIN)/python -m orchestration.benchmark.truth $(ARGS)

dbt: setup  ## Run dbt on the warehouse of the last run (ARGS="build --select ...")
	@$(BIN)/python -m orchestration.project $(or $(ARGS),build)

query: setup  ## List the metrics, or ask for some (ARGS="--metrics duty_h --group-by vehicle")
	@$(BIN)/python -m orchestration.semantic $(if $(ARGS),query $(ARGS),list metrics)

lint: setup  ## Check style, types and conventions
	@$(MAKE) --no-print-directory --jobs=$(CORES) $(TOGETHER) $(LINTERS)

lint-types:
	$(BIN)/mypy

lint-models:
	$(BIN)/dbt parse --quiet --project-dir dbt_project --profiles-dir .
	$(BIN)/dbt-bouncer run --config-file pyproject.toml

lint-metrics:
	$(BIN)/python -m orchestration.semantic validate-configs --skip-dw

lint-sql:
	$(BIN)/sqlfluff lint --disable-progress-bar dbt_project

lint-definitions:
	$(BIN)/dg check defs

lint-style:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: setup  ## Fix style where it can be done safely
	@$(BIN)/ruff check --fix . ; $(BIN)/ruff format .
	@$(BIN)/sqlfluff fix --disable-progress-bar dbt_project

lock:  ## Resolve pyproject.toml again into requirements.lock
	@$(MAKE) --no-print-directory $(VENV)/bin/python
	@$(BIN)/python -m venv $(VENV)/lock && $(VENV)/lock/bin/pip install --quiet uv
	@$(VENV)/lock/bin/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate \
	  --no-strip-extras --quiet -o requirements.lock

clean:  ## Remove .venv, caches and build output; data/local stays
	rm -rf $(VENV) *.egg-info .mypy_cache .pytest_cache .ruff_cache dbt_project/target dbt_project/logs
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "No Python 3.11, 3.12 or 3.13 found: install one, or make PYTHON=/path/to/python3" >&2; exit 1; }
	@echo "Creating $(VENV) with $(PYTHON)"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.locked: requirements.lock | $(VENV)/bin/python
	@echo "Installing requirements.lock into $(VENV)"
	@sed -n '/^pip==/,/[^\\]$$/p' requirements.lock > $(VENV)/pip.lock
	@$(INSTALL) --require-hashes --no-compile -r $(VENV)/pip.lock
	@$(INSTALL) --require-hashes --no-compile -r requirements.lock
	@$(BIN)/python -m compileall -qq -j 0 -x '/tests?/' $(VENV)/lib || :
	@touch $@

$(VENV)/.project: pyproject.toml $(VENV)/.locked
	@PYTHONWARNINGS=ignore $(INSTALL) --no-build-isolation -e .
	@touch $@
