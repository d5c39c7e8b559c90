#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "layers/features/value.hpp"

namespace layers {

/// What values are, see Value; and what those of an attribute have in common. A real may be a whole
/// number, a text may be a time.
enum class ValueType : std::uint8_t { null, boolean, integer, real, text, time, json, mixed };

/// What two types have in common; null changes nothing.
ValueType common_type(ValueType a, ValueType b);

/// The number of null, and of no value.
constexpr std::uint32_t null_value = 0;
constexpr std::uint32_t no_value = std::numeric_limits<std::uint32_t>::max();

/// The distinct values of a layer, numbered; null is there from the first.
class ValueDictionary {
public:
  std::size_t size() const { return m_starts.size() - 1; }
  ValueType type(std::uint32_t number) const {
    return static_cast<ValueType>(m_bytes[m_starts[number]]);
  }
  /// By geo::encode_mvt_value(); a list or an object is its text there. Empty: null.
  std::string_view encoded(std::uint32_t number) const {
    auto bytes = bytes_of(number);
    bytes.remove_prefix(1);
    return bytes;
  }
  /// Points into the dictionary; std::monostate for no_value.
  ValueView value(std::uint32_t number) const;

  /// What tells a value from others: its type, a byte, and what encoded() is.
  std::string_view bytes_of(std::uint32_t number) const {
    return {m_bytes.data() + m_starts[number], m_bytes.data() + m_starts[number + 1]};
  }
  /// The number of a value that is not there yet. Throws too_large beyond 4 GB.
  std::uint32_t add(std::string_view bytes);
  void shrink_to_fit();
  std::size_t bytes() const {
    return m_bytes.capacity() + m_starts.capacity() * sizeof(std::uint32_t);
  }

private:
  std::string m_bytes = {static_cast<char>(ValueType::null)};
  std::vector<std::uint32_t> m_starts{0, 1};
};

} // namespace layers
