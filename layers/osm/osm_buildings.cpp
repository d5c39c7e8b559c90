#include "layers/osm/osm_buildings.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "geo/local_plane.hpp"
#include "geo/spatial_index.hpp"

namespace layers {

namespace {

/// How far the parts of a station lie apart.
constexpr double premises_m = 100;

geo::Box widened(const geo::Box& box) {
  const auto south_west =
      geo::LocalPlane({box.west, box.south}).to_lonlat({-premises_m, -premises_m});
  const auto north_east =
      geo::LocalPlane({box.east, box.north}).to_lonlat({premises_m, premises_m});
  return {south_west.lon, south_west.lat, north_east.lon, north_east.lat};
}

/// By feature: whether it stays.
std::vector<std::uint8_t> kept_features(const SourceFeatures& features,
                                        std::span<const std::uint8_t> is_building) {
  std::vector<geo::Box> boxes;
  for (std::size_t i = 0; i < features.size(); ++i)
    boxes.push_back(geo::bounding_box(features.feature(i).points()));
  const geo::SpatialIndex index(boxes);
  std::vector<std::uint8_t> is_kept(features.size(), 1);
  for (std::size_t i = 0; i < features.size(); ++i) {
    const auto is_it_part_of = [&](geo::SpatialIndex::Hit hit) {
      return is_building[hit.item] == 0 || (hit.item < i && is_kept[hit.item] != 0);
    };
    if (is_building[i] != 0 && std::ranges::any_of(index.query(widened(boxes[i])), is_it_part_of))
      is_kept[i] = 0;
  }
  return is_kept;
}

} // namespace

bool is_building_alone(const osmium::TagList& tags) {
  return tags.has_key("building") && !tags.has_key("amenity") && !tags.has_key("emergency");
}

void leave_out_buildings(SourceFeatures& features, std::span<const std::uint8_t> is_building) {
  if (std::ranges::find(is_building, 1) == is_building.end())
    return;
  const auto is_kept = kept_features(features, is_building);
  SourceFeatures kept;
  kept.report = std::move(features.report);
  for (std::size_t i = 0; i < features.size(); ++i) {
    if (is_kept[i] == 0) {
      --kept.report.read;
      continue;
    }
    append_feature(kept, features, i);
    if (is_building[i] != 0)
      kept.report.add("taken as a station because of its building only, no amenity says so",
                      Effect::note, features.id_text(i));
  }
  features = std::move(kept);
}

} // namespace layers
