#include "server/wire/held_bytes.hpp"

namespace server {

void HeldBytes::add(const SharedText& text) {
  const std::lock_guard lock(m_mutex);
  if (++m_holders[text.get()] == 1)
    m_count += text->capacity();
}

void HeldBytes::remove(const SharedText& text) {
  const std::lock_guard lock(m_mutex);
  const auto holders = m_holders.find(text.get());
  if (--holders->second > 0)
    return;
  m_holders.erase(holders);
  m_count -= text->capacity();
}

Hold::Hold(HeldBytes& counter, std::size_t bytes) : m_counter(&counter), m_bytes(bytes) {
  counter.m_count += bytes;
}

// A text that nobody else has can never be shared again, and needs no look-up.
Hold::Hold(HeldBytes& counter, const SharedText& text) : m_counter(&counter) {
  if (text.use_count() > 1) {
    counter.add(text);
    m_shared = text;
  } else {
    m_bytes = text->capacity();
    counter.m_count += m_bytes;
  }
}

void Hold::release() {
  if (m_counter == nullptr)
    return;
  m_counter->m_count -= m_bytes;
  if (m_shared)
    m_counter->remove(m_shared);
}

} // namespace server
