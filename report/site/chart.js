/*
 * Charts as SVG, with scales, stacks and axes of D3: a bar of 100 % per case for single answers,
 * sorted bars for multiple ones. Each is drawn for the width at hand and stands above a table that
 * says the same.
 */

const DARK = '#5f98d2', LIGHT = '#f2f6fb', INK = '#1a1a1a', LINE = '#404040';
const BAR = 30, LABEL_LINE = 18, GAP = 12, AXIS = 28, MARGIN = 20, FONT = 13;
/* A label needs this many pixels: five half-width digits and some air. */
const LABEL_ROOM = 36;

const SVG = 'http://www.w3.org/2000/svg';

/* Between dark and light, every second one hatched: neighbours differ in grey and in print too. */
function optionColor(index, count) {
  return d3.scaleLinear().domain([0, Math.max(count - 1, 1)]).range([DARK, LIGHT])(index);
}

/* The fill of an answer; its pattern is made when it is first asked for. */
function fillOf(question, answer) {
  const count = question.options.length;
  if (answer.subtotal) return DARK;
  const index = answer.options[0];
  if (index < count && index % 2 === 0) return optionColor(index, count);
  const id = 'fill-' + count + '-' + index;
  if (byId(id) === null) addPattern(id, index, count);
  return 'url(#' + id + ')';
}

/* Hatched options; 無回答 dotted on grey, 不明 with crosses: never like an option. */
function addPattern(id, index, count) {
  const empty = index >= count, ground = empty ? '#e2e2e2' : optionColor(index, count);
  const pattern = d3.select('#patterns').append('pattern').attr('id', id)
    .attr('width', 8).attr('height', 8).attr('patternUnits', 'userSpaceOnUse')
    .attr('patternTransform', 'rotate(45)');
  const bar = (width, height) => pattern.append('rect').attr('width', width).attr('height', height);
  bar(8, 8).attr('fill', ground);
  if (!empty) bar(1, 8).attr('fill', d3.interpolateRgb(ground, LINE)(0.25));
  else if (index === count) bar(3, 3).attr('fill', '#7a7a7a');
  else [bar(1, 8), bar(8, 1)].forEach(line => line.attr('fill', '#5a5a5a'));
}

function textWidth(text) {
  return Array.from(text).reduce((sum, character) =>
    sum + (character.charCodeAt(0) < 0x2000 ? FONT * 0.6 : FONT), 0);
}

/* A text cut into lines of at most `room` pixels; `tail` stays whole. */
function wrapText(text, room, tail = '') {
  const lines = [''];
  for (const character of text) {
    if (textWidth(lines[lines.length - 1] + character) > room) lines.push('');
    lines[lines.length - 1] += character;
  }
  if (textWidth(lines[lines.length - 1] + tail) > room) lines.push('');
  lines[lines.length - 1] += tail;
  return lines;
}

/* ---- What is drawn ---- */

/* A case per row of the question and class of the banner. */
function plotOf(form, question, banner) {
  const rows = question.rows.length > 0 ? question.rows : [['', '']];
  const classes = classesOf(form, banner);
  const cases = rows.flatMap(([, label], row) => classes.map(({line, label: className}) => ({
    item: itemOf(question, row), line: line,
    label: banner !== form.total ? [label, className].filter(Boolean).join('・')
                                 : label || className,
  })));
  const answers = shownAnswers(form, question, cases.map(one => one.item), classes.map(c => c.line))
    .filter(answer => !answer.subtotal);
  cases.forEach(one => {
    one.shares = answers.map(answer => shareOf(form, one.item, one.line, answer, question));
    one.base = one.shares[0].base;
  });
  return {question: question, answers: answers, cases: cases};
}

function caseLines(one, width) {
  const n = '（n=' + wholeText(one.base) + (one.base < SMALL_BASE ? '*' : '') + '）';
  return wrapText(one.label, width - 2 * MARGIN, n);
}

/* ---- Bars of 100 % ---- */

function drawStacked(svg, plot, width) {
  const x = d3.scaleLinear().domain([0, 100]).range([MARGIN, width - MARGIN]);
  const keys = plot.answers.map((answer, index) => index);
  const stack = d3.stack().keys(keys)
    .value((one, key) => one.base === 0 ? 0 : one.shares[key].count * 100 / one.base)(plot.cases);
  let y = 0;
  const tops = plot.cases.map(one => {
    const lines = caseLines(one, width);
    drawLines(svg, lines, MARGIN, y);
    const top = y + lines.length * LABEL_LINE + 4;
    y = top + BAR + GAP;
    return top;
  });
  stack.forEach((series, key) => series.forEach((segment, index) =>
    drawSegment(svg, plot, {answer: key, one: index, from: x(segment[0]), to: x(segment[1]),
                            top: tops[index]})));
  return drawAxis(svg, x, y);
}

function drawLines(svg, lines, left, top) {
  lines.forEach((line, index) => svg.append('text').attr('x', left)
    .attr('y', top + (index + 1) * LABEL_LINE - 4).text(line));
}

function drawSegment(svg, plot, place) {
  const share = plot.cases[place.one].shares[place.answer], room = place.to - place.from;
  if (share.count === 0) return;
  const answer = plot.answers[place.answer];
  const group = svg.append('g').attr('class', 'segment').attr('data-answer', answer.code)
    .attr('data-count', share.count).attr('data-base', share.base);
  group.append('rect').attr('x', place.from).attr('y', place.top).attr('width', room)
    .attr('height', BAR).attr('fill', fillOf(plot.question, answer)).attr('stroke', LINE)
    .attr('stroke-width', 0.75);
  group.append('title').text(answer.label + ' ' + percentText(share) + '％（' +
                             wholeText(share.count) + '）');
  if (room >= LABEL_ROOM)
    drawValue(group, (place.from + place.to) / 2, place.top + BAR / 2, percentText(share));
}

