/*
 * The table of a question by the classes of a banner: the total first, then what the filters leave,
 * in the order of the codes or of the column that was chosen.
 */

/* More columns than this are printed across the page. */
const WIDE_FROM = 10;
/* Longer names get room, or they would stand a letter a line. */
const LONG_LABEL = 10;

/* Columns: {label, number, text(line), order(line)}. */
function tableColumns(form, question, item, shown, lines) {
  const base = question.type === 'number' ? measureColumns(form, item)
                                          : answerColumns(form, question, item, shown, lines);
  return [{label: 'コード', text: row => row.key, order: row => row.index},
          {label: '区分', text: row => row.label, order: row => row.index, header: true},
          ...base];
}

function measureColumns(form, item) {
  const statistics = form.items[item].s;
  const whole = (label, position) => ({label: label, number: true,
    text: row => wholeText(statistics[row.line][position]),
    order: row => statistics[row.line][position]});
  const measure = (label, index) => ({label: label, number: true,
    text: row => statistics[row.line][2 + index] || '－',
    order: row => statistics[row.line][2 + index] === '' ? -Infinity
                                                         : Number(statistics[row.line][2 + index])});
  return [whole('回答数', 0), whole('無回答・不明', 1)].concat(MEASURES.map(measure));
}

function answerColumns(form, question, item, shown, lines) {
  const columns = [{label: 'n', number: true,
    text: row => wholeText(form.items[item].b[row.line]) +
                 (form.items[item].b[row.line] < SMALL_BASE ? '*' : ''),
    order: row => form.items[item].b[row.line]}];
  shownAnswers(form, question, [item], lines).forEach(answer => {
    const share = row => shareOf(form, item, row.line, answer, question);
    if (shown !== 'percent')
      columns.push({label: answer.label + (shown === 'both' ? ' 回答数' : ''), number: true,
        text: row => wholeText(share(row).count), order: row => share(row).count});
    if (shown !== 'count')
      columns.push({label: answer.label + ' ％', number: true, text: row => percentText(share(row)),
        order: row => share(row).base === 0 ? -1 : share(row).count / share(row).base});
  });
  return columns;
}

/* {rows, total}: those that pass the filters, and how many there are. */
function filterRows(form, banner, item, filters) {
  const all = classesOf(form, banner);
  const areas = form.map !== undefined && form.map.banner === banner ? form.map.parents : undefined;
  const n = row => form.items[item].b ? form.items[item].b[row.line] : form.items[item].s[row.line][0];
  const wanted = filters.text.normalize('NFKC').trim();
  const rows = all.filter(row =>
    (wanted === '' || (row.key + ' ' + row.label).normalize('NFKC').includes(wanted)) &&
    (filters.larger === '' || areas === undefined || String(areas[row.index]) === filters.larger) &&
    n(row) >= filters.smallest);
  return {rows: rows, total: all.length};
}

function sortRows(rows, columns, sort) {
  const column = columns[sort.column];
  if (column === undefined) return rows;
  const sign = sort.descending ? -1 : 1;
  return rows.slice().sort((a, b) => {
    const left = column.order(a), right = column.order(b);
    return (left === right ? 0 : left < right ? -sign : sign) || a.index - b.index;
  });
}

function makeHeader(column, index, sort, onSort) {
  const chosen = sort.column === index;
  const state = !chosen ? 'none' : sort.descending ? 'descending' : 'ascending';
  const button = element('button', {type: 'button', class: 'sort', 'data-column': index},
    column.label, element('span', {'aria-hidden': 'true'},
                          !chosen ? '' : sort.descending ? ' ▼' : ' ▲'));
  button.addEventListener('click', () => onSort(index));
  const look = (column.number ? 'number' : '') + (column.label.length > LONG_LABEL ? ' long' : '');
  return element('th', {scope: 'col', 'aria-sort': state, class: look || false}, button);
}

function makeRow(columns, row, isTotal) {
  return element('tr', {class: isTotal ? 'total' : false, 'data-key': row.key}, ...columns.map(column =>
    element(column.header ? 'th' : 'td',
            {scope: column.header ? 'row' : false, class: column.number ? 'number' : false},
            column.text(row))));
}

/* Draws the table; returns how many rows of how many it shows. */
function drawTable(place, form, question, item, choice, onSort) {
  const {rows, total} = filterRows(form, choice.banner, item, choice.filters);
  const all = form.total === undefined ? [] : classesOf(form, form.total);
  const lines = all.concat(classesOf(form, choice.banner)).map(row => row.line);
  const columns = tableColumns(form, question, item, choice.shown, lines);
  const head = element('tr', {}, ...columns.map((column, index) =>
    makeHeader(column, index, choice.sort, onSort)));
  const totals = choice.banner === form.total ? [] : all;
  const caption = questionLabel(question) + '：' + form.banners[choice.banner].label;
  const wide = columns.length > WIDE_FROM;
  fill(place, element('table', {class: wide ? 'wide' : false}, makeCaption(caption),
    element('thead', {}, head),
    element('tbody', {}, ...totals.map(row => makeRow(columns, row, true)),
            ...sortRows(rows, columns, choice.sort).map(row => makeRow(columns, row, false)))));
  return {shown: rows.length, total: total};
}
