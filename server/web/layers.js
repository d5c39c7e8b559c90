// A layer as the page knows it, and how one of its features looks.
import { language, pick, t } from './texts.js';

const kinds_bottom_to_top = ['reference', 'demand', 'response', 'hazard', 'coverage', 'road', 'area',
                              'incident', 'station'];

/**
 * Makes the layers those that the server describes, in drawing order, bottom first: by kind, within
 * one as the configuration has them. Layers that were there stay the same objects, and on or off as
 * they are; those in the set `outdated` have other features now.
 */
export function updateLayers(layers, described, outdated) {
  const next = described.map(description => {
    const old = layers.find(({ id }) => id === description.collection.id);
    const made = makeLayer(description);
    return !old ? made : Object.assign(old, made, {
      edition: outdated.has(old.id) ? made.edition : old.edition,
      visible: old.visible,
      uses_other: old.uses_other,
    });
  });
  const rank = layer => kinds_bottom_to_top.indexOf(layer.kind);
  layers.splice(0, layers.length, ...next.sort((a, b) => rank(a) - rank(b)));
}

let editions = 0;

function makeLayer({ collection, legend }) {
  const looks = new Map();
  legend.entries.forEach((look, rank) => {
    for (const value of look.values)
      looks.set(String(value), { look, rank });
  });
  return {
    id: collection.id,
    edition: ++editions, // of its features: another when they may have changed
    kind: collection.kind,
    titles: collection.titles,
    title: collection.title,
    bbox: collection.extent?.spatial?.bbox?.[0],
    focus: collection.focus, // where all but few of its features lie
    min_zoom: Math.max(collection.min_zoom ?? 0, firstZoom(legend)),
    max_zoom: collection.max_zoom ?? 22,
    fields: collection.fields ?? {},
    legend,
    looks,
    other: { look: legend.other, rank: -1 },
    visible: collection.visible ?? true,
    stale: collection.stale, // {read_at, since, reason}: its source is broken
    uses_other: false, // set once a feature is drawn so: only then the legend shows it
  };
}

/** The zoom below which the style shows nothing of the layer. */
const firstZoom = ({ entries, other }) =>
  Math.min(...[...entries, other].map(({ min_zoom }) => min_zoom ?? 0));

export const titleOfLayer = layer => pick(layer.titles, layer.title ?? layer.id);

export const isInZoom = (layer, zoom) => zoom >= layer.min_zoom && zoom <= layer.max_zoom;

/** {look, rank} of a feature; features of a higher rank are drawn above. */
export function lookOf(layer, properties) {
  const found = lookByValue(layer, properties);
  layer.uses_other ||= !found;
  return found ?? layer.other;
}

function lookByValue(layer, properties) {
  const { property } = layer.legend;
  return property === null ? undefined : layer.looks.get(String(properties[property]));
}

/** The feature's name in the current language, or ''. */
export function nameOf(layer, properties) {
  const { fields } = layer;
  const attributes = [fields[`name_${language()}`], fields.name, layer.legend.name_property];
  const name = attributes.map(key => key && properties[key]).find(value => value);
  return name ? String(name) : '';
}

/** What the page calls an attribute: the text of its role, or its own name. */
export function attributeTitle(layer, attribute) {
  const role = Object.keys(layer.fields).find(key => layer.fields[key] === attribute);
  return role ? t(`roles.${role}`) : attribute;
}

/** A number, or one from [[zoom, number], …]: between two stops in proportion. */
export function atZoom(value, zoom) {
  if (!Array.isArray(value))
    return value ?? 0;
  const next = value.findIndex(([z]) => z >= zoom);
  if (next === 0)
    return value[0][1];
  if (next < 0)
    return value.at(-1)[1];
  const [z0, v0] = value[next - 1];
  const [z1, v1] = value[next];
  return v0 + (v1 - v0) * (zoom - z0) / (z1 - z0);
}
