/*
 * Findings: what is wrong with people's answers, with a stable code, the place, the value as typed,
 * the reason and the remedy. R rejects the submission, E makes the answer INVALID, W keeps it and
 * asks. The texts of all codes stand in one table in finding.c; edits of the codebook bring their
 * own code and text.
 */
#ifndef RENKEI_INGEST_FINDING_H
#define RENKEI_INGEST_FINDING_H

#include "common/arena.h"
#include "common/codebook.h"

#include <stdbool.h>

enum finding_code {
    FINDING_NONE,
    FINDING_UNREADABLE,        /* R001; extra: the reader's reason, marked with N_() */
    FINDING_KIND,              /* R002; extra: what the file is, marked with N_() */
    FINDING_NO_FORM,           /* R003: an Excel file without the hidden sheet */
    FINDING_OTHER_SURVEY,      /* R004; raw: its survey; extra: this survey */
    FINDING_UNKNOWN_FORM,      /* R005; raw: the form's id */
    FINDING_UNKNOWN_UNIT,      /* R006; raw: the unit */
    FINDING_AMBIGUOUS_UNIT,    /* R007; raw: the unit; extra: the candidates */
    FINDING_HEADER,            /* R008; extra: the columns no form has */
    FINDING_AMBIGUOUS_HEADER,  /* R009; extra: the forms that fit */
    FINDING_FIELD_COUNT,       /* R010; raw: found; extra: expected */
    FINDING_UNIT_TWICE,        /* R011; raw: the unit; extra: the lines or sheets */
    FINDING_ENCODING,          /* R012: not text in the stated or any known encoding */
    FINDING_AREA_CODE,         /* R013: a county (郡); extra: its name and units */
    FINDING_WARD,              /* R014: a ward of a designated city; extra: the city */
    FINDING_PREFECTURE_CODE,   /* R015: a prefecture where municipalities answer; extra: which */
    FINDING_MUNICIPALITY_CODE, /* R016: a municipality where prefectures answer; extra: whose */
    FINDING_INSURER_NUMBER, /* R017: a 介護保険者番号; extra: the unit with these digits */
    FINDING_CHECK_DIGIT,    /* R018: a wrong check digit; extra: the unit with these digits */
    FINDING_AMBIGUOUS_NAME, /* R019; extra: the units of this name */
    FINDING_UNIT_CONFLICT,  /* R020: code and name differ; extra: the units of both */
    FINDING_UNKNOWN_UNIT_FILE,  /* R021: as R006; extra: what the name of the file says */
    FINDING_UNKNOWN_QUERY,      /* R022; raw: its number; extra: the unit it names */
    FINDING_REPLACED,           /* R023; raw: the number of the query */
    FINDING_SHEET_NOT_READ,     /* R024: a sheet that looks like a form, without usable places */
    FINDING_HIDDEN_UNIT,        /* R025; raw: the unit as shown; extra: it, and the hidden one */
    FINDING_UNKNOWN_UNIT_SHEET, /* R026: as R006; extra: what the name of the sheet says */
    FINDING_LIMIT,              /* R030; extra: the limit of an archive, marked with N_() */
    FINDING_MEMBER_NAME, /* R031; raw: the name in a ZIP; extra: what is wrong, marked with N_() */
    FINDING_ENCRYPTED,   /* R032: a member of a ZIP with a password */
    FINDING_OVERLAP,     /* R033: a ZIP whose members overlap */
    FINDING_NESTED,      /* R034: a ZIP in a ZIP in a ZIP */
    FINDING_OPTION,      /* E002; extra: the options there are */
    FINDING_TICK,        /* E003 */
    FINDING_NUMBER,      /* E004 */
    FINDING_RANGE,       /* E005; extra: the range */
    FINDING_DECIMALS,    /* E006; extra: how many are allowed */
    FINDING_EXCLUSIVE,   /* E007; extra: the exclusive option */
    FINDING_CELL_ERROR,  /* E008: #REF! and its like */
    FINDING_SEVERAL,     /* E009; extra: the options there are */
    FINDING_CONTRADICTION,  /* E010; extra: the options there are */
    FINDING_NO_NUMBER,      /* E011: なし, -, 未定 */
    FINDING_CORRECTION,     /* E012; cause: what is wrong with it, or extra, marked with N_() */
    FINDING_FORMULA,        /* E014: a formula without its result */
    FINDING_JOINED,         /* E013: cells of several answers were merged into one */
    FINDING_NOT_ASKED,      /* W001; extra: the base */
    FINDING_TEXT_NO_TICK,   /* W002: text beside an option that is not ticked */
    FINDING_MISSING_COLUMN, /* W003; extra: the columns that are not there */
    FINDING_BLANK,          /* W004: asked; extra: of a grid its blank rows, see below */
    FINDING_OTHER_TEXT,   /* W005: an option with a text is chosen, the text blank; extra: which */
    FINDING_NO_REASON,    /* W006; extra: the item of the query that is confirmed */
    FINDING_BLANK_FORM,   /* W007: nothing is answered at all */
    FINDING_BLANK_QUERY,  /* W008; raw: its number */
    FINDING_REASON_ONLY,  /* W009; raw: the reason; extra: the item of the query */
    FINDING_FILE_NAME,    /* W010; raw: the file's name; extra: its units → the form's unit */
    FINDING_UNIT_BY_FILE, /* W011; raw: what leaves several open; extra: the one in the name */
    FINDING_SHEET_NAME, /* W012; raw: the sheet's name; extra: its units → the unit on the sheet */
    FINDING_UNIT_BY_SHEET, /* W013; raw: what leaves several open; extra: the one in the name */
    FINDING_OVERTAKING, /* W014; raw: the unit; extra: its files that came before in the same run */
    FINDING_EDIT,       /* the edit's own id */
};

/* The extra text of FINDING_BLANK is ": " and the labels of the rows, "" without rows; this one if
 * all rows of a grid are blank. */
extern const char finding_all_rows[];

enum finding_severity { SEVERITY_WARNING, SEVERITY_ERROR, SEVERITY_REJECTED };

struct finding {
    enum finding_code code;
    const struct edit *edit;     /* FINDING_EDIT */
    const struct column *column; /* NULL: the submission as a whole */
    const struct finding *cause; /* FINDING_CORRECTION: as if it stood in a form; else NULL */
    const char *raw;             /* as typed; "" if there is nothing to show */
    const char *extra;           /* see above; "" if none */
    const char *sheet;           /* "" in a CSV */
    const char *cell;            /* "" in a CSV */
};

enum finding_severity finding_severity(const struct finding *finding);
const char *finding_code_text(const struct finding *finding); /* "E002" */

/* Message and hint in Japanese (as stored) or English; in the arena or static. */
const char *finding_message(struct arena *arena, const struct finding *finding, bool japanese);
const char *finding_hint(struct arena *arena, const struct finding *finding, bool japanese);

#endif
