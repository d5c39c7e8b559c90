#include "server/app/metrics.hpp"

#include <array>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/histogram.h>
#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>
#include <sys/resource.h>
#include <unistd.h>

namespace server {

using prometheus::ClientMetric;
using prometheus::Counter;
using prometheus::Family;
using prometheus::Histogram;
using prometheus::MetricFamily;
using prometheus::MetricType;

namespace {

/// From what a cached answer takes to what a planner still waits for.
const Histogram::BucketBoundaries seconds_bounds{
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30};

struct Sample {
  std::vector<ClientMetric::Label> labels;
  double value = 0;
};

MetricFamily family(std::string name, std::string help, MetricType type,
                    std::vector<Sample> samples) {
  MetricFamily out{.name = std::move(name), .help = std::move(help), .type = type, .metric = {}};
  for (auto& sample : samples) {
    ClientMetric metric;
    metric.label = std::move(sample.labels);
    metric.gauge.value = sample.value;
    metric.counter.value = sample.value;
    out.metric.push_back(std::move(metric));
  }
  return out;
}

MetricFamily gauge(std::string name, std::string help, double value) {
  return family(std::move(name), std::move(help), MetricType::Gauge, {{{}, value}});
}

MetricFamily counter(std::string name, std::string help, double value) {
  return family(std::move(name), std::move(help), MetricType::Counter, {{{}, value}});
}

double seconds_of(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
}

double cpu_seconds() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime);
}

double resident_bytes() {
  std::ifstream file("/proc/self/statm"); // proc(5): total and resident size in pages
  double total = 0;
  double resident = 0;
  file >> total >> resident;
  return resident * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

double open_files() {
  std::error_code error;
  const std::filesystem::directory_iterator files("/proc/self/fd", error);
  return static_cast<double>(std::distance(begin(files), end(files)));
}

void append_load(std::vector<MetricFamily>& out, const ServerLoad& load) {
  out.push_back(
      gauge("hazardmap_connections", "Open connections", static_cast<double>(load.connections)));
  std::vector<Sample> queued;
  std::vector<Sample> running;
  for (std::size_t i = 0; i < load.work.size(); ++i) {
    const std::vector<ClientMetric::Label> name{{"class", std::string(work_class_names[i])}};
    queued.push_back({name, static_cast<double>(load.work[i].queued)});
    running.push_back({name, static_cast<double>(load.work[i].running)});
  }
  out.push_back(family("hazardmap_requests_queued", "Requests that wait for a work thread",
                       MetricType::Gauge, std::move(queued)));
  out.push_back(family("hazardmap_requests_running", "Requests that have a work thread",
                       MetricType::Gauge, std::move(running)));
  out.push_back(gauge("hazardmap_unsent_bytes",
                      "Bodies of requests in hand, and of answers that clients have yet to take, "
                      "each once however many wait for it",
                      static_cast<double>(load.unsent_bytes)));
}

void append_layers(std::vector<MetricFamily>& out, const layers::Map& map) {
  const auto now = std::chrono::system_clock::now();
  std::vector<Sample> versions;
  std::vector<Sample> ages;
  std::vector<Sample> features;
  for (const auto& layer : map.layers) {
    const std::vector<ClientMetric::Label> name{{"layer", layer->config.id}};
    const std::chrono::duration<double> age = now - layer->read_at;
    versions.push_back({{{"layer", layer->config.id}, {"version", layer->features->version}}, 1});
    ages.push_back({name, age.count()});
    features.push_back({name, static_cast<double>(layer->features->size())});
  }
  out.push_back(family("hazardmap_layer_info", "Version of a layer's content", MetricType::Gauge,
                       std::move(versions)));
  out.push_back(family("hazardmap_layer_age_seconds", "Time since a layer was read",
                       MetricType::Gauge, std::move(ages)));
  out.push_back(family("hazardmap_layer_features", "Features of a layer", MetricType::Gauge,
                       std::move(features)));
}

void append_tiles(std::vector<MetricFamily>& out, const AnswerCacheStats& tiles) {
  const auto number = [](auto count) { return static_cast<double>(count); };
  out.push_back(counter("hazardmap_tile_cache_hits_total",
                        "Tiles answered from the cache, or made for another request at that time",
                        number(tiles.hits)));
  out.push_back(counter("hazardmap_tile_cache_misses_total",
                        "Tiles computed or compressed because they were not in the cache",
                        number(tiles.misses)));
  out.push_back(counter("hazardmap_tile_cache_evictions_total",
                        "Tiles that left the cache to make room", number(tiles.evictions)));
  out.push_back(
      gauge("hazardmap_tile_cache_bytes", "Size of the tiles in the cache", number(tiles.bytes)));
  out.push_back(gauge("hazardmap_tile_cache_entries", "Tiles in the cache", number(tiles.entries)));
}

void append_process(std::vector<MetricFamily>& out) {
  out.push_back(counter("process_cpu_seconds_total", "CPU time spent", cpu_seconds()));
  out.push_back(gauge("process_resident_memory_bytes", "Memory in use", resident_bytes()));
  out.push_back(gauge("process_open_fds", "Open files and sockets", open_files()));
  out.push_back(family("hazardmap_build_info", "Version of the program", MetricType::Gauge,
                       {{{{"version", HAZARDMAP_VERSION}}, 1}}));
}

} // namespace

