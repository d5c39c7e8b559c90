// A layer from a real PostgreSQL, whose password must be read nowhere.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmod, chown, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { run, serve, source_dir, temporaryFolder, until } from './program.mjs';

const password = 'S3cretPw';

/** Who may run PostgreSQL: not root. */
const owner = process.getuid() === 0
  ? { uid: Number(execFileSync('id', ['-u', 'postgres'])), gid: Number(execFileSync('id', ['-g', 'postgres'])) } : {};

async function freePort() {
  const socket = net.createServer().listen(0, '127.0.0.1');
  await new Promise(done => { socket.once('listening', done); });
  const { port } = socket.address();
  await new Promise(done => { socket.close(done); });
  return port;
}

/** Where Debian puts the programs of its newest PostgreSQL. */
async function postgresPrograms() {
  const versions = await readdir('/usr/lib/postgresql');
  return `/usr/lib/postgresql/${versions.sort((a, b) => a - b).at(-1)}/bin`;
}

/** A PostgreSQL on 127.0.0.1 with the tables flood and stations: {connection, stop()}. */
async function postgres(t) {
  const folder = await mkdtemp(path.join(tmpdir(), 'hazardmap-pg-'));
  const programs = await postgresPrograms();
  const as_owner = (program, ...args) =>
    execFileSync(path.join(programs, program), args, { ...owner, cwd: folder, stdio: 'pipe' });
  await writeFile(path.join(folder, 'password'), password);
  if (owner.uid !== undefined)
    for (const file of [folder, path.join(folder, 'password')])
      await chown(file, owner.uid, owner.gid);
  const data = path.join(folder, 'data');
  as_owner('initdb', '-D', data, '-U', 'fire', '-A', 'scram-sha-256', `--pwfile=${folder}/password`);
  const port = await freePort();
  const options = `-p ${port} -k ${folder} -c listen_addresses=127.0.0.1`;
  as_owner('pg_ctl', '-D', data, '-o', options, '-l', path.join(folder, 'log'), '-w', 'start');
  let runs = true;
  const stop = () => {
    if (runs)
      as_owner('pg_ctl', '-D', data, '-m', 'immediate', '-w', 'stop');
    runs = false;
  };
  t.after(() => { stop(); return rm(folder, { recursive: true }); });
  const connection = `PG:host=127.0.0.1 port=${port} dbname=postgres user=fire`;
  for (const table of ['flood', 'stations'])
    execFileSync('ogr2ogr', ['-f', 'PostgreSQL', `${connection} password=${password}`,
      path.join(source_dir, 'sample-data', `${table}.geojson`), '-nln', table]);
  return { connection, stop };
}

const assertHidden = (text, where) =>
  assert.ok(!text.toLowerCase().includes(password.toLowerCase()), `${where}: ${text}`);

const addresses = ['/', '/api', '/conformance', '/collections', '/collections/flood', '/collections/flood/items?limit=1',
  '/collections/flood/queryables', '/metrics', '/health/ready', '/health/live', '/xyz/flood.json', '/xyz/flood/0/0/0.mvt',
  '/collections/nowhere', '/legend', '/coverage', '/standards'];

async function assertNothingShown(server) {
  for (const address of addresses)
    assertHidden((await server.get(address)).body.toString('latin1'), address);
  assertHidden(server.output.stderr + server.output.stdout, 'log');
}

test('a password in a connection is shown nowhere, also when the database goes away', async t => {
  const { connection, stop } = await postgres(t);
  const source = `${connection} password=${password}`;
  const server = await serve(t, source);
  const { collections } = await server.json('/collections');
  assert.deepEqual(collections.map(c => [c.id, c.title]).sort(), [['flood', 'Flood'], ['stations', 'Stations']]);
  await assertNothingShown(server);
  for (const args of [['check', source], ['check', '--json', source]]) {
    const { stdout, stderr } = await run(...args);
    assert.match(stdout, /password=\*\*\*/);
    assertHidden(stdout + stderr, args[0]);
  }
  stop();
  server.child.kill('SIGHUP');
  await until(() => /reload: .*password=\*\*\*/.test(server.output.stderr), 'the failed reload');
  await until(async () => (await server.get('/health/ready')).body.includes('***'), 'stale layers');
  await assertNothingShown(server);
  for (const command of ['serve', 'check']) {
    const { code, stdout, stderr } = await run(command, source);
    assert.equal(code, 1);
    assertHidden(stdout + stderr, command);
  }
});

test('a password may stand in a file of libpq, PGPASSFILE', async t => {
  const { connection } = await postgres(t);
  const folder = await temporaryFolder(t);
  const file = await folder.write('pgpass', `127.0.0.1:*:postgres:fire:${password}\n`);
  await chmod(file, 0o600);
  process.env.PGPASSFILE = file;
  t.after(() => { delete process.env.PGPASSFILE; });
  const configuration = await folder.write('hazardmap.json',
    { layers: [{ id: 'zones', kind: 'hazard', source: connection, table: 'flood' }] });
  const { stdout, code } = await run('check', configuration);
  assert.equal(code, 0, stdout);
  assert.match(stdout, /^zones\s+hazard\s+\d+ of \d+ features\s+PostgreSQL/m);
});

test('a configuration that is wrong is told without the secrets in it', async t => {
  const folder = await temporaryFolder(t);
  const source = `postgresql://somebody-with-a-long-name:${password}@database.example/fire?sslmode=require`;
  const wrong = [
    `{"layers": ["${source}"]}`, `{"layers": "${source}"}`, `{"layers": [{"id": "x", "kind": "${source}"}]}`,
    `{"layers": [{"id": "x", "kind": "hazard", "source": ["${source}"]}]}`, `{"layers": [{"source": "${source}\u0001`,
    `{"layers": [{"source": "${source}}]}`, `{"layers": [{"source": "${source}\xff"}]}`,
  ];
  for (const text of wrong) {
    const { code, stdout, stderr } = await run('check', await folder.write('hazardmap.json', text));
    assert.equal(code, 1, text);
    assertHidden(stdout + stderr, text);
  }
});

test('connections that fail say so without their secrets', async t => {
  const folder = await temporaryFolder(t);
  const port = await freePort(); // nobody listens
  const sources = [
    `PG:host=127.0.0.1 port=${port} user=u password='${password} x'`,
    `postgresql://u:${password}@127.0.0.1:${port}/fire`,
    `MYSQL:fire,host=127.0.0.1,port=${port},user=u,password=${password}`,
    `MSSQL:server=127.0.0.1,${port};uid=u;pwd=${password};database=fire`,
    `WFS:http://u:${password}@127.0.0.1:${port}/wfs?token=${password}`,
    `http://127.0.0.1:${port}/a.geojson?apikey=${password}`,
    `/vsicurl/http://u:${password}@127.0.0.1:${port}/a.gpkg`,
    `<OGRWFSDataSource><URL>http://127.0.0.1:${port}</URL><UserPwd>u:${password}</UserPwd></OGRWFSDataSource>`,
  ];
  for (const source of sources) {
    const configuration = await folder.write('hazardmap.json', { layers: [{ id: 'x', kind: 'hazard', source }] });
    for (const args of [['serve', source], ['check', source], ['check', '--json', configuration], ['serve', configuration]]) {
      const { code, stdout, stderr } = await run(...args);
      assert.equal(code, 1, `${args}: ${stdout}${stderr}`);
      assertHidden(stdout + stderr, args.join(' '));
    }
  }
});
