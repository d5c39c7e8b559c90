#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "layers/answers/planner_answer.hpp"

namespace support {

/// Small answers to be written, and the endings of files that they can be written to.

constexpr std::array<const char*, 4> result_formats{"geojson", "csv", "gpkg", "fgb"};

inline geo::Geometry point(double lon, double lat) {
  geo::Geometry shape;
  shape.add_point({lon, lat});
  return shape;
}

inline layers::PlannerAnswer answer_with(std::vector<layers::AnswerColumn> columns) {
  layers::PlannerAnswer answer;
  answer.features.columns = std::move(columns);
  answer.summary = nlohmann::ordered_json::object();
  return answer;
}

inline layers::PlannerAnswer two_points() {
  auto answer = answer_with({{"name"}, {"minutes", layers::ValueType::real}, {"lon"}});
  answer.features.add({"Trạm \"1\", Hà Nội", 4.25, "L"}, point(105.8542, 21.0285));
  answer.features.add({"", layers::Null()}, point(-51.2, -30.05));
  return answer;
}

/// A column of each type.
inline std::vector<layers::AnswerColumn> columns_of_all_types() {
  using layers::ValueType;
  return {{"flag", ValueType::boolean}, {"whole", ValueType::integer}, {"real", ValueType::real, 1},
          {"text", ValueType::text},    {"time", ValueType::time},     {"json", ValueType::json}};
}

/// Of the files in a folder, in their order.
inline std::vector<std::string> names_in(const std::string& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    names.push_back(entry.path().filename().string());
  std::ranges::sort(names);
  return names;
}

} // namespace support
