# Turns the files of the page into one C table, {"page.css", "…text…"}, in the order given: the
# declarations stand in report/site_parts.h.
BEGIN {
    print "#include \"report/site_parts.h\"\n\nconst struct site_part site_parts[] = {"
}
FNR == 1 {
    if (NR > 1) print "     },"
    name = FILENAME
    sub(/^.*\//, "", name)
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
    print "};\nconst size_t site_part_count = sizeof site_parts / sizeof *site_parts;"
}
