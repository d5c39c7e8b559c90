#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
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
  static constexpr auto no_slot = std::numeric_limits<std::uint32_t>::max();

  const geo::MvtParts& shape(const Drawn& drawn);
  void set_tags(const Drawn& drawn);
  void add_class(std::size_t feature);
  void add_attributes(std::size_t feature, std::uint32_t hidden_slot);
  bool has_value(std::size_t feature, std::uint32_t attribute) const;
  std::string_view key_name(std::uint32_t slot) const;
  void add_tag(std::uint32_t slot, std::uint32_t value) {
    auto& key = m_keys[slot];
    if (!key)
      key = m_layer.add_key(key_name(slot));
    m_tags.push_back(*key);
    m_tags.push_back(value);
  }
  /// The number in the tile of a value of the layer.
  std::uint32_t value(std::uint32_t number) {
    return m_values(number, [&] {
      return m_layer.add_value(m_features.attributes.dictionary.encoded(number));
    });
  }

  const FeatureSet& m_features;
  geo::MvtShaper m_shaper;
  geo::MvtLayer m_layer;
  /// Keys' numbers in the tile, each in its slot: attributes by their number, then the id, the
  /// count and the sum, unless there are attributes of these names.
  std::vector<std::optional<std::uint32_t>> m_keys;
  std::uint32_t m_id_slot = 0;
  std::uint32_t m_count_slot = 0;
  std::uint32_t m_sum_slot = 0;
  std::uint32_t m_class_slot = no_slot;
  Renumbering m_values;
  std::vector<std::uint32_t> m_tags; ///< the feature in hand's
};

} // namespace layers
