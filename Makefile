# renkei: see README.md. `make help` lists the targets.
VARIANT ?= release
B := build/$(VARIANT)

ifeq ($(MAKELEVEL),0)
MAKEFLAGS += -j$(shell nproc)
endif

# `make report` and its variables
SURVEY ?= r3
OUT ?= out/$(SURVEY)
RESPONSES ?=

# of `make fuzz`, for each target; `make soak` takes 300
SECONDS ?= 60

CC := gcc
CFLAGS_release := -O2 -g -DNDEBUG
CFLAGS_debug := -O0 -g3
CFLAGS_san := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
CFLAGS_fuzz := -O1 -g -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all \
               -fno-omit-frame-pointer
WARNINGS := -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wvla -Wwrite-strings \
            -Wstrict-prototypes -Wmissing-prototypes -Werror
PACKAGES := libpq yaml-0.1 expat minizip zlib libdeflate libcrypto xlsxwriter jansson
# Asked only when something is compiled: a fresh machine has no pkg-config yet.
PKG_CFLAGS = $(shell pkg-config --cflags $(PACKAGES))
# libunistring and libreadstat have no file for pkg-config. libRmath is named only by programs that
# call it, since its licence reaches them: docs/decisions/0010-libRmath.md.
PKG_LIBS = $(shell pkg-config --libs $(PACKAGES)) -lunistring -Wl,--as-needed -lreadstat -lRmath -lm
CPPFLAGS = -I. -D_GNU_SOURCE
CFLAGS = -std=c11 $(WARNINGS) $(CFLAGS_$(VARIANT)) -pthread

