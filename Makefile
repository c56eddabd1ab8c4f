# make run    serve the page at http://127.0.0.1:7860 (installs, builds or refreshes the index first)
# make test   everything that CI runs: format, lint, types, all tests
# make check  format, lint, types, the tests without a model, browser or network, and the guard: about two minutes, offline
# make guard  the benchmark's questions against the published result: half a minute, one more where the index must be made
# make eval   the benchmark, without a language model
# make clean  remove what can be made again (environment, index, caches)

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.PHONY: run test check guard eval clean

run: $(VENV)/.installed
	$(BIN)/python app.py

test: $(VENV)/.installed-dev lint
	$(BIN)/pytest

check: $(VENV)/.installed-dev lint
	$(BIN)/pytest -m "not real"
	$(BIN)/python -m eval guard

guard: $(VENV)/.installed-dev
	$(BIN)/python -m eval guard

.PHONY: lint
lint: $(VENV)/.installed-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

eval: $(VENV)/.installed-dev
	$(BIN)/python -m eval run

clean:
	rm -rf $(VENV) data build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(VENV)/.created:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Cần Python 3.11 trở lên / Python 3.11 or newer is needed")'
	$(PYTHON) -m venv $(VENV)
	touch $@

$(VENV)/.installed: $(VENV)/.created pyproject.toml
	$(BIN)/pip install --quiet --editable .
	touch $@

$(VENV)/.installed-dev: $(VENV)/.installed pyproject.toml
	$(BIN)/pip install --quiet --editable '.[dev]'
	touch $@
