#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <iconv.h>

#include "geo/released_by.hpp"

namespace layers {

/// What a report says of text that is in no encoding that is known.
constexpr const char* assumed_encoding =
    "attribute text not UTF-8, read as ISO-8859-1; set \"encoding\" if that is wrong";

bool is_utf8(std::string_view text);

/// A whole file as UTF-8 when it is UTF-16 or UTF-32: by its byte order mark, which is left out,
/// else by its zeros, else since `encoding` says so. nullopt: it is neither, or broken.
std::optional<std::string> from_wide_unicode(std::string_view bytes, const std::string& encoding);

/// Without the byte order mark of UTF-8.
std::string_view without_mark(std::string_view utf8);

/// Whether the encoding, in any spelling, is UTF-16 or UTF-32.
bool is_wide_unicode(const std::string& encoding);

/// Whether the system knows the encoding, in any spelling; see encoding_name().
bool is_known_encoding(const std::string& encoding);

/// Text of a source as UTF-8 (iconv inside: GDAL's own recoding loses the last letter of text in
/// CP1258, as it never flushes a stateful encoding). One object belongs to one thread at a time.
class TextDecoder {
public:
  /// `encoding`, in any spelling, is that of text which is not UTF-8; empty: unknown, ISO-8859-1 is
  /// assumed. Throws invalid_input, naming `source`, for an encoding that the system does not know.
  TextDecoder(const std::string& encoding, const std::string& source);

  /// UTF-8 as it is, else recoded. Sets `assumed` when the text is not in the encoding either, or
  /// none is known.
  std::string decode(std::string_view text, bool& assumed) const;

private:
  std::unique_ptr<void, geo::ReleasedBy<&iconv_close>> m_converter; ///< none: unknown encoding
};

} // namespace layers
