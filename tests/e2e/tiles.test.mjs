// `hazardmap tiles`: layers as one file or a folder, interrupted in every way.
import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, statSync } from 'node:fs';
import { chmod, mkdir, readFile, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { binary, launch, manyPoints, run, serve, temporaryFolder, until } from './program.mjs';

/** Squares over the world, `side` by `side`. */
const squares = side => ({
  type: 'FeatureCollection',
  features: Array.from({ length: side * side }, (_, i) => {
    const [w, s] = [(i % side) * 340 / side - 170, Math.floor(i / side) * 150 / side - 75];
    const [e, n] = [w + 200 / side, s + 100 / side];
    return {
      type: 'Feature', id: i, properties: { name: `ô ${i}`, depth_m: i / 10, open: i % 2 === 0 },
      geometry: { type: 'Polygon', coordinates: [[[w, s], [e, s], [e, n], [w, n], [w, s]]] },
    };
  }),
});

/** A folder with flood.geojson and, by `tiles(...)`, the command on it. */
async function folderWithFlood(t, side = 40) {
  const folder = await temporaryFolder(t);
  const source = await folder.write('flood.geojson', squares(side));
  const tiles = (output, ...more) => ['tiles', source, '--output', path.join(folder.path, output), ...more];
  return { ...folder, source, at: name => path.join(folder.path, name), tiles };
}

test('a folder holds the tiles that the server answers with', async t => {
  const folder = await folderWithFlood(t, 8);
  const server = await serve(t, folder.source);
  for (const format of ['mvt', 'geojson']) {
    const { code, stdout, stderr } = await run(...folder.tiles(`${format}/`, '--zoom', '0-3', '--format', format));
    assert.equal(code, 0, stderr);
    // 1 + 4 + 16 + 64, without the first and the last row of zoom 3, which lie beyond 79 degrees
    assert.match(stdout, /^.*\/: 69 tiles of zooms 0 to 3, \d+\.\d kB, in \d+\.\d s \([\d,]+ tiles\/s\)\n$/);
    for (let z = 0; z <= 3; ++z)
      for (let x = 0; x < 2 ** z; ++x)
        for (let y = 0; y < 2 ** z; ++y) {
          const { body } = await server.get(`/xyz/flood/${z}/${x}/${y}.${format}`);
          const file = folder.at(`${format}/${z}/${x}/${y}.${format}`);
          const nothing = Buffer.from(format === 'mvt' ? '' : '{"type":"FeatureCollection","features":[]}');
          assert.deepEqual(existsSync(file) ? await readFile(file) : nothing, body, file);
        }
  }
});

test('the metadata describes the layers', async t => {
  const folder = await folderWithFlood(t, 8);
  await run(...folder.tiles('a/', '--zoom', '0-3'));
  const { tiles, minzoom, maxzoom, vector_layers } = JSON.parse(await readFile(folder.at('a/metadata.json'), 'utf8'));
  assert.deepEqual([tiles, minzoom, maxzoom], [['{z}/{x}/{y}.mvt'], 0, 3]);
  assert.deepEqual(vector_layers, [{ id: 'flood', description: 'Flood', minzoom: 0, maxzoom: 3,
                                     fields: { name: 'String', depth_m: 'Number', open: 'Boolean' } }]);
});

test('GDAL reads the MBTiles', async t => {
  if (spawnSync('ogrinfo', ['--version']).error)
    return t.skip('there is no ogrinfo');
  const folder = await folderWithFlood(t, 8);
  assert.equal((await run(...folder.tiles('a.mbtiles', '--zoom', '0-3'))).code, 0);
  const info = execFileSync('ogrinfo', ['-so', '-al', folder.at('a.mbtiles')], { encoding: 'utf8' });
  assert.match(info, /Layer name: flood/);
  assert.match(info, /depth_m: Real/);
  assert.doesNotMatch(info, /ERROR|Warning/);
});

test('only the layers that are named, in their order', async t => {
  const folder = await temporaryFolder(t);
  for (const name of ['a', 'b', 'c'])
    await folder.write(`${name}.geojson`, manyPoints(2));
  const output = path.join(folder.path, 'out/');
  const { code, stderr } = await run('tiles', folder.path, '--layers', 'c,a', '--zoom', '0', '--format', 'geojson', '--output', output);
  assert.equal(code, 0, stderr);
  const { features } = JSON.parse(await readFile(path.join(output, '0/0/0.geojson'), 'utf8'));
  assert.deepEqual(features.map(({ layer, count }) => [layer, count]), [['c', 2], ['a', 2]]);
  assert.doesNotMatch(stderr, / b: /, 'the others are not even read');
});

/** Starts an export, ends it by a signal once it has written tiles of its own, and gives its end. */
async function interrupted(signal, ...args) {
  const tiles = `${args[args.indexOf('--output') + 1]}.part/tiles`;
  const size = () => statSync(tiles, { throwIfNoEntry: false })?.size ?? 0;
  const size_before = size();
  const { child, ended } = launch(...args);
  await until(() => size() > size_before || child.exitCode !== null, 'tiles');
  child.kill(signal);
  return ended;
}

/** The first zooms that this machine needs so long for that `attempt` catches the export in the middle. */
async function deepEnough(folder, attempt) {
  for (let depth = 8; depth <= 12; ++depth) {
    const zoom = ['--zoom', `0-${depth}`];
    if (await attempt(zoom))
      return zoom;
    for (const output of ['a.pmtiles', 'a.pmtiles.part'])
      await rm(folder.at(output), { recursive: true, force: true });
  }
  assert.fail('no export was caught in the middle');
}

/** The export goes on to its end, with `a.pmtiles` as if it had never been interrupted. */
async function goesOnToTheEnd(folder, zoom) {
  const { code, stdout, stderr } = await run(...folder.tiles('a.pmtiles', ...zoom, '--resume'));
  assert.equal(code, 0, stderr);
  assert.equal((await run(...folder.tiles('whole.pmtiles', ...zoom))).code, 0);
  assert.ok((await readFile(folder.at('a.pmtiles'))).equals(await readFile(folder.at('whole.pmtiles'))));
  assert.ok(!existsSync(folder.at('a.pmtiles.part')));
  return stdout;
}

test('Ctrl-C says how to go on, and going on gives the same file', async t => {
  const folder = await folderWithFlood(t);
  const zoom = await deepEnough(folder, async zooms => {
    for (const [name, status, ...resume] of [['SIGTERM', 143], ['SIGINT', 130, '--resume'], ['SIGTERM', 143, '--resume']]) {
      const { code, signal, stderr } = await interrupted(name, ...folder.tiles('a.pmtiles', ...zooms, ...resume));
      if (code === 0)
        return false;
      assert.deepEqual([code, signal], [status, null], stderr);
      assert.match(stderr, /a\.pmtiles: stopped after [\d,]+ tiles; the same command with --resume goes on\n$/);
      assert.ok(!existsSync(folder.at('a.pmtiles')));
    }
    return true;
  });
  assert.match(await goesOnToTheEnd(folder, zoom), /; [\d,]+ of the tiles are of an earlier run\n$/);
});

test('a killed export goes on too', async t => {
  const folder = await folderWithFlood(t);
  const zoom = await deepEnough(folder, async zooms => {
    const { code, signal, stderr } = await interrupted('SIGKILL', ...folder.tiles('a.pmtiles', ...zooms));
    assert.ok(code === 0 || signal === 'SIGKILL', stderr);
    return signal === 'SIGKILL' && !existsSync(folder.at('a.pmtiles'));
  });
  await goesOnToTheEnd(folder, zoom);
});

/** The output has no room: files may be so many blocks of 1,024 bytes large. */
async function runWithin(blocks, ...args) {
  const child = spawn('bash', ['-c', `ulimit -f ${blocks}; exec "$0" "$@"`, binary, ...args]);
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', text => { stderr += text; });
  const [code, signal] = await once(child, 'close');
  return { code, signal, stderr };
}

test('an output that becomes too large is one line, and goes on when there is room', async t => {
  const folder = await folderWithFlood(t);
  for (const output of ['a.pmtiles', 'a.mbtiles']) {
    const args = folder.tiles(output, '--zoom', '0-7');
    const { code, signal, stderr } = await runWithin(300, ...args);
    assert.deepEqual([code, signal], [1, null], stderr);
    assert.match(stderr, /^hazardmap: .*\.part\/tiles: cannot be written: .+$/m);
    assert.ok(!existsSync(folder.at(output)));
    const end = await run(...args, '--resume');
    assert.equal(end.code, 0, end.stderr);
  }
});

test('a full disk is one line that says what to do', async t => {
  const folder = await folderWithFlood(t);
  const disk = folder.at('disk');
  await mkdir(disk);
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=400k', 'tmpfs', disk]).status !== 0)
    return t.skip('no right to mount');
  try {
    for (const output of ['a.pmtiles', 'a.mbtiles', 'a/']) {
      const { code, stderr } = await run(...folder.tiles(`disk/${output}`, '--zoom', '0-7'));
      assert.equal(code, 1, stderr);
      assert.match(stderr, /^hazardmap: .*: cannot be written: .*; make room, then go on with --resume$/m);
      await rm(`${disk}/${output.replace('/', '')}.part`, { recursive: true });
    }
  } finally {
    execFileSync('umount', ['-l', disk]);
  }
});

test('a folder that may not be written to is one line', async t => {
  const folder = await folderWithFlood(t, 2);
  await mkdir(folder.at('closed'));
  await chmod(folder.at('closed'), 0o555);
  await mkdir(folder.at('locked'), { mode: 0o700 });
  await mkdir(folder.at('locked/in'));
  await chmod(folder.path, 0o755);
  const is_root = process.getuid() === 0; // whom nothing is closed to
  if (!is_root)
    await chmod(folder.at('locked'), 0);
  for (const [output, file] of [['closed/a.pmtiles', 'a.pmtiles.part'], ['locked/in/a.pmtiles', 'a.pmtiles']]) {
    const child = spawn(binary, folder.tiles(output, '--zoom', '0'), is_root ? { uid: 65534, gid: 65534 } : {});
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', text => { stderr += text; });
    const [code] = await once(child, 'close');
    assert.equal(code, 1);
    assert.ok(stderr.endsWith(`${path.dirname(folder.at(output))}/${file}: cannot be written: Permission denied; ` +
                              'name a folder that you may write to\n'), stderr);
  }
  await chmod(folder.at('locked'), 0o700);
});

test('wrong usage ends with 2 and one line', async t => {
  const folder = await folderWithFlood(t, 2);
  const good = { '--zoom': '0-3', '--output': folder.at('a.pmtiles') };
  for (const [change, words] of [
    [{ '--zoom': '9-3' }, /--zoom: "9-3" is reversed; write 3-9/],
    [{ '--zoom': '0-25' }, /--zoom: zoom 25 does not exist; zooms are 0 to 24/],
    [{ '--zoom': 'deep' }, /--zoom: "deep" is no range of zooms/],
    [{ '--zoom': undefined }, /--zoom is required/],
    [{ '--bbox': '1,2,3' }, /--bbox: "1,2,3" is not four numbers/],
    [{ '--bbox': '3,0,1,1' }, /--bbox: west 3 lies east of east 1/],
    [{ '--output': folder.at('a.zip') }, /--output: ".*a\.zip": ends neither in \.pmtiles nor in \.mbtiles; a folder ends in \//],
    [{ '--output': undefined }, /--output is required/],
    [{ '--format': 'png' }, /--format: .*png/],
    [{ '--threads': '0' }, /--threads: .*0/],
  ]) {
    const options = Object.entries({ ...good, ...change }).filter(([, value]) => value !== undefined);
    const { code, stdout, stderr } = await run('tiles', folder.source, ...options.flat());
    assert.deepEqual([code, stdout], [2, ''], stderr);
    assert.match(stderr, /^hazardmap tiles: [^\n]*; see hazardmap tiles --help\n$/);
    assert.match(stderr, words);
  }
  assert.deepEqual(await readdir(folder.path), ['flood.geojson']);
});

test('data that does not suit ends with 1 and one line', async t => {
  const folder = await folderWithFlood(t, 2);
  await folder.write('there.pmtiles', 'x');
  for (const [args, words] of [
    [folder.tiles('a.pmtiles', '--zoom', '0', '--layers', 'flod'), /^hazardmap: layer "flod": there is none; there are flood\n/m],
    [folder.tiles('a.pmtiles', '--zoom', '0', '--layers', 'flood,flood'), /^hazardmap: layer "flood": named twice; name it once\n/m],
    [folder.tiles('a.pmtiles', '--zoom', '8', '--bbox', '179,89,180,90'), /^hazardmap: .*a\.pmtiles: the layers show nothing at zooms 8 to 8 in 179,89,180,90; widen --zoom or --bbox\n/m],
    [folder.tiles('a.pmtiles', '--zoom', '23-24'), /: the layers show nothing at zooms 23 to 24 in /],
    [folder.tiles('there.pmtiles', '--zoom', '0'), /^hazardmap: .*there\.pmtiles: exists already; name another or add --overwrite\n/m],
    [folder.tiles('none/a.pmtiles', '--zoom', '0'), /^hazardmap: .*none\/a\.pmtiles: there is no folder .*none; make it first\n/m],
  ]) {
    const { code, stdout, stderr } = await run(...args);
    assert.deepEqual([code, stdout], [1, ''], stderr);
    assert.match(stderr, words);
    assert.equal(stderr.match(/^hazardmap: /mg).length, 1);
  }
  assert.equal(await readFile(folder.at('there.pmtiles'), 'utf8'), 'x');
  assert.deepEqual((await readdir(folder.path)).sort(), ['flood.geojson', 'there.pmtiles']);
});

test('an export is not resumed when its source has changed', async t => {
  const folder = await folderWithFlood(t);
  const args = folder.tiles('a.pmtiles', '--zoom', '0-24'); // which no machine finishes
  assert.equal((await interrupted('SIGINT', ...args)).code, 130);
  await folder.write('flood.geojson', squares(3));
  const { code, stderr } = await run(...args, '--resume');
  assert.equal(code, 1);
  assert.match(stderr, /a\.pmtiles: was begun with other layers; resume with the same, or begin again with --overwrite\n$/);
  assert.equal((await run(...args.slice(0, -1), '0-2', '--overwrite')).code, 0);
});

test('on a terminal a bar says how far it is, elsewhere lines do', async t => {
  const folder = await folderWithFlood(t);
  const args = folder.tiles('a.pmtiles', '--overwrite', '--zoom');
  const { stderr: lines } = await run(...args, '0-8');
  assert.doesNotMatch(lines, /[\r\x1b]/);
  if (spawnSync('script', ['--version']).error)
    return t.skip('there is no script');
  let terminal = '';
  for (const zooms of ['0-8', '0-9', '0-10']) { // until it takes so long that there is something to say
    const command = [binary, ...args, zooms].map(word => `'${word}'`).join(' ');
    terminal = execFileSync('script', ['-qec', command, '/dev/null'], { encoding: 'utf8' });
    if (terminal.includes(' left'))
      break;
  }
  assert.match(terminal, /\r\[#*\.*\] +\d+ %, [\d,]+ tiles, [\d,]+ tiles\/s, .* left\x1b\[K/);
  assert.match(terminal, /\r\x1b\[K.*a\.pmtiles: [\d,]+ tiles/);
});
