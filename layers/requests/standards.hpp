#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "geo/road/travel_time.hpp"
#include "layers/text/translation.hpp"

namespace layers {

/// How densely a place is built up, the densest first.
enum class AreaClass : std::uint8_t { urban_centre = 1, urban, suburban, rural };

/// A norm of response time, of service radius or of spacing; standards.json holds them.
struct Standard {
  enum class Measure : std::uint8_t {
    time,   ///< limits in seconds
    radius, ///< around a station, metres
    spacing ///< between hydrants, metres; nothing that coverage can be measured by
  };
  enum class Clock : std::uint8_t { call, dispatch, wheels_rolling };
  struct Limit {
    /// Where it holds: "urban centre", "urban", "suburban", "rural", "elsewhere"; "": everywhere.
    std::string area_class;
    std::string applies_to;           ///< "first engine" ...; "": to any station that arrives
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
/// Its limits in tenths of a second or of a metre, rising, each once.
std::vector<geo::Cost> limits_in_tenths(const Standard& standard);
/// The classes of area that its limits tell apart, each once, the strictest first; empty: none.
std::vector<std::string> area_classes(const Standard& standard);
/// Which of those a place counts for: its own, else the next denser one, else the densest.
/// "elsewhere" is what is suburban or rural. `classes` must not be empty.
std::size_t class_for(AreaClass place, const std::vector<std::string>& classes);

/// Throws not_found with those that there are.
const Standard& standard(std::string_view id);
/// One that coverage can be measured by. Throws invalid_input for one that says nothing about
/// stations.
const Standard& coverage_standard(std::string_view id);
/// One of a radius. Throws invalid_input for others.
const Standard& radius_standard(std::string_view id);

/// Reads a file like standards.json. Throws invalid_input for whatever is not as it must be: one
/// line with the norm, the key, the value and what is legal.
std::vector<Standard> parse_standards(std::string_view text);

} // namespace layers
