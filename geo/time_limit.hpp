#pragma once

#include <chrono>

namespace geo {

/// Until when the work of the thread that makes it may take, as long as it lives; an outer one then
/// counts again. Who works long looks at it: see is_over_time() and check_time().
class TimeLimit {
public:
  using Clock = std::chrono::steady_clock;

  explicit TimeLimit(Clock::time_point end);
  ~TimeLimit();
  TimeLimit(const TimeLimit&) = delete;
  TimeLimit& operator=(const TimeLimit&) = delete;

private:
  Clock::time_point m_outer_end;
};

/// Whether the time limit of this thread is over; false without one.
bool is_over_time();

/// For loops that may take long: throws Error(unavailable) then.
void check_time();

} // namespace geo
