#pragma once

#include <stdexcept>
#include <string>
#include <utility>

#include <fmt/core.h>

#include "geo/shown_text.hpp"

namespace geo {

/// What went wrong, as far as a caller can act on it. HTTP turns it into a status, the command line
/// into an exit code.
enum class ErrorKind { invalid_input, not_found, conflict, too_large, unavailable, internal };

/// The one exception type of the program. The message is one line for people:
/// `<what> <which>: <why>[; <what to do>]`, as shown_text().
class Error : public std::runtime_error {
public:
  Error(ErrorKind kind, const std::string& message)
      : std::runtime_error(shown_text(message)), m_kind(kind) {}
  ErrorKind kind() const { return m_kind; }

private:
  ErrorKind m_kind;
};

template <typename... Args>
[[noreturn]] void fail(ErrorKind kind, fmt::format_string<Args...> format, Args&&... args) {
  throw Error(kind, fmt::format(format, std::forward<Args>(args)...));
}

} // namespace geo
