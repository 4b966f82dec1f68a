/*
 * One sentence: its claims are checked, then its pieces are put in a row. The first thing that does
 * not hold ends it. All comparisons are of whole counts.
 */
#include "report/sentence.h"

#include "common/round.h"
#include "report/loaded.h"
#include "report/sentence_shares.h"
#include "report/sheets.h"
#include "report/words.h"

#include <string.h>

bool sentence_fail(struct making *making, enum sentence_state state, const char *detail)
{
    making->made->state = state;
    making->made->detail = detail;
    return false;
}

/* ---- Shares ---- */

struct share sentence_share(const struct making *making, const struct part *part)
{
    const struct counts *counts = &making->cells->counts[part->item];
    struct share share = {.base = counts->base[making->line]};
    for (size_t i = 0; i < part->answer_count; i++)
        share.count += counts_count(counts, making->line, part->answers[i]);
    return share;
}

/* Below 0, 0 or above 0, as the first share is smaller, equal or larger; exactly. */
static int share_compare(struct share a, struct share b)
{
    wide left = (wide)a.count * b.base, right = (wide)b.count * a.base;
    return (left > right) - (left < right);
}

bool parts_equal(const struct part *a, const struct part *b)
{
    return a->item == b->item && a->answer_count == b->answer_count &&
           memcmp(a->answers, b->answers, a->answer_count * sizeof *a->answers) == 0;
}

/* ---- Wordings ---- */

/* The smallest and the largest of several shares. */
struct range {
    struct share low, high;
};

static struct range range_of(const struct share *shares, size_t count)
{
    struct range range = {shares[0], shares[0]};
    for (size_t i = 1; i < count; i++) {
        if (share_compare(shares[i], range.low) < 0)
            range.low = shares[i];
        if (share_compare(shares[i], range.high) > 0)
            range.high = shares[i];
    }
    return range;
}

/* Is the share `sign` than so many percent? -1, 0, 1 */
static int compare_percent(struct share share, int64_t millionths)
{
    return share_compare(share, (struct share){millionths, 100 * NUMBER_SCALE});
}

/* 14.4, or as the tables have it 0 where nobody is meant and 0.0 where few are. */
static const char *percent_text(char *buffer, struct share share)
{
    return share.count == 0 ? "0" : decimal_text(buffer, measure_percent(share), 1);
}

static void append_percent(struct str *text, const struct range *range)
{
    char low[DECIMAL_SIZE], high[DECIMAL_SIZE];
    const char *from = percent_text(low, range->low), *to = percent_text(high, range->high);
    if (strcmp(from, to) != 0)
        str_appendf(text, "%s～", from);
    str_appendf(text, "%s％", to);
}

/* 3割, 4～5割: the nearest, halves up; not under 5 and not from 95 percent on. */
static bool append_tenths(struct str *text, const struct range *range)
{
    int64_t low = round_quotient((wide)10 * range->low.count, range->low.base);
    int64_t high = round_quotient((wide)10 * range->high.count, range->high.base);
    if (low < high)
        str_appendf(text, "%d～", (int)low);
    str_appendf(text, "%d割", (int)high);
    return low >= 1 && high <= 9;
}

/* The tenth that all of them reach, or stay under. */
static bool append_limit(struct str *text, struct share share, int64_t more, const char *words)
{
    int64_t tenth = 10 * share.count / share.base + more;
    str_appendf(text, "%d%s", (int)tenth, words);
    return tenth >= 1 && tenth <= 9;
}

static bool append_words(struct str *text, const struct range *range, enum wording wording)
{
    switch (wording) {
    case WORDING_TENTHS:
        return append_tenths(text, range);
    case WORDING_AT_LEAST:
        return append_limit(text, range->low, 0, "割以上");
    case WORDING_UNDER:
        return append_limit(text, range->high, 1, "割未満");
    case WORDING_HALF:
        str_append(text, "半数");
        return compare_percent(range->low, 40 * NUMBER_SCALE) >= 0 &&
               compare_percent(range->high, 60 * NUMBER_SCALE) <= 0;
    case WORDING_MAJORITY:
        str_append(text, "過半数");
        return compare_percent(range->low, 50 * NUMBER_SCALE) > 0;
    default:
        append_percent(text, range);
        return true;
    }
}

/* 半数（14.4～43.9％） */
static bool fail_words(struct making *making, const char *words, const struct range *range)
{
    struct str detail = {0};
    str_appendf(&detail, "%s（", words);
    append_percent(&detail, range);
    str_append(&detail, "）");
    const char *kept = arena_strdup(making->arena, str_text(&detail));
    str_release(&detail);
    return sentence_fail(making, SENTENCE_WORDS, kept);
}

