#include "server/api/health.hpp"

#include <memory>

#include <fmt/core.h>

#include "server/http/http_head.hpp"

namespace server {

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
  return healthy(fmt::format(R"({{"status":"ready","layers":{}}})",
                             call.app.catalog.snapshot()->layers.size()));
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
