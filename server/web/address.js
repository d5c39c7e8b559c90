// The view in the address: #zoom/latitude/longitude, both ways.

function parse(hash) {
  const [zoom, lat, lon] = hash.replace(/^#/, '').split('/').map(Number);
  const is_view = [zoom, lat, lon].every(Number.isFinite) && zoom >= 0 && Math.abs(lat) <= 90;
  return is_view ? { zoom: Math.round(zoom), centre: [lat, lon] } : null;
}

function format(map) {
  const { lat, lng } = map.getCenter();
  return `#${map.getZoom()}/${lat.toFixed(5)}/${lng.toFixed(5)}`;
}

/** Goes to the view in the address; false when it has none. */
export function goToAddress(map) {
  const view = parse(location.hash);
  if (view)
    map.setView(view.centre, view.zoom, { animate: false });
  return view !== null;
}

export function keepAddress(map) {
  map.on('moveend', () => history.replaceState(history.state, '', format(map)));
  window.addEventListener('hashchange', () => {
    if (location.hash !== format(map))
      goToAddress(map);
  });
  history.replaceState(history.state, '', format(map));
}
