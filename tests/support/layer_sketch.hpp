#pragma once

#include <memory>
#include <string>

#include "layers/features/layer.hpp"

namespace support {

/// A layer drawn in a test: feature i has the id i and the name "Sông".
struct Sketch {
  layers::SourceFeatures source;

  void end_feature() {
    source.json += R"("id":)" + std::to_string(source.size()) + R"(,"properties":{"name":"Sông"})";
    source.end_feature();
  }
  void point(geo::LonLat p) {
    source.geometry.add_point(p);
    end_feature();
  }
  void line(geo::LonLat from, geo::LonLat to) {
    auto& g = source.geometry;
    g.points.insert(g.points.end(), {from, to});
    g.end_ring();
    g.end_part(geo::PartType::line);
    end_feature();
  }
  void square(double west, double south, double side) {
    auto& g = source.geometry;
    for (const geo::LonLat p : {geo::LonLat{west, south},
                                {west + side, south},
                                {west + side, south + side},
                                {west, south + side},
                                {west, south}})
      g.points.push_back(p);
    g.end_ring();
    g.end_part(geo::PartType::polygon);
    end_feature();
  }
  std::shared_ptr<const layers::Layer> layer(const std::string& id, int min_zoom = 0) {
    auto layer = std::make_shared<layers::Layer>();
    layer->config.id = id;
    layer->config.min_zoom = min_zoom;
    layer->features = layers::build_feature_set(std::move(source));
    return layer;
  }
};

} // namespace support
