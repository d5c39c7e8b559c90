#include "layers/demand/demand.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <optional>
#include <utility>

#include "geo/error.hpp"
#include "geo/local_plane.hpp"
#include "geo/stop.hpp"
#include "layers/demand/dasymetric.hpp"
#include "layers/features/attributes.hpp"
#include "layers/features/role_values.hpp"
#include "layers/sources/gdal_raster.hpp"

namespace layers {

namespace {

using geo::ErrorKind;

/// In a layer, and in the grid over one polygon.
constexpr std::size_t most_points = 4'000'000;

/// The role that weighs; empty: none does.
std::string_view weight_role(const Layer& layer) {
  for (const auto* role : {"weight", "population"})
    if (has_role(layer, role))
      return role;
  return "";
}

bool is_weighted(const Layer& layer) {
  return !weight_role(layer).empty() || was_raster(layer.report);
}

/// One weight a feature, each finite and at least 0; counts what had to be made so.
std::vector<double> weights_of(Demand& demand) {
  const auto& features = *demand.layer->features;
  if (!is_weighted(*demand.layer))
    return std::vector<double>(features.size(), 1);
  const auto role = weight_role(*demand.layer);
  auto weights =
      role.empty() ? number_column(features, raster_value) : role_numbers(*demand.layer, role);
  for (auto& weight : weights) {
    demand.without_weight += std::isnan(weight) ? 1 : 0;
    demand.negative += weight < 0 ? 1 : 0;
    weight = weight > 0 ? weight : 0;
  }
  return weights;
}

[[noreturn]] void fail_too_many(const Demand& demand, double cell_m) {
  geo::fail(ErrorKind::too_large,
            "layer \"{}\": more than {} places of demand in cells of {} m; use larger cells",
            demand.layer->config.id, most_points, cell_m);
}

/// Over a box, of cells that are no larger than `cell_m`; a hundredth of a cell is no cell.
CellGrid grid_over(const Demand& demand, const geo::Box& box, double cell_m) {
  const double lat = (box.south + box.north) / 2;
  const double lon = (box.west + box.east) / 2;
  const auto cells = [&](double length_m) { return std::ceil(length_m / cell_m - 0.01); };
  const double columns = cells(geo::distance_m({box.west, lat}, {box.east, lat}));
  const double rows = cells(geo::distance_m({lon, box.south}, {lon, box.north}));
  if (columns * rows > static_cast<double>(most_points))
    fail_too_many(demand, cell_m);
  return {box, static_cast<std::uint32_t>(std::max(columns, 1.0)),
          static_cast<std::uint32_t>(std::max(rows, 1.0))};
}

bool has_polygons(const Layer& layer) {
  const auto& types = layer.features->geometry.part_types;
  return std::ranges::find(types, geo::PartType::polygon) != types.end();
}

/// How the people of a polygon are spread over it.
struct Spreading {
  double cell_m = 0;
  std::optional<Dwellings> dwellings; ///< none: evenly
};

Spreading spreading_of(const Demand& demand, double cell_m) {
  if (!demand.dwellings)
    return {cell_m, std::nullopt};
  if (demand.layer->features->size() > 0 && !has_polygons(*demand.layer))
    geo::fail(ErrorKind::invalid_input,
              "layer \"{}\": it has no polygons over which people could be spread; leave "
              "\"spread_over\" out",
              demand.layer->config.id);
  return {cell_m, dwellings_of(demand.dwellings)};
}

/// The boxes of Demand::cells.
using Cells = std::vector<geo::Box>;

void add_point(Demand& demand, Cells& cells, const Demand::Point& point) {
  demand.points.push_back(point);
  cells.push_back(geo::bounding_box(std::array{point.position}));
}

void add_points(Demand& demand, Cells& cells, std::uint32_t feature, double weight) {
  const auto points = demand.layer->features->feature(feature).points();
  for (const auto point : points)
    add_point(demand, cells, {point, weight / static_cast<double>(points.size()), feature});
}

/// By cell, as much as it has of the polygon's area.
std::vector<CellPiece> even_pieces(geo::GeometryView shape, const CellGrid& grid) {
  auto pieces = cell_pieces(shape, grid.box, grid.columns, grid.rows);
  for (auto& piece : pieces) // the same share is less further from the equator
    piece.share *= std::cos(piece.centre.lat * std::numbers::pi / 180);
  return pieces;
}

double sum_of(const std::vector<CellPiece>& pieces) {
  double sum = 0;
  for (const auto& piece : pieces)
    sum += piece.share;
  return sum;
}

/// By cell, where the people of a polygon live.
std::vector<CellPiece> lived_in_pieces(Demand& demand, const std::optional<Dwellings>& dwellings,
                                       geo::GeometryView shape, const CellGrid& grid) {
  if (!dwellings)
    return even_pieces(shape, grid);
  auto pieces = dwelling_pieces(*dwellings, shape, grid);
  if (sum_of(pieces) > 0)
    return pieces;
  ++demand.without_dwellings;
  return even_pieces(shape, grid);
}

void add_polygon(Demand& demand, Cells& cells, std::uint32_t feature, double weight,
                 const Spreading& spreading) {
  const auto shape = demand.layer->features->feature(feature);
  const auto grid = grid_over(demand, geo::bounding_box(shape), spreading.cell_m);
  const auto pieces = lived_in_pieces(demand, spreading.dwellings, shape, grid);
  const double sum = sum_of(pieces);
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    if (!(pieces[i].share > 0))
      continue;
    demand.points.push_back({pieces[i].centre, weight * (pieces[i].share / sum), feature});
    cells.push_back(cell_box(grid, i));
  }
  if (!(sum > 0)) // too small for its area to be a number
    add_point(demand, cells, {shape.points().front(), weight, feature});
}

void add_feature(Demand& demand, Cells& cells, std::uint32_t feature, double weight,
                 const Spreading& spreading) {
  const auto shape = demand.layer->features->feature(feature);
  bool has_points = false;
  for (std::uint32_t p = 0; p < shape.part_count(); ++p) {
    if (shape.part(p).type() == geo::PartType::polygon)
      return add_polygon(demand, cells, feature, weight, spreading);
    has_points = has_points || shape.part(p).type() == geo::PartType::point;
  }
  if (!has_points)
    geo::fail(ErrorKind::invalid_input,
              "layer \"{}\": feature {} is a line; demand lies at points or in polygons",
              demand.layer->config.id, feature);
  add_points(demand, cells, feature, weight);
}

void check_weighted(const Demand& demand) {
  if (has_polygons(*demand.layer) && !is_weighted(*demand.layer))
    geo::fail(ErrorKind::invalid_input,
              "layer \"{}\": its polygons have no weight; set \"fields.population\" or "
              "\"fields.weight\"",
              demand.layer->config.id);
}

void check_total(const Demand& demand) {
  if (!std::isfinite(demand.total))
    geo::fail(ErrorKind::invalid_input, "layer \"{}\": its weights are too large to be added up",
              demand.layer->config.id);
  double placed = 0;
  for (const auto& point : demand.points)
    placed += point.weight;
  if (!(std::abs(placed - demand.total) <= 1e-3 * demand.total))
    geo::fail(ErrorKind::internal, "layer \"{}\": {} of the demand's weight of {} was placed",
              demand.layer->config.id, placed, demand.total);
}

void spread_features(Demand& demand, const Spreading& spreading, const std::stop_token& stop) {
  const auto weights = weights_of(demand);
  Cells cells;
  for (std::uint32_t i = 0; i < weights.size(); ++i) {
    if (i % 1024 == 0)
      geo::check_stop(stop);
    demand.total += weights[i];
    if (weights[i] > 0)
      add_feature(demand, cells, i, weights[i], spreading);
    if (demand.points.size() > most_points)
      fail_too_many(demand, spreading.cell_m);
  }
  demand.cells = geo::SpatialIndex(cells);
  check_total(demand);
}

} // namespace

std::size_t Demand::bytes() const {
  return points.capacity() * sizeof(Point) + cells.bytes();
}

Demand build_demand(std::shared_ptr<const Layer> layer, double cell_m, const std::stop_token& stop,
                    std::shared_ptr<const Layer> dwellings) {
  Demand demand;
  demand.layer = std::move(layer);
  check_weighted(demand);
  demand.cell_m = has_polygons(*demand.layer) ? cell_m : 0;
  demand.dwellings = std::move(dwellings);
  spread_features(demand, spreading_of(demand, cell_m), stop);
  return demand;
}

} // namespace layers
