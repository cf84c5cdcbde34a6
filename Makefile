# Rapport. `make demo` to try it, `make test` to check it, `make help` for the rest.
PORT ?= 8000
PYTHON ?= python3
BIN := .venv/bin
export PYTHONDONTWRITEBYTECODE = 1
DEMO := DEMO=1 DEVELOPMENT=1 WORKSPACE_NAME=Wintermere BASE_URL=http://localhost:$(PORT) \
	DATABASE_URL=sqlite:///instance/demo.db STORAGE_URL=file:content/uploads/demo SEARCH_INDEX=search_index/demo INSTANCE=instance/demo

.PHONY: help demo test sure serve lock bench clean system

help: ## This list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

demo: .venv/runtime ## Set up, load the sample workspace, serve it (PORT=8000, RESET=1 starts over)
	@if [ -n "$(RESET)" ]; then rm -rf instance/demo instance/demo.db* content/uploads/demo search_index/demo; fi
	@$(DEMO) $(BIN)/flask --app wsgi db upgrade
	@$(DEMO) $(BIN)/flask --app wsgi demo
	@$(DEMO) $(BIN)/python -m app.greeting
	@exec env $(DEMO) PORT=$(PORT) $(BIN)/gunicorn --config gunicorn.conf.py --log-level warning wsgi:app

serve: .venv/runtime ## The production server; settings come from the environment (docs/settings.md)
	@$(BIN)/flask --app wsgi db upgrade
	@exec env PORT=$(PORT) $(BIN)/gunicorn --config gunicorn.conf.py wsgi:app

test: .venv/dev system ## Everything that can be checked on this machine
	@$(BIN)/pytest -n 2 --dist loadgroup $(ARGS)

sure: .venv/dev ## Format, lint, types, storeys, then the tests
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(MAKE) --no-print-directory test

bench: .venv/dev ## Measure speed and memory (docs/performance.md)
	@$(BIN)/python -m bench

lock: .venv/dev ## Resolve requirements/*.in to locked versions with hashes
	@cd requirements && for name in runtime dev s3; do ../$(BIN)/uv pip compile -q --python-version 3.11 --universal \
		--generate-hashes --no-header --no-emit-index-url $$name.in -o $$name.txt; done

clean: ## Remove what was built; the demo's data goes too
	rm -rf .venv instance search_index/* content/uploads

# The environment: pip brings uv, uv brings the rest; every file is checked against its hash.
.venv/bin/uv: requirements/uv.txt
	@sh tools/python.sh $(PYTHON)
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements/uv.txt
	@touch $@

# Behind a company's own certificate the machine's store is asked where uv's does not do.
install = $(BIN)/uv pip install -q $(2) --require-hashes -r $(1) || $(BIN)/uv pip install -q --system-certs $(2) --require-hashes -r $(1)

.venv/runtime: .venv/bin/uv requirements/runtime.txt
	@[ -e .venv/dev ] || { $(call install,requirements/runtime.txt); }
	@touch $@

.venv/dev: .venv/bin/uv requirements/dev.txt requirements/s3.txt
	@$(call install,requirements/dev.txt)
	@[ -x .venv/s3/bin/python ] || $(BIN)/uv venv -q --python $(BIN)/python .venv/s3
	@$(call install,requirements/s3.txt,--python .venv/s3/bin/python)
	@touch $@ .venv/runtime

system:
	@sh tools/system.sh
