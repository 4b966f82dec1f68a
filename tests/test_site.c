/* The page site/index.html as far as it can be judged without a browser: texts that would be
 * markup, the policy's hashes, the tiles, which area belongs to which. What a browser makes of it
 * is judged by tests/scenario_site.sh. */
#include "common/config.h"
#include "common/frame.h"
#include "common/whole_file.h"
#include "report/site.h"
#include "report/site_parts.h"
#include "tests/made_counts.h"

#include <check.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- Texts ---- */

static const struct {
    const char *text, *json, *html;
} texts[] = {
    {"", "\"\"", ""},
    {"問4　設定", "\"問4　設定\"", "問4　設定"},
    {"a\"b\\c'", "\"a\\\"b\\\\c'\"", "a&#34;b\\c&#39;"},
    {"</script><script>alert(1)</script>",
     "\"\\u003c/script\\u003e\\u003cscript\\u003ealert(1)\\u003c/script\\u003e\"",
     "&#60;/script&#62;&#60;script&#62;alert(1)&#60;/script&#62;"},
    {"<!--<script>&amp;", "\"\\u003c!--\\u003cscript\\u003e\\u0026amp;\"",
     "&#60;!--&#60;script&#62;&#38;amp;"},
    {"a\xE2\x80\xA8"
     "b\xE2\x80\xA9",
     "\"a\\u2028b\\u2029\"",
     "a\xE2\x80\xA8"
     "b\xE2\x80\xA9"},
    /* Its neighbours, which begin with the same bytes, and an end in the middle of one. */
    {"\xE2\x80\xA7\xE2\x80\xAA\xE2\x80", "\"\xE2\x80\xA7\xE2\x80\xAA\xE2\x80\"",
     "\xE2\x80\xA7\xE2\x80\xAA\xE2\x80"},
    {"1\n2\t3\x01\x7F", "\"1\\u000a2\\u00093\\u0001\\u007f\"", "1\n2\t3\x01\x7F"},
};

START_TEST(texts_never_become_markup)
{
    struct str json = {0}, html = {0};
    site_append_string(&json, texts[_i].text);
    site_append_html(&html, texts[_i].text);
    ck_assert_str_eq(json.at, texts[_i].json);
    ck_assert_str_eq(str_text(&html), texts[_i].html);
    str_release(&json);
    str_release(&html);
}
END_TEST

/* ---- A page ---- */

struct made {
    struct config config;
    struct arena arena;
    struct loaded loaded;
    struct turnout turnouts[4];
    struct site site;
    struct str page;
};

static void write_forms(struct made *made)
{
    const struct codebook *codebook = &made->config.codebook;
    ck_assert_uint_le(codebook->form_count, 4);
    for (size_t f = 0; f < codebook->form_count; f++)
        made->turnouts[f] = made_turnout(&made->arena, &made->config, f, 50);
    for (size_t f = 0; f < codebook->form_count; f++) {
        struct cells cells;
        cells_init(&cells, &made->arena, &codebook->forms[f], &codebook->banners[f]);
        cells_extend(&cells, &made->arena, &made->config, &made->turnouts[f]);
        made_fill(&cells);
        site_write_form(&made->site, &cells);
    }
}

static void make_page(struct made *made, const char *configs, const char *survey)
{
    *made = (struct made){0};
    ck_assert(config_read(&made->config, configs, survey));
    made->loaded = (struct loaded){.synthetic = true, .turnouts = made->turnouts};
    made->site = (struct site){.config = &made->config,
                               .loaded = &made->loaded,
                               .tiles = site_read_tiles(&made->arena, configs)};
    write_forms(made);
    struct output_file csv = {.name = "tables/cells.csv"}, own = {.name = "site/index.html"};
    csv.next = &own;
    const struct outputs outputs = {.first = &csv};
    char *bytes = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&bytes, &size);
    ck_assert_ptr_nonnull(stream);
    ck_assert(site_write(stream, &made->site, &outputs));
    ck_assert_int_eq(fclose(stream), 0);
    str_append_bytes(&made->page, bytes, size);
    free(bytes);
}

