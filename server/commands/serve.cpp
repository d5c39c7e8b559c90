#include "server/commands/serve.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <exception>
#include <future>
#include <initializer_list>
#include <new>
#include <string_view>
#include <system_error>
#include <utility>

#include <fmt/core.h>
#include <malloc.h>
#include <nlohmann/json.hpp>
#include <spdlog/spdlog.h>

#include "geo/threads/parallel.hpp"
#include "geo/threads/priority.hpp"
#include "server/api/routes.hpp"
#include "server/app/app.hpp"
#include "server/commands/request_log.hpp"
#include "server/commands/service_manager.hpp"
#include "server/commands/versions.hpp"
#include "server/loading/first_answers.hpp"
#include "server/loading/map_loader.hpp"
#include "server/loading/source_watch.hpp"
#include "server/options/options_reader.hpp"
#include "server/wire/pistache_server.hpp"

namespace server {

namespace {

using namespace std::chrono_literals;

constexpr auto look_at_sources_every = 1s;

/// What was asked for and what it led to. Belongs to the thread that loads while one does.
struct Serving {
  const ServeRequest& request;
  layers::LayerPlan plan;
  SourceWatch watch;
  FirstAnswers first_answers;
};

sigset_t set_of(std::initializer_list<int> signals) {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : signals)
    sigaddset(&set, signal);
  return set;
}

/// 0: none came in time.
int wait_for_signal(std::initializer_list<int> signals, std::chrono::seconds bound) {
  const auto set = set_of(signals);
  const timespec time{bound.count(), 0};
  return std::max(0, sigtimedwait(&set, nullptr, &time));
}

bool is_running(const std::future<void>& task) {
  return task.valid() && task.wait_for(0s) != std::future_status::ready;
}

/// Reading a source cannot be interrupted, and what it has so far is worth nothing.
[[noreturn]] void leave_reading() {
  std::_Exit(0);
}

bool is_guessed(const layers::LayerPlan& plan) {
  return plan.config.file.empty();
}

/// Without a configuration new files may become layers, and empty ones something else.
void start_watch(Serving& serving) {
  serving.watch.start(serving.plan.config, is_guessed(serving.plan) ? serving.request.sources
                                                                    : std::vector<std::string>());
}

layers::Map load(Serving& serving) {
  const auto start = std::chrono::steady_clock::now();
  start_watch(serving);
  auto map = load_map(serving.plan, serving.request.sources);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  spdlog::info("{} layer{} read in {:.1f} s", map.layers.size(), map.layers.size() == 1 ? "" : "s",
               took.count());
  if (!serving.plan.because.empty())
    spdlog::info("what a layer means was guessed; a hazardmap.json says it for certain, see "
                 "docs/configuration.md");
  return map;
}

/// The result of work on sources. SIGTERM and SIGINT end the process meanwhile.
template <typename Work>
auto interruptible(Work work) {
  auto result = std::async(std::launch::async, work);
  const auto slow = std::chrono::steady_clock::now() + 60s;
  bool is_told = false;
  while (result.wait_for(20ms) != std::future_status::ready) {
    if (wait_for_signal({SIGTERM, SIGINT}, 0s) != 0)
      leave_reading();
    if (!is_told && std::chrono::steady_clock::now() > slow) {
      spdlog::warn("start: the sources are being read for more than 60 s; one of them may hang");
      is_told = true;
    }
  }
  return result.get();
}

/// Publishes a map and tells those who listen which of its layers are new.
void publish(App& app, Serving& serving, layers::Map map) {
  nlohmann::json ids = nlohmann::json::array();
  const auto old = app.catalog.snapshot();
  for (const auto& layer : map.layers)
    if (std::ranges::find(old->layers, layer) == old->layers.end())
      ids.push_back(layer->config.id);
  const bool is_as_before = ids.empty() && map.layers.size() == old->layers.size();
  app.catalog.publish(std::move(map));
  if (is_as_before)
    return;
  app.answers.clear();
  app.changes.publish("layers", nlohmann::json{{"ids", ids}}.dump());
  serving.first_answers.prepare(app.catalog.snapshot());
}

/// The plan as one of which nothing is as it was.
layers::LayerPlan to_guess_again(layers::LayerPlan plan) {
  for (auto& [source, guess] : plan.guesses)
    guess.stamp.clear();
  return plan;
}

/// On SIGHUP: the configuration and every layer again.
void reload_everything(App& app, Serving& serving) {
  const ReloadNotice notice;
  const auto old = app.catalog.snapshot();
  auto plan = checked_plan(serving.request.sources, to_guess_again(serving.plan));
  if (plan.config.server_json != serving.plan.config.server_json)
    spdlog::warn("reload: {}: \"server\" has changed; start again to use it", plan.config.file);
  keep_broken_layers(plan, *old, false);
  serving.plan = std::move(plan);
  start_watch(serving);
  log_files_without_layers(serving.plan);
  publish(app, serving, reload_map(*old, serving.plan, true));
}

/// What layers mean is guessed again where something has changed.
void guess_again(const layers::Map& old, Serving& serving) {
  auto plan = checked_plan(serving.request.sources, serving.plan);
  keep_broken_layers(plan, old, true);
  serving.plan = std::move(plan);
  start_watch(serving);
}

void reload_changed(App& app, Serving& serving) {
  if (is_guessed(serving.plan))
    guess_again(*app.catalog.snapshot(), serving);
  publish(app, serving, reload_map(*app.catalog.snapshot(), serving.plan, false));
}

/// Reading takes much memory for a moment, on several threads: glibc would keep the pieces.
void give_memory_back() {
  ::malloc_trim(0);
}

/// Large pieces of memory go back to the system when they are done with; left to itself, glibc
/// learns to keep them, for each thread its own. But what every question needs anew, such as a grid
/// of a town, is kept: a page that comes from the system costs more than what is done with it.
void keep_no_large_pieces() {
  constexpr int large_bytes = 4 << 20;
  ::mallopt(M_MMAP_THRESHOLD, large_bytes);
  ::mallopt(M_TRIM_THRESHOLD, 2 * large_bytes);
}

using Reload = void (*)(App&, Serving&);

void fail_reload(App& app, std::string_view why) {
  app.metrics.count_reload(false);
  spdlog::error("reload: {}; everything stays as it was", why);
}

void run(Reload reload, App& app, Serving& serving) {
  geo::give_way();
  try {
    reload(app, serving);
    give_memory_back();
    app.metrics.count_reload(true);
  } catch (const std::bad_alloc&) {
    fail_reload(app, "out of memory; SIGHUP tries again");
  } catch (const std::exception& error) {
    fail_reload(app, error.what());
  }
}

/// Starts a reload on a thread of its own: the caller goes on waiting for signals.
std::future<void> start(Reload reload, App& app, Serving& serving) {
  try {
    return std::async(std::launch::async, [=, &app, &serving] { run(reload, app, serving); });
  } catch (const std::system_error&) {
    fail_reload(app, "no thread for it, nor memory; SIGHUP tries again");
    return {};
  }
}

/// Tells of a reload that takes long: a source may hang, and no later change is seen.
class ReloadTimer {
public:
  ReloadTimer(App& app, std::chrono::duration<double> bound) : m_app(app), m_bound(bound) {}

