#include "layers/roads/speed_profile.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "embedded_profiles.hpp"
#include "layers/roles/road_class_words.hpp"
#include "layers/roles/road_words.hpp"
#include "layers/roles/vehicle_limit_text.hpp"
#include "layers/text/config_json.hpp"
#include "layers/text/folded_text.hpp"
#include "layers/text/time_of_day.hpp"

namespace layers {

namespace {

using nlohmann::json;

constexpr Range legal_speed_km_h{0, 300};
constexpr Range legal_factor{0.01, 10};

using Numbers = std::map<std::string, double, std::less<>>;

Numbers numbers_at(const json& object, const char* key, Range legal, const JsonContext& context) {
  Numbers numbers;
  const auto found = object.find(key);
  if (found == object.end())
    return numbers;
  const auto inside = context.at(key);
  for (const auto& [name, value] : object_at(*found, key, context).items())
    numbers[name] = number_at(*found, name.c_str(), 0, legal, inside);
  return numbers;
}

std::optional<double> measure_at(const json& object, const char* key, double most,
                                 const JsonContext& context) {
  if (!object.contains(key))
    return std::nullopt;
  return number_at(object, key, 0, {0.1, most}, context);
}

int minute_at(const json& object, const char* key, const JsonContext& context) {
  const auto text = text_at(object, key, context);
  const auto minute = parse_time_of_day(text);
  if (!minute)
    context.fail(R"("{}" is "{}"; it must be a time from "00:00" to "24:00")", key, text);
  return *minute;
}

std::vector<SpeedProfile::Hours> hours_at(const json& object, const JsonContext& context) {
  std::vector<SpeedProfile::Hours> all;
  for (const auto& hours : list_at(object, "time_of_day", context)) {
    const auto inside = context.at("time_of_day", all.size() + 1);
    check_object(hours, inside);
    check_keys(hours, {"from", "to", "factor"}, inside);
    all.push_back({minute_at(hours, "from", inside), minute_at(hours, "to", inside),
                   number_at(hours, "factor", 1, legal_factor, inside)});
  }
  return all;
}

SpeedProfile parse_profile(const std::string& file, const std::string& text) {
  const JsonContext context{file};
  const auto whole = parse_config(text, context);
  if (!whole.is_object())
    context.fail("is {}; a speed profile is an object {{\"class_km_h\": {{…}}}}",
                 shown_value(whole));
  check_keys(whole, speed_profile_keys(), context);
  if (!whole.contains("class_km_h"))
    context.fail("\"class_km_h\" is missing; list the speeds of classes: {{\"primary\": 60}}");
  SpeedProfile profile;
  profile.name = text_at(whole, "name", context);
  profile.class_km_h = numbers_at(whole, "class_km_h", legal_speed_km_h, context);
  const auto number = [&](const char* key, double& value, Range legal) {
    value = number_at(whole, key, value, legal, context);
  };
  number("other_class_km_h", profile.other_class_km_h, legal_speed_km_h);
  number("maxspeed_factor", profile.maxspeed_factor, legal_factor);
  number("most_km_h", profile.most_km_h, {1, legal_speed_km_h.most});
  profile.obeys_one_way = flag_at(whole, "obeys_one_way", profile.obeys_one_way, context);
  profile.surface_factors = numbers_at(whole, "surface_factors", legal_factor, context);
  if (whole.contains("no_access_classes"))
    profile.no_access_classes = texts_at(whole, "no_access_classes", context);
  profile.closed_access = texts_at(whole, "closed_access", context);
  profile.open_for = texts_at(whole, "open_for", context);
  number("emergency_km_h", profile.emergency_km_h, legal_speed_km_h);
  if (whole.contains("impassable_classes"))
    profile.impassable_classes = texts_at(whole, "impassable_classes", context);
  profile.closed_barriers = texts_at(whole, "closed_barriers", context);
  profile.opened_barriers = texts_at(whole, "opened_barriers", context);
  profile.weight_t = measure_at(whole, "weight_t", most_weight_t, context);
  profile.height_m = measure_at(whole, "height_m", most_length_m, context);
  profile.width_m = measure_at(whole, "width_m", most_length_m, context);
  profile.axle_load_t = measure_at(whole, "axle_load_t", most_weight_t, context);
  profile.time_of_day = hours_at(whole, context);
  return profile;
}

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::ranges::find(words, text) != words.end();
}

} // namespace

const std::vector<std::string>& speed_profile_keys() {
  static const std::vector<std::string> keys{"name",
                                             "class_km_h",
                                             "other_class_km_h",
                                             "maxspeed_factor",
                                             "most_km_h",
                                             "obeys_one_way",
                                             "surface_factors",
                                             "no_access_classes",
                                             "weight_t",
                                             "height_m",
                                             "width_m",
                                             "axle_load_t",
                                             "closed_access",
                                             "open_for",
                                             "emergency_km_h",
                                             "impassable_classes",
                                             "closed_barriers",
                                             "opened_barriers",
                                             "time_of_day"};
  return keys;
}

SpeedProfile load_speed_profile(const std::string& name_or_path) {
  if (name_or_path == built_in_profile)
    return parse_profile("speed_profile.json", std::string(embedded_profiles()[0].content));
  if (!name_or_path.ends_with(".json"))
    geo::fail(geo::ErrorKind::invalid_input,
              "speed profile \"{}\": no such profile; there is \"{}\", or name a .json file",
              name_or_path, built_in_profile);
  auto profile = parse_profile(
      name_or_path,
      read_config_text(name_or_path, fmt::format("name a speed profile, or leave it out for \"{}\"",
                                                 built_in_profile)));
  if (profile.name.empty())
    profile.name = name_or_path;
  return profile;
}

double time_of_day_factor(const SpeedProfile& profile, int minute) {
  for (const auto& hours : profile.time_of_day) {
    const bool after = minute >= hours.from_minute;
    const bool before = minute < hours.to_minute;
    const bool over_midnight = hours.from_minute > hours.to_minute;
    if (over_midnight ? after || before : after && before)
      return hours.factor;
  }
  return 1;
}

std::optional<std::string> profile_class(const std::string& text, const SpeedProfile& profile) {
  const auto known = [&](std::string word) {
    return profile.class_km_h.contains(word) ? std::optional(std::move(word)) : std::nullopt;
  };
  if (const auto as_it_stands = known(text))
    return as_it_stands;
  if (const auto in_small_letters = known(snake_name(text)))
    return in_small_letters;
  const auto usual = usual_road_class(text);
  return usual ? known(std::string(*usual)) : std::nullopt;
}

OneWay one_way(double stated, std::string_view junction, std::string_view road_class) {
  if (!std::isnan(stated))
    return stated > 0 ? OneWay::forward : stated < 0 ? OneWay::backward : OneWay::no;
  const auto usual = junction.empty() ? "" : usual_junction(junction).value_or("");
  const bool implied = is_one_of(usual, {"roundabout", "circular"}) || road_class == "motorway";
  return implied ? OneWay::forward : OneWay::no;
}

} // namespace layers
