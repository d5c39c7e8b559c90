#include <cstdio>
#include <exception>
#include <memory>
#include <new>
#include <string>
#include <system_error>
#include <utility>

#include <fmt/core.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "geo/error.hpp"
#include "geo/shown_text.hpp"
#include "server/command_line.hpp"
#include "server/out_of_memory.hpp"

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

constexpr auto out_of_threads =
    "no memory for a thread, or too many of them; allow more (ulimit -v, ulimit -u)";

/// What a command threw, for people.
std::string said(const std::exception& error) {
  if (dynamic_cast<const geo::Error*>(&error))
    return error.what();
  if (dynamic_cast<const std::bad_alloc*>(&error))
    return server::out_of_memory;
  const auto* of_system = dynamic_cast<const std::system_error*>(&error);
  if (of_system && of_system->code() == std::errc::resource_unavailable_try_again)
    return out_of_threads;
  return fmt::format("internal error: {}", geo::shown_text(error.what()));
}

} // namespace

int main(int argc, char** argv) {
  try {
    server::prepare_for_little_memory();
    start_log();
    return server::run_command_line(argc, argv);
  } catch (const std::exception& error) {
    fmt::print(stderr, "hazardmap: {}\n", said(error));
  }
  return 1;
}
