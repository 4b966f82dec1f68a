/*
 * The page as a whole: what is chosen stands in `state` and behind the # of the address, so that a
 * view can be linked to and kept as a bookmark.
 */

const state = {};
const DEFAULTS = {shown: 'percent', larger: '', filter: '', smallest: '0', only: '', sort: ''};

const SECTIONS = ['headline', 'figures', 'questions', 'areas', 'files', 'notes'];

function readAddress() {
  const text = location.hash.slice(1);
  Object.keys(state).forEach(key => { delete state[key]; });
  Object.assign(state, DEFAULTS);
  if (text.includes('=')) Object.assign(state, Object.fromEntries(new URLSearchParams(text)));
}

function writeAddress() {
  const kept = Object.entries(state).filter(([key, value]) => value !== DEFAULTS[key]);
  history.replaceState(null, '', '#' + new URLSearchParams(kept));
}

function form() {
  return survey.forms.find(one => one.id === state.form) || survey.forms[0];
}

function question() {
  return form().questions.find(one => one.id === state.question) || form().questions[0];
}

function chosenItem() {
  return itemOf(question(), Math.max(0, question().rows.findIndex(row => row[0] === state.row)));
}

function choose(changes) {
  Object.assign(state, changes);
  draw();
  writeAddress();
}

/* ---- What is always there ---- */

function fact(label, figure, remark) {
  return element('div', {}, element('dt', {}, label), element('dd', {class: 'figure'}, figure),
                 element('dd', {}, remark));
}

function turnoutFact(one) {
  if (one.units === undefined)
    return fact(one.title + '　回答', wholeText(one.answered), '件');
  const share = {count: one.answered, base: one.units};
  return fact(one.title + '　回収率', percentText(share) + '％',
              '対象 ' + wholeText(one.units) + '　回答 ' + wholeText(one.answered));
}

/* The subtotals are what the survey's people take together to say it in one figure. */
function subtotalFacts(one) {
  const line = totalLine(one);
  if (line === NONE) return [];
  return one.questions.flatMap(asked => asked.rows.length > 0 ? [] : asked.answers
    .filter(answer => answer.subtotal).map(answer => {
      const share = shareOf(one, asked.first, line, answer, asked);
      return fact(answer.label.replace(/^計 /, ''), percentText(share) + '％',
                  asked.number + '　' + wholeText(share.count) + '／n=' + wholeText(share.base));
    }));
}

/* The most frequent answer of a figure that shows one question for all units. */
function figureFact(figure) {
  const found = findFigure(figure);
  if (found === NONE || found.question.type !== 'single' || found.question.rows.length > 0 ||
      found.banner !== found.form.total)
    return [];
  const shares = found.question.options.map((option, index) => ({
    answer: found.question.answers[index],
    ...shareOf(found.form, found.question.first, totalLine(found.form),
               found.question.answers[index], found.question)}));
  const most = d3.greatest(shares, (a, b) => a.count - b.count);
  if (most === undefined || most.base === 0) return [];
  return [fact(figure.number + '　最も多い回答', percentText(most) + '％',
               most.answer.label + '（n=' + wholeText(most.base) + '）')];
}

function findFigure(figure) {
  const one = survey.forms.find(entry => entry.id === figure.form);
  if (one === undefined) return NONE;
  const asked = one.questions.find(entry => entry.id === figure.question);
  const banner = one.banners.findIndex(entry => entry.id === figure.banner);
  return asked === undefined || banner < 0 ? NONE : {form: one, question: asked, banner: banner};
}

/* 2022-02-16/2022-03-08 as 2022年2月16日～2022年3月8日. */
function periodWords(period) {
  const match = /^(\d+)-(\d+)-(\d+)\/(\d+)-(\d+)-(\d+)$/.exec(period);
  if (match === null) return period;
  const [a, b, c, d, e, f] = match.slice(1).map(Number);
  return a + '年' + b + '月' + c + '日～' + d + '年' + e + '月' + f + '日';
}

