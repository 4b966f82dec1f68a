/*
 * Which server a program talks to: one that was named, which is never started, or the private
 * cluster, which is made, started and found again in every kind of home, and is nobody else's.
 */
#include "common/cluster.h"
#include "common/db.h"
#include "common/db_internal.h"
#include "common/message.h"
#include "tests/child_run.h"
#include "tests/server.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>

#define DB_TEST "renkei-test"

/* ---- a server that was named ---- */

static void open_named(void)
{
    struct settings settings = {.db = "host=/tmp/renkei-no-such-folder dbname=renkei user=renkei"};
    struct db db;
    db_open(&db, &settings, DB_TEST);
}

static void open_wrong_database(void)
{
    struct cluster cluster = {0};
    char conninfo[512];
    cluster_find(&cluster);
    snprintf(conninfo, sizeof conninfo, "%s dbname=nothing", cluster.conninfo);
    struct settings settings = {.db = conninfo};
    struct db db;
    db_open(&db, &settings, DB_TEST);
}

START_TEST(a_named_server_that_is_down_is_never_started)
{
    setenv("RENKEI_HOME", "/tmp/renkei-no-such-home", 1);
    struct ended ended = run_child(open_named);
    ck_assert_int_eq(ended.status, STATUS_ENVIRONMENT);
    assert_says(&ended, "named by --db or RENKEI_DB");
    assert_says(&ended, "is it running");
    ck_assert_int_ne(access("/tmp/renkei-no-such-home", F_OK), 0);
}
END_TEST

START_TEST(a_named_server_that_refuses_is_not_called_down)
{
    struct ended ended = run_child(open_wrong_database);
    ck_assert_int_eq(ended.status, STATUS_ENVIRONMENT);
    assert_says(&ended, "database \"nothing\" does not exist");
    assert_says(&ended, "the server answers but refuses");
}
END_TEST

/* ---- the private cluster ---- */

static int private_number(void)
{
    struct db db;
    db_open(&db, &server_settings, DB_TEST);
    PGresult *result = PQexec(db.connection, "SELECT coalesce(max(a), 0) FROM public.kept");
    int number = PQntuples(result) ? atoi(PQgetvalue(result, 0, 0)) : -1;
    PQclear(result);
    db_close(&db);
    return number;
}

static void keep_number(int number)
{
    struct db db;
    char text[128];
    snprintf(text, sizeof text,
             "CREATE TABLE IF NOT EXISTS public.kept (a int); INSERT INTO public.kept VALUES (%d)",
             number);
    db_open(&db, &server_settings, DB_TEST);
    db_script(&db, "test", text);
    db_close(&db);
}

static void start_in_children(size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (fork() == 0) {
            struct db db;
            db_open(&db, &server_settings, DB_TEST);
            db_close(&db);
            _exit(0);
        }
    for (size_t i = 0; i < count; i++) {
        int status;
        ck_assert_int_gt(wait(&status), 0);
        ck_assert_int_eq(status, 0);
    }
}

/* The number of a server that is gone may by now be that of any program, as after a restart. */
static pid_t plant_stale_number(const struct cluster *cluster)
{
    char path[512], text[64];
    snprintf(path, sizeof path, "%s/postmaster.pid", cluster->data);
    pid_t other = fork();
    if (other == 0) {
        if (geteuid() == 0 && setuid(cluster->uid) < 0)
            _exit(1);
        pause();
        _exit(0);
    }
    int length = snprintf(text, sizeof text, "%ld\n/elsewhere\n", (long)other);
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
    ck_assert_int_ge(file, 0);
    ck_assert_int_eq(write(file, text, (size_t)length), length);
    ck_assert_int_eq(fchown(file, cluster->uid, cluster->gid), 0);
    close(file);
    return other;
}

