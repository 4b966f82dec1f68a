/*
 * Rankings in words. The order is that of the exact shares; equal ones stand together and are said
 * to be equal (同率), so that no order is claimed that is not there.
 */
#include "report/sentence_shares.h"

#include <string.h>

/* ---- The order ---- */

static const size_t *order_by_place(struct arena *arena, const int64_t *places, size_t count)
{
    size_t *order = arena_array(arena, count + 1, sizeof *order);
    size_t filled = 0;
    for (int64_t place = 1; place <= (int64_t)count; place++)
        for (size_t i = 0; i < count; i++)
            if (places[i] == place)
                order[filled++] = i;
    return order;
}

static int64_t place_at(const struct ranked *ranked, size_t position)
{
    return ranked->places[ranked->order[position]];
}

static size_t count_named(const struct ranked *ranked)
{
    size_t named = 0, count = ranked->ranking->of.count;
    while (named < count &&
           (named < ranked->ranking->top || place_at(ranked, named) == place_at(ranked, named - 1)))
        named++;
    while (named > 0 && ranked->shares[ranked->order[named - 1]].count == 0)
        named--;
    return named;
}

static const char *name_at(const struct ranked *ranked, size_t position)
{
    return ranked->ranking->of.at[ranked->order[position]].name;
}

static bool check_named(const struct ranked *ranked, struct making *making)
{
    const struct parts *of = &ranked->ranking->of, *only = &ranked->ranking->only;
    bool several = ranked->ranking->top > 1;
    if (ranked->named == 0 || (several && place_at(ranked, ranked->named - 1) == 1))
        return sentence_fail(making, SENTENCE_FLAT, of->text);
    for (size_t i = 0; only->count > 0 && i < ranked->named; i++) {
        bool known = false;
        for (size_t j = 0; j < only->count; j++)
            known |= parts_equal(&of->at[ranked->order[i]], &only->at[j]);
        if (!known)
            return sentence_fail(making, SENTENCE_OTHER,
                                 arena_printf(making->arena, "「%s」", name_at(ranked, i)));
    }
    return true;
}

bool ranked_init(struct ranked *ranked, struct making *making, const struct ranking *ranking)
{
    size_t count = ranking->of.count;
    int64_t *places = arena_array(making->arena, count + 1, sizeof *places);
    *ranked = (struct ranked){
        .ranking = ranking,
        .shares = arena_array(making->arena, count + 1, sizeof *ranked->shares),
        .places = places,
    };
    for (size_t i = 0; i < count; i++)
        ranked->shares[i] = sentence_share(making, &ranking->of.at[i]);
    measure_ranks(ranked->shares, count, places);
    ranked->order = order_by_place(making->arena, places, count);
    ranked->named = count_named(ranked);
    return check_named(ranked, making);
}

/* ---- Words ---- */

/* How many from this position on share its place. */
static size_t tied(const struct ranked *ranked, size_t position)
{
    size_t count = 1;
    while (position + count < ranked->named &&
           place_at(ranked, position + count) == place_at(ranked, position))
        count++;
    return count;
}

/* In 「」, which within a name become 『』. */
static void append_quoted(struct str *text, const char *name)
{
    static const char open[] = "「", close[] = "」";
    enum { LENGTH = sizeof open - 1 };
    str_append(text, open);
    while (*name != '\0') {
        bool opens = strncmp(name, open, LENGTH) == 0, closes = strncmp(name, close, LENGTH) == 0;
        if (opens || closes)
            str_append(text, opens ? "『" : "』");
        else
            str_append_char(text, *name);
        name += opens || closes ? LENGTH : 1;
    }
    str_append(text, close);
}

/* Two are joined by と, more by commas. */
static void append_names(const struct ranked *ranked, struct making *making, size_t position)
{
    size_t count = tied(ranked, position);
    for (size_t i = 0; i < count; i++) {
        str_append(&making->text, i == 0 ? "" : count == 2 ? "と" : "、");
        append_quoted(&making->text, name_at(ranked, position + i));
    }
}

static bool append_value(const struct ranked *ranked, struct making *making, size_t position)
{
    const struct pieces *value = &ranked->ranking->value;
    for (size_t i = 0; i < value->count; i++) {
        const struct piece *piece = &value->at[i];
        if (piece->kind == PIECE_TEXT)
            str_append(&making->text, piece->text);
        else if (!sentence_append(making, &ranked->shares[ranked->order[position]], 1,
                                  piece->wording))
            return false;
    }
    return true;
}

void ranked_append_first(const struct ranked *ranked, struct making *making)
{
    append_names(ranked, making, 0);
}

bool ranked_append(const struct ranked *ranked, struct making *making)
{
    struct str *text = &making->text;
    size_t position = tied(ranked, 0);
    append_names(ranked, making, 0);
    str_append(text, position > 1 ? "が同率の" : "が");
    if (!append_value(ranked, making, 0))
        return false;
    str_appendf(text, "%s%s", position > 1 ? "で" : "と", ranked->ranking->most);
    for (bool next = true; position < ranked->named; next = false) {
        size_t count = tied(ranked, position);
        str_append(text, next ? "、次いで" : "、");
        append_names(ranked, making, position);
        str_append(text, count > 1 ? "（同率）" : "");
        if (!append_value(ranked, making, position))
            return false;
        position += count;
    }
    return true;
}
