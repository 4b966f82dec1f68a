#!/bin/bash
# The property test of the two engines (tests/test_engines.c) with fresh seeds for so many seconds. Each
# seed is printed; a survey that fails is named with the seed that makes it again.
# usage: soak.sh PROGRAM SECONDS
set -u
program=$1 seconds=$2
surveys=0
while [ "$SECONDS" -lt "$seconds" ]; do
    # 48 bits: neither soaks nor the 50 seeds that follow each other meet again
    seed=$((RANDOM << 33 | RANDOM << 18 | RANDOM << 3))
    echo "RENKEI_SEED=$seed"
    RENKEI_SEED=$seed timeout 1200 "$program" || exit 1
    surveys=$((surveys + 50))
done
echo "$surveys random surveys: both engines and the naive count agree"
