// What becomes of commands, and of a server, that may not have the memory they need.
import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { binary, patient, serve, source_dir, temporaryFolder } from './program.mjs';

const mb = 1e6;
const sample = path.join(source_dir, 'sample-data/hazardmap.json');

/** Sanitizers take terabytes of addresses for themselves. */
const skip = spawnSync('prlimit', [`--as=${1000 * mb}`, binary, '--version']).status !== 0;

/** Runs a command that may have so many bytes of addresses; `serve` is stopped once it listens. */
async function runWithin(bytes, args) {
  const child = spawn('prlimit', [`--as=${bytes}`, '--core=0', binary, ...args]);
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', text => { stderr += text; });
  child.stdout.on('data', text => { if (`${text}`.startsWith('listening')) child.kill('SIGTERM'); });
  const [code, signal] = await once(child, 'close');
  return { code, signal, stderr };
}

/** It works, or says in a line that it cannot; below what its libraries need, their loader does. */
function worksOrSaysWhyNot({ code, signal, stderr }, what) {
  const last = stderr.trimEnd().split('\n').at(-1);
  assert.equal(signal, null, `${what}: ${stderr}`);
  if (code === 127)
    return assert.match(last, /error while loading shared libraries/);
  assert.ok(code === 0 || code === 1, `${what}: ${code}: ${stderr}`);
  assert.doesNotMatch(stderr, /terminate called|internal error/, what);
  if (code === 1 && !what.startsWith('check')) // which says it among its lines
    assert.match(last, /^hazardmap: ./, what);
}

for (const command of ['check', 'serve', 'tiles', 'response', 'coverage', 'nearest', 'arrival-times'])
  test(`${command} works or says why not, whatever memory there is`, { skip }, async t => {
    const folder = await temporaryFolder(t);
    const more = {
      check: [], serve: ['--port', '0'],
      tiles: ['--zoom', '0-3', '--overwrite', '--output', path.join(folder.path, 'a.pmtiles')],
      response: ['--limits-s', '240', '--overwrite', '--output', path.join(folder.path, 'a.gpkg')],
      coverage: ['--limits-s', '240', '--area', 'wards', '--overwrite', '--output', path.join(folder.path, 'b.gpkg')],
      nearest: ['--point', '108.355,15.914', '--output', path.join(folder.path, 'c.geojson'), '--overwrite'],
      'arrival-times': ['--point', '108.355,15.914', '--output', path.join(folder.path, 'd.geojson'), '--overwrite'],
    };
    for (const megabytes of [50, 150, 180, 190, 200, 210, 220, 235, 250, 265, 280, 300, 330, 400]) {
      const ended = await runWithin(megabytes * mb, [command, sample, ...more[command]]);
      worksOrSaysWhyNot(ended, `${command} with ${megabytes} MB`);
    }
  });

/** Bytes of addresses that a process has, and may have from now on. */
async function addressSpace(pid) {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(status.match(/VmSize:\s+(\d+) kB/)[1]) * 1024;
}
const allow = (pid, bytes) => execFileSync('prlimit', ['--pid', `${pid}`, `--as=${bytes}:`]);

test('a request for which there is no memory is a 503, and the server goes on', { skip }, async t => {
  const server = await serve(t, sample, ...patient);
  const { pid } = server.child;
  const large = '/response-areas?limits_s=600&cell_m=5'; // a grid of the whole province
  allow(pid, await addressSpace(pid) + 8 * mb);
  const refused = await Promise.all([1, 2, 3, 4].map(() => server.get(large)));
  for (const { status, headers, body } of refused)
    if (status !== 200) {
      assert.equal(status, 503, `${body}`);
      assert.equal(headers['retry-after'], '1');
      assert.match(JSON.parse(body).detail, /^out of memory/);
    }
  assert.ok(refused.some(({ status }) => status === 503), 'there was memory enough');
  assert.match(server.output.stderr, / error out of memory: a request is refused\n/);
  allow(pid, 'unlimited');
  for (const place of [large, '/collections'])
    assert.equal((await server.get(place)).status, 200);
});
