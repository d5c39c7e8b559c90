#pragma once

#include <algorithm>
#include <array>
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
    std::uint32_t item = 0; ///< position of the box in the array the index was built from
    std::uint32_t slot = 0; ///< along the Hilbert curve
  };

  SpatialIndex() = default;
  /// An empty box is kept but never found.
  explicit SpatialIndex(std::span<const Box> boxes);

  std::size_t size() const { return m_items.size(); }
  /// The box around everything; empty when there is nothing.
  Box extent() const { return m_boxes.empty() ? Box{} : m_boxes.back(); }
  std::uint32_t item_at(std::uint32_t slot) const { return m_items[slot]; }
  const Box& box(Hit hit) const { return m_boxes[hit.slot]; }
  /// Every item whose box touches `box`, in the order of the items.
  std::vector<Hit> query(const Box& box) const;
  /// Whether query() would find an item. Stops at the first.
  bool any(const Box& box) const;
  /// Items near something, the nearer ones roughly first: `distance_to(box)` tells how far a box is
  /// from it, `on_item(item)` looks at one and returns how far others are still of interest.
  /// Nothing is allocated.
  template <typename DistanceTo, typename OnItem>
  void visit_near(double within, DistanceTo distance_to, OnItem on_item) const;
  std::size_t bytes() const;

private:
  static constexpr std::size_t node_size = 16;

  /// Calls on_hit for each item whose box touches, in no order, until it returns false.
  template <typename OnHit>
  void walk(const Box& box, OnHit on_hit) const;

  std::vector<std::uint32_t> m_items;      ///< items along the Hilbert curve
  std::vector<Box> m_boxes;                ///< their boxes, then level by level up to the root
  std::vector<std::size_t> m_level_starts; ///< where each level begins in m_boxes; last: the end
};

template <typename DistanceTo, typename OnItem>
void SpatialIndex::visit_near(double within, DistanceTo distance_to, OnItem on_item) const {
  struct Open {
    double distance;
    std::uint32_t level;
    std::uint32_t slot;
  };
  constexpr std::size_t most_levels = 9; // 16^8 = 2^32 boxes, and the root
  std::array<Open, most_levels * node_size> open;
  std::size_t count = 0;
  if (!m_boxes.empty())
    open[count++] = {distance_to(extent()), static_cast<std::uint32_t>(m_level_starts.size() - 2),
                     0};
  while (count > 0) {
    const auto node = open[--count];
    if (node.distance > within)
      continue;
    if (node.level == 0) {
      within = on_item(m_items[node.slot]);
      continue;
    }
    const auto level = node.level - 1;
    const auto* boxes = &m_boxes[m_level_starts[level]];
    const auto first = node.slot * static_cast<std::uint32_t>(node_size);
    const auto last = std::min(m_level_starts[node.level] - m_level_starts[level],
                               std::size_t{first} + node_size);
    const auto begin = count;
    for (auto child = first; child < last; ++child) {
      const double distance = distance_to(boxes[child]);
      if (distance > within)
        continue;
      auto at = count++;
      for (; at > begin && open[at - 1].distance < distance; --at)
        open[at] = open[at - 1];
      open[at] = {distance, level, child};
    }
  }
}

} // namespace geo
