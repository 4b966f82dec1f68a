#include "report/csv_writer.h"

#include "common/measure.h"

/* Written to the stream whenever the buffer holds this much. */
enum { FLUSH_SIZE = 64 * 1024 };

static void flush(struct csv_writer *writer)
{
    size_t length = writer->buffer.length;
    if (fwrite(str_text(&writer->buffer), 1, length, writer->stream) != length)
        writer->failed = true;
    str_reset(&writer->buffer);
}

bool csv_writer_finish(struct csv_writer *writer)
{
    flush(writer);
    str_release(&writer->buffer);
    return !writer->failed;
}

void csv_writer_end_record(struct csv_writer *writer)
{
    csv_end_record(&writer->buffer);
    if (writer->buffer.length >= FLUSH_SIZE)
        flush(writer);
}

void csv_append_number(struct str *record, int64_t value)
{
    char digits[DECIMAL_SIZE];
    csv_append(record, decimal_text(digits, value, 0));
}

void csv_append_tenths(struct str *record, int64_t tenths)
{
    char digits[DECIMAL_SIZE];
    csv_append(record, tenths == MEASURE_NONE ? "" : decimal_text(digits, tenths, 1));
}

bool csv_write_header(FILE *stream, const char *const *names)
{
    struct csv_writer writer = {.stream = stream};
    str_append(&writer.buffer, CSV_BOM);
    for (; *names != NULL; names++)
        csv_append(&writer.buffer, *names);
    csv_writer_end_record(&writer);
    return csv_writer_finish(&writer);
}
