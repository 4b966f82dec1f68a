/* Elements are made here and nowhere else: text goes in as text. */

function element(name, attributes, ...children) {
  const made = document.createElement(name);
  Object.entries(attributes || {}).forEach(([key, value]) => {
    if (value === true) made.setAttribute(key, '');
    else if (value !== false && value !== undefined) made.setAttribute(key, value);
  });
  made.append(...children);
  return made;
}

function byId(id) {
  return document.getElementById(id);
}

function fill(parent, ...children) {
  parent.replaceChildren(...children);
}

/* Options of a select: [{value, label}], the chosen one if it is among them, else the first. */
function fillSelect(select, options, chosen) {
  fill(select, ...options.map(option => element('option', {value: option.value}, option.label)));
  const known = options.some(option => option.value === chosen);
  select.value = known ? chosen : options.length > 0 ? options[0].value : '';
  return select.value;
}

/* The caption stays in sight when a wide table is moved sideways. */
function makeCaption(text) {
  return element('caption', {}, element('span', {class: 'in-sight'}, text));
}

/* A table: columns [{label, number}], rows of texts; the first text of a row is its header. */
function makeTable(caption, columns, rows) {
  const head = element('tr', {}, ...columns.map(column =>
    element('th', {scope: 'col', class: column.number ? 'number' : false}, column.label)));
  const body = rows.map(row => element('tr', {}, ...row.map((text, index) =>
    index === 0 ? element('th', {scope: 'row'}, text)
                : element('td', {class: columns[index].number ? 'number' : false}, text))));
  return element('table', {}, makeCaption(caption), element('thead', {}, head),
                 element('tbody', {}, ...body));
}
