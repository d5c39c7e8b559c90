#pragma once

#include <chrono>
#include <functional>
#include <thread>

namespace support {

/// A test that waits this long in vain gives up. Only one that fails does.
constexpr std::chrono::seconds patience{60};

/// Whether the condition came true, if only for a moment.
inline bool wait_until(const std::function<bool()>& condition) {
  const auto end = std::chrono::steady_clock::now() + patience;
  while (!condition()) {
    if (std::chrono::steady_clock::now() >= end)
      return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return true;
}

} // namespace support
