#include "layers/features/source_features.hpp"

#include <algorithm>
#include <limits>
#include <span>

#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "geo/shown_text.hpp"

namespace layers {

namespace {

constexpr std::size_t ids_kept = 5;
constexpr std::size_t values_kept = 100;
constexpr std::size_t values_told = 5;

std::string ids_text(const LoadReport::Problem& problem) {
  return fmt::format("id {}{}", fmt::join(problem.first_ids, ", "),
                     problem.first_ids.size() < problem.count ? ", …" : "");
}

std::string values_text(const LoadReport::Problem& problem) {
  const auto& values = problem.first_values;
  const auto told = std::span(values).first(std::min(values_told, values.size()));
  return fmt::format("\"{}\"{}", fmt::join(told, "\", \""),
                     problem.distinct_values > told.size() ? ", …" : "");
}

std::string examples_text(const LoadReport::Problem& problem) {
  if (problem.first_values.empty())
    return ids_text(problem);
  const auto values = values_text(problem);
  return problem.first_ids.empty() ? values : values + "; " + ids_text(problem);
}

} // namespace

void LoadReport::Problem::add_value(const std::string& value) {
  ++distinct_values;
  if (first_values.size() < values_kept)
    first_values.push_back(value);
}

LoadReport::Problem& LoadReport::add(const std::string& what, Effect effect, const std::string& id,
                                     const std::string& value) {
  auto found = std::ranges::find(problems, what, &Problem::what);
  if (found == problems.end())
    found = problems.insert(problems.end(), Problem{what, effect, 0, {}, {}, 0, 0});
  ++found->count;
  if (!id.empty() && found->first_ids.size() < ids_kept)
    found->first_ids.push_back(id);
  if (!value.empty() && std::ranges::find(found->first_values, value) == found->first_values.end())
    found->add_value(value);
  return *found;
}

std::string_view id_in_json(std::string_view json_text) {
  constexpr std::string_view before = "\"id\":";
  if (!json_text.starts_with(before))
    return {};
  const auto text = json_text.substr(before.size());
  if (!text.starts_with('"'))
    return text.substr(0, text.find(','));
  std::size_t end = 1;
  while (text[end] != '"')
    end += text[end] == '\\' ? 2 : 1;
  return text.substr(0, end + 1);
}

std::string id_text(std::string_view json) {
  if (!json.starts_with('"'))
    return std::string(json);
  if (json.find('\\') != std::string_view::npos)
    return nlohmann::json::parse(json).get<std::string>();
  return std::string(json.substr(1, json.size() - 2));
}

bool LoadReport::lost_any() const {
  return std::ranges::find(problems, Effect::lost, &Problem::effect) != problems.end();
}

bool LoadReport::understood_all() const {
  return std::ranges::find(problems, Effect::not_understood, &Problem::effect) == problems.end();
}

std::span<const float> heights_of(std::span<const float> heights_m, geo::GeometryView geometry) {
  const auto first = std::min<std::size_t>(geometry.first_point(), heights_m.size());
  const auto last = std::min<std::size_t>(geometry.last_point(), heights_m.size());
  return heights_m.subspan(first, last - first);
}

void append_feature(SourceFeatures& to, geo::GeometryView geometry,
                    std::span<const float> heights_m, std::string_view json) {
  if (!heights_m.empty()) {
    to.heights_m.resize(to.geometry.points.size(), std::numeric_limits<float>::quiet_NaN());
    to.heights_m.insert(to.heights_m.end(), heights_m.begin(), heights_m.end());
  }
  geo::append(to.geometry, geometry);
  to.json += json;
  to.end_feature();
}

void append_feature(SourceFeatures& to, const SourceFeatures& from, std::size_t i) {
  const auto geometry = from.feature(i);
  append_feature(to, geometry, heights_of(from.heights_m, geometry), from.json_text(i));
}

std::string problem_text(const LoadReport::Problem& problem) {
  auto text = problem.what;
  const bool of_layer = problem.first_ids.empty() && problem.count <= 1;
  if (!of_layer)
    text += fmt::format(": {} {}feature{}", problem.count,
                        problem.of > 0 ? fmt::format("of {} ", problem.of) : "",
                        problem.of + problem.count == 1 ? "" : "s");
  if (!problem.first_ids.empty() || !problem.first_values.empty())
    text += fmt::format(" ({})", geo::on_one_line(examples_text(problem)));
  return text;
}

} // namespace layers
