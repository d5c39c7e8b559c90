#include "server/wire/held_bytes.hpp"

namespace server {

bool HeldBytes::has_room_for(const std::string& client) const {
  const std::lock_guard lock(m_mutex);
  const auto own = m_of_client.find(client);
  const std::size_t count = m_count;
  return count <= m_most && (own == m_of_client.end() || own->second <= 4 * (m_most - count));
}

void HeldBytes::add(const Hold& hold) {
  const std::lock_guard lock(m_mutex);
  m_of_client[hold.m_client] += hold.m_bytes;
  if (!hold.m_shared || ++m_holders[hold.m_shared.get()] == 1)
    m_count += hold.m_bytes;
}

void HeldBytes::remove(const Hold& hold) {
  const std::lock_guard lock(m_mutex);
  const auto client = m_of_client.find(hold.m_client);
  if (client != m_of_client.end() && (client->second -= hold.m_bytes) == 0)
    m_of_client.erase(client);
  const auto holders = m_holders.find(hold.m_shared.get());
  if (holders != m_holders.end() && --holders->second > 0)
    return;
  m_count -= hold.m_bytes;
  if (holders != m_holders.end())
    m_holders.erase(holders);
}

Hold::Hold(HeldBytes& counter, std::string client, std::size_t bytes)
    : m_counter(&counter), m_client(std::move(client)), m_bytes(bytes) {
  counter.add(*this);
}

// A text that nobody else has can never be shared again.
Hold::Hold(HeldBytes& counter, std::string client, const SharedText& text)
    : m_counter(&counter), m_client(std::move(client)), m_bytes(text->capacity()),
      m_shared(text.use_count() > 1 ? text : nullptr) {
  counter.add(*this);
}

Hold::~Hold() {
  if (m_counter != nullptr)
    m_counter->remove(*this);
}

} // namespace server