function drawHead() {
  byId('year').textContent = survey.year +
    (survey.fielded === '' ? '' : '　調査時期 ' + periodWords(survey.fielded));
  byId('synthetic').hidden = !survey.synthetic;
  fill(byId('facts'), ...survey.forms.map(turnoutFact), ...survey.forms.flatMap(subtotalFacts),
       ...survey.figures.flatMap(figureFact));
  byId('made').textContent = '調査ID ' + survey.survey + '　コードブック SHA-256 ' + survey.hash +
    '　作成プログラム renkei ' + survey.version;
  fill(byId('survey-notes'), ...survey.notes.split('\n').filter(line => line.trim() !== '')
    .map(line => element('p', {}, line)));
}

const charts = [];
let questionChart = NONE;

/* Asked once for all charts: the browser lays the page out anew for every answer. */
function chartRoom() {
  return document.querySelector('main').clientWidth;
}

function drawFigures() {
  const room = chartRoom();
  survey.figures.forEach(figure => {
    const found = findFigure(figure);
    if (found === NONE) return;
    const title = figure.number + '　' + figure.title;
    const made = makeFigure('figure-' + figure.id, title, found.form, found.question, found.banner);
    byId('figure-list').append(made.figure);
    made.draw(room);
    charts.push(made);
  });
  if (survey.figures.length === 0) {
    byId('figures').hidden = true;
    document.querySelector('a[href="#figures"]:not(.skip)').parentNode.hidden = true;
  }
}

/* ---- Files ---- */

const FILE_WORDS = {
  'national.xlsx': '全国の集計表（図表、設問別クロス集計表）',
  'text.md': '報告書の本文（集計値から作った文）',
  'manifest.json': '作成の元になったものと、各ファイルのSHA-256',
  'tables/cells.csv': '全ての集計値（設問×選択肢×区分）',
  'tables/numbers.csv': '数値設問の統計量',
  'tables/findings.csv': '疑義の一覧',
  'tables/response-status.csv': '回収状況',
  'tables/subtotals.csv': '選択肢をまとめた計',
  'tables/rates.csv': '人口当たりの数値',
  'tables/panel.csv': '回答した対象と全対象の比較',
  'tables/previous.csv': '前回の調査の集計値',
  'tables/previous-numbers.csv': '前回の調査の数値設問の統計量',
  'tables/histograms.csv': '度数分布の図の値',
  'tables/waves.csv': '推移の図の値',
  'tables/codebook.csv': '符号表（設問ごとの選択肢）',
  'tables/questions.csv': '設問一覧',
  'tables/banners.csv': '表側と区分の一覧',
  'tables/figures.csv': '図表の一覧',
  'tables/metadata.csv': '調査の概要、用語、各列の意味',
  'tables/estimates.csv': '信頼区間とウエイト付きの割合',
  'tables/weights.csv': '層ごとのウエイト',
  'tables/comparisons.csv': '区分間の検定',
  'tables/comparison-letters.csv': '割合が有意に高い区分',
  'tables/changes.csv': '前の公表版から変わった集計値と理由',
  'tables/number-changes.csv': '前の公表版から変わった統計量と理由',
};

/* A folder with more files than this is linked to as a folder. */
const FILES_LISTED = 60;

function fileLink(name) {
  const path = '../' + name.split('/').map(encodeURIComponent).join('/');
  return element('li', {}, element('a', {href: path}, name),
                 FILE_WORDS[name] === undefined ? '' : '　' + FILE_WORDS[name]);
}

function drawFiles() {
  const folders = d3.group(survey.files.concat('manifest.json'), name =>
    name.includes('/') ? name.slice(0, name.indexOf('/') + 1) : '');
  fill(byId('file-list'), ...Array.from(folders).flatMap(([folder, names]) =>
    names.length > FILES_LISTED && folder !== ''
      ? [element('li', {}, element('a', {href: '../' + folder}, folder),
                 '　' + wholeText(names.length) + 'ファイル')]
      : names.map(fileLink)));
}

/* ---- What is chosen ---- */

