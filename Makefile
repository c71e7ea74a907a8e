# One entry for everything; each target sets up what it needs and is quick when nothing changed.
#   make run [ARGS="--port 8443"]   the demo: broker, agent, a desktop, four people
#   make check                      format, lint, types, import rules, quick tests
#   make test [ARGS="-k consent"]   every test
#   make bench NAME=…               one measurement; its last line is one JSON object
#   make prove NAME=…               a test's full count (soak, fuzzing)
MAKEFLAGS += --no-print-directory
# Tests start hundreds of processes, each of which would compile everything anew.
unexport PYTHONDONTWRITEBYTECODE
VENV := .venv/bin
ARGS ?=
NAME ?=
# Running tests in parallel: four workers suit two cores, for the two with the scenarios mostly wait. Each begins with a
# quarter and takes from the others when it is done; a worker that crashes costs the one test it was in.
WORKERS ?= 4

.PHONY: run check test bench prove set-up set-up-python front-end format lock generate clean

run: set-up
	@exec $(VENV)/handrail demo $(ARGS)

check: set-up
	@$(VENV)/python tools/check.py

test: set-up
	@$(VENV)/python -m pytest -n $(WORKERS) --dist worksteal $(ARGS)

bench: set-up
	@$(VENV)/python -m bench "$(NAME)" $(ARGS)

prove: set-up
	@$(VENV)/python tools/prove.py "$(NAME)" $(ARGS)

set-up:
	@python=$$(tools/find-python) && $$python tools/set_up.py

set-up-python:
	@python=$$(tools/find-python) && $$python tools/set_up.py python

front-end:
	@python=$$(tools/find-python) && $$python tools/set_up.py python front-end

format: set-up-python
	@$(VENV)/ruff check --fix-only --quiet .
	@$(VENV)/ruff format --quiet .

# Newest versions that pyproject.toml allows, with hashes and without hosts.
lock: set-up-python
	@$(VENV)/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate \
		--python-version 3.11 --extra dev pyproject.toml -o requirements.lock $(ARGS)

# A generator is a tool that knows --check; tests/architecture/test_generated.py fails when its output is stale.
generate: set-up-python
	@for tool in $$(grep -l '"--check" in arguments' tools/*.py); do $(VENV)/python "$$tool" || exit 1; done

clean:
	@rm -rf .stamps .mypy_cache .ruff_cache .pytest_cache .import_linter_cache broker/web/static build dist
