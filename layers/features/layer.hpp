#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "layers/config/layer_config.hpp"
#include "layers/features/class_zooms.hpp"
#include "layers/features/feature_class.hpp"
#include "layers/features/feature_set.hpp"

namespace layers {

struct LayerChange;

/// What a layer shows is older than its source, which cannot be read.
struct Staleness {
  std::chrono::system_clock::time_point since; ///< when that was seen first
  std::string reason;                          ///< one line
};

/// A layer as it is served: what the configuration says and what the source held.
struct Layer {
  LayerConfig config;     ///< its roles completed by what is guessed
  LayerConfig configured; ///< as it was before
  LoadReport report;
  std::string source_stamp; ///< see catalog.hpp
  std::shared_ptr<const FeatureSet> features;
  /// What has changed since those were built; null: nothing. Tiles show it at once, everything else
  /// when it has been merged into `features`, which is begun at once.
  std::shared_ptr<const LayerChange> change;
  FeatureClasses classes; ///< of a layer that is computed; else empty
  ClassZooms drawn_from;  ///< as the layer's style says
  std::chrono::system_clock::time_point read_at = std::chrono::system_clock::now();
  std::optional<Staleness> stale; ///< nullopt: it is as its source
};

/// Equal for layers that show the same in every tile, apart from where they are changed.
std::string content_key(const Layer& layer);

/// Equal for layers that answer every question alike: equal features, and attributes that mean the
/// same.
std::string data_key(const Layer& layer);

/// The attribute by whose sum clusters are shown: the people of a layer of kind demand; empty: by
/// their number.
std::string cluster_attribute(const LayerConfig& config);

struct ResponseModel;

/// Layers in drawing order, the lowest first.
using LayerList = std::vector<std::shared_ptr<const Layer>>;

/// All that is served at one moment. Replaced as a whole, never changed.
struct Map {
  Text title;
  LayerList layers;
  std::shared_ptr<const ResponseModel> response = nullptr; ///< null: nothing is asked of it
};

} // namespace layers