ROOMS := ingest aggregate report
COMMON := $(filter-out common/renkei.c,$(wildcard common/*.c))
STATEMENTS := $(sort $(shell find sql -name '*.sql'))
# The page: ours, behind the modules of the charting library, each behind those it needs.
D3 := array collection color format interpolate path selection time time-format scale axis shape
SITE := $(foreach m,$(D3),/usr/share/nodejs/d3-$(m)/dist/d3-$(m).min.js) \
        $(addprefix report/site/,page.html page.css numbers.js data.js elements.js chart.js map.js table.js \
                                 area.js page.js licences.txt)
PROGRAMS := $(B)/bin/renkei $(ROOMS:%=$(B)/bin/renkei-%)
TESTS := $(patsubst tests/%.c,$(B)/tests/%,$(wildcard tests/test_*.c))
BENCHES := $(patsubst tests/bench/%.c,$(B)/bench/%,$(wildcard tests/bench/*.c))
FUZZ_TARGETS := $(patsubst tests/fuzz/fuzz_%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
objects = $(patsubst %.c,$(B)/obj/%.o,$(1))

# What Debian 12 must have to build, run and test; and what only `make lint` and `make format` use.
DEBIAN := gcc pkg-config libc6-dev libpq-dev libyaml-dev libexpat1-dev libminizip-dev zlib1g-dev libdeflate-dev \
          libssl-dev libxlsxwriter-dev libjansson-dev libunistring-dev libreadstat-dev r-mathlib check gettext postgresql \
          node-d3-axis node-d3-scale node-d3-selection node-d3-shape
DEBIAN_LINT := clang-format clang-tidy shellcheck
DEBIAN_FUZZ := clang libclang-rt-14-dev

.PHONY: all
all: programs
	@ln -sfn release/bin build/bin

.PHONY: programs
programs: $(PROGRAMS) $(B)/share/locale/ja/LC_MESSAGES/renkei.mo

# ---- Tasks ----

.PHONY: help
help:
	@echo "make            build the programs into build/bin"
	@echo "make report     the whole way: responses -> database -> $(OUT)/national.xlsx"
	@echo "                SURVEY=r3  RESPONSES=folder (default: a synthetic sample)  OUT=folder"
	@echo "make test       all tests, with and without sanitizers"
	@echo "make test-writers  forms filled in with openpyxl, LibreOffice, ExcelJS, SheetJS; installs them"
	@echo "make test-readers  workbooks opened with openpyxl, LibreOffice, R, ExcelJS, SheetJS; the same"
	@echo "make soak       random surveys by both engines, with fresh seeds; SECONDS=300"
	@echo "make fuzz       hostile inputs, made by libFuzzer; SECONDS=60 for each target; installs clang"
	@echo "make bench      speed and memory against peers; installs them"
	@echo "make lint       clang-tidy, shellcheck, the rules of the rooms"
	@echo "make format     clang-format over all sources"
	@echo "make po         bring po/ja.po up to date with the texts in the sources"
	@echo "make install    PREFIX=/usr/local"
	@echo "make clean      remove build/; the database in var/ and out/ stay"
	@echo "VARIANT=release|debug|san chooses build/<variant>"

.PHONY: packages
packages:
	@sh common/install-packages.sh $(DEBIAN)

.PHONY: report
report: packages
	@$(MAKE) --no-print-directory all
	@sh common/make-report.sh "$(SURVEY)" "$(OUT)" "$(RESPONSES)"

.PHONY: test
test: packages
	@$(MAKE) --no-print-directory all tests
	@$(MAKE) --no-print-directory VARIANT=san programs tests
	@bash tests/run.sh

# Also part of `make test`, without the writers that npm has.
.PHONY: test-writers
test-writers: packages
	@$(MAKE) --no-print-directory all
	@WRITERS=all bash tests/scenario_writers.sh

# The same for what reads our workbooks.
.PHONY: test-readers
test-readers: packages
	@$(MAKE) --no-print-directory all
	@READERS=all bash tests/scenario_readers.sh

.PHONY: tests
tests: $(TESTS)

.PHONY: soak
soak: SECONDS = 300
soak: packages
	@$(MAKE) --no-print-directory all $(B)/tests/test_engines
	@bash tests/soak.sh $(B)/tests/test_engines $(SECONDS)

.PHONY: fuzz
fuzz: packages
	@sh common/install-packages.sh $(DEBIAN_FUZZ)
	@$(MAKE) --no-print-directory VARIANT=fuzz CC=clang fuzzers
	@bash tests/fuzz/run.sh build/fuzz/fuzz $(SECONDS) $(FUZZ_TARGETS)

.PHONY: fuzzers
fuzzers: $(FUZZ_TARGETS:%=$(B)/fuzz/fuzz_%) \
         $(patsubst tests/fuzz/seed_%.c,$(B)/fuzz/seed_%,$(wildcard tests/fuzz/seed_*.c))

.PHONY: bench
bench: packages
	@$(MAKE) --no-print-directory all benches
	@B=$(B) bash tests/bench/run.sh

.PHONY: benches
benches: $(BENCHES)

SOURCES = $(wildcard common/*.[ch] ingest/*.[ch] aggregate/*.[ch] report/*.[ch] tests/*.[ch] \
                     tests/bench/*.[ch] tests/fuzz/*.[ch])

.PHONY: lint
lint:
	@sh common/install-packages.sh $(DEBIAN) $(DEBIAN_LINT)
	bash tests/check-rooms.sh
	bash tests/check-sql.sh
	shellcheck -x common/*.sh po/*.sh tests/*.sh tests/bench/*.sh tests/fuzz/*.sh
	clang-format --dry-run -Werror $(SOURCES)
	clang-tidy --quiet $(filter-out tests/%,$(filter %.c,$(SOURCES))) -- -std=c11 $(CPPFLAGS) $(PKG_CFLAGS)

.PHONY: format
format:
	@sh common/install-packages.sh $(DEBIAN_LINT)
	clang-format -i $(SOURCES)

# New texts come into the catalogue without a translation; tests/check-messages.sh names them.
.PHONY: po
po:
	@sh common/install-packages.sh gettext
	@mkdir -p $(B)/gen
	sh po/extract.sh $(B)/gen/renkei.pot
	msgmerge --quiet --update --backup=none --no-fuzzy-matching --no-wrap po/ja.po $(B)/gen/renkei.pot
	msgattrib --no-obsolete --no-wrap --output-file=po/ja.po po/ja.po
	@msgfmt --check-format --statistics --output-file=/dev/null po/ja.po

PREFIX ?= /usr/local
.PHONY: install
install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/locale/ja/LC_MESSAGES \
	    $(DESTDIR)$(PREFIX)/share/renkei
	install -m 755 $(PROGRAMS) $(DESTDIR)$(PREFIX)/bin
	install -m 644 $(B)/share/locale/ja/LC_MESSAGES/renkei.mo \
	    $(DESTDIR)$(PREFIX)/share/locale/ja/LC_MESSAGES
	cp -R configs $(DESTDIR)$(PREFIX)/share/renkei/

.PHONY: clean
clean:
	rm -rf build

# ---- Building ----

.SECONDARY:
.DELETE_ON_ERROR:

$(B)/obj/%.o: %.c
	@mkdir -p $(@D)
	@echo "  cc   $<"
	@$(CC) $(CPPFLAGS) $(filter-out -I/usr/include/minizip,$(PKG_CFLAGS)) $(CFLAGS) -MMD -MP -c $< -o $@

$(B)/gen/sql.c: common/embed-sql.awk $(STATEMENTS)
	@mkdir -p $(@D)
	@awk -f common/embed-sql.awk $(STATEMENTS) >$@

# C99 promises string literals of 4,095 bytes only; a migration is longer and gcc takes any length.
$(B)/obj/sql.o: $(B)/gen/sql.c
	@mkdir -p $(@D)
	@$(CC) $(CPPFLAGS) $(CFLAGS) -Wno-overlength-strings -c $< -o $@

$(B)/gen/catalogue.c: common/embed-catalogue.awk po/ja.po
	@mkdir -p $(@D)
	@awk -f common/embed-catalogue.awk po/ja.po >$@

$(B)/obj/catalogue.o: $(B)/gen/catalogue.c
	@mkdir -p $(@D)
	@$(CC) $(CPPFLAGS) $(CFLAGS) -c $< -o $@

$(B)/gen/site_parts.c: report/site/embed.awk $(SITE)
	@mkdir -p $(@D)
	@awk -f report/site/embed.awk $(SITE) >$@

$(B)/obj/site_parts.o: $(B)/gen/site_parts.c
	@mkdir -p $(@D)
	@$(CC) $(CPPFLAGS) $(CFLAGS) -Wno-overlength-strings -c $< -o $@

$(B)/report.a: $(B)/obj/site_parts.o

$(B)/common.a: $(call objects,$(COMMON)) $(B)/obj/sql.o $(B)/obj/catalogue.o
	@rm -f $@
	@ar rcs $@ $^

$(B)/bin/renkei: $(call objects,common/renkei.c) $(B)/common.a
	@mkdir -p $(@D)
	@echo "  link $@"
	@$(CC) $(CFLAGS) $^ $(PKG_LIBS) -o $@

define room
$$(B)/$(1).a: $$(call objects,$$(filter-out $(1)/main.c,$$(wildcard $(1)/*.c)))
	@rm -f $$@
	@ar rcs $$@ $$^

$$(B)/bin/renkei-$(1): $$(call objects,$(1)/main.c) $$(B)/$(1).a $$(B)/common.a
	@mkdir -p $$(@D)
	@echo "  link $$@"
	@$$(CC) $$(CFLAGS) $$^ $$(PKG_LIBS) -o $$@
endef
$(foreach r,$(ROOMS),$(eval $(call room,$(r))))

$(B)/tests/test_fuzz_inputs: $(call objects,tests/fuzz/input.c $(wildcard tests/fuzz/fuzz_*.c))
$(B)/tests/test_engines: $(call objects,$(wildcard tests/random_*.c tests/naive_*.c))
$(B)/tests/%: $(B)/obj/tests/%.o $(B)/obj/tests/server.o $(ROOMS:%=$(B)/%.a) $(B)/common.a
	@mkdir -p $(@D)
	@echo "  link $@"
	@$(CC) $(CFLAGS) $(filter %.o,$^) $(filter %.a,$^) $(PKG_LIBS) \
	    $(shell pkg-config --libs check) -o $@

# They run the program beside them.
$(patsubst tests/%.c,$(B)/tests/%,$(wildcard tests/test_ingest*.c tests/test_audit*.c tests/test_hostile.c)): | \
    $(B)/bin/renkei-ingest $(B)/bin/renkei-aggregate
$(B)/tests/test_audit_files: | $(B)/share/locale/ja/LC_MESSAGES/renkei.mo

# The sanitizers' own library takes part in every program of this variant.
$(B)/fuzz/fuzz_%: tests/fuzz/target.c $(B)/obj/tests/fuzz/fuzz_%.o $(B)/obj/tests/fuzz/input.o \
                  $(B)/ingest.a $(B)/common.a
	@mkdir -p $(@D)
	@echo "  link $@"
	@$(CC) $(CPPFLAGS) $(CFLAGS) -fsanitize=fuzzer -DFUZZ_FUNCTION=fuzz_$* $^ $(PKG_LIBS) \
	    $(shell pkg-config --libs check) -o $@

$(B)/fuzz/seed_zip: $(B)/obj/tests/server.o
$(B)/fuzz/seed_%: $(B)/obj/tests/fuzz/seed_%.o $(B)/ingest.a $(B)/common.a
	@mkdir -p $(@D)
	@$(CC) $(CFLAGS) $^ $(PKG_LIBS) $(shell pkg-config --libs check) -o $@

# Programs of two rooms define the same names: each benchmark is linked with one room at most.
$(B)/bench/tally: $(B)/aggregate.a
$(B)/bench/%: $(B)/obj/tests/bench/%.o $(B)/common.a
	@mkdir -p $(@D)
	@$(CC) $(CFLAGS) $< $(filter-out %/common.a,$(filter %.a,$^)) $(B)/common.a $(PKG_LIBS) -o $@

$(B)/share/locale/ja/LC_MESSAGES/renkei.mo: po/ja.po
	@mkdir -p $(@D)
	@msgfmt --check-format -o $@ $<

-include $(shell find $(B) -name '*.d' 2>/dev/null)
