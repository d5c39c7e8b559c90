#include "layers/catalog.hpp"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "geo/error.hpp"
#include "layers/source.hpp"

namespace layers {

namespace fs = std::filesystem;

namespace {

void append_stamp(std::string& stamp, const fs::path& file) {
  std::error_code error;
  const auto size = fs::file_size(file, error);
  const auto time = fs::last_write_time(file, error).time_since_epoch().count();
  if (!error)
    stamp += fmt::format("{}:{}:{};", file.filename().string(), size, time);
}

/// The old layer when nothing about it changed.
std::shared_ptr<const Layer> unchanged(const LayerList& old, const LayerConfig& config) {
  auto layer = find_layer(old, config.id);
  const bool same = layer && layer->config == config && layer->source_stamp == source_stamp(config);
  return same ? layer : nullptr;
}

} // namespace

std::string source_stamp(const LayerConfig& config) {
  const fs::path source(config.source);
  std::error_code error;
  if (!fs::exists(source, error))
    return "";
  const bool is_folder = fs::is_directory(source, error);
  const auto folder = is_folder ? source : source.parent_path();
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder.empty() ? "." : folder, error))
    if (is_folder || entry.path().stem() == source.stem() ||
        entry.path().filename().string().starts_with(source.filename().string()))
      files.push_back(entry.path());
  std::ranges::sort(files);
  std::string stamp;
  for (const auto& file : files)
    append_stamp(stamp, file);
  return stamp;
}

std::shared_ptr<const Layer> open_layer(const LayerConfig& config) {
  auto layer = std::make_shared<Layer>();
  layer->config = config;
  layer->source_stamp = source_stamp(config); // before reading: a later change is then noticed
  auto features = read_layer(config);
  layer->report = std::move(features.report);
  layer->features = build_feature_set(std::move(features));
  return layer;
}

Reloaded reload(const LayerList& old, const std::vector<LayerConfig>& configs, bool everything) {
  Reloaded result;
  for (const auto& config : configs) {
    if (auto layer = everything ? nullptr : unchanged(old, config)) {
      result.layers.push_back(std::move(layer));
      continue;
    }
    try {
      result.layers.push_back(open_layer(config));
      result.reread.push_back(config.id);
    } catch (const geo::Error& error) {
      result.errors.emplace_back(error.what());
      if (auto kept = find_layer(old, config.id))
        result.layers.push_back(std::move(kept));
    }
  }
  return result;
}

std::shared_ptr<const Map> Catalog::snapshot() const {
  const std::scoped_lock lock(m_mutex);
  return m_map;
}

void Catalog::publish(Map map) {
  auto next = std::make_shared<const Map>(std::move(map));
  const std::scoped_lock lock(m_mutex);
  m_map.swap(next); // the old map, if this was its last owner, dies after the lock
}

std::shared_ptr<const Layer> find_layer(const LayerList& layers, std::string_view id) {
  const auto found =
      std::ranges::find_if(layers, [&](const auto& layer) { return layer->config.id == id; });
  return found == layers.end() ? nullptr : *found;
}

} // namespace layers
