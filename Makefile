# Both `make demo` and `make test` do all set-up on a machine that has Python 3.11-3.13, make and a network.
.DEFAULT_GOAL := help
PY := .venv/bin/python
ARGS ?=

.PHONY: help demo test lint format bench scale setup lock clean

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: ## open the platform with a fictional cast on http://127.0.0.1:8000 (ARGS="--port 9000 --reset")
	@python=$$(tools/find-python) && "$$python" tools/setup.py demo
	@$(PY) -m dejiro demo $(ARGS)

test: setup ## lint and run every test: SQLite, PostgreSQL and browser where the machine has them (ARGS="--only sqlite")
	@$(PY) -m tools.test $(ARGS)

lint: setup ## format check, lints, types, import contracts, templates, migrations, catalogue
	@$(PY) -m tools.lint $(ARGS)

format: setup ## write the project's one format
	@$(PY) -m tools.lint --fix

bench: setup ## run the benchmarks and print their tables (ARGS="coalition ledger")
	@$(PY) -m tools.bench $(ARGS)

scale: setup ## kill, back up and restore real databases; a few minutes
	@$(PY) -m tools.test --only scale $(ARGS)

setup: ## make .venv with all development tools, build the front end
	@python=$$(tools/find-python) && "$$python" tools/setup.py dev

lock: setup ## resolve the dependencies anew and export requirements/
	@$(PY) -m tools.lock

clean: ## remove what was built; the demo's data in var/ too
	@rm -rf .venv var dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@rm -rf src/dejiro/ui/static/dist src/dejiro/locale/*/LC_MESSAGES/*.mo frontend/node_modules
	@find src tests tools benchmarks -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
