#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace layers {

/// Finds features by their ids, in a time that does not depend on how many there are. 5 to 10 bytes
/// a feature. Does not hold the features' texts: each call is given those it was built of, as in
/// SourceFeatures::json.
class IdIndex {
public:
  IdIndex() = default;
  IdIndex(std::string_view json, std::span<const std::size_t> json_starts);

  /// The feature whose id_text() is `id`: 12 finds the number 12 as well as the text "12". Of
  /// several the first.
  std::optional<std::uint32_t> find(std::string_view json, std::span<const std::size_t> json_starts,
                                    std::string_view id) const;

  std::size_t bytes() const { return m_slots.capacity() * sizeof(std::uint32_t); }

private:
  /// Where the search for an id begins; it goes on from slot to slot until one is free.
  std::size_t first_slot(std::string_view id) const;
  std::size_t next_slot(std::size_t slot) const { return (slot + 1) & (m_slots.size() - 1); }

  std::vector<std::uint32_t> m_slots; ///< open addressing; a power of two of them, one always free
};

} // namespace layers
