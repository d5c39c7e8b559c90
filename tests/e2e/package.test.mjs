// What is installed: the Debian package made of this build, and `cmake --install` below a prefix.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { binary, run, temporaryFolder } from './program.mjs';

const build_dir = path.dirname(binary);
const commands = ['serve', 'check', 'tiles', 'response', 'coverage', 'nearest', 'arrival-times'];
const said = (command, ...args) => execFileSync(command, args, { encoding: 'utf8' });
const lines = text => text.trimEnd().split('\n');

let deb, root; // the package; a folder with its files, and its scripts in DEBIAN
const folder = await temporaryFolder({ after });
before(() => {
  said('cpack', '--config', path.join(build_dir, 'CPackConfig.cmake'), '-G', 'DEB', '-B', folder.path);
  const [name] = readdirSync(folder.path).filter(file => file.endsWith('.deb'));
  deb = path.join(folder.path, name);
  root = path.join(folder.path, 'root');
  said('dpkg-deb', '--raw-extract', deb, root);
});

const packaged = file => readFileSync(path.join(root, file));
const manual = () => gunzipSync(packaged('usr/share/man/man1/hazardmap.1.gz')).toString();

/** Files below a folder, by their paths in it. */
const filesBelow = below => lines(said('find', below, '-type', 'f', '-printf', '%P\\n')).sort();

/** What the package installs beside the folders of documents and of the example: path -> mode. */
const promised = {
  './etc/hazardmap/hazardmap.json': '-rw-r--r--',
  './usr/bin/hazardmap': '-rwxr-xr-x',
  './usr/lib/systemd/system/hazardmap.service': '-rw-r--r--',
  './usr/share/bash-completion/completions/hazardmap': '-rw-r--r--',
  './usr/share/doc/hazardmap/changelog.Debian.gz': '-rw-r--r--',
  './usr/share/doc/hazardmap/configuration.md': '-rw-r--r--',
  './usr/share/doc/hazardmap/copyright': '-rw-r--r--',
  './usr/share/doc/hazardmap/deploy/Caddyfile-path': '-rw-r--r--',
  './usr/share/doc/hazardmap/deploy/nginx.conf': '-rw-r--r--',
  './usr/share/doc/hazardmap/deploy/nginx-path.conf': '-rw-r--r--',
  './usr/share/hazardmap/example/hazardmap.json': '-rw-r--r--',
  './usr/share/hazardmap/example/roads.gpkg': '-rw-r--r--',
  './usr/share/hazardmap/hazardmap.schema.json': '-rw-r--r--',
  './usr/share/man/man1/hazardmap.1.gz': '-rw-r--r--',
};

test('each promised file is in the package, and root owns all of it', () => {
  const modes = {};
  for (const line of lines(said('dpkg-deb', '--contents', deb))) {
    const [mode, owner, , , , file] = line.split(/\s+/);
    assert.equal(owner, 'root/root', line);
    if (mode.startsWith('d'))
      assert.equal(mode, 'drwxr-xr-x', line);
    else
      modes[file] = mode;
  }
  for (const [file, mode] of Object.entries(promised))
    assert.equal(modes[file], mode, file);
  const executable = Object.keys(modes).filter(file => modes[file] !== '-rw-r--r--');
  assert.deepEqual(executable, ['./usr/bin/hazardmap']);
});

test('the package says what it is and what it needs', async () => {
  const field = name => said('dpkg-deb', '--field', deb, name).trimEnd();
  const { stdout } = await run('--version');
  const [program] = stdout.split('\n'); // the libraries' versions follow
  assert.equal(`hazardmap ${field('Version')}`, `${program}-1`);
  assert.equal(path.basename(deb), `hazardmap_${field('Version')}_${field('Architecture')}.deb`);
  for (const needed of ['adduser', 'libgdal32', 'libpistache0', 'libproj25'])
    assert.match(field('Depends'), new RegExp(`\\b${needed}\\b`));
  assert.match(gunzipSync(packaged('usr/share/doc/hazardmap/changelog.Debian.gz')).toString(),
    new RegExp(`^hazardmap \\(${field('Version')}\\) `));
});

test('the configuration is kept from upgrades, checksums are right, scripts are sound', () => {
  assert.equal(packaged('DEBIAN/conffiles').toString(), '/etc/hazardmap/hazardmap.json\n');
  execFileSync('md5sum', ['--check', '--strict', '--quiet', 'DEBIAN/md5sums'], { cwd: root });
  const info = said('dpkg-deb', '--info', deb);
  for (const script of ['postinst', 'prerm', 'postrm']) {
    assert.match(info, new RegExp(` \\*  ${script} +#!/bin/sh\n`)); // the star: executable
    said('sh', '-n', path.join(root, 'DEBIAN', script));
  }
});

test('the program is stripped, and the unit runs it from where it lies', () => {
  assert.doesNotMatch(said('readelf', '--sections', '--wide', path.join(root, 'usr/bin/hazardmap')), /\.(debug_|symtab)/);
  const unit = packaged('usr/lib/systemd/system/hazardmap.service').toString();
  assert.match(unit, /^ExecStart=\/usr\/bin\/hazardmap serve \/etc\/hazardmap\/hazardmap\.json /m);
});

test('the installed configuration is one that works', async () => {
  const text = packaged('etc/hazardmap/hazardmap.json').toString();
  const file = await folder.write('hazardmap.json', text.replaceAll('"/usr/', `"${root}/usr/`));
  const { code, stderr } = await run('check', file);
  assert.equal(code, 0, stderr);
});

