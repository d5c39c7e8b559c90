#include "layers/features/id_index.hpp"

#include <bit>
#include <limits>
#include <string>

#include <xxhash.h>

#include "geo/json_text.hpp"

namespace layers {

namespace {

constexpr std::uint32_t no_feature = std::numeric_limits<std::uint32_t>::max();

/// The id of a feature as it stands in its text `"id":ID,"properties":...`, without quotes.
std::string_view id_in(std::string_view json, std::span<const std::size_t> json_starts,
                       std::size_t feature) {
  constexpr std::string_view before = "\"id\":";
  auto text = json.substr(json_starts[feature] + before.size());
  if (!text.starts_with('"'))
    return text.substr(0, text.find(','));
  text.remove_prefix(1);
  std::size_t end = 0;
  while (text[end] != '"')
    end += text[end] == '\\' ? 2 : 1;
  return text.substr(0, end);
}

/// As the readers write it: see id_in().
std::string escaped(std::string_view id) {
  std::string text;
  geo::append_json_string(text, id);
  return text.substr(1, text.size() - 2);
}

} // namespace

IdIndex::IdIndex(std::string_view json, std::span<const std::size_t> json_starts) {
  const auto count = json_starts.size() - 1;
  // At most four fifths are taken: then a search looks at three slots on average.
  m_slots.assign(std::bit_ceil(count + count / 4 + 1), no_feature);
  for (std::size_t feature = 0; feature < count; ++feature) {
    auto slot = first_slot(id_in(json, json_starts, feature));
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
  const auto wanted = escaped(id);
  for (auto slot = first_slot(wanted); m_slots[slot] != no_feature; slot = next_slot(slot))
    if (id_in(json, json_starts, m_slots[slot]) == wanted)
      return m_slots[slot];
  return std::nullopt;
}

} // namespace layers
