#include "geo/time_limit.hpp"

#include <utility>

#include "geo/error.hpp"

namespace geo {

namespace {

thread_local TimeLimit::Clock::time_point end_of_thread = TimeLimit::Clock::time_point::max();

} // namespace

TimeLimit::TimeLimit(Clock::time_point end) : m_outer_end(std::exchange(end_of_thread, end)) {}

TimeLimit::~TimeLimit() {
  end_of_thread = m_outer_end;
}

bool is_over_time() {
  constexpr auto never = TimeLimit::Clock::time_point::max();
  return end_of_thread != never && TimeLimit::Clock::now() >= end_of_thread;
}

void check_time() {
  if (is_over_time())
    fail(ErrorKind::unavailable, "the work was given up: it takes too long");
}

} // namespace geo
