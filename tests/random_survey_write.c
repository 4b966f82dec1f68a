/* A random survey as people would hand it in: configuration files and one CSV per form. */
#include "tests/random_survey.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

static FILE *open_file(struct random_survey *survey, const char *folder, const char *name)
{
    FILE *file = fopen(arena_printf(&survey->arena, "%s/%s", folder, name), "w");
    if (!file)
        abort();
    return file;
}

static void close_file(FILE *file)
{
    if (ferror(file) || fclose(file) != 0)
        abort();
}

static void make_folder(struct random_survey *survey, const char *folder, const char *name)
{
    if (mkdir(arena_printf(&survey->arena, "%s/%s", folder, name), 0755) < 0)
        abort();
}

/* Millionths as people write them: 12, -0.5, 3.000001. */
static void print_number(FILE *file, int64_t value)
{
    int64_t magnitude = value < 0 ? -value : value, fraction = magnitude % RANDOM_SCALE;
    fprintf(file, "%s%" PRId64, value < 0 ? "-" : "", magnitude / RANDOM_SCALE);
    if (fraction)
        fputc('.', file);
    for (int64_t unit = RANDOM_SCALE / 10; fraction; fraction %= unit, unit /= 10)
        fprintf(file, "%" PRId64, fraction / unit);
}

/* ---- Expressions ---- */

static void print_value(FILE *file, const struct random_form *form, const struct random_term *term,
                        size_t i)
{
    bool number = form->questions[form->items[term->item].question].type == RANDOM_NUMBER;
    if (number || term->kind == TERM_FRAME_NUMBER)
        print_number(file, term->values[i]);
    else
        fprintf(file, "%" PRId64, term->values[i]);
}

static void print_list(FILE *file, const struct random_form *form, const struct random_term *term)
{
    fprintf(file, "%s in (", form->items[term->item].id);
    for (size_t i = 0; i < term->value_count; i++) {
        fputs(i ? ", " : "", file);
        print_value(file, form, term, i);
    }
    fputc(')', file);
}

static void print_comparison(FILE *file, const struct random_form *form,
                             const struct random_term *term)
{
    const char *item = form->items[term->item].id;
    switch (term->kind) {
    case TERM_PAIR:
        fprintf(file, "%s %s ", item, term->sign);
        if (term->values[0] != RANDOM_SCALE)
            fprintf(file, "%" PRId64 " * ", term->values[0] / RANDOM_SCALE);
        fputs(form->items[term->other_item].id, file);
        break;
    case TERM_IN:
        print_list(file, form, term);
        break;
    case TERM_ANSWERED:
        fprintf(file, "answered(%s)", item);
        break;
    case TERM_FRAME_TEXT:
        fprintf(file, "frame.kind = '%s'", term->text);
        break;
    default:
        fprintf(file, "%s %s ", term->kind == TERM_FRAME_NUMBER ? "frame.population" : item,
                term->kind == TERM_HAS ? "has" : term->sign);
        print_value(file, form, term, 0);
    }
}

static void print_term(FILE *file, const struct random_form *form, const struct random_term *term)
{
    if (term->kind > TERM_NOT) {
        print_comparison(file, form, term);
        return;
    }
    fputs(term->kind == TERM_NOT ? "not (" : "(", file);
    print_term(file, form, term->left);
    if (term->kind != TERM_NOT) {
        fputs(term->kind == TERM_AND ? ") and (" : ") or (", file);
        print_term(file, form, term->right);
    }
    fputc(')', file);
}

static void print_condition(FILE *file, const char *key, const struct random_form *form,
                            const struct random_term *term)
{
    fprintf(file, "%s: \"", key);
    print_term(file, form, term);
    fputc('"', file);
}

/* ---- codebook.yaml ---- */

static void print_options(FILE *file, const struct random_form *form,
                          const struct random_question *question)
{
    fprintf(file, "        options:\n");
    for (size_t i = 0; i < question->option_count; i++) {
        const struct random_option *option = &question->options[i];
        fprintf(file, "          - {code: %d, label: option %zu%s%s", option->code, i + 1,
                option->text ? ", text: true" : "", option->exclusive ? ", exclusive: true" : "");
        if (option->when)
            print_condition(file, ", when", form, option->when);
        fprintf(file, "}\n");
    }
}

static void print_question(FILE *file, const struct random_form *form,
                           const struct random_question *question)
{
    static const char *const types[] = {"single", "multiple", "number", "text"};
    fprintf(file, "      - id: %s\n        text: question\n        type: %s\n", question->id,
            types[question->type]);
    if (question->base) {
        print_condition(file, "        base", form, question->base);
        fputc('\n', file);
    }
    for (size_t i = 0; i < question->row_count; i++)
        fprintf(file, "%s          - {id: r%zu, label: row %zu}\n", i ? "" : "        rows:\n",
                i + 1, i + 1);
    if (question->option_count)
        print_options(file, form, question);
    if (question->type != RANDOM_NUMBER)
        return;
    fprintf(file, "        decimals: %d\n        min: ", question->decimals);
    print_number(file, question->min);
    fprintf(file, "\n        max: ");
    print_number(file, question->max);
    fputc('\n', file);
}

