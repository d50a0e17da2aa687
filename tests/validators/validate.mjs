// Puts rendered reports before outside validators and counts what each accepts.
// Usage: node validate.mjs FOLDER MODULES SCHEMAS
// FOLDER: written by render.mjs; MODULES: where package.json was installed; SCHEMAS: auditor's own schemas/.
// AUDITOR_SPDX_SCHEMA and AUDITOR_JUNIT_XSD name published schemas that are not kept here (docs/reports.md says which).
// A validator that is missing fails the run, unless AUDITOR_VALIDATORS_OPTIONAL=1 says that it may be left out.
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import {createRequire} from 'node:module';
import {spawnSync} from 'node:child_process';
import {formats} from './formats.mjs';

const [folder, modules, schemas] = process.argv.slice(2);
if (!schemas) {
  console.error('usage: node validate.mjs FOLDER MODULES SCHEMAS');
  process.exit(2);
}
const require = createRequire(path.join(path.resolve(modules), 'node_modules', 'x.js'));
const optional = process.env.AUDITOR_VALIDATORS_OPTIONAL === '1';
const names = fs.readdirSync(folder).filter((name) => !name.startsWith('.')).sort();
const files = (format) => names.map((name) => path.join(folder, name, 'report.' + formats[format].extension)).filter((file) => fs.existsSync(file));
const text = (file) => fs.readFileSync(file, 'utf8');
const run = (program, args, options = {}) => spawnSync(program, args, {encoding: 'utf8', maxBuffer: 1 << 28, ...options});

let failed = 0;
// Each check gives what is wrong with a file, or nothing; `prepare` throws when the validator is not there.
async function validate(title, listed, prepare) {
  let check;
  const begin = performance.now();
  try {
    check = await prepare(listed);
  } catch (error) {
    console.log(`${optional ? 'left out' : 'MISSING '} ${title}: ${error.message.split('\n')[0]}`);
    if (!optional) failed += 1;
    return;
  }
  let accepted = 0;
  const wrong = [];
  for (const file of listed) {
    let why;
    try {
      why = await check(file);
    } catch (error) {
      why = error.message;
    }
    if (why) wrong.push(`     ${path.basename(path.dirname(file))}: ${String(why).replace(/\s+/g, ' ').slice(0, 400)}`);
    else accepted += 1;
  }
  const holds = listed.length > 0 && accepted === listed.length;
  console.log(`${holds ? 'ok  ' : 'FAIL'} ${title}: ${accepted} of ${listed.length} (${((performance.now() - begin) / 1000).toFixed(1)} s)`);
  if (wrong.length > 0) console.log(wrong.join('\n'));
  if (!holds) failed += 1;
}

function module(name) {
  try {
    return require(name);
  } catch {
    throw new Error(`npm package ${name} is not in ${modules}; run: npm install --prefix ${modules}`);
  }
}

function published(variable, what) {
  const file = process.env[variable];
  if (!file) throw new Error(`set ${variable} to ${what}`);
  if (!fs.existsSync(file)) throw new Error(`${variable} names ${file}, which does not exist`);
  return file;
}

function jsonSchema(file, dialect) {
  const Ajv = module(dialect);
  const ajv = new (Ajv.default ?? Ajv)({strict: false});
  const addFormats = module('ajv-formats');
  (addFormats.default ?? addFormats)(ajv);
  const holds = ajv.compile(JSON.parse(text(file)));
  return (report) => holds(JSON.parse(text(report))) ? '' : ajv.errorsText(holds.errors);
}

function multitool() {
  const entry = path.join(modules, 'node_modules', '@microsoft', 'sarif-multitool-linux', 'Sarif.Multitool');
  if (!fs.existsSync(entry)) throw new Error(`npm package @microsoft/sarif-multitool is not in ${modules}; run: npm install --prefix ${modules}`);
  fs.chmodSync(entry, 0o755);
  return entry;
}

// Errors of the general rules, errors and warnings of GitHub's own. SARIF2005 asks for a home page and a numeric version of
// the tool, which a home-less tool and a report without a version cannot give, and which GitHub does not need.
function sarif(listed) {
  const log = path.join(folder, '.sarif-validation');
  const env = {...process.env, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: '1'};
  const done = run(multitool(), ['validate', ...listed, '--rule-kind', 'Sarif;Ghas', '--output', log, '--log', 'ForceOverwrite'], {env});
  if (done.error || !fs.existsSync(log)) throw new Error(`sarif-multitool does not run: ${done.error ?? done.stderr}`);
  const [validation] = JSON.parse(text(log).replace(/^\uFEFF/, '')).runs;
  const wrong = new Map();
  for (const result of validation.results ?? []) {
    const level = result.level ?? 'warning';
    if (result.ruleId === 'SARIF2005' || !['error', 'warning'].includes(level)) continue;
    const {uri} = result.locations[0].physicalLocation.artifactLocation;
    wrong.set(decodeURIComponent(uri), `${level} ${result.ruleId} ${JSON.stringify(result.message)}`);
  }
  const troubles = (validation.invocations ?? []).flatMap((one) => one.toolExecutionNotifications ?? []).filter((one) => one.level === 'error');
  if (troubles.length) throw new Error(`sarif-multitool: ${JSON.stringify(troubles[0].message)}`);
  return (file) => wrong.get('file://' + path.resolve(file));
}

