#include "ingest/finding.h"

#include "common/catalogue.h"
#include "common/str.h"

#include <string.h>

/* {raw} stands for the value as typed, {extra} for the extra text of the code. */
static const struct finding_text {
    const char *code;
    enum finding_severity severity;
    const char *ja, *ja_hint;
    const char *en, *en_hint;
} texts[] = {
    [FINDING_UNREADABLE] = {"R001", SEVERITY_REJECTED, "ファイルを読み取れません: {extra}",
                            "ファイルを開いて確かめ、保存し直したものを再提出してもらってください",
                            "the file cannot be read: {extra}",
                            "ask the sender to open it, save it again and send it again"},
    [FINDING_KIND] = {"R002", SEVERITY_REJECTED, "調査票でも CSV でもないファイルです: {extra}",
                      "配布した Excel 調査票(.xlsx)か CSV で提出してもらってください",
                      "neither a form nor a CSV: {extra}",
                      "ask the sender for the Excel form (.xlsx) or a CSV"},
    [FINDING_NO_FORM] = {"R003", SEVERITY_REJECTED,
                         "本調査の調査票ではありません(識別用シート「_renkei」がありません)",
                         "配布した調査票に記入したものを再提出してもらってください",
                         "not a form of this program: it has no sheet \"_renkei\"",
                         "ask the sender to fill in the form as it was sent out"},
    [FINDING_OTHER_SURVEY] = {"R004", SEVERITY_REJECTED,
                              "別の調査「{raw}」の調査票です(この調査は「{extra}」)",
                              "今回の調査票に記入したものを再提出してもらってください",
                              "the form belongs to another survey, \"{raw}\"; this is \"{extra}\"",
                              "ask the sender to fill in the form of this survey"},
    [FINDING_UNKNOWN_FORM] = {"R005", SEVERITY_REJECTED,
                              "調査票の種類「{raw}」は定義されていません", "調査票の種類: {extra}",
                              "the survey has no form \"{raw}\"", "its forms are: {extra}"},
    [FINDING_UNKNOWN_UNIT] = {"R006", SEVERITY_REJECTED, "客体名簿にない団体「{raw}」です",
                              "団体コード(5桁または6桁)を確かめてください",
                              "the unit \"{raw}\" is not in the frame",
                              "check the code: 5 or 6 digits"},
    [FINDING_AMBIGUOUS_UNIT] = {"R007", SEVERITY_REJECTED,
                                "団体コード「{raw}」は一つに決まりません(候補: {extra})",
                                "6桁のコードで記入してもらってください",
                                "the unit \"{raw}\" may be any of {extra}",
                                "ask the sender for the code with 6 digits"},
    [FINDING_HEADER] = {"R008", SEVERITY_REJECTED,
                        "見出し行がどの調査票とも合いません(不明な列: {extra})",
                        "1列目を unit とし、列名をコードブックの項目名に合わせてください",
                        "the header fits no form; columns it does not know: {extra}",
                        "the first column is \"unit\", the others are named as in the codebook"},
    [FINDING_AMBIGUOUS_HEADER] = {"R009", SEVERITY_REJECTED,
                                  "見出し行が複数の調査票に合います({extra})",
                                  "--form で調査票の種類を指定してください",
                                  "the header fits several forms: {extra}",
                                  "name the form with --form"},
    [FINDING_FIELD_COUNT] = {"R010", SEVERITY_REJECTED,
                             "列の数が見出し行と違います({raw} 列、見出しは {extra} 列)",
                             "引用符とカンマを確かめてください",
                             "{raw} fields, but the header has {extra}",
                             "check the quotes and commas of the row"},
    [FINDING_UNIT_TWICE] = {"R011", SEVERITY_REJECTED,
                            "同じ団体「{raw}」の回答が一つのファイルに複数あります({extra})",
                            "正しい行又はシートだけを残して再提出してください",
                            "the unit \"{raw}\" stands more than once in this file: {extra}",
                            "keep the right row or sheet only"},
    [FINDING_ENCODING] = {"R012", SEVERITY_REJECTED, "文字コードを判別できません",
                          "UTF-8 または CP932(Shift_JIS)で保存し直してください",
                          "the text is neither UTF-8 nor CP932", "save it again as UTF-8"},
    [FINDING_AREA_CODE] = {"R013", SEVERITY_REJECTED,
                           "「{raw}」は市区町村ではなく、郡(北海道の振興局、東京都の支庁を含む)です"
                           "(候補 {extra})",
                           "回答した町村の6桁の団体コードを確かめてください",
                           "\"{raw}\" is an area of several municipalities: {extra}",
                           "ask the sender for the code of the municipality that answers"},
    [FINDING_WARD] = {"R014", SEVERITY_REJECTED, "「{raw}」は政令指定都市の行政区です(市: {extra})",
                      "行政区ごとではなく、市として一つの回答を提出してもらってください",
                      "\"{raw}\" is a ward of a designated city: {extra}",
                      "ask for one answer of the city as a whole"},
    [FINDING_PREFECTURE_CODE] = {"R015", SEVERITY_REJECTED,
                                 "「{raw}」は市区町村ではなく、都道府県です({extra})",
                                 "市区町村の6桁の団体コードを確かめてください",
                                 "\"{raw}\" is a prefecture, no municipality: {extra}",
                                 "ask the sender for the code of the municipality"},
    [FINDING_MUNICIPALITY_CODE] = {"R016", SEVERITY_REJECTED,
                                   "「{raw}」は都道府県ではなく、市区町村です(都道府県: {extra})",
                                   "都道府県の回答か、調査票の種類を確かめてください",
                                   "\"{raw}\" is a municipality, not a prefecture; its prefecture "
                                   "is {extra}",
                                   "check whose answer it is, and the form"},
    [FINDING_INSURER_NUMBER] = {"R017", SEVERITY_REJECTED,
                                "「{raw}」は団体コードではなく、介護保険者番号です(候補: {extra})",
                                "団体コードで記入してもらってください",
                                "\"{raw}\" is the number of a long-term care insurer, not a code; "
                                "probably {extra}",
                                "ask the sender for the code of the municipality"},
    [FINDING_CHECK_DIGIT] = {"R018", SEVERITY_REJECTED,
                             "団体コード「{raw}」の検査数字が合いません(候補: {extra})",
                             "6桁の団体コードを確かめてください",
                             "the check digit of \"{raw}\" is wrong; perhaps {extra}",
                             "ask the sender to check the code with 6 digits"},
    [FINDING_AMBIGUOUS_NAME] = {"R019", SEVERITY_REJECTED,
                                "団体名「{raw}」は一つに決まりません(候補: {extra})",
                                "都道府県名を付けるか、6桁の団体コードで記入してもらってください",
                                "the name \"{raw}\" alone does not say which unit: {extra}",
                                "ask the sender for the prefecture or the code with 6 digits"},
    [FINDING_UNIT_CONFLICT] = {"R020", SEVERITY_REJECTED,
                               "「{raw}」の団体コードと団体名が合いません(候補: {extra})",
                               "どちらが正しいか確かめてください",
                               "code and name in \"{raw}\" do not belong together: {extra}",
                               "ask the sender which one is right"},
    [FINDING_UNKNOWN_UNIT_FILE] =
        {"R021", SEVERITY_REJECTED, "客体名簿にない団体「{raw}」です(ファイル名によれば {extra})",
         "調査票の団体コードを確かめてください",
         "the unit \"{raw}\" is not in the frame; the name of the file says {extra}",
         "check the code in the form"},
    [FINDING_SHEET_NOT_READ] =
        {"R024", SEVERITY_REJECTED,
         "調査票のようなシートですが、回答欄の位置が分からないため、読み取っていません",
         "配布した調査票に記入し直したものを、団体ごとのファイルで再提出してもらってください",
         "the sheet looks like a form, but where its answers stand cannot be told: it was not read",
         "ask the sender to fill in the form as it was sent out, one file for each unit"},
    [FINDING_HIDDEN_UNIT] =
        {"R025", SEVERITY_REJECTED,
         "調査票に表示された団体「{raw}」が、配布時の団体と違います(表示 → 配布時: {extra})",
         "どの団体の回答か確かめ、その団体に配布した調査票で再提出してもらってください",
         "the unit \"{raw}\" on the sheet is not the one the form was made for (shown → made for: "
         "{extra})",
         "ask whose answer it is, and for the form that was made for that unit"},
    [FINDING_UNKNOWN_UNIT_SHEET] =
        {"R026", SEVERITY_REJECTED, "客体名簿にない団体「{raw}」です(シート名によれば {extra})",
         "シートの団体コードを確かめてください",
         "the unit \"{raw}\" is not in the frame; the name of the sheet says {extra}",
         "check the code on the sheet"},
    [FINDING_UNKNOWN_QUERY] =
        {"R022", SEVERITY_REJECTED,
         "照会番号「{raw}」の照会票は、この調査で出した照会と合いません(団体「{extra}」)",
         "照会番号と団体、照会票を出したデータベースを確かめてください",
         "query \"{raw}\" to unit \"{extra}\" was not sent out from this database",
         "check the number and the unit, and from which database it was sent out"},
    [FINDING_REPLACED] = {"R023", SEVERITY_REJECTED,
                          "照会番号「{raw}」で照会した回答は、その後の提出で差し替えられています",
                          "訂正は反映していません。新しい回答について照会し直してください",
                          "the answers that query \"{raw}\" asks about have been replaced since",
                          "nothing of it was applied; send out a query about the new answers"},
    [FINDING_LIMIT] = {"R030", SEVERITY_REJECTED,
                       "圧縮ファイルが安全のための上限を超えています: {extra}",
                       "分割するか、圧縮せずに再提出してもらってください",
                       "the compressed file is over a limit: {extra}",
                       "ask the sender to split it, or to send it uncompressed"},
    [FINDING_MEMBER_NAME] =
        {"R031", SEVERITY_REJECTED, "ZIP 内のファイル名「{raw}」のため開きません: {extra}",
         "調査票や CSV だけを入れて ZIP を作り直したものを再提出してもらってください",
         "the member \"{raw}\" of the ZIP file is not opened: {extra}",
         "ask the sender to make the ZIP file anew, with forms and CSV files only"},
    [FINDING_ENCRYPTED] = {"R032", SEVERITY_REJECTED,
                           "ZIP 内のファイルにパスワードが掛かっています",
                           "パスワードを掛けずに再提出してもらってください",
                           "the member of the ZIP file is locked by a password",
                           "ask the sender to send it again without a password"},
    [FINDING_OVERLAP] = {"R033", SEVERITY_REJECTED,
                         "ZIP 内のファイルが互いに重なっています(いわゆる ZIP 爆弾のおそれ)",
                         "開かずに、提出元に確かめてください",
                         "members of the ZIP file overlap, as in a ZIP bomb",
                         "do not open it; ask the sender what it is"},
    [FINDING_NESTED] = {"R034", SEVERITY_REJECTED, "ZIP の中の ZIP に、さらに ZIP が入っています",
                        "ZIP を展開し、調査票や CSV を入れ直したものを再提出してもらってください",
                        "a ZIP file in a ZIP file in a ZIP file",
                        "ask the sender to unpack it and to send the forms and CSV files"},
    [FINDING_OPTION] = {"E002", SEVERITY_ERROR, "選択肢にない値「{raw}」です",
                        "{extra} のいずれかを記入してください", "\"{raw}\" is not an option",
                        "answer with one of {extra}"},
    [FINDING_TICK] = {"E003", SEVERITY_ERROR, "○の有無を判別できない値「{raw}」です",
                      "あてはまる場合は ○、あてはまらない場合は空欄にしてください",
                      "\"{raw}\" is neither a tick nor a blank", "tick with ○ or leave blank"},
    [FINDING_NUMBER] = {"E004", SEVERITY_ERROR, "数値として読めない値「{raw}」です",
                        "数字だけを記入してください", "\"{raw}\" is not a number",
                        "answer with digits only"},
    [FINDING_RANGE] = {"E005", SEVERITY_ERROR, "範囲外の値「{raw}」です",
                       "{extra} の範囲で記入してください", "\"{raw}\" is out of range",
                       "answer within {extra}"},
    [FINDING_DECIMALS] = {"E006", SEVERITY_ERROR, "小数点以下の桁数が多すぎる値「{raw}」です",
                          "小数点以下は {extra} 桁までです", "\"{raw}\" has too many decimals",
                          "at most {extra} decimals"},
    [FINDING_EXCLUSIVE] = {"E007", SEVERITY_ERROR, "「{extra}」と他の選択肢が同時に選ばれています",
                           "どちらか一方にしてください",
                           "\"{extra}\" is ticked together with other options",
                           "keep the one or the others"},
    [FINDING_CELL_ERROR] = {"E008", SEVERITY_ERROR, "セルがエラー値「{raw}」になっています",
                            "数式ではなく値を記入してください",
                            "the cell holds the error value \"{raw}\"",
                            "type the value, not a formula"},
    [FINDING_SEVERAL] = {"E009", SEVERITY_ERROR,
                         "一つを選ぶ設問の回答「{raw}」が複数の選択肢に読めます",
                         "{extra} のうち一つだけを記入してください",
                         "\"{raw}\" may be more than one option of a question with one answer",
                         "answer with only one of {extra}"},
    [FINDING_CONTRADICTION] = {"E010", SEVERITY_ERROR,
                               "番号と選択肢の文言が合わない値「{raw}」です",
                               "{extra} のうち一つの番号だけを記入してください",
                               "the number and the label in \"{raw}\" are of different options",
                               "answer with the number only, one of {extra}"},
    [FINDING_NO_NUMBER] = {"E011", SEVERITY_ERROR, "数値の欄に「{raw}」と記入されています",
                           "ないときは 0 を記入し、分からないときは空欄にしてください",
                           "\"{raw}\" stands in place of a number",
                           "write 0 for none; leave it blank if the number is not known"},
    [FINDING_CORRECTION] = {"E012", SEVERITY_ERROR, "訂正後の回答は使えません: {extra}",
                            "調査票を再提出してもらってください",
                            "the correction cannot be used: {extra}",
                            "ask the sender for a new form"},
    [FINDING_FORMULA] = {"E014", SEVERITY_ERROR, "セルに数式があり、計算結果が保存されていません",
                         "数式ではなく値を記入してください",
                         "the cell holds a formula without its result",
                         "type the value, not a formula"},
    [FINDING_JOINED] = {"E013", SEVERITY_ERROR,
                        "複数の回答欄が一つのセルに結合されているため、値「{raw}」がどの欄の回答か"
                        "分かりません",
                        "セルの結合を解除し、欄ごとに記入してください",
                        "the cells of several answers were merged into one: whose \"{raw}\" is "
                        "cannot be told",
                        "unmerge the cells and answer in each of them"},
    [FINDING_NOT_ASKED] =
        {"W001", SEVERITY_WARNING, "回答対象外の設問に回答「{raw}」があります(対象: {extra})",
         "集計では非該当とします。前の設問の回答を確かめてください",
         "\"{raw}\" answers a question that was not asked; it is asked if {extra}",
         "counted as not asked; check the earlier answer"},
    [FINDING_TEXT_NO_TICK] = {"W002", SEVERITY_WARNING,
                              "選ばれていない選択肢に記述「{raw}」があります",
                              "選択肢に ○ を付けるか、記述を消してください",
                              "the text \"{raw}\" stands beside an option that is not ticked",
                              "tick the option or remove the text"},
    [FINDING_MISSING_COLUMN] =
        {"W003", SEVERITY_WARNING, "回答欄がありません: {extra}(無回答として扱います)",
         "調査票が古いか、列が削除されています",
         "answer cells or columns are missing: {extra}; counted as not answered",
         "the form is an older one, or columns were deleted"},
    [FINDING_BLANK] = {"W004", SEVERITY_WARNING, "回答対象の設問が無回答です{extra}",
                       "集計では無回答とします。回答を記入してもらってください",
                       "asked, but left blank{extra}",
                       "counted as not answered; ask for the answer"},
    [FINDING_OTHER_TEXT] = {"W005", SEVERITY_WARNING,
                            "「{extra}」が選ばれていますが、その内容が記入されていません",
                            "内容を記入してもらってください",
                            "\"{extra}\" is chosen, but the text beside it is blank",
                            "ask what is meant"},
    [FINDING_NO_REASON] = {"W006", SEVERITY_WARNING,
                           "照会事項 {extra} の「確認」に○がありますが、理由がありません",
                           "照会中のままとします。理由を記入してもらってください",
                           "item {extra} of the query is confirmed without a reason",
                           "it stays open; ask for the reason"},
    [FINDING_BLANK_FORM] = {"W007", SEVERITY_WARNING,
                            "調査票がすべて空欄です(無回答として扱います)",
                            "記入したものを再提出してもらってください",
                            "the form is blank; counted as not answered",
                            "ask the sender to fill it in and to send it again"},
    [FINDING_BLANK_QUERY] = {"W008", SEVERITY_WARNING,
                             "照会番号「{raw}」の照会票に記入がありません",
                             "照会中のままとします。記入したものを再提出してもらってください",
                             "query \"{raw}\" came back without any answer",
                             "it stays open; ask the sender to fill it in and to send it again"},
    [FINDING_REASON_ONLY] =
        {"W009", SEVERITY_WARNING,
         "照会事項 {extra} に理由「{raw}」がありますが、「確認」に○がなく、訂正もありません",
         "照会中のままとします。このとおりで正しいか確かめてください",
         "item {extra} of the query has a reason, \"{raw}\", but is neither confirmed nor "
         "corrected",
         "it stays open; ask whether the answer is right as it stands"},
    [FINDING_FILE_NAME] =
        {"W010", SEVERITY_WARNING,
         "ファイル名「{raw}」が調査票の団体と違います(ファイル名 → 調査票: {extra})",
         "調査票の団体の回答としました。どの団体の回答か確かめてください",
         "the file name \"{raw}\" names another unit than the form (file name → "
         "form: {extra})",
         "counted for the unit of the form; ask whose answer it is"},
    [FINDING_UNIT_BY_FILE] =
        {"W011", SEVERITY_WARNING,
         "団体「{raw}」は一つに決まらないため、ファイル名により {extra} としました",
         "団体を確かめてください",
         "\"{raw}\" alone does not say which unit; by the name of the file it "
         "is {extra}",
         "check the unit"},
    [FINDING_OVERTAKING] =
        {"W014", SEVERITY_WARNING,
         "団体「{raw}」の提出が同じ取込みに複数ありました(先のもの: {extra})",
         "後のものを採用しました。どちらが正しいか確かめてください",
         "the unit \"{raw}\" came more than once in one run; before this: {extra}",
         "the last one counts; ask which is right"},
    [FINDING_SHEET_NAME] =
        {"W012", SEVERITY_WARNING,
         "シート名「{raw}」がシートに記入された団体と違います(シート名 → 記入: {extra})",
         "記入された団体の回答としました。どの団体の回答か確かめてください",
         "the sheet name \"{raw}\" names another unit than the sheet itself (name → sheet: "
         "{extra})",
         "counted for the unit on the sheet; ask whose answer it is"},
    [FINDING_UNIT_BY_SHEET] =
        {"W013", SEVERITY_WARNING,
         "団体「{raw}」は一つに決まらないため、シート名により {extra} としました",
         "団体を確かめてください",
         "\"{raw}\" alone does not say which unit; by the name of the sheet it is {extra}",
         "check the unit"},
};

