# Works with GNU make on Linux, macOS and Windows (Git Bash). `make` alone lists the commands.

ifeq ($(OS),Windows_NT)
PYTHON ?= python
BIN := .venv/Scripts
else
PYTHON ?= python3
BIN := .venv/bin
endif

READY := .venv/ready
LOCK_ENV := _build/lock-env
# As many workers as there are cores; files stay together, as many share what they set up.
PYTEST_ARGS ?= -n auto --dist loadfile --no-loadscope-reorder

export PYTHONUTF8 := 1
export BASE
unexport PYTHONPATH PYTHONHOME
# Many containers set it; then every process would compile the whole package again.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help book pdf offline constructs test test-all test-data check check-data lint types links format verify verify-data mutation picture oracle scripts screens \
  difference moved preview kind benchmarks lab lock renew clean distclean

# The stamp is written last and holds the folder's address, so a setup that was interrupted, or moved
# with its folder, is made again.
ifneq ($(shell cat $(READY) 2>/dev/null),$(CURDIR))
.PHONY: $(READY)
endif

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c "import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))" 2>/dev/null || \
	  { echo "Python 3.11 to 3.14 is needed, and '$(PYTHON)' is another or missing: name one with make PYTHON=python3.13." >&2; exit 1; }
	@$(PYTHON) -c "import ensurepip, venv" 2>/dev/null || \
	  { echo "The venv module of '$(PYTHON)' is missing: install it (Debian and Ubuntu: apt-get install python3-venv)." >&2; exit 1; }
	@echo "Setting up .venv from requirements.lock (a minute or two, once)"
	@rm -f $(READY)
	@rm -rf .venv
	@$(PYTHON) -m venv .venv
	@# without compiling: three quarters of what is installed is never loaded
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-compile --only-binary :all: --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-index --no-build-isolation -e .
	@echo "$(CURDIR)" > $(READY)

help:  ## List the commands
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | while IFS='|' read -r command what; do printf '%-20s%s\n' "$$command" "$$what"; done

book: $(READY)  ## Build the site into _build/html
	@$(BIN)/python -m helpers.commands.built || { echo "$(BIN)/jupyter-book build . -W -n --keep-going" && \
	  $(BIN)/jupyter-book build . -W -n --keep-going; }

.venv/lab: $(READY) lab.lock
	@echo "Adding JupyterLab to .venv from lab.lock (a minute, once)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-compile --only-binary :all: --require-hashes -r lab.lock
	@touch .venv/lab

lab: .venv/lab  ## Open the book in JupyterLab, where a click on a chapter opens a notebook (see docs/jupyterlab.md)
	JUPYTER_CONFIG_PATH="$(CURDIR)/.jupyter" $(BIN)/jupyter lab $(LAB_ARGS)

test: $(READY)  ## Run the tests of a change (PYTEST_ARGS="-k pooled" runs some)
	$(BIN)/python -m pytest -m "not weekly" $(PYTEST_ARGS)

test-all: $(READY)  ## Run every test, also those that take minutes and run weekly
	$(BIN)/python -m pytest $(PYTEST_ARGS)

test-data: $(READY)  ## Run the tests that a change of data or text can break
	$(BIN)/python -m pytest -m real $(PYTEST_ARGS)

check: lint check-data  ## Lint, check the data and run the tests that build nothing
	$(BIN)/python -m pytest -m "not slow and not browser" $(PYTEST_ARGS)

check-data: $(READY)  ## Check data, bibliography and chapters (CHECK_ARGS="--format sarif" for programs)
	$(BIN)/review check $(CHECK_ARGS)

lint: $(READY)  ## Check the style of code, tables and bibliography, and that imports go down
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/review format --check

types: $(READY)  ## Check the types of the code
	$(BIN)/mypy

links: $(READY)  ## Check that every path, name and link of the documents exists
	$(BIN)/python -m pytest -q tests/repository/test_documents.py

# What must pass before a change is merged. These two lists are the only ones: .ci/run and the workflows ask for them.
verify: lint types check-data test  ## Run all that a change of code must pass, but the book
verify-data: lint check-data test-data  ## Run all that a change of data or text must pass, but the book

format: $(READY)  ## Put code, tables and bibliography into the common style
	$(BIN)/python -m ruff check --fix .
	$(BIN)/python -m ruff format .
	$(BIN)/review format

oracle:  ## Make every tests/oracle/*.json again with R and fail on a difference (about two minutes; see its README)
	@command -v Rscript >/dev/null || { echo "Rscript is missing: tests/oracle/README.md names what to install." >&2; exit 1; }
	$(PYTHON) tests/oracle/compare.py

