#pragma once

#include <cstddef>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

namespace layers {

/// The last few values that were used, by their keys. Any thread.
template <typename Value>
class RecentlyUsed {
public:
  explicit RecentlyUsed(std::size_t most) : m_most(most) {}

  /// Null: it is not there, or not any more.
  std::shared_ptr<const Value> find(const std::string& key) {
    const std::scoped_lock lock(m_mutex);
    for (auto kept = m_kept.begin(); kept != m_kept.end(); ++kept)
      if (kept->first == key) {
        m_kept.splice(m_kept.begin(), m_kept, kept);
        return m_kept.front().second;
      }
    return nullptr;
  }

  void keep(const std::string& key, std::shared_ptr<const Value> value) {
    const std::scoped_lock lock(m_mutex);
    m_kept.remove_if([&](const auto& kept) { return kept.first == key; });
    m_kept.emplace_front(key, std::move(value));
    if (m_kept.size() > m_most)
      m_kept.pop_back();
  }

private:
  std::size_t m_most;
  std::mutex m_mutex;
  std::list<std::pair<std::string, std::shared_ptr<const Value>>> m_kept; ///< the last used first
};

} // namespace layers
