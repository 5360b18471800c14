# Everything runs in .venv, made from the lock files; a stamp per lock file says it is up to date.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
EXTRAS := $(foreach extra,telegram slack discord web nightly mcp,--extra $(extra))
PIP := $(BIN)/pip --disable-pip-version-check install --progress-bar on

.PHONY: help run install dependencies test check bench lock browser clean
.DEFAULT_GOAL := help

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(VENV)/run.stamp ## set up and start the service (web chat on this machine)
	@exec $(BIN)/kagentsys serve

test: $(VENV)/dev.stamp browser ## set up and run the tests
	$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist worksteal

check: $(VENV)/dev.stamp ## format, lint, types and import rules
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/dev.stamp ## measure speed and prompt size against baselines
	$(BIN)/python -m tests.bench

dependencies: $(VENV)/lock.stamp

install: $(VENV)/run.stamp ## set up without starting

lock: ## write the lock files anew (needs uv)
	uv pip compile -q pyproject.toml $(EXTRAS) --universal --generate-hashes --no-header --python-version 3.11 --upgrade -o requirements.lock
	uv pip compile -q pyproject.toml $(EXTRAS) --group dev --universal --generate-hashes --no-header --python-version 3.11 --upgrade -c requirements.lock -o requirements-dev.lock

browser:
	@command -v chromium >/dev/null || { echo "Installing Chromium for the page's tests …"; \
	  $(SUDO) apt-get update -qq && $(SUDO) apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk fonts-noto-color-emoji; }

clean: ## remove the virtual environment
	rm -rf $(VENV)

$(VENV)/bin/python:
	@echo "Making the virtual environment …"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed, this is " + sys.version.split()[0])'
	@$(PYTHON) -m venv $(VENV)

$(VENV)/lock.stamp: requirements.lock | $(VENV)/bin/python
	@echo "Installing what requirements.lock names (about a minute) …"
	@$(PIP) -q --require-hashes -r requirements.lock
	@touch $@

$(VENV)/run.stamp: pyproject.toml $(VENV)/lock.stamp
	@echo "Installing KAgentSys Bot …"
	@$(PIP) -q --no-deps -e .
	@touch $@

$(VENV)/dev.stamp: requirements-dev.lock $(VENV)/run.stamp
	@echo "Installing what the tests need …"
	@$(PIP) -q --require-hashes -r requirements-dev.lock
	@touch $@
