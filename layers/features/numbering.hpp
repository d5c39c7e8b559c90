#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>
#include <utility>
#include <vector>

#include <xxhash.h>

namespace layers {

/// Gives equal byte strings one number. Whoever uses it keeps the strings: `BytesOf` says which one
/// has a number.
template <typename BytesOf>
class Numbering {
public:
  explicit Numbering(BytesOf bytes_of) : m_bytes_of(bytes_of), m_slots(least_slots) {}

  /// The number of `bytes`; a new one is what `add` returns, which keeps them.
  template <typename Add>
  std::uint32_t operator()(std::string_view bytes, Add add) {
    const auto hash = static_cast<std::uint32_t>(XXH3_64bits(bytes.data(), bytes.size()));
    auto slot = hash & (m_slots.size() - 1);
    for (; m_slots[slot].number != none; slot = next(slot))
      if (m_slots[slot].hash == hash && m_bytes_of(m_slots[slot].number) == bytes)
        return m_slots[slot].number;
    const std::uint32_t number = add();
    m_slots[slot] = {number, hash};
    if (++m_taken > m_slots.size() / 2)
      grow();
    return number;
  }

private:
  static constexpr auto none = std::numeric_limits<std::uint32_t>::max();
  static constexpr std::size_t least_slots = 64;
  struct Slot {
    std::uint32_t number = none;
    std::uint32_t hash = 0;
  };

  std::size_t next(std::size_t slot) const { return (slot + 1) & (m_slots.size() - 1); }
  void grow() {
    for (const auto& old : std::exchange(m_slots, std::vector<Slot>(2 * m_slots.size()))) {
      if (old.number == none)
        continue;
      auto slot = old.hash & (m_slots.size() - 1);
      while (m_slots[slot].number != none)
        slot = next(slot);
      m_slots[slot] = old;
    }
  }

  BytesOf m_bytes_of;
  std::vector<Slot> m_slots; ///< open addressing; a power of two of them, half of them free
  std::size_t m_taken = 0;
};

} // namespace layers
