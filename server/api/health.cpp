#include "server/api/health.hpp"

#include <memory>
#include <utility>

#include <nlohmann/json.hpp>

#include "server/api/collections.hpp"
#include "server/http/http_head.hpp"

namespace server {

using nlohmann::ordered_json;

namespace {

Response healthy(std::string text) {
  return {200,
          {{"Content-Type", "application/json"}, {"Cache-Control", "no-store"}},
          std::make_shared<const std::string>(std::move(text))};
}

/// The layers whose sources are broken: they show what was read before.
ordered_json stale_layers(const layers::Map& map) {
  auto list = ordered_json::array();
  for (const auto& layer : map.layers) {
    if (!layer->stale)
      continue;
    ordered_json row{{"id", layer->config.id}};
    row.update(staleness_json(*layer));
    list.push_back(std::move(row));
  }
  return list;
}

} // namespace

Response live(const Call& /*call*/) {
  return healthy(R"({"status":"live"})");
}

Response ready(const Call& call) {
  if (call.app.state == AppState::loading)
    return problem_response(503, "the layers are being read");
  if (call.app.state == AppState::draining)
    return problem_response(503, "the server is shutting down");
  const auto app_map = call.app.catalog.snapshot();
  auto libraries = ordered_json::object();
  for (const auto& [name, version] : call.app.libraries)
    libraries[name] = version;
  ordered_json document = {{"status", "ready"},
                           {"layers", app_map->layers.size()},
                           {"version", HAZARDMAP_VERSION},
                           {"libraries", libraries}};
  if (auto stale = stale_layers(*app_map); !stale.empty())
    document["stale"] = std::move(stale);
  if (const double slow_s = call.app.slow_reload_s; slow_s > 0)
    document["reload_runs_s"] = slow_s;
  return healthy(document.dump());
}

Response metrics(const Call& call) {
  const auto& app = call.app;
  return {
      200,
      {{"Content-Type", "text/plain; version=0.0.4; charset=utf-8"}, {"Cache-Control", "no-store"}},
      std::make_shared<const std::string>(
          app.metrics.text(app.load(), *app.catalog.snapshot(), app.tiles.stats()))};
}

} // namespace server
