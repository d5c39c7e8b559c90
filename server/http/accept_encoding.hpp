#pragma once

#include "server/http/compress.hpp"
#include "server/http/http.hpp"

namespace server {

/// The encoding that Accept-Encoding likes best (RFC 9110 section 12.5.3); of those it likes
/// equally the first of zstd, br, gzip, identity. identity is liked least unless it is named, and
/// is the answer to a client that says nothing, and to one to whom nothing can be sent
/// (section 12.5 allows to disregard it). What cannot be understood is passed over.
Encoding best_encoding(const Headers& headers);

} // namespace server
