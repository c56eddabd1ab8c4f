# make run    serve the page at http://127.0.0.1:7860 (installs, builds or refreshes the index first)
# make test   everything that CI runs: format, lint, types, all tests (installs the system packages they need, if it may)
# make check  format, lint, types, the tests without a model, browser or network, and the guard: about two minutes, offline
# make guard  the benchmark's questions and drafts against the published results: a minute, two more where indexes are made
# make golden what a change does to the register and the answers of a small corpus; to be read, then committed
# make eval   the benchmark, without a language model
# make clean  remove what can be made again (environment, index, caches)

PYTHON ?= python3
# Where PyTorch publishes its builds for machines without an NVIDIA card; empty: whatever pip finds.
TORCH_CPU_INDEX ?= https://download.pytorch.org/whl/cpu
# `make run LOCKED=1` and `make test LOCKED=1` install exactly what requirements*.lock name, each file with its hash; torch,
# whose CPU build PyPI does not have, in the version of pyproject.toml and without one. `.ci/lock` makes the files anew.
LOCKED ?=
VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.PHONY: run test check guard golden eval clean

run: $(VENV)/.installed
	@echo "== Mở trang; lần đầu đọc tài liệu, 1 đến 3 phút / Opening the page; the first time it reads the documents, 1 to 3 minutes"
	$(BIN)/python app.py --adds-files

test: $(VENV)/.installed-dev system-packages lint audit
	@echo "== All tests: up to 20 minutes on two cores"
	$(BIN)/pytest

.PHONY: system-packages
system-packages:
	@.ci/install-system-packages

check: $(VENV)/.installed-dev lint audit
	$(BIN)/pytest -m "not real"
	$(BIN)/python -m eval guard

guard: $(VENV)/.installed-dev
	$(BIN)/python -m eval guard

golden: $(VENV)/.installed-dev
	$(BIN)/python -m tests.golden.made
	git --no-pager diff --word-diff tests/golden

.PHONY: lint
lint: $(VENV)/.installed-dev
	@echo "== Format, lint and types: one to two minutes the first time"
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

# What is known to be dangerous in our own code, and keys and passwords in any file.
.PHONY: audit
audit: $(VENV)/.installed-dev
	$(BIN)/bandit --quiet --severity-level medium --recursive app.py ingest.py rag page eval programs
	git ls-files -z | xargs -0 $(BIN)/detect-secrets-hook --baseline .secrets.baseline

eval: $(VENV)/.installed-dev
	$(BIN)/python -m eval run

clean:
	rm -rf $(VENV) data build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(VENV)/.created:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Cần Python 3.11 trở lên / Python 3.11 or newer is needed")'
	$(PYTHON) -m venv $(VENV)
	touch $@

$(VENV)/.installed: $(VENV)/.created pyproject.toml
	@echo "== Cài đặt, 2 đến 5 phút: tải 0,6 GB, chiếm 2,1 GB đĩa / Installing, 2 to 5 minutes: 0.6 GB to fetch, 2.1 GB of disk"
	@.ci/install-torch $(VENV) "$(TORCH_CPU_INDEX)"
ifdef LOCKED
	@.ci/pip-install $(VENV) --no-deps --require-hashes --requirement requirements.lock
	@.ci/pip-install $(VENV) --no-deps --no-build-isolation --editable .
else
	@.ci/pip-install $(VENV) --editable .
endif
	touch $@

$(VENV)/.installed-dev: $(VENV)/.installed pyproject.toml
	@echo "== Installing what the tests need, a minute"
ifdef LOCKED
	@.ci/pip-install $(VENV) --no-deps --require-hashes --requirement requirements-dev.lock
else
	@.ci/pip-install $(VENV) --editable '.[dev]'
endif
	touch $@
