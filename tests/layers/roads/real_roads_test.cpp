// Road networks of the real files under ../shared/data, which are not part of the project.
#include <algorithm>
#include <array>
#include <filesystem>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "layers/catalog/catalog.hpp"
#include "layers/config/osm_layers.hpp"
#include "layers/features/attributes.hpp"
#include "layers/roads/road_network.hpp"
#include "layers/roads/road_rules.hpp"
#include "tests/support/network_sketch.hpp"
#include "tests/support/test_files.hpp"

namespace {

namespace fs = std::filesystem;

class RealRoads : public testing::Test {
protected:
  void SetUp() override {
    m_data = support::real_data();
    if (!fs::is_directory(m_data))
      GTEST_SKIP() << "no real data at " << m_data << "; set HAZARDMAP_REAL_DATA";
  }

  /// Its roads and fire stations.
  layers::LayerList layers_of(const std::string& name) const {
    layers::LayerList all;
    for (const auto& opened : layers::open_layers(layers::osm_layers((m_data / name).string()))) {
      if (opened.layer)
        all.push_back(opened.layer);
    }
    return all;
  }

  static std::shared_ptr<const layers::RoadNetwork> network_of(const layers::LayerList& all) {
    return layers::build_road_network(all, {}, {layers::load_speed_profile("fire-engine"), 0});
  }

  fs::path m_data;
};

/// Every place where segments of two edges cross inside both.
std::size_t count_crossings(const geo::RoadGraph& graph, std::size_t& with_node) {
  const std::set<std::pair<double, double>> nodes = [&] {
    std::set<std::pair<double, double>> places;
    for (const auto node : graph.nodes)
      places.emplace(node.lon, node.lat);
    return places;
  }();
  struct Segment {
    geo::LonLat a, b;
  };
  std::vector<Segment> segments;
  std::vector<geo::Box> boxes;
  for (std::uint32_t e = 0; e < graph.edge_count(); ++e) {
    const auto points = graph.points_of(e);
    for (std::size_t i = 0; i + 1 < points.size(); ++i) {
      segments.push_back({points[i], points[i + 1]});
      boxes.push_back(geo::bounding_box(std::array{points[i], points[i + 1]}));
    }
  }
  const auto side = [](geo::LonLat a, geo::LonLat b, geo::LonLat c) {
    return (b.lon - a.lon) * (c.lat - a.lat) - (b.lat - a.lat) * (c.lon - a.lon);
  };
  const geo::SpatialIndex index(boxes);
  std::size_t crossings = 0;
  for (std::size_t i = 0; i < segments.size(); ++i) {
    const auto [a, b] = segments[i];
    for (const auto hit : index.query(boxes[i])) {
      const auto [c, d] = segments[hit.item];
      const double ca = side(c, d, a);
      const double cb = side(c, d, b);
      if (hit.item <= i || side(a, b, c) * side(a, b, d) >= 0 || ca * cb >= 0)
        continue;
      ++crossings;
      const double share = ca / (ca - cb);
      with_node += nodes.count({a.lon + (b.lon - a.lon) * share, a.lat + (b.lat - a.lat) * share});
    }
  }
  return crossings;
}

TEST_F(RealRoads, MostOfHeidelbergIsConnectedAndItsStationsAreAtRoads) {
  const auto all = layers_of("osm-heidelberg/heidelberg.osm.pbf");
  const auto network = network_of(all);
  const auto counts = layers::network_counts(*network);
  // SOURCE.txt: 15,788 driveable ways.
  EXPECT_GT(counts.edges, 15'000U);
  EXPECT_GT(counts.largest_share, 0.9);
  const auto stations = std::ranges::find_if(all, [](const auto& layer) {
    return layer->config.kind == layers::Kind::station && layer->features->size() > 0;
  });
  ASSERT_NE(stations, all.end());
  EXPECT_THAT(layers::station_warnings(*network, **stations, 100), testing::IsEmpty());
}

TEST_F(RealRoads, ClosedAccessInHeidelbergIsObeyedUnlessForEngines) {
  const auto all = layers_of("osm-heidelberg/heidelberg.osm.pbf");
  const auto& roads = *all.at(0);
  const auto rules = layers::road_rules(roads, layers::load_speed_profile("fire-engine"));
  const auto motor = layers::text_column(*roads.features, "motor_vehicle");
  std::vector<std::vector<std::string>> opening; // what the sample profile takes for the engine
  for (const auto* who : {"emergency", "bus", "psv", "agricultural", "forestry"})
    opening.push_back(layers::text_column(*roads.features, who));
  std::size_t closed = 0;
  for (std::size_t i = 0; i < rules.size(); ++i) {
    if (motor[i] != "no")
      continue;
    const bool is_open = rules[i].forward_km_h > 0 || rules[i].backward_km_h > 0;
    const bool is_for_engines = std::ranges::any_of(
        opening, [&](const auto& texts) { return texts[i] == "yes" || texts[i] == "designated"; });
    EXPECT_EQ(is_open, is_for_engines) << i;
    closed += is_open ? 0 : 1;
  }
  EXPECT_GT(closed, 0U);
}

TEST_F(RealRoads, MonacosTunnelsAreNotConnectedWithTheStreetsAboveThem) {
  const auto all = layers_of("osm-monaco/monaco.osm.pbf");
  const auto network = network_of(all);
  std::size_t with_node = 0;
  EXPECT_GT(count_crossings(network->graph, with_node), 50U);
  EXPECT_EQ(with_node, 0U);
  EXPECT_GT(layers::network_counts(*network).largest_share, 0.9);
}

TEST_F(RealRoads, AndorrasMountainRoadsAreOneNetwork) {
  const auto network = network_of(layers_of("osm-andorra/andorra.osm.pbf"));
  EXPECT_GT(layers::network_counts(*network).largest_share, 0.9);
}

TEST_F(RealRoads, PortoAlegreIsConnectedAsItsSourceSays) {
  const auto network = network_of(layers_of("osm-portoalegre/poa_osm.pbf"));
  // SOURCE.txt: 98.8 % connected; private and service roads counted differently make up for 1 %.
  EXPECT_NEAR(layers::network_counts(*network).largest_share, 0.988, 0.01);
}

} // namespace
