// Opens a site of `auditor fleet site` in Chromium, from a disk and from a web server: search, facets, sorting, columns,
// pages, CSV, 50,000 rows, keyboard, dark, narrow, print, no network, no accessibility violation, nothing of a repository run.
// Usage: node site.mjs MODULES AUDITOR REPORTS WORK [SCREENSHOTS]
// MODULES: a folder with playwright-core and axe-core installed; REPORTS: written by ../validators/render.mjs, or any folder
// of NAME/report.json; WORK: a folder for the lines and the sites. Without a browser it says so and passes as skipped (77).
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import {createRequire} from 'node:module';
import {spawnSync} from 'node:child_process';

const [modules, auditor, reports, work, shots] = process.argv.slice(2);
if (!work) {
  console.error('usage: node site.mjs MODULES AUDITOR REPORTS WORK [SCREENSHOTS]');
  process.exit(2);
}
const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
if (!fs.existsSync(executablePath)) {
  console.log(`SKIPPED no browser at ${executablePath} (Debian: chromium); name another with CHROMIUM`);
  process.exit(77);
}
const require = createRequire(path.join(path.resolve(modules), 'node_modules', 'x.js'));
const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const {chromium} = require('playwright-core');

let failures = 0;
function check(what, holds, seen = '') {
  if (!holds) failures += 1;
  console.log(`${holds ? 'ok  ' : 'FAIL'} ${what}${holds ? '' : ' ' + seen}`);
}

// A site of all reports but the one of ten thousand findings, and one of 50,000 short lines.
fs.mkdirSync(work, {recursive: true});
const names = fs.readdirSync(reports).filter((name) => name !== 'large' && fs.existsSync(path.join(reports, name, 'report.json'))).sort();
const read = (name) => JSON.parse(fs.readFileSync(path.join(reports, name, 'report.json'), 'utf8'));
const classes = ['open-weights', 'restricted-weights', 'closed', 'open-model', 'undetermined'];
const many = Array.from({length: 50000}, (unused, i) => JSON.stringify({input: `nest/wren-${i}`, name: `nest/wren-${i}`, commit: 'a'.repeat(40),
  verdict: classes[i * 7 % 5], bias: i % 5, levels: {}, summary: {error: i % 11, warning: i % 3},
  scopes: {weights: {status: 'included', license: i % 4 ? 'MIT' : `LicenseRef-own-${i % 300}`}, code: {status: 'included', license: 'MIT'}}}));
function make(name, lines) {
  const file = path.join(work, name + '.jsonl');
  fs.writeFileSync(file, lines.join('\n') + '\n');
  const folder = path.resolve(work, name);
  fs.rmSync(folder, {recursive: true, force: true});
  const done = spawnSync(auditor, ['fleet', 'site', file, '--output', folder]);
  check(`the site ${name} is made`, done.status === 0, String(done.stderr));
  return folder;
}
const small = make('small', names.map((name) => JSON.stringify({input: name, report: read(name)})).concat(JSON.stringify({input: 'lost', error: 'x', reason: 'time'})));
const large = make('large', many);
const total = names.length + 1;

const browser = await chromium.launch({executablePath, args: ['--no-sandbox']});
async function open(address, options = {}) {
  const context = await browser.newContext({viewport: {width: 1400, height: 900}, ...options});
  const page = await context.newPage();
  const trouble = [];
  const origin = address.startsWith('file:') ? 'file:' : new URL(address).origin;
  page.on('request', (request) => { if (!request.url().startsWith(origin) && !request.url().startsWith('blob:')) trouble.push('request ' + request.url()); });
  page.on('console', (message) => { if (message.type() === 'error') trouble.push(message.text()); });
  page.on('pageerror', (error) => trouble.push(error.message));
  page.on('dialog', (dialog) => { trouble.push('dialog'); dialog.dismiss(); });
  await page.goto(address);
  return {page, context, trouble};
}
const file = (folder, name) => 'file://' + path.join(folder, name);
// What the table says of itself, once it is drawn: a link may still be leading there.
async function count(page) {
  await page.waitForFunction(() => (document.getElementById('count')?.textContent ?? '') !== '');
  return page.textContent('#count');
}
const first = (page) => page.textContent('#body tr:first-child th');
async function shoot(page, name) {
  if (shots) await page.screenshot({path: path.join(shots, name + '.png')});
}

