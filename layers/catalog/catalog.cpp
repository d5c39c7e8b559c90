#include "layers/catalog/catalog.hpp"

#include <algorithm>
#include <chrono>
#include <exception>
#include <functional>
#include <map>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "geo/error.hpp"
#include "geo/shown_text.hpp"
#include "geo/threads/parallel.hpp"
#include "layers/catalog/layer_roles.hpp"
#include "layers/catalog/source.hpp"
#include "layers/config/osm_layers.hpp"
#include "layers/files/source_look.hpp"
#include "layers/osm/osm_reader.hpp"
#include "layers/sources/reading.hpp"

namespace layers {

namespace {

// More would multiply the memory that reading takes; repair is shared among threads as it is.
constexpr std::size_t opened_at_once = 4;

std::shared_ptr<const Layer> with_staleness(const Layer& layer, std::optional<Staleness> stale) {
  auto copy = std::make_shared<Layer>(layer);
  copy->stale = std::move(stale);
  return copy;
}

/// The old layer when nothing about it changed; its file may have been broken meanwhile.
std::shared_ptr<const Layer> unchanged(const LayerList& old, const LayerConfig& config,
                                       SourceLook& look) {
  auto layer = find_layer(old, config.id);
  const bool same =
      layer && layer->configured == config && layer->source_stamp == look.stamp(config.source);
  if (!same)
    return nullptr;
  return layer->stale ? with_staleness(*layer, std::nullopt) : layer;
}

using ReadFeatures = std::function<SourceFeatures()>;

std::shared_ptr<const Layer> open_layer(const LayerConfig& config, std::string stamp,
                                        const ReadFeatures& read) {
  auto layer = make_layer(config, read());
  layer->source_stamp = std::move(stamp);
  return layer;
}

/// `stamp`: of before reading, so that a later change is noticed.
OpenedLayer opened(const LayerConfig& config, std::string stamp, const ReadFeatures& read) {
  try {
    return {open_layer(config, std::move(stamp), read), ""};
  } catch (const geo::Error& error) {
    return {nullptr, error.what()};
  } catch (const std::exception& error) { // no memory, most likely
    return {nullptr,
            geo::shown_text(fmt::format("{}: cannot be read: {}", config.source, error.what()))};
  }
}

/// Numbers of configurations.
using Numbers = std::vector<std::size_t>;

/// What is read together: the layers of one OpenStreetMap file; every other by itself.
std::vector<Numbers> reading_groups(const std::vector<LayerConfig>& configs) {
  std::vector<Numbers> groups;
  std::map<std::string, std::size_t> group_of;
  for (std::size_t i = 0; i < configs.size(); ++i) {
    const auto& source = configs[i].source;
    if (!is_osm_file(source))
      groups.push_back({i});
    else if (const auto [found, is_new] = group_of.try_emplace(source, groups.size()); is_new)
      groups.push_back({i});
    else
      groups[found->second].push_back(i);
  }
  return groups;
}

/// Layers of one OpenStreetMap file.
void open_together(const std::vector<LayerConfig>& configs, const Numbers& numbers,
                   std::vector<OpenedLayer>& results) {
  const auto& source = configs[numbers.front()].source;
  const auto stamp = source_stamp(source);
  std::vector<LayerConfig> together;
  for (const auto i : numbers)
    together.push_back(configs[i]);
  std::vector<OsmLayer> read(numbers.size());
  try {
    read = in_memory(together.front(), [&] {
      return read_in_time(together.front(), [&] { return read_osm(source, together); });
    });
  } catch (const std::exception&) {
    for (auto& layer : read)
      layer.error = std::current_exception();
  }
  for (std::size_t n = 0; n < numbers.size(); ++n)
    results[numbers[n]] = opened(together[n], stamp, [&] {
      if (read[n].error)
        std::rethrow_exception(read[n].error);
      return finish_layer(std::move(read[n].raw), together[n]);
    });
}

void open_group(const std::vector<LayerConfig>& configs, const Numbers& numbers,
                std::vector<OpenedLayer>& results) {
  const auto first = numbers.front();
  const auto& config = configs[first];
  if (is_osm_file(config.source))
    open_together(configs, numbers, results);
  else
    results[first] =
        opened(config, source_stamp(config.source), [&] { return read_layer(config); });
}

/// Whatever was made of the old features may hold them still: equal ones need not be there twice.
std::shared_ptr<const Layer> with_equal_features(std::shared_ptr<const Layer> layer,
                                                 const std::shared_ptr<const Layer>& old) {
  if (!old || old->features->version != layer->features->version)
    return layer;
  auto sharing = std::make_shared<Layer>(*layer);
  sharing->features = old->features;
  return sharing;
}

/// The layer as it was read, else the old one, if there is one; notes which.
std::shared_ptr<const Layer> fresh_or_old(OpenedLayer opened, const LayerList& old,
                                          const LayerConfig& config, SourceLook& look,
                                          Reloaded& result) {
  if (opened.layer && opened.layer->source_stamp != look.stamp(config.source))
    opened = {nullptr, geo::shown_text(config.source) +
                           ": changed while it was read; it is read again once it "
                           "stays the same"};
  auto kept = find_layer(old, config.id);
  if (opened.layer) {
    result.reread.push_back(config.id);
    return with_equal_features(std::move(opened.layer), kept);
  }
  result.errors.push_back(opened.error +
                          (kept ? "; the layer stays as it was" : "; it is not served"));
  return kept ? stale(*kept, opened.error) : nullptr;
}

} // namespace

std::string source_stamp(const std::string& source) {
  return SourceLook().stamp(source);
}

std::vector<OpenedLayer> open_layers(const std::vector<LayerConfig>& configs) {
  std::vector<OpenedLayer> results(configs.size());
  const auto groups = reading_groups(configs);
  struct None {};
  geo::parallel_for(
      groups.size(), {}, [] { return None(); },
      [&](std::size_t i, None) { open_group(configs, groups[i], results); }, opened_at_once);
  return results;
}

Reloaded reload(const LayerList& old, const std::vector<LayerConfig>& configs, bool everything) {
  LayerList taken; // one a configuration; null: to be read
  SourceLook before;
  std::vector<LayerConfig> stale;
  for (const auto& config : configs) {
    taken.push_back(everything ? nullptr : unchanged(old, config, before));
    if (!taken.back())
      stale.push_back(config);
  }
  auto read = open_layers(stale);
  auto next = read.begin();
  SourceLook after;
  Reloaded result;
  for (std::size_t i = 0; i < configs.size(); ++i) {
    auto layer =
        taken[i] ? taken[i] : fresh_or_old(std::move(*next++), old, configs[i], after, result);
    if (layer)
      result.layers.push_back(std::move(layer));
  }
  return result;
}

std::shared_ptr<const Map> Catalog::snapshot() const {
  const std::scoped_lock lock(m_mutex);
  return m_map;
}

void Catalog::publish(Map map) {
  const std::scoped_lock lock(m_updating);
  publish_next(std::move(map));
}

void Catalog::publish_next(Map map) {
  auto next = std::make_shared<const Map>(std::move(map));
  const std::scoped_lock lock(m_mutex);
  m_map.swap(next); // the old map, if this was its last owner, dies after the lock
}

std::shared_ptr<const Layer> stale(const Layer& layer, std::string reason) {
  const auto since = layer.stale ? layer.stale->since : std::chrono::system_clock::now();
  return with_staleness(layer, Staleness{since, std::move(reason)});
}

std::shared_ptr<const Layer> find_layer(const LayerList& layers, std::string_view id) {
  const auto found =
      std::ranges::find_if(layers, [&](const auto& layer) { return layer->config.id == id; });
  return found == layers.end() ? nullptr : *found;
}

} // namespace layers
