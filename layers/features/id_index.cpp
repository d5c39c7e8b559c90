#include "layers/features/id_index.hpp"

#include <bit>
#include <limits>
#include <string>

#include <xxhash.h>

#include "layers/features/source_features.hpp"

namespace layers {

namespace {

constexpr std::uint32_t no_feature = std::numeric_limits<std::uint32_t>::max();

std::string id_of(std::string_view json, std::span<const std::size_t> json_starts,
                  std::size_t feature) {
  return id_text(id_in_json(json.substr(json_starts[feature])));
}

} // namespace

IdIndex::IdIndex(std::string_view json, std::span<const std::size_t> json_starts) {
  const auto count = json_starts.size() - 1;
  // At most four fifths are taken: then a search looks at three slots on average.
  m_slots.assign(std::bit_ceil(count + count / 4 + 1), no_feature);
  for (std::size_t feature = 0; feature < count; ++feature) {
    auto slot = first_slot(id_of(json, json_starts, feature));
    while (m_slots[slot] != no_feature)
      slot = next_slot(slot);
    m_slots[slot] = static_cast<std::uint32_t>(feature);
  }
}

std::size_t IdIndex::first_slot(std::string_view id) const {
  return XXH3_64bits(id.data(), id.size()) & (m_slots.size() - 1);
}

std::optional<std::uint32_t> IdIndex::find(std::string_view json,
                                           std::span<const std::size_t> json_starts,
                                           std::string_view id) const {
  if (m_slots.empty())
    return std::nullopt;
  for (auto slot = first_slot(id); m_slots[slot] != no_feature; slot = next_slot(slot))
    if (id_of(json, json_starts, m_slots[slot]) == id)
      return m_slots[slot];
  return std::nullopt;
}

} // namespace layers
