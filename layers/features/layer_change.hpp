#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "geo/geometry.hpp"
#include "layers/features/layer.hpp"

namespace layers {

/// What a feed says about some features of a layer.
struct FeatureChange {
  SourceFeatures features;          ///< new ones, and new states of old ones; known by their ids
  std::vector<std::string> removed; ///< ids, see id_text(); one that is not there is no error
};

/// What has changed of a layer since its features were built: little, so that a change costs the
/// same in a large layer as in a small one. Never changes once built: any thread may read it.
struct LayerChange {
  static constexpr std::uint32_t at_the_end = std::numeric_limits<std::uint32_t>::max();

  std::vector<std::shared_ptr<const FeatureChange>> steps; ///< the oldest first
  SourceFeatures features;           ///< new and changed ones as they are now, each once
  std::vector<std::uint32_t> places; ///< by them: the feature whose place it takes, or at_the_end
  std::vector<std::uint32_t> gone;   ///< features that are removed or replaced, rising
  std::vector<geo::Box> touched;     ///< where something is or was
  std::string version;               ///< equal after equal steps
};

/// The layer after a change. O(changes since its features were built), whatever its size.
std::shared_ptr<const Layer> with_change(const Layer& layer,
                                         std::shared_ptr<const FeatureChange> step);

/// Whether something in a box is or was changed.
bool touches(const LayerChange& change, const geo::Box& box);

/// The features of a layer in a box, as they are now and in their order, with all that they hold.
SourceFeatures features_in(const Layer& layer, const geo::Box& box);

/// The layer with all changes in its features. O(features).
std::shared_ptr<const Layer> merged(const Layer& layer);

/// A layer that was changed further while it was being merged: `fresh`, merged from an earlier
/// state of `now`, with the steps since then.
std::shared_ptr<const Layer> caught_up(std::shared_ptr<const Layer> fresh, const Layer& merged_from,
                                       const Layer& now);

} // namespace layers
