// layers/catalog: from names and configuration to layers in memory, and again on a reload; knows
// no question about them.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "layers/features/layer.hpp"

namespace layers {

/// One layer read from its source, or why it cannot be served.
struct OpenedLayer {
  std::shared_ptr<const Layer> layer; ///< null: it failed
  std::string error;                  ///< then the reason, on one line
};

/// Opens layers, a few at a time. Result i belongs to configs[i]. Does not throw for a layer.
std::vector<OpenedLayer> open_layers(const std::vector<LayerConfig>& configs);

/// What tells whether a source's files changed: names, sizes and times of the file, of its sidecars
/// (same name, other ending) or of a folder's files. Empty when the source is not a file.
std::string source_stamp(const std::string& source);

struct Reloaded {
  LayerList layers;
  std::vector<std::string> reread; ///< ids of the layers that were read again
  std::vector<std::string> errors; ///< one line each, with what became of the layer
};

/// Opens the configured layers again. A layer whose configuration and source stamp are as before is
/// taken over from `old`, unless `everything` is asked for. A layer that cannot be read, or whose
/// source changed while it was read, keeps its old features and is stale until it can be read.
Reloaded reload(const LayerList& old, const std::vector<LayerConfig>& configs, bool everything);

/// The map served now. Readers take a snapshot and keep it as long as they like; nobody waits for
/// them. Safe to use from any thread.
class Catalog {
public:
  explicit Catalog(Map map) { publish(std::move(map)); }

  std::shared_ptr<const Map> snapshot() const;
  void publish(Map map);
  /// Publishes what `next(const Map& now) -> Map` makes of the map served now. One at a time, so
  /// that no change is lost; `next` must be quick.
  template <typename Next>
  void update(Next next) {
    const std::scoped_lock lock(m_updating);
    publish_next(next(*snapshot()));
  }

private:
  void publish_next(Map map);

  std::mutex m_updating; ///< taken before m_mutex
  mutable std::mutex m_mutex;
  std::shared_ptr<const Map> m_map;
};

/// The layer as it is, its source being broken: `reason`. It stays stale since when it became so.
std::shared_ptr<const Layer> stale(const Layer& layer, std::string reason);

/// The layer with this id, or null.
std::shared_ptr<const Layer> find_layer(const LayerList& layers, std::string_view id);

} // namespace layers
