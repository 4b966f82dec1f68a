/* How to read the tables: what every sign, word and shade means. */
#include "report/sheets.h"

#include "common/display.h"

enum { TERM_WIDTH = 22, MEANING_WIDTH = 100 };

struct entry {
    const char *term;
    const char *meaning;
};

static const struct entry terms[] = {
    {"n", "その設問を尋ねた回答者の数（基数）。無回答と不明を含み、非該当と未提出を含まない。"},
    {"件数", "その選択肢を回答した数。複数回答では、その選択肢を選んだ数。"},
    {"％", "件数÷n×100。整数の件数から一度だけ四捨五入し、小数第1位まで示す。"},
    {"複数回答", "一人が二つ以上選べるため、％の合計は100％を超えることがある。"},
    {"無回答", "尋ねたが、回答がなかったもの。複数回答では、一つも選ばなかったもの。nに含む。"},
    {"不明", "回答はあるが、集計に使えないもの（選択肢にない値など）。nに含む。"},
    {"非該当", "前の設問の回答により、尋ねなかったもの。nに含まない。"},
    {"未提出", "調査票が提出されていないもの。nに含まない。「回収状況」に示す。"},
    {"表側・区分", "集計の切り口と、そのそれぞれの区分。回答者のいない区分（n＝0）も示す。"},
    {"派生変数", "複数の設問の回答から計算した区分。条件のどれにも当たらないものは無回答とする。"},
    {"計", "いくつかの選択肢の件数を合わせたもの（（）内は選択肢の番号）。"},
    {"選択肢の順", "複数回答のクロス集計表では、総数の％の大きい順。cells.csvは調査票の順。"},
    {"横％・縦％",
     "二つの設問を掛け合わせた表で、横％は行のnに、縦％はその選択肢の件数の計に占める割合。"},
    {"無回答による幅",
     "回答のない対象がどう答えたかによって、％が動きうる範囲（下限と上限）。「注」で説明する。"},
    {"平均・標準偏差など",
     "数値の回答から計算する。標準偏差は不偏（n－1）、四分位の定義は表の上に示す。"},
    {"～当たり", "回答の合計÷回答した対象の名簿の値の合計（人口など）。分母と除外数を並べて示す。"},
};

static const struct entry signs[] = {
    {"－", "該当する数字がない（n＝0、又は算出できない）。"},
    {"0.0", "0ではないが、表示の単位の半分に満たない。"},
    {"0", "まったくない。"},
    {"*", "nが10未満。割合の利用に注意を要する。"},
};

static const struct entry sources[] = {
    {"R", "調査の報告書に記載された設問・選択肢。"},
    {"L", "その後に公表された資料に記載された設問・選択肢。"},
    {"X", "調査票が公表されていないため、事業の一般的な知識から再構成した設問・選択肢。"
          "実際の調査票と異なることがある。表では［X］を付ける。"},
};

static const struct {
    enum shade shade;
    const char *sample;
    const char *meaning;
} shades[] = {
    {SHADE_UP_10, "60.0", "総数の％より10ポイント以上高い（太字・濃い暖色）。"},
    {SHADE_UP_5, "55.0", "総数の％より5ポイント以上10ポイント未満高い（太字・薄い暖色）。"},
    {SHADE_DOWN_5, "45.0", "総数の％より5ポイント以上10ポイント未満低い（斜体・薄い寒色）。"},
    {SHADE_DOWN_10, "40.0", "総数の％より10ポイント以上低い（斜体・濃い寒色）。"},
};

static void write_entry(struct pen *pen, const struct entry *entry)
{
    const struct row_style *style = &pen->book->style.rows[RULING_INNER];
    pen_height(pen, display_lines(entry->meaning, MEANING_WIDTH));
    pen_text(pen, 0, entry->term, style->text);
    pen_text(pen, 1, entry->meaning, style->wrapped);
    pen->row++;
}

static void write_entries(struct pen *pen, const char *heading, const struct entry *entries,
                          size_t count)
{
    pen->row++;
    pen_line(pen, heading, pen->book->style.heading);
    for (size_t i = 0; i < count; i++)
        write_entry(pen, &entries[i]);
}

static void write_shades(struct pen *pen)
{
    const struct style *style = &pen->book->style;
    pen->row++;
    pen_line(pen, "網かけ（表示された％どうしの差による）", style->heading);
    for (size_t i = 0; i < sizeof shades / sizeof *shades; i++) {
        pen_text(pen, 0, shades[i].sample, style->sample[shades[i].shade]);
        pen_text(pen, 1, shades[i].meaning, style->rows[RULING_INNER].text);
        pen->row++;
    }
}

#define WRITE_ENTRIES(pen, heading, entries) \
    write_entries(pen, heading, entries, sizeof(entries) / sizeof *(entries))

void sheet_guide(struct book *book, const struct sheet *sheet)
{
    struct pen pen = pen_start(book, sheet);
    pen_columns(&pen, 0, 0, column_width(TERM_WIDTH));
    pen_columns(&pen, 1, 1, column_width(MEANING_WIDTH));
    worksheet_fit_to_pages(pen.worksheet, 1, 1);
    pen.row++;
    pen_line(&pen, "四捨五入のため内訳の合計が総数に合わないことがある。", book->style.text);
    WRITE_ENTRIES(&pen, "用語", terms);
    WRITE_ENTRIES(&pen, "記号", signs);
    write_shades(&pen);
    WRITE_ENTRIES(&pen, "設問・選択肢の出典", sources);
}
