/* One area beside the larger one it belongs to and the nation, question by question. */

/* Points from the nation at which a row is marked, in tenths: as in the workbooks. */
const MARK_LIGHT = 50, MARK_DARK = 100;

function markOf(points) {
  if (points === NONE || Math.abs(points) < MARK_LIGHT) return '';
  return (points > 0 ? 'up' : 'down') + (Math.abs(points) < MARK_DARK ? '5' : '10');
}

/* The lines compared: {own, larger, nation}; larger is NONE where there is none. */
function areaLines(form, index) {
  const larger = form.map.parents === undefined ? -1 : form.map.parents[index];
  return {own: form.firstLine[form.map.banner] + index,
          larger: larger < 0 ? NONE : form.firstLine[form.map.parent] + larger,
          nation: totalLine(form)};
}

function areaColumns(form, index) {
  const lines = areaLines(form, index), own = form.banners[form.map.banner].classes[index][1];
  const columns = [{label: '選択肢'}, {label: own + ' n', number: true},
                   {label: own + ' 回答数', number: true}, {label: own + ' ％', number: true}];
  if (lines.larger !== NONE) {
    const above = form.banners[form.map.parent].classes[form.map.parents[index]][1];
    columns.push({label: above + ' ％', number: true});
  }
  if (lines.nation !== NONE)
    columns.push({label: totalName(form) + ' ％', number: true},
                 {label: totalName(form) + 'との差（ポイント）', number: true});
  return columns;
}

function areaRow(form, question, item, answer, lines) {
  const share = line => shareOf(form, item, line, answer, question), own = share(lines.own);
  const texts = [answer.label, wholeText(own.base) + (own.base < SMALL_BASE ? '*' : ''),
                 wholeText(own.count), percentText(own)];
  if (lines.larger !== NONE) texts.push(percentText(share(lines.larger)));
  let points = NONE;
  if (lines.nation !== NONE) {
    points = differenceTenths(own, share(lines.nation));
    texts.push(percentText(share(lines.nation)), pointsText(points));
  }
  return {texts: texts, points: points};
}

function makeAreaRow(columns, row) {
  return element('tr', {class: markOf(row.points) || false}, ...row.texts.map((text, column) =>
    element(column === 0 ? 'th' : 'td', {scope: column === 0 ? 'row' : false,
            class: columns[column].number ? 'number' : false}, text)));
}

/* A body per item: its heading, then a row per answer. */
function areaGroup(form, question, row, columns, lines, only) {
  const item = itemOf(question, row);
  const compared = Object.values(lines).filter(line => line !== NONE);
  const rows = shownAnswers(form, question, [item], compared)
    .map(answer => areaRow(form, question, item, answer, lines))
    .filter(one => !only || markOf(one.points) !== '');
  if (rows.length === 0) return [];
  const label = questionLabel(question) +
    (question.rows.length > 0 ? '：' + question.rows[row][1] : '');
  return [element('tbody', {'data-item': item},
    element('tr', {class: 'group'}, element('th', {scope: 'rowgroup', colspan: columns.length},
                                            element('span', {class: 'in-sight'}, label))),
    ...rows.map(one => makeAreaRow(columns, one)))];
}

function drawArea(place, form, index, only) {
  const columns = areaColumns(form, index), lines = areaLines(form, index);
  const groups = form.questions.filter(question => question.type !== 'number').flatMap(question =>
    (question.rows.length > 0 ? question.rows : [NONE]).flatMap((ignored, row) =>
      areaGroup(form, question, row, columns, lines, only)));
  const name = form.banners[form.map.banner].classes[index][1];
  fill(place, element('table', {}, makeCaption(name + '（' + form.title + '）'),
    element('thead', {}, element('tr', {}, ...columns.map(column =>
      element('th', {scope: 'col', class: column.number ? 'number' : false}, column.label)))),
    ...groups));
  return place.querySelectorAll('tbody tr:not(.group)').length;
}
