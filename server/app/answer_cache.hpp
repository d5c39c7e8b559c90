#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <unordered_map>

#include "geo/threads/single_flight.hpp"
#include "server/http/compress.hpp"

namespace server {

struct AnswerCacheStats {
  std::uint64_t hits = 0;      ///< answers that nothing was made for
  std::uint64_t misses = 0;    ///< answers that were made
  std::uint64_t evictions = 0; ///< answers forgotten to make room
  std::size_t bytes = 0;
  std::size_t entries = 0;
};

/// Keeps finished answers, compressed, up to a number of bytes, and forgets first what was asked
/// for longest ago. A key says all that the content depends on, so nothing ever has to be
/// invalidated. Any thread.
class AnswerCache {
public:
  /// What an entry costs beside its key and body: list and hash nodes, the blocks of malloc.
  static constexpr std::size_t entry_bytes = 256;

  /// Makes the text that `key` stands for.
  using Make = std::function<std::string()>;

  /// `most_bytes` of keys, bodies and entry_bytes each; 0 keeps nothing.
  explicit AnswerCache(std::size_t most_bytes) : m_most_bytes(most_bytes) {}

  /// What is kept; does no work.
  std::optional<Encoded> find(std::string_view key, Encoding encoding);

  /// What is kept, else made and then kept, unless it is larger than the whole cache. Many who ask
  /// at the same time have it made once, in whatever encodings, and compressed once for each; see
  /// geo::SingleFlight for errors and `stop`.
  Encoded get(std::string_view key, Encoding encoding, const Make& make,
              const std::stop_token& stop);

  /// Forgets everything, such as answers from data that are gone.
  void clear();

  AnswerCacheStats stats() const;

private:
  struct Entry {
    std::string key; ///< with the encoding
    Encoded answer;

    std::size_t bytes() const { return key.size() + answer.body->capacity() + entry_bytes; }
  };
  using Text = std::shared_ptr<const std::string>;

  std::optional<Encoded> look_up(const std::string& key);
  Text text_of(std::string_view key, const Make& make, const std::stop_token& stop);
  void keep(std::string key, const Encoded& answer);

  const std::size_t m_most_bytes;
  geo::SingleFlight<Text> m_texts;
  geo::SingleFlight<Encoded> m_answers;
  mutable std::mutex m_mutex;
  std::list<Entry> m_entries; ///< asked for last comes first
  std::unordered_map<std::string_view, std::list<Entry>::iterator> m_by_key;
  std::size_t m_bytes = 0;
  std::uint64_t m_evictions = 0;
  std::atomic<std::uint64_t> m_hits = 0;
  std::atomic<std::uint64_t> m_misses = 0;
};

} // namespace server