{
  const {page, context, trouble} = await open(file(small, 'index.html'));
  check('every line is a row', (await count(page)) === `${total} of ${total} models`, await count(page));
  await shoot(page, 'site');
  const values = async () => Number(await page.locator('#facet-class label', {hasText: 'Not audited'}).locator('.count').textContent());
  check('facets count', (await values()) === 1);
  await page.locator('#facet-class label', {hasText: 'Not audited'}).locator('input').focus();
  await page.keyboard.press('Space');
  check('the keyboard filters by a facet', (await count(page)).startsWith('1 of'), await count(page));
  check('the focus stays', await page.evaluate(() => document.activeElement.type === 'checkbox'));
  check('the view is in the address', (await page.evaluate(() => location.hash)).includes('class=not-audited'));
  await page.click('#reset');
  check('and all come back', (await count(page)).startsWith(`${total} of`));
  await page.focus('#head button[data-column=errors]');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  const errors = await page.locator('#body tr td.number:nth-child(12)').allTextContents();
  check('a head sorts, and says so', (await page.getAttribute('#head th:has(button[data-column=errors])', 'aria-sort')) === 'descending');
  const numbers = errors.map((text) => Number(text.replace(/,/g, ''))).filter((n) => !Number.isNaN(n));
  check('the greatest first', numbers.length > 2 && numbers.every((n, i) => i === 0 || numbers[i - 1] >= n), errors.join());
  const ids = await page.evaluate(() => auditorSite.columns.map((column) => column.id));
  for (const id of ids) {
    await page.evaluate((one) => { location.hash = 'columns=' + one + '&sort=' + one; }, id);
    await page.waitForFunction((one) => document.querySelector('#head th[aria-sort] button')?.dataset.column === one, id);
  }
  check('every column can be shown and sorted by', true);
  await page.evaluate(() => { location.hash = ''; });
  await page.click('#column-menu summary');
  const before = await page.locator('#head th').count();
  await page.locator('#column-list label', {hasText: 'Family'}).click();
  check('columns are chosen', (await page.locator('#head th').count()) === before + 1);
  await page.keyboard.press('Escape');
  check('Escape closes the choice of columns', !(await page.evaluate(() => document.getElementById('column-menu').open)));
  const [download] = await Promise.all([page.waitForEvent('download'), page.click('#export')]);
  const saved = fs.readFileSync(await download.path(), 'utf8');
  const whole = fs.readFileSync(path.join(small, 'models.csv'), 'utf8');
  check('the rows saved are those of models.csv', saved.split('\n').sort().join('\n') === whole.split('\n').sort().join('\n'));
  await page.click('#theme');
  await page.click('#theme');
  await shoot(page, 'site-dark');
  const pdf = await page.pdf({path: shots ? path.join(shots, 'site.pdf') : undefined, format: 'A4', landscape: true, printBackground: true});
  check('it prints', pdf.length > 20000, pdf.length);
  await page.locator('#body a').first().click();
  await page.waitForSelector('#verdict');
  check('a name leads to its page', (await page.locator('#may, #released').count()) > 0);
  await page.click('nav.pages a[href$="index.html"]');
  check('and back', (await count(page)).startsWith(`${total} of`));
  check('nothing is asked of a network, and no error', trouble.length === 0, trouble.join('; '));
  await context.close();
}
{
  const {page, context, trouble} = await open(file(small, 'charts.html'));
  await shoot(page, 'site-charts');
  await page.click('#chart-class ~ table a >> nth=0');
  await page.waitForSelector('#count');
  check('a bar leads to the rows it counts', !(await count(page)).startsWith(`${total} of`), await count(page));
  for (const name of fs.readdirSync(path.join(small, 'models'))) {
    await page.goto(file(small, 'models/' + name));
    const alive = await page.locator('main script, main img, main iframe, a[href^="javascript:" i]').count();
    if (alive !== 0) check(`nothing in ${name} is alive`, false);
  }
  check('hostile text runs nothing and loads nothing', trouble.length === 0, trouble.join('; '));
  await context.close();
}
{
  const {page, context, trouble} = await open(file(large, 'index.html'));
  check('50,000 rows are there', (await count(page)) === '50,000 of 50,000 models', await count(page));
  const spent = (act) => page.evaluate((code) => { const begin = performance.now(); new Function(code)(); return performance.now() - begin; }, act);
  const sorted = await spent("document.querySelector('#head button[data-column=class]').click()");
  check('sorted within a second', sorted < 1000, sorted);
  const chosen = await spent("document.querySelector('#facet-class input').click()");
  check('filtered within a second', chosen < 1000, chosen);
  await page.click('#reset');
  const begin = Date.now();
  await page.fill('#query', 'wren-4999');
  await page.waitForFunction(() => /^11 of/.test(document.getElementById('count').textContent));
  check('searched within two seconds', Date.now() - begin < 2000, Date.now() - begin);
  console.log(`     sort ${sorted.toFixed(0)} ms, facet ${chosen.toFixed(0)} ms, search ${Date.now() - begin} ms`);
  await page.fill('#query', '');
  await page.waitForFunction(() => /^50,000 of/.test(document.getElementById('count').textContent));
  const before = await first(page);
  await page.click('#next');
  check('pages turn', (await first(page)) !== before && /^101–200/.test(await page.textContent('#place')));
  check('and no errors', trouble.length === 0, trouble.join('; '));
  await context.close();
}
{
  const types = {'.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.csv': 'text/csv'};
  const server = http.createServer((request, response) => {
    const name = path.join(small, path.normalize(new URL(request.url, 'http://x').pathname));
    if (!fs.existsSync(name)) { response.writeHead(404).end(); return; }
    response.writeHead(200, {'content-type': types[path.extname(name)] ?? 'text/plain'}).end(fs.readFileSync(name));
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  const {page, context, trouble} = await open(`http://127.0.0.1:${server.address().port}/index.html`);
  check('a web server gives the same', (await count(page)) === `${total} of ${total} models`);
  check('without errors', trouble.filter((one) => !one.includes('404')).length === 0, trouble.join('; '));
  await context.close();
  server.close();
}
const pages = ['index.html', 'charts.html', ...fs.readdirSync(path.join(small, 'models')).slice(0, 3).map((name) => 'models/' + name)];
const looks = {light: {colorScheme: 'light'}, dark: {colorScheme: 'dark'}, narrow: {viewport: {width: 390, height: 844}}, print: {media: 'print'}};
for (const name of pages)
  for (const [look, {media = 'screen', ...options}] of Object.entries(looks)) {
    const context = await browser.newContext({viewport: {width: 1400, height: 900}, bypassCSP: true, ...options});
    const page = await context.newPage();
    await page.goto(file(small, name));
    await page.emulateMedia({media});
    await page.evaluate(axe);
    const result = await page.evaluate(() => globalThis.axe.run(document, {resultTypes: ['violations']}));
    const found = result.violations.map((v) => `${v.id}: ${v.nodes.length} such as ${v.nodes[0].html.slice(0, 160)}`);
    check(`axe finds nothing in ${name}, ${look}`, found.length === 0, found.join(' | '));
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    check(`${name} does not scroll sideways, ${look}`, media === 'print' || wide <= (options.viewport?.width ?? 1400), wide);
    await shoot(page, `site-${path.basename(name, '.html')}-${look}`);
    await context.close();
  }
await browser.close();
console.log(`${failures} failed`);
process.exit(failures === 0 ? 0 : 1);
