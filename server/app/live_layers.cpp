#include "server/app/live_layers.hpp"

#include <memory>
#include <utility>

#include <spdlog/spdlog.h>

#include "geo/error.hpp"
#include "geo/threads/priority.hpp"

namespace server {

namespace {

/// Merges a layer as it is now, beside all who read and change it.
void merge(layers::Catalog& catalog, const std::string& id) {
  const auto begun = layers::find_layer(catalog.snapshot()->layers, id);
  if (!begun || !begun->change)
    return;
  const auto fresh = layers::merged(*begun);
  catalog.update([&](const layers::Map& map) {
    const auto now = layers::find_layer(map.layers, id);
    const bool was_read_anew = !now || now->features != begun->features;
    return was_read_anew ? map : with_layer(map, layers::caught_up(fresh, *begun, *now));
  });
}

} // namespace

layers::Map with_layer(const layers::Map& map, std::shared_ptr<const layers::Layer> layer) {
  auto next = map;
  for (auto& one : next.layers)
    if (one->config.id == layer->config.id)
      one = layer;
  return next;
}

LiveLayers::LiveLayers(layers::Catalog& catalog)
    : m_catalog(catalog), m_thread([this] { merge_all(); }) {}

LiveLayers::~LiveLayers() {
  {
    const std::scoped_lock lock(m_mutex);
    m_is_over = true;
  }
  m_has_news.notify_all();
  m_thread.join();
}

void LiveLayers::change(std::string_view id, layers::FeatureChange change) {
  const auto step = std::make_shared<const layers::FeatureChange>(std::move(change));
  m_catalog.update([&](const layers::Map& map) {
    const auto layer = layers::find_layer(map.layers, id);
    if (!layer)
      geo::fail(geo::ErrorKind::not_found, "layer \"{}\": not served here", id);
    return with_layer(map, layers::with_change(*layer, step));
  });
  {
    const std::scoped_lock lock(m_mutex);
    m_waiting.insert(std::string(id));
  }
  m_has_news.notify_all();
}

void LiveLayers::wait_until_merged() {
  std::unique_lock lock(m_mutex);
  m_is_merged.wait(lock, [&] { return m_waiting.empty() && !m_is_merging; });
}

void LiveLayers::merge_all() {
  geo::give_way();
  std::unique_lock lock(m_mutex);
  while (true) {
    m_has_news.wait(lock, [&] { return m_is_over || !m_waiting.empty(); });
    if (m_is_over)
      return;
    const auto id = *m_waiting.begin();
    m_waiting.erase(m_waiting.begin());
    m_is_merging = true;
    lock.unlock();
    try {
      merge(m_catalog, id);
    } catch (const std::exception& error) { // no memory: its changes stay beside it
      spdlog::error("layer \"{}\": cannot be merged with its changes: {}", id, error.what());
    }
    lock.lock();
    m_is_merging = false;
    m_is_merged.notify_all();
  }
}

} // namespace server
