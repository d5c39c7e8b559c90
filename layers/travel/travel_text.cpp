#include "layers/travel/travel_text.hpp"

#include "layers/answers/answer_table.hpp"

namespace layers {

using nlohmann::ordered_json;

Value seconds(geo::Cost tenths) {
  if (tenths == geo::unreachable)
    return Null();
  if (tenths % 10 == 0)
    return std::int64_t{tenths / 10};
  return tenths / 10.0;
}

ordered_json seconds_json(geo::Cost tenths) {
  if (tenths == geo::unreachable)
    return nullptr;
  return tenths % 10 == 0 ? ordered_json(tenths / 10) : ordered_json(tenths / 10.0);
}

ordered_json describe(const Standard& standard, bool by_road) {
  ordered_json text = {{"id", standard.id},
                       {"title", standard.title},
                       {"source", standard.source},
                       {"certainty", standard.certainty},
                       {"by", by_road ? "road" : "straight line"}};
  if (!standard.note.empty())
    text["note"] = standard.note;
  return text;
}

ordered_json describe(const Travel& travel) {
  ordered_json cut_off = ordered_json::array();
  for (const auto station : travel.cut_off)
    cut_off.push_back(travel.stations[station].name);
  ordered_json text = {{"stations", travel.stations.size()},
                       {"cut_off", cut_off},
                       {"access_m", travel.access_m},
                       {"walking_km_h", rounded(travel.walking_m_s * 3.6, 2)}};
  const auto& scenario = *travel.scenario;
  text["closed"] = {{"edges", scenario.closed_edges}, {"km", rounded(scenario.closed_m / 1000, 3)}};
  text["slowed"] = {{"edges", scenario.slowed_edges}, {"km", rounded(scenario.slowed_m / 1000, 3)}};
  return text;
}

} // namespace layers
