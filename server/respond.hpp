#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "server/http.hpp"

namespace server {

/// An answer that a client may keep and ask for again: 304 without calling `make` when the client
/// already has this version, else 200 with the text, compressed when the client takes gzip and it
/// pays. `version` names the content: equal versions have equal bytes as long as the program is the
/// same; it has no comma and no quote. Sets ETag, Cache-Control (no-cache: always ask again), Vary.
/// Answers a Range with 206 or 416; then nothing is compressed.
Response respond(const Request& request, std::string_view content_type, std::string_view version,
                 const std::function<std::string()>& make);

/// The same for a text that is already there; its hash is its version.
Response respond(const Request& request, std::string_view content_type, std::string text);

/// The beginning of an answer that is not compressed: status 200, or 304 when the client already
/// has this version, with ETag and Cache-Control.
Response fresh(const Request& request, std::string_view version);

/// Whether a header of comma-separated values (Accept-Encoding, If-None-Match) has the value;
/// "*" stands for what is not named; `;q=0` refuses (RFC 9110 section 12.4.2).
bool lists(std::string_view header, std::string_view value);

} // namespace server
