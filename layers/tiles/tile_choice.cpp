#include "layers/tiles/tile_choice.hpp"

#include <algorithm>
#include <bit>
#include <iterator>
#include <optional>
#include <utility>

#include "layers/features/role_values.hpp"
#include "layers/tiles/class_filter.hpp"
#include "layers/tiles/tile_merging.hpp"

namespace layers {

namespace {

/// What the points of a cluster add up to.
std::optional<double> sum_of(const Cluster& cluster, const std::vector<double>& sums) {
  if (sums.empty() || cluster.count < 2)
    return std::nullopt;
  return sums[cluster.first + cluster.count] - sums[cluster.first];
}

void append_clusters(std::vector<Drawn>& drawn, const Layer& layer, geo::TileId tile,
                     ClassFilter& filter) {
  const auto& features = *layer.features;
  static const std::vector<double> no_sums;
  const auto people = [&] {
    return role_numbers(layer, layer.config.fields.contains("weight") ? "weight" : "population");
  };
  const auto& sums = cluster_attribute(layer.config).empty()
                         ? no_sums
                         : features.cluster_sums.before(features, data_key(layer), people);
  for (const auto& cluster : features.clusters.in(tile)) {
    const auto item = features.index.item_at(cluster.number);
    if (cluster.count > 1 ? !filter.draws_others() : !filter.draws(item))
      continue;
    drawn.push_back({.item = item,
                     .slot = cluster.number,
                     .count = cluster.count,
                     .as = cluster.count > 1 ? Drawn::As::cluster : Drawn::As::itself,
                     .centre = cluster.centre,
                     .sum = sum_of(cluster, sums)});
  }
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
  ClassFilter filter(layer, tile.z);
  std::size_t tiny = 0;
  for (const auto hit : features.index.query(geo::bounds(tile, geo::tile_buffer_px))) {
    const bool is_tiny = tile.z < features.feature_zooms[hit.item];
    const bool has_points = is_tiny && features.begins_with_point(hit.item);
    if (is_tiny && (has_points ? has_clusters && features.is_single_point(hit.item) : drops_small))
      continue;
    if (!filter.draws(hit.item))
      continue;
    tiny += is_tiny ? 1 : 0;
    drawn.push_back({.item = hit.item,
                     .slot = hit.slot,
                     .as = is_tiny && !has_points ? Drawn::As::pixel : Drawn::As::itself});
  }
  if (tiny > tiny_features_drawn)
    share_pixels(drawn, features, tile, filter, 0,
                 [&](const Drawn& d) { return tile.z < features.feature_zooms[d.item]; });
  if (has_clusters)
    append_clusters(drawn, layer, tile, filter);
  return drawn;
}

std::vector<std::uint32_t> ranks_of(std::span<const Drawn> drawn, const FeatureSet& features) {
  std::vector<std::pair<std::uint64_t, std::uint32_t>> ordered;
  ordered.reserve(drawn.size());
  for (const auto& d : drawn) {
    const auto size_class = d.as == Drawn::As::cluster
                                ? 32U - static_cast<unsigned>(std::bit_width(d.count))
                                : unsigned{features.feature_zooms[d.item]};
    ordered.emplace_back((std::uint64_t{size_class} << 32U) | reversed_bits(d.slot),
                         static_cast<std::uint32_t>(ordered.size()));
  }
  std::ranges::sort(ordered);
  std::vector<std::uint32_t> ranks(drawn.size());
  for (std::uint32_t rank = 0; rank < ordered.size(); ++rank)
    ranks[ordered[rank].second] = rank;
  return ranks;
}

void sort_by_source(std::vector<Drawn>& drawn) {
  std::ranges::sort(drawn, {}, &Drawn::item);
}

} // namespace layers
