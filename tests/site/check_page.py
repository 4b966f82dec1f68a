"""Is the page what the tables say, and can everybody use it? Opens site/index.html in a headless
Chromium and compares all its numbers with tables/*.csv; walks it by keyboard; looks for what a
screen reader and a reader with weak eyes would miss.
usage: check_page.py OUT all|draws|hostile"""
import csv
import json
import re
import sys
import time
from collections import defaultdict

from browser import Browser

out, what = sys.argv[1], sys.argv[2]
page = 'file://' + out + '/site/index.html'
bad = []


def check(name, good, why=''):
    print(('ok ' if good else 'not ok ') + name + ('' if good else ': ' + str(why)[:600]))
    if not good:
        bad.append(name)


def table(name):
    try:
        with open(out + '/tables/' + name, encoding='utf-8-sig', newline='') as file:
            return list(csv.DictReader(file))
    except FileNotFoundError:
        return []


cells = table('cells.csv') + table('subtotals.csv')
numbers = table('numbers.csv')
KEY = ('form', 'question', 'row', 'banner', 'class')
by_place = defaultdict(dict)
for cell in cells:
    by_place[tuple(cell[k] for k in KEY)][cell['option']] = cell


def printed(cell):
    if cell['base'] == '0':
        return '－'
    return '0' if cell['count'] == '0' else cell['percent']


def whole(text):
    return f'{int(text):,}'


browser = Browser()
browser.size(1280)

# ---- Loads ----

def check_loads():
    browser.open(page)
    check('no errors', browser.errors() == [], json.dumps(browser.errors(), ensure_ascii=False))
    check('no requests but the page itself', browser.requests() == ['about:blank', page] or
          browser.requests() == [page], browser.requests())
    browser.value('''(() => { window.stopped = [];
        addEventListener('securitypolicyviolation', e => stopped.push(e.effectiveDirective));
        const s = document.createElement('script');
        s.textContent = 'window.intruder = 1'; document.body.append(s);
        const b = document.createElement('button'); b.setAttribute('onclick', 'window.intruder = 2');
        document.body.append(b); b.click(); b.remove(); s.remove();
        new Image().src = 'other.png'; fetch('other.json').catch(() => 0); })()''')
    time.sleep(0.2)
    stopped = sorted(browser.value('stopped'))
    check('the policy stops scripts and requests from inside', stopped == [
        'connect-src', 'img-src', 'script-src-attr', 'script-src-elem'] and
        browser.value('window.intruder === undefined'), stopped)


# ---- The numbers ----

ALL_CELLS = '''survey.forms.flatMap(form => form.questions.filter(q => q.type !== 'number').flatMap(q =>
  (q.rows.length ? q.rows : [['', '']]).flatMap(([row], r) => form.banners.flatMap((banner, b) =>
    classesOf(form, b).flatMap(c => q.answers.map(answer => {
      const s = shareOf(form, itemOf(q, r), c.line, answer, q), t = totalLine(form);
      const p = percentTenths(s.count, s.base);
      const d = t === NONE ? NONE : differenceTenths(s, shareOf(form, itemOf(q, r), t, answer, q));
      return [form.id, q.id, row, banner.id, c.key, answer.code, c.label, s.count, s.base, s.valid,
              p === NONE ? '' : decimalText(p), d === NONE ? '' : decimalText(d)].join('\\t');
    }))))))'''
ALL_NUMBERS = '''survey.forms.flatMap(form => form.questions.filter(q => q.type === 'number').flatMap(q =>
  (q.rows.length ? q.rows : [['', '']]).flatMap(([row], r) => form.banners.flatMap((banner, b) =>
    classesOf(form, b).map(c => [form.id, q.id, row, banner.id, c.key, c.label,
      ...form.items[itemOf(q, r)].s[c.line]].join('\\t'))))))'''


def compare(name, expected, actual):
    expected, actual = sorted(expected), sorted(actual)
    differ = [pair for pair in zip(expected, actual) if pair[0] != pair[1]]
    check(f'{name} ({len(expected)})', expected == actual and len(expected) > 0,
          (len(expected), len(actual), differ[:2]))


