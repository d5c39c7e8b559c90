#pragma once

#include <string>
#include <string_view>

#include "server/http/http.hpp"

namespace server {

/// "map.example.org", "10.0.0.1:8080", "[::1]:8080": a host as it may stand in an address, with a
/// port from 1 to 65535 or none (RFC 3986 sections 3.2.2 and 3.2.3, without escapes and
/// sub-delimiters).
bool is_host(std::string_view text);

/// "/gis", "/a/b": segments that are neither empty nor "." or "..", of unreserved characters (RFC
/// 3986 section 2.3); no slash at the end.
bool is_path_prefix(std::string_view text);

/// "https://host/gis", where others reach the server, without the slashes at its end; empty: it is
/// not said. Throws invalid_input for anything else.
std::string parse_base_url(const std::string& text);

/// The same as a request says it: by X-Forwarded-Proto, -Host, -Port and -Prefix, which it has from
/// trusted proxies only, else as the client named it. What is not well-formed counts as not said;
/// without any host it is localhost.
std::string base_url_of(const Headers& headers);

} // namespace server