test('cmake --install puts the same below a prefix, and nothing outside', async t => {
  const prefix = (await temporaryFolder(t)).path;
  said('cmake', '--install', build_dir, '--prefix', prefix);
  const only_packaged = /\/(changelog(\.Debian)?\.gz|copyright)$/;
  assert.deepEqual(filesBelow(prefix),
    filesBelow(path.join(root, 'usr')).filter(file => !only_packaged.test(file)));
  const unit = readFileSync(path.join(prefix, 'lib/systemd/system/hazardmap.service'), 'utf8');
  assert.match(unit, new RegExp(`^ExecStart=${prefix}/bin/hazardmap serve `, 'm'));
});

/** The options that `hazardmap COMMAND --help` names: ["-q", "--quiet", …]. */
async function helpedOptions(...command) {
  const { stdout } = await run(...command, '--help');
  const [, options] = stdout.match(/^Options:\n((?: .*\n)+)/m);
  return [...options.matchAll(/^ {2}(-\S+)/gm)].flatMap(([, names]) => names.split(',')).sort();
}

/** The options of a part of the manual page. */
const describedOptions = part => [...part.matchAll(/^\.TP\n(\\fB.*)/gm)]
  .flatMap(([, entry]) => [...entry.matchAll(/\\fB(.*?)\\fR/g)])
  .map(([, name]) => name.replaceAll('\\-', '-')).sort();

test('the manual page has each option of the help and no other', async () => {
  const [head, ...parts] = manual().split(/^\.SS hazardmap /m);
  assert.deepEqual(describedOptions(head), await helpedOptions());
  assert.deepEqual(parts.map(part => part.match(/^\S+/)[0].replaceAll('\\-', '-')), commands);
  for (const [i, command] of commands.entries())
    assert.deepEqual(describedOptions(parts[i].split(/^\.SH /m)[0]), await helpedOptions(command), command);
});

test('the manual page has every section and pleases groff', () => {
  const { status, stdout, stderr } =
    spawnSync('groff', ['-man', '-ww', '-Tutf8', '-P-c'], { input: manual(), encoding: 'utf8' });
  assert.deepEqual([status, stderr], [0, '']);
  const sections = lines(stdout.replace(/.\x08/g, '')).filter(line => /^[A-Z][A-Z ]+$/.test(line));
  assert.deepEqual(sections, ['NAME', 'SYNOPSIS', 'DESCRIPTION', 'COMMANDS', 'FILES', 'EXIT STATUS', 'EXAMPLES', 'SEE ALSO']);
});

test('the manual page is packed without the time, so that the same page is the same file', () => {
  assert.equal(packaged('usr/share/man/man1/hazardmap.1.gz').readUInt32LE(4), 0);
});

/** What bash offers for the last of the words, in a folder. */
function completed(words, folder = root) {
  const script = 'source "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _hazardmap; printf "%s\\n" "${COMPREPLY[@]}"';
  const file = path.join(root, 'usr/share/bash-completion/completions/hazardmap');
  return lines(execFileSync('bash', ['-c', script, file, 'hazardmap', ...words], { cwd: folder, encoding: 'utf8' }));
}

test('the completion knows commands, and the options of each', async () => {
  assert.deepEqual(completed(['']), commands);
  assert.deepEqual(completed(['c']), ['check', 'coverage']);
  assert.deepEqual(completed(['-']).sort(), await helpedOptions());
  for (const command of commands)
    assert.deepEqual(completed([command, '-']).sort(), await helpedOptions(command), command);
});

test('the completion knows words and files, and where it knows nothing', async t => {
  const data = await temporaryFolder(t);
  await mkdir(path.join(data.path, 'flood'));
  await data.write('flood zones.gpkg', '');
  const offered = (...words) => completed(words, data.path).sort();
  assert.deepEqual(offered('tiles', 'x', '--format', ''), ['geojson', 'mvt']);
  assert.deepEqual(offered('tiles', 'x', '--format', 'm'), ['mvt']);
  assert.deepEqual(offered('tiles', 'x', '--format', '='), ['geojson', 'mvt']); // --format= in bash
  assert.deepEqual(offered('tiles', 'x', '--format', '=', 'g'), ['geojson']);
  assert.deepEqual(offered('coverage', '--standard', 'ru'), ['ru-123-fz-76']);
  for (const words of [['serve', 'fl'], ['serve', '--quiet', 'fl'], ['response', '--stations', 'fl'], ['tiles', '--output', 'fl']])
    assert.deepEqual(offered(...words), ['flood', 'flood zones.gpkg'], words.join(' '));
  assert.deepEqual(offered('serve', '--port', ''), ['']);
});

test('the words that are offered are those that the program takes', async () => {
  for (const [command, option] of [['response', 'bridges'], ['response', 'direction'], ['response', 'split'], ['response', 'bands'],
                                   ['response', 'method'], ['coverage', 'network']]) {
    const { code, stderr } = await run(command, '--roads', path.join(root, 'usr/share/hazardmap/example/roads.gpkg'), `--${option}=x`);
    assert.equal(code, 1);
    const [, words] = stderr.match(/"x" is not one of (.*)\n/);
    assert.deepEqual(completed([command, `--${option}`, '']), words.split(', '), option);
  }
});