// What GitHub documents that it refuses on upload.
function githubLimits(file) {
  const [run, ...others] = JSON.parse(text(file)).runs;
  if (others.length) return 'more than one run';
  if (zlib.gzipSync(text(file)).length > 10e6) return 'above 10 MB compressed';
  if (run.results.length > 25000) return 'above 25,000 results';
  if (run.tool.driver.rules.some((rule) => rule.properties.tags.length > 20)) return 'above 20 tags';
  for (const result of run.results) {
    const {uri} = result.locations[0].physicalLocation.artifactLocation;
    if (!uri || /^\/|^[a-z]+:|[\s<>"\\^`{|}]/i.test(uri)) return 'not a relative URI: ' + uri;
    if (!(result.locations[0].physicalLocation.region.startLine >= 1)) return 'no line: ' + result.ruleId;
    if (run.tool.driver.rules[result.ruleIndex].id !== result.ruleId) return 'rule and index differ: ' + result.ruleId;
  }
  return '';
}

function cyclonedx() {
  const {Validation} = module('@cyclonedx/cyclonedx-library');
  module('ajv-formats-draft2019');
  return async (file) => {
    const bill = text(file);
    const errors = await new Validation.JsonStrictValidator(JSON.parse(bill).specVersion).validate(bill);
    return errors === null ? '' : JSON.stringify(errors);
  };
}

function xmllint(...options) {
  if (run('xmllint', ['--version']).error) throw new Error('xmllint is not installed (Debian: libxml2-utils)');
  return (file) => {
    const done = run('xmllint', ['--noout', '--nonet', '--huge', ...options, file]);
    return done.status === 0 ? '' : done.stderr;
  };
}

// The large page is left out: it repeats the elements of the others, and the validator needs minutes for it.
function htmlValidate(listed) {
  const tool = path.join(modules, 'node_modules', '.bin', 'html-validate');
  if (!fs.existsSync(tool)) throw new Error(`npm package html-validate is not in ${modules}; run: npm install --prefix ${modules}`);
  const done = run(tool, ['-f', 'json', '--preset', 'standard,a11y', ...listed.map((file) => path.resolve(file))], {cwd: modules});
  const wrong = new Map();
  for (const {filePath, messages} of JSON.parse(done.stdout))
    if (messages.length) wrong.set(filePath, `${messages.length} such as ${messages[0].ruleId}: ${messages[0].message} at line ${messages[0].line}`);
  return (file) => wrong.get(path.resolve(file));
}

// The forms that GitLab and in-toto document; neither publishes a schema file.
function gitlab(file) {
  const seen = new Set();
  for (const one of JSON.parse(text(file))) {
    if (!one.description || !one.check_name || !one.fingerprint || !one.location?.path || !(one.location?.lines?.begin >= 1)) return 'lacks a field: ' + JSON.stringify(one);
    if (!['info', 'minor', 'major', 'critical', 'blocker'].includes(one.severity)) return 'severity ' + one.severity;
    if (seen.has(one.fingerprint)) return 'fingerprint twice: ' + one.fingerprint;
    seen.add(one.fingerprint);
  }
  return '';
}

function inToto(file) {
  const statement = JSON.parse(text(file));
  if (statement._type !== 'https://in-toto.io/Statement/v1') return statement._type;
  if (!/^[a-z][a-z0-9+.-]*:\S+$/.test(statement.predicateType) || typeof statement.predicate !== 'object') return 'predicate';
  if (!statement.subject?.length) return 'no subject';
  const loose = statement.subject.find((one) => !Object.values(one.digest ?? {}).length || !Object.values(one.digest).every((hex) => /^[0-9a-f]{7,}$/.test(hex)));
  return loose ? 'digest of ' + loose.name : '';
}

// Nothing that a terminal, a browser or a workflow would take for its own.
const unsafe = /[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]/;
function safe(file) {
  const report = text(file);
  if (unsafe.test(report)) return 'a control or bidirectional character';
  if (/\.(html|md|svg)$/.test(file) && /<script>alert|<img src=x|<b onmouseover|href="javascript:/i.test(report)) return 'repository text became markup';
  if (file.endsWith('.md') && report.includes('](javascript:')) return 'a link of the repository';
  if (/^::error file=x::injected/m.test(report)) return 'a workflow command of the repository';
  return '';
}

await validate('JSON: schemas/report.schema.json (ajv)', files('json').filter((file) => !/\/(bare|sample|hostile)\//.test(file)),
               () => jsonSchema(path.join(schemas, 'report.schema.json'), 'ajv'));
await validate('SARIF: sarif-multitool, general and GitHub rules', files('sarif'), sarif);
await validate('SARIF: limits of GitHub', files('sarif'), () => githubLimits);
await validate('CycloneDX 1.7: strict', files('cyclonedx'), cyclonedx);
await validate('CycloneDX 1.6: strict', files('cyclonedx-1.6'), cyclonedx);
await validate('SPDX 3.0.1: JSON schema (ajv)', files('spdx'),
               () => jsonSchema(published('AUDITOR_SPDX_SCHEMA', 'the JSON schema of SPDX 3.0.1'), 'ajv/dist/2020.js'));
await validate('JUnit: XSD (xmllint)', files('junit'), () => xmllint('--schema', published('AUDITOR_JUNIT_XSD', 'junit-10.xsd of jenkinsci/xunit-plugin')));
await validate('badge: well-formed (xmllint)', files('badge'), () => xmllint());
await validate('HTML: html-validate, standard and a11y', files('html').filter((file) => !/\/large\//.test(file)), htmlValidate);
await validate('GitLab: documented form', files('gitlab'), () => gitlab);
await validate('in-toto: Statement v1', files('in-toto'), () => inToto);
await validate('all that people read: nothing of the repository is live',
               ['text', 'markdown', 'html', 'badge', 'github', 'sarif', 'junit'].flatMap(files), () => safe);
console.log(failed === 0 ? 'all accepted' : `${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