def check_numbers():
    browser.open(page)
    compare('every cell is that of cells.csv and subtotals.csv', ['\t'.join(
        cell[k] for k in (*KEY, 'option', 'class_label', 'count', 'base', 'valid', 'percent',
                          'difference')) for cell in cells], browser.value(ALL_CELLS))
    if numbers:
        compare('every statistic is that of numbers.csv', ['\t'.join(
            row[k] for k in (*KEY, 'class_label', 'n', 'missing', 'sum', 'mean', 'sd', 'min', 'p25',
                             'median', 'p75', 'max')) for row in numbers],
            browser.value(ALL_NUMBERS))


# ---- The figures ----

TABLES = '''Array.from(document.querySelectorAll('%s'), t => Array.from(t.rows, r =>
  Array.from(r.cells, c => c.textContent.trim())))'''
SEGMENTS = '''Array.from(document.querySelectorAll('#%s .segment'), g => [g.dataset.answer,
  g.dataset.count, g.dataset.base, Number(g.querySelector('rect').getAttribute('width')),
  (g.querySelector('.value') || {textContent: ''}).textContent])'''


def cases_of(figure):
    """The cells of a figure in the order they are drawn: case by case."""
    found = [cell for cell in cells if all(cell[k] == figure[k] for k in ('form', 'question', 'banner'))
             and cell in by_place[tuple(cell[k] for k in KEY)].values()]
    cases = defaultdict(list)
    for cell in found:
        cases[(cell['row'], cell['class'])].append(cell)
    return list(cases.values())


def check_figures():
    for figure in browser.value('survey.figures'):
        name = 'figure-' + figure['id']
        cases = [[cell for cell in case if re.fullmatch('[0-9]+|NA|INVALID', cell['option'])]
                 for case in cases_of(figure)]
        invalid = any(cell['option'] == 'INVALID' and cell['count'] != '0'
                      for case in cases for cell in case)
        shown = [cell for case in cases for cell in case if invalid or cell['option'] != 'INVALID']
        lines = [row[2:] for row in browser.value(TABLES % ('#' + name + ' table'))[0][1:]]
        check(f'{name}: the table says what cells.csv says ({len(shown)})', lines == [
            [whole(cell['base']), whole(cell['count']), printed(cell)] for cell in shown],
            (lines, shown))
        drawn = browser.value(SEGMENTS % name)
        span = browser.value(f'''document.querySelector('#{name} svg').viewBox.baseVal.width''') - 40
        type_ = browser.value(f'''findFigure(survey.figures.find(f => f.id === "{figure['id']}"))
            .question.type''')
        if type_ != 'single':
            continue
        wanted = sorted((cell['option'], cell['count'], cell['base']) for cell in shown
                        if cell['count'] != '0')
        check(f'{name}: the bars are drawn from cells.csv', wanted == sorted(tuple(d[:3]) for d in drawn),
              drawn)
        check(f'{name}: as long as they should be', all(
            abs(width - span * int(count) / int(base)) < 0.01 for _, count, base, width, _ in drawn), drawn)
        percents = {(c['option'], c['count'], c['base']): c['percent'] for c in shown}
        check(f'{name}: labelled with their percentage', all(
            label in ('', percents[(answer, count, base)]) for answer, count, base, _, label in drawn)
            and any(d[4] for d in drawn), drawn)


def check_bars(form, question):
    """A question with several answers: a bar each, the largest first, the kinds of empty last."""
    browser.open(address(form=form, question=question))
    drawn = browser.value(SEGMENTS % 'figure-question')
    options = [cell for cell in by_place[(form, question, '', 'total', 'all')].values()
               if cell['option'] != 'INVALID' or cell['count'] != '0']
    ticked = [cell for cell in options if cell['option'].isdigit()]
    ticked.sort(key=lambda cell: -int(cell['count']))
    wanted = ticked + [cell for cell in options if not cell['option'].isdigit()]
    check(f'bars of {question} ({len(wanted)})', [[c['option'], c['count'], c['base'], printed(c)]
          for c in wanted] == [d[:3] + d[4:] for d in drawn] and len(wanted) > 3, drawn)
    longest = drawn[0][3] / (int(drawn[0][1]) / int(drawn[0][2]))
    check('as long as they should be', all(
        abs(d[3] - longest * int(d[1]) / int(d[2])) < 0.01 for d in drawn), drawn)


