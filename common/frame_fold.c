/*
 * Folding a name: the part of NFKC (Unicode Standard Annex 15) that matters in Japanese names, and
 * no more. Characters that only look alike are never taken for one another.
 */
#include "common/frame_names.h"

#include "common/str.h"

#include <stdint.h>
#include <string.h>

/* The code point at `at` and its bytes; a byte that begins no character counts as itself. */
static uint32_t decode(const char *at, size_t *length)
{
    const unsigned char *byte = (const unsigned char *)at;
    size_t more = byte[0] >= 0xF0 ? 3 : byte[0] >= 0xE0 ? 2 : byte[0] >= 0xC2 ? 1 : 0;
    *length = 1;
    if (!more)
        return byte[0];
    uint32_t point = byte[0] & (0x3FU >> more);
    for (size_t i = 1; i <= more; i++) {
        if ((byte[i] & 0xC0) != 0x80)
            return byte[0];
        point = point << 6 | (byte[i] & 0x3FU);
    }
    *length = more + 1;
    return point;
}

/* A space, or a mark that chooses between two shapes of one character (葛 in 葛飾区). */
static bool is_nothing(uint32_t point)
{
    return point == ' ' || (point >= '\t' && point <= '\r') || point == 0xA0 || point == 0x3000 ||
           (point >= 0x2000 && point <= 0x200B) || point == 0x202F || point == 0xFEFF ||
           (point >= 0xFE00 && point <= 0xFE0F) || (point >= 0xE0100 && point <= 0xE01EF);
}

/* U+FF66 ヲ to U+FF9D ﾝ; U+FF9E and U+FF9F are the two voicing marks. */
static const char *wide_katakana(uint32_t point)
{
    static const char katakana[] = "ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテト"
                                   "ナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン";
    return katakana + 3 * (size_t)(point - 0xFF66);
}

/* The compatibility ideographs that CP932 has and NFKC replaces. */
static const char *usual_ideograph(uint32_t point)
{
    static const struct {
        uint32_t point;
        const char *usual;
    } ideographs[] = {
        {0xF929, "朗"}, {0xF9DC, "隆"}, {0xFA10, "塚"}, {0xFA12, "晴"}, {0xFA15, "凞"},
        {0xFA16, "猪"}, {0xFA17, "益"}, {0xFA18, "礼"}, {0xFA19, "神"}, {0xFA1A, "祥"},
        {0xFA1B, "福"}, {0xFA1C, "靖"}, {0xFA1D, "精"}, {0xFA1E, "羽"}, {0xFA20, "蘒"},
        {0xFA22, "諸"}, {0xFA25, "逸"}, {0xFA26, "都"}, {0xFA2A, "飯"}, {0xFA2B, "飼"},
        {0xFA2C, "館"}, {0xFA2D, "鶴"},
    };
    for (size_t i = 0; i < sizeof ideographs / sizeof *ideographs; i++)
        if (ideographs[i].point == point)
            return ideographs[i].usual;
    return NULL;
}

/* Joins a voicing mark to the kana before it, as file names from a Mac have them apart. In the
 * blocks of kana the voiced letter follows the plain one, and the half-voiced that. */
static void join_mark(struct str *folded, uint32_t mark)
{
    static const char voiced[] = "かきくけこさしすせそたちつてとはひふへほ"
                                 "カキクケコサシスセソタチツテトハヒフヘホ";
    static const char half_voiced[] = "はひふへほハヒフヘホ";
    bool half = mark == 0x309A || mark == 0xFF9F;
    if (folded->length < 3)
        return;
    char *last = folded->at + folded->length - 3;
    char kana[4] = {last[0], last[1], last[2], '\0'};
    size_t length;
    uint32_t point = decode(kana, &length);
    if (length != 3 || !strstr(half ? half_voiced : voiced, kana))
        return;
    point += half ? 2 : 1;
    last[1] = (char)(0x80 | (point >> 6 & 0x3F));
    last[2] = (char)(0x80 | (point & 0x3F));
}

char *frame_fold(struct arena *arena, const char *text)
{
    struct str folded = {0};
    size_t length;
    for (; *text; text += length) {
        uint32_t point = decode(text, &length);
        const char *usual = usual_ideograph(point);
        if (is_nothing(point))
            continue;
        if (point >= 0xFF01 && point <= 0xFF5E)
            str_append_char(&folded, (char)(point - 0xFF01 + '!'));
        else if (point >= 0xFF66 && point <= 0xFF9D)
            str_append_bytes(&folded, wide_katakana(point), 3);
        else if (point == 0x3099 || point == 0x309A || point == 0xFF9E || point == 0xFF9F)
            join_mark(&folded, point);
        else if (usual)
            str_append(&folded, usual);
        else
            str_append_bytes(&folded, text, length);
    }
    char *copy = arena_copy(arena, str_text(&folded), folded.length);
    str_release(&folded);
    return copy;
}
