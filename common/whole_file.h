/*
 * Files that are whole or not there: each is written beside its place under a temporary name and
 * renamed when it is finished; what a failure or a signal leaves half-written is removed when the
 * program ends. The same for a whole folder. What is in the files is the callers' affair.
 */
#ifndef RENKEI_COMMON_WHOLE_FILE_H
#define RENKEI_COMMON_WHOLE_FILE_H

#include "common/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* Makes the folder and its parents where they are missing; ends the program if that fails. */
void whole_file_folder(const char *folder);

/* The name to write `path` under: in the same folder, different in every running program, at most
 * WHOLE_FILE_SUFFIX bytes longer. It lives in the arena. Nothing is made or remembered. */
const char *whole_file_temporary(struct arena *arena, const char *path);
enum { WHOLE_FILE_SUFFIX = 16 };

/* As whole_file_temporary(); from now on the file under that name, if there is one, is removed when
 * the program ends, by exit(), die(), SIGINT, SIGTERM, SIGHUP or SIGPIPE; not when a child of it
 * does. Only the main thread may call this and whole_file_finish(). */
const char *whole_file_begin(struct arena *arena, const char *path);

/* Removes from the folder what runs that were killed have left under such names: those that carry
 * the number of a program that does not run any more, on this machine. */
void whole_file_sweep(const char *folder);

/* The file is written and closed: gives it its name. Ends the program if that fails. */
void whole_file_finish(const char *temporary, const char *path);

/* As fork(), for a child that writes such files too, also into a folder of whole_folder_begin().
 * The child ends when this program does, by SIGTERM; this program waits for that before it removes
 * anything, so that nothing is left or appears afterwards (killed by SIGKILL, it cannot wait). */
pid_t whole_file_fork(void);
/* Waits for such a child; its status, as waitpid() gives it. */
int whole_file_wait(pid_t child);

/* A folder that is whole or not there: made, and from now on removed with all that is in it when
 * the program ends before whole_folder_finish(), in the same ways as a file. What lay under that
 * name is removed first. Ends the program if that fails. */
void whole_folder_begin(const char *temporary);
/* As whole_file_finish(); `path` must not exist. */
void whole_folder_finish(const char *temporary, const char *path);
/* A new folder for what need not stay, that only this user can read, in TMPDIR or /tmp; removed
 * like the others when the program ends before whole_folder_discard(). Ends the program if that
 * fails. */
const char *whole_folder_private(struct arena *arena);
/* Removes the folder after all. */
void whole_folder_discard(const char *temporary);
/* Removes a folder that a run which was killed has left, as far as that can be done. */
void whole_folder_remove(const char *path);

/* Has the disk that `path` is on, a file or a folder that exists, room for `bytes` more? False with
 * errno if not. For libraries that do not say, or say on standard error, that a disk is full; what
 * is true now need not be true later. */
bool whole_file_has_room(const char *path, size_t bytes);

/* Ends the program: writing `path` failed, errno says why. */
_Noreturn void whole_file_fail(const char *path);

#endif
