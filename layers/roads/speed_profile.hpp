#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "layers/roles/oneway_words.hpp"

namespace layers {

/// How a fire engine drives, as data; see docs/configuration.md and speed_profile.json, the one
/// built in ("fire-engine").
struct SpeedProfile {
  struct Hours {
    int from_minute = 0; ///< minute of the day; to_minute may be smaller: over midnight
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
  std::vector<std::string> no_access_classes{"motorway",
                                             "motorway_link"}; ///< on and off at their ends only
  std::vector<std::string> closed_access; ///< values of access, motor_vehicle ... that close a road
  std::vector<std::string> open_for;      ///< attributes ("bus") whose yes opens what access closes
  double emergency_km_h = 20; ///< on a class of speed 0 that "emergency" opens; 0: it opens none
  /// Of speed 0 whatever "emergency" says: no engine can drive there.
  std::vector<std::string> impassable_classes{
      "steps",    "elevator", "corridor",  "via_ferrata", "ladder",  "construction",
      "proposed", "planned",  "abandoned", "razed",       "disused", "demolished"};
  std::vector<std::string> closed_barriers; ///< kinds of barrier that nothing drives through
  std::vector<std::string> opened_barriers; ///< as "bollard=removable" says it: those that open
  std::vector<Hours> time_of_day;           ///< the first that fits counts
  // The engine itself; nullopt: limits of the sort are not asked about.
  std::optional<double> weight_t;
  std::optional<double> height_m;
  std::optional<double> width_m;
  std::optional<double> axle_load_t;
};

/// The name of the profile built in.
constexpr std::string_view built_in_profile = "fire-engine";

/// The built-in profile, or the file of that path (one that ends with ".json"). Throws not_found or
/// invalid_input, one line with file, key, value and mend.
SpeedProfile load_speed_profile(const std::string& name_or_path);

/// The keys that a profile may hold, in the order in which docs/configuration.md explains them.
const std::vector<std::string>& speed_profile_keys();

/// On every speed at a minute of the day (0 to 1439); 1 where the profile says nothing.
double time_of_day_factor(const SpeedProfile& profile, int minute);

/// The profile's word for a class of road: the class as it stands, in small letters ("Primary
/// link"), or by usual_road_class(). nullopt: the profile does not know it.
std::optional<std::string> profile_class(const std::string& text, const SpeedProfile& profile);

/// `stated`: 1, -1 or 0 as the role "oneway" has it; where it is NaN, roundabouts and motorways are
/// one-way.
OneWay one_way(double stated, std::string_view junction, std::string_view road_class);

} // namespace layers
