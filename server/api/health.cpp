#include "server/api/health.hpp"

#include <memory>

#include <nlohmann/json.hpp>

#include "server/http/http_head.hpp"

namespace server {

using nlohmann::ordered_json;

namespace {

Response healthy(std::string text) {
  return {200,
          {{"Content-Type", "application/json"}, {"Cache-Control", "no-store"}},
          std::make_shared<const std::string>(std::move(text))};
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
  auto libraries = ordered_json::object();
  for (const auto& [name, version] : call.app.libraries)
    libraries[name] = version;
  const ordered_json document = {{"status", "ready"},
                                 {"layers", call.app.catalog.snapshot()->layers.size()},
                                 {"version", HAZARDMAP_VERSION},
                                 {"libraries", libraries}};
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
