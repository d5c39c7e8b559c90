#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

#include "geo/library_version.hpp"
#include "layers/features/layer.hpp"
#include "server/app/answer_cache.hpp"
#include "server/http/http.hpp"

namespace server {

/// Counts what the server does, for Prometheus. From any thread.
class Metrics {
public:
  Metrics();
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics(Metrics&&) = delete;
  Metrics& operator=(const Metrics&) = delete;
  Metrics& operator=(Metrics&&) = delete;

  void count_request(const AccessEntry& entry);
  /// Work of the class has begun, after it waited so long.
  void count_wait(WorkClass work, std::chrono::duration<double> time);
  void count_reload(bool is_successful);
  /// How long a reload has taken so far, beyond its bound; 0: none does.
  void set_slow_reload(double seconds);
  /// One that was computed; `features_dropped`: see layers::Tile.
  void count_tile(std::size_t features_dropped);

  /// All counts, with the state at this moment, in Prometheus' text format 0.0.4.
  std::string text(const ServerLoad& load, const layers::Map& map,
                   const AnswerCacheStats& tiles) const;

private:
  struct Families;
  std::unique_ptr<Families> m_families;
};

geo::LibraryVersion prometheus_version();

} // namespace server
