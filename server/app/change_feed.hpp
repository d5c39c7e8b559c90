#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace server {

/// What changed, for clients that stay connected. Remembers the last changes, so that one who comes
/// back misses nothing. From any thread.
class ChangeFeed {
public:
  /// `first_id`: above any id that a feed before this one can have given, so that its readers are
  /// told to look at everything.
  explicit ChangeFeed(std::uint64_t first_id = 1) : m_last_id(first_id - 1) {}

  /// `data`: one line.
  void publish(std::string_view event, std::string_view data);

  std::uint64_t last_id() const; ///< the newest change's; before the first, one below it

  struct News {
    std::string text;          ///< in the form of server-sent events; empty: no news
    std::uint64_t last_id = 0; ///< ask for what comes after it next time
  };
  /// What was published after the change `id`. Of more than is remembered only the event "reset" is
  /// told: the reader must look at everything again; so it must when `id` is of another
  /// feed.
  News after(std::uint64_t id) const;

private:
  struct Change {
    std::uint64_t id;
    std::string text;
  };
  mutable std::mutex m_mutex;
  std::vector<Change> m_changes; ///< the newest last
  std::uint64_t m_last_id;
};

} // namespace server
