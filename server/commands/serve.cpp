#include "server/commands/serve.hpp"

#include <csignal>
#include <cstdio>
#include <ctime>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "geo/error.hpp"
#include "layers/discovery.hpp"
#include "server/api/routes.hpp"
#include "server/app.hpp"
#include "server/options_reader.hpp"
#include "server/pistache_server.hpp"
#include "styles/style.hpp"

namespace server {

namespace {

constexpr std::chrono::seconds drain_bound{30};

std::string style_name(const layers::LayerConfig& config) {
  return config.style.empty() ? std::string(layers::kind_name(config.kind)) : config.style;
}

/// `flood   hazard   412 features, 31,104 points`, and what happened on the way in.
void log_layer(const layers::Layer& layer) {
  spdlog::info("layer {}: {}, {} features, {} points", layer.config.id,
               layers::kind_name(layer.config.kind), layer.features->size(),
               layer.features->geometry.points.size());
  for (const auto& problem : layer.report.problems)
    spdlog::warn("layer {}: {}: {}{} (ids {})", layer.config.id, problem.what, problem.count,
                 problem.lost ? ", not served" : "", fmt::join(problem.first_ids, ", "));
}

layers::LayerPlan checked_plan(const std::vector<std::string>& sources) {
  auto plan = layers::plan_layers(sources);
  for (const auto& config : plan.config.layers)
    styles::load_style(style_name(config));
  return plan;
}

layers::Map open_map(const layers::LayerPlan& plan) {
  for (std::size_t i = 0; i < plan.because.size(); ++i)
    spdlog::info("{}: taken as {}: {}", plan.config.layers[i].id,
                 layers::kind_name(plan.config.layers[i].kind), plan.because[i]);
  for (const auto& note : plan.notes)
    spdlog::info("{}", note);
  for (const auto& line : plan.broken)
    spdlog::error("{}", line);
  layers::Map map{plan.config.title, {}};
  for (const auto& config : plan.config.layers) {
    map.layers.push_back(layers::open_layer(config));
    log_layer(*map.layers.back());
  }
  return map;
}

ServerOptions options_of(const ServeRequest& request, const layers::Config& config) {
  auto options = read_server_options(config.file, config.server_json);
  options.address = request.address.value_or(options.address);
  options.port = request.port.value_or(options.port);
  options.socket_threads = request.socket_threads.value_or(options.socket_threads);
  options.work_threads = request.work_threads.value_or(options.work_threads);
  return options;
}

/// The request target with everything but printable ASCII escaped, so that it stays on its line.
std::string printable(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c > ' ' && c < 0x7F && c != '\\')
      out += c;
    else
      out += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
  }
  return out;
}

void log_request(const AccessEntry& entry) {
  spdlog::info("{} {} {} {} bytes {:.1f} ms", printable(entry.method), printable(entry.target),
               entry.status, entry.bytes, entry.milliseconds);
}

/// Notices that a layer's files changed, once they stay the same for one look.
class SourceWatch {
public:
  bool has_settled_change(const layers::Map& map) {
    bool changed = false;
    std::string stamps;
    for (const auto& layer : map.layers) {
      const auto stamp = layers::source_stamp(layer->config);
      changed = changed || stamp != layer->source_stamp;
      stamps += stamp + '\n';
    }
    const bool settled = stamps == m_last_stamps;
    const bool is_new = stamps != m_tried_stamps; // one try for each change, also when it fails
    m_last_stamps = stamps;
    if (!changed || !settled || !is_new)
      return false;
    m_tried_stamps = stamps;
    return true;
  }

private:
  std::string m_last_stamps;
  std::string m_tried_stamps;
};

void publish(App& app, const layers::Config& config, bool everything) {
  const auto old = app.catalog.snapshot();
  auto reloaded = layers::reload(old->layers, config.layers, everything);
  for (const auto& error : reloaded.errors)
    spdlog::error("reload: {}; the layer stays as it was", error);
  for (const auto& id : reloaded.reread)
    log_layer(*layers::find_layer(reloaded.layers, id));
  app.catalog.publish({config.title, std::move(reloaded.layers)});
}

/// On SIGHUP: the configuration and every layer again.
void reload_everything(App& app, const ServeRequest& request, layers::Config& config) {
  try {
    config = checked_plan(request.sources).config;
    publish(app, config, true);
  } catch (const geo::Error& error) {
    spdlog::error("reload: {}; everything stays as it was", error.what());
  }
}

sigset_t block_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP})
    sigaddset(&signals, signal);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signals;
}

/// Until SIGTERM or SIGINT.
void watch(App& app, const ServeRequest& request, layers::Config& config, const sigset_t& signals) {
  constexpr timespec look_every{1, 0};
  SourceWatch sources;
  while (true) {
    const int signal = sigtimedwait(&signals, nullptr, &look_every);
    if (signal == SIGTERM || signal == SIGINT)
      return;
    if (signal == SIGHUP)
      reload_everything(app, request, config);
    else if (sources.has_settled_change(*app.catalog.snapshot()))
      publish(app, config, false);
  }
}

std::string url_of(const ServerOptions& options, std::uint16_t port) {
  const bool is_ipv6 = options.address.find(':') != std::string::npos;
  const auto host = is_ipv6 ? fmt::format("[{}]", options.address) : options.address;
  return fmt::format("http://{}:{}/", host, port);
}

} // namespace

int run_serve(const ServeRequest& request) {
  const auto signals = block_signals();
  auto plan = checked_plan(request.sources);
  const auto options = options_of(request, plan.config);
  App app{layers::Catalog(open_map(plan)), false};
  const Router router(app, routes());
  PistacheServer server(
      options, nullptr, [&](const Request& r) { return router.answer(r); },
      request.is_quiet ? AccessLog{} : AccessLog{log_request});
  fmt::print("listening on {}\n", url_of(options, server.port()));
  std::fflush(stdout);

  watch(app, request, plan.config, signals);
  spdlog::info("stopping: finishing the requests in hand");
  app.is_draining = true;
  server.drain(drain_bound);
  return 0;
}

} // namespace server
