#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <iconv.h>

#include "geo/released_by.hpp"

namespace layers {

bool is_utf8(std::string_view text);

/// Text of a source as UTF-8 (iconv inside: GDAL's own recoding loses the last letter of text in
/// CP1258, as it never flushes a stateful encoding). One object belongs to one thread at a time.
class TextDecoder {
public:
  /// `encoding` is that of text which is not UTF-8; empty: unknown, ISO-8859-1 is assumed. Throws
  /// invalid_input, naming `source`, for an encoding that the system does not know.
  TextDecoder(const std::string& encoding, const std::string& source);

  /// UTF-8 as it is, else recoded. Sets `assumed` when the text is not in the encoding either, or
  /// none is known.
  std::string decode(std::string_view text, bool& assumed) const;

private:
  std::unique_ptr<void, geo::ReleasedBy<&iconv_close>> m_converter; ///< none: unknown encoding
};

} // namespace layers
