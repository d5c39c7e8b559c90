#pragma once

#include <string>
#include <string_view>

namespace server {

/// `text` as a gzip member (RFC 1952). Safe to call from many threads.
std::string gzip(std::string_view text);

} // namespace server
