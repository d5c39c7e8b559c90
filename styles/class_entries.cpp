#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "geo/number_text.hpp"
#include "styles/style.hpp"

namespace styles {

namespace {

using Json = nlohmann::json;

/// "band-2": the second of the bands; "lost": number 0, it stands alone.
struct Numbered {
  std::string_view family;
  std::size_t number = 0;
};

Numbered numbered(std::string_view value) {
  const auto dash = value.rfind('-');
  if (dash == std::string_view::npos)
    return {value};
  const auto number = geo::parse_number<std::size_t>(value.substr(dash + 1));
  return number ? Numbered{value.substr(0, dash), *number} : Numbered{value};
}

const Json* entry_with(const Json& entries, const std::string& value) {
  for (const auto& entry : entries)
    if (std::ranges::find(entry.at("values"), Json(value)) != entry.at("values").end())
      return &entry;
  return nullptr;
}

/// The entries "band-1", "band-2" ... as far as they go; where the style has none of that name, all
/// that are no class's own.
std::vector<const Json*> ramp_of(const Json& entries, std::string_view family,
                                 std::span<const StyleClass> classes) {
  std::vector<const Json*> ramp;
  while (const auto* entry = entry_with(entries, fmt::format("{}-{}", family, ramp.size() + 1)))
    ramp.push_back(entry);
  if (!ramp.empty())
    return ramp;
  std::set<const Json*> taken;
  for (const auto& [value, title] : classes)
    taken.insert(entry_with(entries, value));
  for (const auto& entry : entries)
    if (!taken.contains(&entry))
      ramp.push_back(&entry);
  return ramp;
}

int channel(const std::string& colour, std::size_t i) {
  return std::stoi(colour.substr(1 + 2 * i, 2), nullptr, 16);
}

/// From `a` (share 0) to `b` (share 1).
std::string mixed_colour(const std::string& a, const std::string& b, double share) {
  std::string mixed = "#";
  for (std::size_t i = 0; i < 3; ++i) {
    const auto value = channel(a, i) + share * (channel(b, i) - channel(a, i));
    mixed += fmt::format("{:02x}", std::lround(value));
  }
  return mixed;
}

/// The nearer end of the ramp's piece at `place` (0: its first entry), with colours in between.
Json look_on(const std::vector<const Json*>& ramp, double place) {
  const auto below = std::min(static_cast<std::size_t>(place), ramp.size() - 1);
  const auto above = std::min(below + 1, ramp.size() - 1);
  const double share = place - static_cast<double>(below);
  Json look = *ramp[below];
  for (const auto* theme : {"light", "dark"})
    for (auto& [key, value] : look.at(theme).items())
      if (const auto& other = ramp[above]->at(theme); value.is_string() && other.contains(key))
        value = mixed_colour(value, other.at(key), share);
  return look;
}

/// The highest number among the classes of a family.
std::size_t count_of(std::span<const StyleClass> classes, std::string_view family) {
  std::size_t count = 0;
  for (const auto& [value, title] : classes)
    if (const auto other = numbered(value); other.family == family)
      count = std::max(count, other.number);
  return count;
}

Json look_of(const Json& style, std::span<const StyleClass> classes, const std::string& value) {
  const auto& entries = style.at("entries");
  const auto [family, number] = numbered(value);
  const auto ramp = ramp_of(entries, family, classes);
  if (number == 0 || ramp.empty()) {
    const auto* entry = entry_with(entries, value);
    return entry ? *entry : style.at("other");
  }
  const auto place = static_cast<double>(number - 1);
  const auto last = static_cast<double>(ramp.size() - 1);
  const auto last_class = static_cast<double>(count_of(classes, family) - 1);
  return look_on(ramp, last_class > last ? place * last / last_class : place);
}

} // namespace

Style with_classes(const Style& style, std::span<const StyleClass> classes) {
  auto document = Json::parse(style.json);
  auto entries = Json::array();
  for (const auto& [value, title] : classes) {
    auto& entry = entries.emplace_back(look_of(document, classes, value));
    entry["values"] = {value};
    entry["title"] = title;
  }
  document["property"] = "class";
  document["entries"] = std::move(entries);
  return {style.file, "class", document.dump()};
}

} // namespace styles