static void print_derived(FILE *file, const struct random_form *form)
{
    bool first = true;
    for (size_t i = 0; i < form->question_count; i++) {
        const struct random_question *question = &form->questions[i];
        if (!question->derived)
            continue;
        fprintf(file, "%s      - id: %s\n        label: derived\n", first ? "    derived:\n" : "",
                question->id);
        print_options(file, form, question);
        first = false;
    }
}

static void print_edits(FILE *file, const struct random_form *form)
{
    for (size_t i = 0; i < form->edit_count; i++) {
        const struct random_edit *edit = &form->edits[i];
        fprintf(file, "%s      - id: E%zu\n        severity: %s\n        ", i ? "" : "    edits:\n",
                101 + i, edit->error ? "error" : "warning");
        print_condition(file, "when", form, edit->when);
        fprintf(file, "\n        items: [%s", form->items[edit->items[0]].id);
        if (edit->item_count > 1)
            fprintf(file, ", %s", form->items[edit->items[1]].id);
        fprintf(file, "]\n        message: contradiction\n");
    }
}

static void print_form(FILE *file, const struct random_survey *survey,
                       const struct random_form *form)
{
    fprintf(file, "  - id: %s\n    title: form\n", form->id);
    if (form->framed)
        fprintf(file, "    frame: %s-%s\n", survey->id, form->id);
    fprintf(file, "    questions:\n");
    for (size_t i = 0; i < form->question_count; i++)
        if (!form->questions[i].derived)
            print_question(file, form, &form->questions[i]);
    print_edits(file, form);
    print_derived(file, form);
}

static void write_codebook(struct random_survey *survey, const char *configs)
{
    FILE *file =
        open_file(survey, configs, arena_printf(&survey->arena, "%s/codebook.yaml", survey->id));
    fprintf(file, "survey: %s\ntitle: random survey\nyear: 2023\nforms:\n", survey->id);
    for (size_t i = 0; i < survey->form_count; i++)
        print_form(file, survey, &survey->forms[i]);
    close_file(file);
}

/* ---- banners.yaml ---- */

static void print_bands(FILE *file, const struct random_banner *banner)
{
    fprintf(file, ", bands: [");
    for (size_t i = 0; i < banner->edge_count; i++) {
        fputs(i ? ", " : "", file);
        print_number(file, banner->edges[i] *
                               (banner->kind == BREAK_SHARE ? RANDOM_SCALE / 100 : RANDOM_SCALE));
    }
    fputc(']', file);
}

static void print_banner(FILE *file, const struct random_survey *survey,
                         const struct random_banner *banner)
{
    static const char *const columns[] = {
        [BREAK_TOTAL] = "",
        [BREAK_KIND] = ", column: kind",
        [BREAK_REGION] = ", column: region_no, label_column: region",
        [BREAK_SIZE] = ", column: population",
        [BREAK_SHARE] = ", ratio: [part, population]",
        [BREAK_QUESTION] = ", question: ",
        [BREAK_CROSS] = ", cross: ",
    };
    fprintf(file, "  - {id: %s, label: banner %s%s%s", banner->id, banner->id,
            columns[banner->kind], banner->item);
    if (banner->edge_count)
        print_bands(file, banner);
    if (banner->kind == BREAK_CROSS)
        fprintf(file, "[%s, %s]", survey->banners[banner->left].id,
                survey->banners[banner->right].id);
    fprintf(file, "}\n");
}

static void write_banners(struct random_survey *survey, const char *configs)
{
    FILE *file =
        open_file(survey, configs, arena_printf(&survey->arena, "%s/banners.yaml", survey->id));
    fprintf(file, "banners:\n");
    for (size_t i = 0; i < survey->banner_count; i++)
        print_banner(file, survey, &survey->banners[i]);
    close_file(file);
}

/* ---- tables.yaml ---- */

static void write_tables(struct random_survey *survey, const char *configs)
{
    FILE *file =
        open_file(survey, configs, arena_printf(&survey->arena, "%s/tables.yaml", survey->id));
    fprintf(file,
            "figures:\n"
            "  - {id: fig1, number: figure 1, title: figure, question: %s, banner: b0}\n"
            "quantiles: {definition: %d}\n",
            survey->forms[0].questions[0].id, survey->inverse ? 1 : 7);
    close_file(file);
}

/* ---- Frames ---- */

static void print_known(FILE *file, int64_t value)
{
    if (value >= 0)
        fprintf(file, "%" PRId64, value);
    fputc(',', file);
}

