#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include "server/http/http.hpp"

namespace server {

/// Which of the media types on offer the client would rather have (RFC 9110 section 12.5.1), the
/// first of those it likes as much; nullopt: it takes none. Without an Accept header, the first.
/// Parameters of types are passed over.
std::optional<std::size_t> preferred_type(const Headers& headers,
                                          std::span<const std::string_view> offered);

/// An answer that says that it depends on the Accept header.
Response varying_by_accept(Response response);

} // namespace server
