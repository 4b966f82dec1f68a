#include "common/banner.h"

#include "common/frame.h"

#include <string.h>

static uint16_t cross_class(const struct banner_set *set, const struct banner *banner,
                            const uint16_t *classes)
{
    uint16_t left = classes[banner->left], right = classes[banner->right];
    if (left == CLASS_NONE || right == CLASS_NONE)
        return CLASS_NONE;
    return (uint16_t)(left * set->banners[banner->right].class_count + right);
}

void banner_classify(const struct banner_set *set, const struct form *form, size_t unit,
                     const uint8_t *codes, uint16_t *classes)
{
    (void)form;
    for (size_t i = 0; i < set->count; i++) {
        const struct banner *banner = &set->banners[i];
        switch (banner->kind) {
        case BANNER_TOTAL:
            classes[i] = 0;
            break;
        case BANNER_FRAME:
            classes[i] = unit == FRAME_NONE ? CLASS_NONE : banner->unit_classes[unit];
            break;
        case BANNER_QUESTION:
            classes[i] = banner->code_classes[codes[banner->item->slot]];
            break;
        case BANNER_CROSS:
            classes[i] = cross_class(set, banner, classes);
            break;
        }
    }
}

bool banner_of_frame(const struct banner_set *set, size_t banner)
{
    const struct banner *candidate = &set->banners[banner];
    if (candidate->kind == BANNER_CROSS)
        return banner_of_frame(set, candidate->left) && banner_of_frame(set, candidate->right);
    return candidate->kind != BANNER_QUESTION;
}

bool banner_partitions(const struct banner_set *set, const struct form *form, size_t banner)
{
    const struct banner *candidate = &set->banners[banner];
    if (candidate->kind == BANNER_CROSS)
        return banner_partitions(set, form, candidate->left) &&
               banner_partitions(set, form, candidate->right);
    if (candidate->kind == BANNER_FRAME)
        for (size_t unit = 0; unit < form->frame->unit_count; unit++)
            if (candidate->unit_classes[unit] == CLASS_NONE)
                return false;
    return candidate->kind != BANNER_QUESTION;
}

const struct banner *banner_find(const struct banner_set *set, const char *id)
{
    for (size_t i = 0; i < set->count; i++)
        if (strcmp(set->banners[i].id, id) == 0)
            return &set->banners[i];
    return NULL;
}
