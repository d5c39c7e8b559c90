#include <exception>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/core.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "geo/error.hpp"
#include "server/commands/check.hpp"
#include "server/commands/serve.hpp"

namespace {

constexpr int exit_data = 1;  ///< something is wrong with the data or the system
constexpr int exit_usage = 2; ///< something is wrong with the command line

constexpr auto sources_help =
    "A hazardmap.json, or files, folders and connections of any GDAL vector source";

void add_serve(CLI::App& program, server::ServeRequest& request, int& exit_code) {
  auto* serve = program.add_subcommand("serve", "Serve the layers and the map over HTTP");
  serve->add_option("sources", request.sources, sources_help)->required();
  serve->add_option("--address", request.address, "Address to listen on [127.0.0.1]");
  serve->add_option("--port", request.port, "Port to listen on; 0 takes a free one [8080]");
  serve->add_option("--socket-threads", request.socket_threads, "Threads that read and send [1]")
      ->check(CLI::Range(1, 256));
  serve->add_option("--work-threads", request.work_threads, "Threads that compute answers [2]")
      ->check(CLI::Range(1, 256));
  serve->add_flag("-q,--quiet", request.is_quiet, "Do not log requests");
  serve->callback([&] { exit_code = server::run_serve(request); });
}

void add_check(CLI::App& program, server::CheckRequest& request, int& exit_code) {
  auto* check = program.add_subcommand(
      "check", "Read every layer and report what was repaired or lost; exit 1 when something was");
  check->add_option("sources", request.arguments, sources_help)->required();
  check->add_flag("--json", request.json, "Report as JSON");
  check->callback([&] { exit_code = server::run_check(request); });
}

int run(int argc, char** argv) {
  CLI::App program{"hazardmap: hazard zones, fire stations and incidents on a map.\n"
                   "Serves any GDAL source as GeoJSON tiles to Leaflet, MapLibre and QGIS."};
  program.set_version_flag("--version", HAZARDMAP_VERSION);
  program.require_subcommand(1);
  int exit_code = 0;
  server::ServeRequest serve;
  server::CheckRequest check;
  add_serve(program, serve, exit_code);
  add_check(program, check, exit_code);
  try {
    program.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return program.exit(error) == 0 ? 0 : exit_usage;
  }
  return exit_code;
}

} // namespace

int main(int argc, char** argv) {
  spdlog::set_default_logger(spdlog::stderr_logger_mt("hazardmap"));
  spdlog::set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %l %v");
  try {
    return run(argc, argv);
  } catch (const geo::Error& error) {
    fmt::print(stderr, "hazardmap: {}\n", error.what());
  } catch (const std::exception& error) {
    fmt::print(stderr, "hazardmap: internal error: {}\n", error.what());
  }
  return exit_data;
}
