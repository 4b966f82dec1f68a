/*
 * The map: a tile per area, a button each, so that it can be reached by the keyboard and read
 * aloud. Colours go from light to dark and hold in grey; the value stands in every tile.
 */

const TILE_COLORS = ['#eff5fb', '#c3daf0', '#8bb8e0', '#3a76b3', '#173f72'];
/* Text is dark on the light colours and white on the others: contrast over 4.5 : 1 with each. */
const TILE_DARK_FROM = 3;

/* What is mapped of an area: {text, value (NONE: no figure), n, count}. */
function mapValue(form, question, item, line, chosen) {
  if (question.type === 'number') {
    const row = form.items[item].s[line], text = row[2 + Number(chosen)];
    return {text: text === '' ? '－' : text, value: text === '' ? NONE : Number(text), n: row[0]};
  }
  const share = shareOf(form, item, line, question.answers[Number(chosen)], question);
  return {text: percentText(share), n: share.base, count: share.count,
          value: share.base === 0 ? NONE : percentTenths(share.count, share.base) / 10};
}

/* Classes of equal width between round numbers. */
function mapScale(values) {
  const known = values.map(value => value.value).filter(value => value !== NONE);
  if (known.length === 0) return NONE;
  const [low, high] = d3.extent(known);
  const nice = d3.scaleLinear().domain(low === high ? [low, low + 1] : [low, high])
    .nice(TILE_COLORS.length);
  return d3.scaleQuantize().domain(nice.domain()).range(d3.range(TILE_COLORS.length));
}

/* The full name is too long for a tile: 都, 府 and 県 are left out, not that of 北海道. */
function shortName(name) {
  return name.length > 2 ? name.replace(/[都府県]$/, '') : name;
}

function makeTile(tile, area, chosen) {
  const [, column, row] = tile;
  const name = shortName(area.label);
  const mark = area.n < SMALL_BASE && area.value !== NONE ? '*' : '';
  const made = element('button', {
    type: 'button', class: 'tile', 'data-key': area.key, tabindex: chosen ? '0' : '-1',
    'aria-pressed': chosen ? 'true' : 'false',
    'aria-label': area.label + ' ' + area.text + area.unit + '（n=' + wholeText(area.n) + mark + '）',
  }, element('span', {class: 'name'}, name.slice(0, 2), element('span', {class: 'rest'}, name.slice(2))),
     element('span', {class: 'figure'}, area.text + mark));
  made.style.gridColumn = column;
  made.style.gridRow = row;
  made.classList.add(area.step === NONE ? 'none' : 'step' + area.step);
  return made;
}

function makeMapLegend(scale, unit) {
  if (scale === NONE) return [];
  const digits = d3.max(scale.thresholds(), value => (String(value).split('.')[1] || '').length);
  const text = value => value.toFixed(Math.min(digits, 2));
  const items = TILE_COLORS.map((color, step) => {
    const [low, high] = scale.invertExtent(step);
    const last = step + 1 === TILE_COLORS.length;
    return element('li', {}, element('span', {class: 'swatch step' + step}), ' ' + text(low) +
                   '～' + text(high) + unit + (last ? '' : '未満'));
  });
  items.push(element('li', {}, element('span', {class: 'swatch none'}), ' 数値なし'));
  return items;
}

/* The nearest tile in a direction, those straight ahead first. */
function nextTile(tiles, from, dx, dy) {
  const at = tile => ({x: Number(tile.style.gridColumnStart), y: Number(tile.style.gridRowStart)});
  const here = at(from);
  let best = null, least = Infinity;
  tiles.forEach(tile => {
    const there = at(tile), x = there.x - here.x, y = there.y - here.y;
    const ahead = x * dx + y * dy, aside = Math.abs(x * dy) + Math.abs(y * dx);
    if (ahead > 0 && ahead + 3 * aside < least) {
      least = ahead + 3 * aside;
      best = tile;
    }
  });
  return best;
}

const ARROWS = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1]};

function moveOnMap(event) {
  const direction = ARROWS[event.key], from = event.target.closest('.tile');
  if (direction === undefined || from === null) return;
  event.preventDefault();
  const tiles = Array.from(byId('map').children), to = nextTile(tiles, from, ...direction);
  if (to === null) return;
  tiles.forEach(tile => { tile.tabIndex = tile === to ? 0 : -1; });
  to.focus();
}

function drawMap(form, question, item, chosen, selected) {
  const numeric = question.type === 'number', unit = numeric ? question.unit : '％';
  const areas = classesOf(form, form.map.banner).map(area =>
    ({...area, ...mapValue(form, question, item, area.line, chosen), unit: unit}));
  const scale = mapScale(areas);
  areas.forEach(area => { area.step = area.value === NONE ? NONE : scale(area.value); });
  const tileOf = new Map(survey.tiles.map(tile => [tile[0], tile]));
  const focused = areas.some(area => area.key === selected) ? selected : areas[0].key;
  fill(byId('map'), ...areas.map(area => makeTile(tileOf.get(area.key), area, area.key === focused)));
  const what = numeric ? MEASURES[Number(chosen)] : question.answers[Number(chosen)].label;
  const title = '「' + what + '」' + (numeric ? '' : 'の割合（％）');
  byId('map-caption').textContent = title;
  fill(byId('map-legend'), ...makeMapLegend(scale, unit));
  fill(byId('map-table'), makeTable(title, [{label: '都道府県'}, {label: 'n', number: true}].concat(
    numeric ? [] : [{label: '回答数', number: true}], [{label: numeric ? what : '割合（％）', number: true}]),
    areas.map(area => [area.label, wholeText(area.n)].concat(
      numeric ? [] : [wholeText(area.count)], [area.text]))));
}
