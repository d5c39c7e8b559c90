// A tile equals the truth: what tiles show, cut at their borders and put together, is the source.

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <ostream>
#include <set>
#include <tuple>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "geo/overlay.hpp"
#include "geo/tile/tile.hpp"
#include "layers/catalog/source.hpp"
#include "layers/tiles/tile_builder.hpp"
#include "tests/support/mvt_decoder.hpp"
#include "tests/support/parse_geometry.hpp"
#include "tests/support/test_files.hpp"

namespace {

namespace fs = std::filesystem;
using geo::Geometry;
using geo::GeometryView;
using geo::LonLat;
using geo::TileId;

struct Source {
  std::string name;
  std::string path; ///< inside the repository, or inside the real data when `is_real`
  bool is_real = false;
};

void PrintTo(const Source& source, std::ostream* out) {
  *out << source.path;
}

std::string file_of(const Source& source) {
  return source.is_real ? support::real_data(source.path) : support::source_file(source.path);
}

std::string id_of(const layers::FeatureSet& features, std::size_t i) {
  return nlohmann::json::parse("{" + std::string(features.json_text(i)) + "}")["id"].dump();
}

double area(GeometryView g) {
  double doubled = 0;
  for (std::uint32_t p = 0; p < g.part_count(); ++p)
    for (std::uint32_t r = 0; r < g.part(p).ring_count(); ++r)
      doubled += std::abs(geo::signed_area_doubled(g.part(p).ring(r))) * (r == 0 ? 1 : -1);
  return doubled / 2;
}

double perimeter(GeometryView g) {
  double sum = 0;
  for (std::uint32_t p = 0; p < g.part_count(); ++p)
    for (std::uint32_t r = 0; r < g.part(p).ring_count(); ++r) {
      const auto ring = g.part(p).ring(r);
      for (std::size_t i = 0; i + 1 < ring.size(); ++i)
        sum += std::hypot(ring[i + 1].lon - ring[i].lon, ring[i + 1].lat - ring[i].lat);
    }
  return sum;
}

bool covers(GeometryView g, LonLat point) {
  for (std::uint32_t p = 0; p < g.part_count(); ++p) {
    bool inside = false;
    for (std::uint32_t r = 0; r < g.part(p).ring_count(); ++r)
      inside = inside != geo::contains(g.part(p).ring(r), point);
    if (inside)
      return true;
  }
  return false;
}

TileId tile_at(LonLat point, int z) {
  const auto world = geo::to_world(point);
  const double n = geo::tiles_across(z);
  return {z, static_cast<std::uint32_t>(world.x * n), static_cast<std::uint32_t>(world.y * n)};
}

double pixel_deg(int z) {
  return 360 * geo::pixel_in_world(z);
}

using layers::TileFormat;

/// The polygons of a feature: in units, or in degrees by `place`.
template <typename Place>
Geometry polygons_of(const support::MvtDecodedFeature& feature, Place place) {
  Geometry out;
  for (const auto& ring : feature.paths) {
    if (geo::signed_area_doubled(ring) > 0 && !out.points.empty())
      out.end_part(geo::PartType::polygon);
    for (const auto p : ring)
      out.points.push_back(place(p));
    out.points.push_back(place(ring.front()));
    out.end_ring();
  }
  out.end_part(geo::PartType::polygon);
  return out;
}

std::map<std::string, Geometry> geojson_shapes(const std::string& bytes) {
  std::map<std::string, Geometry> shapes;
  const auto document = nlohmann::json::parse(bytes);
  for (const auto& f : document["features"])
    shapes[f["id"].dump()] = support::parse_geometry(f["geometry"]);
  return shapes;
}

std::map<std::string, Geometry> mvt_shapes(const std::string& bytes, TileId id) {
  const double side = 1.0 / geo::tiles_across(id.z);
  const auto place = [&](geo::TileXY p) {
    return geo::to_lonlat({(id.x + p.x / 4096.0) * side, (id.y + p.y / 4096.0) * side});
  };
  std::map<std::string, Geometry> shapes;
  for (const auto& layer : support::decode_mvt(bytes))
    for (const auto& f : layer.features) {
      auto shape = polygons_of(f, place);
      geo::orient_right_hand(shape);
      shapes[std::to_string(f.id.value())] = std::move(shape);
    }
  return shapes;
}

class TileTruth : public testing::TestWithParam<std::tuple<Source, TileFormat>> {
protected:
  void SetUp() override {
    const auto& source = std::get<Source>(GetParam());
    const auto file = file_of(source);
    if (source.is_real && !fs::exists(file))
      GTEST_SKIP() << "real data absent: " << file;
    layers::LayerConfig config;
    config.id = "layer";
    config.source = file;
    auto layer = std::make_shared<layers::Layer>();
    layer->config = config;
    layer->features = layers::build_feature_set(layers::read_layer(config));
    m_layers = {layer};
  }

  const layers::FeatureSet& features() const { return *m_layers[0]->features; }

