/*
 * CSV: a table of inputs with the records or the error they must give, read whole and byte by byte
 * (CSV_MORE), and the fields that writing must protect.
 */
#include "common/arena.h"
#include "common/csv.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* `expected`: fields in brackets, a line per record that starts with the record's line; an error
 * ends it with "!" and a part of its text. */
static const struct {
    const char *input;
    const char *expected;
} cases[] = {
    {"", ""},
    {"\n\r\n\n", ""},
    {"a,b\n1,2\n", "1[a][b]\n2[1][2]\n"},
    {"a,b\r\n1,2\r\n", "1[a][b]\n2[1][2]\n"},
    {"a,b\n1,2", "1[a][b]\n2[1][2]\n"},
    {"a,b\r\n1,2\r", "1[a][b]\n2[1][2]\n"},
    {"a,,\n,\n", "1[a][][]\n2[][]\n"},
    {"\n\na\n\nb\n", "3[a]\n5[b]\n"},
    {"\"a\",\"b\"\r\n\"1\",\"2\"\r\n", "1[a][b]\n2[1][2]\n"},
    {"\"a\"\"b\",c\n", "1[a\"b][c]\n"},
    {"\"\"\n\"\"\"\"\n", "1[]\n2[\"]\n"},
    {"\"a\nb\r\nc\",d\ne,f\n", "1[a\nb\r\nc][d]\n4[e][f]\n"},
    {"\"a,b\",c", "1[a,b][c]\n"},
    {"a,\"b\"\r", "1[a][b]\n"},
    {"a,\"b\",c\r\nd\r\n", "1[a][b][c]\n2[d]\n"},
    {"a,\"\"", "1[a][]\n"},
    {"\"a\",", "1[a][]\n"},
    {"5\" pipe,b\n", "1[5\" pipe][b]\n"},
    {"5\" pipe\r\nb\r\n", "1[5\" pipe]\n2[b]\n"},
    {" \"a\",b\n", "1[ \"a\"][b]\n"},
    {"a\rb,c\n", "1[a\rb][c]\n"},
    {"\"x\",a\r,b\n", "1[x][a\r][b]\n"},
    /* CP932: 表 is 95 5C, ソ 83 5C, and 95 2C does not occur. */
    {"\x95\x5C,\x83\x5C\n", "1[\x95\x5C][\x83\x5C]\n"},
    {"在宅,\"医療\n介護\"\n", "1[在宅][医療\n介護]\n"},
    {"a\n\"b", "1[a]\n!2 not closed"},
    {"a\n\n\"b\nc", "1[a]\n!3 not closed"},
    {"\"a\"b\n", "!1 other characters"},
    {"\"a\" ,b\n", "!1 other characters"},
    {"\"a\"\rb\n", "!1 other characters"},
};

static void show(struct str *shown, const struct csv_record *record)
{
    str_appendf(shown, "%ld", record->line);
    for (size_t i = 0; i < record->count; i++) {
        ck_assert_uint_eq(strlen(record->fields[i]), record->lengths[i]);
        str_appendf(shown, "[%s]", record->fields[i]);
    }
    str_append_char(shown, '\n');
}

/* Reads `input` as it arrives `step` bytes at a time. */
static void read_all(const char *input, size_t step, struct str *shown)
{
    size_t whole = strlen(input);
    struct csv_reader reader = {.bytes = input};
    struct csv_record record;
    for (;;) {
        reader.last = reader.length == whole;
        enum csv_result result = csv_next(&reader, &record);
        if (result == CSV_RECORD) {
            ck_assert_uint_eq(record.offset + record.size, reader.position);
            show(shown, &record);
        } else if (result == CSV_MORE) {
            ck_assert(!reader.last);
            reader.length = whole - reader.length < step ? whole : reader.length + step;
        } else {
            if (result == CSV_BAD)
                str_appendf(shown, "!%ld %s", reader.line, reader.error);
            break;
        }
    }
    csv_release(&reader);
}

static void check_shown(const struct str *shown, const char *expected)
{
    const char *text = str_text(shown);
    const char *error = strchr(expected, '!');
    if (!error) {
        ck_assert_str_eq(text, expected);
        return;
    }
    size_t before = (size_t)(error + 2 - expected); /* with "!" and the line */
    ck_assert_msg(strncmp(text, expected, before) == 0 && strstr(text, error + 3),
                  "expected %s, got %s", expected, text);
}

START_TEST(reads_case)
{
    for (size_t step = 1; step < 64; step = step < 3 ? step + 1 : 2 * step) {
        struct str shown = {0};
        read_all(cases[_i].input, step, &shown);
        check_shown(&shown, cases[_i].expected);
        str_release(&shown);
    }
}
END_TEST

