#include "layers/tiles/tile_choice.hpp"

#include <algorithm>
#include <bit>

namespace layers {

namespace {

/// The pixel of the tile and its buffer that holds the middle of a box.
std::size_t pixel_number(const geo::Box& box, geo::TileId tile) {
  constexpr std::int64_t side = geo::tile_size_px + 2 * geo::tile_buffer_px + 2;
  const auto at = geo::pixel_around(box, tile.z);
  const auto column = [&](std::int64_t in_world, std::int64_t number) {
    return std::clamp(in_world - number * geo::tile_size_px + geo::tile_buffer_px + 1,
                      std::int64_t{0}, side - 1);
  };
  return static_cast<std::size_t>(column(at.y, tile.y) * side + column(at.x, tile.x));
}

/// Keeps the first feature smaller than a pixel of every pixel and counts the others.
void share_pixels(std::vector<Drawn>& drawn, const FeatureSet& features, geo::TileId tile) {
  constexpr std::size_t side = geo::tile_size_px + 2 * geo::tile_buffer_px + 2;
  std::vector<Drawn*> first_in_pixel(side * side);
  for (auto& candidate : drawn) {
    if (tile.z >= features.feature_zooms[candidate.item])
      continue;
    auto& first = first_in_pixel[pixel_number(box_of(candidate, features), tile)];
    if (first == nullptr) {
      first = &candidate;
    } else {
      ++first->count;
      candidate.count = 0;
    }
  }
  std::erase_if(drawn, [](const Drawn& d) { return d.count == 0; });
}

void append_clusters(std::vector<Drawn>& drawn, const FeatureSet& features, geo::TileId tile) {
  for (const auto& cluster : features.clusters.in(tile))
    drawn.push_back({.item = features.index.item_at(cluster.number),
                     .slot = cluster.number,
                     .count = cluster.count,
                     .as = cluster.count > 1 ? Drawn::As::cluster : Drawn::As::itself,
                     .centre = cluster.centre});
  sort_by_source(drawn);
}

/// Neighbours along a curve get numbers far apart.
std::uint32_t reversed_bits(std::uint32_t v) {
  v = ((v >> 1U) & 0x55555555U) | ((v & 0x55555555U) << 1U);
  v = ((v >> 2U) & 0x33333333U) | ((v & 0x33333333U) << 2U);
  v = ((v >> 4U) & 0x0F0F0F0FU) | ((v & 0x0F0F0F0FU) << 4U);
  return __builtin_bswap32(v);
}

} // namespace

std::vector<Drawn> choose(const Layer& layer, geo::TileId tile) {
  std::vector<Drawn> drawn;
  if (tile.z < layer.config.min_zoom || tile.z > layer.config.max_zoom)
    return drawn;
  const auto& features = *layer.features;
  const bool has_clusters = tile.z < layer.config.cluster_below_zoom && !features.clusters.empty();
  const bool drops_small = layer.config.small_features == SmallFeatures::drop;
  std::size_t tiny = 0;
  for (const auto hit : features.index.query(geo::bounds(tile, geo::tile_buffer_px))) {
    const bool is_tiny = tile.z < features.feature_zooms[hit.item];
    const bool has_points = is_tiny && features.begins_with_point(hit.item);
    if (is_tiny && (has_points ? has_clusters && features.is_single_point(hit.item) : drops_small))
      continue;
    tiny += is_tiny ? 1 : 0;
    drawn.push_back({.item = hit.item,
                     .slot = hit.slot,
                     .as = is_tiny && !has_points ? Drawn::As::pixel : Drawn::As::itself});
  }
  if (tiny > tiny_features_drawn)
    share_pixels(drawn, features, tile);
  if (has_clusters)
    append_clusters(drawn, features, tile);
  return drawn;
}

void sort_by_importance(std::vector<Drawn>& drawn, const FeatureSet& features) {
  struct Ranked {
    std::uint64_t rank;
    std::size_t position;
  };
  std::vector<Ranked> ranked;
  ranked.reserve(drawn.size());
  for (const auto& d : drawn) {
    const auto size_class = d.as == Drawn::As::cluster
                                ? 32U - static_cast<unsigned>(std::bit_width(d.count))
                                : unsigned{features.feature_zooms[d.item]};
    ranked.push_back({(std::uint64_t{size_class} << 32U) | reversed_bits(d.slot), ranked.size()});
  }
  std::ranges::sort(ranked, {}, &Ranked::rank);
  std::vector<Drawn> sorted;
  sorted.reserve(drawn.size());
  for (const auto& r : ranked)
    sorted.push_back(drawn[r.position]);
  drawn = std::move(sorted);
}

void sort_by_source(std::vector<Drawn>& drawn) {
  std::ranges::sort(drawn, {}, &Drawn::item);
}

} // namespace layers