  /// The zoom at which the whole layer is about two tiles wide.
  int overview_zoom() const {
    const auto box = features().index.extent();
    return static_cast<int>(std::ceil(std::log2(360 / (box.east - box.west))));
  }

  std::string bytes(TileId id) const {
    return layers::build_tile({m_layers, id, std::get<TileFormat>(GetParam()), 0}).bytes;
  }

  std::map<std::string, Geometry> tile(TileId id) const {
    return std::get<TileFormat>(GetParam()) == TileFormat::mvt ? mvt_shapes(bytes(id), id)
                                                               : geojson_shapes(bytes(id));
  }

  /// How far rounding moves a coordinate at most.
  double rounding_deg(int z) const {
    return std::get<TileFormat>(GetParam()) == TileFormat::mvt ? 360.0 / geo::tiles_across(z) / 4096
                                                               : std::pow(10, -geo::decimals(z));
  }

  template <typename Visit>
  void for_each_tile(int z, Visit visit) const {
    const auto box = features().index.extent();
    const auto first = tile_at({box.west, box.north}, z);
    const auto last = tile_at({box.east, box.south}, z);
    for (auto x = first.x; x <= last.x; ++x)
      for (auto y = first.y; y <= last.y; ++y)
        visit(TileId{z, x, y});
  }

