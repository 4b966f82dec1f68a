#include "aggregate/cell_place.h"

#include "common/config.h"

/* " = 2"; NA and INVALID follow the options. */
static const char *option_text(struct arena *arena, const struct question *question, size_t option)
{
    if (option == NO_OPTION)
        return "";
    int code = option < question->option_count    ? question->options[option].code
               : option == question->option_count ? CODE_NA
                                                  : CODE_INVALID;
    char text[CODE_TEXT_SIZE];
    return arena_printf(arena, " = %s", code_text(text, code));
}

const char *cell_place_text(struct arena *arena, const struct codebook *codebook,
                            const struct cell_place *place)
{
    const struct form *form = codebook_form(codebook, place->form);
    const struct banner_set *set = form ? &codebook->banners[form - codebook->forms] : NULL;
    if (!form || place->item >= form->item_count || place->banner >= set->count ||
        place->class >= set->banners[place->banner].class_count)
        return arena_printf(arena, "%s: %zu, %zu %zu", place->form, place->item, place->banner,
                            place->class);
    const struct banner *banner = &set->banners[place->banner];
    const struct item *item = &form->items[place->item];
    return arena_printf(arena, "%s: %s%s, %s %s", form->id, item->id,
                        option_text(arena, item->question, place->option), banner->id,
                        banner->classes[place->class].key);
}