START_TEST(offsets_cover_the_record)
{
    static const char input[] = "\r\na,b\r\n\n\"c\nd\",e\r\nf";
    struct csv_reader reader = {.bytes = input, .length = strlen(input), .last = true};
    struct csv_record record;
    static const char *const bytes[] = {"a,b\r\n", "\"c\nd\",e\r\n", "f"};
    for (size_t i = 0; i < 3; i++) {
        ck_assert_int_eq(csv_next(&reader, &record), CSV_RECORD);
        ck_assert_uint_eq(record.size, strlen(bytes[i]));
        ck_assert_mem_eq(input + record.offset, bytes[i], record.size);
    }
    ck_assert_int_eq(csv_next(&reader, &record), CSV_END);
    csv_release(&reader);
}
END_TEST

START_TEST(embedded_nul_is_a_byte)
{
    static const char input[] = "a\0b,c\n\"d\0e\",f\n";
    struct csv_reader reader = {.bytes = input, .length = sizeof input - 1, .last = true};
    struct csv_record record;
    for (int i = 0; i < 2; i++) {
        ck_assert_int_eq(csv_next(&reader, &record), CSV_RECORD);
        ck_assert_uint_eq(record.count, 2);
        ck_assert_uint_eq(record.lengths[0], 3);
    }
    csv_release(&reader);
}
END_TEST

static void repeat(struct str *text, const char *piece, size_t count)
{
    for (size_t i = 0; i < count; i++)
        str_append(text, piece);
}

static void check_limit(const struct str *input, bool last, const char *error)
{
    struct csv_reader reader = {.bytes = input->at, .length = input->length, .last = last};
    struct csv_record record;
    ck_assert_int_eq(csv_next(&reader, &record), CSV_BAD);
    ck_assert_ptr_nonnull(strstr(reader.error, error));
    ck_assert_int_eq(csv_next(&reader, &record), CSV_BAD);
    csv_release(&reader);
}

START_TEST(limits)
{
    struct str many = {0};
    repeat(&many, ",", 65536);
    check_limit(&many, true, "65,536 fields");
    str_append(&many, "\"\"\n");
    check_limit(&many, true, "65,536 fields");
    str_release(&many);

    struct str text = {0};
    memset(str_reserve(&text, 9 << 20), 'x', 9 << 20);
    text.length = 9 << 20;
    check_limit(&text, true, "8 MiB");
    check_limit(&text, false, "8 MiB");
    text.at[0] = '"';
    check_limit(&text, true, "8 MiB");
    check_limit(&text, false, "8 MiB");
    text.at[text.length - 2] = '"';
    text.at[text.length - 1] = '\n';
    check_limit(&text, true, "8 MiB");
    str_release(&text);
}
END_TEST

START_TEST(many_fields_and_records)
{
    struct str input = {0};
    for (int i = 0; i < 1000; i++)
        str_append(&input, i % 2 ? ",\"1\"" : ",2");
    str_append(&input, "\n");
    struct str two = {0};
    repeat(&two, input.at, 2);
    struct csv_reader reader = {.bytes = two.at, .length = two.length, .last = true};
    struct csv_record record;
    for (int i = 0; i < 2; i++) {
        ck_assert_int_eq(csv_next(&reader, &record), CSV_RECORD);
        ck_assert_uint_eq(record.count, 1001);
        ck_assert_str_eq(record.fields[0], "");
        ck_assert_str_eq(record.fields[999], "2");
        ck_assert_str_eq(record.fields[1000], "1");
    }
    ck_assert_int_eq(csv_next(&reader, &record), CSV_END);
    csv_release(&reader);
    str_release(&two);
    str_release(&input);
}
END_TEST

static const struct {
    const char *field;
    const char *written;
} fields[] = {
    {"", "\"\""},
    {"a", "\"a\""},
    {"a\"b\"", "\"a\"\"b\"\"\""},
    {"a\nb", "\"a\nb\""},
    {"=1+1", "\"'=1+1\""},
    {"@SUM(A1)", "\"'@SUM(A1)\""},
    {"\ta", "\"'\ta\""},
    {"\ra", "\"'\ra\""},
    {"-", "\"'-\""},
    {"+", "\"'+\""},
    {"-.", "\"'-.\""},
    {"-a", "\"'-a\""},
    {"-1+cmd|'/C calc'!A0", "\"'-1+cmd|'/C calc'!A0\""},
    {"+81-3-1234", "\"'+81-3-1234\""},
    {"-12.5", "\"-12.5\""},
    {"-12", "\"-12\""},
    {"+3", "\"+3\""},
    {"-.5", "\"-.5\""},
    {"-1e-7", "\"-1e-7\""},
    {"-1e", "\"'-1e\""},
    {"-12.5 ", "\"'-12.5 \""},
    {"12.5", "\"12.5\""},
    {"a=1", "\"a=1\""},
};

