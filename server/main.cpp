#include <exception>

#include <fmt/core.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "geo/error.hpp"
#include "server/command_line.hpp"

int main(int argc, char** argv) {
  spdlog::set_default_logger(spdlog::stderr_logger_mt("hazardmap"));
  spdlog::set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %l %v");
  try {
    return server::run_command_line(argc, argv);
  } catch (const geo::Error& error) {
    fmt::print(stderr, "hazardmap: {}\n", error.what());
  } catch (const std::exception& error) {
    fmt::print(stderr, "hazardmap: internal error: {}\n", error.what());
  }
  return 1;
}
