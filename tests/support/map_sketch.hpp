#pragma once

#include <memory>
#include <string>
#include <vector>

#include "geo/local_plane.hpp"
#include "layers/features/layer.hpp"

namespace support {

/// A small map drawn in a test, in metres east and north of (105, 21). Ids count from 1 in each
/// layer; properties are JSON members: R"("class":"residential")".
class MapSketch {
public:
  geo::LonLat at(double x_m, double y_m) const { return m_plane.to_lonlat({x_m, y_m}); }

  void road(std::initializer_list<geo::LocalXY> points, const std::string& properties) {
    add(m_roads, geo::PartType::line, points, properties);
  }
  /// `id`: JSON; empty: its number.
  void station(geo::LocalXY position,
               const std::string& properties = R"("name":"Đội","turnout_s":0)",
               const std::string& id = "") {
    add(m_stations, geo::PartType::point, {position}, properties, id);
  }
  void zone(double west, double south, double east, double north, const std::string& properties) {
    add_box(m_zones, west, south, east, north, properties);
  }
  void water(double west, double south, double east, double north) {
    add_box(m_water, west, south, east, north, R"("name":"Sông")");
  }
  void people(geo::LocalXY position, double count) {
    add(m_people, geo::PartType::point, {position}, "\"people\":" + std::to_string(count));
  }
  void ward(double west, double south, double east, double north,
            const std::string& properties = R"("name":"Phường")") {
    add_box(m_wards, west, south, east, north, properties);
  }

  /// Layers "roads", "stations", "flood", "water", "people" and "wards", those that hold something.
  layers::LayerList layers() const {
    using layers::Kind;
    layers::LayerList all;
    append(all, "water", Kind::reference, m_water, {});
    append(all, "wards", Kind::area, m_wards, {{"name", "name"}});
    append(all, "flood", Kind::hazard, m_zones, {{"severity", "severity"}, {"type", "type"}});
    append(all, "people", Kind::demand, m_people, {{"weight", "people"}});
    append(
        all, "roads", Kind::road, m_roads,
        {{"class", "class"}, {"speed_km_h", "speed"}, {"oneway", "oneway"}, {"bridge", "bridge"}});
    append(all, "stations", Kind::station, m_stations,
           {{"name", "name"}, {"turnout_s", "turnout_s"}});
    return all;
  }

private:
  void add(layers::SourceFeatures& to, geo::PartType type, std::vector<geo::LocalXY> points,
           const std::string& properties, const std::string& id = "") {
    for (const auto& point : points)
      to.geometry.points.push_back(m_plane.to_lonlat(point));
    to.geometry.end_ring();
    to.geometry.end_part(type);
    to.json += "\"id\":" + (id.empty() ? std::to_string(to.size() + 1) : id) + ",\"properties\":{" +
               properties + "}";
    to.end_feature();
  }
  void add_box(layers::SourceFeatures& to, double west, double south, double east, double north,
               const std::string& properties) {
    add(to, geo::PartType::polygon,
        {{west, south}, {east, south}, {east, north}, {west, north}, {west, south}}, properties);
  }
  static void append(layers::LayerList& all, const std::string& id, layers::Kind kind,
                     layers::SourceFeatures features, std::map<std::string, std::string> fields) {
    if (features.size() == 0)
      return;
    auto layer = std::make_shared<layers::Layer>();
    layer->config.id = id;
    layer->config.kind = kind;
    layer->config.source = id;
    layer->config.fields = std::move(fields);
    layer->features = layers::build_feature_set(std::move(features));
    all.push_back(std::move(layer));
  }

  geo::LocalPlane m_plane{{105, 21}};
  layers::SourceFeatures m_roads, m_stations, m_zones, m_water, m_people, m_wards;
};

} // namespace support
