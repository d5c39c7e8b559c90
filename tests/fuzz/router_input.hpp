#pragma once

#include <algorithm>
#include <string_view>

#include "layers/catalog/catalog.hpp"
#include "layers/travel/response_model.hpp"
#include "server/http/http.hpp"
#include "tests/support/map_sketch.hpp"

/// What the fuzz target of the router asks, and of which map.
namespace fuzzed {

/// A district on which every question has an answer, small enough for many questions a second: ten
/// streets, of which the flood takes some, one road out of town, two stations and one at the end of
/// the world, people, wards and water.
inline layers::Map map() {
  support::MapSketch sketch;
  constexpr auto street = R"("class":"residential","speed":36)";
  for (const double at : {-600.0, -300.0, 0.0, 300.0, 600.0}) {
    sketch.road({{-600, at}, {600, at}}, street);
    sketch.road({{at, -600}, {at, 600}}, street);
    sketch.people({at, at + 20}, 10);
  }
  sketch.road({{600, 0}, {9000, 2000}, {20'000, 0}}, R"("class":"trunk","bridge":"yes")");
  sketch.station({-600, 0}, R"("name":"Đội 1","turnout_s":60)");
  sketch.station({600, 300});
  sketch.station({7'780'000, 0});
  sketch.zone(-200, 100, 100'000, 100'000, R"("severity":3,"type":"river")");
  sketch.zone(0, -100'000, 50'000, 200, R"("severity":5,"type":"sea")");
  sketch.water(-150, -700, -50, 700);
  sketch.ward(-700, -700, 0, 700);
  sketch.ward(0, -700, 700, 700);
  layers::Map map{{{"vi", "Hòa Giang"}}, sketch.layers(), nullptr};
  layers::ResponseConfig config;
  config.most_cells = 10'000;
  config.water = {"water"};
  map.response = layers::build_response_model(map.layers, config, nullptr);
  return map;
}

inline std::string_view take_until(std::string_view& text, char end) {
  const auto length = std::min(text.find(end), text.size());
  const auto part = text.substr(0, length);
  text.remove_prefix(std::min(length + 1, text.size()));
  return part;
}

/// "METHOD target", a header "Name: value" on each further line, and behind an empty line the body.
/// False when the target cannot be decoded: such a request never gets to the router.
inline bool parse(std::string_view input, server::Request& request) {
  auto line = take_until(input, '\n');
  request.method = take_until(line, ' ');
  request.target = line;
  while (!input.empty() && !input.starts_with('\n')) {
    line = take_until(input, '\n');
    const auto name = take_until(line, ':');
    request.headers.emplace_back(name, line.substr(line.starts_with(' ') ? 1 : 0));
  }
  request.body = input.substr(std::min<std::size_t>(1, input.size()));
  // The parser lets no other pass.
  std::erase_if(request.headers,
                [](const auto& header) { return server::same_without_case(header.first, "Host"); });
  request.headers.emplace_back("Host", "map.test:8080");
  return server::decode_target(request.target, request);
}

} // namespace fuzzed
