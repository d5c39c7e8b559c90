#pragma once

#include <condition_variable>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <thread>

#include "layers/catalog/catalog.hpp"
#include "layers/features/layer_change.hpp"

namespace server {

/// Changes single features of layers that are served. A change costs the same in a large layer as
/// in a small one, and tiles show it at once; a thread then merges it into the layer, for which
/// nobody waits. Any thread; the catalog must outlive it.
class LiveLayers {
public:
  explicit LiveLayers(layers::Catalog& catalog);
  ~LiveLayers();
  LiveLayers(const LiveLayers&) = delete;
  LiveLayers(LiveLayers&&) = delete;
  LiveLayers& operator=(const LiveLayers&) = delete;
  LiveLayers& operator=(LiveLayers&&) = delete;

  /// Features must be as readers return them. Throws not_found for a layer that is not there.
  void change(std::string_view layer, layers::FeatureChange change);

  /// Returns once all changes are merged that were made before.
  void wait_until_merged();

private:
  void merge_all();

  layers::Catalog& m_catalog;
  std::mutex m_mutex;
  std::condition_variable m_has_news;
  std::condition_variable m_is_merged;
  std::set<std::string> m_waiting; ///< ids of changed layers
  bool m_is_merging = false;
  bool m_is_over = false;
  std::thread m_thread;
};

/// A map with another state of one of its layers.
layers::Map with_layer(const layers::Map& map, std::shared_ptr<const layers::Layer> layer);

} // namespace server
