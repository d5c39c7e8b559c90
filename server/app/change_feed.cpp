#include "server/app/change_feed.hpp"

#include <fmt/format.h>

namespace server {

namespace {

constexpr std::size_t remembered = 256;

} // namespace

void ChangeFeed::publish(std::string_view event, std::string_view data) {
  const std::lock_guard lock(m_mutex);
  ++m_last_id;
  if (m_changes.size() == remembered)
    m_changes.erase(m_changes.begin());
  m_changes.push_back(
      {m_last_id, fmt::format("id: {}\nevent: {}\ndata: {}\n\n", m_last_id, event, data)});
}

std::uint64_t ChangeFeed::last_id() const {
  const std::lock_guard lock(m_mutex);
  return m_last_id;
}

ChangeFeed::News ChangeFeed::after(std::uint64_t id) const {
  const std::lock_guard lock(m_mutex);
  News news{.text = "", .last_id = m_last_id};
  const auto missed = m_last_id - id; // of the future: more than are remembered
  if (missed > m_changes.size()) {
    news.text = fmt::format("id: {}\nevent: reset\ndata: {{}}\n\n", m_last_id);
    return news;
  }
  for (auto i = m_changes.size() - missed; i < m_changes.size(); ++i)
    news.text += m_changes[i].text;
  return news;
}

} // namespace server
