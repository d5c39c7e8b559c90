// The proxies of docs/deploy in front of a Unix socket: the shipped files with other ports and paths.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import http2 from 'node:http2';
import https from 'node:https';
import net from 'node:net';
import path from 'node:path';
import tls from 'node:tls';
import { source_dir, until } from './program.mjs';

export const host = 'map.example.org';

/** A file of docs/deploy with [what is written there, what to write instead]... */
export function shippedFile(name, ...changes) {
  let text = readFileSync(path.join(source_dir, 'docs/deploy', name), 'utf8');
  for (const [from, to] of changes) {
    assert.ok(text.includes(from), `${name} has no ${from}`);
    text = text.replaceAll(from, to);
  }
  return text;
}

/** So many ports of 127.0.0.1 that are free now. */
async function freePorts(count) {
  const servers = Array.from({ length: count }, () => net.createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map(server => once(server, 'listening')));
  const ports = servers.map(server => server.address().port);
  await Promise.all(servers.map(server => once(server.close(), 'close')));
  return ports;
}

/** A certificate for `host`, signed by itself: {cert, key} are files. */
function makeCertificate(folder) {
  const [cert, key] = ['cert.pem', 'key.pem'].map(name => path.join(folder.path, name));
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes',
    '-days', '2', '-subj', `/CN=${host}`, '-addext', `subjectAltName=DNS:${host}`, '-keyout', key, '-out', cert],
    { stdio: 'pipe' });
  return { cert, key };
}

/** Runs a proxy until the end of the suite; resolves when it accepts on the port. */
async function runProxy(suite, port, command, args, env) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', text => { said += text; });
  const closed = once(child, 'close');
  suite.after(async () => {
    child.kill('SIGTERM');
    await closed;
  });
  await until(() => {
    assert.equal(child.exitCode, null, `${command} ended:\n${said}`);
    const socket = net.connect(port, '127.0.0.1');
    return Promise.race([once(socket, 'connect').then(() => true), once(socket, 'close').then(() => false)])
      .catch(() => false).finally(() => socket.destroy());
  }, `${command} on port ${port}`);
}

/** What Debian's own nginx.conf is to a site, for one that runs in a folder. */
const nginxMain = (folder, site) => `
${process.getuid() === 0 ? 'user root;' : ''}
daemon off;
pid ${folder}/nginx.pid;
error_log stderr;
events {}
http {
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(what => `${what}_temp_path ${folder}/temp;`).join('\n')}
  access_log off;
  gzip on;
  gzip_types application/json application/geo+json;
  include ${site};
}`;

/** docs/deploy/nginx-path.conf in front of `socket`: {port, ca}. */
export async function startNginxPath(suite, folder, socket) {
  const { cert, key } = makeCertificate(folder);
  const [port, other] = await freePorts(2);
  const site = await folder.write('site.conf', shippedFile('nginx-path.conf',
    ['unix:/run/hazardmap/http.sock', `unix:${socket}`],
    ['/etc/letsencrypt/live/www.example.org/fullchain.pem', cert],
    ['/etc/letsencrypt/live/www.example.org/privkey.pem', key],
    ['www.example.org', host],
    ['listen [::]:443 ', `listen 127.0.0.1:${other} `],
    ['listen 443 ', `listen 127.0.0.1:${port} `]));
  await runNginx(suite, folder, site, port);
  return { port, ca: readFileSync(cert) };
}

/** docs/deploy/Caddyfile-path in front of `socket`, the same. */
export async function startCaddyPath(suite, folder, socket) {
  const { cert, key } = makeCertificate(folder);
  const [port, http_port] = await freePorts(2);
  const file = await folder.write('Caddyfile', shippedFile('Caddyfile-path',
    ['unix//run/hazardmap/http.sock', `unix/${socket}`],
    ['# tls /etc/ssl/', 'tls /etc/ssl/'],
    ['/etc/ssl/www.example.org/fullchain.pem', cert],
    ['/etc/ssl/www.example.org/privkey.pem', key],
    ['www.example.org', host],
    ['http_port 80\n', `http_port ${http_port}\n\tadmin off\n\tdefault_bind 127.0.0.1\n`],
    ['https_port 443\n', `https_port ${port}\n`]));
  await runCaddy(suite, folder, file, port);
  return { port, ca: readFileSync(cert) };
}

