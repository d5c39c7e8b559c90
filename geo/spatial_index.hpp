#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "geo/geometry.hpp"

namespace geo {

/// A packed Hilbert R-tree: built once over boxes, read-only afterwards, safe to read from many
/// threads. Build O(n log n), query O(log n + hits).
/// Kamel and Faloutsos, "On packing R-trees", CIKM 1993.
class SpatialIndex {
public:
  struct Hit {
    std::uint32_t item = 0;  ///< position of the box in the array the index was built from
    std::uint32_t place = 0; ///< along the Hilbert curve
  };

  SpatialIndex() = default;
  /// An empty box is kept but never found.
  explicit SpatialIndex(std::span<const Box> boxes);

  std::size_t size() const { return m_items.size(); }
  /// The box around everything; empty when there is nothing.
  Box extent() const { return m_boxes.empty() ? Box{} : m_boxes.back(); }
  std::uint32_t item_at(std::uint32_t place) const { return m_items[place]; }
  const Box& box(Hit hit) const { return m_boxes[hit.place]; }
  /// Every item whose box touches `box`, in the order of the items.
  std::vector<Hit> query(const Box& box) const;
  /// Whether query() would find an item. Stops at the first.
  bool any(const Box& box) const;
  std::size_t bytes() const;

private:
  /// Calls on_hit for each item whose box touches, in no order, until it returns false.
  template <typename OnHit>
  void walk(const Box& box, OnHit on_hit) const;

  std::vector<std::uint32_t> m_items;      ///< items along the Hilbert curve
  std::vector<Box> m_boxes;                ///< their boxes, then level by level up to the root
  std::vector<std::size_t> m_level_starts; ///< where each level begins in m_boxes; last: the end
};

} // namespace geo
