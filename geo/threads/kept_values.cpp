#include "geo/threads/kept_values.hpp"

#include <algorithm>
#include <iterator>

namespace geo {

std::shared_ptr<const void> KeptValues::find(const std::string& key) {
  const std::scoped_lock lock(m_mutex);
  const auto found = m_by_key.find(key);
  if (found == m_by_key.end())
    return nullptr;
  m_entries.splice(m_entries.begin(), m_entries, found->second);
  return found->second->value;
}

void KeptValues::keep(const KeptKey& key, Any value, std::size_t bytes) {
  bytes += entry_bytes + 2 * key.text.size();
  if (bytes > m_most_bytes)
    return;
  Entries added;
  Entries forgotten;
  added.push_back({key, std::move(value), bytes});
  const std::scoped_lock lock(m_mutex);
  while (m_bytes + bytes > m_most_bytes)
    move_out(std::prev(m_entries.end()), forgotten);
  m_entries.splice(m_entries.begin(), added);
  m_by_key.emplace(key.text, m_entries.begin());
  m_bytes += bytes;
}

void KeptValues::move_out(Entries::iterator entry, Entries& forgotten) {
  m_bytes -= entry->bytes;
  m_by_key.erase(entry->key.text);
  forgotten.splice(forgotten.begin(), m_entries, entry);
}

void KeptValues::forget_others(const std::set<std::string>& made_of) {
  Entries forgotten;
  const std::scoped_lock lock(m_mutex);
  for (auto entry = m_entries.begin(); entry != m_entries.end();) {
    const auto next = std::next(entry);
    const auto is_known = [&](const std::string& part) { return made_of.contains(part); };
    if (!std::ranges::all_of(entry->key.made_of, is_known))
      move_out(entry, forgotten);
    entry = next;
  }
}

std::size_t KeptValues::bytes() const {
  const std::scoped_lock lock(m_mutex);
  return m_bytes;
}

std::size_t KeptValues::count() const {
  const std::scoped_lock lock(m_mutex);
  return m_entries.size();
}

} // namespace geo
