/*
 * What somebody does to a finished release of the survey in tests/data/release
 * (tests/test_release.c), as commands in a copy of it, and what must be said then.
 */
#ifndef RENKEI_TESTS_RELEASE_DAMAGE_H
#define RENKEI_TESTS_RELEASE_DAMAGE_H

/* Commands in a copy, and what must be said then. */
static const struct {
    const char *command, *place, *what;
} damages[] = {
    {"echo x >extra.txt", "extra.txt", "the manifest does not list it"},
    {"mkdir query && touch query/a.xlsx", "query/a.xlsx", "the manifest does not list it"},
    {"rm tables/numbers.csv", "tables/numbers.csv", "it is not there"},
    {"rm -r site", "site/index.html", "it is not there"},
    {"mv national.xlsx n && ln -s n national.xlsx", "national.xlsx", "it is a symbolic link"},
    {"mv tables t && ln -s t tables", "tables", "it is a symbolic link"},
    {"ln -s /etc/passwd x", "x", "it is a symbolic link"},
    {"mkfifo x", "x", "it is neither a file nor a folder"},
    {"rm national.xlsx && mkfifo national.xlsx", "national.xlsx", "it cannot be read"},
    {"mkdir -p 1/2/3/4/5/6/7/8/9/10", "1/2/3/4/5/6/7/8", "the folder lies too deep"},
    {"sed -i 's|site/index.html|../../etc/passwd|' manifest.json", "../../etc/passwd",
     "a name that leads elsewhere"},
    {"sed -i 's|site/index.html|/etc/passwd|' manifest.json", "/etc/passwd",
     "a name that leads elsewhere"},
    {"sed -i 's|site/index.html|site//index.html|' manifest.json", "site//index.html",
     "a name that leads elsewhere"},
    {"sed -i 's|site/index.html|tables/cells.csv|' manifest.json", "manifest.json",
     "\"tables/cells.csv\" is listed twice"},
    {"rm manifest.json", "manifest.json", "it cannot be read"},
    {"echo '{' >manifest.json", "manifest.json:", "not JSON"},
    {"head -c 300 /dev/zero | tr '\\0' '[' >manifest.json", "manifest.json", "not JSON"},
    {"sed -i 's/\"number\": 1/\"number\": -1/' manifest.json", "manifest.json", "\"number\""},
    {"sed -i 's/\"run\": [0-9]*,/\"run\": \"x\",/' manifest.json", "manifest.json", "\"run\""},
    {"sed -i 's/\"files\": \\[/\"fils\": [/' manifest.json", "manifest.json", "\"files\""},
    {"sed -i 's/\"cells\": [0-9]*,//' manifest.json", "manifest.json", "\"cells\""},
    {"sed -i 's/\"synthetic\": false/\"synthetic\": 0/' manifest.json", "manifest.json",
     "\"synthetic\""},
    {"sed -i 's/\"survey\"/\"survy\"/' manifest.json", "manifest.json", "\"survey\""},
    {"sed -i 's/\"sha256\": \"[0-9a-f]/\"sha256\": \"g/' manifest.json", "manifest.json",
     "\"sha256\""},
    {"sed -i 's/\"size\": \\([0-9]*\\),/\"size\": 9\\1,/' manifest.json", "tables/cells.csv",
     "bytes, the manifest says"},
};

/* As above, but the manifest is made to fit: only the contents can tell. */
static const struct {
    const char *command, *place, *what;
} forgeries[] = {
    /* the count of cell open=1@total */
    {"sed -i '/\"open\",\"\",\"1\",\"はい\",\"total\"/s/\"5\",\"9\",\"8\"/\"6\",\"9\",\"8\"/' "
     "tables/cells.csv",
     "tables/cells.csv", ""},
    {"sed -i '/\"visits\",\"\",\"total\"/s/\"8\",\"1\",\"56\"/\"8\",\"1\",\"57\"/' "
     "tables/numbers.csv",
     "tables/numbers.csv", ""},
    {"sed -i '2d' tables/cells.csv", "tables/cells.csv", ""},
    /* the first count of the page */
    {"sed -i 's/\"c\":\\[5,/\"c\":[6,/' site/index.html", "site/index.html",
     "town/open=1@total:all count"},
    {"sed -i 's/\"b\":\\[9,/\"b\":[8,/' site/index.html", "site/index.html",
     "town/open@total:all base"},
    {"sed -i 's/\"s\":\\[\\[8,1,\"56\"/\"s\":[[8,1,\"57\"/' site/index.html", "site/index.html",
     "town/visits@total:all sum"},
    {"sed -i 's/\"answered\":9/\"answered\":10/' site/index.html", "site/index.html",
     "town/@total"},
    {"sed -i 's/\\[1,\"はい\"\\],\\[2,\"いいえ\"\\]/[1,\"いいえ\"],[2,\"はい\"]/' site/index.html",
     "site/index.html", "town/open=1"},
    {"sed -i 's/\\[\"01\",\"北県\"\\]/[\"01\",\"南県\"]/' site/index.html", "site/index.html",
     "prefecture:01"},
    {"sed -i 's/\"rows\":\\[\\[\"day\"/\"rows\":[[\"dya\"/' site/index.html", "site/index.html",
     "care"},
    {"sed -i 's/\"questions\":\\[/\"questions\":[{\"id\":\"more\"},/' site/index.html",
     "site/index.html", "more or fewer of them than the tables"},
    {"sed -i 's/id=\"data\"/id=\"date\"/' site/index.html", "site/index.html", "holds no data"},
    {"tail -c 9 site/index.html >end && grep -o '<script type=.application/json. id=.data.>' "
     "site/index.html >>end && cat end >>site/index.html && rm end",
     "site/index.html", "or twice"},
    /* What the page takes for all units, and draws how. */
    {"sed -i 's/\"figures\":\\[/\"figures\":[{\"id\":\"x\"}/' site/index.html", "site/index.html",
     "(figures)"},
    {"sed -i 's/\"total\":0/\"total\":1/' site/index.html", "site/index.html", "town total"},
    {"sed -i 's/\"type\":\"single\"/\"type\":\"multiple\"/' site/index.html", "site/index.html",
     "\"multiple\" stands where \"single\" should"},
    {"sed -i 's/\"base\":\"[^\"]/\"base\":\"X/' site/index.html", "site/index.html", "X"},
    {"sed -i 's/\"title\":\"[^\"]*\",\"answered\"/\"title\":\"X\",\"answered\"/' site/index.html",
     "site/index.html", "\"X\" stands where"},
    {"sed -i 's/\"synthetic\":false/\"synthetic\":true/' site/index.html", "site/index.html",
     "(synthetic)"},
    {"sed -i 's/\"synthetic\": false/\"synthetic\": true/' manifest.json", "site/index.html",
     "(synthetic)"},
    {"sed -i 's/\"title\": \"/\"title\": \"X/' manifest.json", "site/index.html", "(title)"},
    /* Files that are gone from the list too. */
    {"rm national.xlsx && sed -i 's|\"national.xlsx\"|\"text2.md\"|' manifest.json && touch "
     "text2.md",
     "national.xlsx", "the manifest does not list it"},
    {"mv site/index.html site/page.html && sed -i 's|index.html|page.html|' manifest.json",
     "site/index.html", "the manifest does not list it"},
    {"sed -i 's/\"forms\":\\[/\"forms\":[[/' site/index.html", "site/index.html:", "not JSON"},
};

#endif
