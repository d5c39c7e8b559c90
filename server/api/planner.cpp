#include "server/api/planner.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <xxhash.h>

#include "geo/error.hpp"
#include "layers/coverage/coverage_answer.hpp"
#include "layers/planner/planner_questions.hpp"
#include "layers/requests/standards.hpp"
#include "layers/response/nearest.hpp"
#include "layers/response/response.hpp"
#include "server/http/respond.hpp"

namespace server {

using layers::Params;
using nlohmann::ordered_json;

std::string question_key(layers::Question question, const Params& params,
                         const std::string& made_of) {
  auto key = fmt::format("{} {}", static_cast<int>(question), made_of);
  for (const auto& [name, value] : params)
    key += fmt::format("\n{} {} {}={}", name.size(), value.size(), name, value);
  return key;
}

std::string version_of(const std::string& key) {
  return fmt::format("{:016x}", XXH3_64bits(key.data(), key.size()));
}

namespace {

Response answered(const Call& call, layers::Question question, const Params& params) {
  const auto map = call.app.catalog.snapshot();
  const auto request = layers::read_question(question, params); // a wrong one is a 400, always
  const auto key = question_key(question, params, layers::made_of(request, *map));
  const auto version = version_of(key);
  const Content content{"application/geo+json", version};
  if (auto unmet = unmet_condition(call.request, content))
    return *std::move(unmet);
  const auto make = [&] {
    return layers::answer_geojson(layers::answer(request, *map, call.request.stop));
  };
  return send(call.request, content,
              call.app.answers.get(key, wanted_encoding(call.request), make, call.request.stop));
}

ordered_json describe(const layers::Standard& standard) {
  using layers::Standard;
  constexpr std::array measures = {"time", "radius", "spacing"};
  constexpr std::array clocks = {"call", "dispatch", "wheels_rolling"};
  ordered_json limits = ordered_json::array();
  for (const auto& limit : standard.limits) {
    const bool is_time = standard.measure == Standard::Measure::time;
    ordered_json line = {{is_time ? "limit_s" : "limit_m", limit.value}};
    if (!limit.area_class.empty())
      line["area_class"] = limit.area_class;
    if (!limit.applies_to.empty())
      line["applies_to"] = limit.applies_to;
    if (limit.percentile)
      line["percentile"] = *limit.percentile;
    limits.push_back(line);
  }
  ordered_json text = {{"id", standard.id},
                       {"title", standard.title},
                       {"jurisdiction", standard.jurisdiction},
                       {"measure", measures.at(static_cast<std::size_t>(standard.measure))},
                       {"limits", limits},
                       {"source", standard.source},
                       {"certainty", standard.certainty}};
  if (standard.clock)
    text["clock_starts_at"] = clocks.at(static_cast<std::size_t>(*standard.clock));
  if (!standard.staffing.empty())
    text["staffing"] = standard.staffing;
  if (!standard.note.empty())
    text["note"] = standard.note;
  return text;
}

/// [[105.8, 21.0], ...] as the parameter "point".
std::string points_text(const nlohmann::json& points) {
  std::string text;
  const auto is_number = [](const nlohmann::json& value) { return value.is_number(); };
  if (!points.is_array())
    geo::fail(geo::ErrorKind::invalid_input, "body: \"points\" must be a list of [lon, lat]");
  std::size_t number = 0;
  for (const auto& point : points) {
    ++number;
    if (!point.is_array() || point.size() != 2 || !std::ranges::all_of(point, is_number))
      geo::fail(geo::ErrorKind::invalid_input, "body: point {} of \"points\" is not [lon, lat]",
                number);
    text += (text.empty() ? "" : ";") + point[0].dump() + "," + point[1].dump();
  }
  return text;
}

Params params_of_body(const std::string& body) {
  auto object = layers::parse_parameters(body, "body");
  if (!object.is_object())
    geo::fail(geo::ErrorKind::invalid_input,
              "body: it is no JSON object; write {{\"points\": [[lon, lat]], \"count\": 3}}");
  Params params;
  if (const auto points = object.find("points"); points != object.end()) {
    params.emplace_back("point", points_text(*points));
    object.erase(points);
  }
  for (auto& param : layers::params_of(object))
    params.push_back(std::move(param));
  return params;
}

} // namespace

Response response_areas(const Call& call) {
  return answered(call, layers::Question::response_areas, call.request.query);
}

Response first_due(const Call& call) {
  return answered(call, layers::Question::first_due, call.request.query);
}

Response coverage(const Call& call) {
  return answered(call, layers::Question::coverage, call.request.query);
}

Response nearest_stations(const Call& call) {
  return answered(call, layers::Question::nearest_stations, call.request.query);
}

Response arrival_times(const Call& call) {
  return answered(call, layers::Question::arrival_times, call.request.query);
}

Response nearest_stations_of_body(const Call& call) {
  return answered(call, layers::Question::nearest_stations, params_of_body(call.request.body));
}

Response standards(const Call& call) {
  ordered_json list = ordered_json::array();
  for (const auto& standard : layers::standards())
    list.push_back(describe(standard));
  return respond(call.request, "application/json", ordered_json{{"standards", list}}.dump());
}

} // namespace server
