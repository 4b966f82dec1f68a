# Turns po/ja.po into one C table: {"English", "日本語"}. The strings of a catalogue are those of C.
function end_entry() {
    if (part == "msgstr") print "},"
    part = ""
}
BEGIN {
    print "#include \"common/catalogue.h\"\n\nconst struct catalogue_text catalogue_texts[] = {"
}
/^msgid / {
    end_entry()
    part = "msgid"
    sub(/^msgid /, "")
    printf "    {%s", $0
    next
}
/^msgstr / {
    part = "msgstr"
    sub(/^msgstr /, "")
    printf ",\n     %s", $0
    next
}
/^"/ {
    printf "\n     %s", $0
}
END {
    end_entry()
    print "};\nconst size_t catalogue_text_count = sizeof catalogue_texts / sizeof *catalogue_texts;"
}