async function runNginx(suite, folder, site, port) {
  const main = await folder.write('nginx.conf', nginxMain(folder.path, site));
  await runProxy(suite, port, 'nginx', ['-e', 'stderr', '-p', folder.path, '-c', main],
    { PATH: `${process.env.PATH}:/usr/sbin` });
}

const runCaddy = (suite, folder, file, port) =>
  runProxy(suite, port, 'caddy', ['run', '--config', file, '--adapter', 'caddyfile'],
    { HOME: folder.path, XDG_DATA_HOME: folder.path, XDG_CONFIG_HOME: folder.path });

/** docs/deploy/nginx.conf, changed further, in front of `socket`: {name, port, http_port, ca}. */
export async function startNginx(suite, folder, socket, ...changes) {
  const { cert, key } = makeCertificate(folder);
  const [port, http_port, ...others] = await freePorts(4);
  const site = await folder.write('site.conf', shippedFile('nginx.conf',
    ['unix:/run/hazardmap/http.sock', `unix:${socket}`],
    ['/var/cache/hazardmap', path.join(folder.path, 'cache')],
    ['/var/www/html', folder.path],
    [`/etc/letsencrypt/live/${host}/fullchain.pem`, cert],
    [`/etc/letsencrypt/live/${host}/privkey.pem`, key],
    ['listen [::]:80;', `listen 127.0.0.1:${others[0]};`],
    ['listen [::]:443 ', `listen 127.0.0.1:${others[1]} `],
    ['listen 80;', `listen 127.0.0.1:${http_port};`],
    ['listen 443 ', `listen 127.0.0.1:${port} `], ...changes));
  await runNginx(suite, folder, site, port);
  return { port, http_port, ca: readFileSync(cert) };
}

/** docs/deploy/Caddyfile in front of `socket`, the same. */
export async function startCaddy(suite, folder, socket) {
  const { cert, key } = makeCertificate(folder);
  const [port, http_port] = await freePorts(2);
  const file = await folder.write('Caddyfile', shippedFile('Caddyfile',
    ['unix//run/hazardmap/http.sock', `unix/${socket}`],
    ['# tls /etc/ssl/', 'tls /etc/ssl/'],
    [`/etc/ssl/${host}/fullchain.pem`, cert],
    [`/etc/ssl/${host}/privkey.pem`, key],
    ['http_port 80\n', `http_port ${http_port}\n\tadmin off\n\tdefault_bind 127.0.0.1\n`],
    ['https_port 443\n', `https_port ${port}\n`]));
  await runCaddy(suite, folder, file, port);
  return { port, http_port, ca: readFileSync(cert) };
}

/** One request over TLS and HTTP/1.1; resolves to the response as soon as its head is there. */
export async function open(proxy, target, { method = 'GET', headers = {}, from = '127.0.0.1' } = {}) {
  const request = https.request({
    host: '127.0.0.1', port: proxy.port, path: target, method, agent: false, localAddress: from,
    servername: host, ca: proxy.ca, headers: { Host: `${host}:${proxy.port}`, ...headers },
  });
  request.end();
  const [response] = await once(request, 'response');
  return response;
}

/** The same to its end: {status, headers, body: Buffer}. */
export async function ask(proxy, target, options) {
  const response = await open(proxy, target, options);
  const body = Buffer.concat(await response.toArray());
  return { status: response.statusCode, headers: response.headers, body };
}

/** Asks for all targets at once over one connection of HTTP/2: [{status, body: Buffer}]. */
export async function askTogether(proxy, targets) {
  const session = http2.connect(`https://${host}:${proxy.port}`, {
    createConnection: () => tls.connect({
      host: '127.0.0.1', port: proxy.port, servername: host, ca: proxy.ca, ALPNProtocols: ['h2'],
    }),
  });
  try {
    return await Promise.all(targets.map(async target => {
      const stream = session.request({ ':path': target });
      const [headers] = await once(stream, 'response');
      return { status: headers[':status'], body: Buffer.concat(await stream.toArray()) };
    }));
  } finally {
    session.close();
  }
}
