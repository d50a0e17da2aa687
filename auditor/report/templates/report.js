(function () {
  'use strict';
  var root = document.documentElement;
  var byId = function (id) { return document.getElementById(id); };
  var all = function (selector) { return Array.prototype.slice.call(document.querySelectorAll(selector)); };

  var themes = ['automatic', 'light', 'dark'];
  var theme = byId('theme');
  function remembered() {
    try { return localStorage.getItem('auditor-theme') || 'automatic'; } catch (e) { return 'automatic'; }
  }
  function apply(name) {
    if (name === 'automatic') root.removeAttribute('data-theme');
    else root.setAttribute('data-theme', name);
    theme.textContent = 'Theme: ' + name;
    try { localStorage.setItem('auditor-theme', name); } catch (e) { /* a file without storage keeps its theme */ }
  }
  var current = themes.indexOf(remembered()) < 0 ? 'automatic' : remembered();
  apply(current);
  theme.hidden = false;
  theme.addEventListener('click', function () {
    current = themes[(themes.indexOf(current) + 1) % themes.length];
    apply(current);
  });
  var print = byId('print');
  print.hidden = false;
  print.addEventListener('click', function () { window.print(); });

  var opened = [];
  window.addEventListener('beforeprint', function () {
    opened = all('details:not([open])');
    opened.forEach(function (d) { d.open = true; });
  });
  window.addEventListener('afterprint', function () {
    opened.forEach(function (d) { d.open = false; });
    opened = [];
  });

  var filters = byId('filters');
  var items = all('#list > li');
  if (!filters || items.length === 0) return;
  var query = byId('query');
  var set = byId('set');
  var shown = byId('shown');
  var texts = [];
  function chosen(name) {
    return all('#filters input[name="' + name + '"]:checked').map(function (box) { return box.value; });
  }
  function filter() {
    var statuses = chosen('status');
    var severities = chosen('severity');
    var wanted = query.value.trim().toLowerCase();
    var count = 0;
    items.forEach(function (item, index) {
      var visible = statuses.indexOf(item.dataset.status) >= 0 && severities.indexOf(item.dataset.severity) >= 0 &&
        (set.value === '' || item.dataset.set === set.value);
      if (visible && wanted) {
        if (texts[index] === undefined) texts[index] = item.textContent.toLowerCase();
        visible = texts[index].indexOf(wanted) >= 0;
      }
      item.hidden = !visible;
      if (visible) count += 1;
    });
    shown.textContent = count + ' of ' + items.length + ' findings shown';
  }
  function toggle(open) {
    items.forEach(function (item) { if (!item.hidden) item.firstElementChild.open = open; });
  }
  filters.hidden = false;
  filters.addEventListener('change', filter);
  query.addEventListener('input', filter);
  byId('expand').addEventListener('click', function () { toggle(true); });
  byId('collapse').addEventListener('click', function () { toggle(false); });
  filter();
})();
