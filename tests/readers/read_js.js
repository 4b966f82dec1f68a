// What ExcelJS or SheetJS reads in workbooks; what they write to the console is an error.
// usage: node read_js.js exceljs|sheetjs NAME=WORKBOOK… >CANONICAL
'use strict';
const fs = require('fs');

const out = ['file,sheet,cell,kind,value'];
const quoted = text => '"' + text.replaceAll('"', '""') + '"';
for (const method of ['log', 'warn', 'error'])
    console[method] = (...words) => { throw new Error('it said: ' + words.join(' ')); };

function put(file, sheet, cell, value) {
    if (value === null || value === undefined || value === '') return;
    const kind = typeof value === 'number' ? 'n' : 't';
    out.push([file, sheet, cell, kind, String(value)].map(quoted).join(','));
}

// A link is {text, hyperlink}, styled text {richText: […]}.
const plain = value => value === null || typeof value !== 'object' ? value
    : value.richText ? value.richText.map(run => run.text).join('') : plain(value.text);

async function readExcelJs(name, path) {
    const workbook = new (require('exceljs').Workbook)();
    await workbook.xlsx.readFile(path);
    workbook.eachSheet(sheet => sheet.eachRow(row => row.eachCell(cell => {
        if (cell.master === cell) put(name, sheet.name, cell.address, plain(cell.value));
    })));
}

async function readSheetJs(name, path) {
    const workbook = require('xlsx').read(fs.readFileSync(path), {cellText: false, WTF: true});
    for (const sheet of workbook.SheetNames)
        for (const [at, cell] of Object.entries(workbook.Sheets[sheet]))
            if (!at.startsWith('!')) put(name, sheet, at, cell.v);
}

async function main() {
    const read = {exceljs: readExcelJs, sheetjs: readSheetJs}[process.argv[2]];
    for (const argument of process.argv.slice(3)) {
        const equals = argument.indexOf('=');
        await read(argument.slice(0, equals), argument.slice(equals + 1));
    }
    fs.writeSync(1, out.join('\n') + '\n');
}

main().catch(error => { fs.writeSync(2, error.stack + '\n'); process.exit(1); });
