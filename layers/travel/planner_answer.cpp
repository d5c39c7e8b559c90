#include "layers/travel/planner_answer.hpp"

#include <cmath>

#include "geo/geojson.hpp"

namespace layers {

using nlohmann::ordered_json;

void PlannerAnswer::add(const ordered_json& properties, geo::GeometryView geometry) {
  geo::append(features.geometry, geometry);
  features.json += R"("id":)" + std::to_string(features.size() + 1) + R"(,"properties":)";
  features.json += properties.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
  features.end_feature();
}

std::string answer_geojson(const PlannerAnswer& answer) {
  constexpr int decimals = 6;
  const auto& features = answer.features;
  std::string text = R"({"type":"FeatureCollection","features":[)";
  for (std::size_t i = 0; i < features.size(); ++i) {
    text += i == 0 ? "\n" : ",\n";
    text += R"({"type":"Feature",)";
    text += features.json_text(i);
    text += R"(,"geometry":)";
    const geo::GeometryView geometry(features.geometry, features.feature_parts[i],
                                     features.feature_parts[i + 1]);
    geo::append_geojson(text, geometry, decimals);
    text += '}';
  }
  text += "],\n\"summary\":";
  text += answer.summary.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
  text += '}';
  return text;
}

ordered_json seconds(geo::Deciseconds time) {
  if (time == geo::unreachable)
    return nullptr;
  return time % 10 == 0 ? ordered_json(time / 10) : ordered_json(time / 10.0);
}

double rounded(double value, int decimals) {
  const double scale = std::pow(10, decimals);
  return std::round(value * scale) / scale;
}

ordered_json describe(const Travel& travel) {
  ordered_json text = {{"stations", travel.stations.size()},
                       {"cut_off", travel.cut_off},
                       {"access_m", travel.access_m},
                       {"walking_km_h", rounded(travel.walking_m_s * 3.6, 2)}};
  const auto& scenario = *travel.scenario;
  text["closed"] = {{"edges", scenario.closed_edges}, {"km", rounded(scenario.closed_m / 1000, 3)}};
  text["slowed"] = {{"edges", scenario.slowed_edges}, {"km", rounded(scenario.slowed_m / 1000, 3)}};
  return text;
}

} // namespace layers