# ---- What one chooses ----

def expect_rows(form, question, row, banner, shown):
    """The lines of the table: key, label, n, then per answer."""
    places = [place for place in by_place if place[:4] == (form, question, row, banner)]
    total = [place for place in by_place if place[:4] == (form, question, row, 'total')]
    used = (total if banner != 'total' else []) + places
    options = [option for option in by_place[used[0]]
               if option != 'INVALID' or any(by_place[p][option]['count'] != '0' for p in used)]
    lines = []
    for place in used:
        first = next(iter(by_place[place].values()))
        line = [place[4], first['class_label'], whole(first['base']) +
                ('*' if int(first['base']) < 10 else '')]
        for option in options:
            cell = by_place[place][option]
            line += {'percent': [printed(cell)], 'count': [whole(cell['count'])],
                     'both': [whole(cell['count']), printed(cell)]}[shown]
        lines.append(line)
    return lines


def address(**choice):
    return page + '#' + '&'.join(f'{k}={v}' for k, v in choice.items())


def check_choices(choices):
    for form, question, row, banner, shown in choices:
        browser.open(address(form=form, question=question, row=row, banner=banner, shown=shown))
        name = f'table of {question} {row} by {banner}, {shown}'.replace('  ', ' ')
        expected = expect_rows(form, question, row, banner, shown)
        actual = browser.value(TABLES % '#table table')[0][1:]
        check(f'{name} ({len(expected)} rows)', actual == expected,
              [pair for pair in zip(actual, expected) if pair[0] != pair[1]][:2])


def check_sorting():
    browser.open(address(form='municipality', question='vision', banner='prefecture'))
    browser.value('''document.querySelector('#table [data-column="3"]').click()''')
    rows = browser.value(TABLES % '#table table')[0][2:]
    values = [float(row[3]) for row in rows]
    check('a click sorts, the largest first', values == sorted(values, reverse=True) and
          len(values) == 47, values)
    check('and says so', browser.value('''document.querySelectorAll('#table th')[3].ariaSort''') ==
          'descending' and browser.value('document.activeElement.dataset.column') == '3')
    browser.open(address(form='municipality', question='vision', banner='prefecture', larger='2',
                         smallest='40'))
    rows = browser.value(TABLES % '#table table')[0][2:]
    kanto = {'08', '09', '10', '11', '12', '13', '14', '15', '19', '20'}
    wanted = sorted(place[4] for place in by_place if place[:2] == ('municipality', 'vision') and
                    place[3] == 'prefecture' and place[4] in kanto and
                    int(by_place[place]['1']['base']) >= 40)
    check('a filter by bureau and smallest n', [row[0] for row in rows] == wanted, rows)
    browser.open(address(form='municipality', question='vision', banner='population'))
    browser.value('''(i => { i.value = '５０万'; i.dispatchEvent(new Event('input')); })(byId('filter'))''')
    none = browser.value(TABLES % '#table table')[0][2:]
    browser.value('''(i => { i.value = '５００,０００'; i.dispatchEvent(new Event('input')); })(byId('filter'))''')
    some = browser.value(TABLES % '#table table')[0][2:]
    check('a filter by words, also in full width', none == [] and len(some) == 2, (none, some))


