/*
 * The counts, as report/site_form.c wrote them. A class is named by its line: the classes of all
 * banners of a form stand one behind the other. An answer is an option, then 無回答, 不明, then the
 * subtotals of the question.
 */

const MEASURES = ['合計', '平均', '標準偏差', '最小', '第1四分位', '中央値', '第3四分位', '最大'];
const MEAN = 1;
/* Bases under this are marked with *. */
const SMALL_BASE = 10;

const survey = JSON.parse(document.getElementById('data').textContent);

survey.forms.forEach(form => {
  form.firstLine = [];
  let lines = 0;
  form.banners.forEach(banner => {
    form.firstLine.push(lines);
    lines += banner.classes.length;
  });
  form.questions = form.questions.filter(question => question.type !== 'text');
  form.questions.forEach(question => {
    question.answers = answersOf(question);
  });
});

function answersOf(question) {
  const options = question.options.map(([code, label, exclusive], index) =>
    ({code: String(code), label: code + '. ' + label, options: [index], exclusive: !!exclusive}));
  const empty = [{code: 'NA', label: '無回答', options: [options.length]},
                 {code: 'INVALID', label: '不明', options: [options.length + 1]}];
  const subtotals = question.subtotals.map(subtotal => {
    const codes = subtotal.options.map(option => question.options[option][0]).join('・');
    return {code: subtotal.id, label: '計 ' + subtotal.label + '（' + codes + '）',
            options: subtotal.options, subtotal: true};
  });
  return question.type === 'number' ? [] : options.concat(empty, subtotals);
}

/* How many gave an answer in a line, and of how many. */
function shareOf(form, item, line, answer, question) {
  const counts = form.items[item], width = question.options.length + 2;
  let count = 0;
  answer.options.forEach(option => {
    count += counts.c[line * width + option];
  });
  return {count: count, base: counts.b[line], valid: counts.v[line]};
}

function totalLine(form) {
  return form.total === undefined ? NONE : form.firstLine[form.total];
}

/* What all units together are called: 全国. */
function totalName(form) {
  return form.banners[form.total].classes[0][1];
}

function itemOf(question, row) {
  return question.first + row;
}

/* 問4 「めざす姿」を… */
function questionLabel(question) {
  return (question.number === '' ? '' : question.number + ' ') + question.text;
}

/* 不明 is shown only where there is any: elsewhere it would be an empty promise. */
function shownAnswers(form, question, items, lines) {
  return question.answers.filter(answer => answer.code !== 'INVALID' ||
    items.some(item => lines.some(line => shareOf(form, item, line, answer, question).count > 0)));
}

/* The classes of a banner: {line, key, label}. */
function classesOf(form, banner) {
  return form.banners[banner].classes.map(([key, label], index) =>
    ({line: form.firstLine[banner] + index, key: key, label: label, index: index}));
}