function drawChoices() {
  const asked = question();
  fillSelect(byId('form'), survey.forms.map(one => ({value: one.id, label: one.title})), form().id);
  fillSelect(byId('question'), form().questions.map(one =>
    ({value: one.id, label: questionLabel(one)})), asked.id);
  fillSelect(byId('row'), asked.rows.map(([id, label]) => ({value: id, label: label})), state.row);
  byId('row-control').hidden = asked.rows.length === 0;
  const unit = asked.type === 'number' && asked.unit !== '' ? '　単位：' + asked.unit : '';
  byId('question-remark').textContent = questionLabel(asked) + '　［' + asked.kind + '］　対象：' +
    asked.base + unit;
}

function drawQuestionChart() {
  const asked = question(), room = chartRoom();
  questionChart = NONE;
  if (asked.type === 'number' || form().total === undefined) {
    fill(byId('question-chart'));
    return;
  }
  questionChart = makeFigure('figure-question', questionLabel(asked) + '（' + totalName(form()) + '）', form(), asked,
                             form().total);
  fill(byId('question-chart'), questionChart.figure);
  questionChart.draw(room);
}

function drawMapPart() {
  const one = form(), asked = question();
  byId('map-part').hidden = one.map === undefined;
  if (one.map === undefined) return;
  const choices = asked.type === 'number' ? MEASURES.map(label => ({label: label}))
                                          : asked.answers;
  const options = choices.map((choice, index) => ({value: String(index), label: choice.label}));
  const fallback = asked.type === 'number' ? String(MEAN) : '0';
  const chosen = fillSelect(byId('answer'), options, state.answer || fallback);
  drawMap(one, asked, chosenItem(), chosen, state.area);
}

function bannerPosition() {
  const one = form(), found = one.banners.findIndex(banner => banner.id === state.banner);
  if (found >= 0) return found;
  return one.map !== undefined ? one.map.banner : 0;
}

/* "3" ascending, "-3" descending; none: as the classes stand. */
function sortChoice() {
  const match = /^(-?)(\d+)$/.exec(state.sort);
  return match === null ? {column: -1, descending: false}
                        : {column: Number(match[2]), descending: match[1] === '-'};
}

/* Numbers begin with the largest, words with the first. */
function sortBy(column) {
  const now = sortChoice(), first = column < 2 ? '' : '-', second = column < 2 ? '-' : '';
  if (now.column !== column) choose({sort: first + column});
  else choose({sort: now.descending === (first === '-') ? second + column : ''});
  byId('table').querySelector('[data-column="' + column + '"]').focus();
}

function drawLarger(banner) {
  const one = form(), shown = one.map !== undefined && one.map.banner === banner &&
    one.map.parents !== undefined;
  byId('larger-control').hidden = !shown;
  if (!shown) return '';
  const classes = one.banners[one.map.parent].classes.map(([, label], index) =>
    ({value: String(index), label: label}));
  return fillSelect(byId('larger'), [{value: '', label: 'すべて'}].concat(classes), state.larger);
}

function drawTablePart() {
  const one = form(), banner = bannerPosition();
  fillSelect(byId('banner'), one.banners.map(entry => ({value: entry.id, label: entry.label})),
             one.banners[banner].id);
  byId('figures-shown').value = state.shown;
  byId('figures-shown').disabled = question().type === 'number';
  if (byId('filter').value !== state.filter) byId('filter').value = state.filter;
  if (byId('smallest').value !== state.smallest) byId('smallest').value = state.smallest;
  const filters = {text: state.filter, larger: drawLarger(banner),
                   smallest: Number(state.smallest) || 0};
  const counted = drawTable(byId('table'), one, question(), chosenItem(),
    {banner: banner, shown: state.shown, filters: filters, sort: sortChoice()}, sortBy);
  byId('table-status').textContent = one.banners[banner].label + '：' + counted.total +
    '区分のうち' + counted.shown + '区分を表示';
}

function areaFile(key) {
  return survey.files.find(name => name.startsWith('prefecture/' + key + '-'));
}

