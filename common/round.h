/*
 * Exact rounding, half up (四捨五入), from integers and once. Floating point takes no part:
 * printf's rounding differs from the official one in 1,088 cases with n <= 1,741.
 */
#ifndef RENKEI_COMMON_ROUND_H
#define RENKEI_COMMON_ROUND_H

#include <stdint.h>

/* 128-bit integers, for exact sums; a typedef because ISO C knows the type only by extension. */
__extension__ typedef __int128 wide;

/* Percent of `count` in `base`, in tenths: (2000·k + n) / (2·n). base > 0, 0 <= count. */
int64_t percent_tenths(int64_t count, int64_t base);

/* numerator/denominator, half away from zero (= half up for what is not negative);
 * denominator > 0. The result must fit into 63 bits, else the program aborts. */
int64_t round_quotient(wide numerator, wide denominator);

/* Writes `value` / 10^decimals as "-12.5"; exactly `decimals` decimals, 0 to 9.
 * Returns `buffer`, which has room for at least DECIMAL_SIZE bytes. */
enum { DECIMAL_SIZE = 32 };
char *decimal_text(char *buffer, int64_t value, int decimals);

#endif
