/* Which n would fit a row: the bases are tried one by one, up to a limit that is stated. */
#include "aggregate/audit_judge.h"

#include "common/message.h"
#include "common/str.h"

struct search {
    struct feasible_row row;
    struct feasible_range bases; /* to try */
    int64_t largest_count;       /* no count may be greater */
    int64_t first;               /* found; 0: none */
    bool finished;               /* all of them were tried */
    const char *list;            /* "39, 78–80 …" */
};

static bool fits(const struct search *search, int64_t n, struct feasible_range *ranges)
{
    if (!feasible_ranges(&search->row, n, ranges))
        return false;
    for (size_t i = 0; i < search->row.count; i++) {
        if (ranges[i].high > search->largest_count)
            ranges[i].high = search->largest_count;
        if (ranges[i].low > ranges[i].high)
            return false;
    }
    return feasible_set(&search->row, n, ranges);
}

static void append_run(struct str *list, const struct feasible_range *run)
{
    const char *gap = list->length ? ", " : "";
    if (run->low == run->high)
        str_appendf(list, "%s%lld", gap, (long long)run->low);
    else
        str_appendf(list, "%s%lld–%lld", gap, (long long)run->low, (long long)run->high);
}

/* Runs of bases that fit, the first few of them. */
static void try_bases(struct audit *audit, struct search *search)
{
    struct feasible_range *ranges = arena_array(audit->arena, search->row.count, sizeof *ranges);
    struct feasible_range run = {1, 0};
    struct str list = {0};
    int64_t n = search->bases.low;
    size_t runs = 0;
    for (; n <= search->bases.high && runs < audit->most_runs && audit->work < AUDIT_WORK; n++) {
        audit->work += (int64_t)search->row.count;
        if (fits(search, n, ranges)) {
            run = (struct feasible_range){run.low <= run.high ? run.low : n, n};
            search->first = search->first ? search->first : n;
        } else if (run.low <= run.high) {
            append_run(&list, &run);
            run = (struct feasible_range){1, 0};
            runs++;
        }
    }
    if (run.low <= run.high)
        append_run(&list, &run);
    if (n <= search->bases.high && (search->first || audit->work >= AUDIT_WORK))
        str_append(&list, " …");
    search->finished = n > search->bases.high;
    search->list = arena_strdup(audit->arena, str_text(&list));
    str_release(&list);
}

static struct search search_of(const struct audit *audit, const struct feasible_row *row)
{
    struct search search = {
        .row = *row, .bases = feasible_bases(row), .largest_count = INT64_MAX, .list = ""};
    if (search.bases.high > audit->largest_base)
        search.bases.high = audit->largest_base;
    return search;
}

/* ---- n is not known ---- */

static void refuse_all_bases(const struct audit *audit, struct audit_item *item)
{
    audit_add(audit, &item->remarks,
              (struct audit_remark){
                  .verdict = AUDIT_IMPOSSIBLE,
                  .reason = "no-base",
                  .text = audit_say(audit, N_("no n whatever gives what is printed")),
                  .remedy = audit_say(audit, N_("check the numbers in the source; if several "
                                                "answers were possible, say so in a column "
                                                "\"type\"")),
              });
}

static void leave_undecided(const struct audit *audit, struct audit_item *item)
{
    const char *text =
        audit->work < AUDIT_WORK
            ? arena_printf(audit->arena,
                           audit_say(audit, N_("n is not known; none up to %lld fits, and larger "
                                               "ones were not tried")),
                           (long long)audit->largest_base)
            : audit_say(audit, N_("n is not known, and too much would have to be tried"));
    audit_add(audit, &item->remarks,
              (struct audit_remark){
                  .verdict = AUDIT_UNDECIDED,
                  .reason = "not-decided",
                  .text = text,
                  .remedy = audit_say(audit, N_("give n in the column \"base\"")),
              });
}

void audit_judge_unknown_base(struct audit *audit, struct audit_item *item)
{
    struct feasible_row row = audit_row(audit, item);
    struct search search = search_of(audit, &row);
    try_bases(audit, &search);
    if (!search.first && row.kind == FEASIBLE_WHOLE && !item->complete) {
        /* Some answers may not be printed. */
        row.kind = FEASIBLE_PARTS;
        search = search_of(audit, &row);
        try_bases(audit, &search);
    }
    item->bases = search.list;
    struct feasible_range all = feasible_bases(&row);
    if (search.first)
        audit_add(audit, &item->remarks,
                  (struct audit_remark){
                      .verdict = AUDIT_POSSIBLE,
                      .reason = "base-unknown",
                      .text = arena_printf(
                          audit->arena,
                          audit_say(audit, N_("n is not known; the smallest that fits is %lld")),
                          (long long)search.first),
                  });
    else if (all.low > all.high || (search.finished && all.high <= audit->largest_base))
        refuse_all_bases(audit, item);
    else
        leave_undecided(audit, item);
}

/* ---- Another n ---- */

/* The percentages of the only set of counts, divided by the respondents. */
static const char *divided_anew(const struct audit *audit, const struct audit_item *item,
                                const struct feasible_range *ranges)
{
    const char *list = "";
    for (size_t i = 0; i < item->count; i++) {
        if (ranges[i].low != ranges[i].high)
            return "";
        int64_t units = feasible_units(ROUNDING_HALF_UP, ranges[i].low, item->base, item->decimals);
        list = arena_printf(audit->arena, "%s%s%lld/%lld=%s", list, i ? ", " : "",
                            (long long)ranges[i].low, (long long)item->base,
                            audit_percent(audit, item, units));
    }
    return list;
}

static void add_answers(const struct audit *audit, struct audit_item *item,
                        const struct search *search)
{
    struct feasible_range *ranges = arena_array(audit->arena, item->count, sizeof *ranges);
    if (!fits(search, search->first, ranges))
        return;
    const char *anew = divided_anew(audit, item, ranges);
    const char *remedy =
        *anew
            ? arena_printf(audit->arena,
                           audit_say(audit, N_("divide by the respondents: %s; or print the "
                                               "number of answers as n and say so")),
                           anew)
            : audit_say(audit, N_("divide by the respondents, or print the number of answers as n "
                                  "and say so"));
    const char *text = arena_printf(
        audit->arena,
        audit_say(audit, N_("the percentages sum to %s and fit n = %s, not %lld: several answers "
                            "divided by the number of answers instead of respondents, it seems")),
        audit_percent(audit, item, audit_sum(item)), search->list, (long long)item->base);
    audit_add(audit, &item->remarks,
              (struct audit_remark){
                  .verdict = AUDIT_IMPOSSIBLE,
                  .reason = "answers",
                  .text = text,
                  .remedy = remedy,
              });
}

/* Everybody answers once at least, and nobody ticks an option twice. */
static void find_answers(struct audit *audit, struct audit_item *item)
{
    struct feasible_row row = audit_row(audit, item);
    row.kind = FEASIBLE_WHOLE;
    struct search search = search_of(audit, &row);
    int64_t most = item->base * (int64_t)item->count;
    search.largest_count = item->base;
    if (search.bases.low <= item->base)
        search.bases.low = item->base + 1;
    if (search.bases.high > most)
        search.bases.high = most;
    try_bases(audit, &search);
    if (search.first)
        add_answers(audit, item, &search);
}

void audit_find_other_base(struct audit *audit, struct audit_item *item)
{
    struct feasible_row row = audit_row(audit, item);
    struct search search = search_of(audit, &row);
    try_bases(audit, &search);
    item->bases = search.list;
    if (audit_sums(item))
        find_answers(audit, item);
}
