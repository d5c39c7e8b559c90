#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>

namespace layers {

/// From the first to the last millisecond since 1970 (UTC).
struct TimeSpan {
  std::int64_t first_ms = std::numeric_limits<std::int64_t>::min();
  std::int64_t last_ms = std::numeric_limits<std::int64_t>::max();

  bool meets(const TimeSpan& other) const {
    return first_ms <= other.last_ms && other.first_ms <= last_ms;
  }
};

/// What a date ("2024-02-29") or a date and time ("2024-02-29T23:59:58.5+07:00") says, as in RFC
/// 3339, section 5.6: 'T' and 'Z' may be small letters, a space may stand for the 'T', the day is
/// one of the calendar. The offset may be missing, for sources often do not know it: then it is
/// UTC. A date is all of its day. Nullopt for anything else.
std::optional<TimeSpan> time_span(std::string_view text);

/// Whether a text is one of these.
bool is_time(std::string_view text);

} // namespace layers
