#include "layers/requests/zone_condition.hpp"

#include <algorithm>
#include <array>

#include "geo/error.hpp"
#include "geo/number_text.hpp"

namespace layers {

namespace {

using geo::ErrorKind;

constexpr std::array comparisons{">=", "<=", "!=", ">", "<", "="}; // the longer ones first

[[noreturn]] void fail_condition(const std::string& text, std::string_view why) {
  geo::fail(ErrorKind::invalid_input,
            "hazard \"{}\": {}; write flood, flood:severity>=3 or smoke:type=toxic", text, why);
}

/// The part behind the layer: `severity>=3`.
void parse_comparison(const std::string& text, std::string_view part, ZoneCondition& condition) {
  const auto at = part.find_first_of("<>=!");
  condition.attribute = std::string(part.substr(0, at));
  if (condition.attribute != "severity" && condition.attribute != "type")
    fail_condition(
        text, fmt::format("attribute \"{}\" is neither severity nor type", condition.attribute));
  const auto rest = at == std::string_view::npos ? "" : part.substr(at);
  const auto* found = std::ranges::find_if(
      comparisons, [&](const char* comparison) { return rest.starts_with(comparison); });
  if (found == comparisons.end())
    fail_condition(text, "has no comparison: >= <= > < = !=");
  condition.comparison = *found;
  condition.value = std::string(rest.substr(condition.comparison.size()));
  if (condition.value.empty())
    fail_condition(text, fmt::format("has nothing behind {}", condition.comparison));
}

/// What can be known of a condition without the layer.
void check_comparison(const std::string& text, const ZoneCondition& condition) {
  if (condition.attribute == "severity" && !geo::parse_number<double>(condition.value))
    fail_condition(text, fmt::format("severity \"{}\" is no number", condition.value));
  if (condition.attribute == "type" && condition.comparison != "=" && condition.comparison != "!=")
    fail_condition(text, fmt::format("a type is a text and cannot be compared by {}; use = or !=",
                                     condition.comparison));
}

bool compares(double a, std::string_view comparison, double b) {
  if (comparison == ">=")
    return a >= b;
  if (comparison == "<=")
    return a <= b;
  if (comparison == ">")
    return a > b;
  if (comparison == "<")
    return a < b;
  return (a == b) == (comparison == "=");
}

} // namespace

ZoneCondition parse_zone_condition(const std::string& text) {
  ZoneCondition condition;
  const auto colon = text.find(':');
  condition.layer = text.substr(0, colon);
  if (condition.layer.empty())
    fail_condition(text, "names no layer");
  if (condition.layer.find_first_of("<>=!") != std::string::npos)
    fail_condition(text, "has no \":\" behind the layer");
  if (colon != std::string::npos) {
    parse_comparison(text, std::string_view(text).substr(colon + 1), condition);
    check_comparison(text, condition);
  }
  return condition;
}

ScenarioRequest::Slowed parse_slowed(const std::string& text) {
  const auto colon = text.rfind(':');
  const auto factor = colon == std::string::npos ? "" : text.substr(colon + 1);
  const auto number = geo::parse_number<double>(factor);
  if (!number || !(*number > 0) || *number > 1)
    geo::fail(ErrorKind::invalid_input,
              "slowed \"{}\": \"{}\" is no factor over 0 and up to 1; write smoke:0.5 or "
              "smoke:severity>=2:0.5",
              text, factor);
  return {parse_zone_condition(text.substr(0, colon)), *number};
}

void check_zone_condition(const ZoneCondition& condition) {
  check_comparison(text_of(condition), condition);
}

std::string text_of(const ZoneCondition& condition) {
  return condition.layer + (condition.attribute.empty() ? "" : ":") + condition.attribute +
         condition.comparison + condition.value;
}

bool is_meant(const ZoneCondition& condition, double severity, std::string_view type) {
  if (condition.attribute == "severity")
    return severity != 0 && compares(severity, condition.comparison,
                                     geo::parse_number<double>(condition.value).value_or(0));
  if (condition.attribute == "type")
    return !type.empty() && (type == condition.value) == (condition.comparison == "=");
  return true;
}

} // namespace layers