  void begin() { m_begin = std::chrono::steady_clock::now(); }
  void look(bool is_running) {
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - m_begin;
    const bool is_slow = is_running && took > m_bound;
    if (is_slow && m_app.slow_reload_s == 0)
      spdlog::warn("reload: runs for more than {} s; until it ends, what is served stays as it is "
                   "and no change is seen",
                   m_bound.count());
    m_app.slow_reload_s = is_slow ? std::round(took.count()) : 0;
    m_app.metrics.set_slow_reload(m_app.slow_reload_s);
  }

private:
  App& m_app;
  std::chrono::duration<double> m_bound;
  std::chrono::steady_clock::time_point m_begin;
};

/// Reloads when it has to, until SIGTERM or SIGINT. Returns the last reload, which may still run.
std::future<void> watch(App& app, Serving& serving, ReloadTimer timer) {
  std::future<void> reload;
  bool is_asked = false;
  while (true) {
    const int signal = wait_for_signal({SIGTERM, SIGINT, SIGHUP}, look_at_sources_every);
    if (signal == SIGTERM || signal == SIGINT)
      return reload;
    is_asked = is_asked || signal == SIGHUP;
    timer.look(is_running(reload));
    if (is_running(reload))
      continue;
    timer.begin();
    try {
      if (std::exchange(is_asked, false))
        reload = start(reload_everything, app, serving);
      else if (serving.watch.has_settled_change(serving.plan.config))
        reload = start(reload_changed, app, serving);
    } catch (
        const std::bad_alloc&) { // requests have all of it just now; looked at again in a second
    }
  }
}

ServerOptions options_of(const ServeRequest& request, const layers::Config& config) {
  auto options = read_server_options(config.file, config.server_json);
  if (request.address || request.port)
    options.listen.clear();
  options.address = request.address.value_or(options.address);
  options.port = request.port.value_or(options.port);
  options.socket_threads = request.socket_threads.value_or(options.socket_threads);
  options.work_threads = request.work_threads.value_or(options.work_threads);
  for (const auto& setting : request.settings)
    set_server_option(options, setting);
  if (!request.listen.empty())
    options.listen.clear();
  for (const auto& address : request.listen)
    options.listen.push_back(parse_listen_address(address));
  return options;
}

ServerCalls calls_of(App& app, const Router& router, bool is_quiet) {
  return {.admit = [&](const Request& r) { return router.admit(r); },
          .fast = [&](const Request& r) { return router.answer_at_once(r); },
          .class_of = [&](const Request& r) { return router.class_of(r); },
          .handler = [&](const Request& r) { return router.answer(r); },
          .waited = [&app](WorkClass work, auto time) { app.metrics.count_wait(work, time); },
          .log =
              [&app, is_quiet](const AccessEntry& entry) {
                app.metrics.count_request(entry);
                if (!is_quiet)
                  log_request(entry);
              }};
}

void print_addresses(const PistacheServer& server) {
  for (const auto& address : server.addresses())
    fmt::print("listening on {}\n", url_of(address));
  std::fflush(stdout);
}

/// For this thread and all it starts: signals are waited for in one place, and a reader of the log
/// that has gone does not end the server.
void block_signals() {
  const auto signals = set_of({SIGTERM, SIGINT, SIGHUP, SIGPIPE});
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

} // namespace

int run_serve(const ServeRequest& request) {
  block_signals();
  keep_no_large_pieces();
  Serving serving{request, interruptible([&] { return checked_plan(request.sources); }), {}, {}};
  const auto options = options_of(request, serving.plan.config);
  if (options.compute_threads > 0)
    geo::set_helper_threads(options.compute_threads);
  App app({}, AppState::loading, options.tiles);
  const Router router(app, routes());
  PistacheServer server(options, calls_of(app, router, request.is_quiet));
  app.load = [&server] { return server.load(); };
  app.libraries = library_versions();
  app.base_url = options.base_url;
  server.start();
  app.catalog.publish(interruptible([&] { return load(serving); }));
  give_memory_back();
  app.state = AppState::serving;
  print_addresses(server);
  notify_ready();
  serving.first_answers.prepare(app.catalog.snapshot());

  const auto last_reload = watch(
      app, serving, ReloadTimer(app, std::chrono::duration<double>(options.timeouts.reload_s)));
  spdlog::info("stopping: finishing the requests in hand");
  app.state = AppState::draining;
  notify_stopping();
  server.drain(std::chrono::duration<double>(options.timeouts.drain_s));
  if (is_running(last_reload))
    leave_reading();
  return 0;
}

} // namespace server
