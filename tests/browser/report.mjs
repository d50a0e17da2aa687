// Opens rendered pages in Chromium: filters, expanding, theme, printing, no network, no accessibility violation, nothing
// from the repository run. Usage: node report.mjs MODULES FOLDER [SCREENSHOTS]
// MODULES: a folder with playwright-core and axe-core installed; FOLDER: written by ../validators/render.mjs.
import fs from 'node:fs';
import path from 'node:path';
import {createRequire} from 'node:module';

const [modules, folder, shots] = process.argv.slice(2);
if (!folder) {
  console.error('usage: node report.mjs MODULES FOLDER [SCREENSHOTS]');
  process.exit(2);
}
const require = createRequire(path.join(path.resolve(modules), 'node_modules', 'x.js'));
function needed(name) {
  try {
    return require.resolve(name);
  } catch {
    console.error(`MISSING npm package ${name.split('/')[0]} is not in ${modules}; run: npm install --prefix ${modules}`);
    process.exit(1);
  }
}
const axe = fs.readFileSync(needed('axe-core/axe.min.js'), 'utf8');
const {chromium} = require(needed('playwright-core'));
const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
if (!fs.existsSync(executablePath)) {
  console.error(`MISSING browser ${executablePath} (Debian: chromium); name another with CHROMIUM`);
  process.exit(1);
}
const file = (name) => path.resolve(folder, name, 'report.html');

let failures = 0;
function check(what, holds, seen = '') {
  if (!holds) failures += 1;
  console.log(`${holds ? 'ok  ' : 'FAIL'} ${what}${holds ? '' : ' ' + seen}`);
}

const browser = await chromium.launch({executablePath, args: ['--no-sandbox']});

async function open(name, options = {}) {
  const context = await browser.newContext({viewport: {width: 1280, height: 900}, bypassCSP: false, ...options});
  const page = await context.newPage();
  const trouble = [];
  page.on('request', (request) => { if (!request.url().startsWith('file:')) trouble.push('request ' + request.url()); });
  page.on('console', (message) => { if (message.type() === 'error') trouble.push(message.text()); });
  page.on('pageerror', (error) => trouble.push(error.message));
  page.on('dialog', (dialog) => { trouble.push('dialog'); dialog.dismiss(); });
  await page.goto('file://' + file(name));
  return {page, context, trouble};
}

async function violations(name, {media = 'screen', ...options}) {
  const context = await browser.newContext({viewport: {width: 1280, height: 900}, bypassCSP: true, ...options});
  const page = await context.newPage();
  await page.goto('file://' + file(name));
  await page.emulateMedia({media});
  await page.evaluate(axe);
  const result = await page.evaluate(() => globalThis.axe.run(document, {resultTypes: ['violations']}));
  await context.close();
  return result.violations.map((v) => `${v.id}: ${v.nodes.length} such as ${v.nodes[0].html.slice(0, 160)}`);
}

async function shoot(page, name, fullPage = true) {
  if (shots) await page.screenshot({path: path.join(shots, name + '.png'), fullPage});
}

{
  const {page, context, trouble} = await open('sample');
  const visible = () => page.locator('#list > li:visible').count();
  await shoot(page, 'desktop');
  const start = await visible();
  check('passed findings are left out at first', start > 0 && start < (await page.locator('#list > li').count()));
  await page.focus('#query');
  await page.keyboard.type('licence file agree');
  check('typing filters', (await visible()) === 1, await visible());
  await page.fill('#query', '');
  await page.focus('input[name=status][value=fail]');
  await page.keyboard.press('Space');
  check('the keyboard filters by result', (await visible()) < start);
  await page.keyboard.press('Space');
  check('and back', (await visible()) === start);
  check('the count is announced', /findings shown/.test(await page.textContent('#shown')));
  await page.selectOption('#set', {index: 1});
  check('a rule set can be chosen', (await visible()) < start);
  await page.selectOption('#set', '');
  await page.click('#collapse');
  check('all collapse', (await page.locator('#list details[open]').count()) === 0);
  await page.click('#expand');
  check('all expand', (await page.locator('#list > li:visible details:not([open])').count()) === 0);
  await page.click('#collapse');
  await page.locator('#list summary').first().focus();
  await page.keyboard.press('Enter');
  check('the keyboard expands one', (await page.locator('#list details[open]').count()) === 1);
  const back = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const before = await back();
  await page.click('#theme');
  await page.click('#theme');
  check('the switch makes it dark', (await back()) !== before && /dark/.test(await page.textContent('#theme')));
  await shoot(page, 'dark');
  await page.click('#theme');
  const pdf = await page.pdf({path: shots ? path.join(shots, 'report.pdf') : undefined, format: 'A4', printBackground: true});
  check('it prints', pdf.length > 20000, pdf.length);
  check('the page asks for nothing and reports no error', trouble.length === 0, trouble.join('; '));
  await context.close();
}
{
  const {page, context} = await open('sample', {viewport: {width: 390, height: 844}});
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  check('a narrow screen does not scroll sideways', wide <= 390, wide);
  await shoot(page, 'narrow');
  await context.close();
}
{
  const {page, context, trouble} = await open('hostile');
  check('hostile text runs nothing and loads nothing', trouble.length === 0, trouble.join('; '));
  check('hostile text stays text', (await page.locator('main script, main img').count()) === 0);
  check('no link leads to a script', (await page.locator('a[href^="javascript:" i]').count()) === 0);
  await shoot(page, 'hostile');
  await context.close();
}
{
  const {page, context, trouble} = await open('large');
  page.setDefaultTimeout(180000);
  const spent = await page.evaluate(() => {
    const query = document.getElementById('query');
    const begin = performance.now();
    query.value = 'finding number 9999';
    query.dispatchEvent(new Event('input'));
    return performance.now() - begin;
  });
  check('ten thousand findings are filtered', /^1 of/.test(await page.textContent('#shown')));
  check('within two seconds', spent < 2000, spent);
  check('and without errors', trouble.length === 0, trouble.join('; '));
  await context.close();
}
const looks = {
  light: {colorScheme: 'light'},
  dark: {colorScheme: 'dark'},
  narrow: {viewport: {width: 390, height: 844}},
  print: {media: 'print'},
};
// The large report has the same elements ten thousand times, which axe would look at for minutes.
const names = fs.readdirSync(folder).filter((name) => name !== 'large' && fs.existsSync(file(name))).sort();
for (const name of names) {
  for (const [look, options] of Object.entries(looks)) {
    const found = await violations(name, options);
    check(`axe finds nothing in ${name}, ${look}`, found.length === 0, found.join(' | '));
  }
  const {page, context} = await open(name, looks.narrow);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  check(`${name} does not scroll sideways on a narrow screen`, wide <= 390, wide);
  await context.close();
}
await browser.close();
console.log(`${failures} failed`);
process.exit(failures === 0 ? 0 : 1);
