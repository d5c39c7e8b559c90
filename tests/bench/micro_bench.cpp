// micro_bench [--benchmark_filter=REGEX]: the steps of making a tile, each alone, on circles in a
// grid; and the area of a circle.

#include <cmath>
#include <cstdint>
#include <map>
#include <memory>
#include <numbers>
#include <random>
#include <set>
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
#include "layers/catalog/catalog.hpp"
#include "layers/features/attributes.hpp"
#include "layers/features/feature_set.hpp"
#include "layers/features/layer.hpp"
#include "layers/features/layer_change.hpp"
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

std::string only_name(std::int64_t i) {
  return fmt::format(R"("name":"circle {}")", i);
}

/// As in a table: every feature has every attribute.
std::string dense_attributes(std::int64_t i) {
  return fmt::format(
      R"("name":"circle {0}","code":{0},"height":{1},"kind":"kind {2}","ward":"ward {3}",)"
      R"("open":{4},"built":"19{5:02}-03-17","floors":{6},"a":{7},"b":{8},"c":null,"d":"{9}")",
      i, 0.37 * static_cast<double>(i), i % 5, i % 100, i % 2 == 0, i % 97, i % 11, i % 1000,
      0.5 * static_cast<double>(i % 7), i % 3);
}

/// A few of 300 attributes, some of them often.
std::string few_attributes(std::minstd_rand keys_random, std::minstd_rand values_random) {
  std::uniform_real_distribution<double> share(0, 1);
  std::set<int> keys;
  const auto count = 4 + static_cast<int>(9 * share(keys_random));
  for (int n = 0; n < count; ++n)
    keys.insert(static_cast<int>(300 * std::pow(share(keys_random), 3)));
  std::string text;
  for (const int key : keys)
    text += fmt::format(R"({}"key{}":"value {}")", text.empty() ? "" : ",", key,
                        static_cast<int>(1000 * std::pow(share(values_random), 2)));
  return text;
}

std::minstd_rand random_of(std::int64_t seed) {
  std::minstd_rand random(static_cast<unsigned>(seed + 1));
  random.discard(8);
  return random;
}

