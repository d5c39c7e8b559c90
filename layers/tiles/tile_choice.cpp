#include "layers/tiles/tile_choice.hpp"

#include <algorithm>
#include <bit>
#include <iterator>
#include <optional>
#include <unordered_map>

#include "layers/features/role_values.hpp"

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

/// Which features are drawn at a zoom, by their class. One thread.
class ClassFilter {
public:
  ClassFilter(const Layer& layer, int zoom)
      : m_classes(layer.drawn_from), m_table(layer.features->attributes), m_zoom(zoom),
        m_draws_all(zoom >= m_classes.all_from), m_draws_others(zoom >= m_classes.otherwise),
        m_key(m_table.key_of(m_classes.attribute)) {}

  bool draws(std::uint32_t item) {
    if (m_draws_all || !m_key)
      return m_draws_all || m_draws_others;
    const auto [keys, values] = m_table.tags_of(item);
    const auto found = std::ranges::find(keys, *m_key) - keys.begin();
    return found < std::ssize(keys) ? draws_value(values[static_cast<std::size_t>(found)])
                                    : m_draws_others;
  }
  /// What has no class of its own.
  bool draws_others() const { return m_draws_others; }

private:
  bool draws_value(std::uint32_t number) {
    const auto [known, is_new] = m_known.try_emplace(number, m_draws_others);
    if (is_new) {
      const auto zoom = m_classes.zooms.find(class_text(m_table.dictionary.value(number)));
      known->second = zoom == m_classes.zooms.end() ? m_draws_others : m_zoom >= zoom->second;
    }
    return known->second;
  }

  const ClassZooms& m_classes;
  const AttributeTable& m_table;
  int m_zoom;
  bool m_draws_all;
  bool m_draws_others;
  std::optional<std::uint32_t> m_key;
  std::unordered_map<std::uint32_t, bool> m_known; ///< by the value's number
};

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
    share_pixels(drawn, features, tile);
  if (has_clusters)
    append_clusters(drawn, layer, tile, filter);
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