bool sentence_append(struct making *making, const struct share *shares, size_t count,
                     enum wording wording)
{
    struct str *text = &making->text;
    struct range range = range_of(shares, count);
    if (wording == WORDING_COUNT || wording == WORDING_BASE) {
        append_whole(text, wording == WORDING_COUNT ? shares[0].count : shares[0].base);
        return true;
    }
    size_t start = text->length;
    if (!append_words(text, &range, wording))
        return fail_words(making, arena_strdup(making->arena, text->at + start), &range);
    for (size_t i = 0; i < count; i++)
        if (shares[i].base < SMALL_BASE) {
            making->made->few = true;
            str_append(text, "*");
            break;
        }
    return true;
}

/* ---- Shares that a sentence names ---- */

static const struct share *shares_of(const struct making *making, const struct parts *parts)
{
    struct share *shares = arena_array(making->arena, parts->count + 1, sizeof *shares);
    for (size_t i = 0; i < parts->count; i++)
        shares[i] = sentence_share(making, &parts->at[i]);
    return shares;
}

/* The first `count` of the order. */
static const struct share *shares_ranked(const struct making *making, const struct ranked *ranked,
                                         size_t count)
{
    struct share *shares = arena_array(making->arena, count + 1, sizeof *shares);
    for (size_t i = 0; i < count; i++)
        shares[i] = ranked->shares[ranked->order[i]];
    return shares;
}

/* ---- Claims ---- */

static bool sign_holds(enum comparison_sign sign, int compared)
{
    switch (sign) {
    case SIGN_MORE:
        return compared > 0;
    case SIGN_AT_LEAST:
        return compared >= 0;
    case SIGN_LESS:
        return compared < 0;
    default:
        return compared <= 0;
    }
}

/* The claim as written, and the figures that deny it. */
static bool fail_claim(struct making *making, const struct claim *claim, struct share left,
                       const struct share *right)
{
    char first[DECIMAL_SIZE], second[DECIMAL_SIZE];
    const char *other =
        right ? arena_printf(making->arena, "、%s％", percent_text(second, *right)) : "";
    return sentence_fail(
        making, SENTENCE_CLAIM,
        arena_printf(making->arena, "%s（%s％%s）", claim->text, percent_text(first, left), other));
}

/* Each of the shares against the percentage. */
static bool shares_hold(struct making *making, const struct claim *claim,
                        const struct share *shares, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!sign_holds(claim->sign, compare_percent(shares[i], claim->percent)))
            return fail_claim(making, claim, shares[i], NULL);
    return true;
}

static bool pairs_hold(struct making *making, const struct claim *claim)
{
    const struct parts *left = &claim->left, *right = &claim->right;
    size_t count = left->count > right->count ? left->count : right->count;
    for (size_t i = 0; i < count; i++) {
        const struct part *one = &left->at[left->count == 1 ? 0 : i];
        const struct part *other = &right->at[right->count == 1 ? 0 : i];
        struct share share = sentence_share(making, one), against = sentence_share(making, other);
        if (!parts_equal(one, other) && !sign_holds(claim->sign, share_compare(share, against)))
            return fail_claim(making, claim, share, &against);
    }
    return true;
}

static bool claim_holds(struct making *making, const struct claim *claim,
                        const struct ranked *ranked)
{
    if (claim->right.count > 0)
        return pairs_hold(making, claim);
    if (claim->of == PIECE_PARTS)
        return shares_hold(making, claim, shares_of(making, &claim->left), claim->left.count);
    size_t count = claim->of == PIECE_FIRST ? 1 : ranked->named;
    return shares_hold(making, claim, shares_ranked(making, ranked, count), count);
}

/* ---- Pieces ---- */

static bool append_piece(struct making *making, const struct piece *piece,
                         const struct ranked *ranked)
{
    switch (piece->kind) {
    case PIECE_TEXT:
        str_append(&making->text, piece->text);
        return true;
    case PIECE_FIGURE:
        str_append(&making->text, making->made->sentence->figure->number);
        return true;
    case PIECE_UNITS:
        return sentence_append(making, &making->turnout, 1, WORDING_BASE);
    case PIECE_ANSWERED:
        return sentence_append(making, &making->turnout, 1, WORDING_COUNT);
    case PIECE_TURNOUT:
        return sentence_append(making, &making->turnout, 1, WORDING_PERCENT);
    case PIECE_RANKING:
        return ranked_append(ranked, making);
    case PIECE_FIRST_NAME:
        ranked_append_first(ranked, making);
        return true;
    case PIECE_FIRST:
        return sentence_append(making, shares_ranked(making, ranked, 1), 1, piece->wording);
    case PIECE_RANKED:
        return sentence_append(making, shares_ranked(making, ranked, ranked->named), ranked->named,
                               piece->wording);
    default:
        return sentence_append(making, shares_of(making, &piece->parts), piece->parts.count,
                               piece->wording);
    }
}

