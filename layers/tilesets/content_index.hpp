#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace layers {

/// What tells contents apart: 128 bits of XXH3.
struct ContentKey {
  std::uint64_t low = 0;
  std::uint64_t high = 0;
  bool operator==(const ContentKey&) const = default;
};

ContentKey content_key(std::string_view bytes);

/// Where contents were put. Remembers the last million of them at least, two million at most, in
/// some 100 MB: equal tiles lie near each other along the Hilbert curve.
class ContentIndex {
public:
  explicit ContentIndex(std::size_t remembered = 1 << 20) : m_remembered(remembered) {}

  std::optional<std::uint64_t> find(const ContentKey& key) const {
    for (const auto* offsets : {&m_young, &m_old})
      if (const auto found = offsets->find(key); found != offsets->end())
        return found->second;
    return std::nullopt;
  }

  /// A content that find() does not know.
  void add(const ContentKey& key, std::uint64_t offset) {
    if (m_young.size() == m_remembered)
      m_old = std::exchange(m_young, {});
    m_young.emplace(key, offset);
  }

private:
  struct Hash {
    std::size_t operator()(const ContentKey& key) const { return key.low; }
  };
  using Offsets = std::unordered_map<ContentKey, std::uint64_t, Hash>;

  std::size_t m_remembered;
  Offsets m_young;
  Offsets m_old;
};

} // namespace layers
