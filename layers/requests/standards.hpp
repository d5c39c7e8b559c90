#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "layers/text/translation.hpp"

namespace layers {

/// A norm of response time, of service radius or of spacing; standards.json holds them.
struct Standard {
  enum class Measure : std::uint8_t {
    time,   ///< limits in seconds
    radius, ///< around a station, metres
    spacing ///< between hydrants, metres; nothing that coverage can be measured by
  };
  enum class Clock : std::uint8_t { call, dispatch, wheels_rolling };
  struct Limit {
    std::string area_class;           ///< "urban", "rural" ...; "" when there is one for all
    double value = 0;                 ///< seconds or metres
    std::optional<double> percentile; ///< how many of the incidents or people must be reached
  };
  std::string id; ///< "ru-123-fz-76"
  Text title;
  std::string jurisdiction;
  Measure measure = Measure::time;
  std::optional<Clock> clock; ///< when a time starts to run
  std::vector<Limit> limits;  ///< the strictest first
  std::string staffing;
  std::string source;
  std::string certainty; ///< "verified", "secondary" or "unverified"
  Text note;             ///< what of it is less certain; may be empty
};

/// All, in the order of the file. Parsed once; any thread.
const std::vector<Standard>& standards();
/// Throws not_found with those that there are.
const Standard& standard(std::string_view id);
/// One that coverage can be measured by. Throws invalid_input for one that says nothing about
/// stations.
const Standard& coverage_standard(std::string_view id);

/// Reads a file like standards.json. Throws invalid_input for whatever is not as it must be: one
/// line with the norm, the key, the value and what is legal.
std::vector<Standard> parse_standards(std::string_view text);

} // namespace layers