/* ---- Who was asked ---- */

static struct share turnout_of(const struct cells *cells, size_t line)
{
    const struct turnout *turnout = cells->turnout;
    size_t banner = cells->banners->count;
    while (banner > 0 && cells->first_class[banner - 1] > line)
        banner--;
    int64_t missing;
    if (banner == 0 || !cells_missing(cells, banner - 1, line, &missing))
        return (struct share){0};
    if (cells->banners->banners[banner - 1].kind == BANNER_TOTAL)
        return (struct share){turnout->answered, turnout->units};
    return (struct share){turnout->class_answered[line], turnout->class_units[line]};
}

/* Where a sentence that is about no question says how many answered, its n is that of the units. */
static bool take_turnout(struct making *making, const struct piece *piece)
{
    if (piece->kind != PIECE_UNITS && piece->kind != PIECE_ANSWERED && piece->kind != PIECE_TURNOUT)
        return true;
    if (making->made->n < 0)
        making->made->n = making->turnout.base;
    return making->turnout.base > 0 || sentence_fail(making, SENTENCE_NOBODY, "");
}

/* Takes what the sentence is about from its first figure; false if nobody was asked one of them. */
static bool take_base(struct making *making, const struct parts *parts)
{
    for (size_t i = 0; i < parts->count; i++) {
        const struct part *part = &parts->at[i];
        int64_t base = making->cells->counts[part->item].base[making->line];
        if (making->made->about == NULL) {
            making->made->about = making->cells->form->items[part->item].question;
            making->made->n = base;
        }
        if (base == 0)
            return sentence_fail(making, SENTENCE_NOBODY, "");
    }
    return true;
}

static bool everybody_was_asked(struct making *making, const struct sentence *sentence)
{
    bool asked = true;
    for (size_t i = 0; i < sentence->pieces.count; i++) {
        const struct piece *piece = &sentence->pieces.at[i];
        bool ranking = piece->kind == PIECE_RANKING || piece->kind == PIECE_FIRST ||
                       piece->kind == PIECE_FIRST_NAME || piece->kind == PIECE_RANKED;
        asked &= take_turnout(making, piece);
        asked &= take_base(making,
                           ranking && sentence->ranking ? &sentence->ranking->of : &piece->parts);
    }
    for (size_t i = 0; i < sentence->claim_count; i++) {
        asked &= take_base(making, &sentence->claims[i].left);
        asked &= take_base(making, &sentence->claims[i].right);
    }
    return asked;
}

static bool make(struct making *making, const struct sentence *sentence)
{
    struct ranked ranked = {0};
    if (!everybody_was_asked(making, sentence))
        return false;
    if (sentence->ranking != NULL && !ranked_init(&ranked, making, sentence->ranking))
        return false;
    for (size_t i = 0; i < sentence->claim_count; i++)
        if (!claim_holds(making, &sentence->claims[i], &ranked))
            return false;
    for (size_t i = 0; i < sentence->pieces.count; i++)
        if (!append_piece(making, &sentence->pieces.at[i], &ranked))
            return false;
    return true;
}

void sentence_make(struct made_sentence *made, const struct sentence *sentence,
                   const struct cells *cells, size_t line, struct arena *arena)
{
    *made =
        (struct made_sentence){.sentence = sentence, .state = SENTENCE_MADE, .detail = "", .n = -1};
    struct making making = {.cells = cells,
                            .line = line,
                            .arena = arena,
                            .made = made,
                            .turnout = turnout_of(cells, line)};
    if (make(&making, sentence))
        made->text = arena_strdup(arena, str_text(&making.text));
    str_release(&making.text);
}

const char *sentence_reason(const struct made_sentence *made, struct arena *arena)
{
    static const char *const reasons[] = {
        [SENTENCE_ABSENT] = "回答がない",
        [SENTENCE_MADE] = "",
        [SENTENCE_NOBODY] = "尋ねた対象がない",
        [SENTENCE_CLAIM] = "文の述べることが成り立たない",
        [SENTENCE_WORDS] = "言い方が数値に合わない",
        [SENTENCE_FLAT] = "順位が付かない（すべて同率、又は次の該当なし）",
        [SENTENCE_OTHER] = "予定にないものが上位に入る",
    };
    const char *reason = reasons[made->state];
    return *made->detail == '\0' ? reason : arena_printf(arena, "%s：%s", reason, made->detail);
}