enum finding_severity finding_severity(const struct finding *finding)
{
    if (finding->code == FINDING_EDIT)
        return finding->edit->severity == EDIT_ERROR ? SEVERITY_ERROR : SEVERITY_WARNING;
    return texts[finding->code].severity;
}

const char *finding_code_text(const struct finding *finding)
{
    return finding->code == FINDING_EDIT ? finding->edit->id : texts[finding->code].code;
}

const char finding_all_rows[] = ": all rows";

/* What a reader says is a text of the catalogue, kept as it is in the source. */
static const char *extra_text(const struct finding *finding, bool japanese)
{
    bool from_reader = finding->code == FINDING_UNREADABLE || finding->code == FINDING_KIND ||
                       finding->code == FINDING_LIMIT || finding->code == FINDING_MEMBER_NAME ||
                       finding->code == FINDING_CORRECTION;
    if (finding->extra == finding_all_rows && japanese)
        return ": すべての行";
    return from_reader && japanese ? catalogue_japanese(finding->extra) : finding->extra;
}

static const char *filled(struct arena *arena, const char *text, const char *raw, const char *extra)
{
    struct str result = {0};
    for (const char *at = text; *at;) {
        if (strncmp(at, "{raw}", 5) == 0) {
            str_append(&result, raw);
            at += 5;
        } else if (strncmp(at, "{extra}", 7) == 0) {
            str_append(&result, extra);
            at += 7;
        } else {
            str_append_char(&result, *at++);
        }
    }
    char *copy = arena_copy(arena, str_text(&result), result.length);
    str_release(&result);
    return copy;
}

const char *finding_message(struct arena *arena, const struct finding *finding, bool japanese)
{
    if (finding->code == FINDING_EDIT)
        return finding->edit->message;
    const struct finding_text *text = &texts[finding->code];
    const char *extra = finding->cause ? finding_message(arena, finding->cause, japanese)
                                       : extra_text(finding, japanese);
    return filled(arena, japanese ? text->ja : text->en, finding->raw, extra);
}

const char *finding_hint(struct arena *arena, const struct finding *finding, bool japanese)
{
    if (finding->code == FINDING_EDIT)
        return japanese ? "回答を確かめてください" : "check the answers";
    if (finding->cause)
        return finding_hint(arena, finding->cause, japanese);
    const struct finding_text *text = &texts[finding->code];
    return filled(arena, japanese ? text->ja_hint : text->en_hint, finding->raw,
                  extra_text(finding, japanese));
}
