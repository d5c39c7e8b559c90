#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "layers/layer_config.hpp"

namespace layers {

/// A norm of response time or of service radius; standards.json holds them.
struct Standard {
  enum class Measure : std::uint8_t { time, radius };
  enum class Clock : std::uint8_t { call, dispatch, wheels_rolling };
  struct Limit {
    std::string area_class;           ///< "urban", "rural" ...; "" when there is one for all
    double value = 0;                 ///< seconds or metres
    std::optional<double> percentile; ///< of the incidents or people that must be reached
  };
  std::string id; ///< "ru-123-fz-76"
  Text title;
  std::string jurisdiction;
  Measure measure = Measure::time;
  Clock clock = Clock::call;
  std::vector<Limit> limits; ///< the strictest first
  std::string staffing;
  std::string source;
  std::string certainty; ///< "verified", "secondary" or "unverified"
};

/// All, in the order of the file. Parsed once; any thread.
const std::vector<Standard>& standards();
/// Throws not_found with those that there are.
const Standard& standard(std::string_view id);

} // namespace layers
