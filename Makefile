# Two commands on a fresh machine: make demo, make test. `make help` shows the rest.
PYTHON ?= python3
BIN = .venv/bin
RUNTIME = .venv/.runtime
DEVELOPMENT = .venv/.development

.PHONY: help demo test check types others bench fuzz serve contract web released migration pins sbom image docs

help:  ## show this
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):[^#]*## (.*)/make \1|\2/' | awk -F'|' '{printf "%-16s %s\n", $$1, $$2}'

demo: $(RUNTIME)  ## a small believable company on http://127.0.0.1:8400
	$(BIN)/had-your-back demo

test: export PYTHONDONTWRITEBYTECODE =  # two dozen processes import the same; compiling it for each takes as long as a test
test: $(DEVELOPMENT)  ## every test, on SQLite and on a PostgreSQL that the tests start themselves
	$(BIN)/pytest -n 2 --dist worksteal

check: $(DEVELOPMENT)  ## lint, format, types, import rules, known vulnerabilities, generated files, links
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(MAKE) contract
	git diff --exit-code -- graphql docs clients/web/src/operations.ts clients/python/had_your_back_client/operations.py
	$(MAKE) --jobs 2 types others  # on two cores: what takes longest, and the rest beside it

types: $(DEVELOPMENT)
	$(BIN)/mypy

others: $(DEVELOPMENT)
	$(BIN)/lint-imports
	$(BIN)/python requirements/audit.py
	$(MAKE) docs

bench: $(DEVELOPMENT)  ## what performance claims rest on, as tables; takes its time
	HYB_GIVES=2000 $(BIN)/pytest -q tests/stories/test_many_at_once.py
	$(BIN)/python tests/benchmarks/promise_cost.py --engine sqlite
	$(BIN)/python tests/benchmarks/promise_cost.py --engine postgresql
	$(BIN)/python tests/benchmarks/score_cost.py --engine sqlite --sizes 100000
	$(BIN)/python tests/benchmarks/score_cost.py --engine postgresql --sizes 1000000
	PYTHONPATH=tests $(BIN)/python tests/benchmarks/score_truth.py
	$(BIN)/python tests/benchmarks/feed
	$(BIN)/python tests/benchmarks/subscribers.py
	$(BIN)/python tests/benchmarks/scim.py
	$(BIN)/python tests/benchmarks/scim.py --engine postgresql
	PYTHONPATH=tests $(BIN)/python tests/benchmarks/pooler.py
	PYTHONPATH=tests:clients/python $(BIN)/python tests/benchmarks/operate_load.py
	PYTHONPATH=tests:clients/python $(BIN)/python tests/benchmarks/soak.py
	PYTHONPATH=tests $(BIN)/python tests/benchmarks/widget.py
	for engine in sqlite postgresql; do \
		$(BIN)/python tests/benchmarks/webhook_speed.py --engine $$engine && \
		$(BIN)/python tests/benchmarks/webhook_isolation.py --engine $$engine && \
		PYTHONPATH=tests:clients/python $(BIN)/python tests/benchmarks/webhook_soak.py --engine $$engine || exit 1; \
	done

fuzz: $(DEVELOPMENT)  ## schemathesis for ten minutes, against a demonstration of its own
	PYTHONPATH=tests $(BIN)/python tests/benchmarks/fuzz.py

serve: $(RUNTIME)  ## migrate and serve what the environment says
	$(BIN)/had-your-back migrate
	$(BIN)/had-your-back serve

contract: $(DEVELOPMENT)  ## write what is generated: the schema, the manifest of operations and the tables in docs
	$(BIN)/had-your-back schema > graphql/schema.graphql
	$(BIN)/python docs/generate.py
	$(BIN)/python clients/web/generate.py
	$(BIN)/python clients/python/generate.py

docs: $(DEVELOPMENT)  ## the documentation as a site, every link followed, in var/site/html
	$(BIN)/python docs/website.py

web: contract clients/web/node_modules  ## type-check and build the web components (Node); what is built is committed
	cd clients/web && npm run --silent build

released: contract  ## at a release: what later schemas must not break
	cp graphql/schema.graphql graphql/released.graphql

clients/web/node_modules: clients/web/package-lock.json
	npm ci --prefix clients/web --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

migration: $(DEVELOPMENT)  ## write migrations/versions/NUMBER_NAME.py from the models: make migration number=0002 name=...
	$(BIN)/python migrations/generate.py $(number) "$(name)"

pins: $(DEVELOPMENT)  ## pin the newest versions that pyproject.toml allows
	$(BIN)/uv pip compile -q --upgrade --generate-hashes --no-header --no-annotate --no-emit-index-url --universal \
		--python-version 3.11 pyproject.toml -o requirements/runtime.txt
	$(BIN)/uv pip compile -q --upgrade --generate-hashes --no-header --no-annotate --no-emit-index-url --universal \
		--python-version 3.11 pyproject.toml --group dev -c requirements/runtime.txt -o requirements/dev.txt
	$(MAKE) sbom

sbom: $(DEVELOPMENT)  ## write what runs, in CycloneDX, from the pins; the wheel and the image carry it
	$(BIN)/python requirements/sbom.py

image: $(DEVELOPMENT)  ## the Dockerfile's steps without an engine, and what they make started (root on Linux)
	$(BIN)/python tests/benchmarks/image.py

.venv/bin/python:
	$(PYTHON) -m venv .venv

$(RUNTIME): requirements/runtime.txt pyproject.toml | .venv/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/runtime.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

$(DEVELOPMENT): requirements/dev.txt $(RUNTIME)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@
