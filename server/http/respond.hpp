#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "server/http/compress.hpp"
#include "server/http/http.hpp"

namespace server {

/// Something that a client may keep and ask for again.
struct Content {
  std::string_view type;
  /// Equal versions have equal bytes as long as the program is the same; it has no comma and no
  /// quote.
  std::string_view version;
  std::string_view cache_control = "no-cache"; ///< always ask again
};

/// The answer when a condition of the request does not hold (RFC 9110 section 13); else nullopt.
/// If-Match without the version that would be sent: 412. If-None-Match with this version, in
/// whatever encoding: 304 to GET and HEAD, 412 to other methods. Conditions on times are passed
/// over, as sections 13.1.3 and 13.1.4 demand of what has no date.
std::optional<Response> unmet_condition(const Request& request, const Content& content);

/// The encoding to send; a part (Range) is one of the bytes that are not compressed.
Encoding wanted_encoding(const Request& request);

/// 200 with the body, 206 with the part of it that the request wants, or 416. `body` is in
/// wanted_encoding(), or as it is where compressing did not pay. Sets ETag (strong, another one for
/// each encoding), Cache-Control, Vary.
Response send(const Request& request, const Content& content, Encoded body);

/// All of the above: `make` is called if the conditions hold.
Response respond(const Request& request, const Content& content,
                 const std::function<std::string()>& make);

/// The same for a text that is already there; its hash is its version.
Response respond(const Request& request, std::string_view content_type, std::string text);

/// The beginning of an answer that is not compressed: status 200 with ETag and Cache-Control, or
/// the whole answer when a condition does not hold.
Response fresh(const Request& request, std::string_view version);

} // namespace server
