#pragma once

#include <atomic>
#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <utility>

namespace server {

using SharedText = std::shared_ptr<const std::string>;

class Hold;

/// Counts the memory that requests and answers hold, of all clients and of each. A text that
/// several hold counts once, and once for each client. Any thread; outlives what it counts.
class HeldBytes {
public:
  explicit HeldBytes(std::size_t most) : m_most(most) {}

  std::size_t count() const { return m_count; }
  bool is_full() const { return m_count > m_most; }

  /// Whether a client may hold more: at most four times what is left, so that there is always room
  /// for another.
  bool has_room_for(const std::string& client) const;

private:
  friend class Hold;
  void add(const Hold& hold);
  void remove(const Hold& hold);

  const std::size_t m_most;
  std::atomic<std::size_t> m_count = 0;
  mutable std::mutex m_mutex;
  std::unordered_map<const std::string*, std::size_t> m_holders; ///< how many hold a shared text
  std::map<std::string, std::size_t> m_of_client;
};

/// What is counted while it lives: bytes, or a text. For one thread at a time.
class Hold {
public:
  Hold() = default;
  Hold(HeldBytes& counter, std::string client, std::size_t bytes);
  /// Not null; whoever else has it has a copy.
  Hold(HeldBytes& counter, std::string client, const SharedText& text);
  ~Hold();
  Hold(const Hold&) = delete;
  Hold& operator=(const Hold&) = delete;
  Hold(Hold&& other) noexcept { swap(other); }
  Hold& operator=(Hold&& other) noexcept {
    Hold(std::move(other)).swap(*this);
    return *this;
  }

  explicit operator bool() const { return m_counter != nullptr; }

private:
  friend class HeldBytes;
  void swap(Hold& other) noexcept {
    std::swap(m_counter, other.m_counter);
    std::swap(m_client, other.m_client);
    std::swap(m_bytes, other.m_bytes);
    std::swap(m_shared, other.m_shared);
  }

  HeldBytes* m_counter = nullptr;
  std::string m_client;
  std::size_t m_bytes = 0;
  SharedText m_shared; ///< null: these bytes are nobody else's
};

} // namespace server
