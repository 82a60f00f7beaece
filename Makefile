# The verbs of this project. CI and people call the same ones.
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
# durable_rules ships as source only: -O2 for speed, and the renamed call that Python 3.13 no longer exports.
BUILD_FLAGS = CPPFLAGS="-O2 -DPyEval_CallObject=PyObject_CallObject"
STAMP = $(VENV)/.ready

.PHONY: run setup test check matrix soak bench schemas examples mutate clean

run: $(STAMP) ## set up and print the advice for a real case
	@$(BIN)/penalty-rules check fixtures/show/celery.yaml --explain full; code=$$?; [ $$code -eq 0 ] || [ $$code -eq 3 ]

setup: $(STAMP)

$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BUILD_FLAGS) $(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $(STAMP)

test: check ## every check and every test
	$(BIN)/pytest -n auto --dist loadscope

check: $(STAMP) ## style, types, floors of the house, rulesets, schemas
	$(BIN)/ruff format --check src tests bench
	$(BIN)/ruff check src tests bench
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m tests.house
	$(BIN)/penalty-rules rulesets check

matrix: ## the core tests on Python 3.11, 3.12 and 3.13
	tests/matrix.sh

soak: $(STAMP) ## a million evaluations: flat memory
	SOAK=1 $(BIN)/pytest tests/soak

bench: $(STAMP) ## measure against the reference and the peers; writes bench/RESULTS.md
	$(BIN)/python bench/run.py

schemas: $(STAMP) ## write schemas/ anew from the models
	$(BIN)/python -m penalty_rules.schemas --write

examples: $(STAMP) ## ask the service for the worked examples of its contract, write those anew that say something else
	$(BIN)/python -m tests.service.worked_examples

mutate: $(STAMP) ## mutation testing of the reasoning core
	tests/mutation.sh

clean:
	rm -rf $(VENV) .venv-* .mypy_cache .ruff_cache .pytest_cache .hypothesis mutants
