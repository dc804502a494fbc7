# Needs make and Python 3.11 or newer; everything else is fetched. `make help` lists what can be made.

.DEFAULT_GOAL := help
unexport PYTHONDONTWRITEBYTECODE  # tests start the program hundreds of times: it is compiled once
.PHONY: help run demo test check lint bench pictures migration browser

UV := $(shell command -v uv 2>/dev/null || echo .tools/uv)
PYTHON := .venv/bin/python
# What says nothing new about coverage, and takes twice as long under it:
ASIDE := postgresql or hypothesis
# On both cores: neighbours stay together, because they share what was set up for them.
TWICE := -n 2 --dist worksteal

help:  ## list the targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1	\2/p' Makefile | expand -t 18

run: .venv/run  ## serve on http://localhost:8080; PORT, HOST, DATA_DIR, DATABASE_URL change that
	@$(PYTHON) -m app serve

demo: .venv/run  ## the same with a filled demo workspace, in a database of its own
	@$(PYTHON) -m app demo

test: lint browser  ## everything: lint, types, import contracts, unit to browser tests
	@$(PYTHON) -m coverage erase
	@$(PYTHON) -m coverage run -m pytest $(TWICE) -k 'not ($(ASIDE))' tests/domain tests/services
	@$(PYTHON) -m coverage combine --quiet
	@$(PYTHON) -m coverage report --skip-covered
	@$(PYTHON) -m pytest $(TWICE) -k '$(ASIDE)' tests/domain tests/services
	@$(PYTHON) -m pytest $(TWICE) tests/integrations tests/security tests/jobs tests/guards
	@$(PYTHON) -m pytest $(TWICE) tests/api tests/pages
	@$(PYTHON) -m pytest -n 2 --dist loadfile tests/failures
	@$(PYTHON) -m pytest -n 2 --dist loadfile --reruns 1 -rR tests/browser

check: lint  ## the fast lane: lint, types, rules, services on SQLite
	@$(PYTHON) -m pytest $(TWICE) -k 'not postgresql' tests/domain tests/services tests/security tests/guards

lint: .venv/test  ## style, types and import contracts
	@.venv/bin/ruff check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports --no-logo

bench: .venv/test  ## measure the budgets and print a table
	@$(PYTHON) -m tests.bench

pictures: browser  ## screenshots of every page, light and dark, desk and phone, in ./screenshots
	@$(PYTHON) -m tests.browser.pictures

migration: .venv/test  ## write the next chapter of the tables' history: make migration about="what changed"
	@$(PYTHON) -m tests.machine.migration "$(about)"

browser: .venv/test  # a Chromium for the browser tests: the machine's, Playwright's own, or Debian's
	@$(PYTHON) -m tests.machine.chromium

.venv/run: pyproject.toml uv.lock | $(UV)
	@$(UV) sync --quiet --frozen --no-dev --inexact
	@touch $@

.venv/test: pyproject.toml uv.lock | $(UV)
	@$(UV) sync --quiet --frozen
	@touch $@ .venv/run

.tools/uv:
	@python3 get_uv.py $@
