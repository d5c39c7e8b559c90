#include "tests/support/threads.hpp"

#include <filesystem>
#include <fstream>
#include <map>
#include <string>

#include <unistd.h>

namespace support {

namespace {

/// proc(5), status.
struct Look {
  std::string name;
  char state = '?'; ///< 'S': asleep
  std::uint64_t times_asleep = 0;

  bool operator==(const Look&) const = default;
};

Look look_at(const std::filesystem::path& thread) {
  Look look;
  std::ifstream status(thread / "status");
  for (std::string key; status >> key;) {
    if (key == "Name:")
      status >> look.name;
    else if (key == "State:")
      status >> look.state;
    else if (key == "voluntary_ctxt_switches:")
      status >> look.times_asleep;
    std::getline(status, key);
  }
  return look;
}

/// By the thread's number; without the calling one.
std::map<std::string, Look> look_at_others() {
  std::map<std::string, Look> looks;
  for (const auto& thread : std::filesystem::directory_iterator("/proc/self/task"))
    if (const auto number = thread.path().filename().string(); number != std::to_string(::gettid()))
      looks[number] = look_at(thread.path());
  return looks;
}

} // namespace

// Two looks at threads one after the other: those that slept at both and not anew in between were
// all asleep at one moment between them.
bool all_others_wait() {
  const auto first = look_at_others();
  for (const auto& [number, look] : first)
    if (look.state != 'S')
      return false;
  return look_at_others() == first;
}

std::uint64_t times_asleep(std::string_view name) {
  std::uint64_t times = 0;
  for (const auto& [number, look] : look_at_others())
    times += look.name == name ? look.times_asleep : 0;
  return times;
}

} // namespace support
