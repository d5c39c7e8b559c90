#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <utility>

namespace server {

using SharedText = std::shared_ptr<const std::string>;

/// Counts the memory that requests and answers hold. A text that several hold counts once. Any
/// thread; outlives what it counts.
class HeldBytes {
public:
  explicit HeldBytes(std::size_t most) : m_most(most) {}

  std::size_t count() const { return m_count; }
  bool is_full() const { return m_count > m_most; }

private:
  friend class Hold;
  void add(const SharedText& text);
  void remove(const SharedText& text);

  const std::size_t m_most;
  std::atomic<std::size_t> m_count = 0;
  std::mutex m_mutex;
  std::unordered_map<const std::string*, std::size_t> m_holders; ///< how many hold a shared text
};

/// What is counted while it lives: bytes, or a text. For one thread at a time.
class Hold {
public:
  Hold() = default;
  Hold(HeldBytes& counter, std::size_t bytes);
  Hold(HeldBytes& counter, const SharedText& text); ///< not null; whoever else has it has a copy
  ~Hold() { release(); }
  Hold(const Hold&) = delete;
  Hold& operator=(const Hold&) = delete;
  Hold(Hold&& other) noexcept { swap(other); }
  Hold& operator=(Hold&& other) noexcept {
    Hold(std::move(other)).swap(*this);
    return *this;
  }

  explicit operator bool() const { return m_counter != nullptr; }

private:
  void release();
  void swap(Hold& other) noexcept {
    std::swap(m_counter, other.m_counter);
    std::swap(m_bytes, other.m_bytes);
    std::swap(m_shared, other.m_shared);
  }

  HeldBytes* m_counter = nullptr;
  std::size_t m_bytes = 0;
  SharedText m_shared; ///< null: these bytes are nobody else's
};

} // namespace server