def check_map(form, question, answer, code):
    browser.open(address(form=form, question=question, answer=answer))
    tiles = browser.value('''Array.from(document.querySelectorAll('.tile'), t => [t.dataset.key,
        t.querySelector('.figure').textContent, t.getAttribute('aria-label')])''')
    wanted = []
    for place in by_place:
        if place[:2] == (form, question) and place[3] == 'prefecture':
            cell = by_place[place][code]
            small = '*' if 0 < int(cell['base']) < 10 else ''
            wanted.append([place[4], printed(cell) + small,
                           f"{cell['class_label']} {printed(cell)}％（n={whole(cell['base'])}{small}）"])
    check(f'map of {question} {code}', tiles == wanted and len(tiles) == 47,
          [pair for pair in zip(tiles, wanted) if pair[0] != pair[1]][:2])


def check_map_of_numbers():
    browser.open(address(form='municipality', question='activity', row='council_meetings'))
    tiles = browser.value('''Array.from(document.querySelectorAll('.tile'), t => [t.dataset.key,
        t.querySelector('.figure').textContent.replace('*', '')])''')
    wanted = [[row['class'], row['mean'] or '－'] for row in numbers if row['banner'] == 'prefecture'
              and row['form'] == 'municipality' and row['question'] == 'activity'
              and row['row'] == 'council_meetings']
    check('map of a mean', tiles == wanted and len(tiles) == 47, (tiles[:3], wanted[:3]))


def check_grey():
    light = browser.value('''TILE_COLORS.map((c, i) => { const e = document.createElement('i');
        e.className = 'step' + i; document.body.append(e); const [r, g, b] =
        getComputedStyle(e).backgroundColor.match(/\\d+/g).map(Number); e.remove();
        return 0.2126 * r + 0.7152 * g + 0.0722 * b; })''')
    check('its colours are told apart in grey', all(a - b > 20 for a, b in zip(light, light[1:])), light)


def check_area(form, key, bureau):
    browser.open(address(form=form, area=key))
    rows = [row for row in browser.value(TABLES % '#area-table table')[0][1:] if len(row) > 1]
    wanted = []
    for place in (p for p in by_place if p[0] == form and p[3] == 'prefecture' and p[4] == key):
        sides = [by_place[place], by_place[(*place[:3], 'bureau', bureau)],
                 by_place[(*place[:3], 'total', 'all')]]
        for option, cell in sides[0].items():
            if option == 'INVALID' and all(side[option]['count'] == '0' for side in sides):
                continue
            points = cell['difference']
            points = '－' if points == '' else '0.0' if points in ('0.0', '-0.0') else \
                '△' + points[1:] if points[0] == '-' else '+' + points
            wanted.append([whole(cell['base']) + ('*' if int(cell['base']) < 10 else ''),
                           whole(cell['count'])] + [printed(side[option]) for side in sides] + [points])
    check(f'area {key} beside bureau {bureau} and nation ({len(wanted)} rows)',
          [row[1:] for row in rows] == wanted and len(wanted) > 0,
          [pair for pair in zip((r[1:] for r in rows), wanted) if pair[0] != pair[1]][:3])


# ---- Everybody ----

CONTROLS = '''Array.from(document.querySelectorAll('a[href], button, select, input, summary, [tabindex="0"]'))
  .filter(e => e.tabIndex >= 0 && !e.disabled && e.checkVisibility())'''


def check_keyboard():
    browser.open(page)
    count = browser.value(CONTROLS + '.length')
    browser.value(f'window.reached = []; window.controls = {CONTROLS}; document.body.focus()')
    unseen = []
    for _ in range(count):
        browser.key('Tab', 9)
        if not browser.value('''(e => { reached.push(e); return e.matches(':focus-visible') &&
            parseFloat(getComputedStyle(e).outlineWidth) >= 2; })(document.activeElement)'''):
            unseen.append(browser.value('document.activeElement.outerHTML.slice(0, 120)'))
    missed = browser.value('''controls.filter(e => !reached.includes(e)).map(e => e.outerHTML.slice(0, 80))''')
    check(f'the keyboard reaches all {count} controls', missed == [] and count > 20, missed)
    check('in the order of the page', browser.value('reached.every((e, i) => e === controls[i])'))
    check('and shows where it is', unseen == [], unseen)
    browser.open(address(form='municipality', question='vision', area='13'))
    browser.value('''document.querySelector('.tile[data-key="13"]').focus()''')
    browser.key('ArrowLeft', 37)
    check('an arrow key moves on the map',
          browser.value('document.activeElement.dataset.key') == '11')
    browser.key('Enter', 13, text='\r')
    check('Enter chooses the prefecture', browser.value('byId("area").value') == '11' and
          browser.value('document.activeElement.dataset.key') == '11')


