#include "geo/spatial_index.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "geo/hilbert.hpp"

// 1. Each box gets the Hilbert number of its centre on a 65,536 x 65,536 grid over the extent.
// 2. Boxes are laid out in that order; every 16 neighbours get a parent box, and so on to one root.
// 3. A query walks down from the root through the boxes it touches.

namespace geo {

namespace {

constexpr int grid_order = 16;

std::uint32_t grid(double value, double low, double high) {
  const double span = high - low;
  return span > 0 ? static_cast<std::uint32_t>(65535 * std::clamp((value - low) / span, 0.0, 1.0))
                  : 0;
}

std::uint32_t hilbert_of(const Box& box, const Box& extent) {
  if (box.empty())
    return 0;
  const Cell cell{grid((box.west + box.east) / 2, extent.west, extent.east),
                  grid((box.south + box.north) / 2, extent.south, extent.north)};
  return static_cast<std::uint32_t>(hilbert_number(grid_order, cell));
}

/// The places of numbers, the least first; those of equal ones keep their order. Many are sorted by
/// eleven bits at a time, the lowest first.
std::vector<std::uint32_t> sorted_places(std::span<const std::uint32_t> numbers) {
  constexpr unsigned bits = 11;
  constexpr std::uint32_t values = 1U << bits;
  std::vector<std::uint32_t> places(numbers.size());
  std::iota(places.begin(), places.end(), 0U);
  if (numbers.size() < values) {
    std::ranges::stable_sort(places, {}, [&](std::uint32_t place) { return numbers[place]; });
    return places;
  }
  std::vector<std::uint32_t> sorted(numbers.size());
  for (unsigned shift = 0; shift < 32; shift += bits) {
    const auto value = [&](std::uint32_t number) { return number >> shift & (values - 1); };
    std::array<std::uint32_t, values + 1> starts{};
    for (const auto number : numbers)
      ++starts[value(number) + 1];
    std::partial_sum(starts.begin(), starts.end(), starts.begin());
    for (const auto place : places)
      sorted[starts[value(numbers[place])]++] = place;
    places.swap(sorted);
  }
  return places;
}

} // namespace

SpatialIndex::SpatialIndex(std::span<const Box> boxes) {
  if (boxes.empty())
    return;
  Box extent;
  for (const auto& box : boxes)
    extent.extend(box);
  std::vector<std::uint32_t> along(boxes.size());
  for (std::size_t i = 0; i < boxes.size(); ++i)
    along[i] = hilbert_of(boxes[i], extent);
  m_items = sorted_places(along);

  m_boxes.reserve(boxes.size() + boxes.size() / (node_size - 1) + 2);
  for (const auto item : m_items)
    m_boxes.push_back(boxes[item]);
  m_level_starts = {0, m_boxes.size()};
  do {
    const auto first = m_level_starts[m_level_starts.size() - 2];
    const auto last = m_level_starts.back();
    for (auto child = first; child < last; child += node_size) {
      Box parent;
      for (auto c = child; c < std::min(child + node_size, last); ++c)
        parent.extend(m_boxes[c]);
      m_boxes.push_back(parent);
    }
    m_level_starts.push_back(m_boxes.size());
  } while (m_boxes.size() - m_level_starts[m_level_starts.size() - 2] > 1);
}

template <typename OnHit>
void SpatialIndex::walk(const Box& box, OnHit on_hit) const {
  struct Node {
    std::size_t level;
    std::size_t number;
  };
  std::vector<Node> open;
  if (!m_boxes.empty() && extent().intersects(box))
    open.push_back({m_level_starts.size() - 2, 0});
  while (!open.empty()) {
    const auto node = open.back();
    open.pop_back();
    const auto level = node.level - 1;
    const auto size = m_level_starts[level + 1] - m_level_starts[level];
    const auto last = std::min((node.number + 1) * node_size, size);
    for (auto child = node.number * node_size; child < last; ++child) {
      const Box& candidate = m_boxes[m_level_starts[level] + child];
      if (!candidate.intersects(box))
        continue;
      if (level > 0)
        open.push_back({level, child});
      else if (!on_hit(Hit{m_items[child], static_cast<std::uint32_t>(child)}))
        return;
    }
  }
}

std::vector<SpatialIndex::Hit> SpatialIndex::query(const Box& box) const {
  std::vector<Hit> hits;
  walk(box, [&](Hit hit) {
    hits.push_back(hit);
    return true;
  });
  std::ranges::sort(hits, {}, &Hit::item);
  return hits;
}

bool SpatialIndex::any(const Box& box) const {
  bool found = false;
  walk(box, [&](Hit) { return !(found = true); });
  return found;
}

std::size_t SpatialIndex::bytes() const {
  return m_items.capacity() * sizeof(m_items[0]) + m_boxes.capacity() * sizeof(Box);
}

} // namespace geo
