#include "server/wire/answer_inbox.hpp"

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <utility>

#include <sys/eventfd.h>

#include "geo/error.hpp"

namespace server {

AnswerInbox::AnswerInbox() : m_event(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
  if (m_event.get() < 0)
    geo::fail(geo::ErrorKind::unavailable, "eventfd: {}", std::strerror(errno));
}

void AnswerInbox::put(FinishedWork finished) {
  {
    const std::lock_guard lock(m_mutex);
    m_finished.push_back(std::move(finished));
    if (m_finished.size() > 1)
      return; // the first one woke the thread
  }
  wake();
}

void AnswerInbox::wake() const {
  // Fails only when the counter is full: then the thread is awake anyway.
  [[maybe_unused]] const auto written = ::eventfd_write(m_event.get(), 1);
}

std::vector<FinishedWork> AnswerInbox::take() {
  eventfd_t count = 0;
  [[maybe_unused]] const auto read = ::eventfd_read(m_event.get(), &count);
  const std::lock_guard lock(m_mutex);
  return std::exchange(m_finished, {});
}

} // namespace server
