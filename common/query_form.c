#include "common/query_form.h"

#include "common/expression.h"

#include <string.h>

static void mark_expression(struct arena *arena, const struct form *form,
                            const struct expression *expression, bool *involved)
{
    size_t *items = arena_array(arena, form->item_count, sizeof *items);
    size_t count = expression_items(expression, items, form->item_count);
    for (size_t i = 0; i < count; i++)
        involved[items[i]] = true;
}

static void mark_edit(struct arena *arena, const struct form *form, const struct edit *edit,
                      bool *involved)
{
    for (size_t i = 0; i < edit->item_count; i++)
        involved[edit->items[i]] = true;
    mark_expression(arena, form, edit->when, involved);
}

static void mark_rows(const struct question *question, bool *involved)
{
    for (size_t i = 0; i < question->item_count; i++)
        involved[question->first_item + i] = true;
}

void query_mark_items(struct arena *arena, const struct form *form, const char *code,
                      const char *column, bool *involved)
{
    const struct column *found = form_column(form, column);
    if (found != NULL) {
        const struct item *item = &form->items[found->item];
        involved[found->item] = true;
        if (strcmp(code, QUERY_NOT_ASKED) == 0 && item->question->base != NULL)
            mark_expression(arena, form, item->question->base, involved);
        if (strcmp(code, QUERY_BLANK) == 0)
            mark_rows(item->question, involved);
    }
    for (size_t i = 0; i < form->edit_count; i++) {
        if (strcmp(form->edits[i].id, code) == 0)
            mark_edit(arena, form, &form->edits[i], involved);
    }
}

void query_append_item(struct str *items, const char *code, const char *column)
{
    str_appendf(items, "%s%s %s", items->length > 0 ? "; " : "", code, column);
}
