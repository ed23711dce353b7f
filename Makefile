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
PYTEST_ARGS ?= -n 2 --dist loadfile

export PYTHONUTF8 := 1
export BASE
unexport PYTHONPATH PYTHONHOME

.DEFAULT_GOAL := help
.PHONY: help book test check check-data lint format mutation difference lock clean distclean

# The stamp is written last and holds the folder's address, so a setup that was interrupted, or moved
# with its folder, is made again.
ifneq ($(shell cat $(READY) 2>/dev/null),$(CURDIR))
.PHONY: $(READY)
endif

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11))" 2>/dev/null || \
	  { echo "Python 3.11 or newer is needed, and '$(PYTHON)' is older or missing: install it, or name another with make PYTHON=python3.12." >&2; exit 1; }
	@$(PYTHON) -c "import ensurepip, venv" 2>/dev/null || \
	  { echo "The venv module of '$(PYTHON)' is missing: install it (Debian and Ubuntu: apt-get install python3-venv)." >&2; exit 1; }
	@echo "Setting up .venv from requirements.lock (about a minute, once)"
	@rm -f $(READY)
	@rm -rf .venv
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --only-binary :all: --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-index --no-build-isolation -e .
	@echo "$(CURDIR)" > $(READY)

help:  ## List the commands
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | while IFS='|' read -r command what; do printf '%-18s%s\n' "$$command" "$$what"; done

book: $(READY)  ## Build the site into _build/html
	$(BIN)/jupyter-book build . -W -n --keep-going

test: $(READY)  ## Run every test (PYTEST_ARGS="-k pooled" runs some)
	$(BIN)/python -m pytest $(PYTEST_ARGS)

check: lint check-data  ## Lint, check the data and run the fast tests (under 30 seconds)
	$(BIN)/python -m pytest -m "not slow and not browser" $(PYTEST_ARGS)

check-data: $(READY)  ## Check data, bibliography and chapters
	$(BIN)/review check

lint: $(READY)  ## Check the style of code, tables and bibliography, and that imports go down
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/review format --check

format: $(READY)  ## Put code, tables and bibliography into the common style
	$(BIN)/python -m ruff check --fix .
	$(BIN)/python -m ruff format .
	$(BIN)/review format

mutation: $(READY)  ## Change every number, expression and key by one step and list what no check notices (an hour)
	$(BIN)/python tests/mutation.py

BASE ?= HEAD
difference: $(READY)  ## Write what differs from a revision (BASE=main) into _build/difference.md
	@mkdir -p _build
	$(BIN)/review diff "$$BASE" --markdown > _build/difference.md

# Keeps the versions that still fit; make lock LOCK_ARGS=--upgrade takes the newest ones.
lock:  ## Make requirements.lock again from pyproject.toml
	@rm -rf $(LOCK_ENV)
	@$(PYTHON) -m venv $(LOCK_ENV)
	@$(LOCK_ENV)/$(notdir $(BIN))/python -m pip install --quiet --disable-pip-version-check "uv<1"
	$(LOCK_ENV)/$(notdir $(BIN))/python -m uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --fork-strategy fewest --only-binary :all: --generate-hashes --custom-compile-command "make lock" --quiet --output-file requirements.lock $(LOCK_ARGS)
	@rm -rf $(LOCK_ENV)

clean:  ## Remove the built site and all caches
	rm -rf _build build .pytest_cache .ruff_cache .hypothesis
	find . \( -name .venv -o -name .git \) -prune -o -type d \( -name __pycache__ -o -name '*.egg-info' \) -prune -exec rm -rf {} +

distclean: clean  ## Remove .venv as well
	rm -rf .venv
