// All questions by all banners in DuckDB.
// usage: count_duckdb.mjs load TABLE.duckdb BASE.csv ROWS
//        count_duckdb.mjs count TABLE.duckdb THREADS COUNTS.csv WAY
// `load` makes a table of ROWS rows in DuckDB's own format, with the narrowest types. `count` prints the
// milliseconds of counting alone and writes the counts (compare_counts.py). WAY: "plain", one GROUP BY
// per question and banner; "sets", one query per question that first groups by question and all
// banners, then by each of them. Of four ways these two were the fastest, "sets" from about half
// a million rows on; one query with a counter per code took ten times as long.
import { createRequire } from 'node:module';
import { writeFileSync } from 'node:fs';

const { DuckDBInstance } = createRequire(`${process.env.NODE_PATH}/`)('@duckdb/node-api');
const [verb, path, ...rest] = process.argv.slice(2);
const quoted = name => `"${name}"`;

async function columnsOf(db, kind) {
    const read = await db.runAndReadAll(
        `SELECT column_name FROM information_schema.columns
         WHERE table_name = 'answers' AND column_name LIKE '${kind}\\_%' ESCAPE '\\'
         ORDER BY ordinal_position`);
    return read.getRows().map(row => row[0]);
}

async function load(db, csv, rows) {
    await db.run(`CREATE TABLE base AS SELECT * FROM read_csv('${csv}', header = true)`);
    const [[count]] = (await db.runAndReadAll('SELECT count(*) FROM base')).getRows();
    const [[types]] = (await db.runAndReadAll(
        `SELECT string_agg(CASE left(column_name, 2) WHEN 'n_' THEN '"' || column_name || '"::BIGINT'
                           WHEN 'b_' THEN '"' || column_name || '"::USMALLINT'
                           ELSE '"' || column_name || '"::UTINYINT' END
                           || ' AS "' || column_name || '"', ', ' ORDER BY ordinal_position)
         FROM information_schema.columns
         WHERE table_name = 'base' AND column_name <> 'position'`)).getRows();
    await db.run(`CREATE TABLE answers AS SELECT ${types}
                  FROM range(${Math.ceil(rows / Number(count))}) AS replica(number), base
                  WHERE number * ${count} + position < ${rows}`);
    await db.run('DROP TABLE base');
    await db.run('CHECKPOINT');
}

const ways = {
    async sets(db, banners, question) {
        const read = await db.runAndReadAll(
            `WITH grouped AS MATERIALIZED (
                 SELECT ${banners.map(quoted)}, "${question}" AS code, count(*) AS n
                 FROM answers GROUP BY ALL)
             SELECT ${banners.map(quoted)}, code, sum(n)::BIGINT FROM grouped
             GROUP BY GROUPING SETS (${banners.map(banner => `("${banner}", code)`)})`);
        return read.getRows().map(row => {
            const at = row.findIndex(value => value !== null);
            return [question, banners[at], row[at], row[banners.length], row[banners.length + 1]];
        });
    },
    async plain(db, banners, question) {
        const lines = [];
        for (const banner of banners) {
            const read = await db.runAndReadAll(
                `SELECT "${banner}", "${question}", count(*) FROM answers GROUP BY ALL`);
            lines.push(...read.getRows().map(row => [question, banner, ...row]));
        }
        return lines;
    },
};

async function statistics(db, banners, number) {
    const x = quoted(number), lines = [];
    for (const banner of banners) {
        const read = await db.runAndReadAll(
            `SELECT "${banner}", count(${x}), sum(${x})::BIGINT, avg(${x}), stddev_samp(${x}), min(${x}),
                    quantile_cont(${x}, [0.25, 0.5, 0.75]), max(${x})
             FROM answers WHERE ${x} IS NOT NULL GROUP BY ALL`);
        for (const row of read.getRows())
            lines.push([number, banner, ...row.slice(0, 6), ...row[6].items, row[7]]);
    }
    return lines;
}

async function count(db, threads, counts, way) {
    await db.run(`SET threads = ${threads}`);
    const [banners, questions, numbers] =
        await Promise.all(['b', 'q', 'n'].map(kind => columnsOf(db, kind)));
    const lines = [], started = performance.now();
    for (const question of questions)
        lines.push(...(await ways[way](db, banners, question)).map(line => ['count', ...line]));
    for (const number of numbers)
        lines.push(...(await statistics(db, banners, number)).map(line => ['number', ...line]));
    console.log((performance.now() - started).toFixed(1));
    writeFileSync(counts, lines.map(line => line.map(v => v ?? '').join(',') + '\n').join(''));
}

const db = await (await DuckDBInstance.create(path)).connect();
if (verb === 'load')
    await load(db, rest[0], Number(rest[1]));
else
    await count(db, Number(rest[0]), rest[1], rest[2]);
db.closeSync();
