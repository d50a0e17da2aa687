// Asks the queries of docs/site.md of a site. Usage: node site-queries.mjs MODULES PAGE SITE LINES
// MODULES: a folder with @duckdb/node-api installed; without it, it says so and passes as skipped (77).
import fs from 'node:fs';
import path from 'node:path';
import {createRequire} from 'node:module';

const [modules, page, site, lines] = process.argv.slice(2);
if (!lines) {
  console.error('usage: node site-queries.mjs MODULES PAGE SITE LINES');
  process.exit(2);
}
const require = createRequire(path.join(path.resolve(modules), 'node_modules', 'x.js'));
let duckdb;
try {
  duckdb = require('@duckdb/node-api');
} catch {
  console.log(`SKIPPED npm package @duckdb/node-api is not in ${modules}`);
  process.exit(77);
}
const queries = [...fs.readFileSync(page, 'utf8').matchAll(/```sql\n([\s\S]*?)```/g)].map((found) => found[1]);
const absolute = (query) => query.replace(/'(models\.csv|lineage\.csv)'/g, (unused, name) => `'${path.resolve(site, name)}'`)
  .replace(/'audits\.jsonl'/, `'${path.resolve(lines)}'`);
const connection = await (await duckdb.DuckDBInstance.create()).connect();
let failures = queries.length >= 4 ? 0 : 1;
for (const query of queries) {
  try {
    const rows = (await connection.runAndReadAll(absolute(query))).getRowsJson();
    console.log(`ok   ${rows.length} rows, such as ${JSON.stringify(rows[0])}`);
  } catch (error) {
    failures += 1;
    console.log(`FAIL ${query}\n${error.message}`);
  }
}
console.log(`${failures} failed`);
process.exit(failures === 0 ? 0 : 1);