/// As in OpenStreetMap: many features have the same attributes as others, in any order.
std::string sparse_attributes(std::int64_t i) {
  auto random = random_of(i);
  const double share = std::uniform_real_distribution<double>(0, 1)(random);
  return few_attributes(random_of(static_cast<std::int64_t>(40'000 * std::pow(share, 4))), random);
}

/// Nearly every feature has others than the rest.
std::string unlike_attributes(std::int64_t i) {
  return few_attributes(random_of(i), random_of(i + 1'000'000));
}

using Attributes = std::string (*)(std::int64_t feature);

/// `columns` by `columns` circles that nearly touch, with an id and attributes each.
layers::SourceFeatures grid(std::int64_t columns, std::int64_t points,
                            Attributes attributes = only_name) {
  layers::SourceFeatures source;
  const double cell_deg = grid_side_deg / static_cast<double>(columns);
  for (std::int64_t i = 0; i < columns * columns; ++i) {
    const geo::LonLat centre{grid_west_deg + cell_deg * (static_cast<double>(i % columns) + 0.5),
                             grid_south_deg + cell_deg * (static_cast<double>(i / columns) + 0.5)};
    const auto ring = circle(centre, 0.45 * cell_deg, points);
    source.geometry.points.insert(source.geometry.points.end(), ring.begin(), ring.end());
    source.geometry.end_ring();
    source.geometry.end_part(geo::PartType::polygon);
    source.json += fmt::format(R"("id":{},"properties":{{{}}})", i, attributes(i));
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

/// 90,000 circles of 16 points with attributes, a whole tile of them and a part.
void build_tile_with(benchmark::State& state, Attributes attributes) {
  auto layer = std::make_shared<layers::Layer>();
  layer->config.id = "bench";
  layer->features = layers::build_feature_set(grid(300, 16, attributes));
  const std::shared_ptr<const layers::Layer> made = layer;
  const layers::TileRequest request{.layers = std::span(&made, 1),
                                    .tile = middle_tile(static_cast<int>(state.range(0))),
                                    .format = layers::TileFormat::mvt};
  std::size_t bytes = 0;
  for (auto _ : state)
    bytes = layers::build_tile(request).bytes.size();
  state.counters["bytes"] = static_cast<double>(bytes);
}
BENCHMARK_CAPTURE(build_tile_with, dense, dense_attributes)
    ->Arg(7)
    ->Arg(10)
    ->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(build_tile_with, sparse, sparse_attributes)
    ->Arg(7)
    ->Arg(10)
    ->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(build_tile_with, unlike, unlike_attributes)
    ->Arg(7)
    ->Arg(10)
    ->Unit(benchmark::kMicrosecond);

/// 250,000 small circles.
const layers::FeatureSet& many_with(Attributes attributes) {
  static std::map<Attributes, std::shared_ptr<const layers::FeatureSet>> made;
  auto& features = made[attributes];
  if (!features)
    features = layers::build_feature_set(grid(500, 3, attributes));
  return *features;
}

/// From what a reader delivers to a layer in memory.
void build_layer_with(benchmark::State& state, Attributes attributes) {
  const auto source = grid(300, 3, attributes);
  std::size_t bytes = 0;
  for (auto _ : state) {
    state.PauseTiming();
    auto copy = source;
    state.ResumeTiming();
    bytes = layers::build_feature_set(std::move(copy))->bytes();
  }
  state.counters["bytes"] = static_cast<double>(bytes);
}
BENCHMARK_CAPTURE(build_layer_with, name, only_name)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(build_layer_with, dense, dense_attributes)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(build_layer_with, sparse, sparse_attributes)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(build_layer_with, unlike, unlike_attributes)->Unit(benchmark::kMillisecond);

/// One attribute of 250,000 features.
void read_numbers(benchmark::State& state, Attributes attributes, const char* attribute) {
  const auto& features = many_with(attributes);
  for (auto _ : state)
    benchmark::DoNotOptimize(layers::number_column(features, attribute).data());
  count_per_second(state, "features", features.size());
}
BENCHMARK_CAPTURE(read_numbers, distinct_integers, dense_attributes, "code")
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(read_numbers, distinct_reals, dense_attributes, "height")
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(read_numbers, few_integers, dense_attributes, "floors")
    ->Unit(benchmark::kMillisecond);

void read_texts(benchmark::State& state, Attributes attributes, const char* attribute) {
  const auto& features = many_with(attributes);
  for (auto _ : state)
    benchmark::DoNotOptimize(layers::text_column(features, attribute).data());
  count_per_second(state, "features", features.size());
}
BENCHMARK_CAPTURE(read_texts, distinct, dense_attributes, "name")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(read_texts, few, dense_attributes, "kind")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(read_texts, sparse, sparse_attributes, "key1")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(read_texts, unlike, unlike_attributes, "key1")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(read_texts, rare, sparse_attributes, "key299")->Unit(benchmark::kMillisecond);

/// A map whose only layer has so many points.
layers::Map map_of_points(std::int64_t count) {
  layers::SourceFeatures source;
  for (std::int64_t i = 0; i < count; ++i) {
    source.geometry.add_point(
        {100 + static_cast<double>(i % 500) / 50, 10 + static_cast<double>(i / 500) / 50});
    source.json += fmt::format(R"("id":{0},"properties":{{"name":"point {0}"}})", i);
    source.end_feature();
  }
  auto layer = std::make_shared<layers::Layer>();
  layer->config.id = "points";
  layer->features = layers::build_feature_set(std::move(source));
  return {{}, {layer}};
}

/// One feature of a layer replaced, up to the map that is served then.
void replace_feature(benchmark::State& state) {
  const auto map = map_of_points(state.range(0));
  layers::Catalog catalog(map);
  layers::FeatureChange change;
  change.features.geometry.add_point({101, 11});
  change.features.json = R"("id":7,"properties":{"name":"moved"})";
  change.features.end_feature();
  for (auto _ : state) {
    const auto step = std::make_shared<const layers::FeatureChange>(change);
    catalog.update([&](const layers::Map& now) {
      auto next = now;
      next.layers[0] = layers::with_change(*map.layers[0], step);
      return next;
    });
  }
}
BENCHMARK(replace_feature)->Arg(10'000)->Arg(250'000)->Unit(benchmark::kMicrosecond);

} // namespace

BENCHMARK_MAIN();
