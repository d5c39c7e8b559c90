#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "layers/layer.hpp"

namespace layers {

/// Reads one layer from its source. Throws geo::Error, naming the layer, when it cannot be served.
std::shared_ptr<const Layer> open_layer(const LayerConfig& config);

/// What tells whether a source's files changed: names, sizes and times of the file, of its sidecars
/// (same name, other ending) or of a folder's files. Empty when the source is not a file.
std::string source_stamp(const LayerConfig& config);

struct Reloaded {
  LayerList layers;
  std::vector<std::string> reread; ///< ids of the layers that were read again
  std::vector<std::string>
      errors; ///< one line each; that layer is the old one, or left out when new
};

/// Opens the configured layers again. A layer whose configuration and source stamp are as before is
/// taken over from `old`, unless `everything` is asked for. A layer that cannot be read keeps its
/// old features.
Reloaded reload(const LayerList& old, const std::vector<LayerConfig>& configs, bool everything);

/// The map served now. Readers take a snapshot and keep it as long as they like; publish() never
/// waits for them. Safe to use from any thread.
class Catalog {
public:
  explicit Catalog(Map map) { publish(std::move(map)); }

  std::shared_ptr<const Map> snapshot() const;
  void publish(Map map);

private:
  mutable std::mutex m_mutex;
  std::shared_ptr<const Map> m_map;
};

/// The layer with this id, or null.
std::shared_ptr<const Layer> find_layer(const LayerList& layers, std::string_view id);

} // namespace layers
