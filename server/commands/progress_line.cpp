#include "server/commands/progress_line.hpp"

#include <cstdio>

#include <fmt/format.h>
#include <unistd.h>

namespace server {

std::string progress_bar(double share) {
  constexpr std::size_t width = 30;
  const auto done = static_cast<std::size_t>(width * share);
  return fmt::format("[{}{}]", std::string(done, '#'), std::string(width - done, '.'));
}

ProgressLine::ProgressLine() : m_is_terminal(::isatty(STDERR_FILENO) == 1) {}

ProgressLine::~ProgressLine() {
  if (m_is_written)
    std::fputs("\r\x1b[K", stderr);
}

void ProgressLine::show(const std::string& text) {
  if (!m_is_terminal)
    return;
  fmt::print(stderr, "\r{}\x1b[K", text); // back to the line's begin; clear what was behind it
  std::fflush(stderr);
  m_is_written = true;
}

} // namespace server
