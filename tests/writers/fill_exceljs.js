// Fills in forms with ExcelJS: fill_exceljs.js PLAN.json FORMS-FOLDER OUT-FOLDER whole|stream
// whole: the form is read, filled in and written, with shared strings. stream: its cells are handed
// row by row to the streaming writer, with inline strings, as servers do.
'use strict';
const fs = require('fs');
const path = require('path');
const ExcelJS = require('exceljs');

function typed(answer) {
  switch (answer.kind) {
  case 'rich':
    return {richText: answer.runs.map((text, i) => (i % 2 ? {font: {bold: true}, text} : {text}))};
  case 'formula':
    return {formula: answer.formula, result: answer.value};
  default:
    return answer.value;
  }
}

async function filled(form, answers) {
  const book = new ExcelJS.Workbook();
  await book.xlsx.readFile(form);
  for (const answer of answers) {
    const [place] = book.definedNames.getRanges(answer.name).ranges;
    const [, sheet, cell] = /^'?(.*?)'?!(.*)$/.exec(place);
    book.getWorksheet(sheet).getCell(cell.replace(/\$/g, '')).value = typed(answer);
  }
  return book;
}

// The getter of a formula's value leaves out a result of 0.
function value(cell) {
  return cell.formula ? {formula: cell.formula, result: cell.result} : cell.value;
}

async function stream(book, filename) {
  const writer = new ExcelJS.stream.xlsx.WorkbookWriter({filename, useSharedStrings: false});
  writer.definedNames.model = book.definedNames.model;
  for (const sheet of book.worksheets) {
    const copy = writer.addWorksheet(sheet.name, {state: sheet.state});
    sheet.eachRow((row, number) => {
      const line = copy.getRow(number);
      row.eachCell((cell, column) => {
        // a cell that is merged into another shows the value of that one
        if (cell.master === cell) line.getCell(column).value = value(cell);
      });
      line.commit();
    });
    copy.commit();
  }
  await writer.commit();
}

async function main() {
  const [plan, forms, out, way] = process.argv.slice(2);
  fs.mkdirSync(out, {recursive: true});
  for (const {form, unit, answers} of JSON.parse(fs.readFileSync(plan, 'utf8'))) {
    const folder = path.join(forms, form);
    const name = fs.readdirSync(folder).find((file) => file.startsWith(unit + '-'));
    const book = await filled(path.join(folder, name), answers);
    if (way === 'stream') await stream(book, path.join(out, name));
    else await book.xlsx.writeFile(path.join(out, name));
  }
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