function drawAreaPart() {
  const one = form();
  byId('areas').hidden = one.map === undefined;
  if (one.map === undefined) return;
  const areas = one.banners[one.map.banner].classes;
  const key = fillSelect(byId('area'), areas.map(area => ({value: area[0], label: area[0] + ' ' + area[1]})),
                         state.area);
  byId('only-different').checked = state.only === '1';
  const index = areas.findIndex(area => area[0] === key), line = areaLines(one, index).own;
  const rows = drawArea(byId('area-table'), one, index, state.only === '1');
  const file = areaFile(key);
  fill(byId('area-status'), one.title + '　対象 ' + wholeText(one.classUnits[line]) + '　回答 ' +
       wholeText(one.classAnswered[line]) + '　' + rows + '行を表示　',
       file === undefined ? '' : element('a', {href: '../' + file.split('/').map(encodeURIComponent).join('/')}, file));
}

function draw() {
  drawChoices();
  drawQuestionChart();
  drawMapPart();
  drawTablePart();
  drawAreaPart();
}

/* ---- Events ---- */

function listen() {
  const selects = {form: 'form', question: 'question', row: 'row', answer: 'answer',
                   banner: 'banner', 'figures-shown': 'shown', larger: 'larger', area: 'area'};
  const forgets = {form: {question: undefined, row: undefined, answer: undefined, banner: undefined, sort: ''},
                   question: {row: undefined, answer: undefined, sort: ''},
                   banner: {larger: '', filter: '', sort: ''}, 'figures-shown': {sort: ''}};
  Object.entries(selects).forEach(([id, key]) => byId(id).addEventListener('change', event => {
    choose({...forgets[id], [key]: event.target.value});
  }));
  byId('filter').addEventListener('input', event => choose({filter: event.target.value}));
  byId('smallest').addEventListener('input', event => choose({smallest: event.target.value || '0'}));
  byId('only-different').addEventListener('change', event =>
    choose({only: event.target.checked ? '1' : ''}));
  byId('map').addEventListener('keydown', moveOnMap);
  byId('map').addEventListener('click', event => {
    const tile = event.target.closest('.tile');
    if (tile === null) return;
    choose({area: tile.dataset.key});
    document.querySelector('.tile[data-key="' + CSS.escape(state.area) + '"]').focus();
  });
  window.addEventListener('hashchange', () => {
    if (SECTIONS.includes(location.hash.slice(1))) return;
    readAddress();
    draw();
  });
}

/* The width of an A4 page without its margins, at 96 dots per inch. */
const PAPER_ROOM = 688;

function redrawCharts(room) {
  charts.concat(questionChart === NONE ? [] : [questionChart]).forEach(chart => chart.draw(room));
}

/* Charts fit the width; on paper their tables are open. */
function listenToSize() {
  let asked = false;
  new ResizeObserver(() => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => { asked = false; redrawCharts(chartRoom()); });
  }).observe(document.querySelector('main'));
  window.addEventListener('beforeprint', () => {
    document.querySelectorAll('figure details').forEach(details => { details.open = true; });
    redrawCharts(PAPER_ROOM);
  });
  window.addEventListener('afterprint', () => redrawCharts(chartRoom()));
}

function start() {
  const patterns = document.createElementNS(SVG, 'svg');
  patterns.setAttribute('class', 'patterns');
  patterns.setAttribute('aria-hidden', 'true');
  patterns.append(document.createElementNS(SVG, 'defs'));
  patterns.firstChild.id = 'patterns';
  document.body.append(patterns);
  drawHead();
  drawFiles();
  if (survey.forms.every(one => one.map === undefined))
    document.querySelectorAll('[data-needs="map"]').forEach(entry => { entry.hidden = true; });
  document.querySelector('[data-needs="forms"]').hidden = survey.forms.length < 2;
  if (survey.forms.length === 0) {
    ['figures', 'questions', 'areas'].forEach(id => { byId(id).hidden = true; });
    return;
  }
  readAddress();
  drawFigures();
  draw();
  listen();
  listenToSize();
}

start();
