/* The manifest: a fixed document, written member by member. */
#include "report/manifest.h"

#include "common/options.h"

#include <inttypes.h>
#include <string.h>

void json_append_string(struct str *json, const char *text)
{
    str_append_char(json, '"');
    for (const char *c = text; *c != '\0'; c++) {
        if (*c == '"' || *c == '\\')
            str_appendf(json, "\\%c", *c);
        else if ((unsigned char)*c < ' ')
            str_appendf(json, "\\u%04x", (unsigned)*c);
        else
            str_append_char(json, *c);
    }
    str_append_char(json, '"');
}

/* "name": with the indent of its level; `first` says that no comma is due. */
static void append_name(struct str *json, int level, const char *name, bool first)
{
    str_appendf(json, "%s\n%*s", first ? "" : ",", level * 2, "");
    json_append_string(json, name);
    str_append(json, ": ");
}

static void append_text(struct str *json, int level, const char *name, const char *text)
{
    append_name(json, level, name, false);
    json_append_string(json, text);
}

static void append_count(struct str *json, int level, const char *name, int64_t count)
{
    append_name(json, level, name, false);
    str_appendf(json, "%" PRId64, count);
}

static void append_versions(struct str *json, int server_version)
{
    enum { PER_MAJOR = 10000 };
    append_name(json, 1, "versions", false);
    str_append(json, "{");
    append_name(json, 2, "renkei", true);
    json_append_string(json, renkei_version);
    append_count(json, 2, "postgresql", server_version / PER_MAJOR);
    str_append(json, "\n  }");
}

static void append_source(struct str *json, const struct loaded_source *source, bool first)
{
    str_append(json, first ? "\n      {" : ",\n      {");
    append_name(json, 4, "name", true);
    json_append_string(json, source->name);
    append_count(json, 4, "size", source->size);
    append_text(json, 4, "sha256", source->sha256);
    str_append(json, "\n      }");
}

static void append_sources(struct str *json, const struct loaded *loaded)
{
    append_name(json, 1, "sources", false);
    str_append(json, "{");
    append_name(json, 2, "count", true);
    str_appendf(json, "%" PRId64, loaded->source_count);
    append_text(json, 2, "sha256_of_sorted_sha256", loaded->source_digest);
    if (loaded->sources != NULL) {
        append_name(json, 2, "files", false);
        str_append(json, "[");
        for (int64_t i = 0; i < loaded->source_count; i++)
            append_source(json, &loaded->sources[i], i == 0);
        str_append(json, "\n    ]");
    }
    str_append(json, "\n  }");
}

static void append_forms(struct str *json, const struct manifest *manifest)
{
    const struct codebook *codebook = &manifest->config->codebook;
    append_name(json, 2, "forms", false);
    str_append(json, "{");
    for (size_t i = 0; i < codebook->form_count; i++) {
        const struct turnout *turnout = &manifest->loaded->turnouts[i];
        append_name(json, 3, codebook->forms[i].id, i == 0);
        str_append(json, "{");
        append_name(json, 4, "units", true);
        str_appendf(json, "%" PRId64, turnout->units);
        append_count(json, 4, "responses", turnout->answered);
        str_append(json, "\n      }");
    }
    str_append(json, "\n    }");
}

static void append_rows(struct str *json, const struct manifest *manifest)
{
    append_name(json, 1, "rows", false);
    str_append(json, "{");
    append_name(json, 2, "files", true);
    str_appendf(json, "%" PRId64, manifest->loaded->source_count);
    append_name(json, 2, "submissions", false);
    str_append(json, "{");
    append_name(json, 3, "accepted", true);
    str_appendf(json, "%" PRId64, manifest->loaded->accepted);
    append_count(json, 3, "superseded", manifest->loaded->superseded);
    append_count(json, 3, "rejected", manifest->loaded->rejected);
    append_count(json, 3, "withdrawn", manifest->loaded->withdrawn);
    str_append(json, "\n    }");
    append_forms(json, manifest);
    append_count(json, 2, "answers", manifest->answer_count);
    append_count(json, 2, "findings", manifest->loaded->finding_count);
    append_count(json, 2, "cells", manifest->cell_count);
    append_count(json, 2, "statistics", manifest->statistic_count);
    str_append(json, "\n  }");
}

/* What was read back of all workbooks together; each file says its part. */
static void append_read_back(struct str *json, const struct manifest *manifest)
{
    int64_t numbers, points;
    outputs_compared(manifest->outputs, &numbers, &points);
    append_name(json, 1, "read_back", false);
    str_append(json, "{");
    append_name(json, 2, "numbers_compared", true);
    str_appendf(json, "%" PRId64, numbers);
    append_count(json, 2, "chart_points_compared", points);
    append_count(json, 2, "table_numbers_tied", manifest->tied);
    str_append(json, "\n  }");
}

static void append_compared(struct str *json, const struct output_file *file)
{
    if (file->numbers_compared == 0)
        return;
    append_count(json, 3, "numbers_compared", file->numbers_compared);
    append_count(json, 3, "chart_points_compared", file->chart_points_compared);
}

static void append_files(struct str *json, const struct outputs *outputs)
{
    append_name(json, 1, "files", false);
    str_append(json, "[");
    for (const struct output_file *file = outputs->first; file != NULL; file = file->next) {
        str_append(json, file == outputs->first ? "\n    {" : ",\n    {");
        append_name(json, 3, "name", true);
        json_append_string(json, file->name);
        append_count(json, 3, "size", file->size);
        append_text(json, 3, "sha256", file->sha256);
        append_compared(json, file);
        str_append(json, "\n    }");
    }
    str_append(json, "\n  ]");
}

/* The number and the release before are inputs too: they say what the changes are changes to. */
static void append_release(struct str *json, const struct manifest_release *release)
{
    if (release == NULL)
        return;
    append_name(json, 1, "release", false);
    str_append(json, "{");
    append_name(json, 2, "number", true);
    str_appendf(json, "%" PRId64, release->number);
    append_count(json, 2, "run", release->run);
    append_text(json, 2, "note", release->note);
    append_name(json, 2, "previous", false);
    if (release->previous == 0) {
        str_append(json, "null\n  }");
        return;
    }
    str_append(json, "{");
    append_name(json, 3, "number", true);
    str_appendf(json, "%" PRId64, release->previous);
    append_text(json, 3, "manifest_sha256", release->previous_sha256);
    str_append(json, "\n    }\n  }");
}

void manifest_append(struct str *json, const struct manifest *manifest)
{
    const struct codebook *codebook = &manifest->config->codebook;
    str_append(json, "{");
    append_name(json, 1, "survey", true);
    json_append_string(json, codebook->survey);
    append_text(json, 1, "title", codebook->title);
    append_count(json, 1, "year", codebook->year);
    append_name(json, 1, "synthetic", false);
    str_append(json, manifest->loaded->synthetic ? "true" : "false");
    append_release(json, manifest->release);
    append_versions(json, manifest->server_version);
    append_text(json, 1, "codebook_sha256", codebook->hash);
    append_sources(json, manifest->loaded);
    append_rows(json, manifest);
    append_read_back(json, manifest);
    append_files(json, manifest->outputs);
    str_append(json, "\n}\n");
}