  layers::LayerList m_layers;
};

TEST_P(TileTruth, NeighbouringTilesCutAtTheirBordersCoverTheSourcesArea) {
  for (const int z : {overview_zoom(), overview_zoom() + 2}) {
    std::map<std::string, double> covered;
    for_each_tile(z, [&](TileId id) {
      for (const auto& [feature, shape] : tile(id))
        covered[feature] += area(geo::intersection(
            geo::is_valid(shape) ? shape : geo::make_valid(shape), geo::bounds(id)));
    });
    for (std::size_t i = 0; i < features().size(); ++i) {
      const auto feature = features().feature(i);
      // The border may move by the tolerance and the rounding; parts and holes smaller than a pixel
      // may go, or come as a whole pixel. A pixel in each of them and along the border bounds both.
      const double bound = perimeter(feature) * pixel_deg(z) * 0.75 +
                           pixel_deg(z) * pixel_deg(z) * feature.part_count();
      EXPECT_NEAR(covered[id_of(features(), i)], area(feature), bound)
          << "feature " << id_of(features(), i) << " at zoom " << z;
    }
  }
}

TEST_P(TileTruth, AtTheDeepestZoomTheGeometryIsTheSources) {
  for (std::size_t i = 0; i < features().size(); i += 1 + features().size() / 20) {
    const auto feature = features().feature(i);
    const auto id = tile_at(feature.points()[0], geo::max_zoom - 2);
    const auto shapes = tile(id);
    const auto box = geo::bounds(id, geo::tile_buffer_px);
    const auto expected = geo::intersection(feature, box);
    const auto found = shapes.find(id_of(features(), i));
    ASSERT_NE(found, shapes.end());
    const double rounding = perimeter(expected) * rounding_deg(id.z);
    EXPECT_NEAR(area(found->second), area(expected), rounding + 1e-18);
  }
}

TEST_P(TileTruth, ATileHasTheFeaturesThatReachIntoItAndNoOther) {
  const int z = overview_zoom() + 4;
  std::size_t looked_at = 0;
  for_each_tile(z, [&](TileId id) {
    if (++looked_at % 7 != 0)
      return;
    std::set<std::string> expected;
    for (std::size_t i = 0; i < features().size(); ++i) {
      const auto inside =
          geo::intersection(features().feature(i), geo::bounds(id, geo::tile_buffer_px - 1));
      if (area(inside) > pixel_deg(z) * pixel_deg(z)) // smaller corners may be simplified away
        expected.insert(id_of(features(), i));
    }
    const auto shapes = tile(id);
    for (const auto& feature : expected)
      EXPECT_TRUE(shapes.contains(feature)) << feature << " missing at " << id.x << "/" << id.y;
    for (std::size_t i = 0; i < features().size(); ++i) {
      const bool is_near = geo::bounding_box(features().feature(i))
                               .intersects(geo::bounds(id, geo::tile_buffer_px + 1));
      EXPECT_TRUE(is_near || !shapes.contains(id_of(features(), i)));
    }
  });
  EXPECT_GE(looked_at, 7U);
}

TEST_P(TileTruth, CoordinatesAreInTheTileAndItsBuffer) {
  const int z = overview_zoom() + 3;
  for_each_tile(z, [&](TileId id) {
    const auto box = geo::bounds(id, geo::tile_buffer_px + 1);
    for (const auto& [feature, shape] : tile(id))
      EXPECT_TRUE(box.contains(geo::bounding_box(shape))) << feature;
  });
}

std::string name_of(const testing::TestParamInfo<std::tuple<Source, TileFormat>>& info) {
  return std::get<Source>(info.param).name +
         (std::get<TileFormat>(info.param) == TileFormat::mvt ? "Mvt" : "Geojson");
}

INSTANTIATE_TEST_SUITE_P(
    Sources, TileTruth,
    testing::Combine(
        testing::Values(Source{"SampleWards", "sample-data/wards.gpkg"},
                        Source{"SampleFlood", "sample-data/flood.geojson"},
                        Source{"SampleLandslide", "sample-data/sat_lo_dat.shp"},
                        Source{"HanoiWards", "vn-wards/hanoi_wards.gpkg", true},
                        Source{"FloodHazard",
                               "dc/community-rating-system-special-flood-hazard-areas.geojson",
                               true},
                        Source{"River", "mecklenburg/catawba_river.geojson", true}),
        testing::Values(TileFormat::geojson, TileFormat::mvt)),
    name_of);

class VectorTileTruth : public TileTruth {};

TEST_P(VectorTileTruth, PolygonsAreValidAtEveryZoom) {
  const auto in_units = [](geo::TileXY p) {
    return LonLat{static_cast<double>(p.x), static_cast<double>(p.y)};
  };
  std::size_t looked_at = 0;
  for (int z = 0; z <= overview_zoom() + 5; ++z)
    for_each_tile(z, [&](TileId id) {
      for (const auto& layer : support::decode_mvt(bytes(id)))
        for (const auto& feature : layer.features) {
          ++looked_at;
          EXPECT_EQ(geo::invalid_reason(polygons_of(feature, in_units)), "")
              << id.z << "/" << id.x << "/" << id.y << " feature " << feature.id.value();
        }
    });
  EXPECT_GE(looked_at, features().size());
}

INSTANTIATE_TEST_SUITE_P(
    Sources, VectorTileTruth,
    testing::Combine(
        testing::Values(Source{"SampleWards", "sample-data/wards.gpkg"},
                        Source{"SampleFlood", "sample-data/flood.geojson"},
                        Source{"SampleLandslide", "sample-data/sat_lo_dat.shp"},
                        Source{"HanoiWards", "vn-wards/hanoi_wards.gpkg", true},
                        Source{"FloodHazard",
                               "dc/community-rating-system-special-flood-hazard-areas.geojson",
                               true},
                        Source{"River", "mecklenburg/catawba_river.geojson", true}),
        testing::Values(TileFormat::mvt)),
    name_of);

/// Wards only: they share their borders.
class Neighbours : public TileTruth {};

TEST_P(Neighbours, LeaveNoGapAlongTheirCommonBorders) {
  std::map<std::pair<double, double>, std::set<std::size_t>> wards_at;
  for (std::size_t i = 0; i < features().size(); ++i)
    for (const auto p : features().feature(i).points())
      wards_at[{p.lon, p.lat}].insert(i);
  for (const int z : {overview_zoom(), overview_zoom() + 2, overview_zoom() + 4}) {
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::map<std::string, Geometry>> tiles;
    std::size_t looked_at = 0;
    std::size_t number = 0;
    for (const auto& [place, wards] : wards_at) {
      if (wards.size() < 2 || ++number % 29 != 0)
        continue;
      const LonLat point{place.first, place.second};
      const auto id = tile_at(point, z);
      auto& shapes = tiles[{id.x, id.y}];
      if (shapes.empty())
        shapes = tile(id);
      // A gap wider than a pixel would leave the point and all places half a pixel off uncovered.
      bool is_covered = false;
      for (const double dx : {-0.5, 0.0, 0.5})
        for (const double dy : {-0.5, 0.0, 0.5})
          for (const auto& [feature, shape] : shapes)
            is_covered = is_covered || covers(shape, {point.lon + dx * pixel_deg(z),
                                                      point.lat + dy * pixel_deg(z)});
      EXPECT_TRUE(is_covered) << point.lon << " " << point.lat << " at zoom " << z;
      ++looked_at;
    }
    EXPECT_GE(looked_at, 20U);
  }
}

TEST_P(Neighbours, ShareTheVerticesOfTheirCommonBordersInATile) {
  const int z = overview_zoom() + 1;
  std::size_t shared = 0;
  for_each_tile(z, [&](TileId id) {
    std::map<std::pair<double, double>, int> count;
    for (const auto& [feature, shape] : tile(id)) {
      std::set<std::pair<double, double>> once;
      for (const auto p : shape.points)
        once.insert({p.lon, p.lat});
      for (const auto& place : once)
        ++count[place];
    }
    for (const auto& [place, wards] : count)
      shared += wards > 1 ? 1 : 0;
  });
  EXPECT_GE(shared, features().size());
}

INSTANTIATE_TEST_SUITE_P(
    Sources, Neighbours,
    testing::Combine(testing::Values(Source{"SampleWards", "sample-data/wards.gpkg"},
                                     Source{"HanoiWards", "vn-wards/hanoi_wards.gpkg", true}),
                     testing::Values(TileFormat::geojson, TileFormat::mvt)),
    name_of);

} // namespace