LABELS = r'''(() => { const bad = [];
  const note = (rule, e) => bad.push(rule + ' ' + e.outerHTML.slice(0, 100));
  document.querySelectorAll('select, input').forEach(e => { if (e.labels.length !== 1) note('label', e); });
  document.querySelectorAll('button, a, summary').forEach(e => {
    if ((e.getAttribute('aria-label') || e.textContent).trim() === '') note('name', e); });
  document.querySelectorAll('svg').forEach(e => {
    if (!e.getAttribute('aria-label') && e.getAttribute('aria-hidden') !== 'true') note('svg', e); });
  document.querySelectorAll('table').forEach(e => {
    if (e.caption === null || e.caption.textContent === '') note('caption', e);
    e.querySelectorAll('th').forEach(th => { if (!th.scope) note('scope', th); });
    e.querySelectorAll('tbody tr').forEach(tr => { if (!tr.querySelector('th')) note('header', tr); }); });
  document.querySelectorAll('[aria-labelledby], [for]').forEach(e => {
    const id = e.getAttribute('aria-labelledby') || e.getAttribute('for');
    if (document.getElementById(id) === null) note('reference', e); });
  const ids = Array.from(document.querySelectorAll('[id]'), e => e.id);
  ids.forEach((id, i) => { if (ids.indexOf(id) !== i) bad.push('id ' + id); });
  let level = 0;
  document.querySelectorAll('h1, h2, h3, h4').forEach(e => {
    if (Number(e.tagName[1]) > level + 1) note('heading', e); level = Number(e.tagName[1]); });
  if (document.querySelectorAll('h1').length !== 1) bad.push('one h1');
  if (document.documentElement.lang !== 'ja') bad.push('lang');
  if (document.title === '') bad.push('title');
  if (document.querySelectorAll('main').length !== 1) bad.push('main');
  return bad; })()'''

# WCAG 2.1, 1.4.3: the contrast of every text with what is behind it; hatched grounds count as
# their darkest colour.
CONTRAST = r'''(() => { const bad = [];
  const parse = text => { const m = /rgba?\(([\d.]+), ([\d.]+), ([\d.]+)(?:, ([\d.]+))?\)/.exec(text);
    return m === null ? null : {rgb: m.slice(1, 4).map(Number), a: m[4] === undefined ? 1 : Number(m[4])}; };
  const light = rgb => rgb.map(v => { v /= 255; return v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; })
    .reduce((s, v, i) => s + v * [.2126, .7152, .0722][i], 0);
  const ground = e => { for (; e !== null; e = e.parentElement) { const style = getComputedStyle(e);
      if (style.backgroundImage !== 'none') return [221, 221, 221];
      const c = parse(style.backgroundColor); if (c !== null && c.a === 1) return c.rgb; } return [255, 255, 255]; };
  let count = 0;
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) { const e = walk.currentNode.parentElement;
    if (walk.currentNode.data.trim() === '' || e.closest('script, noscript, title') || !e.checkVisibility()) continue;
    const style = getComputedStyle(e), svg = e.closest('svg') !== null;
    const a = light(parse(svg ? style.fill : style.color).rgb), b = light(ground(e));
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05); count++;
    if (ratio < 4.5) bad.push(ratio.toFixed(2) + ' ' + e.outerHTML.slice(0, 100)); }
  return {bad: bad.slice(0, 5), count: count}; })()'''


