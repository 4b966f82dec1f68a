// Fills in forms with SheetJS: fill_sheetjs.js PLAN.json FORMS-FOLDER OUT-FOLDER shared|plain
// shared: with a table of strings, compressed; plain: as it does without options. The community
// edition keeps names, merged cells and the hidden sheet; it drops colours, fonts, protection and
// drop-downs, and has no rich text to write: the plain text is typed.
'use strict';
const fs = require('fs');
const path = require('path');
const XLSX = require('xlsx');

const TYPES = {string: 's', number: 'n', boolean: 'b'};

function typed(answer) {
  const cell = {t: TYPES[typeof answer.value], v: answer.value};
  if (answer.kind === 'formula') cell.f = answer.formula;
  return cell;
}

function fill(form, answers, out, options) {
  const book = XLSX.readFile(form);
  const places = new Map(book.Workbook.Names.map((name) => [name.Name, name.Ref]));
  for (const answer of answers) {
    const [, sheet, cell] = /^'?(.*?)'?!(.*)$/.exec(places.get(answer.name));
    book.Sheets[sheet][cell.replace(/\$/g, '')] = typed(answer);
  }
  XLSX.writeFile(book, out, options);
}

function main() {
  const [plan, forms, out, strings] = process.argv.slice(2);
  const options = strings === 'shared' ? {bookSST: true, compression: true} : {};
  fs.mkdirSync(out, {recursive: true});
  for (const {form, unit, answers} of JSON.parse(fs.readFileSync(plan, 'utf8'))) {
    const folder = path.join(forms, form);
    const name = fs.readdirSync(folder).find((file) => file.startsWith(unit + '-'));
    fill(path.join(folder, name), answers, path.join(out, name), options);
  }
}

main();
