// micro_bench [--benchmark_filter=REGEX]: the steps of making a tile, each alone, on circles in a
// grid; and the area of a circle.

#include <cmath>
#include <cstdint>
#include <memory>
#include <numbers>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "geo/polygon_area.hpp"
#include "geo/spatial_index.hpp"
#include "geo/tile/clip.hpp"
#include "geo/tile/mvt.hpp"
#include "geo/tile/mvt_geometry.hpp"
#include "geo/tile/simplify.hpp"
#include "layers/features/feature_set.hpp"
#include "layers/features/layer.hpp"
#include "layers/tiles/tile_builder.hpp"

namespace {

constexpr double grid_west_deg = 100;
constexpr double grid_south_deg = 10;
constexpr double grid_side_deg = 10;

/// A closed, counter-clockwise ring.
std::vector<geo::LonLat> circle(geo::LonLat centre, double radius_deg, std::int64_t points) {
  std::vector<geo::LonLat> ring;
  for (std::int64_t i = 0; i < points; ++i) {
    const double angle =
        2 * std::numbers::pi * static_cast<double>(i) / static_cast<double>(points);
    ring.push_back(
        {centre.lon + radius_deg * std::cos(angle), centre.lat + radius_deg * std::sin(angle)});
  }
  ring.push_back(ring.front());
  return ring;
}

/// `columns` by `columns` circles that nearly touch, with an id and a name each.
layers::SourceFeatures grid(std::int64_t columns, std::int64_t points) {
  layers::SourceFeatures source;
  const double cell_deg = grid_side_deg / static_cast<double>(columns);
  for (std::int64_t i = 0; i < columns * columns; ++i) {
    const geo::LonLat centre{grid_west_deg + cell_deg * (static_cast<double>(i % columns) + 0.5),
                             grid_south_deg + cell_deg * (static_cast<double>(i / columns) + 0.5)};
    const auto ring = circle(centre, 0.45 * cell_deg, points);
    source.geometry.points.insert(source.geometry.points.end(), ring.begin(), ring.end());
    source.geometry.end_ring();
    source.geometry.end_part(geo::PartType::polygon);
    source.json += fmt::format(R"("id":{0},"properties":{{"name":"circle {0}"}})", i);
    source.end_feature();
  }
  return source;
}

std::vector<geo::Box> boxes_of(const layers::SourceFeatures& source) {
  std::vector<geo::Box> boxes;
  for (std::size_t i = 0; i < source.size(); ++i)
    boxes.push_back(geo::bounding_box(
        geo::GeometryView(source.geometry, source.feature_parts[i], source.feature_parts[i + 1])));
  return boxes;
}

/// The tile that holds the middle of the grid.
geo::TileId middle_tile(int z) {
  const auto world =
      geo::to_world({grid_west_deg + grid_side_deg / 2, grid_south_deg + grid_side_deg / 2});
  const auto across = static_cast<double>(geo::tiles_across(z));
  return {z, static_cast<std::uint32_t>(world.x * across),
          static_cast<std::uint32_t>(world.y * across)};
}

void count_per_second(benchmark::State& state, const char* what, std::size_t each) {
  state.counters[what] =
      benchmark::Counter(static_cast<double>(each), benchmark::Counter::kIsIterationInvariantRate);
}

/// The area of a circle of 2 km.
void polygon_area(benchmark::State& state) {
  geo::Geometry polygon;
  polygon.points = circle({108, 16}, 0.02, state.range(0));
  polygon.end_ring();
  polygon.end_part(geo::PartType::polygon);
  for (auto _ : state)
    benchmark::DoNotOptimize(geo::area_m2(polygon));
  count_per_second(state, "points", polygon.points.size());
}
BENCHMARK(polygon_area)->Arg(16)->Arg(1'000);

/// A circle of which a quarter lies in the box.
void clip(benchmark::State& state) {
  const std::vector<std::vector<geo::LonLat>> rings(1, circle({0, 0}, 1, state.range(0)));
  const geo::Box box{0, 0, 2, 2};
  geo::Geometry out;
  for (auto _ : state) {
    out.clear();
    geo::clip_polygon(rings, box, out);
    benchmark::DoNotOptimize(out.points.data());
  }
  count_per_second(state, "points", rings.front().size());
}
BENCHMARK(clip)->Arg(16)->Arg(1'000)->Arg(100'000);

/// The zooms of every point of a layer, by points of a feature.
void simplify(benchmark::State& state) {
  const auto layer = grid(50, state.range(0)).geometry;
  for (auto _ : state)
    benchmark::DoNotOptimize(geo::vertex_zooms(layer));
  count_per_second(state, "points", layer.points.size());
}
BENCHMARK(simplify)->Arg(16)->Arg(1'000)->Unit(benchmark::kMillisecond);

/// What a tile shows of one circle larger than the tile, all zooms ranked before.
void cut_for_mvt(benchmark::State& state) {
  const auto layer = grid(1, state.range(0)).geometry;
  const auto zooms = geo::vertex_zooms(layer);
  const auto edge = geo::to_world({grid_west_deg + grid_side_deg * 0.95, grid_south_deg + 5});
  const auto across = static_cast<double>(geo::tiles_across(8));
  const geo::TileId tile{8, static_cast<std::uint32_t>(edge.x * across),
                         static_cast<std::uint32_t>(edge.y * across)};
  const auto box = geo::bounding_box(geo::GeometryView(layer));
  geo::MvtShaper shaper(tile);
  for (auto _ : state)
    benchmark::DoNotOptimize(shaper.shape(layer, box, zooms).polygons.commands().data());
  count_per_second(state, "points", layer.points.size());
}
BENCHMARK(cut_for_mvt)->Arg(16)->Arg(1'000)->Arg(100'000);

/// A thousand features of 16 points, as commands and into a layer's bytes.
void encode_mvt(benchmark::State& state) {
  constexpr int features = 1000;
  std::vector<geo::TileXY> ring;
  for (const auto p : circle({0, 0}, 1, 16))
    ring.push_back({static_cast<std::int32_t>(std::lround(2000 + 100 * p.lon)),
                    static_cast<std::int32_t>(std::lround(2000 + 100 * p.lat))});
  ring.pop_back();
  const std::vector<std::uint32_t> tags{0, 0};
  geo::MvtGeometry geometry;
  for (auto _ : state) {
    geo::MvtLayer layer("bench");
    layer.add_key("name");
    layer.add_value(geo::encode_mvt_value("circle"));
    for (std::uint64_t id = 0; id < features; ++id) {
      geometry.clear();
      geometry.add_ring(ring);
      layer.add_feature(id, tags, geo::MvtType::polygon, geometry);
    }
    std::string tile;
    layer.append_to(tile);
    benchmark::DoNotOptimize(tile.data());
  }
  count_per_second(state, "features", features);
}
BENCHMARK(encode_mvt)->Unit(benchmark::kMicrosecond);

/// By columns of the grid: 10,000 and 250,000 boxes.
void index_build(benchmark::State& state) {
  const auto boxes = boxes_of(grid(state.range(0), 4));
  for (auto _ : state)
    benchmark::DoNotOptimize(geo::SpatialIndex(boxes).size());
  count_per_second(state, "boxes", boxes.size());
}
BENCHMARK(index_build)->Arg(100)->Arg(500)->Unit(benchmark::kMillisecond);

/// Nine hits of 10,000 and of 250,000.
void index_query(benchmark::State& state) {
  const geo::SpatialIndex index(boxes_of(grid(state.range(0), 4)));
  const double cell_deg = grid_side_deg / static_cast<double>(state.range(0));
  const double west = grid_west_deg + 50.2 * cell_deg;
  const double south = grid_south_deg + 50.2 * cell_deg;
  const geo::Box box{west, south, west + 2.6 * cell_deg, south + 2.6 * cell_deg};
  for (auto _ : state)
    benchmark::DoNotOptimize(index.query(box).size());
}
BENCHMARK(index_query)->Arg(100)->Arg(500);

/// The tile in the middle of 90,000 circles of 16 points, by zoom: from all of them to a few.
void build_tile(benchmark::State& state, layers::TileFormat format) {
  static const auto layer = [] {
    auto made = std::make_shared<layers::Layer>();
    made->config.id = "bench";
    made->features = layers::build_feature_set(grid(300, 16));
    return std::shared_ptr<const layers::Layer>(std::move(made));
  }();
  const layers::TileRequest request{.layers = std::span(&layer, 1),
                                    .tile = middle_tile(static_cast<int>(state.range(0))),
                                    .format = format};
  std::size_t bytes = 0;
  for (auto _ : state)
    bytes = layers::build_tile(request).bytes.size();
  state.counters["bytes"] = static_cast<double>(bytes);
}
BENCHMARK_CAPTURE(build_tile, mvt, layers::TileFormat::mvt)
    ->Arg(4)
    ->Arg(7)
    ->Arg(10)
    ->Arg(14)
    ->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(build_tile, geojson, layers::TileFormat::geojson)
    ->Arg(4)
    ->Arg(7)
    ->Arg(10)
    ->Arg(14)
    ->Unit(benchmark::kMicrosecond);

} // namespace

BENCHMARK_MAIN();
