// 1. Dwellings whose boxes touch the polygon's are looked at one by one.
// 2. One that no border of the polygon comes near lies in it wholly or not at all.
// 3. Of another the share of each cell that lies in both counts.
#include "layers/demand/dasymetric.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>
#include <utility>

#include "geo/error.hpp"
#include "geo/zone_index.hpp"
#include "layers/features/role_values.hpp"

namespace layers {

namespace {

/// How much of something lies in a cell, and where: sums of its amounts times their positions.
struct Mass {
  double amount = 0;
  double lon = 0;
  double lat = 0;

  void add(double more, geo::LonLat at) {
    amount += more;
    lon += more * at.lon;
    lat += more * at.lat;
  }
};

/// Steps from one end, of which the grid has `count`.
std::uint32_t step_at(double share, std::uint32_t count) {
  return static_cast<std::uint32_t>(std::clamp(share * count, 0.0, static_cast<double>(count)));
}

/// The cells of a grid that a box touches, as a grid of their own.
struct Window {
  CellGrid cells;
  std::uint32_t first_column = 0;
  std::uint32_t first_row = 0;
};

Window window_over(const CellGrid& grid, const geo::Box& box) {
  const double width = grid.box.east - grid.box.west;
  const double height = grid.box.north - grid.box.south;
  const auto column = [&](double lon) {
    return step_at((lon - grid.box.west) / width, grid.columns);
  };
  const auto row = [&](double lat) { return step_at((lat - grid.box.south) / height, grid.rows); };
  Window window;
  window.first_column = std::min(column(box.west), grid.columns - 1);
  window.first_row = std::min(row(box.south), grid.rows - 1);
  auto& cells = window.cells;
  cells.columns = std::min(column(box.east), grid.columns - 1) + 1 - window.first_column;
  cells.rows = std::min(row(box.north), grid.rows - 1) + 1 - window.first_row;
  const auto first = cell_box(grid, window.first_column, window.first_row);
  const auto last =
      cell_box(grid, window.first_column + cells.columns - 1, window.first_row + cells.rows - 1);
  cells.box = {first.west, first.south, last.east, last.north};
  return window;
}

/// Gathers what lies in one polygon.
class Gathering {
public:
  Gathering(geo::GeometryView polygon, const CellGrid& grid)
      : m_polygon(polygon), m_grid(grid), m_masses(std::size_t{grid.columns} * grid.rows) {}

  void add_points(geo::GeometryView points, double weight) {
    const auto all = points.points();
    for (const auto point : all)
      if (m_polygon.contains(point))
        mass_in(window_over(m_grid, {point.lon, point.lat, point.lon, point.lat}), 0)
            .add(weight / static_cast<double>(all.size()), point);
  }

  void add_polygon(geo::GeometryView dwelling) {
    const auto box = geo::bounding_box(dwelling);
    const bool is_near_border = m_polygon.border_is_near(box);
    if (!is_near_border && !m_polygon.contains(dwelling.points().front()))
      return;
    const auto window = window_over(m_grid, box);
    const auto& cells = window.cells;
    const auto pieces = cell_pieces(dwelling, cells.box, cells.columns, cells.rows);
    std::optional<geo::ZoneIndex> border;
    if (is_near_border)
      border.emplace(dwelling);
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      if (!(pieces[i].share > 0))
        continue;
      const double share =
          border ? share_inside(*border, cell_box(cells, i), pieces[i].share) : pieces[i].share;
      const auto centre = pieces[i].centre; // the same share is less further from the equator
      mass_in(window, i).add(share * std::cos(centre.lat * std::numbers::pi / 180), centre);
    }
  }

  std::vector<CellPiece> pieces() const {
    std::vector<CellPiece> pieces(m_masses.size());
    for (std::size_t i = 0; i < pieces.size(); ++i)
      if (const auto& mass = m_masses[i]; mass.amount > 0)
        pieces[i] = {mass.amount, {mass.lon / mass.amount, mass.lat / mass.amount}};
    return pieces;
  }

private:
  Mass& mass_in(const Window& window, std::size_t cell) {
    const auto column = window.first_column + cell % window.cells.columns;
    const auto row = window.first_row + cell / window.cells.columns;
    return m_masses[row * m_grid.columns + column];
  }

  /// The share of a cell in which the dwelling and the polygon both lie.
  double share_inside(const geo::ZoneIndex& dwelling, const geo::Box& cell, double share) const {
    if (m_polygon.border_is_near(cell))
      return geo::share_within(dwelling.border_in(cell), m_polygon.border_in(cell));
    const geo::LonLat middle{(cell.west + cell.east) / 2, (cell.south + cell.north) / 2};
    return m_polygon.contains(middle) ? share : 0;
  }

  geo::ZoneIndex m_polygon;
  const CellGrid& m_grid;
  std::vector<Mass> m_masses;
};

bool holds(const Layer& layer, geo::PartType type) {
  const auto& types = layer.features->geometry.part_types;
  return std::ranges::find(types, type) != types.end();
}

std::vector<double> weights_of_points(const Layer& layer) {
  for (const auto* role : {"weight", "population"})
    if (has_role(layer, role)) {
      auto weights = role_numbers(layer, role);
      for (auto& weight : weights)
        weight = weight > 0 ? weight : 0;
      return weights;
    }
  return std::vector<double>(layer.features->size(), 1);
}

} // namespace

Dwellings dwellings_of(std::shared_ptr<const Layer> layer) {
  const bool has_points = holds(*layer, geo::PartType::point);
  const bool has_polygons = holds(*layer, geo::PartType::polygon);
  if (has_points == has_polygons && layer->features->size() > 0)
    geo::fail(geo::ErrorKind::invalid_input,
              "layer \"{}\": it has {}; people are spread over polygons alone, or points alone",
              layer->config.id, has_points ? "points and polygons" : "neither");
  Dwellings dwellings{std::move(layer), has_polygons, {}};
  if (has_points)
    dwellings.weights = weights_of_points(*dwellings.layer);
  return dwellings;
}

std::vector<CellPiece> dwelling_pieces(const Dwellings& dwellings, geo::GeometryView polygon,
                                       const CellGrid& grid) {
  Gathering gathering(polygon, grid);
  const auto& features = *dwellings.layer->features;
  for (const auto hit : features.index.query(grid.box)) {
    const auto dwelling = features.feature(hit.item);
    if (dwellings.are_polygons)
      gathering.add_polygon(dwelling);
    else
      gathering.add_points(dwelling, dwellings.weights[hit.item]);
  }
  return gathering.pieces();
}

} // namespace layers
