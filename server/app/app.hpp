// server/app: what requests are answered from: the layers, the cache, the counts; knows no address
// of the API.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "geo/library_version.hpp"
#include "geo/threads/kept_values.hpp"
#include "layers/catalog/catalog.hpp"
#include "server/app/answer_cache.hpp"
#include "server/app/change_feed.hpp"
#include "server/app/metrics.hpp"
#include "server/app/tile_reductions.hpp"
#include "server/options/server_options.hpp"

namespace server {

enum class AppState { loading, serving, draining };

inline std::uint64_t milliseconds_since_1970() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::milliseconds>(now).count());
}

/// What requests are answered from. Built once, passed by reference; safe to read from any thread.
struct App {
  explicit App(layers::Map map = {}, AppState first = AppState::serving,
               TileOptions tile_options_ = {})
      : catalog(std::move(map)), state(first), tile_options(std::move(tile_options_)),
        tiles(tile_options.cache_bytes) {}

  layers::Catalog catalog;
  std::atomic<AppState> state;
  std::atomic<double> slow_reload_s{
      0}; ///< that a reload has taken so far, beyond its bound; 0: none
  ChangeFeed changes{milliseconds_since_1970()}; ///< no server has a thousand changes a second
  mutable Metrics metrics;                       ///< mutable: requests count
  mutable TileReductions reductions;             ///< mutable: requests count
  const TileOptions tile_options;
  mutable AnswerCache tiles;                       ///< mutable: requests fill it
  mutable AnswerCache pieces{32UL * 1024 * 1024};  ///< of tiles of several layers; likewise
  mutable AnswerCache answers{64UL * 1024 * 1024}; ///< to planners' questions; likewise
  mutable geo::KeptValues download_pieces{4UL * 1024 * 1024};     ///< where they begin; likewise
  std::function<ServerLoad()> load = [] { return ServerLoad{}; }; ///< set before the first request
  std::vector<geo::LibraryVersion> libraries;                     ///< likewise
  std::string base_url; ///< likewise; what links begin with, empty: as requests say
};

} // namespace server
