#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "geo/library_version.hpp"

namespace server {

/// Content codings (RFC 9110 section 8.4.1; br is RFC 7932, zstd RFC 8878).
enum class Encoding : std::uint8_t { identity, gzip, br, zstd };

inline constexpr std::array all_encodings{Encoding::identity, Encoding::gzip, Encoding::br,
                                          Encoding::zstd};

/// As Content-Encoding and Accept-Encoding name it.
std::string_view name_of(Encoding encoding);

/// `text` in an encoding. Throws Error(unavailable) when there is no memory. Any thread.
std::string compress(std::string_view text, Encoding encoding);

/// A body as it is sent.
struct Encoded {
  std::shared_ptr<const std::string> body;
  Encoding encoding = Encoding::identity;
};

/// Compresses when it pays: a text of less than a kibibyte, or that gets no shorter, stays as it
/// is.
Encoded encode(std::shared_ptr<const std::string> text, Encoding encoding);

/// The most that encode() makes of a text when it is compressed: brotli's is less than gzip's or
/// zstd's.
std::size_t sent_bytes(std::string_view text);

/// libdeflate, brotli and zstd.
std::vector<geo::LibraryVersion> compression_versions();

} // namespace server
