# Turns the statements under sql/ into one C table: {"aggregate/cells", "…text…"}, sorted by name.
BEGIN {
    print "#include \"common/sql.h\"\n\nconst struct sql_statement sql_statements[] = {"
}
FNR == 1 {
    if (NR > 1) print "     },"
    name = FILENAME
    sub(/^sql\//, "", name)
    sub(/\.sql$/, "", name)
    printf "    {\"%s\",\n", name
}
{
    gsub(/\\/, "&&")
    gsub(/"/, "\\\"")
    gsub(/\?\?/, "?\"\"?")
    printf "     \"%s\\n\"\n", $0
}
END {
    if (NR) print "     },"
    print "};\nconst size_t sql_statement_count = sizeof sql_statements / sizeof *sql_statements;"
}
