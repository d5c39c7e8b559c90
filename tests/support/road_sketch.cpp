#include "tests/support/road_sketch.hpp"

#include <algorithm>
#include <cctype>
#include <stdexcept>

#include "geo/local_plane.hpp"

namespace support {

namespace {

struct Direction {
  int columns;
  int rows;
  std::string_view marks; ///< what a road in this direction is made of
  char along;             ///< the marks for one-way
  char against;
};

constexpr Direction directions[] = {
    {1, 0, "->~=<#", '>', '<'}, {0, 1, "|v:!^#", 'v', '^'}, {1, 1, "\\", 0, 0}, {-1, 1, "/", 0, 0}};

constexpr std::string_view all_marks = "-|/\\><^v~:=!#";

using Rows = std::vector<std::string>;

Rows rows_of(std::string_view drawing) {
  if (drawing.starts_with('\n'))
    drawing.remove_prefix(1);
  Rows rows(1);
  for (const char c : drawing)
    if (c == '\n')
      rows.emplace_back();
    else
      rows.back() += c;
  return rows;
}

char mark_at(const Rows& rows, int column, int row) {
  if (row < 0 || column < 0 || row >= static_cast<int>(rows.size()))
    return ' ';
  const auto& text = rows[static_cast<std::size_t>(row)];
  return column < static_cast<int>(text.size()) ? text[static_cast<std::size_t>(column)] : ' ';
}

bool is_vertex(char c) {
  return std::isupper(c) != 0 || std::isdigit(c) != 0 || c == '+';
}

void take_over(SketchRoad& road, char mark, const Direction& direction) {
  if (direction.marks.find(mark) == std::string_view::npos)
    return; // the other road of a crossing
  if (mark == direction.along)
    road.oneway = 1;
  if (mark == direction.against)
    road.oneway = -1;
  if (mark == '~' || mark == ':')
    road.speed_km_h = 18;
  road.is_bridge |= mark == '=' || mark == '!';
  road.is_closed |= mark == '#';
}

void follow(RoadSketch& sketch, const Rows& rows, int column, int row, const Direction& direction) {
  SketchRoad road{.name = {mark_at(rows, column, row)}, .points = {sketch_place(column, row)}};
  auto mark = mark_at(rows, column += direction.columns, row += direction.rows);
  if (direction.marks.find(mark) == std::string_view::npos)
    return;
  for (; !is_vertex(mark);
       mark = mark_at(rows, column += direction.columns, row += direction.rows)) {
    if (all_marks.find(mark) == std::string_view::npos)
      throw std::invalid_argument("a road from " + road.name + " ends nowhere");
    take_over(road, mark, direction);
  }
  road.name += mark;
  road.points.push_back(sketch_place(column, row));
  sketch.roads.push_back(std::move(road));
}

} // namespace

float SketchRoad::forward_km_h() const {
  return is_closed || oneway < 0 ? 0 : static_cast<float>(speed_km_h);
}

float SketchRoad::backward_km_h() const {
  return is_closed || oneway > 0 ? 0 : static_cast<float>(speed_km_h);
}

geo::LonLat RoadSketch::at(char name) const {
  const auto found = places.find(name);
  if (found == places.end())
    throw std::invalid_argument(std::string("no vertex ") + name);
  return found->second;
}

const SketchRoad& RoadSketch::road(std::string_view name) const {
  const auto found = std::ranges::find(roads, name, &SketchRoad::name);
  if (found == roads.end())
    throw std::invalid_argument("no road " + std::string(name));
  return *found;
}

geo::RoadGraph RoadSketch::graph(double tolerance_m) const {
  std::vector<geo::RoadLine> lines;
  for (const auto& road : roads)
    lines.push_back({road.points, road.forward_km_h(), road.backward_km_h(), road.is_bridge});
  return geo::build_road_graph(lines, tolerance_m);
}

RoadSketch sketch_roads(std::string_view drawing) {
  RoadSketch sketch;
  const auto rows = rows_of(drawing);
  for (int row = 0; row < static_cast<int>(rows.size()); ++row)
    for (int column = 0; column < static_cast<int>(rows[static_cast<std::size_t>(row)].size());
         ++column) {
      const char mark = mark_at(rows, column, row);
      if (!is_vertex(mark)) {
        if (mark != ' ' && all_marks.find(mark) == std::string_view::npos)
          throw std::invalid_argument(std::string("no meaning of ") + mark);
        continue;
      }
      if (mark != '+')
        sketch.places[mark] = sketch_place(column, row);
      for (const auto& direction : directions)
        follow(sketch, rows, column, row, direction);
    }
  return sketch;
}

geo::LonLat sketch_place(double column, double row) {
  static const geo::LocalPlane plane({105, 21});
  return plane.to_lonlat({100 * column, -100 * row});
}

std::uint32_t node_at(const geo::RoadGraph& graph, geo::LonLat position) {
  const auto found = std::ranges::find(graph.nodes, position);
  if (found == graph.nodes.end())
    throw std::invalid_argument("no node there");
  return static_cast<std::uint32_t>(found - graph.nodes.begin());
}

geo::RoadPosition place_at(const geo::RoadGraph& graph, geo::LonLat position) {
  const auto snaps = geo::snap(graph, position, 1000, 1);
  if (snaps.empty())
    throw std::invalid_argument("no road there");
  return snaps.front().at;
}

} // namespace support