static void release(struct made *made)
{
    str_release(&made->page);
    arena_release(&made->arena);
    config_release(&made->config);
}

static size_t occurrences(const char *text, const char *part)
{
    size_t count = 0;
    for (const char *at = text; (at = strstr(at, part)) != NULL; at += strlen(part))
        count++;
    return count;
}

/* The text between a tag and its end. */
static struct str element(const char *page, const char *open, const char *close)
{
    struct str text = {0};
    const char *from = strstr(page, open);
    ck_assert_msg(from != NULL, "no %s", open);
    from += strlen(open);
    const char *to = strstr(from, close);
    ck_assert_ptr_nonnull(to);
    str_append_bytes(&text, from, (size_t)(to - from));
    return text;
}

/* The policy names the hash of what stands behind the tag. */
static void assert_allowed(const char *policy, const char *page, const char *open,
                           const char *close)
{
    unsigned char digest[EVP_MAX_MD_SIZE], text[EVP_MAX_MD_SIZE * 2];
    unsigned length = 0;
    struct str content = element(page, open, close), expected = {0};
    ck_assert_int_eq(EVP_Digest(content.at, content.length, digest, &length, EVP_sha256(), NULL),
                     1);
    EVP_EncodeBlock(text, digest, (int)length);
    str_appendf(&expected, "'sha256-%s'", (const char *)text);
    ck_assert_msg(strstr(policy, expected.at) != NULL, "%s not in %s", expected.at, policy);
    str_release(&content);
    str_release(&expected);
}

START_TEST(the_page_is_whole)
{
    struct made made;
    make_page(&made, MADE_CONFIGS, MADE_SURVEY);
    const char *page = made.page.at;
    ck_assert_uint_eq(strlen(page), made.page.length);
    ck_assert_uint_lt(made.page.length, 2000000);
    ck_assert_uint_eq(occurrences(page, "</script"), 3);
    ck_assert_uint_eq(occurrences(page, "<script"), 3);
    ck_assert_uint_eq(occurrences(page, "</style"), 1);
    ck_assert_uint_eq(occurrences(page, "{{"), 0);
    struct str policy = element(page, "http-equiv=\"Content-Security-Policy\" content=\"", "\">");
    ck_assert_int_eq(strncmp(policy.at, "default-src 'none'; ", 20), 0);
    assert_allowed(policy.at, page, "<style>", "</style>");
    assert_allowed(policy.at, page, "<script>", "</script>");
    assert_allowed(policy.at, strstr(page, "<script>") + 8, "<script>", "</script>");
    str_release(&policy);
    struct str data = element(page, "id=\"data\">", "</script>");
    ck_assert_ptr_null(strpbrk(data.at, "<>&"));
    ck_assert_ptr_nonnull(strstr(data.at, "\"files\":[\"tables/cells.csv\"],"));
    ck_assert_ptr_nonnull(strstr(data.at, "\"synthetic\":true"));
    ck_assert_ptr_null(strstr(data.at, "\"map\":"));
    str_release(&data);
    release(&made);
}
END_TEST

START_TEST(the_same_counts_give_the_same_bytes)
{
    struct made one, other;
    make_page(&one, MADE_CONFIGS, MADE_SURVEY);
    make_page(&other, MADE_CONFIGS, MADE_SURVEY);
    ck_assert_str_eq(one.page.at, other.page.at);
    release(&one);
    release(&other);
}
END_TEST

START_TEST(licences_of_all_modules_are_kept)
{
    struct made made;
    make_page(&made, MADE_CONFIGS, MADE_SURVEY);
    struct str licence = element(made.page.at, "<pre class=\"licence\" lang=\"en\">", "</pre>");
    size_t modules = 0;
    for (size_t i = 0; i < site_part_count; i++) {
        const char *name = site_parts[i].name;
        if (strncmp(name, "d3-", 3) != 0)
            continue;
        char module[64];
        ck_assert_uint_lt((size_t)snprintf(module, sizeof module, "%s", name), sizeof module);
        *strchr(module, '.') = '\0';
        ck_assert_msg(strstr(licence.at, module) != NULL, "no licence of %s", module);
        modules++;
    }
    ck_assert_uint_gt(modules, 5);
    str_release(&licence);
    release(&made);
}
END_TEST

