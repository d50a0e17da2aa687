// Renders every format of every fixture, of a hostile repository, of the reports that the unit tests are made of, and of a
// report with ten thousand findings, for validate.mjs and ../browser/report.mjs to look at.
// Usage: node render.mjs FOLDER AUDITOR FIXTURE_MAKER REPORT_TESTS FIXTURES [REPOSITORY…]
// FIXTURES: the folder of the fixtures' descriptions. Each report lands in FOLDER/NAME/report.EXTENSION.
import fs from 'node:fs';
import path from 'node:path';
import {spawnSync} from 'node:child_process';
import {formats} from './formats.mjs';

const [folder, auditor, maker, tests, fixtures, ...repositories] = process.argv.slice(2);
if (!fixtures) {
  console.error('usage: node render.mjs FOLDER AUDITOR FIXTURE_MAKER REPORT_TESTS FIXTURES [REPOSITORY…]');
  process.exit(2);
}

let failures = 0;
function fail(what) {
  failures += 1;
  console.log('FAIL ' + what);
}

// Runs a program; exit codes 0 and 1 (findings) are what an audit may end with.
function run(program, args, env = {}) {
  const done = spawnSync(program, args, {env: {...process.env, ...env}, maxBuffer: 1 << 28});
  if (done.status !== 0 && done.status !== 1) fail(`${program} ${args.slice(0, 3).join(' ')}: ${done.error ?? done.stderr}`);
  return done.stdout;
}

const place = (name, format) => path.join(folder, name, 'report.' + formats[format].extension);

// One run writes every format; `render` must give the same bytes from the JSON report alone.
function audit(name, command, source, more = []) {
  fs.mkdirSync(path.join(folder, name), {recursive: true});
  const named = Object.keys(formats).filter((format) => !formats[format].option);
  run(auditor, [command, source, ...more, ...named.flatMap((format) => ['--report', `${format}=${place(name, format)}`])]);
  render(name, (format, bytes) => {
    if (named.includes(format) && !bytes.equals(fs.readFileSync(place(name, format)))) fail(`${name}: ${format} renders differently`);
  });
}

function render(name, compare) {
  for (const format of Object.keys(formats)) {
    const args = ['render', place(name, 'json'), '--format', format.replace(/-1\.6$/, ''), ...(formats[format].option ?? [])];
    const bytes = run(auditor, args);
    if (bytes.length === 0 && !formats[format].empty) fail(`${name}: ${format} is empty`);
    if (compare) compare(format, bytes);
    if (format !== 'json') fs.writeFileSync(place(name, format), bytes);
  }
}

function saved(name, report) {
  fs.mkdirSync(path.join(folder, name), {recursive: true});
  fs.writeFileSync(place(name, 'json'), JSON.stringify(report));
  render(name);
}

// Names, front matter and prose that try to break out of every format, a waiver and an answer among them.
function hostileRepository(target) {
  fs.mkdirSync(target, {recursive: true});
  const write = (name, text) => fs.writeFileSync(path.join(target, name), text);
  write('README.md', `---
license: "apache-2.0\\e[31m"
language: [en, "<img src=x onerror=alert(1)>"]
datasets: ["javascript:alert(1)", "=cmd|' /C calc'!A0"]
base_model: "a/b\\u202e]]>"
---
# Model <script>alert(1)</script> & "quotes" ]]> \u202eevil

## License
[MIT](javascript:alert(1)) ![x](http://example.invalid/t.png) \`</style><script>alert(2)</script>\`

## Bias, Risks, and Limitations
The model performs worse for women <b onmouseover=alert(3)>and</b> Black speakers. | a | b |
::error file=x::injected
`);
  write('LICENSE <b>\x1b[2J\u202e%0A.txt', 'All rights reserved.\n');
  write('model]]>"\'&.bin', Buffer.from([0x80, 0x04, 0x4e, 0x2e]));
  write('.auditor.yaml', `waivers:
  - {rule: card-environmental-impact, reason: "<script>alert(4)</script> ]]> | x", owner: "@everyone", expires: 2999-01-01}
answers:
  data.documentation.collection: {value: stated, link: "javascript:alert(5)", owner: "<i>"}
`);
}

// What a real report holds, again and again under other fingerprints, until there are ten thousand findings.
function enlarged(report) {
  const some = report.findings;
  report.findings = [];
  for (let n = 0; n < 10000; ++n) {
    const finding = structuredClone(some[n % some.length]);
    finding.title += `, finding number ${n}`;
    finding.fingerprint = n.toString(16).padStart(finding.fingerprint.length, '0');
    report.findings.push(finding);
  }
  return report;
}

fs.rmSync(folder, {recursive: true, force: true});
fs.mkdirSync(folder, {recursive: true});
const made = path.join(folder, '.repositories');
fs.mkdirSync(made);
const sources = [];
for (const file of fs.readdirSync(fixtures).filter((name) => name.endsWith('.yaml')).sort()) {
  const name = path.basename(file, '.yaml');
  run(maker, [name, path.join(made, name)]);
  sources.push(path.join(made, name));
  audit(name, 'audit', path.join(made, name));
}
hostileRepository(path.join(made, 'hostile-repository'));
audit('hostile-repository', 'gate', path.join(made, 'hostile-repository'));
const samples = path.join(folder, '.samples');
fs.mkdirSync(samples);
run(tests, ['[.samples]'], {AUDITOR_SAMPLE_FOLDER: samples});
for (const file of fs.readdirSync(samples).sort())
  saved(path.basename(file, '.json'), JSON.parse(fs.readFileSync(path.join(samples, file), 'utf8')));
saved('large', enlarged(JSON.parse(fs.readFileSync(place('restricted-derivative', 'json'), 'utf8'))));
for (const source of repositories) audit(path.basename(source), 'audit', source);
fs.mkdirSync(path.join(folder, 'comparison'));
fs.writeFileSync(path.join(folder, 'comparison', 'report.html'), run(auditor, ['compare', ...sources, '--format', 'html']));
const count = fs.readdirSync(folder).filter((name) => !name.startsWith('.')).length - 1;
console.log(`${count} reports rendered in ${Object.keys(formats).length} ways and one comparison; ${failures} failed`);
process.exit(failures === 0 ? 0 : 1);
