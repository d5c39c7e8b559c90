#pragma once

#include <atomic>
#include <functional>

#include "layers/catalog.hpp"
#include "server/change_feed.hpp"
#include "server/metrics.hpp"
#include "server/pistache_server.hpp"

namespace server {

enum class AppState { loading, serving, draining };

/// What requests are answered from. Built once, passed by reference; safe to read from any thread.
struct App {
  explicit App(layers::Map map = {}, AppState first = AppState::serving)
      : catalog(std::move(map)), state(first) {}

  layers::Catalog catalog;
  std::atomic<AppState> state;
  ChangeFeed changes;
  Metrics metrics;
  std::function<ServerLoad()> load = [] { return ServerLoad{}; }; ///< set before the first request
};

} // namespace server