struct Metrics::Families {
  Family<Counter> requests{"hazardmap_http_requests_total", "Requests by route and status", {}};
  Family<Histogram> seconds{"hazardmap_http_request_seconds",
                            "From a request's last byte to its answer's last byte handed over",
                            {}};
  Family<Counter> bytes{"hazardmap_http_sent_bytes_total", "Bytes of bodies sent", {}};
  Family<Counter> broken_off{
      "hazardmap_http_broken_off_total", "Requests whose client left before it had everything", {}};
  Family<Histogram> waits{
      "hazardmap_work_wait_seconds", "How long work waited for a thread, by its class", {}};
  std::array<Histogram*, work_class_names.size()> wait_of{};

  Family<Counter> reloads{"hazardmap_reloads_total", "Times layers were read again", {}};
  Counter& reloads_ok = reloads.Add({{"result", "ok"}});
  Counter& reloads_failed = reloads.Add({{"result", "failed"}});
  std::atomic<double> slow_reload_s{0};

  Family<Counter> tiles_computed{"hazardmap_tiles_computed_total", "Tiles computed", {}};
  Counter& computed = tiles_computed.Add({});
  Family<Counter> features_dropped{"hazardmap_tile_features_dropped_total",
                                   "Features left out of tiles to meet their budget",
                                   {}};
  Counter& dropped = features_dropped.Add({});

  struct Route {
    Histogram* seconds = nullptr;
    Counter* bytes = nullptr;
    Counter* broken_off = nullptr;
    std::unordered_map<int, Counter*> by_status;
  };
  std::mutex mutex;
  std::map<std::string_view, Route> routes; ///< by pattern, which lives as long as the program

  /// With the mutex held. The families' own look-up by labels is too slow for every request.
  Route& route_of(std::string_view pattern) {
    auto& route = routes[pattern];
    if (route.seconds == nullptr) {
      const prometheus::Labels labels{{"route", std::string(pattern)}};
      route.seconds = &seconds.Add(labels, seconds_bounds);
      route.bytes = &bytes.Add(labels);
      route.broken_off = &broken_off.Add(labels);
    }
    return route;
  }

  Counter& status_of(Route& route, std::string_view pattern, int status) {
    auto& counter = route.by_status[status];
    if (counter == nullptr)
      counter =
          &requests.Add({{"route", std::string(pattern)}, {"status", std::to_string(status)}});
    return *counter;
  }
};

Metrics::Metrics() : m_families(std::make_unique<Families>()) {
  for (std::size_t i = 0; i < work_class_names.size(); ++i)
    m_families->wait_of[i] =
        &m_families->waits.Add({{"class", std::string(work_class_names[i])}}, seconds_bounds);
}

Metrics::~Metrics() = default;

void Metrics::count_request(const AccessEntry& entry) {
  const std::lock_guard lock(m_families->mutex);
  auto& route = m_families->route_of(entry.route);
  m_families->status_of(route, entry.route, entry.status).Increment();
  route.seconds->Observe(entry.seconds);
  route.bytes->Increment(static_cast<double>(entry.bytes));
  if (!entry.is_complete)
    route.broken_off->Increment();
}

void Metrics::count_wait(WorkClass work, std::chrono::duration<double> time) {
  m_families->wait_of.at(static_cast<std::size_t>(work))->Observe(time.count());
}

void Metrics::count_reload(bool is_successful) {
  (is_successful ? m_families->reloads_ok : m_families->reloads_failed).Increment();
}

void Metrics::set_slow_reload(double seconds) {
  m_families->slow_reload_s = seconds;
}

void Metrics::count_tile(std::size_t features_dropped) {
  m_families->computed.Increment();
  m_families->dropped.Increment(static_cast<double>(features_dropped));
}

std::string Metrics::text(const ServerLoad& load, const layers::Map& map,
                          const AnswerCacheStats& tiles) const {
  std::vector<MetricFamily> out;
  const std::array<const prometheus::Collectable*, 8> counted{
      &m_families->requests,       &m_families->seconds,         &m_families->bytes,
      &m_families->broken_off,     &m_families->waits,           &m_families->reloads,
      &m_families->tiles_computed, &m_families->features_dropped};
  for (const auto* collectable : counted)
    for (auto& collected : collectable->Collect())
      out.push_back(std::move(collected));
  out.push_back(gauge("hazardmap_slow_reload_seconds",
                      "How long a reload has taken, beyond its bound; 0: none does",
                      m_families->slow_reload_s));
  append_load(out, load);
  append_layers(out, map);
  append_tiles(out, tiles);
  append_process(out);
  return prometheus::TextSerializer().Serialize(out);
}

geo::LibraryVersion prometheus_version() {
  return {"prometheus-cpp", HAZARDMAP_PROMETHEUS_VERSION}; // its headers do not tell
}

} // namespace server
