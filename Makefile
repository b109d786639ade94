# Every target makes what it needs: on a fresh machine `make test` is enough.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help reports install lab test check lint format refresh env lock clean all-tests quick-tests

PYTHON ?= python3.14 python3.13 python3.12 python3.11 python3  # the first that works
PY := .venv/bin/python
LAB := .venv-lab/bin/python
export PYTHONDONTWRITEBYTECODE =  # a process that compiles all it imports takes seconds more

COMPILE := .venv-lock/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 \
  --fork-strategy fewest --generate-hashes --no-emit-index-url --custom-compile-command "make lock"

help:  ## this list
	@awk -F ':.*##  *' '/^[a-z]+:.*##/ { printf "make %-9s%s\n", $$1, $$2 }' Makefile

reports: .venv/run  ## run every report of reports/reports.toml into reports/
	@$(PY) -m analysis run

install: .venv-lab/lab  ## what documents of your own need, in .venv-lab
	@echo "now: source .venv-lab/bin/activate"

lab: .venv-lab/lab  ## open JupyterLab on working copies of the notebooks
	@$(LAB) -m analysis lab --lang $(or $(LANGUAGE),en)

test: env  ## all checks: lint, types, imports, package, data, notebooks
	@$(MAKE) --no-print-directory -j 2 lint all-tests

check: env  ## the quick part of `make test`, for the loop of work
	@$(MAKE) --no-print-directory -j 2 lint quick-tests

PYTEST = $(PY) -m pytest -n 3 --dist loadscope --no-loadscope-reorder

all-tests: env
	@$(PYTEST) --nbval --nbval-current-env

quick-tests: env
	@$(PYTEST) -m "not slow" tests src

lint: env  ## style, types and the direction of imports
	@$(PY) -m ruff check --quiet --output-format concise && $(PY) -m ruff format --quiet --check
	@$(PY) -m mypy --no-error-summary
	@report=$$(.venv/bin/lint-imports --no-logo) || { echo "$$report"; exit 1; }

format: env  ## put code and notebooks into the house format
	@$(PY) -m ruff check --quiet --fix && $(PY) -m ruff format --quiet

refresh: env  ## run the notebooks in place with their defaults
	@$(PY) -m analysis refresh

env: .venv/test  ## the environment of tests and reports, in .venv
	@:

lock: .venv-lock/bin/uv  ## renew requirements/*.txt from pyproject.toml
	@$(COMPILE) --group setup -o requirements/uv.txt >/dev/null
	@for name in run test lab; do extra="--extra $$name"; [ $$name = run ] && extra=; \
	  $(COMPILE) --group build pyproject.toml $$extra -o requirements/$$name.txt >/dev/null || exit; done

clean:  ## remove built reports, caches and environments
	@rm -rf .venv .venv-lab .venv-lock .*_cache .hypothesis
	@find . -name __pycache__ -prune -exec rm -rf {} +
	@find reports -mindepth 1 -maxdepth 1 ! -name reports.toml ! -name README.md ! -name programmes.svg -exec rm -rf {} +

# --- environments -----------------------------------------------------------
# pip installs uv, uv the rest, all from locks with hashes. `.venv/run` has what
# reports need, `.venv/test` adds what tests need; each stamp names the folder, and
# an environment that was copied or moved is made anew.

FIND_PYTHON = for python in $(PYTHON); do \
  $$python -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break; \
  python=; done; [ -n "$$python" ] || { echo "make: no working Python 3.11 or newer (with its venv module) on PATH" >&2; exit 1; }
UV = VIRTUAL_ENV=$(@D) $(@D)/bin/uv --quiet pip install

$(foreach env,.venv .venv-lab,$(shell [ "$$(cat $(env)/made 2>/dev/null)" = "$$(pwd -P)" ] || rm -f $(env)/made $(env)/run $(env)/test $(env)/lab))

.venv/made: requirements/run.txt
.venv-lab/made: requirements/lab.txt
.venv/made .venv-lab/made: requirements/uv.txt
	@$(FIND_PYTHON); echo "Installing $(word 2,$+) $< into $(@D) ($$python) ..."; $$python -m venv --clear $(@D)
	@$(@D)/bin/python -m pip --disable-pip-version-check -qq install --require-hashes -r requirements/uv.txt
	@pwd -P > $@

.venv/run: requirements/run.txt
.venv/test: requirements/test.txt .venv/run
.venv-lab/lab: requirements/lab.txt
.venv/run: .venv/made
.venv-lab/lab: .venv-lab/made
.venv/run .venv/test .venv-lab/lab: pyproject.toml
	@$(UV) --require-hashes -r requirements/$(@F).txt && $(UV) --no-deps --no-build-isolation -e . && touch $@

.venv-lock/bin/uv:
	@$(FIND_PYTHON); $$python -m venv --clear .venv-lock && .venv-lock/bin/python -m pip -qq install uv
