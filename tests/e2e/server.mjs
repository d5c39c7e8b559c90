// The server under test: the binary with the sample data on a free port, or the one at HAZARDMAP_URL.
import { spawn } from 'node:child_process';
import { once } from 'node:events';

const { HAZARDMAP_URL, HAZARDMAP_BINARY, HAZARDMAP_SOURCE_DIR } = process.env;
export const source_dir = HAZARDMAP_SOURCE_DIR ?? new URL('../..', import.meta.url).pathname;

/** Resolves to {address, stop()}; the address has no slash at its end. */
export async function startServer() {
  if (HAZARDMAP_URL)
    return { address: HAZARDMAP_URL.replace(/\/$/, ''), stop: async () => {} };
  const process_ = spawn(HAZARDMAP_BINARY,
    ['serve', `${source_dir}/sample-data/hazardmap.json`, '--port', '0']);
  const stop = async () => {
    if (process_.exitCode !== null)
      return;
    process_.kill('SIGTERM');
    await once(process_, 'exit');
  };
  return { address: await printedAddress(process_), stop };
}

function printedAddress(process_) {
  return new Promise((resolve, reject) => {
    let printed = '';
    const listen = chunk => {
      printed += chunk;
      const found = printed.match(/listening on (http:\/\/127\.0\.0\.1:\d+)\//);
      if (found)
        resolve(found[1]);
    };
    process_.stdout.on('data', listen);
    process_.stderr.on('data', listen);
    process_.on('error', reject);
    process_.on('exit', code => reject(new Error(`the server ended with ${code}:\n${printed}`)));
  });
}
