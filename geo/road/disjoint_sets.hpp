#pragma once

#include <cstddef>
#include <cstdint>
#include <numeric>
#include <vector>

namespace geo {

/// Sets of numbers that are united one after the other (union-find), each known by one member.
class DisjointSets {
public:
  explicit DisjointSets(std::size_t size) : m_parents(size) {
    std::iota(m_parents.begin(), m_parents.end(), 0U);
  }
  std::uint32_t find(std::uint32_t item) {
    while (m_parents[item] != item)
      item = m_parents[item] = m_parents[m_parents[item]];
    return item;
  }
  /// The set of `item` becomes part of that of `other`, and is known by that one's member.
  void join(std::uint32_t item, std::uint32_t other) { m_parents[find(item)] = find(other); }

private:
  std::vector<std::uint32_t> m_parents;
};

} // namespace geo