/* ---- The map ---- */

START_TEST(every_prefecture_has_a_tile_of_its_own)
{
    struct arena arena = {0};
    const struct frame *tiles = site_read_tiles(&arena, "configs");
    ck_assert_ptr_nonnull(tiles);
    ck_assert_uint_eq(tiles->unit_count, 47);
    for (size_t i = 0; i < tiles->unit_count; i++) {
        char code[24];
        snprintf(code, sizeof code, "%02zu", i + 1);
        ck_assert_str_eq(frame_code(tiles, i), code);
        for (size_t other = 0; other < i; other++)
            ck_assert(strcmp(frame_value(tiles, i, 1), frame_value(tiles, other, 1)) != 0 ||
                      strcmp(frame_value(tiles, i, 2), frame_value(tiles, other, 2)) != 0);
    }
    ck_assert_ptr_null(site_read_tiles(&arena, "tests"));
    arena_release(&arena);
}
END_TEST

/* bureau_no of prefecture.csv less one, in the order of the codes. */
static const char bureaus[] =
    "\"parents\":[0,1,1,1,1,1,1,2,2,2,2,2,2,2,2,3,3,4,2,2,3,3,3,3,4,4,4,4,4,4,"
    "5,5,5,5,5,6,6,6,6,7,7,7,7,7,7,7,7]";

START_TEST(prefectures_belong_to_their_bureaus)
{
    struct made made;
    make_page(&made, "configs", "r3");
    ck_assert_uint_eq(occurrences(made.page.at, "\"map\":{\"banner\":1,\"parent\":2,"), 2);
    ck_assert_uint_eq(occurrences(made.page.at, bureaus), 2);
    release(&made);
}
END_TEST

static const char *const wrong_tiles[] = {
    "code,column\n01,3\n",
    "code,column,row\n01,0,1\n",
    "code,column,row\n01,1,101\n",
    "code,column,row\n01,1.5,1\n",
    "code,column,row\n01,1,1\n01,2,2\n",
};

/* It ends the program, in a process of its own. */
START_TEST(wrong_tiles_are_a_wrong_configuration)
{
    struct arena arena = {0};
    char folder[] = "/tmp/renkei-test-XXXXXX";
    ck_assert_ptr_nonnull(mkdtemp(folder));
    const char *frames = arena_printf(&arena, "%s/frames", folder);
    const char *path = arena_printf(&arena, "%s/prefecture-tiles.csv", frames);
    whole_file_folder(frames);
    FILE *stream = fopen(path, "w");
    ck_assert_ptr_nonnull(stream);
    ck_assert_int_ge(fputs(wrong_tiles[_i], stream), 0);
    ck_assert_int_eq(fclose(stream), 0);
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        site_read_tiles(&arena, folder);
        _exit(0);
    }
    int status;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert_int_eq(unlink(path), 0);
    ck_assert_int_eq(rmdir(frames), 0);
    ck_assert_int_eq(rmdir(folder), 0);
    arena_release(&arena);
    ck_assert(WIFEXITED(status));
    ck_assert_int_eq(WEXITSTATUS(status), 2);
}
END_TEST

#define COUNT(table) (int)(sizeof(table) / sizeof *(table))

int main(void)
{
    Suite *suite = suite_create("site");
    TCase *page = tcase_create("site");
    tcase_set_timeout(page, 60);
    tcase_add_loop_test(page, texts_never_become_markup, 0, COUNT(texts));
    tcase_add_test(page, the_page_is_whole);
    tcase_add_test(page, the_same_counts_give_the_same_bytes);
    tcase_add_test(page, licences_of_all_modules_are_kept);
    tcase_add_test(page, every_prefecture_has_a_tile_of_its_own);
    tcase_add_test(page, prefectures_belong_to_their_bureaus);
    tcase_add_loop_test(page, wrong_tiles_are_a_wrong_configuration, 0, COUNT(wrong_tiles));
    suite_add_tcase(suite, page);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
