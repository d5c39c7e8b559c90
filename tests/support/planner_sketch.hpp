#pragma once

#include <random>
#include <string>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "geo/error.hpp"
#include "layers/planner/planner_questions.hpp"
#include "tests/support/map_sketch.hpp"

/// Questions of planners over maps small enough to work out by hand. Streets are driven at 36 km/h:
/// 100 m take 10 s. Walking 3.6 km/h: 10 m take 10 s.
namespace support {

constexpr auto street = R"("class":"residential","speed":36)";

inline layers::ResponseConfig config() {
  layers::ResponseConfig config;
  config.walking_km_h = 3.6;
  return config;
}

inline layers::Map map_of(layers::LayerList all, const layers::ResponseConfig& options = config(),
                          const layers::Map& old = {}) {
  layers::Map map{{}, std::move(all)};
  map.response = layers::build_response_model(map.layers, options, old.response);
  return map;
}

inline layers::Map model_of(const MapSketch& sketch,
                            const layers::ResponseConfig& options = config()) {
  return map_of(sketch.layers(), options);
}

inline nlohmann::json asked(layers::Question question, const layers::Params& params,
                            const layers::Map& model) {
  return nlohmann::json::parse(
      layers::answer_geojson(layers::answer(layers::read_question(question, params), model)));
}

inline std::string error_of(layers::Question question, const layers::Params& params,
                            const layers::Map& model) {
  try {
    layers::answer(layers::read_question(question, params), model);
  } catch (const geo::Error& error) {
    return error.what();
  }
  return "";
}

/// A street of 2 km with a station at its western end, and people each 500 m beside it.
inline MapSketch long_street() {
  MapSketch sketch;
  sketch.road({{0, 0}, {2000, 0}}, street);
  sketch.station({0, 0});
  for (int i = 0; i <= 4; ++i)
    sketch.people({500.0 * i, 0}, 10 * (i + 1)); // 10, 20, 30, 40, 50: at 0, 50, 100, 150, 200 s
  return sketch;
}

inline double area_km2(const nlohmann::json& answer, const std::string& state, double limit_s) {
  for (const auto& line : answer["summary"]["areas"])
    if (line["state"] == state && line["limit_s"] == limit_s)
      return line["area_km2"];
  return 0;
}

/// A town of random streets, people, two stations and flooded blocks.
inline MapSketch random_town(unsigned seed) {
  std::mt19937 random(seed);
  const auto pick = [&](int below) {
    return static_cast<int>(random() % static_cast<unsigned>(below));
  };
  MapSketch sketch;
  for (int x = 0; x < 8; ++x)
    for (int y = 0; y < 8; ++y) {
      const auto speed = fmt::format(R"("class":"residential","speed":{})", 10 + pick(50));
      if (pick(5) > 0)
        sketch.road({{x * 300.0, y * 300.0}, {x * 300.0 + 300, y * 300.0}}, speed);
      if (pick(5) > 0)
        sketch.road({{x * 300.0, y * 300.0}, {x * 300.0, y * 300.0 + 300}}, speed);
    }
  for (int i = 0; i < 200; ++i)
    sketch.people({pick(2400) * 1.0, pick(2400) * 1.0}, 1 + pick(9));
  sketch.station({0, 0}, R"("name":"A","turnout_s":20)");
  sketch.station({2400, 1200}, R"("name":"B","turnout_s":40)");
  for (int i = 0; i < 4; ++i) {
    const double x = pick(2000);
    const double y = pick(2000);
    sketch.zone(x, y, x + 300, y + 300, R"("severity":3,"type":"river")");
  }
  return sketch;
}

} // namespace support
