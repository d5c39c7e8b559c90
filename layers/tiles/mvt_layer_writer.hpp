#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "geo/tile/mvt.hpp"
#include "geo/tile/mvt_geometry.hpp"
#include "layers/features/layer.hpp"
#include "layers/tiles/tile_choice.hpp"

namespace layers {

/// Gives the numbers of a layer's table numbers of their own, in the order they are first seen.
/// What it costs depends on how many it gives, not on how many there could be: the memory goes from
/// tile to tile of a thread. One thread.
class Renumbering {
public:
  explicit Renumbering(std::size_t numbers);
  ~Renumbering();
  Renumbering(const Renumbering&) = delete;
  Renumbering(Renumbering&&) = delete;
  Renumbering& operator=(const Renumbering&) = delete;
  Renumbering& operator=(Renumbering&&) = delete;

  /// The number given to `number`; a new one is what `add` returns.
  template <typename Add>
  std::uint32_t operator()(std::uint32_t number, Add add) {
    auto& slot = m_memory.slots[number];
    if (slot >> 32U != m_memory.round)
      slot = (m_memory.round << 32U) | add();
    return static_cast<std::uint32_t>(slot);
  }

private:
  struct Memory {
    std::vector<std::uint64_t> slots; ///< the round that set it, the number given
    std::uint64_t round = 0;
  };
  static Memory& spare();

  Memory m_memory;
};

/// One layer of a vector tile, see build_tile(). One thread.
class MvtLayerWriter {
public:
  MvtLayerWriter(const Layer& layer, geo::TileId tile);

  void add(const Drawn& drawn);
  std::size_t bytes() const { return m_layer.bytes(); }
  /// The tile's layer; empty when nothing is drawn.
  std::string take();

private:
  const geo::MvtParts& shape(const Drawn& drawn);
  void set_tags(const Drawn& drawn);

  const FeatureSet& m_features;
  geo::MvtShaper m_shaper;
  geo::MvtLayer m_layer;
  std::vector<std::optional<std::uint32_t>> m_keys; ///< by their number in the layer
  Renumbering m_values;
  std::optional<std::uint32_t> m_count_key;
  std::vector<std::uint32_t> m_tags; ///< the feature in hand's
};

} // namespace layers
