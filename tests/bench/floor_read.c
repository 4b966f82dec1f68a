/*
 * The floor of reading forms: floor_read FOLDER [WORKERS] expands the members of every workbook
 * that a reader of answers cannot do without and parses them with expat; the handlers are there
 * and do nothing. No checks, no database, no results: what is left is the price of the format.
 * It trusts its files (the benchmark wrote them): never use it for anything else.
 */
#include <dirent.h>
#include <expat.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

/* Generous for the forms of one survey; a real reader has limits of its own. */
enum { FILE_ROOM = 1 << 20, MEMBER_ROOM = 8 << 20 };

/* APPNOTE 4.3.7, 4.3.12, 4.3.16 */
enum {
    LOCAL_SIZE = 30,
    ENTRY_SIZE = 46,
    END_SIZE = 22,
    ENTRY_COMPRESSED = 20,
    ENTRY_EXPANDED = 24,
    ENTRY_NAME_LENGTH = 28,
    ENTRY_LOCAL = 42,
    END_COUNT = 10,
    END_DIRECTORY = 16,
};

struct files {
    char **paths;
    size_t count;
    atomic_size_t next;
};

struct worker {
    struct files *files;
    pthread_t thread;
    z_stream inflater;
    XML_Parser parser;
    unsigned char *file, *member;
    size_t expanded;
};

_Noreturn static void fail(const char *what)
{
    fprintf(stderr, "floor_read: %s\n", what);
    exit(EXIT_FAILURE);
}

static uint32_t little_endian(const unsigned char *at, int length)
{
    uint32_t value = 0;
    for (int i = length - 1; i >= 0; i--)
        value = value << 8 | at[i];
    return value;
}

static void XMLCALL on_start(void *context, const XML_Char *name, const XML_Char **attributes)
{
    (void)context;
    (void)name;
    (void)attributes;
}

static void XMLCALL on_end(void *context, const XML_Char *name)
{
    (void)context;
    (void)name;
}

static void XMLCALL on_text(void *context, const XML_Char *bytes, int length)
{
    (void)context;
    (void)bytes;
    (void)length;
}

/* Relationships, sheets and defined names, shared strings, cells. */
static int is_needed(const char *name, size_t length)
{
    static const char *const needed[] = {"_rels/.rels", "xl/workbook.xml",
                                         "xl/_rels/workbook.xml.rels", "xl/sharedStrings.xml"};
    static const char sheets[] = "xl/worksheets/sheet";
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
        if (strlen(needed[i]) == length && memcmp(needed[i], name, length) == 0)
            return 1;
    return length > sizeof sheets && memcmp(name, sheets, sizeof sheets - 1) == 0;
}

static void parse(struct worker *worker, size_t length)
{
    if (!XML_ParserReset(worker->parser, NULL))
        fail("expat cannot be reset");
    XML_SetElementHandler(worker->parser, on_start, on_end);
    XML_SetCharacterDataHandler(worker->parser, on_text);
    if (XML_Parse(worker->parser, (const char *)worker->member, (int)length, XML_TRUE) !=
        XML_STATUS_OK)
        fail("a member is not well-formed");
    worker->expanded += length;
}

static void read_member(struct worker *worker, const unsigned char *entry)
{
    const unsigned char *local = worker->file + little_endian(entry + ENTRY_LOCAL, 4);
    uint32_t expanded = little_endian(entry + ENTRY_EXPANDED, 4);
    if (expanded > MEMBER_ROOM)
        fail("a member is too large");
    z_stream *inflater = &worker->inflater;
    if (inflateReset(inflater) != Z_OK)
        fail("zlib cannot be reset");
    inflater->next_in = (z_const Bytef *)(uintptr_t)(local + LOCAL_SIZE) +
                        little_endian(local + 26, 2) + little_endian(local + 28, 2);
    inflater->avail_in = little_endian(entry + ENTRY_COMPRESSED, 4);
    inflater->next_out = worker->member;
    inflater->avail_out = expanded;
    if (inflate(inflater, Z_FINISH) != Z_STREAM_END)
        fail("a member cannot be expanded");
    parse(worker, expanded);
}

static size_t load(struct worker *worker, const char *path)
{
    int file = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t length = file < 0 ? -1 : read(file, worker->file, FILE_ROOM);
    if (length < END_SIZE || length == FILE_ROOM || close(file) != 0)
        fail(path);
    return (size_t)length;
}

static void read_workbook(struct worker *worker, const char *path)
{
    size_t length = load(worker, path);
    const unsigned char *end = worker->file + length - END_SIZE;
    if (memcmp(end, "PK\5\6", 4) != 0)
        fail(path);
    const unsigned char *entry = worker->file + little_endian(end + END_DIRECTORY, 4);
    for (uint32_t left = little_endian(end + END_COUNT, 2); left; left--) {
        size_t name_length = little_endian(entry + ENTRY_NAME_LENGTH, 2);
        if (is_needed((const char *)entry + ENTRY_SIZE, name_length))
            read_member(worker, entry);
        entry +=
            ENTRY_SIZE + name_length + little_endian(entry + 30, 2) + little_endian(entry + 32, 2);
    }
}

static void *work(void *argument)
{
    struct worker *worker = argument;
    struct files *files = worker->files;
    for (size_t i; (i = atomic_fetch_add(&files->next, 1)) < files->count;)
        read_workbook(worker, files->paths[i]);
    return NULL;
}

static void find_files(struct files *files, const char *folder)
{
    struct dirent **names;
    int count = scandir(folder, &names, NULL, alphasort);
    if (count < 0)
        fail(folder);
    files->paths = calloc((size_t)count, sizeof *files->paths);
    if (!files->paths)
        abort();
    for (int i = 0; i < count; i++)
        if (names[i]->d_name[0] != '.' &&
            asprintf(&files->paths[files->count++], "%s/%s", folder, names[i]->d_name) < 0)
            abort();
}

static void start(struct worker *worker, struct files *files)
{
    *worker = (struct worker){.files = files, .parser = XML_ParserCreate(NULL)};
    worker->file = malloc(FILE_ROOM);
    worker->member = malloc(MEMBER_ROOM);
    if (!worker->parser || !worker->file || !worker->member ||
        inflateInit2(&worker->inflater, -MAX_WBITS) != Z_OK ||
        pthread_create(&worker->thread, NULL, work, worker) != 0)
        abort();
}

int main(int argc, char **argv)
{
    struct files files = {0};
    if (argc < 2)
        fail("usage: floor_read FOLDER [WORKERS]");
    find_files(&files, argv[1]);
    long count = argc > 2 ? strtol(argv[2], NULL, 10) : sysconf(_SC_NPROCESSORS_ONLN);
    struct worker *workers = calloc(count > 0 ? (size_t)count : 1, sizeof *workers);
    if (count < 1 || !workers)
        abort();
    for (long i = 0; i < count; i++)
        start(&workers[i], &files);
    size_t expanded = 0;
    for (long i = 0; i < count; i++) {
        if (pthread_join(workers[i].thread, NULL) != 0)
            abort();
        expanded += workers[i].expanded;
    }
    printf("%zu workbooks, %zu bytes of XML, %ld workers\n", files.count, expanded, count);
    return EXIT_SUCCESS;
}
