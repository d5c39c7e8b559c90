#pragma once

#include <cstdint>
#include <optional>
#include <unordered_map>

#include "layers/features/layer.hpp"

namespace layers {

/// Which features are drawn at a zoom, and which are drawn alike, by their class
/// (Layer::drawn_from). One thread.
class ClassFilter {
public:
  ClassFilter(const Layer& layer, int zoom);

  bool draws(std::uint32_t item);
  /// What has no class of its own.
  bool draws_others() const { return m_draws_others; }
  /// Equal for features that the style draws alike; 0: they have no class of their own.
  std::uint32_t class_of(std::uint32_t item);

private:
  struct Class {
    std::uint32_t number = 0;
    bool is_drawn = false;
  };
  std::optional<std::uint32_t> value_of(std::uint32_t item) const;
  const Class& known(std::uint32_t value);

  const ClassZooms& m_classes;
  const AttributeTable& m_table;
  int m_zoom;
  bool m_draws_all;
  bool m_draws_others;
  std::optional<std::uint32_t> m_key;
  std::unordered_map<std::uint32_t, Class> m_known; ///< by the value's number
};

} // namespace layers