START_TEST(a_cluster_survives_stops_kills_and_company)
{
    struct cluster cluster = {0};
    const char *home = server_home(NULL);
    cluster_find(&cluster);
    ck_assert(!cluster_exists(&cluster));
    ck_assert(!cluster_stop(&cluster));
    ck_assert_int_ne(access(home, F_OK), 0);
    start_in_children(3);
    ck_assert(cluster_exists(&cluster));
    keep_number(7);
    ck_assert(cluster_stop(&cluster));
    ck_assert_int_eq(cluster_server(&cluster), 0);
    ck_assert(!cluster_stop(&cluster));
    ck_assert_int_eq(private_number(), 7);

    pid_t server = cluster_server(&cluster);
    ck_assert_int_gt(server, 1);
    ck_assert_int_eq(kill(server, SIGKILL), 0);
    ck_assert_int_eq(private_number(), 7);
    ck_assert_int_ne(cluster_server(&cluster), server);

    ck_assert(cluster_stop(&cluster));
    pid_t other = plant_stale_number(&cluster);
    ck_assert_int_eq(cluster_server(&cluster), 0);
    int number = private_number();
    kill(other, SIGKILL);
    ck_assert_int_eq(number, 7);
    cluster_release(&cluster);
}
END_TEST

static const char *temporary_folder(mode_t mode)
{
    static char folder[] = TEST_FOLDER;
    ck_assert_ptr_nonnull(mkdtemp(folder));
    ck_assert_int_eq(chmod(folder, mode), 0);
    return folder;
}

START_TEST(a_home_the_server_user_may_not_enter)
{
    if (geteuid() != 0)
        return;
    struct cluster cluster = {0};
    const char *home = server_home(temporary_folder(0700));
    keep_number(9);
    cluster_find(&cluster);
    ck_assert_str_ne(cluster.place, home);
    ck_assert_int_eq(strncmp(cluster.place, "/var/lib/renkei/", 16), 0);
    ck_assert(cluster_stop(&cluster));
    ck_assert_int_eq(private_number(), 9);
    cluster_release(&cluster);
}
END_TEST

static void open_private(void)
{
    private_number();
}

/* Somebody else may have made the folder below /tmp first, to listen in the server's place. */
static void assert_planted_folder_is_refused(const char *folder)
{
    ck_assert_int_eq(mkdir(folder, 0777), 0);
    ck_assert_int_eq(chmod(folder, 0777), 0);
    struct ended ended = run_child(open_private);
    ck_assert_int_eq(rmdir(folder), 0);
    ck_assert_int_eq(ended.status, STATUS_ENVIRONMENT);
    assert_says(&ended, "is not a private folder");
}

START_TEST(a_deep_home_with_odd_names)
{
    struct cluster cluster = {0};
    static char folder[512];
    const char *top = temporary_folder(0755);
    snprintf(folder, sizeof folder, "%s/it's a, \"deep\" [folder]", top);
    for (int i = 0; i < 4; i++) {
        ck_assert_int_eq(mkdir(folder, 0755), 0);
        strcat(folder, "/在宅医療・介護連携推進事業");
    }
    ck_assert_int_eq(mkdir(folder, 0755), 0);
    server_home(folder);
    cluster_find(&cluster);
    ck_assert_int_eq(strncmp(cluster.socket, "/tmp/renkei-", 12), 0);
    assert_planted_folder_is_refused(cluster.socket);
    keep_number(10);
    struct stat status;
    ck_assert_int_eq(lstat(cluster.socket, &status), 0);
    ck_assert_int_eq(status.st_mode & 0777, 0700);
    ck_assert_int_eq(private_number(), 10);
    cluster_release(&cluster);
}
END_TEST

static void open_as_nobody(void)
{
    if (setgid(65534) < 0 || setuid(65534) < 0)
        exit(99);
    private_number();
}

START_TEST(a_cluster_of_somebody_else_is_refused)
{
    if (geteuid() != 0)
        return;
    struct ended ended = run_child(open_as_nobody);
    ck_assert_int_eq(ended.status, STATUS_ENVIRONMENT);
    assert_says(&ended, "belongs to the user 'root'");
    assert_says(&ended, "RENKEI_HOME");
}
END_TEST

int main(void)
{
    server_start();
    Suite *suite = suite_create("cluster");
    TCase *cluster = tcase_create("cluster");
    tcase_set_timeout(cluster, 120);
    tcase_add_test(cluster, a_named_server_that_is_down_is_never_started);
    tcase_add_test(cluster, a_named_server_that_refuses_is_not_called_down);
    tcase_add_test(cluster, a_cluster_survives_stops_kills_and_company);
    tcase_add_test(cluster, a_home_the_server_user_may_not_enter);
    tcase_add_test(cluster, a_deep_home_with_odd_names);
    tcase_add_test(cluster, a_cluster_of_somebody_else_is_refused);
    suite_add_tcase(suite, cluster);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
