#pragma once

#include <cstddef>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <set>
#include <stop_token>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "geo/threads/single_flight.hpp"

namespace geo {

/// Says what a value is made of.
struct KeptKey {
  std::string text;                 ///< equal for equal values, and for values of one type alone
  std::vector<std::string> made_of; ///< versions of data; see KeptValues::forget_others()
};

/// Values of any type that are made once and kept, up to a number of bytes; what was used longest
/// ago is forgotten first. Who has one keeps it. Any thread.
class KeptValues {
public:
  /// What an entry costs beside its key and value.
  static constexpr std::size_t entry_bytes = 256;

  explicit KeptValues(std::size_t most_bytes) : m_most_bytes(most_bytes) {}

  /// The value, kept or made by `make() -> Value`: by one for all who ask meanwhile, and by another
  /// of them when that one is asked to stop. It is kept if it is not too large; Value::bytes() says
  /// how large it is. Throws what `make` throws, unavailable when asked to stop while it waits.
  template <typename Value, typename Make>
  std::shared_ptr<const Value> get(const KeptKey& key, Make make, const std::stop_token& stop) {
    if (auto kept = find(key.text))
      return std::static_pointer_cast<const Value>(std::move(kept));
    const auto make_once = [&]() -> Any {
      if (auto kept = find(key.text)) // by a flight that landed a moment ago
        return kept;
      auto made = std::make_shared<const Value>(make());
      keep(key, made, made->bytes());
      return made;
    };
    return std::static_pointer_cast<const Value>(m_flights.run(key.text, make_once, stop));
  }

  /// Forgets what is made of something else than these.
  void forget_others(const std::set<std::string>& made_of);

  std::size_t bytes() const;
  std::size_t count() const;

private:
  using Any = std::shared_ptr<const void>;
  struct Entry {
    KeptKey key;
    Any value;
    std::size_t bytes = 0;
  };
  using Entries = std::list<Entry>;

  Any find(const std::string& key);
  void keep(const KeptKey& key, Any value, std::size_t bytes);
  /// Moves an entry to those that die after the lock.
  void move_out(Entries::iterator entry, Entries& forgotten);

  std::size_t m_most_bytes;
  mutable std::mutex m_mutex;
  Entries m_entries; ///< the last used first
  std::unordered_map<std::string, Entries::iterator> m_by_key;
  std::size_t m_bytes = 0;
  SingleFlight<Any> m_flights;
};

} // namespace geo
