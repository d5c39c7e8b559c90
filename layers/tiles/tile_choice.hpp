#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "geo/tile/tile.hpp"
#include "layers/features/layer.hpp"

namespace layers {

/// More features than this that are smaller than a pixel, of one layer in one tile, are drawn one a
/// pixel; each then says by "count" for how many it stands.
constexpr std::size_t tiny_features_drawn = 4096;

/// The member or attribute that says for how many a feature stands.
constexpr std::string_view count_key = "count";
/// And what they add up to, see cluster_attribute().
constexpr std::string_view sum_key = "sum";

/// One thing that a tile shows of a layer.
struct Drawn {
  enum class As : std::uint8_t {
    itself,
    pixel,  ///< it is smaller than one
    cluster ///< several points are drawn as one
  };
  std::uint32_t item = 0;  ///< the feature, or of several the first
  std::uint32_t slot = 0;  ///< along the index's curve
  std::uint32_t count = 1; ///< features it stands for
  As as = As::itself;
  std::uint8_t coarser = 0;                 ///< it is drawn as at a zoom so much lower
  bool has_class_only = false;              ///< of its attributes
  geo::WorldXY centre = {};                 ///< a cluster's
  std::optional<double> sum = std::nullopt; ///< a cluster's

  bool operator==(const Drawn&) const = default;
};

/// The feature's box; not for a cluster.
inline const geo::Box& box_of(const Drawn& drawn, const FeatureSet& features) {
  return features.index.box({drawn.item, drawn.slot});
}

/// What the layer has in the tile and its buffer, in the order of the source: features a pixel
/// large or more as themselves; smaller ones as a pixel, or not at all where the configuration
/// drops them; points in clusters below LayerConfig::cluster_below_zoom. Without those whose class
/// is not drawn yet (Layer::drawn_from). Empty outside the layer's zoom range.
std::vector<Drawn> choose(const Layer& layer, geo::TileId tile);

/// The rank of each by importance, the most important first: large features and clusters of many.
/// Among those of a size (a factor of two) the order takes turns all over the map, so that leaving
/// out the last thins it evenly.
std::vector<std::uint32_t> ranks_of(std::span<const Drawn> drawn, const FeatureSet& features);

/// Back to the order of the source.
void sort_by_source(std::vector<Drawn>& drawn);

} // namespace layers
