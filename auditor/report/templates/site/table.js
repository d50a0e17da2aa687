// The table of index.html over the rows that data/*.js add: search, facets, sorting, columns, pages, CSV. What is looked
// at stands behind # in the address, so that it can be sent on. Text of repositories only ever becomes text nodes.
(function () {
  'use strict';
  const byId = (id) => document.getElementById(id);
  const columns = auditorSite.columns;
  const rows = auditorSite.rows;
  const pageOf = columns.length;  // behind the last column: the file of the model's own page
  const place = new Map(columns.map((column, i) => [column.id, i]));
  const facets = columns.map((column, i) => i).filter((i) => columns[i].facet);
  const mostValues = 12;  // of a facet, until more are asked for
  const nothing = '—';
  const state = {query: '', chosen: new Map(), sort: 0, down: false, shown: new Set(), size: 100, page: 0};
  const defaults = columns.map((column, i) => i).filter((i) => columns[i].shown);
  const opened = new Set();  // facets with all their values
  let found = [];  // rows that are shown, in order
  let texts = null;  // what is searched in, a string a row

  function make(tag, properties, ...children) {
    const node = Object.assign(document.createElement(tag), properties);
    node.append(...children);
    return node;
  }
  const value = (row, i) => row[i] === null || row[i] === -1 ? '' : columns[i].kind === 'choice' ? columns[i].choices[row[i]].id : String(row[i]);
  const title = (i, id) => id === '' ? 'not said' : columns[i].kind === 'choice' ? columns[i].choices.find((one) => one.id === id).title : id;

  // The address: #q=…&class=open-model&class=closed&sort=-date&columns=…
  function readAddress() {
    const given = new URLSearchParams(location.hash.slice(1));
    state.query = given.get('q') || '';
    state.chosen.clear();
    facets.forEach((i) => {
      const values = given.getAll(columns[i].id);
      if (values.length > 0) state.chosen.set(i, new Set(values));
    });
    const sort = given.get('sort') || '';
    state.down = sort.startsWith('-');
    state.sort = place.get(state.down ? sort.slice(1) : sort) || 0;
    const wanted = (given.get('columns') || '').split(',').map((id) => place.get(id)).filter((i) => i !== undefined);
    state.shown = new Set(wanted.length > 0 ? [0, ...wanted] : defaults);
  }
  function writeAddress() {
    const now = new URLSearchParams();
    if (state.query) now.set('q', state.query);
    state.chosen.forEach((values, i) => values.forEach((one) => now.append(columns[i].id, one)));
    if (state.sort !== 0 || state.down) now.set('sort', (state.down ? '-' : '') + columns[state.sort].id);
    if ([...state.shown].sort().join() !== [...defaults].sort().join())
      now.set('columns', columns.filter((column, i) => state.shown.has(i)).map((column) => column.id).join(','));
    try { history.replaceState(null, '', '#' + now); } catch (e) { /* a browser that forbids it for files */ }
  }

  function searched() {
    const words = columns.map((column, i) => i).filter((i) => columns[i].kind === 'text' || columns[i].kind === 'code');
    texts = texts || rows.map((row) => words.map((i) => row[i] || '').join('\n').toLowerCase());
    return state.query.toLowerCase().split(/\s+/).filter(Boolean);
  }
  // One pass: the rows that hold, and for each facet how many would with each of its values.
  function filter() {
    const words = searched();
    const counts = new Map(facets.map((i) => [i, new Map()]));
    const chosen = [...state.chosen];
    const count = (i, row) => { const of = counts.get(i); const one = value(row, i); of.set(one, (of.get(one) || 0) + 1); };
    found = [];
    rows.forEach((row, index) => {
      if (!words.every((word) => texts[index].includes(word))) return;
      const against = chosen.filter(([i, values]) => !values.has(value(row, i)));
      if (against.length > 1) return;
      if (against.length === 1) { count(against[0][0], row); return; }
      facets.forEach((i) => count(i, row));
      found.push(row);
    });
    return counts;
  }
  // Nothing is last in both directions; equal rows stay in the order of the fleet.
  function sort() {
    const i = state.sort;
    const text = columns[i].kind !== 'number' && columns[i].kind !== 'choice';
    const key = (row) => text && row[i] !== null ? row[i].toLowerCase() : row[i];
    const keyed = found.map((row) => [key(row), row]);
    const turn = state.down ? -1 : 1;
    const none = (one) => one === null || one === -1;
    keyed.sort(([a], [b]) => none(a) || none(b) ? none(a) - none(b) : a < b ? -turn : a > b ? turn : 0);
    found = keyed.map(([, row]) => row);
  }

  const signs = {good: '●', partial: '◐', bad: '○', unknown: '?'};
  function cell(row, i) {
    const column = columns[i];
    const said = row[i];
    if (said === null || said === -1) return make('td', {className: 'muted', textContent: nothing});
    if (column.kind === 'number') return make('td', {className: 'number', textContent: said.toLocaleString('en')});
    if (column.kind === 'code') return make('td', {}, make('code', {textContent: said}));
    if (column.kind !== 'choice') return make('td', {className: column.kind, textContent: said});
    const {title, tone} = column.choices[said];
    return make('td', {}, make('span', {className: 'chip ' + tone},
      make('span', {textContent: signs[tone] + '\u00a0', ariaHidden: 'true'}), title));
  }
  function nameCell(row) {
    const head = make('th', {scope: 'row'});
    head.append(row[pageOf] ? make('a', {href: 'models/' + row[pageOf], textContent: row[0]}) : row[0] || nothing);
    return head;
  }
  function drawHead() {
    byId('head').replaceChildren(...columns.flatMap((column, i) => {
      if (!state.shown.has(i)) return [];
      const mine = state.sort === i;
      const button = make('button', {type: 'button'}, column.title + ' ',
        make('span', {className: 'arrow', ariaHidden: 'true', textContent: mine ? (state.down ? '▼' : '▲') : ''}));
      button.dataset.column = column.id;
      const head = make('th', {scope: 'col'}, button);
      if (mine) head.ariaSort = state.down ? 'descending' : 'ascending';
      return [head];
    }));
  }
  function drawRows() {
    const pages = Math.max(1, Math.ceil(found.length / state.size));
    state.page = Math.min(state.page, pages - 1);
    const from = state.page * state.size;
    const some = found.slice(from, from + state.size);
    byId('body').replaceChildren(...some.map((row) => make('tr', {}, nameCell(row),
      ...columns.flatMap((column, i) => i > 0 && state.shown.has(i) ? [cell(row, i)] : []))));
    const many = (n) => n.toLocaleString('en');
    byId('count').textContent = `${many(found.length)} of ${many(rows.length)} models`;
    byId('place').textContent = found.length === 0 ? 'No rows' : `${many(from + 1)}–${many(from + some.length)} of ${many(found.length)}`;
    byId('previous').disabled = state.page === 0;
    byId('next').disabled = state.page >= pages - 1;
  }
  // Values of a choice in their order, of a text by how many they are; what is chosen is always there.
  function valuesOf(i, counts) {
    const chosen = state.chosen.get(i) || new Set();
    const order = new Map(columns[i].choices.map((one, k) => [one.id, k]));
    const ids = [...new Set([...counts.keys(), ...chosen])].filter((id) => id === '' || order.size === 0 || order.has(id));
    if (order.size > 0) return ids.sort((a, b) => (a === '') - (b === '') || order.get(a) - order.get(b));
    ids.sort((a, b) => (counts.get(b) || 0) - (counts.get(a) || 0) || (a < b ? -1 : 1));
    return opened.has(i) ? ids : ids.filter((id, k) => k < mostValues || chosen.has(id));
  }
  function drawFacet(i, counts) {
    const holder = byId('facet-' + columns[i].id);
    const chosen = state.chosen.get(i) || new Set();
    const values = valuesOf(i, counts);
    const focused = holder.contains(document.activeElement) ? document.activeElement.value : null;
    holder.replaceChildren(make('legend', {className: 'sr', textContent: columns[i].title}), ...values.map((id) => {
      const box = make('input', {type: 'checkbox', value: id, checked: chosen.has(id)});
      box.dataset.facet = i;
      return make('label', {className: 'tick' + (id === '' ? ' none' : '')}, box, make('span', {textContent: title(i, id)}),
        make('span', {className: 'count', textContent: (counts.get(id) || 0).toLocaleString('en')}));
    }));
    if (columns[i].kind !== 'choice' && counts.size > values.length) {
      const more = make('button', {type: 'button', textContent: `All ${counts.size.toLocaleString('en')}`});
      more.addEventListener('click', () => { opened.add(i); draw(); });
      holder.append(more);
    }
    if (focused !== null) [...holder.querySelectorAll('input')].filter((box) => box.value === focused).forEach((box) => box.focus());
  }
  function draw() {
    const counts = filter();
    sort();
    drawHead();
    drawRows();
    facets.forEach((i) => drawFacet(i, counts.get(i)));
    writeAddress();
  }

  // As models.csv: what a spreadsheet would take for a formula begins with an apostrophe.
  function field(text) {
    const safe = /^[=+\-@\t\r]/.test(text) ? "'" + text : text;
    return /[",\r\n]/.test(safe) ? '"' + safe.replace(/"/g, '""') + '"' : safe;
  }
  function save() {
    const line = (row) => columns.map((column, i) => column.kind === 'number' ? value(row, i) : field(value(row, i)))
      .concat(row[pageOf] ? 'models/' + row[pageOf] : '').join(',');
    const text = [columns.map((column) => column.id).concat('page').join(','), ...found.map(line)].join('\n') + '\n';
    const address = URL.createObjectURL(new Blob([text], {type: 'text/csv'}));
    make('a', {href: address, download: 'models-chosen.csv'}).click();
    setTimeout(() => URL.revokeObjectURL(address), 10000);
  }

  function build() {
    byId('facet-list').replaceChildren(...facets.map((i) => make('details', {open: i < 8 || state.chosen.has(i)},
      make('summary', {textContent: columns[i].title}), make('fieldset', {id: 'facet-' + columns[i].id}))));
    byId('column-list').replaceChildren(...columns.slice(1).map((column, k) => {
      const box = make('input', {type: 'checkbox', value: k + 1, checked: state.shown.has(k + 1)});
      return make('label', {className: 'tick'}, box, column.title);
    }));
    byId('query').value = state.query;
  }
  function turn(by) {
    state.page += by;
    drawRows();
    byId('scroll').scrollTop = 0;
  }

  let waiting = 0;
  byId('query').addEventListener('input', () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => { state.query = byId('query').value.trim(); state.page = 0; draw(); }, rows.length > 5000 ? 150 : 0);
  });
  byId('facets').addEventListener('submit', (event) => event.preventDefault());
  byId('facet-list').addEventListener('change', (event) => {
    const i = Number(event.target.dataset.facet);
    const values = state.chosen.get(i) || new Set();
    if (event.target.checked) values.add(event.target.value);
    else values.delete(event.target.value);
    if (values.size > 0) state.chosen.set(i, values);
    else state.chosen.delete(i);
    state.page = 0;
    draw();
  });
  byId('reset').addEventListener('click', () => { state.query = byId('query').value = ''; state.chosen.clear(); state.page = 0; draw(); });
  byId('head').addEventListener('click', (event) => {
    const button = event.target.closest('button');
    if (!button) return;
    const i = place.get(button.dataset.column);
    state.down = state.sort === i && !state.down;
    state.sort = i;
    state.page = 0;
    draw();
    [...byId('head').querySelectorAll('button')].find((one) => one.dataset.column === button.dataset.column).focus();
  });
  byId('column-list').addEventListener('change', (event) => {
    const i = Number(event.target.value);
    if (event.target.checked) state.shown.add(i);
    else state.shown.delete(i);
    drawHead();
    drawRows();
    writeAddress();
  });
  document.addEventListener('click', (event) => { if (!byId('column-menu').contains(event.target)) byId('column-menu').open = false; });
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !byId('column-menu').open) return;
    byId('column-menu').open = false;
    byId('column-menu').firstElementChild.focus();
  });
  byId('size').addEventListener('change', () => { state.size = Number(byId('size').value); state.page = 0; drawRows(); });
  byId('previous').addEventListener('click', () => turn(-1));
  byId('next').addEventListener('click', () => turn(1));
  byId('export').addEventListener('click', save);
  window.addEventListener('hashchange', () => { readAddress(); state.page = 0; build(); draw(); });
  if (matchMedia('(max-width: 999px)').matches) byId('facet-menu').open = false;
  readAddress();
  build();
  byId('browse').hidden = false;
  draw();
})();
