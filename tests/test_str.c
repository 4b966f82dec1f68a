/* The growable string and the arena. */
#include "common/str.h"

#include "common/arena.h"

#include <check.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

START_TEST(str_starts_empty)
{
    struct str str = {0};
    ck_assert_str_eq(str_text(&str), "");
    str_append(&str, "");
    ck_assert_ptr_nonnull(str.at);
    ck_assert_str_eq(str.at, "");
    ck_assert_uint_eq(str.length, 0);
    str_release(&str);
    ck_assert_ptr_null(str.at);
}
END_TEST

START_TEST(str_appends)
{
    struct str str = {0};
    str_append(&str, "四場面");
    str_append_char(&str, ':');
    str_appendf(&str, " %d of %s", 3, "4");
    ck_assert_str_eq(str_text(&str), "四場面: 3 of 4");
    ck_assert_uint_eq(str.length, strlen("四場面: 3 of 4"));
    str_append_bytes(&str, "\0x", 2);
    ck_assert_uint_eq(str.length, strlen("四場面: 3 of 4") + 2);
    ck_assert_int_eq(str.at[str.length], '\0');
    ck_assert_int_eq(str.at[str.length - 1], 'x');
    str_release(&str);
}
END_TEST

/* Every length is passed on the way, also those where the memory grows. */
START_TEST(str_grows)
{
    struct str str = {0};
    for (size_t i = 0; i < 5000; i++) {
        str_append_char(&str, (char)('a' + i % 26));
        ck_assert_int_eq(str.at[str.length], '\0');
    }
    for (size_t i = 0; i < 5000; i++)
        ck_assert_int_eq(str.at[i], (char)('a' + i % 26));
    str_appendf(&str, "%0*d", 10000, 7);
    ck_assert_uint_eq(str.length, 15000);
    ck_assert_int_eq(str.at[14999], '7');
    str_release(&str);
}
END_TEST

START_TEST(str_reset_keeps_memory)
{
    struct str str = {0};
    str_reset(&str);
    str_append(&str, "a long enough text to look at afterwards");
    const char *at = str.at;
    str_reset(&str);
    ck_assert_str_eq(str_text(&str), "");
    str_append(&str, "again");
    ck_assert_ptr_eq(str.at, at);
    ck_assert_str_eq(str_text(&str), "again");
    str_release(&str);
}
END_TEST

START_TEST(str_reserves)
{
    struct str str = {0};
    str_append(&str, "ab");
    char *end = str_reserve(&str, 100000);
    ck_assert_ptr_eq(end, str.at + 2);
    memset(end, 'c', 100000);
    str.length += 100000;
    str_append(&str, "d");
    ck_assert_int_eq(str.at[100001], 'c');
    ck_assert_str_eq(str.at + 100002, "d");
    str_release(&str);
}
END_TEST

START_TEST(arena_pieces_are_zeroed_and_aligned)
{
    struct arena arena = {0};
    for (size_t size = 0; size < 3000; size += 7) {
        unsigned char *piece = arena_alloc(&arena, size);
        ck_assert_uint_eq((uintptr_t)piece % _Alignof(max_align_t), 0);
        for (size_t i = 0; i < size; i++)
            ck_assert_uint_eq(piece[i], 0);
        memset(piece, 0xA5, size);
    }
    arena_release(&arena);
    ck_assert_ptr_null(arena.last);
}
END_TEST

START_TEST(arena_pieces_do_not_overlap)
{
    enum { PIECES = 2000 };
    struct arena arena = {0};
    unsigned char *pieces[PIECES];
    for (size_t i = 0; i < PIECES; i++) {
        pieces[i] = arena_alloc(&arena, i);
        memset(pieces[i], (int)(i % 251), i);
    }
    for (size_t i = 0; i < PIECES; i++)
        for (size_t j = 0; j < i; j += 97)
            ck_assert_uint_eq(pieces[i][j], i % 251);
    arena_release(&arena);
}
END_TEST

START_TEST(arena_takes_large_pieces)
{
    struct arena arena = {0};
    char *large = arena_alloc(&arena, 10 << 20);
    large[(10 << 20) - 1] = 'x';
    char *small = arena_strdup(&arena, "behind it");
    ck_assert_str_eq(small, "behind it");
    ck_assert_int_eq(large[(10 << 20) - 1], 'x');
    arena_release(&arena);
}
END_TEST

START_TEST(arena_texts)
{
    struct arena arena = {0};
    ck_assert_str_eq(arena_copy(&arena, "abcdef", 3), "abc");
    ck_assert_str_eq(arena_copy(&arena, NULL, 0), "");
    ck_assert_str_eq(arena_printf(&arena, "%s-%05d", "問", 42), "問-00042");
    char *wide = arena_printf(&arena, "%0*d", 50000, 7);
    ck_assert_uint_eq(strlen(wide), 50000);
    arena_release(&arena);
}
END_TEST

/* A job's memory is there for the next one, zeroed again. */
START_TEST(arena_reset_reuses_memory)
{
    struct arena arena = {0};
    arena_reset(&arena);
    for (int job = 0; job < 3; job++) {
        for (size_t i = 0; i < 1000; i++) {
            unsigned char *piece = arena_alloc(&arena, 100);
            ck_assert_uint_eq(piece[99], 0);
            memset(piece, 0xFF, 100);
        }
        arena_reset(&arena);
    }
    char *first = arena_alloc(&arena, 1);
    arena_reset(&arena);
    ck_assert_ptr_eq(arena_alloc(&arena, 1), first);
    arena_release(&arena);
}
END_TEST

#ifndef __SANITIZE_ADDRESS__ /* a sanitizer ends the program in its own way */
START_TEST(arena_array_aborts_on_overflow)
{
    struct arena arena = {0};
    arena_array(&arena, SIZE_MAX / 2, 4);
}
END_TEST
#endif

int main(void)
{
    Suite *suite = suite_create("str");
    TCase *str = tcase_create("str");
    tcase_add_test(str, str_starts_empty);
    tcase_add_test(str, str_appends);
    tcase_add_test(str, str_grows);
    tcase_add_test(str, str_reset_keeps_memory);
    tcase_add_test(str, str_reserves);
    suite_add_tcase(suite, str);
    TCase *arena = tcase_create("arena");
    tcase_add_test(arena, arena_pieces_are_zeroed_and_aligned);
    tcase_add_test(arena, arena_pieces_do_not_overlap);
    tcase_add_test(arena, arena_takes_large_pieces);
    tcase_add_test(arena, arena_texts);
    tcase_add_test(arena, arena_reset_reuses_memory);
#ifndef __SANITIZE_ADDRESS__
    tcase_add_test_raise_signal(arena, arena_array_aborts_on_overflow, 6 /* SIGABRT */);
#endif
    suite_add_tcase(suite, arena);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
