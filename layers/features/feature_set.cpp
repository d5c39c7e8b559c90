#include "layers/features/feature_set.hpp"

#include <fmt/core.h>
#define XXH_STATIC_LINKING_ONLY // the hash state as a value
#include <xxhash.h>

#include "geo/tile/simplify.hpp"
#include "layers/features/focus.hpp"

namespace layers {

namespace {

template <typename T>
void add_to_hash(XXH3_state_t& state, const T& values) {
  XXH3_64bits_update(&state, values.data(), values.size() * sizeof(values[0]));
}

std::string version_of(const FeatureSet& set) {
  XXH3_state_t state;
  XXH3_64bits_reset(&state);
  add_to_hash(state, set.geometry.points);
  add_to_hash(state, set.geometry.ring_points);
  add_to_hash(state, set.geometry.part_rings);
  add_to_hash(state, set.geometry.part_types);
  add_to_hash(state, set.feature_parts);
  add_to_hash(state, set.heights_m);
  add_to_hash(state, set.json);
  return fmt::format("{:016x}", XXH3_64bits_digest(&state));
}

std::vector<geo::Box> boxes_of(const FeatureSet& set) {
  std::vector<geo::Box> boxes(set.size());
  for (std::size_t i = 0; i < boxes.size(); ++i)
    boxes[i] = geo::bounding_box(set.feature(i));
  return boxes;
}

PointClusters clusters_of(const FeatureSet& set) {
  std::vector<PointClusters::Point> points;
  for (std::uint32_t slot = 0; slot < set.size(); ++slot) {
    const auto item = set.index.item_at(slot);
    if (set.is_single_point(item))
      points.push_back({slot, set.feature(item).points().front()});
  }
  return PointClusters(points);
}

template <typename T>
std::size_t bytes_of(const T& values) {
  return values.capacity() * sizeof(values[0]);
}

} // namespace

std::size_t FeatureSet::bytes() const {
  return geometry.bytes() + bytes_of(heights_m) + bytes_of(feature_parts) + bytes_of(vertex_zooms) +
         bytes_of(json) + bytes_of(json_starts) + bytes_of(feature_zooms) + index.bytes() +
         clusters.bytes() + ids.bytes() + attributes.bytes();
}

std::shared_ptr<const FeatureSet> build_feature_set(SourceFeatures&& source) {
  auto set = std::make_shared<FeatureSet>();
  set->geometry = std::move(source.geometry);
  set->geometry.points.shrink_to_fit();
  set->heights_m = std::move(source.heights_m);
  set->feature_parts = std::move(source.feature_parts);
  set->json = std::move(source.json);
  set->json.shrink_to_fit();
  set->json_starts = std::move(source.json_starts);
  set->ids = IdIndex(set->json, set->json_starts);
  set->attributes = build_attribute_table(set->json, set->json_starts);
  for (auto& attribute : set->attributes.attributes)
    if (const auto found = source.declared_types.find(attribute.name);
        found != source.declared_types.end())
      attribute.declared = found->second;
  set->vertex_zooms = geo::vertex_zooms(set->geometry);
  const auto boxes = boxes_of(*set);
  set->index = geo::SpatialIndex(boxes);
  set->feature_zooms.reserve(boxes.size());
  for (const auto& box : boxes)
    set->feature_zooms.push_back(geo::pixel_zoom(box));
  set->small_features = sum_small_features(*set, boxes);
  set->focus = focus_of(set->geometry, boxes);
  set->clusters = clusters_of(*set);
  set->version = version_of(*set);
  return set;
}

} // namespace layers
