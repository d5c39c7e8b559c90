#include "server/commands/request_log.hpp"

#include <string>
#include <string_view>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

namespace server {

namespace {

/// "-" for what a request that was not understood has not.
std::string printable(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c > ' ' && c < 0x7F && c != '\\')
      out += c;
    else
      out += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
  }
  return out.empty() ? "-" : out;
}

} // namespace

void log_request(const AccessEntry& entry) {
  spdlog::info("{} {} {} {} {} bytes {:.1f} ms{}", entry.client, printable(entry.method),
               printable(entry.target), entry.status, entry.bytes, 1000 * entry.seconds,
               entry.is_complete ? "" : ", broken off");
}

} // namespace server