START_TEST(writes_field)
{
    struct str record = {0};
    csv_append(&record, fields[_i].field);
    ck_assert_str_eq(str_text(&record), fields[_i].written);
    str_reset(&record);
    csv_append_raw(&record, fields[_i].field);
    csv_end_record(&record);
    struct csv_reader reader = {.bytes = record.at, .length = record.length, .last = true};
    struct csv_record read;
    ck_assert_int_eq(csv_next(&reader, &read), CSV_RECORD);
    ck_assert_uint_eq(read.count, 1);
    ck_assert_str_eq(read.fields[0], fields[_i].field);
    csv_release(&reader);
    str_release(&record);
}
END_TEST

START_TEST(writes_records)
{
    struct str text = {0};
    str_append(&text, CSV_BOM);
    csv_append(&text, "a");
    csv_append(&text, "");
    csv_append_raw(&text, "=b");
    csv_end_record(&text);
    csv_append(&text, "c");
    csv_end_record(&text);
    ck_assert_str_eq(text.at, CSV_BOM "\"a\",\"\",\"=b\"\r\n\"c\"\r\n");
    str_release(&text);
}
END_TEST

static void write_file(char *path, const char *bytes)
{
    int handle = mkstemp(path);
    ck_assert_int_ge(handle, 0);
    ck_assert_int_eq(write(handle, bytes, strlen(bytes)), (ssize_t)strlen(bytes));
    ck_assert_int_eq(close(handle), 0);
}

static bool read_text(const char *bytes, struct arena *arena, struct csv_table *table,
                      const char **error, long *line)
{
    char path[] = "/tmp/test_csv.XXXXXX";
    write_file(path, bytes);
    bool done = csv_read_file(table, arena, path, error, line);
    unlink(path);
    return done;
}

START_TEST(reads_file)
{
    struct arena arena = {0};
    struct csv_table table;
    const char *error;
    long line;
    struct str text = {0};
    str_append(&text, CSV_BOM "code,name\r\n\r\n");
    for (int i = 0; i < 1741; i++)
        str_appendf(&text, "%06d,\"市町村\n%d\"\r\n", i, i);
    ck_assert(read_text(text.at, &arena, &table, &error, &line));
    ck_assert_uint_eq(table.count, 1742);
    ck_assert_str_eq(table.records[0][0], "code");
    ck_assert_str_eq(table.records[1741][0], "001740");
    ck_assert_str_eq(table.records[1741][1], "市町村\n1740");
    ck_assert_uint_eq(table.lengths[1741], 2);
    ck_assert_int_eq(table.lines[1741], 3 + 2 * 1740);
    ck_assert(read_text("", &arena, &table, &error, &line));
    ck_assert_uint_eq(table.count, 0);
    str_release(&text);
    arena_release(&arena);
}
END_TEST

static const struct {
    const char *bytes;
    const char *error;
    long line;
} bad_files[] = {
    {"a\nb\n\x8E\x73\n", "not UTF-8", 3},  /* 市 in CP932 */
    {"\xC0\xAF\n", "not UTF-8", 1},        /* overlong */
    {"a\n\xED\xA0\x80\n", "not UTF-8", 2}, /* half a pair */
    {"\xF4\x90\x80\x80", "not UTF-8", 1},  {"\xE5\xB8", "not UTF-8", 1},
    {"a\n\"b\n", "not closed", 2},         {"a\n\"b\"c\n", "other characters", 2},
};

START_TEST(rejects_file)
{
    struct arena arena = {0};
    struct csv_table table;
    const char *error;
    long line;
    ck_assert(!read_text(bad_files[_i].bytes, &arena, &table, &error, &line));
    ck_assert_ptr_nonnull(strstr(error, bad_files[_i].error));
    ck_assert_int_eq(line, bad_files[_i].line);
    arena_release(&arena);
}
END_TEST

START_TEST(rejects_path)
{
    struct arena arena = {0};
    struct csv_table table;
    const char *error;
    long line;
    ck_assert(!csv_read_file(&table, &arena, "/nowhere/at all.csv", &error, &line));
    ck_assert_str_eq(error, "No such file or directory");
    ck_assert_int_eq(line, 0);
    ck_assert(!csv_read_file(&table, &arena, "/tmp", &error, &line));
    ck_assert_str_eq(error, "Is a directory");
    arena_release(&arena);
}
END_TEST

#define COUNT(table) ((int)(sizeof(table) / sizeof *(table)))

int main(void)
{
    Suite *suite = suite_create("csv");
    TCase *tcase = tcase_create("csv");
    tcase_set_timeout(tcase, 60);
    tcase_add_loop_test(tcase, reads_case, 0, COUNT(cases));
    tcase_add_test(tcase, offsets_cover_the_record);
    tcase_add_test(tcase, embedded_nul_is_a_byte);
    tcase_add_test(tcase, limits);
    tcase_add_test(tcase, many_fields_and_records);
    tcase_add_loop_test(tcase, writes_field, 0, COUNT(fields));
    tcase_add_test(tcase, writes_records);
    tcase_add_test(tcase, reads_file);
    tcase_add_loop_test(tcase, rejects_file, 0, COUNT(bad_files));
    tcase_add_test(tcase, rejects_path);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failures = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failures != 0;
}