def check_everybody():
    browser.open(page)
    browser.value('''document.querySelectorAll('details').forEach(d => { d.open = true; })''')
    faults = browser.value(LABELS)
    check('labels, names, captions, headings', faults == [], faults)
    contrast = browser.value(CONTRAST)
    check(f'contrast of {contrast["count"]} texts', contrast['bad'] == [] and contrast['count'] > 100,
          contrast['bad'])
    for width in (320, 390, 768, 1280):
        browser.size(width)
        time.sleep(0.2)
        wide = browser.value('document.documentElement.scrollWidth')
        check(f'nothing runs out of a page of {width} pixels', wide <= width, wide)
    browser.size(1280)
    browser.call('Emulation.setEmulatedMedia', features=[
        {'name': 'prefers-reduced-motion', 'value': 'reduce'}])
    check('no motion where none is wanted', browser.value(
        'getComputedStyle(document.documentElement).scrollBehavior') == 'auto')
    browser.call('Emulation.setEmulatedMedia', features=[], media='print')
    check('no controls on paper', browser.value('''Array.from(document.querySelectorAll(
        'select, input, nav, .skip')).every(e => !e.checkVisibility())'''))
    # 225 mm at 96 dpi. Chromium paints no boxes of buttons in headers that repeat.
    check('charts fit on a sheet of paper', browser.value('''Array.from(document.querySelectorAll(
        '.chart svg')).every(e => e.getBoundingClientRect().height <= 225 / 25.4 * 96 + 1)'''))
    check('headers repeat on paper with their words', browser.value('''Array.from(document.querySelectorAll(
        'thead button')).every(e => getComputedStyle(e).display === 'contents')'''))
    browser.call('Emulation.setEmulatedMedia', media='')


def check_links():
    import os
    import urllib.parse
    browser.open(page)
    links = browser.value('''Array.from(document.querySelectorAll('#file-list a'), a => a.getAttribute('href'))''')
    missing = [link for link in links
               if not os.path.exists(out + '/site/' + urllib.parse.unquote(link))]
    check(f'every file it links to is there ({len(links)})', missing in ([], ['../manifest.json'])
          and '../national.xlsx' in links, missing)
    check('it says that the data are synthetic', browser.value('byId("synthetic").checkVisibility()'))


# ---- Labels that would be markup ----

def check_hostile():
    check_loads()
    check('nothing of the labels ran', browser.value('window.owned === undefined'))
    check('no element came from a label', browser.value(
        'document.querySelectorAll("script").length === 3 && !document.querySelector("img, iframe, b, i")'))
    text = browser.value('document.body.innerText')
    title = browser.value('document.title')
    for label in ('</script><script>window.owned=1</script>', '<img src=x onerror=window.owned=2>',
                  '"\'&amp;<b>', '<!--<script>', '{{data}}', 'a\u2028b\u2029c'):
        shown = label.replace('\u2028', '').replace('\u2029', '')
        flat = text.replace('\u2028', '').replace('\u2029', '').replace('\n', '')
        check('a label is shown as it is: ' + json.dumps(label), shown in flat or shown in title)


if what == 'hostile':
    check_hostile()
else:
    check_loads()
    check_numbers()
    check_figures()
    check_everybody()
if what == 'all':
    check_choices([
        ('municipality', 'vision', '', 'prefecture', 'percent'),
        ('municipality', 'scene_effort', 'discharge', 'population', 'both'),
        ('municipality', 'indicators_used', '', 'bureau', 'both'),
        ('municipality', 'council', '', 'city_type', 'count'),
        ('municipality', 'vision', '', 'bureau_population', 'both'),
        ('municipality', 'vision', '', 'total', 'both')])
    check_bars('municipality', 'indicators_used')
    check_sorting()
    check_map('municipality', 'vision', 0, '1')
    check_map('municipality', 'indicators_used', 2, '3')
    check_map_of_numbers()
    check_grey()
    check_area('municipality', '13', '3')
    check_area('municipality', '47', '8')
    check_area('prefecture', '36', '7')
    check_keyboard()
    check_links()
browser.close()
sys.exit(1 if bad else 0)
