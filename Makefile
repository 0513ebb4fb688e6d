# Descry's targets. Each is one line here; the work is in scripts/, where the reasons
# are. Nothing has to be installed before: what is missing is fetched (scripts/setup.sh).
# Go and the C flags are chosen in scripts/env.sh, the same for all targets.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help setup build run test quick race check vm long bench catalog-check peers clean clean-cache

# make run PICTURE=photo.jpg describes a picture in the terminal.
PICTURE ?=

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 20

setup: ## install what is missing: packages by apt, Go 1.26
	@scripts/setup.sh

build: setup ## build/bin/descry and build/lib/ollama
	@scripts/build.sh

run: build ## open the window, or describe a picture: make run PICTURE=photo.jpg
	@scripts/run.sh "$(PICTURE)"

test: setup ## all tests, in stages with their times
	@scripts/test.sh

quick: ## all logic without cgo, under a minute; needs nothing but Go
	@scripts/setup.sh pure
	@scripts/quick.sh

race: setup ## the race detector on the packages without llama.cpp
	@scripts/race.sh

check: setup ## format, vet, staticcheck, arrows, five seconds of each fuzz test
	@scripts/check.sh

vm: ## real cameras: the tests of camera/v4l2 in qemu, under Debian's kernel
	@scripts/setup.sh vm
	@scripts/vm.sh

long: build ## fuzz tests of ten minutes, long tests, a second clone; before a release
	@scripts/long.sh

bench: build ## the benchmarks; on a quiet machine
	@scripts/bench.sh

catalog-check: ## compare the catalogue of models with the hubs' APIs; before a release, needs the network
	@scripts/setup.sh pure
	@. scripts/env.sh pure && CGO_ENABLED=0 go run ./scripts/catalogcheck

peers: build ## Descry beside two other programs with the same model; needs npm
	@scripts/peers.sh

clean: ## remove what was built in the checkout
	rm -rf build

clean-cache: clean ## also what was built or fetched for all checkouts of this user
	@scripts/clean-cache.sh