/* Digits on a ground of their own: a hatching must not run through them. */
function drawValue(group, x, y, text) {
  const width = text.length * 7.4 + 4;
  group.append('rect').attr('class', 'ground').attr('x', x - width / 2).attr('y', y - 9)
    .attr('width', width).attr('height', 18).attr('rx', 3);
  group.append('text').attr('class', 'value').attr('x', x).attr('y', y + 5)
    .attr('text-anchor', 'middle').text(text);
}

function drawAxis(svg, x, top) {
  const axis = d3.axisBottom(x).ticks(5).tickFormat(value => value + '％').tickSizeOuter(0);
  svg.append('g').attr('class', 'axis').attr('transform', 'translate(0,' + top + ')').call(axis);
  return top + AXIS;
}

/* ---- Sorted bars ---- */

/* The largest first, ties by code; exclusive options and the kinds of empty last. */
function sortedAnswers(plot, one) {
  const group = answer => Number.isNaN(Number(answer.code)) ? 2 : answer.exclusive ? 1 : 0;
  const order = plot.answers.map((answer, index) => index);
  order.sort((a, b) => group(plot.answers[a]) - group(plot.answers[b]) ||
    (group(plot.answers[a]) === 2 ? 0 : one.shares[b].count - one.shares[a].count) || a - b);
  return order;
}

function drawBars(svg, plot, width) {
  const x = d3.scaleLinear().domain([0, 100]).range([MARGIN, width - MARGIN - LABEL_ROOM]);
  let y = 0;
  plot.cases.forEach(one => {
    const lines = caseLines(one, width);
    drawLines(svg, lines, MARGIN, y);
    y += lines.length * LABEL_LINE + 6;
    sortedAnswers(plot, one).forEach(index => {
      y = drawBar(svg, plot, {x: x, top: y, width: width, share: one.shares[index],
                              answer: plot.answers[index]});
    });
    y += GAP;
  });
  return drawAxis(svg, x, y);
}

function drawBar(svg, plot, bar) {
  const lines = wrapText(bar.answer.label, bar.width - 2 * MARGIN);
  drawLines(svg, lines, MARGIN, bar.top);
  const top = bar.top + lines.length * LABEL_LINE + 2, height = BAR / 2;
  const share = bar.share, end = bar.x(share.base === 0 ? 0 : share.count * 100 / share.base);
  const group = svg.append('g').attr('class', 'segment').attr('data-answer', bar.answer.code)
    .attr('data-count', share.count).attr('data-base', share.base);
  const empty = bar.answer.options[0] >= plot.question.options.length;
  group.append('rect').attr('x', MARGIN).attr('y', top).attr('width', end - MARGIN)
    .attr('height', height).attr('fill', empty ? fillOf(plot.question, bar.answer) : DARK)
    .attr('stroke', LINE).attr('stroke-width', 0.75);
  group.append('text').attr('class', 'value').attr('x', end + 5).attr('y', top + height - 3)
    .text(percentText(share));
  return top + height + 8;
}

/* ---- A chart with its legend and its table ---- */

function makeLegend(plot) {
  return element('ul', {class: 'legend'}, ...plot.answers.map(answer => {
    const swatch = d3.create('svg').attr('width', 22).attr('height', 16).attr('aria-hidden', 'true');
    swatch.append('rect').attr('x', 1).attr('y', 1).attr('width', 20).attr('height', 14)
      .attr('fill', fillOf(plot.question, answer)).attr('stroke', LINE);
    return element('li', {}, swatch.node(), ' ' + answer.label);
  }));
}

/* A line per bar or segment: fits a phone and paper however many answers there are. */
function makePlotTable(plot, title) {
  const columns = [{label: '区分'}, {label: '選択肢'}, {label: 'n', number: true},
                   {label: '回答数', number: true}, {label: '％', number: true}];
  const rows = plot.cases.flatMap(one => plot.answers.map((answer, index) =>
    [one.label, answer.label, wholeText(one.base), wholeText(one.shares[index].count),
     percentText(one.shares[index])]));
  return makeTable(title, columns, rows);
}

/* Draws into the chart's own place; called again when the width changes. */
function drawChart(place, plot, title, room) {
  const width = Math.max(280, Math.min(room, 1120));
  const svg = d3.create('svg').attr('role', 'img').attr('width', width)
    .attr('aria-label', title + '。数値は下の表にあります。').attr('font-size', FONT);
  const single = plot.question.type === 'single';
  const height = (single ? drawStacked : drawBars)(svg, plot, width);
  svg.attr('height', height).attr('viewBox', '0 0 ' + width + ' ' + height);
  fill(place, svg.node());
}

/* A figure with caption, chart, legend and table; `id` names it for links and tests. */
function makeFigure(id, title, form, question, banner) {
  const plot = plotOf(form, question, banner);
  const place = element('div', {class: 'chart'});
  const figure = element('figure', {id: id},
    element('figcaption', {}, title), place,
    question.type === 'single' ? makeLegend(plot) : '',
    element('details', {}, element('summary', {}, '数値を表で見る'),
            element('div', {class: 'scroll'}, makePlotTable(plot, title))));
  return {figure: figure, draw: room => drawChart(place, plot, title, room)};
}
