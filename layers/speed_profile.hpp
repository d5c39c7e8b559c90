#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace layers {

/// How a fire engine drives, as data; see docs/configuration.md and speed_profile.json, the one
/// built in ("fire-engine").
struct SpeedProfile {
  struct Hours {
    int from_minute = 0; ///< of the day; to_minute may be smaller: over midnight
    int to_minute = 0;
    double factor = 1; ///< on every speed
  };
  std::string name;
  std::map<std::string, double, std::less<>> class_km_h; ///< 0: not passable
  double other_class_km_h = 30;
  double maxspeed_factor = 1; ///< on a road's "maxspeed"
  double most_km_h = 110;
  bool obeys_one_way = true;
  std::map<std::string, double, std::less<>> surface_factors;
  std::vector<std::string> closed_access; ///< values of access, motor_vehicle ... that close a road
  std::vector<std::string> closed_barriers; ///< kinds of barrier that nothing drives through
  std::vector<Hours> time_of_day;           ///< the first that fits counts
};

/// The built-in profile ("fire-engine"), or the file of that path. Throws not_found or
/// invalid_input, one line with file, key, value and mend.
SpeedProfile load_speed_profile(const std::string& name_or_path);

/// "maxspeed" as OpenStreetMap writes it: "50", "30 mph", "50 km/h", "VN:urban", "walk", "none";
/// 0 when it says nothing that is understood.
double maxspeed_km_h(std::string_view text);

enum class OneWay : std::uint8_t { no, forward, backward };
/// "yes", "true", "1", "-1", "reverse", "FT", "TF", "T", "F" ... and junction=roundabout,
/// motorways.
OneWay one_way(std::string_view oneway, std::string_view junction, std::string_view road_class);

} // namespace layers
