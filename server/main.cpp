#include <exception>
#include <memory>
#include <utility>

#include <fmt/core.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "geo/error.hpp"
#include "geo/shown_text.hpp"
#include "server/command_line.hpp"

namespace {

/// The message of a line of the log, whatever data put into it.
class ShownMessage : public spdlog::custom_flag_formatter {
public:
  void format(const spdlog::details::log_msg& message, const std::tm& /*time*/,
              spdlog::memory_buf_t& line) override {
    const auto text = geo::shown_text({message.payload.data(), message.payload.size()});
    line.append(text.data(), text.data() + text.size());
  }
  std::unique_ptr<custom_flag_formatter> clone() const override {
    return std::make_unique<ShownMessage>();
  }
};

void start_log() {
  spdlog::set_default_logger(spdlog::stderr_logger_mt("hazardmap"));
  auto line = std::make_unique<spdlog::pattern_formatter>();
  line->add_flag<ShownMessage>('*').set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %l %*");
  spdlog::set_formatter(std::move(line));
}

} // namespace

int main(int argc, char** argv) {
  start_log();
  try {
    return server::run_command_line(argc, argv);
  } catch (const geo::Error& error) {
    fmt::print(stderr, "hazardmap: {}\n", error.what());
  } catch (const std::exception& error) {
    fmt::print(stderr, "hazardmap: internal error: {}\n", geo::shown_text(error.what()));
  }
  return 1;
}