static void write_frame(struct random_survey *survey, const struct random_form *form,
                        const char *configs)
{
    FILE *file = open_file(survey, configs,
                           arena_printf(&survey->arena, "frames/%s-%s.csv", survey->id, form->id));
    fprintf(file, "code,name,population,part,kind,region_no,region\n");
    for (size_t i = 0; i < form->unit_count; i++) {
        const struct random_unit *unit = &form->units[i];
        fprintf(file, "%s,unit %s,", unit->code, unit->code);
        print_known(file, unit->population);
        print_known(file, unit->part);
        fprintf(file, "%s,", unit->kind);
        if (unit->region)
            fprintf(file, "%d,region %d\n", unit->region, unit->region);
        else
            fprintf(file, ",\n");
    }
    close_file(file);
}

/* ---- Responses ---- */

static void print_header(FILE *file, const struct random_form *form)
{
    fprintf(file, "unit");
    for (size_t i = 0; i < form->item_count; i++) {
        const struct random_question *question = &form->questions[form->items[i].question];
        if (question->derived)
            continue;
        if (question->type != RANDOM_MULTIPLE)
            fprintf(file, ",%s", form->items[i].id);
        for (size_t option = 0; option < question->option_count; option++) {
            int code = question->options[option].code;
            if (question->type == RANDOM_MULTIPLE)
                fprintf(file, ",%s.%d", form->items[i].id, code);
            if (question->options[option].text)
                fprintf(file, ",%s.%d.text", form->items[i].id, code);
        }
    }
    fputc('\n', file);
}

/* A value that cannot be used: no number at all, too large, or with too many decimals. */
static void print_bad_number(FILE *file, struct random_survey *survey,
                             const struct random_question *question)
{
    switch (random_below(survey, question->decimals < 6 ? 3 : 2)) {
    case 0:
        fprintf(file, "about ten");
        break;
    case 1:
        print_number(file, question->max + RANDOM_SCALE);
        break;
    default:
        fprintf(file, "1.%.*s1", question->decimals, "000000");
    }
}

static void print_single(FILE *file, struct random_survey *survey,
                         const struct random_question *question, const struct random_answer *answer)
{
    fputc(',', file);
    if (answer->state == ANSWER_BLANK)
        fputs(random_below(survey, 3) ? "" : " ", file);
    else if (question->type == RANDOM_TEXT)
        fprintf(file, "\"some, \"\"words\"\"\nin two lines\"");
    else if (question->type == RANDOM_NUMBER && answer->state == ANSWER_BAD)
        print_bad_number(file, survey, question);
    else if (question->type == RANDOM_NUMBER)
        print_number(file, answer->number);
    else if (answer->state == ANSWER_BAD)
        fprintf(file, "%s", random_below(survey, 2) ? "251" : "none of these");
    else
        fprintf(file, "%d", answer->code);
}

static void print_tick(FILE *file, struct random_survey *survey, const struct random_answer *answer,
                       size_t option)
{
    fputc(',', file);
    if (answer->state == ANSWER_BAD && option == 0)
        fprintf(file, "perhaps");
    else if (answer->ticks >> option & 1)
        fprintf(file, "1");
    else
        fprintf(file, "%s", random_below(survey, 2) ? "0" : "");
}

static void print_answer(FILE *file, struct random_survey *survey,
                         const struct random_question *question, const struct random_answer *answer)
{
    if (question->type != RANDOM_MULTIPLE)
        print_single(file, survey, question, answer);
    for (size_t option = 0; option < question->option_count; option++) {
        if (question->type == RANDOM_MULTIPLE)
            print_tick(file, survey, answer, option);
        if (question->options[option].text)
            fprintf(file, ",%s", random_below(survey, 3) ? "" : "\"remark, in words\"");
    }
}

static void print_response(FILE *file, struct random_survey *survey, const struct random_form *form,
                           const struct random_response *response)
{
    if (form->framed)
        fputs(form->units[response->unit].code, file);
    else
        fprintf(file, "%zu", response->unit + 1);
    for (size_t i = 0; i < form->item_count; i++) {
        const struct random_question *question = &form->questions[form->items[i].question];
        if (!question->derived)
            print_answer(file, survey, question, &response->typed[i]);
    }
    fputc('\n', file);
}

static void write_responses(struct random_survey *survey, const struct random_form *form,
                            const char *folder)
{
    FILE *file = open_file(survey, folder, arena_printf(&survey->arena, "in/%s.csv", form->id));
    print_header(file, form);
    for (size_t i = 0; i < form->response_count; i++)
        print_response(file, survey, form, &form->responses[i]);
    close_file(file);
}

void random_survey_write(struct random_survey *survey, const char *folder)
{
    make_folder(survey, folder, "in");
    make_folder(survey, folder, "configs");
    const char *configs = arena_printf(&survey->arena, "%s/configs", folder);
    make_folder(survey, configs, survey->id);
    make_folder(survey, configs, "frames");
    write_codebook(survey, configs);
    write_banners(survey, configs);
    write_tables(survey, configs);
    for (size_t i = 0; i < survey->form_count; i++) {
        if (survey->forms[i].framed)
            write_frame(survey, &survey->forms[i], configs);
        write_responses(survey, &survey->forms[i], folder);
    }
}
