# What R's readxl reads in workbooks; a warning of it is an error.
# usage: Rscript read_readxl.R NAME=WORKBOOK... >CANONICAL
options(warn = 2, encoding = "UTF-8")

letters_of <- function(column) {
    text <- ""
    while (column > 0) {
        text <- paste0(LETTERS[(column - 1) %% 26 + 1], text)
        column <- (column - 1) %/% 26
    }
    text
}

quoted <- function(text) paste0('"', gsub('"', '""', enc2utf8(text), fixed = TRUE), '"')

# The shortest decimals that are the same doubles.
decimals <- function(numbers) {
    text <- character(length(numbers))
    left <- seq_along(numbers)
    for (digits in 15:17) {
        text[left] <- trimws(formatC(numbers[left], digits = digits, format = "g"))
        left <- left[as.numeric(text[left]) != numbers[left]]
        if (length(left) == 0) break
    }
    text
}

put_column <- function(name, sheet, column, cells) {
    rows <- which(vapply(cells, function(cell) length(cell) == 1 && !is.na(cell), TRUE))
    if (length(rows) == 0) return(invisible())
    cells <- cells[rows]
    numeric <- vapply(cells, is.numeric, TRUE)
    text <- character(length(cells))
    text[numeric] <- decimals(as.numeric(unlist(cells[numeric])))
    text[!numeric] <- vapply(cells[!numeric], as.character, "")
    lines <- paste(quoted(name), quoted(sheet), quoted(paste0(letters_of(column), rows)),
        ifelse(numeric, "n", "t"), quoted(text), sep = ",")
    writeLines(lines[text != ""], useBytes = TRUE)
}

put_sheet <- function(name, path, sheet) {
    # from A1 on: without a range it would start at the first cell that is not empty
    table <- readxl::read_excel(path, sheet, readxl::cell_limits(c(1, 1), c(NA, NA)), col_names = FALSE,
        col_types = "list", trim_ws = FALSE, .name_repair = "minimal")
    for (column in seq_along(table)) put_column(name, sheet, column, table[[column]])
}

writeLines("file,sheet,cell,kind,value")
for (argument in commandArgs(trailingOnly = TRUE)) {
    equals <- regexpr("=", argument, fixed = TRUE)
    name <- substr(argument, 1, equals - 1)
    path <- substr(argument, equals + 1, nchar(argument))
    for (sheet in readxl::excel_sheets(path)) put_sheet(name, path, sheet)
}
