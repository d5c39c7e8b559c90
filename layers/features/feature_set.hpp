// layers/features: the features of a layer in memory, with their indexes; knows neither where they
// came from nor how they look.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "geo/geometry.hpp"
#include "geo/spatial_index.hpp"
#include "layers/features/attribute_table.hpp"
#include "layers/features/cluster_sums.hpp"
#include "layers/features/id_index.hpp"
#include "layers/features/point_clusters.hpp"
#include "layers/features/small_features.hpp"
#include "layers/features/source_features.hpp"

namespace layers {

/// The features of one layer, in the order of their source: CRS84, valid, right-handed, attributes
/// serialised. Never changes once built, so any number of threads may read it.
struct FeatureSet {
  geo::Geometry geometry;
  std::vector<float> heights_m; ///< see SourceFeatures::heights_m
  std::vector<std::uint32_t>
      feature_parts; ///< feature i has parts [feature_parts[i], feature_parts[i+1])
  std::vector<std::uint8_t> vertex_zooms;  ///< geo::vertex_zooms(geometry)
  std::vector<std::uint8_t> feature_zooms; ///< geo::pixel_zoom() of each feature's box
  std::string json;                        ///< see SourceFeatures::json
  std::vector<std::size_t> json_starts;
  geo::SpatialIndex index; ///< over the features' boxes
  std::string version;     ///< 16 hex digits; equal content has an equal version
  IdIndex ids;             ///< finds a feature by its id
  SmallFeatureSums small_features;
  PointClusters clusters; ///< the features that are one point, by their places in the index
  ClusterSums cluster_sums;
  geo::Box focus; ///< where they lie, but for few: see focus_of()
  AttributeTable attributes;

  std::size_t size() const { return feature_parts.size() - 1; }
  geo::GeometryView feature(std::size_t i) const {
    return {geometry, feature_parts[i], feature_parts[i + 1]};
  }
  bool begins_with_point(std::size_t i) const {
    return geometry.part_types[feature_parts[i]] == geo::PartType::point;
  }
  bool is_single_point(std::size_t i) const {
    return feature_parts[i + 1] == feature_parts[i] + 1 && begins_with_point(i);
  }
  /// `"id":12,"properties":{...}`
  std::string_view json_text(std::size_t i) const {
    return std::string_view(json).substr(json_starts[i], json_starts[i + 1] - json_starts[i]);
  }
  std::string id_text(std::size_t i) const { return layers::id_text(id_in_json(json_text(i))); }
  std::size_t bytes() const;
};

/// Takes over the arrays, ranks the points, builds the index.
std::shared_ptr<const FeatureSet> build_feature_set(SourceFeatures&& source);

} // namespace layers
