#include "layers/requests/standards.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/ranges.h>

#include "embedded_standards.hpp"
#include "layers/text/config_json.hpp"

namespace layers {

namespace {

using geo::ErrorKind;
using nlohmann::json;

using Words = std::vector<std::string>;

/// The number of each, from 1 on, is its AreaClass; the last is wherever it is not urban.
const Words& class_words() {
  static const Words words{"urban centre", "urban", "suburban", "rural", "elsewhere"};
  return words;
}

/// The densest that a word stands for.
AreaClass densest_of(const std::string& word) {
  if (word == class_words().back())
    return AreaClass::suburban;
  return static_cast<AreaClass>(1 +
                                (std::ranges::find(class_words(), word) - class_words().begin()));
}

Standard::Limit read_limit(const json& object, const JsonContext& context) {
  constexpr Range legal_value{0.1, 100'000};
  constexpr Range legal_percentile{0.1, 100};
  check_object(object, context);
  check_keys(object, {"area_class", "applies_to", "value", "percentile"}, context);
  require(object, "value", "limit", context);
  Standard::Limit limit;
  if (const auto word = word_at(object, "area_class", class_words(), context))
    limit.area_class = class_words()[*word];
  limit.applies_to = text_at(object, "applies_to", context);
  limit.value = number_at(object, "value", 0, legal_value, context);
  if (object.contains("percentile"))
    limit.percentile = number_at(object, "percentile", 0, legal_percentile, context);
  return limit;
}

std::vector<Standard::Limit> read_limits(const json& object, const JsonContext& context) {
  std::vector<Standard::Limit> limits;
  for (const auto& limit : list_at(object, "limits", context))
    limits.push_back(read_limit(limit, context.at("limits", limits.size() + 1)));
  if (limits.empty())
    context.fail("\"limits\" is missing or empty; list at least one");
  if (!std::ranges::is_sorted(limits, {}, &Standard::Limit::value))
    context.fail("\"limits\" must begin with the strictest");
  return limits;
}

/// Of a word that must be there.
std::size_t required_word_at(const json& object, const char* key, const Words& words,
                             const JsonContext& context) {
  require(object, key, "standard", context);
  return *word_at(object, key, words, context);
}

std::optional<Standard::Clock> clock_of(const json& object, bool is_time,
                                        const JsonContext& context) {
  const auto word = word_at(object, "clock", {"call", "dispatch", "wheels_rolling"}, context);
  if (is_time != word.has_value())
    context.fail("\"clock\" says when a time starts to run: {}",
                 is_time ? "it is missing" : "this is not one");
  return word ? std::optional(static_cast<Standard::Clock>(*word)) : std::nullopt;
}

Standard read_standard(const json& object, std::size_t number) {
  static const Words certainties{"verified", "secondary", "unverified"};
  JsonContext context{fmt::format("standard {}", number)};
  const auto text = [&](const char* key) {
    return required_text_at(object, key, "standard", context);
  };
  check_object(object, context);
  check_keys(object,
             {"id", "title", "jurisdiction", "measure", "clock", "limits", "staffing", "source",
              "certainty", "note"},
             context);
  Standard standard;
  standard.id = text("id");
  context.text = fmt::format("standard \"{}\"", standard.id);
  require(object, "title", "standard", context);
  standard.title = translations_at(object, "title", context);
  standard.jurisdiction = text("jurisdiction");
  standard.measure = static_cast<Standard::Measure>(
      required_word_at(object, "measure", {"time", "radius", "spacing"}, context));
  standard.clock = clock_of(object, standard.measure == Standard::Measure::time, context);
  standard.limits = read_limits(object, context);
  standard.staffing = text_at(object, "staffing", context);
  standard.source = text("source");
  standard.certainty = certainties[required_word_at(object, "certainty", certainties, context)];
  standard.note = translations_at(object, "note", context);
  return standard;
}

} // namespace

std::vector<Standard> parse_standards(std::string_view text) {
  const JsonContext file{"standards"};
  const auto document = parse_config(std::string(text), file);
  if (!document.is_array())
    file.fail("must be a list of norms […]");
  std::vector<Standard> all;
  for (const auto& object : document) {
    auto standard = read_standard(object, all.size() + 1);
    if (std::ranges::find(all, standard.id, &Standard::id) != all.end())
      geo::fail(ErrorKind::invalid_input, "standard \"{}\": is there twice", standard.id);
    all.push_back(std::move(standard));
  }
  return all;
}

const std::vector<Standard>& standards() {
  static const auto all = parse_standards(embedded_standards().front().content);
  return all;
}

std::vector<std::string> area_classes(const Standard& standard) {
  std::vector<std::string> classes;
  for (const auto& limit : standard.limits)
    if (!limit.area_class.empty() && std::ranges::find(classes, limit.area_class) == classes.end())
      classes.push_back(limit.area_class);
  return classes;
}

std::vector<geo::Cost> limits_in_tenths(const Standard& standard) {
  std::vector<geo::Cost> limits;
  for (const auto& limit : standard.limits)
    limits.push_back(static_cast<geo::Cost>(std::lround(limit.value * 10)));
  std::ranges::sort(limits);
  limits.erase(std::unique(limits.begin(), limits.end()), limits.end());
  return limits;
}

std::size_t class_for(AreaClass place, const std::vector<std::string>& classes) {
  std::size_t found = 0;
  for (std::size_t i = 1; i < classes.size(); ++i)
    if (densest_of(classes[i]) <= place)
      found = i;
  return found;
}

namespace {

/// Of those that are `wanted`.
template <typename IsWanted>
const Standard& standard_named(std::string_view id, IsWanted is_wanted) {
  const auto& all = standards();
  const auto found = std::ranges::find(all, id, &Standard::id);
  if (found != all.end())
    return *found;
  std::vector<std::string_view> ids;
  for (const auto& each : all)
    if (is_wanted(each))
      ids.push_back(each.id);
  geo::fail(ErrorKind::not_found, "standard \"{}\": there is none; use one of {}", id,
            fmt::join(ids, ", "));
}

} // namespace

const Standard& standard(std::string_view id) {
  return standard_named(id, [](const Standard&) { return true; });
}

const Standard& coverage_standard(std::string_view id) {
  const auto is_of_stations = [](const Standard& each) {
    return each.measure != Standard::Measure::spacing;
  };
  const auto& found = standard_named(id, is_of_stations);
  if (!is_of_stations(found))
    geo::fail(ErrorKind::invalid_input,
              "standard \"{}\": it is about hydrants; coverage is measured by times and radii of "
              "stations",
              id);
  return found;
}

const Standard& radius_standard(std::string_view id) {
  const auto is_of_radius = [](const Standard& each) {
    return each.measure == Standard::Measure::radius;
  };
  const auto& found = standard_named(id, is_of_radius);
  if (!is_of_radius(found))
    geo::fail(ErrorKind::invalid_input,
              "standard \"{}\": it has no radius to draw; ask for the areas of its times with "
              "limits_s",
              id);
  return found;
}

} // namespace layers
