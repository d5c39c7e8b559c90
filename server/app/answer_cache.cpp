#include "server/app/answer_cache.hpp"

#include <utility>

namespace server {

namespace {

std::string key_with(std::string_view key, Encoding encoding) {
  std::string out;
  out.reserve(key.size() + 1 + name_of(encoding).size());
  out.append(key).append(" ").append(name_of(encoding));
  return out;
}

} // namespace

std::optional<Encoded> AnswerCache::find(std::string_view key, Encoding encoding) {
  auto found = look_up(key_with(key, encoding));
  m_hits += found ? 1 : 0;
  return found;
}

std::optional<Encoded> AnswerCache::look_up(const std::string& key) {
  const std::lock_guard lock(m_mutex);
  const auto found = m_by_key.find(key);
  if (found == m_by_key.end())
    return std::nullopt;
  m_entries.splice(m_entries.begin(), m_entries, found->second);
  return found->second->answer;
}

Encoded AnswerCache::get(std::string_view key, Encoding encoding, const Make& make,
                         const std::stop_token& stop) {
  auto full_key = key_with(key, encoding);
  bool is_made = false;
  const auto make_answer = [&] {
    if (auto kept = look_up(full_key)) // by a flight that ended a moment ago
      return *std::move(kept);
    is_made = true;
    auto answer = encode(text_of(key, make, stop), encoding);
    keep(full_key, answer);
    return answer;
  };
  auto answer = m_answers.run(full_key, make_answer, stop);
  ++(is_made ? m_misses : m_hits);
  return answer;
}

/// Others may want it in another encoding at the same time.
AnswerCache::Text AnswerCache::text_of(std::string_view key, const Make& make,
                                       const std::stop_token& stop) {
  const auto make_text = [&]() -> Text {
    if (const auto kept = look_up(key_with(key, Encoding::identity)))
      return kept->body;
    auto text = make();
    if (text.capacity() - text.size() > text.size() / 8) // less is not worth a copy
      text.shrink_to_fit();
    return std::make_shared<const std::string>(std::move(text));
  };
  return m_texts.run(std::string(key), make_text, stop);
}

void AnswerCache::keep(std::string key, const Encoded& answer) {
  std::list<Entry> forgotten; // freed after the lock
  std::list<Entry> added;
  added.push_back({std::move(key), answer});
  const auto bytes = added.front().bytes();
  if (bytes > m_most_bytes)
    return;
  const std::lock_guard lock(m_mutex);
  while (m_bytes + bytes > m_most_bytes) {
    m_bytes -= m_entries.back().bytes();
    ++m_evictions;
    m_by_key.erase(m_entries.back().key);
    forgotten.splice(forgotten.begin(), m_entries, std::prev(m_entries.end()));
  }
  m_entries.splice(m_entries.begin(), added);
  m_by_key.emplace(m_entries.front().key, m_entries.begin());
  m_bytes += bytes;
}

void AnswerCache::clear() {
  std::list<Entry> forgotten; // freed after the lock
  const std::lock_guard lock(m_mutex);
  m_by_key.clear();
  forgotten.swap(m_entries);
  m_bytes = 0;
}

AnswerCacheStats AnswerCache::stats() const {
  const std::lock_guard lock(m_mutex);
  return {m_hits, m_misses, m_evictions, m_bytes, m_entries.size()};
}

} // namespace server