scripts: $(READY)  ## Run the script for R of every pooling question, which fails where metafor differs (a minute)
	@command -v Rscript >/dev/null || { echo "Rscript is missing: tests/oracle/README.md names what to install." >&2; exit 1; }
	$(BIN)/python -m pytest -q tests/quantities/test_metafor.py

pdf: book  ## Print the whole book as one PDF into _build/html, with a note for every number (Chromium; half a minute)
	@$(BIN)/python -m helpers.commands.whole pdf

offline: pdf  ## Pack site, PDF, data and sums into one zip in _build/html, to read without network
	@$(BIN)/python -m helpers.commands.whole offline

constructs: $(READY)  ## Find again what each directive and role shows, and fail on a difference (a minute)
	$(BIN)/python tests/constructs.py

mutation: $(READY)  ## Change every number, expression and key by one step and list what no check notices (an hour or more)
	$(BIN)/python tests/mutation.py

picture: $(READY)  ## Draw the picture of README.md again
	$(BIN)/python docs/picture.py

screens: $(READY)  ## Draw the terminals of docs/ again, from what commands print today
	$(BIN)/python docs/terminal.py

benchmarks: $(READY)  ## Time everything on an idle computer and write benchmarks/README.md (OTHER=../before compares)
	$(BIN)/python benchmarks/report.py $(if $(OTHER),--other "$(OTHER)")

BASE ?= HEAD
difference: $(READY)  ## Write what differs from a revision (BASE=main) into _build/told/difference.md
	@mkdir -p _build/told
	$(BIN)/review diff "$$BASE" --markdown > _build/told/difference.md

moved: $(READY)  ## Write what `review accept` would keep into _build/told/moved.txt and _build/numbers.lock
	@mkdir -p _build/told
	@cp numbers.lock _build/numbers.lock.now
	@$(BIN)/review accept > _build/told/moved.txt || true
	@cp numbers.lock _build/numbers.lock
	@cp _build/numbers.lock.now numbers.lock && rm _build/numbers.lock.now
	@cat _build/told/moved.txt

preview: $(READY)  ## Write the pages of the built site as one file into _build/preview.html
	$(BIN)/python .ci/preview.py _build/html _build/preview.html

# Data and text alone need no tests of the code. What cannot be compared counts as code.
ONLY_DATA := ^(data/[^/]+\.csv|chapters/[^/]+\.md|references\.bib|numbers\.lock)$$
kind:  ## Print code=true, or code=false where only data and text differ from a revision (BASE=main)
	@if files=$$(git diff --name-only --no-renames "$$BASE" HEAD -- 2>/dev/null) && [ -n "$$files" ] && \
	  ! printf '%s\n' "$$files" | grep -qvE '$(ONLY_DATA)'; then echo code=false; else echo code=true; fi

# Keeps the versions that still fit; make lock LOCK_ARGS=--upgrade takes the newest ones.
lock:  ## Make requirements.lock and lab.lock again from pyproject.toml
	@rm -rf $(LOCK_ENV)
	@$(PYTHON) -m venv $(LOCK_ENV)
	@$(LOCK_ENV)/$(notdir $(BIN))/python -m pip install --quiet --disable-pip-version-check "uv<1"
	$(LOCK_ENV)/$(notdir $(BIN))/python -m uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --fork-strategy fewest --only-binary :all: --generate-hashes --custom-compile-command "make lock" --quiet --output-file requirements.lock $(LOCK_ARGS)
	$(LOCK_ENV)/$(notdir $(BIN))/python -m uv pip compile pyproject.toml --extra lab --constraints requirements.lock --universal --python-version 3.11 --fork-strategy fewest --only-binary :all: --generate-hashes --custom-compile-command "make lock" --quiet --output-file lab.lock $(LOCK_ARGS)
	@rm -rf $(LOCK_ENV)

renew: book  ## Move the lock to the newest versions, and say whether every number stays as it is (some minutes)
	@cp _build/html/stats.json _build/stats-before.json
	$(MAKE) lock LOCK_ARGS=--upgrade
	$(MAKE) book
	@cmp _build/stats-before.json _build/html/stats.json && echo "Every number of the site is as it was."

clean:  ## Remove the built site and all caches
	rm -rf _build build .pytest_cache .ruff_cache .hypothesis
	find . \( -name .venv -o -name .git \) -prune -o -type d \( -name __pycache__ -o -name '*.egg-info' \) -prune -exec rm -rf {} +

distclean: clean  ## Remove .venv as well
	rm -rf .venv
