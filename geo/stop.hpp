#pragma once

#include <stop_token>

#include "geo/error.hpp"

namespace geo {

/// For loops that may take long: throws Error(unavailable) once their result is not wanted any
/// more.
inline void check_stop(const std::stop_token& stop) {
  if (stop.stop_requested())
    fail(ErrorKind::unavailable, "the work was given up: nobody waits for its result any more");
}

} // namespace geo
