#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <unordered_set>

#include <xxhash.h>

namespace layers {

/// Gives equal byte strings one number. Whoever uses it keeps the strings: `BytesOf` says which one
/// has a number.
template <typename BytesOf>
class Numbering {
public:
  explicit Numbering(BytesOf bytes_of) : m_known(0, Hash{bytes_of}, Equal{bytes_of}) {}

  /// The number of `bytes`; a new one is what `add` returns, which keeps them.
  template <typename Add>
  std::uint32_t operator()(std::string_view bytes, Add add) {
    if (const auto known = m_known.find(bytes); known != m_known.end())
      return *known;
    return *m_known.insert(add()).first;
  }

private:
  struct Hash {
    using is_transparent = void;
    BytesOf bytes_of;
    std::size_t operator()(std::string_view bytes) const {
      return XXH3_64bits(bytes.data(), bytes.size());
    }
    std::size_t operator()(std::uint32_t number) const { return (*this)(bytes_of(number)); }
  };
  struct Equal {
    using is_transparent = void;
    BytesOf bytes_of;
    bool operator()(std::uint32_t a, std::uint32_t b) const { return a == b; }
    bool operator()(std::string_view a, std::uint32_t b) const { return a == bytes_of(b); }
    bool operator()(std::uint32_t a, std::string_view b) const { return bytes_of(a) == b; }
  };

  std::unordered_set<std::uint32_t, Hash, Equal> m_known;
};

} // namespace layers
