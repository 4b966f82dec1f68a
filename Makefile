# renkei: see README.md. `make help` lists the targets.
VARIANT ?= release
B := build/$(VARIANT)

CC := gcc
CFLAGS_release := -O2 -g -DNDEBUG
CFLAGS_debug := -O0 -g3
CFLAGS_san := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
WARNINGS := -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wvla -Wwrite-strings \
            -Wstrict-prototypes -Wmissing-prototypes -Werror
PACKAGES := libpq yaml-0.1 expat minizip zlib libcrypto xlsxwriter
# Asked only when something is compiled: a fresh machine has no pkg-config yet.
PKG_CFLAGS = $(shell pkg-config --cflags $(PACKAGES))
PKG_LIBS = $(shell pkg-config --libs $(PACKAGES))
CPPFLAGS = -I. -D_GNU_SOURCE
CFLAGS = -std=c11 $(WARNINGS) $(CFLAGS_$(VARIANT)) -pthread

ROOMS := ingest aggregate report
COMMON := $(filter-out common/renkei.c,$(wildcard common/*.c))
STATEMENTS := $(sort $(shell find sql -name '*.sql'))
PROGRAMS := $(B)/bin/renkei $(ROOMS:%=$(B)/bin/renkei-%)
TESTS := $(patsubst tests/%.c,$(B)/tests/%,$(wildcard tests/test_*.c))
objects = $(patsubst %.c,$(B)/obj/%.o,$(1))

.PHONY: all
all: programs
	@ln -sfn release/bin build/bin

.PHONY: programs
programs: $(PROGRAMS)

.SECONDARY:
.DELETE_ON_ERROR:

$(B)/obj/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(filter-out -I/usr/include/minizip,$(PKG_CFLAGS)) $(CFLAGS) -MMD -MP -c $< -o $@

$(B)/gen/sql.c: common/embed-sql.awk $(STATEMENTS)
	@mkdir -p $(@D)
	awk -f common/embed-sql.awk $(STATEMENTS) >$@

# C99 promises string literals of 4,095 bytes only; a migration is longer and gcc takes any length.
$(B)/obj/sql.o: $(B)/gen/sql.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -Wno-overlength-strings -c $< -o $@

$(B)/common.a: $(call objects,$(COMMON)) $(B)/obj/sql.o
	rm -f $@
	ar rcs $@ $^

$(B)/bin/renkei: $(call objects,common/renkei.c) $(B)/common.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $^ $(PKG_LIBS) -o $@

define room
$$(B)/$(1).a: $$(call objects,$$(filter-out $(1)/main.c,$$(wildcard $(1)/*.c)))
	rm -f $$@
	ar rcs $$@ $$^

$$(B)/bin/renkei-$(1): $$(call objects,$(1)/main.c) $$(B)/$(1).a $$(B)/common.a
	@mkdir -p $$(@D)
	$$(CC) $$(CFLAGS) $$^ $$(PKG_LIBS) -o $$@
endef
$(foreach r,$(ROOMS),$(eval $(call room,$(r))))

$(B)/tests/%: $(B)/obj/tests/%.o $(B)/obj/tests/server.o $(ROOMS:%=$(B)/%.a) $(B)/common.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $^ $(PKG_LIBS) $(shell pkg-config --libs check) -o $@

-include $(shell find $(B) -name '*.d' 2>/dev/null)
