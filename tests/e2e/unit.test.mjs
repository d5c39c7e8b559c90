// docs/deploy/hazardmap.service: what systemd thinks of it, and its command under a service manager.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import http from 'node:http';
import path from 'node:path';
import { test } from 'node:test';
import { launch, manyPoints, temporaryFolder, until } from './program.mjs';
import { shippedFile } from './proxy.mjs';

const program = '/usr/local/bin/hazardmap';

/** `systemd-analyze` of the unit with another program in it: {status, said}. */
async function analyze(t, args, ...changes) {
  const folder = await temporaryFolder(t);
  const unit = await folder.write('hazardmap.service', shippedFile('hazardmap.service', [program, '/bin/sh'], ...changes));
  const { status, stdout, stderr, error } = spawnSync('systemd-analyze', [...args, unit], { encoding: 'utf8' });
  assert.equal(error, undefined);
  return { status, said: stdout + stderr };
}

test('systemd finds no fault with the unit', async t => {
  assert.deepEqual(await analyze(t, ['verify']), { status: 0, said: '' });
  const { said } = await analyze(t, ['verify'], ['ProtectSystem', 'ProtectSytem']);
  assert.match(said, /Unknown key 'ProtectSytem'/); // it would
});

test('the unit is shut off from the rest of the system', async t => {
  const { status, said } = await analyze(t, ['security', '--offline=true', '--threshold=20']); // 2.0 of 10
  assert.equal(status, 0, said.split('\n').slice(-3).join('\n'));
});

/** Holds the socket of $NOTIFY_SOCKET: {socket, told: datagrams so far}. Node has no such sockets. */
async function manager(t, folder) {
  const socket = path.join(folder.path, 'notify.sock');
  const child = spawn('python3', ['-u', '-c', `
import json, socket, sys
manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
manager.bind(sys.argv[1])
while True:
    print(json.dumps(manager.recv(4096).decode()))`, socket], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  t.after(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  let lines = '';
  child.stdout.setEncoding('utf8').on('data', text => { lines += text; });
  await until(() => stat(socket).catch(() => false), 'the socket of the service manager');
  return { socket, told: () => lines.split('\n').slice(0, -1).map(line => JSON.parse(line)) };
}

/** The command of the unit with other paths and a free port. */
function commandOf(configuration, socket) {
  const unit = shippedFile('hazardmap.service',
    ['/etc/hazardmap/hazardmap.json', configuration],
    ['/run/hazardmap/http.sock', socket],
    ['127.0.0.1:8080', '127.0.0.1:0']);
  const [, line] = unit.match(/^ExecStart=(.*)$/m);
  const [command, ...args] = line.split(' ');
  assert.equal(command, program);
  return args;
}

/** Launches with what systemd would set: the variable and the mask of the unit. */
function launchAsService(notify_socket, args) {
  process.env.NOTIFY_SOCKET = notify_socket;
  const mask = process.umask(0o007);
  try {
    return launch(...args);
  } finally {
    delete process.env.NOTIFY_SOCKET;
    process.umask(mask);
  }
}

test('the service manager hears when the service is ready, reloads and stops', async t => {
  const folder = await temporaryFolder(t);
  await folder.write('flood.geojson', manyPoints(1));
  const file = await folder.write('hazardmap.json',
    { layers: [{ id: 'flood', kind: 'hazard', source: 'flood.geojson' }] });
  const http_socket = path.join(folder.path, 'http.sock');
  const { socket, told } = await manager(t, folder);
  const heard = [];
  const hears = async (...wanted) => {
    heard.push(...wanted);
    await until(() => told().length >= heard.length, `${wanted}`);
    assert.deepEqual(told().map(text => text.replace(/\nMONOTONIC_USEC=\d+$/, '')), heard);
  };

  const server = launchAsService(socket, commandOf(file, http_socket));
  t.after(() => server.child.kill('SIGKILL'));
  await hears('READY=1');
  await until(() => server.output.stdout.startsWith(`listening on unix:${http_socket}\n`), 'the line with the socket');
  assert.equal((await stat(http_socket)).mode & 0o777, 0o770); // the group may connect, others not
  const [response] = await once(http.get({ socketPath: http_socket, path: '/health/live' }), 'response');
  response.resume();
  assert.equal(response.statusCode, 200);
  await until(() => / layers? read in /.test(server.output.stderr), 'the layers');

  server.child.kill('SIGHUP');
  await hears('RELOADING=1', 'READY=1');
  await folder.write('hazardmap.json', '{broken');
  server.child.kill('SIGHUP');
  await hears('RELOADING=1', 'READY=1');
  await until(() => /error reload: .*hazardmap\.json/.test(server.output.stderr), 'the error in the log');

  server.child.kill('SIGTERM');
  assert.equal((await server.ended).code, 0);
  await hears('STOPPING=1');
});
