#pragma once

#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "layers/features/layer.hpp"
#include "layers/roads/road_network.hpp"

namespace support {

/// Layers for a road network, written in a test. `properties`: members of a JSON object.
struct LayerBuilder {
  layers::SourceFeatures source;
  layers::LayerConfig config;

  LayerBuilder(std::string id, layers::Kind kind) {
    config.id = std::move(id);
    config.kind = kind;
  }
  void end_feature(const std::string& properties) {
    source.json +=
        "\"id\":" + std::to_string(source.size()) + ",\"properties\":{" + properties + "}";
    source.end_feature();
  }
  LayerBuilder& line(const std::vector<geo::LonLat>& points, const std::string& properties = "") {
    source.geometry.points.insert(source.geometry.points.end(), points.begin(), points.end());
    source.geometry.end_ring();
    source.geometry.end_part(geo::PartType::line);
    end_feature(properties);
    return *this;
  }
  /// Of the last line, by point.
  LayerBuilder& heights_m(const std::vector<float>& heights_m) {
    source.heights_m.resize(source.geometry.points.size() - heights_m.size(),
                            std::numeric_limits<float>::quiet_NaN());
    source.heights_m.insert(source.heights_m.end(), heights_m.begin(), heights_m.end());
    return *this;
  }
  LayerBuilder& point(geo::LonLat place, const std::string& properties = "") {
    source.geometry.add_point(place);
    end_feature(properties);
    return *this;
  }
  LayerBuilder& box(const geo::Box& box, const std::string& properties = "") {
    return polygon({{box.west, box.south},
                    {box.east, box.south},
                    {box.east, box.north},
                    {box.west, box.north},
                    {box.west, box.south}},
                   properties);
  }
  LayerBuilder& polygon(const std::vector<geo::LonLat>& ring, const std::string& properties = "") {
    source.geometry.points.insert(source.geometry.points.end(), ring.begin(), ring.end());
    source.geometry.end_ring();
    source.geometry.end_part(geo::PartType::polygon);
    end_feature(properties);
    return *this;
  }
  LayerBuilder& field(const std::string& role, const std::string& attribute) {
    config.fields[role] = attribute;
    return *this;
  }
  std::shared_ptr<const layers::Layer> layer() {
    auto made = std::make_shared<layers::Layer>();
    made->config = config;
    made->features = layers::build_feature_set(std::move(source));
    return made;
  }
};

/// A layer of roads with the fields "class", "speed_km_h" and "oneway".
inline LayerBuilder roads(std::string id = "roads") {
  LayerBuilder builder(std::move(id), layers::Kind::road);
  builder.field("class", "class").field("speed_km_h", "speed_km_h").field("oneway", "oneway");
  return builder;
}

inline LayerBuilder hazard(std::string id) {
  return {std::move(id), layers::Kind::hazard};
}

} // namespace support
