#pragma once

#include <condition_variable>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <unordered_map>
#include <utility>

#include "geo/stop.hpp"

namespace geo {

/// Has each value made once for all who ask for it at the same time: the first makes it, the others
/// wait. Keeps nothing afterwards. Any thread; `Value` is copied to everybody.
template <typename Value>
class SingleFlight {
public:
  /// The value of `key`, by `make` unless somebody is at it. What it throws reaches all who wait;
  /// but when it was asked to stop by its own `stop`, one of them takes over with its own `make`.
  /// Throws Error(unavailable) when `stop` is requested while it waits.
  Value run(const std::string& key, const std::function<Value()>& make,
            const std::stop_token& stop) {
    for (;;) {
      std::unique_lock lock(m_mutex);
      const auto [found, is_first] = m_flights.try_emplace(key);
      if (is_first)
        found->second = std::make_shared<Flight>();
      const auto flight = found->second;
      if (is_first) {
        lock.unlock();
        return fly(key, *flight, make, stop);
      }
      m_landed.wait(lock, stop, [&] { return flight->is_over; });
      if (!flight->is_over)
        check_stop(stop);
      if (flight->value)
        return *flight->value;
      if (flight->error)
        std::rethrow_exception(flight->error);
    }
  }

private:
  /// Without a value and an error: nobody made it.
  struct Flight {
    bool is_over = false;
    std::optional<Value> value;
    std::exception_ptr error;
  };

  Value fly(const std::string& key, Flight& flight, const std::function<Value()>& make,
            const std::stop_token& stop) {
    try {
      auto value = make();
      land(key, flight, value, nullptr);
      return value;
    } catch (...) {
      land(key, flight, std::nullopt, stop.stop_requested() ? nullptr : std::current_exception());
      throw;
    }
  }

  void land(const std::string& key, Flight& flight, std::optional<Value> value,
            std::exception_ptr error) {
    {
      const std::lock_guard lock(m_mutex);
      flight.value = std::move(value);
      flight.error = std::move(error);
      flight.is_over = true;
      m_flights.erase(key);
    }
    m_landed.notify_all();
  }

  std::mutex m_mutex;
  std::condition_variable_any m_landed;
  std::unordered_map<std::string, std::shared_ptr<Flight>> m_flights;
};

} // namespace geo
