// Reads the text format of Prometheus, version 0.0.4, and refuses what its specification forbids.
import assert from 'node:assert/strict';

const types = ['counter', 'gauge', 'histogram', 'summary', 'untyped'];
const name = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const label = '[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\\\\n]|\\\\[\\\\"n])*"';
const sample_line = new RegExp(`^(${name})(?:\\{(${label}(?:,${label})*)?,?\\})? (\\S+)(?: \\d+)?$`);

function parseValue(text) {
  if (/^[+-]Inf$/.test(text))
    return text === '+Inf' ? Infinity : -Infinity;
  const value = text === 'NaN' ? NaN : Number(text);
  assert.ok(text === 'NaN' || !Number.isNaN(value), `no number: ${text}`);
  return value;
}

function parseLabels(text) {
  const pairs = [...(text ?? '').matchAll(new RegExp(label, 'g'))].map(([pair]) => {
    const [, key, value] = pair.match(/^([^=]+)="(.*)"$/s);
    return [key, value.replace(/\\(.)/g, (_, c) => (c === 'n' ? '\n' : c))];
  });
  const labels = Object.fromEntries(pairs);
  assert.equal(Object.keys(labels).length, pairs.length, `a label twice: ${text}`);
  return labels;
}

/** The sample's name in a family: '_bucket', '_sum' and '_count' belong to a histogram. */
const belongs = (sample, { name: family, type }) => sample === family ||
  (type === 'histogram' && [`${family}_bucket`, `${family}_sum`, `${family}_count`].includes(sample));

const keyOf = labels => JSON.stringify(Object.entries(labels).sort());

function checkHistogram({ name: family, samples }) {
  const series = new Map();
  for (const { name: sample, labels: { le, ...labels }, value } of samples) {
    const key = keyOf(labels);
    if (!series.has(key))
      series.set(key, { buckets: [] });
    if (sample === `${family}_bucket`)
      series.get(key).buckets.push({ le: parseValue(le), value });
    else
      series.get(key)[sample.slice(family.length + 1)] = value;
  }
  for (const [key, { buckets, sum, count }] of series) {
    assert.ok(sum >= 0 && Number.isInteger(count), `${family} ${key}: no sum or no count`);
    for (let i = 1; i < buckets.length; ++i)
      assert.ok(buckets[i].le > buckets[i - 1].le && buckets[i].value >= buckets[i - 1].value,
        `${family} ${key}: bucket ${buckets[i].le}`);
    assert.deepEqual(buckets.at(-1), { le: Infinity, value: count }, `${family} ${key}`);
  }
}

/** Family name -> {name, help, type, samples: [{name, labels, value}]}. */
export function parsePrometheus(text) {
  assert.ok(text.endsWith('\n'), 'the last line has no end');
  const families = new Map();
  const seen = new Set();
  let family = null;
  for (const line of text.slice(0, -1).split('\n')) {
    const comment = line.match(new RegExp(`^# (HELP|TYPE) (${name}) (.*)$`));
    if (comment) {
      const [, what, of, value] = comment;
      if (family?.name !== of) {
        assert.ok(!families.has(of), `${of}: in two places`);
        family = { name: of, samples: [] };
        families.set(of, family);
      }
      const key = what.toLowerCase();
      assert.ok(!(key in family) && family.samples.length === 0, `${of}: ${what} twice or too late`);
      family[key] = value;
      assert.ok(what === 'HELP' || types.includes(value), `${of}: type ${value}`);
      continue;
    }
    const [, sample, labels_text, value] = line.match(sample_line) ?? assert.fail(`no sample: ${line}`);
    assert.ok(family?.help && family.type && belongs(sample, family), `${line}: HELP and TYPE come first`);
    const labels = parseLabels(labels_text);
    assert.ok(!seen.has(sample + keyOf(labels)), `twice: ${line}`);
    seen.add(sample + keyOf(labels));
    family.samples.push({ name: sample, labels, value: parseValue(value) });
  }
  for (const found of families.values())
    if (found.type === 'histogram')
      checkHistogram(found);
  return families;
}

/** The value of the one sample with this name and, among others, these labels; undefined: there is none. */
export function valueOf(families, name_, wanted = {}) {
  const samples = [...families.values()].flatMap(family => family.samples).filter(sample =>
    sample.name === name_ &&
    Object.entries(wanted).every(([key, value]) => sample.labels[key] === value));
  assert.ok(samples.length <= 1, `${name_}: which of ${samples.length}?`);
  return samples[0]?.value;
}
