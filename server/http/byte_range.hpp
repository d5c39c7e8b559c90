#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "server/http/http.hpp"

namespace server {

/// What a Range header asks for of a body (RFC 9110 section 14). Several ranges, other units and
/// what is malformed are passed over, as the standard allows: then the whole is asked for.
struct WantedRange {
  enum class Kind { whole, part, unsatisfiable };
  Kind kind = Kind::whole;
  ByteRange part; ///< when kind is part
};

/// `etag`, strong and in quotes, is the version that would be sent: with an If-Range that names
/// another, the whole is. Range means something for GET only.
WantedRange wanted_range(const Request& request, std::string_view etag, std::uint64_t size);

/// "bytes 0-99/1234"
std::string content_range(const ByteRange& part, std::uint64_t size);

/// 416 with the size that ranges must lie within.
Response unsatisfiable_range(std::uint64_t size);

} // namespace server
